"""The header of table 3: which kind of applicant stands over each column?

Three rows with merged cells as the form has it; as offices and converters leave it, with its labels torn over rows,
without its spans, in two pieces at a page break, or with columns that the form does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from parsing.align.table import Header, lost
from parsing.decode import words
from parsing.forms import FORMS
from parsing.grid import Row, has_digits, overlap
from parsing.labels import EXACT, Labels, Match
from parsing.model import Cell

_NEWEST = FORMS["2021"]
_GROUPED = frozenset({"法人或其他组织", "法人和其他组织", "法人或者其他组织"})
COLUMNS = Labels(
    {
        column.key: (
            *column.wordings,
            *(group + said for group in sorted(_GROUPED) if column.group for said in column.wordings),
        )
        for column in _NEWEST.request_columns
    }
)
"""In a header of one row the group stands before each of its kinds: 法人或其他组织（商业企业）."""
_TELLING = frozenset(c.key for c in _NEWEST.request_columns if c.group and c.label != "其他")
"""Columns whose labels stand in no other table."""
_IN_GROUP = frozenset(c.key for c in _NEWEST.request_columns if c.group)


def names_applicants(row: Row) -> bool:
    """Is this the header row that names kinds of applicant?"""
    keys = {COLUMNS.exact(cell.text) for cell in row.worded}
    return len(keys & _TELLING) >= 2 or {"natural_person", "total"} <= keys


def is_over_applicants(row: Row) -> bool:
    """Is this the upper row of the header, over all kinds of applicant?"""
    return any("申请人情况" in words(cell.text) for cell in row.worded)


def header_of(rows: Sequence[Row]) -> Header | None:
    """The columns in printed order. Header rows of later pieces repeat it, so the first complete one counts."""
    heads = [row for row in rows if names_applicants(row) or any(words(c.text) in _GROUPED for c in row.worded)]
    if not heads:
        return None
    piece = heads[0].piece
    top = [row for row in rows if row.piece == piece and row not in heads and is_over_applicants(row)][:1]
    cells = [cell for row in (*top, *heads) if row.piece == piece for cell in row.own]
    placed = _header_by_place(heads[0], cells)
    if placed is None or len(placed.keys) < len(_NEWEST.request_columns):
        placed = _header_by_place(heads[0], _pieced_together(rows, heads)) or placed
    if placed is not None and (heads[0].grid.geometry or not heads[0].grid.blanks_kept):
        return placed
    return _header_by_order([row for row in heads if row.piece <= piece + 1])


def _pieced_together(rows: Sequence[Row], heads: Sequence[Row]) -> list[Cell]:
    """The cells of all rows from the first of the header to its last, with labels whole that are torn over several
    rows (自然 above 人): a PDF without rules has each line of a cell in a row of its own.
    """
    at = [i for i, row in enumerate(rows) if row in heads and row.piece == heads[0].piece]
    within = rows[at[0] : at[-1] + 1]
    if any(has_digits(cell.text) for row in within for cell in row.own):
        return []
    cells: list[Cell] = []
    over: dict[tuple[int, int], int] = {}
    for cell in (cell for row in within for cell in row.own if cell.text.strip()):
        place = cell.column, cell.colspan
        upper = cells[over[place]] if place in over else None
        if upper is not None and COLUMNS.exact(upper.text + cell.text):
            height = cell.row + cell.rowspan - upper.row
            cells[over[place]] = replace(upper, text=upper.text + cell.text, rowspan=height)
        else:
            over[place] = len(cells)
            cells.append(cell)
    return cells


def _header_by_place(head: Row, cells: Sequence[Cell]) -> Header | None:
    """The lowest label over each grid column, left to right. Unknown columns right of the first
    known one keep their place, so that they cannot shift the others.
    """
    known = [(cell, COLUMNS.match(cell.text)) for cell in cells if words(cell.text) not in _GROUPED]
    named = {cell: match for cell, match in known if match and not _is_subtotal(cell, match, cells)}
    if len(keys := {match.key for match in named.values()}) < 5 or len(keys) != len(named):
        return None
    first = min(cell.column for cell in named)
    leaves = [cell for cell, _ in known if cell.column >= first and (cell in named or cell.text.strip())]
    leaves = [cell for cell in leaves if "申请人情况" not in words(cell.text)]
    leaves.sort(key=lambda cell: cell.column)
    holds = _hold_together if head.grid.geometry else _line_up
    if not head.grid.geometry and len(keys) < len(_NEWEST.request_columns):
        return None
    if not holds(cells, leaves, {cell: match.key for cell, match in named.items()}):
        return None
    matches = [named.get(cell) for cell in leaves]
    return Header(
        tuple(match.key if match else None for match in matches),
        tuple((cell.column, cell.column + cell.colspan) for cell in leaves),
        head.piece,
        tuple(m.mark("column", c.text) if m else lost("column") for c, m in zip(leaves, matches, strict=True)),
        max(cell.column + cell.colspan for cell in cells),
        max((head.grid.widths[cell.row] for cell in cells), default=0) if head.grid.widths else 0,
    )


def _is_subtotal(cell: Cell, match: Match, cells: Sequence[Cell]) -> bool:
    """Is this the total of the group alone, in a column of the office's own below the group's cell?"""
    return match.key == "total" and any(
        words(group.text) in _GROUPED and group.row < cell.row and overlap(group, (cell.column, cell.column + 1))
        for group in cells
    )


def _hold_together(cells: Sequence[Cell], leaves: Sequence[Cell], keys: Mapping[Cell, str]) -> bool:
    """Do the leaves stand side by side, those of the group and no other under its cell? A lost span or a foreign row
    between the header rows moves them.
    """
    if any(left.column + left.colspan > right.column for left, right in pairwise(leaves)):
        return False
    drawn = all(cell.place.box is not None for cell in cells)
    if drawn and [keys.get(leaf) for leaf in leaves] == [column.key for column in _NEWEST.request_columns]:
        return True  # without rules nobody sees how far the cell of the group reaches; all columns are there, in order
    groups = [cell for cell in cells if words(cell.text) in _GROUPED]
    if not groups:
        return len({cell.row for cell in keys}) == 1
    sums = [leaf for leaf in leaves if leaf not in keys and COLUMNS.match(leaf.text)]
    own = {x for leaf in sums for x in range(leaf.column, leaf.column + leaf.colspan)}
    for cell, key in keys.items():
        inside = any(overlap(group, (cell.column, cell.column + cell.colspan)) for group in groups)
        if inside != (key in _IN_GROUP):
            return False
    under = {
        x for cell, key in keys.items() if key in _IN_GROUP for x in range(cell.column, cell.column + cell.colspan)
    }
    over = {x for group in groups for x in range(group.column, group.column + group.colspan)} - own
    return over <= under or not all(cell.place.box is None for cell in cells)


def _line_up(cells: Sequence[Cell], leaves: Sequence[Cell], keys: Mapping[Cell, str]) -> bool:
    """The same for rows of fields, where a merged cell is its first field and empty ones: each leaf has the next field,
    and the first of the group stands under the group's own.
    """
    if any(left.column + 1 != right.column for left, right in pairwise(leaves)):
        return False
    groups = [cell for cell in cells if words(cell.text) in _GROUPED]
    inside = [cell.column for cell, key in keys.items() if key in _IN_GROUP]
    return not groups or (bool(inside) and min(inside) == groups[0].column)


def _header_by_order(heads: Sequence[Row]) -> Header | None:
    """The row with 自然人 … 总计, its group cell replaced by the leaves of the row below.

    For grids without geometry, and for a header that itself runs over the page.
    """
    leaves = [[key for cell in row.own if (key := COLUMNS.exact(cell.text))] for row in heads]
    order: list[str] = []
    for row, own in zip(heads, leaves, strict=True):
        if "natural_person" not in own and "total" not in own:
            continue
        lower = next((other for other in leaves if other is not own and len(set(other) & _TELLING) >= 2), [])
        for cell in row.own:
            key = COLUMNS.exact(cell.text)
            if key:
                order.append(key)
            elif words(cell.text) in _GROUPED:
                order.extend(lower)
        break
    printed = [column.key for column in _NEWEST.request_columns]
    texts = {COLUMNS.exact(cell.text): cell.text for row in reversed(heads) for cell in row.own}
    grouped = any(words(cell.text) in _GROUPED for row in heads for cell in row.own)
    if sorted(order) == sorted(printed) and (not grouped or order[-1] == "total"):
        return _ordered(order, texts)
    # A damaged header still confirms the form's own order when what can be read of it stands in that order.
    seen = [key for own in leaves for key in own if key in _TELLING]
    if len(seen) >= 2 and seen == [key for key in printed if key in seen]:
        return _ordered(printed, texts)
    return None


def _ordered(keys: Sequence[str], texts: Mapping[str | None, str]) -> Header:
    marks = (Match(key, EXACT).mark("column", texts[key]) if key in texts else lost("column") for key in keys)
    return Header(tuple(keys), marks=tuple(marks))
