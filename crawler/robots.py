"""Does the portal's robots.txt let us ask for this address, and how slowly does it want to be asked?

As RFC 9309 has it: rules are fetched once for each host and port; a client error (404, 403) means there are none; a
server error or no answer means that they are not known and that nothing may be fetched now. A wall in front of
robots.txt (521, 412 …) is left to the page itself, which will show the same wall and be recorded as what it is.
"""

from __future__ import annotations

import asyncio

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.answers import answer_of
from crawler.guard import HOPS, SITE
from crawler.judge import judge
from crawler.settings import DELAY, MAX_CRAWL_DELAY, PRODUCT
from crawler.urls import split
from crawler.verdicts import BLOCKED
from parsing.decode import decode

MAX_RULES = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for at least 500 KiB."""
_EXEMPT = "robots"


class Disallowed(IgnoreRequest):
    """The portal's rules forbid the address."""


class RulesUnknown(IgnoreRequest):
    """No robots.txt could be had, so nothing may be asked for now. The text or the cause says why."""


class Robots:
    """Downloader middleware that asks for the rules of a host before its first page, and holds to them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Disallowed or RulesUnknown."""
        found = split(request.url)
        if _EXEMPT in request.meta or found is None:
            return
        parts, host, port = found
        key = f"{parts.scheme}://{host}:{port}"
        if key not in self._rules:
            self._rules[key] = asyncio.ensure_future(
                self._fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", request)
            )
        rules = await asyncio.shield(self._rules[key])
        if rules is None:
            return
        if not rules.can_fetch(request.url, PRODUCT):
            raise Disallowed(request.url)
        self._keep_delay(request, rules)

    async def _fetch(self, url: str, request: Request) -> Protego | None:
        meta = {SITE: request.meta[SITE], HOPS: [], "cookiejar": request.meta["cookiejar"], _EXEMPT: True}
        try:
            response = await self._crawler.engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta))
        except IgnoreRequest:
            return None  # it leads to a host that is not ours to ask, or in circles: there are no rules here
        except Exception as error:
            raise RulesUnknown from error
        return _rules(response)

    def _keep_delay(self, request: Request, rules: Protego) -> None:
        """Hold the host's slot to the ``Crawl-delay`` of its rules."""
        delay = min(rules.crawl_delay(PRODUCT) or 0.0, MAX_CRAWL_DELAY)
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None and delay > DELAY:
            slot.delay = max(slot.delay, delay)
            request.meta["autothrottle_dont_adjust_delay"] = True


def _rules(response: Response) -> Protego | None:
    """The rules in an answer; None when there are none. Raises RulesUnknown for a server error."""
    if response.status >= 500:
        if judge(answer_of(response.url, response)).verdict in BLOCKED:
            return None
        raise RulesUnknown(f"HTTP {response.status}")
    if response.status >= 300 or b"<" in response.body.lstrip()[:1]:  # a page in place of rules is no rules
        return None
    return Protego.parse(decode(response.body[:MAX_RULES]))
