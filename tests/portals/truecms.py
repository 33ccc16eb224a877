"""A city on TrueCMS: lists by JSONP, servers that give ten records at most, and nothing without a referer."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from tests.portals.kit import Call, Key, Reply
from tests.portals.markup import REJECTED, article, document, links, row, siblings

BASE = "/wcity/"
API = f"{BASE}messageController/getMessage.do"
COLUMN = f"{BASE}zfxxgknb/"
AT_MOST = 10
NAV = links(
    (f"{BASE}zfxxgkzn/zfxxgkzn.html", "政府信息公开指南"),
    (f"{COLUMN}zfxxgknb.html", "政府信息公开年报"),
    (f"{BASE}wzgznb/wzgznb.html", "政府网站工作年度报表"),
)
SCRIPT = """<script>$(function(){{ var page = $("#list").truepage({{
  columnId:'{column}', perPage:{window}, pagingType:'normal',
  proxyUrl:'{api}', rowTemplate:'<li></li>' }}); }});</script>"""
OFFICES = (
    "财政局",
    "民政局",
    "水务局",
    "司法局",
    "统计局",
    "档案馆",
    "信访局",
    "商务局",
    "文旅局",
    "交通局",
    "住建局",
    "医保局",
)


def _column(name: str, column: str, window: int) -> str:
    tabs = links((f"{COLUMN}bm/bm.html", "部门"), (f"{COLUMN}zfxxgknb.html", "市政府"))
    return document(name, f"{NAV}{tabs}<ul id='list'></ul>" + SCRIPT.format(column=column, window=window, api=API))


def _build() -> tuple[dict[str, str], dict[str, list[str]], Key]:
    pages = {
        "/": document("戊市人民政府", links((f"{BASE}zwgk/zwgk.html", "政务公开"), ("/xw/", "新闻"))),
        f"{BASE}zwgk/zwgk.html": document("政务公开", NAV),
        f"{COLUMN}zfxxgknb.html": _column("政府信息公开年报", "c8a1-2f", 15),
        f"{COLUMN}bm/bm.html": _column("部门", "d9b2-7e", 5),
    }
    reports: set[str] = set()
    lists: dict[str, list[str]] = {"c8a1-2f": [], "d9b2-7e": []}
    decoys = siblings(f"{COLUMN}content/{n:08x}-00.html" for n in (1, 2, 3))
    pages.update(decoys)
    for number in range(22):
        href, year = f"{COLUMN}content/{number + 4096:08x}-aa.html", 2024 - number % 16
        title = f"戊市{'人民政府' if number < 16 else '政府办公室'}{year}年政府信息公开工作年度报告"
        pages[href] = article(number, title, PubDate=f"{year + 1}-01-30")
        reports.add(href)
        lists["c8a1-2f"].append(row(href, title, f"{year + 1}-01-30"))
    lists["c8a1-2f"][4:4] = [row(href, title, "2022-01-30") for href, title in zip(decoys, REJECTED, strict=True)]
    for number, office in enumerate(OFFICES):
        href = f"{COLUMN}bm/content/{number + 8192:08x}-bb.html"
        pages[href] = article(number + 3, f"{office}2021年年报")
        reports.add(href)
        lists["d9b2-7e"].append(row(href, f"{office}", "2022-01-28"))
    never = frozenset({f"{BASE}wzgznb/wzgznb.html", *decoys})
    return pages, lists, Key(frozenset(reports), frozenset(decoys), never, "truecms")


PAGES, LISTS, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The city's answers."""
    path = urlsplit(call.path).path
    if path != API:
        return Reply(PAGES[path]) if path in PAGES else None
    rows = LISTS.get(call.field("columnId"))
    if rows is None or not call.headers.get("referer", "").endswith(".html"):
        return None
    start, end = int(call.field("startrecord")), int(call.field("endrecord"))
    shown = rows[start - 1 : min(end, start - 1 + AT_MOST)]
    result = "".join(f"<record><![CDATA[{one}]]></record>" for one in shown)
    answer = json.dumps({"result": result}, ensure_ascii=False)
    return Reply(f"{call.field('callback')}({answer})", content_type="text/javascript; charset=utf-8")
