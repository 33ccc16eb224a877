"""How long does it take to write the files of a large release, and in how much memory?

    python tools/bench_release.py data/releases/latest 20000 FOLDER

Multiplies one report of a release into as many under made-up agencies, four figures of five being nought as in real
reports, and writes every file of a release of them into FOLDER. Prints seconds, bytes and peak memory.
"""

from __future__ import annotations

import random
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dataset.descriptions.writing import write_descriptions  # noqa: E402
from dataset.export import export_all  # noqa: E402
from dataset.formats.imprint import imprint_of  # noqa: E402
from dataset.manifest import files_of  # noqa: E402

TABLES = ("reports", "proactive", "requests", "disputes", "fees", "panel", "rule_status", "report_documents")
PROVINCES = (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61)
YEARS = range(2018, 2025)
Rows = list[dict[str, Any]]


def multiply(database: Path, wanted: int) -> None:
    """Put ``wanted`` reports in the place of those of the database, all made of its newest one."""
    chance = random.Random(1)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.row_factory = sqlite3.Row
        report = connection.execute("SELECT * FROM reports ORDER BY year DESC, report_id").fetchone()
        pattern = {table: _rows(connection, table, "report_id", report["report_id"]) for table in TABLES}
        [agency] = _rows(connection, "agencies", "agency_id", report["agency_id"])
        for table in (*TABLES, "doubts", "agencies"):
            connection.execute(f"DELETE FROM {table}")
        agencies = -(-wanted // len(YEARS))
        for number in range(wanted):
            place, year = divmod(number, len(YEARS))
            code = f"{PROVINCES[place % len(PROVINCES)]}0{1 + place % 9}{1 + place % 20:02d}"
            own = {"agency_id": f"{code}-civil-{place}", "division_code": code}
            if year == 0:
                _insert(connection, "agencies", agency | own)
            own |= {"report_id": f"{own['agency_id']}-{YEARS[year]}", "year": YEARS[year]}  # type: ignore[dict-item]
            for table, rows in pattern.items():
                for row in rows:
                    _insert(
                        connection, table, {name: own.get(name, _some(chance, value)) for name, value in row.items()}
                    )
        connection.execute("UPDATE releases SET reports = ?, agencies = ?", (wanted, agencies))


def _rows(connection: sqlite3.Connection, table: str, key: str, value: str) -> Rows:
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (value,))]


def _some(chance: random.Random, value: Any) -> Any:
    return value if not isinstance(value, int) else 0 if chance.random() < 0.8 else chance.randrange(300)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", list(row.values()))


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do it, and print how long it took."""
    begun = time.perf_counter()
    done = work()
    print(f"{name}: {time.perf_counter() - begun:.1f} s")
    return done


def main(release: Path, wanted: int, folder: Path) -> None:
    """Make the files and print what they cost."""
    folder.mkdir(parents=True)
    shutil.copyfile(release / "ogi.sqlite", folder / "ogi.sqlite")
    multiply(folder / "ogi.sqlite", wanted)
    imprint = imprint_of(folder / "ogi.sqlite", release.resolve().name)
    timed("tables", lambda: export_all(folder, imprint))
    files = timed("rows and checksums", lambda: files_of(folder))
    timed("descriptions", lambda: write_descriptions(folder, imprint, files))
    print(f"files: {len(files)}, {sum(file.bytes for file in files) / 1e6:.0f} MB")
    for name, who in (("this process", resource.RUSAGE_SELF), ("largest other", resource.RUSAGE_CHILDREN)):
        used = resource.getrusage(who)
        print(f"{name}: {used.ru_maxrss // 1024} MB at most, {used.ru_utime + used.ru_stime:.0f} s of a core")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
