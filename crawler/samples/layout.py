"""How are the three statutory tables printed?

From the form declarations to rows of cells with their spans, as in the official templates (国办公开办函〔2019〕60号 and
〔2021〕30号): table 2 as stacked blocks, each with a title across all columns and a header of its own; table 3 with a
corner of three by three, a header of three rows and grouped row labels; table 4 as one row of figures under a header of
three rows. File formats are made from this, so all of them print the same table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import lcm

from crawler.samples.report import SampleReport
from parsing.forms import Form, Label, ProactiveRow

LABEL_COLUMNS = 3
"""Columns of table 3 that hold row labels."""


class Role(StrEnum):
    """What a cell is for."""

    TITLE = "title"
    HEAD = "head"
    LABEL = "label"
    FIGURE = "figure"


class Spread(StrEnum):
    """How table 2 fits blocks of one, two and three columns into one grid."""

    EVEN = "even"
    """Every block divides the width evenly, as in the template."""
    UNEVEN = "uneven"
    """Header and figures of a block divide the width differently, as word processors leave it behind."""
    SHORT = "short"
    """No spans at all: rows simply end early."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell at its upper left corner, with the number of rows and columns that it spans."""

    text: str
    role: Role
    rowspan: int = 1
    colspan: int = 1

    @property
    def broken(self) -> str:
        """The text as a narrow column prints it: the words of a header on two lines."""
        if self.role is not Role.HEAD or self.colspan > 1 or not 4 <= len(self.text) <= 8:
            return self.text
        half = len(self.text) // 2
        return f"{self.text[:half]}\n{self.text[half:]}"


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: its rows of cells in reading order and the relative widths of its grid columns."""

    name: str
    rows: tuple[tuple[PrintedCell, ...], ...]
    widths: tuple[int, ...]

    def occupied(self) -> Iterator[list[tuple[int, PrintedCell, bool]]]:
        """For every row, from left to right: grid column, cell, and whether it started in this very row."""
        open_cells: dict[int, tuple[PrintedCell, int]] = {}
        for row in self.rows:
            above = {column: cell for column, (cell, _) in open_cells.items()}
            taken = {at for column, cell in above.items() for at in range(column, column + cell.colspan)}
            line = [(column, cell, False) for column, cell in above.items()]
            column = 0
            for cell in row:
                while column in taken:
                    column += 1
                line.append((column, cell, True))
                if cell.rowspan > 1:
                    open_cells[column] = (cell, cell.rowspan)
                column += cell.colspan
            open_cells = {at: (cell, left - 1) for at, (cell, left) in open_cells.items() if left > 1}
            yield sorted(line, key=lambda placed: placed[0])


def tables(report: SampleReport, spread: Spread = Spread.EVEN) -> dict[str, PrintedTable]:
    """The three tables of a report by name (``parsing.forms.TABLES``)."""
    return {
        "proactive": _proactive(report, spread),
        "requests": _requests(report),
        "disputes": _disputes(report),
    }


def _proactive(report: SampleReport, spread: Spread) -> PrintedTable:
    form = report.form_of("proactive")
    counts = {len(row.columns) for row in form.proactive_rows}
    units = lcm(*counts) if spread is Spread.EVEN else max(counts) + (spread is Spread.UNEVEN)
    rows: list[tuple[PrintedCell, ...]] = []
    for (block, columns), members in groupby(form.proactive_rows, key=lambda row: (row.block, row.columns)):
        head, body = _spans(len(columns), units, spread)
        whole = 1 if spread is Spread.SHORT else units + 1
        rows.append((PrintedCell(block, Role.TITLE, colspan=whole),))
        rows.append((PrintedCell("信息内容", Role.LABEL), *_cells(columns, Role.HEAD, head)))
        rows.extend(_proactive_row(report, row, body) for row in members)
    return PrintedTable("proactive", tuple(rows), (6, *[12 // units] * units))


def _proactive_row(report: SampleReport, row: ProactiveRow, spans: Sequence[int]) -> tuple[PrintedCell, ...]:
    printed = [report.printed(key) for key in row.keys]
    return (PrintedCell(row.label, Role.LABEL), *_cells(printed, Role.FIGURE, spans))


def _spans(count: int, units: int, spread: Spread) -> tuple[list[int], list[int]]:
    """Column spans of a block's header and of its figures."""
    if spread is Spread.SHORT:
        return [1] * count, [1] * count
    even, rest = divmod(units, count)
    head, body = [even] * count, [even] * count
    head[count // 2] += rest
    body[0] += rest
    return head, body


def _cells(texts: Sequence[str], role: Role, spans: Sequence[int]) -> list[PrintedCell]:
    return [PrintedCell(text, role, colspan=span) for text, span in zip(texts, spans, strict=True)]


def _requests(report: SampleReport) -> PrintedTable:
    form = report.form_of("requests")
    rows = [*_requests_header(form)]
    groups = {group.key: group.label for group in form.request_groups}
    inside = [row for row in form.request_rows if row.group]
    begun: set[str] = set()
    for row in form.request_rows:
        labels: list[PrintedCell] = []
        if row.group and "outcome" not in begun:
            begun.add("outcome")
            labels.append(PrintedCell(groups["outcome"], Role.LABEL, rowspan=len(inside)))
        if row.group and row.group not in begun:
            begun.add(row.group)
            size = sum(other.group == row.group for other in inside)
            labels.append(PrintedCell(groups[row.group], Role.LABEL, rowspan=size))
        labels.append(PrintedCell(row.label, Role.LABEL, colspan=_label_span(row)))
        figures = [report.printed(f"{row.key}.{column.key}") for column in form.request_columns]
        rows.append((*labels, *_cells(figures, Role.FIGURE, [1] * len(figures))))
    return PrintedTable("requests", tuple(rows), (2, 3, 8, *[2] * len(form.request_columns)))


def _label_span(row: Label) -> int:
    if row.group is None:
        return LABEL_COLUMNS
    return LABEL_COLUMNS - 1 if row.group == "outcome" else 1


def _requests_header(form: Form) -> Iterator[tuple[PrintedCell, ...]]:
    columns = form.request_columns
    corner = PrintedCell(
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", Role.HEAD, 3, LABEL_COLUMNS
    )
    yield corner, PrintedCell("申请人情况", Role.HEAD, colspan=len(columns))
    middle: list[PrintedCell] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        kept = list(members)
        if group:
            middle.append(PrintedCell(group, Role.HEAD, colspan=len(kept)))
        else:
            middle.extend(PrintedCell(column.label, Role.HEAD, rowspan=2) for column in kept)
    yield tuple(middle)
    yield tuple(PrintedCell(column.label, Role.HEAD) for column in columns if column.group)


def _disputes(report: SampleReport) -> PrintedTable:
    form = report.form_of("disputes")
    outcomes = [outcome.label for outcome in form.outcomes]
    width = len(outcomes)
    top: list[PrintedCell] = []
    middle: list[PrintedCell] = []
    bottom: list[PrintedCell] = []
    for group, members in groupby(form.routes, key=lambda route: route.group):
        routes = list(members)
        if group is None:
            top.extend(PrintedCell(route.label, Role.HEAD, colspan=width) for route in routes)
            middle.extend(PrintedCell(label, Role.HEAD, rowspan=2) for _ in routes for label in outcomes)
        else:
            top.append(PrintedCell(group, Role.HEAD, colspan=width * len(routes)))
            middle.extend(PrintedCell(route.label, Role.HEAD, colspan=width) for route in routes)
            bottom.extend(PrintedCell(label, Role.HEAD) for _ in routes for label in outcomes)
    keys = [f"{route.key}_{outcome.key}" for route in form.routes for outcome in form.outcomes]
    figures = tuple(PrintedCell(report.printed(key), Role.FIGURE) for key in keys)
    return PrintedTable("disputes", (tuple(top), tuple(middle), tuple(bottom), figures), (1,) * len(figures))
