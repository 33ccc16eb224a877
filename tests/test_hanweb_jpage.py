"""crawler.platforms.hanweb_jpage: records in the page, and what is asked of the proxy for the others."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.ask import Ask
from crawler.platforms import Page, recognise
from crawler.platforms.words import COLUMN
from tests.portals.hanweb import column, store
from tests.portals.markup import looked_at, row

URL = "http://a.gov.cn/col/col5417/index.html"
FIELDS = '"col":"1","webid":"1","path":"/","columnid":"5417","unitid":"1737","webname":"乙局"'


def rows(count: int) -> list[str]:
    return [
        row(f"/art/2022/1/27/art_5417_{n}.html", f"第{n}局2021年政府信息公开年报", "2022-01-27") for n in range(count)
    ]


def page(count: int, call: str, group: str = "", *, unit: str = "1737", inside: bool = True) -> Page:
    return looked_at(column("政府信息公开年报", unit, store(rows(count), group), call), URL, column=inside)


def windows(found: Page) -> list[tuple[str, ...]]:
    """Address, first and last record, page and unit of what is asked of the proxy."""
    asks = [ask for ask in recognise(found).pages(found) if ask.from_script]
    answer = []
    for ask in asks:
        query, form = parse_qs(urlsplit(ask.url).query), parse_qs((ask.body or b"").decode())
        numbers = (query[name][0] for name in ("startrecord", "endrecord", "perpage", "page"))
        answer.append((urlsplit(ask.url).path, *numbers, form["unitid"][0]))
    return answer


def part(root: Page, ask: Ask, text: str) -> Page:
    platform = recognise(root)
    return root.part(platform.rows(text, root), ask)


def test_the_records_in_the_page_are_leads_with_title_and_date() -> None:
    found = page(1, "")
    assert recognise(found).name == "hanweb_jpage"
    (lead,) = recognise(found).leads(found)
    assert (lead.url, lead.date) == ("http://a.gov.cn/art/2022/1/27/art_5417_0.html", "2022-01-27")


def test_outside_a_column_the_words_of_a_record_must_say_report() -> None:
    body = store([*rows(1), "<li><a href='/art/2022/1/27/art_9_9.html'>财政局</a></li>"])
    for inside, count in ((True, 2), (False, 1)):
        found = looked_at(column("首页", "9", body), URL, column=inside)
        assert len(recognise(found).leads(found)) == count


@pytest.mark.parametrize(
    ("count", "call", "expected"),
    [
        (4, "totalRecord:4,perPage:2", []),
        (6, "totalRecord:9,perPage:2", [("7", "8", "2", "4", "1737"), ("9", "10", "2", "5", "1737")]),
        (6, "totalRecord:8,perPage:2", [("7", "8", "2", "4", "1737")]),
        (5, "totalRecord:8,perPage:2", [("5", "6", "2", "3", "1737"), ("7", "8", "2", "4", "1737")]),
        (0, "totalRecord:3,perPage:2", [("1", "2", "2", "1", "1737"), ("3", "4", "2", "2", "1737")]),
        (14, "", []),
    ],
)
def test_what_the_page_does_not_hold_is_asked_for(count: int, call: str, expected: list[tuple[str, ...]]) -> None:
    proxy = "/module/web/jpage/dataproxy.jsp"
    found = page(count, f"{call},proxyUrl:'{proxy}',param:{{{FIELDS}}}")
    assert windows(found) == [(proxy, *one) for one in expected]


def test_without_a_total_the_pages_go_on_until_one_is_empty() -> None:
    link = "/module/jpage/dataproxy.jsp?page=1&amp;webid=1&amp;path=/&amp;columnid=5417&amp;unitid=1737"
    found = page(45, "", f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>')
    assert [window[1:] for window in windows(found)] == [
        ("46", "60", "15", "4", "1737"),
        ("61", "75", "15", "5", "1737"),
    ]
    first, second = recognise(found).pages(found)
    more = part(found, first, store(rows(15)))
    assert [ask.number for ask in recognise(more).pages(more)] == [5, 6]
    assert recognise(part(found, second, "<datastore/>")).pages(part(found, second, "<datastore/>")) == ()


def test_without_a_size_of_pages_a_third_of_the_records_is_one() -> None:
    link = "/module/jpage/dataproxy.jsp?page=1&columnid=5417&unitid=1737"
    found = page(60, "", f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>')
    assert [window[1:5] for window in windows(found)] == [("61", "80", "20", "4"), ("81", "100", "20", "5")]


def test_the_call_may_be_a_query() -> None:
    query = "col=1&webid=1&path=/&columnid=5417&unitid=1737&webname=乙局&permissiontype=0"
    found = page(2, f"totalRecord:3,perPage:2,proxyUrl:'/x/dataproxy.jsp',ajaxParam:'{query}'")
    (ask,) = (ask for ask in recognise(found).pages(found) if ask.from_script)
    assert parse_qs((ask.body or b"").decode())["webname"] == ["乙局"]


def test_older_pages_hold_their_records_in_an_array_and_quote_their_fields() -> None:
    rows = ",".join(
        f"'<tr><td><a href=\\'/art/2012/1/27/art_3_{n}.html\\' title=\\'第{n}局2011年政府信息公开年报\\'>第{n}局…<\\/a></td></tr>'"
        for n in range(4)
    )
    call = "totalRecord:9,perPage:2,dataStore:InitData9,proxyUrl:'/module/jslib/jquery/jpage/dataproxy.jsp'"
    html = f"<script>var InitData9=[{rows}];$('#9').jpage({{{call},ajaxParam:{{webid:60,path:'/',columnid:3,unitid:'9'}}}});</script>"
    found = looked_at(html, URL)
    names = [lead.name for lead in recognise(found).leads(found)]
    assert names == [f"第{n}局2011年政府信息公开年报" for n in range(4)]
    proxy = "/module/jslib/jquery/jpage/dataproxy.jsp"
    assert windows(found) == [(proxy, "5", "6", "2", "3", "9"), (proxy, "7", "8", "2", "4", "9")]
    link = f"{proxy}?page=1&appid=1&path='/'&columnid=3&unitid=9&webname='南通市'&permissiontype=0"
    quoted = page(45, "", f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>')
    form = parse_qs((recognise(quoted).pages(quoted)[0].body or b"").decode())
    assert (form["path"], form["webname"]) == (["/"], ["南通市"])


def test_the_fields_may_stand_in_a_variable() -> None:
    script = "<script>var param_212860={columnid:33718,unitid:'212860',webid:1}; $('#212860').jpage({perPage:2,totalRecord:3,"
    script += "ajaxParam:param_212860,proxyUrl:'/module/web/jpage/morecolumndataproxy.jsp'})</script>"
    found = looked_at(store(rows(2)) + script, URL)
    assert windows(found) == [("/module/web/jpage/morecolumndataproxy.jsp", "3", "4", "2", "2", "212860")]


def test_where_encrypted_fields_bring_nothing_the_page_for_readers_is_asked_for() -> None:
    link = "/module/web/jpage/dataproxy.jsp?page=1&columnid=a9F%2Bx&unitid=Zq%3D%3D"
    group = f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>'
    found = page(6, "totalRecord:9,perPage:2", group, unit="1739")
    (ask,) = recognise(found).pages(found)
    form = parse_qs((ask.body or b"").decode())
    assert (form["columnid"], form["unitid"]) == (["a9F+x"], ["Zq=="])
    empty = part(found, ask, "<datastore/>")
    assert recognise(empty).pages(empty) == (Ask(f"{URL}?uid=1739&pageNum=4"),)
    fourth = looked_at(found.html, f"{URL}?uid=1739&pageNum=4")
    assert recognise(fourth).pages(fourth) == (Ask(f"{URL}?uid=1739&pageNum=5"),)
    last = looked_at(found.html, f"{URL}?uid=1739&pageNum=5")
    assert recognise(last).pages(last) == ()


def test_tabs_of_a_column_are_told_by_their_words() -> None:
    tabs = "<a href='/col/col1/index.html'>市级部门</a><a href='/col/col2/index.html'>2021年</a><a href='/col/col3/'>要闻</a>"
    found = looked_at(f"<recordset></recordset>{tabs}", URL)
    strong = [c.url.removeprefix("http://a.gov.cn/col/") for c in recognise(found).listings(found) if c.score >= COLUMN]
    assert strong == ["col1/index.html", "col2/index.html"]


@pytest.mark.parametrize(
    "html",
    [
        "<recordset>" + "<record>" * 50_000,
        "<datastore>" * 50_000 + "$('#1').jpage({totalRecord:9999999,perPage:0,proxyUrl:'/x/dataproxy.jsp'",
        "<record><![CDATA[" * 20_000 + "<recordset>",
        "$('#1').jpage({" * 5_000,
        "<datastore><nextgroup><![CDATA[<a href='http://[/dataproxy.jsp?unitid=1&columnid=2'></a>]]></nextgroup></datastore>",
    ],
)
def test_nothing_breaks_it(html: str) -> None:
    begun = time.process_time()
    found = looked_at(html, URL)
    platform = recognise(found, "hanweb_jpage")
    assert len(platform.pages(found)) <= 2 and not platform.leads(found)
    assert time.process_time() - begun < 5


def test_a_list_that_claims_millions_ends() -> None:
    found = page(2, f"totalRecord:9999999,perPage:2,proxyUrl:'/x/dataproxy.jsp',param:{{{FIELDS}}}")
    (first, _) = recognise(found).pages(found)
    far = part(found, Ask(first.url, first.body, first.headers, 4000), store(rows(2)))
    assert recognise(far).pages(far) == ()
