"""Which tables do the ruling lines of this PDF page enclose?

pdfplumber's own table geometry (edges to intersections to cells to tables) does the finding; its third step, which is
the slow one, is taken here by the same rule with an index. Around it: lines are
sorted into bands first, so that a drawing elsewhere on the page cannot pull the lines of a table towards it; the open
ends of a table that runs over the page are closed; a merged cell is one cell with its spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

from pdfplumber.page import Page
from pdfplumber.table import cells_to_tables, edges_to_intersections, merge_edges

from parsing.readers.pdf_glyphs import Box
from parsing.readers.pdf_rules import Edge, Point, line

SNAP = 4.5
"""Points. Lines this close are one line: double rules, borders of neighbouring cells, gaps at corners."""
SHORTEST = 5.0
"""Points. A shorter line rules nothing."""
CROSSINGS = 4_000
"""A band with more crossings of lines is a drawing or squared paper; table 3 of the form has 300."""

Crossings = dict[Point, dict[str, list[Edge]]]
"""Crossings, and the lines that run through each."""


class Slot(NamedTuple):
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

    @cached_property
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

    def slot_of(self, row: int, column: int) -> Slot | None:
        """The cell that covers a place of the grid."""
        index = self._owners.get((row, column))
        return None if index is None else self.slots[index]

    def slot_at(self, x: float, y: float) -> int | None:
        """Index of the cell that a point lies in, or None outside the table."""
        return self._owners.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def find_tables(edges: Iterable[Edge]) -> list[Table]:
    """The tables that the ruling lines of one page enclose, from top to bottom, and frames around a single cell.

    What has another table or frame inside one of its cells is no table: a page border, or a table used for layout.
    """
    tables = [table for band in _bands(edges) for table in _tables(band)]
    return sorted(
        (table for table in tables if not any(_encloses(table, other) for other in tables if other is not table)),
        key=lambda table: (table.box[1], table.box[0]),
    )


def find_plain_tables(page: Page) -> list[Table]:
    """The tables that pdfplumber itself finds on a page of its own."""
    return [_table(table.cells) for table in page.find_tables()]


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
    edges = [edge for edge in _merge(band) if max(edge["width"], edge["height"]) >= SHORTEST]
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright * (len(edges) - upright) > 10 * CROSSINGS:
        return
    crossings = edges_to_intersections(edges, SNAP, SNAP)
    ends = [end for group in _connected(edges, crossings) for end in _open_ends(group)]
    if ends:
        crossings = edges_to_intersections(_merge(edges + ends), SNAP, SNAP)
    if len(crossings) <= CROSSINGS:
        cells = list(_cells(crossings))
        tables = cells_to_tables(cells)
        found = {cell for table in tables for cell in table}
        yield from map(_table, [*tables, *([cell] for cell in cells if cell not in found)])


def _cells(crossings: Crossings) -> Iterator[Box]:
    """The smallest rectangle that begins at each crossing and whose sides are drawn without a gap.

    The rule of pdfplumber's ``intersections_to_cells``, which looks through all crossings for each of them.
    """
    along: dict[int, list[float]] = defaultdict(list)
    for x, y in sorted(crossings):
        for edge in crossings[x, y]["h"]:
            along[id(edge)].append(x)
        for edge in crossings[x, y]["v"]:
            along[id(edge)].append(y)
    right = {at: _beyond(at[0], [along[id(edge)] for edge in crossing["h"]]) for at, crossing in crossings.items()}
    below = {at: _beyond(at[1], [along[id(edge)] for edge in crossing["v"]]) for at, crossing in crossings.items()}
    for x0, top in sorted(crossings):
        xs = right[x0, top]
        for bottom in below[x0, top] if xs else ():
            x1 = next((x for x in xs if x in right[x0, bottom] and bottom in below[x, top]), None)
            if x1 is not None:
                yield x0, top, x1, bottom
                break


def _beyond(position: float, lines: Sequence[list[float]]) -> list[float]:
    """Where some lines, nearly always one, are crossed beyond a position."""
    crossed = lines[0] if len(lines) == 1 else sorted({at for line in lines for at in line})
    return crossed[bisect_right(crossed, position) :]


def _merge(edges: list[Edge]) -> list[Edge]:
    return merge_edges(edges, SNAP, SNAP, SNAP, SNAP)


def _connected(edges: list[Edge], crossings: Crossings) -> Iterable[list[Edge]]:
    """Lines that hang together by crossing.

    An upright line that crosses nothing belongs to those that begin and end at the same heights: so looks the outer
    border of a merged cell, or a single row, that is higher than the page.
    """
    leader = {id(edge): id(edge) for edge in edges}

    def first(key: int) -> int:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    upright = [edge for edge in edges if edge["orientation"] == "v"]
    loose = {id(edge): edge for edge in upright}
    for crossing in crossings.values():
        head = first(id(crossing["v"][0]))
        for edge in (*crossing["v"], *crossing["h"]):
            leader[first(id(edge))] = head
            loose.pop(id(edge), None)
    for edge in loose.values():
        for other in upright:
            if abs(edge["top"] - other["top"]) <= SNAP and abs(edge["bottom"] - other["bottom"]) <= SNAP:
                leader[first(id(edge))] = first(id(other))
    groups: dict[int, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(first(id(edge)), []).append(edge)
    return groups.values()


def _open_ends(group: list[Edge]) -> Iterator[Edge]:
    """The lines that are missing where several lines of a table end together: at a page break, or a side left open."""
    yield from _last_row(group)
    for orientation, position, (low, high) in (("v", "x0", ("top", "bottom")), ("h", "top", ("x0", "x1"))):
        stems = [edge for edge in group if edge["orientation"] == orientation]
        caps = [edge for edge in group if edge["orientation"] != orientation]
        for side, furthest in ((low, min), (high, max)):
            if len(stems) < 2:
                continue
            end = furthest(stem[side] for stem in stems)
            reaching = [stem[position] for stem in stems if abs(stem[side] - end) <= SNAP]
            start, stop = min(reaching), max(reaching)
            there = [cap for cap in caps if abs(cap[low] - end) <= SNAP]
            begin, finish = ("x0", "x1") if orientation == "v" else ("top", "bottom")
            if stop - start > SHORTEST and not any(
                cap[begin] <= start + SNAP and cap[finish] >= stop - SNAP for cap in there
            ):
                yield line("h" if orientation == "v" else "v", there[0][low] if there else end, start, stop)


def _last_row(group: list[Edge]) -> Iterator[Edge]:
    """The sides of a last row of two cells in a table without an outer border: only the rule between them is drawn."""
    stems = [edge for edge in group if edge["orientation"] == "v"]
    caps = [edge for edge in group if edge["orientation"] == "h"]
    lowest = max((cap["top"] for cap in caps), default=0.0)
    if len(stems) == 1 and len(caps) > 1 and stems[0]["bottom"] > lowest + 2 * SHORTEST:
        left, right = min(cap["x0"] for cap in caps), max(cap["x1"] for cap in caps)
        yield line("h", stems[0]["bottom"], left, right)
        for x in (left, right):
            yield line("v", x, lowest, stems[0]["bottom"])


def _table(cells: list[Box]) -> Table:
    xs = tuple(sorted({x for cell in cells for x in (cell[0], cell[2])}))
    ys = tuple(sorted({y for cell in cells for y in (cell[1], cell[3])}))
    column_of, row_of = ({position: at for at, position in enumerate(lines)} for lines in (xs, ys))
    slots = []
    for box in cells:
        row, column = row_of[box[1]], column_of[box[0]]
        slots.append(Slot(box, row, column, row_of[box[3]] - row, column_of[box[2]] - column))
    if sum(slot.rowspan * slot.colspan for slot in slots) < (len(xs) - 1) * (len(ys) - 1):
        slots += _holes(Table(xs, ys, tuple(slots)))
    return Table(xs, ys, tuple(sorted(slots, key=attrgetter("row", "column"))))


def _holes(table: Table) -> Iterator[Slot]:
    """Cells for the places of the grid that no cell covers, where a rule is missing or in the wrong place.

    Browsers draw the rules of a merged cell at the wrong height after a page break (Chromium, 2026). Such a place is
    taken to be as high as the cell to its right, and as wide as the places beside it that are equally high.
    """
    rows, columns = range(len(table.ys) - 1), range(len(table.xs) - 1)
    heights: dict[tuple[int, int], int] = {}
    for column in columns:
        top, guide = 0, None
        for row in rows:
            if table.slot_of(row, column) is not None:
                guide = None
                continue
            beside = next((slot for right in columns[column:] if (slot := table.slot_of(row, right))), None)
            if guide is None or beside is not guide:
                top, guide = row, beside
            heights[top, column] = row + 1 - top
    for (row, column), height in sorted(heights.items()):
        if heights.get((row, column - 1)) != height:
            width = next(n for n in range(1, len(columns) + 1) if heights.get((row, column + n)) != height)
            box = table.xs[column], table.ys[row], table.xs[column + width], table.ys[row + height]
            yield Slot(box, row, column, height, width)


def _encloses(outer: Table, inner: Table) -> bool:
    x0, top, x1, bottom = inner.box
    corners = (outer.slot_at(x0 + SNAP, top + SNAP), outer.slot_at(x1 - SNAP, bottom - SNAP))
    return corners[0] is not None and corners[0] == corners[1]
