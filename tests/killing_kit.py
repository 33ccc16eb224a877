"""A process that makes releases in children of its own, for the drill that kills them.

It reads a line of JSON at a time: the data directory, and at which of its writing steps the child is to kill itself
(null: at none, the drill does). It answers with the child's process id, and when the child has ended with how many
steps it came to and how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.conftest import ROOT

WRITES = {"os.rename", "os.mkdir", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "shutil.copyfile"}


def _is_write(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        return isinstance(args[1], str) and bool(set("wax+") & set(args[1]))
    return event in WRITES or event == "sqlite3.connect"


def child(data: Path, step: int | None, steps: int) -> None:
    """Make a release; tell every writing step on the descriptor ``steps``, and die at the one asked for."""
    from dataset.release import release

    count = 0

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count
        if _is_write(event, args):
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
            os.write(steps, b".")

    sys.addaudithook(hook)
    release(data)


def serve() -> None:
    """Answer until the input ends."""
    import dataset.release  # noqa: F401 - once, before any child

    for line in sys.stdin:
        asked = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            try:
                child(Path(asked["data"]), asked["step"], write)
            except BaseException as error:
                print(repr(error), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        os.close(write)
        print(pid, flush=True)
        with os.fdopen(read, "rb") as told:
            steps = len(told.read())
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(json.dumps([steps, status]), flush=True)


class Releases:
    """The process, for a test. Use it as a context manager."""

    def __enter__(self) -> Self:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing_kit"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def start(self, data: Path, step: int | None = None) -> int:
        """Begin a release; the process id."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps({"data": str(data), "step": step}), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def ended(self) -> tuple[int, int]:
        """How many writing steps it came to, and its exit code; -9 where it was killed."""
        assert self._process.stdout is not None
        steps, status = json.loads(self._process.stdout.readline())
        return steps, status


if __name__ == "__main__":
    serve()
