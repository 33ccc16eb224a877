"""Table 4: reconsideration and litigation, one row of 15 cells under a header of three levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsing.align.copies import agreed, years_in
from parsing.align.table import AlignedTable, by_order, figure_of, lost, unreadable
from parsing.decode import words
from parsing.forms import FORMS
from parsing.grid import Row, has_digits, is_value, overlap
from parsing.labels import EXACT, Labels, Match, bare
from parsing.model import Along, Cell, Mark

_FORM = FORMS["2021"]  # table 4 is the same in both editions
_ROUTES = Labels({route.key: route.wordings for route in _FORM.routes})
_OUTCOMES = Labels({outcome.key: outcome.wordings for outcome in _FORM.outcomes})
_KEYS = tuple(spec.key for spec in _FORM.table("disputes"))
_PAIRS = {
    bare(said): f"{route.key}_{outcome.key}"
    for route in _FORM.routes
    for outcome in _FORM.outcomes
    for way in (*route.wordings, *(f"{route.group}{wording}" for wording in route.wordings if route.group))
    for result in outcome.wordings
    for said in (f"{way}{result}", f"{result}{way}")
}
"""Headings of one row, which name both the way and the outcome."""
_TELLING = frozenset({"upheld", "corrected", "pending"})
_LITIGATION = "行政诉讼"
_DIGIT = re.compile(r"\d")
"""What a header never has in its cells: a number that is not plain (约12) is one that cannot be read."""


def is_disputes_row(row: Row) -> float:
    """How sure is it that this row belongs to table 4 (0: no sign of it)?"""
    texts = [cell.text for cell in row.worded]
    named = any(words(text) == _LITIGATION or _ROUTES.exact(text) or bare(text) in _PAIRS for text in texts)
    return EXACT if named or len(_TELLING.intersection(map(_outcome, texts))) >= 2 else 0.0


def knows_disputes(text: str) -> bool:
    """Is this a label of table 4, word for word?"""
    return _ROUTES.exact(text) is not None or _OUTCOMES.exact(text) is not None


def _outcome(text: str) -> str | None:
    match = _OUTCOMES.match(text)
    return match.key if match else None


def align_disputes(rows: Sequence[Row], year: int | None = None) -> AlignedTable:
    """Figures ``<route>_<outcome>`` of table 4; of rows labelled with years the one of the report's ``year``."""
    every = [row for row in rows if is_disputes_row(row)]
    # A row of an office's own table may name a way of dispute (行政复议 | 3 | 5): a header has no numbers.
    heads = [row for row in every if not any(has_digits(cell.text) for cell in row.own)] or every
    if not heads:
        return AlignedTable()
    first_head = rows.index(heads[0])
    candidates = _of_the_year([row for row in rows[first_head:] if not is_disputes_row(row) and _data(row)], year)
    read = []
    for row in candidates:
        data = _data(row)
        own = [head for head in heads if head.piece == row.piece]
        if sum(_outcome(cell.text) is not None for head in own for cell in head.own) < len(_FORM.outcomes):
            own = heads
        cells = _by_place(own, row, data) or _by_sequence(own, row, data) or _by_field(rows, row, data)
        cells = cells or _by_pairs(own, row, data) or {}
        figures = {key: figure_of(_FORM.figures[key], cell, marks=marks) for key, (cell, marks) in cells.items()}
        if figures:
            read.append(AlignedTable(found=True, figures=figures))
    table = replace(agreed(_together(read)), found=True)
    if not table.figures:
        stated = [cell for row in candidates for cell in _data(row) if cell.text.strip()]
        for key in _KEYS if stated else ():
            table.put(unreadable(key, stated))
    return table


def _together(read: Sequence[AlignedTable]) -> list[AlignedTable]:
    """Rows of numbers that state other ways of dispute each are parts of one table."""
    joined: list[AlignedTable] = []
    for part in read:
        if joined and not joined[-1].figures.keys() & part.figures.keys():
            joined[-1] = replace(joined[-1], figures=joined[-1].figures | part.figures)
        else:
            joined.append(part)
    return joined


def _of_the_year(rows: list[Row], year: int | None) -> list[Row]:
    if len(rows) < 2 or year is None:
        return rows
    named = [(row, years_in(row.own[0].text, year)) for row in rows]
    ours = [row for row, years in named if year in years]
    return ours or [row for row, years in named if not years] or rows


def _routes_in_order(heads: Sequence[Row], found: Sequence[tuple[Cell, str]], start: int) -> list[str] | None:
    """The ways of dispute as the header prints them, from left to right; None where that cannot be told.

    Another order than the form's only where each way stands in the field in which its five begin.
    """
    declared = [route.key for route in _FORM.routes]
    routes = [key for _, key in found]
    turned = any(
        words(left.text) == _LITIGATION and any(cell is right for cell, _ in found)
        for head in heads
        for left, right in pairwise(head.worded)
    )
    if not turned and routes == [key for key in declared if key in routes]:
        return declared
    begins = sorted((cell.column - start, key) for cell, key in found)
    size = len(_FORM.outcomes)
    if [at for at, _ in begins] != [size * at for at in range(len(declared))]:
        return None
    return [key for _, key in begins]


def disputes_key(row: Row) -> str | None:
    """Is this the row of figures? It is the only one of its table."""
    return "figures" if not is_disputes_row(row) and _data(row) else None


def heads_disputes(row: Row) -> bool:
    """Is this a row of the header?"""
    return is_disputes_row(row) > 0


def _data(row: Row) -> tuple[Cell, ...]:
    """The number cells of a row; a row of words is a header or a note. A first cell such as 数量 is a label."""
    own = row.own
    size = len(_FORM.outcomes)
    if len(own) > size and own[0].text and not is_value(own[0].text):
        # An odd number (12/3) is no label, unless there is a cell too many without it (2021年).
        own = own[1:] if not _DIGIT.search(own[0].text) or len(own) % size == 1 else own
    odd = [cell for cell in own if not is_value(cell.text)]
    if len(own) < 5 or sum(not _DIGIT.search(cell.text) for cell in odd) > len(own) // 5 or len(odd) > len(own) // 2:
        return ()
    return tuple(own)


def _known(cell: Cell) -> bool:
    return bool(_ROUTES.match(cell.text) or _OUTCOMES.match(cell.text)) or words(cell.text) == _LITIGATION


Stated = dict[str, tuple[Cell, tuple[Mark, ...]]]
"""The cell of each figure, with the labels that told it."""


def _by_place(heads: Sequence[Row], row: Row, data: Sequence[Cell]) -> Stated | None:
    """Each cell under an outcome under a route, by real grid columns; all or nothing."""
    if not row.grid.geometry or heads[0].piece != row.piece:
        return None
    cells = [cell for head in heads if head.piece == row.piece for cell in head.own]
    routes = [(cell, match) for cell in cells if (match := _ROUTES.match(cell.text))]
    outcomes = [(cell, match) for cell in cells if (match := _OUTCOMES.match(cell.text))]
    beside = [
        (head, match)
        for head, match in outcomes
        if not any(overlap(way, (head.column, head.column + head.colspan)) for way, _ in routes)
    ]
    sums = [head for head, match in beside if len(beside) == 1 and match.key == "total"]  # of all ways together
    outcomes = [(head, match) for head, match in outcomes if head not in sums]
    lowest = max((cell.row for cell, _ in outcomes), default=0)
    foreign = [cell for cell in cells if cell.text and cell.row + cell.rowspan > lowest and not _known(cell)] + sums
    placed: Stated = {}
    for cell in data:
        columns = (cell.column, cell.column + cell.colspan)
        over = [(head, match) for head, match in outcomes if overlap(head, columns)]
        if not over and any(overlap(head, columns) for head in foreign):
            continue  # a column of the office's own
        route = [(head, match) for head, match in routes if overlap(head, columns)]
        if len(over) != 1 or len(route) != 1:
            return None
        (under, outcome), (group, way) = over[0], route[0]
        if (key := f"{way.key}_{outcome.key}") in placed:
            return None
        marks = way.mark("route", group.text, Along.PLACE), outcome.mark("column", under.text, Along.PLACE)
        placed[key] = cell, marks
    # Cells flush left under a header that reaches further: some are missing, and nobody can tell which.
    drawn = any(cell.place.box is not None for cell in data)
    return placed if len(placed) in {5, 10, 15} and (drawn or len(placed) == len(outcomes)) else None


def _by_field(rows: Sequence[Row], row: Row, data: Sequence[Cell]) -> Stated | None:
    """One or two ways of dispute under a header of their own, in rows of fields: each cell in the field of its outcome.

    The header is what stands above the row, down from the row of numbers before it.
    """
    widths = row.grid.widths
    if row.grid.geometry or not widths:
        return None
    above = list(rows[: rows.index(row)])
    before = max((at for at, other in enumerate(above) if not is_disputes_row(other) and _data(other)), default=-1)
    heads = [other for other in above[before + 1 :] if other.piece == row.piece]
    if {widths[head.own[0].row] for head in heads} != {widths[row.own[0].row]}:
        return None
    routes = [(cell, match) for head in heads for cell in head.own if (match := _ROUTES.match(cell.text))]
    outcomes = [(cell, match) for head in heads for cell in head.own if (match := _OUTCOMES.match(cell.text))]
    size = len(_FORM.outcomes)
    if not routes or [cell.column for cell, _ in outcomes[::size]] != [cell.column for cell, _ in routes]:
        return None
    fields = {cell.column: cell for cell in data}
    if {cell.column for cell in data if cell.text.strip()} - {cell.column for cell, _ in outcomes}:
        return None
    placed: Stated = {}
    for at, (head, outcome) in enumerate(outcomes):
        name, route = routes[at // size]
        cell = fields.get(head.column)
        if cell is None:
            return None
        marks = route.mark("route", name.text, Along.PLACE), outcome.mark("column", head.text, Along.PLACE)
        placed[f"{route.key}_{outcome.key}"] = cell, marks
    return placed if len(placed) == len(outcomes) == size * len(routes) < len(_KEYS) else None


def _by_pairs(heads: Sequence[Row], row: Row, data: Sequence[Cell]) -> Stated | None:
    """Each cell under a heading that names both its way and its outcome: 行政复议—结果维持."""
    named = [(cell, key) for head in heads for cell in head.own if (key := _PAIRS.get(bare(cell.text)))]
    if row.piece != heads[0].piece or sorted(key for _, key in named) != sorted(_KEYS):
        return None
    if [(cell.column, cell.colspan) for cell, _ in named] != [(cell.column, cell.colspan) for cell in data]:
        return None
    return {
        key: (cell, (Match(key, EXACT).mark("column", head.text, Along.PLACE),))
        for (head, key), cell in zip(named, data, strict=True)
    }


def _by_sequence(heads: Sequence[Row], row: Row, data: Sequence[Cell]) -> Stated | None:
    """Fifteen cells under a header whose labels, read row by row, name the outcomes of each route in turn.

    Routes are ordered as printed; where wreckage hides some labels, those that can be read must agree with the form.
    Not so where a page shows the row apart from its header: something unread may stand between them.
    """
    whole = len(data) == len(_KEYS) and data[0].column == 0  # the row has these fields and no other
    cells = list(data) if whole else by_order(data, len(_KEYS), row.grid.blanks_kept)
    if cells is None:
        return None
    labels = [(cell, match) for head in heads for cell in head.own if (match := _OUTCOMES.match(cell.text))]
    printed = [match.key for _, match in labels]
    order = [outcome.key for outcome in _FORM.outcomes]
    size = len(order)
    if len(printed) == len(_KEYS):
        groups = [printed[i : i + size] for i in range(0, len(printed), size)]
        if any(sorted(group) != sorted(order) for group in groups):
            return None
    else:
        tail = printed[-size:]
        apart = heads[0].piece != row.piece and any(cell.place.box is not None for cell in data)
        if apart or len(printed) < size or tail != order:
            return None
        groups = [order] * 3
    found = [(cell, match) for head in heads for cell in head.own if (match := _ROUTES.match(cell.text))]
    declared = _routes_in_order(heads, [(cell, match.key) for cell, match in found], cells[0].column)
    if declared is None:
        return None
    ways = {match.key: match.mark("route", cell.text, Along.COUNT) for cell, match in found}
    outcomes = [match.mark("column", cell.text, Along.COUNT) for cell, match in labels]
    if len(outcomes) != len(_KEYS):
        outcomes = outcomes[-size:] * len(declared)  # printed once for all three, as far as can be read
    pairs = [(route, outcome) for route, group in zip(declared, groups, strict=True) for outcome in group]
    return {
        f"{route}_{outcome}": (cell, (ways.get(route, lost("route", Along.COUNT)), mark))
        for (route, outcome), cell, mark in zip(pairs, cells, outcomes, strict=True)
    }
