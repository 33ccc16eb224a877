"""Does a report follow from last year's, where both lie before us and neither is in a database?

An office that checks its draft has last year's file at hand. The rules are those of :mod:`dataset.checks.years`; of
what became of the agency in between nothing is known here, so that a difference is explained by the prose alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dataset.checks import years
from dataset.checks.context import Context, sentences_of
from dataset.checks.model import Check
from dataset.errors import DatasetError
from dataset.rows import table_forms
from dataset.series import AgencyYear, Number
from parsing.forms import EDITIONS
from parsing.model import Reading, State

NOW, BEFORE = "now", "before"


class NotAPair(DatasetError):
    """The two reports are not of two years in a row."""


def against_last_year(now: Reading, before: Reading) -> list[Check]:
    """Every comparison of a report with the one of the year before.

    Raises :class:`NotAPair` where one of them is no report, or their years do not follow each other.
    """
    if not now.figures or not before.figures:
        raise NotAPair("其中一份没有可比的数字", "one of them has no figures to compare")
    if now.year is None or before.year is None or now.year != before.year + 1:
        years_zh, years_en = ((str(one.year or unknown) for one in (before, now)) for unknown in ("不明", "unknown"))
        raise NotAPair(f"两份不是相邻两年：{'、'.join(years_zh)}", f"not two years in a row: {', '.join(years_en)}")
    prose = _Read({NOW: now.sections, BEFORE: before.sections})
    return list(years.evaluate(_year_of(before, BEFORE), _year_of(now, NOW), Context(prose, lambda report_id: ())))


class _Read:
    """The texts of two readings."""

    def __init__(self, sections: Mapping[str, Mapping[str, str]]) -> None:
        self._sections = sections

    def sections(self, report_id: str) -> Mapping[str, str]:
        return self._sections[report_id]

    def sentences(self, report_id: str) -> Iterator[str]:
        return sentences_of(self._sections[report_id])


def _year_of(reading: Reading, report_id: str) -> AgencyYear:
    """A reading as rules beyond one report see it: every figure that is a number in a known unit."""
    forms = dict(table_forms(reading))
    figures: dict[str, dict[str, Number]] = {}
    for table, form in forms.items():
        found = figures.setdefault(table, {})
        for spec in EDITIONS[form].table(table):
            figure = reading.figures.get(spec.key)
            if figure is not None and figure.value is not None and figure.state is not State.UNIT_UNKNOWN:
                found[spec.key] = figure.value
    assert reading.year is not None
    return AgencyYear(
        report_id=report_id,
        agency_id="",
        year=reading.year,
        form=reading.form,
        scope=None,
        division_code="",
        agency_type=None,
        function=None,
        published_on=None,
        forms=forms,
        figures=figures,
    )
