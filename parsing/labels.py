"""Which printed label is this, tolerant of damage?

Labels are compared without numbering, spaces and punctuation. An exact match wins; otherwise the nearest wording
counts if it is near enough and clearly nearer than every other. Ambiguity is no match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from parsing.decode import fold, words
from parsing.model import Along, How, Mark

NEAR = 74.0
"""Least similarity (0-100) of a damaged label: one wrong character in four, one lost in ten."""
MARGIN = 9.0
"""How much nearer than the next other label the best one must be."""
EXACT = 100.0
CUT = 95.0
"""Score of a label whose end is missing, where only one label begins so."""
SHORTEST_START = 6
_NUMBERING = re.compile(
    r"^(?:[(]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[)]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[、.,:)]|[—\-–]+[、.]|\d{1,2}(?=[^\d.]))"
)


_NOTED = re.compile(r"(?<=[一-鿿）)])(?:[①-⑳*※＊†‡]{1,3}|\[\d{1,2}\]|[(（]注[\d①-⑳]?[)）])$")
"""A mark behind a label that refers to a note below, or numbers the column."""


class Match(NamedTuple):
    """A label's key and how near the printed text came (100 is the same words)."""

    key: str
    score: float

    def mark(self, axis: str, text: str, along: Along | None = None) -> Mark:
        """What a figure keeps of this match: ``text`` as printed, and how it was known."""
        how = How.EXACT if self.score == EXACT else How.CUT if self.score == CUT else How.NEAR
        return Mark(axis, text, how, self.score, along)


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """The words of a label without its numbering: ``（二）部分公开`` -> ``部分公开``."""
    folded = fold(_NOTED.sub("", text))
    for _ in range(2):
        shorter = _NUMBERING.sub("", folded)
        if shorter == folded or not words(shorter):
            break
        folded = shorter
    return words(folded)


class Labels:
    """A set of labels, each a key with its wordings, that a printed text can be matched against."""

    def __init__(self, wordings: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, str] = {}
        for key, texts in wordings.items():
            for text in texts:
                self._exact.setdefault(bare(text), key)
        self._known = list(self._exact)
        self._cache: dict[str, Match | None] = {}

    def match(self, text: str) -> Match | None:
        """The label that ``text`` prints, or None when it is none of them or could be two."""
        found = self._cache.get(text, _UNKNOWN)
        if found is _UNKNOWN:
            if len(self._cache) > 50_000:
                self._cache.clear()
            found = self._cache[text] = self._match(text)
        return found

    def exact(self, text: str) -> str | None:
        """The key of the label that ``text`` prints word for word."""
        found = self.match(text)
        return found.key if found and found.score == EXACT else None

    def likeness(self, text: str, key: str) -> float:
        """How near is ``text`` to the nearest wording of ``key`` (0-100)?"""
        plain = bare(text)
        return max((fuzz.ratio(plain, known) for known, owner in self._exact.items() if owner == key), default=0.0)

    def _match(self, text: str) -> Match | None:
        plain = bare(text)
        if not plain or len(plain) > 80:
            return None
        for candidate in (plain, words(text), plain[1:] if plain[0] in "一二三四五六七" else plain):
            if candidate in self._exact:
                return Match(self._exact[candidate], EXACT)
        if len(plain) < 3:
            return None
        if len(plain) >= SHORTEST_START:
            begun = {key for wording, key in self._exact.items() if wording.startswith(plain)}
            if len(begun) == 1:
                return Match(begun.pop(), CUT)
        scored = process.extract(plain, self._known, scorer=fuzz.ratio, limit=6)
        best_key, best = self._exact[scored[0][0]], scored[0][1]
        others = (score for known, score, _ in scored if self._exact[known] != best_key)
        if best >= NEAR and best - next(others, 0.0) >= MARGIN:
            return Match(best_key, best)
        return None


_UNKNOWN = Match("", -1.0)
