"""Is this PDF page a picture of text, or does it hold pictures of tables, and if so, what do they say?

A scanned page has no characters of its own; a page of a scan that somebody numbered has a few, and one that a scanner's
program made searchable has them hidden: nobody has read those over. Then the page is drawn, with whatever strips and
layers it is made of, and goes to the reader of images. On a page of text, the pictures alone go there.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Any

import pypdfium2.raw as pdfium

from parsing.model import Grid, Place
from parsing.readers.image import A4, MAX_PIXELS, Picture, scan_of, sheet_of, without_red
from parsing.readers.image_page import Scan
from parsing.readers.image_rules import DPI
from parsing.readers.pdf_calls import Thing, bare, bounds_of
from parsing.readers.pdf_furniture import Sheet
from parsing.readers.pdf_glyphs import Box, Glyph, TooMuch, View

FEW = 10
"""Characters. A page number, or the stamp of a scanning program; a page of text has 300."""
COVERED = 0.5
"""Part of the page that pictures cover where it is a picture."""
OUTLINES = 200
"""Drawn objects of a page without characters or pictures from which it may be text turned into outlines."""
OBJECTS = 5_000
"""Of a page of text, among which pictures are looked for."""
IMAGES = 1_000
"""Of a page of text that are looked at: as many as the strips that a program cuts pictures into, and more."""
WIDE, HIGH = 200.0, 40.0
"""Points. A picture of a table is not smaller."""
SEAM = 3.0
"""Points between the strips of one picture."""
ODD = (300.0, 1000.0)
"""Points. A page whose short side is outside these says nothing true about its size: it is taken to be A4."""


@dataclass(frozen=True)
class Inset:
    """A picture on a page of text: its box on the page as seen, and what it says."""

    box: Box
    scan: Scan


_how_shown = bare(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int)


def is_picture(things: Sequence[Thing], view: View, glyphs: Sequence[Glyph]) -> bool:
    """Does a page with these objects say what it says in pictures?"""
    if not things or (glyphs and not (len(glyphs) < FEW or _is_hidden(things))):
        return False
    kinds = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
    covered = sum(_area(box) for box in _boxes(things[:OUTLINES], view, kinds))
    return covered >= COVERED * view.width * view.height or (not glyphs and len(things) >= OUTLINES)


def _is_hidden(things: Sequence[Thing]) -> bool:
    """Are all characters drawn in no colour at all, as the text layer of a scan is?"""
    seen = False
    for kind, thing in things:
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            seen = True
            if _how_shown(thing) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                return False
    return seen


def insets_of(page: Any, things: Sequence[Thing], view: View, glyphs: Sequence[Glyph], limit: int) -> list[Inset]:
    """The pictures of tables on a page of text, read by OCR; those without a table or under text are left out.

    ``things`` are the objects of the pypdfium2 page. Raises TooMuch where there are more than ``limit`` pictures to be
    looked at.
    """
    boxes = [
        box
        for box in _joined(islice(_boxes(things[:OBJECTS], view, (pdfium.FPDF_PAGEOBJ_IMAGE,)), IMAGES))
        if box[2] - box[0] >= WIDE and box[3] - box[1] >= HIGH and _held(box, glyphs) < FEW
    ]
    if not boxes:
        return []
    if len(boxes) > limit:
        raise TooMuch("too many pictures")
    dots = min(DPI / 72, math.sqrt(MAX_PIXELS / (view.width * view.height)))
    drawn = _drawn(page, dots)
    read = (Inset(box, _scan(_cut(drawn, box, dots), DPI)) for box in boxes)
    return [inset for inset in read if inset.scan.tables]


def _boxes(things: Sequence[Thing], view: View, kinds: Sequence[int]) -> Iterator[Box]:
    """The parts of the page as seen that objects of these kinds cover."""
    for kind, thing in things:
        if kind in kinds:
            x0, y0, x1, y1 = view.box(*bounds_of(thing))
            yield max(x0, 0.0), max(y0, 0.0), min(x1, view.width), min(y1, view.height)


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """The pictures that boxes make up: some programs cut a picture into strips."""
    whole: list[Box] = []
    unfinished: list[int] = []  # the others end too far above to go on
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        unfinished = [at for at in unfinished if whole[at][3] >= box[1] - SEAM]
        for at in unfinished:
            above = whole[at]
            if max(abs(above[0] - box[0]), abs(above[2] - box[2]), abs(above[3] - box[1])) <= SEAM:
                whole[at] = above[0], above[1], above[2], box[3]
                break
        else:
            unfinished.append(len(whole))
            whole.append(box)
    return whole


def _held(box: Box, glyphs: Sequence[Glyph]) -> int:
    x0, top, x1, bottom = box
    return sum(x0 < (glyph.x0 + glyph.x1) / 2 < x1 and top < glyph.middle < bottom for glyph in glyphs)


def _cut(drawn: Any, box: Box, dots: float) -> Any:
    x0, top, x1, bottom = (round(part * dots) for part in box)
    return drawn[top:bottom, x0:x1]


def with_insets(sheet: Sheet, insets: Sequence[Inset], tables: int) -> Sheet:
    """The page with the lines and tables of its pictures; ``tables`` is how many tables come before those."""
    lines, grids = list(sheet.lines), list(sheet.grids)
    for inset in insets:
        x0, top, x1, bottom = inset.box
        picture = sheet_of(inset.scan, sheet.number, tables, (x1 - x0, bottom - top))
        tables += len(picture.grids)
        lines += [replace(each, x0=each.x0 + x0, x1=each.x1 + x0, middle=each.middle + top) for each in picture.lines]
        grids += [(high + top, _moved(grid, x0, top)) for high, grid in picture.grids]
    lines.sort(key=lambda line: line.middle)
    grids.sort(key=itemgetter(0))
    return replace(sheet, lines=tuple(lines), grids=tuple(grids))


def _moved(grid: Grid, right: float, down: float) -> Grid:
    return replace(grid, cells=tuple(replace(c, place=_place_moved(c.place, right, down)) for c in grid.cells))


def _place_moved(place: Place, right: float, down: float) -> Place:
    if place.box is None:
        return place
    x0, top, x1, bottom = place.box
    box = round(x0 + right, 1), round(top + down, 1), round(x1 + right, 1), round(bottom + down, 1)
    return replace(place, box=box)


def _area(box: Box) -> float:
    x0, top, x1, bottom = box
    return max(x1 - x0, 0.0) * max(bottom - top, 0.0)


def read_picture(page: Any, view: View) -> Scan:
    """What the picture of a pypdfium2 page says, read by OCR. Raises Unreadable where its packages are missing."""
    short = min(view.width, view.height)
    dots = DPI / 72 if ODD[0] <= short <= ODD[1] else A4 * DPI / short
    scale = min(dots, math.sqrt(MAX_PIXELS / (view.width * view.height)))
    return _scan(_drawn(page, scale), DPI * scale / dots)


def _scan(colours: Any, dots: float) -> Scan:
    import cv2

    return scan_of(Picture(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dots, dots, without_red(colours)))


def _drawn(page: Any, scale: float) -> Any:
    """The page as it looks: rows of red, green, blue."""
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    try:
        return bitmap.to_numpy()[:, :, :3].copy()
    finally:
        bitmap.close()
