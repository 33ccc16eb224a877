"""Which cells make up each printed row, and which rows belong to which statutory table?

A table that runs over pages comes as several grids; each row knows its piece, so that a row cut by the page break can
be put together again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from parsing.model import Block, Cell, Grid, State
from parsing.numerals import read_number

_KINDS = ("money", "integer")
"""Of figures: a unit of money is none of counting."""
_LEAST_REPEATS = 3
"""So many labels beside themselves show that merged cells were filled."""
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Row:
    """A printed row: the cells that begin in it, and those that reach down into it from above."""

    own: tuple[Cell, ...]
    above: tuple[Cell, ...]
    grid: Grid
    piece: int
    """Ordinal of the grid in the document, from 0."""

    @cached_property
    def worded(self) -> tuple[Cell, ...]:
        """The cells that begin here and have a letter or an ideograph in them: no other can be a label."""
        return tuple([cell for cell in self.own if _WORD.search(cell.text)])

    @property
    def blank(self) -> bool:
        """Does nothing stand in the cells that begin here?"""
        return not any(cell.text for cell in self.own)


def rows_of(blocks: Iterable[Block]) -> list[Row]:
    """All rows of all grids, in reading order."""
    rows = []
    for piece, grid in enumerate(merged(block) for block in blocks if isinstance(block, Grid)):
        own: dict[int, list[Cell]] = {}
        above: dict[int, list[Cell]] = {}
        for cell in grid.cells:
            own.setdefault(cell.row, []).append(cell)
            for y in range(cell.row + 1, cell.row + cell.rowspan):
                above.setdefault(y, []).append(cell)
        for y in sorted(own):
            cells = tuple(sorted(own[y], key=lambda cell: cell.column))
            rows.append(Row(cells, tuple(above.get(y, ())), grid, piece))
    return rows


def merged(grid: Grid) -> Grid:
    """The grid with cells merged again that a converter filled, each with the text of the cell it was merged into.

    Only a grid without any span can be such a one, and only where labels stand side by side with themselves. Numbers
    are merged under a header that is, and only if they are all alike.
    """
    if not grid.geometry or any(cell.colspan > 1 or cell.rowspan > 1 for cell in grid.cells):
        return grid
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    runs = {y: _runs(cells) for y, cells in rows.items()}
    if sum(len(run) > 1 for found in runs.values() for run in found) < _LEAST_REPEATS:
        return grid
    cells: list[Cell] = []
    above: dict[int, int] = {}
    widths: dict[int, int] = {}
    for y in sorted(runs):
        begun: dict[int, int] = {}
        for cell in _wide(runs[y], widths):
            upper = above.get(cell.column)
            if upper is not None and _same(cells[upper], cell) and not is_value(cell.text):
                cells[upper] = replace(cells[upper], rowspan=cells[upper].rowspan + 1)
                begun[cell.column] = upper
                continue
            begun[cell.column] = len(cells)
            cells.append(cell)
            if not is_value(cell.text):
                widths = {x: w for x, w in widths.items() if not cell.column < x < cell.column + cell.colspan}
                widths[cell.column] = cell.colspan
        above = begun
    return replace(grid, cells=tuple(cells))


def _runs(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells side by side with the same words; a number is always by itself."""
    runs: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.column):
        last = runs[-1][-1] if runs else None
        if last and last.text == cell.text and last.column + 1 == cell.column and not is_value(cell.text):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return runs


def _wide(runs: Sequence[Sequence[Cell]], widths: Mapping[int, int]) -> Iterator[Cell]:
    """A cell for each run, and one for alike numbers that fill the width of the header above them."""
    at = 0
    while at < len(runs):
        run = runs[at]
        first = run[0]
        width = widths.get(first.column, 1)
        under = runs[at : at + width]
        alike = (
            len(run) == 1
            and is_value(first.text)
            and len(under) == width
            and {c[0].text for c in under} == {first.text}
        )
        if alike and len({c[0].column for c in under}) == under[-1][0].column - first.column + 1:
            yield replace(first, colspan=width)
            at += width
        else:
            yield replace(first, colspan=len(run))
            at += 1


def _same(upper: Cell, cell: Cell) -> bool:
    return (upper.text, upper.column, upper.colspan) == (cell.text, cell.column, cell.colspan)


@lru_cache(maxsize=16384)
def is_value(text: str) -> bool:
    """Is this what a number cell holds: a number, a sign for nothing, or nothing?"""
    return not text.strip() or any(read_number(text, kind, "元").state is not State.UNREADABLE for kind in _KINDS)


@lru_cache(maxsize=16384)
def has_digits(text: str) -> bool:
    """Is this a number cell that states a number?"""
    return bool(text) and any(read_number(text, kind, "元").value is not None for kind in _KINDS)


def overlap(cell: Cell, columns: tuple[int, int]) -> bool:
    """Does the cell stand, at least in part, over the grid columns from first to last (exclusive)?"""
    return cell.column < columns[1] and columns[0] < cell.column + cell.colspan
