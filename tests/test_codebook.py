"""dataset.codebook, metadata, package: every column of a release is explained once, the same everywhere."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from dataset import codebook, metadata
from dataset.release import release
from dataset.schema import DATABASES
from tests.conftest import ROOT
from tests.dataset_kit import Item, built, reading_of


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("codebook")
    built(data, Item(reading_of()), Item(reading_of("2019", year=2019)))
    return release(data)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_of_every_table_is_in_the_codebook(edition: Path) -> None:
    explained = {(row["table"], row["column"]) for row in read(edition / "codebook.csv")}
    for metadata_of_file in DATABASES.values():
        for table in metadata_of_file.tables.values():
            assert {(table.name, column.name) for column in table.c} <= explained
    for path in (edition / "csv").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file))
        assert {(path.stem, column) for column in header} <= explained, path.name


def test_a_line_of_the_codebook() -> None:
    rows = {
        (row[0], row[1]): dict(zip(codebook.COLUMNS, row, strict=True)) for row in (e.row() for e in codebook.entries())
    }
    permits = rows["proactive", "permit_decisions"]
    assert (permits["label_zh"], permits["label_en"]) == (
        "行政许可·本年处理决定数量",
        "Administrative permit decisions",
    )
    assert (permits["wording_2019"], permits["wording_2021"]) == ("行政许可·处理决定数量", "行政许可·本年处理决定数量")
    assert (permits["unit"], permits["type"], permits["forms"]) == ("件", "integer", "2019; 2021")
    one = rows["national", "denied_third_party.org_other"]
    assert one["label_zh"] == "4.保护第三方合法权益·其他"
    assert rows["proactive", "admin_fees_collected_10k_cny"]["type"] == "number"
    assert rows["requests", "denied_third_party"]["definition_en"] == "Basis: art. 15."
    assert all(row["label_zh"] and row["label_en"] for row in rows.values())
    assert rows["panel", "unclear"]["comparability"] == (
        "narrative: break; 2014: break; 2019: good; 2021: good; break before 2019"
    )
    assert rows["panel", "other_handling"]["wording_2021"].count("＋") == 2
    graded = {table for (table, _), row in rows.items() if row["comparability"]}
    assert graded == {"panel", "national"}, "figures as printed are what they are"


def test_metadata_yml_is_what_forms_and_schema_say() -> None:
    committed = (ROOT / "metadata.yml").read_text(encoding="utf-8")
    assert committed == metadata.text(), "write it anew, as dataset/metadata.py says"


def test_metadata_covers_every_table_and_column() -> None:
    said = yaml.safe_load(metadata.text())
    assert said["license_url"].startswith("https://") and said["source"]
    for file, declared in DATABASES.items():
        for table in declared.tables.values():
            columns = said["databases"][file]["tables"][table.name]["columns"]
            assert list(columns) == list(table.c.keys())
    assert "（单位：元）" in said["databases"]["ogi"]["tables"]["fees"]["columns"]["processing_fee_collected_cny"]


def test_the_data_package_describes_every_file(edition: Path) -> None:
    package = json.loads((edition / "datapackage.json").read_text(encoding="utf-8"))
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert package["version"] == edition.name
    data = {
        file["path"]
        for file in manifest["files"]
        if file["path"].endswith((".csv", ".gz", ".parquet", ".xlsx", ".sqlite", ".yml"))
    }
    assert set(resources) == data
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)
    for file in manifest["files"]:
        if file["path"] in resources:
            resource = resources[file["path"]]
            assert (resource["bytes"], resource["hash"]) == (file["bytes"], f"sha256:{file['sha256']}")
    for path, resource in resources.items():
        if path.startswith("csv/") or path == "codebook.csv":
            with (edition / path).open(encoding="utf-8-sig", newline="") as csv_file:
                assert [field["name"] for field in resource["schema"]["fields"]] == next(csv.reader(csv_file))


def test_the_rows_hold_to_the_schemas_of_the_data_package(edition: Path) -> None:
    """Types, required fields, keys and references, as a reader of the package would check them."""
    package = json.loads((edition / "datapackage.json").read_text(encoding="utf-8"))
    tables = {
        r["name"]: (r["schema"], read(edition / r["path"]))
        for r in package["resources"]
        if r["path"].startswith("csv/")
    }
    convert = {"integer": int, "number": float, "string": str}
    for name, (schema, rows) in tables.items():
        for row in rows:
            for field in schema["fields"]:
                value = row[field["name"]]
                assert value or not field.get("constraints", {}).get("required"), (name, field["name"])
                if value:
                    convert[field["type"]](value)
        keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys), name
        for reference in schema.get("foreignKeys", ()):
            [column], target = reference["fields"], reference["reference"]
            known = {row[target["fields"][0]] for row in tables[target["resource"]][1]}
            assert {row[column] for row in rows if row[column]} <= known, (name, column)
