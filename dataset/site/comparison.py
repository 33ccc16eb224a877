"""What is compared: a metric, agency by agency and year by year, with everything it takes to judge a number?

A rate has its numerator and denominator; over fewer than ten cases it is shown, but weakly. A year without a report is
missing, a report without the figure says nothing, and neither is nought. The interval is Wilson's at 95 per cent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dataset.lookup.regions import COUNTED
from parsing.forms.crosswalk import COLUMNS, MEASURES, Break, Measure, measure_breaks

FEW = 10
"""A rate of fewer cases says little."""
ASIDE = ("not_processed", "other_handling")
"""Outcomes that may be left out of a denominator: requests that were not processed, or otherwise handled."""
_BY_OUTCOMES = ("disclosure", "refusal", "not_held")
_Z = 1.959963984540054


@dataclass(frozen=True)
class Metric:
    """Something that can be compared."""

    key: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    measure: Measure | None
    breaks: tuple[Break, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the panel that it takes."""
        if self.measure is None:
            return (self.key,)
        return (f"{self.measure.key}_num", f"{self.measure.key}_den", *(ASIDE if self.by_outcomes else ()))

    @property
    def by_outcomes(self) -> bool:
        """Is it a share of all outcomes, of which some may be left out?"""
        return self.measure is not None and self.measure.key in _BY_OUTCOMES


def _metrics() -> Mapping[str, Metric]:
    rates = [
        Metric(f"{one.key}_rate", one.zh, one.en, one.note_zh, one.note_en, one, measure_breaks(one))
        for one in MEASURES
    ]
    counts = [
        Metric(key, (column := COLUMNS[key]).zh, column.en, column.note_zh, column.note_en, None, column.breaks)
        for key in COUNTED
    ]
    return MappingProxyType({metric.key: metric for metric in (*rates, *counts)})


METRICS = _metrics()
"""Key -> metric; the refusal rate comes first on the page because it is asked for most."""


@dataclass(frozen=True)
class Cell:
    """One agency in one year."""

    report_id: str
    value: float | None
    """None where the report does not state what it takes."""
    num: float | None = None
    den: float | None = None

    @property
    def few(self) -> bool:
        """Does it rest on fewer than ten cases?"""
        return self.den is not None and self.den < FEW

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of a share at 95 per cent; None for a count, and for a ratio that is no share."""
        if self.num is None or not self.den or not 0 <= self.num <= self.den:
            return None
        share, cases = self.num / self.den, self.den
        middle = (share + _Z**2 / (2 * cases)) / (1 + _Z**2 / cases)
        half = _Z / (1 + _Z**2 / cases) * math.sqrt(share * (1 - share) / cases + _Z**2 / (4 * cases**2))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Compared:
    """One agency's row."""

    agency_id: str
    name: str
    cells: Mapping[int, Cell]
    """Year -> cell; a year without a report is not in it."""


def compared(
    metric: Metric, agencies: Iterable[Mapping[str, Any]], series: Iterable[Mapping[str, Any]], aside: bool
) -> list[Compared]:
    """The rows of a comparison, in the order of ``agencies``; ``aside`` leaves :data:`ASIDE` out of denominators."""
    cells: dict[str, dict[int, Cell]] = {}
    for row in series:
        cells.setdefault(row["agency_id"], {})[row["year"]] = _cell(metric, row, aside and metric.by_outcomes)
    return [Compared(one["agency_id"], one["agency_name"], cells.get(one["agency_id"], {})) for one in agencies]


def _cell(metric: Metric, row: Mapping[str, Any], aside: bool) -> Cell:
    if metric.measure is None:
        return Cell(row["report_id"], row[metric.key])
    num, den = row[f"{metric.measure.key}_num"], row[f"{metric.measure.key}_den"]
    if aside:
        left_out = [row[column] for column in ASIDE]
        den = None if den is None or None in left_out else den - sum(left_out)
    if num is None or den is None or den <= 0:
        return Cell(row["report_id"], None, num, den)
    return Cell(row["report_id"], num / den, num, den)


def sorted_by(rows: Sequence[Compared], year: int) -> list[Compared]:
    """The rows by their value in a year, the highest first; those without one last, in the order they had."""
    known = [row for row in rows if row.cells.get(year) and row.cells[year].value is not None]
    rest = [row for row in rows if row not in known]
    return sorted(known, key=lambda row: -(row.cells[year].value or 0)) + rest


def shade(value: float | None, highest: float) -> int:
    """Class of colour, 0 to 5; the number stands beside it."""
    if not value or highest <= 0:
        return 0
    return min(5, 1 + int(5 * value / highest - 1e-9))
