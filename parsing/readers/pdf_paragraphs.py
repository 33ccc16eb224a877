"""Which lines of a PDF form one paragraph?

A PDF has lines, not paragraphs. A paragraph begins at an indent, after a line that ended early, after a wider gap, at
a centred line, at another font size, at a numbered heading and after a table. A page break alone begins none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import median_low

from parsing.model import Block, Grid, Paragraph, Place
from parsing.readers.pdf_furniture import Sheet, without_furniture
from parsing.readers.pdf_lines import Line

INDENT = 1.2
"""Em. The first line of a Chinese paragraph is set in by two characters."""
CENTRED = 2.6
"""Em. A centred line keeps this far from both margins, which is more than an indent."""
FEW = 8
"""Lines. A page with fewer says little about its own margins."""
WIDER = 1.4
"""A gap of this many usual line pitches is meant."""
TITLE = 17.5
"""Points. Titles are 22, text is 16 (GB/T 9704-2012) and smaller in what is printed from a page of the web."""
LARGER = 1.15
"""A font size that differs by this factor is meant."""

_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[）)]|\d{1,2}\s*[、.．](?!\d)|[①-⑳])"
)
_SENTENCE_END = tuple("。；;：:！!？?”）)》】.")
_UNBREAKABLE = re.compile(r"[（《“‘「【〔(]*(?:[!-'*-~]+|.)[，。、；：？！”’）》」】〕％…—]*")
_WORD_END = re.compile(r"[A-Za-z0-9,.;:!?%)]")
_WORD_START = re.compile(r"[A-Za-z0-9(]")


@dataclass(frozen=True)
class _Entry:
    """A line with the page it stands on and the margins of the text there."""

    line: Line
    page: int
    left: float
    right: float

    @property
    def room(self) -> float:
        """Blank between the end of the line and the right margin, in em."""
        return (self.right - self.line.x1) / self.line.size

    @property
    def indent(self) -> float:
        """Blank between the left margin and the start of the line, in em."""
        return (self.line.x0 - self.left) / self.line.size

    @property
    def centred(self) -> bool:
        """Is the line set in the middle, well away from both margins?"""
        return min(self.room, self.indent) > CENTRED and abs(self.room - self.indent) < 1.4


def blocks_of(sheets: Sequence[Sheet]) -> Iterator[Block]:
    """Paragraphs and tables of a document in reading order: by page, from top to bottom."""
    sheets = without_furniture(sheets)
    everywhere = _margins([line for sheet in sheets for line in sheet.lines])
    pitches = _pitches(sheets)
    paragraph: list[_Entry] = []
    for sheet in sheets:
        left, right = _margins_on(sheet, everywhere)
        for item in _in_order(sheet):
            entry = None if isinstance(item, Grid) else _Entry(item, sheet.number, left, right)
            if paragraph and (entry is None or _begins(paragraph, entry, pitches)):
                yield _closed(paragraph)
                paragraph = []
            if isinstance(item, Grid):
                yield item
            elif entry:
                paragraph.append(entry)
    if paragraph:
        yield _closed(paragraph)


def _in_order(sheet: Sheet) -> list[Line | Grid]:
    items: list[tuple[float, Line | Grid]] = [(line.middle, line) for line in sheet.lines]
    items += sheet.grids
    return [item for _, item in sorted(items, key=itemgetter(0))]


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where the text begins and ends: the outermost places that two lines share, for one line may stick out."""
    if not lines:
        return 0.0, 0.0
    near = 0.6 * median_low([line.size for line in lines])
    starts, ends = sorted(line.x0 for line in lines), sorted((line.x1 for line in lines), reverse=True)
    return _shared(starts, near), _shared(ends, near)


def _shared(positions: Sequence[float], near: float) -> float:
    return next((first for first, second in pairwise(positions) if abs(first - second) <= near), positions[0])


def _margins_on(sheet: Sheet, everywhere: tuple[float, float]) -> tuple[float, float]:
    """The margins of one page: its own where it is set differently, as a landscape page is, else those of all."""
    if len(sheet.lines) < FEW:
        return everywhere
    left, right = _margins(sheet.lines)
    reach = 3 * median_low([line.size for line in sheet.lines])
    return (
        min(left, everywhere[0]) if left - everywhere[0] < reach else left,
        max(right, everywhere[1]) if everywhere[1] - right < reach else right,
    )


def _pitches(sheets: Iterable[Sheet]) -> dict[int, float]:
    """The usual distance between lines, by font size."""
    found: dict[int, list[float]] = {}
    for sheet in sheets:
        for above, below in pairwise(sheet.lines):
            pitch = below.middle - above.middle
            if round(above.size) == round(below.size) and pitch < 3 * below.size:
                found.setdefault(round(below.size), []).append(pitch)
    return {size: median_low(pitches) for size, pitches in found.items()}


def _begins(paragraph: Sequence[_Entry], entry: _Entry, pitches: Mapping[int, float]) -> bool:
    """Does a new paragraph begin with this line?"""
    last, line = paragraph[-1], entry.line
    if max(line.size, last.line.size) > LARGER * min(line.size, last.line.size):
        return True
    if entry.centred and _fills(last):
        return False
    if entry.centred or last.centred or _ended(last, line):
        return True
    pitch = pitches.get(round(line.size))
    if pitch and entry.page == last.page and line.middle - last.line.middle > WIDER * pitch:
        return True
    sentence_over = last.line.text.endswith(_SENTENCE_END)
    if entry.indent > INDENT:
        as_before = abs(line.x0 - last.line.x0) < 0.5 * line.size  # a whole paragraph may be set in
        return not as_before or (len(paragraph) == 1 and sentence_over)
    return sentence_over and _NUMBERED.match(line.text) is not None


def _fills(last: _Entry) -> bool:
    """Is this line of a title as wide as the page, so that the centred one below is its rest?"""
    return last.line.size >= TITLE and max(last.room, last.indent) < 1


def _ended(last: _Entry, line: Line) -> bool:
    """Did the last line end although what follows would have fitted into it?"""
    following = _UNBREAKABLE.match(line.text)
    width = sum(0.5 if character.isascii() else 1.0 for character in following.group()) if following else 1.0
    return last.room > width + 0.6


def _closed(paragraph: Sequence[_Entry]) -> Paragraph:
    text = paragraph[0].line.text
    for last, entry in pairwise(paragraph):
        text += _between(last, entry.line.text) + entry.line.text
    return Paragraph(text, Place(page=paragraph[0].page))


def _between(last: _Entry, following: str) -> str:
    """What joins two lines: nothing in Chinese and inside a number that fills its line, a space between words."""
    end, start = last.line.text[-1], following[0]
    if end.isdigit() and start.isdigit() and last.room < 0.6:
        return ""
    return " " if _WORD_END.match(end) and _WORD_START.match(start) else ""
