"""The pages of regions, and of timeliness and coverage."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette

from dataset.calendar.standing import Status
from dataset.release import release
from dataset.site import application
from dataset.site.agency_types import GROUP_OF
from dataset.site.language import ZH
from dataset.site.queries.regions import Counts
from parsing.model import State
from tests.dataset_kit import OTHER, Item, built, reading_of, with_states
from tests.test_site import get

CIVIL = [Item(reading_of(agency="测试区民政局", year=year)) for year in (2021, 2022, 2023)]
FINANCE = Item(with_states(reading_of(agency="测试区财政局", year=2022), requests_new__total=State.BLANK))
WHOLE = Item(reading_of(agency="通州区人民政府", year=2022))
AWAY = Item(reading_of(agency="民政局", year=2023), site=OTHER)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data: Path = tmp_path_factory.mktemp("regions")
    built(data, *CIVIL, FINANCE, WHOLE, AWAY)
    return application(release(data))


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def cells(page: str, row: str) -> list[str]:
    """The cells of the row with this heading."""
    [found] = [one for one in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if text(one).strip().startswith(row)]
    return [text(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", found, re.DOTALL)]


def test_coverage_counts_every_region_with_all_that_lies_in_it(site: Datasette) -> None:
    page = get(site, "/coverage?year=2023").text
    assert cells(page, "北京市") == ["北京市", "1/3", "0/1", "1/2"]
    assert cells(page, "浙江省") == ["浙江省", "1/1", "–", "1/1"]
    assert "未采集到（不代表未发布）" in page and "截至最近一次采集" in page


def test_coverage_of_one_region_names_its_agencies_and_their_evidence(site: Datasette) -> None:
    page = get(site, "/coverage?region=110112&year=2023").text
    assert cells(page, "测试区民政局")[2].startswith("已发布")
    missing = cells(page, "测试区财政局")
    assert (missing[1] == "–" and missing[2] == "未采集到（不代表未发布）") or "尚未查看" in missing[2]
    only = get(site, f"/coverage?region=110112&year=2023&status={Status.DATE_UNKNOWN}").text
    assert "测试区财政局" not in only


def test_coverage_as_a_spreadsheet(site: Datasette) -> None:
    response = get(site, "/coverage.csv?region=110112&year=2023")
    assert response.content.startswith(b"\xef\xbb\xbf") and b"\r\n" in response.content
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head[:3] == ["机关编号", "机关名称", "机关类型"] and len(rows) == 3
    assert "attachment" in response.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    ["/coverage?year=1999", "/coverage?region=999999", "/coverage?status=lost", "/coverage?year=x", "/coverage.csv?region=1",
     "/region/999999", "/region/1", "/region/110112?panel=other"],
)  # fmt: skip
def test_what_is_not_there(site: Datasette, path: str) -> None:
    assert get(site, path).status_code == 404


def test_a_region_sums_the_own_reports_of_its_agencies(site: Datasette) -> None:
    page = get(site, "/region/110000").text
    one = reading_of().figures["requests_new.total"].value
    row = cells(page, "2022")
    assert row[1] == "2" and row[2] == f"{one:,} 1/2 家载有此数"
    assert "政府的年报汇总所属各机关的数字" not in page, "the government is of the region inside"
    inner = get(site, "/region/110112").text
    assert "通州区人民政府" in inner and "政府的年报汇总所属各机关的数字" in inner
    assert "2021年度起表格有改动" not in inner, "no break where the series begins"


def test_the_balanced_panel(site: Datasette) -> None:
    page = get(site, "/region/110112?panel=balanced").text
    assert [cells(page, str(year))[1] for year in (2021, 2022, 2023)] == ["1", "1", "1"]
    assert "只统计 2021—2023 年度每年都有年报的同一批机关" in page
    assert "没有每年都有年报的机关" in get(site, "/region/330000?panel=balanced").text


def test_every_type_has_a_group_and_a_name() -> None:
    assert {key.removeprefix("type_") for key in ZH.words if key.startswith("type_")} == set(GROUP_OF)


@pytest.mark.parametrize(
    ("found", "expected", "shade"), [(0, 0, 0), (0, 9, 0), (1, 100, 1), (50, 100, 3), (99, 100, 4), (7, 7, 5)]
)
def test_the_colour_of_a_cell(found: int, expected: int, shade: int) -> None:
    assert Counts({Status.ON_TIME: found, Status.NOT_FOUND: expected - found}).shade == shade
