"""What is known of a report that is not here: who looked for it when, was a link seen, did the agency end?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from crawler.records import Kind, RunManifest
from dataset.calendar.evidence import day_in_china
from dataset.calendar.existence import ENDS, end_by_reform
from dataset.calendar.standing import SHUT
from dataset.schema import TABLES
from parsing.caption import issuer_and_year


@dataclass(frozen=True, slots=True)
class Searches:
    """When a site was searched for which years, newest first; None stands for every year."""

    runs: tuple[tuple[date, frozenset[int] | None], ...] = ()

    def last(self, year: int) -> date | None:
        """When was the site last searched for reports of this year?"""
        return next((day for day, years in self.runs if years is None or year in years), None)


def searches(runs: Iterable[RunManifest]) -> Mapping[str, Searches]:
    """Site -> its searches. Runs that were shut out do not count, nor runs that only took a sample of the links."""
    found: dict[str, list[tuple[date, frozenset[int] | None]]] = {}
    for run in runs:
        if run.options.sample is not None or run.options.requests is not None:
            continue
        years = frozenset(run.options.years) or None
        for site_id, result in run.results.items():
            if result.state not in SHUT:
                found.setdefault(site_id, []).append((day_in_china(run.started_at), years))
    return {
        site_id: Searches(tuple(sorted(seen, key=lambda one: one[0], reverse=True))) for site_id, seen in found.items()
    }


def ended(ogi: Connection) -> Mapping[str, int]:
    """Agency -> the first year at whose end it is no more: merged, recoded, abolished, or its place was."""
    agencies, divisions, events = (TABLES[name].c for name in ("agencies", "divisions", "agency_events"))
    of_places = select(agencies.agency_id, divisions.last_year).where(
        divisions.division_id == agencies.division_id, divisions.last_year.is_not(None)
    )
    every = select(agencies.agency_id)
    found: dict[str, int] = {agency_id: last_year + 1 for agency_id, last_year in ogi.execute(of_places)}
    known: list[tuple[str, int | None]] = [(agency_id, end_by_reform(agency_id)) for (agency_id,) in ogi.execute(every)]
    told = ogi.execute(select(events.agency_id, events.year).where(events.kind.in_(sorted(ENDS))))
    for agency_id, year in (*known, *(tuple(row) for row in told)):
        if year is not None:
            found[agency_id] = min(year, found.get(agency_id, year))
    return found


def links(ogi: Connection) -> Mapping[tuple[str, int], str]:
    """Agency and year -> a link whose words name both, though nothing behind it became a report.

    Only a name that is one agency's on that very site counts.
    """
    captures, used = TABLES["captures"].c, TABLES["report_documents"].c
    wanted = (
        select(captures.site_id, captures.link_text, captures.url)
        .where(captures.kind != str(Kind.LISTING), captures.link_text.is_not(None))
        .where(captures.document_sha256.is_(None) | captures.document_sha256.not_in(select(used.document_sha256)))
        .order_by(captures.capture_id)
    )
    names = _names(ogi)
    found: dict[tuple[str, int], str] = {}
    for site_id, words, url in ogi.execute(wanted):
        issuer, year = issuer_and_year(words)
        agencies = names.get((site_id, issuer or ""), set())
        if year is not None and len(agencies) == 1:
            found.setdefault((next(iter(agencies)), year), url)
    return found


def _names(ogi: Connection) -> Mapping[tuple[str, str], set[str]]:
    """Site and name -> the agencies that reported there under it."""
    reports = TABLES["reports"].c
    wanted = select(reports.site_id, reports.agency_id, reports.agency_name, reports.issuer_printed)
    names: dict[tuple[str, str], set[str]] = {}
    for site_id, agency_id, *printed in ogi.execute(wanted):
        for name in printed:
            names.setdefault((site_id, name), set()).add(agency_id)
    return names
