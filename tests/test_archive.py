"""crawler.archive: content-addressed, append-only, whole after any kill."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.records import Capture, Kind, Options, RunManifest, RunState, SiteResult, SiteState
from crawler.registry import Site
from crawler.verdicts import Verdict

ROOT = Path(__file__).resolve().parents[1]
SITE = Site(
    id="a", name="甲", division="110112", start=("http://a.gov.cn/",), listings=(), hosts=("a.gov.cn",), notes="备注"
)


def fields(url: str, **more: Any) -> dict[str, Any]:
    return {
        "site_id": "a",
        "kind": Kind.LEAD,
        "url": url,
        "final_url": url,
        "fetched_at": "2026-11-21T10:41:00Z",
        "status": 200,
        "verdict": Verdict.OK,
    } | more


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files(archive: Archive, folder: str) -> list[Path]:
    return sorted(path for path in (archive.root / folder).rglob("*") if path.is_file())


# -- objects -----------------------------------------------------------------------------------------------------------


def test_bytes_are_kept_under_their_hash(archive: Archive) -> None:
    sha256 = archive.put("年报".encode())
    assert sha256 == hashlib.sha256("年报".encode()).hexdigest()
    assert archive.get(sha256) == "年报".encode()
    assert files(archive, "objects") == [archive.root / "objects" / sha256[:2] / sha256]
    assert files(archive, "tmp") == []


def test_the_same_bytes_are_written_once(archive: Archive) -> None:
    sha256 = archive.put(b"x")
    (path,) = files(archive, "objects")
    before = path.stat()
    assert archive.put(b"x") == sha256
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_empty_archive_answers(archive: Archive) -> None:
    assert list(archive.captures()) == []
    assert archive.runs() == []
    assert archive.sites() == {}
    assert archive.verify() == []
    assert archive.known(["a"])["a"].settled == {}
    assert not archive.root.exists()


def test_damaged_and_missing_objects_are_said_in_one_line(archive: Archive) -> None:
    sha256 = archive.put(b"x")
    (path,) = files(archive, "objects")
    path.chmod(0o644)
    path.write_bytes(b"y")
    with pytest.raises(ArchiveError, match="is damaged") as caught:
        archive.get(sha256)
    assert "\n" not in str(caught.value)
    assert ["its bytes are not those" in en for _, en in archive.verify()] == [True]
    path.unlink()
    with pytest.raises(ArchiveError, match="not in the archive"):
        archive.get(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_only_hashes_name_objects(archive: Archive, name: str) -> None:
    with pytest.raises(ArchiveError):
        archive.get(name)


def test_a_full_disk_leaves_nothing_half_written(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crawler.archive.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        archive.put(b"x")
    assert files(archive, "objects") == files(archive, "tmp") == []


# -- captures ----------------------------------------------------------------------------------------------------------


def test_captures_come_back_as_they_were_and_in_order(archive: Archive) -> None:
    full = fields(
        "http://a.gov.cn/1",
        kind=Kind.ATTACHMENT,
        detail="jsl",
        media="pdf",
        content_type="application/pdf",
        document_sha256=archive.put(b"1"),
        bytes=1,
        link_text="甲\u2028局",
        listing_url="http://a.gov.cn/",
        parent_url="http://a.gov.cn/p",
        published_on="2026-01-02",
        published_from="list",
        etag='"e"',
        last_modified="Mon",
        hops=("http://a.gov.cn/h",),
        attachments=(("http://a.gov.cn/f.doc", "附件.doc"),),
    )
    with archive.begin((SITE,), Options()) as log:
        added = [log.add(**full), log.add(**fields("http://a.gov.cn/2", status=None, verdict=Verdict.TLS_ERROR))]
    assert list(archive.captures()) == added
    assert [capture.capture_id for capture in added] == [f"{log.run_id}-000001", f"{log.run_id}-000002"]
    assert all(
        json.loads(line)["run_id"] == log.run_id for line in files(archive, "captures")[0].read_bytes().splitlines()
    )
    assert archive.verify() == []


def test_runs_sort_in_the_order_in_which_they_began(archive: Archive) -> None:
    ids = []
    for _ in range(2):  # within one second
        with archive.begin((SITE,), Options()) as log:
            log.add(**fields(f"http://a.gov.cn/{len(ids)}"))
        ids.append(log.run_id)
    assert ids == sorted(ids) and ids[0][:16] != ids[1][:16]
    assert [capture.run_id for capture in archive.captures()] == ids
    assert [run.run_id for run in archive.runs()] == ids


def test_a_line_cut_by_a_kill_is_dropped_told_and_never_written_onto(archive: Archive) -> None:
    with archive.begin((SITE,), Options()) as log:
        log.add(**fields("http://a.gov.cn/1"))
        log.add(**fields("http://a.gov.cn/2"))
    (path,) = files(archive, "captures")
    path.write_bytes(path.read_bytes()[:-40])
    told: list[tuple[str, str]] = []
    assert [capture.url for capture in archive.captures(told.append)] == ["http://a.gov.cn/1"]
    assert len(told) == 1 and "line 2 is cut short" in told[0][1]
    assert ["cut short" in en for _, en in archive.verify()] == [True]
    with archive.resume(log.run_id) as again:
        assert [capture.url for capture in again.earlier] == ["http://a.gov.cn/1"]
        again.add(**fields("http://a.gov.cn/3"))
    assert [capture.url for capture in archive.captures(told.append)] == ["http://a.gov.cn/1", "http://a.gov.cn/3"]
    assert len(told) == 1
    assert len({capture.capture_id for capture in archive.captures()}) == 2
    assert archive.verify() == []


def test_a_last_line_that_lacks_only_its_end_is_kept(archive: Archive) -> None:
    with archive.begin((SITE,), Options()) as log:
        log.add(**fields("http://a.gov.cn/1"))
    (path,) = files(archive, "captures")
    path.write_bytes(path.read_bytes()[:-1])
    assert len(list(archive.captures())) == 1
    with archive.resume(log.run_id) as again:
        again.add(**fields("http://a.gov.cn/2"))
    assert [capture.capture_id[-1] for capture in archive.captures()] == ["1", "2"]
    assert archive.verify() == []


@pytest.mark.parametrize(
    "line", [b"\x00" * 80, b"[]", b"{}", b'"x"', b'{"capture_id": "x", "kind": "cat"}', b"\xff\xfe"]
)
def test_damage_in_the_middle_costs_one_line(archive: Archive, line: bytes) -> None:
    with archive.begin((SITE,), Options()) as log:
        log.add(**fields("http://a.gov.cn/1"))
    (path,) = files(archive, "captures")
    whole = path.read_bytes()
    path.write_bytes(line + b"\n" + whole)
    told: list[tuple[str, str]] = []
    assert len(list(archive.captures(told.append))) == 1
    assert "line 1 is damaged" in told[0][1]


def test_what_a_killed_process_wrote_is_all_there(archive: Archive) -> None:
    """kill -9 after the first of two captures, with the second half written."""
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from crawler.archive import Archive\n"
        "from crawler.records import Kind, Options\n"
        "from crawler.verdicts import Verdict\n"
        "archive = Archive(Path(sys.argv[1]))\n"
        "log = archive.begin((), Options())\n"
        "sha = archive.put(b'one')\n"
        "log.add(site_id='a', kind=Kind.LEAD, url='http://a.gov.cn/1', final_url='', fetched_at='', status=200,"
        " verdict=Verdict.OK, document_sha256=sha)\n"
        'log._file.write(b\'{"capture_id": "half\')\n'
        "log._file.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(archive.root)], cwd=ROOT, check=False)
    assert done.returncode == -9
    (capture,) = archive.captures()
    assert capture.document_sha256 and archive.get(capture.document_sha256) == b"one"
    (run,) = archive.runs()
    assert run.state is RunState.INTERRUPTED
    with archive.resume(run.run_id) as log:
        assert log.add(**fields("http://a.gov.cn/2")).capture_id.endswith("-000002")
    assert archive.verify() == []


def test_two_processes_cannot_write_one_run(archive: Archive) -> None:
    with archive.begin((SITE,), Options()) as log:
        script = "import sys; from pathlib import Path; from crawler.archive import Archive; Archive(Path(sys.argv[1])).resume(sys.argv[2])"
        done = subprocess.run(
            [sys.executable, "-c", script, str(archive.root), log.run_id],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert "is being written by another process" in done.stderr
        assert archive.run(log.run_id).state is RunState.RUNNING
    assert archive.run(log.run_id).state is RunState.INTERRUPTED


def test_a_run_that_never_was_cannot_be_resumed(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="cannot resume"):
        archive.resume("20260101T000000Z-abcd")


# -- manifests ---------------------------------------------------------------------------------------------------------


def result(**changes: Any) -> SiteResult:
    values: dict[str, Any] = {
        "site_id": "a", "platform": "trs", "state": SiteState.SUSPECT, "leads": 3, "captures": {"ok": 2}, "requests": 9,
        "bytes": 99, "reports_found": 2, "reports_before": None, "note": "注", "note_en": "note",
    }  # fmt: skip
    return SiteResult(**values | changes)


def test_a_manifest_is_replaced_at_once_and_read_back(archive: Archive) -> None:
    with archive.begin((SITE,), Options((2023,), 5)) as log:
        begun = archive.run(log.run_id)
        assert (begun.state, begun.sites, begun.options, begun.results) == (
            RunState.RUNNING,
            (SITE,),
            Options((2023,), 5),
            {},
        )
        done = RunManifest(
            log.run_id,
            RunState.FINISHED,
            begun.started_at,
            "2026-11-21T10:42:00Z",
            begun.options,
            (SITE,),
            {"a": result()},
        )
        archive.write_manifest(done)
    assert archive.runs() == [done]
    (path,) = files(archive, "runs")
    entry = json.loads(path.read_text("utf-8"))["sites"][0]
    assert entry["notes"] == "备注" and entry["expect"] == {"min": 1}


def test_sites_have_their_latest_entry(archive: Archive) -> None:
    renamed = Site.from_entry(SITE.as_entry() | {"name": "乙"})
    for site in (SITE, renamed):
        archive.begin((site,), Options()).close()
    assert archive.sites() == {"a": renamed}


def test_a_broken_manifest_is_said_in_one_line(archive: Archive) -> None:
    archive.begin((SITE,), Options()).close()
    files(archive, "runs")[0].write_text("{")
    with pytest.raises(ArchiveError, match="restore it from a backup"):
        archive.runs()
    assert any("cannot be read" in en for _, en in archive.verify())


# -- what others ask ---------------------------------------------------------------------------------------------------


def test_known_is_what_is_settled_and_kept(archive: Archive) -> None:
    kept = archive.put(b"x")
    with archive.begin((SITE,), Options()) as log:
        for number, (kind, verdict, sha256) in enumerate(
            [
                (Kind.LEAD, Verdict.OK, kept),
                (Kind.ATTACHMENT, Verdict.NOT_REPORT, kept),
                (Kind.LEAD, Verdict.UNREADABLE, kept),
                (Kind.LISTING, Verdict.NOT_REPORT, kept),
                (Kind.LEAD, Verdict.CHALLENGE, kept),
                (Kind.LEAD, Verdict.GEO_OR_NETWORK, None),
                (Kind.LEAD, Verdict.OK, "0" * 64),  # its bytes are lost: fetch it again
            ]
        ):
            log.add(**fields(f"https://a.gov.cn/{number}", kind=kind, verdict=verdict, document_sha256=sha256))
        log.add(**fields("https://b.gov.cn/9", site_id="b", document_sha256=kept))
    known = archive.known(["a"])
    assert sorted(known["a"].settled) == ["a.gov.cn/0", "a.gov.cn/1", "a.gov.cn/2"]
    assert sorted(known["a"].last) == [f"a.gov.cn/{number}" for number in range(5)]
    assert list(known) == ["a"]


def test_the_digest_is_that_of_the_contents(archive: Archive, tmp_path: Path) -> None:
    empty = archive.digest()
    with archive.begin((SITE,), Options()) as log:
        log.add(**fields("http://a.gov.cn/1"))
    one = archive.digest()
    assert one != empty and archive.digest() == one
    copy = Archive(tmp_path / "copy")
    for path in files(archive, "."):
        target = copy.root / path.relative_to(archive.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert copy.digest() == one
    with archive.resume(log.run_id) as again:
        again.add(**fields("http://a.gov.cn/2"))
    assert archive.digest() != one


def test_verify_tells_a_lost_document_and_a_lost_manifest(archive: Archive) -> None:
    with archive.begin((SITE,), Options()) as log:
        log.add(**fields("http://a.gov.cn/1", document_sha256=archive.put(b"x")))
    files(archive, "objects")[0].unlink()
    files(archive, "runs")[0].unlink()
    told = " ".join(en for _, en in archive.verify())
    assert "is missing; crawl again" in told and "the manifest of this run is missing" in told


def test_a_capture_is_written_without_what_is_empty() -> None:
    capture = Capture(capture_id="r-1", run_id="r", **fields("http://a.gov.cn/1"))
    assert set(capture.as_dict()) == {"capture_id", "run_id", *fields("")}
