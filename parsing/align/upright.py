"""Which small tables of early reports have their indicators side by side, the numbers below them?

``申请方式 | 当面申请 | 网上申请 | 合计`` over ``数量（件） | 7 | 12 | 19``: turned on its side, this is a list of
indicators like any other. Where other rows of numbers follow, their headings decide between them, as columns do; rows
without a heading of a column are those of offices or years, and the table is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsing.align.columns import heads_values
from parsing.align.indicators import names_indicator
from parsing.grid import is_value
from parsing.model import Block, Cell, Grid

_LEAST = 3
"""Indicators side by side that make a row a header of them."""
_CORNER, _HEADING = "指标", "数量"
"""What stands for the headings that are not printed."""


def upright(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with every table of this kind set upright, one grid for each row of indicators."""
    return [made for block in blocks for made in (_set(block) if isinstance(block, Grid) else (block,))]


def _set(grid: Grid) -> tuple[Grid, ...]:
    if not grid.cells or any(cell.rowspan > 1 or cell.colspan > 1 for cell in grid.cells):
        return (grid,)
    rows: dict[int, dict[int, Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    made = tuple(_sections(grid, rows))
    return made or (grid,)


def _sections(grid: Grid, rows: Mapping[int, Mapping[int, Cell]]) -> Iterator[Grid]:
    """Each row of indicators with the rows of numbers under it, on its side; nothing where any row is neither."""
    heads = [y for y in sorted(rows) if sum(names_indicator(cell.text) for cell in rows[y].values()) >= _LEAST]
    sections: list[Grid] = []
    for head in heads:
        following = [y for y in sorted(rows) if y > head and all(other <= head or y < other for other in heads)]
        values = [y for y in following if any(cell.text.strip() for cell in rows[y].values())]
        first = 0 if len(values) == 1 and _is_bare(rows[head], rows[values[0]]) else 1
        columns = sorted(x for x, cell in rows[head].items() if x >= first and cell.text.strip())
        if not values or not all(first == 0 or _is_of_values(rows[y]) for y in values):
            return
        corner = rows[head].get(0)
        cells = [Cell(_CORNER, 0, 0, place=corner.place if corner else rows[head][columns[0]].place)]
        cells += [
            replace(rows[y][0], row=0, column=at, text=rows[y][0].text if first else _HEADING)
            for at, y in enumerate(values, 1)
        ]
        for line, x in enumerate(columns, 1):
            cells.append(replace(rows[head][x], row=line, column=0))
            cells += [replace(rows[y][x], row=line, column=at) for at, y in enumerate(values, 1) if x in rows[y]]
        sections.append(replace(grid, cells=tuple(cells), widths=()))
    yield from sections


def _is_bare(head: Mapping[int, Cell], row: Mapping[int, Cell]) -> bool:
    """Do indicators stand over numbers from the first column on, nothing heading either?"""
    return (
        0 in head and 0 in row and names_indicator(head[0].text) and all(is_value(cell.text) for cell in row.values())
    )


def _is_of_values(row: Mapping[int, Cell]) -> bool:
    """Does the row begin with what heads a column, and has it numbers or nothing behind it?"""
    return (
        0 in row
        and heads_values(row[0].text)
        and all(is_value(cell.text) or _is_share(cell.text) for x, cell in row.items() if x)
    )


def _is_share(text: str) -> bool:
    return text.strip().endswith(("%", "％"))
