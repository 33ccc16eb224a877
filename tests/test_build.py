"""dataset.build: what the archive says, cell by cell, the same bytes every time, and never at the cost of what was there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.records import Options, RunState, SiteResult, SiteState
from dataset.build import build
from dataset.errors import DatasetError
from dataset.schema import TABLES
from dataset.schema.figures import specs
from dataset.summary import VERSION, BuildSummary, recover
from parsing.bounded import Source
from parsing.forms import EARLIER
from parsing.model import Reading, State, Verdict
from tests.conftest import ROOT
from tests.dataset_kit import (
    FINDING,
    OTHER,
    REAL,
    SAMPLE,
    Item,
    archive_at,
    built,
    document,
    earlier_reading,
    read_all,
    reading_of,
    with_states,
)

FILES = ("ogi.sqlite", "provenance.sqlite", "texts.sqlite")


def rows(data: Path, sql: str, database: str = "ogi", *values: Any) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(data / "build" / f"{database}.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def figures_of(data: Path, report_id: str) -> dict[str, Any]:
    """Every figure of a report as the tables have it, by its key."""
    found: dict[str, Any] = {}
    for table in ("proactive", "fees"):
        for row in rows(data, f"SELECT * FROM {table} WHERE report_id = ?", "ogi", report_id):
            found |= row
    for row in rows(data, "SELECT * FROM requests WHERE report_id = ?", "ogi", report_id):
        found |= {f"{name}.{row['applicant']}": value for name, value in row.items()}
    for row in rows(data, "SELECT * FROM disputes WHERE report_id = ?", "ogi", report_id):
        found |= {f"{row['route']}_{name}": value for name, value in row.items()}
    return found


@pytest.mark.parametrize(("form", "requests"), [("2021", None), ("2019", None), ("2021", "2019")])
def test_every_figure_stands_in_its_column(tmp_path: Path, form: str, requests: str | None) -> None:
    reading = reading_of(form, requests=requests)
    built(tmp_path, Item(reading))
    stored = figures_of(tmp_path, "110112-civil-2021")
    assert len(reading.figures) > 185
    assert {key: stored[key] for key in reading.figures} == {
        key: figure.value for key, figure in reading.figures.items()
    }
    others = {key for part in ("proactive", "requests", "disputes", "processing_fees") for key in specs(part)} - set(
        reading.figures
    )
    assert all(stored.get(key) is None for key in others), "a figure that the form does not print"


@pytest.mark.parametrize("form", list(EARLIER))
def test_every_figure_of_before_2019_stands_in_its_column(tmp_path: Path, form: str) -> None:
    reading = with_states(earlier_reading(form), requests_fax=State.ABSENT)
    built(tmp_path, Item(reading))
    [stored] = rows(tmp_path, "SELECT * FROM statistics_2014")
    assert stored.pop("report_id") == "110112-civil-2016" and stored.pop("form") == form
    stated = {key: figure.value for key, figure in reading.figures.items()}
    assert {key: value for key, value in stored.items() if key in stated} == stated
    assert not any(value for key, value in stored.items() if key not in stated), "a figure that the form does not print"
    assert [row["cell"] for row in rows(tmp_path, "SELECT * FROM doubts")] == ["requests_fax"]
    for table in ("proactive", "requests", "disputes", "fees"):
        assert rows(tmp_path, f"SELECT * FROM {table}") == []


def test_each_table_says_which_edition_it_follows(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of("2021", requests="2019")))
    assert {row["form"] for row in rows(tmp_path, "SELECT form FROM requests")} == {"2019"}
    assert [row["form"] for row in rows(tmp_path, "SELECT form FROM proactive")] == ["2021"]
    assert [row["form"] for row in rows(tmp_path, "SELECT form FROM reports")] == ["2021"]
    assert len(rows(tmp_path, "SELECT * FROM requests")) == 7


def test_what_is_not_stated_is_null_and_a_doubt(tmp_path: Path) -> None:
    reading = with_states(
        reading_of("2019", year=2019),
        requests_new__total=State.BLANK,
        granted__total=State.DASH,
        permit_decisions=State.ABSENT,
        reconsideration_total=State.UNREADABLE,
        central_procurement_amount=State.UNIT_UNKNOWN,
    )
    built(tmp_path, Item(reading))
    stored = figures_of(tmp_path, "110112-civil-2019")
    missing = {"requests_new.total", "granted.total", "permit_decisions", "reconsideration_total"}
    assert {key for key in reading.figures if stored[key] is None} == missing
    assert stored["central_procurement_amount"] == float(reading.figures["central_procurement_amount"].value or 0)
    doubts = {row["cell"]: (row["state"], row["raw"]) for row in rows(tmp_path, "SELECT * FROM doubts")}
    assert doubts == {
        "requests_new.total": ("blank", None),
        "granted.total": ("dash", "-"),
        "permit_decisions": ("absent", None),
        "reconsideration_total": ("unreadable", "l0"),
        "central_procurement_amount": ("unit_unknown", None),
    }


def test_findings_sections_and_places(tmp_path: Path) -> None:
    reading = replace(reading_of(), findings=(FINDING,))
    built(tmp_path, Item(reading))
    [report] = rows(tmp_path, "SELECT * FROM reports")
    assert (report["must_failures"], report["should_failures"]) == (1, 1)
    finding, beyond = rows(tmp_path, "SELECT * FROM findings ORDER BY number")
    assert beyond["rule"] == "proactive.rule_making_power", "what needs more than the reading comes after it"
    assert (finding["rule"], finding["severity"], finding["left_side"], finding["right_side"]) == (
        FINDING.rule,
        "must",
        "11",
        "0",
    )
    assert json.loads(finding["cells"]) == list(FINDING.cells)
    assert json.loads(finding["against"]) == list(FINDING.against)
    assert json.loads(finding["places"]) == [{"page": 3, "row": 2}]
    sections = rows(tmp_path, "SELECT section, text FROM sections", "texts")
    assert [row["section"] for row in sections] == ["overall", "problems"], "in the order of the form"
    [provenance] = rows(tmp_path, "SELECT * FROM provenance", "provenance")
    assert provenance["document_sha256"] == report["document_sha256"]
    places = json.loads(provenance["places"])
    assert places["granted.total"] == [
        f" {reading.figures['granted.total'].value} ", 2, 1, reading.figures["granted.total"].place.row, 3,  # type: ignore[union-attr]
    ]  # fmt: skip
    assert set(places) == set(reading.figures)


def test_one_document_speaks_by_the_stated_order(tmp_path: Path) -> None:
    fewer = with_states(reading_of(), granted__total=State.BLANK)
    items = {
        "late page": Item(reading_of(), at="2026-04-09T00:00:00Z"),
        "early page with fewer figures": Item(fewer, at="2026-01-01T00:00:00Z"),
        "early word": Item(reading_of(media="docx"), at="2026-01-02T00:00:00Z"),
        "early pdf": Item(reading_of(media="pdf"), at="2026-01-03T00:00:00Z"),
        "early text": Item(reading_of(media="text"), at="2026-01-04T00:00:00Z"),
        "later page": Item(reading_of(title="another copy"), at="2026-04-10T00:00:00Z"),
    }
    summary = built(tmp_path, *items.values())
    assert (summary.reports, summary.documents) == (1, 6)
    names = {hashlib.sha256(document(item)).hexdigest(): name for name, item in items.items()}
    found = rows(tmp_path, "SELECT * FROM report_documents ORDER BY place")
    assert [names[row["document_sha256"]] for row in found] == [
        "late page", "later page", "early word", "early pdf", "early text", "early page with fewer figures",
    ]  # fmt: skip
    assert [row["role"] for row in found] == ["speaks"] + ["copy"] * 5
    [report] = rows(tmp_path, "SELECT * FROM reports")
    assert names[report["document_sha256"]] == "late page"
    assert (report["first_seen"], report["last_seen"]) == ("2026-01-01T00:00:00Z", "2026-04-10T00:00:00Z")


def test_the_same_issuer_under_two_divisions_is_two_agencies(tmp_path: Path) -> None:
    summary = built(tmp_path, Item(reading_of()), Item(reading_of(title="x"), site=OTHER))
    assert summary.agencies == 2
    agencies = {row["agency_id"]: row for row in rows(tmp_path, "SELECT * FROM agencies")}
    assert set(agencies) == {"110112-civil", "330105-civil"}
    assert {row["division_code"] for row in agencies.values()} == {"110112", "330105"}
    assert not any(row["provisional"] for row in agencies.values())


def test_nothing_is_guessed(tmp_path: Path) -> None:
    summary = built(
        tmp_path,
        Item(reading_of(agency=None)),
        Item(reading_of(agency="  ", year=None)),
        Item(reading_of(year=None)),
        Item(b"<html>a listing</html>"),
    )
    assert (summary.reports, summary.unresolved, summary.documents) == (0, 3, 4)
    found = {row["reason"]: row for row in rows(tmp_path, "SELECT * FROM unresolved")}
    assert set(found) == {"no_issuer", "no_year", "neither"}
    assert found["no_year"]["issuer_printed"] == "测试区民政局"
    assert found["no_issuer"]["year"] == 2021
    assert not rows(tmp_path, "SELECT * FROM agencies")


def test_dates_and_the_law(tmp_path: Path) -> None:
    def more(day: str | None, source: str) -> dict[str, Any]:
        return {"published_on": day, "published_from": source}

    built(
        tmp_path,
        Item(reading_of(), more=more("2022-02-10", "meta")),
        Item(reading_of(), more=more("2022-02-03", "list")),
        Item(reading_of(), more=more("2019-05-01", "url")),  # the column's date, not the report's
        Item(reading_of(agency="测试镇人民政府"), more=more("2022-02-10", "meta")),
        Item(reading_of(agency="通州区人民政府"), more=more("2022-02-10", "meta")),
    )
    found = {row["agency_name"]: row for row in rows(tmp_path, "SELECT * FROM reports")}
    bureau = found["测试区民政局"]
    assert (bureau["published_on"], bureau["published_from"]) == ("2022-02-03", "list")
    assert (bureau["agency_type"], bureau["due_on"], bureau["days_late"]) == ("department", "2022-01-31", 3)
    town = found["测试镇人民政府"]
    assert (town["published_on"], town["due_on"], town["days_late"]) == ("2022-02-10", None, None)
    government = found["通州区人民政府"]
    assert (government["due_on"], government["days_late"]) == ("2022-03-31", -49)
    assert [government[name] for name in ("province", "prefecture", "county", "division_name", "level", "scope")] == [
        *("北京市", None, "通州区", "通州区", "county", "jurisdiction")
    ]
    assert [bureau[name] for name in ("function", "level", "scope")] == ["civil", "county", "own_organ"]
    assert (town["level"], town["agency_id"]) == ("township", "110112-t-ceshi-zhen")


def test_an_attachment_is_published_with_the_page_it_hangs_on(tmp_path: Path) -> None:
    page = {"published_on": "2022-01-20", "published_from": "meta", "url": "http://www.test.gov.cn/page.html"}
    attachment = {"kind": "attachment", "parent_url": "http://www.test.gov.cn/page.html"}
    built(tmp_path, Item(b"<html>see the attachment</html>", more=page), Item(reading_of(), more=attachment))
    [report] = rows(tmp_path, "SELECT * FROM reports")
    assert (report["published_on"], report["published_from"]) == ("2022-01-20", "meta")


def test_samples_never_mix_with_real_sites(tmp_path: Path) -> None:
    samples = built(tmp_path / "samples", Item(reading_of(), site=SAMPLE))
    assert (samples.sample, samples.reports, samples.samples_left_out) == (True, 1, 0)
    mixed = built(tmp_path / "mixed", Item(reading_of(), site=SAMPLE), Item(reading_of(title="x")))
    assert (mixed.sample, mixed.reports, mixed.samples_left_out) == (False, 1, 1)
    assert [row["site_id"] for row in rows(tmp_path / "mixed", "SELECT site_id FROM sites")] == [REAL.id]
    assert [row["site_id"] for row in rows(tmp_path / "mixed", "SELECT site_id FROM captures")] == [REAL.id]
    # A real site that brought nothing still makes the edition a real one: samples must not stand in for it.
    with pytest.raises(DatasetError, match="ogi crawl"):
        built(tmp_path / "silent", Item(reading_of(), site=SAMPLE), sites=[REAL])


def test_sites_and_captures_say_how_the_data_came(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of()), Item(reading_of(title="x"), site=OTHER))
    [site, _] = rows(tmp_path, "SELECT * FROM sites ORDER BY site_id")
    assert (site["state"], site["platform"], site["reports_found"], site["reports_before"]) == (
        "ok",
        "generic",
        1,
        None,
    )
    captures = rows(tmp_path, "SELECT * FROM captures")
    assert len(captures) == 2 and {row["run_id"] for row in captures} == {site["last_run"]}
    documents = {row["sha256"] for row in rows(tmp_path, "SELECT * FROM documents WHERE verdict = 'report'")}
    assert {row["document_sha256"] for row in captures} == documents


BUILD_TWICE = """
import sys
from pathlib import Path
from dataset.build import build
from tests.dataset_kit import read_all
build(Path(sys.argv[1]), Path(sys.argv[2]), read_all=read_all)
"""


def test_same_archive_same_bytes(tmp_path: Path) -> None:
    """In another folder, another process, with another hash seed and in another time zone."""
    agencies = ["民政局", "教育局", "明正局", "信访局"]
    items = [
        Item(
            with_states(reading_of(agency=f"测试区{name}", year=year), granted__total=State.BLANK),
            at=f"2026-04-0{1 + n % 8}T01:00:00Z",
        )
        for n, (name, year) in enumerate((name, year) for name in agencies for year in (2021, 2022, 2023))
    ]
    archive_at(tmp_path / "archive", *items)
    made = []
    for number, (seed, zone) in enumerate([("0", "Asia/Shanghai"), ("4242", "America/New_York")]):
        folder = tmp_path / f"run-{number}" / "deep" / "build"
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-W", "error", "-c", BUILD_TWICE, str(tmp_path / "archive"), str(folder)]
        subprocess.run(command, check=True, env=environment, cwd=tmp_path)
        made.append({name: (folder / name).read_bytes() for name in FILES})
    assert made[0] == made[1]


def test_a_rebuild_reads_only_what_is_new(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    archive_at(tmp_path / "archive", Item(reading_of()), Item(reading_of(year=2022)))
    first = build(tmp_path / "archive", tmp_path / "build", read_all=read_all, track=lambda *done: told.append(done))
    before = (tmp_path / "build" / "ogi.sqlite").read_bytes()
    again = build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    assert (first.documents_read, again.documents_read) == (2, 0)
    assert told == [(1, 2), (2, 2)]
    assert (tmp_path / "build" / "ogi.sqlite").read_bytes() == before


def test_a_failed_build_leaves_the_old_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, Item(reading_of()))
    before = {name: (tmp_path / "build" / name).read_bytes() for name in (*FILES, "build.json")}
    archive_at(tmp_path / "archive", Item(reading_of(year=2023)))

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys.modules[build.__module__], "places_of", full)
    with pytest.raises(DatasetError, match="No space left"):
        build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    assert {name: (tmp_path / "build" / name).read_bytes() for name in before} == before
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "build", "readings.sqlite", "registry"}


def test_an_archive_that_grows_meanwhile_is_not_half_built(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of()))
    before = (tmp_path / "build" / "ogi.sqlite").read_bytes()
    archive_at(tmp_path / "archive", Item(reading_of(year=2022)))

    def grows(sources: Iterable[Source]) -> Iterator[Reading]:
        for reading in read_all(sources):
            archive_at(tmp_path / "archive", Item(reading_of(year=2023)))
            yield reading

    with pytest.raises(DatasetError, match="grew while it was read"):
        build(tmp_path / "archive", tmp_path / "build", read_all=grows)
    assert (tmp_path / "build" / "ogi.sqlite").read_bytes() == before


def test_a_capture_of_a_site_that_no_run_names_is_an_error(tmp_path: Path) -> None:
    archive_at(tmp_path / "archive", Item(reading_of()), Item(reading_of(year=2022), more={"site_id": "stranger"}))
    with pytest.raises(DatasetError, match="stranger"):
        build(tmp_path / "archive", tmp_path / "build", read_all=read_all)


def test_kept_readings_that_are_no_database_are_a_plain_line(tmp_path: Path) -> None:
    archive_at(tmp_path / "archive", Item(reading_of()))
    (tmp_path / "readings.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatasetError, match=r"file is not a database") as caught:
        build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    assert "\n" not in str(caught.value)


def test_a_build_killed_between_two_renames_loses_nothing(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of()))
    (tmp_path / "build").rename(tmp_path / "build.before")
    recover(tmp_path / "build")
    assert rows(tmp_path, "SELECT report_id FROM reports")
    assert not (tmp_path / "build.before").exists()


def test_foreseeable_failures_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no archive"):
        build(tmp_path / "nowhere", tmp_path / "build")
    archive_at(tmp_path / "archive", sites=[REAL])
    with pytest.raises(DatasetError, match="holds no document yet") as caught:
        build(tmp_path / "archive", tmp_path / "build")
    assert "\n" not in str(caught.value) and not (tmp_path / "build").exists()
    archive_at(tmp_path / "archive", Item(reading_of()))
    shutil.rmtree(tmp_path / "archive" / "objects")
    with pytest.raises(DatasetError, match="ogi archive verify"):
        build(tmp_path / "archive", tmp_path / "build", read_all=read_all)


def test_a_document_that_kills_its_reader_is_unreadable_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the bounded workers, as in real life: one document crashes its worker, one says what it says."""
    (tmp_path / "modules").mkdir()
    module = tmp_path / "modules" / "reader_that_may_die.py"
    module.write_text(
        "import json, os, signal\n"
        "from dataset.readings import decoded\n"
        "def read(data, *, name=None, media=None):\n"
        "    if data == b'crash': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return decoded(json.loads(data))\n"
    )
    monkeypatch.syspath_prepend(str(module.parent))
    import reader_that_may_die  # type: ignore[import-not-found]

    from parsing.bounded import Readers

    archive_at(tmp_path / "archive", Item(b"crash"), Item(reading_of()))
    with Readers(1, reader=reader_that_may_die.read) as readers:
        summary = build(tmp_path / "archive", tmp_path / "build", read_all=readers.map)
    assert (summary.reports, summary.unreadable) == (1, 1)
    [dead] = rows(tmp_path, "SELECT * FROM documents WHERE verdict = 'unreadable'")
    assert dead["sha256"] == hashlib.sha256(b"crash").hexdigest() and dead["reason"]


def test_a_document_that_is_no_report_is_kept_with_its_verdict(tmp_path: Path) -> None:
    blocked = Reading(Verdict.BLOCKED, "", "html", reason="a challenge page")
    summary = built(tmp_path, Item(blocked), Item(reading_of()))
    assert (summary.documents, summary.reports) == (2, 1)
    verdicts = {row["verdict"]: row["reason"] for row in rows(tmp_path, "SELECT verdict, reason FROM documents")}
    assert verdicts == {"blocked": "a challenge page", "report": None}


def test_the_file_is_plain(tmp_path: Path) -> None:
    """No trace of counters, logs or the clock; every index and every table of the schema."""
    built(tmp_path, Item(reading_of()))
    for name in ("ogi", "provenance", "texts"):
        with closing(sqlite3.connect(tmp_path / "build" / f"{name}.sqlite")) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
            assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
            assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    found = {row["name"] for row in rows(tmp_path, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert found == set(TABLES)
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == sorted(["build.json", *FILES, "registry"])


def test_the_summary_is_the_file_beside_the_database(tmp_path: Path) -> None:
    summary = built(tmp_path, Item(reading_of()))
    assert BuildSummary(**json.loads((tmp_path / "build" / "build.json").read_text())) == summary
    assert summary.archive_digest == Archive(tmp_path / "archive").digest()
    assert summary.newest_capture == "2026-04-02T01:00:00Z"


def test_the_version_is_that_of_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def test_a_figure_chosen_from_several_readings_keeps_them_as_a_doubt(tmp_path: Path) -> None:
    reading = reading_of()
    chosen = replace(reading.figures["granted.total"], raw="1\ufffd", readings=("18", "13"))
    built(tmp_path, Item(replace(reading, figures={**reading.figures, "granted.total": chosen})))
    assert rows(tmp_path, "SELECT cell, state, readings FROM doubts") == [
        {"cell": "granted.total", "state": "chosen", "readings": '["18","13"]'}
    ]
    assert figures_of(tmp_path, rows(tmp_path, "SELECT report_id FROM reports")[0]["report_id"])["granted.total"] == (
        chosen.value
    )


def test_a_link_that_stands_is_a_report_that_was_seen(tmp_path: Path) -> None:
    archive = archive_at(tmp_path / "archive", Item(reading_of(year=2021)), Item(reading_of(year=2022)))
    [first] = archive.runs()
    with archive.begin((REAL,), Options()) as log:
        linked = {first.run_id: "2"}
        result = SiteResult(REAL.id, "generic", SiteState.SUSPECT, 1, {}, 1, 1, 1, 2, linked=linked)
        done = replace(archive.run(log.run_id), state=RunState.FINISHED, finished_at="2026-12-01T00:00:00Z")
        archive.write_manifest(replace(done, results={REAL.id: result}))
    build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    seen = {row["year"]: row["last_seen"] for row in rows(tmp_path, "SELECT year, last_seen FROM reports")}
    assert seen[2022] == done.started_at > seen[2021]
