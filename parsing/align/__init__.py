"""Which figure of which form does each cell print?

Grid rows are sorted to the three statutory tables by their labels, then each table is aligned by its row and column
labels. Order and count only ever confirm labels; what no label supports stays unread. Most cells of most reports are
zero, so a shifted column passes every sum: that is why position alone is never trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parsing.align.copies import KeyOf, captions_of, copies_of, of_the_year, seen, units_of, without_hidden_twins
from parsing.align.cuts import rejoin
from parsing.align.disputes import align_disputes, disputes_key, heads_disputes, is_disputes_row, knows_disputes
from parsing.align.flat import flattened
from parsing.align.lined import lined
from parsing.align.proactive import (
    align_proactive,
    heads_proactive,
    is_proactive_row,
    knows_proactive,
    proactive_key,
)
from parsing.align.requests import align_requests, heads_requests, is_requests_row, knows_requests, requests_key
from parsing.align.statistics import align_best
from parsing.align.table import AlignedTable
from parsing.align.turned import turned
from parsing.align.upright import upright
from parsing.forms import FORMS, STATISTICS, TABLES, Form
from parsing.grid import Row, rows_of
from parsing.labels import EXACT
from parsing.model import Block, Figure, Grid, State

_LEAST_EARLY, _LEAST_STATED = 2, 20
"""Statutory tables, or numbers in one, that a report of before 2019 must state to be one that used them early (that of
2018, made in spring 2019)."""
_TESTS = {"proactive": is_proactive_row, "requests": is_requests_row, "disputes": is_disputes_row}


@dataclass(frozen=True)
class Alignment:
    """The figures of a report and the form of each of its tables.

    ``unseen`` are cells that are absent from a document whose format does not keep empty cells: there, a missing
    cell does not show that the form was incomplete.
    """

    form: str | None
    table_forms: Mapping[str, str]
    figures: Mapping[str, Figure]
    unseen: frozenset[str]
    tables_found: frozenset[str]
    local: Mapping[str, Figure] = field(default_factory=dict)
    """What a local list of indicators states, in a report without any of the tables."""


def align(blocks: Sequence[Block], year: int | None = None, fallback: str | None = None) -> Alignment:
    """Figures of the three statutory tables, or of the list of 2014 where the report has that instead.

    ``year`` is the report's, by which the column of a list is told; ``fallback`` the form where no table says it.
    """
    early = year is not None and year < min(form.first_year for form in FORMS.values())
    laid_out = without_hidden_twins(lined(upright(blocks)) if early else blocks, year)
    form, listed = align_best(laid_out, year)
    left = _without(laid_out, listed.pieces) if listed.pieces else list(blocks)
    tables = _align_tables(left, year, fallback)
    if missing := [name for name in TABLES if not _says_anything(tables, name)]:
        others = [*turned(left, missing), *flattened(left, missing)]
        tables = _align_tables(others, year, fallback) if others != left else tables
    if early and not _used_early(tables):
        tables = Alignment(None, {}, {}, frozenset(), frozenset())  # a few words of the later tables in one of its own
    if tables.tables_found or not listed.figures:
        return tables  # a report with statutory tables speaks by them: the list has cells of the same names
    if form is not STATISTICS:
        return replace(tables, local=listed.figures)
    table = "statistics_2014"
    return Alignment(STATISTICS.id, {table: STATISTICS.id}, listed.figures, frozenset(), frozenset({table}))


def _used_early(tables: Alignment) -> bool:
    """Are these the statutory tables, in a report of before them, and not a few of their words in another table?"""
    stated = sum(figure.stated for figure in tables.figures.values())
    return stated >= _LEAST_STATED or sum(_says_anything(tables, name) for name in TABLES) >= _LEAST_EARLY


def _says_anything(tables: Alignment, name: str) -> bool:
    """Was any cell of this table seen? A header alone may stand over something that is laid out in another way."""
    if name not in tables.tables_found:
        return False
    specs = FORMS[tables.table_forms[name]].table(name)
    return any(tables.figures[spec.key].state is not State.ABSENT for spec in specs)


def _without(blocks: Sequence[Block], pieces: frozenset[int]) -> list[Block]:
    """The blocks less these grids: rows of a list bear labels of the statutory tables too."""
    if not pieces:
        return list(blocks)
    grids = [block for block in blocks if isinstance(block, Grid)]
    left_out = {id(grids[number]) for number in pieces}
    return [block for block in blocks if id(block) not in left_out]


def _align_tables(blocks: Sequence[Block], year: int | None, fallback: str | None) -> Alignment:
    streams = _sort(rejoin(rows_of(blocks), _is_label))
    captions = captions_of(blocks, year)
    units = units_of(blocks)

    def copies(name: str, key_of: KeyOf, is_head: Callable[[Row], bool]) -> list[list[Row]]:
        return of_the_year(copies_of(streams[name], key_of, is_head), captions, year)

    requests = seen([(rows, align_requests(rows)) for rows in copies("requests", requests_key, heads_requests)])
    proactive = seen(
        [
            (rows, align_proactive(rows, requests.form, units))
            for rows in copies("proactive", proactive_key, heads_proactive)
        ]
    )
    disputes = seen([(rows, align_disputes(rows, year)) for rows in copies("disputes", disputes_key, heads_disputes)])
    found = frozenset(
        name
        for name, table in (("proactive", proactive), ("requests", requests), ("disputes", disputes))
        if table.found
    )
    form = proactive.form or requests.form or fallback
    if form is None and found:
        form = max(FORMS)
    if form is None:
        return Alignment(None, {}, {}, frozenset(), found)
    forms = {"proactive": form, "requests": requests.form or form, "disputes": form}
    figures: dict[str, Figure] = {}
    for name, table in (("proactive", proactive), ("requests", requests), ("disputes", disputes)):
        figures |= _complete(table, FORMS[forms[name]], name)
    unseen = proactive.unseen | requests.unseen | disputes.unseen
    return Alignment(form, forms, figures, frozenset(unseen & figures.keys()), found)


def _complete(table: AlignedTable, form: Form, name: str) -> dict[str, Figure]:
    """Every figure the form has in this table: as read, or absent."""
    read = table.figures
    return {spec.key: read.get(spec.key) or Figure(spec.key, None, State.ABSENT) for spec in form.table(name)}


def _is_label(text: str) -> bool:
    """Is this, word for word, a label of any of the tables?"""
    return any(knows(text) for knows in (knows_proactive, knows_requests, knows_disputes))


def _sort(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows by table. A row without a label of its own follows the row before, within its piece or the next one."""
    streams: dict[str, list[Row]] = {name: [] for name in TABLES}
    current: str | None = None
    piece = -1
    for row in rows:
        kind = _kind(row, current)
        if kind is not None:
            current = kind
        elif row.piece > piece + 1:
            current = None
        if current is not None:
            streams[current].append(row)
            piece = row.piece
    return streams


def _kind(row: Row, current: str | None) -> str | None:
    """Which table do the row's labels belong to? Asked of the current table first: its labels may be damaged."""
    best, surest = None, 0.0
    for name in sorted(TABLES, key=lambda name: name != current):
        if (score := _TESTS[name](row)) > surest:
            best, surest = name, score
        if surest == EXACT:
            break  # no other table can be surer
    return best
