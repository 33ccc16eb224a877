"""How is a contradiction between prose and table told?"""

from __future__ import annotations

from collections.abc import Sequence

from parsing.forms import Rule
from parsing.model import Figure, Finding, Severity
from parsing.witness.prose import Statement


def contradiction(
    rule: Rule,
    statement: Statement,
    subject_zh: str,
    subject_en: str,
    table: tuple[str, str],
    right: str,
    cells: Sequence[Figure],
) -> Finding:
    """The finding that ``statement`` makes against ``cells``, whose content ``table`` tells in both languages."""
    keys = tuple(cell.key for cell in cells)
    zh = f"{rule.zh}：正文写{subject_zh} {statement.number} 件（“{statement.quote}”），{table[0]}"
    en = f"{rule.en}: the text says {subject_en and subject_en + ' '}{statement.number}, {table[1]}"
    places = tuple(place for place in (statement.place, *(cell.place for cell in cells)) if place is not None)
    left = str(statement.number)
    return Finding(rule.id, Severity(rule.severity), keys, zh, en, left, right, tuple(dict.fromkeys(places)), keys)
