"""The common platform of Guangdong: its pages, and a city crawled by the real crawler."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.ask import Ask
from crawler.platforms import Page, recognise
from crawler.platforms.base import Lead
from crawler.platforms.gkmlpt import Gkmlpt
from crawler.urls import column_prefix
from tests.portals import gkmlpt, kit

URL = "http://a.gov.cn/gkmlpt/annualreport"
TREE = [{"id": 1, "name": "指南"}, {"id": 2, "name": "公开", "children": [{"id": 2629, "name": "政府信息公开年报"}]}]


def shell(tree: object = TREE, url: str = URL) -> Page:
    config = f"window._CONFIG = {{SID: '175', TREE: {json.dumps(tree, ensure_ascii=False)}, X: 1}};"
    return Page(
        url, url, f"<html><script>{config}</script><script src='/gkmlpt/app.js'></script></html>", column_prefix(url)
    )


def answer(total: int, *titles: str) -> str:
    articles = [
        {"title": title, "url": f"/gkmlpt/content/4/4001/post_{n}.html", "date": 1674921600}
        for n, title in enumerate(titles)
    ]
    return json.dumps({"total": total, "articles": articles})


def test_a_city_with_more_than_a_hundred_reports(tmp_path: Path) -> None:
    kit.check(gkmlpt.portal, gkmlpt.KEY, tmp_path)


def test_a_bureau_whose_category_jumps_to_its_portal(tmp_path: Path) -> None:
    with kit.served(gkmlpt.portal) as running:
        found = kit.crawled(running, tmp_path, running.site(start=[f"{running.base}/wsnync/"]))
    assert found.reports == gkmlpt.BUREAU_REPORTS


def test_the_list_is_asked_for_as_its_script_would() -> None:
    page = shell()
    assert recognise(page).name == "gkmlpt"
    [ask] = Gkmlpt().pages(page)
    assert ask.url == "http://a.gov.cn/gkmlpt/api/all/2629?page=1&sid=175" and ask.from_script
    part = page.part(Gkmlpt().rows(answer(150, "甲区财政局2022年政府信息公开年报", "培训通知"), page), ask)
    assert Gkmlpt().leads(part) == (
        Lead(
            "http://a.gov.cn/gkmlpt/content/4/4001/post_0.html",
            "甲区财政局2022年政府信息公开年报",
            "甲区财政局2022年政府信息公开年报",
            "2023-01-29",
        ),
    )
    assert [ask.url for ask in Gkmlpt().pages(part)] == ["http://a.gov.cn/gkmlpt/api/all/2629?page=2&sid=175"]
    assert not Gkmlpt().pages(page.part(Gkmlpt().rows(answer(100), page), ask))


def test_sub_sites_ask_under_their_own_folder() -> None:
    [ask] = Gkmlpt().pages(shell(url="http://a.gov.cn/qynyncj/gkmlpt/annualreport"))
    assert ask.url == "http://a.gov.cn/qynyncj/gkmlpt/api/all/2629?page=1&sid=175"


@pytest.mark.parametrize(
    "tree", ["{", [], [{"name": "政府信息公开年报"}], [{"id": "../x", "name": "政府信息公开年报"}], [7, None]]
)
def test_a_tree_that_makes_no_sense_is_no_list(tree: object) -> None:
    assert Gkmlpt().pages(shell(tree)) == ()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"total": "x", "articles": []}', '{"total": 1, "articles": 7}', "<html>"]
)
def test_broken_answers_are_told(text: str) -> None:
    page = shell()
    with pytest.raises((ValueError, LookupError, TypeError)):
        Gkmlpt().rows(text, page)


def test_a_list_that_never_ends_is_left() -> None:
    page = shell()
    part = page.part(
        Gkmlpt().rows(answer(9_999_999), page), Ask.script("http://a.gov.cn/gkmlpt/api/all/2629?page=60&sid=175", 60)
    )
    assert Gkmlpt().pages(part) == ()
