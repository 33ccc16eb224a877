"""Which cells make up each printed row, and which rows belong to which statutory table?

A table that runs over pages comes as several grids; each row knows its piece, so that a row cut by the page break can
be put together again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parsing.model import Block, Cell, Grid, State
from parsing.numerals import read_number


@dataclass(frozen=True)
class Row:
    """A printed row: the cells that begin in it, and those that reach down into it from above."""

    own: tuple[Cell, ...]
    above: tuple[Cell, ...]
    grid: Grid
    piece: int
    """Ordinal of the grid in the document, from 0."""

    @property
    def blank(self) -> bool:
        """Does nothing stand in the cells that begin here?"""
        return not any(cell.text for cell in self.own)


def rows_of(blocks: Iterable[Block]) -> list[Row]:
    """All rows of all grids, in reading order."""
    rows = []
    for piece, grid in enumerate(block for block in blocks if isinstance(block, Grid)):
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


def is_value(text: str) -> bool:
    """Is this what a number cell holds: a number, a sign for nothing, or nothing?"""
    return not text.strip() or read_number(text, "money", "元").state is not State.UNREADABLE


def has_digits(text: str) -> bool:
    """Is this a number cell that states a number?"""
    return bool(text) and read_number(text, "money", "元").value is not None


def overlap(cell: Cell, columns: tuple[int, int]) -> bool:
    """Does the cell stand, at least in part, over the grid columns from first to last (exclusive)?"""
    return cell.column < columns[1] and columns[0] < cell.column + cell.colspan
