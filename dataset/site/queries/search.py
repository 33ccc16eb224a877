"""What is asked of the search index (:mod:`dataset.lookup.search`): which agencies, and in which order?

First those whose whole name was typed, then those whose name begins with it, then those that have the words in their
name, at last those that had them in another name. Within each, the order is that of the index.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dataset.lookup.regions import NATION
from dataset.lookup.words import Query, folded, squeezed

MOST = 1000
"""Agencies that are counted for one search; there may be more."""
_AGENCY = "id, agency_id, name, former, division_id, province, prefecture, county, agency_type, level, years"


@dataclass(frozen=True)
class Filters:
    """What the agencies have to be beside having the words."""

    region: str = ""
    """Code of a province, prefecture or county, or empty."""
    agency_type: str = ""
    year: int | None = None

    @property
    def condition(self) -> str:
        """The same in SQL, over ``agency_index AS a``."""
        parts = []
        if self.region:
            parts.append("a.division_id >= :low AND a.division_id < :high")
        if self.agency_type:
            parts.append("a.agency_type = :type")
        if self.year is not None:
            parts.append("instr(a.years, :year)")
        return "".join(f" AND {part}" for part in parts)

    @property
    def values(self) -> dict[str, str]:
        """The values of the condition."""
        low = self.region
        while low.endswith("00"):
            low = low[:-2]
        return {"low": low, "high": f"{low}:", "type": self.agency_type, "year": str(self.year)}


@dataclass(frozen=True)
class Found:
    """One agency that was found."""

    agency_id: str
    name: str
    by: str | None
    """The other name that was found, where it was not the present one."""
    division_id: str
    places: tuple[str, ...]
    """Province, prefecture, county, as far as there are any."""
    agency_type: str | None
    years: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What a search found."""

    total: int = 0
    more: bool = False
    """There are more than ``total``."""
    found: tuple[Found, ...] = ()
    """Those of the page that was asked for."""
    regions: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Code of the region -> its name and how many there are in it."""
    types: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)


def suggested(connection: sqlite3.Connection, query: Query, limit: int) -> list[Found]:
    """The first agencies for what was typed so far."""
    return _agencies(connection, query, _best(connection, query, Filters(year=query.year), limit))


def search(connection: sqlite3.Connection, query: Query, filters: Filters, first: int, limit: int) -> Answer:
    """Those from ``first`` on (0 is the best), at most ``limit``, with counts over all of them."""
    numbers = _best(connection, query, filters, MOST + 1)
    more, numbers = len(numbers) > MOST, numbers[:MOST]
    divisions, types, spans = _counts(connection, numbers)
    years: Counter[int] = Counter()
    for span, count in spans.items():
        for year in span.split():
            years[int(year)] += count
    return Answer(
        total=len(numbers),
        more=more,
        found=tuple(_agencies(connection, query, numbers[first : first + limit])),
        regions=_regions(connection, divisions, filters.region),
        types=dict(types.most_common()),
        years=dict(sorted(years.items(), reverse=True)),
    )


def split(connection: sqlite3.Connection, query: Query, filters: Filters) -> Query | None:
    """The same words, one of them in two where something is left out between: 苏州市 政府办公室. None where no way of
    parting them finds anything.
    """
    for at, word in enumerate(query.words):
        for cut in range(len(word) - 2, 1, -1) if not word.isascii() else ():
            words = (*query.words[:at], word[:cut], word[cut:], *query.words[at + 1 :])
            parted = Query(words, query.year)
            if _matching(connection, parted, filters, 1):
                return parted
    return None


def _best(connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> list[int]:
    """The numbers of the agencies, best first."""
    if query.match is None:
        asked = f"SELECT id FROM agency_index AS a WHERE 1{filters.condition} ORDER BY id LIMIT {limit}"
        return [row[0] for row in connection.execute(asked, filters.values)] if filters.condition else []
    numbers: dict[int, None] = {}
    for tier in (_whole, _beginning, _now, _matching):
        numbers |= dict.fromkeys(tier(connection, query, filters, limit))
        if len(numbers) >= limit:
            break
    return list(numbers)[:limit]


def _whole(connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> Iterator[int]:
    """Those whose whole name was typed, present names first."""
    spelt = {"key": query.joined, "short": squeezed(query.joined)}
    condition = "k.key IN (:key, :short)" if len(spelt["short"]) > 2 else "k.key = :key"
    return _keyed(connection, condition, spelt, filters, limit)


def _beginning(connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> Iterator[int]:
    """Those whose name begins with what was typed."""
    if query.joined.isascii() and len(query.joined) < 4:
        return iter(())  # so few initials say nothing of how a name begins
    spelt = {"from": query.joined, "to": f"{query.joined}\U0010ffff"}
    return _keyed(connection, "k.key >= :from AND k.key < :to", spelt, filters, limit)


def _keyed(
    connection: sqlite3.Connection, condition: str, spelt: Mapping[str, str], filters: Filters, limit: int
) -> Iterator[int]:
    joined = "JOIN agency_index AS a ON a.id = k.id" if filters.condition else ""
    asked = (
        f"SELECT k.id FROM agency_keys AS k {joined} WHERE {condition}{filters.condition} "
        f"GROUP BY k.id ORDER BY min(k.former), k.id LIMIT {limit}"
    )
    return (row[0] for row in connection.execute(asked, {**filters.values, **spelt}))


def _now(connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> list[int]:
    """Those that have the words in their present name."""
    return _indexed(connection, f"current : ({query.match})", filters, limit)


def _matching(connection: sqlite3.Connection, query: Query, filters: Filters, limit: int) -> list[int]:
    """Those that have or had the words in a name."""
    return _indexed(connection, query.match or "", filters, limit)


def _indexed(connection: sqlite3.Connection, match: str, filters: Filters, limit: int) -> list[int]:
    # The index gives its hits by number; the cross join keeps it from being asked the other way round.
    joined = " CROSS JOIN agency_index AS a ON a.id = w.rowid" if filters.condition else ""
    asked = f"SELECT w.rowid FROM agency_words AS w{joined} WHERE w.agency_words MATCH :match{filters.condition}"
    return [row[0] for row in connection.execute(f"{asked} LIMIT {limit}", {**filters.values, "match": match})]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _counts(connection: sqlite3.Connection, numbers: Sequence[int]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How many agencies there are of each division, of each type and with each span of years.

    Three counts of one column each, which are quick, and many agencies have the same years.
    """
    kinds = "division_id, coalesce(agency_type, 'unknown'), years"
    asked = f"SELECT {kinds} FROM agency_index WHERE id IN ({_listed(numbers)})"
    columns = list(zip(*connection.execute(asked).fetchall(), strict=True)) or [(), (), ()]
    divisions, types, spans = (Counter(column) for column in columns)
    return divisions, types, spans


def _regions(connection: sqlite3.Connection, divisions: Counter[str], region: str) -> Mapping[str, tuple[str, int]]:
    """The provinces of what was found, or what lies right under the region; those with the most first."""
    asked = "SELECT code, name FROM places WHERE parent = ?"
    names = {row["code"]: row["name"] or row["code"] for row in connection.execute(asked, (region or NATION,))}
    found: Counter[str] = Counter()
    for division, count in divisions.items():
        inside = next(
            (code for code in (f"{division[:2]}0000", f"{division[:4]}00", division[:6]) if code in names), ""
        )
        found[inside] += count
    return {code: (names[code], n) for code, n in sorted(found.items(), key=lambda one: (-one[1], one[0])) if code}


def _agencies(connection: sqlite3.Connection, query: Query, numbers: Sequence[int]) -> list[Found]:
    asked = f"SELECT {_AGENCY} FROM agency_index WHERE id IN ({_listed(numbers)})"
    rows = {row["id"]: row for row in connection.execute(asked)}
    now = set()
    if query.match is not None and numbers:
        low, high = min(numbers), max(numbers)
        within = "SELECT rowid FROM agency_words WHERE agency_words MATCH ? AND rowid BETWEEN ? AND ?"
        now = {row[0] for row in connection.execute(within, (f"current : ({query.match})", low, high))}
    return [_found(rows[number], query, number in now or query.match is None) for number in numbers]


def _found(row: sqlite3.Row, query: Query, now: bool) -> Found:
    former = row["former"].split("\n") if row["former"] else []
    by = None
    if not now and former:
        having = (name for name in former if all(word in folded(name) for word in query.words))
        by = next(having, former[0])
    return Found(
        agency_id=row["agency_id"],
        name=row["name"],
        by=by,
        division_id=row["division_id"],
        places=tuple(place for place in (row["province"], row["prefecture"], row["county"]) if place),
        agency_type=row["agency_type"],
        years=tuple(int(year) for year in row["years"].split()),
    )
