"""For which years was an agency's report to be expected?

An agency is expected from the first year it is known for until it ends: merged, recoded, abolished, or its place no
longer there. None is invented: an agency that nothing names has no row. Each expected year says why it is expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dataset.calendar.law import FIRST_YEAR

ENDS = frozenset({"merge", "absorb", "split", "recode", "abolish"})
"""Kinds of events (table ``agency_events``) after which an agency is no more; a rename keeps it."""


@cache
def _reform() -> tuple[frozenset[str], int]:
    """The slots that only organs of before the reform of 2018/19 have, and the last report year of these organs."""
    text = resources.files("dataset.identity").joinpath("reform.yml").read_text(encoding="utf-8")
    reform: Mapping[str, Any] = yaml.safe_load(text)
    return frozenset(part["slot"] for part in reform["merged"]), reform["last_year"]


def end_by_reform(agency_id: str) -> int | None:
    """The first year at whose end an organ was no more that the reform of 2018/19 drew into another; else None.

    Its heir need not be in the dataset: 国土资源局 ended whether or not any report of the 自然资源局 is here.
    """
    slots, last_year = _reform()
    return last_year + 1 if agency_id.partition("-")[2] in slots else None


class Expected(StrEnum):
    """Why a report is expected of an agency for a year, or why it is not."""

    REPORTED = "reported"
    """It is here."""
    BETWEEN = "between"
    """There are reports for a year before and one after."""
    SINCE = "since"
    """It reported before, and nothing says that it ended."""
    TAKEN_DOWN = "taken_down"
    """It is in the archive, and a takedown keeps it from being shown."""
    ENDED = "ended"
    """It was merged, recoded or abolished, or its place was; nothing is expected."""


def expected_years(
    reported: Iterable[int], until: int, end: int | None, hidden: Set[int] = frozenset()
) -> Iterator[tuple[int, Expected]]:
    """The years from an agency's first report to ``until``, and why each is expected or not.

    ``end`` is the first year at whose end the agency is no more. Reports that are here go before it: what was
    published was published. ``hidden`` are years whose report is taken down.
    """
    here = {year for year in reported if year >= FIRST_YEAR}
    if not here:
        return
    known = here | {year for year in hidden if year >= FIRST_YEAR}
    for year in sorted(known | set(range(min(known), until + 1))):
        if year in here:
            yield year, Expected.REPORTED
        elif year in hidden:
            yield year, Expected.TAKEN_DOWN
        elif end is not None and year >= end:
            yield year, Expected.ENDED
        else:
            yield year, Expected.BETWEEN if year < max(known) else Expected.SINCE
