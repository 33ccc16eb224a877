"""dataset.lookup.regions: what is counted for every region."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dataset.database import opened
from dataset.lookup import LOOKUP, make
from dataset.lookup.regions import NATION
from parsing.model import State
from tests.dataset_kit import OTHER, Item, built, reading_of, with_states

YEARS = (2021, 2022, 2023)
STEADY = [Item(reading_of(agency="测试区民政局", year=year)) for year in YEARS]
NEW = Item(with_states(reading_of(agency="测试区财政局", year=2023), requests_new__total=State.BLANK))
WHOLE = [Item(reading_of(agency="通州区人民政府", year=year)) for year in YEARS]
AWAY = [Item(replace(reading_of(agency="民政局", year=year)), site=OTHER) for year in YEARS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("regions")
    built(data, *STEADY, NEW, *WHOLE, *AWAY)
    make(data / "build")
    return data / "build"


def rows(folder: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(opened(folder / LOOKUP)) as connection:
        connection.row_factory = None
        found: list[tuple[object, ...]] = connection.execute(sql, values).fetchall()
        return found


def test_the_tree_of_regions(folder: Path) -> None:
    assert rows(folder, "SELECT code, parent FROM places ORDER BY code") == [
        (NATION, None),
        ("110000", NATION),
        ("110112", "110000"),
        ("330000", NATION),
        ("330100", "330000"),
        ("330105", "330100"),
    ]


def test_totals_leave_out_governments_and_say_how_many_state_a_figure(folder: Path) -> None:
    one = reading_of().figures["requests_new.total"].value
    assert isinstance(one, int)
    sql = (
        "SELECT year, agencies, requests_received, requests_received_stated FROM region_totals "
        "WHERE code = ? AND balanced = 0 ORDER BY year"
    )
    assert rows(folder, sql, "110112") == [(2021, 1, one, 1), (2022, 1, one, 1), (2023, 2, one, 1)]
    assert rows(folder, sql, NATION) == [(2021, 2, 2 * one, 2), (2022, 2, 2 * one, 2), (2023, 3, 2 * one, 2)]


def test_the_balanced_panel_has_the_same_agencies_in_every_year(folder: Path) -> None:
    assert rows(folder, "SELECT * FROM balanced_window") == [(2021, 2023)]
    sql = "SELECT year, agencies FROM region_totals WHERE code = '110000' AND balanced = 1 ORDER BY year"
    assert rows(folder, sql) == [(2021, 1), (2022, 1), (2023, 1)]


def test_rates_are_of_those_that_state_both_sides(folder: Path) -> None:
    [(num, den, stated)] = rows(
        folder,
        "SELECT refusal_num, refusal_den, refusal_both FROM region_totals "
        "WHERE code = '330105' AND balanced = 0 AND year = 2021",
    )
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        [own] = connection.execute(
            "SELECT refusal_num, refusal_den FROM panel WHERE agency_id LIKE '330105%' AND year = 2021"
        ).fetchall()
    assert (num, den, stated) == (*own, 1)


def test_coverage_is_rolled_up(folder: Path) -> None:
    sql = "SELECT sum(agencies) FROM coverage_rollup WHERE code = ? AND year = 2023"
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        [(own,)] = connection.execute("SELECT sum(agencies) FROM coverage WHERE year = 2023").fetchall()
    assert rows(folder, sql, NATION) == [(own,)] and own == 4
    assert rows(folder, sql, "330000") == [(1,)] and rows(folder, sql, "110112") == [(3,)]
