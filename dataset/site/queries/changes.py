"""What is asked of releases and of what changed between them."""

from __future__ import annotations

import sqlite3

from dataset.site.queries.reports import Row, rows


def releases(connection: sqlite3.Connection) -> list[Row]:
    """Every release, the newest first (``ogi.sqlite``)."""
    return rows(connection, "SELECT * FROM releases ORDER BY rowid DESC")


def counts(connection: sqlite3.Connection) -> dict[str, dict[str, Row]]:
    """Version -> cause -> how many reports and cells (``site.sqlite``)."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows(connection, "SELECT * FROM change_counts ORDER BY version, cause"):
        found.setdefault(row["version"], {})[row["cause"]] = row
    return found


def errata(connection: sqlite3.Connection) -> list[Row]:
    """Changes of the newest release other than reports that came in (``site.sqlite``)."""
    return rows(connection, "SELECT * FROM errata ORDER BY number")
