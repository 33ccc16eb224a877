"""crawler.platforms.hanweb_xxgk: organs and years of the page for annual reports, and catalogues that are searched."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs

import pytest

from crawler.ask import Ask
from crawler.platforms import Page, recognise
from crawler.platforms.words import COLUMN
from tests.portals.markup import looked_at

ANNUAL = "http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp"
ORGAN = "113708120043226000"
CATALOGUE = "http://a.gov.cn/col/col12596/index.html"
CALL = "<script>$.post('/module/xxgk/search.jsp',{divid:'div12596',infotypeId:'A0102',jdid:3,area:'%s',fbtime:-1})</script>"


def organ_page(more: str = "") -> Page:
    html = (
        f"<a href='xxgkAnnualReport.jsp?area={ORGAN}'>财政局</a><a href='?area={ORGAN}&fbtime=2021'>2021年</a>"
        f"<a href='?area=113708120043226001'>民政局</a><a href='xxgkGuide.jsp?area={ORGAN}'>指南</a>{more}"
    )
    return looked_at(html, f"{ANNUAL}?area={ORGAN}")


def test_a_year_of_an_organ_is_a_report_and_an_organ_is_a_column() -> None:
    found = organ_page()
    platform = recognise(found)
    assert platform.name == "hanweb_xxgk"
    assert [(lead.url, lead.name) for lead in platform.leads(found)] == [
        (f"{ANNUAL}?area={ORGAN}&fbtime=2021", "财政局2021年")
    ]
    strong = [c for c in platform.listings(found) if c.score >= COLUMN]
    assert [(c.url, c.text) for c in strong] == [(f"{ANNUAL}?area=113708120043226001", "民政局")]


def test_years_to_choose_from_are_those_of_the_page() -> None:
    options = "".join(f"<option value='{year}'>{year}</option>" for year in ("", "2020", "2019", "9999"))
    found = organ_page(f"<select id='fbtime'>{options}</select><select id='other'><option value='2018'></select>")
    assert [lead.url.rpartition("=")[2] for lead in recognise(found).leads(found)] == ["2021", "2020", "2019"]


def test_years_under_a_script_are_those_of_the_page() -> None:
    found = organ_page(
        "<a href='javascript:;' onclick=\"show('2020')\">2020年</a><a href=\"javascript:go('2019')\">2019年度报告</a>"
        "<a href='javascript:;' onclick='top()'>2018年</a><a href='/x/2017.html'>2017年</a>"
        "<a href=\"javascript:open('2016')\">关于2016年政府信息公开工作的其他说明</a>"
    )
    years = {lead.url.rpartition("=")[2] for lead in recognise(found).leads(found) if "fbtime" in lead.url}
    assert years == {"2021", "2020", "2019"}


def test_an_organ_may_be_linked_with_its_latest_year_and_a_column_too() -> None:
    found = organ_page(
        "<a href='?area=113708120043226009&fbtime=2023'>水务局</a><a href='?area=113708120043226009&fbtime=2020'>水务局2020年</a>"
    )
    platform = recognise(found)
    assert "水务局" in [c.text for c in platform.listings(found) if c.score >= COLUMN]
    assert [lead.name for lead in platform.leads(found)] == ["财政局2021年", "水务局2020年"]
    home = looked_at(
        f"<a href='{ANNUAL}?area={ORGAN}&fbtime=2023'>政府信息公开年报</a>", "http://a.gov.cn/", column=False
    )
    assert [c.text for c in recognise(home).listings(home) if c.score >= COLUMN] == ["政府信息公开年报"]
    assert recognise(home).leads(home) == ()


def test_organs_to_choose_from_are_columns() -> None:
    found = organ_page(
        "<select><option value='11370812MB28501XX1'>水务局</option><option value='2020'>2020</option></select>"
    )
    urls = [c.url for c in recognise(found).listings(found) if c.score >= COLUMN]
    assert f"{ANNUAL}?area=11370812MB28501XX1" in urls and len(urls) == 2


@pytest.mark.parametrize(
    "tree",
    [
        "d.add(3,0,'水务局','xxgkAnnualReport.jsp?area=014500858');",
        '[{"id":"11370812MB28501XX1","pId":"0","name":"水务局"}]',
        "<li id='11370812MB28501XX1'>水务局</li>",
    ],
)
def test_trees_are_written_in_many_ways(tree: str) -> None:
    found = organ_page()
    part = found.part(recognise(found).rows(tree, found), Ask.script("http://a.gov.cn/module/xxgk/tree.jsp"))
    assert [c.text for c in recognise(found).listings(part)] == ["水务局"]


def test_organs_in_a_tree_are_columns() -> None:
    found = organ_page(f"<script>$('#t').load('/module/xxgk/tree.jsp?area={ORGAN}&amp;x=1')</script>")
    platform = recognise(found)
    (ask,) = platform.pages(found)
    assert ask == Ask.script(f"http://a.gov.cn/module/xxgk/tree.jsp?area={ORGAN}&x=1")
    tree = (
        "<a onclick=\"show('11370812MB28501XX1')\">水务局</a><a href='x.jsp?area=113708120043226002&y=1'>司法局</a>"
        "<a href='x.jsp?area=1'>短</a><a href='#'>无</a>"
    )
    part = found.part(platform.rows(tree, found), ask)
    assert [c.url for c in platform.listings(part)] == [
        f"{ANNUAL}?area=11370812MB28501XX1",
        f"{ANNUAL}?area=113708120043226002",
    ]
    assert platform.leads(part) == () and platform.pages(part) == ()


def test_a_catalogue_is_asked_for_page_by_page() -> None:
    found = looked_at(f"<div id='div12596'></div>{CALL % ORGAN}", CATALOGUE)
    platform = recognise(found)
    (ask,) = platform.pages(found)
    form = {name: value[0] for name, value in parse_qs((ask.body or b"").decode()).items()}
    assert (ask.url, ask.number) == ("http://a.gov.cn/module/xxgk/search.jsp", 1)
    assert form == {
        "divid": "div12596", "infotypeId": "A0102", "jdid": "3", "area": ORGAN, "fbtime": "-1", "currpage": "1"
    }  # fmt: skip
    rows = (
        "<table><tr class='tr_main_value_odd'><td><a class='bt_link' href='/art/2022/1/9/art_12596_1.html'>财政局</a></td></tr>"
        "<tr><td><a href='/art/2022/1/9/art_777_2.html'>工作报告</a></td></tr>"
        "<tr><td><a href='/art/2022/1/9/art_777_3.html'>民政局2021年政府信息公开年报</a></td></tr></table>共<b>4</b>页"
    )
    part = found.part(platform.rows(rows, found), ask)
    assert [lead.name for lead in platform.leads(part)] == ["财政局", "民政局2021年政府信息公开年报"]
    assert [ask.number for ask in platform.pages(part)] == [2, 3]
    last = found.part(platform.rows(rows, found), Ask(ask.url, ask.body, ask.headers, 4))
    assert platform.pages(last) == ()


def test_lists_of_jpaas_go_on_beside_a_link_to_reports() -> None:
    data = "{'webId':'52','pageId':'p','tplSetId':'t','tagId':'列表'}"
    html = f"<a href='{ANNUAL}?area={ORGAN}'>政府信息公开年报</a><div queryData=\"{data}\"></div>"
    found = looked_at(html, CATALOGUE)
    platform = recognise(found)
    first, _ = platform.pages(found)
    answer = json.dumps({"data": {"html": "<li><a href='/art/2022/art_1.html'>2021年年报</a></li>"}})
    assert platform.name == "hanweb_xxgk" and "pageId=p" in first.url
    assert [lead.name for lead in platform.leads(found.part(platform.rows(answer, found), first))] == ["2021年年报"]


def test_the_form_may_stand_in_a_query_or_in_hidden_fields() -> None:
    query = f"/module/xxgk/search.jsp?standardXxgk=0&amp;isAllList=1&amp;fbtime=-1&amp;area={ORGAN}&amp;currpage=1"
    html = f"<script src='{query}'></script><input type='hidden' name='divid' value='div12596'>"
    found = looked_at(html, CATALOGUE)
    (ask,) = recognise(found).pages(found)
    form = {name: value[0] for name, value in parse_qs((ask.body or b"").decode()).items()}
    assert form["area"] == ORGAN and form["divid"] == "div12596" and form["standardXxgk"] == "0"


def test_the_form_as_a_call_of_a_script() -> None:
    call = (
        "loadDynamic('/module/xxgk/search.jsp?infotypeId='+a+'&vc_title='+encodeURI(b)+'&vc_number='+encodeURI(c)+"
        "'&area=11220100MB1507524C', 'div4', '0','1000','950','17','','');"
    )
    found = looked_at(f"<script>{call}</script>", f"{CATALOGUE}?vc_xxgkarea=11220100MB1507524C&number=A0102")
    (ask,) = recognise(found).pages(found)
    form = {name: value[0] for name, value in parse_qs((ask.body or b"").decode(), keep_blank_values=True).items()}
    assert form == {
        "infotypeId": "A0102", "vc_title": "", "vc_number": "", "area": "11220100MB1507524C", "divid": "div4",
        "jdid": "17", "currpage": "1",
    }  # fmt: skip


def test_topics_of_a_tree_that_are_named_like_a_column() -> None:
    tree = "http://a.gov.cn/module/xxgk/tree.jsp?standardXxgk=1&area=014500858&divid=div4"
    html = (
        "<script>var s='&jdid=3';</script><a href='javascript:void(0)' onclick=\"funclick('gkzn','1');\">公开指南</a>"
        "<a onclick=\"funclick(\\'gknb\\',\\'2\\');\">政府信息公开年报</a>"
    )
    found = looked_at(html, tree)
    (topic,) = (c for c in recognise(found).listings(found) if c.score >= COLUMN)
    table = "http://a.gov.cn/module/xxgk/search.jsp?standardXxgk=1&area=014500858&divid=div4&infotypeId=gknb&jdid=3&currpage="
    assert (topic.url, topic.text) == (f"{table}1", "政府信息公开年报")
    rows = "<tr><td><a class='bt_link' href='/art/2022/1/9/art_777_2.html'>财政局</a></td></tr>共3页"
    first, last = looked_at(rows, f"{table}1"), looked_at(rows, f"{table}3")
    assert [lead.name for lead in recognise(first).leads(first)] == ["财政局"]
    assert recognise(first).pages(first) == (Ask(f"{table}2"), Ask(f"{table}3"))
    assert recognise(last).pages(last) == ()


@pytest.mark.parametrize("pages", ["共999999页", "共9999页", "", "共页"])
def test_a_catalogue_that_claims_too_much_ends(pages: str) -> None:
    found = looked_at(CALL % ORGAN, CATALOGUE)
    platform = recognise(found)
    (ask,) = platform.pages(found)
    table = f"<table><tr class='tr_main_value_odd'><td><a href='/a.html'>年报</a></td></tr></table>{pages}"
    far = found.part(platform.rows(table, found), Ask(ask.url, ask.body, ask.headers, 300))
    assert platform.pages(far) == ()


@pytest.mark.parametrize(
    "html",
    ["<a href='tree.jsp?" * 20_000, "'/module/xxgk/search.jsp'" * 5_000, "共<" * 50_000 + "xxgkAnnualReport.jsp"],
)
def test_nothing_breaks_it(html: str) -> None:
    begun = time.process_time()
    for url in (CATALOGUE, f"{ANNUAL}?area={ORGAN}"):
        found = looked_at(html, url)
        platform = recognise(found, "hanweb_xxgk")
        assert len(platform.pages(found)) <= 2 and not platform.leads(found)
        assert platform.rows(html, found) in ("", html)
    assert time.process_time() - begun < 5
