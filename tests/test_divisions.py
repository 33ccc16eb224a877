"""crawler.registry.divisions: what a code is called, and from when to when."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crawler.registry.divisions import NATION, above, division, divisions, full_name

from .conftest import SHARED


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("330103", 2020, "下城区"),
        ("330103", 2021, None),
        ("330114", 2020, None),
        ("330114", 2021, "钱塘区"),
        ("411626", 2018, "淮阳县"),
        ("320683", 2008, "通州市"),
        ("320683", 2010, None),
        ("110112", 1997, "通州区"),
        ("371200", 2017, "莱芜市"),
        ("500110", 2010, "万盛区"),
        ("500110", 2011, "綦江区"),
        ("430300", 2024, "湘潭市"),
        ("210112", 2013, "东陵区"),
        ("210112", 2014, "浑南区"),
        ("513201", 2015, "马尔康市"),
        ("421303", 2008, None),
        ("130103", 2014, None),
        (NATION, 2024, "中华人民共和国"),
        ("110199", 2024, None),
    ],
)
def test_a_code_is_what_it_was_at_the_end_of_the_year(code: str, year: int, name: str | None) -> None:
    found = division(code, year)
    assert (found.name if found else None) == name


def test_without_a_year_the_last_life_is_meant() -> None:
    assert division("330103") is not None and division("330103").last == 2020  # type: ignore[union-attr]
    assert division("000000") is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("130102", "河北省石家庄市长安区"),
        ("110105", "北京市朝阳区"),
        ("419001", "河南省济源市"),
        ("440000", "广东省"),
        ("371202", "山东省莱芜市莱城区"),
        (NATION, "中华人民共和国"),
    ],
)
def test_the_full_name_has_those_above_it(code: str, name: str) -> None:
    place = division(code)
    assert place is not None and full_name(place) == name


def test_a_code_has_one_meaning_in_every_year_of_reports() -> None:
    assert len(divisions()) > 6_700
    for code, lives in divisions().items():
        assert len(code) == 6 and code.isdecimal()
        for year in range(2008, 2027):
            assert sum(life.in_force(year) for life in lives) <= 1, (code, year)
        assert all(life.first is None or life.last is None or life.first <= life.last for life in lives), code


def test_every_division_lies_in_one_that_there_is() -> None:
    orphans = [code for code in divisions() if code[2:] != "0000" and not above(code)]
    assert not orphans


def test_the_supplement_says_what_the_lists_of_later_years_say() -> None:
    """The facts as somebody else wrote them down, change by change; see there for their form."""
    path: Path = SHARED / "data" / "regions_supplement.csv"
    if not path.is_file():
        pytest.skip("put regions_supplement.csv into ../shared/data to hold the divisions against it")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        code, name = row["code"], row["name"]
        if row["op"] == "close":
            last = int(row["last_year"])
            assert (found := division(code, last + 1)) is None or found.name != name, row
            # Where the code was used for a division of the same name again, its first life is none of ours.
            assert last < 2008 or ((old := division(code, last)) is not None and old.name == name), row
        else:
            years = [int(row["start_year"]), *([int(row["last_year"])] if row["last_year"] else [])]
            for year in years:
                assert (now := division(code, year)) is not None and now.name == name, row
