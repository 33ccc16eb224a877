"""The sample portal of a city, in the way of the TRS content system.

Directories with ``index.html``, articles as ``./202201/t20220124_1013.html``, attachments as ``./P0….docx`` with their
real name in ``title``, lists over several pages by ``createPageHTML``; one folder closed by robots.txt; one article
behind a challenge that only a browser passes.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from crawler.samples.content import Publication, SampleSite
from crawler.samples.figures import draw
from crawler.samples.pages import (
    CONTENT_TYPES,
    STATIC_DAY,
    Builder,
    Page,
    Portal,
    Row,
    article,
    document,
    plain_article,
    static,
)
from crawler.samples.render import CellStyle, HeadingStyle, HtmlStyle, Spread, render_body

OPEN = "/zwgk/zfxxgk/"
COLUMNS = {
    "guide": ("政府信息公开指南", f"{OPEN}zfxxgkzn/"),
    "content": ("法定主动公开内容", f"{OPEN}fdzdgknr/"),
    "annual": ("政府信息公开年报", f"{OPEN}zfxxgknb/"),
    "request": ("依申请公开", f"{OPEN}ysqgk/"),
    "website": ("政府网站工作年度报表", f"{OPEN}wzgznb/"),
    "law": ("法治政府建设年度报告", f"{OPEN}fzzfjs/"),
    "news": ("新闻中心", "/xwzx/"),
}
SIDE = tuple(column for key, column in COLUMNS.items() if key != "news")
HOME, AFFAIRS, OPENNESS = ("首页", "/"), ("政务公开", "/zwgk/"), ("政府信息公开", OPEN)
ANNUAL = COLUMNS["annual"][1]
DRAFTS = f"{ANNUAL}nbsh/"
"""The folder of drafts inside the column, which robots.txt closes."""
PAGE_SIZE = 8
STYLES = (
    HtmlStyle(CellStyle.PARAGRAPH, HeadingStyle.STRONG, Spread.UNEVEN),
    HtmlStyle(CellStyle.SPANS, HeadingStyle.PARAGRAPH),
    HtmlStyle(CellStyle.PLAIN, HeadingStyle.HEADING, blank=""),
)

Dated = tuple[date, Row]


def build(site: SampleSite) -> Portal:
    """All pages of the city's portal."""
    portal = Builder(site, "trs")
    portal.style("/images/style.css")
    portal.file("/robots.txt", lambda: f"User-agent: *\nDisallow: {DRAFTS}\n".encode(), "text/plain")
    lists: dict[str, list[Dated]] = {key: [] for key in COLUMNS}
    for number, publication in enumerate(reversed(site.publications), 1001):
        lists["annual"].append(_report(portal, publication, number))
    for number, decoy in enumerate(site.decoys, 2001):
        folder = COLUMNS[decoy.column][1]
        body = plain_article(decoy.title, decoy.text)
        lists[decoy.column].append(_article(portal, folder, decoy.title, decoy.published, number, site.name, body))
    lists["annual"].append(_draft(portal, site.publications[0]))
    for key, rows in lists.items():
        rows.sort(key=lambda dated: (dated[0], dated[1][0]), reverse=True)
        _list(portal, key, [row for _, row in rows])
    _entrances(portal)
    return portal.portal()


def _report(portal: Builder, publication: Publication, number: int) -> Dated:
    report, day = publication.report, publication.published
    files: list[tuple[str, str]] = []
    if publication.media in CONTENT_TYPES:
        name = f"P0{day:%Y%m%d}{draw(report.title, below=10**12):012d}.{publication.media}"
        path = f"{ANNUAL}{day:%Y%m}/{name}"
        portal.file(path, lambda: document(publication), CONTENT_TYPES[publication.media], day)
        portal.documents[report.issuer, report.year] = path
        files.append((f"{report.title}.{publication.media}", f"./{name}"))
    body = article(publication, STYLES[number % len(STYLES)])
    row = _article(portal, ANNUAL, report.title, day, number, report.issuer, body, files)
    path = _path(ANNUAL, day, number)
    portal.documents.setdefault((report.issuer, report.year), path)
    if publication.media == "blocked":
        headers = {"Set-Cookie": "__jsluid_s=sample; max-age=31536000; path=/; HttpOnly"}
        portal.pages[path] = Page(lambda: static("challenge.html"), "text/html; charset=utf-8", day, 521, headers)
    return row


def _path(folder: str, day: date, number: int) -> str:
    return f"{folder}{day:%Y%m}/t{day:%Y%m%d}_{number}.html"


def _article(
    portal: Builder,
    folder: str,
    title: str,
    day: date,
    number: int,
    source: str,
    body: Markup,
    files: list[tuple[str, str]] | None = None,
) -> Dated:
    """An article page; returns its line for the list of its column."""
    path = _path(folder, day, number)
    column = next(column for column in COLUMNS.values() if folder.startswith(column[1]))
    about = [("ArticleTitle", title), ("PubDate", f"{day} 09:30"), ("ContentSource", source)]
    metas = [*_column_metas(column[0]), *about]
    portal.html(
        path, "article", day, title=title, metas=metas, crumbs=[HOME, OPENNESS, column], side=SIDE, here=column[1],
        number=number, source=source, day=str(day), body=body, files=files or [],
    )  # fmt: skip
    return day, (title, "." + path.removeprefix(column[1].rstrip("/")), str(day))


def _draft(portal: Builder, publication: Publication) -> Dated:
    """A draft that robots.txt keeps visitors from, though the column links to it."""
    title = f"{publication.report.title}（送审稿）"
    body = Markup("<p>送审稿，数据未核定。</p>\n" + render_body(publication.report, STYLES[0]))
    return _article(portal, DRAFTS, title, date(2024, 1, 8), 1900, publication.report.issuer, body)


def _column_metas(name: str) -> list[tuple[str, str]]:
    kind = "信息公开年报" if name == COLUMNS["annual"][0] else name
    return [("ColumnName", name), ("ColumnType", kind)]


def _list(portal: Builder, key: str, rows: list[Row]) -> None:
    name, folder = COLUMNS[key]
    count = max(1, -(-len(rows) // PAGE_SIZE))
    crumbs = [HOME, COLUMNS["news"]] if key == "news" else [HOME, AFFAIRS, OPENNESS, (name, folder)]
    for page in range(count):
        portal.html(
            f"{folder}index{f'_{page}' if page else ''}.html", "links", STATIC_DAY, title=name,
            metas=_column_metas(name), crumbs=crumbs, side=() if key == "news" else SIDE, here=folder,
            rows=rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE], pages=count if count > 1 else 0, page=page,
        )  # fmt: skip
    portal.pages[folder] = portal.pages[f"{folder}index.html"]


def _entrances(portal: Builder) -> None:
    """The home page and the pages on the way to the column."""
    ways: dict[str, tuple[str, list[tuple[str, str]], tuple[tuple[str, str], ...]]] = {
        "/": ("首页", [HOME], (AFFAIRS, COLUMNS["news"], ("政务服务", "/zwfw/"))),
        "/zwgk/": ("政务公开", [HOME, AFFAIRS], (OPENNESS, ("政策文件", COLUMNS["content"][1]))),
        OPEN: ("政府信息公开", [HOME, AFFAIRS, OPENNESS], SIDE),
        "/zwfw/": ("政务服务", [HOME], (("办事指南", "/zwfw/"),)),
    }
    for folder, (title, crumbs, links) in ways.items():
        portal.html(
            f"{folder}index.html", "links", STATIC_DAY, title=title, metas=[], crumbs=crumbs,
            side=SIDE if folder == OPEN else (), here="", rows=[(text, link, "") for text, link in links],
            pages=0, page=0,
        )  # fmt: skip
        portal.pages[folder] = portal.pages[f"{folder}index.html"]
