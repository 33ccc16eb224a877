"""Rosters: levels.equal says something only where an official count agrees with whom the calendar expects."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dataset.errors import DatasetError
from dataset.identity.registry import Registry
from tests.dataset_kit import Item, built, reading_of
from tests.nation_kit import SITES

COUNTY = "321323"


def status(tmp_path: Path, declared: str | None, *, stated: int = 30, finance: int | None = 20) -> str:
    """What ``levels.equal`` says of 泗阳's report of 2022, which states this many requests; its two organs 10 and 20."""
    if declared is not None:
        (tmp_path / "registry").mkdir()
        (tmp_path / "registry" / "rosters.yml").write_text(declared, "utf-8")
    numbers = {"泗阳县民政局": 10, "泗阳县财政局": finance, "泗阳县人民政府": stated}
    items = []
    for name, number in numbers.items():
        reading = reading_of(agency=name, year=2022)
        figures = {
            key: replace(figure, value=number if key in ("requests_new.total", "outcomes_total.total") else 0)
            for key, figure in reading.figures.items()
        }
        items.append(Item(replace(reading, figures=figures), replace(SITES["32"], division=COUNTY)))
    built(tmp_path, *items)
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as ogi:
        [row] = ogi.execute(f"SELECT levels_equal FROM rule_status WHERE report_id = '{COUNTY}-gov-2022'")
    return str(row[0])


def roster(organs: int, years: str = "[2021, 2023]", division: str = COUNTY) -> str:
    return f'rosters:\n- {{division: "{division}", organs: {organs}, years: {years}, source: 县政府办通知}}\n'


@pytest.mark.parametrize(
    ("declared", "stated", "finance", "said"),
    [
        (roster(2), 30, 20, "PASS"),
        (roster(2), 31, 20, "FAIL"),
        (None, 30, 20, "NOT_ASSESSABLE"),
        (roster(3), 31, 20, "NOT_ASSESSABLE"),  # one organ is not known
        (roster(1), 31, 20, "NOT_ASSESSABLE"),  # more are known than there should be
        (roster(2, "[2018, 2021]"), 31, 20, "NOT_ASSESSABLE"),
        (roster(2), 31, None, "NOT_ASSESSABLE"),  # one organ does not state it
    ],
)
def test_equality(tmp_path: Path, declared: str | None, stated: int, finance: int | None, said: str) -> None:
    assert status(tmp_path, declared, stated=stated, finance=finance) == said


@pytest.mark.parametrize(
    "text",
    ["rosters: [{division: '321323'}]", "rosters: {", "- 1", roster(2, division="999999"), roster(2, "[2023, 2021]")],
)
def test_broken_rosters_are_told_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "rosters.yml").write_text(text, "utf-8")
    with pytest.raises(DatasetError) as told:
        Registry.load(tmp_path)
    assert "rosters.yml" in told.value.en and "\n" not in told.value.en
