"""The pages of regions, and of timeliness and coverage."""

from __future__ import annotations

import csv
import gzip
import io
import re
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette

from crawler.records import SiteState
from crawler.verdicts import Verdict
from dataset.calendar.standing import Status
from dataset.release import release
from dataset.site import application
from dataset.site.agency_types import GROUP_OF
from dataset.site.language import EN, ZH
from dataset.site.pages import region
from dataset.site.pages.missing import reason
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


def test_the_queue_names_why_when_and_what_to_do(site: Datasette) -> None:
    page = get(site, "/coverage/missing?region=110000&year=2023").text
    row = cells(page, "测试区财政局")
    assert row[1:3] == ["到期后查看过，没有见到链接", "2024-01-31"]
    assert row[4] == "2026-05-02" and row[5] == "ogi crawl --site xx-test --year 2023"
    assert (
        "共 2 家" in page
        and "通州区人民政府" in page
        and 'href="/coverage/missing?region=110000&amp;year=2023"'
        in (get(site, "/coverage?region=110000&year=2023").text)
    )
    assert "共 0 家" in get(site, "/coverage/missing?region=330000&year=2023").text
    assert "共 2 家" in get(site, "/coverage/missing?year=2023").text
    assert "共 0 家" in get(site, f"/coverage/missing?year=2023&status={Status.UNREACHABLE}").text
    assert "Agencies" in get(site, "/en/coverage/missing?year=2023").text


def test_the_queue_as_a_spreadsheet(site: Datasette) -> None:
    head, *rows = csv.reader(
        io.StringIO(get(site, "/coverage/missing.csv?region=110000&year=2023").text.lstrip("\ufeff"))
    )
    assert len(rows) == 2 and {len(row) for row in rows} == {len(head)}
    [finance] = [dict(zip(head, row, strict=True)) for row in rows if row[3] == "测试区财政局"]
    assert finance["重新采集"] == "ogi crawl --site xx-test --year 2023" and finance["下次采集"] == "2026-05-02"
    assert get(site, "/coverage/missing.csv?year=2023").status_code == 404, "the nation's is a table of the release"


def test_every_reason_has_its_words() -> None:
    for verdict in Verdict:
        assert f"fetch_{verdict}" in ZH.words
    for state in SiteState:
        assert f"missing_site_{state}" in ZH.words
    row = {
        "site_note": "栏目没了",
        "site_note_en": "gone",
        "site_state": "drifted",
        "verdict": None,
        "fetch_status": None,
    }
    assert reason(row | {"status": Status.NOT_FOUND}, ZH) == "登记的栏目已不在原处，须找新网址：栏目没了"
    linked = row | {"status": Status.UNPARSED, "site_state": "ok", "verdict": "http_error", "fetch_status": 404}
    assert reason(linked, ZH) == "见到链接，打不开（HTTP 404）"
    assert reason(linked | {"verdict": None}, EN).startswith("A link that names agency and year")


def test_a_link_that_led_to_nothing_says_what_lay_there(tmp_path: Path) -> None:
    """Words of a link name agency and year; the page behind it answered 404."""
    link = {"verdict": Verdict.HTTP_ERROR, "status": 404, "document_sha256": None, "bytes": None, "media": None}
    link |= {"link_text": "测试区民政局2022年政府信息公开工作年度报告"}
    built(tmp_path, Item(reading_of(year=2021)), Item(reading_of(year=2023)), Item(b"", more=link))
    made = application(release(tmp_path))
    row = cells(get(made, "/coverage/missing?year=2022").text, "测试区民政局")
    assert row[1] == "见到链接，打不开（HTTP 404） 见到的链接"


def test_many_agencies_of_one_region_stay_pages_that_one_can_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(region, "MOST", 120)
    many = [Item(reading_of(agency=f"测试区第{number}局", year=2022)) for number in range(130)]
    built(tmp_path, *many)
    made = application(release(tmp_path))
    for path in ("/region/110112", "/coverage?region=110112&year=2022", "/coverage/missing?year=2024"):
        for prefix in ("", "/en"):
            page = get(made, f"{prefix}{path}")
            assert page.status_code == 200 and len(page.content) < 60_000 and len(gzip.compress(page.content)) < 15_000
    assert "另有 10 个机关" in get(made, "/region/110112").text
    listed = [get(made, f"/coverage?region=110112&year=2022&page={page}").text for page in (1, 2, 3)]
    found = [name for page in listed for name in re.findall(r"<a href=\"/agency/[^\"]+\"[^>]*>([^<]+)</a>", page)]
    assert len(found) == len(set(found)) == 130
    assert get(made, "/coverage?region=110112&year=2022&page=4").status_code == 404
    waiting = [get(made, f"/coverage/missing?year=2024&page={page}").text for page in (1, 2, 3)]
    assert sum(page.count("ogi crawl --site") for page in waiting) == 130
    assert get(made, "/coverage/missing?year=2024&page=4").status_code == 404
