"""Which lines of text are rows of a list of indicators, its table lost?

``（一）收到申请数 件 12`` is what a row leaves where a table was copied as text, ``当面申请数：3件`` how townships type
it. Such lines, one below the other, are made a table again: a line is a row only if it is a label of a list word for
word and behind it nothing but a unit and numbers. Converters print each cell on a line of its own: there the rows have
as many lines as most, and what has more or fewer stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsing.align.columns import UNITS, heads_values, is_label_heading, is_unit
from parsing.align.indicators import names_indicator
from parsing.align.statistics import LEAST
from parsing.model import Block, Cell, Grid, Paragraph

_LONGEST = 80
"""Characters of the longest line of a list."""
_HEAD = 4
"""Lines above the rows that may be what is left of a header."""
_OF_ANOTHER_TIME = re.compile(r"^(?!.*(?:统计表|情况表|报告)).*(?:季|半年|\d月|累计|历年|上年|去年|同期|20\d\d年)")
_UNIT = "(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + ")"
_VALUE = rf"(?:[-+]?\d[\d,]*(?:\.\d+)?{_UNIT}?|[-—/]+|无)"
_CELL = re.compile(_VALUE)
_MOST_CELLS = 8
_UNIT_HEADINGS = frozenset({"单位", "计量单位", "统计单位"})
_ROW = re.compile(
    rf"^(?P<label>.*?[一-鿿)）”\"])(?:\s+|\s*[:：]\s*)(?P<rest>(?:{_UNIT}\s+)?{_VALUE}(?:\s+{_VALUE})*(?:\s+{_UNIT})?)[;；。]?$"
)


def lined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with every run of such lines made a table in its place."""
    made: list[Block] = []
    run: list[Paragraph] = []
    blocks = _of_cells(blocks)
    for block in blocks:
        if isinstance(block, Paragraph) and len(block.text) <= _LONGEST and "\n" not in block.text:
            run.append(block)
        else:
            made += [*_table(run), block]
            run = []
    return [*made, *_table(run)]


def _of_cells(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, with every row that is printed a cell a line put on one line."""
    said = [block.text.strip() if isinstance(block, Paragraph) else "" for block in blocks]
    rows = {at: shape for at, text in enumerate(said) if names_indicator(text) and (shape := _shape(said, at + 1))}
    shape, count = Counter(rows.values()).most_common(1)[0] if rows else ("", 0)
    if count < LEAST or not shape.strip("u"):
        return blocks
    heads = {
        at
        for at, text in enumerate(said)
        if is_label_heading(text)
        and all(heads_values(t) or t in _UNIT_HEADINGS for t in said[at + 1 : at + 1 + len(shape)])
    }
    made: list[Block] = []
    at = 0
    while at < len(blocks):
        length = 1 + len(shape) if rows.get(at) == shape or at in heads else 1
        block = blocks[at]
        text = " ".join(said[at : at + length])
        made.append(replace(block, text=text) if length > 1 and isinstance(block, Paragraph) else block)
        at += length
    return made


def _shape(said: Sequence[str], at: int) -> str:
    """What the lines from here on are, as far as they are cells: ``u`` for a unit, ``v`` for a number."""
    shape = ""
    while at < len(said) and len(shape) <= _MOST_CELLS and (is_unit(said[at]) or _CELL.fullmatch(said[at])):
        shape += "u" if is_unit(said[at]) else "v"
        at += 1
    return shape


def _table(lines: Sequence[Paragraph]) -> Iterator[Block]:
    """The lines before the rows, the rows as one table, and the lines behind them; or the lines as they are."""
    rows = [_row(line.text) for line in lines]
    named = [at for at, row in enumerate(rows) if len(row) > 1 and names_indicator(row[0])]
    if len(named) < LEAST:
        yield from lines
        return
    first, last = named[0], named[-1]
    head = next((at for at in range(max(0, first - 2), first) if _is_head(lines[at].text)), first)
    if head == first and any(_OF_ANOTHER_TIME.search(line.text) for line in lines[max(0, first - _HEAD) : first]):
        yield from lines  # words that are no header as they stand say that the numbers may not be the year's
        return
    yield from lines[:head]
    cells = [
        Cell(text, y, x, place=lines[at].place)
        for y, at in enumerate(range(head, last + 1))
        for x, text in enumerate(lines[at].text.split() if at == head != first else rows[at])
    ]
    yield Grid(tuple(cells), geometry=False, blanks_kept=False)
    yield from lines[last + 1 :]


def _row(line: str) -> list[str]:
    found = _ROW.match(line.strip())
    return [found["label"], *found["rest"].split()] if found else [line.strip()]


def _is_head(line: str) -> bool:
    fields = line.split()
    return len(fields) > 1 and is_label_heading(fields[0])
