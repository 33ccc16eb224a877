"""Which report does each document speak for, and which document speaks where several do?

A report is (agency, year) and nothing else. Originals, copies, corrections and other formats of one report are all
kept; one speaks, by a stated order. A document whose issuer or year is not certain speaks for no report: it goes to
table ``unresolved``, because a wrong agency is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dataset.identity.agencies import Event, Member, Printed, identify
from dataset.identity.identifiers import Identifier, Seen, identifiers
from dataset.identity.registry import Registry
from dataset.readings import Head
from dataset.sightings import Edition, Sighting
from parsing.model import Verdict

_CORRECTION = re.compile(r"更正|勘误|修订|更新版|修改版|重新(?:发布|公开)")
"""Words by which an office says that this text takes the place of an earlier one."""
MEDIA_ORDER = ("html", "docx", "pdf")
"""Among documents with equally many figures: the page itself, then what keeps its tables best."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One document that reads as a report."""

    sha256: str
    site_id: str
    division: str
    issuer: str | None
    year: int | None
    title: str | None
    stated: int
    media: str
    first_seen: str
    codes: tuple[str, ...] = ()
    """Codes of organisations that the document prints, with valid check characters."""

    @property
    def reason(self) -> str | None:
        """Why it is no report yet, or None where agency and year are certain."""
        if self.issuer is None and self.year is None:
            return "neither"
        if self.issuer is None:
            return "no_issuer"
        return "no_year" if self.year is None else None

    @property
    def order(self) -> tuple[bool, int, int, str, str]:
        """The smaller, the sooner it speaks: a correction, then most figures, media, the first seen, the SHA-256."""
        rank = MEDIA_ORDER.index(self.media) if self.media in MEDIA_ORDER else len(MEDIA_ORDER)
        corrects = self.title is not None and _CORRECTION.search(self.title) is not None
        return not corrects, -self.stated, rank, self.first_seen, self.sha256


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its agency, its year and the documents that claim to be it, the one that speaks first."""

    agency_id: str
    agency_name: str
    issuer: str
    """As the document that speaks prints it."""
    year: int
    agency: Member
    claims: tuple[Claim, ...]

    @property
    def report_id(self) -> str:
        """The key of the report in every table."""
        return f"{self.agency_id}-{self.year}"

    @property
    def speaks(self) -> Claim:
        """The claim whose document speaks for the report."""
        return self.claims[0]


def claim_of(sha256: str, head: Head, sighting: Sighting, edition: Edition) -> Claim | None:
    """What does this document claim to be? None where it does not read as a report."""
    if head.verdict != Verdict.REPORT:
        return None
    first = sighting.first
    return Claim(
        sha256=sha256,
        site_id=first.site_id,
        division=edition.sites[first.site_id].division,
        issuer=(head.agency_name or "").strip() or None,
        year=head.year,
        title=head.title,
        stated=head.stated,
        media=head.media,
        first_seen=first.fetched_at,
        codes=head.codes,
    )


@dataclass(frozen=True)
class Gathered:
    """What the documents of an edition come to."""

    reports: list[Report]
    """By report id."""
    unresolved: list[tuple[Claim, str, tuple[str, ...]]]
    """Claims that make no report, by SHA-256, each with its reason and the places it may be of."""
    registry: Registry
    """The registry of agencies, with those met for the first time."""
    events: tuple[Event, ...]
    identifiers: tuple[Identifier, ...]


def reports_of(claims: Sequence[Claim], registry: Registry) -> Gathered:
    """The reports that these documents make. Raises DatasetError for a ruling that decides nothing."""
    whole = [claim for claim in claims if claim.reason is None]
    codes: dict[Printed, frozenset[str]] = {}
    for claim in whole:
        if claim.codes:
            codes[_printed(claim)] = codes.get(_printed(claim), frozenset()) | set(claim.codes)
    identified = identify((_printed(claim) for claim in whole), registry, codes)
    gathered: dict[tuple[str, int], list[tuple[Claim, Member]]] = {}
    unresolved: list[tuple[Claim, str, tuple[str, ...]]] = []
    for claim in claims:
        printed = _printed(claim) if claim.reason is None else None
        if printed is None:
            unresolved.append((claim, claim.reason or "", ()))
        elif printed in identified.members:
            member = identified.members[printed]
            gathered.setdefault((member.agency_id, printed[2]), []).append((claim, member))
        else:
            found = identified.unresolved.get(printed)
            reason = "ruled_out" if found is None else next(iter(found.flags), "no_region")
            unresolved.append((claim, reason, found.candidates if found else ()))
    names = {(known.agency_id, known.organ): known.name for known in identified.registry.names}
    reports = [_report(agency_id, year, same, names) for (agency_id, year), same in gathered.items()]
    return Gathered(
        sorted(reports, key=lambda report: report.report_id),
        sorted(unresolved, key=lambda item: item[0].sha256),
        identified.registry,
        identified.events,
        tuple(identifiers(_seen(reports), identified.events)),
    )


def _seen(reports: Iterable[Report]) -> Iterator[Seen]:
    for report in reports:
        for claim in report.claims:
            yield from (Seen(report.agency_id, code, report.year, claim.sha256) for code in claim.codes)


def _printed(claim: Claim) -> Printed:
    return claim.division, claim.issuer or "", claim.year or 0


def _report(
    agency_id: str, year: int, same: list[tuple[Claim, Member]], names: Mapping[tuple[str, str], str]
) -> Report:
    ordered = sorted(same, key=lambda pair: pair[0].order)
    speaks, member = ordered[0]
    return Report(
        agency_id,
        names.get((agency_id, member.organ)) or speaks.issuer or "",
        speaks.issuer or "",
        year,
        member,
        tuple(claim for claim, _ in ordered),
    )
