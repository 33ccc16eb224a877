"""Which tables do the words of this PDF page make where no rules enclose them?

Three-line tables, tables ruled across only, shaded ones and those without any rule are read as a person does: numbers
under each other are a column, what stands over a column is its heading, what stands at the left of a row of numbers
is its label. Nothing is counted off: a number that does not stand under exactly one heading, a column without a
heading, two rows that run together make the whole piece no table, for a shifted number is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.readers.pdf_glyphs import REPLACEMENT, Box
from parsing.readers.pdf_heads import Column, Group, columns_of
from parsing.readers.pdf_labels import Label, labels_of
from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_rules import Edge
from parsing.readers.pdf_words import Words, is_value

ROW_GAP = 5.0
"""Em. Rows further apart are not of one table: a label of nine lines makes a row of nine."""
HEAD_GAP = 3.2
"""Em. What stands further over the first row is not its heading."""
HEAD_LINES = 12
WRAPPED = 1.15
"""Em. Two rows of numbers nearer than a line are not two rows."""
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
_SENTENCE = re.compile(r"[。；]|[：:]$")
_LARGER = 1.3
_HALF = 5.0  # points above and below the middle of a blank cell
_TOGETHER = 1.75  # em between the lines of one text


@dataclass(frozen=True)
class WordCell:
    """A cell of a table that words make; rows and columns from 0."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box


@dataclass(frozen=True)
class WordTable:
    """A table that words make: its top, its cells, its columns, and the words that stand in it."""

    top: float
    cells: tuple[WordCell, ...]
    columns: tuple[Column, ...]
    words: tuple[Line, ...]


def find_word_tables(lines: Sequence[Words], rules: Sequence[Edge], before: Sequence[Column] = ()) -> list[WordTable]:
    """The tables among the lines of a page. ``before`` are the columns of the table that ended the page before."""
    found: list[WordTable] = []
    at = floor = 0
    while at < len(lines):
        if not any(map(is_value, lines[at])):
            at += 1
            continue
        end = _end(lines, at)
        table = _table(lines[floor:at], lines[at:end], rules, before if not found else ())
        if table is not None:
            found.append(table)
            used = set(table.words)
            floor = next((n for n in range(at, end) if used.isdisjoint(lines[n])), end)
        at = end
    return found


def _end(lines: Sequence[Words], start: int) -> int:
    """The line after the rows of numbers that begin at ``start``: before the next words that stand over the numbers."""
    left = min(word.x0 for word in lines[start] if is_value(word))
    for at in range(start + 1, len(lines)):
        line = lines[at]
        values = [word for word in line if is_value(word)]
        if line[0].middle - lines[at - 1][0].middle > ROW_GAP * line[0].size:
            return at
        if any(word.x1 > left for word in line if not is_value(word)) or (
            len(line) == 1 == len(values) and _alone(line, left)
        ):
            return at
        left = min(left, *(word.x0 for word in values)) if values else left
    return len(lines)


def _alone(line: Words, left: float) -> bool:
    """Does a number stand by itself, left of all others, as a page number may?"""
    return line[0].x1 < left


def _table(
    above: Sequence[Words], body: Sequence[Words], rules: Sequence[Edge], before: Sequence[Column]
) -> WordTable | None:
    rows = [line for line in body if any(map(is_value, line))]
    values = [[word for word in line if is_value(word)] for line in rows]
    left = min(word.x0 for row in values for word in row)
    loose = [word for line in body for word in line if not is_value(word)]
    if any(word.x1 > left for word in loose):
        return None
    if any(lower[0].middle - upper[0].middle < WRAPPED * lower[0].size for upper, lower in pairwise(values)):
        return None
    head = _head(above, rows[0], left)
    over = [word for line in head for word in line if word.x1 > left]
    columns, groups = columns_of(over, values, rules)
    if not over and before and len(above) <= HEAD_LINES:
        columns, groups = _same_columns(before, values), ()
    if not columns:
        return None
    placed = [_placed(row, columns) for row in values]
    lowest = max((word.middle for word in over), default=0.0)
    beside = [word for line in head for word in line if word.x1 <= left]
    corner = [word for word in beside if word.middle <= lowest + WRAPPED / 2 * word.size]
    begun = [word for word in beside if word not in corner]
    labels, rest = labels_of([*begun, *loose], values, rules)
    if any(row is None for row in placed) or not _labelled(labels, values):
        return None
    corner += [word for word in rest if word.middle < rows[0][0].middle]
    heights = [row[0].middle for row in values]
    cells = tuple(_cells(columns, groups, corner, labels, [row for row in placed if row is not None], heights))
    used = (*over, *corner, *(word for label in labels for word in label.words), *(w for row in values for w in row))
    return WordTable(min(word.middle for word in used), cells, tuple(columns), used)


def _head(above: Sequence[Words], first: Words, left: float) -> list[Words]:
    """The lines over the first row that may be its heading, from top to bottom."""
    head: list[Words] = []
    below, size = first[0].middle, first[0].size
    for line in reversed(above):
        alone = len(line) == 1
        stop = (
            below - line[0].middle > HEAD_GAP * size
            or any(map(is_value, line))
            or any(_SENTENCE.search(word.text) for word in line if word.x1 > left)
            or any(word.size > _LARGER * size for word in line)
            or (alone and _HEADING.match(line[0].text))
        )
        if stop or len(head) == HEAD_LINES:
            break
        head.insert(0, line)
        below = line[0].middle
    return head


def _same_columns(before: Sequence[Column], values: Sequence[Words]) -> list[Column]:
    """The columns of the page before, where every number of this page stands in one of them."""
    there = [replace(column, words=()) for column in before]
    return there if all(_placed(row, there) is not None for row in values) else []


def _placed(row: Words, columns: Sequence[Column]) -> list[Line | None] | None:
    """The number of each column; None where a number stands in none or in two, or two in one."""
    placed: list[Line | None] = [None] * len(columns)
    for word in row:
        under = [at for at, column in enumerate(columns) if word.x0 < column.x1 and column.x0 < word.x1]
        if len(under) != 1 or placed[under[0]] is not None:
            return None
        placed[under[0]] = word
    return placed


def _labelled(labels: Sequence[Label], values: Sequence[Words]) -> bool:
    """Can rows be told apart? One without any label may be the rest of a number of the row beside it."""
    if not labels:
        return len(values) == 1
    named = {label.row for label in labels if label.leaf}
    return all(at in named for at in range(len(values)))


def _cells(
    columns: Sequence[Column],
    groups: Sequence[Group],
    corner: Sequence[Line],
    labels: Sequence[Label],
    placed: Sequence[Sequence[Line | None]],
    heights: Sequence[float],
) -> Iterator[WordCell]:
    """The cells of the grid: headings in rows of their own, a column for labels and one for what groups them."""
    shift = len({label.leaf for label in labels})
    heads = [(column.words, at, at + 1) for at, column in enumerate(columns) if column.words]
    heads += [((group.word,), group.start, group.end) for group in groups]
    levels = _levels([_middle(words) for words, _, _ in heads])
    for block in _stacks(corner):
        level = min(range(len(levels)), key=lambda at: abs(levels[at] - _middle(block)), default=0)
        yield WordCell(_joined(block), level, 0, 1, max(shift, 1), _around(block))
    for words, start, end in heads:
        level = min(range(len(levels)), key=lambda at: abs(levels[at] - _middle(words)))
        yield WordCell(_joined(words), level, start + shift, 1, end - start, _around(words))
    rows: list[tuple[float, list[Label], Sequence[Line | None]]] = [
        (height, [label for label in labels if label.row == at], placed[at]) for at, height in enumerate(heights)
    ]
    rows += [(label.middle, [label], [None] * len(columns)) for label in labels if label.row is None]
    for number, (height, own, numbers) in enumerate(sorted(rows, key=lambda row: row[0]), start=max(len(levels), 1)):
        for leaf in (False, True):
            if said := [word for label in own if label.leaf is leaf for word in label.words]:
                text = _joined(said) if all(label.sure for label in own) else REPLACEMENT
                yield WordCell(text, number, shift - 1 if leaf else 0, 1, 1, _around(said))
        for at, (column, word) in enumerate(zip(columns, numbers, strict=True), start=shift):
            box = _around((word,)) if word else (column.x0, height - _HALF, column.x1, height + _HALF)
            yield WordCell(word.text if word else "", number, at, 1, 1, box)


def _stacks(words: Sequence[Line]) -> list[list[Line]]:
    """Words that stand over each other without a gap, as one text."""
    stacks: list[list[Line]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if stacks and word.middle - stacks[-1][-1].middle <= _TOGETHER * word.size:
            stacks[-1].append(word)
        else:
            stacks.append([word])
    return stacks


def _levels(middles: Sequence[float]) -> list[float]:
    levels: list[float] = []
    for middle in sorted(middles):
        if not levels or middle - levels[-1] > 6.0:
            levels.append(middle)
    return levels


def _middle(words: Sequence[Line]) -> float:
    return (words[0].middle + words[-1].middle) / 2


def _joined(words: Sequence[Line]) -> str:
    return "".join(word.text for word in words)


def _around(words: Sequence[Line]) -> Box:
    return (
        min(word.x0 for word in words),
        min(word.middle - word.size / 2 for word in words),
        max(word.x1 for word in words),
        max(word.middle + word.size / 2 for word in words),
    )
