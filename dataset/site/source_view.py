"""How is a document drawn again beside the figures that were read in it, so that each is found in its cell?

The document's own HTML is never shown: what is drawn are the cells and sentences that a reader saw, as plain text,
without what concerns persons.
Where today's reader sees another text in a place than the release says, nothing is drawn: the places of the release
stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from dataset.redaction import redact
from dataset.site.marking import Piece, Quote, paragraphs
from dataset.site.redraw import Drawn
from dataset.site.stands import cell_name
from parsing.model import BESIDE, Block, Cell, Grid, Paragraph

K = TypeVar("K")
MOST_CELLS = 450
"""Cells on a page. The tables of a form have 300 with their headings."""
MOST_COLUMNS = 60
MOST_LINES = 150
"""Lines with numbers of a plain text that gave no figure."""
LONGEST = 240
"""Characters of a cell or line; the rest is left out."""


@dataclass(frozen=True)
class Spot:
    """A cell of the document, with the figures that were read in it."""

    text: str
    rows: int = 1
    columns: int = 1
    name: str | None = None
    figures: tuple[Drawn, ...] = ()


@dataclass(frozen=True)
class Sketch:
    """A table of the document; ``cells`` is how many it has, ``cut`` says that not all rows are drawn."""

    number: int
    lines: tuple[tuple[Spot, ...], ...]
    cells: int
    cut: bool

    @property
    def columns(self) -> int:
        """How many columns are drawn."""
        return max((sum(spot.columns for spot in line) for line in self.lines), default=0)


@dataclass(frozen=True)
class Sentence:
    """A line or paragraph of the document."""

    pieces: tuple[Piece, ...]
    name: str | None = None
    line: int | None = None
    figures: tuple[Drawn, ...] = ()


@dataclass(frozen=True)
class View:
    """A document drawn again, in its order."""

    parts: tuple[Sketch | Sentence, ...]
    tables_left_out: int
    unplaced: tuple[Drawn, ...] = ()
    """Figures of a sentence that is not found as it was quoted."""


@dataclass
class _Located:
    """The figures by the name of the cell, the line and the sentence they stand in."""

    cells: dict[str, list[Drawn]] = field(default_factory=dict)
    lines: dict[int, list[Drawn]] = field(default_factory=dict)
    quotes: list[Drawn] = field(default_factory=list)

    @classmethod
    def of(cls, figures: Iterable[Drawn]) -> _Located:
        found = cls()
        for figure in figures:
            if figure.stand.cell is not None:
                found.cells.setdefault(figure.stand.cell, []).append(figure)
            elif figure.stand.line is not None:
                found.lines.setdefault(figure.stand.line, []).append(figure)
            elif figure.stand.quote:
                found.quotes.append(figure)
        return found


def view_of(blocks: Sequence[Block], figures: Sequence[Drawn]) -> View | None:
    """The document with its figures; None where a place of the release holds another text today."""
    located = _Located.of(figures)
    if not _agrees(blocks, located):
        return None
    grids = [block for block in blocks if isinstance(block, Grid)]
    wanted = [grid for grid in grids if any(_name(cell) in located.cells for cell in grid.cells)]
    left = MOST_CELLS - sum(len(grid.cells) for grid in wanted)
    parts: list[Sketch | Sentence] = []
    left_out, lines = 0, MOST_LINES
    quotes = list(located.quotes)
    in_grids = {_name(cell) for grid in grids for cell in grid.cells}
    for block in blocks:
        if isinstance(block, Paragraph):
            sentence = None if _name(block) in in_grids - {None} else _sentence(block, located, quotes)
            if sentence is not None and (sentence.figures or lines > 0):
                lines -= not sentence.figures
                parts.append(sentence)
        elif any(block is grid for grid in wanted):
            parts.append(_sketch(block, located.cells))
        elif len(block.cells) <= left:
            left -= len(block.cells)
            parts.append(_sketch(block, located.cells))
        else:
            left_out += 1
    return View(tuple(parts), left_out, tuple(quotes))


def _agrees(blocks: Iterable[Block], located: _Located) -> bool:
    """Does every place that the release names hold the text that it says?"""
    cells: dict[str, str] = {}
    lines: dict[int, str] = {}
    for block in blocks:
        for item in block.cells if isinstance(block, Grid) else (block,):
            if (name := _name(item)) is not None:
                cells[name] = item.text
            elif item.place.line is not None:
                lines[item.place.line] = item.text
    return _hold(cells, located.cells) and _hold(lines, located.lines)


def _hold(texts: Mapping[K, str], places: Mapping[K, Sequence[Drawn]]) -> bool:
    return all(
        name in texts and all(_prints(texts[name], figure.raw) for figure in found) for name, found in places.items()
    )


def _prints(text: str, raw: str) -> bool:
    """Does this text print what was read? Of two copies of a table that disagree, one of both."""
    return any(_bare(part) in _bare(text) for part in raw.split(BESIDE))


def _name(item: Cell | Paragraph) -> str | None:
    return cell_name(item.place.table, item.place.row, item.place.column)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _sentence(block: Paragraph, located: _Located, quotes: list[Drawn]) -> Sentence | None:
    """A paragraph that gave figures, or a numbered line that has digits; what is found leaves ``quotes``."""
    place = block.place
    name = _name(block)
    if name is not None and name in located.cells:
        found = located.cells[name]
    elif place.line is not None and place.line in located.lines:
        found, name = located.lines[place.line], f"l{place.line}"
    else:
        found = [figure for figure in quotes if len(_marked(block.text, [figure])) > 1]
        for figure in found:
            quotes.remove(figure)
        name = found[0].anchor if found else None
    if not found and (place.line is None or not re.search(r"\d", block.text)):
        return None
    text = redact(block.text)
    return Sentence(tuple(_marked(text if found else text[:LONGEST], found)), name, place.line, tuple(found))


def _marked(text: str, figures: Sequence[Drawn]) -> list[Piece]:
    marks = [Quote(figure.stand.quote or figure.raw, figure.raw) for figure in figures]
    flat = " ".join(text.split())
    return next(iter(paragraphs(flat, marks)), [])


def _sketch(grid: Grid, located: Mapping[str, list[Drawn]]) -> Sketch:
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.column < MOST_COLUMNS:
            rows.setdefault(cell.row, []).append(cell)
    kept = sorted(rows)
    if len(grid.cells) > MOST_CELLS:
        kept = [row for row in kept if any(_name(cell) in located for cell in rows[row])]
    cut = len(kept) < len({cell.row for cell in grid.cells}) or any(c.column >= MOST_COLUMNS for c in grid.cells)
    number = next((cell.place.table for cell in grid.cells if cell.place.table), 0)
    return Sketch(number or 0, tuple(_lines(grid, rows, kept, located)), len(grid.cells), cut)


def _lines(
    grid: Grid, rows: Mapping[int, list[Cell]], kept: Sequence[int], located: Mapping[str, list[Drawn]]
) -> Iterator[tuple[Spot, ...]]:
    """The rows as they are drawn; where the grid has no cell, an empty one keeps the others in their columns."""
    covered: dict[int, set[int]] = {}
    place_of = {row: at for at, row in enumerate(kept)}
    for row in kept:
        spots: list[Spot] = []
        at = 0
        for cell in sorted(rows[row], key=lambda cell: cell.column):
            while grid.geometry and at < cell.column:
                if at not in covered.get(row, ()):
                    spots.append(Spot(""))
                at += 1
            below = [other for other in kept[place_of[row] :] if other < row + cell.rowspan]
            columns = max(1, min(cell.colspan, MOST_COLUMNS - cell.column))
            for other in below:
                covered.setdefault(other, set()).update(range(cell.column, cell.column + columns))
            at = max(at, cell.column + columns)
            name = _name(cell)
            found = tuple(located.get(name, ())) if name else ()
            text = cell.text if found else redact(cell.text)
            text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
            spots.append(Spot(text, max(1, len(below)), columns, name if found else None, found))
        yield tuple(spots)


@dataclass(frozen=True)
class Frame:
    """A figure's box on a page, in points."""

    figure: Drawn
    name: str | None
    """None where another figure of the same cell has the name."""
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PageView:
    """A page of the document as a picture, with the boxes of the figures on it."""

    number: int
    width: int
    height: int
    frames: tuple[Frame, ...]
    quoted: tuple[Drawn, ...]
    """Figures of its sentences, which have no box."""


def pages_of(figures: Iterable[Drawn]) -> tuple[int, ...]:
    """The pages that figures stand on."""
    return tuple(sorted({figure.stand.page for figure in figures if figure.stand.page is not None}))


def page_views(figures: Sequence[Drawn], sizes: Mapping[int, tuple[float, float]]) -> list[PageView]:
    """The pages that can be shown. A page whose boxes do not lie on it, because it is scanned on its side, has none."""
    views = []
    for number, (width, height) in sorted(sizes.items()):
        here = [figure for figure in figures if figure.stand.page == number]
        named: set[str] = set()
        frames: list[Frame] = []
        for figure in here:
            if (box := figure.stand.box) is None:
                continue
            x0, top, x1, bottom = box
            name = figure.anchor if figure.anchor not in named else None
            named.add(figure.anchor)
            frames.append(Frame(figure, name, round(x0), round(top), round(x1 - x0), round(bottom - top)))
        fit = all(frame.x + frame.width <= width + 3 and frame.y + frame.height <= height + 3 for frame in frames)
        quoted = tuple(figure for figure in here if figure.stand.box is None or not fit)
        views.append(PageView(number, round(width), round(height), tuple(frames) if fit else (), quoted))
    return views
