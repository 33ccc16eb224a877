"""Which tables, rows, columns and rules does each edition of the form have?

The declarations are the YAML files beside this module; this is their loader. They are read and checked once, at
import: a declaration that contradicts itself stops the program instead of producing wrong columns. Every other
part (alignment, SQL columns, CSV headers, codebook, rules, documentation) asks here and repeats nothing.

The editions with the statutory tables 2 to 4 are :data:`FORMS`; what was in use before 2019 are :data:`EARLIER`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from parsing.forms.lists import ListForm, list_form, local_lists, narrative
from parsing.forms.parts import (
    Edition,
    FigureSpec,
    FormError,
    Label,
    Rule,
    Worded,
    check,
    label_of,
    load,
    named,
    rules_of,
)

__all__ = [
    "EARLIER", "EDITIONS", "FORMS", "LISTS", "LOCAL", "NARRATIVE", "STATISTICS", "TABLES", "Edition", "FigureSpec",
    "Form", "FormError", "Label", "ListForm", "ProactiveRow", "Rule", "Section", "form_of_year", "spec_of",
]  # fmt: skip

TABLES = ("proactive", "requests", "disputes")


@dataclass(frozen=True)
class ProactiveRow(Worded):
    """A row of table 2: its label, the labels of its columns in printed order and the key of each cell."""

    label: str
    aliases: tuple[str, ...]
    block: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Section(Worded):
    """A statutory section of the report: its key, printed number and heading."""

    key: str
    number: str
    label: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Form(Edition):
    """One edition of the statutory form."""

    proactive_rows: tuple[ProactiveRow, ...]
    proactive_columns: Mapping[str, tuple[str, ...]]
    """Printed column label of table 2 -> its other wordings."""
    request_columns: tuple[Label, ...]
    request_groups: tuple[Label, ...]
    request_rows: tuple[Label, ...]
    routes: tuple[Label, ...]
    outcomes: tuple[Label, ...]
    sections: tuple[Section, ...]

    @cached_property
    def applicants(self) -> tuple[str, ...]:
        """Keys of the columns of table 3 that the total column adds up."""
        return tuple(column.key for column in self.request_columns if column.role == "applicant")

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Keys of the rows of table 3 that (七)总计 adds up."""
        return tuple(row.key for row in self.request_rows if row.group and row.role != "sum")


def _proactive(declared: Mapping[str, Any]) -> tuple[tuple[ProactiveRow, ...], dict[str, FigureSpec]]:
    rows = tuple(
        ProactiveRow(row["label"], tuple(row["aliases"]), block["label"], tuple(block["columns"]), tuple(row["keys"]))
        for block in declared["blocks"]
        for row in block["rows"]
    )
    figures = {}
    for row in rows:
        if len(row.columns) != len(row.keys):
            raise FormError(f"{row.label}: {len(row.columns)} columns but {len(row.keys)} keys")
        for column, key in zip(row.columns, row.keys, strict=True):
            spec = declared["figures"][key]
            label = f"{row.label}·{column}"
            figures[key] = FigureSpec(key, "proactive", label, spec["en"], spec["unit"], spec["type"], block=row.block)
    if unused := set(declared["figures"]) - set(figures):
        raise FormError(f"declared but in no row: {sorted(unused)}")
    return rows, figures


def _requests(rows: tuple[Label, ...], columns: tuple[Label, ...]) -> dict[str, FigureSpec]:
    return _crossed("requests", rows, columns, ".")


def _disputes(routes: tuple[Label, ...], outcomes: tuple[Label, ...]) -> dict[str, FigureSpec]:
    return _crossed("disputes", routes, outcomes, "_")


def _crossed(table: str, rows: tuple[Label, ...], columns: tuple[Label, ...], joint: str) -> dict[str, FigureSpec]:
    """Every row crossed with every column: cases counted in 件."""
    specs = (
        FigureSpec(
            key=f"{row.key}{joint}{column.key}",
            table=table,
            label=f"{row.label}·{column.label}",
            en=f"{row.en}: {column.en}",
            unit="件",
            type="integer",
            row=row.key,
            column=column.key,
        )
        for row in rows
        for column in columns
    )
    return {spec.key: spec for spec in specs}


def _form(name: str, common: Mapping[str, Any]) -> Form:
    declared = load(name)
    columns = tuple(map(label_of, common["requests"]["columns"]))
    every_row = {row["key"]: label_of(row) for row in common["requests"]["rows"]}
    if unknown := set(declared["requests"]["rows"]) - set(every_row):
        raise FormError(f"{name}: unknown rows of table 3: {sorted(unknown)}")
    rows = tuple(every_row[key] for key in declared["requests"]["rows"])
    routes, outcomes = (tuple(map(label_of, common["disputes"][part])) for part in ("routes", "outcomes"))
    proactive_rows, figures = _proactive(declared["proactive"])
    figures |= _requests(rows, columns) | _disputes(routes, outcomes)
    if declared["processing_fees"]:
        for fee in common["processing_fees"]:
            figures[fee["key"]] = FigureSpec(
                fee["key"], "processing_fees", fee["label"], fee["en"], fee["unit"], fee["type"]
            )
    form = Form(
        **named(declared),
        proactive_rows=proactive_rows,
        proactive_columns=MappingProxyType({k: tuple(v) for k, v in declared["proactive"]["column_aliases"].items()}),
        request_columns=columns,
        request_groups=tuple(map(label_of, common["requests"]["groups"])),
        request_rows=rows,
        routes=routes,
        outcomes=outcomes,
        sections=tuple(
            Section(s["key"], s["number"], s["label"], s["kind"], tuple(s["aliases"])) for s in common["sections"]
        ),
        rules=rules_of(declared["id"], common["rules"]),
        figures=MappingProxyType(figures),
    )
    _check(form)
    return form


def _check(form: Form) -> None:
    """A form must be sound before anything is read with it."""
    check(form)
    printed = {column for row in form.proactive_rows for column in row.columns}
    if printed != set(form.proactive_columns):
        raise FormError(
            f"{form.id}: column_aliases and columns differ: {sorted(printed ^ set(form.proactive_columns))}"
        )
    groups = {group.key for group in form.request_groups} | {None}
    for row in form.request_rows:
        if row.group not in groups:
            raise FormError(f"{form.id}/{row.key}: unknown group {row.group}")


_COMMON = load("common.yml")
FORMS: Mapping[str, Form] = MappingProxyType(
    {form.id: form for form in (_form(n, _COMMON) for n in ("2019.yml", "2021.yml"))}
)
"""The editions with the statutory tables 2 to 4, oldest first."""
STATISTICS: ListForm = list_form("2014.yml", _COMMON["rules"])
"""The national statistics list of report years 2014 to 2018."""
LOCAL: tuple[ListForm, ...] = local_lists("local.yml")
"""Lists of indicators that provinces had of their own."""
ANY_LOCAL: ListForm = next(form for form in LOCAL if form.id == "local_any")
"""All indicators of local lists together: for the lists of counties and bureaus, which follow no province's."""
LISTS: Mapping[str, ListForm] = MappingProxyType({form.id: form for form in (STATISTICS, *LOCAL)})
"""Every list of indicators by its id."""
NARRATIVE: Edition = narrative("narrative.yml", LOCAL, _COMMON["rules"])
"""Reports without a table, with the figures of their sentences and of local lists."""
EARLIER: Mapping[str, Edition] = MappingProxyType({form.id: form for form in (NARRATIVE, STATISTICS)})
"""The editions in use before 2019, oldest first; their figures stand in one table, ``statistics_2014``."""
EDITIONS: Mapping[str, Edition] = MappingProxyType({**EARLIER, **FORMS})
"""Every edition, oldest first."""


def form_of_year(year: int) -> str | None:
    """Which edition was in force for a report year? None before 2019. For what is due, not for what is there."""
    for form in FORMS.values():
        if form.first_year <= year and (form.last_year is None or year <= form.last_year):
            return form.id
    return None


def spec_of(key: str, table_forms: Mapping[str, str], form: str | None) -> FigureSpec | None:
    """The declaration of a cell from the form of its own table: offices mix the forms of their tables. None where no
    form of the report has it.
    """
    for form_id in (*table_forms.values(), form):
        edition = EDITIONS.get(form_id or "")
        spec = edition.figures.get(key) if edition else None
        if spec and table_forms.get(spec.table, form) in (form_id, None):
            return spec
    return None
