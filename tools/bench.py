"""How fast are documents read and pages crawled, against plain pdfplumber and a bare spider in the same run?

`make bench` runs this and writes docs/benchmarks.md; `python tools/bench.py SECTION...` renews some sections only, and
`python tools/bench.py releases --reports 250000` bakes the releases of a whole nation (some 30 GB on the disk),
`python tools/bench.py site --reports 250000` serves one.
Times are processor time, the best of several runs: the machines these numbers come from are shared, and what others do
on them only ever adds. Real reports are measured too where they lie in ../shared/reports; the sample reports always.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pdfplumber
from bench_baking import DEFAULT as REPORTS_BAKED
from bench_baking import report as baking
from bench_crawl import memory as crawl_memory
from bench_crawl import table as crawl_table
from bench_scans import rows as scan_rows
from bench_site import panel as site_panel
from bench_site import report as site_table

import parsing
from parsing.model import Verdict

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9
REPORTS = ROOT / "tests" / "reports"
REAL = ROOT.parent / "shared" / "reports"


def documents() -> dict[str, bytes]:
    """What is measured: the project's own sample reports but scans, and the real ones where they are."""
    sources = sorted(REPORTS.glob("*/source.*"))
    found = {p.parent.name: p.read_bytes() for p in sources if not p.parent.name.startswith(("scan-", "image-"))}
    for name in ("real/hongze_2023.pdf", "real/huaian_2024.pdf", "real/shanghai_office_2019.html", "seeds/000.txt"):
        if (REAL / name).is_file():
            found[Path(name).stem + " (real)"] = (REAL / name).read_bytes()
    return found


def best_ms(action: Callable[[], object], runs: int = RUNS) -> float:
    """Least processor time of an action in milliseconds, after one run that does not count."""
    action()
    times = []
    for _ in range(runs):
        start = _spent()
        action()
        times.append(_spent() - start)
    return min(times) * 1000


def _spent() -> float:
    """Seconds of processor time of this process and of those that it started, such as an office program."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def plain_tables(data: bytes) -> int:
    """Read with pdfplumber as its manual shows it: every table of every page."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def row(name: str, data: bytes) -> str:
    """One line of the table: a document, our time, and pdfplumber's where it is a PDF."""
    reading = parsing.read(data)
    if reading.verdict is not Verdict.REPORT:
        raise SystemExit(f"{name}: {reading.reason}")
    ours = best_ms(lambda: parsing.read(data))
    plain = best_ms(lambda: plain_tables(data), 3) if reading.media == "pdf" else None
    against = f"{plain:.0f} | {plain / ours:.1f}" if plain is not None else "– | –"
    return f"| {name} | {reading.media} | {len(data) / 1000:.0f} | {ours:.1f} | {1000 / ours:.0f} | {against} |"


def reading() -> str:
    """Documents one by one, against pdfplumber's tables."""
    rows = [row(name, data) for name, data in documents().items()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"""| 文档 document | 格式 media | kB | 毫秒 ms | 份/秒 per s | pdfplumber `extract_tables` ms | 倍 times |
|---|---|---:|---:|---:|---:|---:|
{chr(10).join(rows)}

整个读取（文字、表格、对齐、规则）与 pdfplumber 只取表格相比；{RUNS} 次中最短的一次。The whole reading (text, tables,
alignment, rules) against pdfplumber's tables alone, the best of {RUNS} runs. 峰值内存 peak memory: {peak:.0f} MB.
"""


def scans() -> str:
    """Pages as scans, damaged in several ways."""
    return f"""自带的两份 PDF 样例，画成图再弄坏，由 OCR 读取；处理器时间，一个进程。
“凭勾稽” 是认不准、由勾稽关系在可能的读法里选定的格，计入 “对”。
The two PDF samples drawn, damaged and read by OCR; processor time of one process. "By sums" are cells in doubt of which
the sums of the form chose a reading; they are among those right.

| 扫描 scan | 秒/页 s per page | 对 right | 无数 no value | 错 wrong | 凭勾稽 by sums | MB |
|---|---:|---:|---:|---:|---:|---:|
{chr(10).join(scan_rows())}
"""


def crawling() -> str:
    """Pages of local sites, against a spider that does nothing with them; and the memory of a long crawl."""
    return f"""同一批本机网页，由一个什么也不做的 Scrapy 爬虫和本程序各采一遍；比的是采集进程自己的处理器时间
（读文档在别的进程）。
The same local pages, crawled by a bare Scrapy spider and by us; compared is the processor time of the process that
crawls (documents are read in others).

{crawl_table(total=300, rounds=1)}

内存 memory: {crawl_memory()}
"""


def releases(reports: int) -> str:
    """Two releases of so many made-up reports."""
    return f"""`python tools/bench.py releases --reports 250000`（全国规模 the nation，约 30 GB 磁盘 of disk）；
每次发布各是一个进程，处理器时间含其子进程。
Each release is a process of its own; processor time includes that of its children.

{baking(reports)}
"""


def site(reports: int) -> str:
    """The site on so many made-up reports, with several visitors at once."""
    return f"""`python tools/bench.py site --reports 250000`；墙钟毫秒，服务进程和客户端共用本机。
Milliseconds on the clock; server and clients share the machine.

{site_panel(reports, None, site_table)}
"""


HEADINGS = {
    "reading": "读一份文档 · Reading one document",
    "scans": "识别扫描件 · Reading scans",
    "releases": "制作一个版本 · Baking a release",
    "site": "网站 · The site under load",
    "crawling": "采集 · Crawling",
}
"""The sections in their order."""


def main(names: Collection[str], reports: int) -> int:
    """Measure and write docs/benchmarks.md: all sections, or those named while the others stay as they are."""
    sections: Mapping[str, Callable[[], str]] = {
        "reading": reading, "scans": scans, "releases": lambda: releases(reports),
        "site": lambda: site(reports), "crawling": crawling,
    }  # fmt: skip
    target = ROOT / "docs" / "benchmarks.md"
    kept = _kept(target.read_text("utf-8")) if names and target.is_file() else {}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}"
    measured = f"（{datetime.now(UTC):%Y-%m-%d}，{machine}）"
    parts = [
        f"## {heading}\n\n{sections[name]().strip()}\n\n{measured}\n" if name in names or not names else kept[heading]
        for name, heading in HEADINGS.items()
        if name in names or not names or heading in kept
    ]
    text = f"""# 性能 · Benchmarks

`make bench`。处理器时间（含办公软件）；机器与他人共用，同一次运行里的倍数比时间可靠。
Processor time, office programs included, on a shared machine: ratios within a run say more than times.

{chr(10).join(parts)}"""
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def _kept(text: str) -> dict[str, str]:
    """The sections of an earlier run by their headings."""
    found = [f"## {part.rstrip()}\n" for part in text.split("\n## ")[1:]]
    return {part.splitlines()[0].removeprefix("## "): part for part in found}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"one of {', '.join(HEADINGS)}; none: all")
    parser.add_argument(
        "--reports", type=int, default=REPORTS_BAKED, help="made-up reports of the sections releases and site"
    )
    asked = parser.parse_args()
    if unknown := set(asked.sections) - set(HEADINGS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    sys.exit(main(asked.sections, asked.reports))
