"""Which figures do the databases hold of a report, whichever tables they stand in?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dataset.site.queries.report import StoredReport
from parsing.forms import EDITIONS, FORMS, FigureSpec

Held = tuple[FigureSpec, int | float | None]


def figures_of(stored: StoredReport) -> Iterator[Held]:
    """Every figure with its value, in printed order: tables 2, 3 and 4, the fees, the figures of before 2019."""
    if stored.proactive is not None:
        yield from _flat("proactive", stored.proactive)
    for table, rows in (("requests", stored.requests), ("disputes", stored.disputes)):
        if rows:
            yield from _crossed(table, rows)
    if stored.fees is not None:
        yield from _flat("processing_fees", stored.fees)
    yield from statistics_of(stored)


def statistics_of(stored: StoredReport) -> Iterator[Held]:
    """The figures of a report of before 2019 that it states or leaves in doubt."""
    row = stored.statistics
    if row is not None:
        for spec, value in _flat("statistics_2014", row):
            if value is not None or spec.key in stored.doubts:
                yield spec, value


def _flat(table: str, row: Mapping[str, Any]) -> Iterator[Held]:
    return ((spec, row[spec.key]) for spec in EDITIONS[row["form"]].table(table))


def _crossed(table: str, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Held]:
    """Table 3 has a row an applicant, table 4 a row a route."""
    for spec in FORMS[next(iter(rows.values()))["form"]].table(table):
        row, column = (spec.column, spec.row) if table == "requests" else (spec.row, spec.column)
        yield spec, rows[str(row)][str(column)]
