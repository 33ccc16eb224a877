"""Who waits when many ask for what costs much at once?

Table pages and their JSON are worked out anew for each visitor. Some run, some wait a little, the others are asked to
come back, so that the pages for people stay quick whatever is asked of the tables.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dataset.site.guard import App, Receive, Scope, Send, plain

RUNNING = 2
WAITING = 16
PATIENCE = 1.5
"""Seconds that a visitor waits for a turn."""


def in_turn(app: App, costly: Callable[[str], bool]) -> App:
    """The same application, where at most :data:`RUNNING` requests for ``costly`` paths are worked on at a time."""
    turns = asyncio.Semaphore(RUNNING)
    waiting = 0

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal waiting
        if scope["type"] != "http" or not costly(scope["path"]):
            await app(scope, receive, send)
            return
        if turns.locked():
            if waiting >= WAITING:
                await _come_back(send)
                return
            waiting += 1
            try:
                await asyncio.wait_for(turns.acquire(), PATIENCE)
            except TimeoutError:
                await _come_back(send)
                return
            finally:
                waiting -= 1
        else:
            await turns.acquire()
        try:
            await app(scope, receive, send)
        finally:
            turns.release()

    return answer


async def _come_back(send: Send) -> None:
    headers = {"retry-after": "5", "cache-control": "no-store"}
    await plain(send, 429, "此刻查询较多，请稍后再试 / busy: please try again in a few seconds", headers)
