"""dataset.identity.identifiers: whose a code is, what it tells, and that it never overrules a name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dataset.identity.agencies import Event, identify
from dataset.identity.identifiers import Seen, identifiers
from dataset.identity.registry import Registry
from ogi import main
from parsing.codes import _ALPHABET, credit_code
from tests.dataset_kit import Item, built, reading_of

OFFICE = "000014349"


def registered(division: str) -> str:
    """A valid credit code of an organ that this division registered."""
    stem = f"11{division}{OFFICE}"
    return next(stem + last for last in _ALPHABET if credit_code(stem + last))


def test_a_code_tells_places_of_one_name_apart() -> None:
    one = ("100000", "鼓楼区民政局", 2020)
    assert not identify([one], Registry()).members
    found = identify([one], Registry(), {one: frozenset({registered("320302")})})
    assert found.members[one].agency_id == "320302-civil" and not found.unresolved
    assert "region_by_code" in found.members[one].flags


def test_a_code_known_from_a_report_with_a_certain_name() -> None:
    named, open_ = ("100000", "徐州市鼓楼区民政局", 2019), ("100000", "鼓楼区民政局", 2020)
    codes = {named: frozenset({OFFICE}), open_: frozenset({OFFICE})}
    assert identify([named, open_], Registry(), codes).members[open_].agency_id == "320302-civil"


def test_a_code_of_no_candidate_or_of_several_tells_nothing() -> None:
    one = ("100000", "鼓楼区民政局", 2020)
    both = frozenset({registered("320302"), registered("350102")})
    for codes in (frozenset({registered("110105")}), frozenset({OFFICE}), both):
        assert one in identify([one], Registry(), {one: codes}).unresolved


def test_a_code_never_overrules_a_name() -> None:
    one = ("110112", "通州区民政局", 2020)
    found = identify([one], Registry(), {one: frozenset({registered("320302")})})
    assert found.members[one].agency_id == "110112-civil"


def test_whose_a_code_is() -> None:
    seen = [Seen("a-civil", OFFICE, year, f"{year}") for year in (2021, 2019)]
    [own] = identifiers(seen, [])
    assert (own.status, own.kind, own.first_year, own.last_year, own.reports) == (
        "own",
        "organisation_code",
        2019,
        2021,
        2,
    )
    assert own.document_sha256 == "2019"
    longer = Seen("b-civil", registered("110105"), 2022, "x")  # the same organisation by its longer code
    merged = [Event("a-civil", 2022, "merge", "b-civil", "")]
    assert [one.status for one in identifiers([*seen, longer], merged)] == ["continued", "continued"]
    assert [one.status for one in identifiers([*seen, longer], [])] == ["shared", "shared"]


def test_identifiers_in_the_database_and_for_review(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    own = replace(reading_of(agency="通州区民政局", year=2021), codes=(registered("110112"),))
    ours = replace(reading_of(agency="通州区财政局", year=2021), codes=("12100000400002259P",))
    theirs = replace(reading_of(agency="通州区教育局", year=2022), codes=("12100000400002259P",))
    built(tmp_path, Item(own), Item(ours), Item(theirs))
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as ogi:
        rows = set(ogi.execute("SELECT agency_id, kind, status, first_year FROM agency_identifiers"))
    assert rows == {
        ("110112-civil", "credit_code", "own", 2021),
        ("110112-finance", "credit_code", "shared", 2021),
        ("110112-edu", "credit_code", "shared", 2022),
    }
    assert main(["agencies", "review", "--lang", "en", "--data", str(tmp_path)]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert "12100000400002259P is printed by several agencies: 110112-edu 110112-finance" in told
