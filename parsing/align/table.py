"""What do the three alignments share: the result, and turning an ordered row of cells into figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from parsing.forms import FigureSpec
from parsing.grid import Row
from parsing.model import BESIDE, Along, Cell, Figure, Grid, How, Mark, State
from parsing.numerals import read_number


@dataclass
class AlignedTable:
    """Figures read in one statutory table, by key; ``form`` where the table's own labels tell its edition."""

    form: str | None = None
    found: bool = False
    figures: dict[str, Figure] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)

    def put(self, figure: Figure, strict: bool = False) -> None:
        """Keep a figure. What another row says of the same place disputes it, unless that row says nothing; if
        ``strict``, even then.
        """
        before = self.figures.get(figure.key)
        if before is None:
            self.figures[figure.key] = figure
        elif (strict or figure.raw.strip()) and (before.value, before.state) != (figure.value, figure.state):
            self.figures[figure.key] = disputed([before, figure])


@dataclass(frozen=True)
class Header:
    """The columns of a table in printed order: a key each (None for a column the form does not know), and the grid
    columns they stand over where the grid has real geometry.
    """

    keys: tuple[str | None, ...]
    columns: tuple[tuple[int, int], ...] | None = None
    piece: int | None = None
    marks: tuple[Mark, ...] = ()
    """The printed label of each column; empty where the header is lost."""
    end: int = 0
    """The grid column behind the header's last cell, empty ones included."""
    fields: int = 0
    """Of rows of fields: how many the header has, empty ones included; 0 where that says nothing."""

    def marked(self, along: Along) -> tuple[Mark, ...]:
        """A mark for each column, for a row whose cells were given to them in this way."""
        if along not in self._marked:
            marks = tuple([replace(mark, along=along) for mark in self.marks])
            self._marked[along] = marks or (lost("column", along),) * len(self.keys)
        return self._marked[along]

    @cached_property
    def _marked(self) -> dict[Along, tuple[Mark, ...]]:
        """Kept, because every row of a table asks for the same."""
        return {}

    @cached_property
    def over(self) -> Mapping[int, list[int]]:
        """For each grid column, which columns of the header stand over it, by their ordinals."""
        found: dict[int, list[int]] = {}
        for number, (start, end) in enumerate(self.columns or ()):
            for x in range(start, end):
                found.setdefault(x, []).append(number)
        return found


class Placed(NamedTuple):
    """A row's cell for each column of a header, None where it has none there; and how that was known."""

    cells: Sequence[Cell | None]
    along: Along


def lost(axis: str, along: Along | None = None) -> Mark:
    """The mark of a label that cannot be read."""
    return Mark(axis, "", How.LOST, 0.0, along)


def figure_of(spec: FigureSpec, cell: Cell, header_unit: str | None = None, marks: tuple[Mark, ...] = ()) -> Figure:
    """The figure that this cell states for this place of the form."""
    number = read_number(cell.text, spec.type, spec.unit, header_unit)
    return Figure(spec.key, number.value, number.state, cell.text, cell.place, readings=cell.readings, marks=marks)


def unreadable(key: str, cells: Sequence[Cell]) -> Figure:
    """A figure whose row is there but whose cell cannot be told; the row's text is kept for a person to judge."""
    raw = " ".join(cell.text or "·" for cell in cells)
    return Figure(key, None, State.UNREADABLE, raw[:200], cells[0].place if cells else None)


def disputed(figures: Sequence[Figure]) -> Figure:
    """A place of the form that the document fills in more than once, and not alike."""
    raw = BESIDE.join(figure.raw or "·" for figure in figures)
    return Figure(figures[0].key, None, State.UNREADABLE, raw[:200], figures[0].place)


def by_order(data: Sequence[Cell], count: int, blanks_kept: bool) -> list[Cell] | None:
    """The row's cells for ``count`` columns, when they are as many; empty ones around ``count`` stated are padding.

    None when there are fewer, or when the surplus is not certainly padding. Where a format loses empty cells
    (``blanks_kept`` false), only a row that states something in every cell can be counted.
    """
    if not blanks_kept:
        stated = [i for i, cell in enumerate(data) if cell.text.strip()]
        return [data[i] for i in stated] if len(stated) == count and stated[-1] - stated[0] + 1 == count else None
    if len(data) == count:
        return list(data)
    # Which of the empty cells are too many cannot be told, unless there is none among the stated ones.
    stated = [i for i, cell in enumerate(data) if cell.text.strip()]
    if len(data) < count or (stated and len(stated) != count):
        return None
    inner = list(data[stated[0] : stated[-1] + 1]) if stated else list(data[:count])
    return inner if len(inner) == count else None


def by_place(data: Sequence[Cell], header: Header, grid: Grid) -> list[Cell | None] | None:
    """The row's cells under each column of the header; None where that cannot be told. Whether grid columns mean
    anything is for the caller to know.
    """
    if header.columns is None:
        return None
    placed: list[Cell | None] = [None] * len(header.keys)
    for cell in data:
        columns = range(cell.column, cell.column + cell.colspan)
        under = {number for x in columns for number in header.over.get(x, ())}
        if not under and not cell.text.strip():
            if grid.blanks_kept and cell.column >= header.columns[-1][1] and cell.column + cell.colspan > header.end:
                return None  # a row wider than its header: a cell too many, and nobody knows which
            continue
        if len(under) != 1 or placed[at := under.pop()] is not None:
            return None
        placed[at] = cell
    if None in placed and data and grid.widths and grid.widths[data[0].row] < header.columns[-1][1]:
        return None  # it ends before its header does: what is missing need not be at the end
    if header.fields and data and grid.widths and grid.widths[data[0].row] > header.fields:
        return None  # a field too many, and nobody knows which
    drawn = any(cell.place.box is not None for cell in data)
    if None in placed and grid.blanks_kept and not drawn:
        # Markup with too few cells is shown flush left, but nobody can tell which cell its author left out.
        return None
    return placed


def cells_of(data: Sequence[Cell], header: Header, row: Row) -> Placed | None:
    """The row's cell for each column of the header; None where that cannot be told.

    A row is counted through where its format keeps empty cells, and only then looked at by place; the other way round
    where it loses them.
    """
    # Where a header shows its columns, cells too many are not padding because they are empty: they must stand aside.
    shown = header.columns is not None and header.piece == row.piece
    counts = not (shown and row.grid.blanks_kept) or len(data) == len(header.keys)
    counted = by_order(data, len(header.keys), row.grid.blanks_kept) if counts else None
    if counted and row.grid.blanks_kept:
        return Placed(counted, Along.COUNT)
    if shown and (placed := by_place(data, header, row.grid)):
        return Placed(placed, Along.PLACE)
    return Placed(counted, Along.COUNT) if counted else None
