"""tests.portals: the access log of a sample portal counts who is answered at the same moment, and nobody else."""

from __future__ import annotations

import http.client
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.portals import hostile
from tests.portals.kit import Call, Reply, served


@pytest.fixture(params=["kit", "hostile"])
def portal(request: pytest.FixtureRequest) -> Callable[[threading.Barrier | None], AbstractContextManager[Any]]:
    """A portal that answers ``/`` at once and ``/both`` when two are waiting for it."""

    def start(barrier: threading.Barrier | None = None) -> AbstractContextManager[Any]:
        def wait(path: str) -> None:
            if path == "/both" and barrier is not None:
                barrier.wait(10)

        def reply(call: Call) -> Reply:
            wait(call.path)
            return Reply("" if call.path == "/empty" else "answer")

        def answer(handler: hostile.Handler) -> None:
            wait(handler.path)
            handler.say("" if handler.path == "/empty" else "answer")

        if request.param == "kit":
            return served(reply)
        return hostile.serve({}, fallback=answer)

    return start


def together(running: Any) -> list[int]:
    log = running.visits if isinstance(running, hostile.Log) else running.log
    return [line.together for line in log]


def get(base: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def test_two_at_once_are_two(portal: Callable[..., AbstractContextManager[Any]]) -> None:
    with portal(threading.Barrier(2)) as running:
        asking = [threading.Thread(target=get, args=(running.base, "/both")) for _ in range(2)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        assert sorted(together(running)) == [1, 2]


def test_one_after_the_other_is_one(portal: Callable[..., AbstractContextManager[Any]]) -> None:
    """However late the portal's thread goes on after its last byte: here it has to wait after every step."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with portal() as running:
            for n in range(400):
                get(running.base, "/empty" if n % 2 else "/")
            assert together(running) == [1] * 400
    finally:
        sys.setswitchinterval(before)
