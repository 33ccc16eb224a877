"""What is asked of rules: how often each holds, where it does not, and examples."""

from __future__ import annotations

import sqlite3

from dataset.site.queries.reports import Row, rows

EXAMPLES = 20


def counts(connection: sqlite3.Connection) -> list[Row]:
    """Every rule and year with how many reports passed and did not (``ogi.sqlite``)."""
    return rows(connection, "SELECT * FROM rule_counts ORDER BY rule, year")


def of_rule(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """The years of one rule (``ogi.sqlite``)."""
    return rows(connection, "SELECT * FROM rule_counts WHERE rule = :rule ORDER BY year", rule=rule)


def places(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """How many reports of each province a rule does not hold in (``site.sqlite``)."""
    sql = """
        SELECT r.province AS code, p.name, r.reports FROM rule_places AS r
        LEFT JOIN places AS p ON p.code = r.province WHERE r.rule = :rule ORDER BY r.province
    """
    return rows(connection, sql, rule=rule)


def examples(connection: sqlite3.Connection, rule: str) -> list[Row]:
    """Some reports in which a rule does not hold: within the report, else against others (``ogi.sqlite``)."""
    sql = """
        SELECT f.report_id, r.agency_name, r.year, r.source_url, f.message, f.message_en, f.left_side, f.right_side
        FROM {table} AS f JOIN reports AS r USING (report_id) WHERE f.rule = :rule {only}
        ORDER BY f.rowid DESC LIMIT :most
    """
    within = rows(connection, sql.format(table="findings", only=""), rule=rule, most=EXAMPLES)
    if within:
        return within
    return rows(connection, sql.format(table="checks", only="AND +f.status = 'FAIL'"), rule=rule, most=EXAMPLES)
