"""How many pages a second does the crawler take in, against a bare Scrapy spider on the same local sites?

Both crawl the same pages on loopback with the same manners (one connection a host, robots.txt) and no delay. The bare
spider follows every link and throws the pages away; ours judges, reads and archives them. What is compared is the
processor time of the process that crawls: documents are read in processes of their own, and the machine is shared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawler import Site  # noqa: E402
from crawler.samples.content import sites as sample_contents  # noqa: E402
from crawler.samples.render import render_html  # noqa: E402

SITES = 8
REPORTS_A_PAGE = 25
LINK = "<li><a href='/zfxxgknb/r{n}.html'>第{n}局{year}年政府信息公开工作年度报告</a><span>2022-01-20</span></li>"
FOOT = "<p>" + "甲区人民政府主办。" * 40 + "</p>"


def page_of(path: str, total: int, reports: list[bytes]) -> bytes | None:
    """A page of a site with ``total`` reports: a home page, a list with a pager, the reports."""
    pages = -(-total // REPORTS_A_PAGE)
    if path == "/":
        return f"<html><body><a href='/zfxxgknb/'>政府信息公开年报</a>{FOOT}</body></html>".encode()
    name = path.removeprefix("/zfxxgknb/")
    if name == "" or name.startswith("index_"):
        at = int(name[6:].partition(".")[0]) if name else 0
        rows = (
            LINK.format(n=n, year=2008 + n % 17)
            for n in range(at * REPORTS_A_PAGE, min(total, (at + 1) * REPORTS_A_PAGE))
        )
        pager = f"<a href='/zfxxgknb/index_{at + 1}.html'>下一页</a>" if at + 1 < pages else ""
        return f"<html><body><ul>{''.join(rows)}</ul>{pager}{FOOT}</body></html>".encode()
    if name.startswith("r"):
        number = int(name[1:].partition(".")[0])
        return reports[number % len(reports)].replace(b"</body>", f"<p>{number}</p></body>".encode())
    return None


@contextmanager
def served(total: int) -> Iterator[list[str]]:
    """The sites, each on a loopback address of its own, in a process of their own; their start addresses."""
    call = [sys.executable, __file__, "--serve", str(total)]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def serve(total: int) -> None:
    """Serve until the process is ended."""
    reports = [render_html(p.report).encode() for site in sample_contents() for p in site.publications]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def do_GET(self) -> None:
            body = page_of(self.path, total, reports)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    servers = [ThreadingHTTPServer((f"127.0.60.{n + 1}", 0), Handler) for n in range(SITES)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps([f"http://{s.server_address[0]}:{s.server_port}/" for s in servers]), flush=True)
    sys.stdin.read()


def bare(starts: list[str]) -> None:
    """A spider as Scrapy's tutorial has it: follow every link, keep nothing."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = starts

        def parse(self, response):  # type: ignore[no-untyped-def]
            for href in response.xpath("//a/@href").getall():
                yield response.follow(href, self.parse)

    settings = {
        "LOG_LEVEL": "WARNING",
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(Bare)
    process.crawl(crawler)
    process.start()
    _report(crawler.stats.get_value("downloader/response_count"), own_cpu())


def ours(starts: list[str], archive: str) -> None:
    """The crawl's own process, asked as the command would ask it."""
    import io

    from crawler import work

    sites = [
        Site.from_entry(
            {"id": f"s{n}", "name": f"第{n}区", "division": "990102", "start": [url], "hosts": [url.split("/")[2]]}
        )
        for n, url in enumerate(starts)
    ]
    job = {
        "archive": archive,
        "sites": [s.as_entry() for s in sites],
        "years": [],
        "sample": None,
        "requests": None,
        "resume": False,
    }
    reading, writing = os.pipe()
    os.write(writing, json.dumps(job).encode() + b"\n")
    os.dup2(reading, 0)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), "utf-8")
    said = sys.stdout
    sizes: list[float] = []
    threading.Thread(target=_watch, args=(sizes,), daemon=True).start()
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    work.main()
    sys.stdout = said
    from crawler.archive import Archive

    [run] = Archive(Path(archive)).runs()
    _report(sum(result.requests for result in run.results.values()), own_cpu(), sizes)


def _watch(sizes: list[float]) -> None:
    """Note the memory of this process every half second."""
    while True:
        sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20)
        time.sleep(0.5)


def own_cpu() -> float:
    """Seconds of processor time of this process alone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _report(pages: int, cpu: float, sizes: list[float] | None = None) -> None:
    found: dict[str, object] = {"pages": pages, "cpu": cpu}
    found["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if sizes:  # at the quarters of the run
        found["quarters"] = [round(sizes[len(sizes) * part // 4 - 1]) for part in (1, 2, 3, 4)]
    print(json.dumps(found))


def measured(kind: str, starts: list[str]) -> dict[str, Any]:
    """Run one crawler in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, __file__, f"--{kind}", json.dumps(starts), "--archive", folder]
        begun = time.perf_counter()
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"seconds": time.perf_counter() - begun}


def table(total: int = 60, rounds: int = 3) -> str:
    """The lines of docs/benchmarks.md on crawling: medians of several rounds, the two taking turns."""
    runs: dict[str, list[dict[str, Any]]] = {"bare": [], "ours": []}
    with served(total) as starts:
        for _ in range(rounds):
            for kind, done in runs.items():
                done.append(measured(kind, starts))
    middle = {kind: sorted(done, key=lambda run: run["cpu"] / run["pages"])[rounds // 2] for kind, done in runs.items()}
    rates = {kind: run["pages"] / run["cpu"] for kind, run in middle.items()}
    lines = [
        "| 爬虫 crawler | 页 pages | 处理器秒 CPU s | 页/处理器秒 pages per CPU s | 墙钟秒 wall s | MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    names = {"bare": "Scrapy alone", "ours": "ogi"}
    for kind, run in middle.items():
        numbers = f"{run['pages']:.0f} | {run['cpu']:.1f} | {rates[kind]:.0f} | {run['seconds']:.1f} | {run['rss']:.0f}"
        lines.append(f"| {names[kind]} | {numbers} |")
    return "\n".join([*lines, "", f"倍 ratio: {rates['ours'] / rates['bare']:.2f}"])


def memory(total: int = 2500) -> str:
    """One line on the memory of a crawl of 20,000 pages: at the quarters of the run."""
    with served(total) as starts:
        run = measured("ours", starts)
    sizes = " · ".join(f"{size} MB" for size in run["quarters"])
    return f"{run['pages']} 页 pages：{sizes}（四分之一处 at the quarters）；{run['seconds']:.0f} s"


def main() -> int:
    """``--pages N`` reports a site; the other options are for the processes that this one starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="crawl 20,000 pages and tell the memory")
    for name in ("--serve", "--bare", "--ours", "--archive"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(int(args.serve))
    elif args.bare:
        bare(json.loads(args.bare))
    elif args.ours:
        ours(json.loads(args.ours), args.archive)
    elif args.memory:
        print(memory())
    else:
        print(table(args.pages, args.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
