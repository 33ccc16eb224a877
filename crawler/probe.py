"""Is a site alive, what is it made with, and where is its column of annual reports?

A probe is a crawl that is held to a handful of requests and one report, into an archive that is thrown away: it walks
as every crawl does, with the same manners, and what it says of a site is what a crawl would meet with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crawler.answers import Answer
from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.judge import is_home
from crawler.platforms import Page, recognise
from crawler.platforms.words import COLUMN, column_score, tidy
from crawler.records import Capture, Kind, SiteResult, SiteState
from crawler.registry import Site
from crawler.runs import crawl
from crawler.urls import column_prefix, url_key
from crawler.verdicts import Verdict

REQUESTS = 12
"""Pages asked for at one site: home, 政务公开, 政府信息公开, the column and one report, with room for wrong turns and
tabs. ``robots.txt`` is not counted."""
REPORTS = 1
"""One report is opened, so that a column whose articles are closed is not called well."""

_NO_COLUMN = (
    "没有找到年报栏目：请在浏览器里找到它，把网址写入 listings",
    "no column of annual reports was found: find it with a browser and write its address into listings",
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a probe found at one site."""

    site_id: str
    alive: bool
    """Did any of its hosts answer, if only with a robots.txt that keeps us out?"""
    platform: str | None
    """The name of the adapter that knew its pages; None when no listing was seen."""
    column: str | None
    """Address of the column; None when none was found."""
    links: int
    """Links to reports on its first page, or on that of its first tab."""
    gone: tuple[str, ...]
    """Listings of the registry that are no longer there."""
    state: SiteState
    """In the words of the contract; ``ok`` when a column was found and a link of it could be opened."""
    requests: int
    """Requests sent, with robots.txt, retries and redirects."""
    note: str = ""
    """What a person should know or do, in Chinese."""
    note_en: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The probe as JSON-ready data."""
        return {
            "site_id": self.site_id,
            "alive": self.alive,
            "platform": self.platform,
            "column": self.column,
            "links": self.links,
            "gone": list(self.gone),
            "state": self.state,
            "requests": self.requests,
            "note": self.note,
            "note_en": self.note_en,
        }


def probe(
    sites: Iterable[Site],
    *,
    report: Callable[[str], None] | None = None,
    requests: int = REQUESTS,
) -> tuple[Probe, ...]:
    """Look at each site, in the order given. ``report`` hears one line for each page.

    At most ``requests`` pages are asked for at a site. Raises CrawlError when the crawl does not come to its end.
    """
    wanted = tuple(sites)
    with tempfile.TemporaryDirectory() as folder:
        run = crawl(wanted, Path(folder), sample=REPORTS, requests=requests, report=report)
        archive = Archive(Path(folder))
        captures: dict[str, list[Capture]] = {site.id: [] for site in wanted}
        for capture in archive.captures():
            captures[capture.site_id].append(capture)
        return tuple(_seen(archive, site, captures[site.id], run.results[site.id]) for site in wanted)


def checked(site: Site, found: Probe, day: str) -> Site:
    """The registry entry with what a probe found on a day (``2026-11-21``).

    A column that was found comes first among the listings, in place of those that are gone. The platform is written
    when it was seen. What a person wrote is otherwise left alone.
    """
    listings = site.listings
    if found.column is not None:
        gone = {url_key(url) for url in found.gone}
        listings = tuple(url for url in listings if url_key(url) not in gone)
        if url_key(found.column) not in {url_key(url) for url in listings}:
            listings = (found.column, *listings)
    return replace(site, checked=day, listings=listings, platform=site.platform or found.platform)


def _seen(archive: Archive, site: Site, captures: list[Capture], result: SiteResult) -> Probe:
    column, links = _column(archive, site, captures)
    gone = tuple(capture.url for capture in captures if capture.verdict is Verdict.DRIFTED)
    state, notes = result.state, [(result.note, result.note_en)]
    if state is SiteState.OK and column is None:
        state, notes = SiteState.SUSPECT, [_NO_COLUMN]
    if gone:
        old, new = ", ".join(gone), column or "—"
        notes.append(
            (f"登记的栏目已失效：{old}；现在找到：{new}", f"registered columns are gone: {old}; found now: {new}")
        )
    return Probe(
        site_id=site.id,
        alive=any(capture.status is not None or capture.verdict is Verdict.ROBOTS_DISALLOWED for capture in captures),
        platform=result.platform,
        column=column,
        links=links,
        gone=gone,
        state=state,
        requests=result.requests,
        note="；".join(zh for zh, _ in notes if zh),
        note_en="; ".join(en for _, en in notes if en),
    )


def _column(archive: Archive, site: Site, captures: list[Capture]) -> tuple[str | None, int]:
    """The column that the report came from, and the number of links on the page of it where the report stood.

    A column may be divided into tabs, by body or by year: then it is the page before the tab, which leads to all of
    them, that a registry should name.
    """
    pages = {capture.url: capture for capture in captures if capture.verdict in (Verdict.OK, Verdict.NOT_REPORT)}
    for lead in captures:
        listing = pages.get(lead.listing_url or "") if lead.kind is Kind.LEAD else None
        if listing is not None and site.allows(listing.final_url) and not is_home(listing.final_url):
            before = [page for page in pages.values() if page.number <= listing.number]
            whole = next((page for page in before if _is_column_of(archive, site, page, listing)), listing)
            page = _page(archive, listing)
            links = {url_key(each.url) for each in recognise(page, site.platform).leads(page)} if page else set()
            return whole.final_url, max(len(links), 1)
    return None, 0


def _is_column_of(archive: Archive, site: Site, column: Capture, listing: Capture) -> bool:
    """Does this page call itself a column, or was it linked to as one, and does it have the listing in it?"""
    page = _page(archive, column)
    if page is None or is_home(column.final_url):
        return False
    called = page.says_column or column_score(tidy(column.link_text), column.url) >= COLUMN
    linked = (url_key(each.url) for each in recognise(page, site.platform).listings(page))
    return called and (column is listing or url_key(listing.url) in linked)


def _page(archive: Archive, capture: Capture) -> Page | None:
    try:
        body = archive.get(capture.document_sha256 or "")
    except ArchiveError:  # an answer without a body
        return None
    headers = {"content-type": capture.content_type} if capture.content_type else {}
    answer = Answer(capture.url, capture.final_url, capture.hops, capture.status, headers, body)
    return Page.of(answer, column_prefix(capture.final_url))
