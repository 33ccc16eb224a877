"""A county on Hanweb's xxgk: a page of reports by organ and year, and a catalogue that answers a search."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.portals.kit import Call, Key, Reply, filler, report_bodies
from tests.portals.markup import article, document, links, note

REPORT = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH = "/module/xxgk/search.jsp"
YEARS = (2023, 2022, 2021, 2020)
LINKED = {"113708120043226000": "区政府办公室", "11370812MB28501XX1": "财政局", "113708120043226027": "教育局"}
"""Organs on the page itself; the others stand in the tree."""
IN_TREE = {"113708120043226035": "民政局", "113708120043226043": "水务局"}
ORGANS = LINKED | IN_TREE
GOVERNMENT = next(iter(LINKED))
STREETS = "11370812MB28509XX9"
"""An organ whose reports are a topic of a tree of its own."""
TOPICS = (("gkzn", "政府信息公开指南"), ("gknb", "政府信息公开年报"), ("wznb", "政府网站工作年度报表"))
PER_PAGE = 4


def _annual(area: str, year: int) -> str:
    """The report of an organ, framed by the years and the organs."""
    organ = ORGANS[area]
    years = links(*((f"{REPORT}?area={area}&fbtime={one}", f"{one}年") for one in YEARS))
    organs = links(*((f"xxgkAnnualReport.jsp?area={code}", name) for code, name in LINKED.items()))
    other = links((f"xxgkGuide.jsp?area={area}", "信息公开指南"), ("/col/col77/index.html", "政府网站工作年度报表"))
    body = report_bodies()[(list(ORGANS).index(area) * 4 + year) % len(report_bodies())]
    script = f"<script>$('#tree').load('/module/xxgk/tree.jsp?area={area}');</script>"
    return document(f"{organ}年报", f"{organs}{other}{years}<div id='zoom'>{body}</div><div id='tree'></div>{script}")


def _tree() -> str:
    items = (
        f'<li><a href="javascript:;" onclick="show(\'{code}\',this)">{name}</a></li>' for code, name in ORGANS.items()
    )
    return f"<ul class='tree'>{''.join(items)}</ul>"


def _catalogue(reports: set[str], pages: dict[str, str]) -> list[str]:
    """Rows of the whole organ: reports of the column, and others between them that only look like one."""
    rows: list[str] = []
    for number in range(18):
        href = f"/art/2022/1/{number + 1}/art_{12596 if number % 3 else 12600}_{900 + number}.html"
        if number % 3:
            title = f"{'东西南北中高'[number % 6]}{'河山湖'[number // 6]}镇人民政府"
            pages[href] = article(number, title, wrap='<div class="main-txt">{}</div>')
            reports.add(href)
        else:
            title = f"第{number}镇人大工作报告"
            pages[href] = note(title, "工作报告")
        kind = "odd" if number % 2 else "even"
        rows.append(
            f"<tr class='tr_main_value_{kind}'><td>{number}</td><td><a class='bt_link' href='{href}' title='{title}'>"
            f"{title}</a></td><td>2022-01-{number + 1:02d}</td></tr>"
        )
    return rows


def _streets(reports: set[str], pages: dict[str, str]) -> list[str]:
    rows: list[str] = []
    for number, name in enumerate(("城东", "城西", "城南", "城北", "城中", "高新")):
        href = f"/art/2023/1/{number + 1}/art_12700_{700 + number}.html"
        pages[href] = article(number + 5, f"{name}街道", wrap='<div class="main-txt">{}</div>')
        reports.add(href)
        rows.append(
            f"<tr class='tr_main_value_odd'><td><a href='{href}' class='bt_link'>{name}街道办事处</a></td></tr>"
        )
    return rows


def _build() -> tuple[dict[str, str], list[str], list[str], Key]:
    script = (
        f"<script>var divid='div12596'; $.ajax({{type:'POST',url:'{SEARCH}',data:{{divid:'div12596',infotypeId:'A0102',jdid:3,"
        f"area:'{GOVERNMENT}',unit:'',sortfield:',createdatetime:0',currpage:1,texttype:0,fbtime:-1,vc_title:'',"
        "vc_filenumber:'',vc_number:'',standardXxgk:0,isAllList:1}});</script>"
    )
    pages = {
        "/": document(
            "丙区人民政府", links(("/col/col70/index.html", "政府信息公开"), ("/col/col71/index.html", "要闻"))
        ),
        "/col/col70/index.html": document(
            "政府信息公开",
            links(
                (f"xxgkGuide.jsp?area={GOVERNMENT}", "政府信息公开指南"),
                (f"{REPORT}?area={GOVERNMENT}", "政府信息公开年报"),
                ("/col/col12596/index.html", "乡镇街道年报"),
                ("/col/col12700/index.html", "街道年报"),
                ("/col/col77/index.html", "政府网站工作年度报表"),
            ),
        ),
        "/col/col12700/index.html": document(
            "街道年报",
            f'<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area={STREETS}&amp;divid=div4"></iframe>',
        ),
        "/col/col12596/index.html": document("乡镇街道年报", f"<div id='div12596'></div>{script}"),
    }
    reports: set[str] = set()
    columns = {f"{REPORT}?area={area}" for area in ORGANS}
    rows, streets = _catalogue(reports, pages), _streets(reports, pages)
    for area in ORGANS:
        reports |= {f"{REPORT}?area={area}&fbtime={year}" for year in YEARS if (area, year) != (GOVERNMENT, 2020)}
    never = {"/col/col77/index.html", *(path for path in pages if "/art_12600_" in path)}
    key = Key(frozenset(reports | columns), frozenset(), frozenset(never), "hanweb_xxgk", frozenset(columns))
    return pages, rows, streets, key


PAGES, ROWS, STREET_ROWS, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The county's answers."""
    path = urlsplit(call.path).path
    if path == SEARCH:
        if call.field("area") == STREETS:
            return Reply(_table(STREET_ROWS if call.field("infotypeId") == "gknb" else [], int(call.field("currpage"))))
        return Reply(_search(call)) if call.method == "POST" else Reply("", 500)
    if path == REPORT:
        area, year = call.field("area"), call.field("fbtime")
        if (area, year) == (GOVERNMENT, "2020"):
            return Reply(document("年报", f"<p>{year}年：暂无内容</p>{filler()}"))
        return Reply(_annual(area, int(year or YEARS[0]))) if area in ORGANS else None
    if path == "/module/xxgk/tree.jsp":
        return Reply(_tree() if call.field("area") in ORGANS else _topics())
    return Reply(PAGES[path]) if path in PAGES else None


def _search(call: Call) -> str:
    if call.field("divid") != "div12596" or call.field("infotypeId") != "A0102" or call.field("area") != GOVERNMENT:
        return "<table></table>"
    return _table(ROWS, int(call.field("currpage")))


def _table(rows: list[str], page: int) -> str:
    shown = "".join(rows[(page - 1) * PER_PAGE : page * PER_PAGE])
    return f"<table class='tab'>{shown}</table><div>共<b>{-(-len(rows) // PER_PAGE)}</b>页 第{page}页</div>"


def _topics() -> str:
    nodes = (
        f"""<div class="dTreeNode"><a href="#" onclick="funclick('{topic}','x');">{name}</a></div>"""
        for topic, name in TOPICS
    )
    return document("目录", f"<script>var url='search.jsp?divid=div4&jdid=3';</script>{''.join(nodes)}")
