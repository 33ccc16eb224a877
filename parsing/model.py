"""What is a reading made of?

The words of the house as frozen data: Place, Cell, Grid, Paragraph, Contents (what a reader returns),
Figure, Finding and Reading (what :func:`parsing.read` returns). Nothing here computes; everything here is
safe to share between processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What kind of thing the bytes turned out to be (contract, section 2)."""

    REPORT = "report"
    NOT_REPORT = "not_report"
    UNREADABLE = "unreadable"
    BLOCKED = "blocked"


class State(StrEnum):
    """Why a figure is not a plain stated number."""

    BLANK = "blank"
    """The cell is there and empty. Never the same as 0."""
    DASH = "dash"
    """The cell holds a sign for nothing: ``/``, ``-``, ``—``, ``无``."""
    ABSENT = "absent"
    """The row, column, table or sentence is not in the document."""
    UNREADABLE = "unreadable"
    """Something stands there that cannot be read as one number with certainty."""
    UNIT_UNKNOWN = "unit_unknown"
    """A number is stated, its unit is not: the value is as printed and must be kept out of sums."""


class Severity(StrEnum):
    """How serious a broken rule is."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its document something stands. All counts start at 1; None where the format has no such thing."""

    page: int | None = None
    table: int | None = None
    """Ordinal of the table in the document; in a PDF each piece on a page counts as one."""
    row: int | None = None
    column: int | None = None
    """Grid column, after horizontal spans are expanded."""
    line: int | None = None
    """Line of a plain-text document."""
    box: tuple[float, float, float, float] | None = None
    """PDF, OFD and images: x0, top, x1, bottom in points, origin at the top left of the page."""

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickling: the dataclass's own way with slots takes ten times as long, and a reading has hundreds."""
        return Place, (self.page, self.table, self.row, self.column, self.line, self.box)

    def as_dict(self) -> dict[str, Any]:
        """Only the parts that are known, in a fixed order."""
        parts = {
            "page": self.page,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "line": self.line,
            "box": list(self.box) if self.box else None,
        }
        return {name: value for name, value in parts.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed table cell. ``row`` and ``column`` are 0-based grid coordinates of its upper left corner.

    ``readings`` are what the source may print here, likeliest first, where the reader cannot be sure: ``text`` then
    carries U+FFFD.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Place = Place()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a reader saw it: origin cells in reading order, spans kept as spans.

    ``geometry`` says whether grid columns are real places (HTML, DOCX, PDF) or merely the order in which cells
    came (text dumps). ``blanks_kept`` says whether an empty cell of the source is certain to be here as an empty
    cell; where it is False a missing cell proves nothing about the form.
    """

    cells: tuple[Cell, ...]
    geometry: bool = True
    blanks_kept: bool = True
    page: int | None = None
    widths: tuple[int, ...] = ()
    """How many fields each row was printed with, where empty ones at its end are left out of ``cells``."""
    shown: bool = True
    """Does who opens the page see it? Of two copies the shown one counts; a hidden one alone is read."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text outside tables, one printed paragraph or heading."""

    text: str
    place: Place = Place()
    heading: bool = False
    """The format itself marks it as a heading (``<h1>``, a heading style)."""


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader found in one document, in reading order.

    ``titles`` are candidates for the document's title with the evidence they come from, best first, for instance
    ``("meta:ArticleTitle", "某局2021年政府信息公开工作年度报告")``. ``meta`` holds declared metadata by lower-case
    name. ``pages`` is None where the format has no pages.
    """

    blocks: tuple[Block, ...]
    titles: tuple[tuple[str, str], ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    pages: int | None = None
    attachments: tuple[str, ...] = ()
    """Addresses of documents that this one links to as its attachments, as written."""
    pictures: int = 0
    """Pictures within a web page's report: a table that is not in the text may be one of them."""


class Unreadable(Exception):
    """A reader cannot make blocks of these bytes. The text is one plain line for the user."""


BESIDE = " | "
"""Stands between what two copies of a table print in one place."""


class How(StrEnum):
    """How was a printed label known to be a label of the form?"""

    EXACT = "exact"
    """The same words, numbering and punctuation aside."""
    CUT = "cut"
    """Its beginning, which no other label has."""
    NEAR = "near"
    """Damaged words, clearly nearer to this label than to any other."""
    NEIGHBOURS = "neighbours"
    """Damaged beyond that, between the two rows that enclose the only missing one."""
    LOST = "lost"
    """Nothing readable: the labels before and after it stand in the form's order, in the right number."""


class Along(StrEnum):
    """How was a cell known to belong to its column?"""

    PLACE = "place"
    """It stands under the label."""
    COUNT = "count"
    """The row has as many cells as the header has columns, in the same order."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed label that told which figure a cell states."""

    axis: str
    """``row``, ``column``, or in table 4 ``route``: what the label names."""
    text: str
    """As printed; empty where it is lost."""
    how: How
    likeness: float = 100.0
    """To the form's wording, 0-100."""
    along: Along | None = None
    """Of a column: how the cell was known to belong to it."""

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickling, as with :class:`Place`."""
        return Mark, (self.axis, self.text, self.how, self.likeness, self.along)

    def as_dict(self) -> dict[str, Any]:
        """The mark as JSON-ready data."""
        parts = {"axis": self.axis, "text": self.text, "how": str(self.how), "likeness": round(self.likeness, 1)}
        return parts | ({"along": str(self.along)} if self.along else {})


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of a form as read.

    ``value`` is an int or Decimal where the report prints a number, else None. ``state`` is None for a plain number.
    ``raw`` is the text as printed; ``quote`` the sentence, for a figure read from prose. ``readings`` are what the
    source may print where the reader was not sure. ``marks`` are the labels that told what the cell is.
    """

    key: str
    value: int | Decimal | None
    state: State | None = None
    raw: str = ""
    place: Place | None = None
    quote: str | None = None
    readings: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = field(default=(), compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickling, as with :class:`Place`."""
        parts = self.key, self.value, self.state, self.raw, self.place, self.quote, self.readings, self.marks
        return Figure, parts

    @property
    def stated(self) -> bool:
        """Does the report print a number here?"""
        return self.value is not None

    @property
    def undecided(self) -> bool:
        """Is it the reader that cannot tell the number, rather than the source that prints none?"""
        return bool(self.readings) or "�" in self.raw or BESIDE in self.raw

    @property
    def doubtful(self) -> bool:
        """Is there something printed that is not simply one number, or that could be read in two ways?"""
        return bool(self.raw and self.state) or bool(self.readings)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that did not hold: which cells, both sides, and where a person can look."""

    rule: str
    severity: Severity
    cells: tuple[str, ...]
    message: str
    message_en: str
    left: str = ""
    right: str = ""
    places: tuple[Place, ...] = ()
    against: tuple[str, ...] = ()
    """The cells of the right-hand side (a printed total, as a rule): what the others were held against."""

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON-ready data (contract, section 2, with both sides and the places added)."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "cells": list(self.cells),
            "message": self.message,
            "message_en": self.message_en,
            "left": self.left,
            "right": self.right,
            "places": [place.as_dict() for place in self.places],
            "against": list(self.against),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one document. Only a ``report`` has figures."""

    verdict: Verdict
    sha256: str
    media: str
    reason: str = ""
    """One clear line: why the verdict is not ``report``, or what is worth knowing about a report."""
    title: str | None = None
    agency_name: str | None = None
    year: int | None = None
    form: str | None = None
    table_forms: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
    """For title, agency_name and year: what each was read from."""
    attachments: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    """Codes of organisations that it prints as an index number or under their label, with valid check characters."""

    def as_dict(self, path: str | None = None) -> dict[str, Any]:
        """The object that ``ogi read --json`` prints (contract, section 2)."""
        stated = {key: figure for key, figure in self.figures.items() if figure.stated}
        return {
            "path": path,
            "sha256": self.sha256,
            "media": self.media,
            "verdict": str(self.verdict),
            "reason": self.reason,
            "title": self.title,
            "agency_name": self.agency_name,
            "year": self.year,
            "form": self.form,
            "table_forms": dict(self.table_forms),
            "figures": {key: json_number(figure.value) for key, figure in self.figures.items()},
            "states": {key: str(figure.state) for key, figure in self.figures.items() if figure.state},
            "sources": {key: _source(figure) for key, figure in stated.items()},
            "doubts": {key: _doubt(figure) for key, figure in self.figures.items() if figure.doubtful},
            "sections": dict(self.sections),
            "findings": [finding.as_dict() for finding in self.findings],
            "evidence": dict(self.evidence),
            "attachments": list(self.attachments),
            "codes": list(self.codes),
        }


def json_number(value: int | Decimal | None) -> int | float | None:
    """A figure's value as a JSON number: integers stay integers, money becomes the nearest double."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _source(figure: Figure) -> dict[str, Any]:
    source: dict[str, Any] = {"raw": figure.raw}
    if figure.place is not None:
        source |= figure.place.as_dict()
    if figure.quote is not None:
        source["quote"] = figure.quote
    return source


def _doubt(figure: Figure) -> dict[str, Any]:
    return _source(figure) | ({"readings": list(figure.readings)} if figure.readings else {})
