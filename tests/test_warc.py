"""crawler.warc: the archive out into a WARC file and back, and files of other makers judged without a network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import Archive, Site
from crawler.records import Capture, Kind, Options, RunManifest, RunState
from crawler.runlog import now
from crawler.samples.content import sites as sample_contents
from crawler.samples.render import render_docx, render_html
from crawler.verdicts import Verdict
from crawler.warc import WarcError, export_warc, import_warc
from crawler.warc.records import NOTE
from dataset.build import build
from ogi import main

A = "http://www.jia.gov.cn"
NB = f"{A}/zfxxgknb/"
DAY = "2024-02-01T03:04:05Z"


def site(name: str = "jia", host: str = "www.jia.gov.cn", **more: Any) -> Site:
    entry = {"id": name, "name": "甲区人民政府", "division": "110112", "start": [f"http://{host}/"], "hosts": [host]}
    return Site.from_entry(entry | more)


@cache
def report() -> bytes:
    return render_html(_some_report()).encode()


@cache
def report_docx() -> bytes:
    return render_docx(_some_report())


def _some_report() -> Any:
    return next(publication.report for each in sample_contents() for publication in each.publications)


def page(*parts: str) -> bytes:
    return f"<meta charset='utf-8'><title>甲区</title>{''.join(parts)}<p>{'甲区人民政府主办。' * 30}</p>".encode()


LISTING = page(
    "<ul><li><a href='1.html' title='甲局2021年政府信息公开工作年度报告'>甲局2021年…</a><span>2022-01-21</span></li>"
    "<li><a href='2.html'>乙局2021年政府信息公开工作年度报告</a><span>2022-01-22</span></li></ul>"
)


class Maker:
    """Writes WARC files as other programs do."""

    def __init__(self, path: Path, *, packed: bool = True) -> None:
        self._path = path
        self._file = io.BytesIO()
        self._writer = WARCWriter(self._file, gzip=packed)

    def info(self) -> Maker:
        self._writer.write_record(self._writer.create_warcinfo_record("x", {"software": "somebody else"}))
        return self

    def response(
        self,
        url: str,
        body: bytes,
        media: str | None = "text/html",
        *,
        status: str = "200 OK",
        day: str = DAY,
        http: Iterable[tuple[str, str]] = (),
        kind: str = "response",
        **warc: str,
    ) -> Maker:
        headers = [*([("Content-Type", media)] if media else []), *http]
        head = {"WARC-Date": day} | {name.replace("_", "-"): value for name, value in warc.items()}
        self._writer.write_record(
            self._writer.create_warc_record(
                url,
                kind,
                io.BytesIO(body),
                len(body),
                http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind == "response" else None,
                warc_content_type=(media or "") if kind != "response" else "",
                warc_headers_dict=head,
            )
        )
        return self

    def revisit(self, url: str, digest: str, of: str, of_day: str, day: str) -> Maker:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = self._writer.create_revisit_record(
            url, digest, of, of_day, http_headers=http, warc_headers_dict={"WARC-Date": day}
        )
        self._writer.write_record(record)
        return self

    def raw(self, data: bytes) -> Maker:
        self._file.write(data)
        return self

    def done(self, change: Callable[[bytes], bytes] = lambda data: data) -> Path:
        self._path.write_bytes(change(self._file.getvalue()))
        return self._path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def warc(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "x.warc.gz")


def digest(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def kept(archive: Archive) -> dict[str, Capture]:
    assert archive.verify() == []
    return {capture.url.removeprefix(A): capture for capture in archive.captures()}


# -- files of other makers ---------------------------------------------------------------------------------------------


def test_a_crawl_of_somebody_else_is_judged_and_told_whose_it_is(archive: Archive, warc: Maker) -> None:
    warc.info()
    warc.response(f"{A}/zfxxgknb/1.html", report())
    warc.response(NB, LISTING)
    warc.response(f"{A}/news.html", page("<p>今天天气很好</p>"))
    warc.response(f"{A}/gone.html", b"gone", status="404 Not Found")
    warc.response(f"{A}/style.css", b"a{}", "text/css")
    warc.response(f"{A}/a.js", b"1", "application/javascript")
    warc.response(f"{A}/logo.png", b"\x89PNG\r\n\x1a\n", "image/png")
    warc.response(f"{A}/moved", b"", status="301 Moved Permanently")
    warc.response("dns:www.jia.gov.cn", b"1.2.3.4", "text/dns", kind="resource")
    warc.response("http://www.mirror.com/zfxxgknb/1.html", report())
    brought = import_warc(warc.done(), archive, (site("yi", "www.yi.gov.cn"), site()))
    found = kept(archive)
    assert {url: (capture.verdict, capture.kind) for url, capture in found.items()} == {
        "/zfxxgknb/1.html": (Verdict.OK, Kind.LEAD),
        "/zfxxgknb/": (Verdict.NOT_REPORT, Kind.LISTING),
        "/news.html": (Verdict.NOT_REPORT, Kind.LISTING),
        "/gone.html": (Verdict.HTTP_ERROR, Kind.LISTING),
    }
    one = found["/zfxxgknb/1.html"]
    assert (one.site_id, one.fetched_at, one.status, one.media) == ("jia", DAY, 200, "html")
    assert one.link_text == "甲局2021年政府信息公开工作年度报告"
    assert one.listing_url == NB
    assert (one.published_on, one.published_from) == ("2022-01-21", "list")
    assert archive.get(one.document_sha256 or "") == report()
    assert brought.elsewhere == {"www.mirror.com": 1}
    assert brought.passed == {
        "warcinfo": 1,
        "text/css": 1,
        "application/javascript": 1,
        "image/png": 1,
        "redirect": 1,
        "not http(s)": 1,
    }
    assert brought.sites["jia"] == 1
    assert not brought.damage
    (run,) = archive.runs()
    assert (run.run_id, run.state, run.results) == (brought.run_id, RunState.FINISHED, {})
    assert [each.id for each in run.sites] == ["jia"]


def test_what_belongs_to_no_site_is_taken_for_the_one_that_is_named(archive: Archive, warc: Maker) -> None:
    other = site("yi", "www.yi.gov.cn")
    path = warc.response("http://old.jia.gov.cn/1.html", report()).response(f"{A}/1.html", report()).done()
    brought = import_warc(path, archive, (site(), other), under=other)
    assert not brought.elsewhere
    assert {capture.site_id: capture.final_url for capture in archive.captures()} == {
        "yi": "http://old.jia.gov.cn/1.html",
        "jia": f"{A}/1.html",
    }


def test_of_two_sites_at_one_host_the_nearer_one_has_the_document(archive: Archive, warc: Maker) -> None:
    path = warc.response(f"{A}/kz/1.html", report()).done()
    import_warc(path, archive, (site(), site("kz", start=[f"{A}/kz/"])))
    assert [capture.site_id for capture in archive.captures()] == ["kz"]


def test_a_file_hangs_on_its_article(archive: Archive, warc: Maker) -> None:
    note = page("<h1>甲局2021年政府信息公开工作年度报告</h1><p>见附件</p><a href='P1.docx'>甲局2021年年报.docx</a>")
    warc.response(f"{A}/nb/P1.docx", report_docx(), "application/octet-stream", day="2024-02-01T00:00:00Z")
    warc.response(f"{A}/nb/t20220120_1.html", note)
    import_warc(warc.done(), archive, (site(),))
    found = kept(archive)
    file = found["/nb/P1.docx"]
    assert (file.verdict, file.kind, file.media) == (Verdict.OK, Kind.ATTACHMENT, "docx")
    assert file.parent_url == f"{A}/nb/t20220120_1.html"
    assert file.published_on == "2022-01-20"
    assert found["/nb/t20220120_1.html"].attachments == ((f"{A}/nb/P1.docx", "甲局2021年年报.docx"),)


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))


@pytest.mark.parametrize(
    ("pack", "http"),
    [
        (gzip.compress, [("Content-Encoding", "gzip")]),
        (zlib.compress, [("Content-Encoding", "deflate")]),
        (chunked, [("Transfer-Encoding", "chunked")]),
        (lambda body: chunked(gzip.compress(body)), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
        (lambda body: body, [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]),  # undone, header left
    ],
)
def test_an_answer_may_be_packed_as_the_server_sent_it(
    pack: Callable[[bytes], bytes], http: list[tuple[str, str]], archive: Archive, warc: Maker
) -> None:
    brought = import_warc(warc.response(f"{A}/1.html", pack(report()), http=http).done(), archive, (site(),))
    assert not brought.damage
    one = kept(archive)["/1.html"]
    assert (one.verdict, archive.get(one.document_sha256 or "")) == (Verdict.OK, report())


@pytest.mark.parametrize("how", ["by record", "as a whole", "not at all"])
def test_a_file_may_be_packed_in_any_way(how: str, archive: Archive, tmp_path: Path) -> None:
    made = Maker(tmp_path / "x.warc", packed=how == "by record").info()
    path = (
        made.response(f"{A}/1.html", report())
        .response(f"{A}/2.html", report())
        .done(gzip.compress if how == "as a whole" else lambda data: data)
    )
    assert import_warc(path, archive, (site(),)).captures == {"ok": 2}


def test_a_resource_is_an_answer_of_its_own(archive: Archive, warc: Maker) -> None:
    import_warc(
        warc.response(f"{A}/1.docx", report_docx(), "application/msword", kind="resource").done(), archive, (site(),)
    )
    assert [(one.verdict, one.status) for one in archive.captures()] == [(Verdict.OK, 200)]


def test_a_revisit_has_the_bytes_of_what_it_repeats(archive: Archive, warc: Maker) -> None:
    warc.response(f"{A}/1.html", report())
    warc.revisit(f"{A}/1.html", digest(report()), f"{A}/1.html", DAY, "2025-02-01T03:04:05Z")
    warc.revisit(f"{A}/2.html", "sha1:OTHER", f"{A}/1.html", DAY, "2025-02-01T03:04:06Z")
    warc.revisit(f"{A}/3.html", "sha1:OTHER", f"{A}/9.html", DAY, "2025-02-01T03:04:07Z")
    brought = import_warc(warc.done(), archive, (site(),))
    captures = list(archive.captures())
    assert [(one.url.removeprefix(A), one.fetched_at[:4]) for one in captures] == [
        ("/1.html", "2024"),
        ("/1.html", "2025"),
        ("/2.html", "2025"),
    ]
    assert len({one.document_sha256 for one in captures}) == 1
    assert [en for _, en in brought.damage] == [
        f"record 4 ({A}/3.html) repeats bytes that are not in this file, passed over"
    ]


def test_walls_and_tricks_are_told_as_when_they_are_met(archive: Archive, warc: Maker) -> None:
    home = page("<p>首页</p>")
    warc.response(f"{A}/", home)
    warc.response(f"{A}/nb/1.html", home)
    warc.response(f"{A}/nb/2.html", b"<script>var a=1;document.cookie='C3VK=1';location.reload()</script>")
    warc.response(f"{A}/nb/3.html", page("<p>x</p>"), status="521 Origin Down", http=[("Set-Cookie", "__jsluid_s=1")])
    import_warc(warc.done(), archive, (site(),))
    assert {url: one.verdict for url, one in kept(archive).items()} == {
        "/": Verdict.NOT_REPORT,
        "/nb/1.html": Verdict.THROTTLED,
        "/nb/2.html": Verdict.CHALLENGE,
        "/nb/3.html": Verdict.CHALLENGE,
    }


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"WARC_Truncated": "length"}, "was cut by whoever recorded it (length)"),
        ({"WARC_Block_Digest": "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "does not agree with the digest"),
        ({"WARC_Payload_Digest": "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "does not agree with the digest"),
        ({"http": [("Content-Encoding", "zstd")]}, "is packed in an unknown way (zstd)"),
        ({"day": "2199-01-01T00:00:00Z"}, "has no credible time"),
        ({"day": "yesterday"}, "has no credible time"),
    ],
)
def test_a_record_that_cannot_be_trusted_is_named_and_passed_over(
    bad: dict[str, Any], why: str, archive: Archive, warc: Maker
) -> None:
    path = warc.response(f"{A}/1.html", report(), **bad).response(f"{A}/2.html", report()).done()
    brought = import_warc(path, archive, (site(),))
    ((zh, en),) = brought.damage
    assert en.startswith(f"record 1 ({A}/1.html)") and why in en
    assert zh.startswith("第 1 条记录")
    assert list(kept(archive)) == ["/2.html"]


def test_a_digest_of_the_packed_payload_is_no_damage(archive: Archive, warc: Maker) -> None:
    packed = gzip.compress(report())
    warc.response(
        f"{A}/1.html", packed, http=[("Content-Encoding", "gzip")], WARC_Payload_Digest=digest(report())
    )  # fmt: skip
    assert not import_warc(warc.done(), archive, (site(),)).damage


def test_an_answer_over_the_limit_is_passed_over(
    archive: Archive, warc: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.warc.records.MAX_BYTES", 100_000)
    bomb = gzip.compress(b"0" * 5_000_000)
    warc.response(f"{A}/bomb.html", bomb, http=[("Content-Encoding", "gzip")]).response(f"{A}/2.html", report())
    brought = import_warc(warc.done(), archive, (site(),))
    assert [en for _, en in brought.damage] == [f"record 1 ({A}/bomb.html) is over 100000 bytes, passed over"]
    assert list(kept(archive)) == ["/2.html"]


@pytest.mark.parametrize("packed", [True, False])
def test_of_a_file_that_is_cut_what_came_before_is_kept_and_one_line_says_so(
    packed: bool, archive: Archive, tmp_path: Path
) -> None:
    made = Maker(tmp_path / "x.warc", packed=packed).response(f"{A}/1.html", report())
    path = made.response(f"{A}/2.docx", report_docx(), "application/msword").done(lambda data: data[:-900])
    brought = import_warc(path, archive, (site(),))
    assert list(kept(archive)) == ["/1.html"]
    words = [en for _, en in brought.damage]
    assert any("record 2" in line and "is not whole" in line for line in words)
    assert len(words) == 1 + packed  # the end of the gzip member is told too


def test_damage_in_the_middle_ends_the_reading_and_loses_nothing_before_it(archive: Archive, warc: Maker) -> None:
    path = warc.response(f"{A}/1.html", report()).raw(b"\x00 not a record \x00" * 50).done()
    brought = import_warc(path, archive, (site(),))
    assert list(kept(archive)) == ["/1.html"]
    assert len(brought.damage) == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\x1f\x8b\x08nothing", b"x" * 300_000, b"a b c d 1\n"])
def test_what_is_no_warc_says_so_and_writes_nothing(data: bytes, archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    with pytest.raises(WarcError):
        import_warc(path, archive, (site(),))
    assert not archive.root.exists()
    with pytest.raises(WarcError):
        import_warc(tmp_path / "none.warc", archive, (site(),))


def test_a_record_without_a_type_is_damage(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(b"WARC/1.0\r\n")
    assert [en for _, en in import_warc(path, archive, (site(),)).damage] == ["record 1 () has no type, passed over"]


def test_the_same_file_again_adds_nothing(archive: Archive, warc: Maker) -> None:
    path = warc.response(f"{A}/1.html", report()).done()
    import_warc(path, archive, (site(),))
    again = import_warc(path, archive, (site(),))
    assert (again.run_id, again.known, len(archive.runs())) == (None, 1, 1)


# -- our own files -----------------------------------------------------------------------------------------------------

RICH: list[dict[str, Any]] = [
    {"kind": Kind.LISTING, "url": NB, "body": LISTING, "verdict": Verdict.NOT_REPORT},
    {
        "kind": Kind.LEAD,
        "url": f"{NB}1.html",
        "final_url": f"{NB}one.html",
        "hops": (f"{NB}hop.html",),
        "body": b"report",
        "verdict": Verdict.OK,
        "link_text": "甲局2021年\n年报",
        "listing_url": NB,
        "published_on": "2022-01-21",
        "published_from": "list",
        "etag": '"1"',
        "last_modified": "Mon, 01 Apr 2024 01:00:00 GMT",
        "attachments": ((f"{NB}P1.docx", "附件"),),
    },
    {"kind": Kind.ATTACHMENT, "url": f"{NB}P1.docx", "body": b"docx", "verdict": Verdict.OK, "parent_url": f"{NB}1.html"},
    {"kind": Kind.LEAD, "url": f"{NB}same.html", "body": b"report", "verdict": Verdict.OK},
    {"kind": Kind.LISTING, "url": f"{A}/api", "sent": '{"page":2}', "body": b"{}", "verdict": Verdict.NOT_REPORT},
    {"kind": Kind.LEAD, "url": f"{NB}404.html", "status": 404, "verdict": Verdict.HTTP_ERROR, "detail": "HTTP 404"},
    {"kind": Kind.LISTING, "url": f"{A}/old/", "status": 404, "verdict": Verdict.DRIFTED, "detail": "http_error HTTP 404"},
    {"kind": Kind.LEAD, "url": f"{NB}x.html", "status": None, "verdict": Verdict.ROBOTS_DISALLOWED},
    {"kind": Kind.LEAD, "url": f"{NB}y.html", "status": None, "verdict": Verdict.GEO_OR_NETWORK, "detail": "reset"},
]  # fmt: skip


def filled(archive: Archive) -> Archive:
    """An archive with a capture of every kind, and one of another site."""
    bodies = {b"report": report(), b"docx": report_docx()}
    others = (site(), site("yi", "www.yi.gov.cn"))
    with archive.begin(others, Options()) as log:
        for number, one in enumerate([*RICH, {"kind": Kind.LEAD, "url": "http://www.yi.gov.cn/1", "body": b"docx", "verdict": Verdict.OK}]):  # fmt: skip
            body = bodies.get(one.get("body", b""), one.get("body", b""))
            media = {b"docx": "docx", b"{}": "json"}.get(one.get("body", b""), "html")
            given = {"status": 200, "final_url": one["url"]} | {k: v for k, v in one.items() if k != "body"}
            log.add(
                site_id="yi" if "yi" in one["url"] else "jia",
                fetched_at=f"2024-02-01T00:00:{number:02d}Z",
                document_sha256=archive.put(body) if body else None,
                bytes=len(body),
                media=media if body else None,
                content_type="text/html; charset=utf-8" if given["status"] else None,
                **given,
            )
        archive.write_manifest(RunManifest(log.run_id, RunState.FINISHED, log.started_at, now(), Options(), others))
    return archive


def told(archive: Archive, *but: str) -> list[dict[str, Any]]:
    left_out = {"capture_id", "run_id", "fingerprint", *but}
    return [{k: v for k, v in one.as_dict().items() if k not in left_out} for one in archive.captures()]


@pytest.mark.parametrize("name", ["x.warc.gz", "x.warc"])
def test_out_and_in_again_gives_the_same_captures_documents_and_verdicts(name: str, tmp_path: Path) -> None:
    ours, theirs = filled(Archive(tmp_path / "a")), Archive(tmp_path / "b")
    done = export_warc(ours, tmp_path / name)
    assert (done.captures, done.documents, done.problems) == (10, 4, [])
    brought = import_warc(tmp_path / name, theirs, (site(), site("yi", "www.yi.gov.cn")))
    assert not brought.damage and not brought.elsewhere
    assert sorted(told(theirs), key=str) == sorted(told(ours), key=str)
    assert theirs.verify() == []


def test_the_database_of_what_came_back_has_the_same_reports(tmp_path: Path) -> None:
    filled(Archive(tmp_path / "a" / "archive"))
    export_warc(Archive(tmp_path / "a" / "archive"), tmp_path / "x.warc.gz")
    import_warc(
        tmp_path / "x.warc.gz", Archive(tmp_path / "b" / "archive"), (site(), site("yi", "www.yi.gov.cn"))
    )  # fmt: skip
    tables = ("reports", "requests", "disputes", "findings", "doubts", "documents", "report_documents")
    both = []
    for folder in ("a", "b"):
        build(tmp_path / folder / "archive", tmp_path / folder / "build", workers=1)
        with closing(sqlite3.connect(tmp_path / folder / "build" / "ogi.sqlite")) as database:
            both.append({name: database.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables})
    assert both[0]["reports"]
    assert both[0] == both[1]


def test_only_the_sites_that_are_asked_for_are_written(tmp_path: Path) -> None:
    ours = filled(Archive(tmp_path / "a"))
    assert export_warc(ours, tmp_path / "yi.warc.gz", ["yi"]).captures == 1
    theirs = Archive(tmp_path / "b")
    import_warc(tmp_path / "yi.warc.gz", theirs, (site("yi", "www.yi.gov.cn"),))
    assert [one.site_id for one in theirs.captures()] == ["yi"]
    with pytest.raises(WarcError):
        export_warc(ours, tmp_path / "none.warc.gz", ["bing"])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "b", "yi.warc.gz"]


def test_other_programs_can_read_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    export_warc(filled(Archive(tmp_path / "a")), path)
    with path.open("rb") as file:
        records = []
        for record in ArchiveIterator(file, check_digests=True):
            body = record.content_stream().read()
            assert record.digest_checker.passed is not False
            records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), len(body)))
    kinds = [kind for kind, *_ in records]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "warcinfo": 1,
        "response": 6,
        "revisit": 2,
        "request": 8,
        "metadata": 10,
    }
    assert ("response", f"{NB}one.html", len(report())) in records
    before = path.read_bytes()
    with pytest.raises(WarcError, match="exists"):
        export_warc(Archive(tmp_path / "a"), path)
    assert path.read_bytes() == before


def test_the_same_archive_gives_the_same_file(tmp_path: Path) -> None:
    ours = filled(Archive(tmp_path / "a"))
    for folder in ("one", "two"):
        export_warc(ours, tmp_path / folder / "x.warc.gz")
    assert (tmp_path / "one" / "x.warc.gz").read_bytes() == (tmp_path / "two" / "x.warc.gz").read_bytes()


def test_bytes_that_the_archive_has_lost_are_told(tmp_path: Path) -> None:
    ours = filled(Archive(tmp_path / "a"))
    (lost,) = {one.document_sha256 for one in ours.captures() if one.media == "docx"}
    (ours.root / "objects" / str(lost)[:2] / str(lost)).unlink()
    done = export_warc(ours, tmp_path / "x.warc.gz")
    assert len(done.problems) == 2 and all(str(lost) in en for _, en in done.problems)
    assert import_warc(tmp_path / "x.warc.gz", Archive(tmp_path / "b"), (site(),)).captures["ok"] == 2


def forged(**changes: Any) -> bytes:
    note = {
        "capture_id": "20240201T000000Z-ab12-000001", "run_id": "20240201T000000Z-ab12", "site_id": "jia", "kind": "lead",
        "url": f"{A}/1.html", "final_url": f"{A}/1.html", "fetched_at": DAY, "status": 200, "verdict": "ok",
    }  # fmt: skip
    return json.dumps(note | changes).encode()


def with_note(warc: Maker, body: bytes, note: bytes) -> Path:
    warc.response(f"{A}/1.html", body, WARC_Record_ID="<urn:uuid:1>")
    return warc.response(f"{A}/1.html", note, NOTE, kind="metadata", WARC_Concurrent_To="<urn:uuid:1>").done()


def test_a_note_makes_no_report_of_what_is_none_and_hides_none(archive: Archive, tmp_path: Path) -> None:
    news = page("<p>今天天气很好</p>")
    for number, (body, verdict, wanted) in enumerate(
        [(news, "ok", Verdict.NOT_REPORT), (report(), "not_report", Verdict.OK), (news, "soft_404", Verdict.SOFT_404)]
    ):
        one = Archive(tmp_path / str(number))
        import_warc(with_note(Maker(tmp_path / f"{number}.warc.gz"), body, forged(verdict=verdict)), one, (site(),))
        assert [capture.verdict for capture in one.captures()] == [wanted]


@pytest.mark.parametrize(
    "changes",
    [
        {"site_id": 3},
        {"url": "http://www.evil.com/1.html"},
        {"final_url": f"{A}/2.html"},
        {"fetched_at": "2020-01-01T00:00:00Z"},
        {"verdict": "splendid"},
        {"link_text": ["x"]},
        {"link_text": "x" * 5_000},
        {"attachments": [["a"]]},
        {"hops": "abc", "unknown": 1},
    ],
)
def test_a_note_that_contradicts_its_record_is_not_believed(
    changes: dict[str, Any], archive: Archive, warc: Maker
) -> None:
    brought = import_warc(with_note(warc, report(), forged(**changes)), archive, (site(), site("yi", "www.yi.gov.cn")))
    assert [en for _, en in brought.damage] == ["the note on record 1 is not sound and was not used"]
    (one,) = archive.captures()
    assert (one.site_id, one.verdict, one.url, one.fetched_at) == ("jia", Verdict.OK, f"{A}/1.html", DAY)
    assert (one.link_text, one.attachments, one.hops) == (None, (), ())


def test_a_site_may_have_another_name_elsewhere(archive: Archive, warc: Maker) -> None:
    path = with_note(warc, report(), forged(site_id="110112-jia", link_text="2021年年报"))
    assert not import_warc(path, archive, (site(),)).damage
    assert [(one.site_id, one.link_text) for one in archive.captures()] == [("jia", "2021年年报")]


def test_a_note_without_an_answer_claims_no_report(archive: Archive, warc: Maker) -> None:
    path = warc.response(f"{A}/1.html", forged(status=None), NOTE, kind="metadata").done()
    assert len(import_warc(path, archive, (site(),)).damage) == 1
    assert not list(archive.captures())


# -- the commands ------------------------------------------------------------------------------------------------------

SITES = """
sites:
- {id: jia, name: 甲区, division: "110112", start: [http://www.jia.gov.cn/], hosts: [www.jia.gov.cn]}
- {id: yi, name: 乙区, division: "110113", start: [http://www.yi.gov.cn/], hosts: [www.yi.gov.cn]}
"""


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sites.yml").write_text(SITES, "utf-8")
    filled(Archive(tmp_path / "archive"))
    path = tmp_path / "x.warc.gz"
    data = ["--data", str(tmp_path), "--lang", "en"]
    assert main(["archive", "export-warc", str(path), *data]) == 0
    assert "10 captures, 4 different documents" in capsys.readouterr().err
    assert main(["archive", "export-warc", str(path), *data]) == 3
    assert main(["archive", "export-warc", str(path), "--site", "bing", *data]) == 2
    capsys.readouterr()

    new = ["--data", str(tmp_path / "new"), "--lang", "en", "--sites", str(tmp_path / "sites.yml")]
    assert main(["archive", "import-warc", str(path), *new]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "jia: 3 reports" in said.err and "yi: 1 reports" in said.err
    assert main(["archive", "verify", "--data", str(tmp_path / "new")]) == 0
    assert main(["status", "--data", str(tmp_path / "new"), "--lang", "en"]) == 0
    assert "only WARC files were imported" in capsys.readouterr().out
    assert main(["archive", "import-warc", str(tmp_path / "none.warc"), *new]) == 2
    assert main(["archive", "import-warc", str(tmp_path / "sites.yml"), *new]) == 3


def test_what_was_refused_is_told_by_host_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Maker(tmp_path / "x.warc").response("http://www.mirror.com/1.html", report()).done()
    assert main(["archive", "import-warc", str(path), "--data", str(tmp_path), "--lang", "en"]) == 1
    assert capsys.readouterr().out == "www.mirror.com: 1 of no registered site, refused\n"
    assert not (tmp_path / "archive").exists()
