"""Ucap: its pages, and a city crawled by the real crawler."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.platforms import Page, recognise
from crawler.platforms.ucap import MAX_PAGES, Ucap
from crawler.urls import column_prefix
from tests.portals import kit, ucap_city

URL = "http://a.gov.cn/jia/c112125/list.shtml"
SEARCH = "/jia/common/search/4f0d6c1b2a3948578695a4b3c2d1e0f9"


def page(script: str, url: str = URL) -> Page:
    return Page(url, url, f"<UCAPTITLE>年报</UCAPTITLE><script>{script}</script>", column_prefix(URL))


def names(found: Page) -> list[str]:
    return [ask.url.rpartition("/")[2] for ask in Ucap().pages(found)]


def test_a_city_with_four_kinds_of_list(tmp_path: Path) -> None:
    kit.check(ucap_city.portal, ucap_city.KEY, tmp_path)


@pytest.mark.parametrize(
    ("script", "url", "pages"),
    [
        ("createPageHTML('page_div',4, 1,'list','shtml',41);", URL, [2, 3, 4]),
        ("createPageHTML('page_div', 4, 2, 'list', 'shtml', 41);", URL.replace("list", "list_2"), [3, 4]),
        ("createPageHTML('page_div',4, 3,'list','shtml',41);", URL.replace("list", "list_2"), [1, 3]),
        ("createPageHTML('page_div',2, 1,'list','shtml',20);", URL, [2, 1]),
        ("createPageHTML('page_div',1, 1,'list','shtml',7);", URL, []),
    ],
)
def test_pagers_that_count_from_one_or_from_two(script: str, url: str, pages: list[int]) -> None:
    found = page(script, url)
    assert recognise(found).name == "ucap"
    assert names(found) == [f"list_{number}.shtml" for number in pages]


def test_a_pager_that_claims_too_much_is_bounded() -> None:
    assert len(names(page("createPageHTML('page_div',99999, 1,'list','shtml',1);"))) == MAX_PAGES - 1


def test_a_search_goes_on_as_far_as_it_says() -> None:
    found = page(f'$.get("{SEARCH}?_isAgg=true&_isJson=true&_channelName=")')
    [ask] = Ucap().pages(found)
    assert ask.from_script and ask.url.startswith(f"http://a.gov.cn{SEARCH}?") and ask.url.endswith("&page=1")
    results = [
        {"title": "甲<em>市</em>2021年政府信息公开年报", "url": "/jia/1.shtml", "publishedTimeStr": "2022-01-20 01:00"}
    ]
    text = json.dumps({"data": {"total": 31, "rows": 15, "results": results}})
    part = found.part(Ucap().rows(text, found), ask)
    [lead] = Ucap().leads(part)
    assert (lead.name, lead.date) == ("甲市2021年政府信息公开年报", "2022-01-20")
    [second] = Ucap().pages(part)
    [third] = Ucap().pages(found.part(part.html, second))
    assert third.url.endswith("&page=3") and not Ucap().pages(found.part(part.html, third))


def test_a_token_made_by_the_browser_is_never_rebuilt() -> None:
    assert not Ucap().pages(page(f'$.get("{SEARCH}?_isJson=true&token=8f3a")'))


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"data": null}', '{"data": {"results": 7, "total": 1}}'])
def test_broken_answers_are_told(text: str) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        Ucap().rows(text, page(""))
