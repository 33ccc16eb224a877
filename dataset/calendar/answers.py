"""What do the tables say of one report year: who has published, who is late, who was not found?

Works on any database with the tables of the calendar, the one that was just built or a released one, and for any day:
a day decides what was due by then, and years after the newest capture's are those nobody has looked for yet.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from dataset.calendar.evidence import day_in_china
from dataset.calendar.existence import Expected
from dataset.calendar.law import TYPE_UNKNOWN, due
from dataset.calendar.standing import MISSING, Standing, Status, carried, status
from dataset.database import opened
from dataset.errors import DatasetError
from dataset.files import find_release

_ROWS = """
    SELECT t.*, a.agency_name, d.name AS division_name
    FROM timeliness AS t
    JOIN agencies AS a USING (agency_id)
    JOIN divisions AS d ON d.division_id = t.division_id
    WHERE t.year = ?
    ORDER BY t.division_code, t.agency_id
"""
_COVERAGE = """
    SELECT d.division_code, d.name AS division_name, c.year, c.agency_type, c.status, sum(c.agencies) AS agencies
    FROM coverage AS c
    JOIN divisions AS d USING (division_id)
    WHERE (:year IS NULL OR c.year = :year) AND substr(d.division_code, 1, length(:prefix)) = :prefix
    GROUP BY d.division_code, d.name, c.year, c.agency_type, c.status
    ORDER BY d.division_code, c.year, c.agency_type, c.status
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One agency in one report year."""

    agency_id: str
    agency_name: str
    agency_type: str | None
    division_code: str
    division_name: str | None
    status: Status
    basis: str
    standing: Standing
    published_from: str | None = None
    report_id: str | None = None
    site_id: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON-ready data in a fixed order; days as ``2026-01-31``."""
        known = self.standing
        return {
            "agency_id": self.agency_id,
            "agency_name": self.agency_name,
            "agency_type": self.agency_type,
            "division_code": self.division_code,
            "division_name": self.division_name,
            "year": known.year,
            "status": str(self.status),
            "due_on": _iso(known.due_on),
            "basis": self.basis,
            "published_on": _iso(known.published_on),
            "published_from": self.published_from,
            "no_later_than": _iso(known.no_later_than),
            "days_late": known.days_late,
            "expected": str(known.expected),
            "report_id": self.report_id,
            "link_url": known.link_url,
            "site_id": self.site_id,
            "site_state": known.site_state,
            "checked_on": _iso(known.checked_on),
        }


@dataclass(frozen=True)
class Answers:
    """What is to be said of one report year on one day."""

    year: int
    on: date
    newest_capture: date
    """The last day of which the database knows anything."""
    agencies: tuple[Answer, ...]
    """By division and agency id."""

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many agencies have each status, in the order of the statuses; none that nobody has."""
        return _counts(self.agencies)

    def regions(self) -> list[tuple[str, str | None, Mapping[Status, int]]]:
        """Code, name and counts of each division, by code."""
        found: dict[tuple[str, str | None], list[Answer]] = {}
        for answer in self.agencies:
            found.setdefault((answer.division_code, answer.division_name), []).append(answer)
        return [(code, name, _counts(those)) for (code, name), those in found.items()]

    @property
    def kept(self) -> bool:
        """Is nobody late, and no report missing that the law gives a date?"""
        return not any(
            answer.status is Status.LATE or (answer.status in MISSING and answer.standing.due_on is not None)
            for answer in self.agencies
        )


def _counts(answers: Iterable[Answer]) -> Mapping[Status, int]:
    counts = Counter(answer.status for answer in answers)
    return {one: counts[one] for one in Status if counts[one]}


def database_of(data: Path) -> Path:
    """The database to be asked in a data directory: the one that was built last, else that of the latest release.

    Raises :class:`DatasetError` where there is neither.
    """
    built = data / "build" / "ogi.sqlite"
    if built.is_file():
        return built
    try:
        return find_release(data) / "ogi.sqlite"
    except DatasetError:
        raise DatasetError(
            f"{data} 中还没有数据库；请先运行 ogi build（或 ogi run）。",
            f"There is no database in {data} yet; run ogi build (or ogi run) first.",
        ) from None


def answers(
    database: Path,
    year: int | None = None,
    on: date | None = None,
    inside: Callable[[str], bool] = lambda division: True,
) -> Answers:
    """Who has published the report for ``year``, as of the day ``on``, among the divisions that are ``inside``?

    ``on`` is the day of the newest capture by default, ``year`` the last one that had ended by then. A report whose
    declared day is after ``on`` counts as not due yet while it was not.

    Raises :class:`DatasetError` where the database has no calendar.
    """
    try:
        with closing(opened(database)) as connection:
            (moment,) = connection.execute("SELECT max(fetched_at) FROM captures").fetchone()
            newest = day_in_china(moment)
            on = on or newest
            year = on.year - 1 if year is None else year
            found = {row["agency_id"]: _answer(row, on) for row in connection.execute(_ROWS, (year,))}
            if year >= newest.year:  # nothing of it was expected yet when the database was built
                for row in connection.execute(_ROWS, (newest.year - 1,)):
                    found.setdefault(row["agency_id"], _carried(row, year, on))
    except (sqlite3.Error, TypeError) as error:
        raise DatasetError(
            f"{database} 中没有时效数据（{error}）；请重新运行 ogi build。",
            f"{database} has no calendar ({error}); run ogi build again.",
        ) from None
    wanted = (one for one in found.values() if one.status is not Status.NOT_EXPECTED and inside(one.division_code))
    return Answers(year, on, newest, tuple(sorted(wanted, key=lambda one: (one.division_code, one.agency_id))))


def coverage(connection: sqlite3.Connection, year: int | None = None, prefix: str = "") -> list[sqlite3.Row]:
    """How many agencies have each status, by division, year and type, for the site's tables of coverage.

    ``prefix`` is how the codes of the divisions begin (``11`` for 北京). Columns: division_code, division_name, year,
    agency_type, status, agencies.
    """
    return list(connection.execute(_COVERAGE, {"year": year, "prefix": prefix}))


def _answer(row: sqlite3.Row, on: date) -> Answer:
    standing = Standing(
        row["year"],
        Expected(row["expected"]),
        _day(row["due_on"]),
        _day(row["published_on"]),
        _day(row["no_later_than"]),
        row["link_url"],
        row["site_state"],
        _day(row["checked_on"]),
    )
    return Answer(
        row["agency_id"],
        row["agency_name"],
        row["agency_type"],
        row["division_code"],
        row["division_name"],
        status(standing, on),
        row["basis"],
        standing,
        row["published_from"],
        row["report_id"],
        row["site_id"],
    )


def _carried(row: sqlite3.Row, year: int, on: date) -> Answer:
    before = _answer(row, on)
    kind = None if before.basis == TYPE_UNKNOWN else before.agency_type
    until = due(year, kind, before.division_code)
    standing = carried(before.standing, year, until.on if until else None)
    return Answer(
        before.agency_id,
        before.agency_name,
        before.agency_type,
        before.division_code,
        before.division_name,
        status(standing, on),
        until.basis if until else before.basis,
        standing,
        site_id=before.site_id,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
