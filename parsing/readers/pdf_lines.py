"""Which characters form a line of text, and where does the line hold a space?

A number is the reason for care: "10   0" in one cell must never become "100". Characters that follow each other in
the content and on the page form a run; runs are set in a line from left to right, and between two digits that
stand visibly apart, or whose runs overlap, the line gets a space.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from parsing.readers.pdf_glyphs import MIDDLE_OF_EM, REPLACEMENT, Glyph
from parsing.readers.raised import raised, sunken

SAME_LINE = 0.45
"""Em. Characters whose middles are this close are on one line: mixed fonts differ by 0.2, lines are 1.0 apart."""
APART = 0.2
"""Em. Latin letters or digits with this gap between them are separate words."""
FAR = 0.9
"""Em. Chinese characters with this gap between them are separate words."""
OVERLAP = -0.35
"""Em. Two runs that overlap this much were not meant to be read as one."""
RAISED = 0.12
"""Em. A digit whose baseline is this far from that of the digit before it does not belong to its number."""
SMALLER = 0.9
"""Of the size of the digit before it, below which it is a mark."""
_BEFORE_MARKS = frozenset("0123456789０１２３４５６７８９.,)）件条项个元")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as seen: its text, its extent, its middle and the font size of most of it."""

    text: str
    x0: float
    x1: float
    middle: float
    size: float


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that some characters of one page form, from top to bottom; lines of blanks only are left out."""
    return [line for row in rows_of(glyphs) if (line := line_of(row)) is not None]


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters of each line, from top to bottom."""
    ordered = sorted(glyphs, key=attrgetter("middle"))
    if len(ordered) == 1:  # most cells of a table
        return [ordered]
    rows: list[list[Glyph]] = []
    level = reach = 0.0
    for glyph in ordered:
        size, down = glyph.size, glyph.middle - level
        if rows and (not down or down <= SAME_LINE * (size if size < reach else reach)):
            rows[-1].append(glyph)
            if size > reach:
                reach = size
        else:
            rows.append([glyph])
            level, reach = glyph.middle, size
    return rows


def line_of(row: list[Glyph]) -> Line | None:
    """The line that these characters form; None where they are blanks."""
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    if not inked:
        return None
    _, starts, ends, middles, sizes, _ = zip(*inked, strict=True)
    middle = sum(middles) / len(middles)
    return Line(text_of(row).strip(), min(starts), max(ends), middle, sorted(sizes)[len(sizes) // 2])


def text_of(row: list[Glyph]) -> str:
    """The characters of one line as a string: runs from left to right, spaces where they are seen."""
    if len(row) == 1:
        return row[0].text
    row.sort(key=attrgetter("order"))
    if len({glyph.middle for glyph in row}) > 1:
        row = with_marks(row)
    runs = [[row[0]]]
    for left, right in pairwise(row):
        if left.x0 <= right.x0 <= left.x1 + APART * right.size:
            runs[-1].append(right)
        else:
            runs.append([right])
    if len(runs) == 1:
        return _run_text(row)
    runs.sort(key=lambda run: run[0].x0)
    parts = [_run_text(runs[0])]
    for before, after in pairwise(runs):
        parts += (" " if _spaced(before[-1], after[0]) else "", _run_text(after))
    return "".join(parts)


def with_marks(row: Sequence[Glyph]) -> list[Glyph]:
    """The characters with raised and smaller digits behind others as the signs of footnotes that they are.

    Digits as large as those before them on another baseline are U+FFFD: nobody knows.
    """
    marked = [row[0]]
    level = row[0]
    for glyph in row[1:]:
        up = _baseline(level) - _baseline(glyph)
        if glyph.text.isspace():
            marked.append(glyph)
            continue
        digit = glyph.text.isdigit() and abs(glyph.x0 - marked[-1].x1) < APART * level.size
        if digit and level.text in _BEFORE_MARKS and abs(up) > RAISED * level.size:
            small = glyph.size < SMALLER * level.size
            sign = (raised if up > 0 else sunken)(glyph.text) if small else REPLACEMENT
            marked.append(glyph._replace(text=sign or REPLACEMENT))
            continue
        level = glyph
        marked.append(glyph)
    return marked


def _baseline(glyph: Glyph) -> float:
    return glyph.middle + MIDDLE_OF_EM * glyph.size


def _run_text(run: list[Glyph]) -> str:
    return "".join([glyph.text for glyph in run])


def _spaced(left: Glyph, right: Glyph) -> bool:
    """Does a space belong between the last character of a run and the first of the next?"""
    if left.text.isspace() or right.text.isspace():
        return False
    gap = (right.x0 - left.x1) / min(left.size, right.size)
    word = all(glyph.text.isascii() or glyph.text.isdigit() for glyph in (left, right))
    return gap > (APART if word else FAR) or gap < OVERLAP
