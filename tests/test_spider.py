"""The crawl as a whole: processes, HTTP, manners and obstacles, against small servers on loopback."""

from __future__ import annotations

import datetime
import gzip
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import parsing
from crawler import Archive, CrawlError, RunManifest, RunState, Site, SiteResult, crawl
from crawler.records import Capture, Kind
from crawler.samples.content import sites as sample_contents
from crawler.samples.render import render_docx, render_html
from crawler.settings import MAX_BYTES
from crawler.verdicts import Verdict

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Route:
    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


@dataclass
class Portal:
    """A running server. ``routes`` may be changed while it runs; ``asked`` are paths in the order they came."""

    base: str
    routes: dict[str, Route | Callable[[Any], Route]]
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def site(self, name: str = "甲区人民政府", **more: Any) -> Site:
        entry = {
            "id": "a", "name": name, "division": "990102", "start": [f"{self.base}/"], "hosts": [urlsplit(self.base).netloc],
        }  # fmt: skip
        return Site.from_entry(entry | more)

    def take(self) -> list[str]:
        """What was asked since the last time, robots.txt left out."""
        found = [path for path in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return found


@contextmanager
def serve(routes: dict[str, Any], tls: ssl.SSLContext | None = None) -> Iterator[Portal]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        portal: ClassVar[Portal]

        def do_GET(self) -> None:
            self.portal.asked.append(self.path)
            self.portal.headers.append({name.lower(): value for name, value in self.headers.items()})
            route = self.portal.routes.get(self.path, Route("<html><body>404 Not Found</body></html>", 404))
            if callable(route):
                route = route(self)
            if isinstance(route, str):
                route = Route(route)
            time.sleep(route.wait)
            body = route.body.encode() if isinstance(route.body, str) else route.body
            self.send_response(route.status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                **route.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that was killed is no error here
    portal = Portal(f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}", routes)
    Handler.portal = portal
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@cache
def reports() -> tuple[str, ...]:
    """Pages of real size that the parser takes for reports."""
    published = (publication.report for site in sample_contents() for publication in site.publications)
    return tuple(render_html(report) for report in published)


@cache
def report_docx() -> bytes:
    return render_docx(next(publication.report for site in sample_contents() for publication in site.publications))


def page(*parts: str, title: str = "甲区") -> str:
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{''.join(parts)}<p>{'甲区人民政府主办。' * 30}</p></body></html>"


def row(href: str, text: str, day: str = "2022-01-21") -> str:
    return f"<li><a href='{href}' title='{text}'>{text[:12]}…</a><span>{day}</span></li>"


def run(portal: Portal, archive: Path, **more: Any) -> tuple[RunManifest, list[Capture], SiteResult]:
    site = more.pop("site", None) or portal.site()
    manifest = crawl([site], archive, **more)
    captures = [c for c in Archive(archive).captures() if c.run_id == manifest.run_id]
    return manifest, captures, manifest.results[site.id]


def verdicts(captures: list[Capture], base: str) -> dict[str, str]:
    return {capture.url.removeprefix(base): str(capture.verdict) for capture in captures}


# -- a portal like TRS -------------------------------------------------------------------------------------------------

NB = "/zwgk/zfxxgknb/"
JSL = "<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>"


def trs(foreign: str) -> dict[str, Any]:
    first, second, third, *_ = reports()
    return {
        "/robots.txt": Route(
            "User-agent: *\nDisallow: /zwgk/zfxxgknb/secret/\n", headers={"Content-Type": "text/plain"}
        ),
        "/": page("<a href='/zwgk/'>政务公开</a>", "<a href='/xwzx/'>新闻</a>"),
        "/zwgk/": page("<a href='./zfxxgknb/'>政府信息公开年报</a>", "<a href='./zfwzgznb/'>政府网站工作年度报表</a>"),
        NB: page(
            row("./202201/t20220121_1.html", "甲局2021年政府信息公开工作年度报告"),
            row("./202201/t20220121_2.html", "乙局2021年政府信息公开工作年度报告"),
            row("./202201/t20220121_3.html", "2021年政府网站工作年度报表"),
            row("./202201/t20220121_4.html", "丙局2021年政府信息公开工作年度报告"),
            row("./202201/t20220121_5.html", "丁局2021年政府信息公开工作年度报告"),
            row("./secret/t20220121_6.html", "戊局2021年政府信息公开工作年度报告"),
            "<script>createPageHTML(2, 0, 'index', 'html');</script>",
        ),
        f"{NB}index_1.html": page(
            row("./202101/t20210121_7.html", "甲局2020年政府信息公开工作年度报告", "2021-01-21"),
            row("./202101/t20210121_8.html", "乙局2020年政府信息公开工作年度报告", "2021-01-21"),
            "<script>createPageHTML(2, 1, 'index', 'html');</script>",
        ),
        f"{NB}202201/t20220121_1.html": first,
        f"{NB}202201/t20220121_2.html": page(
            "<h1>乙局2021年政府信息公开工作年度报告</h1><a appendix='true' href='./P020220121345678901234.docx' title='乙局年报.docx'>附件</a>"
        ),
        f"{NB}202201/P020220121345678901234.docx": Route(
            report_docx(), headers={"Content-Type": "application/octet-stream"}
        ),
        f"{NB}202201/t20220121_4.html": Route(JSL, 521, {"Set-Cookie": "__jsluid_h=1; path=/"}),
        f"{NB}202201/t20220121_5.html": Route(JSL),
        f"{NB}202101/t20210121_7.html": second,
        f"{NB}202101/t20210121_8.html": Route(
            "", 302, {"Location": f"{foreign}/zwgk/zfxxgknb/202101/t20210121_8.html"}
        ),
        "/new.html": third,
    }


@pytest.mark.cold
def test_a_trs_portal_from_its_home_page_to_its_reports_and_again(tmp_path: Path) -> None:
    with ExitStack() as stack:
        mirror = stack.enter_context(serve({f"{NB}202101/t20210121_8.html": reports()[0]}))
        portal = stack.enter_context(serve({}))
        portal.routes = trs(mirror.base)
        lines: list[str] = []
        results: list[SiteResult] = []
        manifest, captures, result = run(portal, tmp_path / "a", report=lines.append, on_result=results.append)

        assert verdicts(captures, portal.base) == {
            "/": "not_report",
            "/zwgk/": "not_report",
            NB: "not_report",
            f"{NB}202201/t20220121_1.html": "ok",
            f"{NB}202201/t20220121_2.html": "not_report",
            f"{NB}202201/P020220121345678901234.docx": "ok",
            f"{NB}202201/t20220121_4.html": "challenge",
            f"{NB}202201/t20220121_5.html": "challenge",
            f"{NB}secret/t20220121_6.html": "robots_disallowed",
            f"{NB}index_1.html": "not_report",
            f"{NB}202101/t20210121_7.html": "ok",
            f"{NB}202101/t20210121_8.html": "off_host",
        }
        assert mirror.asked == []
        assert f"{NB}secret/t20220121_6.html" not in portal.asked
        assert "/xwzx/" not in portal.asked and "/zwgk/zfwzgznb/" not in portal.asked
        assert portal.asked.count("/robots.txt") == 1
        assert all(h["user-agent"].startswith("OGI-Yearbook/") and "contact" in h["user-agent"] for h in portal.headers)

        by_path = {c.url.removeprefix(portal.base): c for c in captures}
        file = by_path[f"{NB}202201/P020220121345678901234.docx"]
        assert (file.kind, file.media, file.link_text) == (Kind.ATTACHMENT, "docx", "乙局年报.docx")
        assert file.parent_url == f"{portal.base}{NB}202201/t20220121_2.html"
        assert (file.published_on, file.published_from) == ("2022-01-21", "list")
        moved = by_path[f"{NB}202101/t20210121_8.html"]
        assert moved.final_url.startswith(mirror.base) and moved.document_sha256 is None
        assert by_path[f"{NB}202201/t20220121_4.html"].status == 521
        assert by_path[f"{NB}202201/t20220121_4.html"].detail == by_path[f"{NB}202201/t20220121_5.html"].detail == "jsl"

        assert manifest.state is RunState.FINISHED
        assert (result.platform, result.state, result.reports_found, result.reports_before) == (
            "trs",
            "suspect",
            3,
            None,
        )
        assert (
            result.leads == 7
            and result.captures["ok"] == 3
            and result.requests == len(portal.asked)
            and result.bytes > 10_000
        )
        assert "遇到验证页的链接 2 个" in result.note
        assert f"hosts not listed: {mirror.base.removeprefix('http://')}" in result.note_en
        assert results == [result]
        assert len(lines) == len(captures) and all("\n" not in line for line in lines)
        archive = Archive(tmp_path / "a")
        assert archive.verify() == []
        assert archive.get(by_path[f"{NB}202201/t20220121_1.html"].document_sha256 or "") == reports()[0].encode()

        # A second crawl, after one more report has appeared: listings, what is new, and what was refused.
        portal.take()
        portal.routes[NB] = page(row("/new.html", "己局2021年政府信息公开工作年度报告"), portal.routes[NB])
        objects = {path.name for path in (tmp_path / "a" / "objects").rglob("*") if path.is_file()}
        _, captures, result = run(portal, tmp_path / "a")
        assert sorted(portal.take()) == sorted(
            [
                "/zwgk/",  # where the column was found last time
                NB,
                "/new.html",
                f"{NB}202201/t20220121_4.html",
                f"{NB}202201/t20220121_5.html",
                f"{NB}index_1.html",
                f"{NB}202101/t20210121_8.html",
            ]
        )
        assert (result.reports_found, result.reports_before) == (4, 3)
        grown = {path.name for path in (tmp_path / "a" / "objects").rglob("*") if path.is_file()} - objects
        assert len(grown) == 2  # the new report and the changed listing: the same bytes make no new object


def test_a_generic_portal_in_gbk_with_paging_and_decoys(tmp_path: Path) -> None:
    decoys = row("d1_10001.html", "2021年法治政府建设年度报告") + row("d2_10002.html", "政府信息公开指南（2021年修订）")
    listing = {
        "/gk/nb/": page(row("a_10001.html", "甲镇2021年政府信息公开年报"), decoys, "<a href='?page=2'>下一页</a>"),
        "/gk/nb/?page=2": page(
            row("a_10002.html", "甲镇2020年政府信息公开年报"),
            "<a href='?page=1'>1</a>",
            "<a href='/news/?page=2'>2</a>",
        ),
    }
    routes: dict[str, Any] = {
        path: Route(text.replace("utf-8", "gb2312").encode("gb18030"), headers={"Content-Type": "text/html"})
        for path, text in {"/": page("<a href='/gk/nb/'>信息公开年报</a>"), **listing}.items()
    }
    routes |= {"/gk/nb/a_10001.html": reports()[0], "/gk/nb/a_10002.html": reports()[1]}
    routes["/gk/nb/?page=1"] = routes["/gk/nb/"]
    with serve(routes) as portal:
        _, captures, result = run(portal, tmp_path / "a")
        assert (result.platform, result.state, result.reports_found) == ("generic", "ok", 2)
        assert next(c for c in captures if c.verdict is Verdict.OK).link_text == "甲镇2021年政府信息公开年报"
        assert not any("d1" in path or "d2" in path or "news" in path for path in portal.asked)


# -- killed, stopped, failed -------------------------------------------------------------------------------------------


MANY = 40
"""Pages of a crawl that is to be ended before it is done: 40 s of waiting are longer than any machine needs to hear
of it."""


def slow_portal(count: int, wait: float = 0.0) -> dict[str, Any]:
    routes: dict[str, Any] = {
        f"/nb/202201/t20220121_{i}.html": Route(reports()[i % len(reports())], wait=wait) for i in range(count)
    }
    routes["/nb/"] = page(*(row(f"202201/t20220121_{i}.html", f"第{i}局2021年政府信息公开年报") for i in range(count)))
    return routes


def start_worker(portal: Portal, archive: Path, *, resume: bool = False) -> subprocess.Popen[str]:
    site = portal.site(start=[f"{portal.base}/nb/"])
    job = {"archive": str(archive), "sites": [site.as_entry()], "years": [], "sample": None, "resume": resume}
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.work"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(job) + "\n")
    process.stdin.flush()
    return process


def hear(process: subprocess.Popen[str], lines: int) -> None:
    """Wait until so many captures were told."""
    assert process.stdout is not None
    while lines:
        said = json.loads(process.stdout.readline())
        lines -= "line" in said


def close(process: subprocess.Popen[str]) -> None:
    process.wait(120)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def test_kill_in_the_middle_then_resume_loses_and_repeats_nothing(tmp_path: Path) -> None:
    with serve(slow_portal(8, wait=0.5)) as portal:
        process = start_worker(portal, tmp_path)
        hear(process, 4)
        process.kill()
        close(process)
        time.sleep(0.5)  # what was in flight
        archive = Archive(tmp_path)
        (broken,) = archive.runs()
        assert broken.state is RunState.INTERRUPTED
        captured = [c.url.removeprefix(portal.base) for c in archive.captures()]
        asked = portal.take()
        assert set(captured) <= set(asked) and len(asked) - len(captured) <= 1
        # the last line is cut as well, as if the disk had been slower
        (log,) = (tmp_path / "captures").glob("*.jsonl")
        log.write_bytes(log.read_bytes() + b'{"capture_id": "cut')

        manifest = crawl([portal.site(start=[f"{portal.base}/nb/"])], tmp_path, resume=True)
        again = portal.take()
        assert manifest.run_id == broken.run_id and manifest.state is RunState.FINISHED
        assert not set(again) & set(captured)
        assert len({*asked, *again}) == 9
        assert manifest.results["a"].reports_found == 8
        urls = [c.url for c in archive.captures()]
        assert len(urls) == len(set(urls)) == 9
        assert archive.verify() == []
        assert len(archive.runs()) == 1


def test_a_crawl_whose_caller_is_gone_ends_in_good_order_and_goes_on(tmp_path: Path) -> None:
    with serve(slow_portal(MANY, wait=1.0)) as portal:
        process = start_worker(portal, tmp_path)
        hear(process, 3)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(3 * MANY) == 1
        close(process)
        portal.routes.update(slow_portal(MANY))
        (run,) = Archive(tmp_path).runs()
        assert (run.state, run.results) == (RunState.INTERRUPTED, {})
        assert json.loads((tmp_path / "runs" / f"{run.run_id}.json").read_text())["state"] == "interrupted"
        manifest = crawl([portal.site(start=[f"{portal.base}/nb/"])], tmp_path, resume=True)
        assert manifest.results["a"].reports_found == MANY


def test_ctrl_c_ends_in_good_order(tmp_path: Path) -> None:
    with serve(slow_portal(MANY, wait=1.0)) as portal:
        process = start_worker(portal, tmp_path)
        hear(process, 3)
        process.send_signal(signal.SIGINT)
        assert process.wait(3 * MANY) == 1
        close(process)
        assert Archive(tmp_path).verify() == []


def test_resume_without_anything_to_resume_begins_anew(tmp_path: Path) -> None:
    with serve(slow_portal(1)) as portal:
        site = portal.site(start=[f"{portal.base}/nb/"])
        lines: list[str] = []
        first = crawl([site], tmp_path, resume=True, report=lines.append)
        assert "nothing to resume" in lines[0]
        second = crawl([site], tmp_path, resume=True, years=[2021])
        assert first.run_id != second.run_id
        assert second.options.years == (2021,)


@pytest.mark.cold
def test_a_crawl_that_dies_is_one_line(tmp_path: Path) -> None:
    def die(handler: Any) -> Route:
        parent = os.getpid()
        for status in Path("/proc").glob("[0-9]*/status"):
            text = status.read_text(errors="replace")
            command = (status.parent / "cmdline").read_bytes()
            if f"PPid:\t{parent}\n" in text and b"crawler.work" in command:
                os.kill(int(status.parent.name), signal.SIGKILL)
        return Route("late")

    routes: dict[str, Any] = slow_portal(2)
    routes["/nb/202201/t20220121_1.html"] = die
    with serve(routes) as portal:
        with pytest.raises(CrawlError) as caught:
            crawl([portal.site(start=[f"{portal.base}/nb/"])], tmp_path)
        assert "go on with --resume" in caught.value.en and "\n" not in str(caught.value)
        assert [str(c.verdict) for c in Archive(tmp_path).captures()] == ["not_report", "ok"]


def test_an_archive_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")
    with serve(slow_portal(1)) as portal, pytest.raises(CrawlError, match="cannot be written") as caught:
        crawl([portal.site()], tmp_path / "archive")
    assert "\n" not in str(caught.value)


def test_a_disk_that_fills_up_ends_the_crawl(tmp_path: Path) -> None:
    def fill(handler: Any) -> Route:
        (tmp_path / "objects").rename(tmp_path / "elsewhere")
        (tmp_path / "objects").write_text("no folder any more")
        return Route(reports()[0])

    routes: dict[str, Any] = slow_portal(2)
    routes["/nb/202201/t20220121_0.html"] = fill
    with serve(routes) as portal, pytest.raises(CrawlError, match="what was written is kept"):
        crawl([portal.site(start=[f"{portal.base}/nb/"])], tmp_path)
    assert Archive(tmp_path).runs()[0].state is RunState.INTERRUPTED


def test_no_sites_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="no sites"):
        crawl([], tmp_path)
    assert not (tmp_path / "runs").exists()


@pytest.mark.cold
def test_two_crawls_in_one_process(tmp_path: Path) -> None:
    with serve(slow_portal(1)) as portal:
        site = portal.site(start=[f"{portal.base}/nb/"])
        runs = [crawl([site], tmp_path, sample=1) for _ in range(2)]
        assert [r.results["a"].reports_found for r in runs] == [1, 1]
        assert runs[0].run_id < runs[1].run_id


# -- obstacles ---------------------------------------------------------------------------------------------------------


def one(portal: Portal, tmp_path: Path, path: str = "/nb/", **more: Any) -> tuple[Capture, SiteResult]:
    """Crawl from one start page; the capture of it."""
    _, captures, result = run(portal, tmp_path, site=portal.site(start=[portal.base + path], **more))
    return captures[0], result


def test_a_portal_that_forbids_everything(tmp_path: Path) -> None:
    with serve({"/robots.txt": "User-agent: *\nDisallow: /", "/nb/": "x"}) as portal:
        capture, result = one(portal, tmp_path)
        assert (capture.verdict, result.state) == ("robots_disallowed", "robots_disallowed")
        assert portal.take() == []


def test_rules_for_us_alone(tmp_path: Path) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: ogi-yearbook\nAllow: /"
    with serve({"/robots.txt": rules, "/nb/": page()}) as portal:
        assert one(portal, tmp_path)[0].verdict == "not_report"


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        (Route("gone", 404), "not_report"),
        (Route("no", 403), "not_report"),
        (Route("<html>User-agent: *\nDisallow: /</html>"), "not_report"),  # a page in place of rules
        (Route("busy", 500), "geo_or_network"),  # rules are not known: RFC 9309 says to stay away
        (Route(JSL, 521, {"Set-Cookie": "__jsluid_h=1"}), "not_report"),  # a wall: the page itself will show it
    ],
)
def test_robots_that_cannot_be_read(tmp_path: Path, rules: Route, verdict: str) -> None:
    with serve({"/robots.txt": rules, "/nb/": page()}) as portal:
        capture, _ = one(portal, tmp_path)
        assert capture.verdict == verdict
        assert ("/nb/" in portal.take()) is (verdict == "not_report")


def test_nobody_there(tmp_path: Path) -> None:
    with serve({}) as portal:
        pass
    capture, result = one(portal, tmp_path)
    assert (capture.verdict, capture.detail, capture.status) == (
        "geo_or_network",
        "robots.txt: connection refused",
        None,
    )
    assert result.state == "unreachable"


def test_redirects_are_followed_within_the_site_and_recorded(tmp_path: Path) -> None:
    routes = {
        "/nb/": Route("", 301, {"Location": "/step1"}),
        "/step1": Route("", 302, {"Location": "/step2"}),
        "/step2": page("<a href='1_1000.html'>x</a>"),
    }
    with serve(routes) as portal:
        capture, _ = one(portal, tmp_path)
        assert (capture.url, capture.hops, capture.final_url) == (
            f"{portal.base}/nb/", (f"{portal.base}/step1",), f"{portal.base}/step2",
        )  # fmt: skip
        assert capture.verdict == "not_report"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:{port}/x",
        "http://[::1]/",
        "http://www.example.com/",
    ],
)
def test_redirects_out_of_the_site_are_refused(tmp_path: Path, target: str) -> None:
    with serve({"/x": "secret"}) as portal:
        portal.routes["/nb/"] = Route("", 302, {"Location": target.format(port=portal.base.rpartition(":")[2])})
        capture, _ = one(portal, tmp_path)
        assert capture.verdict == "off_host" and capture.document_sha256 is None
        assert portal.take() == ["/nb/"]


def test_a_redirect_without_end(tmp_path: Path) -> None:
    with serve({"/nb/": Route("", 302, {"Location": "/nb/"})}) as portal:
        capture, _ = one(portal, tmp_path)
        assert (capture.verdict, capture.detail) == ("http_error", "more than 5 redirects")


def test_a_cookie_wall_that_an_ordinary_jar_passes_and_jars_of_sites_apart(tmp_path: Path) -> None:
    def wall(handler: Any) -> Route:
        if "CT6T=1" in handler.headers.get("Cookie", ""):
            return Route(page())
        return Route("", 302, {"Location": "/nb/", "Set-Cookie": "CT6T=1; path=/"})

    with serve({"/nb/": wall}) as portal:
        sites = [portal.site(id=name, start=[f"{portal.base}/nb/"]) for name in ("a", "b")]
        manifest = crawl(sites, tmp_path)
        assert {str(c.verdict) for c in Archive(tmp_path).captures()} == {"not_report"}
        assert portal.take() == ["/nb/"] * 4  # each site had to earn its own cookie
        assert set(manifest.results) == {"a", "b"}


def test_a_page_that_leads_on_by_itself(tmp_path: Path) -> None:
    routes = {"/nb/": "<html><head><meta http-equiv='refresh' content='0;url=/gk/'></head></html>", "/gk/": page()}
    with serve(routes) as portal:
        capture, _ = one(portal, tmp_path)
        assert (capture.final_url, capture.verdict) == (f"{portal.base}/gk/", "not_report")


def test_answers_that_are_too_large(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(MAX_BYTES + 1), 9)
    assert len(bomb) < 100_000
    routes = {
        "/nb/": page("<a href='1_1000.pdf'>甲局2021年年报.pdf</a><a href='2_1000.pdf'>乙局2021年年报.pdf</a>"),
        "/nb/1_1000.pdf": Route(b"%PDF-1.4", headers={"Content-Length": str(MAX_BYTES + 1)}),
        "/nb/2_1000.pdf": Route(bomb, headers={"Content-Encoding": "gzip"}),
    }
    with serve(routes) as portal:
        _, captures, _ = run(
            portal, tmp_path, site=portal.site(start=[f"{portal.base}/nb/"], listings=[f"{portal.base}/nb/"])
        )
        assert [(str(c.verdict), c.bytes) for c in captures[1:3]] == [("too_large", 0)] * 2
    assert parsing.MAX_BYTES >= MAX_BYTES


def test_a_server_error_is_tried_again_and_a_wall_is_not(tmp_path: Path) -> None:
    answers = iter([Route("x", 502), Route("x", 503), Route(page())])
    with serve({"/nb/": lambda _: next(answers)}) as portal:
        assert one(portal, tmp_path / "1")[0].verdict == "not_report"
        assert portal.take() == ["/nb/"] * 3
        portal.routes["/nb/"] = Route("wait", 429)
        assert one(portal, tmp_path / "2")[0].verdict == "throttled"
        assert portal.take() == ["/nb/"]


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = folder / "cert.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with serve({"/nb/": page()}, self_signed(tmp_path)) as portal:
        capture, result = one(portal, tmp_path)
        assert capture.verdict == "tls_error" and "certificate" in capture.detail
        assert result.state == "unreachable"
        assert portal.asked == []


def test_a_proxy_in_the_environment_is_not_asked_for_our_own_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with serve({"/nb/": page()}) as portal:
        assert one(portal, tmp_path)[0].verdict == "not_report"


def test_the_contact_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGI_CONTACT", "mailto:ogi@example.org\r\nX: y (某)")
    with serve({"/nb/": page()}) as portal:
        one(portal, tmp_path)
        assert {h["user-agent"] for h in portal.headers} == {
            "OGI-Yearbook/0.1 (reads annual reports on open government information; contact: mailto:ogi@example.orgX: y)"
        }
