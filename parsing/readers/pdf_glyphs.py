"""What is a character of a PDF page, and how are places on the page seen?

Coordinates in every module of the PDF reader are points with the origin at the top left of the page as a person
sees it: after page rotation, inside the crop box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from statistics import median_low
from typing import Any, NamedTuple

import numpy as np

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""
Numbers = np.ndarray[Any, np.dtype[np.float64]]

REPLACEMENT = "\ufffd"
MIDDLE_OF_EM = 0.36  # middle of the em box above the baseline, in em
_TINY, _USUAL = 4.0, 10.5  # points; the smallest print of a real table is 6


class TooMuch(Exception):
    """The page or the document holds more than the limits allow. The text says what, in one plain line."""


class Glyph(NamedTuple):
    """One character: its extent along the line, the middle of its em box, its font size, its rank in the content."""

    text: str
    x0: float
    x1: float
    middle: float
    size: float
    order: int


@dataclass(frozen=True)
class View:
    """How page coordinates become coordinates as seen: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    width: float
    height: float
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page as seen: x0, top, x1, bottom."""
        x0, y0 = self.a * left + self.c * bottom + self.e, self.b * left + self.d * bottom + self.f
        x1, y1 = self.a * right + self.c * top + self.e, self.b * right + self.d * top + self.f
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def boxes(self, left: Numbers, bottom: Numbers, right: Numbers, top: Numbers) -> tuple[Numbers, ...]:
        """Many rectangles as seen, by columns."""
        if (self.a, self.b, self.c, self.d) == (1, 0, 0, -1):  # nearly every page
            return left + self.e, self.f - top, right + self.e, self.f - bottom
        x0, y0 = self.a * left + self.c * bottom + self.e, self.heights(left, bottom)
        x1, y1 = self.a * right + self.c * top + self.e, self.heights(right, top)
        return np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)

    def heights(self, x: Numbers, y: Numbers) -> Numbers:
        """How far down the page many points are seen."""
        return self.b * x + self.d * y + self.f

    def turned(self, quarters: int) -> View:
        """The same page turned anticlockwise, so that text that runs down it (or up, at 3) runs across."""
        view = self
        for _ in range(quarters):
            view = View(view.height, view.width, view.b, -view.a, view.d, -view.c, view.f, view.width - view.e)
        return view

    def scaled(self, scale: float) -> View:
        """The same page, larger."""
        return self if scale == 1.0 else View(*(scale * part for part in astuple(self)))


def scale_of(glyphs: Sequence[Glyph]) -> float:
    """How many times larger a page is to be seen whose unit is not a point, so that distances mean what they mean.

    Pages may say what their unit is (UserUnit), which pdfium does not; text that nobody could read says so too.
    """
    size = median_low([glyph.size for glyph in glyphs]) if glyphs else _USUAL
    return _USUAL / size if size < _TINY else 1.0


def at_scale(glyphs: list[Glyph], scale: float) -> list[Glyph]:
    """The characters of a page that is seen larger."""
    if scale == 1.0:
        return glyphs
    return [Glyph(g.text, g.x0 * scale, g.x1 * scale, g.middle * scale, g.size * scale, g.order) for g in glyphs]


def view_of(page: Any) -> View:
    """The view of a pypdfium2 page: its crop box, turned as the page says."""
    left, bottom, right, top = page.get_bbox()
    match page.get_rotation():
        case 90:
            return View(top - bottom, right - left, 0, 1, 1, 0, -bottom, -left)
        case 180:
            return View(right - left, top - bottom, -1, 0, 0, 1, right, -bottom)
        case 270:
            return View(top - bottom, right - left, 0, -1, -1, 0, top, right)
        case _:
            return View(right - left, top - bottom, 1, 0, 0, -1, -left, top)
