"""What stands on this picture of one page: its tables, the text in their cells, and the lines outside them?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from parsing.readers.image_cells import Home, read_cells, read_lines
from parsing.readers.image_numbers import Printed
from parsing.readers.image_rules import INK, KERNELS, POINT, lean, ruling, upright, whitened
from parsing.readers.image_strips import SPECK, Strip, joined, strips_in, type_size
from parsing.readers.image_words import Heard, Recogniser
from parsing.readers.pdf_glyphs import REPLACEMENT
from parsing.readers.pdf_grids import Table, find_tables
from parsing.readers.pdf_lines import Line

DIRT = 6
"""Pixels. Smaller marks are noise; a full stop of 9 points type has 9."""
FEW = 12
"""Cells. A page with fewer has no statutory table, or one whose lines are red."""
PLAINLY_MORE = 1.25
"""So many times the cells of darker lines must paler ones make to be believed."""
BESIDE = 12
"""Pixels. A full stop is not further from the sign before it."""
WORDS = 4
"""A line with fewer Chinese characters says little about whether the page stands on its head."""
SPEAKING = 0.05
"""Part of the lines that have so many on an upright page; of one that lies on its side 0.02 at most seem to."""
CLEAR = 0.92
"""Average probability of the characters of these lines below which a page may lie on its side or on its head: those
have 0.65 at most, upright ones 0.98 and more even where they are noisy."""
MORE = 2.0
"""So many times more words a page must hold when it is turned."""
SAMPLE = 8
"""Lines that are read to compare the ways that a page can lie."""
STAIN = 0.3
"""A line outside tables that the recogniser is less sure of is a seal, a stain or a picture, and no text."""
LARGER = 1.2
"""A line is set in larger type where its ink is so many times higher than usual: a title."""
DOUBT = 0.5
"""A line outside tables is looked at again where a character is less certain; a digit that stays so is not believed."""

_WORDS = re.compile(r"[\u3400-\u4dff\u4e01-\u9fff]")
"""Chinese characters but for 一, which is what a 1 looks like that lies on its side."""

Image = Any


@dataclass(frozen=True)
class Scan:
    """A page as read, in points of the picture set upright.

    ``turns`` is by how many quarters the picture was turned first, ``degrees`` by how much then, both against the
    clock. ``clarity`` is the average probability of the characters of its lines of words.
    """

    width: float
    height: float
    tables: list[Table]
    cells: dict[Home, Printed]
    lines: list[Line]
    degrees: float
    clarity: float
    sample: list[Heard]
    turns: int = 0


class _Sheet(NamedTuple):
    """A page ready to be read: white paper without ruling lines, its ink, its tables, how far it was turned, and the
    cells that hold nothing but red ink.
    """

    bare: Image
    ink: Image
    tables: list[Table]
    degrees: float
    red: tuple[Home, ...] = ()


def read_page(grey: Image, reader: Recogniser, unsealed: Image | None = None) -> Scan:
    """The page of a grey picture of 200 dots an inch, whichever side of it is up.

    ``unsealed`` is the same picture without what is printed in red, where there is any.
    """
    import cv2
    import numpy

    cv2.setNumThreads(1)
    scan = _read(_prepared(grey, unsealed), reader)
    if scan.clarity >= CLEAR:
        return scan

    def turned(picture: Image | None, turns: int) -> Image | None:
        return None if picture is None else numpy.ascontiguousarray(numpy.rot90(picture, turns))

    others = {turns: _prepared(turned(grey, turns), turned(unsealed, turns)) for turns in (1, 2, 3)}
    samples = {turns: _sampled(other, reader) for turns, other in others.items()}
    best = max(samples, key=lambda turns: _words(samples[turns]))
    if _words(samples[best]) > MORE * _words(scan.sample):
        return replace(_read(others[best], reader), turns=best)
    if _words(scan.sample):
        return scan
    # No word says which side is up: 6 and 9 look alike, and so do 86 and 98.
    return replace(scan, cells={home: Printed(cell.text + REPLACEMENT) for home, cell in scan.cells.items()})


def _prepared(grey: Image, unsealed: Image | None) -> _Sheet:
    degrees = lean(grey)
    white = whitened(upright(grey, degrees))
    if unsealed is None:
        mask, tables = _tables(white)
        bare = _without(white, mask)
        return _Sheet(bare, _ink(bare), tables, degrees)
    clear = whitened(upright(unsealed, degrees))
    mask, tables = _tables(clear)  # a seal hides ruling lines, and its rim makes others
    if _count(tables) < FEW:
        mask, tables = _tables(white)  # they are red themselves
    bare = _without(white, mask)
    ink = _ink(bare)
    red = tuple(_lift_seals(bare, ink, _without(clear, mask), tables))
    return _Sheet(bare, ink, tables, degrees, red)


def _tables(white: Image) -> tuple[Image, list[Table]]:
    """A mask of the ruling lines, and the tables that they make: of dark lines, unless paler ones make plainly more."""
    best: tuple[Image, list[Table]] | None = None
    for kernel in KERNELS:
        edges, mask = ruling(white, kernel)
        tables = [table for table in find_tables(edges) if len(table.slots) > 1]
        if best is None or _count(tables) > PLAINLY_MORE * _count(best[1]):
            best = mask, tables
        if kernel is not KERNELS[0] and _count(best[1]) >= FEW:
            break
    assert best is not None
    return best


def _count(tables: Sequence[Table]) -> int:
    return sum(len(table.slots) for table in tables)


def _without(white: Image, mask: Image) -> Image:
    import cv2

    bare = white.copy()
    bare[cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))) > 0] = 255
    return bare


def _lift_seals(bare: Image, ink: Image, unsealed: Image, tables: Sequence[Table]) -> Iterator[Home]:
    """Take the seal off the cells of tables; those are told that hold nothing else.

    What is red and nothing else may be a seal on an empty cell or a number printed in red: it stays, in doubt.
    """
    clear = _ink(unsealed)
    for owner, table in enumerate(tables):
        for index, slot in enumerate(table.slots):
            x0, top, x1, bottom = (round(part * POINT) for part in slot.box)
            if clear[top:bottom, x0:x1].any():
                for picture, other in ((bare, unsealed), (ink, clear)):
                    picture[top:bottom, x0:x1] = other[top:bottom, x0:x1]
            elif ink[top:bottom, x0:x1].any():
                yield owner, index


def _read(sheet: _Sheet, reader: Recogniser) -> Scan:
    cells, inside = read_cells(sheet.bare, sheet.ink, sheet.tables, reader)
    cells |= {home: Printed(cells[home].text + REPLACEMENT) for home in sheet.red if home in cells}
    strips, size = _outside(sheet)
    outside = read_lines(sheet.bare, strips, size, reader, DOUBT)
    lines = [
        _line(_believed(heard), strip, size)
        for strip, heard in zip(strips, outside, strict=True)
        if heard.clarity >= STAIN and heard.text.strip()
    ]
    height, width = sheet.ink.shape
    heard = [*inside, *outside]
    longest = sorted(heard, key=lambda line: -len(line.text))[:SAMPLE]
    return Scan(width / POINT, height / POINT, sheet.tables, cells, lines, sheet.degrees, clarity_of(heard), longest)


def _line(text: str, strip: Strip, size: float) -> Line:
    """A line for the paragraphs; its ink says how large its type is only where it is plainly not the page's."""
    own = strip.height if strip.height > LARGER * size else size
    middle = (strip.top + strip.bottom) / 2 / POINT
    return Line(text, strip.left / POINT, strip.right / POINT, middle, own / POINT)


def _believed(heard: Heard) -> str:
    """A line of text; where it holds digits and not every character is certain, it says so."""
    text = heard.text.strip()
    doubtful = heard.certainty < DOUBT and any(sign.isdigit() for sign in text)
    return text + REPLACEMENT if doubtful else text


def clarity_of(lines: Sequence[Heard]) -> float:
    """How clear the lines of words are: 0 where hardly a line holds any, as on a page that lies on its side."""
    words = [heard.clarity for heard in lines if _words([heard])]
    if len(words) <= SPEAKING * len(lines):
        return float(not lines)
    return sum(words) / len(words)


def _words(lines: Sequence[Heard]) -> float:
    """How many Chinese characters the lines hold, each counted as far as it is certain; lone ones are not counted."""
    counts = ((len(_WORDS.findall(heard.text)), heard.clarity) for heard in lines)
    return sum(count * clarity for count, clarity in counts if count >= WORDS)


def _sampled(sheet: _Sheet, reader: Recogniser) -> list[Heard]:
    """The longest lines of the page, as heard."""
    strips, size = _outside(sheet)
    for table in sheet.tables:
        for slot in table.slots:
            strips += joined(strips_in(sheet.ink, slot.box), size)
    strips.sort(key=lambda strip: -strip.width / max(strip.height, size))
    return read_lines(sheet.bare, strips[:SAMPLE], size, reader, DOUBT)


def _ink(bare: Image) -> Image:
    """What is printed, without ruling lines and without dirt: specks that stand by themselves, far from any sign."""
    import cv2
    import numpy

    dark = cv2.threshold(cv2.GaussianBlur(bare, (3, 3), 0), INK - 1, 255, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= DIRT
    kept[0] = False
    small = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) <= SPECK * POINT
    if (kept & small).any():
        signs = numpy.where(kept & ~small, 255, 0).astype(numpy.uint8)[labels]
        near = cv2.dilate(signs, cv2.getStructuringElement(cv2.MORPH_RECT, (2 * BESIDE + 1, 2 * BESIDE + 1)))
        beside = numpy.zeros(len(stats), bool)
        beside[labels[near > 0]] = True
        kept &= beside
    return numpy.where(kept, 255, 0).astype(numpy.uint8)[labels]


def _outside(sheet: _Sheet) -> tuple[list[Strip], float]:
    """The lines of text outside the tables, and the height of their type."""
    outside = sheet.ink.copy()
    for table in sheet.tables:
        x0, top, x1, bottom = (round(part * POINT) for part in table.box)
        outside[max(0, top - 2) : bottom + 2, max(0, x0 - 2) : x1 + 2] = 0
    height, width = outside.shape
    runs = strips_in(outside, (0, 0, width / POINT, height / POINT))
    size = type_size(runs)
    return joined(runs, size), size
