"""Who had to be in the report that sums up a place, where that is known for certain?

Nobody can tell from reports alone that none is missing: an organ that never reported anywhere is not known. So a person
states in the registry (``rosters.yml``) how many organs an official source counts for a place and years. The roster is
then whom the calendar expects there, with the governments directly below by the table of divisions; it is complete
only where the calendar expects exactly as many organs as the source counts. Otherwise there is none.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

from sqlalchemy import Connection, select

from dataset.calendar.existence import Expected
from dataset.checks.levels import ORGANS, Roster
from dataset.identity.places import Place, above, place, places
from dataset.identity.registry import Count
from dataset.schema import TABLES

_Places = dict[tuple[str, int], set[str]]
"""Division code and report year -> agencies."""


def rosters(ogi: Connection, counts: Iterable[Count]) -> Roster:
    """The complete rosters by division code and report year. The calendar's tables must be filled."""
    counted = {(count.division, year): count.organs for count in counts for year in count.years}
    expected = _expected(ogi, counted)
    found: dict[tuple[str, int], frozenset[str]] = {}
    for (division, year), number in sorted(counted.items()):
        organs = expected.get((division, year), set())
        here = place(division, year)
        if here is not None and len(organs) == number:
            found[division, year] = frozenset(organs | {f"{one.id}-gov" for one in _below(here, year)})
    return found


def _expected(ogi: Connection, wanted: Container[tuple[str, int]]) -> _Places:
    """The organs of each place whose figures its government sums up and whom the calendar expects."""
    table = TABLES["timeliness"].c
    query = select(table.division_code, table.year, table.agency_id).where(
        table.agency_type.in_(sorted(ORGANS["jurisdiction"])), table.expected != str(Expected.ENDED)
    )
    found: _Places = {}
    for division, year, agency_id in ogi.execute(query).yield_per(1000):
        if (division, year) in wanted:
            found.setdefault((division, year), set()).add(agency_id)
    return found


def _below(here: Place, year: int) -> Iterable[Place]:
    """The divisions whose government is directly below that of this one."""
    return _governed(year).get(here.code, ())


@lru_cache(maxsize=32)
def _governed(year: int) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for lives in places().values():
        for one in lives:
            higher = [each.code for each in above(one, year) if each.in_force(year)] if one.in_force(year) else []
            if higher:
                found.setdefault(higher[-1], []).append(one)
    return found
