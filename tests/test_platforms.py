"""crawler.platforms: where the links of a listing are, how it goes on, and what a link promises."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawler.answers import Answer
from crawler.ask import Ask
from crawler.dates import published
from crawler.platforms import NAMES, Lead, Page, recognise
from crawler.platforms.words import (
    COLUMN,
    column_score,
    is_article,
    may_be_report,
    report_years,
    says_column,
    says_report,
    tidy,
)
from crawler.urls import column_prefix, is_under, resolve, url_key

COLUMN_URL = "http://a.gov.cn/zwgk/zfxxgknb/"


def addresses(asks: tuple[Ask, ...]) -> tuple[str, ...]:
    """Where plain requests lead."""
    assert all(ask.method == "GET" and not ask.from_script for ask in asks)
    return tuple(ask.url for ask in asks)


def page(html: str, url: str = COLUMN_URL, *, column: bool = True, first: str | None = None) -> Page:
    answer = Answer(url, url, status=200, headers={"content-type": "text/html; charset=utf-8"}, body=html.encode())
    return Page.of(answer, column_prefix(first or url) if column else None)


def leads(found: Page) -> list[tuple[str, str | None]]:
    return [(lead.name, lead.date) for lead in recognise(found).leads(found)]


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "鄂尔多斯市2019年政府信息公开工作年度报告",
        "某局2021年政府信息公开年报",
        "2021年度政务公开工作报告",
        "关于2021年度政府信息公开工作情况的报告",
        "关于2021年度政府信息公开工作情况的公告",
        "信息公开年度报告（2020）",
        "2012年政府信息公开工作总结",
        "住房公积金管理中心2021年政府信息公开工作年度报告",
        "区委机构编制委员会办公室2021年政府信息公开工作年度报告",
        "市统计局2022年政府信息公开年报",
        "市行政学院2022年政府信息公开工作年度报告",
        "2021年年度报告(政府信息公开)",
        "某局贯彻落实《政府信息公开条例》2010年度报告",
    ],
)
def test_words_of_a_report(text: str) -> None:
    assert says_report(tidy(text))


@pytest.mark.parametrize(
    "text",
    [
        "2021年政府网站工作年度报表",
        "某区政府网站年度报告（2021年）",
        "2021年法治政府建设年度报告",
        "某中心事业单位法人年度报告书",
        "2021年统计年报",
        "2021年政府工作报告",
        "住房公积金2021年年度报告",
        "某大学2021年信息公开年度报告",
        "政府信息公开指南",
        "样例市政府信息公开指南（2023年修订）",
        "政府信息公开年度报告制度",
        "政府信息公开目录",
        "关于做好2021年政府信息公开工作年度报告编制工作的通知",
        "市政府办召开政府信息公开工作年度报告编制培训会",
        "依申请公开年报统计",
        "2021年部门预算公开",
        "恩格贝生态示范区召开2020年度工作会暨党风廉政建设会议",
        "一图读懂示范区2017年重点工作",
    ],
)
def test_words_of_its_siblings(text: str) -> None:
    assert not says_report(tidy(text))
    assert not may_be_report(tidy(text))
    assert column_score(tidy(text), COLUMN_URL) == 0


@pytest.mark.parametrize(
    "text",
    ["2021年年报", "年度报告", "2021", "2021年度", "财政局", "西河镇", "区政府办公室", "甲区财政局2021年政府信息公开…"],
)
def test_words_that_are_enough_within_a_column(text: str) -> None:
    assert may_be_report(tidy(text))
    assert not says_report(tidy(text)) or "公开" in text


@pytest.mark.parametrize(
    "text", ["恩格贝生态示范区：栽下梧桐引凤来", "2016，恩格贝，精彩继续！", "首页", "下一页", "更多>>", "联系我们"]
)
def test_words_that_are_never_enough(text: str) -> None:
    assert not may_be_report(tidy(text))


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开年报",
        "信息公开年报",
        "公开年报",
        "年度报告",
        "政府信息公开工作年度报告",
        "年报",
        "信息公开工作报告",
        "政府信息公开报告",
    ],
)
def test_names_of_columns(text: str) -> None:
    assert says_column(text)
    assert column_score(text, "http://a.gov.cn/col/col3379/") >= COLUMN


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("http://a.gov.cn/zfxxgknb_7/", True),
        ("http://a.gov.cn/x/ZFXXGKNB4764/", True),
        ("http://a.gov.cn/xxgkndbg/", True),
        ("http://a.gov.cn/zwgk/ndbg/", True),
        ("http://a.gov.cn/annual_report/", True),
        ("http://a.gov.cn/zfxxgknan/", True),  # 渝中, a typo
        ("http://a.gov.cn/zfwzgznb/", False),  # 政府网站工作年报
        ("http://a.gov.cn/wzndbb/", False),
        ("http://a.gov.cn/sydwfrnb/", False),
        ("http://a.gov.cn/c112125/", False),
    ],
)
def test_the_slug_is_scored_and_never_required(url: str, slug: bool) -> None:
    plain = column_score("政府信息公开年报", "http://a.gov.cn/x/")
    assert plain >= COLUMN
    assert (column_score("政府信息公开年报", url) > plain) is slug


def test_hubs_come_before_strangers_and_behind_columns() -> None:
    hubs = [
        column_score(text, "http://a.gov.cn/")
        for text in ("政府信息公开", "信息公开", "政务公开", "法定主动公开内容", "走进甲区")
    ]
    assert hubs == sorted(hubs, reverse=True) and hubs[0] < COLUMN and hubs[-2] > 0 and hubs[-1] == 0


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("某局2021年政府信息公开年报", {2021}),
        ("某局二〇二一年政府信息公开年报", {2021}),
        ("某局二○一九年度报告", {2019}),
        ("2021年度、2020年度报告", {2020, 2021}),
        ("某局年报（发布于2022年1月20日）", set()),
        ("某局2021年1月20日公布的2020年年报", {2020}),
        ("某局年报 2022-01-20", set()),
        ("编号20211234年报", set()),
        ("某局年报", set()),
    ],
)
def test_the_report_years_that_words_name(text: str, years: set[int]) -> None:
    assert report_years(tidy(text)) == years


@pytest.mark.parametrize(
    ("url", "name", "article"),
    [
        ("http://a/202201/t20220124_1.html", "财政局", True),
        ("http://a/art/2022/1/27/art_5417_4.html", "财政局", True),
        ("http://a/content/2024/0326/308.html", "财政局", True),
        ("http://a/nb.html", "某局2021年年报", True),
        ("http://a/x.pdf", "年报", True),
        ("http://a/content/article/12345", "某局2021年年报", True),
        ("http://a/show.jsp?infoid=9", "某局2021年年报", True),
        ("http://a/nb/2021/", "2021年", False),
        ("http://a/nb/index.html", "部门", False),
        ("http://a/list_22222.html", "部门", False),
        ("http://a/zwgk/zfxxgknb.htm", "部门", False),
        ("http://a/col/12345678.html", "政府信息公开年报", False),
    ],
)
def test_pages_and_folders(url: str, name: str, article: bool) -> None:
    assert is_article(url, name, in_column=False) is article


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./t1.html", "http://a.gov.cn/x/t1.html"),
        ("../../../t1.html", "http://a.gov.cn/t1.html"),
        ("//b.gov.cn/", "http://b.gov.cn/"),
        ("HTTP://B.gov.cn:80/a b#c", "http://b.gov.cn/a%20b"),
        ("\\n\\t1.html", "http://a.gov.cn/n/t1.html"),
        (" t1\n.html ", "http://a.gov.cn/x/t1.html"),
        ("附件.pdf", "http://a.gov.cn/x/%E9%99%84%E4%BB%B6.pdf"),
        ("a%20b?c=d%26", "http://a.gov.cn/x/a%20b?c=d%26"),
        ("#top", None),
        ("", None),
        ("javascript:void(0)", None),
        ("mailto:a@b", None),
        ("http://a@b.gov.cn/", None),
        ("http://[::", None),
        ("/" + "a" * 3000, None),
    ],
)
def test_links_are_resolved_as_browsers_do(href: str, url: str | None) -> None:
    assert resolve("http://a.gov.cn/x/index.html", href) == url


def test_one_page_has_one_key() -> None:
    same = [
        "http://a.gov.cn/nb/",
        "https://a.gov.cn/nb/index.html",
        "http://a.gov.cn:80/nb/index.shtml#top",
        "http://A.gov.cn/nb/",
    ]
    assert {url_key(url) for url in same} == {"a.gov.cn/nb/"}
    assert (
        len(
            {
                url_key(url)
                for url in (
                    "http://a.gov.cn/nb/",
                    "http://a.gov.cn:8080/nb/",
                    "http://a.gov.cn/nb/?p=2",
                    "http://a.gov.cn/nb",
                )
            }
        )
        == 4
    )


@pytest.mark.parametrize(
    ("column", "inside", "outside"),
    [
        ("http://a/x/nb/index.html", "http://a/x/nb/2021/t1.html", "http://a/x/other/"),
        ("http://a/x/nb.htm", "http://a/x/nb/2.htm", "http://a/x/news.htm"),
        ("http://a/x/list.jsp?id=5", "http://a/x/list.jsp?id=5&page=2", "http://a/x/show.jsp?id=9"),
        ("http://a/", "http://a/?page=2", "http://a/x/nb/"),
        (
            "http://a/x/i.aspx?cid=19&pid=7&page=1",
            "http://a/x/i.aspx?page=2&pid=7&cid=19",
            "http://a/x/i.aspx?cid=199&pid=7",
        ),
        ("http://a/x/nb.html?org=5", "http://a/x/nb.html?nbYear=2021&org=5", "http://a/x/other.html?org=5"),
        ("http://a/x/list.jsp?id=5", "http://a/x/list.jsp?page=2&id=5", "http://a/x/list.jsp?id=6"),
    ],
)
def test_the_prefix_of_a_column(column: str, inside: str, outside: str) -> None:
    prefix = column_prefix(column)
    assert is_under(prefix, inside)
    assert not is_under(prefix, outside)


# -- generic -----------------------------------------------------------------------------------------------------------


def test_a_title_is_preferred_to_a_cut_text_and_the_row_gives_the_date() -> None:
    found = page(
        "<ul><li><a href='1001.html' title='甲区财政局2021年政府信息公开工作年度报告'>甲区财政局2021年政府信息…</a><span>[2022-01-21]</span></li>"
        "<li><a href='1002.html' title='点击查看'>乙局2020年政府信息公开年报</a> 2021年1月9日</li>"
        "<li><a href='1003.html' title='丙局2019年政府信息公开年报'>丙局2019年政府信息公开年报 <span>2020/01/30</span></a></li></ul>"
        "<table><tr><td><a href='1004.html'>丁局2018年政府信息公开年报</a></td><td>2019.1.31</td></tr></table>"
        "<div><a href='1005.html'>戊局2017年政府信息公开年报</a></div>"
    )
    assert leads(found) == [
        ("甲区财政局2021年政府信息公开工作年度报告", "2022-01-21"),
        ("乙局2020年政府信息公开年报", "2021-01-09"),
        ("丙局2019年政府信息公开年报", "2020-01-30"),
        ("丁局2018年政府信息公开年报", "2019-01-31"),
        ("戊局2017年政府信息公开年报", None),
    ]


def test_within_the_column_little_is_enough_and_outside_the_words_must_say_it() -> None:
    html = (
        "<a href='202201/t20220121_1.html'>财政局</a><a href='/xwzx/202201/t20220121_2.html'>民政局</a>"
        "<a href='/xwzx/202201/t20220121_3.html'>教育局2021年政府信息公开年报</a><a href='202201/t20220121_4.html'>会议纪要</a>"
        "<a href='202201/t20220121_5.html'>2021年政府网站工作年度报表</a>"
    )
    assert [name for name, _ in leads(page(html))] == ["财政局", "教育局2021年政府信息公开年报"]
    assert [name for name, _ in leads(page(html, column=False))] == ["教育局2021年政府信息公开年报"]


def test_pagers_stay_under_the_prefix_and_guess_nothing() -> None:
    found = page(
        "<a href='index_2.html'>2</a><a href='index_3.html'>3</a><a href='index_2.html'>下一页</a><a href='?page=9'>尾页</a>"
        "<a href='/class/X/2'>2</a><a href='http://b.gov.cn/zwgk/zfxxgknb/2'>下一页</a><a href='2021/'>2021</a>"
        "<iframe src='/zwgk/rows.html'></iframe><iframe src='http://tianqi.com/w.html'></iframe><iframe src='a.pdf'></iframe>"
    )
    assert recognise(found).name == "generic"
    assert addresses(recognise(found).pages(found)) == (
        "http://a.gov.cn/zwgk/zfxxgknb/index_2.html",
        "http://a.gov.cn/zwgk/zfxxgknb/index_3.html",
        "http://a.gov.cn/zwgk/zfxxgknb/?page=9",
        "http://a.gov.cn/zwgk/rows.html",
    )


def test_pages_of_a_column_that_is_a_file() -> None:
    found = page("<a href='zfxxgknb/2.htm'>2</a><a href='tzgg/2.htm'>2</a>", "http://a.gov.cn/zwgk/zfxxgknb.htm")
    assert addresses(recognise(found).pages(found)) == ("http://a.gov.cn/zwgk/zfxxgknb/2.htm",)


def test_the_way_to_the_column_is_ranked() -> None:
    found = page(
        "<a href='/zwgk/'>政务公开</a><a href='/xwzx/'>新闻中心</a><a href='/zfxxgk/'>政府信息公开</a><a href='/zfwzgznb/'>政府网站工作年度报表</a>"
        "<a href='/col/col9/index.html'><img alt='政府信息公开年报'></a><a href='/zn/'>政府信息公开指南</a>",
        "http://a.gov.cn/",
        column=False,
    )
    candidates = recognise(found).listings(found)
    assert [candidate.text for candidate in candidates] == ["政府信息公开年报", "政府信息公开", "政务公开"]
    assert [candidate.score >= COLUMN for candidate in candidates] == [True, False, False]


def test_tabs_of_a_column_by_department_and_by_year() -> None:
    found = page(
        "<a href='bm/'>部门</a><a href='2021/index.html'>2021年</a><a href='../tzgg/'>通知公告</a><a href='zn/'>公开指南</a>"
        "<a href='./'>政府信息公开年报</a><a href='index_1.html'>下一页</a><a href='202201/t20220121_1.html'>财政局</a>"
        "<select><option value='./czj/'>财政局</option><option value='3'>三</option></select>"
    )
    tabs = [c.url for c in recognise(found).listings(found) if c.score >= COLUMN]
    assert tabs == [f"{COLUMN_URL}bm/", f"{COLUMN_URL}2021/index.html", f"{COLUMN_URL}czj/"]


def test_tabs_of_a_column_that_lie_elsewhere() -> None:
    found = page(
        "<div><a href='/zwgk/bmnb/'>部门</a><a href='/zwgk/xsnb/'>县区</a><a href='/zwgk/bmdt/'>部门</a><a href='/zwgk/wzndbb/'>部门</a>"
        "<a href='/zwgk/nb_2022n/'>2022年</a><a href='/x/'>县政府年报</a>",
    )
    tabs = {c.url.removeprefix("http://a.gov.cn"): c.tried for c in recognise(found).listings(found)}
    assert tabs == dict.fromkeys(("/zwgk/bmnb/", "/zwgk/xsnb/", "/zwgk/nb_2022n/", "/x/"), False) | {
        "/zwgk/bmdt/": True
    }
    outside = page("<a href='/zwgk/bmnb/'>部门</a>", column=False)
    assert recognise(outside).listings(outside) == ()


def test_the_declared_column_type_confirms_a_column() -> None:
    assert page("<meta NAME='columntype' content='信息公开年报'>").says_column
    assert page("<meta name='ColumnName' content='政府信息公开年报'>").says_column
    assert not page(
        "<meta name='ColumnName' content='部门'><meta name='ColumnType' content='信息公开指南'>"
    ).says_column


def test_attachments_of_an_article() -> None:
    found = page(
        "<base href='/f/'><a href='1.docx' title='某局年报.docx'>附件</a><a href='/x/downfile.jsp?filename=9.pdf'>下载</a>"
        "<a appendix='true' href='P0.bin'>附件2</a><a href='zn.pdf'>信息公开指南</a><a href='x.html'>其他</a>"
        "<iframe src='/pdfjs/viewer.html?file=/f/2.pdf'></iframe><embed src='3.pdf'>"
    )
    found_files = recognise(found).attachments(found)
    assert [(lead.url.removeprefix("http://a.gov.cn/"), lead.name) for lead in found_files] == [
        ("f/1.docx", "某局年报.docx"),
        ("x/downfile.jsp?filename=9.pdf", "下载"),
        ("f/P0.bin", "附件2"),
        ("f/2.pdf", ""),
        ("f/3.pdf", ""),
    ]


@pytest.mark.parametrize(
    "html", ["", "<", "\x00", "<html></html>", "<a href='http://['>x</a>", "<a>" * 200_000, "<!--", "\ud800"]
)
def test_nothing_breaks_a_platform(html: str) -> None:
    body = html.encode("utf-8", "surrogatepass")
    found = Page.of(Answer(COLUMN_URL, COLUMN_URL, status=200, body=body), column_prefix(COLUMN_URL))
    for name in NAMES:
        platform = recognise(found, name)
        assert not platform.leads(found) and not platform.pages(found)
        assert not platform.listings(found) and not platform.attachments(found)


def test_a_page_of_very_many_links_is_looked_at_in_time() -> None:
    rows = "".join(
        f"<li><a href='20220121/{i}.html'>第{i}局2021年政府信息公开年报</a>2022-01-21</li>" for i in range(20_000)
    )
    begun = time.process_time()
    assert len(leads(page(f"<ul>{rows}</ul>"))) == 5000
    assert time.process_time() - begun < 10


# -- TRS ---------------------------------------------------------------------------------------------------------------


def test_the_real_listing_of_engebei(shared_reports: Path) -> None:
    body = (shared_reports / "real" / "listing_trs_engebei.html").read_bytes()
    url = "http://egb.ordos.gov.cn/xxgk/xxgknb/"
    found = Page.of(Answer(url, url, status=200, body=body), column_prefix(url))
    platform = recognise(found)
    assert platform.name == "trs"
    assert [(lead.name, lead.date) for lead in platform.leads(found)] == [
        ("鄂尔多斯市2019年政府信息公开工作年度报告", "2020-09-03"),
        ("鄂尔多斯市人民政府办公室2019年政府信息公开工作年度报告", "2020-03-11"),
        ("鄂尔多斯市2018年政府信息公开年度报告", "2019-05-30"),
        ("内蒙古自治区2018年政府信息公开工作年度报告", "2019-05-30"),
    ]
    assert addresses(platform.pages(found)) == ("http://egb.ordos.gov.cn/xxgk/xxgknb/index_1.html",)
    assert [c for c in platform.listings(found) if c.score >= COLUMN] == []
    assert platform.attachments(found) == ()


@pytest.mark.parametrize(
    ("script", "url", "pages"),
    [
        ('createPageHTML(3, 0, "index", "html");', "", ["index_1.html", "index_2.html"]),
        ('createPage(3,0,"index","shtml")', "", ["index_1.shtml", "index_2.shtml"]),
        ('createPageHTML(3, 1, "index", "html");', "index_1.html", ["index_2.html"]),
        ('createPageHTML(3, 1, "index", "html");', "index_2.html", ["index_1.html", "index_3.html"]),  # 上海, 昆明
        ("var currentPage = 0;\nvar countPage = 3//共多少页", "", ["index_1.html", "index_2.html"]),
        ('var countPage = 2; document.write("index_" + 1 + "."+"shtml")', "", ["index_1.shtml"]),
        ("var countPage = 2;", "index.htm", ["index_1.htm"]),
        (
            'var countPage = 2\ndocument.write("<a href=\\"index_362"+"_" + prevPage + "."+"html\\">上一页</a>");',
            "index_362.html",
            ["index_362_1.html"],
        ),
        ("Pager({size:3, current:0, prefix:'index',suffix:'html'});", "", ["index_1.html", "index_2.html"]),  # 北京
        ('createPageHTML("2", "0", "index", "html");', "", ["index_1.html"]),
        ("createPageHTML(2,0)", "index.shtml", ["index_1.shtml"]),
        ('createPageHTML(7,0,"index","shtml","black2",136);', "", [f"index_{n}.shtml" for n in range(1, 7)]),
        ('createPageHTML(2, 0, "index_362", "html");', "index_362.html", ["index_362_1.html"]),
        ('createPageHTML(1, 0, "index", "html");', "", []),
        ("createPageHTML('page_div', 3, 1);", "", []),
        ("function createPageHTML(_nPageCount, _nCurrIndex){}", "", []),
    ],
)
def test_pagers_of_trs(script: str, url: str, pages: list[str]) -> None:
    found = page(f"<script>{script}</script>", COLUMN_URL + url, first=COLUMN_URL)
    assert list(addresses(recognise(found, "trs").pages(found))) == [COLUMN_URL + name for name in pages]


def test_records_in_all_and_on_a_page_make_the_pages_of_a_column() -> None:
    script = '<script>var m_nRecordCount = "45"; var m_nPageSize = 20;</script>'
    url = f"{COLUMN_URL}index_7401.htm"  # 证监会
    first = page(script, url)
    assert addresses(recognise(first).pages(first)) == tuple(f"{COLUMN_URL}index_7401_{n}.htm" for n in (1, 2))
    second = page(script, f"{COLUMN_URL}index_7401_1.htm", first=url)
    assert recognise(second).pages(second) == ()
    none = page(script.replace("20", "0"), url)
    assert recognise(none).pages(none) == ()


def test_a_pager_that_claims_a_million_pages_is_bounded() -> None:
    assert (
        len(recognise(found := page('<script>createPageHTML(99999, 0, "index", "html")</script>')).pages(found)) < 200
    )


def test_rows_and_attachments_that_a_script_prints() -> None:
    found = page(
        """<script>var url="./202201/t20220124_7.html"; var title="甲局2021年政府信息公开工作年度报告"; document.writeln("<li>"+url);
        var url='./202201/t20220125_8.html'; var title='2021年政府网站工作年度报表'; document.writeln("<li>");</script>
        <script>document.write('<a href="./P020220124123456789012.docx" title="甲局年报.docx">附件<\\/a>');</script>"""
    )
    platform = recognise(found)
    assert platform.name == "trs"
    assert platform.leads(found) == (
        Lead(f"{COLUMN_URL}202201/t20220124_7.html", "甲局2021年政府信息公开工作年度报告"),
        Lead(f"{COLUMN_URL}P020220124123456789012.docx", "附件", "甲局年报.docx"),
    )
    (file,) = platform.attachments(found)
    assert (file.url, file.name) == (f"{COLUMN_URL}P020220124123456789012.docx", "甲局年报.docx")


def test_rows_that_a_script_prints_whole() -> None:
    found = page(
        """<script>var countPage = 1; document.writeln("<li><a href=\\"./202201/t20220124_7.html\\">甲局2021年政府信息公开年报<\\/a></li>");
        document.writeln("<a href=\\""+url+"\\" title=\\""+title+"\\">"+title+"</a>");</script>"""
    )
    assert leads(found) == [("甲局2021年政府信息公开年报", None)]


def test_an_article_comes_before_its_mobile_twin() -> None:
    found = page(
        "<a href='202201/t20220124_7_wap.html' title='甲局2021年政府信息公开工作年度报告'>甲局2021年政府信息公开工作年度…</a>"
        "<a href='202201/t20220124_7.html'>甲局2021年年报</a><a href='202201/t20220124_8_wap.html'>乙局2021年年报</a>"
    )
    assert [lead.url.rpartition("/")[2] for lead in recognise(found).leads(found)] == [
        "t20220124_7.html",
        "t20220124_8_wap.html",
    ]
    assert url_key("http://a.gov.cn/content/mpost_9.html") == url_key("http://a.gov.cn/content/post_9.html")
    assert url_key("http://a.gov.cn/wap/t_1.html") != url_key("http://a.gov.cn/t_1.html")


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<a href='./202201/t20220124_1239406.shtml'>x</a>", "trs"),
        ("<div class='view TRS_UEDITOR trs_paper_default'>x</div>", "trs"),
        ("<a href='/col/col9/index.html'>x</a>", "generic"),
    ],
)
def test_who_made_the_page(html: str, name: str) -> None:
    assert recognise(page(html)).name == name
    assert recognise(page(html), "generic").name == "generic"


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "listed", "url", "expected"),
    [
        ("<meta name='PubDate' content='2022-01-21 09:30'>", "2022-01-20", "/t20220119_1.html", ("2022-01-21", "meta")),
        ("<meta name='pubdate' content='20220121'>", None, "/1.html", ("2022-01-21", "meta")),
        (
            "<meta name='PubDate' content='2026-10-02 10:00'><meta name='others' content='页面生成时间 2026-10-02 10:00'>",
            "2022-01-20",
            "/1.html",
            ("2022-01-20", "list"),
        ),
        ("<meta name='PubDate' content=''>", None, "/202201/t20220119_1.html", ("2022-01-19", "url")),
        ("", None, "/2022-01/19/1.html", ("2022-01-19", "url")),
        ("", None, "/art/2022/1/9/art_1.html", ("2022-01-09", "url")),
        ("", None, "/t19700101_1.html", (None, None)),
        ("<meta name='PubDate' content='2027-01-21'>", "2022-13-45", "/x.html", (None, None)),
        ("<meta name='PubDate' content='2026-11-22 00:10'>", None, "/x.html", ("2026-11-22", "meta")),
        ("<meta name='PubDate' content='2022-02-30'>", "2022-03-01", "/x.html", ("2022-03-01", "list")),
    ],
)
def test_the_declared_day(html: str, listed: str | None, url: str, expected: tuple[str | None, str | None]) -> None:
    assert published(page(html), listed, f"http://a.gov.cn{url}", "2026-11-21T16:00:00Z") == expected
