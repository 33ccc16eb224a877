"""How does a reader of CSV on the Web (W3C, 2015) learn types, keys and labels?

``csv-metadata.json`` describes the files of ``csv/``. Their header holds the keys, so ``titles`` are the keys too (the
standard compares them with the header) and the labels stand in ``rdfs:label``.
"""

from __future__ import annotations

from typing import Any

from dataset import metadata
from dataset.codebook import Entry
from dataset.formats.imprint import Imprint
from dataset.formats.lines import KEYED
from dataset.formats.sheets import Sheet, sheets
from dataset.schema import TABLES

TYPES = {"text": "string", "integer": "integer", "number": "double"}


def csvw(imprint: Imprint) -> dict[str, Any]:
    """The content of ``csv-metadata.json``."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "@type": "TableGroup",
        "dc:title": _both(imprint.title_zh, imprint.title_en),
        "dc:description": _both(metadata.DESCRIPTION_ZH, metadata.DESCRIPTION_EN),
        "dc:license": {"@id": metadata.LICENSE_URL},
        "dc:identifier": imprint.identifier,
        "schema:version": imprint.version,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [_table(sheet) for sheet in sheets().values()],
    }


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}]


def _table(sheet: Sheet) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(entry) for entry in sheet.columns],
        "primaryKey": [entry.column for entry in sheet.columns if entry.key],
    }
    if references := _references(sheet.name):
        schema["foreignKeys"] = references
    return {
        "url": KEYED.path(sheet.name),
        "dc:title": _both(sheet.about.zh, sheet.about.en),
        "tableSchema": schema,
    }


def _column(entry: Entry) -> dict[str, Any]:
    said = entry.about
    column: dict[str, Any] = {
        "name": entry.column,
        "titles": entry.column,
        "datatype": TYPES[entry.type],
        "required": entry.required,
        "null": "",
        "rdfs:label": _both(said.zh_full, said.en),
    }
    if said.note_zh or said.note_en:
        column["dc:description"] = _both(said.note_zh, said.note_en)
    return column | ({"schema:unitText": said.unit} if said.unit else {})


def _references(table: str) -> list[dict[str, Any]]:
    found = []
    for column in TABLES[table].c if table in TABLES else ():
        for key in column.foreign_keys:
            target, _, referred = key.target_fullname.partition(".")
            reference = {"resource": KEYED.path(target), "columnReference": referred}
            found.append({"columnReference": str(column.name), "reference": reference})
    return found
