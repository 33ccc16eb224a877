"""Anhui's Openness family: its pages, and a county crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from crawler.platforms import recognise
from crawler.platforms.ah_mvc import AhMvc
from tests.portals import ah_mvc, kit
from tests.portals.markup import looked_at

URL = "http://a.gov.cn/openness/OpennessAnnualReport/show/2959.html"


def test_a_county_whose_pages_are_the_reports(tmp_path: Path) -> None:
    kit.check(ah_mvc.portal, ah_mvc.KEY, tmp_path)


def test_years_carry_the_organ_of_the_trail_and_organs_are_columns() -> None:
    found = looked_at(
        "<div class='wz'>网站首页 &gt; 政府信息公开 &gt; 甲市财政局 &gt; 政府信息公开年报</div>"
        "<a href='2960.html'>2021年</a><a href='2961.html'>2020年度报告</a><a href='2970.html'>甲市民政局</a>"
        "<a href='/OpennessGuide/show/1.html'>2019年</a><a href='2980.html'>政府信息公开指南</a>",
        URL,
    )
    assert recognise(found).name == "ah_mvc"
    assert [(lead.name, lead.url[-9:]) for lead in AhMvc().leads(found)] == [
        ("甲市财政局2021年政府信息公开年报", "2960.html"),
        ("甲市财政局2020年政府信息公开年报", "2961.html"),
    ]
    columns = {c.text: c.url[-9:] for c in AhMvc().listings(found) if not c.tried}
    assert columns == {"甲市民政局": "2970.html"}


def test_other_shapes_of_the_family() -> None:
    for url in (
        "http://a.gov.cn/opennessAnnualReport/?branch_id=5212bcd5682e0903a8db57a4",
        "http://a.gov.cn/xxgk/openness/detail/annual_report/5212bcd5682e0903a8db57a4.html",
        "http://a.gov.cn/Xxgknb/show/4471.html",
    ):
        assert recognise(looked_at("<p>x</p>", url)).name == "ah_mvc"
    branch = looked_at(
        "<a href='?branch_id=5212bcd5682e0903a8db57a5'>甲区司法局</a><a href='?branch_id=5212bcd5682e0903a8db57a4&year=2020'>2020</a>",
        "http://a.gov.cn/opennessAnnualReport/?branch_id=5212bcd5682e0903a8db57a4",
    )
    assert [c.text for c in AhMvc().listings(branch) if not c.tried] == ["甲区司法局"]
    assert [lead.name for lead in AhMvc().leads(branch)] == ["2020年政府信息公开年报"]
