"""How are a hundred crawls started in tests without loading Scrapy a hundred times?

One process loads what ``crawler.work`` loads and forks itself for every crawl that is asked for. What runs in the fork is
``crawler.work.main`` with its own input, output, environment and exit status, as in a process that was started afresh;
``tests/test_spider.py`` starts it afresh where the start itself, or its place among the processes, is what is tested.
"""

from __future__ import annotations

import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
_BOOT = "import sys; sys.path[0:0] = [sys.argv[1]]; from tests.warm import serve; serve(int(sys.argv[2]))"
_MOST = 1 << 16
"""Bytes of an environment."""
_PID = 12
"""Bytes in which a process's number is told."""


class Child:
    """A crawl that was forked, with what ``crawler.runs`` uses of a ``Popen``."""

    def __init__(self, pid: int, stdin: int, stdout: int, status: int) -> None:
        self.pid = pid
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")
        self.returncode: int | None = None
        self._status = status

    def wait(self, timeout: float | None = None) -> int:
        """The exit status; negative for a signal, as with ``Popen``. Raises TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("crawler.work", timeout or 0.0)
            self.returncode = int(os.read(self._status, 16))
            os.close(self._status)
        return self.returncode

    def kill(self) -> None:
        """End it at once."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


class Warm:
    """The process that forks; use it as ``crawler.runs._start``."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        call = [sys.executable, "-P", "-c", _BOOT, str(ROOT), str(theirs.fileno())]
        self._process = subprocess.Popen(call, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    def __call__(self, errors: IO[bytes]) -> Child:
        """Start a crawl whose complaints go to ``errors``."""
        inward, outward, status = os.pipe(), os.pipe(), os.pipe()
        told = json.dumps({"cwd": str(Path.cwd()), "environ": dict(os.environ)}).encode()
        assert len(told) < _MOST
        handed = (inward[0], outward[1], errors.fileno(), status[1])
        socket.send_fds(self._ours, [told], list(handed))
        for fd in (inward[0], outward[1], status[1]):
            os.close(fd)
        pid = int(os.read(status[0], _PID))
        return Child(pid, inward[1], outward[0], status[0])

    def close(self) -> None:
        """End it."""
        self._ours.close()
        self._process.wait()


def serve(fd: int) -> None:
    """Load what a crawl needs, then fork for everyone who asks, until the socket is closed."""
    import scrapy.core.downloader.handlers.http11  # with all that Scrapy loads by name
    import scrapy.downloadermiddlewares.cookies
    import scrapy.extensions.throttle
    import scrapy.pipelines  # noqa: F401

    import crawler.robots
    import crawler.tls
    import crawler.work  # noqa: F401

    assert "twisted.internet.reactor" not in sys.modules, "a reactor is not to be shared"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for crawls
    with socket.socket(fileno=fd) as asked:
        while True:
            told, fds, _, _ = socket.recv_fds(asked, _MOST, 4)
            if not told:
                return
            if os.fork() == 0:
                asked.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _keep(json.loads(told), *fds)
            for one in fds:
                os.close(one)


def _keep(told: dict[str, Any], stdin: int, stdout: int, stderr: int, status: int) -> None:
    """Fork the crawl itself, say its number, and at last its exit status."""
    pid = os.fork()
    if pid == 0:
        os.close(status)
        _become(told, stdin, stdout, stderr)
    for one in (stdin, stdout, stderr):
        os.close(one)
    os.write(status, f"{pid:<{_PID}}".encode())
    _, code = os.waitpid(pid, 0)
    os.write(status, str(os.waitstatus_to_exitcode(code)).encode())
    os._exit(0)


def _become(told: dict[str, Any], *fds: int) -> None:
    """Be the process of a crawl."""
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    os.chdir(told["cwd"])
    os.environ.clear()
    os.environ.update(told["environ"])
    sys.stdin = io.TextIOWrapper(io.FileIO(0), "utf-8")
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), "utf-8", write_through=True)
    code = 1
    try:
        from crawler.work import main

        code = main()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
