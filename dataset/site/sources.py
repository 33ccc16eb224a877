"""What does a document of the archive look like, asked by a visitor?

Documents come from anybody, so they are opened only in a process with little time and memory, two at a time at most,
and what was made of them is remembered. The archive stands beside the release; a site without it shows places alone.
"""

from __future__ import annotations

import asyncio
import pickle
import threading
import zlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from crawler.archive import Archive
from crawler.errors import ArchiveError
from dataset.site.edition import Site
from parsing.bounded import Reader, Readers, Source
from parsing.contents import drawn_blocks
from parsing.model import Block, Unreadable
from parsing.sheets import picture_of, sizes_of

SECONDS = 5.0
"""Processor time for one document. A page of a portal takes a fifth of a second, a page of a PDF one or two."""
MEGABYTES = 1024
"""Address space of one process."""
AT_ONCE = 2
WAITING = 8
"""Questions that may wait for an answer; the next visitor is asked to come back."""
REMEMBERED = 24 << 20
"""Bytes of answers kept in memory: some hundred pages."""


class NotHeld(Exception):
    """The archive is not there, or does not hold the document."""


class Busy(Exception):
    """Too many documents are being looked at."""


class Key(NamedTuple):
    """What was asked of which document."""

    sha256: str
    what: str
    pages: tuple[int, ...] = ()


class Sources:
    """The documents of one archive, opened for visitors."""

    def __init__(self, root: Path) -> None:
        self._archive = Archive(root)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="source")
        self._lock = threading.RLock()  # a future that is done already calls back at once
        self._running: dict[Key, Future[Any]] = {}
        self._kept: OrderedDict[Key, bytes] = OrderedDict()

    def has(self, sha256: str) -> bool:
        """Does the archive hold this document?"""
        return self._archive.has(sha256)

    def data(self, sha256: str) -> bytes:
        """Its bytes, as they were fetched. Raises :class:`NotHeld`."""
        try:
            return self._archive.get(sha256)
        except ArchiveError as error:
            raise NotHeld(str(error)) from None

    async def blocks(self, sha256: str) -> tuple[Block, ...]:
        """Its paragraphs and tables. Raises :class:`NotHeld`, :class:`Busy` or :class:`Unreadable`."""
        found: tuple[Block, ...] = await self._ask(Key(sha256, "blocks"), drawn_blocks)
        return found

    async def sizes(self, sha256: str, pages: Collection[int]) -> Mapping[int, tuple[float, float]]:
        """Width and height of these pages in points. Raises as :meth:`blocks` does."""
        wanted = tuple(sorted(pages))
        found: Mapping[int, tuple[float, float]] = await self._ask(
            Key(sha256, "sizes", wanted), partial(sizes_of, pages=wanted)
        )
        return found

    async def picture(self, sha256: str, page: int) -> bytes:
        """One page as PNG. Raises as :meth:`blocks` does."""
        found: bytes = await self._ask(Key(sha256, "picture", (page,)), partial(picture_of, page=page))
        return found

    async def _ask(self, key: Key, reader: Reader) -> Any:
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return _opened(kept)
            running = self._running.get(key)
            if running is None:
                if len(self._running) >= WAITING:
                    raise Busy
                running = self._pool.submit(self._answer, key, reader)
                self._running[key] = running
                running.add_done_callback(lambda _: self._done(key))
        # A visitor who leaves must not take the answer from those who wait for the same.
        return _opened(await asyncio.shield(asyncio.wrap_future(running)))

    def _done(self, key: Key) -> None:
        with self._lock:
            self._running.pop(key, None)

    def _answer(self, key: Key, reader: Reader) -> bytes:
        """In a thread: the answer, or why there is none, packed to be kept."""
        data = self.data(key.sha256)
        answer: Any
        try:
            with Readers(seconds=SECONDS, megabytes=MEGABYTES, reader=reader) as readers:
                answer = readers.answer(Source(data))
        except Unreadable as error:
            answer = error
        packed = zlib.compress(pickle.dumps(answer), 1)
        with self._lock:
            self._kept[key] = packed
            while sum(map(len, self._kept.values())) > REMEMBERED:
                self._kept.popitem(last=False)
        return packed


def _opened(packed: bytes) -> Any:
    """What this very process packed."""
    answer = pickle.loads(zlib.decompress(packed))
    if isinstance(answer, Unreadable):
        raise answer
    return answer


_SOURCES: WeakKeyDictionary[Site, Sources] = WeakKeyDictionary()


def sources_of(site: Site) -> Sources | None:
    """The documents that this site can open; None where no archive stands beside its release."""
    if site.operator.archive is None:
        return None
    if site not in _SOURCES:
        _SOURCES[site] = Sources(site.operator.archive)
    return _SOURCES[site]
