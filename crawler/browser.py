"""What would a browser show on this page, without the browser ever touching the network?

Some portals send a page with nothing on it and let scripts fetch the rest. Such a page is opened in Chromium, which
is cut off from every network: each request of the page is either refused or handed to the crawler's own ``Fetch``,
which asks for it as for anything else. A challenge is never shown to the browser (:mod:`crawler.shells`).

One Chromium serves a whole crawl. It is started when the first page needs it, watched for its memory, and started
anew after some pages, because browsers leak (as of 2026).
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.answers import Answer
from crawler.errors import CrawlerError
from crawler.processes import memory_of, tree
from crawler.registry import Site
from crawler.rendering import Fetch, Rendered, Rendering, Shelf

BROWSER_VARIABLE = "OGI_BROWSER"
"""Names the program to be used as browser."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # No name has an address, and what needs none goes to a proxy that is not there: two walls behind the interception.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # WebRTC would go past both
    "--js-flags=--max-old-space-size=512",
)
PAGES_AT_ONCE = 4
"""Pages open side by side, each of another site: most of a page's time is the wait between two questions."""
PAGES_PER_BROWSER = 50
"""Pages after which a fresh Chromium is started."""
MAX_RENDERER = 1024**3
"""Bytes of memory one page may take; its process is ended at more. A portal's page takes a tenth of it (2026)."""
MAX_IDLE = 1024**3
"""Bytes of memory above which an idle Chromium is started anew."""
WATCH = 0.25
"""Seconds between two looks at the memory: a page that is out to fill it makes some 100 MB in that time."""
PATIENCE = 10.0
"""Seconds that Chromium is given to open or close something before it is ended."""

logger = logging.getLogger(__name__)


class BrowserMissingError(CrawlerError):
    """There is no browser on this machine, or it does not start."""


class Browser:
    """One Chromium for a crawl, started when it is first needed."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._mark = f"--ogi-crawl={secrets.token_hex(8)}"
        self._watch: asyncio.Task[None] | None = None
        self._missing: BrowserMissingError | None = None
        self._starting = asyncio.Lock()
        self._places = asyncio.Semaphore(PAGES_AT_ONCE)
        self._turns: dict[str, asyncio.Lock] = {}
        self._shelves: dict[str, Shelf] = {}
        self._open: set[Rendering] = set()
        self._opened = 0

    async def render(self, page: Answer, site: Site, fetch: Fetch, *, turn: bool = False) -> Rendered:
        """What the page shows after its scripts have run, and the data that they asked for.

        ``page`` is the page as it was fetched; it is not asked for again. With ``turn`` the pages of a list of reports
        are turned (:mod:`crawler.turning`). Whatever the page does, this returns within
        :data:`crawler.rendering.PAGE_TIMEOUT` and the time of one answer; the queue for a place is not counted.
        Raises BrowserMissingError.
        """
        order = self._turns.setdefault(site.id, asyncio.Lock())
        async with order, self._places:
            context = await self._context()
            rendering = Rendering(page, site, fetch, self._shelves.setdefault(site.id, Shelf()), turn=turn)
            self._open.add(rendering)
            try:
                return await rendering.run(context)
            except PlaywrightError as error:  # Chromium was lost on the way
                return rendering.cut(f"the browser failed: {str(error).splitlines()[0]}"[:160])
            finally:
                self._open.discard(rendering)
                await self._shut(context)

    def forget(self, site: Site) -> None:
        """Drop the scripts kept for a site that is done."""
        self._shelves.pop(site.id, None)
        self._turns.pop(site.id, None)

    async def close(self) -> None:
        """End Chromium. It can be called at any time and more than once."""
        self._shelves.clear()
        async with self._starting:
            await self._end()
            playwright, self._playwright = self._playwright, None
            if playwright is not None:
                with suppress(PlaywrightError, TimeoutError):
                    await asyncio.wait_for(playwright.stop(), PATIENCE)

    # -- Chromium ----------------------------------------------------------------------------------------------------

    async def _context(self) -> BrowserContext:
        async with self._starting:
            if self._worn():
                await self._end()
            if self._chromium is None or not self._chromium.is_connected():
                await self._end()
                await self._start()
            assert self._chromium is not None
            self._opened += 1
            try:
                return await asyncio.wait_for(self._new_context(self._chromium), PATIENCE)
            except (PlaywrightError, TimeoutError):  # it hangs: once more with another
                await self._end()
                await self._start()
                return await self._new_context(self._chromium)

    async def _new_context(self, chromium: Chromium) -> BrowserContext:
        return await chromium.new_context(
            locale="zh-CN",
            accept_downloads=False,
            service_workers="block",
            viewport={"width": 1280, "height": 800},
        )

    def _worn(self) -> bool:
        """Has this Chromium served long enough? Never while a page is open in it."""
        if self._chromium is None or self._open:
            return False
        return self._opened >= PAGES_PER_BROWSER or sum(map(memory_of, self._processes())) > MAX_IDLE

    async def _start(self) -> None:
        if self._missing is not None:
            raise self._missing
        try:
            if self._playwright is None:
                self._playwright = await async_playwright().start()
            program = find_browser(Path(self._playwright.chromium.executable_path))
            self._chromium = await self._playwright.chromium.launch(
                executable_path=program,
                args=[*ARGUMENTS, self._mark],
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=60_000,
            )
        except BrowserMissingError as error:
            self._missing = error
            raise
        except (PlaywrightError, OSError) as error:
            self._missing = _cannot_start(str(error))
            raise self._missing from error
        self._opened = 0
        self._watch = asyncio.create_task(self._guard_memory())

    async def _end(self) -> None:
        chromium, self._chromium = self._chromium, None
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
        if chromium is not None:
            with suppress(PlaywrightError, TimeoutError):
                await asyncio.wait_for(chromium.close(), PATIENCE)
        _kill(self._processes())

    async def _shut(self, context: BrowserContext) -> None:
        """Close a context whatever happens; a Chromium that cannot even do that is ended."""
        closing = asyncio.ensure_future(asyncio.wait_for(context.close(), PATIENCE))
        try:
            with suppress(PlaywrightError, TimeoutError):
                await asyncio.shield(closing)
                return
            _kill(self._processes())
        except asyncio.CancelledError:
            closing.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    # -- memory ------------------------------------------------------------------------------------------------------

    async def _guard_memory(self) -> None:
        """End the process of a page that fills the memory; the others go on."""
        while True:
            await asyncio.sleep(WATCH)
            for pid in self._processes():
                if memory_of(pid) > MAX_RENDERER:
                    logger.warning("a page took more than %d MB and was ended", MAX_RENDERER >> 20)
                    _kill([pid])

    def _processes(self) -> list[int]:
        return tree(os.getpid(), self._mark)


async def tried() -> str:
    """The version of the browser that pages would be opened in, after it was started and ended once.

    Raises BrowserMissingError.
    """
    browser = Browser()
    try:
        context = await browser._context()
        found = context.browser
        return found.version if found is not None else ""
    finally:
        await browser.close()


def find_browser(own: Path | None = None) -> str:
    """The program to be used as browser: ``$OGI_BROWSER``, one in the PATH, or ``own``, which Playwright brought.

    Raises BrowserMissingError.
    """
    named = os.environ.get(BROWSER_VARIABLE)
    for candidate in [named] if named else [*NAMES, str(own or "")]:
        found = shutil.which(candidate) if candidate else None
        if found is not None:
            return found
    what_zh, what_en = (
        (f"{BROWSER_VARIABLE} 指定的 {named} 不存在或不可执行", f"{named}, as {BROWSER_VARIABLE} has it, is no program")
        if named
        else ("没有可用的浏览器", "there is no browser")
    )
    raise BrowserMissingError(f"{what_zh}；{_HOW_ZH}", f"{what_en}; {_HOW_EN}")


_HOW_ZH = "靠脚本生成的页面只记为 js_shell。安装：apt-get install chromium，或 playwright install chromium"
_HOW_EN = (
    "pages made by scripts are only recorded as js_shell. To get one: apt-get install chromium, "
    "or playwright install chromium"
)


def _cannot_start(why: str) -> BrowserMissingError:
    line = next(iter(why.strip().splitlines()), "")[:160]
    return BrowserMissingError(
        f"浏览器无法启动（{line}）；{_HOW_ZH}", f"the browser does not start ({line}); {_HOW_EN}"
    )


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, 9)
