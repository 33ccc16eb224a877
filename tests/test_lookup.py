"""dataset.lookup: whatever part of a name is typed finds its agency, and nothing that is typed fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dataset.database import opened, problems
from dataset.lookup import LOOKUP, make
from dataset.lookup.search import Written
from dataset.lookup.words import folded, query_of
from dataset.release import release
from tests.dataset_kit import Item, built, reading_of

CIVIL = "北京市通州区民政局"
MERGED = "北京市通州区委社会工委区民政局"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("lookup")
    named = [(CIVIL, 2020), (MERGED, 2021), ("通州区财政局", 2021), ("通州区人民政府", 2021)]
    built(data, *(Item(reading_of(agency=name, year=year)) for name, year in named))
    return release(data)


@pytest.fixture(scope="module")
def lookup(edition: Path) -> Iterator[sqlite3.Connection]:
    with closing(opened(edition / LOOKUP)) as connection:
        yield connection


def found(lookup: sqlite3.Connection, text: str) -> list[str]:
    match = query_of(text).match
    asked = (
        "SELECT agency_id FROM agency_words AS w JOIN agency_index AS a ON a.id = w.rowid WHERE agency_words MATCH ?"
    )
    return [row[0] for row in lookup.execute(f"{asked} ORDER BY a.id", (match,))] if match else []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "民政",
            "民",
            "民政 通州",
            "通州　民政",
            "北京 民政",
            "通州民政局",
            "北京通州民政局",
            "北京市通州民政局",
            "社会工委",
        ),
        *(
            "tzqmzj",
            "TZQMZJ",
            "ｔｚｑｍｚｊ",
            "bjtzmzj",
            "tzmzj",
            "tongzhou minzheng",
            "tongzhouqumin",
            "minzhengju",
            "mzj",
        ),
    ],
)
def test_any_part_of_a_name_finds_it(lookup: sqlite3.Connection, text: str) -> None:
    assert "110112-civil" in found(lookup, text)


@pytest.mark.parametrize("text", ["政民", "海淀", "民政 海淀", "jtzq", "gzhou", "财政", "xyz"])
def test_what_is_not_in_a_name_does_not_find_it(lookup: sqlite3.Connection, text: str) -> None:
    assert "110112-civil" not in found(lookup, text)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        *(("江苏省苏州市发展和改革委员会", "苏州市发改委"), ("苏州市人力资源和社会保障局", "苏州人社局")),
        *(("苏州市人民政府办公室", "苏州市政府办"), ("苏州市住房和城乡建设局", "住建局")),
        *(("苏州市人民政府", "苏州市政府"), ("苏州市国有资产监督管理委员会", "苏州国资委")),
    ],
)
def test_names_are_cut_short_as_people_do(name: str, short: str) -> None:
    assert any(short in text for text in Written.of(name, ("江苏省", "苏州市")).texts)


def test_the_people_are_no_civil_affairs(lookup: sqlite3.Connection) -> None:
    """人民政府 has 民政 in it, which is not what is looked for."""
    assert "110112-gov" not in found(lookup, "民政")
    for text in ("人民", "人民政", "人民政府", "通州区人民政", "政府", "民"):
        assert "110112-gov" in found(lookup, text), text


def test_a_query_may_name_the_report() -> None:
    query = query_of("通州区民政局2021年政府信息公开工作年度报告")
    assert (query.words, query.year) == (("通州区民政局",), 2021)
    assert query_of("通州 2019 2020").year is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            "'",
            "*",
            "NEAR(",
            "a AND",
            "OR",
            "current:民",
            "^民",
            "-民",
            "{",
            "民 OR",
            "民*",
            '"民',
            "\x00",
            "民\x00政",
        ),
        *(
            "😀",
            "民😀",
            "１２",
            "壹贰叁",
            "①",
            "ⅷ",
            "İ",
            "ﷺ",
            "%",
            "_",
            "\\",
            "；DROP TABLE agency_index",
            "𰻞𰻞面",
            "\ud800",
        ),
        *(" " * 60, "民" * 60, "民 " * 30, "a" * 500, "¦", "·", "·ton", "(((((", "民\n政", "\u200b民", "é"),
    ],
)
def test_no_query_fails(lookup: sqlite3.Connection, text: str) -> None:
    assert isinstance(found(lookup, text), list)


def test_higher_levels_and_shorter_names_come_first(lookup: sqlite3.Connection) -> None:
    assert found(lookup, "通州") == ["110112-finance", "110112-gov", "110112-civil"]


def test_an_agency_has_its_years_and_its_former_names(lookup: sqlite3.Connection) -> None:
    [row] = lookup.execute("SELECT * FROM agency_index WHERE agency_id = '110112-civil'")
    assert (row["name"], row["former"], row["years"]) == (MERGED, CIVIL, "2020 2021")
    assert (row["province"], row["county"], row["level"]) == ("北京市", "通州区", "county")
    keys = dict(lookup.execute("SELECT key, former FROM agency_keys WHERE id = ?", (row["id"],)).fetchall())
    assert keys[folded(MERGED)] == 0 and keys[CIVIL] == 1 and keys["bjstzqmzj"] == 1 and keys["通州民政局"] == 1


def test_the_same_release_gives_the_same_bytes(edition: Path, tmp_path: Path) -> None:
    (tmp_path / "ogi.sqlite").write_bytes((edition / "ogi.sqlite").read_bytes())
    make(tmp_path)
    assert (tmp_path / LOOKUP).read_bytes() == (edition / LOOKUP).read_bytes()
    assert not problems(edition / LOOKUP)
