"""Where are the lines of text of this scanned page, and what does each look like by itself?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from parsing.readers.image_rules import POINT
from parsing.readers.pdf_glyphs import Box

SPECK = 2.0
"""Points. A cell with nothing larger in it is empty; a decimal point is smaller, but never alone."""
JOINT = 1.25
"""Of the type's height: inked rows that reach no further from top to bottom are one line."""
EDGE = 2
"""Pixels around the ink that go into the picture of a line: the pale border of its strokes."""
TYPE = (7.0, 26.0)
"""Points. Heights of line that can be those of the page's type."""

Image = Any


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of text of the page: where its ink is, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Pixels from the top of its ink to the bottom."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Pixels from the left end of its ink to the right."""
        return self.right - self.left


def strips_in(ink: Image, box: Box, *, trimmed: bool = False) -> list[Strip]:
    """The runs of inked rows in a box (in points) of the page, from top to bottom.

    ``trimmed`` leaves out what is too small for a sign at the ends of each, and runs of nothing else: dirt in a cell.
    """
    x0, top, x1, bottom = (round(part * POINT) for part in box)
    part = ink[top:bottom, x0:x1]
    if not part.size:
        return []
    rows = part.any(axis=1).nonzero()[0].tolist()
    strips: list[Strip] = []
    for first, last in stretches(rows, 1):
        run = part[first : last + 1]
        columns = run.any(axis=0).nonzero()[0].tolist()
        signs = [ends for ends in stretches(columns, 1) if not trimmed or not _is_speck(run, ends)]
        if signs:
            strips.append(Strip(x0 + signs[0][0], top + first, x0 + signs[-1][1] + 1, top + last + 1))
    return strips


def _is_speck(run: Image, ends: tuple[int, int]) -> bool:
    first, last = ends
    if last - first >= SPECK * POINT:
        return False
    rows = run[:, first : last + 1].any(axis=1).nonzero()[0]
    return bool(rows[-1] - rows[0] < SPECK * POINT)


def joined(strips: Sequence[Strip], size: float) -> list[Strip]:
    """The lines of text that runs of inked rows make up: the bar of a 5 and the two strokes of 二 stand apart.

    ``size`` is the height of the page's type. What is too small for a sign of its own is dirt.
    """
    lines: list[Strip] = []
    for strip in strips:
        if lines and strip.bottom - lines[-1].top <= JOINT * size:
            above = lines.pop()
            strip = Strip(min(above.left, strip.left), above.top, max(above.right, strip.right), strip.bottom)
        lines.append(strip)
    return [line for line in lines if max(line.height, line.width) >= SPECK * POINT]


def stretches(places: Sequence[int], gap: int) -> Iterator[tuple[int, int]]:
    """First and last of the runs of numbers that are not more than ``gap`` apart."""
    start = before = None
    for place in places:
        if start is None or before is None:
            start = place
        elif place - before > gap:
            yield start, before
            start = place
        before = place
    if start is not None and before is not None:
        yield start, before


def type_size(strips: Sequence[Strip]) -> float:
    """The usual height of a line of the page's type, in pixels."""
    low, high = TYPE
    heights = [strip.height for strip in strips if low * POINT <= strip.height <= high * POINT]
    return float(median(heights)) if heights else 10.5 * POINT


def crop(white: Image, strip: Strip, size: float, margin: float = 0.3, beside: float = 0.15) -> Image:
    """A line with paper around it, at least as high as the page's type: a dash must not be blown up to a bar.

    ``margin`` and ``beside`` are how much paper, above and below as a part of its height, at its sides of the type's.
    """
    import cv2

    part = white[max(0, strip.top - EDGE) : strip.bottom + EDGE, max(0, strip.left - EDGE) : strip.right + EDGE]
    missing = max(0.0, 0.75 * size - strip.height) / 2
    upper = max(0, round(missing + margin * max(strip.height, 0.75 * size)) - EDGE)
    side = max(0, round(beside * size) - EDGE)
    return cv2.copyMakeBorder(part, upper, upper, side, side, cv2.BORDER_CONSTANT, value=255)


def stark(white: Image, strip: Strip, size: float) -> Image:
    """Another picture of the same line: black and white, and smaller in its frame."""
    import cv2

    return cv2.threshold(crop(white, strip, size, 0.45, 0.3), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
