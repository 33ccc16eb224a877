"""How does a release describe itself to programs that read Data Packages (datapackage.org)?

``datapackage.json`` has one resource a file. Every CSV, in each of its editions, has a table schema with types, and the
files of ``csv/``, the fixed interface, have keys and references too; titles and units are from the same declarations as
everything else.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from dataset import codebook, metadata
from dataset.codebook import Entry
from dataset.descriptions.media import media_type
from dataset.files import File
from dataset.formats.imprint import Imprint
from dataset.formats.lines import EDITIONS, KEYED, MACHINE, PEOPLE, Edition
from dataset.formats.sheets import Sheet, sheets
from dataset.formats.xlsx import DATA
from dataset.schema import TABLES

FORMATS = {".parquet": "vnd.apache.parquet"}
"""Of files that are not simply named after their ending: frictionless calls a package invalid that has a resource of
format ``parquet`` wherever pandas is not installed.
"""
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"


def data_package(imprint: Imprint, files: list[File]) -> dict[str, Any]:
    """The content of ``datapackage.json`` for these files."""
    return {
        "$schema": SCHEMA,
        "name": metadata.NAME,
        "id": imprint.identifier,
        "title": f"{imprint.title_zh} · {imprint.title_en}",
        "description": f"{metadata.DESCRIPTION_ZH} {metadata.DESCRIPTION_EN}",
        "version": imprint.version,
        "created": imprint.newest_capture,
        "licenses": [{"name": metadata.LICENSE_NAME, "path": metadata.LICENSE_URL, "title": metadata.LICENSE}],
        "sources": [{"title": metadata.SOURCE}],
        "resources": [_resource(file) for file in files],
    }


def _resource(file: File) -> dict[str, Any]:
    path = PurePosixPath(file.path)
    resource: dict[str, Any] = {
        "name": _name(path),
        "path": file.path,
        "format": FORMATS.get(path.suffix, path.suffix.lstrip(".")),
        "mediatype": media_type(file.path),
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.path == "codebook.csv":
        fields = [{"name": name, "type": "string"} for name in codebook.COLUMNS]
        schema = {"fields": fields, "primaryKey": ["table", "column"], "missingValues": [""]}
        return resource | _tabular("数据字典 · codebook", schema, KEYED)
    if path.suffix == ".xlsx":
        # The sheet by the name of the standard and by the one that frictionless 5 goes by.
        dialect = {"sheetName": DATA, "excel": {"sheet": DATA}}
        title = f"{sheets()['national'].about.zh} {path.stem} · {sheets()['national'].about.en} {path.stem}"
        return resource | {"type": "table", "title": title, "dialect": dialect, "schema": _schema_path(PEOPLE)}
    if (found := _table_of(path)) is None:
        return resource
    sheet, edition = found
    title = f"{sheet.about.zh} · {sheet.about.en}"
    if edition is KEYED:
        return resource | _tabular(title, _schema(sheet, references=path.parent.name == "csv"), edition)
    if sheet.name == "national":
        return resource | _tabular(title, _schema_path(edition), edition)
    return resource | _tabular(title, _plain_schema(sheet, edition), edition)


def slice_schemas() -> dict[str, dict[str, Any]]:
    """Path -> schema of the national panel in the editions that it is sliced in.

    Each is a file of its own, because every slice refers to it: a hundred copies would be ten million bytes.
    """
    return {_schema_path(edition): _plain_schema(sheets()["national"], edition) for edition in (PEOPLE, MACHINE)}


def _schema_path(edition: Edition) -> str:
    return f"schemas/national_{edition.folder}.json"


def _plain_schema(sheet: Sheet, edition: Edition) -> dict[str, Any]:
    names = edition.header(sheet)
    fields = [_field(entry, name) for entry, name in zip(sheet.columns, names, strict=True)]
    return {"fields": fields, "missingValues": [""]}


def _name(path: PurePosixPath) -> str:
    """A name that no other resource has; the files of ``csv/`` are called like their tables."""
    if path.parent.name == "csv" or path.name == "codebook.csv":
        return path.stem
    if path.suffix == ".sqlite":
        return f"{path.stem}-database"
    return re.sub(r"[^a-z0-9_]+", "-", str(path).lower())


def _table_of(path: PurePosixPath) -> tuple[Sheet, Edition] | None:
    """Which table does a CSV hold, in which edition? None for every other file."""
    if path.parts[0] not in ("slices", *(edition.folder for edition in EDITIONS)):
        return None
    for edition in EDITIONS[::-1]:  # the longest ending first: that of ``csv/`` ends the others too
        if path.name.endswith(edition.ending):
            name = "national" if path.parts[0] == "slices" else path.name.removesuffix(edition.ending)
            return sheets()[name], edition
    return None


def _tabular(title: str, schema: dict[str, Any] | str, edition: Edition) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "table",
        "title": title,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "lineTerminator": edition.newline},
        "schema": schema,
    }
    return made | ({"format": "csv", "compression": "gz"} if edition.ending.endswith(".gz") else {})


def _schema(sheet: Sheet, *, references: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(entry, entry.column) for entry in sheet.columns],
        "primaryKey": [entry.column for entry in sheet.columns if entry.key],
        "missingValues": [""],
    }
    table = TABLES.get(sheet.name)
    found = (
        [_reference(column) for column in table.c if column.foreign_keys] if references and table is not None else []
    )
    return schema | ({"foreignKeys": found} if found else {})


def _field(entry: Entry, name: str) -> dict[str, Any]:
    said = entry.about
    notes = " ".join(note for note in (said.note_zh, said.note_en) if note)
    field: dict[str, Any] = {
        "name": name,
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
