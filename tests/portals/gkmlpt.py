"""A city of Guangdong: the portal proper, its openness platform as a shell with an API, and a bureau's site of its own."""

from __future__ import annotations

import json

from tests.portals.kit import Call, Key, Reply, report_bodies, report_file
from tests.portals.markup import REJECTED, document, links, row

OFFICES = ("财政局", "民政局", "教育局", "水务局", "审计局", "司法局", "统计局", "公安局")
SID, CATEGORY = "175", 2629
FIRST = 4_001_001
SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
    "<script>window._CONFIG = {config};</script></head><body><div id='app'></div>"
    "<script src='{base}/static/js/app.js'></script></body></html>"
)


def _shell(base: str, title: str, tree: list[object], detail: object = None) -> str:
    """The page as the platform sends it: JavaScript with bare names for what it knows, JSON for the rest."""
    inside = json.dumps(detail, ensure_ascii=True).replace("<", "\\u003C").replace(">", "\\u003E")
    config = (
        f"{{SITE_ID: 7, SID: '{SID}', BASE: '{base}', TREE: {json.dumps(tree, ensure_ascii=False)}, DETAIL: {inside}}}"
    )
    return SHELL.format(title=title, config=config, base=base)


def _tree(jump: str = "") -> list[object]:
    annual = {"id": CATEGORY, "name": "政府信息公开年报", "post_count": 2, "jump_url": jump, "children": []}
    return [
        {"id": 2601, "name": "政府信息公开指南", "post_count": 1, "jump_url": "", "children": []},
        {"id": 2602, "name": "政府信息公开制度", "post_count": 3, "jump_url": "", "children": []},
        {"id": 2603, "name": "法定主动公开内容", "post_count": 90, "jump_url": "", "children": [annual]},
    ]


def _article(host: str, base: str, post: int, title: str, office: str, year: int) -> dict[str, object]:
    url = f"http://{host}{base}/content/{post // 1_000_000}/{post // 1000}/post_{post}.html"
    return {
        "id": post, "title": title, "url": url, "post_url": url.replace("post_", "mpost_"), "publisher": office,
        "date": 1_674_921_600 + (year - 2022) * 31_536_000, "created_at": f"{year + 1}-01-29 10:00:00",
        "display_publish_time": 1_674_921_600 + (year - 2022) * 31_536_000, "is_expired": 0, "attachment": [],
    }  # fmt: skip


def _city() -> list[tuple[int, str, str, int]]:
    """120 reports, so that there are two answers of the list: post, title, office, year."""
    rows = []
    for number in range(120):
        year, office = 2023 - number // 8, OFFICES[number % 8]
        rows.append((FIRST + number * 7, f"戊市{office}{year}年政府信息公开工作年度报告", office, year))
    return rows


CITY = _city()[:104]
BUREAU = [(5_002_001 + n, f"{2023 - n}年政府信息公开工作年度报告", "农业农村局", 2023 - n) for n in range(3)]
DECOYS = [(FIRST + 9000 + n, title, "财政局", 2021) for n, title in enumerate(REJECTED)]
FILE = "/attachment/0/542/542789/{post}.pdf"


def _path(base: str, post: int) -> str:
    return f"{base}/content/{post // 1_000_000}/{post // 1000}/post_{post}.html"


def _articles(base: str, posts: list[tuple[int, str, str, int]]) -> dict[str, str]:
    bodies = report_bodies()
    pages = {}
    for number, (post, title, office, year) in enumerate(posts):
        body = bodies[number % len(bodies)]
        if post == FIRST + 21:  # the text is in the file only
            body = f'<p>全文见附件。</p><p><a href="{FILE.format(post=post)}" appendix="true">{title}.docx</a></p>'
        detail = {"id": post, "title": title, "publisher": office, "date": f"{year + 1}-01-29", "content": body}
        pages[_path(base, post)] = _shell(base, title, _tree(), detail)
    return pages


def _build() -> tuple[dict[str, str], Key]:
    city, bureau = "/gkmlpt", "/wsnync/gkmlpt"
    pages = {
        "/": document(
            "戊市人民政府", links(("/zwgk/", "政务公开"), ("/zwfw/", "政务服务"), ("/wsnync/", "市农业农村局"))
        ),
        "/zwgk/": document("政务公开", links((f"{city}/index", "政府信息公开"), ("/zwgk/tjxx/", "统计信息"))),
        f"{city}/index": _shell(city, "政府信息公开", _tree()),
        f"{city}/annualreport": _shell(city, "政府信息公开年报", _tree()),
        # the bureau's category jumps to a column of its portal
        "/wsnync/": document("市农业农村局", links(("/wsnync/gkmlpt/index", "政府信息公开"))),
        f"{bureau}/index": _shell(bureau, "政府信息公开", _tree("/wsnync/zfxxgknb/")),
        "/wsnync/zfxxgknb/": document(
            "政府信息公开年报",
            "<ul>"
            + "".join(row(_path(bureau, post), title, f"{year + 1}-01-29") for post, title, _, year in BUREAU)
            + "</ul>",
            ColumnType="信息公开年报",
        ),
    }
    pages |= _articles(city, [*CITY, *DECOYS]) | _articles(bureau, BUREAU)
    reports = {_path(city, post) for post, *_ in CITY if post != FIRST + 21} | {FILE.format(post=FIRST + 21)}
    decoys = frozenset(_path(city, post) for post, *_ in DECOYS)
    return pages, Key(frozenset(reports), decoys, decoys, "gkmlpt")


PAGES, KEY = _build()
BUREAU_REPORTS = frozenset(_path("/wsnync/gkmlpt", post) for post, *_ in BUREAU)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def portal(call: Call) -> Reply | None:
    """The city's answers."""
    if call.bare == f"/gkmlpt/api/all/{CATEGORY}":
        return _answer(call)
    if call.bare.startswith("/attachment/"):
        return Reply(report_file(), content_type=DOCX)
    page = PAGES.get(call.bare)
    return Reply(page) if page is not None else None


def _answer(call: Call) -> Reply:
    host = call.headers["host"]
    if call.field("sid") != SID:
        return Reply('{"total":0,"articles":[]}', content_type="application/json")
    rows = [_article(host, "/gkmlpt", *row) for row in [*CITY[:3], *DECOYS, *CITY[3:]]]
    number = max(int(call.field("page") or 0), 1)  # page 0 is page 1
    data = {
        "total": len(rows),
        "classify": {"id": CATEGORY, "name": "政府信息公开年报", "post_count": len(rows)},
        "articles": rows[(number - 1) * 100 : number * 100],
    }
    return Reply(json.dumps(data, ensure_ascii=False), content_type="application/json")
