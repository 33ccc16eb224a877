"""How is one portal walked, from what the registry says of it to its reports?

First the listings that the registry names. Where one is gone or lists nothing, and where none is named, the way is
looked for from the start page: 政务公开, 政府信息公开, 年报. A column is trusted, not an address: within it every page
of the pager and every tab is opened, and every link that may be a report is visited once. All of it is bounded, and
a bound that was reached is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.answers import CUT, RENDERED
from crawler.ask import Ask
from crawler.dates import days_between
from crawler.judge import is_home
from crawler.platforms import Candidate, Lead, Page, Platform, recognise
from crawler.platforms.generic import frames, offered
from crawler.platforms.words import COLUMN, report_years, says_office, says_part, says_report
from crawler.records import Capture, Kind, Options
from crawler.settings import (
    MAX_COLUMN_DEPTH,
    MAX_COLUMNS,
    MAX_HUB_DEPTH,
    MAX_HUBS,
    MAX_LEADS,
    MAX_LISTING_PAGES,
    MAX_RECHECKS,
    MAX_SHOWN,
    MAX_TRIES,
    RECHECK_DAYS,
)
from crawler.urls import column_prefix, url_key
from crawler.verdicts import FINAL, MISSED, Verdict
from crawler.visits import Ended, Visit, Visitor

FRUITLESS_PAGES = 2
"""A pager is left after so many pages in a row without a new link: deep pages of some portals are 300-byte stubs."""
FEWEST_OFFICES = 3
"""Names of offices on a hub that make a grid of them."""


@dataclass
class Findings:
    """What a walk found at a site."""

    leads: dict[str, Verdict | None] = field(default_factory=dict)
    """Key of each link that should be a report -> its last verdict; None when it was not asked for any more."""
    reports: set[str] = field(default_factory=set)
    """Keys of addresses that are reports."""
    entries: list[Visit] = field(default_factory=list)
    """Visits to the addresses of the registry, and to what was opened as a column."""
    platforms: Counter[str] = field(default_factory=Counter)
    drifted: list[str] = field(default_factory=list)
    """Listings of the registry that are gone or list nothing any more."""
    found_at: list[str] = field(default_factory=list)
    """Columns that were found from the start page."""
    found_on: list[str] = field(default_factory=list)
    """Pages on which they were found: the columns themselves, or the page that links to them."""
    linked: list[Capture] = field(default_factory=list)
    """Known reports whose links stand on the portal and that were not fetched again."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Hosts that do not belong to the site and that links lead to."""
    bounds: set[str] = field(default_factory=set)
    """Bounds that were reached."""
    ended: str | None = None
    """Why the walk was broken off: ``refused``, ``limit``, ``sample``."""


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
        self._options = options
        self._known = visitor.known.settled
        self._found_on = found_on
        self._rechecks = 0
        self._opened: set[str] = set()
        self._seen: set[str] = set()
        self._columns = self._tries = 0
        self._elsewhere: Counter[str] = Counter()
        self._tabs: set[str] = set()
        """Tabs that the column nearest to the start opens: years that link to one another are none below another."""
        self._scripts: dict[str, Visit] = {}
        self.findings = Findings(foreign=visitor.foreign)

    async def run(self) -> Findings:
        """Walk the site. What it finds is also in ``findings`` when it is cancelled on the way."""
        try:
            for url in self._site.listings:
                if self._open(url):
                    await self._registered(url)
            if self.findings.drifted or not self._count():
                await self._discover()
        except Ended as ended:
            self.findings.ended = str(ended)
        if not self.findings.reports:
            self.findings.foreign.update(self._elsewhere)
        return self.findings

    # -- the way to the columns ------------------------------------------------------------------------------------

    async def _registered(self, url: str) -> None:
        visit = await self._visitor.listing(Ask(url), "", None, registered=True)
        self.findings.entries.append(visit)
        before = self._count()
        await self._column(visit, depth=0)
        if visit.verdict is Verdict.DRIFTED or (visit.page() is not None and self._count() == before):
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
        before = self._count()
        way = _Way([(Candidate(url, "", COLUMN), 0, None) for url in start])
        await self._follow(way)
        for visit in way.scripted[:MAX_SHOWN]:
            shown = await self._visitor.shown(visit) if self._count() == before else None
            page = shown.page() if shown is not None else None
            if page is not None:
                way.hubs = [(hub, 1, page.url) for hub in self._platform(page).listings(page)]
                await self._follow(way)
        return self._count() > before

    async def _follow(self, way: _Way) -> None:
        """Open the hubs of a way, the best first. With the first column that lists reports it is at its end.

        What is left then are the offices that pages on the way name, and what else was found last time.
        """
        while way.hubs and way.visited < MAX_HUBS:
            way.hubs.sort(key=lambda hub: (hub[1], -hub[0].score))
            candidate, depth, referer = way.hubs.pop(0)
            if not self._open(candidate.url):
                continue
            way.visited += 1
            visit = await self._visitor.listing(Ask(candidate.url), candidate.text, referer)
            if depth == 0:
                self.findings.entries.append(visit)
            page = visit.page()
            self._report_itself(visit)
            if page is None:
                continue
            home = is_home(page.final_url) or is_home(candidate.url)  # which may lead on to index.jsp?siteid=3
            if page.says_column or (not home and self._strong(page)):
                self.findings.found_at.append(candidate.url)
                self.findings.found_on.append(candidate.url)
                await self._column(visit, depth=0)
                continue
            for lead in self._strong(page):
                await self._lead(lead, candidate.url, depth=0)
            candidates = self._platform(page).listings(page)
            found = [await self._open_column(c, candidate.url, 0) for c in candidates if c.score >= COLUMN]
            if any(found):
                self.findings.found_on.append(candidate.url)
                for organ in offered(page):  # the other way to the columns of offices: their own pages
                    if says_office(organ.text):
                        await self._open_column(replace(organ, tried=True), candidate.url, 1)
                way.hubs = [hub for hub in way.hubs if hub[0].url in self._found_on]
            elif depth < MAX_HUB_DEPTH:
                way.hubs += [(hub, depth + 1, candidate.url) for hub in candidates if hub.score < COLUMN]
                framed = (ask for ask in self._platform(page).pages(page) if not ask.from_script)
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
                if await self._open_column(replace(organ, tried=True), page.url, 1):
                    self.findings.found_on = list(dict.fromkeys([*self.findings.found_on, page.url]))

    # -- columns ---------------------------------------------------------------------------------------------------

    async def _open_column(self, candidate: Candidate, referer: str, depth: int) -> bool:
        """Open what should be a column. True when it led to links or reports that were not known before."""
        if not self._open(candidate.url):
            if not self._site.allows(candidate.url) and not candidate.tried:
                self._elsewhere[urlsplit(candidate.url).netloc] += 1
            return False
        if candidate.tried and self._tries >= MAX_TRIES:
            self.findings.bounds.add("tries")
            return False
        if self._columns >= MAX_COLUMNS and not candidate.tried:
            self.findings.bounds.add("columns")
            return False
        self._tries += candidate.tried
        self._columns += not candidate.tried
        before = self._count()
        visit = await self._visitor.listing(Ask(candidate.url), candidate.text, referer)
        if depth == 0:
            self.findings.entries.append(visit)
        if not candidate.tried or await self._proves_column(visit, candidate, depth):
            await self._column(visit, depth)
        new = self._count() > before
        if new and depth == 0:
            self.findings.found_at.append(candidate.url)
        return new

    async def _proves_column(self, visit: Visit, candidate: Candidate, depth: int) -> bool:
        """Is what a menu led to a column by its own words, or by what it lists?

        The page of an office is none; the column it links to is opened, and first the page on the way there.
        """
        page = visit.page()
        if page is None or page.says_column or visit.verdict is Verdict.OK:
            return True
        found = [c for c in self._platform(page).listings(page) if not self._is_open(c.url)]
        named = [c for c in found if c.score >= COLUMN]
        strong = self._strong(page)
        if strong and not named:
            return True
        for lead in strong:
            await self._lead(lead, visit.answer.url, depth)
        way = [] if candidate.score < COLUMN or named else [replace(hub, tried=True) for hub in found[:1]]
        for column in (*named, *way):
            await self._open_column(column, visit.answer.url, depth)
        return False

    async def _column(self, first: Visit, depth: int) -> None:
        """Walk the pages of a column, visit their leads, then open its tabs."""
        self._report_itself(first)
        if first.answer.headers.get(RENDERED) == CUT:
            self.findings.bounds.add("pages")
        prefix = column_prefix(first.answer.final_url)
        page = first.page(prefix)
        tabs: dict[str, Candidate] = {}
        bodies = {first.answer.sha256}
        waiting: list[tuple[Ask, Page]] = []
        asked: set[str] = set()
        fruitless = opened = 0
        while page is not None or waiting:
            if page is not None:
                new = await self._listed(page, depth)
                root = page.root or page
                further = self._platform(page).pages(page)
                waiting += [
                    (ask, root) for ask in further if self._open(ask) or ask.key in self._scripts.keys() - asked
                ]
                asked.update(ask.key for ask in further)
                for candidate in self._platform(page).listings(page):
                    if candidate.score >= COLUMN:
                        tabs.setdefault(url_key(candidate.url), candidate)
                fruitless = 0 if new or not opened else fruitless + 1  # the first may be an empty shell
            if not waiting or (fruitless >= FRUITLESS_PAGES and opened):
                break
            if opened >= MAX_LISTING_PAGES:
                self.findings.bounds.add("pages")
                break
            opened += 1
            ask, root = waiting.pop(0)
            visit = await self._further(ask, root, first)
            self._report_itself(visit)
            page = self._next_page(visit, ask, root, prefix) if visit.answer.sha256 not in bodies else None
            bodies.add(visit.answer.sha256)
            fruitless += page is None
        await self._note(first, prefix)
        if depth < MAX_COLUMN_DEPTH:
            mine = [candidate for key, candidate in tabs.items() if key not in self._tabs]
            self._tabs.update(url_key(candidate.url) for candidate in mine if not candidate.tried)
            for candidate in mine:
                await self._open_column(candidate, first.answer.url, depth + 1)

    async def _further(self, ask: Ask, root: Page, first: Visit) -> Visit:
        """Visit what a column's page is continued by. A script that says who the site is says it to all its columns."""
        known = self._scripts.get(ask.key)
        if known is not None:
            return known
        visit = await self._visitor.listing(ask, "", first.answer.url, framed=ask.url in frames(root))
        if ask.from_script and ask.body is None and urlsplit(ask.url).path.endswith(".js"):
            self._scripts[ask.key] = visit
        return visit

    def _next_page(self, visit: Visit, ask: Ask, root: Page, prefix: str) -> Page | None:
        if ask.from_script:
            return visit.part(root, ask, self._platform(root))
        page = visit.page(prefix)
        return page if page is None or ask.body is None else replace(page, ask=ask)

    async def _note(self, first: Visit, prefix: str) -> None:
        """A page that was opened as a column may be the report, or a note, with files that hang on it."""
        for url, name in first.capture.attachments:
            await self._attachment(url, name, first.capture)
        page = first.page(prefix)
        if page is None or first.verdict is not Verdict.NOT_REPORT or self._platform(page).leads(page):
            return
        text = first.capture.link_text or ""
        told = says_report(text) and report_years(text)  # 2021年度各部门…报告汇总: a note like any other article
        for file in self._platform(page).attachments(page):
            if self._site.allows(file.url) and (told or says_report(file.name) or page.within(file.url)):
                await self._attachment(file.url, file.name, first.capture)

    async def _listed(self, page: Page, depth: int) -> bool:
        """Visit the leads of one listing page. True when there was a new link among them, wanted or not."""
        platform = self._platform(page)
        leads = platform.leads(page)
        if leads:
            self.findings.platforms[platform.name] += 1
        new = [lead for lead in leads if url_key(lead.url) not in self._seen]
        for lead in new:
            self._seen.add(url_key(lead.url))
            await self._lead(lead, page.url, depth)
        return bool(new)

    # -- leads -----------------------------------------------------------------------------------------------------

    async def _lead(self, lead: Lead, listing_url: str, depth: int) -> bool:
        """Visit one link that should be a report, unless what it leads to is known. True when the link is new."""
        key = url_key(lead.url)
        settled = key in self.findings.leads or key in self.findings.reports or key in self._opened
        if settled or not self._wanted(lead):
            return False
        if len(self.findings.leads) == self._options.sample:
            raise Ended("sample")
        if len(self.findings.leads) >= MAX_LEADS:
            self.findings.bounds.add("leads")
            return False
        self.findings.leads[key] = None
        capture, visit = self._known.get(key), None
        if capture is None or self._due(capture):
            visit = await self._visitor.lead(lead, listing_url)
            capture = self._better(visit.capture, capture)
        self._settle(capture)
        for url, name in capture.attachments:
            await self._attachment(url, name, capture)
        if visit is not None:
            await self._inner_leads(visit, lead, depth)
        return True

    async def _inner_leads(self, visit: Visit, lead: Lead, depth: int) -> None:
        """A link that should be a report may lead to a list of reports instead."""
        page = visit.page()
        if visit.verdict is not Verdict.NOT_REPORT or page is None or depth >= MAX_COLUMN_DEPTH:
            return
        for inner in self._strong(page):
            await self._lead(inner, visit.answer.url, depth + 1)
        if visit.capture.kind is Kind.LISTING and says_part(lead.name):
            await self._column(visit, depth + 1)

    async def _attachment(self, url: str, name: str, parent: Capture) -> None:
        key = url_key(url)
        if key in self.findings.leads or key in self._opened:
            return
        self._opened.add(key)
        capture = known = self._known.get(key)
        if capture is None or self._due(capture):
            capture = self._better((await self._visitor.attachment(url, name, parent)).capture, capture)
        if capture is known:
            self.findings.linked.append(capture)
        if capture.verdict is Verdict.OK:
            self.findings.reports.add(key)
        elif capture.verdict not in FINAL:
            self.findings.leads[url_key(parent.url)] = capture.verdict  # the report has not been got yet

    def _due(self, known: Capture) -> bool:
        """Is it time to ask again for what is known? Not more often than settings allow, nor for too many at once."""
        age = days_between(known.fetched_at, self._visitor.log.started_at)
        if age < RECHECK_DAYS or self._rechecks >= MAX_RECHECKS:
            return False
        self._rechecks += 1
        return True

    def _better(self, capture: Capture, known: Capture | None) -> Capture:
        """What counts: what came now, unless that leaves open what lies there and it is known from before."""
        return known if known is not None and capture.verdict in MISSED else capture

    def _settle(self, capture: Capture) -> None:
        if capture.run_id != self._visitor.log.run_id:
            self.findings.linked.append(capture)
        key = url_key(capture.url)
        self.findings.leads[key] = capture.verdict
        if capture.verdict is Verdict.OK:
            self.findings.reports.add(key)

    def _report_itself(self, visit: Visit) -> None:
        """A page that was opened as a listing may be the report itself."""
        if visit.verdict is Verdict.OK:
            self.findings.reports.add(url_key(visit.capture.url))

    # -- small things ----------------------------------------------------------------------------------------------

    def _strong(self, page: Page) -> list[Lead]:
        return [lead for lead in self._platform(page).leads(page) if says_report(lead.name)]

    def _wanted(self, lead: Lead) -> bool:
        years = report_years(lead.name)
        return not self._options.years or not years or bool(years.intersection(self._options.years))

    def _platform(self, page: Page) -> Platform:
        return recognise(page, self._site.platform)

    def _open(self, wanted: Ask | str) -> bool:
        """May this listing be opened? Marks it as opened: no listing is opened twice."""
        ask = Ask(wanted) if isinstance(wanted, str) else wanted
        if self._is_open(ask):
            return False
        self._opened.add(ask.key)
        return True

    def _is_open(self, wanted: Ask | str) -> bool:
        """Has this listing been opened, or may it never be?"""
        ask = Ask(wanted) if isinstance(wanted, str) else wanted
        return ask.key in self._opened or not self._site.allows(ask.url)

    def _count(self) -> int:
        return len(self.findings.leads) + len(self.findings.reports)
