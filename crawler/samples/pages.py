"""What does a sample portal answer at each of its addresses?

The parts that the platform modules share: :class:`Page` and :class:`Portal`, and :class:`Builder`, which collects the
pages of one portal. Pages are rendered when they are first asked for, and are the same bytes every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.samples.content import Publication, SampleSite, notice
from crawler.samples.render import HtmlStyle, render_body, render_docx

STATIC_DAY = date(2024, 4, 1)
"""The day on which everything that has no date of its own was last changed."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {"docx": DOCX, "pdf": "application/pdf"}

Row = tuple[str, str, str]
"""A line of a list: text, link, date."""


@dataclass(frozen=True)
class Page:
    """One answer of a portal. ``needs_referer``: only visitors who come from another page of the portal get it."""

    make: Callable[[], bytes]
    content_type: str
    modified: date
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    needs_referer: bool = False


@dataclass(frozen=True)
class Portal:
    """A portal: its pages by path (with the query, where there is one) and the path of each report's document."""

    site: SampleSite
    pages: Mapping[str, Page]
    documents: Mapping[tuple[str, int], str]


@cache
def environment() -> Environment:
    """The templates of the portals."""
    return Environment(loader=PackageLoader("crawler.samples"), autoescape=True, undefined=StrictUndefined)


def static(name: str) -> bytes:
    """A file beside the templates, as it is."""
    return resources.files(__package__).joinpath("templates", name).read_bytes()


def document(publication: Publication) -> bytes:
    """The file that a report is published as, where that is a file."""
    report = publication.report
    if publication.media == "docx":
        return render_docx(report)
    return resources.files(__package__).joinpath("files", f"{publication.slug}-{report.year}.pdf").read_bytes()


def article(publication: Publication, style: HtmlStyle) -> Markup:
    """The inside of a report's article page: the report, or a note that it is attached."""
    report = publication.report
    if publication.media == "html":
        return Markup(render_body(report, style))
    return plain_article(report.title, [f"现将《{report.title}》予以公布，全文见附件。"])


def plain_article(title: str, paragraphs: Iterable[str]) -> Markup:
    """The inside of any other article page."""
    head = Markup('<h1 class="title">{}</h1>').format(title)
    return Markup("\n").join([head, *(Markup("<p>{}</p>").format(text) for text in paragraphs)])


class Builder:
    """Collects the pages of one portal whose templates stand in ``folder``."""

    def __init__(self, site: SampleSite, folder: str, *, charset: str = "utf-8", content_type: str | None = None):
        self.site = site
        self.folder = folder
        self.charset = charset
        self.content_type = content_type or f"text/html; charset={charset}"
        self.pages: dict[str, Page] = {}
        self.documents: dict[tuple[str, int], str] = {}

    def html(self, path: str, template: str, modified: date, **words: object) -> None:
        """A page from a template of the portal's folder."""

        @cache
        def make() -> bytes:
            page = environment().get_template(f"{self.folder}/{template}.html")
            text = page.render(site=self.site, notice=notice(), **words)
            return text.encode(self.charset)

        self.pages[path] = Page(make, self.content_type, modified)

    def file(self, path: str, make: Callable[[], bytes], content_type: str, modified: date = STATIC_DAY) -> None:
        """A file, made when it is asked for."""
        self.pages[path] = Page(cache(make), content_type, modified)

    def style(self, path: str) -> None:
        """The style sheet of the portal."""
        self.file(path, lambda: static("style.css"), "text/css")

    def portal(self) -> Portal:
        """What was collected."""
        return Portal(self.site, self.pages, self.documents)
