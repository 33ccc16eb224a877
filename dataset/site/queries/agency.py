"""What is asked of one agency: its names and events, its reports and their series, its standing year by year, and who
is beside it?
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import literal_column

from dataset.formats.sheets import sheets, sql
from dataset.schema import TABLES
from dataset.site.queries.regions import Region, region
from dataset.site.queries.reports import Row, rows

BESIDE = 40
"""Most agencies of a division that are listed; the others are on the page of the region."""
ALIKE = 30
"""Most agencies of the same function elsewhere that are listed."""
TOLD = 3
"""Failed checks of the newest report that are told in words."""


@dataclass(frozen=True)
class Around:
    """Where an agency is, of ``site.sqlite``."""

    region: Region | None
    places: tuple[str, ...]
    """Ids of the regions beside its own, under the same one."""
    predecessors: tuple[Row, ...]


@dataclass(frozen=True)
class StoredAgency:
    """All that the page of an agency shows, of ``ogi.sqlite``."""

    agency: Row
    names: list[Row]
    events: list[Row]
    reports: list[Row]
    """Newest first, with the columns of the panel."""
    standings: list[Row]
    """Every year that something is known of, newest first."""
    outcomes: Row | None
    """The total column of table 3 of the newest report."""
    findings: list[Row]
    """What failed in the newest report, hints (``info``) last."""
    beside: list[Row]
    alike: list[Row]


def around(connection: sqlite3.Connection, agency_id: str) -> Around | None:
    """Where an agency is; None where there is no such agency."""
    found = rows(connection, "SELECT division_id FROM agency_index WHERE agency_id = :id", id=agency_id)
    if not found:
        return None
    code = found[0]["division_id"].partition(".")[0]
    beside = rows(
        connection,
        "SELECT code FROM places WHERE code != :code AND parent = (SELECT parent FROM places WHERE code = :code) "
        "AND level IS (SELECT level FROM places WHERE code = :code)",
        code=code,
    )
    before = rows(connection, "SELECT * FROM predecessors WHERE agency_id = :id ORDER BY year, before_id", id=agency_id)
    return Around(region(connection, code), tuple(row["code"] for row in beside), tuple(before))


def stored_agency(connection: sqlite3.Connection, agency_id: str, places: tuple[str, ...]) -> StoredAgency:
    """An agency that is there; ``places`` are the regions in which agencies of the same function are looked for."""
    [agency] = rows(connection, "SELECT * FROM agencies WHERE agency_id = :id", id=agency_id)
    reports = rows(connection, _REPORTS, id=agency_id)
    newest = reports[0]["report_id"] if reports else ""
    outcomes = rows(connection, "SELECT * FROM requests WHERE report_id = :id AND applicant = 'total'", id=newest)
    return StoredAgency(
        agency=agency,
        names=rows(connection, _NAMES, id=agency_id),
        events=rows(connection, _EVENTS, id=agency_id),
        reports=reports,
        standings=rows(connection, "SELECT * FROM timeliness WHERE agency_id = :id ORDER BY year DESC", id=agency_id),
        outcomes=outcomes[0] if outcomes else None,
        findings=rows(connection, _FAILED, id=newest, most=TOLD),
        beside=rows(connection, _BESIDE, id=agency_id, division=agency["division_id"], most=BESIDE),
        alike=_alike(connection, agency, places),
    )


def _alike(connection: sqlite3.Connection, agency: Row, places: tuple[str, ...]) -> list[Row]:
    """The agencies of the same function and type in other regions."""
    if agency["function"] in (None, "general"):
        return []
    marks = ", ".join(f"'{code}'" for code in places if code.isdigit())
    asked = (
        f"SELECT agency_id, agency_name FROM agencies WHERE division_id IN ({marks}) AND function = :function "
        "AND agency_type IS :type ORDER BY agency_id LIMIT :most"
    )
    return rows(connection, asked, function=agency["function"], type=agency["agency_type"], most=ALIKE)


def sheet(connection: sqlite3.Connection, agency_id: str) -> list[tuple[Any, ...]]:
    """The rows of an agency in the wide national panel, oldest first."""
    return [tuple(row) for row in connection.execute(_sheet(), {"id": agency_id})]


def name_of(connection: sqlite3.Connection, agency_id: str) -> str:
    """The present name of an agency that is there."""
    return str(
        rows(connection, "SELECT agency_name FROM agencies WHERE agency_id = :id", id=agency_id)[0]["agency_name"]
    )


@cache
def _sheet() -> str:
    """The query; to put its four hundred columns together takes longer than to run it."""
    reports = TABLES["reports"].c
    query = sheets()["national"].query().where(reports.agency_id == literal_column(":id"))
    return sql(query.order_by(None).order_by(reports.year))


# The plus before a column keeps SQLite from its index, which has a third of the table under one key.
_REPORTS = """
SELECT r.report_id, r.year, r.form AS table_form, r.source_url, r.document_sha256, r.published_on, r.due_on,
       r.days_late, r.must_failures, r.should_failures, p.*,
       (SELECT count(*) FROM checks AS c
        WHERE c.report_id = r.report_id AND +c.status = 'FAIL' AND c.severity != 'info') AS failures_beyond
FROM reports AS r LEFT JOIN panel AS p ON p.agency_id = r.agency_id AND p.year = r.year
WHERE r.agency_id = :id ORDER BY r.year DESC
"""
_NAMES = "SELECT * FROM agency_names WHERE agency_id = :id ORDER BY first_year, last_year, name"
_EVENTS = """
SELECT e.*, a.agency_name AS other_name FROM agency_events AS e LEFT JOIN agencies AS a ON a.agency_id = e.other_id
WHERE e.agency_id = :id ORDER BY e.number
"""
_FAILED = """
SELECT severity, message, message_en FROM (
    SELECT 0 AS place, number, severity, message, message_en FROM findings WHERE report_id = :id
    UNION ALL
    SELECT 1, number, severity, message, message_en FROM checks WHERE report_id = :id AND +status = 'FAIL'
) GROUP BY message ORDER BY min(severity = 'info'), min(severity = 'should'), min(place), min(number) LIMIT :most
"""
_BESIDE = """
SELECT agency_id, agency_name FROM agencies WHERE division_id = :division AND agency_id != :id
ORDER BY agency_id LIMIT :most
"""
