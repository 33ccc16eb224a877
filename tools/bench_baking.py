"""How long does it take to bake a release of so many reports, and how much memory?

    python tools/bench_baking.py [REPORTS]

Two reports are built as usual and multiplied inside the working database: every table has the rows that so many reports
would give it. What is timed is `ogi release`, once without a release before and once against it, and the peak memory of
the process and its children. One report in a hundred is read otherwise in the second.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dataset.build import SUMMARY  # noqa: E402
from dataset.release import release  # noqa: E402
from dataset.schema import DATABASES  # noqa: E402
from tests.dataset_kit import Item, built, reading_of  # noqa: E402

DEFAULT = 2_000
YEARS = 2
NUMBERED = {
    "report_id",
    "against_report_id",
    "document_sha256",
    "sha256",
    "agency_id",
    "other_id",
    "capture_id",
    "document",
}
"""Columns that name a report, a document, an agency or a capture: each copy gets names of its own."""


def multiply(build: Path, times: int) -> None:
    """Let every table have the rows of ``times`` as many agencies."""
    for file, metadata in DATABASES.items():
        with closing(sqlite3.connect(build / f"{file}.sqlite")) as connection, connection:
            connection.execute("PRAGMA journal_mode = OFF")
            counted = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times - 1})"
            connection.execute(f"CREATE TEMP TABLE copies AS {counted} SELECT i FROM n")
            for table in metadata.tables.values():
                names = [str(column.name) for column in table.c]
                if not NUMBERED.intersection(names):
                    continue  # does not grow with the number of reports
                chosen = ", ".join(f"printf('%06d', i) || \"{n}\"" if n in NUMBERED else f'"{n}"' for n in names)
                listed = ", ".join(f'"{name}"' for name in names)
                connection.execute(f'INSERT INTO "{table.name}" ({listed}) SELECT {chosen} FROM copies, "{table.name}"')


def peak() -> int:
    """Peak memory of this process and of the largest of its children, in MB."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) // 1024


def cpu() -> float:
    """Seconds of CPU that this process and its children have used: on a shared machine they say more than the clock."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(reports: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bench-baking-") as name:
        data = Path(name)
        built(data, *(Item(reading_of(year=2021 + year)) for year in range(YEARS)))
        multiply(data / "build", reports // YEARS)
        summary = json.loads((data / "build" / SUMMARY).read_bytes())
        summary |= {"reports": reports, "agencies": reports // YEARS}
        (data / "build" / SUMMARY).write_text(json.dumps(summary))
        took = []
        for step in ("first", "second"):
            if step == "second":
                with closing(sqlite3.connect(data / "build" / "ogi.sqlite")) as connection, connection:
                    connection.execute("UPDATE proactive SET permit_decisions = 7 WHERE rowid % 100 = 0")
            begun, worked = time.perf_counter(), cpu()
            folder = release(data, accept_readings=True)
            took.append((time.perf_counter() - begun, cpu() - worked))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20
        changed = json.loads((folder / "manifest.json").read_bytes())["changes"]
    for step, (seconds, worked) in zip(("without a release before", "against one"), took, strict=True):
        print(f"{reports} reports, {step}: {seconds:.1f} s, {worked:.1f} s of CPU in all processes")
    print(f"{size} MB; peak memory {peak()} MB; changes {changed}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
