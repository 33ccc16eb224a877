"""How does an archive become the working database?

The database is a pure function of the archive and the code: the same archive gives the same bytes. It is made anew
every time, in a folder beside the old one, and takes its place only when it is whole.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from crawler.archive import Archive
from crawler.errors import ArchiveError
from dataset import tables
from dataset.calendar.timeliness import settle
from dataset.checks import Signatures, StoredProse, check_reports, keep_text, status_row
from dataset.checks.roster import rosters
from dataset.claims import Claim, Report, claim_of, reports_of
from dataset.database import add, problems, written
from dataset.errors import DatasetError
from dataset.identity.registry import Registry
from dataset.readings import ReadAll, Readings, reader_digest
from dataset.rows import Row, places_of, rows_of, sections_of
from dataset.schema import DATABASES, PROVENANCE, SECTIONS, TABLES
from dataset.sightings import Edition, edition_of
from dataset.summary import BuildSummary, code_version, recover, write_summary
from dataset.takedowns import hidden_years, load_takedowns, require_known, ruling_rows
from parsing.bounded import Readers, Source
from parsing.model import Reading, Verdict

HELD = 500
"""Reports whose rows are held in memory at a time."""

Track = Callable[[int, int], None]
"""Is told how many documents have been read, and of how many."""


def build(
    archive_root: Path,
    database_dir: Path,
    *,
    track: Track | None = None,
    read_all: ReadAll | None = None,
    workers: int | None = None,
) -> BuildSummary:
    """Make the working database of everything in the archive.

    ``database_dir`` then holds ``ogi.sqlite``, ``provenance.sqlite``, ``texts.sqlite`` and ``build.json``; what stood
    there is replaced at once, or left as it was if anything goes wrong. Readings are kept in ``readings.sqlite`` in
    the folder above it, the agencies in ``registry/`` there (:mod:`dataset.identity.registry`): names met for the
    first time are added. Documents are read by ``workers`` bounded processes (all cores by default); ``read_all``
    reads them in another way.

    Raises :class:`DatasetError` where there is no archive, nothing was captured, the archive is damaged or still
    being written, the registry of agencies is not one, a ruling decides nothing, or the database cannot be written.
    """
    if not archive_root.is_dir():
        raise DatasetError(
            f"没有存档：{archive_root}；请先运行 ogi crawl（或 ogi run）。",
            f"There is no archive at {archive_root}; run ogi crawl (or ogi run) first.",
        )
    recover(database_dir)
    registry_dir = database_dir.parent / "registry"
    try:
        registry = Registry.load(registry_dir)
        takedowns = load_takedowns(registry_dir)
        edition = edition_of(Archive(archive_root))
        require_known(takedowns, edition.sightings)
        with Readings(database_dir.parent / "readings.sqlite", reader_digest()) as readings:
            read = _read_missing(edition, readings, read_all, workers, track or (lambda done, total: None))
            with _replacing(database_dir) as folder:
                summary, met = write_database(folder, edition, readings, read, registry, takedowns)
                met.save(folder / "registry")  # with which a release of it can be made again
            readings.forget_other_readers()
        met.save(registry_dir)
    except ArchiveError as error:
        raise DatasetError(error.zh, error.en) from None
    except (OSError, sqlite3.Error, OperationalError) as error:
        reason = str(getattr(error, "orig", None) or error).replace("\n", " ")
        raise DatasetError(
            f"写不成数据库（{reason}）；原有数据库未动。请检查磁盘空间和 {database_dir.parent}，"
            "并确认没有另一个 ogi build 在运行。",
            f"The database could not be written ({reason}) and was left as it was. See to the disk and to "
            f"{database_dir.parent}, and that no other ogi build is running.",
        ) from error
    return summary


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """A new folder to be filled; takes the place of ``folder`` when the block ends without an error."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    before = folder.with_name(f"{folder.name}.before")
    try:
        yield new
        new.chmod(0o755)
        shutil.rmtree(before, ignore_errors=True)
        if folder.exists():
            folder.rename(before)
        new.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _read_missing(
    edition: Edition, readings: Readings, read_all: ReadAll | None, workers: int | None, track: Track
) -> int:
    """Read every document whose reading is not kept. Returns how many that were."""
    known = [seen.known(sha256) for sha256, seen in edition.sightings.items()]
    missing = [item for item in known if not readings.settled(item)]
    documents = ((item, Source(edition.archive.get(item.sha256), item.name, item.media)) for item in missing)
    done = 0
    with Readers(workers or _cores()) as readers:
        for done, _ in enumerate(readings.read(documents, read_all or readers.map), start=1):
            track(done, len(missing))
    return done


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_database(
    folder: Path,
    edition: Edition,
    readings: Readings,
    read: int,
    registry: Registry,
    takedowns: Mapping[str, str],
) -> tuple[BuildSummary, Registry]:
    """Everything that follows from the readings of an edition: the databases in ``folder``, and the registry with the
    names met now. ``read`` is how many documents had to be read for it, ``takedowns`` are not to be shown.

    Raises :class:`DatasetError` where a ruling decides nothing or the archive grew meanwhile.
    """
    with written(folder / "ogi.sqlite", DATABASES["ogi"]) as ogi:
        _add(ogi, "sites", tables.site_rows(edition))
        claims, hidden, unreadable = _write_documents(ogi, edition, readings, takedowns)
        _add(ogi, "rulings", ruling_rows(registry.rulings, takedowns, registry.counts))
        _add(ogi, "captures", tables.capture_rows(edition.captures(), takedowns))
        gathered = reports_of(claims, registry)
        reports, unresolved = gathered.reports, gathered.unresolved
        _add(ogi, "divisions", tables.division_rows(edition.sites.values(), reports))
        agencies = _add(ogi, "agencies", tables.agency_rows(reports))
        _add(ogi, "agency_names", tables.agency_name_rows(gathered.registry, reports))
        _add(ogi, "agency_events", tables.agency_event_rows(gathered.events, reports))
        _add(ogi, "agency_identifiers", tables.agency_identifier_rows(gathered.identifiers))
        _add(ogi, "unresolved", tables.unresolved_rows(unresolved, edition))
        with Signatures(folder / "signatures") as signatures:
            _write_reports(folder, ogi, reports, edition, readings, signatures)
            settle(ogi, edition, hidden_years(hidden, gathered))
            with StoredProse(folder / "texts.sqlite") as prose:
                keys = [(report.report_id, report.agency_id, report.year) for report in reports]
                versions = _versions(reports, edition, readings)
                check_reports(ogi, prose, signatures, keys, versions, rosters(ogi, registry.counts))
        if edition.archive.digest() != edition.digest:
            raise DatasetError(
                "生成期间存档有新内容写入，原有数据库未动；请等采集结束后再运行 ogi build（已读的文档不会重读）。",
                "The archive grew while it was read; the database was left as it was. Run ogi build again when the "
                "crawl has ended (what has been read is not read again).",
            )
    for name in DATABASES:
        if found := problems(folder / f"{name}.sqlite"):
            raise AssertionError(f"{name}.sqlite was not written whole: {found}")
    summary = BuildSummary(
        sample=edition.sample,
        samples_left_out=edition.samples_left_out,
        archive_digest=edition.digest,
        code_version=code_version(),
        newest_capture=edition.newest_capture,
        sites=len(edition.sites),
        documents=len(edition.sightings),
        documents_read=read,
        unreadable=unreadable,
        reports=len(reports),
        agencies=agencies,
        unresolved=len(unresolved),
    )
    write_summary(folder, summary)
    return summary, gathered.registry


def _add(connection: Connection, table: str, rows: Iterable[Row]) -> int:
    return add(connection, TABLES[table], rows)


def _write_documents(
    ogi: Connection, edition: Edition, readings: Readings, takedowns: Mapping[str, str]
) -> tuple[list[Claim], list[Claim], int]:
    """The table of documents; returns those that read as reports, those of them that are taken down apart, and how many
    cannot be read.
    """
    claims: list[Claim] = []
    hidden: list[Claim] = []
    unreadable = 0

    def rows() -> Iterator[Row]:
        nonlocal unreadable
        for sha256, seen in edition.sightings.items():
            head = readings.head(seen.known(sha256))
            unreadable += head.verdict == Verdict.UNREADABLE
            claim = claim_of(sha256, head, seen, edition)
            if claim is not None:
                (hidden if sha256 in takedowns else claims).append(claim)
            yield tables.document_row(sha256, head, edition, takedowns.get(sha256))

    _add(ogi, "documents", rows())
    return claims, hidden, unreadable


def _write_reports(
    folder: Path,
    ogi: Connection,
    reports: list[Report],
    edition: Edition,
    readings: Readings,
    signatures: Signatures,
) -> None:
    """The tables of the reports, in the order of their ids, a few hundred reports at a time."""
    with (
        written(folder / "provenance.sqlite", DATABASES["provenance"]) as provenance,
        written(folder / "texts.sqlite", DATABASES["texts"]) as texts,
    ):
        for start in range(0, len(reports), HELD):
            rows: dict[str, list[Row]] = {}
            places: list[Row] = []
            sections: list[Row] = []
            for number, report in enumerate(reports[start : start + HELD], start):
                sha256 = report.speaks.sha256
                reading = readings[edition.sightings[sha256].known(sha256)]
                for table, row in rows_of(report, reading, edition.sightings):
                    rows.setdefault(table, []).append(row)
                rows.setdefault("rule_status", []).append(status_row(report.report_id, reading))
                keep_text(signatures, number, reading)
                place = {"document_sha256": sha256, "report_id": report.report_id, "places": places_of(reading)}
                places.append(place)
                sections += sections_of(report.report_id, reading)
            add(provenance, PROVENANCE, places)
            add(texts, SECTIONS, sections)
            for table in TABLES:
                _add(ogi, table, rows.get(table, ()))


def _versions(reports: list[Report], edition: Edition, readings: Readings) -> Callable[[str], Iterator[Reading]]:
    """Report -> the readings of its documents that do not speak for it."""

    def of(report_id: str) -> Iterator[Reading]:
        place = bisect_left(reports, report_id, key=lambda report: report.report_id)
        for claim in reports[place].claims[1:]:
            yield readings[edition.sightings[claim.sha256].known(claim.sha256)]

    return of
