"""Which words at the left of a table without rules label which row of numbers?

A label of several lines is centred on its row, or begins on it, or ends on it; a row ruled off holds what stands
between its rules. Labels are cut into rows so that all of them fit; a line that fits no row is a row without
numbers. Narrow words beside the labels head groups of rows.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.readers.pdf_heads import divided
from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_rules import Edge
from parsing.readers.pdf_words import Words

MOST_LINES = 9
"""Of one label; the longest of table 3 has 43 characters in a column of at least five."""
OFF = 0.3
"""Em. How far the middle of a label may be from its row's numbers."""
PITCH = 2.0
"""Em. Lines of one label are no further apart."""
ON_ROW = 0.45
"""Em. A word this close in height stands on the row's own line."""
BESIDE = 1.0
"""Em. What begins right of a word, this close in height, stands in another column beside it."""
EQUAL = 2.5
"""Two ways to cut labels into rows are equally good where no more than two lines speak for one of them: a line may be
the label of a row that is blank."""
NEAR = 1.15
"""Of the distance between the lines of a label: what is no further away may belong to it."""
_UNFIT, _BARE = 1.0, 4.0  # what a line without a row costs, and a row without a label


@dataclass(frozen=True)
class Label:
    """The words that label a row (its ordinal, or None for a row without numbers); a ``leaf`` is the row's own.

    Where it is not ``sure`` which of several words belong to it, nobody can tell what it says.
    """

    words: tuple[Line, ...]
    row: int | None
    leaf: bool = True
    sure: bool = True

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.words[0].middle + self.words[-1].middle) / 2


_Cut = tuple[float, list[Label], list[Line]]
"""What a way to cut costs, the labels, and the lines that fit no row."""
_Ways = dict[tuple[int, int], list[tuple[int, float]]]
"""By the first line of a label and its row: the lines after it that may not be part of it, and what that costs."""


def labels_of(words: Sequence[Line], values: Sequence[Words], rules: Sequence[Edge]) -> tuple[list[Label], list[Line]]:
    """The labels of the rows of numbers, from top to bottom, and the words above and below that label none."""
    heights = [row[0].middle for row in values]
    leaves, narrow = _leaves(words, heights)
    labels, rest = _agreed([_cut(leaves, len(heights), ways) for ways in _Lines(leaves, heights, rules).ways])
    between = [word for word in rest if heights[0] < word.middle < heights[-1]]
    labels += [Label((word,), None) for word in between]
    reached = [word.middle for label in labels for word in label.words] + heights
    low, high = min(reached), max(reached)
    for word in narrow:
        if low - ON_ROW * word.size <= word.middle <= high + ON_ROW * word.size:
            nearest = min(range(len(heights)), key=lambda at: abs(heights[at] - word.middle))
            labels.append(Label((word,), nearest, leaf=False))
        else:
            rest.append(word)
    return sorted(labels, key=lambda label: label.middle), [word for word in rest if word not in between]


def _agreed(cuts: Sequence[_Cut]) -> tuple[list[Label], list[Line]]:
    """The labels of the best cut. Where another is as good and gives a row other lines, the row's label is in doubt;
    so it is where a line that fits nowhere is as near to it as its own.
    """
    cost, labels, rest = min(cuts, key=lambda cut: cut[0])
    rivals = [{label.row: label.words for label in others} for other, others, _ in cuts if other <= cost + EQUAL]
    sure: list[Label] = []
    pitch = min((b.middle - a.middle for label in labels for a, b in pairwise(label.words)), default=0.0)
    for label in labels:
        near = [word for word in rest if any(abs(word.middle - own.middle) <= NEAR * pitch for own in label.words)]
        agreed = all(rival.get(label.row) == label.words for rival in rivals)
        sure.append(label if agreed and not near else replace(label, sure=False))
    return sure, rest


def _leaves(words: Sequence[Line], heights: Sequence[float]) -> tuple[list[Line], list[Line]]:
    """The rows' own labels, and the narrow words beside them.

    The last word of a line is a label where it stands on a row, or over and under words that do.
    """
    ordered = sorted(words, key=lambda word: (word.middle, word.x0))
    narrow = [
        word
        for word in ordered
        if any(other.x0 > word.x1 and abs(other.middle - word.middle) <= BESIDE * word.size for other in ordered)
    ]
    leaves = [word for word in ordered if word not in narrow]
    firm = [word for word in leaves if any(abs(word.middle - height) <= ON_ROW * word.size for height in heights)]
    for word in [word for word in leaves if word not in firm]:
        above = [other for other in firm if other.middle < word.middle][-1:]
        below = [other for other in firm if other.middle > word.middle][:1]
        over = [other for other in leaves if 0 < word.middle - other.middle <= PITCH * word.size][-1:]
        if any(abs(word.x0 - other.x0) <= ON_ROW * word.size for other in over):
            continue  # the next line of the same label
        if not all(word.x0 < other.x1 and other.x0 < word.x1 for other in (*above, *below)):
            leaves.remove(word)
            narrow.append(word)
    return leaves, narrow


class _Lines:
    """The lines to be cut into labels, with what holds for every way to cut them."""

    def __init__(self, lines: Sequence[Line], heights: Sequence[float], rules: Sequence[Edge]) -> None:
        self.lines, self.heights = lines, heights
        self.pitch = min((b.middle - a.middle for a, b in pairwise(lines) if b.middle > a.middle), default=0.0)
        self.reach = _reach([_together(upper, lower, rules) for upper, lower in pairwise(lines)])
        """For each line, the line after the last one that may belong to the same label."""
        self.ruled = bool(rules)
        self.rules = [_rules_at(line, rules) for line in lines]
        pairs = zip(lines, self.rules, lines[1:], strict=False)
        parted = [_parted(at, upper.middle, lower.middle) for upper, at, lower in pairs]
        self.begins, self.ends = [True, *parted], [*parted, True]
        """For each line, whether a rule parts it from the one before and the one after."""
        self.ways: tuple[_Ways, ...] = {}, {}, {}
        """For labels that are centred on their rows, begin on them and end on them."""
        for at in range(len(lines)):
            for row in range(len(heights)):
                self._find_ways(at, row)

    def _find_ways(self, at: int, row: int) -> None:
        lines, first, height = self.lines, self.lines[at], self.heights[row]
        if not (_is_there(first, lines[self.reach[at] - 1], height) and self._on_row(at, height)):
            return
        loose = 0.0  # lines of one label are as near to each other as any
        for end in range(at + 1, self.reach[at] + 1):
            last = lines[end - 1]
            if end > at + 1:
                loose += (last.middle - lines[end - 2].middle - self.pitch) / first.size
            if not (_is_there(first, last, height) and self._on_row(end - 1, height)):
                continue
            enclosed = self.ruled and self.begins[at] and self.ends[end - 1]
            middles = (first.middle + last.middle) / 2, first.middle, last.middle
            for ways, middle in zip(self.ways, middles, strict=True):
                off = 0.0 if enclosed else abs(middle - height) / first.size
                if off <= OFF:
                    ways.setdefault((at, row), []).append((end, off + loose))

    def _on_row(self, at: int, height: float) -> bool:
        """Does no rule part a line from the row at this height?"""
        return not _parted(self.rules[at], self.lines[at].middle, height)


def _cut(lines: Sequence[Line], rows: int, ways: _Ways) -> _Cut:
    """The cheapest way to give lines to rows, in order: its cost, the labels, and the lines that fit no row."""
    costs = [[0.0] * (rows + 1) for _ in range(len(lines) + 1)]
    """Of the lines from one on and the rows from one on."""
    taken = [[0] * (rows + 1) for _ in range(len(lines) + 1)]
    """How many lines the first of these rows has for its label there; -1 where the first line fits none."""
    for at in range(len(lines), -1, -1):
        for row in range(rows, -1, -1):
            if at == len(lines) and row == rows:
                continue
            cost, count = (_UNFIT + costs[at + 1][row], -1) if at < len(lines) else (math.inf, 0)
            if row < rows and _BARE + costs[at][row + 1] < cost:
                cost, count = _BARE + costs[at][row + 1], 0
            for end, off in ways.get((at, row), ()):
                if off + costs[end][row + 1] < cost:
                    cost, count = off + costs[end][row + 1], end - at
            costs[at][row], taken[at][row] = cost, count
    labels: list[Label] = []
    rest: list[Line] = []
    at = row = 0
    while (at, row) != (len(lines), rows):
        count = taken[at][row]
        if count < 0:
            rest.append(lines[at])
            at += 1
            continue
        if count:
            labels.append(Label(tuple(lines[at : at + count]), row))
        at, row = at + count, row + 1
    return costs[0][0], labels, rest


def _together(upper: Line, lower: Line, rules: Sequence[Edge]) -> bool:
    near = lower.middle - upper.middle <= PITCH * lower.size and upper.x0 < lower.x1 and lower.x0 < upper.x1
    return near and not divided(rules, upper, lower)


def _reach(near: Sequence[bool]) -> list[int]:
    """For each line, the line after the last one that may belong to the same label."""
    reach: list[int] = []
    for at in range(len(near) + 1):
        apart = next((end for end in range(at, len(near)) if not near[end]), len(near))
        reach.append(min(at + MOST_LINES, apart + 1))
    return reach


def _is_there(first: Line, last: Line, height: float) -> bool:
    return first.middle - 2 * first.size < height < last.middle + 2 * first.size


def _rules_at(word: Line, rules: Sequence[Edge]) -> list[float]:
    """The heights of the level rules that are drawn at a word's place, from top to bottom."""
    x = (word.x0 + word.x1) / 2
    return sorted(rule["top"] for rule in rules if rule["orientation"] == "h" and rule["x0"] <= x <= rule["x1"])


def _parted(ruled: Sequence[float], one: float, other: float) -> bool:
    """Is a rule drawn between two heights?"""
    at = bisect_right(ruled, min(one, other))
    return at < len(ruled) and ruled[at] < max(one, other)
