"""Which tables of the forms stand among these words, told by their labels alone?

A second look at documents whose tables are not ruled, where blanks alone leave open what belongs together. The labels
of a form are known, so the lines of each are found by what they say; a number belongs to the one column whose heading
it stands under, and to the one row beside whose label it stands. A table is read only where its labels stand in the
order of the form and its headings are all there; what does not find its one place is left out, for a shifted number
is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from parsing.forms import FORMS
from parsing.model import Cell
from parsing.readers.known_lists import known_list
from parsing.readers.known_numbers import (
    Columns,
    KnownTable,
    Numbers,
    beside,
    columns_under,
    label_of,
    numbers_of,
    row_of,
    table_of,
)
from parsing.readers.pdf_lines import Line
from parsing.readers.phrases import Pages, Phrase, Wordings, find_phrases

HEAD_HEIGHT = 14.0
"""Em. From the first line of a header to the row below it."""
BELOW_HEAD = 5.0
"""Em. The one row of table 4 is no further below its header."""
ANOTHER = 3
"""Numbers on the next line of numbers that make it another row of table 4; a page number is one."""
SAME_ROW = 2.0
"""Em. The headings of a block of table 2 stand beside 信息内容."""

_NEWEST = FORMS["2021"]
_APPLICANTS = [column.key for column in _NEWEST.request_columns]
_ONLY_2021 = frozenset({"other_no_supplement", "other_fee_unpaid"})
_ORDER = {form.id: {row.key: at for at, row in enumerate(form.request_rows)} for form in FORMS.values()}
_OUTCOMES = [outcome.key for outcome in _NEWEST.outcomes]
_ROUTES = [route.key for route in _NEWEST.routes]
_CONTENT = "信息内容"

_REQUEST_COLUMNS = Wordings({column.key: column.wordings for column in _NEWEST.request_columns})
REQUEST_ROWS = Wordings({row.key: row.wordings for form in FORMS.values() for row in form.request_rows})
_DISPUTE_HEADS = Wordings({head.key: head.wordings for head in (*_NEWEST.outcomes, *_NEWEST.routes)})
_PROACTIVE_ROWS = Wordings(
    {row.label: row.wordings for form in FORMS.values() for row in form.proactive_rows} | {_CONTENT: (_CONTENT,)}
)
_PROACTIVE_COLUMNS = Wordings(
    {column: (column, *aliases) for form in FORMS.values() for column, aliases in form.proactive_columns.items()}
)


def known_tables(pages: Pages) -> list[KnownTable]:
    """The tables of all forms that the labels on these pages make, each page's piece as one of its own."""
    numbers = list(numbers_of(pages))
    if not numbers:
        return []
    found = [*_proactive(pages, numbers), *_requests(pages, numbers), *_disputes(pages, numbers)]
    return sorted(found or known_list(pages, numbers), key=lambda table: (table.page, table.top))


# --- table 2 --------------------------------------------------------------------------------------------------------


def _proactive(pages: Pages, numbers: Sequence[Numbers]) -> Iterator[KnownTable]:
    """Each block whose headings are those of its rows, as a table of its own."""
    labels = find_phrases(pages, _PROACTIVE_ROWS)
    columns = find_phrases(pages, _PROACTIVE_COLUMNS)
    begun = [phrase for phrase in labels if phrase.key == _CONTENT]
    for at, content in enumerate(begun):
        end = begun[at + 1].start if at + 1 < len(begun) else (content.page + 1, float("inf"))
        heads = sorted((head for head in columns if _is_beside(content, head)), key=lambda head: head.x0)
        rows = [row for row in labels if content.start < row.start < end and heads and row.x1 <= heads[0].x0]
        lines = [line for line in numbers if content.end < line.at < end]
        placed = {n: row for n, row in beside(rows, lines).items() if _is_declared(row, heads)}
        under = columns_under(heads, [lines[n] for n in placed]) if _side_by_side(heads) else None
        if under is None:
            continue
        for page in sorted({lines[n].page for n in placed}):
            here = [(row, lines[n]) for n, row in placed.items() if lines[n].page == page]
            yield from _block(page, content, heads, here, under)


def _is_beside(content: Phrase, head: Phrase) -> bool:
    return head.x0 > content.x1 and head.distance(*content.start) <= SAME_ROW


def _is_declared(row: Phrase, heads: Sequence[Phrase]) -> bool:
    """Are these the columns that an edition has for a row, in their order?"""
    return any(
        row.key in declared.wordings
        and len(heads) == len(declared.columns)
        and all(
            head.key in (name, *form.proactive_columns[name])
            for head, name in zip(heads, declared.columns, strict=True)
        )
        for form in FORMS.values()
        for declared in form.proactive_rows
    )


def _block(
    page: int, content: Phrase, heads: Sequence[Phrase], rows: Sequence[tuple[Phrase, Numbers]], under: Columns
) -> Iterator[KnownTable]:
    cells = [label_of(content, 0, 0)]
    cells += [label_of(head, 0, x) for x, head in enumerate(heads, start=1)]
    words = [word for phrase in (content, *heads) for word in phrase.all_words]
    for y, (row, line) in enumerate(rows, start=1):
        values = under.cells(line)
        if values is not None:
            cells += [label_of(row, y, 0), *row_of(line, values, heads, y, 1)]
            words += [*row.all_words, *line.values]
    yield table_of(page, cells, words)


# --- table 3 --------------------------------------------------------------------------------------------------------


def _requests(pages: Pages, numbers: Sequence[Numbers]) -> list[KnownTable]:
    found = find_phrases(pages, REQUEST_ROWS)
    begun = [phrase for phrase in found if phrase.key == "requests_new"]
    heads = _applicants(find_phrases(pages, _REQUEST_COLUMNS), begun[0]) if len(begun) == 1 else None
    rows = rows_of_form(found, begun[0], heads[0].x0) if heads else None
    if not heads or not rows:
        return []
    bottom = max(head.end for head in heads)
    lines = [line for line in numbers if bottom < line.at and line.page <= rows[-1].end[0]]
    placed = beside(rows, lines)
    columns = columns_under(heads, [lines[at] for at in placed])
    return list(_pieces(heads, placed, lines, columns)) if columns else []


def _applicants(found: Sequence[Phrase], first: Phrase) -> list[Phrase] | None:
    """The headings of the seven columns over the first row, from left to right; None where one is not there."""
    heads = {phrase.key: phrase for phrase in found if phrase.start < first.start and _is_near(phrase, first)}
    if sorted(heads) != sorted(_APPLICANTS):
        return None
    placed = sorted(heads.values(), key=lambda head: head.x0)
    return placed if _side_by_side(placed) else None


def _is_near(head: Phrase, first: Phrase) -> bool:
    if head.page == first.page:
        return first.start[1] - head.start[1] <= HEAD_HEIGHT * first.words[0].size
    return head.page + 1 == first.page


def _side_by_side(heads: Sequence[Phrase]) -> bool:
    return all(left.x1 < right.x0 for left, right in pairwise(heads))


def rows_of_form(found: Sequence[Phrase], first: Phrase, left: float) -> list[Phrase] | None:
    """The labels of one edition's rows from the first on, left of the columns, each printed once and in its order."""
    order = _ORDER["2021" if any(phrase.key in _ONLY_2021 for phrase in found) else "2019"]
    rows = [row for row in found if row.start >= first.start and row.x1 <= left and row.key in order]
    last = next((at for at, row in enumerate(rows) if row.key == "requests_carried_out"), len(rows))
    rows = rows[: last + 1]
    rows = [row for row in rows if sum(other.key == row.key for other in rows) == 1]
    ranks = [order[row.key] for row in rows]
    return rows if ranks == sorted(ranks) and len(rows) > len(order) / 2 else None


def _pieces(
    heads: Sequence[Phrase], placed: Mapping[int, Phrase], lines: Sequence[Numbers], columns: Columns
) -> Iterator[KnownTable]:
    """The rows of each page, the header with the first."""
    for number, page in enumerate(sorted({lines[at].page for at in placed})):
        cells: list[Cell] = []
        words: list[Line] = []
        if not number:
            cells += [label_of(head, 0, x) for x, head in enumerate(heads, start=1)]
            words += [word for head in heads for word in head.all_words]
        here = [(row, lines[at]) for at, row in placed.items() if lines[at].page == page]
        for y, (row, line) in enumerate(here, start=1):
            if (values := columns.cells(line)) is not None:
                cells += [label_of(row, y, 0), *row_of(line, values, heads, y, 1)]
                words += [*row.all_words, *line.values]
        if words:
            yield table_of(page, cells, words)


# --- table 4 --------------------------------------------------------------------------------------------------------


def _disputes(pages: Pages, numbers: Sequence[Numbers]) -> Iterator[KnownTable]:
    found = find_phrases(pages, _DISPUTE_HEADS)
    routes = sorted((phrase for phrase in found if phrase.key in _ROUTES), key=lambda route: _ROUTES.index(route.key))
    if [route.key for route in routes] != _ROUTES:
        return
    lines = [line for line in numbers if line.at > max(route.start for route in routes)]
    heads = [head for head in found if head.key in _OUTCOMES and head.start > min(route.start for route in routes)]
    heads = sorted((head for head in heads if lines and head.start < lines[0].at), key=lambda head: head.x0)
    if [head.key for head in heads] != _OUTCOMES * len(_ROUTES) or not _side_by_side(heads):
        return
    size = len(_OUTCOMES)
    for at, route in enumerate(routes):
        if not heads[at * size].x0 < (route.x0 + route.x1) / 2 < heads[(at + 1) * size - 1].x1:
            return
    line = lines[0]
    columns = columns_under(heads, [line]) if _is_only_row(lines, max(head.end for head in heads)) else None
    values = columns.cells(line) if columns else None
    if values is not None:
        cells = [label_of(route, 0, at * size, size) for at, route in enumerate(routes)]
        cells += [label_of(head, 1, at) for at, head in enumerate(heads)]
        cells += row_of(line, values, heads, 2, 0)
        words = [word for phrase in (*routes, *heads) for word in phrase.all_words]
        yield table_of(line.page, cells, [*words, *line.values])


def _is_only_row(lines: Sequence[Numbers], bottom: tuple[int, float]) -> bool:
    """Does the first of these lines stand right below the header, and no other row of numbers after it?"""
    line = lines[0]
    near = BELOW_HEAD * line.values[0].size
    below = line.page == bottom[0] + 1 or (line.page == bottom[0] and line.at[1] - bottom[1] <= near)
    return below and not any(
        len(other.values) >= ANOTHER or (other.page == line.page and other.at[1] - line.at[1] < near)
        for other in lines[1:2]
    )
