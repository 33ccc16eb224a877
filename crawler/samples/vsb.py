"""The sample portal of a district, in the way of Visual SiteBuilder.

Its lists count backwards (the second of two pages is ``1.htm``), articles are ``/info/1042/2031.htm``, and attachments
come from ``download.jsp``, which sends an error page, with status 200, to whoever does not come from the article.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from markupsafe import Markup

from crawler.samples.content import Publication, SampleSite
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
)
from crawler.samples.render import CellStyle, HeadingStyle, HtmlStyle

HOME, AFFAIRS, OPENNESS = ("首页", "/index.htm"), ("政务公开", "/zwgk.htm"), ("政府信息公开", "/zfxxgk.htm")
ANNUAL, NEWS = ("政府信息公开年报", "/zfxxgk/zfxxgknb.htm"), ("新闻动态", "/xwdt.htm")
SIDE = (("政府信息公开指南", "/zfxxgk/zfxxgkzn.htm"), ANNUAL, ("依申请公开", "/zfxxgk/ysqgk.htm"))
FOLDERS = {"annual": 1042, "news": 1003}
PAGE_SIZE = 4
STYLES = (HtmlStyle(CellStyle.SPANS, HeadingStyle.STRONG), HtmlStyle(CellStyle.PARAGRAPH, HeadingStyle.STRONG))

Dated = tuple[date, Row]


def build(site: SampleSite) -> Portal:
    """All pages of the district's portal. It has no robots.txt."""
    portal = Builder(site, "vsb")
    portal.style("/style/style.css")
    lists: dict[str, list[Dated]] = {"annual": [], "news": []}
    for number, publication in enumerate(reversed(site.publications), 2031):
        lists["annual"].append(_report(portal, publication, number))
    for number, decoy in enumerate(site.decoys, 3001):
        body = plain_article(decoy.title, decoy.text)
        lists[decoy.column].append(
            _article(portal, decoy.column, decoy.title, decoy.published, number, site.name, body)
        )
    for rows in lists.values():
        rows.sort(key=lambda dated: dated[0], reverse=True)
    _column(portal, [row for _, row in lists["annual"]])
    _entrances(portal, [row for _, row in lists["news"]])
    return portal.portal()


def _report(portal: Builder, publication: Publication, number: int) -> Dated:
    report, day = publication.report, publication.published
    files: list[tuple[str, str]] = []
    if publication.media in CONTENT_TYPES:
        path = f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1402&wbfileid={number}"
        portal.pages[path] = Page(
            cache(lambda: document(publication)), "application/octet-stream", day,
            headers={"Content-Disposition": f'attachment; filename="{report.year}.{publication.media}"'},
            needs_referer=True,
        )  # fmt: skip
        portal.documents[report.issuer, report.year] = path
        files.append((f"{report.title}.{publication.media}", path))
    body = article(publication, STYLES[number % 2])
    line = _article(portal, "annual", report.title, day, number, report.issuer, body, files)
    portal.documents.setdefault((report.issuer, report.year), line[1][1])
    return line


def _article(
    portal: Builder,
    column: str,
    title: str,
    day: date,
    number: int,
    source: str,
    body: Markup,
    files: list[tuple[str, str]] | None = None,
) -> Dated:
    """An article page; returns its line for a list."""
    path = f"/info/{FOLDERS[column]}/{number}.htm"
    metas = [("ArticleTitle", title), ("PubDate", f"{day} 10:00"), ("ContentSource", source)]
    portal.html(
        path, "article", day, title=title, metas=metas, crumbs=[HOME, OPENNESS, ANNUAL], side=SIDE, here="",
        source=source, day=str(day), number=number, body=body, files=files or [],
    )  # fmt: skip
    return day, (title, path, str(day))


def _column(portal: Builder, rows: list[Row]) -> None:
    """The list of reports: its first page bears the name of the column, the last one is always ``1.htm``."""
    count = -(-len(rows) // PAGE_SIZE)
    paths = [ANNUAL[1], *(f"{ANNUAL[1].removesuffix('.htm')}/{count - page}.htm" for page in range(1, count))]
    for page, path in enumerate(paths):
        pages = [(str(other + 1), "" if other == page else link) for other, link in enumerate(paths)]
        _links(portal, path, ANNUAL[0], rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE], SIDE, pages)


def _links(
    portal: Builder,
    path: str,
    title: str,
    rows: list[Row],
    side: tuple[tuple[str, str], ...] = (),
    pages: list[tuple[str, str]] | None = None,
) -> None:
    metas = [("ColumnName", title), ("ColumnType", "信息公开年报")] if title == ANNUAL[0] else []
    portal.html(
        path, "links", STATIC_DAY, title=title, metas=metas, crumbs=[HOME, (title, path)], side=side, here=path,
        rows=rows, pages=pages or [],
    )  # fmt: skip


def _entrances(portal: Builder, news: list[Row]) -> None:
    """The home page, the pages on the way to the column, and its neighbours."""
    ways = {HOME: (AFFAIRS, NEWS), AFFAIRS: (OPENNESS,), OPENNESS: SIDE, SIDE[0]: (), SIDE[2]: ()}
    for (title, path), links in ways.items():
        side = SIDE if path.startswith("/zfxxgk") else ()
        _links(portal, path, title, [(text, link, "") for text, link in links], side)
    _links(portal, NEWS[1], NEWS[0], news)
    portal.pages["/"] = portal.pages[HOME[1]]
