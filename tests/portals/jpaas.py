"""A province on Hanweb's jpaas: lists that an interface builds, which heeds the page only inside ``paramJson``."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import urlsplit

from tests.portals.kit import Call, Key, Reply
from tests.portals.markup import REJECTED, article, document, links, row, siblings

API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
NAV = links(
    ("/col/col1229/index.html", "政府信息公开指南"),
    ("/col/col1230/index.html", "政府信息公开年报"),
    ("/col/col1232/index.html", "政府网站工作年度报表"),
)
TABS = links(("/col/col1230/index.html", "省政府"), ("/col/col1231/index.html", "省级部门"))
PER_PAGE = 7
OFFICES = ("发展改革委", "经信厅", "教育厅", "科技厅", "公安厅", "民政厅", "司法厅", "财政厅", "人力社保厅", "水利厅")


def _unit(page: str, tag: str, rows: str, parse: str, *, count: int | None = None) -> str:
    """The element of a list, with the attributes that its script reads."""
    data = "{" + f"'parseType':'{parse}','webId':'3185','tplSetId':'ab12','pageType':'column','tagId':'{tag}',"
    data += f"'editType':'null','pageId':'{page}'" + "}"
    told = f' count="{count}" rows="{PER_PAGE}"' if count is not None else ""
    return f'<div class="page-content" queryData="{escape(data, quote=False)}" url="{API}"{told}><ul>{rows}</ul></div>'


def _article(number: int) -> str:
    return f"/art/{2023 - number % 3}/art_{number + 4096:032x}.html"


def _rows(page: int, office: str, count: int, pages: dict[str, str], reports: set[str]) -> list[str]:
    rows: list[str] = []
    for number in range(count):
        href, year = _article(page * 100 + number), 2023 - number % 14
        title = f"{office or OFFICES[number % 10]}{year}年政府信息公开工作年度报告"
        pages[href] = article(number, title, wrap='<div id="con_con">{}</div>', PubDate=f"{year + 1}-01-21 10:00")
        reports.add(href)
        rows.append(row(href, title, f"{year + 1}-01-21"))
    return rows


def _build() -> tuple[dict[str, str], dict[tuple[str, str], list[str]], Key]:
    pages = {
        "/": document("丁省人民政府", links(("/col/col12/index.html", "政务公开"), ("/col/col13/index.html", "新闻"))),
        "/col/col12/index.html": document("政务公开", NAV),
    }
    decoys = siblings(f"/art/2022/art_{n:032x}.html" for n in (1, 2, 3))
    pages.update(decoys)
    reports: set[str] = set()
    government = _rows(1, "丁省", 15, pages, reports)
    government[6:6] = [row(href, title, "2022-01-30") for href, title in zip(decoys, REJECTED, strict=True)]
    departments = _rows(2, "", 10, pages, reports)
    lists = {("p1230", "右侧内容"): government, ("p1231", "信息列表"): departments}
    shown = "".join(government[:PER_PAGE])
    pages["/col/col1230/index.html"] = document(
        "政府信息公开年报", NAV + TABS + _unit("p1230", "右侧内容", shown, "bulidstatic", count=len(government))
    )
    pages["/col/col1231/index.html"] = document("省级部门", TABS + _unit("p1231", "信息列表", "", "buildstatic"))
    never = frozenset({"/col/col1232/index.html"} | set(decoys))
    return pages, lists, Key(frozenset(reports), frozenset(decoys), never, "jpaas")


PAGES, LISTS, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The province's answers."""
    path = urlsplit(call.path).path
    if path != API:
        return Reply(PAGES[path]) if path in PAGES else None
    rows = LISTS.get((call.field("pageId"), call.field("tagId")))
    if rows is None or call.field("webId") != "3185" or "static" not in call.field("parseType"):
        return Reply('{"success":false,"message":"error","data":null}', content_type="application/json")
    asked = json.loads(call.field("paramJson") or "{}")
    number, size = int(asked.get("pageNo", 1)), int(asked.get("pageSize", PER_PAGE))
    shown = "".join(rows[(number - 1) * size : number * size])
    built = f'<div class="page-content" count="{len(rows)}" rows="{size}"><ul>{shown}</ul></div>'
    return Reply(json.dumps({"success": True, "data": {"html": built}}), content_type="application/json")
