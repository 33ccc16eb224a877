"""Which rows do the tables have that are about the edition as a whole: sites, captures, documents, agencies?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from crawler.records import Capture, SiteResult
from crawler.registry import Site
from dataset.claims import Claim, Report
from dataset.readings import Head
from dataset.rows import Row
from dataset.sightings import Edition


def division_rows(sites: Iterable[Site]) -> Iterator[Row]:
    """The divisions of the sites; their names wait for the identity of divisions."""
    for code, same in groupby(sorted(site.division for site in sites)):
        yield {"division_code": code, "sites": len(list(same))}


def site_rows(edition: Edition) -> Iterator[Row]:
    """Every site with what the last run that came to its end found there."""
    last: dict[str, tuple[str, SiteResult]] = {}
    for run in edition.archive.runs():
        last |= {site_id: (run.run_id, result) for site_id, result in run.results.items()}
    for site_id, site in edition.sites.items():
        run_id, result = last.get(site_id, (None, None))
        row: Row = {
            "site_id": site_id,
            "name": site.name,
            "division_code": site.division,
            "platform": site.platform,
            "last_run": run_id,
            "sample": int(site.sample),
        }
        if result is not None:
            row |= {
                "platform": result.platform or site.platform,
                "state": str(result.state),
                "reports_found": result.reports_found,
                "reports_before": result.reports_before,
                "note": result.note or None,
                "note_en": result.note_en or None,
            }
        yield row


def capture_rows(captures: Iterable[Capture]) -> Iterator[Row]:
    """Every capture, in the order in which they were made."""
    for capture in captures:
        yield {
            "capture_id": capture.capture_id,
            "run_id": capture.run_id,
            "site_id": capture.site_id,
            "kind": str(capture.kind),
            "url": capture.url,
            "final_url": capture.final_url or None,
            "fetched_at": capture.fetched_at,
            "status": capture.status,
            "verdict": str(capture.verdict),
            "detail": capture.detail or None,
            "media": capture.media,
            "document_sha256": capture.document_sha256,
            "link_text": capture.link_text or None,
            "listing_url": capture.listing_url,
            "parent_url": capture.parent_url,
            "published_on": capture.published_on,
            "published_from": capture.published_from,
        }


def document_row(sha256: str, head: Head, edition: Edition) -> Row:
    """One document and how it reads."""
    seen = edition.sightings[sha256]
    return {
        "sha256": sha256,
        "media": head.media or seen.first.media,
        "bytes": seen.first.bytes,
        "verdict": head.verdict,
        "reason": head.reason or None,
        "first_seen": seen.first.fetched_at,
        "last_seen": seen.last_seen,
    }


def agency_rows(reports: Iterable[Report]) -> Iterator[Row]:
    """Every agency with the years it has reports for. ``reports`` are in the order of their ids."""
    for agency_id, same in sorted(_by_agency(reports).items()):
        years = [report.year for report in same]
        yield {
            "agency_id": agency_id,
            "agency_name": same[0].agency_name,
            "division_code": same[0].division,
            "provisional": 1,
            "reports": len(years),
            "first_year": min(years),
            "last_year": max(years),
        }


def agency_name_rows(reports: Iterable[Report]) -> Iterator[Row]:
    """Every name of an agency; one each, as long as an agency is nothing but a name under a division."""
    for row in agency_rows(reports):
        yield {
            "agency_id": row["agency_id"],
            "name": row["agency_name"],
            "first_year": row["first_year"],
            "last_year": row["last_year"],
        }


def unresolved_rows(claims: Iterable[Claim], edition: Edition) -> Iterator[Row]:
    """Documents that read as reports without a certain agency or year."""
    for claim in claims:
        last = edition.sightings[claim.sha256].last
        yield {
            "document_sha256": claim.sha256,
            "title": claim.title,
            "site_id": claim.site_id,
            "source_url": last.final_url or last.url,
            "issuer_printed": claim.issuer,
            "year": claim.year,
            "reason": claim.reason,
        }


def _by_agency(reports: Iterable[Report]) -> Mapping[str, list[Report]]:
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.agency_id, []).append(report)
    return found
