"""Which tables of the forms stand in text that only blanks align, as ``pdftotext -layout`` leaves them?

Columns of such text drift from line to line, so nothing is told by them. A table is read where its header is all there,
not a character more or less, and its words begin in the order of the form; a row where its label stands beside exactly
as many numbers as the table has columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsing.decode import clean, decode, words
from parsing.forms import FORMS
from parsing.model import Cell, Contents, Grid, Place
from parsing.readers.known_numbers import Numbers, beside, numbers_of
from parsing.readers.known_tables import REQUEST_ROWS, rows_of_form
from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_words import Words, is_value
from parsing.readers.phrases import find_phrases
from parsing.readers.text import MAX_BYTES

HEADER_LINES = 24
"""Of a header at most, blank lines among them."""
_FORM = FORMS["2021"]
_COLUMNS = [column.label for column in _FORM.request_columns]
_OVER = ("申请人情况", "法人或其他组织")
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_OUTCOMES = [outcome.label for outcome in _FORM.outcomes]
_ROUTES = [route.label for route in _FORM.routes]
_LITIGATION = "行政诉讼"
_WORD = re.compile(r"\S+")
_HEADING = re.compile(r"^[一二三四五六七八九十]+[、.．]")


def read_labelled_text(data: bytes) -> Contents:
    """Tables 3 and 4 of a text, as far as labels and counts make them certain; nothing else of it."""
    if len(data) > MAX_BYTES:
        return Contents(())
    lines = [_words(number, line) for number, line in enumerate(re.split(r"\r\n|[\r\n]", decode(data, None)))]
    page = [line for line in lines if line]
    numbers = list(numbers_of([page]))
    return Contents((*_requests(page, numbers), *_disputes(page, numbers)))


def _words(number: int, line: str) -> Words:
    """The words of a line; a line is as high as a character is wide, for only neighbours count."""
    text = clean(line.replace("\x0c", " "))
    return [Line(found.group(), found.start(), found.end(), float(number), 1.0) for found in _WORD.finditer(text)]


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(words("".join(texts)))


def _header(page: Sequence[Words], below: float) -> list[Line]:
    """The words between a heading and a row of numbers."""
    found: list[Line] = []
    for line in reversed([line for line in page if below - HEADER_LINES <= line[0].middle < below]):
        if _HEADING.match(line[0].text) or any(map(is_value, line)):
            break
        found = [*line, *found]
    return found


def _in_order(header: Sequence[Line], begun: Sequence[str]) -> bool:
    """Does each of these begin one word of the header, each further right than the one before?"""
    at = [[word.x0 for word in header if word.text.startswith(text)] for text in begun]
    return all(len(places) == 1 for places in at) and all(a[0] < b[0] for a, b in pairwise(at))


# --- table 3 --------------------------------------------------------------------------------------------------------


def _requests(page: Sequence[Words], numbers: Sequence[Numbers]) -> Iterator[Grid]:
    found = find_phrases([page], REQUEST_ROWS)
    begun = [phrase for phrase in found if phrase.key == "requests_new"]
    if len(begun) != 1:
        return
    header = _header(page, begun[0].start[1])
    said = _counted(word.text for word in header)
    if said not in (_counted((*_COLUMNS, *_OVER, _CORNER)), _counted((*_COLUMNS, *_OVER))):
        return
    if not _in_order([word for word in header if word.text not in _OVER], [label[:2] for label in _COLUMNS]):
        return
    rows = rows_of_form(found, begun[0], float("inf"))
    placed = beside(rows, numbers) if rows else {}
    place = Place(line=int(begun[0].start[1]) + 1)
    cells = [Cell(label, 0, x, place=place) for x, label in enumerate(_COLUMNS, start=1)]
    for y, (at, row) in enumerate(placed.items(), start=1):
        line = numbers[at]
        place = replace(place, line=int(line.at[1]) + 1)
        texts = [word.text for word in line.values]
        texts = texts if len(texts) == len(_COLUMNS) else [" ".join(texts) + " ?"]  # nobody knows which is which
        cells += [Cell(text, y, x, place=place) for x, text in enumerate((row.text, *texts))]
    if placed:
        yield Grid(tuple(cells), geometry=False, blanks_kept=False)


# --- table 4 --------------------------------------------------------------------------------------------------------


def _disputes(page: Sequence[Words], numbers: Sequence[Numbers]) -> Iterator[Grid]:
    size = len(_OUTCOMES) * len(_ROUTES)
    lines = [at for at, line in enumerate(numbers) if len(line.values) == size and not line.before]
    if len(lines) != 1:
        return
    line = numbers[lines[0]]
    header = _header(page, line.at[1])
    if _counted(word.text for word in header) != _counted((*_ROUTES, _LITIGATION, *_OUTCOMES * len(_ROUTES))):
        return
    turns = [sign for word in sorted(header, key=lambda word: word.x0) for sign in word.text if sign in "维纠"]
    if turns != ["维", "纠"] * len(_ROUTES) or not _in_order(header, [_ROUTES[0], *_ROUTES[1:]]):
        return
    below = numbers[lines[0] + 1 : lines[0] + 2]
    between = [other for other in page if below and line.at[1] < other[0].middle < below[0].at[1]]
    if below and len(below[0].values) > 1 and not between:
        return  # another row of figures
    place = Place(line=int(line.at[1]) + 1)
    texts = (_ROUTES, _OUTCOMES * len(_ROUTES), [word.text for word in line.values])
    cells = (Cell(text, y, x, place=place) for y, row in enumerate(texts) for x, text in enumerate(row))
    yield Grid(tuple(cells), geometry=False, blanks_kept=True)
