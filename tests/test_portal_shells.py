"""Easttone, Epoint and 奉贤: their pages, and two districts crawled by the real crawler."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.ask import Ask
from crawler.platforms import Page, recognise
from crawler.platforms.data import html_in
from crawler.platforms.easttone import MAX_PAGES, Easttone
from crawler.platforms.epoint import Epoint
from tests.portals import kit, shells
from tests.portals.markup import looked_at

URL = "http://a.gov.cn/zwgk/nb.html"
CMS = "<script>new CMS({{url: '/front/api/data/search', {}}})</script>"


def test_a_district_whose_lists_are_channels(tmp_path: Path) -> None:
    portal = shells.Easttone()
    kit.check(portal, portal.key, tmp_path)


def test_a_district_whose_articles_are_shells(tmp_path: Path) -> None:
    portal = shells.Epoint()
    kit.check(portal, portal.key, tmp_path)


@pytest.mark.parametrize(
    ("said", "channels"),
    [
        ("channelList: ['1899']", ["1899"]),
        ('"channelList": ["1899", "1900"]', ["1899", "1900"]),
        ("channelId: 1899", ["1899"]),
        ("channelId='1899'", ["1899"]),
    ],
)
def test_a_channel_is_always_sent_as_an_array(said: str, channels: list[str]) -> None:
    found = looked_at(CMS.format(said), URL)
    assert recognise(found).name == "easttone"
    [ask] = Easttone().pages(found)
    assert ask.url == "http://a.gov.cn/front/api/data/search" and ask.from_script
    assert json.loads(ask.body or b"")["channelList"] == channels


def test_without_a_channel_nothing_is_asked() -> None:
    assert not Easttone().pages(looked_at(CMS.format("pageSize: 15"), URL))


def test_a_list_that_claims_a_million_pages_is_bounded() -> None:
    found = looked_at(CMS.format("channelList: ['7']"), URL)
    rows = {"data": {"totalPage": 10**6, "list": [{"title": "甲局2021年年报", "url": "/1.html"}]}}
    answer = Easttone().rows(json.dumps(rows), found)
    [ask] = Easttone().pages(found)
    for _ in range(MAX_PAGES - 1):
        [ask] = Easttone().pages(found.part(answer, ask))
    assert not Easttone().pages(found.part(answer, ask))


def test_days_are_counted_in_milliseconds_and_titles_lose_their_marks() -> None:
    rows = {
        "data": {
            "totalPage": 1,
            "list": [
                {"title": "甲局<em>2021年</em>政府信息公开年报", "url": "/1.html", "display_date": 1642728600000},
                {"title": "乙局<年报>", "url": "javascript:alert(1)", "display_date": "x"},
                "x",
            ],
        }
    }
    found = looked_at(CMS.format("channelList: ['7']"), URL)
    [lead] = Easttone().leads(found.part(Easttone().rows(json.dumps(rows), found), Ask(URL)))
    assert (lead.name, lead.date) == ("甲局2021年政府信息公开年报", "2022-01-21")
    with pytest.raises((ValueError, LookupError, TypeError)):
        Easttone().rows('{"code": 500}', found)


INFO = (
    "<script>var siteInfo={projectName:'/web',siteGuid:'7eb5f7f1-9041'}; var categorynum='003',deptcode='D7';</script>"
)


def test_who_the_site_is_may_stand_in_the_page() -> None:
    found = looked_at(f"<div class='EWB-FRONT'></div>{INFO}", URL)
    assert recognise(found).name == "epoint"
    [ask] = Epoint().pages(found)
    assert ask.url == "http://a.gov.cn/web/rest/lightfrontaction/getgovinfolist"
    assert json.loads(ask.body or b"") == {
        "deptcode": "D7",
        "categorynum": "003",
        "siteGuid": "7eb5f7f1-9041",
        "pageIndex": 1,
        "pageSize": 15,
    }
    shell = looked_at(
        f"<div class='EWB-FRONT'></div>{INFO}", "http://a.gov.cn/showinfo.html?infoGuid=9041-aaaa", column=False
    )
    body = Epoint().body(shell)
    assert body is not None and body.body == b"params=%7B%22infoid%22%3A%229041-aaaa%22%7D"


def test_pages_are_counted_from_what_the_page_asks_for_first() -> None:
    asked = "<script>post({deptcode: 'D7', categorynum: '003', pageIndex: 0, pageSize: 6})</script>"
    root = looked_at(f"<div class='EWB-FRONT'></div>{INFO}{asked}", URL)
    [ask] = Epoint().pages(root)
    assert json.loads(ask.body or b"")["pageIndex"] == 0
    rows = "".join(f"<li><a href='/showinfo.html?infoGuid=9041-aaa{n}'>{n}</a></li>" for n in range(6))
    [following] = Epoint().pages(root.part(rows, ask))
    assert json.loads(following.body or b"")["pageIndex"] == 1


def test_no_list_without_its_category_and_no_article_without_its_number() -> None:
    assert not Epoint().pages(looked_at("<script src='/js/webBuilderCommon.js'></script>", URL))
    assert Epoint().body(looked_at(INFO, URL)) is None
    away = looked_at(
        "<script src='http://b.com/js/webBuilderCommon.js'></script>categorynum='1'", f"{URL}?categorynum=1"
    )
    assert [ask.url for ask in Epoint().pages(away)] == ["http://b.com/js/webBuilderCommon.js"]  # the guard refuses it


def test_an_article_of_fengxian_is_asked_for_by_its_number() -> None:
    shell = looked_at(
        "<div id='app'></div><script src='/a.js'></script>", "http://a.gov.cn/art/info/5000/i2022-77", column=False
    )
    platform = recognise(shell)
    body = platform.body(shell)
    assert platform.name == "fengxian" and body is not None
    assert (body.url, body.body) == ("http://a.gov.cn/html/info/detail", b"id=i2022-77")
    listing = Page("http://a.gov.cn/art/list/5000", "http://a.gov.cn/art/list/5000", "<div id='app'></div>")
    assert recognise(listing).name == "generic"


def test_html_and_files_in_data() -> None:
    data = {
        "data": {
            "title": "年报",
            "body": "<p>见<a href='/f/1.pdf'>附件</a></p>",
            "pdflist": ["/f/2.pdf", {"name": "甲", "u": "/3.ofd"}],
        }
    }
    found = looked_at(html_in(json.dumps(data)), URL, column=False)
    files = [(lead.url.rpartition("/")[2], lead.name) for lead in recognise(found).attachments(found)]
    assert files == [("1.pdf", "附件"), ("2.pdf", "年报"), ("3.ofd", "甲")]
    assert html_in("not json") == "" and html_in("[" * 100_000) == ""
