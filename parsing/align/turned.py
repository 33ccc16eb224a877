"""Which tables are laid out the other way round?

Some offices turn table 3 on its side, kinds of applicant down and outcomes across, and print table 4 with a row for
each way of dispute, or as a list of one number a row. Such a table names the row and the column of each number as well
as the form does, so it is laid out anew as the form has it, each cell with its own place, and then aligned like any
other. Asked only for tables that were not found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from parsing.forms import FORMS
from parsing.grid import is_value, overlap
from parsing.labels import Labels
from parsing.model import Block, Cell, Grid

_FORM = FORMS["2021"]
_REQUEST_ROWS = Labels({row.key: row.wordings for form in FORMS.values() for row in form.request_rows})
_APPLICANTS = Labels({column.key: column.wordings for column in _FORM.request_columns})
_ROUTES = Labels({route.key: route.wordings for route in _FORM.routes})
_OUTCOMES = Labels({outcome.key: outcome.wordings for outcome in _FORM.outcomes})
_LEAST_ROWS = 15
"""Labels of rows of table 3 across one table that show it to be turned."""


def turned(blocks: Sequence[Block], missing: Collection[str]) -> list[Block]:
    """The blocks, with the grids that hold one of the missing tables turned as the form has them."""
    upright = {"requests": _requests, "disputes": _disputes}
    wanted = [upright[name] for name in missing if name in upright]
    # Rows of fields without places will do for table 4: every number must find its labels, in its row and its field.
    rows_of_fields = [way for way in wanted if way is _disputes]
    return [
        _set_upright(block, wanted if block.geometry else rows_of_fields) if isinstance(block, Grid) else block
        for block in blocks
    ]


def _set_upright(grid: Grid, ways: Sequence[Callable[[Grid], Grid | None]]) -> Grid:
    return next((upright for way in ways if (upright := way(grid)) is not None), grid)


def _requests(grid: Grid) -> Grid | None:
    """Table 3 with its rows across: the grid mirrored at its diagonal."""
    across: dict[int, set[str]] = {}
    down: dict[int, set[str]] = {}
    for cell in grid.cells:
        if is_value(cell.text):
            continue
        if key := _REQUEST_ROWS.exact(cell.text):
            across.setdefault(cell.row, set()).add(key)
        elif key := _APPLICANTS.exact(cell.text):
            down.setdefault(cell.column, set()).add(key)
    if max(map(len, across.values()), default=0) < _LEAST_ROWS or max(map(len, down.values()), default=0) < 2:
        return None
    mirrored = (
        replace(cell, row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        for cell in grid.cells
    )
    return replace(grid, cells=tuple(sorted(mirrored, key=lambda cell: (cell.row, cell.column))), widths=())


def _disputes(grid: Grid) -> Grid | None:
    """Table 4 with one way of dispute a row, or one number a row."""
    wanted = [(route.key, outcome.key) for route in _FORM.routes for outcome in _FORM.outcomes]
    named: dict[tuple[str, str], list[Cell]] = {}
    for pair, cell in _named(grid):
        named.setdefault(pair, []).append(cell)
    if set(named) != set(wanted) or any(len(cells) > 1 for cells in named.values()):
        return None
    size = len(_FORM.outcomes)
    heads = [Cell(route.label, 0, at * size, colspan=size) for at, route in enumerate(_FORM.routes)]
    heads += [
        Cell(outcome.label, 1, at * size + x)
        for at in range(len(_FORM.routes))
        for x, outcome in enumerate(_FORM.outcomes)
    ]
    cells = (replace(named[pair][0], row=2, column=x, rowspan=1, colspan=1) for x, pair in enumerate(wanted))
    return Grid((*heads, *cells), page=grid.page, shown=grid.shown)


def _named(grid: Grid) -> Iterator[tuple[tuple[str, str], Cell]]:
    """Each cell of a number with the way of dispute left of it and the outcome left of or above it."""
    routes = [(cell, key) for cell in grid.cells if (key := _ROUTES.exact(cell.text))]
    if not grid.geometry:
        routes = _reaching_down(routes, grid)
    outcomes = [(cell, key) for cell in grid.cells if (key := _OUTCOMES.exact(cell.text))]
    if {key for _, key in routes} != {route.key for route in _FORM.routes}:
        return
    for cell in grid.cells:
        if not is_value(cell.text):
            continue
        beside = {key for label, key in routes if _left_of(label, cell)}
        left = {key for label, key in outcomes if _left_of(label, cell)}
        above = {
            key for label, key in outcomes if label.row < cell.row and overlap(label, (cell.column, cell.column + 1))
        }
        if len(beside) == 1 and len(left or above) == 1:
            yield (beside.pop(), (left or above).pop()), cell


def _reaching_down(routes: Sequence[tuple[Cell, str]], grid: Grid) -> list[tuple[Cell, str]]:
    """In rows of fields a merged cell is its first field and empty ones below: it reaches to the next that is not."""
    stated = {(cell.row, cell.column) for cell in grid.cells if cell.text.strip()}
    last = max((cell.row for cell in grid.cells), default=0)
    return [
        (
            replace(
                cell,
                rowspan=next((y for y in range(cell.row + 1, last + 1) if (y, cell.column) in stated), last + 1)
                - cell.row,
            ),
            key,
        )
        for cell, key in routes
    ]


def _left_of(label: Cell, cell: Cell) -> bool:
    return label.column < cell.column and label.row <= cell.row < label.row + label.rowspan
