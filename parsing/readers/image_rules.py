"""Where are the ruling lines of this scanned page, and how far does it lean?

Everything works on one size: a page at 200 dots an inch. The picture is set upright, its paper made white, and
what is long, straight and dark becomes the same edges that the PDF reader takes from drawn lines, in points.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from parsing.readers.pdf_rules import Edge, line

DPI = 200
"""Dots an inch of the working picture: digits of 9 points are 17 pixels high."""
POINT = DPI / 72
"""Pixels."""
STEEPEST = 5.0
"""Degrees that a sheet leans in a feeder at most."""
LEAST = 0.05
"""Degrees that are worth turning a page for: two pixels from one side to the other."""
PLAINLY = 1.03
"""How much sharper a page must be when it is turned: an empty one or a photograph is not."""
INK = 195
"""Shade, of 255 for the paper, below which something is printed."""

BESIDE = 6
"""Pixels above a rule and below it, of which the next one may be its pale border and the others are paper."""
CROWDED = 0.25
"""Part of these that is inked where strokes of words make a run. Beside a rule it is 0.1 at most, but where words stand
close to one that is as short as they are."""

Image = Any


class Kernel(NamedTuple):
    """How long something dark must run to be a ruling line, in points, and how dark it must be."""

    across: float
    down: float
    shade: int


KERNELS = (Kernel(24, 15, 170), Kernel(24, 15, 205), Kernel(36, 15, 236))
"""For plain lines, for hairlines that are blurred, and for the pale grey ones of a web page."""
THICKEST = 4.0
"""Points. What is thicker is a shaded area."""
LONGEST, LOWEST = 60.0, 12.0
"""Points. A table has a level rule of this length at least, and is higher than this."""
GAP = 4
"""Pixels that a rule may be interrupted by."""


def upright(grey: Image, degrees: float) -> Image:
    """The picture turned by so many degrees against the clock."""
    import cv2

    if not degrees:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def lean(grey: Image) -> float:
    """By how many degrees the page has to be turned for its lines to run level, against the clock; 0 for very few.

    At that angle rows of dark and light differ most: lines of text and rules both say it.
    """
    import cv2

    height, width = grey.shape
    if height > 1.5 * width:  # of a long picture, the middle says it as well
        grey = grey[(height - round(1.5 * width)) // 2 :][: round(1.5 * width)]
    scale = min(1.0, 1000 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    rough = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best = max((step / 2 for step in range(-int(STEEPEST * 2), int(STEEPEST * 2) + 1)), key=partial(_contrast, rough))
    for step in (0.1, 0.02):
        best = max((best + step * at for at in range(-5, 6)), key=partial(_contrast, ink))
    return best if abs(best) >= LEAST and _contrast(ink, best) > PLAINLY * _contrast(ink, 0) else 0.0


def _contrast(ink: Image, angle: float) -> float:
    """How much rows of a picture differ from the next ones when it is sheared by so many degrees."""
    import cv2
    import numpy

    height, width = ink.shape
    shear = math.tan(math.radians(angle))
    level = numpy.array([[1, 0, 0], [-shear, 1, shear * width / 2]], numpy.float64)
    rows = cv2.warpAffine(ink, level, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=numpy.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def whitened(grey: Image) -> Image:
    """The same picture with its paper at 255, however grey or unevenly lit it is."""
    import cv2

    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))), 9)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, paper, scale=255)


def ruling(white: Image, kernel: Kernel) -> tuple[list[Edge], Image]:
    """The ruling lines of an upright page, in points, and a mask of the pixels that they cover."""
    import cv2

    dark = cv2.threshold(white, kernel.shade - 1, 255, cv2.THRESH_BINARY_INV)[1]
    across = _runs(dark, "h", round(kernel.across * POINT))
    down = _runs(dark, "v", round(kernel.down * POINT))
    level = _drawn(_apart(across, dark, down), dark, "h")
    plumb = _drawn(_apart(down.T, dark.T, across.T).T, dark, "v")
    mask = _large(level, plumb)
    edges = [
        edge
        for runs, orientation in ((level, "h"), (plumb, "v"))
        for edge in _edges(cv2.bitwise_and(runs, mask), orientation)
    ]
    return edges, mask


def _large(level: Image, plumb: Image) -> Image:
    """Only what hangs together with a rule as long as those of a table: the strokes of a title's characters do not."""
    import cv2
    import numpy

    runs = cv2.bitwise_or(level, plumb)
    near = cv2.dilate(runs, cv2.getStructuringElement(cv2.MORPH_RECT, (GAP + 1, GAP + 1)))
    whole = cv2.morphologyEx(level, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3)))
    long = cv2.morphologyEx(
        whole, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (round(LONGEST * POINT), 1))
    )
    outlines, nested = cv2.findContours(near, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    large = numpy.zeros_like(near)
    for at, outline in enumerate(outlines):
        _, _, hole, around = nested[0][at].tolist()
        left, top, width, height = cv2.boundingRect(outline)
        if around >= 0 or height <= LOWEST * POINT or width < LONGEST * POINT:
            continue
        holes = []
        while hole >= 0:
            holes.append(outlines[hole])
            hole = int(nested[0][hole][0])
        own = numpy.zeros((height, width), numpy.uint8)
        cv2.fillPoly(own, [outline, *holes], 255, offset=(-left, -top))
        part = slice(top, top + height), slice(left, left + width)
        if cv2.bitwise_and(own, long[part]).any():
            large[part] = cv2.bitwise_or(large[part], own)
    return cv2.bitwise_and(runs, large)


def _runs(dark: Image, orientation: str, length: int) -> Image:
    """The pixels of what runs for so long in one direction, with small gaps closed."""
    import cv2

    # A line that leans by a pixel between two rows of the picture is one line: make it thicker first.
    whole = cv2.morphologyEx(cv2.dilate(dark, _thick(orientation)), cv2.MORPH_CLOSE, _bar(orientation, GAP + 1))
    return cv2.morphologyEx(whole, cv2.MORPH_OPEN, _bar(orientation, length))


def _drawn(runs: Image, dark: Image, orientation: str) -> Image:
    """The dark pixels of these runs."""
    import cv2

    return cv2.bitwise_and(cv2.dilate(runs, _bar(orientation, 3)), cv2.dilate(dark, _thick(orientation)))


def _bar(orientation: str, size: int) -> Image:
    import cv2

    return cv2.getStructuringElement(cv2.MORPH_RECT, (size, 1) if orientation == "h" else (1, size))


def _thick(orientation: str) -> Image:
    return _bar("v" if orientation == "h" else "h", 3)


def _apart(level: Image, dark: Image, plumb: Image) -> Image:
    """The level runs with paper above and below them: blurred strokes of words that stand close run on as well.

    A short rule with words close to one side of it joins two plumb ones.
    """
    import cv2
    import numpy

    kept = numpy.ascontiguousarray(level)
    rules = numpy.ascontiguousarray(plumb)
    near = cv2.dilate(rules, cv2.getStructuringElement(cv2.MORPH_RECT, (2 * GAP + 1, 1)))
    words = cv2.bitwise_and(numpy.ascontiguousarray(dark), cv2.bitwise_not(near))
    outlines, _ = cv2.findContours(kept, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        left, top, width, height = cv2.boundingRect(outline)
        right, bottom = left + width, top + height
        above, below = words[max(0, top - BESIDE) : max(0, top - 1), left:right], words[bottom + 1 : bottom + BESIDE]
        inked = [cv2.countNonZero(part) / part.size for part in (above, below[:, left:right]) if part.size]
        ends = near[top:bottom, left], near[top:bottom, right - 1]
        if not inked:  # from edge to edge of the page
            continue
        if min(inked) > CROWDED or (max(inked) > CROWDED and not all(end.any() for end in ends)):
            cv2.drawContours(kept, [outline], -1, 0, cv2.FILLED)
    return kept


def _edges(runs: Image, orientation: str) -> Iterator[Edge]:
    """The lines of these runs. Outlines are followed: to number every pixel of a page takes ten times as long."""
    import cv2
    import numpy

    outlines, _ = cv2.findContours(runs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in reversed(outlines):  # from top to bottom
        left, top, width, height = cv2.boundingRect(outline)
        own = numpy.zeros((height, width), numpy.uint8)
        cv2.drawContours(own, [outline], -1, 1, cv2.FILLED, offset=(-left, -top))
        ys, xs = (own & (runs[top : top + height, left : left + width] > 0)).nonzero()
        length = width if orientation == "h" else height
        if len(ys) / length > THICKEST * POINT:
            continue
        if orientation == "h":
            yield line("h", (top + float(ys.mean())) / POINT, left / POINT, (left + width) / POINT)
        else:
            yield line("v", (left + float(xs.mean())) / POINT, top / POINT, (top + height) / POINT)
