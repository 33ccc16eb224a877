"""What does one release say of its reports, read in the order of their ids and without holding more than one?

Two such sides are held against each other by :mod:`dataset.diff`. A database of an earlier schema may lack columns or
tables: what it does not have, it does not state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dataset.database import opened
from dataset.schema import TABLES
from dataset.schema.figures import specs

READ = ("issuer_printed", "form", "title")
"""Columns of ``reports`` that the document itself says."""
PLACED = (
    "agency_name",
    "scope",
    "division_id",
    "division_name",
    "province",
    "prefecture",
    "county",
    "level",
    "agency_type",
    "function",
    "due_on",
)
"""Columns that follow from which agency it is."""
SEEN = ("published_on",)
"""Columns that follow from what portals showed."""
_HEAD = ("report_id", "document_sha256", "year", "site_id")
_KEYS = {"requests": "applicant", "disputes": "route"}
_FIGURES = ("proactive", "requests", "disputes", "fees", "statistics_2014")
_DISPUTES = {(spec.row, spec.column): key for key, editions in specs("disputes").items() for spec in editions.values()}

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """One report as a release has it."""

    report_id: str
    sha256: str
    """Of the document that speaks."""
    year: int
    site_id: str
    about: tuple[Any, ...]
    """The columns :data:`READ`, :data:`PLACED` and :data:`SEEN`."""
    tables: tuple[Rows, ...]
    """The rows of each table of figures, without the id of the report."""

    def cells(self) -> dict[str, Any]:
        """Cell -> value, of everything that is compared."""
        found = dict(zip((*READ, *PLACED, *SEEN), self.about, strict=True))
        return found | self.figures()

    def figures(self) -> dict[str, Any]:
        """Cell -> value, of the figures and the editions of their tables."""
        found: dict[str, Any] = {}
        for table, rows in zip(_FIGURES, self.tables, strict=True):
            for row in rows:
                found |= _named(table, row)
        return found

    @property
    def issuer(self) -> str:
        """The agency as the document prints it."""
        return str(self.about[0])


def _named(table: str, row: tuple[Any, ...]) -> dict[str, Any]:
    key, values = (row[0], row[1:]) if table in _KEYS else (None, row)
    return {_cell(table, key, column): value for column, value in zip(_columns(table), values, strict=True)}


def _columns(table: str) -> list[str]:
    return [str(column.name) for column in TABLES[table].c if column.name not in ("report_id", _KEYS.get(table))]


def _cell(table: str, key: str | None, column: str) -> str:
    if column == "form":
        return f"{table}.form"
    if table == "requests":
        return f"{column}.{key}"
    if table == "disputes":
        return _DISPUTES[key, column]
    return f"{table}.{column}" if table == "statistics_2014" else column


@dataclass(frozen=True, slots=True)
class Decision:
    """A ruling as a release lists it."""

    kind: str
    subject: str
    division: str | None
    first_year: int | None
    last_year: int | None
    decision: str | None


class Side:
    """One release, or the working database, to be compared. Use it as a context manager."""

    def __init__(self, database: Path, name: str, code_version: str) -> None:
        self.name = name
        self.code_version = code_version
        self._database = database
        self._connection = opened(database)
        self._connection.row_factory = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The rulings that this side was built with."""
        if not self._present("rulings"):
            return ()
        return tuple(Decision(*row) for row in self._connection.execute(self._select("rulings", _DECISION)))

    @cached_property
    def taken_down(self) -> frozenset[str]:
        """The documents that are not to be published."""
        return frozenset(one.subject for one in self.decisions if one.kind == "takedown")

    @cached_property
    def divisions(self) -> Mapping[str, str]:
        """Site -> its division."""
        return dict(self._connection.execute("SELECT site_id, division_code FROM sites"))

    def ruled(self, report: Stated) -> frozenset[Decision]:
        """The rulings that decide whose report this is."""
        division = self.divisions.get(report.site_id)
        return frozenset(
            one
            for one in self.decisions
            if (one.kind, one.subject, one.division) == ("issuer", report.issuer, division)
            and (one.first_year or 0) <= report.year <= (one.last_year or 9999)
        )

    def reports(self) -> Iterator[Stated]:
        """Every report, in the order of the ids."""
        with closing(sqlite3.connect(f"{self._database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as asked:
            followers = [_Follower(asked.execute(f"{self._rows(name)} ORDER BY 1, 2")) for name in _FIGURES]
            for row in asked.execute(f"{self._select('reports', (*_HEAD, *READ, *PLACED, *SEEN))} ORDER BY 1"):
                yield _stated(row, tuple(follower.take(row[0]) for follower in followers))

    def report(self, report_id: str) -> Stated | None:
        """One report, or None where there is no such one."""
        head = self._select("reports", (*_HEAD, *READ, *PLACED, *SEEN)) + " WHERE report_id = ?"
        row = self._connection.execute(head, (report_id,)).fetchone()
        if row is None:
            return None
        tables = []
        for name in _FIGURES:
            rows = self._connection.execute(f"{self._rows(name)} WHERE report_id = ? ORDER BY 1, 2", (report_id,))
            tables.append(tuple(row[1:] for row in rows))
        return _stated(row, tuple(tables))

    def now_of(self, sha256: str) -> str | None:
        """The report that this document belongs to."""
        asked = "SELECT report_id FROM report_documents WHERE document_sha256 = ? ORDER BY place, report_id"
        row = self._connection.execute(asked, (sha256,)).fetchone()
        return str(row[0]) if row else None

    def knows(self, sha256: str) -> bool:
        """Is this document here at all, as a report or as anything else?"""
        return self._connection.execute("SELECT 1 FROM documents WHERE sha256 = ?", (sha256,)).fetchone() is not None

    def ruled_out(self, sha256: str) -> bool:
        """Did a ruling say that this document is of no agency of the dataset?"""
        asked = "SELECT 1 FROM unresolved WHERE document_sha256 = ? AND reason = 'ruled_out'"
        return self._connection.execute(asked, (sha256,)).fetchone() is not None

    def stated(self) -> int:
        """How many figures are stated in all."""
        total = 0
        for name in _FIGURES:
            columns = [column for column in _columns(name) if column != "form" and column in self._present(name)]
            counted = " + ".join(f'count("{column}")' for column in columns)
            total += self._connection.execute(f'SELECT {counted} FROM "{name}"').fetchone()[0] if counted else 0
        return total

    def _rows(self, table: str) -> str:
        keys = ("report_id", *((_KEYS[table],) if table in _KEYS else ()))
        return self._select(table, (*keys, *_columns(table)))

    def _select(self, table: str, columns: tuple[str, ...]) -> str:
        present = self._present(table)
        chosen = ", ".join(f'"{name}"' if name in present else f'NULL AS "{name}"' for name in columns)
        return f'SELECT {chosen} FROM "{table}"' if present else f"SELECT {chosen} WHERE 0"

    def _present(self, table: str) -> frozenset[str]:
        if table not in self._columns_of:
            found = self._connection.execute(f'PRAGMA table_info("{table}")')
            self._columns_of[table] = frozenset(row[1] for row in found)
        return self._columns_of[table]

    @cached_property
    def _columns_of(self) -> dict[str, frozenset[str]]:
        return {}


_DECISION = ("kind", "subject", "division", "first_year", "last_year", "decision")


def _stated(head: tuple[Any, ...], tables: tuple[Rows, ...]) -> Stated:
    report_id, sha256, year, site_id, *about = head
    return Stated(report_id, sha256, year, site_id, tuple(about), tables)


class _Follower:
    """The rows of one table, handed out report by report in the order of the ids."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, report_id: str) -> Rows:
        """The rows of this report, which no earlier call has asked for."""
        found = []
        while self._next is not None and self._next[0] <= report_id:
            if self._next[0] == report_id:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return tuple(found)
