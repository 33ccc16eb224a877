"""Visual SiteBuilder: its pages, and a portal crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from crawler.platforms import Page, recognise
from crawler.platforms.vsb import MAX_PAGES, Vsb
from crawler.urls import column_prefix
from tests.portals import kit, vsb_county

URL = "http://a.gov.cn/zfxxgk/zfxxgknb.htm"


def page(html: str, url: str = URL) -> Page:
    return Page(url, url, f"<!--Announced by Visual SiteBuilder 9-->{html}", column_prefix(URL))


def test_a_county_whose_pages_count_backwards(tmp_path: Path) -> None:
    running = kit.check(vsb_county.portal, vsb_county.KEY, tmp_path)
    assert running is not None


def test_pages_between_the_ends_of_a_pager_are_not_forgotten() -> None:
    found = page(
        '<span class="p_no"><a href="zfxxgknb/8.htm">2</a></span><span class="p_last"><a href="zfxxgknb/1.htm">尾页</a></span>'
    )
    assert recognise(found).name == "vsb"
    numbers = [ask.url.rpartition("/")[2] for ask in Vsb().pages(found)]
    assert sorted(numbers) == sorted(f"{n}.htm" for n in range(1, 9))
    told = page('<td class="p_t">共45条&nbsp;1/3</td>')
    assert [ask.url.rpartition("/")[2] for ask in Vsb().pages(told)] == ["2.htm", "1.htm"]


def test_the_count_of_pages_is_not_read_into_what_stands_beside_it() -> None:
    found = page(
        '<span class="p_pages"><span class="p_no_d">1</span><a href="zfxxgknb/2.htm">下页</a><span class="p_t">1/3</span></span>'
        '<span class="p_no">1</span>'
    )
    assert {ask.url.rpartition("/")[2] for ask in Vsb().pages(found)} == {"2.htm", "1.htm"}


def test_a_pager_that_claims_a_million_pages_is_bounded() -> None:
    assert len(Vsb().pages(page('<td class="p_t">1/99999</td>'))) == MAX_PAGES


def test_articles_of_the_columns_own_tree_are_leads() -> None:
    script = "<script>_jsq_(1042,'/list.jsp',-1,1)</script>"
    rows = (
        "<a href='../info/1042/1.htm'>财政局</a><a href='../info/1003/2.htm'>教育局</a>"
        "<a href='../content.jsp?urltype=news.NewsContentUrl&wbtreeid=1042&wbnewsid=9'>2020年度</a>"
    )
    assert [lead.name for lead in Vsb().leads(page(script + rows))] == ["财政局", "2020年度"]
    assert not Vsb().leads(page(rows))
