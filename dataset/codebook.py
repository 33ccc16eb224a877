"""What does every column of the release mean?

Made from the declared schema and the forms alone, so it cannot say anything else than the tables are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from dataset.national import NationalColumn, national_columns
from dataset.schema import DATABASES, TABLES, About, about
from dataset.schema.columns import KINDS
from parsing.forms import EDITIONS

NATIONAL = About(
    "全国宽表",
    "National panel",
    "一个机关一年一行，含年报各项属性和全部数字；列名为指标键。",
    "One row an agency and year with every figure; columns are named by the keys of the figures.",
)
COLUMNS = (
    "table",
    "column",
    "label_zh",
    *(f"wording_{form}" for form in EDITIONS),
    "label_en",
    "unit",
    "type",
    "forms",
    "definition_zh",
    "definition_en",
    "comparability",
)
"""Header of ``codebook.csv``. ``comparability`` is that of the columns of the panel; empty for figures as printed."""
TYPES = {"text": "text", "integer": "integer", "money": "number"}


@dataclass(frozen=True)
class Entry:
    """One column of one table of the release."""

    table: str
    column: str
    type: str
    """``text``, ``integer`` or ``number``."""
    required: bool
    key: bool
    about: About

    def row(self) -> list[str]:
        """The entry as a row under :data:`COLUMNS`."""
        said = self.about
        wordings = dict(said.wordings)
        return [
            self.table,
            self.column,
            said.zh,
            *(wordings.get(form, "") for form in EDITIONS),
            said.en,
            said.unit,
            self.type,
            "; ".join(said.forms),
            said.note_zh,
            said.note_en,
            said.comparability,
        ]


def tables() -> Iterator[tuple[str, About, list[Entry]]]:
    """Every table of a release with its columns: those of the three databases, and the wide national one."""
    for metadata in DATABASES.values():
        for table in metadata.tables.values():
            yield str(table.name), about(table), [_entry(table, column) for column in table.c]
    yield "national", NATIONAL, [_national(column) for column in national_columns()]


def entries() -> list[Entry]:
    """Every column of a release, in order."""
    return [entry for _, _, columns in tables() for entry in columns]


def _entry(table: Table, column: Column[Any]) -> Entry:
    kind = next(name for name, sql in KINDS.items() if isinstance(column.type, sql))
    return Entry(str(table.name), str(column.name), TYPES[kind], not column.nullable, column.primary_key, about(column))


def _national(column: NationalColumn) -> Entry:
    required = column.name in TABLES["reports"].c and not TABLES["reports"].c[column.name].nullable
    return Entry("national", column.name, TYPES[column.kind], required, column.name == "report_id", column.about)
