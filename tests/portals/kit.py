"""What do all imitated portals share: a server that logs who asked for what and when, and reports to publish.

A portal is a function from a :class:`Call` to a :class:`Reply`. What it publishes and what a crawl of it must find
stands beside it in a :class:`Key`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from crawler import Archive, RunManifest, Site, SiteResult, crawl
from crawler.records import Capture, Kind
from crawler.samples.content import sites as sample_contents
from crawler.samples.render import render_docx, render_html
from crawler.verdicts import Verdict


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    """With the query, percent-decoding left to the portal."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""

    @property
    def bare(self) -> str:
        """The path alone, decoded."""
        return unquote(urlsplit(self.path).path)

    def field(self, name: str) -> str:
        """The first value of a field of the query or of a posted form; empty when there is none."""
        both = urlsplit(self.path).query + "&" + self.body.decode("utf-8", "replace")
        return parse_qs(both, keep_blank_values=True).get(name, [""])[0]


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: str | bytes = ""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Answers = Callable[[Call], Reply | None]
"""A portal. None is a plain 404."""


@dataclass(frozen=True)
class Key:
    """What a crawl must bring back. Paths begin with ``/`` and are those under which a reader finds the report."""

    reports: frozenset[str]
    decoys: frozenset[str] = frozenset()
    """Paths that must never be recorded as reports."""
    never: frozenset[str] = frozenset()
    """Paths that must never be asked for."""
    platform: str | None = None
    columns: frozenset[str] = frozenset()
    """Of the reports those that are column pages themselves: a later crawl looks at them again."""


@dataclass(frozen=True)
class Asked:
    """One line of the access log."""

    at: float
    """Seconds, of a steady clock."""
    method: str
    path: str
    body: bytes
    together: int
    """Requests that were being answered at this moment, this one included."""


@dataclass
class Served:
    """A portal that is running."""

    base: str
    log: list[Asked] = field(default_factory=list)

    def site(self, **more: object) -> Site:
        """Its entry in the registry."""
        entry = {"id": "p", "name": "甲区人民政府", "division": "990102", "start": [f"{self.base}/"]}
        return Site.from_entry({**entry, "hosts": [urlsplit(self.base).netloc], **more})

    def take(self) -> list[str]:
        """Paths asked for since the last time, robots.txt left out."""
        paths = [asked.path for asked in self.log if asked.path != "/robots.txt"]
        self.log.clear()
        return paths


@contextmanager
def served(portal: Answers, address: str = "127.0.0.1") -> Iterator[Served]:
    """Serve a portal on a loopback address and a free port while the block runs."""
    lock, busy = threading.Lock(), [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        left = False

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                busy[0] += 1
                self.left = False
                running.log.append(Asked(time.monotonic(), self.command, self.path, body, busy[0]))
            try:
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = portal(Call(self.command, self.path, headers, body))
                self._send(reply or Reply("<html><body>404 Not Found</body></html>", 404))
            finally:
                self._leave()

        def _leave(self) -> None:
            with lock:
                busy[0] -= not self.left
                self.left = True

        def _send(self, reply: Reply) -> None:
            data = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            told = {"Content-Type": reply.content_type, "Content-Length": str(len(data)), **reply.headers}
            for name, value in told.items():
                self.send_header(name, value)
            # Count no longer before the last byte is out: whoever has it may ask again before this thread goes on.
            if not data:
                self._leave()
            self.end_headers()
            self.wfile.write(data[:-1])
            self._leave()
            self.wfile.write(data[-1:])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    running = Served(f"http://{address}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Crawled:
    """What one crawl of a served portal brought."""

    manifest: RunManifest
    result: SiteResult
    captures: tuple[Capture, ...]
    base: str

    @property
    def reports(self) -> frozenset[str]:
        """Paths of what was recorded as a report in this run."""
        return frozenset(
            capture.url.removeprefix(self.base)
            for capture in self.captures
            if capture.verdict is Verdict.OK and capture.kind is not Kind.LISTING
        )


def crawled(portal: Served, archive: Path, site: Site | None = None) -> Crawled:
    """Crawl a served portal with the real crawler, in a process of its own."""
    site = site or portal.site()
    manifest = crawl([site], archive)
    captures = tuple(c for c in Archive(archive).captures() if c.run_id == manifest.run_id)
    return Crawled(manifest, manifest.results[site.id], captures, portal.base)


def check(portal: Answers, key: Key, archive: Path, **more: object) -> Served:
    """Crawl a portal twice and hold everything that is promised against its key.

    First all reports and no decoy, for one and a half requests a report besides the listings at most; then a second
    crawl of the unchanged portal that makes no new object and asks for no report again.
    """
    with served(portal) as running:
        site = running.site(**more)
        first = crawled(running, archive, site)
        assert first.reports == key.reports, (first.reports ^ key.reports, first.result)
        assert not first.reports & key.decoys
        asked = {entry.path for entry in running.log}
        assert not asked & key.never, asked & key.never
        assert all(entry.together == 1 for entry in running.log), "one connection a host"
        if key.platform is not None:
            assert first.result.platform == key.platform
        listings = sum(1 for capture in first.captures if capture.kind is Kind.LISTING)
        assert first.result.requests <= 1.5 * len(key.reports) + listings, (first.result.requests, listings)
        objects = _objects(archive)
        running.log.clear()
        again = crawled(running, archive, site)
        assert again.result.reports_found == first.result.reports_found == len(key.reports)
        assert str(again.result.state) == "ok", again.result
        assert _objects(archive) == objects
        paths = {unquote(entry.path) for entry in running.log}
        reports = {unquote(path) for path in key.reports - key.columns}
        assert not paths & reports, "reports are not asked for again"
        return running


def _objects(archive: Path) -> frozenset[str]:
    return frozenset(path.name for path in (archive / "objects").rglob("*") if path.is_file())


@cache
def report_pages() -> tuple[str, ...]:
    """Whole HTML pages of reports of real size, each of another office and year."""
    return tuple(render_html(p.report) for site in sample_contents() for p in site.publications)


@cache
def report_bodies() -> tuple[str, ...]:
    """The inner HTML of those pages' bodies: what an article holds."""
    return tuple(page.partition("<body>")[2].rpartition("</body>")[0] or page for page in report_pages())


@cache
def report_file() -> bytes:
    """A report as a Word file."""
    return render_docx(next(p.report for site in sample_contents() for p in site.publications))


def filler(words: str = "甲区人民政府主办。") -> str:
    """Text enough that a page is no shell."""
    return f"<div class='foot'>{words * 30}</div>"
