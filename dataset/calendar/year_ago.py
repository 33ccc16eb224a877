"""Have as many of a province's reports been found by now as by the same moment a year ago?

A crawl that finds ever fewer reports of a province says nothing as long as its portals answer: a column that moved, a
fence that lets one page through, a reader that no longer knows a title. What had been found a year ago by this very
moment is in the archive (``first_seen``) and says how many there should be.

Only the same agencies are compared, those that were known a year ago by a report older than the one that was then
awaited, and of which a report is expected in both years. So an agency that was first met since then, with all its
reports, makes last year's share no higher or lower, nor does one that was merged; and an agency that was known only
by the very report that was awaited does not make it look as if all had been found. Where nobody crawled a year ago
nothing can be said, and that is what is said.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from dataset.calendar.law import due
from dataset.calendar.season import BEIJING
from dataset.calendar.standing import Status
from dataset.database import opened
from dataset.errors import DatasetError
from dataset.floors import FALL_LEAST, floor

FALL = 0.1
"""Share of what had been found a year ago that may be missing."""
_NONE_AWAITED = (Status.NOT_EXPECTED, Status.TAKEN_DOWN)
_ASKED = f"""
    WITH known AS (
        SELECT agency_id FROM reports WHERE year < :year - 1 GROUP BY agency_id HAVING min(first_seen) <= :then
    )
    SELECT coalesce(d.province, '') AS province, count(k.agency_id) AS agencies,
           count(CASE WHEN k.agency_id IS NOT NULL AND r.first_seen <= :then THEN 1 END) AS before,
           count(CASE WHEN k.agency_id IS NOT NULL THEN t.report_id END) AS now
    FROM timeliness AS t
    JOIN divisions AS d ON d.division_id = t.division_id
    JOIN timeliness AS b ON b.agency_id = t.agency_id AND b.year = :year - 1
    LEFT JOIN known AS k ON k.agency_id = t.agency_id
    LEFT JOIN reports AS r ON r.report_id = b.report_id
    WHERE t.year = :year AND {" AND ".join(f"{x}.status <> '{status}'" for x in "tb" for status in _NONE_AWAITED)}
    GROUP BY 1 ORDER BY 1
"""


class Result(StrEnum):
    """What the comparison comes to."""

    KEPT = "PASS"
    FELL = "FAIL"
    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    """Nobody crawled it a year ago, or too little had been found by then."""


@dataclass(frozen=True, slots=True)
class Province:
    """The agencies of a province that are known since a year ago."""

    name: str
    """Empty for the organs of the centre and of places outside every province."""
    agencies: int
    before: int
    """Of them, those whose report had been found by the same moment a year ago."""
    now: int

    def least(self, fall: float) -> int:
        """How many have to be found by now."""
        return floor(self.before, fall)

    def result(self, fall: float) -> Result:
        """Are there enough of them?"""
        if self.before < FALL_LEAST:
            return Result.NOT_ASSESSABLE
        return Result.KEPT if self.now >= self.least(fall) else Result.FELL


@dataclass(frozen=True)
class YearAgo:
    """Every province against itself a year ago."""

    year: int
    """The report year that is awaited."""
    moment: datetime
    """Of the newest capture, by the clock of China."""
    then: datetime
    """A year before."""
    provinces: tuple[Province, ...]

    @property
    def is_past_due(self) -> bool:
        """Has the day passed by which departments have to publish? Before it offices are now earlier, now later: the
        Spring Festival moves by weeks.
        """
        until = due(self.year, "department")
        return until is not None and until.on is not None and self.on > until.on

    @property
    def on(self) -> date:
        """The day of the newest capture, in China."""
        return self.moment.date()

    @property
    def then_on(self) -> date:
        """The same day a year ago."""
        return self.then.date()


def year_ago(database: Path) -> YearAgo | None:
    """The comparison as of the newest capture of a database; None where nothing was captured.

    Raises :class:`DatasetError` where the database has no calendar.
    """
    try:
        with closing(opened(database)) as connection:
            (newest,) = connection.execute("SELECT max(fetched_at) FROM captures").fetchone()
            if newest is None:
                return None
            moment = datetime.fromisoformat(newest).astimezone(BEIJING)
            then, year = _a_year_before(moment), moment.year - 1
            until = then.astimezone(UTC).isoformat().replace("+00:00", "Z")  # as the archive writes moments
            rows = connection.execute(_ASKED, {"year": year, "then": until}).fetchall()
    except sqlite3.Error as error:
        raise DatasetError(
            f"{database} 中没有时效数据（{error}）；请重新运行 ogi build。",
            f"{database} has no calendar ({error}); run ogi build again.",
        ) from None
    return YearAgo(year, moment, then, tuple(Province(*row) for row in rows))


def _a_year_before(moment: datetime) -> datetime:
    leap = (moment.month, moment.day) == (2, 29)
    return moment.replace(year=moment.year - 1, day=28 if leap else moment.day)
