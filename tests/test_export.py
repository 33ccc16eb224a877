"""dataset.export and dataset.formats: every file of a release holds the same rows, and every program sees them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset.database import opened
from dataset.export import export_all
from dataset.files import read_manifest
from dataset.formats import xlsx
from dataset.formats.agencies import agency_objects
from dataset.formats.cells import safe, safe_in_excel
from dataset.formats.counting import rows_in
from dataset.formats.imprint import imprint_of
from dataset.formats.sheets import sheets
from dataset.release import release
from dataset.schema import TABLES
from parsing.model import State
from tests.conftest import ROOT
from tests.dataset_kit import FINDING, OTHER, Item, built, earlier_reading, reading_of, with_states

HOSTILE = '=HYPERLINK("http://evil.example","x"),\r\n@SUM(1)'


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("export")
    built(
        data,
        Item(replace(reading_of(title=HOSTILE), findings=(FINDING,))),
        Item(with_states(reading_of("2019", year=2019), granted__total=State.DASH)),
        Item(reading_of(year=2022, agency="另一区财政局"), site=OTHER),
        Item(earlier_reading()),
    )
    return release(data)


def people(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def machine(path: Path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def database_rows(edition: Path, table: str) -> list[dict[str, Any]]:
    order = ", ".join(str(column.name) for column in TABLES[table].primary_key)
    with closing(opened(edition / "ogi.sqlite")) as connection:
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}")]


def heading(table: str, key: str) -> str:
    sheet = sheets()[table]
    return sheet.headings[sheet.keys.index(key)]


def test_every_file_has_the_rows_that_the_manifest_says(edition: Path) -> None:
    manifest = read_manifest(edition)
    rows = {file["path"]: file["rows"] for file in manifest["files"]}
    counts = manifest["counts"]
    for table in TABLES:
        for path in (
            f"csv/{table}.csv",
            f"excel/{table}_excel.csv",
            f"machine/{table}.csv.gz",
            f"parquet/{table}.parquet",
        ):
            assert rows[path] == counts[table], path
    for kind in ("year", "province"):
        for ending in ("_excel.csv", ".csv.gz"):
            parts = [
                count for path, count in rows.items() if path.startswith(f"slices/{kind}/") and path.endswith(ending)
            ]
            assert sum(parts) == counts["reports"] == 4
    assert {path: count for path, count in rows.items() if path.startswith("xlsx/") and path.endswith("x")} == {
        f"xlsx/{year}.xlsx": 1 for year in (2016, 2019, 2021, 2022)
    }
    assert sum(count for path, count in rows.items() if path.endswith(".ndjson.gz")) == counts["agencies"]


def test_rows_are_counted_in_the_files_themselves(edition: Path, tmp_path: Path) -> None:
    """Against other readers than those that count, with line breaks and quotation marks inside the texts."""
    assert rows_in(edition / "csv" / "reports.csv") == len(people(edition / "csv" / "reports.csv")) == 4
    assert rows_in(edition / "machine" / "reports.csv.gz") == len(machine(edition / "machine" / "reports.csv.gz")) == 4
    path = tmp_path / "x.csv"
    path.write_text('a,b\r\n"1\r\n""2"" ","\n"\r\n3,4\r\n', encoding="utf-8", newline="")
    assert rows_in(path) == 2
    assert rows_in(edition / "ogi.sqlite") is None


def test_people_and_machines_get_what_the_database_holds(edition: Path) -> None:
    for table in TABLES:
        stored = database_rows(edition, table)
        for_machines = machine(edition / "machine" / f"{table}.csv.gz")
        for_people = people(edition / "excel" / f"{table}_excel.csv")
        assert len(stored) == len(for_machines) == len(for_people)
        for row, bare, shown in zip(stored, for_machines, for_people, strict=True):
            for key, value in row.items():
                whole = isinstance(value, float) and value.is_integer()
                text = "" if value is None else str(int(value) if whole else value)
                assert bare[key] == text, (table, key)
                cell = shown[heading(table, key)]
                assert cell.rstrip("\t").removeprefix("'") == text.removeprefix("'"), (table, key)


def test_the_edition_for_people_has_bom_crlf_and_chinese_headings(edition: Path) -> None:
    data = (edition / "excel" / "reports_excel.csv").read_bytes()
    assert data.startswith("\ufeff年报编号,机关编号,机关名称,".encode())
    assert b"\r\n" in data and data.endswith(b"\r\n")
    head = next(csv.reader(io.StringIO((edition / "excel" / "national_excel.csv").read_text(encoding="utf-8-sig"))))
    assert "行政许可·本年处理决定数量（单位：件）" in head
    for sheet in sheets().values():
        assert len(set(sheet.headings)) == len(set(sheet.machine_names)) == len(sheet.columns), sheet.name


def test_the_edition_for_machines_is_bare(edition: Path) -> None:
    data = (edition / "machine" / "national.csv.gz").read_bytes()
    assert data[4:8] == bytes(4), "no time"
    assert not data[3] & 0b1000, "no name"
    text = gzip.decompress(data)
    assert text.startswith(b"report_id,agency_id,")
    header = text.split(b"\n", 1)[0].decode()
    assert "granted__total" in header and "." not in header and "\r" not in header
    [hostile] = [row for row in machine(edition / "machine" / "reports.csv.gz") if row["year"] == "2021"]
    assert hostile["title"] == HOSTILE


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(first: str) -> None:
    assert safe(f"{first}1+1") == safe_in_excel(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize("first", ["＝", "＋", "－", "＠", "\n"])
def test_excel_reads_full_width_signs_too(first: str) -> None:
    assert safe_in_excel(f"{first}SUM(1)") == f"'{first}SUM(1)"


@pytest.mark.parametrize("text", ["010203", "110112", "911100001234567890", "1/2", "3-4", "1e5", "12%", "０１２"])
def test_what_looks_like_a_number_stays_text(text: str) -> None:
    assert safe_in_excel(text) == f"{text}\t"


@pytest.mark.parametrize("text", ["", None, "2021-03-01", "民政局", "110112-civil-2021", "v2026.04.0"])
def test_other_texts_are_left_alone(text: str | None) -> None:
    assert safe_in_excel(text) == safe(text) == text


def test_in_no_file_for_spreadsheets_does_a_text_begin_like_a_formula(edition: Path) -> None:
    seen = 0
    for path in [*edition.rglob("*_excel.csv"), *(edition / "csv").glob("*.csv")]:
        for row in people(path):
            for column, cell in row.items():
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                    assert float(cell) < 0, (path.name, column, cell)
                    seen += 1
    assert seen, "negative numbers are numbers"
    titles = {row["标题"] for row in people(edition / "excel" / "reports_excel.csv")}
    assert f"'{HOSTILE}" in titles


def test_a_signed_number_stays_one(edition: Path) -> None:
    [row] = [row for row in people(edition / "excel" / "proactive_excel.csv") if row["年报编号"].endswith("-2019")]
    [stored] = [row for row in database_rows(edition, "proactive") if row["report_id"].endswith("-2019")]
    assert stored["permit_items_change"] < 0
    assert row[heading("proactive", "permit_items_change")] == str(stored["permit_items_change"])


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    """A code with a leading zero, in the files and in the cells of a workbook."""
    built(tmp_path, Item(reading_of()))
    folder = release(tmp_path)
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection, connection:
        connection.execute("UPDATE reports SET division_code = '010203', level = '+1'")
    again = tmp_path / "again"
    again.mkdir()
    (again / "ogi.sqlite").write_bytes((folder / "ogi.sqlite").read_bytes())
    imprint = imprint_of(again / "ogi.sqlite", folder.name)
    export_all(again, imprint)
    [row] = people(again / "slices" / "province" / "010000_excel.csv")
    assert (row["行政区划代码"], row["层级"]) == ("010203\t", "'+1")
    [row] = machine(again / "slices" / "province" / "010000.csv.gz")
    assert (row["division_code"], row["level"]) == ("010203", "+1")
    page = openpyxl.load_workbook(again / "xlsx" / "2021.xlsx")["数据"]
    names = [cell.value for cell in page[1]]
    code, level = (page[2][names.index(name)] for name in ("行政区划代码", "层级"))
    assert (code.value, code.data_type) == ("010203", "s")
    assert (level.value, level.data_type, level.quotePrefix) == ("+1", "s", True)
    assert pq.read_table(again / "parquet" / "reports.parquet")["division_code"].to_pylist() == ["010203"]


def test_a_workbook_has_three_sheets(edition: Path) -> None:
    book = openpyxl.load_workbook(edition / "xlsx" / "2021.xlsx")
    assert book.sheetnames == ["说明", "数据", "字段"]
    page = book["数据"]
    sheet = sheets()["national"]
    assert [cell.value for cell in page[1]] == sheet.headings
    assert (page.max_row, page.freeze_panes, page.merged_cells.ranges) == (2, "F2", set())
    assert page.auto_filter.ref is not None and page.auto_filter.ref.endswith("2")
    [stored] = [row for row in machine(edition / "machine" / "national.csv.gz") if row["year"] == "2021"]
    for cell, entry, name in zip(page[2], sheet.columns, sheet.machine_names, strict=True):
        if entry.type == "text":
            # A workbook is XML, which holds a line break as LF.
            assert (cell.value or "").replace("_x000D_", "\r") == stored[name], name
        elif cell.value is None:
            assert stored[name] == "", name
        else:  # a workbook holds sixteen digits
            assert float(cell.value) == pytest.approx(float(stored[name]), rel=1e-15), name
    title = page[2][sheet.keys.index("title")]
    assert title.data_type == "s" and title.quotePrefix
    explained = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert explained["版本 Version"] == edition.name and "1 行" in explained["内容 Content"]
    assert [row[0].value for row in book["字段"].iter_rows(min_row=2)] == sheet.headings


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    long = "题" * 40_000
    built(tmp_path, Item(reading_of(title=long)))
    folder = release(tmp_path)
    page = openpyxl.load_workbook(folder / "xlsx" / "2021.xlsx")["数据"]
    shown = page[2][sheets()["national"].keys.index("title")].value
    assert isinstance(shown, str) and len(shown) == 32_767 and shown.endswith("…（截断）")
    assert machine(folder / "machine" / "reports.csv.gz")[0]["title"] == long


def test_more_rows_than_a_sheet_has_are_refused_and_never_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, Item(reading_of()))
    monkeypatch.setattr(xlsx, "MAX_ROWS", 0)
    with pytest.raises(Exception, match="more reports than a sheet has rows"):
        release(tmp_path)
    assert not (tmp_path / "releases" / "latest").exists()


def test_parquet_has_types_and_units(edition: Path) -> None:
    table = pq.read_table(edition / "parquet" / "national.parquet")
    assert table.num_rows == 4
    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
    for entry, field in zip(sheets()["national"].columns, table.schema, strict=True):
        assert field.type == types[entry.type]
        said = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        assert said["key"] == entry.column and said["label_zh"] == entry.about.zh
        assert said.get("unit", "") == entry.about.unit
    assert table.schema.field("admin_fees_collected_10k_cny").metadata[b"unit"] == "万元".encode()
    for row, stored in zip(table.to_pylist(), machine(edition / "machine" / "national.csv.gz"), strict=True):
        for name, value in row.items():
            if isinstance(value, int | float):
                assert float(stored[name]) == value, name
            else:
                assert stored[name] == (value or ""), name


def test_one_agency_as_json(edition: Path) -> None:
    lines = [
        json.loads(line)
        for path in sorted((edition / "json" / "agencies").glob("*.ndjson.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    with closing(opened(edition / "ogi.sqlite")) as connection:
        assert list(agency_objects(connection)) == sorted(lines, key=lambda agency: str(agency["agency_id"]))
        assert list(agency_objects(connection, "nobody")) == []
        [civil] = [agency for agency in lines if agency["agency_name"] == "测试区民政局"]
        assert list(agency_objects(connection, civil["agency_id"])) == [civil]
    assert [report["year"] for report in civil["report_list"]] == [2016, 2019, 2021]
    older = civil["report_list"][1]
    assert older["states"] == {"granted.total": "dash"} and "granted.total" not in older["figures"]
    expected = reading_of("2019", year=2019).figures
    stated = {key: float(value) for key, value in older["figures"].items()}
    assert stated == {key: float(figure.value or 0) for key, figure in expected.items() if key != "granted.total"}
    assert older["table_forms"]["requests"] == "2019"


def test_slices_are_the_rows_of_the_whole(edition: Path) -> None:
    whole = (edition / "excel" / "national_excel.csv").read_bytes()
    head = whole.split(b"\r\n", 1)[0]
    for path in (edition / "slices").rglob("*_excel.csv"):
        part = path.read_bytes()
        assert part.startswith(head)
        assert part[len(head) + 2 :] in whole or path.stem.startswith("110000"), path.name
    years = {row["year"] for row in machine(edition / "slices" / "year" / "2019.csv.gz")}
    assert years == {"2019"}
    codes = {row["division_code"] for row in machine(edition / "slices" / "province" / "330000.csv.gz")}
    assert codes == {"330105"}


AGAIN = """
import sys
from pathlib import Path
from dataset import export
from dataset.formats.imprint import imprint_of
if __name__ == "__main__":
    folder, version = Path(sys.argv[1]), sys.argv[2]
    export.PARALLEL_FROM = 0
    export.export_all(folder, imprint_of(folder / "ogi.sqlite", version))
"""


def test_other_processes_in_another_time_zone_write_the_same_bytes(edition: Path, tmp_path: Path) -> None:
    """The edition was written by this process alone; now several write it."""
    script = tmp_path / "again.py"
    script.write_text(AGAIN, encoding="utf-8")
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "ogi.sqlite").write_bytes((edition / "ogi.sqlite").read_bytes())
    environment = {"PYTHONPATH": str(ROOT), "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PATH": ""}
    call = [sys.executable, str(script), str(folder), edition.name]
    subprocess.run(call, env=environment, check=True, timeout=120)
    made = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(made) > 4 * len(TABLES)
    for path in made:
        assert path.read_bytes() == (edition / path.relative_to(folder)).read_bytes(), path.name


def test_no_workbook_carries_the_day_it_was_made(edition: Path) -> None:
    with zipfile.ZipFile(edition / "xlsx" / "2021.xlsx") as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert b"2026-04-02T01:00:00Z" in book.read("docProps/core.xml")
