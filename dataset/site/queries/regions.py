"""What is asked of regions: where one lies, what is in it, and what was counted for it (``site.sqlite``)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dataset.calendar.standing import Status
from dataset.lookup.regions import NATION
from dataset.site.queries.reports import Row, rows

PUBLISHED = (Status.ON_TIME, Status.LATE, Status.DATE_UNKNOWN, Status.NO_DUE_DATE, Status.TAKEN_DOWN)
"""Statuses of agencies whose report was found."""
NOT_COUNTED = (Status.NOT_EXPECTED, Status.NOT_DUE_YET)
"""Statuses of agencies from which no report is expected (yet)."""


@dataclass(frozen=True)
class Region:
    """A region and those it lies in."""

    code: str
    name: str | None
    level: str | None
    above: tuple[tuple[str, str | None], ...] = ()
    """Code and name of those above it, the nation first; empty for the nation."""

    @property
    def nation(self) -> bool:
        """Is it the whole country?"""
        return self.code == NATION


def codes_in(region: str) -> str:
    """How the codes of a region's divisions begin; empty for the nation."""
    if region == NATION:
        return ""
    return region.removesuffix("00").removesuffix("00")


@dataclass
class Counts:
    """How many agencies have which status."""

    statuses: dict[Status, int] = field(default_factory=lambda: defaultdict(int))

    @cached_property
    def found(self) -> int:
        """Those whose report was found."""
        return sum(self.statuses.get(status, 0) for status in PUBLISHED)

    @cached_property
    def expected(self) -> int:
        """Those from which one is expected by now."""
        return sum(count for status, count in self.statuses.items() if status not in NOT_COUNTED)

    @property
    def on_time(self) -> int:
        """Those that published on time."""
        return self.statuses.get(Status.ON_TIME, 0)

    @property
    def shade(self) -> int:
        """Class of colour, 0 (none found) to 5 (all); the number stands beside it."""
        if not self.expected or not self.found:
            return 0
        return 5 if self.found >= self.expected else 1 + 4 * self.found // self.expected


def region(connection: sqlite3.Connection, code: str) -> Region | None:
    """A region by its code; None where nothing is known of it."""
    found = rows(connection, "SELECT * FROM places WHERE code = :code", code=code)
    if not found:
        return None
    above: list[tuple[str, str | None]] = []
    parent = found[0]["parent"]
    while parent is not None:
        [row] = rows(connection, "SELECT * FROM places WHERE code = :code", code=parent)
        above.insert(0, (row["code"], row["name"]))
        parent = row["parent"]
    return Region(code, found[0]["name"], found[0]["level"], tuple(above))


def inside(connection: sqlite3.Connection, code: str) -> list[Row]:
    """The regions right under one: code, name, level."""
    return rows(connection, "SELECT code, name, level FROM places WHERE parent = :code ORDER BY code", code=code)


def coverage(connection: sqlite3.Connection, code: str, year: int) -> dict[str, dict[str, Counts]]:
    """Region -> agency type -> counts, of a region and those right under it, with all that lies in them."""
    sql = """
        SELECT c.code, c.agency_type, c.status, c.agencies FROM coverage_rollup AS c
        WHERE c.year = :year AND c.code IN (SELECT :code UNION ALL SELECT code FROM places WHERE parent = :code)
    """
    found: dict[str, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    for row in rows(connection, sql, code=code, year=year):
        found[row["code"]][row["agency_type"]].statuses[Status(row["status"])] += row["agencies"]
    return found


def all_types(kinds: Mapping[str, Counts]) -> Counts:
    """The counts of every agency type together."""
    whole = Counts()
    for counts in kinds.values():
        for status, agencies in counts.statuses.items():
            whole.statuses[status] += agencies
    return whole


def coverage_years(connection: sqlite3.Connection, code: str) -> list[int]:
    """The years of which anything is known in a region, newest first."""
    sql = "SELECT DISTINCT year FROM coverage_rollup WHERE code = :code ORDER BY year DESC"
    return [row["year"] for row in rows(connection, sql, code=code)]


def totals(connection: sqlite3.Connection, code: str, balanced: bool) -> list[Row]:
    """The sums over the agencies of a region, oldest year first."""
    sql = "SELECT * FROM region_totals WHERE code = :code AND balanced = :balanced ORDER BY year"
    return rows(connection, sql, code=code, balanced=int(balanced))


def balanced_window(connection: sqlite3.Connection) -> tuple[int, int] | None:
    """The years in each of which an agency of the balanced panel has a report; None where there is no such panel."""
    found = rows(connection, "SELECT first_year, last_year FROM balanced_window")
    return (found[0]["first_year"], found[0]["last_year"]) if found else None


def agencies(connection: sqlite3.Connection, code: str) -> list[Row]:
    """The agencies of a region itself (``ogi.sqlite``), by type and id; not those of regions under it."""
    # An id is the code, or the code and a year behind a dot, which is the sign before the slash.
    sql = """
        SELECT a.agency_id, a.agency_name, a.agency_type, a.first_year, a.last_year, a.reports
        FROM divisions AS d JOIN agencies AS a USING (division_id)
        WHERE d.division_id >= :code AND d.division_id < :code || '/'
        ORDER BY a.agency_type, a.agency_id
    """
    return rows(connection, sql, code=code)


def standings(connection: sqlite3.Connection, code: str, year: int) -> list[Row]:
    """The agencies of a region itself in one year with their status and its evidence (``ogi.sqlite``)."""
    # The plus keeps SQLite from the index of years, which has a tenth of the table under one key.
    sql = """
        SELECT t.*, a.agency_name, r.source_url
        FROM timeliness AS t JOIN agencies AS a USING (agency_id) LEFT JOIN reports AS r USING (report_id)
        WHERE t.division_code = :code AND +t.year = :year ORDER BY t.agency_type, t.agency_id
    """
    return rows(connection, sql, code=code, year=year)
