"""How do the numbers of one agency go through the years, as two pictures: counts, and rates with both their sides?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dataset.site.charts import Line, Mark, Point, line_chart
from dataset.site.comparison import FEW
from dataset.site.language import Language

Reports = Mapping[int, Mapping[str, Any]]
"""Report year -> row of the panel."""
_RATES = ("disclosure", "refusal")


def counts_chart(reports: Reports, years: Sequence[int], language: Language) -> Markup | None:
    """Requests, how many were granted and denied; None where nothing is stated. ``years`` are all that are shown."""

    def granted(row: Mapping[str, Any]) -> float | None:
        both = row["granted_full"], row["granted_part"]
        return None if None in both else sum(both)

    lines = [
        _line(language["chart_received"], reports, years, lambda row: row["requests_received"], language),
        _line(language["chart_granted"], reports, years, granted, language),
        _line(language["chart_denied"], reports, years, lambda row: row["denied_total"], language),
    ]
    return line_chart("counts", language["chart_counts"], _known(lines), marks=_marks(language))


def rates_chart(reports: Reports, years: Sequence[int], language: Language) -> Markup | None:
    """The shares of outcomes that were granted and denied; None where neither is stated."""
    lines = [
        Line(
            language[f"{rate}_rate"],
            tuple(_rate_point(rate, year, reports.get(year), language) for year in sorted(years)),
        )
        for rate in _RATES
    ]
    return line_chart("rates", language["chart_rates"], _known(lines), marks=_marks(language), percent=True)


def _line(
    name: str,
    reports: Reports,
    years: Sequence[int],
    value: Callable[[Mapping[str, Any]], float | None],
    words: Language,
) -> Line:
    points = []
    for year in sorted(years):
        number = value(reports[year]) if year in reports else None
        said = f"{number:.10g}" if number is not None else words["no_number" if year in reports else "chart_no_report"]
        points.append(Point(year, number, f"{year}: {said}"))
    return Line(name, tuple(points))


def _rate_point(rate: str, year: int, row: Mapping[str, Any] | None, words: Language) -> Point:
    if row is None or row[f"{rate}_rate"] is None:
        return Point(year, None, f"{year}: {words['no_number' if row else 'chart_no_report']}")
    value, num, den = (row[f"{rate}_{part}"] for part in ("rate", "num", "den"))
    return Point(year, value, f"{year}: {value:.1%} ({num:.10g}/{den:.10g})", faint=den < FEW)


def _known(lines: Sequence[Line]) -> list[Line]:
    """Without lines that have no value at all."""
    return [line for line in lines if any(point.value is not None for point in line.points)]


def _marks(words: Language) -> list[Mark]:
    return [Mark(2019, words["chart_form_2019"], cuts=True), Mark(2021, words["chart_form_2021"])]
