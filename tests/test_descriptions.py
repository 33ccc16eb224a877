"""dataset.descriptions, dataset.package: a release describes itself as each standard asks, and truly.

The validators that can be installed from the index without a browser or a second data framework are used (frictionless);
for the rest the fields that the standard requires are checked, and every reference against the files themselves.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from dataset.files import File, read_manifest
from dataset.formats.sheets import sheets
from dataset.release import release
from tests.dataset_kit import FINDING, OTHER, SAMPLE, Item, built, earlier_reading, reading_of

FRICTIONLESS = """
import json, sys
from frictionless import validate
report = validate(sys.argv[1])
print(json.dumps({"valid": report.valid, "tasks": {task.place: [task.type, task.stats.get("rows")] for task in report.tasks},
                  "errors": [error.message for error in report.errors]
                          + [f"{task.place}: {error.message}" for task in report.tasks for error in task.errors]}))
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("descriptions")
    hostile = reading_of(title='=1+1,"x"\r\n2', findings=(FINDING,))
    built(
        data,
        Item(hostile),
        Item(reading_of("2019", year=2019)),
        Item(reading_of(year=2022), site=OTHER),
        Item(earlier_reading()),
    )
    return release(data)


def load(edition: Path, name: str) -> Any:
    return json.loads((edition / name).read_text(encoding="utf-8"))


def data_files(edition: Path) -> dict[str, File]:
    """The files that are data: what the descriptions describe."""
    listed = [File(**entry) for entry in read_manifest(edition)["files"]]
    ending = (".csv", ".csv.gz", ".ndjson.gz", ".parquet", ".xlsx", ".sqlite", ".yml")
    return {file.path: file for file in listed if file.path.endswith(ending)}


def test_frictionless_finds_the_package_valid(edition: Path) -> None:
    """In a process of its own, because frictionless leaves files open, which pytest is told not to bear."""
    call = [sys.executable, "-c", FRICTIONLESS, str(edition / "datapackage.json")]
    done = subprocess.run(call, capture_output=True, check=True, text=True, timeout=170)
    found = json.loads(done.stdout)
    assert found["errors"] == [] and found["valid"] is True
    tables = {path: rows or 0 for path, (kind, rows) in found["tasks"].items() if kind == "table"}
    listed = data_files(edition).items()
    expected = {path: file.rows for path, file in listed if path.endswith((".csv", ".csv.gz", ".xlsx"))}
    assert tables == expected, "each table is read to its end"


def test_frictionless_finds_what_is_wrong(edition: Path, tmp_path: Path) -> None:
    """A validator that passes everything would prove nothing."""
    package = load(edition, "datapackage.json")
    [one] = [resource for resource in package["resources"] if resource["path"] == "csv/agencies.csv"]
    (tmp_path / "csv").mkdir()
    text = (edition / "csv" / "agencies.csv").read_text(encoding="utf-8-sig").replace("2022", "many")
    (tmp_path / "csv" / "agencies.csv").write_text(text, encoding="utf-8")
    one["schema"].pop("foreignKeys")
    (tmp_path / "datapackage.json").write_text(json.dumps(package | {"resources": [one]}))
    call = [sys.executable, "-c", FRICTIONLESS, str(tmp_path / "datapackage.json")]
    found = json.loads(subprocess.run(call, capture_output=True, check=True, text=True, timeout=120).stdout)
    assert found["valid"] is False
    assert any("many" in error for error in found["errors"])


def test_csvw_describes_the_files_of_csv(edition: Path) -> None:
    said = load(edition, "csv-metadata.json")
    assert said["@context"][0] == "http://www.w3.org/ns/csvw" and said["@type"] == "TableGroup"
    tables = {table["url"]: table["tableSchema"] for table in said["tables"]}
    assert set(tables) == {f"csv/{name}.csv" for name in sheets()}
    variable = re.compile(r"([A-Za-z0-9_]|%[0-9A-F]{2})(\.?([A-Za-z0-9_]|%[0-9A-F]{2}))*")
    for url, schema in tables.items():
        with (edition / url).open(encoding="utf-8-sig", newline="") as file:
            assert [column["titles"] for column in schema["columns"]] == next(csv.reader(file))
        names = {column["name"] for column in schema["columns"]}
        assert len(names) == len(schema["columns"]) and all(variable.fullmatch(name) for name in names)
        assert {column["datatype"] for column in schema["columns"]} <= {"string", "integer", "double"}
        assert set(schema["primaryKey"]) <= names
        for key in schema.get("foreignKeys", ()):
            target = tables[key["reference"]["resource"]]
            assert key["columnReference"] in names
            assert target["primaryKey"] == [key["reference"]["columnReference"]]
    proactive = {column["name"]: column for column in tables["csv/proactive.csv"]["columns"]}
    assert proactive["admin_fees_collected_10k_cny"]["schema:unitText"] == "万元"


def test_the_dataset_for_search_engines(edition: Path) -> None:
    said = load(edition, "dataset.jsonld")
    assert (said["@context"], said["@type"]) == ("https://schema.org/", "Dataset")
    assert 50 <= len(said["description"]) <= 5000, "what search engines take"
    for required in ("name", "license", "creator", "publisher", "keywords", "identifier", "version", "spatialCoverage"):
        assert said[required], required
    assert said["temporalCoverage"] == "2016/2022" and said["version"] == edition.name
    files = data_files(edition)
    assert {part["contentUrl"]: part["sha256"] for part in said["distribution"]} == {
        path: file.sha256 for path, file in files.items()
    }
    assert {part["unitText"] for part in said["variableMeasured"] if "unitText" in part} >= {"件"}


def test_croissant_leads_to_every_column(edition: Path) -> None:
    said = load(edition, "croissant.json")
    assert said["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    for required in ("@context", "name", "description", "license", "url", "creator", "datePublished", "version"):
        assert said[required], required
    date.fromisoformat(said["datePublished"])
    objects = {file["@id"]: file for file in said["distribution"]}
    assert {name: file["sha256"] for name, file in objects.items()} == {
        path: file.sha256 for path, file in data_files(edition).items()
    }
    assert all(file["@type"] == "cr:FileObject" and file["encodingFormat"] for file in objects.values())
    fields = [field for records in said["recordSet"] for field in records["field"]]
    assert len({field["@id"] for field in fields}) == len(fields)
    for records in said["recordSet"]:
        columns = pq.read_schema(edition / "parquet" / f"{records['name']}.parquet").names
        assert [field["source"]["extract"]["column"] for field in records["field"]] == columns
        assert {field["source"]["fileObject"]["@id"] for field in records["field"]} <= set(objects)
        assert {key["@id"] for key in records["key"]} <= {field["@id"] for field in records["field"]}
        assert {field["dataType"] for field in records["field"]} <= {"sc:Text", "sc:Integer", "sc:Float"}


def test_dcat_has_what_a_catalogue_harvests(edition: Path) -> None:
    said = load(edition, "dcat.jsonld")
    prefixes = {prefix for key in said if ":" in key for prefix in [key.split(":")[0]]}
    assert prefixes <= set(said["@context"])
    for required in ("dct:title", "dct:description", "dct:publisher", "dct:license", "dct:identifier", "dcat:keyword"):
        assert said[required], required
    assert said["@type"] == "dcat:Dataset"
    parts = {part["dcat:downloadURL"]["@id"]: part for part in said["dcat:distribution"]}
    for path, file in data_files(edition).items():
        part = parts.pop(path)
        assert part["spdx:checksum"]["spdx:checksumValue"]["@value"] == file.sha256
        assert part["dcat:byteSize"]["@value"] == str(file.bytes)
        assert ("dcat:compressFormat" in part) is path.endswith(".gz")
    assert not parts


def test_the_citations_agree(edition: Path) -> None:
    cff = yaml.safe_load((edition / "CITATION.cff").read_text(encoding="utf-8"))
    for required in ("cff-version", "message", "title", "authors"):  # of the schema of CFF 1.2.0
        assert cff[required], required
    allowed = {"abstract", "authors", "cff-version", "date-released", "identifiers", "keywords", "license", "license-url",
               "message", "title", "type", "version"}  # fmt: skip
    assert set(cff) <= allowed and cff["type"] == "dataset" and cff["license"] == "CC-BY-4.0"
    assert date.fromisoformat(cff["date-released"]) == date(2026, 4, 2), "the day of the newest capture"
    text = (edition / "citation.txt").read_text(encoding="utf-8")
    [chinese] = [line for line in text.splitlines() if "[DB/OL]" in line]
    for element in (
        "政府信息公开年报数据库",
        edition.name,
        "传播机构",
        "2026-04-02",
        "[引用日期]",
        f"ogi-yearbook/{edition.name}",
    ):
        assert element in chinese
    digest = read_manifest(edition)["archive_digest"]
    for name in ("citation.txt", "citation.bib"):
        assert digest in (edition / name).read_text(encoding="utf-8")
    ris = (edition / "citation.ris").read_bytes().decode("utf-8")
    lines = ris.split("\r\n")
    assert lines[0] == "TY  - DATA" and lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_a_readme_in_both_languages_in_every_folder(edition: Path) -> None:
    folders = {path.parent for path in edition.rglob("*") if path.suffix in (".gz", ".csv", ".parquet", ".xlsx")}
    tops = {edition / folder.relative_to(edition).parts[0] if folder != edition else edition for folder in folders}
    for folder in tops:
        chinese = (folder / "README.zh.md").read_text(encoding="utf-8")
        english = (folder / "README.en.md").read_text(encoding="utf-8")
        for text in (chinese, english):
            assert edition.name in text and "sha256sum -c SHA256SUMS" in text
        assert "空值不是 0" in chinese and "Null is not 0" in english
        prefix = folder.relative_to(edition).as_posix() + "/" if folder != edition else ""
        for file in data_files(edition).values():
            assert (f"| `{file.path}` | {'' if file.rows is None else file.rows} |" in english) is file.path.startswith(
                prefix
            )


def test_a_sample_edition_says_so_everywhere(tmp_path: Path) -> None:
    built(tmp_path, Item(reading_of(), site=SAMPLE))
    folder = release(tmp_path)
    for name in ("datapackage.json", "csv-metadata.json", "dataset.jsonld", "croissant.json", "dcat.jsonld", "CITATION.cff",
                 "citation.txt", "citation.bib", "citation.ris", "README.zh.md", "csv/README.zh.md"):  # fmt: skip
        assert "样例，非真实数据" in (folder / name).read_text(encoding="utf-8"), name
    assert "NOT REAL DATA" in (folder / "README.en.md").read_text(encoding="utf-8")
