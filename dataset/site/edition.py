"""Which release does the site show, and what can be said of it once, when the site starts?

A release never changes, so everything that would count rows on every page is counted here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from dataset.database import opened
from dataset.errors import DatasetError
from dataset.files import MANIFEST, SUMS, File, read_manifest, sha256_of
from dataset.formats.imprint import Imprint
from dataset.lookup import LOOKUP
from dataset.schema import DATABASES
from dataset.site.operator import Operator


@dataclass(frozen=True)
class ServedRelease:
    """A release with the numbers that every page needs."""

    folder: Path
    version: str
    sample: bool
    newest_capture: str
    archive_digest: str
    code_version: str
    previous: str | None
    """The release that changes are counted against."""
    changes: Mapping[str, int]
    """Cause -> cells that changed since then."""
    counts: Mapping[str, int]
    """Table -> rows."""
    years: Mapping[int, int]
    """Report year, newest first -> reports."""
    files: Mapping[str, File]
    """Every file that may be downloaded, by path."""

    @property
    def imprint(self) -> Imprint:
        """What its files say of it."""
        return Imprint(
            version=self.version,
            sample=self.sample,
            newest_capture=self.newest_capture,
            archive_digest=self.archive_digest,
            code_version=self.code_version,
            reports=self.counts["reports"],
            agencies=self.counts["agencies"],
            years=self.years,
        )


class Site(Datasette):  # type: ignore[misc]
    """A Datasette that serves one release."""

    def __init__(self, release: ServedRelease, operator: Operator, **settings: Any) -> None:
        self.ogi_release = release  # first: Datasette asks the plugin for its routes while it is being made
        self.operator = operator
        super().__init__(**settings)
        # Not among the databases of Datasette, which would give it pages: it is for our own pages alone.
        self._lookup = _Lookup(self, str(release.folder / LOOKUP), is_mutable=False)
        self._lookup.name = "site"

    def database(self, name: str) -> Database:
        """The database of this name; ``site`` is what is looked up (:mod:`dataset.lookup`)."""
        return self._lookup if name == self._lookup.name else self.get_database(name)


class _Lookup(Database):  # type: ignore[misc]
    """The database of what is looked up."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection in which the search index is open: to open it SQLite notes it in the connection's schema, which
        a hardened connection (:mod:`dataset.site.connection`) may not.
        """
        connection: sqlite3.Connection = super().connect(write)
        connection.execute("SELECT rowid FROM agency_words LIMIT 0").close()
        return connection


def served(folder: Path) -> ServedRelease:
    """The release in ``folder``.

    Raises :class:`DatasetError` where it is not a complete release.
    """
    manifest = read_manifest(folder)
    files = [File(**entry) for entry in manifest["files"]]
    for name in (MANIFEST, SUMS):
        files.append(File(name, (folder / name).stat().st_size, sha256_of(folder / name), None))
    if missing := [path for path in (*(file.path for file in files), LOOKUP) if not (folder / path).is_file()]:
        raise DatasetError(
            f"发布版本不完整，缺少 {'、'.join(missing)}：{folder}；请重新运行 ogi release。",
            f"The release at {folder} lacks {', '.join(missing)}; run ogi release again.",
        )
    if older := [
        str(table) for tables in DATABASES.values() for table in tables.tables if table not in manifest["counts"]
    ]:
        raise DatasetError(
            f"{folder} 由较早的程序发布，没有表 {'、'.join(older)}；"
            "请用发布它的程序打开，或重新运行 ogi build 和 ogi release。",
            f"The release at {folder} was made by an earlier program and has no table {', '.join(older)}: "
            "serve it with that program, or run ogi build and ogi release again.",
        )
    with closing(opened(folder / "ogi.sqlite")) as connection:
        years = connection.execute("SELECT year, count(*) FROM reports GROUP BY year ORDER BY year DESC").fetchall()
    return ServedRelease(
        folder=folder,
        version=manifest["version"],
        sample=manifest["sample"],
        newest_capture=manifest["newest_capture"],
        archive_digest=manifest["archive_digest"],
        code_version=manifest["code_version"],
        previous=manifest["previous"],
        changes=MappingProxyType(manifest.get("changes", {})),
        counts=MappingProxyType(manifest["counts"]),
        years=MappingProxyType({row[0]: row[1] for row in years}),
        files=MappingProxyType({file.path: file for file in files}),
    )


def inspect_data(release: ServedRelease) -> dict[str, Any]:
    """What Datasette would otherwise find out by counting every table when it starts."""
    return {
        name: {
            "file": f"{name}.sqlite",
            "hash": release.files[f"{name}.sqlite"].sha256,
            "size": release.files[f"{name}.sqlite"].bytes,
            "tables": {str(table): {"count": release.counts[table]} for table in metadata.tables},
        }
        for name, metadata in DATABASES.items()
    }
