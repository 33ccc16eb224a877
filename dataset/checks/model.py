"""What does a rule beyond one report come to?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dataset.checks.exceptions import REASONS


class Status(StrEnum):
    """The result of holding one thing against another."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    """What it would be held against is not known."""
    EXPLAINED = "EXPLAINED"
    """It does not hold, for a legitimate reason that is named."""


WORST_FIRST = (Status.FAIL, Status.EXPLAINED, Status.PASS, Status.NOT_ASSESSABLE)
"""Of several comparisons by one rule, the first of these is the status of the report."""


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison by one rule: both sides, with their cells, reports and quotes."""

    rule: str
    status: Status
    cells: tuple[str, ...] = ()
    left: str = ""
    right: str = ""
    against: str | None = None
    """The report that the right side is of, where it is another one."""
    against_cells: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""
    explained_by: str | None = None
    quote: str | None = None
    against_quote: str | None = None

    @property
    def stored(self) -> bool:
        """Does it have a row of its own?"""
        return self.status in (Status.FAIL, Status.EXPLAINED)

    @property
    def message(self) -> str:
        """What did not hold and what explains it, in Chinese."""
        return self.zh + (f"（{REASONS[self.explained_by].zh}）" if self.explained_by else "")

    @property
    def message_en(self) -> str:
        """The same in English."""
        return self.en + (f" ({REASONS[self.explained_by].en})" if self.explained_by else "")


def worst(statuses: list[Status]) -> Status:
    """The status of a report by a rule that was asked several times."""
    return min(statuses, key=WORST_FIRST.index, default=Status.NOT_ASSESSABLE)
