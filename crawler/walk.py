"""How is one portal walked, from what the registry says of it to its reports?

First the listings that the registry names. Where one is gone or lists nothing, and where none is named, the way is
looked for from the start page: 政务公开, 政府信息公开, 年报; where no column is found, at the offices that pages on the
way name. What was found there is walked by :mod:`crawler.columns`. All of it is bounded, and a bound that was reached
is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crawler.ask import Ask
from crawler.columns import Columns
from crawler.findings import Findings
from crawler.judge import is_home
from crawler.leads import Leads
from crawler.platforms import Candidate, Page
from crawler.platforms.generic import offered
from crawler.platforms.words import COLUMN, says_office
from crawler.records import Options
from crawler.settings import MAX_HUB_DEPTH, MAX_HUBS, MAX_SHOWN
from crawler.verdicts import Verdict
from crawler.visits import Ended, Visit, Visitor

FEWEST_OFFICES = 3
"""Names of offices on a hub that make a grid of them."""


@dataclass
class _Way:
    """The way from the start pages to the column."""

    hubs: list[tuple[Candidate, int, str | None]]
    """What may lead on, with the clicks up to there and the page that links to it."""
    visited: int = 0
    grids: list[Page] = field(default_factory=list)
    """Pages that may name the offices in a grid."""
    scripted: list[Visit] = field(default_factory=list)
    """Pages that led to no column."""


class Walk:
    """The walk through one site in one run."""

    def __init__(self, visitor: Visitor, options: Options, found_on: tuple[str, ...] = ()) -> None:
        """``found_on`` are the pages on which an earlier run found the columns."""
        self._visitor = visitor
        self._site = visitor.site
        self._found_on = found_on
        self._leads = Leads(visitor, options)
        self._columns = Columns(self._leads, visitor)
        self.findings: Findings = self._leads.findings

    async def run(self) -> Findings:
        """Walk the site. What it finds is also in ``findings`` when it is cancelled on the way."""
        try:
            for url in self._site.listings:
                if self._leads.claim(url):
                    await self._registered(url)
            if self.findings.drifted or not self.findings.count:
                await self._discover()
        except Ended as ended:
            self.findings.ended = str(ended)
        if not self.findings.reports:
            self.findings.foreign.update(self._columns.elsewhere)
        return self.findings

    async def _registered(self, url: str) -> None:
        visit = await self._visitor.listing(Ask(url), "", None, registered=True)
        self.findings.entries.append(visit)
        before = self.findings.count
        await self._columns.walk(visit, depth=0)
        if visit.verdict is Verdict.DRIFTED or (visit.page() is not None and self.findings.count == before):
            self.findings.drifted.append(url)

    async def _discover(self) -> None:
        """Look for the column where it was found last time, else from the start pages."""
        for start in (self._found_on, self._site.start):
            if start and await self._search(start):
                return

    async def _search(self, start: Sequence[str]) -> bool:
        """Look for the column from these pages. True when columns with reports turned up.

        Where the pages on the way lead nowhere, they are looked at in the browser: their menus may be made by scripts.
        """
        before = self.findings.count
        way = _Way([(Candidate(url, "", COLUMN), 0, None) for url in start])
        await self._follow(way)
        for visit in way.scripted[:MAX_SHOWN]:
            shown = await self._visitor.shown(visit) if self.findings.count == before else None
            page = shown.page() if shown is not None else None
            if page is not None:
                way.hubs = [(hub, 1, page.url) for hub in self._leads.platform(page).listings(page)]
                await self._follow(way)
        return self.findings.count > before

    async def _follow(self, way: _Way) -> None:
        """Open the hubs of a way, the best first. With the first column that lists reports it is at its end.

        What is left then are the offices that pages on the way name, and what else was found last time.
        """
        while way.hubs and way.visited < MAX_HUBS:
            way.hubs.sort(key=lambda hub: (hub[1], -hub[0].score))
            candidate, depth, referer = way.hubs.pop(0)
            if not self._leads.claim(candidate.url):
                continue
            way.visited += 1
            visit = await self._visitor.listing(Ask(candidate.url), candidate.text, referer)
            if depth == 0:
                self.findings.entries.append(visit)
            page = visit.page()
            self._leads.note_report(visit)
            if page is None:
                continue
            home = is_home(page.final_url) or is_home(candidate.url)  # which may lead on to index.jsp?siteid=3
            if page.says_column or (not home and self._leads.strong(page)):
                self.findings.found_at.append(candidate.url)
                self.findings.found_on.append(candidate.url)
                await self._columns.walk(visit, depth=0)
                continue
            for lead in self._leads.strong(page):
                await self._columns.lead(lead, candidate.url, depth=0)
            candidates = self._leads.platform(page).listings(page)
            found = [await self._columns.open(c, candidate.url, 0) for c in candidates if c.score >= COLUMN]
            if any(found):
                self.findings.found_on.append(candidate.url)
                for organ in offered(page):  # the other way to the columns of offices: their own pages
                    if says_office(organ.text):
                        await self._columns.open(replace(organ, tried=True), candidate.url, 1)
                way.hubs = [hub for hub in way.hubs if hub[0].url in self._found_on]
            elif depth < MAX_HUB_DEPTH:
                way.hubs += [(hub, depth + 1, candidate.url) for hub in candidates if hub.score < COLUMN]
                framed = (ask for ask in self._leads.platform(page).pages(page) if not ask.from_script)
                way.hubs += [(Candidate(ask.url, "", 0), depth + 1, candidate.url) for ask in framed]
                way.grids += [page] if candidate.text or candidate.url in self._found_on else []
                way.scripted.append(visit)
        if way.hubs:
            self.findings.bounds.add("hubs")
        await self._offices(way.grids)

    async def _offices(self, hubs: Sequence[Page]) -> None:
        """The offices that a page on the way names in a grid, each perhaps with a column of its own."""
        for page in hubs:
            offices = [organ for organ in offered(page) if says_office(organ.text)]
            for organ in offices if len(offices) >= FEWEST_OFFICES else ():
                if await self._columns.open(replace(organ, tried=True), page.url, 1):
                    self.findings.found_on = list(dict.fromkeys([*self.findings.found_on, page.url]))
