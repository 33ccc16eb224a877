"""How do the days, the dates due and what the runs saw come into the tables?

When every report of an edition has its row, :func:`settle` weighs the days that were seen for each, writes them and
their doubts to ``publication_dates``, corrects the columns of ``reports`` that hang on them, and fills ``timeliness``
and ``coverage``. The day it speaks of is that of the newest capture, never the clock's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from dataset.calendar.evidence import SIGNATURE, Dated, Published, day_in_china, declared, published, signed, stamps
from dataset.calendar.existence import expected_years
from dataset.calendar.kinds import certain_type
from dataset.calendar.law import UNKNOWN, Due, due
from dataset.calendar.searches import Searches, ended, links, searches
from dataset.calendar.standing import Standing, status
from dataset.database import add
from dataset.schema import TABLES
from dataset.sightings import Edition, Sighting

Row = dict[str, Any]
HELD = 5000
"""Agencies whose reports are held in memory at a time."""
_REPORTS = TABLES["reports"].c
_DATES = TABLES["publication_dates"]
_NO_DUTY = Due(None, "no_duty")
"""For a report of a year before 2008."""


def date_rows(report_id: str, seen: Iterable[Sighting], sections: Mapping[str, str]) -> Iterator[Row]:
    """Every day that anything gives to a report: table ``publication_dates``, before the days are weighed."""
    dates = {dated for sighting in seen for dated in declared(sighting.dates)}
    signature = signed(sections)
    for dated in sorted(dates | ({signature} if signature else set()), key=lambda one: (one.day, one.kind)):
        yield {"report_id": report_id, "day": dated.day.isoformat(), "kind": dated.kind, "doubt": ""}


@dataclass(frozen=True, slots=True)
class _Report:
    report_id: str
    agency_id: str
    year: int
    agency_name: str
    agency_type: str | None
    function: str | None
    division_id: str
    division_code: str
    site_id: str
    first_seen: date


def settle(ogi: Connection, edition: Edition, hidden: Mapping[str, Set[int]]) -> int:
    """Fill the tables of the calendar from the others of the database that is being made; how many agency-years
    there are. When which site was searched is told by the runs of the edition. ``hidden`` are the report years of
    agencies whose report is taken down.
    """
    known = _Known(
        day_in_china(edition.newest_capture),
        links(ogi),
        searches(edition.archive.runs()),
        ended(ogi),
        {row.site_id: row.state for row in ogi.execute(select(TABLES["sites"].c.site_id, TABLES["sites"].c.state))},
        hidden,
    )
    stamped = _stamped(ogi)
    counts: Counter[tuple[str, str, int, str]] = Counter()
    agencies = [
        row.agency_id for row in ogi.execute(select(_REPORTS.agency_id).distinct().order_by(_REPORTS.agency_id))
    ]
    for start in range(0, len(agencies), HELD):
        held = agencies[start : start + HELD]
        reports = list(_reports(ogi, held))
        rows = list(_timeliness(reports, _weigh(ogi, reports, stamped), known))
        add(ogi, TABLES["timeliness"], rows)
        counts.update((row["division_id"], row["agency_type"] or UNKNOWN, row["year"], row["status"]) for row in rows)
    names = ("division_id", "agency_type", "year", "status", "agencies")
    add(ogi, TABLES["coverage"], [dict(zip(names, (*key, n), strict=True)) for key, n in sorted(counts.items())])
    return counts.total()


@dataclass(frozen=True)
class _Known:
    """What is known apart from the reports themselves."""

    today: date
    links: Mapping[tuple[str, int], str]
    searches: Mapping[str, Searches]
    ends: Mapping[str, int]
    states: Mapping[str, str | None]
    hidden: Mapping[str, Set[int]]


def _reports(ogi: Connection, agencies: Sequence[str]) -> Iterator[_Report]:
    """The reports of agencies that follow each other in the order of their ids."""
    wanted = (
        select(*[_REPORTS[field.name] for field in fields(_Report)])
        .where(_REPORTS.agency_id.between(agencies[0], agencies[-1]))
        .order_by(_REPORTS.agency_id, _REPORTS.year)
    )
    for row in ogi.execute(wanted):
        known = row._asdict()
        yield _Report(**known | {"first_seen": day_in_china(known["first_seen"])})


def _stamped(ogi: Connection) -> dict[tuple[str, str], set[date]]:
    """Site and agency -> the days on which its reports only moved."""
    wanted = (
        select(_REPORTS.site_id, _REPORTS.agency_id, _REPORTS.year, _DATES.c.day)
        .where(_DATES.c.report_id == _REPORTS.report_id, _DATES.c.kind != SIGNATURE)
        .order_by(_REPORTS.site_id)
    )
    found: dict[tuple[str, str], set[date]] = {}
    for _, same in groupby(ogi.execute(wanted), key=lambda row: row.site_id):
        for site, agency, day in stamps((row[0], row[1], row[2], date.fromisoformat(row[3])) for row in same):
            found.setdefault((site, agency), set()).add(day)
    return found


def _weigh(
    ogi: Connection, reports: Sequence[_Report], stamped: Mapping[tuple[str, str], set[date]]
) -> dict[str, Published]:
    """When was each report published? Settles ``publication_dates`` and the columns of ``reports`` on the way."""
    dates = _dates(ogi, reports)
    weighed = {
        report.report_id: published(
            report.year,
            dates.get(report.report_id, ()),
            report.first_seen,
            stamped.get((report.site_id, report.agency_id), ()),
        )
        for report in reports
    }
    doubts = [
        {"id": report_id, "on": dated.day.isoformat(), "of": dated.kind, "said": doubt}
        for report_id, found in weighed.items()
        for dated, doubt in found.doubts.items()
    ]
    if doubts:
        key = (_DATES.c.report_id == bindparam("id"), _DATES.c.day == bindparam("on"), _DATES.c.kind == bindparam("of"))
        ogi.execute(update(_DATES).where(*key).values(doubt=bindparam("said")), doubts)
    _correct(ogi, reports, weighed)
    return weighed


def _dates(ogi: Connection, reports: Sequence[_Report]) -> dict[str, list[Dated]]:
    """The days that anything gives to these reports, by report."""
    wanted = select(_DATES.c.report_id, _DATES.c.day, _DATES.c.kind).where(
        _DATES.c.report_id == _REPORTS.report_id,
        _REPORTS.agency_id.between(reports[0].agency_id, reports[-1].agency_id),
    )
    dates: dict[str, list[Dated]] = {}
    for report_id, day, kind in ogi.execute(wanted):
        dates.setdefault(report_id, []).append(Dated(date.fromisoformat(day), kind))
    return dates


def _correct(ogi: Connection, reports: Sequence[_Report], weighed: Mapping[str, Published]) -> None:
    values = [
        {"id": report.report_id} | _days(_due(report, report.year), weighed[report.report_id]) for report in reports
    ]
    columns: Row = {name: bindparam(name) for name in ("published_on", "published_from", "due_on", "days_late")}
    ogi.execute(update(TABLES["reports"]).where(_REPORTS.report_id == bindparam("id")).values(columns), values)


def _due(like: _Report, year: int) -> Due:
    kind = certain_type(like.agency_type, like.function, like.agency_name)
    return due(year, kind, like.division_code) or _NO_DUTY


def _days(until: Due, found: Published) -> Row:
    return {
        "published_on": _iso(found.on),
        "published_from": found.kind if found.on else None,
        "due_on": _iso(until.on),
        "days_late": (found.on - until.on).days if found.on and until.on else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _timeliness(reports: Iterable[_Report], weighed: Mapping[str, Published], known: _Known) -> Iterator[Row]:
    for agency_id, same in groupby(reports, key=lambda report: report.agency_id):
        own = list(same)
        here = {report.year: report for report in own}
        hidden = known.hidden.get(agency_id, frozenset())
        for year, expected in expected_years(here, known.today.year - 1, known.ends.get(agency_id), hidden):
            own_report = here.get(year)
            like = own_report or _nearest(own, year)
            found = weighed[own_report.report_id] if own_report else None
            until = _due(like, year)
            standing = Standing(
                year,
                expected,
                until.on,
                found.on if found else None,
                found.by if found else None,
                None if own_report or year in hidden else known.links.get((agency_id, year)),
                known.states.get(like.site_id),
                known.searches.get(like.site_id, Searches()).last(year),
            )
            yield _row(standing, known.today, until, like) | {
                "report_id": own_report.report_id if own_report else None,
                "published_from": found.kind if found else None,
            }


def _row(standing: Standing, today: date, until: Due, like: _Report) -> Row:
    return {
        "agency_id": like.agency_id,
        "year": standing.year,
        "status": str(status(standing, today)),
        "expected": str(standing.expected),
        "due_on": _iso(until.on),
        "basis": until.basis,
        "published_on": _iso(standing.published_on),
        "no_later_than": _iso(standing.no_later_than),
        "days_late": standing.days_late,
        "link_url": standing.link_url,
        "site_id": like.site_id,
        "site_state": standing.site_state,
        "checked_on": _iso(standing.checked_on),
        "agency_type": like.agency_type or None,
        "division_id": like.division_id,
        "division_code": like.division_code,
    }


def _nearest(own: Sequence[_Report], year: int) -> _Report:
    """The report whose type, division and site a year without one is taken to share: the newest before it, and
    where only one that is taken down was before it the first.
    """
    return next((report for report in reversed(own) if report.year < year), own[0])
