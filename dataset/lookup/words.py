"""Which words does a text have, so that any part of a name finds it?

SQLite's own tokenizers do not know where a Chinese word ends, and its trigrams find nothing for two characters. So a
text is indexed by its overlapping pairs of characters and by its single ones: a word is then a phrase of pairs. Latin
letters are looked for in the initials of a name's pinyin (``tzqmzj``) as pairs, and in the whole pinyin
(``tongzhouqu``) as threes that begin where a syllable begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BREAK = "¦"
"""Stands between two texts of a column, so that no phrase reaches from one into the next."""
START = "·"
"""Before the first letters of a syllable, and before a pair that is no word."""
LONGEST = 60
"""Characters of a query that are looked at."""
MOST = 8
"""Words of a query that are looked for."""

_KINDS = re.compile("[省市县区]")
_GOVERNMENT = re.compile("人民政(?=府|$)")
"""Also what somebody has typed of it so far."""
_RUNS = re.compile(r"[a-z]+|[^a-z]+")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)(?:年度?)?")
_SUBJECT = re.compile(r"(?:政府)?信息公开(?:工作)?(?:年度)?(?:报告|年报)|年度报告|年报")


def folded(text: str) -> str:
    """A text as it is compared: letters and digits alone, full-width and capital ones as plain ones."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in plain if character.isalnum())


def squeezed(text: str) -> str:
    """A folded text without the kinds of places, which people leave out: 通州民政局 for 通州区民政局."""
    return _KINDS.sub("", text)


def pieces(text: str, size: int) -> list[str]:
    """The overlapping pieces of a text, ``size`` characters each; the text itself where it is shorter."""
    return [text[at : at + size] for at in range(max(1, len(text) - size + 1))] if text else []


def pairs(text: str) -> list[str]:
    """The overlapping pairs of a folded text; that of 民政 in 人民政府 is another one than that of 民政局."""
    government = {match.start() + 1 for match in _GOVERNMENT.finditer(text)}
    return [START + pair if at in government else pair for at, pair in enumerate(pieces(text, 2))]


def name_tokens(texts: Iterable[str]) -> list[str]:
    """The tokens under which folded names are indexed."""
    texts = list(texts)
    tokens: list[str] = []
    for text in texts:
        tokens += [*pairs(text), BREAK]
    return tokens + sorted({character for text in texts for character in text})


def pinyin_tokens(syllables: Iterable[Sequence[str]]) -> list[str]:
    """The tokens under which names are indexed that are read so."""
    tokens: list[str] = []
    for read in syllables:
        letters = "".join(read)
        starts, at = [], 0
        for syllable in read:
            starts.append(START + letters[at : at + 3])
            at += len(syllable)
        tokens += [*pieces("".join(one[0] for one in read), 2), BREAK, *pieces(letters, 3), BREAK, *starts, BREAK]
    return tokens


@dataclass(frozen=True)
class Query:
    """What somebody looks for."""

    words: tuple[str, ...]
    """Folded; all of them must be there."""
    year: int | None
    """A report year that was written among the words."""

    @property
    def joined(self) -> str:
        """The words as one."""
        return "".join(self.words)

    @property
    def match(self) -> str | None:
        """The condition for FTS5; None where there is no word. It is made of our own tokens alone."""
        return " AND ".join(f"({_condition(word)})" for word in self.words) or None


def query_of(text: str) -> Query:
    """What a visitor's text asks for. Any text is a query; of a long one the beginning counts.

    ``通州区民政局2021年政府信息公开年报`` asks for the agency and the year, not for those words.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    years = _YEAR.findall(plain)
    if len(set(years)) == 1:
        plain = _YEAR.sub(" ", plain)
    plain = _SUBJECT.sub(" ", plain)
    kept = "".join(character if character.isalnum() else " " for character in unicodedata.normalize("NFKC", plain))
    runs = [run for word in kept.split() for run in _RUNS.findall(word)]
    year = int(years[0]) if len(set(years)) == 1 else None
    return Query(tuple(dict.fromkeys(runs))[:MOST], year)


def _condition(word: str) -> str:
    if word.isascii() and word.isalpha() and len(word) > 2:
        start = f'"{START}{word[:3]}"'
        read = start if len(word) == 3 else f"({start} AND {_phrase(pieces(word, 3))})"
        return f"{_phrase(pairs(word))} OR {read}"
    short = squeezed(word)
    if len(short) > 2 and short != word:
        return f"{_phrase(pairs(word))} OR {_phrase(pairs(short))}"
    return _phrase(pairs(word))


def _phrase(tokens: list[str]) -> str:
    return f'"{" ".join(tokens)}"'
