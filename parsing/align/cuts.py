"""Which rows did a page break cut in two?

A row that is higher than what is left of a page is printed on both: half a label here, half there, the numbers on
either side. The halves are put together where that makes a label of the form that neither half is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from parsing.grid import Row, is_value
from parsing.model import Cell

_SAME_WIDTH = 6.0
"""Points by which the sides of a cell may differ on the two pages."""


def rejoin(rows: Sequence[Row], is_label: Callable[[str], bool]) -> list[Row]:
    """The rows with halves joined. Only rows of a PDF can be cut; ``is_label`` knows every label of the form."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        halves = _halves(before, row) if before is not None and before.piece + 1 == row.piece else None
        if halves and _makes_a_label(halves, is_label):
            whole = {
                upper: replace(upper, text="\n".join(filter(None, (upper.text, lower.text)))) for upper, lower in halves
            }
            joined = [_replaced(earlier, whole) if earlier.piece + 1 == row.piece else earlier for earlier in joined]
        else:
            joined.append(row)
    return joined


def _halves(above: Row, below: Row) -> list[tuple[Cell, Cell]] | None:
    """Each cell of the lower row with the cell over it; None where a row cannot be the other's continuation."""
    if above.grid.page is None or below.grid.page != above.grid.page + 1 or below.above:
        return None
    pairs = []
    for lower in below.own:
        upper = next((cell for cell in (*above.own, *above.above) if _same_sides(cell, lower)), None)
        if upper is None:
            if lower.text.strip():
                return None
            continue
        if upper.text.strip() and lower.text.strip() and (is_value(upper.text) or is_value(lower.text)):
            return None  # a number under a number is another row
        pairs.append((upper, lower))
    return pairs


def _same_sides(upper: Cell, lower: Cell) -> bool:
    if upper.place.box is None or lower.place.box is None:
        return False
    return all(abs(upper.place.box[side] - lower.place.box[side]) <= _SAME_WIDTH for side in (0, 2))


def _makes_a_label(halves: Sequence[tuple[Cell, Cell]], is_label: Callable[[str], bool]) -> bool:
    return any(
        upper.text.strip() and lower.text.strip() and is_label(upper.text + lower.text) and not is_label(lower.text)
        for upper, lower in halves
    )


def _replaced(row: Row, whole: dict[Cell, Cell]) -> Row:
    own, above = (tuple(whole.get(cell, cell) for cell in cells) for cells in (row.own, row.above))
    return replace(row, own=own, above=above)
