"""Which characters and ruling lines does the content of an OFD page place, and where?

Coordinates come in millimetres within the boundary of each object (GB/T 33190-2016, 8.5 and 11.3) and leave in points
with the origin at the top left of the page.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from lxml import etree

from parsing.readers.pdf_glyphs import Glyph, TooMuch, View
from parsing.readers.pdf_rules import THIN, WHITE, Marks, Matrix, Outline, Point

POINTS = 72 / 25.4
"""Points in a millimetre."""
MAX_DELTAS = 20_000
"""Advances of one text; a line of text has 40."""
_MIDDLE_OF_EM = 0.36  # above the baseline, in em; see pdf_glyphs
_NARROW = 0.62  # em; what a digit or letter takes at most, however far away the next one is set
_GROUPS = frozenset({"Content", "Layer", "PageBlock"})
_LENGTHS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_MAX_STEPS = 5_000  # of one path; beyond that it is a drawing


class OfdPage:
    """A page being drawn. ``box`` is its physical box in millimetres: x, y, width, height."""

    def __init__(self, box: tuple[float, ...], characters: int, objects: int) -> None:
        self.view = View(box[2] * POINTS, box[3] * POINTS, 1, 0, 0, 1, 0, 0)
        self.glyphs: list[Glyph] = []
        self.marks = Marks()
        self.objects = 0
        self._origin = Matrix(POINTS, 0, 0, POINTS, -box[0] * POINTS, -box[1] * POINTS)
        self._characters, self._most = characters, objects

    def seen(self) -> list[Glyph]:
        """The characters that lie on the page."""
        return [g for g in self.glyphs if 0 <= g.x0 + g.x1 <= 2 * self.view.width and 0 <= g.middle <= self.view.height]

    def draw(self, group: Any) -> None:
        """Take the characters and lines of a content, a layer or a block of either, in order."""
        for element in group if group is not None else ():
            if not isinstance(element.tag, str):
                continue
            kind = etree.QName(element).localname
            self.objects += 1
            if self.objects > self._most:
                raise TooMuch("too many page objects")
            if element.get("Visible", "true").lower() == "false" or element.get("Alpha") == "0":
                continue
            if kind in _GROUPS:
                self.draw(element)
            elif kind == "TextObject":
                self._text(element)
            elif kind == "PathObject":
                self._path(element)

    def _matrix(self, element: Any) -> Matrix:
        """From the object's own coordinates to the page as seen."""
        x, y, *_ = [*numbers(element.get("Boundary")), 0.0, 0.0]
        own = numbers(element.get("CTM"))
        matrix = Matrix(*own) if len(own) == 6 else Matrix(1, 0, 0, 1, 0, 0)
        return matrix.then(Matrix(1, 0, 0, 1, x, y)).then(self._origin)

    def _text(self, element: Any) -> None:
        matrix = self._matrix(element)
        em = float(element.get("Size", "0"))
        size = em * math.hypot(matrix.c, matrix.d)
        broad = em * float(element.get("HScale", "1"))
        if not 0 < size < 1e4:
            return
        x = y = 0.0
        for code in element.iterfind("{*}TextCode"):
            x, y = float(code.get("X", x)), float(code.get("Y", y))
            text = code.text or ""
            here, down = x, y
            across, below = (advances(code.get(name)) for name in ("DeltaX", "DeltaY"))
            for character in text:
                width = broad * _width(character)
                dx, dy = next(across, None), next(below, 0.0)
                self._glyph(character, matrix, (here, down), min(width, dx) if dx and dx > 0 else width, size)
                here += dx if dx is not None else 0.0 if dy else width
                down += dy

    def _glyph(self, character: str, matrix: Matrix, at: Point, width: float, size: float) -> None:
        """One character from its origin on the baseline; how wide it is, the format does not say."""
        if len(self.glyphs) >= self._characters:
            raise TooMuch("too many characters")
        if unicodedata.category(character) in {"Cc", "Cf"}:
            return
        x0, y = matrix.point(*at)
        x1, _ = matrix.point(at[0] + width, at[1])
        middle = y - _MIDDLE_OF_EM * size
        self.glyphs.append(Glyph(character, min(x0, x1), max(x0, x1), middle, size, len(self.glyphs)))

    def _path(self, element: Any) -> None:
        matrix = self._matrix(element)
        outlines = list(_outlines(element.findtext("{*}AbbreviatedData", ""), matrix))
        if not outlines:
            return
        thick = float(element.get("LineWidth", "0.353")) * math.hypot(matrix.a, matrix.b)
        if element.get("Stroke", "true").lower() != "false":
            if _shade(element.find("{*}StrokeColor")) < WHITE and thick <= THIN:
                self.marks.sides(outlines)
        elif element.get("Fill", "false").lower() == "true":
            self._area(outlines, _shade(element.find("{*}FillColor")))

    def _area(self, outlines: list[Outline], shade: int) -> None:
        points = [point for outline, _ in outlines for point in outline]
        (x0, x1), (top, bottom) = ((min(values), max(values)) for values in zip(*points, strict=True))
        if min(x1 - x0, bottom - top) <= THIN:
            if shade < WHITE:
                self.marks.thin(x0, top, x1, bottom)
        elif len(points) <= 5:
            self.marks.areas.append(((x0, top, x1, bottom), shade))
        elif shade < WHITE:
            self.marks.thin_parts(outlines)


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute such as a boundary; none where one of them is no number."""
    try:
        found = [float(word) for word in (text or "").split()]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []


def advances(text: str | None) -> Iterator[float]:
    """The distances to the next characters; ``g 3 4.5`` stands for ``4.5 4.5 4.5``."""
    words = iter((text or "").split())
    parts: list[Iterator[float]] = []
    left = MAX_DELTAS
    for word in words:
        count = min(int(next(words, "0")), left) if word == "g" else 1
        distance = float(next(words, "0")) if word == "g" else float(word)
        left -= count
        parts.append(repeat(distance, count))
        if left <= 0:
            break
    return chain.from_iterable(parts)


def _width(character: str) -> float:
    """The width that a character can be trusted to fill, in em."""
    return 1.0 if unicodedata.east_asian_width(character) in {"W", "F", "A"} else _NARROW if character.strip() else 0.25


def _shade(colour: Any) -> int:
    """The darkest component of a colour, 0 to 255; 255 where it is transparent, 0 for the default, black."""
    if colour is None:
        return 0
    if colour.get("Alpha") == "0":
        return 255
    parts = numbers(colour.get("Value"))
    return int(min(parts)) if len(parts) in {1, 3} else 0


def _outlines(data: str, matrix: Matrix) -> Iterator[Outline]:
    """The subpaths of a path as seen."""
    words = data.split()
    points: list[Point] = []
    curves: set[int] = set()
    at = 0
    for _ in range(_MAX_STEPS):
        if at >= len(words):
            break
        kind = words[at]
        length = _LENGTHS[kind]
        values = [float(word) for word in words[at + 1 : at + 1 + length]]
        at += 1 + length
        if kind in {"S", "M"} and points:
            yield points, curves
            points, curves = [], set()
        if kind == "C":
            if points and points[0] != points[-1]:
                points.append(points[0])
            continue
        if kind in {"Q", "B", "A"}:
            curves.add(len(points))
        points.append(matrix.point(values[-2], values[-1]))
    if points:
        yield points, curves
