"""How does a release describe itself to machines?

``datapackage.json`` follows the Data Package standard (datapackage.org): one resource a file, a table schema with
keys and references for every CSV, titles and units from the same declarations as everything else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dataset import codebook, metadata
from dataset.files import File
from dataset.schema import TABLES

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA = {".csv": "text/csv", ".sqlite": "application/vnd.sqlite3", ".json": "application/json"}


def data_package(version: str, files: list[File]) -> dict[str, Any]:
    """The content of ``datapackage.json`` for these files."""
    tables = {name: (said, columns) for name, said, columns in codebook.tables()}
    return {
        "$schema": SCHEMA,
        "name": metadata.NAME,
        "title": f"{metadata.TITLE_ZH} · {metadata.TITLE_EN}",
        "description": f"{metadata.DESCRIPTION_ZH} {metadata.DESCRIPTION_EN}",
        "version": version,
        "licenses": [{"name": metadata.LICENSE_NAME, "path": metadata.LICENSE_URL, "title": metadata.LICENSE}],
        "sources": [{"title": metadata.SOURCE}],
        "resources": [_resource(file, tables) for file in files],
    }


def _resource(file: File, tables: dict[str, tuple[Any, list[codebook.Entry]]]) -> dict[str, Any]:
    path = Path(file.path)
    resource: dict[str, Any] = {
        "name": f"{path.stem}-database" if path.suffix == ".sqlite" else path.stem,
        "path": file.path,
        "format": path.suffix.lstrip("."),
        "mediatype": MEDIA[path.suffix],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if path.suffix != ".csv":
        return resource
    if path.stem == "codebook":
        schema: dict[str, Any] = {"fields": [{"name": name, "type": "string"} for name in codebook.COLUMNS]}
        return resource | _tabular("数据字典 · codebook", schema | {"primaryKey": ["table", "column"]})
    said, columns = tables[path.stem]
    return resource | _tabular(f"{said.zh} · {said.en}", _schema(path.stem, columns))


def _tabular(title: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "table",
        "title": title,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "lineTerminator": "\r\n"},
        "schema": schema | {"missingValues": [""]},
    }


def _schema(table: str, columns: list[codebook.Entry]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(entry) for entry in columns],
        "primaryKey": [entry.column for entry in columns if entry.key],
    }
    references = [_reference(column) for column in TABLES[table].c if column.foreign_keys] if table in TABLES else []
    return schema | ({"foreignKeys": references} if references else {})


def _field(entry: codebook.Entry) -> dict[str, Any]:
    said = entry.about
    notes = " ".join(note for note in (said.note_zh, said.note_en) if note)
    field: dict[str, Any] = {
        "name": entry.column,
        "type": "string" if entry.type == "text" else entry.type,
        "title": f"{said.zh_full} · {said.en}",
    }
    if notes:
        field["description"] = notes
    return field | ({"constraints": {"required": True}} if entry.required else {})


def _reference(column: Any) -> dict[str, Any]:
    target = next(iter(column.foreign_keys)).target_fullname
    table, _, referred = target.partition(".")
    return {"fields": [column.name], "reference": {"resource": table, "fields": [referred]}}
