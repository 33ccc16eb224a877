"""Which links of a site should be reports, and what do they lead to?

Each is visited once in a run, unless an earlier run settled what it is; that is looked at again after some time.
"""

from __future__ import annotations

from crawler.ask import Ask
from crawler.dates import days_between
from crawler.findings import Findings
from crawler.platforms import Lead, Page, Platform, recognise
from crawler.platforms.words import report_years, says_report
from crawler.records import Capture, Options
from crawler.settings import MAX_LEADS, MAX_RECHECKS, RECHECK_DAYS
from crawler.urls import url_key
from crawler.verdicts import FINAL, MISSED, Verdict
from crawler.visits import Ended, Visit, Visitor


class Leads:
    """The links of one site in one run, and what was opened of it."""

    def __init__(self, visitor: Visitor, options: Options) -> None:
        self._visitor = visitor
        self._site = visitor.site
        self._options = options
        self._known = visitor.known.settled
        self._rechecks = 0
        self._opened: set[str] = set()
        self.findings = Findings(foreign=visitor.foreign)

    async def visit(self, lead: Lead, listing_url: str) -> Visit | None:
        """Visit one link that should be a report, and the files that hang on it; None where it was not asked for.

        What the link leads to may be known. Raises Ended with the last link of a sample.
        """
        key = url_key(lead.url)
        settled = key in self.findings.leads or key in self.findings.reports or key in self._opened
        if settled or not self._wanted(lead):
            return None
        if len(self.findings.leads) == self._options.sample:
            raise Ended("sample")
        if len(self.findings.leads) >= MAX_LEADS:
            self.findings.bounds.add("leads")
            return None
        self.findings.leads[key] = None
        capture, visit = self._known.get(key), None
        if capture is None or self._due(capture):
            visit = await self._visitor.lead(lead, listing_url)
            capture = self._better(visit.capture, capture)
        self._settle(capture)
        for url, name in capture.attachments:
            await self.attachment(url, name, capture)
        return visit

    async def attachment(self, url: str, name: str, parent: Capture) -> None:
        """Visit a file that hangs on a page, unless what it is is known."""
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

    def note_report(self, visit: Visit) -> None:
        """A page that was opened as a listing may be the report itself."""
        if visit.verdict is Verdict.OK:
            self.findings.reports.add(url_key(visit.capture.url))

    def claim(self, wanted: Ask | str) -> bool:
        """May this listing be opened? Marks it as opened: no listing is opened twice."""
        ask = Ask(wanted) if isinstance(wanted, str) else wanted
        if self.is_open(ask):
            return False
        self._opened.add(ask.key)
        return True

    def is_open(self, wanted: Ask | str) -> bool:
        """Has this listing been opened, or may it never be?"""
        ask = Ask(wanted) if isinstance(wanted, str) else wanted
        return ask.key in self._opened or not self._site.allows(ask.url)

    def strong(self, page: Page) -> list[Lead]:
        """The links of a page that are called reports."""
        return [lead for lead in self.platform(page).leads(page) if says_report(lead.name)]

    def platform(self, page: Page) -> Platform:
        """The platform that made a page."""
        return recognise(page, self._site.platform)

    def _wanted(self, lead: Lead) -> bool:
        years = report_years(lead.name)
        return not self._options.years or not years or bool(years.intersection(self._options.years))

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
