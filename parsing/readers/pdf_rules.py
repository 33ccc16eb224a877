"""Which ruling lines are drawn on this PDF page?

A ruling line is a stroke, a side of a stroked rectangle or a thin filled shape, in a colour that shows on white.
Fills that have an area are not: Word, WPS and browsers put white or coloured rectangles behind paragraphs and cells;
only where light cells tile a dark ground are the gaps between them rules.
Clipping paths paint nothing. Dots in a row are a line. An edge is the dictionary that pdfplumber's table geometry
works on, in points as seen.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pdfplumber.table import join_edge_group

from parsing.readers.pdf_calls import Thing, bare, bounds_of, things_in
from parsing.readers.pdf_glyphs import Box, TooMuch, View

Edge = dict[str, Any]

THIN = 5.0
"""Points. A filled shape up to this thick is a line; a shaded cell is at least as high as its text."""
WHITE = 245
"""A colour with no component below this does not show on paper; web tables are ruled in greys up to #eee, 238."""
SLANT = 1.0
"""Points. A line this far off its axis is still meant to be straight."""
DOT = 3.0
"""Points. A mark no longer than this has no direction of its own."""
CONTRAST = 30
"""A cell is lighter than the ground it is painted on by this much at least."""
_AREAS = 2_000  # of one page; beyond that it is a picture
_CELLS = 4  # fewer on one ground are highlighted words
_TILED = 0.7  # part of the ground that cells cover
_GAP = 3.0  # between the dots of a dotted line
_DOTTED = 10.0  # the shortest dotted line
_LEVELS = 8  # of form XObjects inside each other; real ones have one or two
_SEGMENTS = 5_000  # of one path; beyond that it is a drawing


class Matrix(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, other: Matrix) -> Matrix:
        """One matrix for what this one does and then the other."""
        a, b, c, d, e, f = other
        return Matrix(
            a * self.a + c * self.b,
            b * self.a + d * self.b,
            a * self.c + c * self.d,
            b * self.c + d * self.d,
            a * self.e + c * self.f + e,
            b * self.e + d * self.f + f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point, moved."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box around two corners, moved."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


Point = tuple[float, float]
Outline = tuple[list[Point], set[int]]
"""The points of a subpath as seen, and the indexes of points that a curve leads to."""


def line(orientation: str, position: float, start: float, end: float) -> Edge:
    """A horizontal ("h") or vertical ("v") line at a position, from start to end, as pdfplumber has it."""
    x0, top, x1, bottom = (start, position, end, position) if orientation == "h" else (position, start, position, end)
    return {
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": orientation,
    }


def read_edges(things: Sequence[Thing], view: View, limit: int) -> list[Edge]:
    """The ruling lines of a page with these objects. Raises TooMuch for more than ``limit``, those in forms counted."""
    pen = _Pen(view)
    for path, place in _paths(things, Matrix(view.a, view.b, view.c, view.d, view.e, view.f), [limit], _LEVELS):
        pen.draw(path, place)
    return pen.edges()


def _paths(things: Sequence[Thing], place: Matrix, budget: list[int], levels: int) -> Iterator[tuple[Any, Matrix]]:
    """Every path object with the matrix of what contains it; ``budget`` is what is left of the limit."""
    budget[0] -= len(things)
    if budget[0] < 0:
        raise TooMuch("too many page objects")
    for kind, thing in things:
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield thing, place
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and levels:
            inside = things_in(thing, budget[0] + 1)
            yield from _paths(inside, _matrix_of(thing).then(place), budget, levels - 1)


def _matrix_of(thing: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    _matrix(thing, ctypes.byref(matrix))
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


class Marks:
    """What is drawn on one page: lines, dots and areas, collected from the outlines of its paths."""

    def __init__(self) -> None:
        self.lines: list[Edge] = []
        self.dots: list[Box] = []
        self.areas: list[tuple[Box, int]] = []
        """Filled rectangles that are no lines, in the order they are painted, with their shade."""

    def edges(self) -> list[Edge]:
        """The ruling lines that the marks make."""
        return self.lines + _dotted_lines(self.dots) + _between_areas(self.areas)

    def sides(self, outlines: Iterable[Outline]) -> None:
        """Take the straight parts of stroked outlines."""
        for points, breaks in outlines:
            for at, ((x0, y0), (x1, y1)) in enumerate(pairwise(points), start=1):
                if at not in breaks and min(abs(x1 - x0), abs(y1 - y0)) <= SLANT:
                    self.thin(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def thin_parts(self, outlines: Iterable[Outline]) -> None:
        """Take the thin ones of filled outlines; one path often holds many thin rectangles."""
        for points, curves in outlines:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            if not curves and len(points) <= 6 and min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN:
                self.thin(min(xs), min(ys), max(xs), max(ys))

    def thin(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Take a thin mark as a line, or as a dot where it has no direction."""
        if max(x1 - x0, bottom - top) <= DOT:
            self.dots.append((x0, top, x1, bottom))
        elif x1 - x0 >= bottom - top:
            self.lines.append(line("h", (top + bottom) / 2, x0, x1))
        else:
            self.lines.append(line("v", (x0 + x1) / 2, top, bottom))


_matrix = bare(pdfium.FPDFPageObj_GetMatrix, ctypes.c_int)
_fill_colour = bare(pdfium.FPDFPageObj_GetFillColor, ctypes.c_int)
_stroke_colour = bare(pdfium.FPDFPageObj_GetStrokeColor, ctypes.c_int)
_stroke_width = bare(pdfium.FPDFPageObj_GetStrokeWidth, ctypes.c_int)
_draw_mode = bare(pdfium.FPDFPath_GetDrawMode, ctypes.c_int)
_segments = bare(pdfium.FPDFPath_CountSegments, ctypes.c_int)
_segment = bare(pdfium.FPDFPath_GetPathSegment, ctypes.c_size_t)
_type = bare(pdfium.FPDFPathSegment_GetType, ctypes.c_int)
_point = bare(pdfium.FPDFPathSegment_GetPoint, ctypes.c_int)
_closes = bare(pdfium.FPDFPathSegment_GetClose, ctypes.c_int)


class _Pen(Marks):
    """Collects the marks of one pypdfium2 page."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
        self._modes = ctypes.c_int(), ctypes.c_int()
        self._modes_at = list(map(ctypes.byref, self._modes))
        self._width = ctypes.c_float()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_at = list(map(ctypes.byref, self._colour))

    def draw(self, path: Any, place: Matrix) -> None:
        """Take the ruling lines out of one path object; ``place`` leads from its container to the page as seen."""
        x0, top, x1, bottom = place.box(*bounds_of(path))
        if x1 < 0 or bottom < 0 or x0 > self.view.width or top > self.view.height:
            return
        fill, stroke = self._modes
        _draw_mode(path, *self._modes_at)
        if stroke.value:
            matrix = _matrix_of(path).then(place)
            if self._shade(path, _stroke_colour) < WHITE and not self._broad(path, matrix):
                self.sides(_outlines(path, matrix))
        elif fill.value:
            shade = self._shade(path, _fill_colour)
            if min(x1 - x0, bottom - top) <= THIN:
                if shade < WHITE:
                    self.thin(x0, top, x1, bottom)
            elif _segments(path) <= 5:
                self.areas.append(((x0, top, x1, bottom), shade))
            elif shade < WHITE:
                self.thin_parts(_outlines(path, _matrix_of(path).then(place)))

    def _shade(self, path: Any, colour_of: Callable[..., int]) -> int:
        """The darkest component of a colour, 0 to 255; 255 where it is transparent, 0 where it is a pattern."""
        if not colour_of(path, *self._colour_at):
            return 0
        red, green, blue, alpha = (part.value for part in self._colour)
        return min(red, green, blue) if alpha else 255

    def _broad(self, path: Any, matrix: Matrix) -> bool:
        """Is the stroke so broad that it shades an area?"""
        _stroke_width(path, ctypes.byref(self._width))
        return self._width.value * max(abs(matrix.a), abs(matrix.b)) > THIN


def _outlines(path: Any, matrix: Matrix) -> Iterator[Outline]:
    """The subpaths of a path: their points as seen, and the indexes of points that a curve leads to."""
    count = _segments(path)
    if count > _SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    places = ctypes.byref(x), ctypes.byref(y)
    points: list[Point] = []
    curves: set[int] = set()
    for segment in map(ctypes.c_void_p.from_param, map(_segment, repeat(path), range(count))):
        kind = _type(segment)
        _point(segment, *places)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, curves
            points, curves = [], set()
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curves.add(len(points))
        points.append(matrix.point(x.value, y.value))
        if _closes(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points, curves


def _dotted_lines(dots: list[Box]) -> list[Edge]:
    """Dots that follow each other closely in a row or a column, as lines."""
    rows: dict[tuple[str, float], list[Edge]] = defaultdict(list)
    for x0, top, x1, bottom in dots:
        y, x = round((top + bottom) / 2, 1), round((x0 + x1) / 2, 1)
        rows["h", y].append(line("h", y, x0, x1))
        rows["v", x].append(line("v", x, top, bottom))
    joined = (edge for (orientation, _), row in rows.items() for edge in join_edge_group(row, orientation, _GAP))
    return [edge for edge in joined if max(edge["width"], edge["height"]) >= _DOTTED]


def _between_areas(areas: list[tuple[Box, int]]) -> list[Edge]:
    """The rules of a table that has none: old web pages paint light cells on a dark ground, a little apart."""
    edges: list[Edge] = []
    if len(areas) > _AREAS:
        return edges
    for index, (ground, shade) in enumerate(areas):
        if shade >= WHITE:
            continue
        cells = [box for box, lighter in areas[index + 1 :] if lighter >= shade + CONTRAST and _inside(box, ground)]
        if len(cells) >= _CELLS and sum(map(_area, cells)) > _TILED * _area(ground):
            for x0, top, x1, bottom in cells:
                edges += [line("h", y, x0, x1) for y in (top, bottom)] + [line("v", x, top, bottom) for x in (x0, x1)]
    return edges


def _inside(box: Box, ground: Box) -> bool:
    return box[0] >= ground[0] and box[1] >= ground[1] and box[2] <= ground[2] and box[3] <= ground[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
