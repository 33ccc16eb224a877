"""Table 2: what was disclosed proactively, blocks of their own header and a row or two each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from rapidfuzz import fuzz

from parsing.align.table import AlignedTable, Header, cells_of, figure_of, unreadable
from parsing.decode import fold, words
from parsing.forms import FORMS, ProactiveRow
from parsing.grid import Row, is_value
from parsing.labels import EXACT, NEAR, Labels, Match, bare
from parsing.model import Cell, Mark
from parsing.numerals import unit_in

_ROW_WORDINGS: dict[str, set[str]] = {}
for _form in FORMS.values():
    for _row in _form.proactive_rows:
        # The same row is 规范性文件 in one edition and 行政规范性文件 in the other: one label for both.
        _key = "行政规范性文件" if "规范性文件" in _row.label else _row.label
        _ROW_WORDINGS.setdefault(_key, set()).update(_row.wordings)
_ROWS = Labels(_ROW_WORDINGS)
_COLUMN_WORDINGS = {
    (form.id, column): (column, *aliases)
    for form in FORMS.values()
    for column, aliases in form.proactive_columns.items()
}
_COLUMNS = Labels({column: texts for (_, column), texts in sorted(_COLUMN_WORDINGS.items(), reverse=True)})
_LONG_COLUMNS = [(label, said) for _, label in _COLUMN_WORDINGS if len(said := words(label)) > 4]
_TELLING = {
    form.id: frozenset(form.proactive_columns) - {"处理决定数量", "本年处理决定数量"} for form in FORMS.values()
}
_WHOLE = {bare(text): key for key, texts in _ROW_WORDINGS.items() for text in texts}
_ONLY_ROWS_2019 = frozenset({"其他对外管理服务事项", "政府集中采购"})
_BLOCK = re.compile(r"第二十条第?[(]?[一二三四五六七八九十]")
_ECHO = re.compile(r"^(?P<words>\D{0,200}?[^\W\d]\D{0,200}?)[ \t\u3000]+(?P<number>[^\s].*)$")
"""Labels have forty characters at most; without a bound the time grows with the cube of a cell's length."""


def is_proactive_row(row: Row) -> float:
    """How sure is it that this row belongs to table 2 (0: no sign of it)?"""
    if not row.worded:
        return 0.0
    text = _said(row)
    if _BLOCK.search(text) or text.startswith("信息内容"):
        return EXACT
    stated = [cell for cell in row.own if cell.text.strip()]
    match = _ROWS.match(_split(_first_words(stated))[0]) if stated else None
    if match:
        return match.score
    return max((found.score for cell in row.worded if (found := _COLUMNS.match(cell.text))), default=0.0)


def _said(row: Row) -> str:
    return "".join([fold(cell.text) for cell in row.own])


def knows_proactive(text: str) -> bool:
    """Is this a label of table 2, word for word?"""
    return _ROWS.exact(text) is not None or _COLUMNS.exact(text) is not None


def proactive_key(row: Row) -> str | None:
    """Which row of table 2 is this, word for word?"""
    stated = [cell for cell in row.own if cell.text.strip()]
    return _ROWS.exact(_split(_first_words(stated))[0]) if stated else None


def heads_proactive(row: Row) -> bool:
    """Is this the title or the header of a block?"""
    return is_proactive_row(row) > 0 and proactive_key(row) is None


@dataclass
class _Line:
    """A data row with the header in force above it."""

    label: str
    data: tuple[Cell, ...]
    row: Row
    head: Row | None
    label_cell: Cell
    mark: Mark
    part: bool = False
    """Does the label say more than the form's, and so may name a part of what the form asks for?"""
    unit: str | None = None
    """Of money, where the label or a line above the table names one."""

    @property
    def stated(self) -> bool:
        return any(cell.text.strip() for cell in self.data)


def align_proactive(
    rows: Sequence[Row], fallback_form: str | None, units: Mapping[int, str] = MappingProxyType({})
) -> AlignedTable:
    """Figures of table 2. Its edition is told by its own column labels; ``fallback_form`` where they are lost.

    ``units`` are those of money that lines above the tables name, by the ordinal of the table.
    """
    table = AlignedTable()
    lines = _lines(rows, units)
    table.found = bool(lines)
    if not lines:
        return table
    table.form = _edition(rows, lines)
    form = FORMS[table.form or fallback_form or max(FORMS)]
    by_label = {"行政规范性文件" if "规范性文件" in row.label else row.label: row for row in form.proactive_rows}
    for line in sorted(lines, key=lambda line: not line.stated):
        declared = by_label.get(line.label)
        if declared is None:
            continue
        if line.part and any(other.label == line.label and other.stated for other in lines if other is not line):
            _dispute_parts(table, declared, [other for other in lines if other.label == line.label])
        else:
            _read_line(table, form.id, declared, line)
    return table


def _dispute_parts(table: AlignedTable, declared: ProactiveRow, lines: Sequence[_Line]) -> None:
    """Rows of the parts of a row (本级 and 乡镇) state nothing of the whole, unless that has a row of its own."""
    if any(line.stated and not line.part for line in lines):
        return
    data = [cell for line in lines for cell in line.data if cell.text.strip()]
    table.figures |= {key: unreadable(key, data) for key in declared.keys}


def _lines(rows: Sequence[Row], units: Mapping[int, str]) -> list[_Line]:
    lines: list[_Line] = []
    head: Row | None = None
    for row in rows:
        stated = [cell for cell in row.own if cell.text.strip()]
        if not stated:
            continue
        if _BLOCK.search(_said(row)):
            head = None
            continue
        first = _first_words(stated)
        label, echoed = _split(first)
        match = _ROWS.match(label)
        said_more = _part_of(label)
        if match is None and said_more is not None and any(cell.text.strip() for cell in row.own if cell is not first):
            match = Match(said_more, NEAR)
        if match is None:
            if any(_column_keys(cell.text) for cell in row.worded):
                head = row
            continue
        at = row.own.index(first)
        data = tuple(row.own[at + 1 :])
        if echoed is not None and not any(cell.text.strip() for cell in data):
            # ``行政事业性收费 0`` in one cell, seen in OCR output: the number follows its label.
            data = (Cell(echoed, first.row, first.column, place=first.place),)
        own = unit_in(label) or units.get(row.piece)
        lines.append(_Line(match.key, data, row, head, first, match.mark("row", label), said_more is not None, own))
    return _of_the_form(lines, rows)


def _of_the_form(lines: list[_Line], rows: Sequence[Row]) -> list[_Line]:
    """Without the rows of an office's own table (栏目 and 条数) that bear the words of rows of the form."""
    if len({(line.label, line.row.piece) for line in lines}) == len({line.label for line in lines}):
        return lines
    headed = {
        row.piece
        for row in rows
        if _BLOCK.search(_said(row))
        or any(_column_keys(cell.text) for cell in row.worded if not _ROWS.match(cell.text))
    }
    certain = {line.label for line in lines if line.row.piece in headed and line.stated}
    return [line for line in lines if line.row.piece in headed or line.label not in certain]


def _part_of(label: str) -> str | None:
    """The row whose whole label this one begins with, where it says more: 行政许可（县本级）."""
    plain = bare(label)
    longest = max((said for said in _WHOLE if plain != said and plain.startswith(said)), key=len, default=None)
    if longest is None or plain in _WHOLE or any(said in plain[len(longest) :] for said in _WHOLE):
        return None  # two rows in one (行政处罚、行政强制) are neither
    return _WHOLE[longest]


def _first_words(stated: Sequence[Cell]) -> Cell:
    """The cell that may be the row's label: the first of words, behind a running number if the table has one."""
    return next((cell for cell in stated[:2] if not is_value(cell.text)), stated[0])


def _split(cell: Cell) -> tuple[str, str | None]:
    """A label cell, and the number that OCR may have left in it."""
    echo = _ECHO.match(cell.text)
    if echo and is_value(echo["number"]) and echo["number"].strip():
        return echo["words"], echo["number"]
    return cell.text, None


def _column_keys(text: str) -> list[str]:
    """The column labels that a header cell prints; wreckage may hold two in one cell."""
    match = _COLUMNS.match(text)
    if match:
        return [match.key]
    plain = words(text)
    found = [(plain.find(said), label) for label, said in _LONG_COLUMNS if said in plain]
    kept = [
        (at, label) for at, label in sorted(found) if not any(words(label) in words(o) and label != o for _, o in found)
    ]
    return [label for _, label in kept]


def _edition(rows: Sequence[Row], lines: Sequence[_Line]) -> str | None:
    votes: Counter[str] = Counter()
    for row in rows:
        for cell in row.worded:
            for key in _column_keys(cell.text):
                votes.update(form for form, telling in _TELLING.items() if key in telling)
    votes["2019"] += sum(line.label in _ONLY_ROWS_2019 for line in lines)
    ranked = [(form, count) for form, count in votes.most_common() if count]
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _read_line(table: AlignedTable, form: str, declared: ProactiveRow, line: _Line) -> None:
    """Give the row's cells to its columns: as many as columns, or by their place under the header."""
    header, named = _header(form, declared, line)
    units = [unit or line.unit for unit in named]
    data = line.data
    specs = FORMS[form].figures
    placed = cells_of(data, header, line.row)
    if placed is None:
        stated = any(cell.text.strip() for cell in data)
        for key in declared.keys:
            if stated:
                table.put(unreadable(key, data))
            elif not line.row.grid.blanks_kept:
                table.unseen.add(key)
        return
    marks = header.marked(placed.along)
    for place, cell, unit, column in zip(header.keys, placed.cells, units, marks, strict=True):
        if place is None:
            continue
        if cell is not None:
            table.put(figure_of(specs[place], _without_echo(cell, declared.label), unit, (line.mark, column)))
        elif not line.row.grid.blanks_kept:
            table.unseen.add(place)


def _header(form: str, declared: ProactiveRow, line: _Line) -> tuple[Header, list[str | None]]:
    """The row's keys in the order in which the header above prints its columns; the declared order where the header
    is lost. Columns get a place only where the header cells really stand over them.
    """
    known = _keys_by_words(form, declared)
    keys: list[str | None] = []
    places: list[tuple[int, int]] = []
    units: list[str | None] = []
    marks: list[Mark] = []
    for cell in line.head.own if line.head else ():
        for label in _column_keys(cell.text):
            keys.append(known.get(words(label)))
            places.append((cell.column, cell.column + cell.colspan))
            units.append(unit_in(cell.text))
            match = _COLUMNS.match(cell.text) or Match(label, EXACT)
            marks.append(match.mark("column", cell.text))
    if set(declared.keys) - set(keys) or len(keys) != len(set(keys)):
        return Header(declared.keys), [None] * len(declared.keys)
    lined_up = line.head is not None and _same_start(line.head, line)
    end = max((cell.column + cell.colspan for cell in line.head.own), default=0) if line.head else 0
    return Header(tuple(keys), tuple(places) if lined_up else None, line.row.piece, tuple(marks), end), units


@cache
def _keys_by_words(form: str, declared: ProactiveRow) -> dict[str, str]:
    """The key of each column of a row, by the words of every label that the column may have."""
    columns = FORMS[form].proactive_columns
    return {
        words(text): key
        for column, key in zip(declared.columns, declared.keys, strict=True)
        for text in (column, *columns[column])
    }


def _same_start(head: Row, line: _Line) -> bool:
    """Do header and row begin in the same grid column of the same piece, so that columns mean the same in both?"""
    first = next((cell for cell in head.own if cell.text.strip()), None)
    if first is None or _column_keys(first.text):  # the corner is lost, and with it what the columns stand under
        return False
    return head.piece == line.row.piece and first.column == line.label_cell.column


def _without_echo(cell: Cell, label: str) -> Cell:
    """``T政处罚 0``: OCR repeated the damaged label in front of the number."""
    if is_value(cell.text):
        return cell
    echo = _ECHO.match(cell.text)
    if echo and fuzz.ratio(words(echo["words"]), words(label)) >= 60 and is_value(echo["number"]):
        return replace(cell, text=echo["number"])
    return cell
