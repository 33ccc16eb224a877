"""dataset.calendar.year_ago: a province of which ever fewer reports are found is told by what had been found a year ago."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dataset.assertions import hold, load_demands
from dataset.calendar.year_ago import FALL, Province, Result, YearAgo, year_ago
from dataset.errors import DatasetError
from dataset.floors import FALL_LEAST
from dataset.release import release
from ogi import main
from tests.dataset_kit import OTHER, Item, built, reading_of
from tests.test_assertions import AGENCIES, demand

LAST_YEAR, NOW = "2025-02-03T01:00:00Z", "2026-02-10T01:00:00Z"
NEW = [f"测试区{kind}局" for kind in ("文化和旅游", "农业农村", "应急管理", "医疗保障", "体育", "城市管理")]


def watched(now: int, *, last: str = LAST_YEAR, at: str = NOW, known: str = "2025-01-05T01:00:00Z") -> Iterator[Item]:
    """Ten agencies known for years, whose reports for 2024 were found a year ago; of those for 2025 ``now`` are here."""
    for number, name in enumerate(AGENCIES):
        yield Item(reading_of(agency=name, year=2023), at=known)
        yield Item(reading_of(agency=name, year=2024), at=last)
        if number < now:
            yield Item(reading_of(agency=name, year=2025), at=at)


def compared(data: Path, *items: Item) -> YearAgo:
    built(data, *items)
    found = year_ago(data / "build" / "ogi.sqlite")
    assert found is not None
    return found


@pytest.mark.parametrize("missing", [0, FALL_LEAST - 1, FALL_LEAST])
def test_a_tenth_fewer_than_a_year_ago_stops_a_release(tmp_path: Path, missing: int) -> None:
    found = compared(tmp_path, *watched(10 - missing))
    assert found.provinces == (Province("北京市", 10, 10, 10 - missing),)
    assert (found.year, found.on, found.then_on) == (2025, date(2026, 2, 10), date(2025, 2, 10))
    if missing < FALL_LEAST:
        release(tmp_path)
        return
    with pytest.raises(DatasetError, match=r"year_ago 北京市 2025: 5 < 6 \(2025-02-10: 10\)"):
        release(tmp_path)
    assert not (tmp_path / "releases" / "latest").exists()


@pytest.mark.parametrize(
    "said",
    [{"found_fall": 1}, {"found_fall": 0.6}, {"assertions": [{"measure": "coverage", "province": "北京市", "year": 2025, "min": 0.5}]}],
)  # fmt: skip
def test_a_person_who_knows_better_says_so(tmp_path: Path, said: dict[str, object]) -> None:
    built(tmp_path, *watched(5))
    (tmp_path / "registry").mkdir(exist_ok=True)
    (tmp_path / "registry" / "assertions.yml").write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    assert release(tmp_path).is_dir()


def test_what_is_said_of_coverage_leaves_the_floor_of_reports_as_it_was(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    built(before, *(Item(reading_of(agency=name, year=2021)) for name in AGENCIES))
    built(after, *(Item(reading_of(agency=name, year=2021)) for name in AGENCIES[5:]))
    demand(after, {"measure": "coverage", "province": "北京市", "year": 2021, "min": 0.1})
    with pytest.raises(DatasetError, match="reports 北京市 2021: 5 < 6"):
        hold(after / "build" / "ogi.sqlite", before / "build" / "ogi.sqlite", load_demands(after / "registry"))


def test_before_the_date_due_it_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Offices publish before the Spring Festival, which moves by weeks."""
    built(tmp_path, *watched(5, last="2025-01-14T01:00:00Z", at="2026-01-20T01:00:00Z"))
    assert main(["release", "--data", str(tmp_path), "--lang", "en"]) == 1
    assert "to be looked at: year_ago 北京市 2025: 5 < 6 (2025-01-20: 10)" in capsys.readouterr().err
    [folder] = [path for path in (tmp_path / "releases").iterdir() if not path.is_symlink()]
    warnings = json.loads((folder / "manifest.json").read_bytes())["warnings"]
    assert warnings == ["year_ago 北京市 2025: 5 < 6 (2025-01-20: 10)"]


def test_reports_that_came_later_last_year_do_not_count(tmp_path: Path) -> None:
    found = compared(tmp_path, *watched(2, last="2025-02-10T02:00:00Z"))
    assert found.provinces == (Province("北京市", 10, 0, 2),)
    assert found.provinces[0].result(FALL) is Result.NOT_ASSESSABLE


def test_agencies_met_since_then_make_no_alarm(tmp_path: Path) -> None:
    """A portal that was added in the autumn, whose reports for this year are not out."""
    new = [Item(reading_of(agency=name, year=year), at="2025-10-01T01:00:00Z") for name in NEW for year in (2023, 2024)]
    assert compared(tmp_path, *watched(10), *new).provinces == (Province("北京市", 10, 10, 10),)


def test_agencies_known_by_the_awaited_report_alone_say_nothing(tmp_path: Path) -> None:
    """A year ago only those were known whose report was out: of them all had been found, which means nothing."""
    known = [Item(reading_of(agency=name, year=2024), at=LAST_YEAR) for name in AGENCIES]
    later = [Item(reading_of(agency=name, year=2023), at="2025-06-01T01:00:00Z") for name in AGENCIES]
    [province] = compared(tmp_path, *known, *later, Item(reading_of(year=2025), at=NOW)).provinces
    assert (province.agencies, province.result(FALL)) == (0, Result.NOT_ASSESSABLE)


def test_agencies_of_which_nothing_is_expected_do_not_count(tmp_path: Path) -> None:
    built(tmp_path, *watched(6))
    database = tmp_path / "build" / "ogi.sqlite"
    with closing(sqlite3.connect(database)) as connection, connection:
        gone = "SELECT agency_id FROM timeliness WHERE year = 2025 AND report_id IS NULL LIMIT 3"
        connection.execute(f"UPDATE timeliness SET status = 'not_expected' WHERE year = 2025 AND agency_id IN ({gone})")
    found = year_ago(database)
    assert found is not None and found.provinces == (Province("北京市", 7, 7, 6),)


def test_the_first_year_cannot_be_assessed_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = compared(tmp_path, *watched(2, last=NOW, known=NOW), Item(reading_of(year=2025), site=OTHER, at=NOW))
    assert [(one.name, one.result(FALL)) for one in found.provinces] == [("北京市", Result.NOT_ASSESSABLE)]
    assert main(["status", "--data", str(tmp_path), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "0 provinces hold, 0 fell behind, 1 not assessable (nothing was crawled a year ago" in said


@pytest.mark.parametrize(
    ("now", "status", "words"), [(10, 0, "不低于 1 省，低于 0 省"), (5, 1, "不低于 0 省，低于 1 省")]
)
def test_status_tells_the_operator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], now: int, status: int, words: str
) -> None:
    built(tmp_path, *watched(now))
    assert main(["status", "--data", str(tmp_path), "--lang", "zh"]) == status
    said = capsys.readouterr().out
    assert words in said
    assert ("北京市：同一批 10 个机关，上年同日 10 份，现在 5 份，应不少于 6 份" in said) == (status == 1)


def test_the_day_before_a_leap_day_and_a_database_without_captures(tmp_path: Path) -> None:
    found = compared(tmp_path, Item(reading_of(year=2026), at="2028-02-29T01:00:00Z"))
    assert (found.on, found.then_on) == (date(2028, 2, 29), date(2027, 2, 28))
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection, connection:
        connection.execute("DELETE FROM captures")
    assert year_ago(tmp_path / "build" / "ogi.sqlite") is None
    with pytest.raises(DatasetError, match="ogi build"):
        (tmp_path / "empty.sqlite").touch()
        year_ago(tmp_path / "empty.sqlite")
