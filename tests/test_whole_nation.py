"""A slice of the invented nation, exact to the last number; ``tools/check_nation.py`` does the same with all of it."""

from __future__ import annotations

from collections import Counter

import pytest

from dataset.identity.agencies import identify
from dataset.identity.registry import Registry
from tests.whole_build import Unlike, build, compare
from tests.whole_nation import Agency, Place, agencies, events, nation, printed

PREFECTURES = ("640000", "640100", "640200", "640300", "640400", "640500")
"""A province and its prefectures."""
HISTORY = ("330104", "330114", "500110", "500110.2011", "411626", "411603")
"""A district that was split, one of its heirs, a code of two places, a county that became a district."""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Unlike:
    folder = tmp_path_factory.mktemp("nation")
    return compare(folder, build(folder, agencies(nation()[place] for place in (*PREFECTURES, *HISTORY))))


def test_every_row_is_what_the_numbers_say(held: Unlike) -> None:
    assert not held.found, held.shown
    assert held.compared["panel"] > 3000 and held.compared["agency"] > 250 and held.compared["event"] > 150


def test_divisions_that_came_and_went() -> None:
    """Every division that began or ended since 2008, with three of its organs in the years around it."""
    everybody = list(agencies(place for place in nation().values() if _changed(place)))
    some = [one for one in everybody if one.organ.slot in ("civil", "env", "b-env")]
    wanted = {(*printed(one, year), year): one.id for one in some for year in _around(one)}
    identified = identify(wanted, Registry())
    wrong = {one: found.agency_id for one, found in identified.members.items() if found.agency_id != wanted[one]}
    assert not identified.unresolved and not wrong
    assert len(wanted) > 4000


def _changed(place: Place) -> bool:
    return min(place.names) > 2008 or max(place.names) < 2025


def _around(agency: Agency) -> set[int]:
    years = agency.years
    return {*years[:2], *years[-2:]}


def test_the_nation_is_whole() -> None:
    ranks = {year: Counter(place.rank for place in nation().values() if year in place.names) for year in (2008, 2025)}
    assert ranks[2008][1] == ranks[2025][1] == 31
    assert ranks[2008][2] == 333 and ranks[2025][2] == 333
    assert {year: sum(found.values()) for year, found in ranks.items()} == {2008: 3223, 2025: 3210}


def test_events_of_every_kind_are_among_the_expected() -> None:
    """What the generator expects is not of one kind only: a comparison of nothing would pass."""
    some = list(agencies(nation()[place] for place in HISTORY))
    assert {kind for _, _, kind, _ in events(some)} == {"rename", "merge", "absorb", "recode", "split"}


def test_the_sums_of_governments_are_assessed_where_the_roster_is_complete(held: Unlike) -> None:
    assert held.compared["levels"] > 50 and not held.found["levels"]
