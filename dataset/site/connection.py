"""What may a connection of the site do? Read, within limits, and nothing that makes much out of little.

SQLite looks at the clock between steps only: one call of ``zeroblob`` or ``printf`` can take seconds and gigabytes
inside a step. Limits hold whatever query comes by, ours or Datasette's.
"""

from __future__ import annotations

import sqlite3

HEAP = 256 * 1024 * 1024
"""Bytes of memory that SQLite may take in the whole process."""
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 4_000_000,  # the longest text of a report is under a tenth of that
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 40_000,  # Datasette names every column of a table of four hundred
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
DENIED_FUNCTIONS = frozenset(
    {"printf", "format", "zeroblob", "randomblob", "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
)
ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_PRAGMA,
    }
)
PRAGMAS = frozenset(
    {
        "table_info",
        "table_xinfo",
        "foreign_key_list",
        "index_list",
        "index_info",
        "data_version",
        "schema_version",
        "index_xinfo",
        "database_list",
    }
)
"""What Datasette asks of a table, and full-text search of itself."""


def harden(connection: sqlite3.Connection) -> None:
    """Put limits on a connection before its first query."""
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP}")
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.set_authorizer(_allowed)


def _allowed(action: int, first: str | None, second: str | None, database: str | None, inner: str | None) -> int:
    if action not in ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in PRAGMAS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
