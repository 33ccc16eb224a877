"""Which tables were flattened into text?

Copying and conversion turn a table into lines, into one line, or into a column of words and numbers. Such text is made
into rows again where the labels of its header stand in it in full: each label begins a row, and the numbers up to the
next label are its cells. Nothing is counted here: a row with a number too few or too many, or with anything else among
its numbers, is left to alignment, which does not read it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from parsing.decode import words
from parsing.forms import FORMS
from parsing.grid import has_digits, is_value
from parsing.model import Block, Cell, Grid, Paragraph, Place
from parsing.outline import heading_of

_FORM = FORMS["2021"]
_JOINT = r"\W{0,3}"
_NUMBER = r"(?:[（(]?\s*[一二三四五六七八九十\d]\s*[)）、.．,，]\s*)"
_SHORTEST = 4
_COMMON = {
    "其他": rf"(?:[（(]?\s*[3三]\s*[)）、.．,，]\s*)其{_JOINT}他",
    "总计": rf"[（(]?\s*[七7]\s*[)）、.．,，]\s*[总合]{_JOINT}计",
}
"""Words of many places, with the number that makes them a row of table 3."""
_CLOSING = re.compile(r"^[\s”’\"'」』）)】\]:：]+")
_LEAST = 3
"""So many rows with numbers make a table; fewer may be a sentence."""
_LONGEST_HEADER = 400
_MORE = re.compile(rf"{_JOINT.join('备注')}|说明|序号|行次|上年同期|同比|增减")
_AROUND = 100
"""Characters before 自然人 in which a heading may stand that is set higher."""


def _spaced(label: str) -> str:
    return _JOINT.join(map(re.escape, words(label)))


def _any(labels: Iterable[str]) -> str:
    return "|".join(_spaced(label) for label in sorted(set(labels), key=lambda label: (-len(words(label)), label)))


def _row_labels() -> Iterator[str]:
    for form in FORMS.values():
        for row in (*form.request_rows, *form.request_groups):
            yield from (re.sub(r"^(?:[（(].[)）]|.[、.])", "", text) for text in row.wordings)


_LONG_LABELS = [label for label in _row_labels() if len(words(label)) >= _SHORTEST]
_REQUEST_LABEL = re.compile(rf"{_NUMBER}?(?:{_any(_LONG_LABELS)})|{'|'.join(_COMMON.values())}")
_GROUP = rf"法{_JOINT}人{_JOINT}(?:或|和|或者){_JOINT}其{_JOINT}他{_JOINT}组{_JOINT}织"
_LEAVES = [_spaced(column.label) for column in _FORM.request_columns if column.group]
_PERSON, _TOTAL = _spaced("自然人"), rf"(?:总|合){_JOINT}计"
_GAP = r"[\s|]*"
_REQUEST_HEADER = re.compile(
    rf"{_PERSON}{_GAP}(?:{_GROUP})?{_GAP}(?:(?P<above>{_TOTAL}){_GAP}{_GAP.join(_LEAVES)}|{_GAP.join(_LEAVES)}{_GAP}{_TOTAL})"
)
_OUTCOMES = [_spaced(outcome.label) for outcome in _FORM.outcomes]
_ROUTES = {route.key: re.compile(_spaced(route.label)) for route in _FORM.routes}
_DISPUTE_LABEL = re.compile("|".join(_OUTCOMES))
_DISPUTE_HEADER = re.compile(rf"{_spaced('行政复议')}[\s\S]{{0,{_LONGEST_HEADER}}}")
_COLUMN = re.compile(
    _any(
        text
        for form in FORMS.values()
        for column, aliases in form.proactive_columns.items()
        for text in (column, *aliases)
    )
)
_PROACTIVE_ROW = re.compile(
    _any(text for form in FORMS.values() for row in form.proactive_rows for text in row.wordings)
)
_PROACTIVE_MARK = re.compile(
    rf"(?P<block>第二十条{_JOINT}第?{_JOINT}[一二三四五六七八九十]{_JOINT}项)|(?P<head>{_spaced('信息内容')})"
    rf"|(?P<column>{_COLUMN.pattern})(?:[（(][^（()）]{{0,30}}[)）])?|(?P<row>{_PROACTIVE_ROW.pattern})"
)


def flattened(blocks: Sequence[Block], missing: Collection[str]) -> list[Grid]:
    """Grids for those of the missing tables that stand in the text, with the order of cells for their only geometry."""
    readers = {"proactive": _proactive, "requests": _requests, "disputes": _disputes}
    found = []
    for run in _runs(blocks):
        for name in missing:
            rows = readers[name]("\n".join(paragraph.text for paragraph in run))
            if rows:
                found.append(_grid(rows, run[0].place))
    return found


def _runs(blocks: Sequence[Block]) -> Iterator[list[Paragraph]]:
    """Paragraphs between two headings or tables."""
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and heading_of(block.text)[0] is None:
            run.append(block)
            continue
        if run:
            yield run
        run = [block] if isinstance(block, Paragraph) else []
    if run:
        yield run


def _grid(rows: Sequence[Sequence[str]], place: Place) -> Grid:
    cells = (Cell(text, y, x, place=place) for y, row in enumerate(rows) for x, text in enumerate(row))
    return Grid(tuple(cells), geometry=False, blanks_kept=True)


def _parts(text: str) -> list[str]:
    """What stands between two labels, without the brackets and quotes that close the first."""
    return _CLOSING.sub("", text.replace("|", " ")).split()


def _is_entry(part: str) -> bool:
    """A number or a sign for nothing. A stray mark alone is no cell."""
    return is_value(part) and any(sign.isalnum() or sign in "/-—–" for sign in part)


def _cells(between: str) -> list[str]:
    """The numbers of a row, or all that stands there as one cell, which no row can have for its number."""
    parts = _parts(between)
    return parts if all(map(_is_entry, parts)) else [" ".join(parts)]


def _leading(text: str) -> list[str]:
    """The numbers that a text begins with: those of a table's last row."""
    parts = _parts(text)
    end = next((i for i, part in enumerate(parts) if not _is_entry(part)), len(parts))
    return parts[:end]


def _requests(text: str) -> list[list[str]]:
    header = _REQUEST_HEADER.search(text)
    if header is None:
        return []
    leaves = [column.label for column in _FORM.request_columns if column.group]
    rows = (
        [["", "自然人", "法人或其他组织", "总计"], ["", *leaves]]
        if header["above"]
        else [["", "自然人", *leaves, "总计"]]
    )
    labels = list(_REQUEST_LABEL.finditer(text, header.end()))
    if labels and _MORE.search(text, max(0, header.start() - _AROUND), labels[0].start()):
        return []  # a column more: with a blank cell in its row, a remark would pass for a number
    filled = 0
    for label, after in pairwise([*labels, None]):
        assert label is not None
        cells = _leading(text[label.end() :]) if after is None else _cells(text[label.end() : after.start()])
        if after is not None and _runs_on(text, after):
            cells = [" ".join(cells) + text[after.start()]]
        rows.append([label.group(), *cells])
        filled += any(map(has_digits, cells))
    return rows if filled >= _LEAST else []


def _runs_on(text: str, label: re.Match[str]) -> bool:
    """Does the number before a label run into the label's own?"""
    return label.start() > 0 and text[label.start() - 1].isdigit() and label.group()[:1].isdigit()


def _disputes(text: str) -> list[list[str]]:
    header = _DISPUTE_HEADER.search(text)
    if header is None:
        return []
    labels = list(_DISPUTE_LABEL.finditer(text, header.start()))
    size = len(_OUTCOMES) * len(_ROUTES)
    numbers = _leading(text[labels[size - 1].end() :]) if len(labels) == size else []
    if len(numbers) < len(_OUTCOMES):
        return []
    above = text[header.start() : labels[-1].end()]
    at = {key: found.start() for key, route in _ROUTES.items() if (found := route.search(above))}
    routes = sorted(at, key=lambda key: at[key])
    if len(routes) != len(_ROUTES):
        return []
    return [
        [route.label for key in routes for route in _FORM.routes if route.key == key],
        [m.group() for m in labels],
        numbers,
    ]


def _proactive(text: str) -> list[list[str]]:
    marks = list(_PROACTIVE_MARK.finditer(text))
    if not any(mark["head"] for mark in marks):
        return []
    rows: list[list[str]] = []
    filled = 0
    for mark, after in pairwise([*marks, None]):
        assert mark is not None
        if mark["column"] and rows and rows[-1][0] == "信息内容":
            rows[-1].append(mark.group())
        elif mark["head"] or mark["block"]:
            rows.append(["信息内容" if mark["head"] else mark.group()])
        elif mark["row"] and rows:
            cells = _leading(text[mark.end() :]) if after is None else _cells(text[mark.end() : after.start()])
            rows.append([mark.group(), *cells])
            filled += any(map(has_digits, cells))
    return rows if filled >= _LEAST else []
