"""How is a report's table drawn again with every figure in its cell?

The layout comes from the form that the table follows, the figures from the databases. A figure that is not a plain
number is shown by its state (空白, —, 未见 …), never as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataset.schema.figures import MONEY
from dataset.site.language import Language
from dataset.site.queries.reports import StoredReport
from parsing.forms import EDITIONS, FORMS, Edition, FigureSpec, Form, Label, ListForm

STATES_WITHOUT_NUMBER = ("blank", "dash", "absent", "unreadable")
PARTS = ("page", "table", "row", "column")
"""Parts of a place, in the order of provenance behind the raw text."""
LINE = 6
"""Index of the line of a plain-text document in a provenance entry."""
QUOTE = 7
"""Index of the sentence in a provenance entry."""


@dataclass(frozen=True)
class Drawn:
    """One figure as the page shows it."""

    key: str
    label: str
    text: str
    state: str | None
    raw: str | None
    place: str
    """Where it stands, in words; empty where nothing is known."""
    quote: str | None

    @property
    def hint(self) -> str:
        """Raw text and place, for the ``title`` of the cell."""
        return "；".join(part for part in (f"“{self.raw}”" if self.raw else "", self.place) if part)


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
                lines.append(Line((Heading(block, columns=width + 1),)))
                spans = _spread(len(printed.columns), width)
                heads = [Heading(column, columns=span) for column, span in zip(printed.columns, spans, strict=True)]
                lines.append(Line((Heading(self._words["content"]), *heads)))
            drawn = [self._drawn(form.figures[key], row[key]) for key in printed.keys]
            lines.append(Line((Heading(printed.label),), tuple(zip(drawn, _spread(len(drawn), width), strict=True))))
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
            headings = _group_headings(printed, form.request_rows, groups, started)
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
                first.append(Heading(column.label, rows=2))
            elif not first or first[-1].text != column.group:
                first.append(Heading(column.group, columns=sum(other.group == column.group for other in columns)))
        second = tuple(Heading(column.label) for column in columns if column.group is not None)
        corner = Heading("", rows=3, columns=3)
        applicants = Heading(self._words["applicants"], columns=len(columns))
        return [Line((corner, applicants)), Line(tuple(first)), Line(second)]

    def disputes(self) -> list[Line] | None:
        """Table 4, turned so that it fits a narrow screen: a row a route, a column an outcome."""
        rows = self._stored.disputes
        if not rows:
            return None
        form = FORMS[next(iter(rows.values()))["form"]]
        lines = [Line((Heading(self._words["route"]), *(Heading(outcome.label) for outcome in form.outcomes)))]
        for route in form.routes:
            name = f"{route.group}：{route.label}" if route.group else route.label
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
            heads = [Line(tuple(Heading(text) for text in edition.columns))]
            return heads + [self._listed(edition, printed.key, printed.label, row) for printed in edition.rows]
        shown = [spec for spec in edition.table("statistics_2014") if self._known(spec.key, row)]
        return [self._listed(edition, spec.key, spec.label, row) for spec in shown]

    def _known(self, key: str, row: Mapping[str, Any]) -> bool:
        return row[key] is not None or key in self._stored.doubts

    def _listed(self, edition: Edition, key: str | None, label: str, row: Mapping[str, Any]) -> Line:
        if key is None:
            return Line((Heading(label, columns=3),))
        spec = edition.figures[key]
        return Line((Heading(label), Heading(spec.unit)), ((self._drawn(spec, row[key]), 1),))

    def every(self) -> list[Drawn]:
        """Every figure of every table, in printed order."""
        lines = [line for _, table in self.tables() for line in table or ()] + self.statistics()
        return [figure for line in lines for figure, _ in line.figures] + self.fees()

    def _drawn(self, spec: FigureSpec, value: int | float | None) -> Drawn:
        doubt = self._stored.doubts.get(spec.key)
        state = doubt["state"] if doubt else None
        place = self._stored.places.get(spec.key, [])
        raw = (place[0] if place else None) or (doubt["raw"] if doubt else None)
        quote = place[QUOTE] if len(place) > QUOTE else None
        text = self._text(spec, value, state)
        return Drawn(spec.key, spec.label, text, state, raw, self._where(place), quote)

    def _text(self, spec: FigureSpec, value: int | float | None, state: str | None) -> str:
        if value is None:
            return self._words[f"state_{state}"] if state in STATES_WITHOUT_NUMBER else self._words["state_absent"]
        number = f"{value:.10g}" if spec.type not in MONEY else _money(value)
        return f"{number}（{self._words['state_unit_unknown']}）" if state == "unit_unknown" else number

    def _where(self, place: Sequence[Any]) -> str:
        known = dict(zip(PARTS, place[1:], strict=False))
        words = [self._words[f"place_{part}"].format(known[part]) for part in PARTS if known.get(part) is not None]
        if len(place) > LINE and place[LINE] is not None:
            words.append(self._words["place_line"].format(place[LINE]))
        return self._words["place_joint"].join(words)


def _money(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _spread(count: int, width: int) -> list[int]:
    """How many grid columns each of ``count`` cells covers in a table ``width`` wide: the last takes what is left."""
    return [1] * (count - 1) + [width - count + 1]


def _group_headings(
    row: Label, rows: Sequence[Label], groups: Mapping[str, Label], started: set[str]
) -> tuple[Heading, ...]:
    """The headings at the left of a row of table 3, with a group's heading at its first row only."""
    if row.group is None:
        return (Heading(row.label, columns=3),)
    headings: list[Heading] = []
    if "outcome" not in started:
        started.add("outcome")
        headings.append(Heading(groups["outcome"].label, rows=sum(other.group is not None for other in rows)))
    if row.group == "outcome":
        return (*headings, Heading(row.label, columns=2))
    if row.group not in started:
        started.add(row.group)
        same = sum(other.group == row.group for other in rows)
        headings.append(Heading(groups[row.group].label, rows=same))
    return (*headings, Heading(row.label))
