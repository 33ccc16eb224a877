"""What of findings and changes is to be counted once, and which changes does the changelog show?"""

from __future__ import annotations

import sqlite3

ERRATA = 300
"""Changes of the newest release that are shown one by one; all of them stand in ``changes.csv``."""
TABLES = """
CREATE TABLE change_counts (
    version TEXT NOT NULL, cause TEXT NOT NULL, reports INTEGER NOT NULL, cells INTEGER NOT NULL,
    PRIMARY KEY (version, cause)
) WITHOUT ROWID;
CREATE TABLE errata (
    number INTEGER PRIMARY KEY, version TEXT NOT NULL, report_id TEXT NOT NULL, cell TEXT NOT NULL,
    before TEXT, after TEXT, cause TEXT NOT NULL, evidence TEXT NOT NULL
);
CREATE TABLE rule_places (
    rule TEXT NOT NULL, province TEXT NOT NULL, reports INTEGER NOT NULL, PRIMARY KEY (rule, province)
) WITHOUT ROWID;
"""


def fill(connection: sqlite3.Connection) -> None:
    """Count in ``ogi``."""
    connection.execute(
        """
        INSERT INTO change_counts SELECT version, cause, count(DISTINCT report_id), count(*)
        FROM ogi.changes GROUP BY version, cause ORDER BY version, cause
        """
    )
    connection.execute(
        """
        INSERT INTO errata (version, report_id, cell, before, after, cause, evidence)
        SELECT version, report_id, cell, before, after, cause, evidence FROM ogi.changes
        WHERE cause != 'new' AND version = (SELECT version FROM ogi.releases ORDER BY rowid DESC LIMIT 1)
        ORDER BY cause, report_id, cell LIMIT ?
        """,
        (ERRATA,),
    )
    connection.execute(
        """
        INSERT INTO rule_places SELECT rule, province, count(*) FROM (
            SELECT f.rule, substr(r.division_code, 1, 2) || '0000' AS province, f.report_id
            FROM ogi.findings AS f JOIN ogi.reports AS r USING (report_id)
            UNION
            SELECT c.rule, substr(r.division_code, 1, 2) || '0000', c.report_id
            FROM ogi.checks AS c JOIN ogi.reports AS r USING (report_id) WHERE c.status = 'FAIL'
        ) GROUP BY rule, province ORDER BY rule, province
        """
    )
