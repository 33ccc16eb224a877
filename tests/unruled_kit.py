"""Reports as an office program prints tables without borders: text on a strip that pages cut wherever they end."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import parsing
from crawler.samples.layout import PrintedCell, PrintedTable, Role, tables
from crawler.samples.render import SampleReport, answers
from parsing.forms import ListForm

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
Block = str | PrintedTable
"""A paragraph or a table."""


@dataclass(frozen=True)
class Print:
    """How a report is printed: sizes in points; ``start`` is how far down the first page it begins."""

    size: float = 9.0
    pad: float = 2.0
    lead: float = 1.2
    row: float = 14.0
    side: str = "center"
    """Of numbers in their cells: left, center or right."""
    start: float = 0.0
    width: float = 595.0
    height: float = 842.0
    margin: float = 60.0
    unit: float = 1.0
    """Points that one unit of the page stands for (UserUnit)."""


def blocks_of(told: SampleReport) -> list[Block]:
    """The paragraphs and tables of a report."""
    printed = tables(told)
    found: list[Block] = [told.title]
    for section, paragraphs in told.sections():
        found += [f"{section.number}、{section.label}", *paragraphs]
        found += [printed[section.key]] if section.kind == "table" else []
    return found


def list_of(form: ListForm, values: Mapping[str, int | Decimal], heading: str = "统计数") -> PrintedTable:
    """A list of indicators: label, unit and number."""
    rows = [tuple(PrintedCell(text, Role.HEAD) for text in ("统计指标", "单位", heading))]
    for row in form.rows:
        parts = ("", "") if row.key is None else (form.figures[row.key].unit, str(values[row.key]))
        rows.append((PrintedCell(row.label, Role.LABEL), *(PrintedCell(part, Role.FIGURE) for part in parts)))
    return PrintedTable("list", tuple(rows), (10, 2, 3))


def printed(blocks: Sequence[Block], how: Print = Print()) -> bytes:
    """The blocks as a PDF without a single rule."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(how.width / how.unit, how.height / how.unit))
    inside = how.height - 2 * how.margin
    lines = sorted(_lines(blocks, how), key=lambda line: line[1])
    page = 0
    canvas.scale(1 / how.unit, 1 / how.unit)
    for x, y, text, size in lines:
        while y >= (page + 1) * inside:
            page += 1
            canvas.showPage()
            canvas.scale(1 / how.unit, 1 / how.unit)
        canvas.setFont(SONG, size)
        canvas.drawString(x, how.height - how.margin - (y - page * inside) - size, text)
    canvas.save()
    return target.getvalue()


def _lines(blocks: Sequence[Block], how: Print) -> Iterator[tuple[float, float, str, float]]:
    """Every line of text: where it begins, how far down the strip, and its size."""
    down = how.start
    for block in blocks:
        if isinstance(block, PrintedTable):
            yield from _cells(block, how, down)
            down += sum(_heights(block, how))
            continue
        for text in _wrapped(block, 12.0, how.width - 2 * how.margin):
            yield how.margin, down, text, 12.0
            down += 20.0


def _edges(table: PrintedTable, how: Print) -> list[float]:
    each = (how.width - 2 * how.margin) / sum(table.widths)
    return [how.margin + each * sum(table.widths[:at]) for at in range(len(table.widths) + 1)]


def _cells(table: PrintedTable, how: Print, down: float) -> Iterator[tuple[float, float, str, float]]:
    edges, heights = _edges(table, how), _heights(table, how)
    for number, row in enumerate(table.occupied()):
        for column, cell, here in row:
            if not here:
                continue
            left, right = edges[column] + how.pad, edges[column + cell.colspan] - how.pad
            high = sum(heights[number : number + cell.rowspan])
            lines = _wrapped(cell.broken, how.size, right - left)
            top = down + sum(heights[:number]) + (high - len(lines) * how.size * how.lead) / 2
            side = {Role.LABEL: "left", Role.FIGURE: how.side}.get(cell.role, "center")
            for at, text in enumerate(lines):
                room = right - left - pdfmetrics.stringWidth(text, SONG, how.size)
                x = left + {"left": 0.0, "center": room / 2, "right": room}[side]
                yield x, top + at * how.size * how.lead, text, how.size


def _heights(table: PrintedTable, how: Print) -> list[float]:
    edges, heights = _edges(table, how), [how.row] * len(table.rows)
    for number, row in enumerate(table.occupied()):
        for column, cell, _ in row:
            if cell.rowspan == 1:
                lines = _wrapped(cell.broken, how.size, edges[column + cell.colspan] - edges[column] - 2 * how.pad)
                heights[number] = max(heights[number], len(lines) * how.size * how.lead + 2 * how.pad)
    return heights


def _wrapped(text: str, size: float, room: float) -> list[str]:
    lines = [""]
    for sign in text:
        if sign == "\n" or (lines[-1] and pdfmetrics.stringWidth(lines[-1] + sign, SONG, size) > room):
            lines.append("")
        lines[-1] += sign.strip("\n")
    return lines


def lost_and_wrong(data: bytes, told: SampleReport) -> tuple[list[str], list[str]]:
    """The figures that are printed and not read, and those that are read as something else."""
    wanted = {key: value for key, (value, _) in answers(told).items()}
    found = {key: figure.value for key, figure in parsing.read(data).figures.items()}
    lost = [key for key, value in wanted.items() if value is not None and found.get(key) is None]
    return lost, [key for key, value in wanted.items() if found.get(key) is not None and found[key] != value]


def with_figures(table: PrintedTable, texts: Iterator[str]) -> PrintedTable:
    """The same table with other numbers."""
    rows = (
        tuple(replace(cell, text=next(texts)) if cell.role is Role.FIGURE else cell for cell in row)
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))
