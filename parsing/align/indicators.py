"""Which indicator of a list does a cell name?

Offices number their lists anew and put 其中 and notes around the labels, so these are left out; a label that a list
prints twice is told by the chapter it stands in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from parsing.decode import fold, words
from parsing.forms import LISTS, ListForm
from parsing.labels import EXACT, Labels, Match, bare
from parsing.model import Cell

_OF_WHICH = re.compile(r"^其中[:：,，、]?")
_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_NUMBERING = re.compile(r"^(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．:：]|[①-⑳])+")


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """A label without its numbering, 其中： and notes in brackets."""
    said = fold(text)
    for _ in range(2):
        said = _OF_WHICH.sub("", _NUMBERING.sub("", said))
    return _NOTE.sub("", said) or said


class Named(NamedTuple):
    """A cell that names a row of the form."""

    number: int
    """Of the row, from 0."""
    match: Match
    cell: Cell

    @property
    def exact(self) -> bool:
        """Is it the label word for word?"""
        return self.match.score == EXACT


class Names:
    """The labels of one list."""

    def __init__(self, form: ListForm) -> None:
        self.form = form
        owners: dict[str, set[int]] = {}
        for number, row in enumerate(form.rows):
            for text in row.wordings:
                owners.setdefault(plain(text), set()).add(number)
        self._wordings: dict[str, list[str]] = {}
        for text, numbers in owners.items():
            self._wordings.setdefault(" ".join(map(str, sorted(numbers))), []).append(text)
        self._labels = Labels(self._wordings)
        self.exact = frozenset(bare(text) for text in owners)
        """The bare words of every label."""

    def find(self, cell: Cell, chapter: str | None) -> Named | None:
        """The row that this cell names; a label printed twice counts for the chapter it stands in."""
        said = plain(cell.text)
        match = self._labels.match(said)
        if match is None:
            return None
        longest = max(len(bare(text)) for text in self._wordings[match.key])
        if match.score < EXACT and len(words(said)) > longest + 1:
            return None  # damage changes or loses characters; what says more is another indicator
        numbers = [int(number) for number in match.key.split()]
        if len(numbers) > 1:
            numbers = [number for number in numbers if self.form.rows[number].chapter == chapter]
        return Named(numbers[0], match, cell) if len(numbers) == 1 else None

    def knows(self, text: str) -> bool:
        """Is this, word for word, a label of the list?"""
        return bare(plain(text)) in self.exact


NAMES = {form.id: Names(form) for form in LISTS.values()}
"""The labels of each list, by its id."""


def names_indicator(text: str) -> bool:
    """Is this, word for word, a label of an indicator that any list of before 2019 has?"""
    return any(names.knows(text) for names in NAMES.values())
