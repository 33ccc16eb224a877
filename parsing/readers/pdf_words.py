"""Which words stand apart on this PDF page, line by line?

A table without rules is told by blanks alone: what stands apart in a line may belong to two cells. Words keep their
extent, so that what stands under what can be seen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from operator import attrgetter

from parsing.readers.pdf_glyphs import Glyph
from parsing.readers.pdf_lines import Line, line_of, rows_of
from parsing.readers.pdf_rules import Edge

APART = 0.55
"""Em. Characters with this gap and no blank between them were set apart on purpose."""
TIGHT = 0.2
"""Em. The same between two ideographs, which are printed without any gap where they belong together."""
NUMBERS = 0.4
"""Em. The same between two digits, which are printed without any gap where they are one number."""
FAR = 1.2
"""Em. The same where a blank was typed between them: ``总　计`` is one label."""

_VALUE = re.compile(
    r"[+-]?\d[\d,]*(?:\.\d+)?[⁰¹²³⁴⁵⁶⁷⁸⁹]{0,3}\s?(?:件|条|项|个|次|宗|起|元|万元)?|[-—－–/]{1,3}|无", re.ASCII
)
_SIGNS = frozenset("0123456789-—－–/无")
_STARTS = _SIGNS | {"+"}
_DIGITS = frozenset("0123456789")

Upright = tuple[float, float, float]
"""An upright rule: its place, its top and its bottom. Those of a page are sorted."""
Words = list[Line]
"""The words of one printed line, from left to right."""


def words_of(glyphs: Iterable[Glyph], rules: Sequence[Edge], *, whole: bool = False) -> list[Words]:
    """The lines of some characters of a page, each as words that stand apart or have an upright rule between them.

    No line at all where no number stands by itself, which is most text: then there is no table in it. ``whole`` asks
    for the lines in any case.
    """
    upright = sorted((rule["x0"], rule["top"], rule["bottom"]) for rule in rules if rule["orientation"] == "v")
    rows = [(row, _beside(row, upright)) for row in rows_of(glyphs)]
    if not whole and not any(_has_value(row, beside) for row, beside in rows):
        return []
    return [words for row, beside in rows if (words := _words(row, beside))]


def _beside(row: Sequence[Glyph], upright: Sequence[Upright]) -> list[Upright]:
    """The rules that reach the height of a line."""
    high, low = row[0].middle, row[-1].middle
    return [(x, top, bottom) for x, top, bottom in upright if top <= low and high <= bottom]


def _words(row: list[Glyph], upright: Sequence[Upright]) -> Words:
    words = [word for part in _parts(row, upright) if (word := line_of(part)) is not None]
    return sorted(words, key=lambda word: word.x0)


def _has_value(row: list[Glyph], upright: Sequence[Upright]) -> bool:
    return _may_stand_alone(row, upright) and any(map(is_value, _words(row, upright)))


def _may_stand_alone(row: Sequence[Glyph], upright: Sequence[Upright]) -> bool:
    """Does a sign of a number begin the line, or follow a blank, a gap or a rule? The numbers of a sentence do not."""
    before: Glyph | None = None
    for glyph in sorted(row, key=attrgetter("x0")):
        if glyph.text in _STARTS and (
            before is None
            or before.text.isspace()
            or glyph.x0 - before.x1 > TIGHT * glyph.size
            or _ruled(before.x1, glyph, upright)
        ):
            return True
        before = glyph
    return False


def values_in(glyphs: Sequence[Glyph]) -> int:
    """How many numbers stand by themselves among the characters of a cell? 0 or 1 is one text, such as one number."""
    if sum([glyph.text in _SIGNS for glyph in glyphs]) < 2:
        return 0
    if all(_follows(a, b) for a, b in pairwise(glyphs)):
        return 0
    return sum(is_value(word) for line in words_of(glyphs, ()) for word in line)


def _follows(left: Glyph, right: Glyph) -> bool:
    return left.x0 < right.x0 <= left.x1 + TIGHT * right.size and abs(right.middle - left.middle) < TIGHT * right.size


def _parts(row: Sequence[Glyph], upright: Sequence[Upright]) -> Iterator[list[Glyph]]:
    part: list[Glyph] = []
    end, typed = 0.0, False
    row = sorted(row, key=lambda glyph: glyph.x0)
    gaps = sorted((right.x0 - left.x1) / right.size for left, right in pairwise(row)) or [0.0]
    loose = min(APART, max(TIGHT, TIGHT + gaps[len(gaps) // 2]))  # letters may be spaced out
    for glyph in row:
        if glyph.text.isspace():
            typed = True
            continue
        far = FAR if typed else loose if part and _wide(part[-1]) and _wide(glyph) else APART
        if part and part[-1].text in _DIGITS and glyph.text in _DIGITS:
            far = APART if typed else NUMBERS
        if part and (glyph.x0 - end > far * glyph.size or _ruled(end, glyph, upright)):
            yield part
            part = []
        end = max(end, glyph.x1) if part else glyph.x1
        part.append(glyph)
        typed = False
    if part:
        yield part


def _wide(glyph: Glyph) -> bool:
    return glyph.text >= "\u3000"


def _ruled(end: float, glyph: Glyph, upright: Sequence[Upright]) -> bool:
    """Does a rule stand between the end of one character and another?"""
    for at in range(bisect_left(upright, (end - 1, -inf, -inf)), len(upright)):
        x, top, bottom = upright[at]
        if x > glyph.x0 + 1:
            break
        if top <= glyph.middle <= bottom:
            return True
    return False


def is_value(word: Line) -> bool:
    """Is this what a number cell holds: a number, or a sign for nothing?"""
    return _VALUE.fullmatch(word.text) is not None
