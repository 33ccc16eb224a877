"""LonSun: its pages, and a county crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from crawler.platforms import Page, recognise
from crawler.platforms.lonsun import MAX_PAGES, LonSun
from crawler.urls import column_prefix
from tests.portals import kit, lonsun

URL = "http://a.gov.cn/public/column/7?type=3&action=detail&nav=3&title=2021"


def page(html: str, url: str = URL) -> Page:
    return Page(url, url, f"<meta name='SiteId' content='1'>{html}", column_prefix(url))


def test_a_county_whose_pages_are_the_reports(tmp_path: Path) -> None:
    kit.check(lonsun.portal, lonsun.KEY, tmp_path)


def test_years_are_leads_and_organs_are_columns() -> None:
    found = page(
        "<a href='/public/column/7?type=3&action=detail&nav=3&title=2020'>2020</a>"
        "<a href='/public/column/8?type=4&catId=2&action=list'>县财政局</a><a href='/public/column/9?type=2'>指南</a>"
        "<a href='/public/column/7?type=3&nav=5&sub=4&timeFrame=2019&hasContent=true'>2019年</a>"
    )
    assert recognise(found).name == "lonsun"
    assert [(lead.name, lead.url[-10:]) for lead in LonSun().leads(found)] == [
        ("2020年度", "title=2020"),
        ("2019年", "ntent=true"),
    ]
    assert [(c.text, c.url) for c in LonSun().listings(found)] == [
        ("县财政局", "http://a.gov.cn/public/column/8?type=3&action=detail&nav=3&title=")
    ]


def test_lists_are_asked_for_with_all_that_the_page_says() -> None:
    address = "/site/label/8888?labelName=publicInfoList&amp;organId=7&amp;catId=3&amp;file=/x/list&amp;pageIndex=1"
    [ask] = LonSun().pages(page(f'<div data-url="{address}"></div>', "http://a.gov.cn/public/column/7?type=4"))
    assert ask.from_script and "catId=3" in ask.url and "file=%2Fx%2Flist" in ask.url and "pageIndex=1" in ask.url
    part = page("").part("<li><a href='/public/7/1.html'>甲县2019年年报</a></li>", ask)
    [following] = LonSun().pages(part)
    assert following.number == 2 and "pageIndex=2" in following.url
    assert not LonSun().pages(page("").part("<div>暂无相关信息</div>", ask))
    assert not LonSun().pages(page('<div data-url="/site/label/8888?labelName=siteVisits&pageIndex=1"></div>'))


def test_a_list_without_end_is_left() -> None:
    found = page("<script>x({url:'/site/label/8888', data:{labelName:'publicInfoList', organId: 7}})</script>")
    [ask] = LonSun().pages(found)
    for _ in range(MAX_PAGES - 1):
        [ask] = LonSun().pages(found.part("<a href='/public/7/1.html'>年报</a>", ask))
    assert not LonSun().pages(found.part("<a href='/public/7/1.html'>年报</a>", ask))
