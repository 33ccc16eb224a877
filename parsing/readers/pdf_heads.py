"""Over which columns of numbers does each heading of a table without rules stand?

The lowest words over a column are its own heading, on one line or several. What stands higher, or over a blank
between columns, heads a group: it is taken to be centred over it, as all forms print it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_rules import Edge
from parsing.readers.pdf_words import Words

LOOSE = 1.25
"""Lines of one heading are this much of the smallest distance between lines apart at most."""
PITCH = 1.9
"""Em. The same, whatever that distance is."""
LEVEL = 0.45
"""Em. Words this close in height stand on one line."""
EDGE = 0.5
"""Em. A heading set left or right begins or ends this close to the numbers under it."""
CENTRED = 4
"""Points. A heading this close to the middle of its group is centred."""


@dataclass(frozen=True)
class Column:
    """A column of numbers: from where to where its numbers and its heading reach, and the words of its heading."""

    x0: float
    x1: float
    words: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """A heading over columns ``start`` to ``end`` (exclusive)."""

    word: Line
    start: int
    end: int


def columns_of(
    over: Sequence[Line], values: Sequence[Words], rules: Sequence[Edge]
) -> tuple[list[Column], tuple[Group, ...]]:
    """The columns that numbers and the words over them make, and what heads several.

    No columns where a column of numbers has no heading of its own, or where two columns reach into each other.
    """
    ranges = _ranges([(word.x0, word.x1) for row in values for word in row])
    single: list[Line] = []
    others: list[Line] = []
    for word in over:
        under = [at for at, (x0, x1) in enumerate(ranges) if word.x0 < x1 and x0 < word.x1]
        (single if len(under) == 1 else others).append(word)
    wide = [word for word in others if any(word.x0 < x1 and x0 < word.x1 for x0, x1 in ranges)]
    beside = [word for word in others if word not in wide]
    pitch = _pitch(over)
    columns: list[Column] = []
    groups: list[Line] = list(wide)
    for x0, x1 in ranges:
        stack = [word for word in single if word.x0 < x1 and x0 < word.x1]
        own, higher = _own(stack, wide, pitch, rules)
        if not own:
            return [], ()
        groups += higher
        columns.append(_column(own, x0, x1))
    bottom = sorted(column.words[-1].middle for column in columns)[len(columns) // 2]
    for x0, x1 in _ranges([(word.x0, word.x1) for word in beside]):
        stack = [word for word in beside if word.x0 < x1 and x0 < word.x1]
        own, higher = _own(stack, wide, pitch, rules)
        if own and abs(own[-1].middle - bottom) <= own[-1].size:
            columns.append(_column(own, x0, x1))  # a column without a single number
            groups += higher
        else:
            groups += stack
    columns.sort(key=lambda column: column.x0)
    if any(left.x1 >= right.x0 for left, right in pairwise(columns)):
        return [], ()
    return columns, tuple(_spans(groups, columns))


def _ranges(parts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where words stand, those that overlap as one."""
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(parts):
        if found and x0 < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], x1)
        else:
            found.append((x0, x1))
    return found


def _column(words: Sequence[Line], x0: float, x1: float) -> Column:
    return Column(min(x0, *(word.x0 for word in words)), max(x1, *(word.x1 for word in words)), tuple(words))


def _pitch(over: Sequence[Line]) -> float:
    """The smallest distance between two lines of the heading that stand over each other."""
    ordered = sorted(over, key=lambda word: word.middle)
    gaps = [
        lower.middle - upper.middle
        for at, upper in enumerate(ordered)
        for lower in ordered[at + 1 :]
        if lower.middle - upper.middle > 0.8 * lower.size and upper.x0 < lower.x1 and lower.x0 < upper.x1
    ]
    return min(gaps, default=0.0)


def _own(
    stack: Sequence[Line], wide: Sequence[Line], pitch: float, rules: Sequence[Edge]
) -> tuple[list[Line], list[Line]]:
    """The lowest words of a stack, which are the column's heading, and what stands higher."""
    ordered = sorted(stack, key=lambda word: word.middle)
    own: list[Line] = ordered[-1:]
    for word in reversed(ordered[:-1]):
        below = own[0]
        gap = below.middle - word.middle
        apart = gap > min(LOOSE * pitch, PITCH * below.size) or divided(rules, word, below)
        if apart or any(abs(word.middle - other.middle) <= LEVEL * word.size for other in wide):
            break
        own.insert(0, word)
    return own, ordered[: len(ordered) - len(own)]


def divided(rules: Sequence[Edge], upper: Line, lower: Line) -> bool:
    """Is a level rule drawn between two words that stand over each other?"""
    x = (max(upper.x0, lower.x0) + min(upper.x1, lower.x1)) / 2
    return any(
        rule["orientation"] == "h" and upper.middle < rule["top"] < lower.middle and rule["x0"] <= x <= rule["x1"]
        for rule in rules
    )


def _spans(words: Sequence[Line], columns: Sequence[Column]) -> list[Group]:
    """The columns that each heading of a group is centred over, between its neighbours on the same line."""
    groups: list[Group] = []
    centres = [(column.x0 + column.x1) / 2 for column in columns]
    for word in words:
        level = [other for other in words if abs(other.middle - word.middle) <= LEVEL * word.size]
        inside = [at for at, column in enumerate(columns) if word.x0 < column.x1 and column.x0 < word.x1]
        centre = (word.x0 + word.x1) / 2
        start = max((at + 1 for at, x in enumerate(centres) for o in level if o.x1 < word.x0 and x < o.x1), default=0)
        end = min(
            (at for at, x in enumerate(centres) for o in level if o.x0 > word.x1 and x > o.x0), default=len(columns)
        )
        blocked = _blocked(columns, word)
        start = max([start, *(at + 1 for at in blocked if centres[at] < centre)])
        end = min([end, *(at for at in blocked if centres[at] > centre)])
        span = _span(word, range(start, end), columns, centres)
        if span is not None and all(span[0] <= at <= span[1] for at in inside):
            groups.append(Group(word, span[0], span[1] + 1))
        elif inside:
            groups.append(Group(word, inside[0], inside[-1] + 1))
    return [
        group
        for group in groups
        if not any(
            other is not group
            and abs(other.word.middle - group.word.middle) <= LEVEL * group.word.size
            and other.start < group.end
            and group.start < other.end
            for other in groups
        )
    ]


def _span(word: Line, free: range, columns: Sequence[Column], centres: Sequence[float]) -> tuple[int, int] | None:
    """The first and last of the free columns that the word is centred over, or all that it begins or ends with."""
    centre = (word.x0 + word.x1) / 2
    off, last, first = min(
        (
            (round(abs((centres[first] + centres[last]) / 2 - centre)), -last, first)
            for first in free
            for last in free
            if first <= last
        ),
        key=lambda way: (way[0], way[2] + way[1]),
        default=(0, 0, -1),
    )
    if first < 0:
        return None
    begins = abs(word.x0 - columns[free[0]].x0) <= EDGE * word.size
    ends = abs(word.x1 - columns[free[-1]].x1) <= EDGE * word.size
    return (free[0], free[-1]) if off > CENTRED and (begins or ends) else (first, -last)


def _blocked(columns: Sequence[Column], word: Line) -> list[int]:
    """The columns whose own heading reaches up beside the word, so that the word cannot be over them.

    All headings end at the foot of the head and are centred in their cells. A cell from above the word down to there
    has its middle higher than half-way between the word and the foot.
    """
    middles = [(column.words[0].middle + column.words[-1].middle) / 2 for column in columns]
    deepest = max(column.words[-1].middle + column.words[-1].size / 2 for column in columns)
    return [at for at, middle in enumerate(middles) if middle < (word.middle + deepest) / 2]
