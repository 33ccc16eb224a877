"""How long does it take to bake a release of a nation's reports, and in how much memory?

    python tools/bench_baking.py [REPORTS]

The databases of so many made-up reports (:mod:`panel_maker`) are released twice: once with nothing to compare with,
once against the first, with every hundredth row of table 2 read otherwise. Each release is a process of its own, as
`ogi release` is; measured are its processor time with that of its children, and the memory of all of them together,
sampled. Every file of the second is then counted again and held against its manifest and the databases.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from dataset.formats.counting import rows_in  # noqa: E402
from dataset.release import release  # noqa: E402
from dataset.schema import TABLES  # noqa: E402

DEFAULT = 2_500
NATION = 250_000
SAMPLE_S = 0.5
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Cost:
    """What a step took."""

    wall_s: float
    cpu_s: float
    """Of the process and everything that it started."""
    largest_mb: int
    """Peak of the largest single process."""
    together_mb: int
    """Peak of all of them together; pages that they share count in each."""

    @property
    def row(self) -> str:
        """As cells of a table."""
        return f"{self.cpu_s:.0f} | {self.wall_s:.0f} | {self.largest_mb} | {self.together_mb}"


def step(name: str, data: Path, reports: int) -> Cost:
    """Do a step in a process of its own, and watch it. Ends the program where it fails."""
    begun, together = time.perf_counter(), 0
    with subprocess.Popen([sys.executable, __file__, name, str(data), str(reports)], stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            together = max(together, _memory(process.pid))
            time.sleep(SAMPLE_S)
        said = process.stdout.read() if process.stdout else b""
    if process.returncode:
        raise SystemExit(f"{name} failed")
    used = json.loads(said)
    largest = used["largest_mb"]
    return Cost(time.perf_counter() - begun, used["cpu_s"], largest, max(largest, together >> 20))


def _memory(pid: int) -> int:
    """Bytes in memory of a process and of those that it started; 0 where the system does not tell."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
        children = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except (OSError, IndexError):
        return 0
    return own + sum(_memory(int(child)) for child in children.split())


def _do(name: str, data: Path, reports: int) -> None:
    """The step itself, in the process that is watched; says what it used."""
    if name == "make":
        from panel_maker import make_build

        made = make_build(data, reports)
        if not 0.98 * reports <= made.reports <= 1.02 * reports:
            raise SystemExit(f"{made.reports} reports instead of {reports}")
        (data / "registry").mkdir(exist_ok=True)
        (data / "registry" / "assertions.yml").write_text("found_fall: 1  # half of the agencies have the last year\n")
    else:
        release(data, accept_readings=True)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu_s = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps({"cpu_s": cpu_s, "largest_mb": max(one.ru_maxrss for one in used) >> 10}))


def read_otherwise(build: Path) -> None:
    """Let one row of table 2 in a hundred say something else."""
    with closing(sqlite3.connect(build / "ogi.sqlite")) as connection, connection:
        connection.execute("UPDATE proactive SET permit_decisions = 7 WHERE rowid % 100 = 0")


def counted(folder: Path) -> tuple[int, int]:
    """Count the rows of every file again; how many files that are, and how many rows. Ends the program where a file
    has other rows than the manifest says, or than its table has.
    """
    manifest = json.loads((folder / "manifest.json").read_bytes())
    stated = {entry["path"]: entry["rows"] for entry in manifest["files"] if entry["rows"] is not None}
    found = {path: rows_in(folder / path) for path in stated}
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        tables = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in TABLES}
        agencies = tables["agencies"]
    tables["national"] = tables["reports"]
    expected = dict(stated)
    for name, count in tables.items():
        expected |= {f"csv/{name}.csv": count, f"excel/{name}_excel.csv": count}
        expected |= {f"machine/{name}.csv.gz": count, f"parquet/{name}.parquet": count}
    wrong = [path for path in expected if not found.get(path) == stated.get(path) == expected[path]]
    for part, whole in (("slices/year/", 2), ("slices/province/", 2), ("xlsx/", 1)):
        if sum(rows or 0 for path, rows in found.items() if path.startswith(part)) != whole * tables["reports"]:
            wrong.append(part)
    if sum(rows or 0 for path, rows in found.items() if path.startswith("json/")) != agencies:
        wrong.append("json/")
    if wrong:
        raise SystemExit(f"not as many rows as stated: {', '.join(wrong)}")
    return len(found), sum(rows or 0 for rows in found.values())


def report(reports: int) -> str:
    """Bake two releases of so many reports; what it took, as a table of the benchmarks."""
    with tempfile.TemporaryDirectory(prefix="bench-baking-") as name:
        data = Path(name)
        made = step("make", data, reports)
        first = step("release", data, reports)
        read_otherwise(data / "build")
        second = step("release", data, reports)
        folder = (data / "releases" / "latest").resolve()
        files, rows = counted(folder)
        every = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in every) / 1e9
        changes = json.loads((folder / "manifest.json").read_bytes())["changes"]
    return f"""{reports} 份年报 reports：

| 步骤 step | 处理器秒 CPU s | 墙钟秒 wall s | 最大一个进程 largest process MB | 全部进程 all together MB |
|---|---:|---:|---:|---:|
| 造数据库 making the databases（不计入发布 no part of a release） | {made.row} |
| 首次发布 first release | {first.row} |
| 再次发布，逐格比较 second release, compared cell by cell | {second.row} |

一个版本 {len(every)} 个文件、{size:.1f} GB；其中 {files} 个有行数的文件重新数过，共 {rows} 行，
与清单和数据库一致；变更 changes {changes}。
A release has {len(every)} files of {size:.1f} GB; the {files} of them that have rows were counted again: {rows} rows,
as manifest and databases say."""


if __name__ == "__main__":
    if len(sys.argv) == 4:
        _do(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(report(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
