"""Are the sample portals sound: do their pages answer, do links resolve, is the answer key right?"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest

import parsing
from crawler.samples import SampleError, Served, blocked, divisions, expected, sample_sites, serve_samples
from crawler.samples.content import Publication, sites
from crawler.samples.portals import PORT, portals
from parsing.forms import FORMS
from parsing.model import Severity, State, Verdict

ROOT = Path(__file__).parent.parent
BROKEN = ("样例县民政局", 2021)

DIGEST = """
import hashlib
from crawler.samples.portals import portals
whole = hashlib.sha256()
for portal in portals():
    for path, page in portal.pages.items():
        whole.update(repr((path, page.status, page.content_type, str(page.modified))).encode() + page.make())
print(whole.hexdigest())
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve_samples(None) as running:
        yield running


def fetch(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def links(address: str, body: bytes, content_type: str) -> set[str]:
    """Everything that a page links to, the pages of a TRS list among them."""
    if not content_type.startswith("text/html"):
        return set()
    charset = re.search(rb"charset=\"?([\w-]+)", body)
    text = body.decode(charset.group(1).decode() if charset else "utf-8")
    document = lxml.html.fromstring(text)
    found = {str(target) for target in document.xpath("//@href")}
    if paging := re.search(r"^createPageHTML\((\d+), \d+, \"(\w+)\", \"(\w+)\"\)", text, re.MULTILINE):
        count, name, ending = paging.groups()
        found |= {f"{name}_{page}.{ending}" for page in range(1, int(count))}
    return {urldefrag(urljoin(address, target)).url for target in found}


def walk(home: str) -> dict[str, int]:
    """Every address that can be reached from the home page, with its status."""
    seen: dict[str, int] = {}
    waiting = [(home, home)]
    while waiting:
        address, origin = waiting.pop()
        if address in seen:
            continue
        assert address.startswith(home), f"{origin} links to another host: {address}"
        status, headers, body = fetch(address, Referer=origin)
        seen[address] = status
        if status == 200:
            waiting += [(link, address) for link in links(address, body, headers["Content-Type"])]
    return seen


@pytest.mark.parametrize("site_id", [site.id for site in sites()])
def test_links_resolve_and_lead_everywhere(served: Served, site_id: str) -> None:
    home = served.addresses[site_id]
    seen = walk(home)
    stopped = {home.rstrip("/") + path for site, path in blocked() if site == site_id}
    assert {address: status for address, status in seen.items() if status != 200} == dict.fromkeys(stopped, 521)
    portal = next(portal for portal in portals() if portal.site.id == site_id)
    reached = {address.removeprefix(home.rstrip("/")) for address in seen}
    hidden = {path for path in portal.pages if path not in reached}
    # Only other names of the same pages, and robots.txt, are not linked to.
    assert {path for path in hidden if not re.search(r"(/|/index\.html?|/robots\.txt)$", path)} == set()


def test_every_page_says_that_it_is_a_sample() -> None:
    for portal in portals():
        for path, page in portal.pages.items():
            if page.content_type.startswith("text/html") and page.status == 200:
                charset = "gbk" if portal.site.platform == "county" else "utf-8"
                assert "样例·虚构数据" in page.make().decode(charset), path


def test_answer_key_is_complete() -> None:
    key = expected()
    agencies = {entry.issuer for entry in key}
    assert len(agencies) == 6
    assert Counter(entry.year for entry in key) == {2020: 6, 2021: 6, 2022: 5, 2023: 6}
    assert Counter(entry.media for entry in key) == {"html": 17, "docx": 4, "pdf": 2}
    assert {entry.year: entry.form for entry in key} == {2020: "2019", 2021: "2021", 2022: "2021", 2023: "2021"}
    assert [(e.issuer, e.year, e.table_forms["requests"]) for e in key if e.table_forms["requests"] != e.form] == [
        ("虚构区水务局", 2021, "2019")
    ]
    assert [(entry.issuer, entry.year) for entry in key if entry.breaks] == [BROKEN]
    assert blocked() == (("sample-city", "/zwgk/zfxxgk/zfxxgknb/202301/t20230130_1009.html"),)
    for entry in key:
        form = FORMS[entry.form]
        cells = {spec.key for table in entry.table_forms for spec in FORMS[entry.table_forms[table]].table(table)}
        assert set(entry.figures) == cells | {spec.key for spec in form.table("processing_fees")}
        assert {key for key, value in entry.figures.items() if value is None} == set(entry.states)
    assert Counter(state for entry in key for state in entry.states.values()) == {State.BLANK: 3, State.DASH: 3}


def test_registry_entries(served: Served) -> None:
    for entry in sample_sites()["sites"]:
        assert entry["division"] in divisions()
        assert entry["start"] == [f"http://{entry['hosts'][0]}/"]
        assert entry["hosts"][0].endswith(f":{PORT}")
        assert entry["expect"]["min"] == sum(one.site == entry["id"] for one in expected())
    for entry in served.sites["sites"]:
        assert served.addresses[entry["id"]] == entry["start"][0]
        assert entry["hosts"][0].startswith("127.0.99.")


def of_agency() -> dict[str, list[Publication]]:
    """Every agency's publications, oldest first."""
    found: dict[str, list[Publication]] = {}
    for site in sites():
        for publication in reversed(site.publications):
            found.setdefault(publication.report.issuer, []).append(publication)
    return found


def test_figures_add_up_but_for_the_broken_report() -> None:
    broken = []
    for publications in of_agency().values():
        for publication in publications:
            report, form = publication.report, publication.report.form_of("requests")
            value = {key: content for key, content in report.figures.items() if isinstance(content, int)}
            for column in (*form.applicants, "total"):
                new, came, done, left = (
                    value[f"{row}.{column}"]
                    for row in ("requests_new", "requests_carried_in", "outcomes_total", "requests_carried_out")
                )
                assert new + came == done + left
                assert done == sum(value[f"{leaf}.{column}"] for leaf in form.leaves)
            for row in form.request_rows:
                assert value[f"{row.key}.total"] == sum(value[f"{row.key}.{who}"] for who in form.applicants)
            for route in form.routes:
                parts = [value[f"{route.key}_{part}"] for part in ("upheld", "corrected", "other", "pending")]
                if sum(parts) != value[f"{route.key}_total"]:
                    broken.append((report.issuer, report.year, route.key))
    assert broken == [(*BROKEN, "reconsideration")]


def test_years_follow_from_each_other() -> None:
    for publications in of_agency().values():
        assert [publication.report.year for publication in publications] == [2020, 2021, 2022, 2023]
        for before, after in pairwise(publication.report for publication in publications):
            for who in FORMS["2021"].applicants:
                carried = before.figures[f"requests_carried_out.{who}"]
                assert after.figures[f"requests_carried_in.{who}"] == carried, (after.issuer, after.year, who)
            stock = before.figures[
                "normative_docs_in_force" if before.form == "2021" else "normative_docs_disclosed_total"
            ]
            issued, repealed = after.figures["normative_docs_issued"], after.figures["normative_docs_repealed"]
            assert isinstance(stock, int) and isinstance(issued, int) and isinstance(repealed, int)
            assert after.figures["normative_docs_in_force"] == stock + issued - repealed


def test_a_government_reports_at_least_what_its_departments_do() -> None:
    county, department = of_agency()["样例县人民政府"], of_agency()["样例县民政局"]
    for whole, part in zip(county, department, strict=True):
        for key, count in part.report.figures.items():
            if isinstance(count, int):
                covered = whole.report.figures[key]
                assert isinstance(covered, int) and covered >= count, (part.report.year, key)


@pytest.mark.parametrize("entry", expected(), ids=lambda entry: f"{entry.path}")
def test_documents_are_read_as_the_answer_key_says(entry: object) -> None:
    assert isinstance(entry, type(expected()[0]))
    portal = next(portal for portal in portals() if portal.site.id == entry.site)
    reading = parsing.read(portal.pages[entry.path].make())
    assert reading.verdict is Verdict.REPORT, reading.reason
    assert reading.media == entry.media
    assert (reading.agency_name, reading.year, reading.form) == (entry.issuer, entry.year, entry.form)
    assert dict(reading.table_forms) == dict(entry.table_forms)
    assert {key: figure.value for key, figure in reading.figures.items()} == dict(entry.figures)
    assert {key: figure.state for key, figure in reading.figures.items() if figure.state} == dict(entry.states)
    must = {finding.rule for finding in reading.findings if finding.severity is Severity.MUST}
    assert must == set(entry.breaks)


def test_nothing_else_reads_as_a_report() -> None:
    """But for the draft that robots.txt keeps visitors from."""
    reports = []
    for portal in portals():
        documents = {entry.path for entry in expected() if entry.site == portal.site.id}
        for path, page in portal.pages.items():
            if path not in documents and page.content_type.startswith("text/html"):
                reading = parsing.read(page.make())
                if reading.verdict is Verdict.REPORT:
                    reports.append(path)
                if page.status == 521:
                    assert reading.verdict is Verdict.BLOCKED
    assert reports == ["/zwgk/zfxxgk/zfxxgknb/nbsh/202401/t20240108_1900.html"]
    robots = portals()[0].pages["/robots.txt"].make().decode()
    assert robots == "User-agent: *\nDisallow: /zwgk/zfxxgk/zfxxgknb/nbsh/\n"


def test_a_second_visit_costs_nothing(served: Served) -> None:
    address = served.addresses["sample-city"] + "zwgk/zfxxgk/zfxxgknb/index_1.html"
    status, headers, body = fetch(address)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body
    assert fetch(address, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert fetch(address, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert fetch(address, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT")[0] == 200
    assert fetch(address, If_Modified_Since="yesterday")[0] == 200
    # A tag that differs goes before a date that does not.
    assert fetch(address, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    status, head, nothing = fetch(address, "HEAD")
    assert (status, head["Content-Length"], nothing) == (200, str(len(body)), b"")


def test_pages_that_are_not_there_or_not_for_everyone(served: Served) -> None:
    assert fetch(served.addresses["sample-county"] + "zfxxgk/nb/2019.html")[0] == 404
    assert fetch(served.addresses["sample-district"] + "robots.txt")[0] == 404
    status, headers, body = fetch(served.addresses["sample-city"].rstrip("/") + blocked()[0][1])
    assert (status, b"__jsl_clearance_s" in body) == (521, True)
    assert headers["Set-Cookie"].startswith("__jsluid_s=")
    home = served.addresses["sample-district"]
    attachment = next(entry.path for entry in expected() if entry.site == "sample-district" and entry.media == "docx")
    assert fetch(home.rstrip("/") + attachment)[2].startswith(b"<!DOCTYPE html>")
    assert fetch(home.rstrip("/") + attachment, Referer=home + "info/1042/2033.htm")[2].startswith(b"PK")


def test_county_pages_name_their_charset_only_inside(served: Served) -> None:
    _, headers, body = fetch(served.addresses["sample-county"])
    assert headers["Content-Type"] == "text/html"
    assert "样例县人民政府" in body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_requests_are_kept(served: Served) -> None:
    fetch(served.addresses["sample-county"] + "asked-for.html")
    assert ("sample-county", "/asked-for.html") in served.requests


def test_the_same_bytes_in_every_process() -> None:
    found = set()
    for seed in ("0", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", DIGEST]
        found.add(subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60).stdout)
    here = hashlib.sha256()
    for portal in portals():
        for path, page in portal.pages.items():
            about = repr((path, page.status, page.content_type, str(page.modified)))
            here.update(about.encode() + page.make())
    assert found == {f"{here.hexdigest()}\n".encode()}


def test_printed_files_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "crawler/samples/files").glob("*.pdf")}
    assert set(sizes) == {"czj-2023.pdf", "xzf-2022.pdf"}
    assert max(sizes.values()) < 150_000


def test_a_taken_port_is_said_plainly() -> None:
    with socket.create_server(("127.0.99.3", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SampleError, match=rf"127\.0\.99\.3:{port}.*choose another port"), serve_samples(port):
            pass
        # The portals that had already started are gone again.
        with socket.create_server(("127.0.99.1", port)):
            pass


def test_command_serves_until_interrupted() -> None:
    with socket.create_server(("127.0.99.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.samples", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    assert [f"http://127.0.99.{n}:{port}/" in line for n, line in enumerate(lines)] == [False, True, True, True]
    assert fetch(f"http://127.0.99.2:{port}/")[0] == 200
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_command_refuses_other_words() -> None:
    done = subprocess.run([sys.executable, "-m", "crawler.samples", "here"], cwd=ROOT, capture_output=True, timeout=30)
    assert done.returncode == 2
    assert b"PORT" in done.stderr
