"""What stands on this picture of one page: its tables, the text in their cells, and the lines outside them?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from parsing.readers.image_cells import Home, Strip, crop, joined, read_cells, strips_in, type_size
from parsing.readers.image_rules import INK, KERNEL, POINT, ruling, upright, whitened
from parsing.readers.image_words import Heard, Recogniser
from parsing.readers.pdf_glyphs import REPLACEMENT
from parsing.readers.pdf_grids import Table, find_tables
from parsing.readers.pdf_lines import Line

DIRT = 6
"""Pixels. Smaller marks are noise; a full stop of 9 points type has 9."""
WORDS = 4
"""A line with fewer Chinese characters says little about whether the page stands on its head."""
CLEAR = 0.92
"""Average probability of the characters below which a page may lie on its side or on its head: those have 0.5 to 0.91,
upright ones 0.93 and more even where they are noisy."""
MORE = 2.0
"""So many times more words a page must hold when it is turned."""
SAMPLE = 8
"""Lines that are read to compare the ways that a page can lie."""
STAIN = 0.3
"""A line outside tables that the recogniser is less sure of is a seal, a stain or a picture, and no text."""
LARGER = 1.2
"""A line is set in larger type where its ink is so many times higher than usual: a title."""
DOUBT = 0.5
"""A digit outside tables that the recogniser is less sure of is not believed."""

_WORDS = re.compile(r"[\u3400-\u9fff]")

Image = Any


@dataclass(frozen=True)
class Scan:
    """A page as read, in points of the picture set upright.

    ``turns`` is by how many quarters the picture was turned first, ``degrees`` by how much then, both against the
    clock. ``clarity`` is the average probability of the characters of its longer lines.
    """

    width: float
    height: float
    tables: list[Table]
    texts: dict[Home, str]
    lines: list[Line]
    degrees: float
    clarity: float
    sample: list[Heard]
    turns: int = 0


class _Sheet(NamedTuple):
    """A page ready to be read: white paper without ruling lines, its ink, its tables, how far it was turned."""

    bare: Image
    ink: Image
    tables: list[Table]
    degrees: float


def read_page(grey: Image, reader: Recogniser) -> Scan:
    """The page of a grey picture of 200 dots an inch, whichever side of it is up."""
    import cv2
    import numpy

    cv2.setNumThreads(1)
    scan = _read(_prepared(grey), reader)
    if scan.clarity >= CLEAR:
        return scan
    others = {turns: _prepared(numpy.ascontiguousarray(numpy.rot90(grey, turns))) for turns in (1, 2, 3)}
    samples = {turns: _sampled(other, reader) for turns, other in others.items()}
    best = max(samples, key=lambda turns: _words(samples[turns]))
    if _words(samples[best]) > MORE * _words(scan.sample):
        return replace(_read(others[best], reader), turns=best)
    if _words(scan.sample):
        return scan
    # No word says which side is up: 6 and 9 look alike, and so do 86 and 98.
    return replace(scan, texts={home: text + REPLACEMENT for home, text in scan.texts.items()})


def _prepared(grey: Image) -> _Sheet:
    import cv2

    turned, degrees = upright(grey)
    white = whitened(turned)
    edges, mask = ruling(white, KERNEL)
    tables = [table for table in find_tables(edges) if len(table.slots) > 1]
    bare = white.copy()
    bare[cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))) > 0] = 255
    return _Sheet(bare, _ink(bare), tables, degrees)


def _read(sheet: _Sheet, reader: Recogniser) -> Scan:
    texts, inside = read_cells(sheet.bare, sheet.ink, sheet.tables, reader)
    strips, size = _outside(sheet)
    outside = reader.read([crop(sheet.bare, strip, size) for strip in strips])
    lines = [
        _line(_believed(heard), strip, size)
        for strip, heard in zip(strips, outside, strict=True)
        if heard.clarity >= STAIN and heard.text.strip()
    ]
    height, width = sheet.ink.shape
    heard = [*inside, *outside]
    longest = sorted(heard, key=lambda line: -len(line.text))[:SAMPLE]
    return Scan(width / POINT, height / POINT, sheet.tables, texts, lines, sheet.degrees, _clarity(heard), longest)


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


def _clarity(lines: Sequence[Heard]) -> float:
    """How clear the lines are: 0 where none of them holds words, as on a page that lies on its side."""
    if not any(_words([heard]) for heard in lines):
        return float(not lines)
    return sum(heard.clarity for heard in lines) / len(lines)


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
    return reader.read([crop(sheet.bare, strip, size) for strip in strips[:SAMPLE]])


def _ink(bare: Image) -> Image:
    """What is printed, without ruling lines and without dirt."""
    import cv2
    import numpy

    dark = cv2.threshold(cv2.GaussianBlur(bare, (3, 3), 0), INK - 1, 255, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= DIRT
    kept[0] = False
    return numpy.where(kept[labels], 255, 0).astype(numpy.uint8)


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
