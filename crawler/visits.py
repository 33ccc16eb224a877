"""How is one address visited: fetched or recalled, judged, kept and recorded?

One :class:`Visitor` serves one site during one run. Its visits follow one another, so a site is never asked for two
things at once. When a run is resumed, what the run had already recorded is recalled from the archive and not fetched.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from crawler.answers import RENDERED, Answer
from crawler.archive import Archive, Known
from crawler.ask import Ask
from crawler.dates import published
from crawler.doubts import Doubts
from crawler.errors import ArchiveError
from crawler.fingerprint import fingerprint
from crawler.judge import Judgement, Read, is_home, judge, worth_reading
from crawler.platforms import FALLBACK, Lead, Page, Platform, recognise, scripted
from crawler.platforms.pagers import unfinished
from crawler.platforms.words import COLUMN, is_document, says_part, says_report, says_tab, tidy
from crawler.records import Capture, Kind
from crawler.redirects import MAX_SCRIPT_HOPS, redirect_of
from crawler.registry import Site
from crawler.runlog import RunLog, now
from crawler.settings import MAX_ATTACHMENTS, MAX_REFUSALS, MAX_REQUESTS
from crawler.urls import column_prefix, url_key
from crawler.verdicts import BLOCKED, GONE, UNREACHED, Verdict


class Fetch(Protocol):
    """Asks one thing of one site; never raises for what a server or the network does."""

    async def __call__(self, ask: Ask, referer: str | None) -> Answer:
        """The answer."""


class Opener(Protocol):
    """Opens an empty shell; never raises for what a page or a browser does."""

    async def __call__(
        self, answer: Answer, *, fetch: Fetch, judge: Callable[[Answer], Judgement], turn: bool
    ) -> tuple[Answer, Judgement]:
        """What stands on the page, on all its pages where it is a list (``turn``), and the verdict on it."""


_SOUND = (Verdict.OK, Verdict.NOT_REPORT)
_UNTOLD = (FALLBACK, "trs")
"""Platforms whose pages may have pagers that nobody has described: TRS is also told from its articles alone."""
_IN_SCRIPT = "the article stands in a script"
_Kept = tuple[str | None, str | None]
"""Fingerprint, and name of the object."""


class Ended(Exception):
    """The site is not to be asked for anything more in this run. The text is a word for the reason."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit brought."""

    capture: Capture
    answer: Answer
    judgement: Judgement

    @property
    def verdict(self) -> Verdict:
        """The verdict that was recorded."""
        return self.capture.verdict

    def page(self, column: str | None = None) -> Page | None:
        """The page, when it is a sound HTML page; a shell only where the platform that made it is known."""
        if self.answer.media != "html" or self.verdict not in (*_SOUND, Verdict.JS_SHELL):
            return None
        page = Page.of(self.answer, column)
        return page if self.verdict in _SOUND or recognise(page).name != FALLBACK else None

    def part(self, root: Page, ask: Ask, platform: Platform) -> Page | None:
        """The rows of ``root``'s listing that came in answer to ``ask``; None where nothing can be made of them."""
        if self.verdict not in (*_SOUND, Verdict.JS_SHELL):
            return None
        try:
            return root.part(platform.rows(self.answer.text, root), ask)
        except (ValueError, LookupError, TypeError, AttributeError):  # JSON that is not what it was in 2026
            return None


@dataclass
class Visitor:
    """Visits addresses of one site and writes down what they bring."""

    site: Site
    fetch: Fetch
    read: Read
    archive: Archive
    log: RunLog
    known: Known = field(default_factory=Known)
    """What earlier runs brought from this site."""
    earlier: tuple[Capture, ...] = ()
    """Captures of this run at this site from before it was resumed."""
    progress: Callable[[Capture], None] = lambda _: None
    opener: Opener | None = None
    """Opens an empty shell in a browser (:func:`crawler.shells.open_shell`); None where there is no browser."""
    most: int | None = None
    """So many addresses are asked for at most; None for as many as manners allow."""
    captures: Counter[str] = field(default_factory=Counter)
    """Verdict -> captures of this run."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Host that does not belong to the site -> links that lead to it."""
    _copies: dict[str, str] = field(default_factory=dict)
    _plain: set[str] = field(default_factory=set)
    _recorded: dict[str, Capture] = field(default_factory=dict)
    _refusals: int = 0
    _asked: int = 0

    def __post_init__(self) -> None:
        self.captures.update(capture.verdict for capture in self.earlier)
        self._recorded = {capture.key: capture for capture in self.earlier}
        self._doubts = Doubts(self.site)

    async def listing(
        self, ask: Ask, text: str, referer: str | None, *, registered: bool = False, framed: bool = False
    ) -> Visit:
        """Visit a page on the way to reports, or rows of one.

        ``registered``: the registry names this address; ``framed``: a column's page shows it in a frame.
        """
        about = {"link_text": text or None}
        return await self._visit(Kind.LISTING, ask, referer, about, registered=registered, framed=framed)

    async def shown(self, visit: Visit) -> Visit | None:
        """A page that was visited, as its scripts show it in the browser; None where that is no other page."""
        answer = visit.answer
        scripted = answer.media == "html" and "<script" in answer.text.lower() and RENDERED not in answer.headers
        if not scripted or recognise(Page.of(answer), self.site.platform).name not in _UNTOLD or self.opener is None:
            return None
        judged = partial(self._judge, Kind.LISTING)
        answer, judgement = await self.opener(answer, fetch=self._more, judge=judged, turn=False)
        if judgement.verdict not in _SOUND:
            return None
        about = {"link_text": visit.capture.link_text}
        return Visit(await self.record(Kind.LISTING, answer, judgement, about), answer, judgement)

    async def lead(self, lead: Lead, listing_url: str) -> Visit:
        """Visit a page or file that should be a report.

        Where the page is an empty shell of a platform that is known, the text is asked for as its script would.
        """
        about = {"link_text": lead.name or None, "listing_url": listing_url}
        if lead.ask is not None:
            return await self._visit(
                Kind.LEAD, lead.ask, lead.url, about | {"url": lead.url}, listed=lead.date, recall=lead.url
            )
        visit = await self._visit(Kind.LEAD, Ask(lead.url), listing_url, about, listed=lead.date)
        page = visit.page() if visit.verdict is Verdict.JS_SHELL else None
        body = recognise(page, self.site.platform).body(page) if page is not None else None
        if body is None:
            return visit
        return await self._visit(Kind.LEAD, body, lead.url, about | {"url": lead.url}, listed=lead.date)

    async def attachment(self, url: str, name: str, parent: Capture) -> Visit:
        """Visit a file that hangs on an article. Its declared day is that of the article."""
        about = {
            "link_text": name or parent.link_text,
            "listing_url": parent.listing_url,
            "parent_url": parent.final_url,
            "published_on": parent.published_on,
            "published_from": parent.published_from,
        }
        return await self._visit(Kind.ATTACHMENT, Ask(url), parent.final_url, about)

    async def _visit(
        self,
        kind: Kind,
        ask: Ask,
        referer: str | None,
        about: dict[str, Any],
        *,
        listed: str | None = None,
        registered: bool = False,
        framed: bool = False,
        recall: str | None = None,
    ) -> Visit:
        recalled = self._recall(ask.key if recall is None else url_key(recall))
        if recalled is not None:
            return recalled
        ask = replace(ask, url=self._address(ask.url))
        visit = await self._fetch(kind, ask, referer, about, listed, registered, framed)
        twin = self._twin(ask.url) if visit.verdict in UNREACHED else None
        if twin is not None:
            visit = await self._fetch(kind, replace(ask, url=twin), referer, about, listed, registered, framed)
            if visit.verdict not in UNREACHED:
                self._plain.add(_netloc(twin))
        if visit.verdict in BLOCKED | UNREACHED:
            self._refusals += 1
        elif visit.answer.status is not None:
            self._refusals = 0
        return visit

    async def _fetch(
        self,
        kind: Kind,
        ask: Ask,
        referer: str | None,
        about: dict[str, Any],
        listed: str | None,
        registered: bool,
        framed: bool,
    ) -> Visit:
        if self._refusals >= MAX_REFUSALS:
            raise Ended("refused")
        if self._asked >= (self.most or MAX_REQUESTS):
            raise Ended("limit")
        if self.site.allows(ask.url):
            self._asked += 1
            answer = await self._led_on(await self._answer(ask, referer, self._before(ask, about)))
        else:
            answer = Answer(ask.url, ask.url, obstacle=Verdict.OFF_HOST, detail="not among the site's hosts")
        about = about | _asked(ask, about.get("url"))
        judgement, kept = await asyncio.to_thread(self._judged, kind, answer, about)
        judgement = self._in_script(answer, judgement)
        if judgement.verdict is Verdict.JS_SHELL and not ask.from_script:
            answer, judgement = await self._opened(kind, answer, judgement)
        elif (
            kind is Kind.LISTING
            and ask.body is None
            and judgement.verdict is Verdict.NOT_REPORT
            and self._waits(answer, framed)
        ):
            opened, found = await self._open(kind, answer)
            answer, judgement = (opened, found) if found.verdict in _SOUND else (answer, judgement)
        if kind is not Kind.LISTING and judgement.detail != _IN_SCRIPT:  # whose shell is the same for all articles
            judgement = await self._doubts.settle(answer, judgement, self._more)
        if registered and judgement.verdict in GONE:
            judgement = Judgement(Verdict.DRIFTED, f"{judgement.verdict} {judgement.detail}".strip())
        return Visit(await self.record(kind, answer, judgement, about, listed, kept), answer, judgement)

    async def _more(self, ask: Ask, referer: str | None) -> Answer:
        """Ask for something beside the address itself, within the same bounds."""
        if self._asked >= (self.most or MAX_REQUESTS):
            return Answer(ask.url, ask.url, obstacle=Verdict.THROTTLED, detail="the limit of requests was reached")
        self._asked += 1
        return await self.fetch(ask, referer)

    async def _led_on(self, answer: Answer) -> Answer:
        """What a page leads to by script or after a while, when it does nothing else."""
        for _ in range(MAX_SCRIPT_HOPS):
            url = redirect_of(answer)
            if url is None:
                return answer
            if not self.site.allows(url):
                away = f"leads to {url}, not among the site's hosts"
                return replace(answer, final_url=url, obstacle=Verdict.OFF_HOST, detail=away)
            further = await self._more(Ask(url), answer.final_url)
            answer = replace(further, url=answer.url, hops=(*answer.hops, answer.final_url, *further.hops))
        return answer

    def _waits(self, answer: Answer, framed: bool) -> bool:
        """Is this a column, or what one frames, to which a script may bring rows, or further pages without address?"""
        if self.opener is None or answer.media != "html" or "<script" not in answer.text.lower():
            return False
        page = Page.of(answer, column_prefix(answer.final_url))
        platform = recognise(page, self.site.platform)
        if not (page.says_column or framed) or platform.pages(page):
            return False
        if platform.leads(page) or platform.attachments(page):
            return platform.name in _UNTOLD and unfinished(page)
        further = [c for c in platform.listings(page) if c.score >= COLUMN and not c.tried]
        if page.among_parts:
            further = [c for c in further if not says_tab(c.text)]  # a year among years: the others list other reports
        return platform.name == FALLBACK and not further

    async def _opened(self, kind: Kind, answer: Answer, judgement: Judgement) -> tuple[Answer, Judgement]:
        """A shell in the browser, unless its platform is known: then what fills it can be asked for without.

        Where the browser makes nothing of it, what stands in its scripts as data counts.
        """
        if recognise(Page.of(answer), self.site.platform).name != FALLBACK:
            return answer, judgement
        opened, found = (answer, judgement) if self.opener is None else await self._open(kind, answer)
        if found.verdict is Verdict.JS_SHELL and kind is Kind.LISTING and scripted.tells(Page.of(answer)):
            return answer, Judgement(Verdict.NOT_REPORT, "its scripts hold links")
        return opened, found

    async def _open(self, kind: Kind, answer: Answer) -> tuple[Answer, Judgement]:
        """What a page is in the browser; of a list all its pages."""
        assert self.opener is not None
        turn = kind is Kind.LISTING
        return await self.opener(answer, fetch=self._more, judge=partial(self._judge, kind), turn=turn)

    def _before(self, ask: Ask, about: dict[str, Any]) -> Capture | None:
        """What an earlier run brought here."""
        before = self.known.last.get(url_key(about["url"]) if "url" in about else ask.key)
        same = before is not None and url_key(before.asked or before.url) == url_key(ask.url)
        return before if same else None  # the shell of an article is not its text

    async def _answer(self, ask: Ask, referer: str | None, before: Capture | None) -> Answer:
        """Ask; where nothing has changed since an earlier run, the answer of then counts."""
        kept = await asyncio.to_thread(self._kept, before) if before and (before.etag or before.last_modified) else None
        if kept is None or before is None:
            return await self.fetch(ask, referer)
        tags = (("If-None-Match", before.etag), ("If-Modified-Since", before.last_modified))
        answer = await self.fetch(replace(ask, unless=tuple((name, tag) for name, tag in tags if tag)), referer)
        if answer.status != 304:
            return answer
        headers = {"content-type": before.content_type or "", **answer.headers}
        validators = {"etag": before.etag, "last-modified": before.last_modified}
        headers |= {name: value for name, value in validators.items() if value and name not in answer.headers}
        return replace(answer, headers=headers, body=kept)

    def _kept(self, capture: Capture) -> bytes | None:
        try:
            return self.archive.get(capture.document_sha256 or "")
        except ArchiveError:
            return None  # lost or damaged: the portal is asked for it again

    def _judged(self, kind: Kind, answer: Answer, about: dict[str, Any]) -> tuple[Judgement, _Kept | None]:
        """Judge an answer, and keep what nothing is going to be put in the place of, in the same thread."""
        judgement = self._judge(kind, answer)
        final = kind is not Kind.LISTING and judgement.verdict is not Verdict.JS_SHELL
        return judgement, self._keep(answer, about) if final else None

    def _judge(self, kind: Kind, answer: Answer) -> Judgement:
        read = self.read if kind is not Kind.LISTING or worth_reading(answer) else None
        copies = {sha256: where for sha256, where in self._copies.items() if where != url_key(answer.url)}
        return judge(answer, read=read, copies=copies)

    def _in_script(self, answer: Answer, judgement: Judgement) -> Judgement:
        """A shell with an article in its script, or data, that is no report is a sound page: files may hang on it."""
        if judgement.verdict is Verdict.UNREADABLE and answer.media == "json" and self._files(Page.of(answer)):
            return Judgement(Verdict.NOT_REPORT, "data that name files")
        if judgement.verdict is not Verdict.JS_SHELL or answer.media != "html":
            return judgement
        page = Page.of(answer)
        article = recognise(page, self.site.platform).article(page)
        return judgement if article is None else Judgement(Verdict.NOT_REPORT, _IN_SCRIPT)

    async def record(
        self,
        kind: Kind,
        answer: Answer,
        judgement: Judgement,
        about: dict[str, Any],
        listed: str | None = None,
        kept: _Kept | None = None,
    ) -> Capture:
        """Keep what came and write it down. ``about`` are fields of the capture, ``listed`` the day in the listing.

        ``kept`` is what :meth:`_keep` said of this answer, where that was done before.
        """
        mark, sha256 = await asyncio.to_thread(self._keep, answer, about) if kept is None else kept
        fetched_at = answer.fetched_at or now()
        sound = judgement.verdict in (Verdict.OK, Verdict.NOT_REPORT) and answer.media in ("html", "json")
        page = Page.of(answer) if sound else None
        if kind is Kind.LISTING:
            self._remember_home(answer, judgement)
            if judgement.verdict is Verdict.OK:  # the column page is the report itself
                kind, about = Kind.LEAD, about | {"listing_url": answer.url}
        if kind is Kind.LEAD and page is not None:
            hanging = self._hanging(page, judgement)
            about = about | {"attachments": hanging}
            several = len({_stem(name) for _, name in hanging if says_report(name)}) != 1
            called = about.get("link_text")
            if several and judgement.verdict is Verdict.NOT_REPORT and self._lists_reports(page, called):
                kind = Kind.LISTING  # to be looked at again next time: what it lists may grow
        if kind is Kind.LEAD:
            day, origin = published(page, listed, answer.final_url, fetched_at)
            about = about | {"published_on": day, "published_from": origin}
        capture = self.log.add(
            site_id=self.site.id,
            kind=kind,
            final_url=answer.final_url,
            fetched_at=fetched_at,
            status=answer.status,
            verdict=judgement.verdict,
            detail=judgement.detail[:200],
            media=answer.media if answer.body else None,
            content_type=answer.content_type,
            document_sha256=sha256,
            bytes=len(answer.body),
            fingerprint=mark,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            hops=answer.hops,
            **{"url": answer.url} | about,
        )
        self.captures[capture.verdict] += 1
        if capture.verdict is Verdict.OFF_HOST:
            self.foreign[_netloc(capture.final_url)] += 1
        self.progress(capture)
        return capture

    def _keep(self, answer: Answer, about: dict[str, Any]) -> _Kept:
        """The fingerprint of what came, and the name of the object it is kept as: an earlier one that says the same."""
        if not answer.body:
            return None, None
        mark, before = fingerprint(answer), self.known.last.get(_key(answer, about))
        if before is not None and before.fingerprint == mark:
            return mark, before.document_sha256
        return mark, self.archive.put(answer.body)

    def _remember_home(self, answer: Answer, judgement: Judgement) -> None:
        """The bytes of the home page at another address are a sign that the portal has had enough of us."""
        if judgement.verdict is Verdict.NOT_REPORT and is_home(answer.final_url):
            for mark in (answer.sha256, fingerprint(answer)):
                self._copies[mark] = url_key(answer.url)

    def _hanging(self, page: Page, judgement: Judgement) -> tuple[tuple[str, str], ...]:
        """Files to be fetched with this article: those of one that is no report, or that has no tables of its own."""
        if judgement.reading is not None and judgement.reading.table_forms:
            return ()
        found = self._files(page)
        self.foreign.update(_netloc(lead.url) for lead in found if not self.site.allows(lead.url))
        return tuple((lead.url, lead.name) for lead in found if self.site.allows(lead.url))[:MAX_ATTACHMENTS]

    def _files(self, page: Page) -> tuple[Lead, ...]:
        return recognise(page, self.site.platform).attachments(page)

    def _lists_reports(self, page: Page, called: str | None) -> bool:
        leads = recognise(page, self.site.platform).leads(page)
        if sum(1 for lead in leads if says_report(lead.name)) >= 2:
            return True
        if not says_part(tidy(called)):
            return False
        column = Page(page.url, page.final_url, page.html, column_prefix(page.final_url))
        return len(recognise(column, self.site.platform).leads(column)) >= 2

    def _recall(self, key: str) -> Visit | None:
        """What this run had recorded here before it was resumed. No answer at all is worth another try."""
        capture = self._recorded.get(key)
        if capture is None or capture.verdict in UNREACHED:
            return None
        if capture.document_sha256 is not None and not self.archive.has(capture.document_sha256):
            return None
        body = self.archive.get(capture.document_sha256) if capture.document_sha256 else b""
        headers = {"content-type": capture.content_type} if capture.content_type else {}
        asked = capture.asked or capture.url
        answer = Answer(asked, capture.final_url, capture.hops, capture.status, headers, body)
        judgement = Judgement(capture.verdict, capture.detail)
        if capture.kind is Kind.LISTING:
            self._remember_home(answer, judgement)
        return Visit(capture, answer, judgement)

    def _address(self, url: str) -> str:
        """Plain http instead of https at a host where only that has answered, or that has no other."""
        plain = self.site.scheme == "http" or _netloc(url) in self._plain
        return "http" + url[5:] if url.startswith("https:") and plain else url

    def _twin(self, url: str) -> str | None:
        """The same address without TLS, which is the only one many counties serve (2026)."""
        twin = "http" + url[5:]
        plain = url.startswith("https:") and ":" not in _netloc(url) and self.site.allows(twin)
        return twin if plain else None


def _key(answer: Answer, about: dict[str, Any]) -> str:
    """What the capture of this answer will have in common with others of the same thing."""
    if "asked" in about or "sent" not in about:
        return url_key(about.get("url", answer.url))
    return Ask(answer.url, about["sent"].encode()).key


def _asked(ask: Ask, shown: str | None) -> dict[str, str]:
    """What a capture says of a request that was not simply for its address."""
    asked = {"asked": ask.url} if shown is not None and shown != ask.url else {}
    return asked if ask.body is None else asked | {"sent": ask.body.decode("utf-8", "replace")}


def _stem(name: str) -> str:
    """The name of a file without its ending: one report in two formats is one."""
    return name.rpartition(".")[0] if is_document(f"/{name}") else name


def _netloc(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
