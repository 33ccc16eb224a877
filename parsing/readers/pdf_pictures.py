"""Is this PDF page a picture of text, and if so, what does the picture say?

A scanned page has no characters of its own; a page of a scan that somebody numbered has a few. Then the page is drawn,
with whatever strips and layers it is made of, and goes to the reader of images.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from parsing.readers.image import A4, MAX_PIXELS, Picture, scan_of
from parsing.readers.image_page import Scan
from parsing.readers.image_rules import DPI
from parsing.readers.pdf_glyphs import Glyph, View

FEW = 10
"""Characters. A page number, or the stamp of a scanning program; a page of text has 300."""
COVERED = 0.5
"""Part of the page that pictures cover where it is a picture."""
OUTLINES = 200
"""Drawn objects of a page without characters or pictures from which it may be text turned into outlines."""
ODD = (300.0, 1000.0)
"""Points. A page whose short side is outside these says nothing true about its size: it is taken to be A4."""


def is_picture(page: Any, view: View, glyphs: Sequence[Glyph]) -> bool:
    """Does the page say what it says in pictures?"""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    if len(glyphs) >= FEW or not count:
        return False
    covered = 0.0
    for index in range(min(count, OUTLINES)):
        thing = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(thing) in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            covered += _area(thing, view)
    return covered >= COVERED * view.width * view.height or (not glyphs and count >= OUTLINES)


def _area(thing: Any, view: View) -> float:
    left, bottom, right, top = (pdfium.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return 0.0
    x0, y0, x1, y1 = view.box(left.value, bottom.value, right.value, top.value)
    width = min(x1, view.width) - max(x0, 0.0)
    height = min(y1, view.height) - max(y0, 0.0)
    return max(width, 0.0) * max(height, 0.0)


def read_picture(page: Any, view: View) -> Scan:
    """What the picture of a pypdfium2 page says, read by OCR. Raises Unreadable where its packages are missing."""
    short = min(view.width, view.height)
    dots = DPI / 72 if ODD[0] <= short <= ODD[1] else A4 * DPI / short
    scale = min(dots, math.sqrt(MAX_PIXELS / (view.width * view.height)))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        grey = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    finally:
        bitmap.close()
    across = DPI * scale / dots
    return scan_of(Picture(grey, across, across))
