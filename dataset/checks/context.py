"""What else does a rule beyond one report need to know: events of the agency, the prose, other versions, its peers?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Protocol

from sqlalchemy import Connection, select, text

from dataset.database import opened
from dataset.identity.places import level_of_code
from dataset.schema import TABLES
from dataset.series import AgencyYear, Number
from parsing.model import Reading
from parsing.numerals import ascii_digits

PEERS = 10
"""Agencies of one kind with a stated number, from which on their median says something."""
LONGEST_QUOTE = 120
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")

Kind = tuple[str, str, str]
"""Level, type and function of an agency: its peers are those of the same kind."""
Versions = Callable[[str], Iterable[Reading]]
"""Readings of the documents of a report that do not speak for it."""


class Prose(Protocol):
    """The texts of the reports."""

    def sections(self, report_id: str) -> Mapping[str, str]:
        """The sections of a report by key."""

    def sentences(self, report_id: str) -> Iterator[str]:
        """Its sentences without spaces, digits and punctuation in ASCII."""


class StoredProse:
    """The texts of the reports as the release will have them. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._texts: sqlite3.Connection = opened(path)

    def __enter__(self) -> Prose:
        return self

    def __exit__(self, *_: object) -> None:
        self._texts.close()

    def sections(self, report_id: str) -> dict[str, str]:
        """The sections of a report by key."""
        rows = self._texts.execute(
            "SELECT section, text FROM sections WHERE report_id = ? ORDER BY section", (report_id,)
        )
        return {row["section"]: row["text"] for row in rows}

    def sentences(self, report_id: str) -> Iterator[str]:
        """Its sentences without spaces, digits and punctuation in ASCII."""
        return sentences_of(self.sections(report_id))


def sentences_of(sections: Mapping[str, str]) -> Iterator[str]:
    """The sentences of these texts without spaces, digits and punctuation in ASCII."""
    for told in sections.values():
        for found in _SENTENCE.finditer(told):
            sentence = ascii_digits(_SPACE.sub("", found[0]))
            if sentence:
                yield sentence


@dataclass(frozen=True)
class Context:
    """What rules beyond one report may look at."""

    prose: Prose
    versions: Versions
    events: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Agency -> first report years after something became of it."""
    kin: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Agency -> those that it went on from or into."""
    medians: Mapping[tuple[Kind, int, str], Number] = field(default_factory=dict)
    """Peers, year and column of the panel -> median of the stated numbers, where there are enough."""

    def peers(self, report: AgencyYear, column: str) -> Number | None:
        """The median of the agencies of the same kind in that year, None for few or an unknown kind."""
        kind = kind_of(report.division_code, report.agency_type, report.function)
        return self.medians.get((kind, report.year, column)) if kind else None

    def event_between(self, before: AgencyYear, after: AgencyYear) -> bool:
        """Did something become of the agency between two of its reports?"""
        years = self.events.get(after.agency_id, frozenset())
        return any(before.year < year <= after.year for year in years)


def quoted(sentence: str) -> str:
    """A sentence as a quote of bearable length."""
    return sentence if len(sentence) <= LONGEST_QUOTE else f"{sentence[: LONGEST_QUOTE - 1]}…"


def kind_of(division: str, agency_type: str | None, function: str | None) -> Kind | None:
    """What an agency is compared with; None as long as its type or function is not known."""
    if agency_type is None or function is None or function == "general":
        return None
    return level_of_code(division), agency_type, function


def events_of(ogi: Connection) -> tuple[dict[str, frozenset[int]], dict[str, frozenset[str]]]:
    """Table ``agency_events`` by agency: the years, and the agencies on the other side.

    What became of one agency happened to the one that goes on as well.
    """
    events = TABLES["agency_events"]
    years: dict[str, set[int]] = {}
    kin: dict[str, set[str]] = {}
    for row in ogi.execute(select(events.c.agency_id, events.c.other_id, events.c.year)):
        for agency, other in ((row.agency_id, row.other_id), (row.other_id, row.agency_id)):
            if agency is not None:
                years.setdefault(agency, set()).add(row.year)
                kin.setdefault(agency, set()).update(filter(None, (other,)))
    frozen = {agency: frozenset(found) for agency, found in years.items()}
    return frozen, {agency: frozenset(found) for agency, found in kin.items()}


def medians_of(ogi: Connection, columns: Iterable[str]) -> dict[tuple[Kind, int, str], Number]:
    """The medians of the panel, one column after the other, so that no column is ever held as a whole."""
    found: dict[tuple[Kind, int, str], Number] = {}
    for column in columns:
        query = text(
            "SELECT r.division_code, r.agency_type, r.function, p.year, "
            f'p."{column}" AS number FROM panel p JOIN reports r USING (report_id) '
            f'WHERE p."{column}" IS NOT NULL AND r.agency_type IS NOT NULL AND r.function IS NOT NULL '
            "ORDER BY CASE WHEN r.division_code LIKE '000000%' THEN 0 "
            "WHEN substr(r.division_code, 3, 4) = '0000' THEN 1 "
            "WHEN substr(r.division_code, 5, 2) = '00' THEN 2 ELSE 3 END, r.agency_type, r.function, p.year, number"
        )
        rows = ogi.execute(query, execution_options={"yield_per": 1000})
        for (kind, year), same in groupby(rows, key=lambda row: (kind_of(row[0], row[1], row[2]), row.year)):
            numbers = [row.number for row in same]
            if kind is not None and len(numbers) >= PEERS:
                found[kind, year, column] = median(numbers)
    return found
