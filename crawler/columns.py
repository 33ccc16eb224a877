"""What stands in the columns of a site: the pages of their lists, their tabs, and the reports they list?

A column is trusted, not an address: within it every page of the pager and every tab is opened, and every link that may
be a report is visited once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.answers import CUT, RENDERED
from crawler.ask import Ask
from crawler.leads import Leads
from crawler.platforms import Candidate, Lead, Page
from crawler.platforms.generic import frames
from crawler.platforms.words import COLUMN, report_years, says_part, says_report
from crawler.records import Kind
from crawler.settings import MAX_COLUMN_DEPTH, MAX_COLUMNS, MAX_LISTING_PAGES, MAX_TRIES
from crawler.urls import column_prefix, url_key
from crawler.verdicts import Verdict
from crawler.visits import Visit, Visitor

FRUITLESS_PAGES = 2
"""A pager is left after so many pages in a row without a new link: deep pages of some portals are 300-byte stubs."""


class Columns:
    """The columns of one site in one run."""

    def __init__(self, leads: Leads, visitor: Visitor) -> None:
        self._leads = leads
        self._findings = leads.findings
        self._visitor = visitor
        self._site = visitor.site
        self._columns = self._tries = 0
        self._seen: set[str] = set()
        self._tabs: set[str] = set()
        """Tabs that the column nearest to the start opens: years that link to one another are none below another."""
        self._scripts: dict[str, Visit] = {}
        self.elsewhere: Counter[str] = Counter()
        """Hosts of columns that do not belong to the site."""

    async def open(self, candidate: Candidate, referer: str, depth: int) -> bool:
        """Open what should be a column. True when it led to links or reports that were not known before."""
        if not self._leads.claim(candidate.url):
            if not self._site.allows(candidate.url) and not candidate.tried:
                self.elsewhere[urlsplit(candidate.url).netloc] += 1
            return False
        if candidate.tried and self._tries >= MAX_TRIES:
            self._findings.bounds.add("tries")
            return False
        if self._columns >= MAX_COLUMNS and not candidate.tried:
            self._findings.bounds.add("columns")
            return False
        self._tries += candidate.tried
        self._columns += not candidate.tried
        before = self._findings.count
        visit = await self._visitor.listing(Ask(candidate.url), candidate.text, referer)
        if depth == 0:
            self._findings.entries.append(visit)
        if not candidate.tried or await self._proves_column(visit, candidate, depth):
            await self.walk(visit, depth)
        new = self._findings.count > before
        if new and depth == 0:
            self._findings.found_at.append(candidate.url)
        return new

    async def _proves_column(self, visit: Visit, candidate: Candidate, depth: int) -> bool:
        """Is what a menu led to a column by its own words, or by what it lists?

        The page of an office is none; the column it links to is opened, and first the page on the way there.
        """
        page = visit.page()
        if page is None or page.says_column or visit.verdict is Verdict.OK:
            return True
        found = [c for c in self._leads.platform(page).listings(page) if not self._leads.is_open(c.url)]
        named = [c for c in found if c.score >= COLUMN]
        strong = self._leads.strong(page)
        if strong and not named:
            return True
        for lead in strong:
            await self.lead(lead, visit.answer.url, depth)
        way = [] if candidate.score < COLUMN or named else [replace(hub, tried=True) for hub in found[:1]]
        for column in (*named, *way):
            await self.open(column, visit.answer.url, depth)
        return False

    async def walk(self, first: Visit, depth: int) -> None:
        """Walk the pages of a column, visit their leads, then open its tabs."""
        self._leads.note_report(first)
        if first.answer.headers.get(RENDERED) == CUT:
            self._findings.bounds.add("pages")
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
                further = self._leads.platform(page).pages(page)
                waiting += [
                    (ask, root) for ask in further if self._leads.claim(ask) or ask.key in self._scripts.keys() - asked
                ]
                asked.update(ask.key for ask in further)
                for candidate in self._leads.platform(page).listings(page):
                    if candidate.score >= COLUMN:
                        tabs.setdefault(url_key(candidate.url), candidate)
                fruitless = 0 if new or not opened else fruitless + 1  # the first may be an empty shell
            if not waiting or (fruitless >= FRUITLESS_PAGES and opened):
                break
            if opened >= MAX_LISTING_PAGES:
                self._findings.bounds.add("pages")
                break
            opened += 1
            ask, root = waiting.pop(0)
            visit = await self._further(ask, root, first)
            self._leads.note_report(visit)
            page = self._next_page(visit, ask, root, prefix) if visit.answer.sha256 not in bodies else None
            bodies.add(visit.answer.sha256)
            fruitless += page is None
        await self._note(first, prefix)
        if depth < MAX_COLUMN_DEPTH:
            mine = [candidate for key, candidate in tabs.items() if key not in self._tabs]
            self._tabs.update(url_key(candidate.url) for candidate in mine if not candidate.tried)
            for candidate in mine:
                await self.open(candidate, first.answer.url, depth + 1)

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
            return visit.part(root, ask, self._leads.platform(root))
        page = visit.page(prefix)
        return page if page is None or ask.body is None else replace(page, ask=ask)

    async def _note(self, first: Visit, prefix: str) -> None:
        """A page that was opened as a column may be the report, or a note, with files that hang on it."""
        for url, name in first.capture.attachments:
            await self._leads.attachment(url, name, first.capture)
        page = first.page(prefix)
        if page is None or first.verdict is not Verdict.NOT_REPORT or self._leads.platform(page).leads(page):
            return
        text = first.capture.link_text or ""
        told = says_report(text) and report_years(text)  # 2021年度各部门…报告汇总: a note like any other article
        for file in self._leads.platform(page).attachments(page):
            if self._site.allows(file.url) and (told or says_report(file.name) or page.within(file.url)):
                await self._leads.attachment(file.url, file.name, first.capture)

    async def _listed(self, page: Page, depth: int) -> bool:
        """Visit the leads of one listing page. True when there was a new link among them, wanted or not."""
        platform = self._leads.platform(page)
        leads = platform.leads(page)
        if leads:
            self._findings.platforms[platform.name] += 1
        new = [lead for lead in leads if url_key(lead.url) not in self._seen]
        for lead in new:
            self._seen.add(url_key(lead.url))
            await self.lead(lead, page.url, depth)
        return bool(new)

    async def lead(self, lead: Lead, listing_url: str, depth: int) -> None:
        """Visit one link that should be a report, and what it lists where it leads to a list of reports instead."""
        visit = await self._leads.visit(lead, listing_url)
        page = visit.page() if visit is not None else None
        if visit is None or visit.verdict is not Verdict.NOT_REPORT or page is None or depth >= MAX_COLUMN_DEPTH:
            return
        for inner in self._leads.strong(page):
            await self.lead(inner, visit.answer.url, depth + 1)
        if visit.capture.kind is Kind.LISTING and says_part(lead.name):
            await self.walk(visit, depth + 1)
