"""What do the pages ask the databases? Every query of our own pages, on indexed columns only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette

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


async def _rows(datasette: Datasette, database: str, sql: str, **values: Any) -> list[Row]:
    results = await datasette.get_database(database).execute(sql, values)
    return [dict(row) for row in results.rows]


async def listed(datasette: Datasette, year: int | None, page: int) -> list[Row]:
    """One page of the list of reports, newest year first."""
    where = "WHERE r.year = :year" if year is not None else ""
    # The page is chosen on the index alone, so that a page far down costs no look-up for those before it.
    chosen = f"SELECT r.rowid FROM reports AS r {where} {_NEWEST} LIMIT :limit OFFSET :offset"
    sql = f"{_LISTED} WHERE r.rowid IN ({chosen}) {_NEWEST}"
    return await _rows(datasette, "ogi", sql, year=year, limit=PAGE, offset=(page - 1) * PAGE)


async def agency(datasette: Datasette, agency_id: str) -> tuple[Row, list[Row]] | None:
    """An agency and its reports, newest first."""
    found = await _rows(datasette, "ogi", "SELECT * FROM agencies WHERE agency_id = :id", id=agency_id)
    if not found:
        return None
    sql = f"{_LISTED} WHERE r.agency_id = :id ORDER BY r.year DESC"
    return found[0], await _rows(datasette, "ogi", sql, id=agency_id)


async def stored_report(datasette: Datasette, report_id: str) -> StoredReport | None:
    """Everything about one report, for its page; None where there is no such report."""

    async def ogi(sql: str) -> list[Row]:
        return await _rows(datasette, "ogi", sql, id=report_id)

    found = await ogi("SELECT * FROM reports WHERE report_id = :id")
    if not found:
        return None
    sha256 = found[0]["document_sha256"]
    document = await _rows(datasette, "ogi", "SELECT * FROM documents WHERE sha256 = :sha", sha=sha256)
    proactive = await ogi("SELECT * FROM proactive WHERE report_id = :id")
    fees = await ogi("SELECT * FROM fees WHERE report_id = :id")
    statistics = await ogi("SELECT * FROM statistics_2014 WHERE report_id = :id")
    requests = await ogi("SELECT * FROM requests WHERE report_id = :id")
    disputes = await ogi("SELECT * FROM disputes WHERE report_id = :id")
    doubts = await ogi("SELECT * FROM doubts WHERE report_id = :id")
    copies = "SELECT * FROM report_documents WHERE report_id = :id AND role != 'speaks' ORDER BY place"
    sections = "SELECT section, text FROM sections WHERE report_id = :id"
    places = "SELECT places FROM provenance WHERE document_sha256 = :sha AND report_id = :id"
    located = await _rows(datasette, "provenance", places, sha=sha256, id=report_id)
    return StoredReport(
        report=found[0],
        document=document[0],
        proactive=proactive[0] if proactive else None,
        requests={row["applicant"]: row for row in requests},
        disputes={row["route"]: row for row in disputes},
        fees=fees[0] if fees else None,
        statistics=statistics[0] if statistics else None,
        doubts={row["cell"]: row for row in doubts},
        findings=await ogi("SELECT * FROM findings WHERE report_id = :id ORDER BY number"),
        copies=await ogi(copies),
        sections={row["section"]: row["text"] for row in await _rows(datasette, "texts", sections, id=report_id)},
        places=json.loads(located[0]["places"]) if located else {},
    )
