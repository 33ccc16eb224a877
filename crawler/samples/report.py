"""What does a filled sample report say?

:class:`SampleReport` is the content of one annual report, apart from how it is laid out or in which file format it
is published. :func:`answers` says what a correct reading of it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from parsing.forms import FORMS, TABLES, FigureSpec, Form, Section
from parsing.model import State

Printed = int | Decimal | str | None
"""What stands in a cell: a number, a text exactly as printed, or None for an empty cell."""

DASHES = frozenset({"/", "-", "—", "无"})
"""Signs for nothing that the samples print."""

FEE_SENTENCE = (
    "本机关依据《政府信息公开信息处理费管理办法》收取信息处理费，"
    "{year}年发出收费通知的件数{notices}件，总金额{notified}元，实际收取的总金额{collected}元。"
)


@dataclass(frozen=True)
class SampleReport:
    """One annual report as its office filled it in.

    ``figures`` has an entry for every cell of the forms used (see :attr:`specs`); the three fees of section six may
    be left out together, then the sentence about them is not printed. ``prose`` maps a section key, or ``intro`` for
    the lines before section one, to its paragraphs. ``table_forms`` names the tables that follow another edition
    than ``form``, which is the edition of table 2. ``title_pattern`` may hold a line break.
    """

    issuer: str
    year: int
    form: str
    figures: Mapping[str, Printed]
    prose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signature: str = ""
    published: date | None = None
    table_forms: Mapping[str, str] = field(default_factory=dict)
    title_pattern: str = "{issuer}{year}年政府信息公开工作年度报告"

    @property
    def title(self) -> str:
        """The title as printed, possibly on several lines."""
        return self.title_pattern.format(issuer=self.issuer, year=self.year)

    @property
    def forms(self) -> dict[str, str]:
        """Which edition does each of the three tables follow?"""
        return {table: self.table_forms.get(table, self.form) for table in TABLES}

    def form_of(self, table: str) -> Form:
        """The declaration that a table (one of ``parsing.forms.TABLES``) follows."""
        return FORMS[self.forms[table]]

    @property
    def specs(self) -> dict[str, FigureSpec]:
        """Every cell that the report has, by key, in printed order: the tables, then the fees of section six."""
        cells = {spec.key: spec for table in TABLES for spec in self.form_of(table).table(table)}
        return cells | {spec.key: spec for spec in FORMS[self.form].table("processing_fees")}

    def sections(self) -> Iterator[tuple[Section, tuple[str, ...]]]:
        """The statutory sections in printed order, each with its paragraphs."""
        for section in FORMS[self.form].sections:
            paragraphs = self.prose.get(section.key, ())
            if section.key == "other_matters" and (fees := self._fee_sentence()):
                paragraphs = (*paragraphs, fees)
            yield section, paragraphs

    @property
    def closing(self) -> tuple[str, ...]:
        """The lines at the foot: who signs, and the date."""
        day = self.published
        written = f"{day.year}年{day.month}月{day.day}日" if day else ""
        return tuple(line for line in (self.signature, written) if line)

    def printed(self, key: str) -> str:
        """What stands in the cell ``key``; an empty text for an empty cell.

        The form prints no unit for the amount of procurement, so a number is printed with one, as careful offices do.
        """
        content = self.figures[key]
        if isinstance(content, int | Decimal) and self.specs[key].type == "money_unprinted_unit":
            return f"{content}元"
        return "" if content is None else str(content)

    def _fee_sentence(self) -> str:
        keys = [spec.key for spec in FORMS[self.form].table("processing_fees")]
        if not keys or any(key not in self.figures for key in keys):
            return ""
        notices, notified, collected = (self.printed(key) for key in keys)
        return FEE_SENTENCE.format(year=self.year, notices=notices, notified=notified, collected=collected)


def answers(report: SampleReport) -> dict[str, tuple[int | Decimal | None, State | None]]:
    """What does a correct reading find: for every cell its value and, where that is None, its state?

    Raises ValueError for a printed text other than a sign for nothing: what it means is for the caller to say.
    """
    return {key: _answer(report, key) for key in report.specs}


def _answer(report: SampleReport, key: str) -> tuple[int | Decimal | None, State | None]:
    if key not in report.figures:
        return None, State.ABSENT
    content = report.figures[key]
    if content is None:
        return None, State.BLANK
    if isinstance(content, str):
        if content not in DASHES:
            raise ValueError(f"{key}: {content!r} is neither a number nor a sign for nothing")
        return None, State.DASH
    return content, None
