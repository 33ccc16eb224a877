"""Which rows do the tables have that are about the edition as a whole: sites, captures, documents, agencies?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import asdict

from crawler.records import Capture, SiteResult
from crawler.registry import Site
from dataset.claims import Claim, Report
from dataset.identity.agencies import Event, level_of, places_above
from dataset.identity.identifiers import Identifier
from dataset.identity.places import LAST_YEAR, above, place, place_of, places, successors
from dataset.identity.registry import Registry
from dataset.readings import Head
from dataset.redaction import redact
from dataset.rows import Row
from dataset.sightings import Edition
from dataset.takedowns import TAKEN_DOWN


def division_rows(sites: Iterable[Site], reports: Iterable[Report]) -> Iterator[Row]:
    """The divisions of sites and agencies, and those that they lie in, each as long as it was itself.

    An invented division has the name that its portal gives it.
    """
    sites = list(sites)
    invented = {site.division: site.name.removesuffix("人民政府") for site in sites if site.sample}
    counts = Counter(here.id if (here := place(site.division)) is not None else site.division for site in sites)
    wanted = {*counts, *(report.agency.region for report in reports)}
    for region in sorted(wanted | {higher for one in wanted for higher in _above(one)}):
        row: Row = {
            "division_id": region,
            "division_code": region.partition(".")[0],
            "name": invented.get(region),
            "level": level_of(region, ""),
            "sites": counts.get(region, 0),
        }
        if (here := place_of(region)) is not None:
            province, prefecture, county = places_above(region, here.last or LAST_YEAR)
            lives = [life for life in places()[here.code] if life.id == here.id]
            row |= {
                "name": here.name,
                "province": province,
                "prefecture": prefecture,
                "county": county,
                "first_year": lives[0].first,
                "last_year": here.last,
                "successors": " ".join(successors().get(region, ())) or None,
            }
        yield row


def _above(region: str) -> Iterator[str]:
    here = place_of(region)
    if here is not None:
        yield from (one.id for one in above(here, here.last or LAST_YEAR))


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


def capture_rows(captures: Iterable[Capture], takedowns: Container[str]) -> Iterator[Row]:
    """Every capture, in the order in which they were made; of a document that is taken down without the words that led
    to it.
    """
    for capture in captures:
        shown = capture.document_sha256 not in takedowns
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
            "link_text": redact(capture.link_text) if capture.link_text and shown else None,
            "listing_url": capture.listing_url,
            "parent_url": capture.parent_url,
            "published_on": capture.published_on,
            "published_from": capture.published_from,
        }


def document_row(sha256: str, head: Head, edition: Edition, taken_down: str | None) -> Row:
    """One document and how it reads; of one that was taken down the reason alone."""
    seen = edition.sightings[sha256]
    return {
        "sha256": sha256,
        "media": head.media or seen.first.media,
        "bytes": seen.first.bytes,
        "verdict": head.verdict if taken_down is None else TAKEN_DOWN,
        "reason": (head.reason or None) if taken_down is None else taken_down,
        "first_seen": seen.first.fetched_at,
        "last_seen": seen.last_seen,
    }


def agency_rows(reports: Iterable[Report]) -> Iterator[Row]:
    """Every agency with the years it has reports for, under its latest name. ``reports`` are in the order of ids."""
    for agency_id, same in sorted(_by_agency(reports).items()):
        years = [report.year for report in same]
        last = same[-1]
        yield {
            "agency_id": agency_id,
            "agency_name": last.agency_name,
            "division_id": last.agency.region,
            "division_code": last.agency.region.partition(".")[0],
            "agency_type": last.agency.type,
            "function": last.agency.function,
            "level": level_of(last.agency.region, last.agency.type),
            "provisional": int(last.agency.provisional),
            "reports": len(years),
            "first_year": min(years),
            "last_year": max(years),
        }


def agency_name_rows(registry: Registry, reports: Iterable[Report]) -> Iterator[Row]:
    """Every name of the agencies that have reports, with the years in which it was used."""
    ids = {report.agency_id for report in reports}
    names: dict[tuple[str, str], tuple[int, int]] = {}
    for known in registry.names:
        first, last = names.get((known.agency_id, known.name), (known.first_year, known.last_year))
        names[known.agency_id, known.name] = min(first, known.first_year), max(last, known.last_year)
    for (agency_id, name), (first, last) in sorted(names.items()):
        if agency_id in ids:
            yield {"agency_id": agency_id, "name": name, "first_year": first, "last_year": last}


def agency_event_rows(events: Iterable[Event], reports: Iterable[Report]) -> Iterator[Row]:
    """What became of the agencies that have reports."""
    ids = {report.agency_id for report in reports}
    numbers: Counter[str] = Counter()
    for event in events:
        if event.agency_id in ids:
            numbers[event.agency_id] += 1
            yield {
                "agency_id": event.agency_id,
                "number": numbers[event.agency_id],
                "year": event.year,
                "kind": event.kind,
                "other_id": event.other_id if event.other_id in ids else None,
                "basis": event.basis,
            }


def agency_identifier_rows(found: Iterable[Identifier]) -> Iterator[Row]:
    """Every code that reports of an agency print, with its years and a document that prints it."""
    return (asdict(one) for one in found)


def unresolved_rows(claims: Iterable[tuple[Claim, str, tuple[str, ...]]], edition: Edition) -> Iterator[Row]:
    """Documents that read as reports without a certain agency or year."""
    for claim, reason, candidates in claims:
        last = edition.sightings[claim.sha256].last
        yield {
            "document_sha256": claim.sha256,
            "title": redact(claim.title) if claim.title else None,
            "site_id": claim.site_id,
            "source_url": last.final_url or last.url,
            "issuer_printed": claim.issuer,
            "year": claim.year,
            "reason": reason,
            "candidates": " ".join(candidates) or None,
        }


def _by_agency(reports: Iterable[Report]) -> Mapping[str, list[Report]]:
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.agency_id, []).append(report)
    return found
