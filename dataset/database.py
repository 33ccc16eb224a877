"""How does a set of rows become an SQLite file that has the same bytes every time?

Fixed pragmas, rows in a fixed order, one transaction, no write-ahead log, and a VACUUM at the end, which lays the
pages out anew. Nothing of the clock, the machine or the history of the file is left in it. (The version of the SQLite
library stands in the header, so the same bytes need the same library.)
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, create_engine, insert
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from dataset.schema import SCHEMA_VERSION

PAGE_SIZE = 4096
BATCH = 2000
"""Rows sent to SQLite at a time."""


@contextmanager
def written(path: Path, metadata: MetaData) -> Iterator[Connection]:
    """A new database file with these tables, to be filled; finished when the block ends without an error."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        for pragma in (f"page_size = {PAGE_SIZE}", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            for table in metadata.tables.values():
                connection.execute(CreateTable(table))
            yield connection
            # Not create_all: it takes the indexes of a table from a set, in another order every time.
            indexes = [index for table in metadata.tables.values() for index in table.indexes]
            for index in sorted(indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index))
    finally:
        engine.dispose()
    finish(path)


def finish(path: Path) -> None:
    """Lay the file out anew, so that its bytes depend on its rows alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF").close()
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("VACUUM")


def add(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows in the order given; columns that a row does not name stay null. Returns how many."""
    names = table.c.keys()
    added = 0
    rows = iter(rows)
    while batch := [{name: row.get(name) for name in names} for row in itertools.islice(rows, BATCH)]:
        connection.execute(insert(table), batch)
        added += len(batch)
    return added


def opened(path: Path) -> sqlite3.Connection:
    """An existing database file, for reading only."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def problems(path: Path) -> list[str]:
    """What is wrong with this database file? Its pages, its indexes and every reference are checked."""
    with closing(opened(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
        found += [f"{row[0]} -> {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return found
