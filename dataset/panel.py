"""What is an agency's harmonised series, one row a report?

The columns and what makes them in each edition are declared in ``parsing/forms/crosswalk.yml``. A column is null where
the edition has no such figure or one term of its sum is not stated: nothing is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dataset.rows import Row
from dataset.series import AgencyYear, Number
from parsing.forms import EDITIONS
from parsing.forms.crosswalk import COLUMNS, MEASURES, Break, Expression, PanelColumn, measure_breaks, measure_grade
from parsing.model import json_number


def harmonised(report: AgencyYear, column: PanelColumn) -> Number | None:
    """The column's number in this report, None where its forms cannot make it or a term is not stated."""
    for expression in column.forms.values():
        if report.forms.get(expression.table) == expression.form:
            return _sum(report, expression)
    return None


def _sum(report: AgencyYear, expression: Expression) -> Number | None:
    total: Number = 0
    for sign, key in expression.terms:
        value = report.value(expression.table, key)
        if value is None:
            return None
        total += sign * value * expression.times
    return total


def panel_row(report: AgencyYear) -> Row:
    """The report's row of table ``panel``."""
    numbers = {key: harmonised(report, column) for key, column in COLUMNS.items()}
    row: Row = {
        "agency_id": report.agency_id,
        "year": report.year,
        "report_id": report.report_id,
        "form": report.form,
        **{key: json_number(number) for key, number in numbers.items()},
    }
    for measure in MEASURES:
        num, den = (_together(numbers, keys) for keys in (measure.num, measure.den))
        row[f"{measure.key}_rate"] = _rate(num, den)
        row[f"{measure.key}_num"], row[f"{measure.key}_den"] = json_number(num), json_number(den)
    return row


def _together(numbers: dict[str, Number | None], keys: tuple[str, ...]) -> Number | None:
    found = [numbers[key] for key in keys]
    return None if None in found else sum((n for n in found if n is not None), 0)


def _rate(num: Number | None, den: Number | None) -> float | None:
    if num is None or den is None or den <= 0:
        return None
    return float(Decimal(num) / Decimal(den))


def break_rows() -> Iterator[Row]:
    """Table ``panel_breaks``: every column with its grade in each edition and the years before which it breaks."""
    for key, column in COLUMNS.items():
        yield from _breaks(key, dict(column.grades), column.breaks, column.note_zh, column.note_en)
    for measure in MEASURES:
        grades = {form: measure_grade(measure, form) for form in EDITIONS}
        rate = f"{measure.key}_rate"
        yield from _breaks(rate, grades, measure_breaks(measure), measure.note_zh, measure.note_en)


def _breaks(
    key: str, grades: dict[str, str], breaks: tuple[Break, ...], note_zh: str, note_en: str
) -> Iterator[dict[str, Any]]:
    for form, grade in grades.items():
        edition = EDITIONS[form]
        last = edition.last_year
        row = {"panel_column": key, "form": form, "grade": grade}
        cuts = {one.year: one for one in breaks if edition.first_year <= one.year and (not last or one.year <= last)}
        for since in sorted({edition.first_year, *cuts}):
            cut = cuts.get(since)
            said = {"note_zh": cut.zh, "note_en": cut.en} if cut else {"note_zh": note_zh, "note_en": note_en}
            told = {name: text or None for name, text in said.items()}
            yield row | {"since": since, "break_before_year": cut.year if cut else None} | told
