"""Which tables do the ruling lines of this PDF page enclose?

pdfplumber's own table geometry (edges to intersections to cells to tables) does the finding. Around it: lines are
sorted into bands first, so that a drawing elsewhere on the page cannot pull the lines of a table towards it; the open
ends of a table that runs over the page are closed; a merged cell is one cell with its spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from parsing.readers.pdf_glyphs import Box
from parsing.readers.pdf_rules import Edge, line

SNAP = 3.0
"""Points. Lines this close are one line: double rules, borders of neighbouring cells, gaps at corners."""
SLIVER = 4.5
"""Points. A row or column narrower than this holds no text: it is the inside of a wide double rule."""
SHORTEST = 5.0
"""Points. A shorter line rules nothing."""
CROSSINGS = 4_000
"""A band with more crossings of lines is a drawing or squared paper; table 3 of the form has 300."""


@dataclass(frozen=True)
class Slot:
    """A cell of a table: its box and its place in the grid of that table, counted from 0."""

    box: Box
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class Table:
    """A table of one page: the lines of its grid and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]

    @property
    def box(self) -> Box:
        """The table's extent."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @cached_property
    def _owners(self) -> dict[tuple[int, int], int]:
        return {
            (row, column): index
            for index, slot in enumerate(self.slots)
            for row in range(slot.row, slot.row + slot.rowspan)
            for column in range(slot.column, slot.column + slot.colspan)
        }

    def slot_at(self, x: float, y: float) -> int | None:
        """Index of the cell that a point lies in, or None where the table has none."""
        return self._owners.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def find_tables(edges: Iterable[Edge]) -> list[Table]:
    """The tables that the ruling lines of one page enclose, from top to bottom.

    A frame around one cell is not a table, and neither is one that has another table inside one of its cells.
    """
    tables = [table for band in _bands(edges) for table in _tables(band)]
    return sorted(
        (table for table in tables if not any(_encloses(table, other) for other in tables if other is not table)),
        key=lambda table: (table.box[1], table.box[0]),
    )


def _bands(edges: Iterable[Edge]) -> Iterator[list[Edge]]:
    """Groups of lines with nothing between them and the next group, from top to bottom."""
    band: list[Edge] = []
    reach = 0.0
    for edge in sorted(edges, key=itemgetter("top")):
        if band and edge["top"] > reach + SNAP:
            yield band
            band = []
        reach = max(reach, edge["bottom"]) if band else edge["bottom"]
        band.append(edge)
    if band:
        yield band


def _tables(band: list[Edge]) -> Iterator[Table]:
    merged = [edge for edge in _merge(band) if max(edge["width"], edge["height"]) >= SHORTEST]
    upright = sum(edge["orientation"] == "v" for edge in merged)
    if upright * (len(merged) - upright) > 10 * CROSSINGS:
        return
    closed = _merge(merged + [end for piece in _connected(merged) for end in _closing(piece)])
    crossings = edges_to_intersections(closed, SNAP, SNAP)
    if len(crossings) <= CROSSINGS:
        for cells in cells_to_tables(intersections_to_cells(crossings)):
            table = _table(cells)
            if len(table.slots) > 1:
                yield table


def _merge(edges: list[Edge]) -> list[Edge]:
    return merge_edges(edges, SNAP, SNAP, SNAP, SNAP)


def _connected(edges: list[Edge]) -> list[list[Edge]]:
    """Lines that touch each other, as groups. Upright lines that touch nothing are together where their ends agree:
    the middle of a row that is higher than the page."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    level = [edge for edge in edges if edge["orientation"] == "h"]
    groups: list[tuple[list[Edge], list[Edge]]] = []
    for v in upright:
        touched = [h for h in level if _touch(v, h)]
        keys = {id(h) for h in touched}
        joined = [g for g in groups if any(id(h) in keys for h in g[1]) or (not touched and not g[1] and _even(v, g[0][0]))]
        for group in joined:
            groups.remove(group)
        levels = {id(h): h for group in [*joined, ([], touched)] for h in group[1]}
        groups.append(([v, *(other for group in joined for other in group[0])], list(levels.values())))
    return [[*ups, *levels] for ups, levels in groups]
...
