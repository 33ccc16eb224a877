"""For which years was an agency's report to be expected?

An agency is expected from the first year it is known for until it ends: merged, recoded, abolished, or its place no
longer there. None is invented: an agency that nothing names has no row. Each expected year says why it is expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from dataset.calendar.law import FIRST_YEAR

ENDS = frozenset({"merge", "absorb", "split", "recode", "abolish"})
"""Kinds of events (table ``agency_events``) after which an agency is no more; a rename keeps it."""


class Expected(StrEnum):
    """Why a report is expected of an agency for a year, or why it is not."""

    REPORTED = "reported"
    """It is here."""
    BETWEEN = "between"
    """There are reports for a year before and one after."""
    SINCE = "since"
    """It reported before, and nothing says that it ended."""
    ENDED = "ended"
    """It was merged, recoded or abolished, or its place was; nothing is expected."""


def expected_years(reported: Iterable[int], until: int, end: int | None) -> Iterator[tuple[int, Expected]]:
    """The years from an agency's first report to ``until``, and why each is expected or not.

    ``end`` is the first year at whose end the agency is no more. Reports that are here go before it: what was
    published was published.
    """
    here = {year for year in reported if year >= FIRST_YEAR}
    if not here:
        return
    for year in range(min(here), max(until, *here) + 1):
        if year in here:
            yield year, Expected.REPORTED
        elif end is not None and year >= end:
            yield year, Expected.ENDED
        else:
            yield year, Expected.BETWEEN if year < max(here) else Expected.SINCE
