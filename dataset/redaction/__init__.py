"""What stands in the words of a report that is nobody's business, and how does it look without that?

Narrative texts name contact persons, telephones, mailboxes and now and then an applicant with the number of the
identity card. Before anything is published each is replaced by a mark that says what stood there; the archive keeps the
original. Figures, years, case and document numbers, agencies, offices and public hotlines (12345) stay.

Names are told by what stands before or after them and by the surname (:mod:`dataset.redaction.names`): a name that
nothing announces stays, and a word that is none must not go.
"""

from __future__ import annotations

from collections.abc import Iterable

from dataset.redaction.names import NAME, names_in
from dataset.redaction.numbers import ACCOUNT, CARD, MAIL, PHONE, Found, numbers_in

__all__ = ["ACCOUNT", "CARD", "MAIL", "NAME", "PHONE", "redact"]

_NARROW = str.maketrans(
    "０１２３４５６７８９－—–‐―−（）＠．：　\xa0",
    "0123456789------()@.:  ",
)
"""Full-width forms, one character for one: places found in the narrow text are places of the original."""


def redact(text: str) -> str:
    """The text without personal names, telephones, identity numbers, mailboxes and accounts; ``text`` as it was where
    there is none.
    """
    narrow = text.translate(_NARROW)
    return _replaced(text, [*numbers_in(narrow), *names_in(narrow)])


def _replaced(text: str, found: Iterable[Found]) -> str:
    parts, end = [], 0
    for start, stop, mark in sorted(found, key=lambda item: (item[0], -item[1])):
        if start >= end:
            parts += [text[end:start], mark]
        end = max(end, stop)
    return "".join([*parts, text[end:]])
