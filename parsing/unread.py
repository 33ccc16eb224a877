"""Which tables of the form does the document print, although nothing of them could be read?

A table that is not there and one that stands there in a shape that no reader takes for a table are two things: the
first is a fault of the report, the second is ours. The words of its header tell the second, wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parsing.align import Alignment
from parsing.decode import words
from parsing.forms import FORMS, TABLES
from parsing.grid import is_value
from parsing.model import Block, Figure, Paragraph, State

_HEADERS: Mapping[str, tuple[frozenset[str], ...]] = {
    "proactive": (
        frozenset({"信息内容", "制发件数", "现行有效件数"}),
        frozenset({"信息内容", "处理决定数量", "项目数量"}),
        frozenset({"信息内容", "处理决定数量", "收费金额"}),
    ),
    "requests": (frozenset({"自然人", "商业企业", "科研机构", "法律服务机构"}),),
    "disputes": (frozenset({"结果维持", "结果纠正", "尚未审结"}),),
}
"""Words that stand together in the header of a table and nowhere else in a report."""
_NUMBERS = {"proactive": 4, "requests": 7, "disputes": 5}
"""Numbers by themselves in the text of a section that are cells: a row of table 3, a third of table 4."""
_TORN = re.compile("�[^0-9]*$")
"""A label of a row that could not be read."""
_LONG = 8
"""Characters of a row's label that is no phrase of a sentence."""


def with_unread(alignment: Alignment, blocks: Sequence[Block], sections: Mapping[str, str]) -> Alignment:
    """The alignment with those figures unreadable, in place of absent, whose table or row the document prints.

    ``sections`` is the text of each section outside its tables: numbers that stand by themselves there are cells of
    a table that came apart.
    """
    if alignment.form not in FORMS or all(figure.state is not State.ABSENT for figure in alignment.figures.values()):
        return alignment
    texts = list(_texts(blocks))
    said, torn = words("".join(texts)), any(_TORN.match(text) for text in texts)
    figures: dict[str, Figure] = dict(alignment.figures)
    for name in TABLES:
        form = FORMS[alignment.table_forms[name]]
        specs = [spec for spec in form.table(name) if figures[spec.key].state is State.ABSENT]
        whole = len(specs) == sum(1 for _ in form.table(name))
        apart = (torn and not whole) or sum(is_value(part) for part in sections.get(name, "").split()) >= _NUMBERS[name]
        if apart or (whole and any(all(word in said for word in header) for header in _HEADERS[name])):
            unread = {spec.key for spec in specs}
        else:
            labels = {row.key: row.wordings for row in form.request_rows} if name == "requests" else {}
            printed = {key for key, wordings in labels.items() if any(_stands(text, said) for text in wordings)}
            unread = {spec.key for spec in specs if spec.row in printed} - alignment.unseen
        figures |= {key: replace(figures[key], state=State.UNREADABLE) for key in unread}
    return replace(alignment, figures=figures)


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells)


def _stands(label: str, said: str) -> bool:
    plain = words(label)
    return len(plain) >= _LONG and plain in said
