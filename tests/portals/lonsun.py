"""A county on LonSun: the page is the report, of six organs and four years; older ones in a list that a script fills."""

from __future__ import annotations

from tests.portals.kit import Call, Key, Reply, report_bodies
from tests.portals.markup import REJECTED, document, links, note, row

COUNTY = 6597861
ORGANS = {
    COUNTY: "甲县人民政府",
    **{COUNTY + 1 + n: f"甲县{name}" for n, name in enumerate(("财政局", "民政局", "教育局", "水务局", "司法局"))},
}
YEARS = (2023, 2022, 2021, 2020)
OLD = [(f"/public/{COUNTY}/{278307500 + n}.html", f"甲县{2019 - n}年政府信息公开工作年度报告") for n in range(12)]
CATALOGUE = f"/public/column/{COUNTY}?type=4&catId=7001&action=list&nav=3"
HEAD = '<meta name="SiteId" content="6795621"><link rel="stylesheet" href="/site/tpl/2653/css.css">'
LIST = (
    "<script>$(function(){{ Ls.ajax({{ url: '/site/label/8888', dataType: 'html', data: {{ IsAjax: 1, dataType: 'html', "
    "labelName: 'publicInfoList', siteId: '6795621', pageSize: 5, pageIndex: 1, action: 'list', isDate: true, dateFormat: "
    "'yyyy-MM-dd', length: 50, organId: '{organ}', type: 4, catId: '7001', result: '暂无相关信息', "
    "file: '/c2/jiaxian/publicInfoList_newest' }} }}) }});</script><div id='list'>加载中</div>"
)


def _reports(organ: int, year: str) -> str:
    """``/public/column/<organ>?type=3…``: the report of this year, of the latest where none is named."""
    name = ORGANS[organ]
    shown = int(year) if year else YEARS[0]
    if shown not in YEARS:
        body = "暂无相关信息"
    else:
        bodies = report_bodies()
        body = bodies[(organ + shown) % len(bodies)]
    years = links(*((f"/public/column/{organ}?type=3&action=detail&nav=3&title={y}", f"{y}") for y in YEARS))
    organs = links(*((f"/public/column/{other}?type=4&action=list", n) for other, n in ORGANS.items()))
    nav = links(
        (f"/public/column/{organ}?type=2&nav=1", "政府信息公开指南"),
        (f"/public/column/{organ}?type=1&nav=2", "政府信息公开制度"),
        (CATALOGUE.replace(str(COUNTY), str(organ)), "历年年报"),
        (f"/public/column/{organ}?type=3&action=detail&nav=3&title=", "政府信息公开年报"),
        (f"/public/column/{organ}?type=5&nav=4", "依申请公开"),
    )
    metas = {"ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报"}
    return document(
        f"{name}政府信息公开年报", f"{organs}{nav}{years}<div class='wenzhang'>{body}</div>", head=HEAD, **metas
    )


def _list(call: Call) -> Reply:
    """The fragment of the list; whoever does not name the skin gets nothing."""
    if call.field("file") != "/c2/jiaxian/publicInfoList_newest" or call.field("catId") != "7001":
        return Reply("")
    number, size = int(call.field("pageIndex")), int(call.field("pageSize"))
    items = [*OLD[:3], *zip(DECOYS, REJECTED, strict=True), *OLD[3:]] if call.field("organId") == str(COUNTY) else []
    part = items[(number - 1) * size : number * size]
    if not part:
        return Reply("<div class='noresult'>暂无相关信息</div>")
    return Reply("<ul>" + "".join(row(href, title, "2019-03-01", cut=12) for href, title in part) + "</ul>")


DECOYS = tuple(f"/public/{COUNTY}/{278309900 + n}.html" for n in range(3))
PAGES = {
    "/": document("甲县人民政府", links(("/zwgk/", "政务公开"), ("/content/column/1", "今日甲县")), head=HEAD),
    "/zwgk/": document(
        "政务公开", links((f"/public/column/{COUNTY}?type=3&action=detail&nav=3&title=", "政府信息公开年报"))
    ),
    **{href: note(title, "不是年报") for href, title in zip(DECOYS, REJECTED, strict=True)},
    **{
        href: document(
            title, f"<h1 class='newstitle'>{title}</h1><div class='wenzhang'>{report_bodies()[n]}</div>", head=HEAD
        )
        for n, (href, title) in enumerate(OLD)
    },
}


def portal(call: Call) -> Reply | None:
    """The county's answers."""
    head, _, organ = call.bare.rpartition("/")
    if call.bare.startswith("/site/label/8888"):
        return _list(call)
    if head == "/public/column" and organ.isdigit() and int(organ) in ORGANS:
        if call.field("type") == "3":
            return Reply(_reports(int(organ), call.field("title")))
        if call.field("catId") == "7001":
            return Reply(document("历年年报", LIST.format(organ=organ), head=HEAD, ColumnName="历年年报"))
        return Reply(note("政府信息公开指南", "指南"))
    page = PAGES.get(call.bare)
    return Reply(page) if page is not None else None


_LATEST = frozenset(f"/public/column/{organ}?type=3&action=detail&nav=3&title=" for organ in ORGANS)
_EACH = frozenset(
    f"/public/column/{organ}?type=3&action=detail&nav=3&title={year}" for organ in ORGANS for year in YEARS
)
KEY = Key(
    reports=_LATEST | _EACH | {href for href, _ in OLD},
    decoys=frozenset(DECOYS),
    never=frozenset(DECOYS),
    platform="lonsun",
    columns=_LATEST,
)
