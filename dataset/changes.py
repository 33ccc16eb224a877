"""What is a change between two releases, and what made it?

Every change has one cause. A report that was not there is ``new``, one whose document is there no more ``withdrawn``.
Where other bytes speak the cause is ``source``; where a recorded human decision or the registry of agencies moved
something it is ``ruling``; the same bytes read otherwise are ``reading``, the cause that a person reviews: figures of
documents that did not change should not move by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

REPORT = "report_id"
"""The cell of a change that is about a whole report: it appeared, went or moved to another id."""


class Cause(StrEnum):
    """Why something is not as it was (contract, section 4)."""

    NEW = "new"
    SOURCE = "source"
    READING = "reading"
    RULING = "ruling"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of one report that is not as it was; ``before`` and ``after`` are None where nothing stood."""

    report_id: str
    cell: str
    """As the columns of ``national.csv`` are named, or :data:`REPORT`."""
    before: str | None
    after: str | None
    cause: Cause
    evidence: str
    """What shows the cause: the document (SHA-256), the two documents, the two versions of the code, the ruling."""
    figures: int = 0
    """How many figures that were stated before it alters: 1 for a stated figure, all of them where a report went."""


def shown(value: object) -> str | None:
    """A value of a database as it stands in the list of changes; money without the zeros that say nothing."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def from_to(before: str, after: str) -> str:
    """Evidence that names what was and what is."""
    return f"{before} -> {after}"
