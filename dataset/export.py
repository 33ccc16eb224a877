"""How do tables become files that Excel, R and Python all read the same way?

CSV is UTF-8 with a byte-order mark (so that Excel opens Chinese by double-click), CRLF, a header of column names,
nothing for null. A text that a spreadsheet would run as a formula carries a leading apostrophe here; the databases
have it as it was (CWE-1236: the texts come from web pages that anybody may have written).
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite

from dataset.database import opened
from dataset.national import national_columns, national_query

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a text that a spreadsheet takes for a formula."""


def safe(value: Any) -> Any:
    """A value as it stands in a CSV cell."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a table; returns the number of rows without the header."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            writer.writerow([safe(value) for value in row])
            count += 1
    return count


def count_csv(path: Path) -> int:
    """How many rows does this file hold without its header, read again from the disk?"""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def export_table(database: Path, table: Table, path: Path) -> int:
    """Write one table of a database in the order of its key; returns the number of rows."""
    names = table.c.keys()
    columns = ", ".join(f'"{name}"' for name in names)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key)
    with closing(opened(database)) as connection:
        rows = connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')
        return write_csv(path, names, rows)


def export_national(database: Path, path: Path) -> int:
    """Write the wide national panel; returns the number of rows."""
    query = national_query().compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with closing(opened(database)) as connection:
        rows: Iterable[sqlite3.Row] = connection.execute(str(query))
        return write_csv(path, [column.name for column in national_columns()], rows)
