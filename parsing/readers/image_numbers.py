"""Which number does this picture of one line print, and what else may it be?

A number is believed only where all witnesses agree: the recogniser among all characters and among the signs of
numbers, its certainty, and the width and pieces of the ink, which tell how many digits there are. Otherwise the text
carries U+FFFD, which no reader of numbers takes for one: the figure comes out unreadable, never guessed. With it goes
what the line may print, likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from parsing.readers.image_strips import Strip, stark, stretches
from parsing.readers.image_words import NUMERIC, ROUND, Heard, Recogniser, among_numbers, hypotheses, spelled
from parsing.readers.pdf_glyphs import REPLACEMENT

CERTAIN = 0.9
"""Least probability of every sign of a number that is believed after one look."""
AGREED = 0.6
"""The same where two looks at different pictures of the cell gave the same number."""
POSSIBLE = 0.02
"""Share of the likeliest number's probability that another one needs to be a reading of the cell."""
MOST_READINGS = 4

PALE = 205
"""Shade, of 255 for the paper, below which a thin stroke still counts: the top of a printed 0 is that pale."""

LEANING = 0.18
"""Pixels to the right for a pixel of height. A page that was set upright leans by less than 0.01."""
UPRIGHT = 0.1
"""The same for a 1: one that leans more may be a slash."""
BROADEST = 0.28
"""Of its height: how broad a slash is in one row; the flag of a 1 makes 0.3, the bar of a 7 0.5."""

STEM = 0.35
"""Of its height: a 1 is not broader in its middle; a bold one has 0.25, the bar of a 4 0.6."""
BORDER = 2
"""Pixels by which a stroke is broader with its pale border."""

_LOOKALIKES = str.maketrans("OoQ〇。口□◯○lI|丨Il！!", "000000000" + "11111111")
_ROUND = str.maketrans(dict.fromkeys(ROUND, "0"))
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?元?|-?\d+(?:\.\d+)?元?")
_DASH = re.compile(r"[-—–_―－─一/／丿]{1,4}")
_SIGNS = set(NUMERIC) | set("OoQ〇。口□◯○lI|丨！!SsBZz，．·、—–_―－─／丿：;:'’‘`\"")

Image = Any


class _Page(NamedTuple):
    """The page without ruling lines, the height of its type and the usual one of its digits, in pixels.

    A blurred 6 loses its top: it is lower than digits are, but no broader.
    """

    white: Image
    size: float
    digits: float


class Printed(NamedTuple):
    """The text of a cell; where it is in doubt, with U+FFFD, what it may be, likeliest first."""

    text: str
    readings: tuple[str, ...] = ()


def may_be_number(text: str, strip: Strip) -> bool:
    """Is this line a number, a dash, or something that a number could have been taken for?"""
    signs = text.replace(" ", "")
    return all(sign in _SIGNS for sign in signs) or (len(signs) == 1 and strip.width < 1.3 * strip.height)


def read_numbers(white: Image, lines: Sequence[tuple[Strip, Heard]], size: float, reader: Recogniser) -> list[Printed]:
    """What each of these lines prints, each of which may be a number. ``size`` is the height of the page's type."""
    heights = [strip.height for strip, heard in lines if any(sign.isdigit() for sign in heard.text)]
    page = _Page(white, size, median(heights) if heights else 0.0)
    found = [_at_once(page, strip, heard) for strip, heard in lines]
    again = [index for index, printed in enumerate(found) if printed is None]
    second = reader.read([stark(white, lines[index][0], size) for index in again])
    for index, other in zip(again, second, strict=True):
        found[index] = _agreed(page, *lines[index], other)
    return [printed for printed in found if printed is not None]


def _at_once(page: _Page, strip: Strip, heard: Heard) -> Printed | None:
    if len(heard.text) <= 1 and _slants(dark_of(page.white, strip)):
        return Printed("/")
    text = heard.text.translate(_ROUND)
    number, among_signs = plain(text), spelled(heard)
    certain = max(heard.certainty, among_signs.certainty if among_signs.text == text else 0.0) >= CERTAIN
    return Printed(number) if number is not None and certain and _fits(number, page, strip) else None


def _agreed(page: _Page, strip: Strip, heard: Heard, other: Heard) -> Printed:
    """The number in which two looks agree, or the text as first heard with all that it may be."""
    first, second = plain(heard.text.translate(_LOOKALIKES)), among_numbers(other)
    agreed = first is not None and first == plain(second.text) and second.certainty >= AGREED
    if agreed and first is not None and _fits(first, page, strip):
        return Printed(first)
    possible = [number for number in _possible(heard, other) if _fits(number, page, strip)]
    return Printed(heard.text + REPLACEMENT, tuple(possible[:MOST_READINGS]))


def _possible(*looks: Heard) -> Iterator[str]:
    """The numbers that the looks at a cell make possible, by their probability on average, likeliest first."""
    shares: dict[str, float] = {}
    for look in looks:
        for text, probability in hypotheses(look):
            if (number := plain(text)) is not None:
                shares[number] = shares.get(number, 0.0) + probability
    ordered = sorted(shares, key=lambda number: (-shares[number], number))
    return (number for number in ordered if shares[number] >= POSSIBLE * shares[ordered[0]])


def plain(text: str) -> str | None:
    """The number or the sign for nothing that a text is, in the way it is printed; None for anything else."""
    tidy = text.strip().replace("，", ",").replace("．", ".").replace(" ", "")
    if _NUMBER.fullmatch(tidy):
        return tidy
    if _DASH.fullmatch(tidy):
        return "/" if set(tidy) <= set("/／丿") else "—" if len(tidy) == 1 else tidy
    return None


def _fits(text: str, page: _Page, strip: Strip) -> bool:
    """Do the shape of the ink and its width agree with the number of digits?"""
    height, size = strip.height, page.size
    dark = dark_of(page.white, strip)
    digits = sum(sign.isdigit() for sign in text)
    if not digits:
        return _slants(dark) if "/" in text else height < 0.4 * size
    if height < 0.4 * size or (digits == 1 and _slants(dark)) or (text == "1" and _slope(dark)[0] > UPRIGHT):
        return False
    if "元" in text:
        return True
    others = len(text) - digits
    if not ones_are_stems(text, dark):
        return False
    least = (digits - 1) * 0.66 * height + 0.1 * height
    tall = max(height, page.digits)
    most = (digits - 1) * 0.88 * tall + 0.8 * tall + others * 0.6 * tall
    return least <= strip.width <= most


def ones_are_stems(text: str, dark: Image) -> bool:
    """Is nothing in the middle of a 1 but its stem? A fax loses the slant of a 4, which then looks like a 1."""
    height = len(dark)
    pieces = [slice(first, last + 1) for first, last in stretches(dark.any(axis=0).nonzero()[0].tolist(), 1)]
    if len(text) == 1:
        pieces = [slice(None)]
    if len(pieces) != len(text):
        return True  # signs that touch: nothing can be said
    middle = dark[round(0.35 * height) : round(0.78 * height)]
    ones = [middle[:, piece] for sign, piece in zip(text, pieces, strict=True) if sign == "1"]
    return all(row[-1] - row[0] < STEM * height + BORDER for one in ones for y in one if len(row := y.nonzero()[0]))


def dark_of(white: Image, strip: Strip) -> Image:
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
