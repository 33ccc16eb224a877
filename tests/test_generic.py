"""The generic platform: what leads somewhere, what is a list, a menu or a pager, and what a page calls itself."""

from __future__ import annotations

import time

import pytest

from crawler.platforms import Page, pagers, regions
from crawler.platforms.generic import Generic
from crawler.platforms.words import (
    COLUMN,
    column_score,
    is_article,
    is_sibling,
    may_be_report,
    says_report,
    says_tab,
    tidy,
)
from tests.portals.markup import looked_at

HOST = "http://a.gov.cn"
URL = f"{HOST}/zwgk/zfxxgknb/"


def paths(page: Page) -> list[str]:
    return [link.url.removeprefix(HOST) for link in page.links]


# -- what leads somewhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<a href='javascript:openUrl(\"/bm/czj/\")'>财政局</a>", ["/bm/czj/"]),
        ("<a href='javascript:void(0)' onclick=\"window.open('/bm/a.html','_blank')\">x</a>", ["/bm/a.html"]),
        ("<a href='#' data-href='../bm/'>x</a>", ["/zwgk/bm/"]),
        ("<li onclick=\"location.href='nb_2021.html'\">2021年</li>", ["/zwgk/zfxxgknb/nb_2021.html"]),
        ("<div data-url='/x/'><a href='/y/'>y</a></div>", ["/y/"]),
        (
            "<li data-src='/gk/nb.html'>公开年报</li><img data-src='/a.html'><p data-src='/bg.jpg'>x</p>",
            ["/gk/nb.html"],
        ),
        ("<div onclick=\"show('tab1')\">部门</div><span onclick='go(5)'>x</span>", []),
        ("<a href='javascript:history.go(-1)'>返回</a><a onclick='share(this)'>分享</a>", []),
        ("<div onclick=\"location.href='/x?id='+id\">x</div>", []),
        (
            "<select><option value='czj/'>财政局</option><option value=''>选择</option></select>",
            ["/zwgk/zfxxgknb/czj/"],
        ),
        (
            "<select onchange=\"location.href='/l.jsp?o='+this.value\"><option value='7 8'>x</option></select>",
            ["/l.jsp?o=7%208"],
        ),
        (
            "<select onchange=\"window.open('/o/'+this.options[this.selectedIndex].value+'/nb.html')\"><option value='7'>x</select>",
            ["/o/7/nb.html"],
        ),
        ("<select onchange='reload(this)'><option value='7'>x</option></select>", []),
        (
            "<form action='/nb.html'><input type=hidden name=a value=1><select name=o><option value=7>x</select>"
            "<select name=y><option value=20>p<option value=21 selected>q</select></form>",
            ["/nb.html?a=1&o=7&y=21", "/nb.html?a=1&o=7&y=20", "/nb.html?a=1&o=7&y=21"],
        ),
        ("<form method=post action=/s><select name=o><option value=7>x</select></form>", []),
        ("<form action=/s><input name=q><select name=o><option value=7>x</select></form>", []),
    ],
)
def test_elements_that_lead_somewhere(html: str, found: list[str]) -> None:
    assert paths(looked_at(html, URL)) == found


def test_words_of_pictures_and_areas() -> None:
    found = looked_at("<map><area href='/gk/' alt='政务公开'></map><a href='/nb/'><img title='公开年报'></a>", URL)
    assert [link.text for link in found.links] == ["政务公开", "公开年报"]


@pytest.mark.parametrize(
    "html",
    [
        "<div onclick=\"a('/x/')\">" * 20_000,
        "<select><option value='/x/'>" * 20_000,
        "<form><select name=a><option value=1>" * 3_000,
        f'<a href="javascript:f({"(" * 100_000}">x</a>',
        f"<div class=bread>{'<span>' * 50_000}",
    ],
)
def test_hostile_pages_are_looked_at_in_time(html: str) -> None:
    begun = time.process_time()
    found = looked_at(html, URL)
    platform = Generic()
    assert len(platform.listings(found)) + len(platform.leads(found)) + len(platform.pages(found)) < 50
    assert not found.says_column
    assert time.process_time() - begun < 10


# -- lists and menus ---------------------------------------------------------------------------------------------------


def test_the_list_of_a_column_is_trusted_wherever_its_articles_lie() -> None:
    found = looked_at(
        "<ul><li><a href='/c/2021/1234.html'>2021年年报</a><span>2022-01-21</span></li>"
        "<li><a href='/c/2020/1235.html'>财政局</a><span>2021-01-21</span></li>"
        "<li><a href='/c/2020/1236.html'>召开年终大会</a><span>2021-01-21</span></li></ul>"
        "<div><p><a href='/news/77777.html'>年度报告会</a></p></div>",
        URL,
    )
    assert [lead.name for lead in Generic().leads(found)] == ["2021年年报", "财政局"]
    assert not Generic().leads(looked_at(found.html, URL, column=False))


def test_a_list_without_days_is_known_by_a_report_in_it() -> None:
    rows = "<ul><li><a href='/c/1234.html'>{}</a></li><li><a href='/c/1235.html'>2020年年报</a></li></ul>"
    told = looked_at(rows.format("某县2021年政府信息公开年报"), URL)
    assert len(regions.listed(told.links)) == 2
    assert not regions.listed(looked_at(rows.format("工作动态"), URL).links)


def test_offices_whose_files_are_linked_twice_are_a_list() -> None:
    row = "<li><a href='/up/{0}.docx'>{1}</a><a href='/up/{0}.docx'>下载</a></li>"
    rows = "".join(row.format(n, name) for n, name in enumerate(("市财政局", "市教育局", "市民政局")))
    found = looked_at(f"<h4>2023年</h4><ul>{rows}</ul><ul><li><a href='/up/t.docx'>报告（模板）</a></li></ul>", URL)
    assert [lead.url for lead in Generic().leads(found)] == [f"{HOST}/up/{n}.docx" for n in range(3)]


def test_the_office_above_a_list_of_offices_is_one_of_them() -> None:
    rows = "".join(f"<td><a href='/{slug}/gk/1042.htm'>市{slug}局</a></td>" for slug in ("财政", "教育", "民政"))
    own = "<p><a href='2024/szf.htm'>市人民政府</a></p><p><a href='/szf/index.htm'>市政府</a><a href='/a.htm'>市法院</a></p>"
    page = looked_at(f"{own}<table><tr>{rows}</tr></table>", f"{HOST}/nb/y2024.htm")
    paths = [lead.url.removeprefix(HOST) for lead in Generic().leads(page)]
    assert "/nb/2024/szf.htm" in paths and len(paths) == 4


def test_a_viewer_is_the_file_that_it_shows() -> None:
    page = looked_at("<iframe src='/pdfjs/viewer.html?file=/up/1.pdf'></iframe>", f"{HOST}/d/1.html", column=False)
    assert [lead.url for lead in Generic().attachments(page)] == [f"{HOST}/up/1.pdf"]


def test_the_platform_of_a_province_is_no_catalogue() -> None:
    assert not is_sibling(f"{HOST}/czj/gkmlpt/index") and is_sibling(f"{HOST}/czj/gkml/index.html")


def test_names_of_offices_that_are_cut_without_a_sign() -> None:
    names = ("贺川县发展和改革局", "贺川县工业和信息化局", "贺川县司法局")
    rows = "".join(f"<li title='{name}' data-href='/o/{n}/'>{name[:7]}</li>" for n, name in enumerate(names))
    tried = [c.text for c in Generic().listings(looked_at(f"<ul>{rows}</ul>", URL)) if c.tried]
    assert tried == list(names)


def test_the_title_of_a_row_speaks_for_its_details() -> None:
    row = "<tr><td>2021001</td><td>甲县林业局2021年度政府信息公开工作报告</td><td>甲县林业局</td><td>2022-3-1</td><td><a href='s.asp?ArticleID=7'>详细</a></td></tr>"
    [lead] = Generic().leads(looked_at(f"<table>{row}</table>", f"{HOST}/ShowClass.asp?ClassID=40"))
    assert (lead.name, lead.date) == ("甲县林业局2021年度政府信息公开工作报告", "2022-03-01")


def test_a_dated_row_is_no_column_whatever_it_is_called() -> None:
    rows = "<ul><li><a href='/c/2021/0a.html'>甲县政府信息公开工作年度报告</a><span>2022-01-20</span></li><li><a href='/b/nb/'>部门年报</a></li></ul>"
    assert [c.url for c in Generic().listings(looked_at(rows, URL)) if c.score >= COLUMN] == [f"{HOST}/b/nb/"]


def test_a_page_that_shows_one_by_its_number() -> None:
    assert is_article(f"{HOST}/open/annual/detail?id=77", "市财政局", in_column=False)
    assert not is_article(f"{HOST}/open/annual?year=2023", "2023年度", in_column=True)


@pytest.mark.parametrize(
    "made",
    [
        '"list" + (n > 1 ? "_" + n : "") + ".html"',
        "'list'+(n==1?'':'_'+n)+'.html'",
        "'list' + (n < 2 ? '' : '_' + n) + '.html'",
    ],
)
def test_pages_of_which_the_first_has_no_number(made: str) -> None:
    script = f"<script>function go(n){{ location.href = {made}; }}</script><div>共3页</div>"
    assert list(pagers.counted(looked_at(script, f"{HOST}/nb/list.html"))) == [
        f"{HOST}/nb/list_{n}.html" for n in (2, 3)
    ]


def test_the_map_of_a_site_is_a_way_on() -> None:
    assert 0 < column_score("网站地图", f"{HOST}/wzdt.html") < column_score("政务公开", f"{HOST}/zwgk/") < COLUMN


def test_pages_that_differ_from_the_column_by_a_number_alone() -> None:
    pager = "<a href='nb_2.html'>下一页</a><a href='zd_2.html'>2</a><a href='nb_2.pdf'>3</a>"
    found = looked_at(pager, f"{HOST}/dept/101/nb_1.html")
    assert list(pagers.linked(found)) == [f"{HOST}/dept/101/nb_2.html"]
    assert not list(pagers.linked(looked_at(pager, f"{HOST}/dept/101/nb_1.html", column=False)))


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ("第1/2页", True),
        ("第2/2页", False),
        ("第2页/共2页", False),
        ("第1页/共12页", True),
        ("12/12页", False),
        ("2/12页", True),
    ],
)
def test_the_last_page_says_so(told: str, more: bool) -> None:
    page = looked_at(f"<div>{told} <a href='javascript:turn(3)'>下一页</a></div>", URL)
    assert pagers.unfinished(page) is more


def test_menus_of_offices_are_tried_and_tabs_of_the_page_itself_are_its_parts() -> None:
    found = looked_at(
        "<ul><li><a href='/zwgk/zfxxgknb/'>市政府</a></li><li><a href='/c12/'>区县</a></li><li><a href='/c13/'>市级部门</a></li></ul>"
        "<div><p><a href='/o/czj/'>市财政局</a></p><p><a href='/o/mzj/'>市民政局</a></p><p><a href='/o/zn/'>指南</a></p></div>"
        "<ol><li><a href='/c14/'>部门</a></li><li><a href='/x/'>领导</a></li><li><a href='/y/'>机构</a></li></ol>",
        URL,
    )
    tried = {c.url.removeprefix(HOST): c.tried for c in Generic().listings(found) if c.score >= COLUMN}
    assert tried == {"/c12/": False, "/c13/": False, "/o/czj/": True, "/o/mzj/": True}


def test_a_heading_beside_a_link_without_words_names_it() -> None:
    found = looked_at(
        "<div><h3>政府信息公开年报</h3><a href='/c9/'>更多&gt;&gt;</a></div><div><h3>要闻</h3><a href='/c8/'>更多</a></div>"
        "<a href='/zfxxgknb/'></a><p>政府信息公开年报见下面这一长段说明文字里的链接，请各位读者自行查阅<a href='/c7/'>更多</a></p>",
        f"{HOST}/zwgk/",
        column=False,
    )
    assert {c.url.removeprefix(HOST) for c in Generic().listings(found) if c.score >= COLUMN} == {"/c9/", "/zfxxgknb/"}


# -- pagers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "url", "found"),
    [
        ("<script>var pageCount = 3;</script>", "/nb/1.html", ["/nb/2.html", "/nb/3.html"]),
        ("<script>x({totalPage: '3'})</script>", "/nb/list_1.html", ["/nb/list_2.html", "/nb/list_3.html"]),
        ("<span>共 3 页</span>", "/nb/?page=1", ["/nb/?page=2", "/nb/?page=3"]),
        ("<script>parseInt('2')</script>", "/nb/1.html", ["/nb/2.html"]),
        (
            "<script>var totalPages=3; go('index_'+(n-1)+'.html')</script>",
            "/nb/",
            ["/nb/index_1.html", "/nb/index_2.html"],
        ),
        ("<script>var totalPages=2; location='?page='+n</script>", "/nb/", ["/nb/?page=2"]),
        ("<script>var pageCount = 3;</script>", "/nb/", []),
        ("<span>2021年1月1日 / 共 9 页</span>", "/nb/", []),
        ("<script>var totalPages=3; go('/other/index_'+n+'.html')</script>", "/nb/", []),
        ("<script>var pageCount = 3;</script>", "/nb/2.html", []),
    ],
)
def test_pages_that_a_script_counts(html: str, url: str, found: list[str]) -> None:
    page = looked_at(html, HOST + url)
    assert [ask.url.removeprefix(HOST) for ask in Generic().pages(page)] == found
    assert not Generic().pages(looked_at(html, HOST + url, column=False))


def test_a_script_that_claims_a_million_pages_is_bounded() -> None:
    assert (
        len(Generic().pages(looked_at("<script>var pageCount=999999</script>", f"{HOST}/nb/1.html")))
        == pagers.MAX_PAGES - 1
    )


def test_words_of_pagers() -> None:
    words = ("2", "[3]", "第4页", "下一页", "下页»", "尾页", ">>", "Next", "末页")
    assert all(pagers.is_number(word) for word in words)
    assert not any(pagers.is_number(word) for word in ("2021", "上一页", "首页", "部门", "第4期", ""))


# -- what a page calls itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<title>政府信息公开年报-某县人民政府</title>", True),
        ("<title>某县人民政府 | 公开年报</title>", True),
        ("<title>某县2021年政府信息公开年报-某县人民政府</title>", False),
        ("<title>某县人民政府</title>", False),
        ("<div class='bread'>首页 &gt; 某局 &gt; 政府信息公开年报</div>", True),
        ("<p>当前位置：首页 / 信息公开年报 / 列表</p>", True),
        ("<p>您现在的位置：首页 » 政府信息公开 » 指南</p>", False),
        ("<div class='position'>政府信息公开年报</div>", False),
        ("<p>位置优越的某县</p>", False),
    ],
)
def test_a_page_calls_itself_a_column(html: str, says: bool) -> None:
    assert looked_at(html, URL).says_column is says


def test_the_trail_names_the_organ() -> None:
    found = looked_at(
        "<div id='location'>您的位置：<a>首页</a>&gt;<a>政府信息公开</a>&gt;<a>某县财政局</a>&gt;年报</div>", URL
    )
    assert found.trail == ("首页", "政府信息公开", "某县财政局", "年报")


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["关于印发《某局2021年政府信息公开工作年度报告》的通知", "某县政府门户网站信息公开年度报告"]
)
def test_unusual_words_of_reports(text: str) -> None:
    assert says_report(tidy(text))


@pytest.mark.parametrize(
    "text",
    [
        "关于报送2021年政府信息公开工作年度报告的通知",
        "2021年政府网站年度报告",
        "通知公告",
        "关于发布年报的补充通知公告",
    ],
)
def test_words_that_look_like_reports(text: str) -> None:
    assert not says_report(tidy(text)) and not may_be_report(tidy(text))


def test_words_that_were_cut() -> None:
    assert may_be_report(tidy("某县人民政府2021年度政府信…")) and may_be_report("某局2020年信...")
    assert not may_be_report(tidy("某县2021年重点工作…"))


@pytest.mark.parametrize(
    "text", ["区政府部门", "县直部门", "市政府组成部门", "各县(市、区)", "乡镇(街道)", "派出机构", "市本级", "2021年"]
)
def test_names_of_tabs(text: str) -> None:
    assert says_tab(tidy(text))


def test_decorated_words_and_numbers_in_queries() -> None:
    assert column_score(tidy("· 政务公开 Government"), f"{HOST}/x/") > 0
    assert column_score(tidy("历年政府信息公开年报"), f"{HOST}/x/") >= COLUMN
    assert column_score("", f"{HOST}/x/") == 0 and column_score("2", f"{HOST}/zfxxgknb/2.html") == 0
    assert not is_article(f"{HOST}/list.jsp?id=5", "部门", in_column=False)
    assert not is_article(f"{HOST}/InfoPublic.aspx?cid=5", "政府信息公开", in_column=False)
    assert is_article(f"{HOST}/InfoDetail.aspx?id=5", "政府信息公开年度报告(某局)", in_column=False)
    assert is_article(f"{HOST}/202301191234/index.html", "某局2021年政府信息公开年报", in_column=False)
    assert not is_article(f"{HOST}/202301191234/index.html", "政府信息公开年报", in_column=False)


# -- articles ----------------------------------------------------------------------------------------------------------


def test_what_an_article_frames_is_its_text_unless_it_has_one() -> None:
    frame = "<iframe src='html/1.htm'></iframe>"
    article = f"{HOST}/show.asp"
    assert [file.url for file in Generic().attachments(looked_at(frame, article, column=False))] == [
        f"{HOST}/html/1.htm"
    ]
    assert not Generic().attachments(looked_at(f"<p>{'正文' * 400}</p>{frame}", article, column=False))
    assert not Generic().attachments(
        looked_at(
            frame * 2 + "<iframe src=b></iframe><iframe src=c></iframe><iframe src=d></iframe>", article, column=False
        )
    )


@pytest.mark.parametrize(
    ("href", "file"),
    [
        ("/downfile.jsp?id=1", True),
        ("/sys/fileDownload?fileId=ab", True),
        ("/attachment/download.do?id=3", True),
        ("/attachment/0/542/1", True),
        ("/xzzx/download/", False),
        ("/download.html", False),
    ],
)
def test_addresses_of_files(href: str, file: bool) -> None:
    found = Generic().attachments(looked_at(f"<a href='{href}'>附件</a>", f"{HOST}/1.html", column=False))
    assert (len(found) == 1) is file


def test_a_hub_in_a_list_is_no_report() -> None:
    assert not may_be_report("政府信息公开") and may_be_report("2021年信息公开情况")


def test_the_heads_of_a_table_name_what_stands_in_its_cells() -> None:
    head = "<tr><th>单位</th><th>2022年</th><th>备注</th></tr>"
    cells = "<td><a href='a.html'>●</a></td><td><a href='b.html'>查看</a></td>"
    found = looked_at(f"<table>{head}<tr><td>甲县财政局</td>{cells}</tr></table>", URL)
    assert found.links[0].name == "甲县财政局2022年" and "2022" not in found.links[1].name


def test_a_year_below_the_name_of_the_column_is_a_part_of_it() -> None:
    menu = "<li><b>{}</b><ul><li><a href='/y/2022.html'>2022年</a></li><li><a href='/y/2021.html'>2021年</a></li></ul></li>"
    named = looked_at(menu.format("政府信息公开年报"), URL, column=False)
    assert [c.score >= COLUMN for c in Generic().listings(named)] == [True, True]
    assert not Generic().listings(looked_at(menu.format("部门预算"), URL, column=False))


def test_a_year_among_years_is_no_report() -> None:
    years = "".join(f"<a href='/x.html?channelId={n}'>20{n}年</a>" for n in (21, 22, 23))
    menu = f"<dl><dt>政府信息公开年报</dt><dd>{years}</dd></dl>"
    assert not Generic().leads(looked_at(menu, f"{HOST}/x.html?channelId=22"))
