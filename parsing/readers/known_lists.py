"""Which list of indicators of before 2019 stands among these words, told by its labels?

Label, unit and number of each row, where the list has one column of numbers under one heading; which heading that is,
and whether it is the year's, is for the alignment to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from parsing.forms import LISTS
from parsing.model import Cell
from parsing.readers.known_numbers import KnownTable, Numbers, beside, cell_of, label_of, table_of
from parsing.readers.pdf_lines import Line
from parsing.readers.phrases import Pages, Phrase, Wordings, find_phrases

LEAST = 12
"""Rows with numbers that show a list to be there: in a text there are fewer."""
HEAD = 6.0
"""Em. The heading of the numbers is no further over the first row; a chapter may stand between."""
TOGETHER = 2.2
"""Em. Lines of one heading are no further apart."""
BAND = 1.2
"""Em. What stands this close in height to the heading of the numbers heads the other columns."""

_ROWS = Wordings({row.label: row.wordings for form in LISTS.values() for row in form.rows})


def known_list(pages: Pages, numbers: Sequence[Numbers]) -> Iterator[KnownTable]:
    """The list, each page's piece as a table of its own, the heading with the first."""
    labels = find_phrases(pages, _ROWS)
    placed = beside(labels, numbers)
    lines = [numbers[at] for at in placed]
    if len(lines) < LEAST or any(len(line.values) > 1 for line in lines):
        return
    column = min(line.values[0].x0 for line in lines), max(line.values[0].x1 for line in lines)
    if max(line.values[0].x0 for line in lines) >= min(line.values[0].x1 for line in lines):
        return  # not one column
    labels = [label for label in labels if label.x1 <= column[0]]
    head = _head(pages, labels[0], lines, column)
    if not head:
        return
    of_label = {id(row): numbers[at] for at, row in placed.items()}
    for page in sorted({label.page for label in labels}):
        own = [label for label in labels if label.page == page]
        yield _piece(page, own, of_label, head if page == labels[0].page else [])


def _head(
    pages: Pages, first: Phrase, lines: Sequence[Numbers], column: tuple[float, float]
) -> list[tuple[int, list[Line]]]:
    """The words over the three columns, with the ordinal of each; none where nothing stands over the numbers.

    Numbers set left or right need not stand under their heading: it is the nearest to them.
    """
    size, top = first.words[0].size, first.words[0].middle
    over = [word for line in pages[first.page] for word in line if top - HEAD * size < word.middle < top - size / 2]
    units = [word for line in lines for word in line.before[1:]]
    heading = min(over, key=lambda word: (_gap(word, column), -word.middle), default=None)
    if heading is None or heading.x1 < min((unit.x0 for unit in units), default=0.0):
        return []
    stack = [word for word in over if word.x0 < heading.x1 and heading.x0 < word.x1]
    if any(below.middle - above.middle > TOGETHER * size for above, below in pairwise(stack)):
        return []  # something else stands over the heading
    band = [word for word in over if word not in stack and _is_beside(word, stack)]
    of_units = [w for w in band if any(w.x0 < unit.x1 and unit.x0 < w.x1 for unit in units)]
    of_labels = [word for word in band if word not in of_units and word.x1 < column[0]]
    return [(0, of_labels), (1, of_units), (2, stack)]


def _gap(word: Line, column: tuple[float, float]) -> float:
    return max(word.x0 - column[1], column[0] - word.x1, 0.0)


def _is_beside(word: Line, stack: Sequence[Line]) -> bool:
    reach = BAND * word.size
    return stack[0].middle - reach <= word.middle <= stack[-1].middle + reach


def _piece(
    page: int,
    labels: Sequence[Phrase],
    of_label: Mapping[int, Numbers],
    head: Sequence[tuple[int, list[Line]]],
) -> KnownTable:
    cells: list[Cell] = []
    words: list[Line] = []
    for column, over in head:
        ordered = sorted(over, key=lambda word: (word.middle, word.x0))
        cells += [cell_of(page, ordered, 0, column)] if ordered else []
        words += ordered
    for y, label in enumerate(labels, start=1):
        cells.append(label_of(label, y, 0))
        words += label.all_words
        if (line := of_label.get(id(label))) is not None:
            unit = [word for word in line.before if word.x0 >= label.x1][-1:]
            cells += [cell_of(page, unit, y, 1)] if unit else []
            cells.append(cell_of(line.page, line.values, y, 2))
            words += [*unit, *line.values]
    return table_of(page, cells, words)
