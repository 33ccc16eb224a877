"""Which figures does a list of indicators state: the national list of 2014 and its like?

Offices insert blocks of their own and number everything anew, so a row is told by its label and, where a label is
printed twice, by the chapter it stands in; never by its number. A list for a part of the year, or for another year,
states no figure of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from parsing.align.columns import WHOLE_YEAR, Columns, behind_labels, columns_of, flat, is_unit, value_cell
from parsing.align.cuts import rejoin
from parsing.align.indicators import NAMES, Named, Names, plain
from parsing.align.table import unreadable
from parsing.decode import words
from parsing.forms import ANY_LOCAL, FORMS, LOCAL, STATISTICS, FigureSpec, ListForm
from parsing.grid import Row, overlap, rows_of
from parsing.labels import bare
from parsing.model import Along, Block, Cell, Figure, Grid, How, Mark, Paragraph, State
from parsing.numerals import read_number, unit_in

LEAST = 6
"""Figures, named word for word, that make tables a list of this form."""
_LEAST_LOCAL = 4
"""The same for the lists of provinces, which are shorter; always under a header."""
_LAST_YEAR = 2018
"""Of the lists."""
_LEAST_BESIDE = 2
"""Figures that a table under a header must name right beside one of the list: provinces cut theirs by subject."""
_LEAST_UNDER_HEADER = 3
"""Figures that a table under a header of a list must name; without a header it must name ``LEAST``."""
_CAPTION_LINES, _CAPTION_LENGTH = 3, 60
_PART_OF_YEAR = re.compile(r"季度|半年|月报|\d月?[-—–至到~～]+\d{1,2}月|\d月(?!\d)")
_CAPTION = re.compile(r"统计|情况表|一览表|报表|附表|附件|季度|半年|^[(（].*[)）]$")
_NO_CAPTION = re.compile(r"填报|填表|制表|报送|日期|单位")
_MORE_YEARS = re.compile(r"累计|累积|历年|以来|20\d\d年?度?[-—–~～至到]+20\d\d年")
"""A caption of more than the year: then the column must say that it is the year's."""
_YEARS_SUM = re.compile(r"(?:本年度?|全年度?|当年|年度)累计")
_NAMES_YEAR = re.compile(r"20\d\d|本年|年度|全年|当年")
_YEARS = re.compile(r"(?<!\d)(20\d\d)年")
_CHAPTER = re.compile(r"^\s*[一二三四五六七八九十]{1,3}\s*[、.．]")
_GREAT = re.compile(r"[百千万亿]")


_LATER = frozenset(
    bare(text)
    for form in FORMS.values()
    for label in (*form.request_rows, *form.request_groups, *form.routes)
    for text in (*label.wordings, label.group or label.label)
)
"""Words of the tables since 2019 that lists print too: alone they show no list."""


class _Hit(NamedTuple):
    """A row of the document that states a figure of the form."""

    named: Named
    beside: tuple[Cell, ...]
    """The cells that may hold its unit and number."""
    columns: Columns | None


@dataclass
class _Piece:
    """One table of the document, as far as it follows the list."""

    hits: list[_Hit]
    has_header: bool
    columns: list[Columns]
    wrong_time: bool
    """Does its caption name a part of the year, or another year?"""

    def names(self) -> int:
        return len({hit.named.number for hit in self.hits if hit.named.exact})


@dataclass(frozen=True)
class AlignedList:
    """The figures of a list, every one of the form's: as read, or absent. Empty where the document has no such list.

    ``pieces`` are the ordinals of the grids that belong to lists of this form, for whatever time.
    """

    figures: dict[str, Figure]
    pieces: frozenset[int]
    names: int
    """How many figures are named word for word."""


_NO_LIST = AlignedList({}, frozenset(), 0)


def align_best(blocks: Sequence[Block], year: int | None = None) -> tuple[ListForm, AlignedList]:
    """The list whose labels the document prints most of, aligned; lists of different times share many labels.

    Where as many are labels of a local list as of the national one it is local: the national one has many more. What
    only the list of all indicators knows is added to the list of a province that is there as well. That list has
    labels of the later tables too, and is asked for only where the report is certainly of before them.
    """
    said = [bare(plain(cell.text)) for block in blocks if isinstance(block, Grid) for cell in block.cells]
    early = year is not None and year <= _LAST_YEAR
    forms = [form for form in (*LOCAL, STATISTICS) if early or form is not ANY_LOCAL]
    printed = {form.id: _printed(said, form) for form in forms}
    aligned: dict[str, AlignedList] = {}
    most = 0
    for form in sorted(forms, key=lambda form: -printed[form.id]):  # none can name more than the document prints of it
        if printed[form.id] < most:
            break
        aligned[form.id] = _align_list(blocks, form, year) if printed[form.id] else _NO_LIST
        if _counts(form, aligned[form.id], early=early):
            most = max(most, aligned[form.id].names)
    form = max(
        (form for form in forms if form.id in aligned and _counts(form, aligned[form.id], early=early)),
        key=lambda form: aligned[form.id].names,
    )
    best = aligned[form.id]
    if form is not ANY_LOCAL:
        return form, best
    others = [one for one in LOCAL if one is not ANY_LOCAL and printed[one.id]]
    own = [(one, aligned.get(one.id) or _align_list(blocks, one, year)) for one in others]
    own = [(one, found) for one, found in own if _counts(one, found, early=early)]
    stated = {key: figure for key, figure in best.figures.items() if figure.state is not State.ABSENT}
    whole = max(own, key=lambda pair: pair[1].names)[1].figures if own else {}
    return form, replace(best, figures={**whole, **stated})


def _counts(form: ListForm, found: AlignedList, *, early: bool) -> bool:
    """Of a province's list a county prints half at least; what prints less is one of its own."""
    return not early or form in (STATISTICS, ANY_LOCAL) or 2 * found.names >= len(form.rows)


def _printed(said: Sequence[str], form: ListForm) -> int:
    """How many cells are labels of the list word for word; 0 where they are too few for it to be there."""
    there = NAMES[form.id].exact.intersection(said)
    count = sum(map(there.__contains__, said))
    return 0 if there <= _LATER or count < _least(form) else count


def _least(form: ListForm) -> int:
    return LEAST if form is STATISTICS else _LEAST_LOCAL


def _align_list(blocks: Sequence[Block], form: ListForm, year: int | None) -> AlignedList:
    """The figures that the lists of a report for ``year`` state."""
    least = _least(form)
    pieces = dict(_pieces(blocks, NAMES[form.id], year))
    belonging = _belonging(pieces)
    hits = [hit for number in belonging if not pieces[number].wrong_time for hit in pieces[number].hits]
    stated = {hit.named.number for hit in hits if hit.named.exact}
    every = {hit.named.number for number in belonging for hit in pieces[number].hits if hit.named.exact}
    of_this_form = frozenset(belonging) if len(every) >= least else frozenset()
    if len(stated) < least:
        return AlignedList({}, of_this_form, 0)
    read = _figures(hits, form)
    figures = {key: read.get(key, Figure(key, None, State.ABSENT)) for key in form.figures}
    return AlignedList(figures, of_this_form, len(stated))


def _belonging(pieces: Mapping[int, _Piece]) -> list[int]:
    """The tables of the list: those that name enough of it, what continues them, and short ones right beside."""
    belonging: list[int] = []
    for number, piece in sorted(pieces.items()):
        if number - 1 in belonging and not piece.has_header and piece.hits:
            belonging.append(number)
            piece.wrong_time |= pieces[number - 1].wrong_time
        elif piece.names() >= (_LEAST_UNDER_HEADER if piece.has_header else LEAST):
            belonging.append(number)
    beside = {number + step for number in belonging if pieces[number].has_header for step in (-1, 1)} & pieces.keys()
    short = (n for n in beside if pieces[n].has_header and pieces[n].names() >= _LEAST_BESIDE)
    return sorted({*belonging, *short})


def _pieces(blocks: Sequence[Block], names: Names, year: int | None) -> Iterator[tuple[int, _Piece]]:
    captions = list(_captions(blocks))
    chapter: str | None = None
    before: _Piece | None = None
    rows = rejoin(rows_of(blocks), names.knows)
    for number, caption in enumerate(captions):
        own = [row for row in rows if row.piece == number]
        if not own:
            continue
        # A header may stand alone where the line under it, 一、主动公开情况, cuts the table (Excel).
        headed = before is not None and before.has_header and not before.hits
        continued = before.columns if before is not None and (before.hits or headed) else []
        piece, chapter = _piece(own, names, chapter, continued, year)
        piece.has_header |= headed
        above = [*caption, *_top(own)]
        named = any(_NAMES_YEAR.search(columns.heading) for columns in piece.columns)
        piece.wrong_time = any(_wrong_time(text, year) for text in above) or (
            not named and any(_MORE_YEARS.search(_YEARS_SUM.sub("", text)) for text in above)
        )
        yield number, piece
        before = piece


def _piece(
    rows: Sequence[Row], names: Names, chapter: str | None, continued: list[Columns], year: int | None
) -> tuple[_Piece, str | None]:
    """One table list by list, and the chapter that its end stands in."""
    piece = _Piece([], False, continued, False)
    for head, body in _parts(rows):
        if head:
            width = max(cell.column + cell.colspan for row in rows for cell in row.own)
            piece.has_header, piece.columns = True, columns_of(head, width, year)
        lists: list[Columns | None] = [*piece.columns] or [None]
        for columns in lists:
            for row in body:
                cells = [c for c in row.own if columns is None or columns.start <= c.column < columns.end]
                found, chapter = _named(cells, names, chapter)
                piece.hits.extend(_Hit(named, beside, columns) for named, beside in found)
    return piece, chapter


def _parts(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Header rows with the rows under them; the rows above the first header have none."""
    head: list[Row] = []
    body: list[Row] = []
    end = 0
    for row in rows:
        behind = behind_labels(row)
        if behind is not None:
            yield head, body
            head, body, end = [row], [], behind
        elif head and not body and _under(end, row):
            head.append(row)
        else:
            body.append(row)
    yield head, body


def _under(end: int, row: Row) -> bool:
    """Is this a second header row: nothing but headings, behind the labels'?"""
    texts = [cell for cell in row.own if cell.text.strip()]
    return bool(texts) and all(cell.column >= end and not _is_number(cell.text) for cell in texts)


def _is_number(text: str) -> bool:
    return read_number(text, "money", "元").value is not None


def _named(
    cells: Sequence[Cell], names: Names, chapter: str | None
) -> tuple[list[tuple[Named, tuple[Cell, ...]]], str | None]:
    """The figures that a printed row names, each with the cells beside it; and the chapter after it."""
    found: list[Named] = []
    for cell in cells:
        if not cell.text.strip() or is_unit(cell.text) or _is_number(cell.text):
            continue
        named = names.find(cell, chapter)
        if named is not None:
            chapter = names.form.rows[named.number].chapter
            found.append(named)
        elif _CHAPTER.match(cell.text):
            chapter = None  # a chapter of the office's own: what follows stands in none of the form's
    stated = []
    for place, named in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        end = following.cell.column if following else max(cell.column for cell in cells) + 1
        beside = tuple(cell for cell in cells if named.cell.column < cell.column < end)
        is_figure = names.form.rows[named.number].key is not None
        if is_figure and (beside or following is None):  # else the heading of a group at the left of its rows
            stated.append((named, beside))
    return stated, chapter


def _captions(blocks: Iterable[Block]) -> Iterator[list[str]]:
    """For each grid the short lines right above it."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            yield [line for line in lines[-_CAPTION_LINES:] if _CAPTION.search(line) and not _NO_CAPTION.search(line)]
            lines = []
        elif isinstance(block, Paragraph):
            lines.extend(flat(line) for line in block.text.split("\n") if len(line) <= _CAPTION_LENGTH)


def _top(rows: Sequence[Row]) -> list[str]:
    """The lines above the header inside the table: rows of one stated cell."""
    lines = []
    for row in rows[:_CAPTION_LINES]:
        stated = [cell for cell in row.own if cell.text.strip()]
        if behind_labels(row) is not None or len(stated) != 1:
            break
        if _CAPTION.search(line := flat(stated[0].text)) and not _NO_CAPTION.search(line):
            lines.append(line)
    return lines


def _wrong_time(caption: str, year: int | None) -> bool:
    if _PART_OF_YEAR.search(WHOLE_YEAR.sub("", caption)):
        return True
    years = set(_YEARS.findall(caption))
    return year is not None and bool(years) and str(year) not in years


def _figures(hits: Sequence[_Hit], form: ListForm) -> dict[str, Figure]:
    """Every figure once. Two lists that disagree (an office alone and all under it) leave it unreadable."""
    figures: dict[str, Figure] = {}
    for hit in _certain(hits, form):
        key = form.rows[hit.named.number].key
        assert key is not None
        figure = _figure(form.figures[key], hit)
        before = figures.get(key)
        if before is None or (not before.raw.strip() and figure.raw.strip()):
            figures[key] = figure
        elif figure.raw.strip() and (before.value, before.state) != (figure.value, figure.state):
            raw = f"{before.raw}；{figure.raw}"[:200]
            figures[key] = Figure(key, None, State.UNREADABLE, raw, before.place)
    return figures


def _certain(hits: Sequence[_Hit], form: ListForm) -> Iterator[_Hit]:
    """Rows named word for word; a damaged label only where that row is missing and its neighbours are in place."""
    exact = {hit.named.number for hit in hits if hit.named.exact}
    damaged = [hit.named.number for hit in hits if not hit.named.exact]
    for place, hit in enumerate(hits):
        number = hit.named.number
        if hit.named.exact:
            yield hit
        elif form is not ANY_LOCAL and number not in exact and damaged.count(number) == 1:
            above = next((other.named.number for other in reversed(hits[:place]) if other.named.exact), -1)
            below = next((other.named.number for other in hits[place + 1 :] if other.named.exact), number + 1)
            if above < number < below:
                yield hit


def _figure(spec: FigureSpec, hit: _Hit) -> Figure:
    cell, certain = value_cell(hit.beside, hit.columns)
    if not certain:
        return unreadable(spec.key, hit.beside)
    if cell is None:
        return Figure(spec.key, None, State.BLANK, "", hit.named.cell.place)
    unit = next((beside.text for beside in hit.beside if is_unit(beside.text)), "")
    if spec.type == "integer" and _GREAT.search(unit) and cell.text.strip():
        return Figure(spec.key, None, State.UNREADABLE, f"{cell.text} {unit}", cell.place)
    printed = unit_in(words(unit)) or unit_in(flat(hit.named.cell.text))
    number = read_number(cell.text, spec.type, spec.unit, printed)
    if number.state is State.UNIT_UNKNOWN:
        return Figure(spec.key, None, number.state, cell.text, cell.place)
    return Figure(
        spec.key, number.value, number.state, cell.text, cell.place, readings=cell.readings, marks=_marks(hit, cell)
    )


def _marks(hit: _Hit, cell: Cell) -> tuple[Mark, ...]:
    """The label of the row, and the heading over the number where there is one."""
    row = hit.named.match.mark("row", hit.named.cell.text)
    columns = hit.columns
    if columns is None or columns.value is None:
        return (row,)
    along = Along.PLACE if overlap(cell, (columns.value, columns.value + 1)) else Along.COUNT
    return row, Mark("column", columns.heading, How.EXACT, along=along)
