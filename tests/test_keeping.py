"""ogi status and ogi archive verify: what a person has to know of the last run and of the archive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.records import Options, RunManifest, RunState, SiteResult, SiteState
from crawler.registry import Site
from ogi import main


def site(name: str) -> Site:
    return Site(
        id=name, name=name, division="110112", start=("http://a.gov.cn/",), listings=(), hosts=("a.gov.cn",), notes=""
    )


def result(name: str, state: SiteState) -> SiteResult:
    return SiteResult(name, None, state, 1, {}, 2, 3, 1, None, "说明", "a note")


def data_of(folder: Path, *results: SiteResult, state: RunState = RunState.FINISHED) -> Path:
    """A data directory whose archive has one run with these results."""
    sites = (site("a"), site("b"))
    at = "2026-11-21T10:41:00Z"
    manifest = RunManifest("20261121T104100Z-ab12", state, at, at, Options(), sites, {r.site_id: r for r in results})
    Archive(folder / "archive").write_manifest(manifest)
    return folder


def ogi(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main([*words, "--lang", "en"])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_status_names_the_sites_that_need_a_person_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(tmp_path, result("a", SiteState.OK), result("b", SiteState.BLOCKED))
    status, out, _ = ogi("status", "--data", str(data), capsys=capsys)
    head, *lines = out.splitlines()
    assert status == 1
    assert head.startswith("20261121T104100Z-ab12: finished")
    assert [line.split()[:2] for line in lines] == [["b", "blocked"], ["a", "ok"]]


def test_status_is_well_when_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(tmp_path, result("a", SiteState.OK), result("b", SiteState.OK))
    assert ogi("status", "--data", str(data), capsys=capsys)[0] == 0


def test_a_run_without_its_end_is_not_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(tmp_path, result("a", SiteState.OK), state=RunState.RUNNING)
    status, out, _ = ogi("status", "--data", str(data), capsys=capsys)
    assert status == 1
    assert "--resume" in out


def test_a_run_made_of_a_warc_file_says_nothing_of_the_sites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = data_of(tmp_path, result("a", SiteState.OK), result("b", SiteState.OK))
    later = RunManifest("20261122T104100Z-ab12", RunState.FINISHED, "", "", Options(), (site("a"),))
    Archive(data / "archive").write_manifest(later)
    status, out, _ = ogi("status", "--data", str(data), capsys=capsys)
    assert status == 0
    assert out.startswith("20261121T104100Z-ab12: finished")


@pytest.mark.parametrize("words", [("status",), ("archive", "verify")])
def test_without_an_archive_the_next_step_is_told(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = ogi(*words, "--data", str(tmp_path), capsys=capsys)
    assert (status, out) == (3, "")
    assert "ogi crawl" in err
    assert len(err.splitlines()) == 1


def test_a_damaged_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(tmp_path)
    Archive(data / "archive").put("年报".encode())
    assert ogi("archive", "verify", "--data", str(data), capsys=capsys)[:2] == (0, "the archive is sound\n")
    (kept,) = (path for path in (data / "archive" / "objects").rglob("*") if path.is_file())
    kept.chmod(0o644)
    kept.write_bytes(b"other bytes")
    status, out, _ = ogi("archive", "verify", "--data", str(data), capsys=capsys)
    assert status == 1
    assert kept.name in out


def test_status_tells_of_a_release_that_was_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"event": "started"}, {"event": "failed", "zh": "低于下限", "en": "below the floor"}]
    data = data_of(tmp_path, result("a", SiteState.OK), result("b", SiteState.OK))
    for count, (said, status) in enumerate([("under way", 1), ("was not made: below the floor", 1)], start=1):
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines[:count])
        (tmp_path / "releases.jsonl").write_text(text, "utf-8")
        found, out, _ = ogi("status", "--data", str(data), capsys=capsys)
        assert found == status and said in out
    (tmp_path / "releases.jsonl").write_text('{"event": "released"}\n', "utf-8")
    assert ogi("status", "--data", str(data), capsys=capsys)[0] == 0
