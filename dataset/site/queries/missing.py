"""What is asked of the reports that are missing: of which agencies, and what is known of why (``ogi.sqlite``)?"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from dataset.calendar.standing import MISSING, Status
from dataset.site.queries.regions import codes_in
from dataset.site.queries.reports import Row, rows

PAGE = 50
"""Agencies on a page."""
ORDER = tuple(status for status in Status if status in MISSING)
"""Statuses of agencies whose report is missing."""
_MISSING = """
    SELECT t.agency_id, t.year, t.status, t.due_on, t.link_url, t.site_id, t.site_state, t.checked_on, t.division_code,
           a.agency_name, d.name AS division_name, s.note AS site_note, s.note_en AS site_note_en
    FROM (
        SELECT * FROM timeliness
        WHERE year = :year AND status IN ({statuses}) AND division_code >= :first AND division_code < :beyond
        ORDER BY division_code, agency_id LIMIT :most OFFSET :after
    ) AS t
    JOIN agencies AS a USING (agency_id)
    JOIN divisions AS d ON d.division_id = t.division_id
    JOIN sites AS s ON s.site_id = t.site_id
    ORDER BY t.division_code, t.agency_id
"""
_FETCHES = """
    SELECT site_id, url, verdict, status, max(fetched_at) AS fetched_at FROM captures
    WHERE site_id IN ({sites}) AND url IN ({urls}) GROUP BY site_id, url
"""


def count(connection: sqlite3.Connection, code: str, year: int, statuses: Collection[Status]) -> int:
    """How many agencies of a region and of all in it have one of these statuses (``site.sqlite``)."""
    named = ", ".join(f"'{status}'" for status in statuses)
    asked = (
        f"SELECT sum(agencies) AS n FROM coverage_rollup WHERE code = :code AND year = :year AND status IN ({named})"
    )
    return rows(connection, asked, code=code, year=year)[0]["n"] or 0


def missing(
    connection: sqlite3.Connection,
    code: str,
    year: int,
    statuses: Collection[Status],
    after: int = 0,
    most: int = -1,
) -> list[Row]:
    """Agencies of a region and of all in it whose report for a year is missing, by division and id, with what the last
    fetch of the link said (``verdict``, ``fetch_status``) where one was seen.
    """
    prefix = codes_in(code)
    asked = _MISSING.format(statuses=", ".join(f"'{status}'" for status in statuses))
    found = [
        dict(row)
        for row in rows(
            connection, asked, year=year, first=prefix, beyond=f"{prefix}:", most=most, after=after
        )  # the colon follows the digits
    ]
    fetched = _fetches(connection, [row for row in found if row["link_url"]])
    for row in found:
        row["verdict"], row["fetch_status"] = fetched.get((row["site_id"], row["link_url"]), (None, None))
    return found


def _fetches(connection: sqlite3.Connection, linked: list[Row]) -> dict[tuple[str, str], tuple[str, int | None]]:
    """Site and address -> what the last fetch came to."""
    told = {}
    for begin in range(0, len(linked), 200):
        part = linked[begin : begin + 200]
        sites = {f"s{n}": one for n, one in enumerate(dict.fromkeys(row["site_id"] for row in part))}
        urls = {f"u{n}": one for n, one in enumerate(dict.fromkeys(row["link_url"] for row in part))}
        asked = _FETCHES.format(sites=", ".join(f":{key}" for key in sites), urls=", ".join(f":{key}" for key in urls))
        for row in rows(connection, asked, **sites, **urls):
            told[row["site_id"], row["url"]] = (row["verdict"], row["status"])
    return told
