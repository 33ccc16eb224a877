"""Table 3: requests received and how they were dealt with, 23 or 25 rows by 7 columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.align.requests_header import COLUMNS, header_of, is_over_applicants, names_applicants
from parsing.align.table import AlignedTable, Header, Placed, cells_of, figure_of, unreadable
from parsing.decode import fold, words
from parsing.forms import FORMS, Form
from parsing.grid import Row, has_digits, is_value
from parsing.labels import EXACT, Labels, Match, bare
from parsing.model import Along, Cell, Figure, How, Mark, State

_NEWEST = FORMS["2021"]
_EVERY_ROW = {row.key: row for form in FORMS.values() for row in form.request_rows}
_GROUP = "group:"
_ROWS = Labels(
    {key: row.wordings for key, row in _EVERY_ROW.items()}
    | {_GROUP + group.key: group.wordings for group in _NEWEST.request_groups}
)
_ONLY_2021 = frozenset({"other_no_supplement", "other_fee_unpaid", "other_misc"})
_COMMON = frozenset({"其他", "其它", "总计", "合计"})
_NUMBERED = {"other_misc": re.compile(r"[(]?[3三][).、,]"), "outcomes_total": re.compile(r"[(]?[7七][).、,]")}
"""The printed numbers of the rows that bear these words."""
_OTHER_NUMBER = re.compile(r"[(]?[一二三四五六七八九十\d]{1,2}[).、,]")
_PATH = re.compile(r"[—\-–:：/／>＞\\]\s*(?P<last>[^—\-–:：/／>＞\\]{4,})$")
_NEAR = 3
"""Rows of the form within which a common word must have a neighbour."""
_RESCUE = 34.0
"""Likeness that a damaged label between two certain neighbours must still have to the one row missing there."""


def is_requests_row(row: Row) -> float:
    """How sure is it that this row belongs to table 3 (0: no sign of it)?"""
    if names_applicants(row):
        return EXACT
    best = max(
        (match.score for cell in row.worded if (match := _label_match(cell)) and len(words(cell.text)) > 3),
        default=0.0,
    )
    return best if best else (60.0 if is_over_applicants(row) else 0.0)


def knows_requests(text: str) -> bool:
    """Is this a label of table 3, word for word?"""
    return _ROWS.exact(text) is not None or COLUMNS.exact(text) is not None


def requests_key(row: Row) -> str | None:
    """Which row of table 3 is this, word for word?"""
    keys = (_ROWS.exact(cell.text) for cell in row.worded if len(words(cell.text)) > 3 and not is_value(cell.text))
    return next((key for key in keys if key and not key.startswith(_GROUP)), None)


def heads_requests(row: Row) -> bool:
    """Is this a row of the header?"""
    return names_applicants(row) or is_over_applicants(row)


def _label_match(cell: Cell) -> Match | None:
    if is_value(cell.text):
        return None
    match = _ROWS.match(cell.text)
    unsure = match is None or (match.score < EXACT and match.key.startswith(_GROUP))
    if unsure and (path := _PATH.search(cell.text)):
        match = _ROWS.match(path["last"]) or match  # the groups of a row stand before it: 不予公开—1.属于国家秘密
    return match


@dataclass
class _Entry:
    """A row of data as found: its key (None if the label says nothing), label text and data cells."""

    key: str | None
    score: float
    label: str
    data: tuple[Cell, ...]
    row: Row
    rescued: bool = False
    twin: bool = False
    """Another row of the table has the same label and says something too."""
    disputed: bool = False
    """The same label stands before another row of the table, which is empty where this one is not."""

    @property
    def stated(self) -> bool:
        return any(cell.text.strip() for cell in self.data)

    @property
    def full(self) -> bool:
        """Does it state something, in as many cells as the form has columns or more?"""
        return self.stated and len(self.data) >= len(_NEWEST.request_columns)

    def mark(self) -> Mark:
        """How the row was known."""
        key = self.key or ""
        if self.rescued:
            return Mark("row", self.label, How.NEIGHBOURS, _ROWS.likeness(self.label, key))
        return Match(key, self.score).mark("row", self.label)


def align_requests(rows: Sequence[Row]) -> AlignedTable:
    """Figures ``<row>.<column>`` of table 3, with the edition that its rows show."""
    table = AlignedTable()
    header = header_of(rows)
    entries = _rejoined([_entry(row) for row in rows if not _is_heading(row)])
    _drop_strays(entries)
    _keep_best(entries)
    table.found = sum(entry.key is not None for entry in entries) >= 3
    if not table.found:
        return table
    table.form = _edition(entries)
    form = FORMS[table.form or "2021"]
    _rescue(entries, form)
    if header is not None and not _trusted(header, entries):
        header = Header(header.keys, marks=header.marks)
    if header is not None and header.columns is not None:
        header = replace(header, end=_common_end(header, entries))
    for entry in entries:
        if entry.key is not None and f"{entry.key}.total" in form.figures:
            _read_row(table, form, entry, header)
    return table


def _trusted(header: Header, entries: Sequence[_Entry]) -> bool:
    """Do grid columns mean the same in the header and in the rows? Always where the geometry is real.

    In a dump of tab-separated rows only if everything stated stands under the header, out to its first and its last
    column.
    """
    rows = [entry for entry in entries if entry.row.piece == header.piece]
    if header.columns is None or all(entry.row.grid.geometry for entry in rows):
        return True
    starts = {columns[0] for columns in header.columns}
    stated = {cell.column for entry in rows for cell in entry.data if cell.text.strip()}
    if not stated <= starts or min(starts) not in stated:
        return False
    return max(starts) in stated or _keeps_its_fields(header, rows)


def _keeps_its_fields(header: Header, entries: Sequence[_Entry]) -> bool:
    """Has every row as many fields as the header, also those that begin with empty ones? Then a last column in which
    nothing is stated was left empty (many offices give no totals), and no other column can have taken its place.
    """
    widths = {entry.row.grid.widths[entry.row.own[0].row] for entry in entries if entry.row.grid.widths}
    return widths == {header.fields} and any(not entry.row.own[0].text.strip() for entry in entries if entry.stated)


def _common_end(header: Header, entries: Sequence[_Entry]) -> int:
    """Where most rows end: a header may reach further than the cells under it, and then does not tell their number."""
    rows = (entry.data for entry in entries if entry.key and entry.data and entry.row.piece == header.piece)
    ends = Counter(max(cell.column + cell.colspan for cell in data) for data in rows)
    return min(header.end, ends.most_common(1)[0][0]) if ends else header.end


def _edition(entries: Sequence[_Entry]) -> str | None:
    """Stated rows tell more than empty ones: an office may print （六）其他处理 as a heading over its three rows."""
    for keys in ({e.key for e in entries if e.key and e.stated}, {e.key for e in entries if e.key}):
        if keys & _ONLY_2021:
            return "2021"
        if "other" in keys:
            return "2019"
    return None


def _is_heading(row: Row) -> bool:
    return row.blank or names_applicants(row) or is_over_applicants(row)


def _entry(row: Row) -> _Entry:
    """Split a row into its label (the best matching cell before the first number) and the cells right of it."""
    numbers = (i for i, cell in enumerate(row.own) if has_digits(cell.text))
    first_value = next(numbers, len(row.own))
    if first_value == 0 and len(row.own) > len(_NEWEST.request_columns) + 1 and _label_match(row.own[1]):
        first_value = next(numbers, len(row.own))  # the row is numbered in a column of its own
    best: tuple[float, int, str] | None = None
    for i, cell in enumerate(row.own[:first_value]):
        match = _label_match(cell)
        if match and (best is None or match.score >= best[0] or best[2].startswith(_GROUP)):
            best = (match.score, i, match.key)
    texts = [cell.text for cell in row.own[:first_value] if not is_value(cell.text)]
    if best is None or (best[2].startswith(_GROUP) and len(texts) > 1):
        whole = _ROWS.match("".join(texts))
        if whole and not whole.key.startswith(_GROUP):
            at = max(i for i, cell in enumerate(row.own[:first_value]) if not is_value(cell.text))
            best = (whole.score, at, whole.key)
    if best is None or best[2].startswith(_GROUP):
        at = max((i for i, cell in enumerate(row.own[:first_value]) if not is_value(cell.text)), default=-1)
        return _Entry(None, 0.0, texts[-1] if texts else "", row.own[at + 1 :], row)
    return _Entry(best[2], best[0], row.own[best[1]].text, row.own[best[1] + 1 :], row)


def _rejoined(entries: list[_Entry]) -> list[_Entry]:
    """Put together rows that a page break cut in two: a label ends on the next piece, with the numbers on one side."""
    joined: list[_Entry] = []
    for entry in entries:
        before = joined[-1] if joined else None
        if before and before.row.piece + 1 == entry.row.piece and entry.label and before.stated != entry.stated:
            whole = _ROWS.match(before.label + entry.label)
            parts = max(_likeness(before, whole), _likeness(entry, whole)) if whole else 0.0
            if whole and not whole.key.startswith(_GROUP) and whole.score > parts:
                source = before if before.stated else entry
                joined[-1] = _Entry(whole.key, whole.score, before.label + entry.label, source.data, source.row)
                continue
        joined.append(entry)
    return joined


def _likeness(entry: _Entry, whole: Match) -> float:
    return _ROWS.likeness(entry.label, whole.key)


def _drop_strays(entries: list[_Entry]) -> None:
    """其他 and 总计 without their number are words of many rows: they count only beside a neighbour of that row."""
    order = {row.key: i for i, row in enumerate(_NEWEST.request_rows)}
    certain = [entry.key if entry.key in order and not _is_common(entry) else None for entry in entries]
    for i, entry in enumerate(entries):
        if entry.key not in order or not _is_common(entry):
            continue
        at = order[entry.key]
        before = next((order[key] for key in reversed(certain[:i]) if key), None)
        after = next((order[key] for key in certain[i + 1 :] if key), None)
        if _OTHER_NUMBER.match(fold(entry.label)) or (entry.key == "other_misc" and _one_row_for_other(entries)):
            entry.key = None
            continue
        near = (before is not None and 0 < at - before <= _NEAR) or (after is not None and 0 < after - at <= _NEAR)
        if not near or (before is not None and before > at) or (after is not None and after < at):
            entry.key = None


def _is_common(entry: _Entry) -> bool:
    return bare(entry.label) in _COMMON and not _NUMBERED[entry.key or ""].match(fold(entry.label))


def _one_row_for_other(entries: Sequence[_Entry]) -> bool:
    """Does the table have the one row （六）其他处理 of 2019, filled in, and none of its parts of 2021?"""
    stated = {entry.key for entry in entries if entry.stated}
    return "other" in stated and not stated & {"other_no_supplement", "other_fee_unpaid"}


def _keep_best(entries: list[_Entry]) -> None:
    """A row is printed once: where two rows claim a key, the surer one has it. Among equals of one table that both
    say something, none is surer: their cells dispute each other.
    """
    best: dict[str, _Entry] = {}
    for entry in entries:
        if entry.key is None:
            continue
        rival = best.get(entry.key)
        if rival is not None and rival.row.piece != entry.row.piece and rival.full != entry.full:
            best[entry.key] = max(rival, entry, key=lambda one: one.full)
            continue
        if rival is None or _surer(entry, rival):
            best[entry.key] = entry
    for entry in entries:
        if entry.key is None or best[entry.key] is entry:
            continue
        chosen = best[entry.key]
        if chosen.full and not entry.full and chosen.row.piece != entry.row.piece:
            entry.key = None  # a row of another table (办理结果, 数量, 占比), which has not these columns
            continue
        if entry.score == chosen.score and entry.stated and chosen.stated:
            entry.twin = chosen.twin = True
            continue
        if entry.score == chosen.score and chosen.stated and chosen.row.piece == entry.row.piece:
            chosen.disputed = True
        entry.key = None


def _surer(entry: _Entry, rival: _Entry) -> bool:
    if rival.score == EXACT > entry.score:
        return False  # an empty row under its own label is not filled from one whose label merely resembles it
    return (entry.stated, entry.score) > (rival.stated, rival.score)


def _rescue(entries: list[_Entry], form: Form) -> None:
    """A row whose label is damaged beyond matching, but which stands where exactly one row of the form is missing and
    still resembles it, is that row.
    """
    order = {row.key: i for i, row in enumerate(form.request_rows)}
    known = [i for i, entry in enumerate(entries) if entry.key in order]
    for left, right in pairwise(known):
        between = [entry for entry in entries[left + 1 : right] if entry.key is None and entry.stated]
        gap = order[entries[right].key or ""] - order[entries[left].key or ""]
        if len(between) == 1 and gap == 2:
            missing = form.request_rows[order[entries[left].key or ""] + 1].key
            if _ROWS.likeness(between[0].label, missing) >= _RESCUE:
                between[0].key = missing
                between[0].rescued = True


def _lacks_a_column(header: Header, form: Form) -> bool:
    return len(header.keys) < len(form.request_columns)


def _printed_to_its_end(row: Row, header: Header) -> bool:
    """Does the row have a field for every column, where empty ones at its end are left out of its cells?"""
    widths = row.grid.widths
    return bool(widths) and header.columns is not None and widths[row.own[0].row] >= header.columns[-1][1]


def _read_row(table: AlignedTable, form: Form, entry: _Entry, header: Header | None) -> None:
    columns = [column.key for column in form.request_columns]
    placed: Placed | None = None
    if header is not None:
        placed = cells_of(entry.data, header, entry.row)
        if placed and placed.along is Along.COUNT and _lacks_a_column(header, form) and header.piece != entry.row.piece:
            placed = None  # on another page nobody can tell which cell is too many
    if header is None or placed is None or entry.disputed:
        for column in columns:
            key = f"{entry.key}.{column}"
            if entry.stated:
                table.put(unreadable(key, entry.data))
            else:
                table.unseen.add(key)
        return
    row_mark = entry.mark()
    for column_key, cell, column_mark in zip(header.keys, placed.cells, header.marked(placed.along), strict=True):
        if column_key is None:
            continue
        key = f"{entry.key}.{column_key}"
        if cell is not None:
            table.put(figure_of(form.figures[key], cell, marks=(row_mark, column_mark)), strict=entry.twin)
        elif placed.along is Along.PLACE and _printed_to_its_end(entry.row, header):
            table.put(Figure(key, None, State.BLANK, place=(entry.data or entry.row.own)[0].place))
        elif not entry.row.grid.blanks_kept:
            table.unseen.add(key)
