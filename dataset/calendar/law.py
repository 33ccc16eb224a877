"""Until when was a report due, and by which law?

The dates stand in ``law.yml``, those of local notices in ``notices.yml``; here they are read and applied. An agency to
which the law gives no date has none, with the reason, and is never late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

FIRST_YEAR = 2008
"""The first report year: the Regulations of 2007 came into force in May 2008."""
UNKNOWN = "unknown"
"""The agency type in ``law.yml`` and in table ``coverage`` where none could be told."""
TYPE_UNKNOWN = "type_unknown"
"""The basis of those whose type is not certain."""
NOTICE = "notice:"
"""Begins the basis of a date that a local notice sets."""


@dataclass(frozen=True, slots=True)
class Due:
    """Until when, that day included, and by what. ``on`` is None where there is no date; ``basis`` then says why."""

    on: date | None
    basis: str
    """A key of :func:`bases`, or ``notice:<id>``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``law.yml``."""

    basis: str
    types: frozenset[str]
    zh: str
    en: str
    first: int = FIRST_YEAR
    last: int | None = None
    due: tuple[int, int] | None = None
    """Month and day, of the year after the report year."""
    law: str = ""
    article: str = ""

    def holds(self, year: int, agency_type: str) -> bool:
        """Is it about this report year and type?"""
        named = "any" in self.types or agency_type in self.types
        return named and self.first <= year and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class Notice:
    """A local notice that sets a date where the law sets none."""

    id: str
    division: str
    year: int
    types: frozenset[str]
    publish_by: date
    title: str
    source: str

    @property
    def prefix(self) -> str:
        """How the codes of the divisions begin that it is for."""
        code = self.division
        while len(code) > 2 and code.endswith("00"):
            code = code[:-2]
        return code


def _data(name: str) -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the law, in the order in which they decide."""
    return tuple(_rule(entry) for entry in _data("law.yml")["rules"])


def _rule(entry: Mapping[str, Any]) -> Rule:
    first, last = entry.get("years", (FIRST_YEAR, None))
    due = entry.get("due")
    return Rule(
        basis=entry["basis"],
        types=frozenset(entry["types"]),
        zh=entry["zh"],
        en=entry["en"],
        first=first,
        last=last,
        due=(due[0], due[1]) if due else None,
        law=entry.get("law", ""),
        article=entry.get("article", ""),
    )


@cache
def bases() -> Mapping[str, Rule]:
    """Basis -> the rule it names."""
    return MappingProxyType({rule.basis: rule for rule in rules()})


@cache
def notices() -> tuple[Notice, ...]:
    """The local notices that come with the program."""
    return notices_of(_data("notices.yml")["notices"])


def notices_of(entries: Iterable[Mapping[str, Any]]) -> tuple[Notice, ...]:
    """The notices in these entries of ``notices.yml``.

    Raises ValueError where one lacks a field, has another, or sets a date that cannot be one for its report year.
    """
    found: list[Notice] = []
    for entry in entries:
        try:
            notice = Notice(**{**entry, "types": frozenset(entry["types"])})
        except (KeyError, TypeError) as error:
            raise ValueError(f"notice {entry.get('id')}: {error}") from None
        if not isinstance(notice.publish_by, date) or notice.publish_by.year != notice.year + 1:
            raise ValueError(f"notice {notice.id}: publish_by is no day of the year after {notice.year}")
        if any(other.id == notice.id for other in found):
            raise ValueError(f"notice {notice.id} stands there twice")
        found.append(notice)
    return tuple(found)


def due(
    year: int, agency_type: str | None, division: str | None = None, local: Iterable[Notice] | None = None
) -> Due | None:
    """Until when was the report for ``year`` of an agency of this type in this division due, and by what?

    ``local`` are the notices to be asked where the law names no date (those that come with the program by default).
    None before report year 2008, when there was no duty to report.
    """
    kind = agency_type or UNKNOWN
    rule = next((rule for rule in rules() if rule.holds(year, kind)), None)
    if rule is None:
        return None
    if rule.due is not None:
        return Due(date(year + 1, *rule.due), rule.basis)
    for notice in notices() if local is None else local:
        inside = division is not None and division.startswith(notice.prefix)
        if inside and notice.year == year and kind in notice.types:
            return Due(notice.publish_by, NOTICE + notice.id)
    return Due(None, rule.basis)
