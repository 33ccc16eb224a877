"""dataset.release: an edition is whole, checked, never overwritten, and says exactly what the documents say."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.registry import Site
from dataset import export
from dataset.build import build
from dataset.errors import DatasetError
from dataset.files import File, find_release, read_manifest
from dataset.release import release
from dataset.schema import TABLES
from parsing.model import State
from tests.conftest import ROOT
from tests.dataset_kit import FINDING, OTHER, SAMPLE, Item, archive_at, built, read_all, reading_of, with_states

PARTS = {
    "csv",
    "ogi.sqlite",
    "provenance.sqlite",
    "texts.sqlite",
    "site.sqlite",
    "changes.csv",
    "codebook.csv",
    "datapackage.json",
    "manifest.json",
    "SHA256SUMS",
    "registry",
    *("excel", "machine", "parquet", "slices", "xlsx", "json", "schemas"),
    *("README.zh.md", "README.en.md", "csv-metadata.json", "dataset.jsonld", "croissant.json", "dcat.jsonld"),
    *("CITATION.cff", "citation.txt", "citation.bib", "citation.ris"),
}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_whole(tmp_path: Path) -> None:
    built(tmp_path, Item(replace(reading_of(), findings=(FINDING,))), Item(reading_of(year=2022), site=OTHER))
    folder = release(tmp_path)
    assert folder == tmp_path / "releases" / "v2026.04.0"
    assert {path.name for path in folder.iterdir()} == PARTS
    assert {path.stem for path in (folder / "csv").glob("*.csv")} == {*TABLES, "national"}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        sha256, path = line.split("  ")
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == sha256
    summed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert summed == set(contents(folder)) - {"SHA256SUMS"}


def test_the_manifest_counts_what_is_there(tmp_path: Path) -> None:
    summary = built(tmp_path, Item(reading_of()), Item(reading_of(year=2022), site=OTHER))
    folder = release(tmp_path)
    manifest = read_manifest(folder)
    assert (manifest["version"], manifest["sample"]) == ("v2026.04.0", False)
    assert (manifest["archive_digest"], manifest["code_version"]) == (summary.archive_digest, summary.code_version)
    files = {entry["path"]: File(**entry) for entry in manifest["files"]}
    assert set(files) == set(contents(folder)) - {"manifest.json", "SHA256SUMS"}
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        for table in TABLES:
            count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            assert (
                count
                == manifest["counts"][table]
                == files[f"csv/{table}.csv"].rows
                == len(read_csv(folder / "csv" / f"{table}.csv"))
            )
        [row] = connection.execute("SELECT version, sample, reports, agencies FROM releases").fetchall()
    assert row == ("v2026.04.0", 0, 2, 2)
    assert files["csv/national.csv"].rows == 2


def test_the_national_panel_has_every_figure_under_its_key(tmp_path: Path) -> None:
    newer, older = reading_of("2021", requests="2019"), reading_of("2019", "测试区教育局", 2019)
    older = with_states(older, granted__total=State.BLANK)
    built(tmp_path, Item(newer), Item(older))
    panel = {row["agency_name"]: row for row in read_csv(release(tmp_path) / "csv" / "national.csv")}
    for reading in (newer, older):
        row = panel[str(reading.agency_name)]
        for key, figure in reading.figures.items():
            assert row[key] == ("" if figure.value is None else str(figure.value)), key
    assert panel["测试区民政局"]["requests.form"] == "2019"
    assert panel["测试区民政局"]["other_misc.total"] == ""
    assert panel["测试区民政局"]["division_code"] == "110112"


def test_a_spreadsheet_opens_it_without_harm(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://evil.example","x"),\r\n@SUM(1)'
    built(
        tmp_path, Item(reading_of(title=hostile)), Item(with_states(reading_of(year=2022), granted__total=State.DASH))
    )
    folder = release(tmp_path)
    assert (folder / "csv" / "reports.csv").read_bytes().startswith(b"\xef\xbb\xbfreport_id,")
    [bad, _] = read_csv(folder / "csv" / "reports.csv")
    assert bad["title"] == f"'{hostile}"
    [doubt] = read_csv(folder / "csv" / "doubts.csv")
    assert doubt["raw"] == "'-"
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        assert connection.execute("SELECT title FROM reports WHERE year = 2021").fetchone()[0] == hostile
    # Only text is protected: a negative number stays a number.
    built(tmp_path / "2019", Item(reading_of("2019", year=2019)))
    [row] = read_csv(release(tmp_path / "2019") / "csv" / "proactive.csv")
    assert row["permit_items_change"].startswith("-1")


def test_versions_count_up_within_the_month_of_the_newest_capture(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of(), at="2026-04-30T23:59:59Z"))
    assert [release(tmp_path).name for _ in range(2)] == ["v2026.04.0", "v2026.04.1"]
    archive_at(tmp_path / "archive", Item(reading_of(year=2022), at="2026-05-01T00:00:00Z"))
    build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    assert release(tmp_path).name == "v2026.05.0"
    (tmp_path / "releases" / "v2026.05.11").mkdir()
    assert release(tmp_path).name == "v2026.05.12"
    assert find_release(tmp_path).name == "v2026.05.12"
    assert find_release(tmp_path, "v2026.04.1").name == "v2026.04.1"


def test_a_sample_edition_says_so(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of(), site=SAMPLE))
    folder = release(tmp_path)
    assert folder.name == "v2026.04.0-sample"
    assert read_manifest(folder)["sample"] is True
    [row] = read_csv(folder / "csv" / "releases.csv")
    assert row["sample"] == "1"


MAKES_TWO = """
import sys
from pathlib import Path
from dataset.build import build
from dataset.release import release
from tests.dataset_kit import read_all
data = Path(sys.argv[1])
build(data / "archive", data / "build", read_all=read_all)
release(data)
release(data)
"""


def test_same_archive_same_release_in_another_folder_time_zone_and_language(tmp_path: Path) -> None:
    items = (Item(reading_of()), Item(reading_of(year=2022), site=OTHER), Item(b"other"))
    archive_at(tmp_path / "archive", *items)
    build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    release(tmp_path)
    release(tmp_path)
    here = contents(tmp_path / "releases")
    data = tmp_path / "another" / "deeper"
    data.mkdir(parents=True)
    (data / "archive").symlink_to(tmp_path / "archive")
    zone = "Asia/Kathmandu" if time.timezone == -8 * 3600 else "Asia/Shanghai"
    chosen = {"TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    subprocess.run([sys.executable, "-c", MAKES_TWO, str(data)], env=os.environ | chosen, cwd=ROOT, check=True)
    there = contents(data / "releases")
    assert here.keys() == there.keys()
    assert [path for path, content in here.items() if there[path] != content] == []


def test_an_existing_version_is_never_overwritten(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of()))
    first = release(tmp_path, version="v1")
    before = contents(first)
    built(tmp_path, Item(reading_of(year=2022)))
    with pytest.raises(DatasetError, match="v1 exists") as caught:
        release(tmp_path, version="v1")
    assert "\n" not in str(caught.value)
    assert contents(first) == before


def test_a_name_that_is_no_name_is_refused(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of()))
    for name in ("", "latest", "../evil", "a/b", ".hidden", "a b", "x" * 65):
        with pytest.raises(DatasetError, match="cannot name a version"):
            release(tmp_path, version=name)
        assert not (tmp_path / "releases").exists()


def test_zero_reports_is_an_error_and_latest_stays(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of()))
    release(tmp_path)
    (tmp_path / "archive").rename(tmp_path / "old-archive")
    built(tmp_path, Item(b"<html>404</html>"))
    with pytest.raises(DatasetError, match="no report at all"):
        release(tmp_path)
    assert find_release(tmp_path).name == "v2026.04.0"
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {"v2026.04.0", "latest"}


def test_a_release_that_fails_its_check_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, Item(reading_of()), Item(reading_of(year=2022)))
    release(tmp_path)
    whole = export.export_table

    def loses_a_row(folder: Path, name: str) -> dict[str, int]:
        rows = whole(folder, name)
        if name == "reports":
            path = folder / "csv" / "reports.csv"
            path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
        return rows

    monkeypatch.setattr(export, "export_table", loses_a_row)
    with pytest.raises(DatasetError, match=r"csv/reports\.csv"):
        release(tmp_path)
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {"v2026.04.0", "latest"}


def test_foreseeable_failures_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="run ogi build first"):
        release(tmp_path)
    with pytest.raises(DatasetError, match="no release to serve"):
        find_release(tmp_path)
    built(tmp_path, Item(reading_of()))
    path = tmp_path / "build" / "build.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps(summary | {"code_version": "0.0.1+other"}))
    with pytest.raises(DatasetError, match="another version of the code"):
        release(tmp_path)


def test_a_release_of_the_real_reports_holds_exactly_the_gold_figures(tmp_path: Path, shared_reports: Path) -> None:
    # 001 is the report of 下城区, given up in 2021, on the portal of its heir
    divisions = {"000": "110112", "001": "330103", "002": "411602", "003": "110105", "hongze_2023": "320813",
                 "huaian_2024": "320800", "shanghai_office_2019": "310000"}  # fmt: skip
    gold = {
        name: json.loads((shared_reports / "gold" / f"{name}.json").read_text(encoding="utf-8")) for name in divisions
    }
    items = [
        Item((shared_reports / gold[name]["document"]).read_bytes(), Site(f"s-{code}", name, code, (f"http://www.s{code}.gov.cn/",), (), (f"www.s{code}.gov.cn",)))
        for name, code in divisions.items()
    ]  # fmt: skip
    archive_at(tmp_path / "archive", *items)
    summary = build(tmp_path / "archive", tmp_path / "build", workers=1)
    assert (summary.reports, summary.unresolved, summary.unreadable) == (len(gold), 0, 0)
    folder = release(tmp_path)
    panel = {row["division_code"]: row for row in read_csv(folder / "csv" / "national.csv")}
    doubts = {(row["report_id"], row["cell"]): row["state"] for row in read_csv(folder / "csv" / "doubts.csv")}
    for name, expected in gold.items():
        row = panel[divisions[name]]
        assert row["issuer_printed"] in expected["agency_accept"]
        assert (int(row["year"]), row["form"]) == (expected["year"], expected["form"])
        assert {part: row[f"{part}.form"] for part in ("proactive", "requests", "disputes")} == expected["table_forms"]
        stated = {key: float(row[key]) if row[key] else None for key in expected["figures"]}
        assert stated == expected["figures"], name
        states = {cell: state for (report, cell), state in doubts.items() if report == row["report_id"]}
        assert states == expected["states"], name
