"""What paragraphs and tables stand in this Excel workbook?

openpyxl opens the package. A sheet has no marks for where a table begins: rows that hold several cells are tables,
rows that hold one are the title, the headings and the prose. Hidden sheets, rows and columns are left out, as they are
on paper. Places are those of the sheet, so that a person finds ``C12``: the table is the ordinal of the sheet.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import range_boundaries

from parsing.decode import clean
from parsing.model import Block, Cell, Contents, Grid, Paragraph, Place, Unreadable
from parsing.readers.package import open_package
from parsing.readers.xlsx_numbers import show

MAX_UNPACKED = 64 * 1024 * 1024
"""A workbook in memory is many times its XML; a report's has a few hundred kB."""
MAX_CELLS = 60_000
"""Cells of a workbook, those covered by merged ranges and the empty ones of a table's rectangle included."""
MAX_ELEMENTS = 500_000
"""XML elements of all parts; a full workbook of that many cells has half of them."""
_ORDINAL = re.compile(r"\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[）)]|\d{1,2}\s*[、.．])")
_LONG = 60
"""Characters of a lone cell that is prose even inside a frame; titles of blocks are shorter."""


def read_xlsx(data: bytes) -> Contents:
    """Blocks of all sheets that are shown, in their order.

    Raises Unreadable for a damaged or encrypted package and for one over the limits.
    """
    with closing(open_package(data, "Excel file", MAX_UNPACKED)) as package:
        formulas = _look_through(package)
    book = _load(data)
    unknown = _unknown(book, _load(data, formulas=True)) if formulas else {}
    blocks: list[Block] = []
    left = MAX_CELLS
    for number, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state == "visible":
            found = tuple(_Sheet(sheet, number, unknown).blocks(left))
            left -= sum(len(block.cells) for block in found if isinstance(block, Grid))
            blocks += found
    return Contents(tuple(blocks))


def _load(data: bytes, *, formulas: bool = False) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that openpyxl leaves out: none holds text
            return openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas, keep_links=False)
    except Exception as error:  # openpyxl lets errors of zip, XML and package structure through
        raise Unreadable(f"damaged Excel file: {type(error).__name__}") from None


def _look_through(package: zipfile.ZipFile) -> bool:
    """Are there formulas? Raises Unreadable before openpyxl makes an object of every cell of a huge merged range."""
    cells, elements, formulas = 0, 0, False
    try:
        for name in package.namelist():
            if not name.lower().endswith((".xml", ".rels")):
                continue
            with package.open(name) as part:
                for _, element in etree.iterparse(
                    part, tag="{*}*", resolve_entities=False, no_network=True, load_dtd=False
                ):
                    elements += 1
                    if elements > MAX_ELEMENTS:
                        raise Unreadable(f"the Excel file has more than {MAX_ELEMENTS} XML elements")
                    kind = etree.QName(element).localname
                    if kind == "mergeCell":
                        first, top, last, bottom = range_boundaries(element.get("ref", ""))
                        cells += max(0, last - first + 1) * max(0, bottom - top + 1)
                    cells += kind == "c"
                    formulas = formulas or kind == "f"
                    element.clear()
                    if cells > MAX_CELLS:
                        raise Unreadable(f"more than {MAX_CELLS} cells")
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"damaged Excel file: {type(error).__name__}") from None
    return formulas


def _unknown(book: Any, formulas: Any) -> dict[tuple[str, int, int], str]:
    """Formulas whose result was never saved, by sheet and place.

    Their cells show a number wherever the file is opened, but the file does not say which: the text of the formula
    stands for it, so that the figure is unreadable and not blank.
    """
    found = {}
    for sheet in formulas.worksheets:
        stated = book[sheet.title]._cells
        for place, cell in sheet._cells.items():
            if cell.data_type == "f" and stated[place].value is None:
                found[sheet.title, *place] = f"={str(getattr(cell.value, 'text', cell.value)).lstrip('=')}"
    return found


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell of the sheet as shown: its text, its size in rows and columns, and whether a line is drawn at it."""

    row: int
    column: int
    text: str
    height: int
    width: int
    framed: bool


class _Sheet:
    """One sheet: its spots by row, and which of the rows are tables."""

    def __init__(self, sheet: Any, number: int, unknown: dict[tuple[str, int, int], str]) -> None:
        self._number = number
        self._rows: dict[int, list[_Spot]] = {}
        self._hidden_columns = set(_hidden_columns(sheet))
        merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
        hidden = {row for row, seen in sheet.row_dimensions.items() if seen.hidden}
        # Only the cells that the file has: asking for rows would make an object for each place of the used rectangle.
        for (row, column), cell in sorted(sheet._cells.items()):
            area = merged.get((row, column))
            if isinstance(cell, MergedCell):
                continue
            height, width = (area.max_row - row + 1, area.max_col - column + 1) if area else (1, 1)
            rows = [y for y in range(row, row + height) if y not in hidden]
            if not rows or all(x in self._hidden_columns for x in range(column, column + width)):
                continue
            text = unknown.get((sheet.title, row, column)) or show(cell.value, cell.number_format)
            text = clean(text.replace("\r", "").replace("_x000D_", "").strip(" \t\n　\xa0"))
            framed = any(side is not None and side.style for side in (cell.border.left, cell.border.right))
            spot = _Spot(rows[0], column, text, rows[-1] - rows[0] + 1, width, framed)
            if text or framed:
                self._rows.setdefault(spot.row, []).append(spot)
        self._hidden = hidden

    def blocks(self, limit: int) -> Iterator[Block]:
        """Paragraphs and tables from top to bottom; Unreadable where the tables have more than ``limit`` cells."""
        table: list[int] = []
        reach = 0  # the last row that a cell of the table reaches down to
        for row in sorted(self._rows):
            spots = self._rows[row]
            if row <= reach or self._in_table(spots, row, table):
                table.append(row)
                reach = max(reach, *(spot.row + spot.height - 1 for spot in spots))
                continue
            yield from self._grid(table, limit)
            table, reach = [], 0
            for spot in spots:
                for line in filter(None, (line.strip(" \t　\xa0") for line in spot.text.split("\n"))):
                    yield Paragraph(line, Place(table=self._number, row=spot.row, column=spot.column))
        yield from self._grid(table, limit)

    def _in_table(self, spots: list[_Spot], row: int, table: list[int]) -> bool:
        """Several cells are a row of a table. A lone one is its block's title only directly below or above others."""
        if len(spots) > 1:
            return any(spot.text for spot in spots)
        lone = spots[0]
        if not lone.text or _ORDINAL.match(lone.text) or len(lone.text) > _LONG:
            return False
        if table:
            return row <= self._next(table[-1])
        return lone.framed and len(self._rows.get(self._next(lone.row + lone.height - 1), ())) > 1

    def _next(self, row: int) -> int:
        row += 1
        while row in self._hidden:
            row += 1
        return row

    def _grid(self, rows: list[int], limit: int) -> Iterator[Grid]:
        """The rectangle of these rows with a cell at every place that no merged one covers."""
        spots = [spot for row in rows for spot in self._rows[row]]
        if not spots:
            return
        first, last = min(spot.column for spot in spots), max(spot.column + spot.width for spot in spots)
        if (last - first) * (rows[-1] - rows[0] + 1) > limit:
            raise Unreadable(f"more than {MAX_CELLS} cells")
        place = {row: at for at, row in enumerate(rows)}
        taken: set[tuple[int, int]] = set()
        cells = []
        for spot in spots:
            covered = [row for row in range(spot.row, spot.row + spot.height) if row in place]
            taken |= {(row, x) for row in covered for x in range(spot.column, spot.column + spot.width)}
            cells.append(self._cell(spot, place[spot.row], spot.column - first, len(covered)))
        for row in rows:
            for x in range(first, last):
                if (row, x) not in taken and x not in self._hidden_columns:
                    cells.append(self._cell(_Spot(row, x, "", 1, 1, False), place[row], x - first, 1))
        yield Grid(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))

    def _cell(self, spot: _Spot, row: int, column: int, height: int) -> Cell:
        return Cell(spot.text, row, column, height, spot.width, Place(None, self._number, spot.row, spot.column))


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for group in sheet.column_dimensions.values():
        if group.hidden and group.min and group.max:
            yield from range(group.min, min(group.max, 16_384) + 1)
