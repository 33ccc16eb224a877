"""What is asked of reports: lists of them."""

from __future__ import annotations

import sqlite3
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
