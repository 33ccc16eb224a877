"""Beside which label, and under which heading, does each number of a table stand that no rules enclose?

Labels and headings are known here (``phrases``); numbers are placed by what they stand beside and under, each in one
place only. What could be in two places is in none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.model import Cell, Grid, Place
from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_words import is_value
from parsing.readers.phrases import Pages, Phrase

BESIDE = 0.6
"""Em. Numbers stand no further above or below the lines of their label."""
CLEARLY = 0.4
"""Em. Every other label is further away than their own by this much."""
CLOSE = 1.8
"""Em. Two lines of numbers this close may be one number on two lines, unless each has a label of its own."""
NEAREST = 1.0
"""Points. Numbers under no heading are nearer to their own than to others by this much."""
_HALF = 5.0  # points above and below the middle of a blank cell


@dataclass(frozen=True)
class Numbers:
    """The numbers of one line of a page (from 0), from left to right."""

    page: int
    values: tuple[Line, ...]
    before: tuple[Line, ...] = ()
    """The words of the line that stand before them."""

    @property
    def at(self) -> tuple[int, float]:
        """Page and height."""
        return self.page, self.values[0].middle


@dataclass(frozen=True)
class Columns:
    """Where the numbers of a table stand: from, to, and the ordinal of the heading they stand under."""

    ranges: tuple[tuple[float, float, int], ...]
    count: int
    """Of headings."""

    def cells(self, line: Numbers) -> list[Line | None] | None:
        """The number of each heading; None where one stands elsewhere, or two under one."""
        cells: list[Line | None] = [None] * self.count
        for word in line.values:
            at = next((at for x0, x1, at in self.ranges if x0 <= word.x0 and word.x1 <= x1), None)
            if at is None or cells[at] is not None:
                return None
            cells[at] = word
        return cells


@dataclass(frozen=True)
class KnownTable:
    """A table found by its labels: its page (from 0), its top there, its cells and the words that they hold."""

    page: int
    top: float
    cells: tuple[Cell, ...]
    words: tuple[Line, ...]

    def grid(self, number: int) -> Grid:
        """The table as the ordinal one of its document."""
        cells = tuple(replace(cell, place=replace(cell.place, table=number)) for cell in self.cells)
        return Grid(cells, geometry=True, blanks_kept=True, page=self.page + 1)


def numbers_of(pages: Pages) -> Iterator[Numbers]:
    """The lines of numbers of all pages: what stands right of all words of its line."""
    for page, lines in enumerate(pages):
        for line in lines:
            start = next((at for at in range(len(line), 0, -1) if not is_value(line[at - 1])), 0)
            if start < len(line):
                yield Numbers(page, tuple(line[start:]), tuple(line[:start]))


def beside(rows: Sequence[Phrase], numbers: Sequence[Numbers]) -> dict[int, Phrase]:
    """The label of each line of numbers (by its index) that stands clearly beside one, and it alone."""
    placed: dict[int, Phrase] = {}
    for at, line in enumerate(numbers):
        ranked = sorted((row.distance(*line.at), n) for n, row in enumerate(rows))
        near, number = ranked[0] if ranked else (BESIDE + 1, 0)
        if near <= BESIDE and all(far >= near + CLEARLY for far, _ in ranked[1:2]):
            placed[at] = rows[number]
    times: dict[int, int] = {}
    for row in placed.values():
        times[id(row)] = times.get(id(row), 0) + 1
    doubtful = {at for at, row in placed.items() if times[id(row)] > 1}
    for at, (upper, lower) in enumerate(pairwise(numbers)):
        if (at in placed) != (at + 1 in placed) and _may_be_one(upper, lower):
            doubtful |= {at, at + 1}
    kept = {at: row for at, row in placed.items() if at not in doubtful}
    starts = [row.start for row in kept.values()]
    return kept if starts == sorted(starts) else {}


def _may_be_one(upper: Numbers, lower: Numbers) -> bool:
    """May the lower line be the rest of numbers of the upper one? Over a page break where it stands under it, alone."""
    if upper.page == lower.page:
        return lower.at[1] - upper.at[1] < CLOSE * lower.values[0].size
    return not lower.before and any(
        word.x0 < rest.x1 and rest.x0 < word.x1 for word in upper.values for rest in lower.values
    )


def columns_under(heads: Sequence[Phrase], numbers: Sequence[Numbers]) -> Columns | None:
    """Where the numbers of each heading stand; None where some stand under two headings, or under none.

    Numbers that are set left or right in a wide column may stand beside their heading: where every heading has its
    numbers, they are those of the nearest.
    """
    ranges: list[tuple[float, float]] = []
    for x0, x1 in sorted((word.x0, word.x1) for line in numbers for word in line.values):
        if ranges and x0 < ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(x1, ranges[-1][1])
        else:
            ranges.append((x0, x1))
    found: list[tuple[float, float, int]] = []
    for x0, x1 in ranges:
        (gap, at), *others = sorted((max(head.x0 - x1, x0 - head.x1, 0.0), at) for at, head in enumerate(heads))
        if others and others[0][0] <= gap + NEAREST:
            return None
        if gap > 0 and len(ranges) != len(heads):
            return None
        found.append((x0, x1, at))
    order = [at for _, _, at in found]
    return Columns(tuple(found), len(heads)) if order and order == sorted(set(order)) else None


def table_of(page: int, cells: Sequence[Cell], words: Sequence[Line]) -> KnownTable:
    """A table of a page by its cells and all words in them."""
    own = [cell.place.box[1] for cell in cells if cell.place.box is not None and cell.place.page == page + 1]
    return KnownTable(page, min(own), tuple(cells), tuple(words))


def cell_of(page: int, words: Sequence[Line], row: int, column: int, colspan: int = 1) -> Cell:
    """A cell of some words of a page."""
    box = (
        min(word.x0 for word in words),
        min(word.middle - word.size / 2 for word in words),
        max(word.x1 for word in words),
        max(word.middle + word.size / 2 for word in words),
    )
    text = "".join(word.text for word in words)
    return Cell(text, row, column, 1, colspan, _place(page, row, column, box))


def label_of(phrase: Phrase, row: int, column: int, colspan: int = 1) -> Cell:
    """The cell of a label, where it begins."""
    return replace(cell_of(phrase.page, phrase.words, row, column, colspan), text=phrase.text)


def row_of(line: Numbers, cells: Sequence[Line | None], heads: Sequence[Phrase], row: int, column: int) -> list[Cell]:
    """The cells of a row of numbers, those without one as blank cells under their heading."""
    made = []
    for at, (word, head) in enumerate(zip(cells, heads, strict=True), start=column):
        height = line.at[1]
        blank = _place(line.page, row, at, (head.x0, height - _HALF, head.x1, height + _HALF))
        made.append(cell_of(line.page, (word,), row, at) if word else Cell("", row, at, place=blank))
    return made


def _place(page: int, row: int, column: int, box: tuple[float, float, float, float]) -> Place:
    x0, top, x1, bottom = (round(part, 1) for part in box)
    return Place(page=page + 1, row=row + 1, column=column + 1, box=(x0, top, x1, bottom))
