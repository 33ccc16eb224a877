"""What does a release say of the releases before it?

Its table ``releases`` lists them, ``changes`` keeps what each changed against the one before. Both are taken over from
the release before and get the rows of this one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from dataset.changes import Cause, Change
from dataset.database import finish, opened
from dataset.diff import changes
from dataset.files import find_release
from dataset.schema import TABLES
from dataset.sides import Side
from dataset.summary import BuildSummary, read_summary

_CARRIED = ("releases", "changes")


@dataclass
class Told:
    """What changed against the release before, counted."""

    causes: Counter[str] = field(default_factory=Counter)
    altered: int = 0
    """Figures of the release before that are read otherwise in the same bytes, or no more."""
    stated: int = 0
    """Figures that the release before states."""

    @property
    def share(self) -> float:
        """Of the figures of the release before, those read otherwise."""
        return self.altered / self.stated if self.stated else 0.0

    def add(self, change: Change) -> None:
        """Count one change."""
        self.causes[change.cause] += 1
        self.altered += change.figures if change.cause is Cause.READING else 0


def sign(database: Path, built: Path, version: str, summary: BuildSummary, before: Path | None) -> Told:
    """Write into the database which edition it is, which were before it and what changed. ``built`` is the working
    database that it is a copy of, ``before`` the folder of the release before.
    """
    told = Told()
    row = {
        "version": version,
        "sample": int(summary.sample),
        "newest_capture": summary.newest_capture,
        "archive_digest": summary.archive_digest,
        "code_version": summary.code_version,
        "reports": summary.reports,
        "agencies": summary.agencies,
        "previous": before.name if before is not None else None,
    }
    with closing(sqlite3.connect(database)) as connection, connection, ExitStack() as stack:
        connection.execute("PRAGMA journal_mode = OFF").close()
        if before is not None:
            _carry(connection, before / "ogi.sqlite")
            old = stack.enter_context(side_of(before))
            now = stack.enter_context(Side(built, version, summary.code_version))
            told.stated = old.stated()
            rows = _rows(version, changes(old, now), told)
            connection.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        names = ", ".join(row)
        connection.execute(f"INSERT INTO releases ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    finish(database)
    return told


def _rows(version: str, found: Iterator[Change], told: Told) -> Iterator[tuple[str | None, ...]]:
    for change in found:
        told.add(change)
        yield version, change.report_id, change.cell, change.before, change.after, str(change.cause), change.evidence


def _carry(connection: sqlite3.Connection, before: Path) -> None:
    with closing(opened(before)) as old:
        for table in _CARRIED:
            there = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
            names = ", ".join(str(column.name) for column in TABLES[table].c if column.name in there)
            if names:
                marks = ", ".join("?" * len(names.split(", ")))
                rows = map(tuple, old.execute(f"SELECT {names} FROM {table} ORDER BY rowid"))
                connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


BUILD = "build"
"""Names the working database where a release is asked for."""


def side_named(data: Path, name: str) -> Side:
    """The release of this name, ``latest``, or the working database under the name :data:`BUILD`, to be compared.

    Raises :class:`DatasetError` where there is none.
    """
    if name != BUILD:
        return side_of(find_release(data, name))
    summary = read_summary(data / "build")
    return Side(data / "build" / "ogi.sqlite", BUILD, summary.code_version)


def side_of(folder: Path) -> Side:
    """A release to be compared."""
    database = folder / "ogi.sqlite"
    with closing(opened(database)) as connection:
        row = connection.execute(
            "SELECT code_version FROM releases WHERE version = ?", (folder.resolve().name,)
        ).fetchone()
    return Side(database, folder.resolve().name, str(row[0]) if row else "")
