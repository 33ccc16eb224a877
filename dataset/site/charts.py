"""How does a series through the years become a picture? SVG that needs no script and no style attribute.

    points = (Point(2020, 9, "2020: 9"), Point(2021, 12, "2021: 12"))
    line_chart("agency-counts", "Requests", [Line("Received", points)], marks=[Mark(2021, "form of 2021")])

Every year between the first and the last has its place; one that no line has a value for is hatched, and no line goes
on across it. A line is told from another by its dashes and its markers too, not by its colour alone. ``desc`` holds
every point in words. The colours are in ``styles/10-charts.css``; what is written in the picture is the caller's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

MOST = 6
"""Lines of one chart that can still be told apart."""
_WIDTH, _HEIGHT = 480.0, 246.0
_TOP, _BOTTOM, _LEFT = 48.0, 218.0, 46.0
_LETTER = 14.0
"""Height of a letter; of those that are not Chinese the width is under two thirds of it."""
_APART = 17.0
"""Least distance of two labels at the ends of lines."""
_DASHES = ("", "7 4", "2 4", "9 3 2 3", "4 3", "1 3")
_TICKS = 5
"""Most steps of the axis."""
_ROWS = 3
"""Rows of texts of marks above the chart."""


@dataclass(frozen=True)
class Point:
    """One year of a line."""

    year: int
    value: float | None
    """None where nothing is stated: a gap, never nought."""
    said: str
    """The point in words, with its unit, and for a rate with n/N."""
    faint: bool = False
    """Rests on few cases: its marker is hollow."""


@dataclass(frozen=True)
class Line:
    """One series under its name. Points are in the order of their years."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Mark:
    """From ``year`` on the figures follow another form or another rule."""

    year: int
    text: str
    """Short: it stands above the chart."""
    cuts: bool = False
    """What is before cannot be compared with what is after: no line goes on across it."""


@dataclass(frozen=True)
class _Frame:
    """Where a year and a value stand in the picture."""

    first: int
    last: int
    top: float
    """The value at the top of the axis."""
    right: float

    def x(self, year: float) -> float:
        """The middle of a year, or of two where it lies between them."""
        return _LEFT + self.step * (year - self.first + 0.5)

    @property
    def step(self) -> float:
        """The width of a year."""
        return (self.right - _LEFT) / (self.last - self.first + 1)

    def y(self, value: float) -> float:
        """The height of a value."""
        return _BOTTOM - (_BOTTOM - _TOP) * value / self.top


def line_chart(
    key: str, title: str, lines: Sequence[Line], *, marks: Sequence[Mark] = (), percent: bool = False, note: str = ""
) -> Markup | None:
    """The picture of up to :data:`MOST` lines; None where none of them has a value.

    ``key`` tells it from the other charts of the page (letters and hyphens); ``title`` and ``note`` begin what a
    screen reader says. With ``percent`` values are shares of 1. Raises ValueError for too many lines.
    """
    if len(lines) > MOST:
        raise ValueError(f"a chart has room for {MOST} lines, not {len(lines)}")
    values = {point.year: point.value for line in lines for point in line.points if point.value is not None}
    if not values:
        return None
    years = [point.year for line in lines for point in line.points]
    highest = max(point.value for line in lines for point in line.points if point.value is not None)
    step = _step(highest, percent)
    name_width = max(_width(line.name) for line in lines)
    frame = _Frame(min(years), max(years), max(step, step * math.ceil(highest / step - 1e-9)), _WIDTH - name_width - 14)
    said = " ".join(f"{line.name}: {', '.join(point.said for point in line.points)}." for line in lines)
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" '
        f'aria-labelledby="{escape(key)}-title {escape(key)}-desc">',
        f'<title id="{escape(key)}-title">{escape(title)}</title>',
        f'<desc id="{escape(key)}-desc">{escape(f"{note} {said}".strip())}</desc>',
        *_axis(frame, step, percent),
        *_gaps(key, frame, values.keys()),
        *_marks(frame, marks),
    ]
    cuts = [mark.year for mark in marks if mark.cuts]
    for number, line in enumerate(lines):
        parts += _line(frame, number, line, cuts)
    parts += _names(frame, lines)
    return Markup("".join(parts) + "</svg>")  # everything that is not ours was escaped


def _step(highest: float, percent: bool) -> float:
    """The distance of two ticks: 1, 2 or 5 and noughts; whole numbers but for shares."""
    least = 0.02 if percent else 1.0
    rough = max(highest / _TICKS, least)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step for step in (power, 2 * power, 5 * power, 10 * power) if step >= rough * (1 - 1e-9))


def _axis(frame: _Frame, step: float, percent: bool) -> Iterator[str]:
    for tick in range(round(frame.top / step) + 1):
        y, value = frame.y(tick * step), tick * step
        text = f"{value * 100:.0f}%" if percent else _short(value)
        yield f'<line class="grid" x1="{_LEFT:.0f}" x2="{frame.right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{_LEFT - 6:.0f}" y="{y + 4.5:.1f}" text-anchor="end">{text}</text>'
    every = math.ceil(40 / frame.step)
    for year in range(frame.last, frame.first - 1, -every):
        yield f'<text class="tick" x="{frame.x(year):.1f}" y="{_BOTTOM + 20:.1f}" text-anchor="middle">{year}</text>'


def _short(value: float) -> str:
    return f"{value:.0f}" if value < 1_000_000 else f"{value / 1_000_000:g}M"


def _gaps(key: str, frame: _Frame, known: Container[int]) -> Iterator[str]:
    """Hatch the years that no line has a value for."""
    missing = [year for year in range(frame.first, frame.last + 1) if year not in known]
    if not missing:
        return
    yield (
        f'<defs><pattern id="{escape(key)}-gap" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
    )
    for year in missing:
        x = frame.x(year) - frame.step / 2
        yield (
            f'<rect x="{x:.1f}" y="{_TOP:.1f}" width="{frame.step:.1f}" height="{_BOTTOM - _TOP:.1f}" '
            f'fill="url(#{escape(key)}-gap)"/>'
        )


def _marks(frame: _Frame, marks: Sequence[Mark]) -> Iterator[str]:
    inside = sorted((mark for mark in marks if frame.first < mark.year <= frame.last), key=lambda mark: mark.year)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_ROWS)]
    for mark in inside:
        x = frame.x(mark.year - 0.5)
        row, start, end = _room(x, _width(mark.text), taken)
        taken[row].append((start, end))
        y = 12 + 15 * row
        side = f'x="{x + 4:.1f}" text-anchor="start"' if start >= x else f'x="{x - 4:.1f}" text-anchor="end"'
        yield f'<line class="break" x1="{x:.1f}" x2="{x:.1f}" y1="{y - 9}" y2="{_BOTTOM:.1f}" stroke-dasharray="3 3"/>'
        yield f'<text class="mark" {side} y="{y}">{escape(mark.text)}</text>'


def _room(x: float, width: float, taken: Sequence[Sequence[tuple[float, float]]]) -> tuple[int, float, float]:
    """Row, left and right end of a text beside ``x`` that lies on no other; the last row where there is no room."""
    sides = ((x, x + width + 6), (x - width - 6, x))
    for row, others in enumerate(taken):
        for start, end in sides:
            if start >= 0 and end <= _WIDTH and all(end <= left or right <= start for left, right in others):
                return row, start, end
    return len(taken) - 1, *sides[0]


def _line(frame: _Frame, number: int, line: Line, cuts: Sequence[int]) -> Iterator[str]:
    known = [(point, point.value) for point in line.points if point.value is not None]
    dashes = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
    yield f'<g class="line-{number}">'
    for (before, low), (after, high) in pairwise(known):
        if after.year - before.year == 1 and after.year not in cuts:
            yield (
                f'<line class="stroke" x1="{frame.x(before.year):.1f}" y1="{frame.y(low):.1f}" '
                f'x2="{frame.x(after.year):.1f}" y2="{frame.y(high):.1f}"{dashes}/>'
            )
    for point, value in known:
        shape = _MARKERS[number](frame.x(point.year), frame.y(value))
        hollow = ' class="faint"' if point.faint else ""
        yield f"<g{hollow}><title>{escape(f'{line.name} {point.said}')}</title>{shape}</g>"
    yield "</g>"


def _names(frame: _Frame, lines: Sequence[Line]) -> Iterator[str]:
    """The name of every line at its end, moved apart where they would lie on each other."""
    ends = []
    for number, line in enumerate(lines):
        if known := [point.value for point in line.points if point.value is not None]:
            ends.append((frame.y(known[-1]), number, line.name))
    placed: list[float] = []
    for y, _, _ in sorted(ends):
        placed.append(max(y, placed[-1] + _APART) if placed else y)
    limit = _BOTTOM
    for place in reversed(range(len(placed))):  # what was pushed out below goes up again
        placed[place] = min(placed[place], limit)
        limit = placed[place] - _APART
    x = frame.right + 8
    for (_, number, name), y in zip(sorted(ends), placed, strict=True):
        yield f'<text class="name line-{number}" x="{x:.1f}" y="{y + 5:.1f}">{escape(name)}</text>'


def _width(text: str) -> float:
    return sum(_LETTER if ord(letter) > 0x2E7F else _LETTER * 0.62 for letter in text)


def _polygon(*corners: tuple[float, float]) -> Callable[[float, float], str]:
    def drawn(x: float, y: float) -> str:
        points = " ".join(f"{x + across:.1f},{y + down:.1f}" for across, down in corners)
        return f'<polygon points="{points}"/>'

    return drawn


_MARKERS: tuple[Callable[[float, float], str], ...] = (
    lambda x, y: f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
    _polygon((-4, -4), (4, -4), (4, 4), (-4, 4)),
    _polygon((0, -5), (5, 4), (-5, 4)),
    _polygon((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)),
    _polygon((-5, -4), (5, -4), (0, 5)),
    _polygon((-5, -2), (5, -2), (5, 2), (-5, 2)),
)
