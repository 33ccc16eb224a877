"""What is asked about the year before a draft (``ogi.sqlite``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from dataset.site.queries.reports import rows


class Before(NamedTuple):
    """The report of the year before, with what each kind of applicant carried over to the next year."""

    report_id: str
    carried_out: dict[str, int | None]


def before(connection: sqlite3.Connection, names: Iterable[str], year: int) -> Before | None:
    """The report for ``year`` of the one agency that bears one of these names.

    None where nobody or more than one bears it, or there is no report.
    """
    found: set[str] = set()
    for name in names:
        sql = "SELECT report_id FROM reports WHERE agency_name = :name AND year = :year LIMIT 2"
        found |= {row["report_id"] for row in rows(connection, sql, name=name, year=year)}
    if len(found) != 1:
        return None
    [report_id] = found
    carried = "SELECT applicant, requests_carried_out FROM requests WHERE report_id = :id"
    kinds = {row["applicant"]: row["requests_carried_out"] for row in rows(connection, carried, id=report_id)}
    return Before(report_id, kinds)
