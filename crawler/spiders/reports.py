"""Who visits the sites? The one spider: it walks many sites side by side, each at its own slow pace.

The walks themselves (:mod:`crawler.walk`) know nothing of Scrapy; here each is given a way to fetch. Scrapy brings the
manners: one connection a host, delays that follow the host's answers, retries, redirects, cookies, decompression.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http.request import NO_CALLBACK

from crawler.answers import Answer, answer_of
from crawler.archive import Archive, Known
from crawler.ask import Ask
from crawler.errors import ArchiveError
from crawler.guard import HOPS, SITE, OffHost
from crawler.outcome import assess
from crawler.records import Capture, Options, SiteResult
from crawler.registry import Site
from crawler.robots import Disallowed, RulesUnknown
from crawler.runlog import RunLog
from crawler.settings import MAX_BYTES, MAX_REDIRECTS, SITES_AT_ONCE, TIMEOUT
from crawler.verdicts import Verdict
from crawler.visits import Visitor
from crawler.walk import Walk
from parsing.bounded import Readers
from parsing.model import Reading

READERS = 2
"""Documents read at the same time, each in a process of its own."""

if TYPE_CHECKING:
    from crawler.browser import Browser
    from crawler.judge import Judgement
    from crawler.visits import Fetch

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """Everything one run needs to know beforehand."""

    sites: tuple[Site, ...]
    options: Options
    archive: Archive
    log: RunLog
    known: Mapping[str, Known]
    before: Mapping[str, int | None]
    """Site id -> number of reports to be held against."""
    found_on: Mapping[str, tuple[str, ...]]
    """Site id -> pages on which the last run found the columns."""
    on_capture: Callable[[Capture], None]
    on_result: Callable[[SiteResult], None]


class ReportsSpider(scrapy.Spider):
    """Walks all sites of a plan. ``results`` fills as sites are done; ``failure`` is what ended the run early."""

    name = "reports"

    def __init__(self, plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sites = plan.sites
        self.results: dict[str, SiteResult] = {}
        self.failure: BaseException | None = None
        self._plan = plan
        self._browser: Browser | None = None
        self._requests: Counter[str] = Counter()
        self._received: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._sent, signals.request_reached_downloader)
        crawler.signals.connect(spider._got, signals.bytes_received)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Walk the sites. Nothing is handed to Scrapy's own scheduler: a walk waits for each of its answers."""
        try:
            with Readers(READERS) as readers:
                await self._walk_all(readers)
        except BaseException as error:
            self.failure = error
            raise
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _walk_all(self, readers: Readers) -> None:
        gate = asyncio.Semaphore(SITES_AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                for site in self.sites:
                    group.create_task(self._walk(site, readers, gate))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            if self._browser is not None:
                await self._browser.close()

    async def _walk(self, site: Site, readers: Readers, gate: asyncio.Semaphore) -> None:
        async with gate:
            visitor = Visitor(
                site=site,
                fetch=partial(self._fetch, site),
                read=partial(_read, readers),
                archive=self._plan.archive,
                log=self._plan.log,
                known=self._plan.known[site.id],
                earlier=tuple(c for c in self._plan.log.earlier if c.site_id == site.id),
                progress=self._plan.on_capture,
                opener=partial(self._open_shell, site),
                most=self._plan.options.requests,
            )
            walk = Walk(visitor, self._plan.options, self._plan.found_on.get(site.id, ()))
            try:
                await walk.run()
            except (ArchiveError, OSError):
                raise  # the archive cannot be written: no site can go on
            except Exception:
                logger.exception("the walk through %s failed", site.id)
                walk.findings.ended = "failed"
            if self._browser is not None:
                self._browser.forget(site)
            result = assess(
                site,
                self._plan.options,
                walk.findings,
                captures=visitor.captures,
                requests=self._requests[site.id],
                received=self._received[site.id],
                reports_before=self._plan.before[site.id],
            )
            self.results[site.id] = result
            self._plan.on_result(result)

    async def _open_shell(
        self, site: Site, answer: Answer, *, fetch: Fetch, judge: Callable[[Answer], Judgement], turn: bool
    ) -> tuple[Answer, Judgement]:
        """What stands on a shell. What drives a browser takes long to load, and most crawls do without."""
        from crawler.browser import Browser
        from crawler.shells import open_shell

        self._browser = self._browser or Browser()
        return await open_shell(answer, site, fetch, self._browser, judge, turn=turn)

    async def _fetch(self, site: Site, ask: Ask, referer: str | None) -> Answer:
        hops: list[str] = []
        url = ask.url
        request = Request(
            url,
            callback=NO_CALLBACK,
            method=ask.method,
            body=ask.body or b"",
            headers=dict((*ask.headers, *ask.unless)) | ({"Referer": referer} if referer else {}),
            meta={SITE: site.id, HOPS: hops, "cookiejar": site.id},
            dont_filter=True,
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            verdict, detail = _obstacle(error)
            logger.info("%s: %s %s", url, verdict, detail)
            return Answer(url, hops[-1] if hops else url, tuple(hops[1:-1]), obstacle=verdict, detail=detail)
        return answer_of(url, response, hops)

    def _sent(self, request: Request) -> None:
        self._requests[request.meta[SITE]] += 1

    def _got(self, data: bytes, request: Request) -> None:
        self._received[request.meta[SITE]] += len(data)


def _read(readers: Readers, data: bytes, media: str | None) -> Reading:
    return readers.read(data, media=media, brief=True)


def _obstacle(error: Exception) -> tuple[Verdict, str]:
    """What kept an answer away, and one line about it."""
    if isinstance(error, OffHost):
        return Verdict.OFF_HOST, f"leads to {error}, not among the site's hosts"
    if isinstance(error, Disallowed):
        return Verdict.ROBOTS_DISALLOWED, ""
    if isinstance(error, RulesUnknown):
        cause = error.__cause__
        verdict, why = _obstacle(cause) if isinstance(cause, Exception) else (Verdict.GEO_OR_NETWORK, str(error))
        return verdict, f"robots.txt: {why}"
    if isinstance(error, DownloadCancelledError) or "DOWNLOAD_MAXSIZE" in str(error):
        return Verdict.TOO_LARGE, f"over {MAX_BYTES} bytes"
    if isinstance(error, IgnoreRequest):
        return Verdict.HTTP_ERROR, f"more than {MAX_REDIRECTS} redirects"
    if (reason := _tls_reason(error)) is not None:
        return Verdict.TLS_ERROR, reason
    return Verdict.GEO_OR_NETWORK, _network_reason(error)


def _network_reason(error: Exception) -> str:
    if isinstance(error, DownloadTimeoutError):
        return f"no answer within {TIMEOUT:.0f} s"
    if isinstance(error, DownloadConnectionRefusedError):
        return "connection refused"
    if isinstance(error, CannotResolveHostError):
        return "the host name has no address that may be connected to"
    if isinstance(error, ResponseDataLossError):
        return "the answer was cut short"
    return f"{type(error).__name__}: {error}"[:160]


def _tls_reason(error: Exception) -> str | None:
    """The first failure of TLS below a failed download."""
    causes = getattr(error.__cause__, "reasons", None) or ()
    for value in (getattr(cause, "value", cause) for cause in causes):
        if type(value).__module__.split(".")[0] in ("OpenSSL", "service_identity"):
            return f"{type(value).__name__}: {value}"[:160]
    return None
