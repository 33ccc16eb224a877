"""What stands in each cell of the tables of this PDF page?

A character belongs to the cell that its centre lies in; but a number is never cut: where it is too long for its cell
and runs over a rule, all its digits belong to the cell of the number's middle. A number that was wrapped inside its
cell is put together again, two numbers on two lines of one cell are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsing.model import Cell, Grid, Place
from parsing.readers.pdf_glyphs import Glyph
from parsing.readers.pdf_grids import Slot, Table
from parsing.readers.pdf_lines import SAME_LINE, Line, line_of, rows_of, text_of

TOUCHING = 0.12
"""Em. Digits this close are one number, even where a rule runs between them."""
CROSSING = 0.45
"""Em. A character whose middle is this close to a rule crosses it."""
PADDING = 12.0
"""Points. Blank at both sides of a wrapped text in its cell: Word leaves 5.4 at each side."""
_NUMERIC = frozenset("0123456789.,０１２３４５６７８９")

Home = tuple[int, int]
"""Index of the table on the page, index of the cell in the table."""


def fill(tables: Sequence[Table], glyphs: Sequence[Glyph]) -> tuple[dict[Home, list[Glyph]], list[Glyph]]:
    """The characters of each cell, and the characters that stand in no table."""
    if not tables:
        return {}, list(glyphs)
    homes = list(_homes(tables, glyphs))
    for start, end in _numbers(glyphs):
        if homes[start:end].count(homes[start]) < end - start:
            first, last = glyphs[start], glyphs[end - 1]
            home = _home(tables, (first.x0 + last.x1) / 2, first.middle, first.size)
            homes[start:end] = [home] * (end - start)
    filled: dict[Home, list[Glyph]] = {}
    outside: list[Glyph] = []
    before, there = None, outside
    for glyph, home in zip(glyphs, homes, strict=True):
        if home is not before:
            before, there = home, outside if home is None else filled.setdefault(home, [])
        there.append(glyph)
    return filled, outside


def _homes(tables: Sequence[Table], glyphs: Sequence[Glyph]) -> Iterator[Home | None]:
    """The cell of each character: looked up where it does not lie in the cell of the one before."""
    home: Home | None = None
    x0 = top = x1 = bottom = 0.0
    for _, left, right, middle, size, _ in glyphs:
        x = (left + right) / 2
        if home is None or not (x0 < x < x1 and top < middle < bottom):
            home = _home(tables, x, middle, size)
            if home is not None:
                x0, top, x1, bottom = tables[home[0]].slots[home[1]].box
        yield home


def _home(tables: Sequence[Table], x: float, middle: float, size: float) -> Home | None:
    """The cell at x and the height of a character. A character that crosses the table's outer rule is inside: where
    a table is cut by the page, browsers let the text of a merged cell stick out (Chromium, 2026).
    """
    over = CROSSING * size
    for index, table in enumerate(tables):
        x0, top, x1, bottom = table.box
        if x0 <= x <= x1 and top - over <= middle <= bottom + over:
            slot = table.slot_at(x, min(max(middle, top + 1), bottom - 1))
            if slot is not None:
                return index, slot
    return None


def _numbers(glyphs: Sequence[Glyph]) -> Iterator[tuple[int, int]]:
    """Stretches of digits that touch: index of the first, index after the last."""
    start: int | None = None
    for index, glyph in enumerate(glyphs):
        if glyph.text not in _NUMERIC:
            if start is not None and index - start > 1:
                yield start, index
            start = None
        elif start is None:
            start = index
        elif not _touch(glyphs[index - 1], glyph):
            if index - start > 1:
                yield start, index
            start = index
    if start is not None and len(glyphs) - start > 1:
        yield start, len(glyphs)


def _touch(left: Glyph, right: Glyph) -> bool:
    return (
        left.x0 < right.x0 <= left.x1 + TOUCHING * right.size
        and abs(left.middle - right.middle) < SAME_LINE * right.size
    )


def grid_of(table: Table, number: int, page: int, texts: dict[int, list[Glyph]]) -> Grid:
    """The grid of one table: ``number`` is its ordinal in the document, ``texts`` the characters by cell."""
    rounded = {at: round(at, 1) for at in (*table.xs, *table.ys)}
    cells = []
    for index, slot in enumerate(table.slots):
        x0, top, x1, bottom = slot.box
        box = rounded[x0], rounded[top], rounded[x1], rounded[bottom]
        place = Place(page=page, table=number, row=slot.row + 1, column=slot.column + 1, box=box)
        text = _text(slot, texts.get(index, []))
        cells.append(Cell(text, slot.row, slot.column, slot.rowspan, slot.colspan, place))
    return Grid(tuple(cells), geometry=True, blanks_kept=True, page=page)


def _text(slot: Slot, glyphs: list[Glyph]) -> str:
    if not glyphs:
        return ""
    if len(glyphs) == 1 or len({glyph.middle for glyph in glyphs}) == 1:  # nearly every cell
        return text_of(glyphs).strip()
    rows = rows_of(glyphs)
    if len(rows) < 2:
        return text_of(rows[0]).strip()
    lines = [line for row in rows if (line := line_of(row)) is not None]
    if not lines:
        return ""
    room = slot.box[2] - slot.box[0]
    text = lines[0].text
    for above, below in pairwise(lines):
        text += ("" if _wrapped(above, below, room) else "\n") + below.text
    return text


def _wrapped(above: Line, below: Line, room: float) -> bool:
    """Is the line below the rest of a number that did not fit into the line above?"""
    if not (above.text[-1] in _NUMERIC and below.text[0] in _NUMERIC):
        return False
    width = above.x1 - above.x0
    digit = width / len(above.text)
    return room - width < PADDING + digit and below.x1 - below.x0 <= width + digit
