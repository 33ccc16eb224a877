"""Which tables become files, with which columns under which names, and which query fills them?

Every table of ``ogi.sqlite`` and the wide national panel. A column has three names: its key (``granted.total``), the
name for machines, where a dot is two underscores (``granted__total``, for programs in which a dot means something),
and its Chinese heading with the unit.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import sqlite

from dataset import codebook
from dataset.codebook import Entry
from dataset.database import opened
from dataset.national import national_query
from dataset.schema import TABLES, About

BATCH = 2000
"""Rows held in memory at a time."""
Row = tuple[Any, ...]
Rows = dict[str, int]
"""Path in the release -> rows of the file."""


@dataclass(frozen=True)
class Sheet:
    """One table as the files of a release show it."""

    name: str
    about: About
    columns: tuple[Entry, ...]

    @cached_property
    def keys(self) -> list[str]:
        """The columns as the database has them."""
        return [entry.column for entry in self.columns]

    @cached_property
    def machine_names(self) -> list[str]:
        """The columns in snake case."""
        return [machine_name(key) for key in self.keys]

    @cached_property
    def headings(self) -> list[str]:
        """The columns in Chinese, with their units; what would stand there twice carries its key."""
        count = Counter(entry.about.zh_full for entry in self.columns)
        return [
            entry.about.zh_full if count[entry.about.zh_full] == 1 else f"{entry.about.zh_full}〔{entry.column}〕"
            for entry in self.columns
        ]

    def places(self, kind: str) -> tuple[int, ...]:
        """Where the columns of this kind (``text``, ``integer``, ``number``) stand, from 0."""
        return tuple(place for place, entry in enumerate(self.columns) if entry.type == kind)

    def query(self) -> Select[Any]:
        """Every row, in the order of the key."""
        if self.name == "national":
            return national_query()
        table = TABLES[self.name]
        return select(*table.c).order_by(*table.primary_key)


def machine_name(key: str) -> str:
    """``granted.total`` -> ``granted__total``."""
    return key.replace(".", "__")


def province_of(division_code: str) -> str:
    """The code of the province that a division lies in (GB/T 2260): 110112 -> 110000."""
    return f"{division_code[:2]}0000"


@cache
def sheets() -> dict[str, Sheet]:
    """Every table that is exported, by name; the national panel last."""
    found = {name: Sheet(name, about, tuple(columns)) for name, about, columns in codebook.tables()}
    return {name: found[name] for name in (*TABLES, "national")}


def sql(query: Select[Any]) -> str:
    """The query as SQLite runs it."""
    return str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def batches(database: Path, query: Select[Any]) -> Iterator[list[Row]]:
    """The rows of a query, some at a time."""
    with closing(opened(database)) as connection:
        yield from batches_of(connection, query)


def batches_of(
    connection: sqlite3.Connection, query: Select[Any] | str, values: Mapping[str, Any] | None = None
) -> Iterator[list[Row]]:
    """The rows of a query over an open database, some at a time; ``values`` are those of its named parameters."""
    cursor = connection.execute(query if isinstance(query, str) else sql(query), values or {})
    cursor.row_factory = None
    while rows := cursor.fetchmany(BATCH):
        yield rows
