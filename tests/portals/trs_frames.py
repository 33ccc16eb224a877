"""A ministry on TRS: the column is a frame, ``document.writeln`` prints its rows, ``countPage`` counts its pages.

The hub is as at 民航局, the rows as in 武汉, the pager as at 退役军人部.
"""

from __future__ import annotations

from tests.portals.kit import Call, Key, Reply
from tests.portals.markup import REJECTED, article, document, links, row, siblings

COLUMN = "/xxgk/gknb/"
PAGER = """var currentPage = {page};//所在页从0开始
var prevPage = currentPage-1
var countPage = {pages}//共多少页
if(countPage>1&&currentPage!=0)
	document.write("<a href=\\"{name}"+"_" + prevPage + "."+"html\\">上一页</a>");
for (var i=1;i<countPage;i++) document.write("<a href=\\"{name}"+"_" + i + "."+"html\\">"+(i+1)+"</a>");"""
PRINTED = """<script>
var url="{href}";
var title="{title}";
var time="{day}";
document.writeln("<li><a href=\\""+url+"\\" title=\\""+title+"\\" target=\\"_blank\\">"+title.substring(0,20)+"</a>");
document.writeln("<span>"+time+"</span></li>");
</script>"""


def _build() -> tuple[dict[str, str], Key]:
    pages = {
        "/": document("乙部", links(("/xxgk/", "信息公开"), ("/xwzx/", "新闻"))),
        "/xxgk/": document("信息公开", links((COLUMN, "公开年报"), ("/xxgk/zn/", "公开指南"))),
        COLUMN: document("公开年报", '<iframe src="./index_362.html" width="100%"></iframe>', ColumnName="公开年报"),
    }
    reports: set[str] = set()
    decoys = siblings(f"{COLUMN}202201/t20220130_{n}.html" for n in (901, 902, 903))
    pages.update(decoys)
    for page in range(3):
        rows = ""
        for number in range(page * 6, page * 6 + 6):
            year = 2023 - number
            href = f"./{year + 1}01/t{year + 1}0131_{40 + number}.html"
            rows += PRINTED.format(href=href, title=f"乙部{year}年政府信息公开工作年度报告", day=f"{year + 1}-01-31")
            pages[f"{COLUMN}{href[2:]}"] = article(number, f"乙部{year}年政府信息公开工作年度报告")
            reports.add(f"{COLUMN}{href[2:]}")
        if page == 2:
            rows += "".join(
                PRINTED.format(href=href, title=title, day="2022-01-30")
                for href, title in zip(decoys, REJECTED, strict=True)
            )
            dated = '<li><a href="./201006/t20100612_9.html" title="乙部2009年政府信息公开年度报告">乙部2009年政府信息… <span>2010-06-12</span></a></li>'
            rows += f'<div class="overview_right">{dated}</div>'
            rows += row("./201006/t20100612_9.html", "乙部2009年政府信息公开年度报告", "2010-06-12")
            pages[f"{COLUMN}201006/t20100612_9.html"] = article(20, "乙部2009年政府信息公开年度报告")
            reports.add(f"{COLUMN}201006/t20100612_9.html")
        name = f"index_362_{page}" if page else "index_362"
        pager = PAGER.format(page=page, pages=3, name="index_362")
        pages[f"{COLUMN}{name}.html"] = document("列表", f"<ul>{rows}</ul><script>{pager}</script>")
    return pages, Key(frozenset(reports), frozenset(decoys), frozenset(decoys), "trs")


PAGES, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The ministry's answers."""
    page = PAGES.get(call.bare)
    return Reply(page) if page is not None else None
