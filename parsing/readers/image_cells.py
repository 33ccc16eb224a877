"""What stands in each cell of the tables of this scanned page?

Every line of every cell is cut out and given to the recogniser by itself, so that no digit can wander into another
cell. A number is believed only where all witnesses agree: the recogniser among all characters and among the signs of
numbers, its certainty, and the width and pieces of the ink, which tell how many digits there are. Otherwise the text
carries U+FFFD, which no reader of numbers takes for one: the figure comes out unreadable, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from parsing.readers.image_rules import POINT
from parsing.readers.image_words import NUMERIC, Heard, Recogniser
from parsing.readers.pdf_glyphs import REPLACEMENT, Box
from parsing.readers.pdf_grids import Table

CERTAIN = 0.9
"""Least probability of every sign of a number that is believed after one look."""
AGREED = 0.6
"""The same where two looks at different pictures of the cell gave the same number."""
SPECK = 2.0
"""Points. A cell with nothing larger in it is empty; a decimal point is smaller, but never alone."""
JOINT = 1.25
"""Of the type's height: inked rows that reach no further from top to bottom are one line."""
EDGE = 2
"""Pixels around the ink that go into the picture of a line: the pale border of its strokes."""
TYPE = (7.0, 26.0)
"""Points. Heights of line that can be those of the page's type."""

PALE = 205
"""Shade, of 255 for the paper, below which a thin stroke still counts: the top of a printed 0 is that pale."""

LEANING = 0.18
"""Pixels to the right for a pixel of height. A page that was set upright leans by less than 0.01."""
UPRIGHT = 0.1
"""The same for a 1: one that leans more may be a slash."""
BROADEST = 0.28
"""Of its height: how broad a slash is in one row; the flag of a 1 makes 0.3, the bar of a 7 0.5."""

_LOOKALIKES = str.maketrans("OoQ〇。口□◯○lI|丨Il！!", "000000000" + "11111111")
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?元?|-?\d+(?:\.\d+)?元?")
_DASH = re.compile(r"[-—–_―－─一/／丿]{1,4}")
_SIGNS = set(NUMERIC) | set("OoQ〇。口□◯○lI|丨！!SsBZz，．·、—–_―－─／丿：;:'’‘`\"")

Image = Any
Home = tuple[int, int]


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


def read_cells(
    white: Image, ink: Image, tables: Sequence[Table], reader: Recogniser
) -> tuple[dict[Home, str], list[Heard]]:
    """The text of every cell that holds ink, by table and cell; and all lines as heard.

    ``white`` and ``ink`` are without ruling lines.
    """
    runs = {
        (owner, index): strips_in(ink, slot.box)
        for owner, table in enumerate(tables)
        for index, slot in enumerate(table.slots)
    }
    size = type_size([strip for found in runs.values() for strip in found])
    strips = {home: joined(found, size) for home, found in runs.items()}
    every = [(home, strip) for home, found in strips.items() for strip in found]
    heard = reader.read([crop(white, strip, size) for _, strip in every])
    texts: dict[Home, str] = {}
    doubtful: list[tuple[Home, Strip, Heard]] = []
    for (home, strip), what in zip(every, heard, strict=True):
        if len(strips[home]) > 1 or not _may_be_number(what.text, strip):
            text = what.text if what.text else REPLACEMENT
            texts[home] = f"{texts[home]}\n{text}" if home in texts else text
        else:
            doubtful.append((home, strip, what))
    texts |= _numbers(white, doubtful, size, reader)
    return texts, heard


def strips_in(ink: Image, box: Box) -> list[Strip]:
    """The runs of inked rows in a box (in points) of the page, from top to bottom."""
    x0, top, x1, bottom = (round(part * POINT) for part in box)
    part = ink[top:bottom, x0:x1]
    if not part.size:
        return []
    rows = part.any(axis=1).nonzero()[0].tolist()
    strips: list[Strip] = []
    for first, last in _stretches(rows, 1):
        columns = part[first : last + 1].any(axis=0).nonzero()[0]
        strips.append(Strip(x0 + int(columns[0]), top + first, x0 + int(columns[-1]) + 1, top + last + 1))
    return strips


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


def _stretches(places: Sequence[int], gap: int) -> Iterator[tuple[int, int]]:
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


def _may_be_number(text: str, strip: Strip) -> bool:
    """Is this line a number, a dash, or something that a number could have been taken for?"""
    signs = text.replace(" ", "")
    return all(sign in _SIGNS for sign in signs) or (len(signs) == 1 and strip.width < 1.3 * strip.height)


def _numbers(
    white: Image, cells: Sequence[tuple[Home, Strip, Heard]], size: float, reader: Recogniser
) -> dict[Home, str]:
    """The numbers of the cells that hold one, or their text marked as doubtful."""
    texts: dict[Home, str] = {}
    again: list[tuple[Home, Strip, Heard]] = []
    for home, strip, heard in cells:
        number = plain(heard.text)
        if len(heard.text) <= 1 and _slants(_dark(white, strip)):
            texts[home] = "/"
        elif number is not None and heard.certainty >= CERTAIN and _fits(number, white, strip, size):
            texts[home] = number
        else:
            again.append((home, strip, heard))
    second = reader.read([_other(white, strip, size) for _, strip, _ in again], numeric=True)
    for (home, strip, heard), other in zip(again, second, strict=True):
        first = plain(heard.text.translate(_LOOKALIKES))
        agreed = first is not None and first == plain(other.text) and other.certainty >= AGREED
        if agreed and first is not None and _fits(first, white, strip, size):
            texts[home] = first
        else:
            texts[home] = heard.text + REPLACEMENT
    return texts


def _other(white: Image, strip: Strip, size: float) -> Image:
    """Another picture of the same line: black and white, and smaller in its frame."""
    import cv2

    return cv2.threshold(crop(white, strip, size, 0.45, 0.3), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]


def plain(text: str) -> str | None:
    """The number or the sign for nothing that a text is, in the way it is printed; None for anything else."""
    tidy = text.strip().replace("，", ",").replace("．", ".").replace(" ", "")
    if _NUMBER.fullmatch(tidy):
        return tidy
    if _DASH.fullmatch(tidy):
        return "/" if set(tidy) <= set("/／丿") else "—" if len(tidy) == 1 else tidy
    return None


def _fits(text: str, white: Image, strip: Strip, size: float) -> bool:
    """Do the shape of the ink and its width agree with the number of digits?"""
    height = strip.height
    dark = _dark(white, strip)
    digits = sum(sign.isdigit() for sign in text)
    if not digits:
        return _slants(dark) if "/" in text else height < 0.4 * size
    if height < 0.4 * size or (digits == 1 and _slants(dark)) or (text == "1" and _slope(dark)[0] > UPRIGHT):
        return False
    if "元" in text:
        return True
    others = len(text) - digits
    least = (digits - 1) * 0.66 * height + 0.1 * height
    most = (digits - 1) * 0.88 * height + 0.8 * height + others * 0.6 * height
    return least <= strip.width <= most


def _dark(white: Image, strip: Strip) -> Image:
    """The ink of a strip with its pale parts, without the finest noise."""
    import cv2

    part = cv2.GaussianBlur(white[strip.top : strip.bottom, strip.left : strip.right], (3, 3), 0)
    return cv2.threshold(part, PALE - 1, 255, cv2.THRESH_BINARY_INV)[1]


def _slope(dark: Image) -> tuple[float, float]:
    """How far a stroke goes to the right for a pixel of height, and how far from straight it is on average."""
    import numpy

    ys, xs = dark.nonzero()
    if len(set(ys.tolist())) < 2:
        return 0.0, 0.0
    slope, start = numpy.polyfit(ys, xs, 1)
    return -float(slope), float(numpy.sqrt(((xs - slope * ys - start) ** 2).mean()))


def _slants(dark: Image) -> bool:
    """Is this one thin straight stroke that leans to the right, as / does? The recogniser takes it for a 1 or a 7.

    A 1 stands upright or, in italics, has a flag; a 7 has a bar: either makes a row of the picture broad.
    """
    height, width = dark.shape
    extents = [int(row[-1] - row[0]) + 1 for row in (dark[y].nonzero()[0] for y in range(height)) if len(row)]
    if width > height or len(extents) < 0.9 * height or max(extents) > BROADEST * height:
        return False
    slope, astray = _slope(dark)
    return slope >= LEANING and astray < 0.08 * height
