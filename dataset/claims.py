"""Which report does each document speak for, and which document speaks where several do?

A report is (agency, year) and nothing else. Originals, copies, corrections and other formats of one report are all
kept; one speaks, by a stated order. A document whose issuer or year is not certain speaks for no report: it goes to
table ``unresolved``, because a wrong agency is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dataset.agencies import Issuer, agency_ids
from dataset.readings import Head
from dataset.sightings import Edition, Sighting
from parsing.model import Verdict

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

    @property
    def reason(self) -> str | None:
        """Why it is no report yet, or None where agency and year are certain."""
        if self.issuer is None and self.year is None:
            return "neither"
        if self.issuer is None:
            return "no_issuer"
        return "no_year" if self.year is None else None

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The smaller, the sooner it speaks: most figures, then media, then the first one seen, then the SHA-256."""
        rank = MEDIA_ORDER.index(self.media) if self.media in MEDIA_ORDER else len(MEDIA_ORDER)
        return -self.stated, rank, self.first_seen, self.sha256


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its agency, its year and the documents that claim to be it, the one that speaks first."""

    agency_id: str
    agency_name: str
    division: str
    year: int
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
    )


def reports_of(claims: Iterable[Claim]) -> tuple[list[Report], list[Claim]]:
    """The reports that these documents make, by report id, and the claims that make none, by SHA-256."""
    gathered: dict[tuple[Issuer, int], list[Claim]] = {}
    unresolved = []
    for claim in claims:
        if claim.issuer is None or claim.year is None:
            unresolved.append(claim)
        else:
            gathered.setdefault(((claim.division, claim.issuer), claim.year), []).append(claim)
    ids: Mapping[Issuer, str] = agency_ids(issuer for issuer, _ in gathered)
    reports = [
        Report(ids[issuer], issuer[1], issuer[0], year, tuple(sorted(same, key=lambda claim: claim.order)))
        for (issuer, year), same in gathered.items()
    ]
    return sorted(reports, key=lambda report: report.report_id), sorted(unresolved, key=lambda claim: claim.sha256)
