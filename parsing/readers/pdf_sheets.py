"""What stands on each page of a document: its tables, ruled or not, and its lines of text?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.model import Block, Cell, Grid, Place
from parsing.readers.image import sheet_of
from parsing.readers.image_page import Scan
from parsing.readers.known_tables import known_tables
from parsing.readers.pdf_cells import fill, grid_of
from parsing.readers.pdf_columns import WordTable, find_word_tables
from parsing.readers.pdf_furniture import Sheet
from parsing.readers.pdf_glyphs import Box, Glyph, View
from parsing.readers.pdf_grids import SNAP, Table
from parsing.readers.pdf_heads import Column
from parsing.readers.pdf_lines import Line, lines_of, rows_of
from parsing.readers.pdf_pictures import Inset, with_insets
from parsing.readers.pdf_rules import Edge
from parsing.readers.pdf_words import APART, is_value, values_in, words_of

_CROWDED = 4
"""A table is not told by its rules where one in so many of its cells, or two of them, hold several numbers."""
_FEW = 5
"""Upright rules of a table that may do without a heading on a later page."""
_GUTTER = 15.0
"""Points. The blank between two columns of text is at least as wide."""
_MIDDLE = (0.35, 0.65)
"""Where on the page's width it is."""
_LINES = 8
"""Lines that each column has at least."""
_OVER = 30.0
"""Points. How far over a table its heading may stand."""


@dataclass(frozen=True)
class DrawnPage:
    """A page as drawn: its size, its characters and the tables that its ruling lines make."""

    view: View
    glyphs: list[Glyph]
    tables: list[Table]
    scan: Scan | None = None
    rules: tuple[Edge, ...] = ()
    """The ruling lines themselves, which part rows and columns where they enclose no cells."""
    insets: tuple[Inset, ...] = ()
    """Pictures of tables on a page of text."""
    scale: float = 1.0
    """How many times larger than in the file it is seen here."""


def sheets_of(pages: Sequence[DrawnPage]) -> Iterator[Sheet]:
    """Each page with its text sorted into the cells of its tables and into lines."""
    number = 0
    columns: tuple[Column, ...] = ()
    for index, page in enumerate(pages):
        if page.scan is not None:
            sheet = sheet_of(page.scan, index + 1, number, (page.view.width, page.view.height))
            number += len(sheet.grids)
            yield sheet
            continue
        tables = [table for table in page.tables if len(table.slots) > 1 or _continues(table, index, pages)]
        cells, outside = fill(tables, page.glyphs)
        texts: list[dict[int, list[Glyph]]] = [{} for _ in tables]
        for (owner, cell), glyphs in cells.items():
            texts[owner][cell] = glyphs
        unruled, dissolved, outside = _unruled(page, tables, texts, outside, columns)
        columns = unruled[-1].columns if unruled else ()
        found: list[tuple[float, Table | WordTable, dict[int, list[Glyph]]]] = [
            (table.box[1], table, texts[at]) for at, table in enumerate(tables) if at not in dissolved
        ]
        found += [(table.top, table, {}) for table in unruled]
        grids = []
        for top, table, held in sorted(found, key=lambda item: item[0]):
            number += 1
            grid = (
                grid_of(table, number, index + 1, held)
                if isinstance(table, Table)
                else _grid_of_words(table, number, index + 1)
            )
            grids.append((top, grid))
        sheet = Sheet(index + 1, page.view.width, page.view.height, tuple(lines_of(outside)), tuple(grids))
        if page.insets:
            sheet = with_insets(sheet, page.insets, number)
            number += sum(len(inset.scan.tables) for inset in page.insets)
            yield sheet
        else:
            yield from _halves(sheet, outside)


def labelled_sheets(pages: Sequence[DrawnPage]) -> list[Sheet]:
    """The pages with the tables that labels tell in place of all others, and the lines of text without numbers apart.

    What else stands in numbers has found no place in a table, and its order alone must not give it one.
    """
    lines = [words_of(page.glyphs, page.rules, whole=True) for page in pages]
    tables = known_tables(lines)
    sheets = []
    for index, page in enumerate(pages):
        grids = tuple((table.top, table.grid(n)) for n, table in enumerate(tables, start=1) if table.page == index)
        used = {id(word) for table in tables for word in table.words}
        rest = ([word for word in line if id(word) not in used] for line in lines[index])
        left = tuple(_line_of(words) for words in rest if words and not any(map(is_value, words)))
        sheets.append(Sheet(index + 1, page.view.width, page.view.height, left, grids))
    return sheets


def in_points(blocks: Iterable[Block], pages: Sequence[DrawnPage]) -> Iterator[Block]:
    """The blocks with every box where it lies on its page, however large the page was seen."""
    if all(page.scale == 1.0 for page in pages):
        yield from blocks
        return
    for block in blocks:
        yield (
            replace(block, cells=tuple(_in_points(c, pages) for c in block.cells)) if isinstance(block, Grid) else block
        )


def _in_points(cell: Cell, pages: Sequence[DrawnPage]) -> Cell:
    place = cell.place
    if place.box is None or place.page is None:
        return cell
    x0, top, x1, bottom = (round(part / pages[place.page - 1].scale, 1) for part in place.box)
    return replace(cell, place=replace(place, box=(x0, top, x1, bottom)))


def _line_of(words: Sequence[Line]) -> Line:
    """A line of what is left of its words."""
    text = " ".join(word.text for word in words)
    return replace(words[0], text=text, x1=max(word.x1 for word in words))


def _halves(sheet: Sheet, outside: list[Glyph]) -> Iterator[Sheet]:
    """The page, or what stands left and right of the blank between two columns of text, one after the other."""
    gutter = _gutter(sheet, outside)
    if gutter is None:
        yield sheet
        return
    for left in (True, False):
        lines = lines_of(glyph for glyph in outside if (glyph.x0 < gutter) is left)
        grids = [(top, grid) for top, grid in sheet.grids if (_extent(grid)[0] < gutter) is left]
        yield replace(sheet, lines=tuple(lines), grids=tuple(grids))


def _gutter(sheet: Sheet, outside: Sequence[Glyph]) -> float | None:
    """The middle of the blank between two columns of text. It runs down the whole page, tables included."""
    if len(sheet.lines) < _LINES:
        return None
    parts = [(glyph.x0, glyph.x1) for glyph in outside if not glyph.text.isspace()]
    parts += [_extent(grid) for _, grid in sheet.grids]
    low, high = _MIDDLE[0] * sheet.width, _MIDDLE[1] * sheet.width
    reach = 0.0
    for x0, x1 in sorted(parts):
        if x0 - reach >= _GUTTER and reach >= low and x0 <= high:
            gutter = (x0 + reach) / 2
            sides = [rows_of(glyph for glyph in outside if (glyph.x0 < gutter) is left) for left in (True, False)]
            return gutter if min(map(len, sides)) >= _LINES else None
        reach = max(reach, x1)
    return None


def _extent(grid: Grid) -> tuple[float, float]:
    boxes = [cell.place.box for cell in grid.cells if cell.place.box is not None]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def _unruled(
    page: DrawnPage,
    tables: Sequence[Table],
    texts: Sequence[dict[int, list[Glyph]]],
    outside: list[Glyph],
    before: Sequence[Column],
) -> tuple[list[WordTable], set[int], list[Glyph]]:
    """Tables that words make, the ruled tables that they take the place of, and the characters left outside."""
    crowded = {at for at, held in enumerate(texts) if _is_crowded(held) or _is_headless(tables[at], held, outside)}
    loose = outside + [glyph for at in sorted(crowded) for glyphs in texts[at].values() for glyph in glyphs]
    lines = words_of(loose, page.rules)
    found = find_word_tables(lines, page.rules, before)
    if not found:
        return [], set(), outside
    words = [word for table in found for word in table.words]
    dissolved = {at for at in crowded if any(_inside(tables[at], word) for word in words)}
    left = outside + [glyph for at in sorted(dissolved) for glyphs in texts[at].values() for glyph in glyphs]
    return found, dissolved, _beside(words, left)


def _beside(words: Iterable[Line], glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The characters that do not stand where the words do."""
    at_height: dict[int, list[Box]] = {}
    for word in words:
        top, bottom = word.middle - word.size / 2, word.middle + word.size / 2
        for height in range(int(top), int(bottom) + 1):
            at_height.setdefault(height, []).append((word.x0, top, word.x1, bottom))
    rest = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        for x0, top, x1, bottom in at_height.get(int(y), ()):
            if x0 <= x <= x1 and top <= y <= bottom:
                break
        else:
            rest.append(glyph)
    return rest


def _is_crowded(held: dict[int, list[Glyph]]) -> bool:
    """Do cells hold several numbers, as they do where rules between them are not drawn?"""
    crowded = sum(values_in(glyphs) > 1 for glyphs in held.values())
    return crowded >= 2 or crowded * _CROWDED > len(held)


def _is_headless(table: Table, held: dict[int, list[Glyph]], outside: Sequence[Glyph]) -> bool:
    """Is the heading of a table of many columns not ruled: several words in one cell, or over the topmost rule?"""
    if len(table.xs) <= _FEW:
        return False
    first = [(table.slots[cell], glyphs) for cell, glyphs in held.items() if table.slots[cell].row == 0]
    if len(first) == 1 and first[0][0].colspan == len(table.xs) - 1:
        return any(sum(gap > APART for gap in _gaps(row)) > 1 for row in rows_of(first[0][1]))
    if not any(values_in(glyphs) or glyphs[0].text.isdigit() for _, glyphs in first):
        return False
    x0, top, x1, _ = table.box
    return any(top - _OVER < glyph.middle < top and x0 <= glyph.x0 <= x1 for glyph in outside)


def _gaps(row: Sequence[Glyph]) -> Iterator[float]:
    for left, right in pairwise(sorted(row, key=lambda glyph: glyph.x0)):
        yield (right.x0 - left.x1) / right.size


def _inside(table: Table, word: Line) -> bool:
    x0, top, x1, bottom = table.box
    return x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= word.middle <= bottom


def _grid_of_words(table: WordTable, number: int, page: int) -> Grid:
    cells = []
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        x0, top, x1, bottom = (round(part, 1) for part in cell.box)
        place = Place(page=page, table=number, row=cell.row + 1, column=cell.column + 1, box=(x0, top, x1, bottom))
        cells.append(Cell(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan, place))
    return Grid(tuple(cells), geometry=True, blanks_kept=True, page=page)


def _continues(frame: Table, index: int, pages: Sequence[DrawnPage]) -> bool:
    """Is a frame around one cell the first row of the next page's table, or the last of the one before?

    Any other frame is a box around text, which is read as paragraphs.
    """
    before = pages[index - 1].tables[-1:] if index and frame is pages[index].tables[0] else []
    after = pages[index + 1].tables[:1] if index + 1 < len(pages) and frame is pages[index].tables[-1] else []
    return any(
        len(table.slots) > 1 and abs(table.box[0] - frame.box[0]) <= SNAP and abs(table.box[2] - frame.box[2]) <= SNAP
        for table in (*before, *after)
    )
