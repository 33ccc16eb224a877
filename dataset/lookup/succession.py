"""Which agencies does an agency continue? ``agency_events`` says what became of each; here that is turned round."""

from __future__ import annotations

import sqlite3

TABLES = """
CREATE TABLE predecessors (
    agency_id TEXT NOT NULL, year INTEGER NOT NULL, before_id TEXT NOT NULL, kind TEXT NOT NULL,
    before_name TEXT NOT NULL, PRIMARY KEY (agency_id, year, before_id, kind)
) WITHOUT ROWID;
"""


def fill(connection: sqlite3.Connection) -> None:
    """Take every event of ``ogi`` that another agency goes on from."""
    connection.execute(
        """
        INSERT OR IGNORE INTO predecessors
        SELECT e.other_id, e.year, e.agency_id, e.kind, a.agency_name
        FROM ogi.agency_events AS e JOIN ogi.agencies AS a USING (agency_id)
        WHERE e.other_id IS NOT NULL ORDER BY 1, 2, 3, 4
        """
    )
