"""Where do labels of the forms stand among the words of some pages, on however many lines each?

Where nothing rules a table, the lines of a label are told from those of its neighbours by what they say: the words
under each other are one label where together they are, word for word, one that a form has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parsing.decode import words
from parsing.labels import bare
from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_words import is_value

PITCH = 2.8
"""Em. Lines of one label are no further apart."""
LEAST_PITCH = 0.7
"""Em. Words closer than this in height stand beside each other."""
OVER_PAGE = 14
"""Lines at the foot of a page, and at the head of the next, over which a label may run."""

MAX_WORDS = 15_000
"""Of a document: the longest real report has some 5,000."""
MAX_LABELS = 500
"""Of one kind in a document; three tables have 60."""

Pages = Sequence[Sequence[Sequence[Line]]]
"""The words of each page, line by line."""

_WAYS = 3  # in which a label may go on; more stand there only where somebody printed it all over itself


@dataclass(frozen=True)
class Phrase:
    """A label: its key, the page (from 0) that it begins on, its words there and those on the page after."""

    key: str
    page: int
    words: tuple[Line, ...]
    beyond: tuple[Line, ...] = ()

    @property
    def all_words(self) -> tuple[Line, ...]:
        """Its words, from top to bottom."""
        return self.words + self.beyond

    @property
    def text(self) -> str:
        """The label as printed."""
        return "".join(word.text for word in self.all_words)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return min(word.x0 for word in self.all_words)

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.all_words)

    @property
    def start(self) -> tuple[int, float]:
        """Page and height of its first line."""
        return self.page, self.words[0].middle

    @property
    def end(self) -> tuple[int, float]:
        """Page and height of its last line."""
        return (self.page + 1, self.beyond[-1].middle) if self.beyond else (self.page, self.words[-1].middle)

    def distance(self, page: int, height: float) -> float:
        """How far above or below its lines a height is, in em; infinite on another page."""
        if page == self.page:
            top, bottom = self.words[0].middle, float("inf") if self.beyond else self.words[-1].middle
        elif page == self.page + 1 and self.beyond:
            top, bottom = float("-inf"), self.beyond[-1].middle
        else:
            return float("inf")
        return max(top - height, height - bottom, 0.0) / self.words[0].size


class Wordings:
    """Labels by key, each with its wordings, as what a text may begin with."""

    def __init__(self, labels: Mapping[str, Iterable[str]]) -> None:
        self._begun: set[str] = set()
        self._whole: dict[str, str] = {}
        for key, texts in labels.items():
            for said in {form(text) for text in texts for form in (words, bare)}:
                self._whole.setdefault(said, key)
                self._begun.update(said[:end] for end in range(1, len(said) + 1))

    def begins(self, said: str) -> bool:
        """Does any label begin so?"""
        return said in self._begun

    def key(self, said: str) -> str | None:
        """The label that this is, word for word."""
        return self._whole.get(said)


def find_phrases(pages: Pages, wordings: Wordings) -> list[Phrase]:
    """The labels among the words of all pages, in reading order; of those that share a word the longest.

    None where there are more words or labels than any report has.
    """
    if sum(len(line) for page in pages for line in page) > MAX_WORDS:
        return []
    flat = [[word for line in page for word in line if words(word.text) and not is_value(word)] for page in pages]
    for page in flat:
        page.sort(key=lambda word: word.middle)
    found: list[Phrase] = []
    for number, page in enumerate(flat):
        after = flat[number + 1] if number + 1 < len(flat) else []
        for at, word in enumerate(page):
            for said in {words(word.text), bare(word.text)}:
                if said and wordings.begins(said):
                    found += _phrases(number, page, after, at, said, wordings)
    if len(found) > MAX_LABELS:
        return []
    found.sort(key=lambda phrase: -len(words(phrase.text)))
    used: set[int] = set()
    kept: list[Phrase] = []
    for phrase in found:
        own = {id(word) for word in phrase.all_words}
        if used.isdisjoint(own):
            used |= own
            kept.append(phrase)
    return sorted(kept, key=lambda phrase: phrase.start)


def _phrases(
    number: int, page: Sequence[Line], after: Sequence[Line], at: int, said: str, wordings: Wordings
) -> Iterator[Phrase]:
    """The longest label that begins with a word."""
    best: Phrase | None = None
    open_ends: list[tuple[str, tuple[Line, ...], tuple[Line, ...]]] = [(said, (page[at],), ())]
    while open_ends:
        said, own, beyond = open_ends.pop(0)
        if (key := wordings.key(said)) and (best is None or len(own + beyond) > len(best.all_words)):
            best = Phrase(key, number, own, beyond)
        last = (own + beyond)[-1]
        for word in islice(_below(after if beyond else page, last), _WAYS):
            if wordings.begins(more := said + words(word.text)):
                open_ends.append((more, own, (*beyond, word)) if beyond else (more, (*own, word), ()))
        if not beyond and after and _at_foot(page, last):
            for word in _at_head(after, last):
                if wordings.begins(more := said + words(word.text)):
                    open_ends.append((more, own, (word,)))
    if best is not None:
        yield best


def _below(page: Sequence[Line], last: Line) -> Iterator[Line]:
    """The words that may be the next line, the nearest first."""
    start = bisect_right(page, last.middle + LEAST_PITCH * last.size, key=lambda word: word.middle)
    for word in page[start:]:
        if word.middle - last.middle > PITCH * last.size:
            return
        if _over(last, word):
            yield word


def _over(upper: Line, lower: Line) -> bool:
    return upper.x0 < lower.x1 and lower.x0 < upper.x1


def _at_foot(page: Sequence[Line], last: Line) -> bool:
    return page[-1].middle - last.middle <= OVER_PAGE * last.size


def _at_head(after: Sequence[Line], last: Line) -> list[Line]:
    """The first word of the next page that stands under one: more than that would be another cell."""
    reach = after[0].middle + OVER_PAGE * last.size
    return [word for word in after if word.middle <= reach and _over(last, word)][:1]
