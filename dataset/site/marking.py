"""Which numbers of the narrative did the checks look at, and where do they stand in the text?

A quote is kept as it was compared: without spaces, with plain digits and signs. Here it is found again in the text as
it was written, and its number is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from parsing.numerals import ascii_digits

_CHINESE_NUMBER = "(?:\\d[\\d,]*|[零〇一二两三四五六七八九十百千]+)"
_CUT = "…"


class Piece(NamedTuple):
    """A run of text, marked or not."""

    text: str
    marked: bool


class Quote(NamedTuple):
    """A sentence that was looked at, and the number in it; without a number all of it is marked."""

    text: str
    number: str | None = None


def paragraphs(text: str, quotes: Iterable[Quote]) -> list[list[Piece]]:
    """The paragraphs of a section, with what the quotes are about marked. Quotes that are not in it mark nothing."""
    spans = sorted({span for quote in quotes for span in _spans(text, quote)})
    found = []
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append(list(_pieces(text, start, start + len(line.rstrip()), spans)))
        start += len(line)
    return found


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for begin, stop in spans:
        begin, stop = max(begin, at), min(stop, end)
        if begin < stop:
            if at < begin:
                yield Piece(text[at:begin], False)
            yield Piece(text[begin:stop], True)
            at = stop
    if at < end:
        yield Piece(text[at:end], False)


def _spans(text: str, quote: Quote) -> Iterator[tuple[int, int]]:
    """Where the number of the quote stands in the text; all of the quote where it has none."""
    flat, places = _flat(text)
    wanted, _ = _flat(quote.text.strip(_CUT))
    if not wanted:
        return
    found = re.search(_loose(wanted), flat)
    if found is None:
        return
    number = quote.number and re.search(rf"(?<![\d.,]){re.escape(quote.number)}(?![\d,]*\d)", wanted)
    if not number:
        yield places[found.start()], places[found.end() - 1] + 1
        return
    before = re.match(_loose(wanted[: number.start()]), found.group())
    begin = found.start() + (before.end() if before else number.start())
    printed = re.compile(_CHINESE_NUMBER).match(flat, begin)
    if printed:
        yield places[begin], places[printed.end() - 1] + 1


def _loose(wanted: str) -> str:
    """A pattern for a quote whose numbers may be printed in Chinese or with commas."""
    return "".join(
        _CHINESE_NUMBER if part.isdigit() else re.escape(part) for part in re.split(r"(\d+)", wanted) if part
    )


def _flat(text: str) -> tuple[str, list[int]]:
    """The text as quotes are kept, and for each of its characters where it stands in the text."""
    flat: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in ascii_digits(character):
            if not plain.isspace():
                flat.append(plain)
                places.append(place)
    return "".join(flat), places
