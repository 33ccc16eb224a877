"""What is asked of reports: lists of them, those of one agency, and all that is stored of one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Row = dict[str, Any]
PAGE = 50
"""Reports on one page of the list."""

_LISTED = """
SELECT r.report_id, r.agency_id, r.agency_name, r.year, r.form, r.source_url, r.published_on, r.due_on, r.days_late,
       r.must_failures, q.requests_new, q.outcomes_total, q.granted, q.granted_part
FROM reports AS r LEFT JOIN requests AS q ON q.report_id = r.report_id AND q.applicant = 'total'
"""
_NEWEST = "ORDER BY r.year DESC, r.agency_id"


@dataclass(frozen=True)
class StoredReport:
    """All that the databases hold of one report."""

    report: Row
    document: Row
    proactive: Row | None
    requests: Mapping[str, Row]
    """Applicant -> row."""
    disputes: Mapping[str, Row]
    """Route -> row."""
    fees: Row | None
    statistics: Row | None
    """The figures of a report of before 2019."""
    doubts: Mapping[str, Row]
    """Cell -> row."""
    findings: list[Row]
    copies: list[Row]
    sections: Mapping[str, str]
    places: Mapping[str, list[Any]]
    """Cell -> raw text, page, table, row, column, box, line, quote; unknown ends left out."""

    def completed(self, sections: Mapping[str, str], places: Mapping[str, list[Any]]) -> StoredReport:
        """The same with what stands in the other databases."""
        return replace(self, sections=sections, places=places)


def rows(connection: sqlite3.Connection, sql: str, **values: Any) -> list[Row]:
    """The rows of a query as dicts."""
    return [dict(row) for row in connection.execute(sql, values)]


def listed(connection: sqlite3.Connection, year: int | None, page: int) -> list[Row]:
    """One page of the list of reports, newest year first."""
    where = "WHERE r.year = :year" if year is not None else ""
    # The page is chosen on the index alone, so that a page far down costs no look-up for those before it.
    chosen = f"SELECT r.rowid FROM reports AS r {where} {_NEWEST} LIMIT :limit OFFSET :offset"
    sql = f"{_LISTED} WHERE r.rowid IN ({chosen}) {_NEWEST}"
    return rows(connection, sql, year=year, limit=PAGE, offset=(page - 1) * PAGE)


def agency(connection: sqlite3.Connection, agency_id: str) -> tuple[Row, list[Row]] | None:
    """An agency and its reports, newest first."""
    found = rows(connection, "SELECT * FROM agencies WHERE agency_id = :id", id=agency_id)
    if not found:
        return None
    return found[0], rows(connection, f"{_LISTED} WHERE r.agency_id = :id ORDER BY r.year DESC", id=agency_id)


def stored_report(connection: sqlite3.Connection, report_id: str) -> StoredReport | None:
    """What ``ogi.sqlite`` holds of one report; None where there is no such report."""

    def of_report(sql: str) -> list[Row]:
        return rows(connection, sql, id=report_id)

    found = of_report("SELECT * FROM reports WHERE report_id = :id")
    if not found:
        return None
    document = rows(connection, "SELECT * FROM documents WHERE sha256 = :sha", sha=found[0]["document_sha256"])
    proactive = of_report("SELECT * FROM proactive WHERE report_id = :id")
    fees = of_report("SELECT * FROM fees WHERE report_id = :id")
    statistics = of_report("SELECT * FROM statistics_2014 WHERE report_id = :id")
    requests = of_report("SELECT * FROM requests WHERE report_id = :id")
    disputes = of_report("SELECT * FROM disputes WHERE report_id = :id")
    doubts = of_report("SELECT * FROM doubts WHERE report_id = :id")
    copies = "SELECT * FROM report_documents WHERE report_id = :id AND role != 'speaks' ORDER BY place"
    return StoredReport(
        report=found[0],
        document=document[0],
        proactive=proactive[0] if proactive else None,
        requests={row["applicant"]: row for row in requests},
        disputes={row["route"]: row for row in disputes},
        fees=fees[0] if fees else None,
        statistics=statistics[0] if statistics else None,
        doubts={row["cell"]: row for row in doubts},
        findings=of_report("SELECT * FROM findings WHERE report_id = :id ORDER BY number"),
        copies=of_report(copies),
        sections={},
        places={},
    )


def sections(connection: sqlite3.Connection, report_id: str) -> dict[str, str]:
    """The sections of a report, of ``texts.sqlite``."""
    found = rows(connection, "SELECT section, text FROM sections WHERE report_id = :id", id=report_id)
    return {row["section"]: row["text"] for row in found}


def places(connection: sqlite3.Connection, report: Row) -> dict[str, list[Any]]:
    """Where the figures of a report stand in its document, of ``provenance.sqlite``."""
    sql = "SELECT places FROM provenance WHERE document_sha256 = :sha AND report_id = :id"
    found = rows(connection, sql, sha=report["document_sha256"], id=report["report_id"])
    located: dict[str, list[Any]] = json.loads(found[0]["places"]) if found else {}
    return located
