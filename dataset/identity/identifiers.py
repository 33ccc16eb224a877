"""Whose are the codes of organisations that reports print, and what do they tell?

A code with valid check characters is kept as an identifier of the agency whose reports print it, dated and with a
source. It helps where a name alone may be of several places; it never overrules a name. Portals often print the code of
whoever runs them on everything: a code that several agencies print is marked and nothing rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from dataset.identity.resolve import Resolved, resolve_issuer

Printed = tuple[str, str, int]
"""Division of the site, issuer as printed, report year."""
CREDIT, ORGANISATION = "credit_code", "organisation_code"


@dataclass(frozen=True, slots=True)
class Seen:
    """A document of an agency's report that prints a code."""

    agency_id: str
    code: str
    year: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """One code of one agency, as table ``agency_identifiers`` has it."""

    agency_id: str
    code: str
    kind: str
    status: str
    """``own``, ``continued`` or ``shared``."""
    first_year: int
    last_year: int
    reports: int
    document_sha256: str


class _Link(Protocol):
    """An event between two agencies."""

    @property
    def agency_id(self) -> str: ...

    @property
    def other_id(self) -> str | None: ...


def core(code: str) -> str:
    """The organisation code, which is part of a unified social credit code: the two name one organisation."""
    return code[8:17] if len(code) == 18 else code


def identifiers(seen: Iterable[Seen], events: Iterable[_Link]) -> Iterator[Identifier]:
    """The identifiers of every agency, in the order of ids and codes."""
    found: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        found.setdefault((one.agency_id, one.code), []).append(one)
    printers: dict[str, set[str]] = {}
    for agency_id, code in found:
        printers.setdefault(core(code), set()).add(agency_id)
    kin: dict[str, set[str]] = {}
    for event in events:
        if event.other_id is not None:
            kin.setdefault(event.agency_id, set()).add(event.other_id)
            kin.setdefault(event.other_id, set()).add(event.agency_id)
    for (agency_id, code), those in sorted(found.items()):
        others = printers[core(code)] - {agency_id}
        status = "own" if not others else "continued" if others <= kin.get(agency_id, set()) else "shared"
        years = {one.year for one in those}
        first = min(those, key=lambda one: (one.year, one.sha256))
        kind = CREDIT if len(code) == 18 else ORGANISATION
        yield Identifier(agency_id, code, kind, status, min(years), max(years), len(years), first.sha256)


def told_by_code(
    unresolved: Mapping[Printed, Resolved], codes: Mapping[Printed, frozenset[str]], regions: Mapping[Printed, str]
) -> dict[Printed, Resolved]:
    """Those of the names that may be of several places for which a code tells the one.

    A credit code names the division that registered the organ; a code that reports of one place alone print is that
    place's. ``regions`` are those of the names that were told already.
    """
    places: dict[str, set[str]] = {}
    for one, region in regions.items():
        for code in codes.get(one, ()):
            places.setdefault(core(code), set()).add(region)
    found: dict[Printed, Resolved] = {}
    for one, open_ in unresolved.items():
        printed = codes.get(one, frozenset())
        registered = {code[2:8] for code in printed if len(code) == 18}
        known = {region for code in printed if len(at := places.get(core(code), set())) == 1 for region in at}
        fitting = [place for place in open_.candidates if place.partition(".")[0] in registered or place in known]
        if len(fitting) == 1:
            again = resolve_issuer(one[1], one[2], fitting[0])
            if again.region == fitting[0].partition(".")[0]:
                found[one] = _flagged(again)
    return found


def _flagged(found: Resolved) -> Resolved:
    flags = [flag for flag in found.flags if flag not in ("region_by_context", "outside_context")]
    return Resolved(
        found.title, found.issuer, found.year, found.region, found.agency_id, found.agency_type, found.function,
        found.scope, found.organ, found.party, (*flags, "region_by_code"),
    )  # fmt: skip
