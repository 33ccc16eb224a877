"""What does a second look at the tables of a document add to the first?

Some PDFs draw their tables in ways that one program sees and another does not. What the first look left unread is
taken from the second, figure by figure; a figure that both state, and not alike, is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from parsing.align import Alignment
from parsing.forms import FORMS, STATISTICS, TABLES
from parsing.model import BESIDE, Block, Figure, Paragraph, State

_LIST = re.compile("统计表|统计指标")


def is_wanting(alignment: Alignment, headings: Collection[str], blocks: Iterable[Block] = ()) -> bool:
    """Does a statutory table of this document, or its heading, stand there with figures that were not read?

    What a scan leaves in doubt has readings: a second look at its rules would not make it clearer. The list of before
    2019 has no heading of its own; that ``blocks`` speak of one is enough to look for it.
    """
    if alignment.form == STATISTICS.id:
        return any(map(_is_lost, alignment.figures.values()))
    if alignment.form is None and any(isinstance(block, Paragraph) and _LIST.search(block.text) for block in blocks):
        return True
    present = [name for name in TABLES if name in alignment.tables_found or name in headings]
    if alignment.form is None:
        return bool(present)
    return any(
        _is_lost(alignment.figures[spec.key])
        for name in present
        for spec in FORMS[alignment.table_forms[name]].table(name)
    )


def _is_lost(figure: Figure) -> bool:
    return figure.state is State.ABSENT or (figure.state is State.UNREADABLE and not figure.readings)


def together(first: Alignment, second: Alignment) -> Alignment:
    """The first with what only the second states. Figures that both state differently are unreadable, with both as
    readings. A table is the second's as a whole where the first has none; of two editions the first's holds.
    """
    if second.form is None:
        return first
    if first.form is None:
        return second
    if STATISTICS.id in {first.form, second.form}:
        if first.form != second.form:
            return first
        return replace(first, figures={key: _of_both(mine, second.figures[key]) for key, mine in first.figures.items()})
    forms, figures = dict(first.table_forms), dict(first.figures)
    for name in TABLES:
        if name not in second.tables_found:
            continue
        theirs = {spec.key: second.figures[spec.key] for spec in FORMS[second.table_forms[name]].table(name)}
        if name not in first.tables_found:
            for spec in FORMS[forms[name]].table(name):
                del figures[spec.key]
            forms[name] = second.table_forms[name]
            figures |= theirs
        elif forms[name] == second.table_forms[name]:
            figures |= {key: _of_both(figures[key], other) for key, other in theirs.items()}
    found = first.tables_found | second.tables_found
    unseen = frozenset(key for key in first.unseen if figures.get(key) == first.figures[key])
    return replace(first, table_forms=forms, figures=figures, unseen=unseen, tables_found=found)


def _of_both(mine: Figure, other: Figure) -> Figure:
    if mine.stated and other.stated and mine.value != other.value:
        raws = mine.raw, other.raw
        return replace(mine, value=None, state=State.UNREADABLE, raw=BESIDE.join(raws), readings=raws)
    return other if _is_lost(mine) and other.state in {None, State.BLANK, State.DASH} else mine
