"""``/search`` and ``/api/suggest``: the agency that is meant, and never a word of there being none."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from crawler.registry import Site
from dataset.release import release
from dataset.site import application
from dataset.site.language import EN, ZH
from tests.dataset_kit import Item, built, reading_of
from tests.test_site import get

SUZHOU = Site("real-suzhou", "苏州市人民政府", "320500", ("http://www.suzhou.gov.cn/",), (), ("www.suzhou.gov.cn",))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data = tmp_path_factory.mktemp("search")
    tongzhou = [("北京市通州区民政局", 2020), ("北京市通州区委社会工委区民政局", 2021), ("通州区财政局", 2021)]
    suzhou = [
        ("苏州市民政局", 2021),
        ("苏州市民政局", 2023),
        ("苏州市人民政府", 2021),
        ("苏州市发展和改革委员会", 2022),
    ]
    items = [Item(reading_of(agency=name, year=year)) for name, year in tongzhou]
    built(data, *items, *(Item(reading_of(agency=name, year=year), site=SUZHOU) for name, year in suzhou))
    return application(release(data))


def hits(page: str) -> list[str]:
    listed = page.partition('<section class="found">')[2].partition("</section>")[0]
    return re.findall(r'href="(?:/en)?/agency/([a-z0-9.-]+)"', listed)


def suggested(site: Datasette, text: str) -> list[dict[str, Any]]:
    answer = get(site, f"/api/suggest?q={quote(text)}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = json.loads(answer.text)["results"]
    return found


def test_results_stand_by_province_with_path_and_years(site: Datasette) -> None:
    page = get(site, f"/search?q={quote('民政')}").text
    assert hits(page) == ["320500-civil", "110112-civil"] and ZH["search_found"].format(2) in page
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["江苏省", "北京市"]
    assert "苏州市</span> · 2021, 2023 年度" in page and "2020–2021 年度" in page
    english = get(site, f"/en/search?q={quote('民政')}").text
    assert hits(english) == hits(page) and EN["search_found"].format(2) in english


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(
            ("民政 通州", "110112-civil"),
            ("社会工委", "110112-civil"),
            ("tzqmzj", "110112-civil"),
            ("财", "110112-finance"),
        ),
        *(("苏州发改委", "320500-reform"), ("szfgw", "320500-reform"), ("苏州市政府", "320500-gov")),
        *(("苏州市改革委员会", "320500-reform"), ("ＳＺＳＭＺＪ", "320500-civil"), ("suzhou minzheng", "320500-civil")),
    ],
)
def test_what_people_type_finds_it_first(site: Datasette, text: str, first: str) -> None:
    assert hits(get(site, f"/search?q={quote(text)}").text)[0] == first


def test_another_name_that_was_found_is_said(site: Datasette) -> None:
    [one] = [found for found in suggested(site, "北京市通州区民政局") if found["agency_id"] == "110112-civil"]
    assert (one["name"], one["other_name"]) == ("北京市通州区委社会工委区民政局", "北京市通州区民政局")
    page = get(site, f"/search?q={quote('北京市通州区民政局')}").text
    assert ZH["search_by"].format("北京市通州区民政局") in page
    assert suggested(site, "社会工委")[0]["other_name"] is None


def test_facets_count_and_narrow(site: Datasette) -> None:
    page = get(site, f"/search?q={quote('局')}").text
    facets = dict(re.findall(r'<li><a href="([^"]+)">[^<]+</a> <span class="count">(\d+)</span>', page))
    region = next(address for address in facets if "region=110000" in address)
    assert facets[region] == "2" and len(hits(get(site, region.replace("&amp;", "&")).text)) == 2
    year = next(address for address in facets if "year=2023" in address)
    assert facets[year] == "1" and hits(get(site, year.replace("&amp;", "&")).text) == ["320500-civil"]
    governments = get(site, "/search?type=people_government").text
    assert hits(governments) == ["320500-gov"] and ZH["search_all"] in governments
    assert hits(get(site, "/search?region=320500&year=2022").text) == ["320500-reform"]


def test_a_year_among_the_words_is_a_year(site: Datasette) -> None:
    page = get(site, f"/search?q={quote('苏州市2022年政府信息公开年报')}").text
    assert hits(page) == ["320500-reform"] and '<p class="chosen">' in page


def test_nothing_found_is_said_with_care(site: Datasette) -> None:
    page = get(site, f"/search?q={quote('民政 海淀')}").text
    assert not hits(page) and ZH["search_none_meaning"] in page and "不存在" not in ZH["search_none"]
    assert f'href="/search?q={quote("民政")}"' in page


@pytest.mark.parametrize(
    "text", ['"', "' OR 1", "*", "NEAR(a b)", "current:民", "😀", "民\x00政", "㐀" * 60, "一〇", "%_", "&<b>"]
)
def test_hostile_words_are_only_words(site: Datasette, text: str) -> None:
    answer = get(site, f"/search?q={quote(text)}")
    assert answer.status_code == 200 and "<b>" not in answer.text
    assert isinstance(suggested(site, text), list)


@pytest.mark.parametrize("query", ["region=11", "region='", "type=%27", "year=x", "page=0", "page=9", "region=999999"])
def test_parameters_that_cannot_be_are_not_found(site: Datasette, query: str) -> None:
    assert get(site, f"/search?q=%E6%B0%91&{query}").status_code == 404


def test_suggestions_are_for_anybody(site: Datasette) -> None:
    answer = get(site, f"/api/suggest?q={quote('苏州')}")
    assert answer.headers["access-control-allow-origin"] == "*" and "max-age" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("application/json")
    assert [one["agency_id"] for one in json.loads(answer.text)["results"]] == [
        "320500-civil",
        "320500-gov",
        "320500-reform",
    ]
    assert json.loads(answer.text)["results"][0]["places"] == ["江苏省", "苏州市"]
    assert get(site, "/api/suggest").json()["results"] == [] and len(suggested(site, "局")) <= 10
    assert get(site, "/downloads").headers.get("access-control-allow-origin") is None


def test_what_is_looked_up_has_no_pages_of_its_own(site: Datasette) -> None:
    assert get(site, "/site").status_code == get(site, "/site.json").status_code == 404
    assert get(site, "/site/agency_index").status_code == 404
    assert "site" not in get(site, "/.json").text.split('"')
