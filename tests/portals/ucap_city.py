"""A city on Ucap: lists of files whose pager is a script, one counted from 1, and one list that a search fills."""

from __future__ import annotations

import json

from tests.portals.kit import Call, Key, Reply, report_bodies, report_file
from tests.portals.markup import REJECTED, document, links, note, row

CITY = "/jiashi"
COLUMN = f"{CITY}/c112125"
CHANNEL = "4f0d6c1b2a3948578695a4b3c2d1e0f9"
OFFICES = ("财政局", "民政局", "教育局", "水务局", "审计局", "司法局", "统计局", "公安局", "医保局")
MADE = '<meta name="others" content="页面生成时间 2026-11-02 03:10:11">'
PDF = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAV = links(
    (f"{CITY}/c112120/zfxxgkzn.shtml", "政府信息公开指南"),
    (f"{COLUMN}/list.shtml", "政府信息公开年报"),
    (f"{CITY}/c112130/list.shtml", "政府网站工作年度报表"),
)


def _hex(number: int) -> str:
    return f"{number:08x}" + "7c1d4e2b9a0f4c3d8e5b6a79"


def _page(title: str, body: str, *, column: str = "") -> str:
    names = {"ColumnName": column, "ColumnType": "信息公开年报"} if column else {}
    return document(title, f"{NAV}{body}", head=MADE + '<meta name="PubDate" content="2026-11-02 03:10">', **names)


def _article(number: int, title: str) -> str:
    body = report_bodies()[number % len(report_bodies())]
    if number == 4:
        body = f'<p>全文见附件。</p><p><a href="{_hex(number)}/files/{_hex(900)}.docx">{title}.docx</a></p>'
    return _page(
        title,
        f"<h1><UCAPTITLE>{title}</UCAPTITLE></h1><div class='article_content'><UCAPCONTENT>{body}</UCAPCONTENT></div>",
    )


def _build() -> tuple[dict[str, str], list[dict[str, str]], Key]:
    pages = {
        "/": document("甲市", links((f"{CITY}/zwgk/index.shtml", "政务公开"), (f"{CITY}/c1/list.shtml", "甲市要闻"))),
        f"{CITY}/zwgk/index.shtml": _page("政务公开", ""),
        f"{CITY}/c112130/list.shtml": note("报表", "报表"),
    }
    reports: set[str] = set()
    results: list[dict[str, str]] = []

    def listed(folder: str, name: str, tab: str, size: int, count: int, first: int, from_one: bool) -> None:
        rows = []
        for number in range(first, first + count):
            year, office = 2022 - (number - first) // 9, OFFICES[(number - first) % 9]
            title = f"甲市{office}{year}年政府信息公开工作年度报告"
            path = f"{folder}/{year + 1}01/{_hex(number)}.shtml"
            pages[path] = _article(number, title)
            file = path.replace(".shtml", f"/files/{_hex(900)}.docx")
            reports.add(file if number == 4 else path)
            rows.append(row(path, title, f"{year + 1}-01-20", cut=10))
        total = -(-len(rows) // size)
        for at in range(1, total + 1):
            part = "".join(rows[(at - 1) * size : at * size])
            script = f"<script>createPageHTML('page_div',{total}, {at},'{name}','shtml',{len(rows)});</script>"
            suffix = "" if at == 1 else f"_{at - 1 if from_one else at}"
            body = f"<ul>{part}</ul><div id='page_div'></div>{script}"
            pages[f"{folder}/{name}{suffix}.shtml"] = _page(tab, body, column="政府信息公开年报")

    listed(f"{COLUMN}/c112126", "list", "部门", 6, 16, 1, False)
    listed(f"{COLUMN}/c112127", "zfxxgk_list", "区县", 4, 10, 30, True)
    listed(f"{COLUMN}/c112128", "rlist", "乡镇", 4, 7, 50, True)
    for number in range(70, 90):
        title = f"甲市第{number}小区街道办事处2021年政府信息公开工作年度报告"
        path = f"{COLUMN}/c112129/202201/{_hex(number)}.shtml"
        pages[path] = _article(number, title)
        results.append({"title": f"<em>甲市</em>{title[2:]}", "url": path, "publishedTimeStr": "2022-01-20 09:00:00"})
        reports.add(path)
    decoys = [f"{COLUMN}/c112129/202201/{_hex(990 + n)}.shtml" for n in range(3)]
    for path, title in zip(decoys, REJECTED, strict=True):
        pages[path] = note(title, "不是年报")
        results.insert(2, {"title": title, "url": path, "publishedTimeStr": "2022-01-20 09:00:00"})
    search = f'$.get("{CITY}/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=15&_template=index&_rangeTimeGte=&_channelName=", show)'
    pages[f"{COLUMN}/c112129/common_list.shtml"] = _page(
        "街道", f"<ul id='rows'></ul><script>{search}</script>", column="街道"
    )
    tabs = links(
        *(
            (f"{COLUMN}/{href}", text)
            for href, text in (
                ("c112126/list.shtml", "部门"),
                ("c112127/zfxxgk_list.shtml", "区县"),
                ("c112128/rlist.shtml", "乡镇"),
                ("c112129/common_list.shtml", "街道"),
            )
        )
    )
    pages[f"{COLUMN}/list.shtml"] = _page("政府信息公开年报", tabs, column="政府信息公开年报")
    return pages, results, Key(frozenset(reports), frozenset(decoys), frozenset(decoys), "ucap")


PAGES, RESULTS, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The city's answers."""
    if call.bare == f"{CITY}/common/search/{CHANNEL}":
        number, size = int(call.field("page") or 1), int(call.field("_pageSize"))
        part = RESULTS[(number - 1) * size : number * size]
        data = {"data": {"total": len(RESULTS), "page": number, "rows": size, "results": part}}
        return Reply(json.dumps(data, ensure_ascii=False), content_type="application/json")
    if "/files/" in call.bare:
        return Reply(report_file(), content_type=PDF)
    page = PAGES.get(call.bare)
    return Reply(page) if page is not None else None
