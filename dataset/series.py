"""What does the database say of one agency through the years?

Panel and rules beyond one report are made from the tables that are published, agency by agency, so that anybody can
make them again and memory does not grow with the number of reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, select

from dataset.schema import TABLES
from parsing.forms import EDITIONS, FigureSpec
from parsing.model import State

Number = int | Decimal
_HELD = 400
"""Reports whose figures are held at a time, give or take those of one agency."""
_STORED = {"processing_fees": "fees"}
_KEYS = {"requests": "applicant", "disputes": "route"}
_HEAD = (
    "report_id", "agency_id", "year", "form", "scope", "division_code", "agency_type", "function", "published_on",
)  # fmt: skip
FIGURE_TABLES = ("proactive", "requests", "disputes", "processing_fees", "statistics_2014")


@dataclass(frozen=True, slots=True)
class AgencyYear:
    """One report as the tables have it: what it is of, and every figure that is a number in a known unit."""

    report_id: str
    agency_id: str
    year: int
    form: str | None
    scope: str | None
    division_code: str
    agency_type: str | None
    function: str | None
    published_on: str | None
    forms: Mapping[str, str] = field(repr=False)
    """Table -> its edition, for each table that the report has."""
    figures: Mapping[str, Mapping[str, Number]] = field(repr=False)
    """Table -> key -> number."""

    def value(self, table: str, key: str) -> Number | None:
        """The number of a cell, None where the report states none."""
        return self.figures.get(table, {}).get(key)

    def sum(self, table: str, *keys: str) -> Number | None:
        """The sum of cells of one table, None where one of them is not stated."""
        found = [self.value(table, key) for key in keys]
        return None if None in found else sum((n for n in found if n is not None), 0)


def agencies(ogi: Connection) -> Iterator[list[AgencyYear]]:
    """Every agency with its reports by year, in the order of the agencies' ids."""
    reports = TABLES["reports"]
    query = select(*(reports.c[name] for name in _HEAD)).order_by(reports.c.agency_id, reports.c.year)
    held: list[Any] = []
    last = None
    for row in ogi.execute(query).yield_per(1000):
        if len(held) >= _HELD and row.agency_id != last:
            yield from _agencies(ogi, held)
            held = []
        held.append(row)
        last = row.agency_id
    yield from _agencies(ogi, held)


def _agencies(ogi: Connection, rows: list[Any]) -> Iterator[list[AgencyYear]]:
    forms, figures = figures_of(ogi, [row.report_id for row in rows])
    for _, same in groupby(rows, key=lambda row: row.agency_id):
        yield [
            AgencyYear(**row._asdict(), forms=forms.get(row.report_id, {}), figures=figures.get(row.report_id, {}))
            for row in same
        ]


_Forms = dict[str, dict[str, str]]
_Figures = dict[str, dict[str, dict[str, Number]]]


def figures_of(ogi: Connection, report_ids: list[str]) -> tuple[_Forms, _Figures]:
    """The editions of the tables of these reports, and their figures by key."""
    forms: _Forms = {}
    figures: _Figures = {}
    unknown = _units_unknown(ogi, report_ids)
    for name in FIGURE_TABLES:
        table = TABLES[_STORED.get(name, name)]
        for row in ogi.execute(select(table).where(table.c.report_id.in_(report_ids))).mappings():
            report, form = row["report_id"], row["form"]
            forms.setdefault(report, {})[name] = form
            found = figures.setdefault(report, {}).setdefault(name, {})
            for spec, column in _cells(name, form, table, row):
                value = row[column]
                if value is not None and (report, spec.key) not in unknown:
                    found[spec.key] = Decimal(str(value)) if isinstance(value, float) else value
    return forms, figures


def _units_unknown(ogi: Connection, report_ids: list[str]) -> set[tuple[str, str]]:
    doubts = TABLES["doubts"]
    query = select(doubts.c.report_id, doubts.c.cell).where(
        doubts.c.report_id.in_(report_ids), doubts.c.state == str(State.UNIT_UNKNOWN)
    )
    return {(row.report_id, row.cell) for row in ogi.execute(query)}


_BY_ROW: dict[tuple[str, str, str | None], list[tuple[FigureSpec, str]]] = {}
"""(table, edition, row key) -> the figures that stand in such a row, each with its column."""
for _edition in EDITIONS.values():
    for _spec in _edition.figures.values():
        _key = {"requests": _spec.column, "disputes": _spec.row}.get(_spec.table)
        _in = {"requests": _spec.row, "disputes": _spec.column}.get(_spec.table) or _spec.key
        _BY_ROW.setdefault((_spec.table, _edition.id, _key), []).append((_spec, _in))


def _cells(name: str, form: str, table: Table, row: Any) -> list[tuple[FigureSpec, str]]:
    key = row[_KEYS[name]] if name in _KEYS else None
    return _BY_ROW.get((name, form, key), [])
