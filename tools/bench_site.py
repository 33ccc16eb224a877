"""How fast is the site on a nation's reports, with several visitors at once?

`python tools/bench_site.py --reports 250000` makes a synthetic panel (tools/panel_maker.py), serves it in a process of
its own as `ogi serve` does, and lets eight clients ask for pages, each for another agency, report or region every time.
Printed are the milliseconds of the middle and of the slowest twentieth of the answers, answers a second, the largest
page, and the memory of the server before and after. `--folder` keeps the panel, or takes one that is there.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
from panel_maker import make_served

from dataset.database import opened
from dataset.files import MANIFEST, read_manifest

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 8
ASKED = 400
"""Answers of one kind that are timed."""
DEFAULT = 20_000
TARGETS = {"own": 100, "suggest": 50, "json": 150, "wide": 300, "same": 5}
"""Milliseconds within which 19 of 20 answers should come, by kind (issue of the site; product page, section 4)."""
_SERVER = (
    "from pathlib import Path; from dataset.site import serve; "
    "serve(Path({folder!r}), 0, ready=lambda at: print(at, flush=True))"
)


@dataclass(frozen=True)
class Kind:
    """One kind of page: its name, the target it is held to, and its addresses."""

    name: str
    target: str
    addresses: list[str]
    headers: str = ""
    """More lines of the request."""


@dataclass(frozen=True)
class Timed:
    """What came of asking for one kind of page."""

    kind: Kind
    middle: float
    slow: float
    rate: float
    largest: int
    packed: int
    failed: int

    def line(self) -> str:
        """The line of the table."""
        target = TARGETS[self.kind.target]
        kept = "" if self.slow <= target else " ✗"
        return (
            f"| {self.kind.name} | {self.middle:.0f} | {self.slow:.0f} | {target}{kept} | {self.rate:.0f} "
            f"| {self.largest / 1000:.0f} | {self.packed / 1000:.1f} | {self.failed} |"
        )


def kinds(folder: Path) -> list[Kind]:
    """Every kind of page with addresses chosen at random from the release, the same in every run."""
    chance = random.Random(7)

    def some(database: str, sql: str) -> list[str]:
        with closing(opened(folder / f"{database}.sqlite")) as connection:
            found = [str(row[0]) for row in connection.execute(sql)]
        return [chance.choice(found) for _ in range(ASKED)]

    agencies = some("ogi", "SELECT agency_id FROM agencies")
    reports = some("ogi", "SELECT report_id FROM reports WHERE year >= 2019")
    names = some("ogi", "SELECT agency_name FROM agencies")
    regions = some("site", "SELECT code FROM places")
    wide = some("site", "SELECT code FROM places WHERE level IN ('province', 'prefecture') OR code = '000000'")
    functions = some("site", "SELECT function FROM kinds WHERE level = 'county'")
    rules = some("ogi", "SELECT DISTINCT rule FROM rule_counts")
    years = some("ogi", "SELECT DISTINCT year FROM reports WHERE year >= 2015")

    def cut(name: str) -> str:
        begin = chance.randrange(max(1, len(name) - 2))
        return quote(name[begin : begin + chance.choice((2, 2, 3, 4))])

    return [
        Kind("home /", "own", ["/"] * ASKED),
        Kind("agency /agency/…", "own", [f"/agency/{one}" for one in agencies]),
        Kind("report /report/…", "own", [f"/report/{one}" for one in reports]),
        Kind("region /region/…", "own", [f"/region/{one}" for one in regions]),
        Kind("search /search?q=", "own", [f"/search?q={cut(name)}" for name in names]),
        Kind("rule /checks/…", "own", [f"/checks/{one}" for one in rules]),
        Kind("suggest /api/suggest", "suggest", [f"/api/suggest?q={cut(name)}" for name in names]),
        Kind("agency JSON", "json", [f"/agency/{one}.json" for one in agencies]),
        Kind("table JSON", "json", [f"/ogi/reports.json?_shape=objects&agency_id={one}" for one in agencies]),
        Kind(
            "coverage",
            "wide",
            [f"/coverage?region={one}&year={year}" for one, year in zip(wide, years, strict=True)],
        ),
        Kind("missing /coverage/missing", "wide", [f"/coverage/missing?region={one}" for one in wide]),
        Kind(
            "compare",
            "wide",
            [f"/compare?region={one}&level=county&kind={kind}" for one, kind in zip(wide, functions, strict=True)],
        ),
    ]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """The site in a process of its own: its address and the process's id."""
    command = [sys.executable, "-c", _SERVER.format(folder=str(folder))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip().rstrip("/"), process.pid
        finally:
            process.terminate()


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1000


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, headers: str
) -> tuple[int, int, str]:
    """Status, bytes as sent and ETag of one answer. A client library would take as long as the server does."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: site\r\nAccept-Encoding: gzip\r\n{headers}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    length = int(fields.get("content-length", 0))
    if length:
        await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), length, fields.get("etag", "")


async def timed(address: str, kind: Kind) -> Timed:
    """Ask for every address of a kind, :data:`CLIENTS` at a time."""
    waits: list[float] = []
    sizes: list[int] = []
    failed = 0
    queue = iter(kind.addresses)
    host, port = address.removeprefix("http://").split(":")

    async def client() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(host, int(port))
        for path in queue:
            begun = time.perf_counter()
            status, length, _ = await ask(reader, writer, path, kind.headers)
            waits.append((time.perf_counter() - begun) * 1000)
            sizes.append(length)
            failed += status not in (200, 304)
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    lasted = time.perf_counter() - begun
    slow = statistics.quantiles(waits, n=20)[-1]
    place = sizes.index(max(sizes))
    largest = len(httpx.get(f"{address}{kind.addresses[place]}", timeout=60).content) if max(sizes) else 0
    return Timed(kind, statistics.median(waits), slow, len(waits) / lasted, largest, max(sizes), failed)


async def same(address: str, kinds: list[Kind]) -> Timed:
    """Ask again for a page that the visitor has."""
    path = kinds[1].addresses[0]
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    _, _, tag = await ask(reader, writer, path, "")
    writer.close()
    return await timed(address, Kind("304 (If-None-Match)", "same", [path] * ASKED, f"If-None-Match: {tag}\r\n"))


def report(folder: Path) -> str:
    """The table, for a folder that can be served."""
    counts = read_manifest(folder)["counts"]
    asked = kinds(folder)
    with served(folder) as (address, pid):
        httpx.get(address, timeout=60)
        idle = megabytes(pid)
        # A first round that is not timed: the tables of a new process are read from the disk.
        for kind in asked:
            asyncio.run(timed(address, Kind(kind.name, kind.target, kind.addresses[:16])))
        lines = [asyncio.run(timed(address, kind)).line() for kind in asked]
        lines.append(asyncio.run(same(address, asked)).line())
        after = megabytes(pid)
    head = [
        f"{counts['reports']} 份年报、{counts['agencies']} 个机关；{CLIENTS} 个客户端，每类 {ASKED} 次，每次另一地址。",
        f"{counts['reports']} reports of {counts['agencies']} agencies; {CLIENTS} clients, {ASKED} requests a kind, "
        "another address each time. Clients and server share the machine.",
        "",
        "| 页面 page | p50 ms | p95 ms | 目标 target | 次/秒 per s | 最大 kB largest | gzip kB | 失败 failed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    memory = f"内存 memory：{idle:.0f} MB 空闲 idle，{after:.0f} MB 之后 after."
    return "\n".join([*head, *lines, "", memory])


def panel(reports: int, folder: Path | None, then: Callable[[Path], str]) -> str:
    """What ``then`` says of a panel of so many reports, in ``folder`` or for this once."""
    if folder is not None and (folder / MANIFEST).is_file():
        return then(folder)
    if folder is not None:
        make_served(folder, reports)
        return then(folder)
    with tempfile.TemporaryDirectory(prefix="panel-") as scratch:
        made = Path(scratch) / "release"
        make_served(made, reports)
        return then(made)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--reports", type=int, default=DEFAULT)
    words.add_argument("--folder", type=Path)
    given = words.parse_args()
    print(panel(given.reports, given.folder, report))
