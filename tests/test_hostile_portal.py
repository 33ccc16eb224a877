"""The whole crawler against a portal that does its worst: verdicts, reports, and the portal's own access log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crawler import Archive, RunManifest, Site
from crawler.browser import BrowserMissingError, find_browser
from crawler.doubts import probe_address
from crawler.records import Capture
from tests.portals.hostile import FOOT, NB, Handler, Log, gone, html, missing, portal, row, say, serve
from tests.portals.kit import report_pages

try:
    find_browser()
    MISSING = ""
except BrowserMissingError as error:
    MISSING = error.en

ROOT = Path(__file__).resolve().parents[1]
HURRY = """
import sys
from crawler import settings
settings.__dict__.update({settings})
slots = settings._own_slots
settings._own_slots = lambda sites: {host: slot | {slot} for host, slot in slots(sites).items()}
from crawler.work import main
sys.exit(main())
"""
"""The crawler's own process, with smaller numbers, so that a test need not wait for what takes minutes."""


def site(log: Log, **more: Any) -> Site:
    entry = {"id": "h", "name": "甲区人民政府", "division": "990102", "start": [f"{log.base}/"], "hosts": [log.host]}
    return Site.from_entry(entry | more)


def crawl(archive: Path, *sites: Site, delay: float = 0.0, **settings: float) -> tuple[RunManifest, list[Capture]]:
    job = {
        "archive": str(archive),
        "sites": [s.as_entry() for s in sites],
        "years": [],
        "sample": None,
        "resume": False,
    }
    program = HURRY.replace("{settings}", repr(settings)).replace("{slot}", repr({"delay": delay}))
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    with process, process.stdin:  # the crawl goes on as long as its input is open
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        said = process.stdout.read()
        assert process.wait(30) == 0, said[-2000:]
    (manifest,) = Archive(archive).runs()
    return manifest, list(Archive(archive).captures())


def verdicts(captures: list[Capture], log: Log) -> dict[str, str]:
    return {c.url.removeprefix(log.base): str(c.verdict) for c in captures}


def test_everything_at_once(tmp_path: Path) -> None:
    with serve({}, "127.0.0.9", say(report_pages()[0])) as away:
        answers, expected = portal(away.base)
        with serve(answers, fallback=gone) as log:
            manifest, captures = crawl(tmp_path, site(log), TIMEOUT=4.0, RETRIES=1, MAX_BYTES=16 << 20)
            found = verdicts(captures, log)
            assert {path: found.get(path) for path in expected} == expected
            assert found["/"] == found[NB] == "not_report"
            assert away.paths == [], "nobody else was asked"
            assert all(visit.together == 1 for visit in log.visits), "one connection a host"
            assert log.paths.count(probe_address(log.base + "/").removeprefix(log.base)) == 1
            assert log.paths.count("/robots.txt") == 1
            sent = {visit.path: visit.sent for visit in log.visits}
            assert sent[f"{NB}endless.html"] < 32 << 20
            result = manifest.results["h"]
            assert result.reports_found == sum(verdict == "ok" for verdict in expected.values())
            assert str(result.state) == "suspect" and result.note and result.note_en
            archived = [c for c in captures if c.verdict == "ok"]
            assert len(archived) == result.reports_found


def test_no_faster_than_the_delay_and_nothing_that_robots_forbid(tmp_path: Path) -> None:
    rules = f"User-agent: *\nDisallow: {NB}secret\nDisallow: /api/\n"
    shell = "<html><body><div id=app></div><script src='/app.js'></script></body></html>"
    app = (
        "fetch('/api/hidden').catch(() => 0); fetch('/data').then(r => r.json()).then(d => "
        "{ document.getElementById('app').innerHTML = d.html })"
    )
    body = report_pages()[1].partition("<body>")[2].rpartition("</body>")[0]
    answers = {
        "/robots.txt": say(rules, content_type="text/plain"),
        "/": say(html(row("/s.html", "甲局"), row("/t.html", "乙局"), row(f"{NB}secret1.html", "丙局"), FOOT)),
        "/s.html": say(shell),
        "/t.html": say(shell),
        "/app.js": say(app, content_type="text/javascript"),
        "/data": say(json.dumps({"html": body}, ensure_ascii=False), content_type="application/json"),
        "/api/hidden": say("{}", content_type="application/json"),
    }
    closest = []
    for attempt in ("first", "second", "third"):  # a busy machine notes a visit late, and then the next seems early
        with serve(answers) as log:
            manifest, captures = crawl(tmp_path / attempt, site(log), delay=0.4)
            found = verdicts(captures, log)
            paths = log.paths
            closest.append(min(b.at - a.at for a, b in zip(log.visits, log.visits[1:], strict=False)))
        if closest[-1] > 0.35:
            break
    assert found[f"{NB}secret1.html"] == "robots_disallowed"
    assert not [path for path in paths if path.startswith((f"{NB}secret", "/api/"))]
    assert max(closest) > 0.35, "the browser's requests wait their turn as well"
    assert all(visit.together == 1 for visit in log.visits)
    if MISSING:
        assert found["/s.html"] == found["/t.html"] == "js_shell"
        pytest.skip(MISSING)
    assert found["/s.html"] == found["/t.html"] == "ok"
    assert paths.count("/app.js") == 1 and paths.count("/data") == 2
    assert manifest.results["h"].reports_found == 2
    assert all("browser" in capture.detail for capture in captures if capture.verdict == "ok")
    assert manifest.results["h"].requests == len(paths)


def test_a_host_that_forbids_everything(tmp_path: Path) -> None:
    answers = {"/robots.txt": say("User-agent: *\nDisallow: /\n", content_type="text/plain"), "/": say(html(FOOT))}
    with serve(answers) as log:
        manifest, captures = crawl(tmp_path, site(log, listings=[log.base + NB]))
        assert log.paths == ["/robots.txt"]
    assert {str(capture.verdict) for capture in captures} == {"robots_disallowed"}
    result = manifest.results["h"]
    assert str(result.state) == "robots_disallowed" and "robots.txt" in result.note and "permission" in result.note_en


def test_a_mirror_outside_the_list_is_named_and_never_asked(tmp_path: Path) -> None:
    with serve({}, "127.0.0.8", say(report_pages()[0])) as mirror:
        rows = [row(f"{mirror.base}{NB}t{n}.html", f"第{n}局") for n in range(3)]
        with serve({"/": say(html(f"<a href='{NB}'>政府信息公开年报</a>", FOOT)), NB: say(html(*rows, FOOT))}) as log:
            manifest, captures = crawl(tmp_path, site(log))
        assert mirror.paths == []
    result = manifest.results["h"]
    assert result.reports_found == 0 and str(result.state) != "ok"
    assert mirror.host in result.note and mirror.host in result.note_en
    assert not [capture for capture in captures if capture.document_sha256 and mirror.host in capture.url]


def test_a_site_that_refuses_three_times_is_left_alone(tmp_path: Path) -> None:
    rows = [row(f"t{n}.html", f"第{n}局") for n in range(20)]
    with serve({"/": say(html(f"<a href='{NB}'>政府信息公开年报</a>", FOOT)), NB: say(html(*rows, FOOT))},
               fallback=say("<p>您的请求疑似攻击行为</p>", 418)) as log:  # fmt: skip
        manifest, _ = crawl(tmp_path, site(log))
        assert len([path for path in log.paths if "/t" in path]) == 3
    result = manifest.results["h"]
    assert str(result.state) == "blocked" and "联系该机关" in result.note and "ogi read" in result.note_en


def number(handler: Handler, name: str) -> int:
    return int(dict(pair.partition("=")[::2] for pair in handler.path.partition("?")[2].split("&")).get(name) or 0)


def calendar(handler: Handler) -> None:
    month = number(handler, "m")
    days = "".join(f"<a href='{NB}?m={month}&d={day}'>{day}</a>" for day in range(1, 32))
    handler.say(html(f"<a href='{NB}?m={month + 1}'>下一页</a>", days, row("/good.html", "甲局"), FOOT))


def endless_pager(handler: Handler) -> None:
    page = number(handler, "page")
    handler.say(html(row(f"{NB}t{page}.html", f"第{page}局"), f"<a href='{NB}?page={page + 1}'>下一页</a>", FOOT))


def session_ids(handler: Handler) -> None:
    serial = len(handler.log.visits)
    rows = [row(f"{NB}t{n}.html;jsessionid={serial:032x}", f"第{n}局") for n in range(5)]
    handler.say(html(*rows, f"<a href='{NB}?s={serial}'>2</a><a href='{NB}?s={serial}1'>下一页</a>", FOOT))


def tabs_without_end(handler: Handler) -> None:
    deeper = handler.path.partition("?")[0]
    rows = [f"<a href='{deeper}{name}/'>{name}年报</a>" for name in ("2020", "2021", "2022", "2023")]
    handler.say(html(*rows, row("/good.html", "甲局"), FOOT))


@pytest.mark.parametrize(
    ("trap", "reports"),
    [(calendar, 1), (endless_pager, 8 + 1), (session_ids, 5), (tabs_without_end, 1)],
)
def test_traps_are_left_after_a_bounded_number_of_pages(
    tmp_path: Path, trap: Callable[[Handler], None], reports: int
) -> None:
    article = say(report_pages()[0])

    def other(handler: Handler) -> None:
        (article if "/t" in handler.path or "good" in handler.path else trap)(handler)

    with serve(
        {"/": say(html(f"<a href='{NB}'>政府信息公开年报</a>", FOOT)), "/robots.txt": missing}, fallback=other
    ) as log:
        manifest, _ = crawl(tmp_path, site(log), MAX_LISTING_PAGES=8, MAX_COLUMNS=12, MAX_LEADS=60, MAX_REQUESTS=150)
        asked = len(log.visits)
    result = manifest.results["h"]
    assert asked <= 60, asked
    assert result.reports_found >= 1 and result.reports_found <= max(reports, 1), result
    if trap is endless_pager:
        assert str(result.state) == "suspect" and "the limit of listing pages was reached" in result.note_en


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
@pytest.mark.parametrize("end", ["stopped", "killed"])
def test_no_browser_outlives_its_crawl(tmp_path: Path, end: str) -> None:
    shell = "<html><body><div id=app></div><script>setInterval(() => fetch('/poll?' + Math.random()), 50)</script></body></html>"
    answers = {"/": say(shell), "/poll": say("{}", content_type="application/json")}
    with serve(answers) as log:
        job = {"archive": str(tmp_path), "sites": [site(log).as_entry()], "years": [], "sample": None, "resume": False}
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler.work"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"OGI_TEST_MARK": str(tmp_path)},
        )
        assert process.stdin is not None
        with process:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            until = time.monotonic() + 60
            while not any(path.startswith("/poll") for path in log.paths) and time.monotonic() < until:
                time.sleep(0.1)
            assert browsers_of(tmp_path), "the page was open"
            if end == "killed":
                process.kill()
            else:
                process.stdin.close()
            process.wait(40)
        until = time.monotonic() + 15
        while browsers_of(tmp_path) and time.monotonic() < until:
            time.sleep(0.2)
        assert not browsers_of(tmp_path)


def browsers_of(mark: Path) -> list[int]:
    """Browsers that were started with this word in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if b"--ogi-crawl" in (folder / "cmdline").read_bytes():
                found += [int(folder.name)] * (f"OGI_TEST_MARK={mark}".encode() in (folder / "environ").read_bytes())
    return found
