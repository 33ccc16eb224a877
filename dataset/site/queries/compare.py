"""What is asked of agencies of one kind side by side (``ogi.sqlite``), and which kinds there are (``site.sqlite``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from dataset.site.queries.regions import codes_in
from dataset.site.queries.reports import Row, rows

PAGE = 25
"""Agencies of one page of a comparison."""


@dataclass(frozen=True)
class Kind:
    """Agencies of one function on one level in one region."""

    region: str
    function: str
    level: str

    @property
    def begins(self) -> str:
        """How the codes of the region's divisions begin."""
        return codes_in(self.region)


def kinds(connection: sqlite3.Connection) -> list[Row]:
    """Which functions there are on which level, with how many agencies."""
    return rows(connection, "SELECT function, level, agencies FROM kinds ORDER BY function, level")


def agencies(connection: sqlite3.Connection, kind: Kind) -> list[Row]:
    """The agencies of a kind with a report, by division and id."""
    sql = """
        SELECT DISTINCT r.agency_id, r.division_code, a.agency_name
        FROM reports AS r INDEXED BY reports_kind JOIN agencies AS a USING (agency_id)
        WHERE r.function = :function AND r.level = :level AND r.division_code >= :low AND r.division_code < :high
        ORDER BY r.division_code, r.agency_id
    """
    low, high = kind.begins, f"{kind.begins}~"
    return rows(connection, sql, function=kind.function, level=kind.level, low=low, high=high)


def series(connection: sqlite3.Connection, ids: Iterable[str], columns: Iterable[str]) -> list[Row]:
    """These columns of the panel for these agencies, every year."""
    wanted = list(ids)
    named = {f"id{number}": one for number, one in enumerate(wanted)}
    sql = f"""
        SELECT p.agency_id, p.year, p.report_id, r.source_url, {", ".join(f"p.{column}" for column in columns)}
        FROM panel AS p JOIN reports AS r USING (report_id)
        WHERE p.agency_id IN ({", ".join(f":{name}" for name in named)}) ORDER BY p.agency_id, p.year
    """
    return rows(connection, sql, **named)
