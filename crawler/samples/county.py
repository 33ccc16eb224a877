"""The sample portal of a county: hand-made pages of no known system, in GBK.

The character set stands in the page alone, not in the header; links are cut short with the full title in ``title``;
the column has tabs for the county's own report and those of its departments; one list links to a PDF directly.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from crawler.samples.content import Publication, SampleSite
from crawler.samples.pages import (
    CONTENT_TYPES,
    STATIC_DAY,
    Builder,
    Portal,
    Row,
    article,
    document,
    plain_article,
)
from crawler.samples.render import CellStyle, HeadingStyle, HtmlStyle

HOME, AFFAIRS, OPENNESS = (
    ("首页", "/index.html"),
    ("政务公开", "/zwgk/index.html"),
    ("政府信息公开", "/zfxxgk/index.html"),
)
ANNUAL, OWN, DEPARTMENTS = "/zfxxgk/nb/index.html", "/zfxxgk/nb/xzf/index.html", "/zfxxgk/nb/bm/index.html"
WEBSITE, NEWS = ("政府网站年度报表", "/wzbb/index.html"), ("样例要闻", "/news/index.html")
SIDE = (
    ("信息公开指南", "/zfxxgk/zn/index.html"),
    ("信息公开制度", "/zfxxgk/zd/index.html"),
    ("信息公开年报", ANNUAL),
    WEBSITE,
)
LISTS = {"annual": ("部门年报", DEPARTMENTS), "website": WEBSITE, "news": NEWS}
STYLES = (
    HtmlStyle(CellStyle.BREAKS, HeadingStyle.STRONG, layout_table=True),
    HtmlStyle(CellStyle.PARAGRAPH, HeadingStyle.PARAGRAPH, blank=""),
)

Dated = tuple[date, Row]


def build(site: SampleSite) -> Portal:
    """All pages of the county's portal."""
    portal = Builder(site, "county", charset="gbk", content_type="text/html")
    portal.style("/css/style.css")
    portal.file("/robots.txt", lambda: b"User-agent: *\nDisallow:\n", "text/plain")
    lists: dict[tuple[str, str], list[Dated]] = {("县政府年报", OWN): [], **{column: [] for column in LISTS.values()}}
    for number, publication in enumerate(reversed(site.publications), 301):
        own = publication.report.issuer == site.name
        column = ("县政府年报", OWN) if own else LISTS["annual"]
        lists[column].append(_report(portal, publication, number))
    for number, decoy in enumerate(site.decoys, 501):
        body = plain_article(decoy.title, decoy.text)
        lists[LISTS[decoy.column]].append(_article(portal, decoy.title, decoy.published, number, site.name, body))
    for (name, path), rows in lists.items():
        rows.sort(key=lambda dated: dated[0], reverse=True)
        _links(portal, path, name, [row for _, row in rows], [HOME, OPENNESS, (name, path)])
    _entrances(portal)
    return portal.portal()


def _report(portal: Builder, publication: Publication, number: int) -> Dated:
    report, day = publication.report, publication.published
    if publication.media not in CONTENT_TYPES:
        line = _article(portal, report.title, day, number, report.issuer, article(publication, STYLES[number % 2]))
        portal.documents[report.issuer, report.year] = line[1][1]
        return line
    path = f"/upload/{day:%Y/%m%d}/nb{report.year}_{publication.slug}.{publication.media}"
    portal.file(path, lambda: document(publication), CONTENT_TYPES[publication.media], day)
    portal.documents[report.issuer, report.year] = path
    if publication.media == "pdf":
        return day, (report.title, path, str(day))
    files = [(f"{report.issuer}{report.year}年年报.{publication.media}", path)]
    return _article(portal, report.title, day, number, report.issuer, article(publication, STYLES[0]), files)


def _article(
    portal: Builder,
    title: str,
    day: date,
    number: int,
    source: str,
    body: Markup,
    files: list[tuple[str, str]] | None = None,
) -> Dated:
    """An article page; returns its line for a list."""
    path = f"/content/{day:%Y/%m%d}/{number}.html"
    portal.html(
        path, "article", day, title=title, crumbs=[HOME, OPENNESS], side=SIDE, here="", source=source, day=str(day),
        body=body, files=files or [],
    )  # fmt: skip
    return day, (title, path, str(day))


def _links(portal: Builder, path: str, title: str, rows: list[Row], crumbs: list[tuple[str, str]]) -> None:
    side = SIDE if path.startswith(("/zfxxgk", "/wzbb")) else ()
    portal.html(path, "links", STATIC_DAY, title=title, crumbs=crumbs, side=side, here=path, rows=rows)


def _entrances(portal: Builder) -> None:
    """The home page, the pages on the way to the column, the column with its tabs, and its neighbours."""
    ways: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
        HOME: (AFFAIRS, NEWS),
        AFFAIRS: (OPENNESS, WEBSITE),
        OPENNESS: SIDE,
        ("信息公开年报", ANNUAL): (("县政府年报", OWN), LISTS["annual"]),
        SIDE[0]: (),
        SIDE[1]: (),
    }
    for (title, path), links in ways.items():
        _links(portal, path, title, [(text, link, "") for text, link in links], [HOME, (title, path)])
    portal.pages["/"] = portal.pages[HOME[1]]
