"""How is a report's table drawn again with every figure in its cell, in the visitor's language?

The layout comes from the form that the table follows, the figures from the databases. A figure that is not a plain
number is shown by its state (空白, —, 未见 …), never as 0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataset.schema.figures import MONEY
from dataset.site.figures import figures_of, statistics_of
from dataset.site.language import Language
from dataset.site.queries.report import StoredReport
from dataset.site.stands import NOWHERE, Stand
from parsing.forms import EDITIONS, FORMS, Edition, FigureSpec, Form, Label, ListForm
from parsing.forms.headings import HEADINGS, UNITS

STATES_WITHOUT_NUMBER = ("blank", "dash", "absent", "unreadable")


@dataclass(frozen=True)
class Drawn:
    """One figure as the page shows it."""

    key: str
    label: str
    text: str
    state: str | None
    raw: str
    """As printed; empty where nothing is known."""
    readings: tuple[str, ...]
    """What the source may print, where the reader was not sure."""
    stand: Stand

    @property
    def anchor(self) -> str:
        """The fragment of the page of the source that shows it."""
        return self.stand.anchor(self.key)

    @property
    def otherwise(self) -> bool:
        """Was something else read than what is printed, blanks aside?"""
        return (bool(self.raw.strip()) and self.raw.strip() != self.text) or bool(self.readings)


@dataclass(frozen=True)
class Heading:
    """A heading cell with its spans."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Line:
    """One printed row: its headings, then its figures, each with the grid columns it covers."""

    headings: tuple[Heading, ...]
    figures: tuple[tuple[Drawn, int], ...] = ()


class Drawing:
    """Draws the tables of one stored report."""

    def __init__(self, stored: StoredReport, words: Language) -> None:
        self._stored = stored
        self._words = words
        self._made: dict[str, Drawn] = {}

    def tables(self) -> list[tuple[str, list[Line] | None]]:
        """The three statutory tables by name; None for one that the report does not have."""
        return [("proactive", self.proactive()), ("requests", self.requests()), ("disputes", self.disputes())]

    def proactive(self) -> list[Line] | None:
        """Table 2, block by block as printed; None where the report has no such table."""
        row = self._stored.proactive
        if row is None:
            return None
        form = FORMS[row["form"]]
        width = max(len(printed.columns) for printed in form.proactive_rows)
        lines: list[Line] = []
        block = None
        for printed in form.proactive_rows:
            if printed.block != block:
                block = printed.block
                lines.append(Line((Heading(self._said(block), columns=width + 1),)))
                spans = _spread(len(printed.columns), width)
                heads = [
                    Heading(self._said(column), columns=span)
                    for column, span in zip(printed.columns, spans, strict=True)
                ]
                lines.append(Line((Heading(self._words["content"]), *heads)))
            drawn = [self._drawn(form.figures[key], row[key]) for key in printed.keys]
            lines.append(
                Line((Heading(self._said(printed.label)),), tuple(zip(drawn, _spread(len(drawn), width), strict=True)))
            )
        return lines

    def requests(self) -> list[Line] | None:
        """Table 3: a row an outcome, a column a kind of applicant, groups spanning their rows."""
        rows = self._stored.requests
        if not rows:
            return None
        form = FORMS[next(iter(rows.values()))["form"]]
        lines = self._request_heads(form)
        groups = {group.key: group for group in form.request_groups}
        started: set[str] = set()
        for printed in form.request_rows:
            headings = self._group_headings(printed, form.request_rows, groups, started)
            figures = tuple(
                (self._drawn(form.figures[f"{printed.key}.{c.key}"], rows[c.key][printed.key]), 1)
                for c in form.request_columns
            )
            lines.append(Line(headings, figures))
        return lines

    def _request_heads(self, form: Form) -> list[Line]:
        columns = form.request_columns
        first: list[Heading] = []
        for column in columns:
            if column.group is None:
                first.append(Heading(self._label(column), rows=2))
            elif not first or first[-1].text != self._said(column.group):
                width = sum(other.group == column.group for other in columns)
                first.append(Heading(self._said(column.group), columns=width))
        second = tuple(Heading(self._label(column)) for column in columns if column.group is not None)
        corner = Heading("", rows=3, columns=3)
        applicants = Heading(self._words["applicants"], columns=len(columns))
        return [Line((corner, applicants)), Line(tuple(first)), Line(second)]

    def disputes(self) -> list[Line] | None:
        """Table 4, turned so that it fits a narrow screen: a row a route, a column an outcome."""
        rows = self._stored.disputes
        if not rows:
            return None
        form = FORMS[next(iter(rows.values()))["form"]]
        lines = [Line((Heading(self._words["route"]), *(Heading(self._label(outcome)) for outcome in form.outcomes)))]
        for route in form.routes:
            name = self._words.pick(f"{route.group}：{route.label}" if route.group else route.label, route.en)
            figures = (
                self._drawn(form.figures[f"{route.key}_{outcome.key}"], rows[route.key][outcome.key])
                for outcome in form.outcomes
            )
            lines.append(Line((Heading(name),), tuple((figure, 1) for figure in figures)))
        return lines

    def fees(self) -> list[Drawn]:
        """The fee figures of section six; none where the form does not ask for them."""
        row = self._stored.fees
        if row is None:
            return []
        return [self._drawn(spec, row[spec.key]) for spec in FORMS[row["form"]].table("processing_fees")]

    def statistics(self) -> list[Line]:
        """The figures of a report of before 2019: the list as printed, else a row a figure; none where it has none."""
        row = self._stored.statistics
        if row is None:
            return []
        edition = EDITIONS[row["form"]]
        if isinstance(edition, ListForm):
            heads = [Line(tuple(Heading(self._said(text)) for text in edition.columns))]
            return heads + [self._listed(edition, printed.key, printed.label, row) for printed in edition.rows]
        return [self._listed(edition, spec.key, spec.label, row) for spec, _ in statistics_of(self._stored)]

    def _listed(self, edition: Edition, key: str | None, label: str, row: Mapping[str, Any]) -> Line:
        if key is None:
            return Line((Heading(self._said(label), columns=3),))
        spec = edition.figures[key]
        headings = Heading(self._words.pick(label, spec.en)), Heading(self._words.pick(spec.unit, UNITS[spec.unit]))
        return Line(headings, ((self._drawn(spec, row[key]), 1),))

    def every(self) -> list[Drawn]:
        """Every figure of every table, in printed order."""
        return [self._drawn(spec, value) for spec, value in figures_of(self._stored)]

    def _drawn(self, spec: FigureSpec, value: int | float | None) -> Drawn:
        """A figure as it is shown; it stands in its table and in the list of all of them."""
        if spec.key not in self._made:
            self._made[spec.key] = self._draw(spec, value)
        return self._made[spec.key]

    def _draw(self, spec: FigureSpec, value: int | float | None) -> Drawn:
        doubt = self._stored.doubts.get(spec.key)
        state = doubt["state"] if doubt else None
        stand = self._stored.stands.get(spec.key, NOWHERE)
        raw = stand.raw or (doubt["raw"] if doubt else None) or ""
        readings = json.loads(doubt["readings"]) if doubt and doubt["readings"] else ()
        label = self._words.pick(spec.label, spec.en)
        return Drawn(spec.key, label, self._text(spec, value, state), state, raw, tuple(readings), stand)

    def _text(self, spec: FigureSpec, value: int | float | None, state: str | None) -> str:
        if value is None:
            return self._words[f"state_{state}"] if state in STATES_WITHOUT_NUMBER else self._words["state_absent"]
        number = f"{value:.10g}" if spec.type not in MONEY else _money(value)
        unknown = self._words["in_brackets"].format(self._words["state_unit_unknown"])
        return f"{number}{unknown}" if state == "unit_unknown" else number

    def _said(self, heading: str) -> str:
        """A heading that the form prints."""
        return self._words.pick(heading, HEADINGS.get(heading, heading))

    def _label(self, label: Label) -> str:
        return self._words.pick(label.label, label.en)

    def _group_headings(
        self, row: Label, rows: Sequence[Label], groups: Mapping[str, Label], started: set[str]
    ) -> tuple[Heading, ...]:
        """The headings at the left of a row of table 3, with a group's heading at its first row only."""
        if row.group is None:
            return (Heading(self._label(row), columns=3),)
        headings: list[Heading] = []
        if "outcome" not in started:
            started.add("outcome")
            height = sum(other.group is not None for other in rows)
            headings.append(Heading(self._said(groups["outcome"].label), rows=height))
        if row.group == "outcome":
            return (*headings, Heading(self._label(row), columns=2))
        if row.group not in started:
            started.add(row.group)
            same = sum(other.group == row.group for other in rows)
            headings.append(Heading(self._said(groups[row.group].label), rows=same))
        return (*headings, Heading(self._label(row)))


def _money(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _spread(count: int, width: int) -> list[int]:
    """How many grid columns each of ``count`` cells covers in a table ``width`` wide: the last takes what is left."""
    return [1] * (count - 1) + [width - count + 1]
