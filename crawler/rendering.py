"""How is one page shown in a browser that may ask for nothing by itself?

Every request of the page is answered here: with the page as it was fetched, with what the site's scripts were the
last time, with what ``Fetch`` brings, or not at all. Pictures, fonts, media, beacons, sockets, frames, forms and other
people's hosts are never asked for. The page is done when nothing is under way and it has stopped growing.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Request, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError

from crawler.answers import MAX_PAGE, Answer
from crawler.ask import Ask
from crawler.registry import Site
from crawler.turning import turned
from crawler.urls import resolve

PAGE_TIMEOUT = 300.0
"""Seconds for a whole page: 40 scripts and lists at 2 s each, or 10 at a host so slow that each waits 30 s."""
MAX_ASKS = 60
"""Requests one page may cost its portal; the largest shell seen had 30 scripts of its own (2026)."""
MAX_SENT = 64 * 1024
"""Bytes a script may send with one request: the question for a list has some hundred."""
MAX_HEADER = 2000
MAX_NAVIGATIONS = 3
"""Times a page may lead on to another by script."""
MAX_ELEMENTS = 200_000
"""Elements of a page that is still read; the longest list seen had 20,000 (2026)."""
QUIET = 1.0
"""Seconds without anything under way after which a page that has stopped growing is done."""
STILL = 6
"""Lists that were fetched without the page growing after which it only polls: it is done."""
GROWING = 20.0
"""Seconds a page may go on growing with nothing under way: what it still adds it makes up by itself."""
HANGING = 10.0
"""Seconds without a word from the page after which its script is taken to run for ever."""
LOOK = 0.2
"""Seconds between two looks at the page."""
LOOKS = 4
"""Looks at a page that stays the same after a click before it is done: a busy machine takes longer over each."""

Fetch = Callable[[Ask, str | None], Awaitable[Answer]]
"""Asks one thing of the page's site, as for everything else; never raises for what a server or the network does."""

_PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
_PIXEL += b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
_TEXTS = frozenset({"html", "text", "json"})
"""Passed on as UTF-8: what portals declare of their encodings is often wrong or missing, and is settled here."""
_DATA = frozenset({"xhr", "fetch"})
_OWN_HEADERS = re.compile(
    r"(?:sec-|proxy-|:).*|host|connection|user-agent|cookie|referer|origin|accept-encoding|accept-language|"
    r"content-length|cache-control|pragma|upgrade-insecure-requests|priority|dnt|te|range|if-.*"
)
"""Headers that are the crawler's to set, or nobody's."""
_STATE = """() => [document.getElementsByTagName('*').length, document.readyState]"""
_HTML = "most => document.documentElement ? document.documentElement.outerHTML.slice(0, most) : ''"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rendered:
    """What a page showed."""

    html: str
    """The page as it stood at the end; empty when nothing could be had of it."""
    final_url: str
    answers: tuple[Answer, ...] = ()
    """What the page's scripts asked for as data, in the order in which it came."""
    note: str = ""
    """Why the page was not waited for to its end; empty when it came to one."""
    pages: tuple[str, ...] = ()
    """Of a list whose pages were turned: all of them as they stood, the first one too."""


@dataclass
class Shelf:
    """Scripts of one site, so that its second page costs only its data."""

    most_bytes: int = 16 * 1024 * 1024
    _answers: dict[str, Answer] = field(default_factory=dict)
    _bytes: int = 0

    def get(self, url: str) -> Answer | None:
        """The script, when it is here."""
        return self._answers.get(url)

    def put(self, url: str, answer: Answer) -> None:
        """Keep a script, while there is room."""
        if url not in self._answers and self._bytes + len(answer.body) <= self.most_bytes:
            self._answers[url] = answer
            self._bytes += len(answer.body)


class Rendering:
    """One page in one context of the browser."""

    def __init__(self, page: Answer, site: Site, fetch: Fetch, shelf: Shelf, *, turn: bool = False) -> None:
        """``turn``: is this perhaps a list, whose further pages are wanted as well?"""
        self._shell = page
        self._turn = turn
        self._site = site
        self._fetch = fetch
        self._shelf = shelf
        self._one_by_one = asyncio.Lock()
        self._page: Page | None = None
        self._answers: list[Answer] = []
        self._earlier: dict[str, Answer] = {}
        self._asks = self._navigations = self._under_way = 0
        self._since_growth = 0
        self._over = False
        self._crashed = False
        self._last_word = 0.0

    async def run(self, context: BrowserContext) -> Rendered:
        """Show the page and wait until it is done. Raises PlaywrightError when the browser is lost."""
        await context.route("**/*", self._answer)
        await context.route_web_socket("**/*", _no_socket)
        self._page = page = await context.new_page()
        page.on("crash", self._note_crash)
        page.on("popup", _close)
        try:
            begun = asyncio.get_running_loop().time()
            note = await self._watch(page)
            html, address = await self._html(page), self._address(page)
            pages: tuple[str, ...] = ()
            if self._turn and html and not note:
                pages, note = await turned(page, address, partial(self._html, page), partial(self._settle, page, begun))
            return Rendered(html, address, tuple(self._answers), note, pages)
        finally:
            self._over = True
            async with self._one_by_one:  # what was asked for last is waited for: a site gets one request at a time
                pass

    def cut(self, note: str) -> Rendered:
        """What there is of a page that was lost."""
        return Rendered("", self._shell.final_url, tuple(self._answers), note)

    # -- when is it done? ----------------------------------------------------------------------------------------------

    async def _watch(self, page: Page) -> str:
        loop = asyncio.get_running_loop()
        begun = self._last_word = loop.time()
        going = asyncio.ensure_future(
            page.goto(self._shell.final_url, wait_until="commit", timeout=PAGE_TIMEOUT * 1000)
        )
        most, busy_at, idle_since = 0, begun, begun
        try:
            while (now := loop.time()) - begun < PAGE_TIMEOUT:
                if self._crashed:
                    return "the page took too much memory or crashed"
                state = await self._state(page)
                now = loop.time()
                if state is None:
                    if now - self._last_word > HANGING and not self._under_way:
                        return f"a script of the page ran for more than {HANGING:.0f} s"
                    await asyncio.sleep(LOOK)
                    continue
                elements, ready = state
                if elements > MAX_ELEMENTS:
                    return f"more than {MAX_ELEMENTS} elements"
                if elements > most:
                    most, busy_at, self._since_growth = elements, now, 0
                if self._under_way:
                    busy_at = idle_since = now
                loaded = ready != "loading" and going.done()
                if loaded and (now - busy_at >= QUIET or now - idle_since >= GROWING or self._since_growth >= STILL):
                    return ""
                await asyncio.sleep(LOOK)
            return f"not done after {PAGE_TIMEOUT:.0f} s"
        finally:
            going.cancel()
            with suppress(PlaywrightError, asyncio.CancelledError):
                await going

    async def _settle(self, page: Page, begun: float) -> str:
        """Wait until nothing is under way and the page has been still; why it was not waited for any longer."""
        self._navigations = 0  # a click may lead to another page, as often as pages may be turned
        loop = asyncio.get_running_loop()
        clicked = moved_at = loop.time()
        before: str | None = None
        looks = 0
        while (now := loop.time()) - begun < PAGE_TIMEOUT:
            if self._crashed:
                return "the page took too much memory or crashed"
            html = await self._html(page)
            looks += 1
            if self._under_way or (html and html != before):
                moved_at, before, looks = loop.time(), html or before, 0
            elif not html and loop.time() - self._last_word > HANGING:
                return f"a script of the page ran for more than {HANGING:.0f} s"
            still, growing = now - moved_at >= QUIET and looks >= LOOKS, now - clicked < GROWING or self._under_way
            if still or not growing:
                return ""
            await asyncio.sleep(LOOK)
        return f"not done after {PAGE_TIMEOUT:.0f} s"

    async def _state(self, page: Page, patience: float = 2.0) -> tuple[int, str] | None:
        """Number of elements and state of loading; None when the page does not say."""
        try:
            elements, ready = await asyncio.wait_for(page.evaluate(_STATE), patience)
        except (PlaywrightError, TimeoutError):
            return None
        self._last_word = asyncio.get_running_loop().time()
        return int(elements), str(ready)

    async def _html(self, page: Page) -> str:
        if self._crashed:
            return ""
        with suppress(PlaywrightError, TimeoutError):
            state = await self._state(page, HANGING)
            if state is not None and state[0] <= MAX_ELEMENTS:
                html = await asyncio.wait_for(page.evaluate(_HTML, MAX_PAGE), HANGING)
                return f"<!DOCTYPE html>\n{html}"
        return ""

    def _address(self, page: Page) -> str:
        url = page.url.partition("#")[0]
        return url if self._site.allows(url) else self._shell.final_url

    def _note_crash(self, *_: Any) -> None:
        self._crashed = True

    # -- what the page asks for ----------------------------------------------------------------------------------------

    async def _answer(self, route: Route, request: Request) -> None:
        """Answer one request of the page. Never raises: the page may be gone by now."""
        self._last_word = asyncio.get_running_loop().time()  # a page that asks is busy, but its script does not hang
        with suppress(PlaywrightError):
            try:
                answer = await self._reply(request)
            except PlaywrightError:  # of a window or frame that is gone
                answer = None
            except Exception:
                logger.exception("%s could not be answered to a page", request.url)
                answer = None
            if isinstance(answer, bytes):
                await route.fulfill(status=200, content_type="image/gif" if answer else "text/css", body=answer)
            elif answer is not None and answer.status is not None:
                body = answer.text.encode("utf-8", "replace") if answer.media in _TEXTS else answer.body
                await route.fulfill(status=answer.status, headers=_headers(answer, request), body=body)
            elif request.resource_type == "document":
                await route.fulfill(status=204)  # the page stays where it is; an abort would put an error in its place
            else:
                await route.abort("blockedbyclient")

    async def _reply(self, request: Request) -> Answer | bytes | None:
        """What the page gets: an answer, a stand-in for what is only to be looked at, or nothing."""
        kind = request.resource_type
        if self._over:
            return None
        if kind == "image":
            return _PIXEL
        if kind == "stylesheet":
            return b""  # scripts wait for their styles (Vue, as of 2026)
        if kind == "document":
            return await self._document(request)
        if kind not in _DATA and kind != "script":
            return None
        return await self._part(request, data=kind in _DATA)

    async def _document(self, request: Request) -> Answer | None:
        """The page itself, however often it loads itself, or one that it leads to; no frames, no windows, no forms."""
        if self._page is None or request.frame != self._page.main_frame or request.method != "GET":
            return None
        self._navigations += 1
        if self._navigations > MAX_NAVIGATIONS + 1:
            return None
        url = request.url.partition("#")[0]
        if url == self._shell.final_url.partition("#")[0]:
            return self._shell
        answer = await self._ask(Ask(url))
        return answer if answer is not None and answer.media in ("html", "text", "empty") else None

    async def _part(self, request: Request, *, data: bool) -> Answer | None:
        """A script or data, of which nothing is asked for twice by one page."""
        ask = _ask_of(request)
        if ask is None:
            return None
        if not data and (kept := self._shelf.get(ask.url)) is not None:
            return kept
        answer = self._earlier.get(ask.key) or await self._ask(ask)
        if answer is None:
            return None
        self._earlier[ask.key] = answer
        if data:
            self._since_growth += 1
            if answer.status is not None and all(known is not answer for known in self._answers):
                self._answers.append(answer)
        elif answer.status == 200:
            self._shelf.put(ask.url, answer)
        return answer

    async def _ask(self, ask: Ask) -> Answer | None:
        if self._asks >= MAX_ASKS or not self._site.allows(ask.url):
            return None
        self._asks += 1
        self._under_way += 1
        try:
            async with self._one_by_one:
                return None if self._over else await self._fetch(ask, self._shell.final_url)
        finally:
            self._under_way -= 1


def _ask_of(request: Request) -> Ask | None:
    """The request as the crawler would make it; None for one that it would not make."""
    url = resolve(request.url, request.url)
    body = request.post_data_buffer
    if url is None or request.method not in ("GET", "POST") or len(body or b"") > MAX_SENT:
        return None
    headers = tuple(
        (name, value)
        for name, value in sorted(request.headers.items())
        if not _OWN_HEADERS.fullmatch(name) and len(value) <= MAX_HEADER
    )
    return Ask(url, (body or b"") if request.method == "POST" else None, headers)


def _headers(answer: Answer, request: Request) -> dict[str, str]:
    """What the page is told of an answer. No cookie goes into the browser: the crawler's own jar has them."""
    found = urlsplit(request.headers.get("referer") or answer.url)
    origin = request.headers.get("origin") or f"{found.scheme}://{found.netloc}"
    kind = (answer.content_type or "text/plain").partition(";")[0].strip()
    return {
        "content-type": f"{kind}; charset=utf-8" if answer.media in _TEXTS else kind,
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
    }


async def _no_socket(socket: WebSocketRoute) -> None:
    with suppress(PlaywrightError):
        await socket.close()


async def _close(page: Page) -> None:
    with suppress(PlaywrightError):
        await page.close()
