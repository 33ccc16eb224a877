"""How does one get the databases of a nation's reports, 250,000 of them, in a few minutes and little memory?

    python tools/panel_maker.py FOLDER [REPORTS]

A few places (:mod:`panel_readings`) are built by the program itself, so that every table has the rows that it gives
to such reports: figures, doubts, findings, panel, checks, timeliness, provenance, texts. SQLite then gives those rows
to as many real divisions as are wanted (250 reports to every three), under ids, names, addresses and documents of
their own. Whatever columns a table has or gets, they are copied; only those that say whose a row is are made anew.

``make_build`` makes a data directory that `ogi release` can be run in, ``make_served`` a folder that
``dataset.site.application`` serves: three databases and a manifest, without the files for download.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Integer, MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from panel_readings import CODE, HOST, PLACE, REPORTS, SITE, items  # noqa: E402

from crawler.registry import Site  # noqa: E402
from dataset.database import PAGE_SIZE, opened  # noqa: E402
from dataset.files import MANIFEST, SUMS, sha256_of  # noqa: E402
from dataset.identity.agencies import level_of, places_above  # noqa: E402
from dataset.identity.places import places  # noqa: E402
from dataset.identity.registry import Registry  # noqa: E402
from dataset.lookup import make as make_lookup  # noqa: E402
from dataset.manifest import files_of  # noqa: E402
from dataset.schema import DATABASES, SCHEMA_VERSION, TABLES  # noqa: E402
from dataset.summary import SUMMARY, BuildSummary  # noqa: E402
from dataset.tables import division_rows  # noqa: E402
from tests.dataset_kit import built  # noqa: E402

NATION = 250_000
PATTERNS = 24
"""Places that are built; the others are like one of them."""
VERSION = "v2026.06.0"
"""Of the folder that is served."""
_LIVING = 2025
"""Report year whose divisions are used."""
_BESIDE = ("71", "81", "82")
"""Provinces whose governments the Regulations do not bind."""

_IDS = {"report_id", "against_report_id", "agency_id", "other_id"}
_HASHES = {"document_sha256", "sha256"}
_DIVISIONS = {"division_id", "division_code"}
_NAMES = {"agency_name", "issuer_printed", "title", "name", "link_text", "text", "quote", "against_quote"}
_ADDRESSES = {"source_url", "url", "final_url", "listing_url", "parent_url", "link_url"}
_OF_PLACE = {"division_name": ":own", "province": ":province", "prefecture": ":prefecture", "county": ":county"}
_OWNED = _IDS | _HASHES | _DIVISIONS | {"site_id", "capture_id"}


@dataclass(frozen=True)
class Target:
    """A division that gets the reports of a pattern."""

    number: int
    division: str
    province: str | None
    prefecture: str | None
    county: str | None

    @property
    def values(self) -> dict[str, str | int | None]:
        """What the queries are told of it."""
        named = [name for name in (self.province, self.prefecture, self.county) if name]
        return {
            "pattern": self.number % PATTERNS,
            "division": self.division,
            "site": f"panel-{self.division}",
            "host": f"p{self.division}.test.gov.cn",
            # Documents of one division are to lie as far apart as those of others; the factor is odd, so none meet.
            "hash": f"{self.number * 2654435761 % 2**32:08x}",
            "number": f"{self.number:05d}",
            "name": "".join(named),
            "own": named[-1],
            "level": level_of(self.division, ""),
            "province": self.province,
            "prefecture": self.prefecture,
            "county": self.county,
        }


def targets(reports: int) -> list[Target]:
    """Real divisions for about this many reports, in the order of their codes."""
    living = [
        life.id
        for lives in places().values()
        for life in lives
        if life.rank and life.in_force(_LIVING) and life.id == life.code and not life.code.startswith(_BESIDE)
    ]
    wanted = max(1, min(len(living), round(reports * len(REPORTS) / sum(REPORTS))))
    chosen = sorted(living)[:: max(1, len(living) // wanted)][:wanted]
    return [Target(number, one, *places_above(one, _LIVING)) for number, one in enumerate(chosen)]


def make_build(data: Path, reports: int = NATION) -> BuildSummary:
    """Fill ``data/build`` as ``ogi build`` would, with about ``reports`` reports (at most some 265,000); returns what
    ``build.json`` says. ``dataset.release.release(data)`` makes a release of it, where
    ``registry/assertions.yml`` says ``found_fall: 1``: in the last year half of the agencies are still missing.
    """
    build = data / "build"
    build.mkdir(parents=True)
    wanted = targets(reports)
    with tempfile.TemporaryDirectory(prefix="patterns-", dir=data) as scratch:
        summary = _patterns(Path(scratch), min(PATTERNS, len(wanted)))
        for name, metadata in DATABASES.items():
            _multiply(build / f"{name}.sqlite", Path(scratch), metadata, wanted)
    Registry().save(build / "registry")
    with closing(opened(build / "ogi.sqlite")) as connection:
        count = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
    summary = replace(
        summary,
        sites=count["sites"],
        documents=count["documents"],
        documents_read=count["documents"],
        reports=count["reports"],
        agencies=count["agencies"],
    )
    (build / SUMMARY).write_text(json.dumps(asdict(summary), indent=1) + "\n", encoding="utf-8")
    return summary


def make_served(folder: Path, reports: int = NATION) -> BuildSummary:
    """Fill ``folder`` (new) with the databases and the manifest of a release of about ``reports`` reports, for
    ``dataset.site.application(folder)``: no tables as files, no release before.
    """
    summary = make_build(folder, reports)
    for path in (folder / "build").glob("*.sqlite"):
        path.rename(folder / path.name)
    shutil.rmtree(folder / "build")
    said = {name: getattr(summary, name) for name in ("sample", "newest_capture", "archive_digest", "code_version")}
    row = {"version": VERSION, **said, "reports": summary.reports, "agencies": summary.agencies}
    counts = {}
    for name, metadata in DATABASES.items():
        with closing(sqlite3.connect(folder / f"{name}.sqlite")) as connection, connection:
            if name == "ogi":
                marks = ", ".join(f":{key}" for key in row)
                connection.execute(f"INSERT INTO releases ({', '.join(row)}) VALUES ({marks})", row)
            for table in map(str, metadata.tables):
                counts[table] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    make_lookup(folder)
    files = [asdict(file) for file in files_of(folder)]
    manifest = {"version": VERSION, **said, "previous": None, "counts": counts, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    sums = [(file["sha256"], file["path"]) for file in files] + [(sha256_of(folder / MANIFEST), MANIFEST)]
    (folder / SUMS).write_text("".join(f"{sha256}  {path}\n" for sha256, path in sums), encoding="utf-8")
    return summary


def _patterns(scratch: Path, count: int) -> BuildSummary:
    """Build the places that the others are like."""
    for number in range(count):
        data = scratch / str(number)
        summary = built(data, *items(number))
        if summary.unresolved or summary.reports != REPORTS[number % len(REPORTS)]:
            raise SystemExit(f"place {number} was not built as it was made: {summary}")
        shutil.rmtree(data / "archive")
    return summary


def _multiply(database: Path, scratch: Path, metadata: MetaData, wanted: list[Target]) -> None:
    """Write a database with the rows of every pattern for each target that is like it."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        pragmas = (f"page_size = {PAGE_SIZE}", "journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY")
        for pragma in (*pragmas, f"user_version = {SCHEMA_VERSION}"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("BEGIN")
        for table in metadata.tables.values():
            connection.execute(str(CreateTable(table)))
        connection.execute("COMMIT")
        for number in range(min(PATTERNS, len(wanted))):
            _load(connection, scratch / str(number) / "build" / database.name, metadata, number)
        connection.execute("BEGIN")
        for table in metadata.tables.values():
            for asked, values in _asked(table, wanted):
                connection.execute(asked, values)
            connection.execute(f'DROP TABLE temp."p_{table.name}"')
        for index in [index for table in metadata.tables.values() for index in table.indexes]:
            connection.execute(str(CreateIndex(index)))
        connection.execute("COMMIT")


def _load(connection: sqlite3.Connection, pattern: Path, metadata: MetaData, number: int) -> None:
    """Take the tables of a pattern in, each row with the pattern's number."""
    connection.execute("ATTACH ? AS pattern", (str(pattern),))
    for table in metadata.tables.values():
        asked = f'SELECT {number} AS pattern_number, * FROM pattern."{table.name}" ORDER BY {_order(table)}'
        if number == 0:
            connection.execute(f'CREATE TABLE temp."p_{table.name}" AS {asked}')
            connection.execute(f'CREATE INDEX temp."i_{table.name}" ON "p_{table.name}" (pattern_number)')
        else:
            connection.execute(f'INSERT INTO temp."p_{table.name}" {asked}')
    connection.execute("DETACH pattern")


def _order(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.primary_key)


def _asked(table: Table, wanted: list[Target]) -> Iterator[tuple[str, dict[str, str | int | None]]]:
    """The statements that fill a table, with their values."""
    names = [str(column.name) for column in table.c]
    listed = ", ".join(f'"{name}"' for name in names)
    into = f'INSERT INTO main."{table.name}" ({listed})'
    source = f'FROM temp."p_{table.name}"'
    if table.name == "divisions":
        for row in division_rows(map(_site, wanted), ()):
            yield f"{into} VALUES ({', '.join(f':{name}' for name in names)})", {n: row.get(n) for n in names}
    elif table.name == "rule_counts":
        likes = ", ".join(f"({n}, {sum(one.number % PATTERNS == n for one in wanted)})" for n in range(PATTERNS))
        keys = [str(column.name) for column in table.c if column.primary_key or not isinstance(column.type, Integer)]
        parts = ", ".join(f'"{n}"' if n in keys else f'sum("{n}" * likes)' for n in names)
        likely = f"(SELECT column1 AS number, column2 AS likes FROM (VALUES {likes}))"
        yield f"{into} SELECT {parts} {source} JOIN {likely} ON number = pattern_number GROUP BY {', '.join(keys)}", {}
    elif not _OWNED.intersection(names):
        yield f"{into} SELECT {', '.join(names)} {source} WHERE pattern_number = 0 ORDER BY rowid", {}
    else:
        asked = f"{into} SELECT {', '.join(map(_made, names))} {source} WHERE pattern_number = :pattern ORDER BY rowid"
        yield from ((asked, one.values) for one in wanted)


def _made(column: str) -> str:
    """How a column of a target's row is made of that of its pattern."""
    if column in _IDS:
        return f':division || substr("{column}", {len(CODE) + 1})'
    if column in _HASHES:
        return f':hash || substr("{column}", 9)'
    if column in _DIVISIONS:
        return ":division"
    if column in _OF_PLACE:
        return _OF_PLACE[column]
    if column == "level":
        return ":level"
    if column == "site_id":
        return ":site"
    if column == "capture_id":
        return '"capture_id" || :number'
    if column in _NAMES:
        return f"replace(\"{column}\", '{PLACE}', :name)"
    if column in _ADDRESSES:
        return f"replace(\"{column}\", '{HOST}', :host)"
    return f'"{column}"'


def _site(target: Target) -> Site:
    said = target.values
    return Site(str(said["site"]), f"{said['name']}人民政府", target.division, SITE.start, (), SITE.hosts)


def main(folder: Path, reports: int) -> None:
    """Make a folder that can be served, and print what it took."""
    begun = time.perf_counter()
    summary = make_served(folder, reports)
    used = resource.getrusage(resource.RUSAGE_SELF)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20
    print(
        f"{summary.reports} reports of {summary.agencies} agencies: {size} MB in {time.perf_counter() - begun:.0f} s, "
        f"{used.ru_utime + used.ru_stime:.0f} s of a core, {used.ru_maxrss >> 10} MB at most"
    )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python tools/panel_maker.py FOLDER [REPORTS]")
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else NATION)
