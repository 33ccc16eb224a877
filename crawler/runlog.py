"""How is one run's log of captures written, so that a killed process harms nothing, and how is it read?"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

from crawler.errors import ArchiveError
from crawler.records import Capture, capture_id

_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
_STAMP = 16
"""Length of ``20261121T104100Z``."""


def now() -> str:
    """The moment in UTC to the second, as captures carry it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class RunLog:
    """The log of one run, open for appending and held by this process alone. Use it as a context manager."""

    def __init__(self, path: Path, file: IO[bytes], earlier: tuple[Capture, ...] = ()) -> None:
        self.run_id = path.stem
        self.started_at = _time_of(self.run_id)
        self.earlier = earlier
        """What the run had captured before it was resumed."""
        self._file = file
        self._next = max((capture.number for capture in earlier), default=0) + 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, **fields: Any) -> Capture:
        """Record one capture. The arguments are the fields of :class:`Capture` but ``capture_id`` and ``run_id``."""
        capture = Capture(capture_id=capture_id(self.run_id, self._next), run_id=self.run_id, **fields)
        line = json.dumps(capture.as_dict(), ensure_ascii=False).encode("utf-8", "replace")
        self._file.write(line + b"\n")
        self._file.flush()
        self._next += 1
        return capture

    def close(self) -> None:
        """Give the log free. What was added is on the disk afterwards."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()


def new_log(folder: Path, *, after: str) -> RunLog:
    """A log for a new run whose id sorts behind ``after``, the id of the last run."""
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        if stamp <= after[:_STAMP]:
            time.sleep(0.05)  # two runs in one second: ids must sort in the order of the runs
            continue
        path = folder / f"{stamp}-{secrets.token_hex(2)}.jsonl"
        try:
            file = path.open("xb")
        except FileExistsError:
            continue
        _lock(path, file)
        return RunLog(path, file)


def reopen_log(path: Path) -> RunLog:
    """The log of an earlier run, to be continued behind its last whole line.

    Raises ArchiveError when there is no such run or another process is writing it.
    """
    try:
        file = path.open("r+b")
    except OSError as error:
        raise ArchiveError(
            f"无法续写运行 {path.stem}：{path}（{error.strerror}）",
            f"cannot resume run {path.stem}: {path} ({error.strerror})",
        ) from None
    _lock(path, file)
    earlier = tuple(read_lines(path))
    _mend(file)
    return RunLog(path, file, earlier)


def read_lines(path: Path, report: Callable[[tuple[str, str]], None] | None = None) -> Iterator[Capture]:
    """The captures of one log. A line that is cut or damaged is dropped, and ``report`` is told."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            capture = _parsed(line)
            if capture is not None and capture.run_id == path.stem:
                yield capture
            elif report is not None:
                cut = not line.endswith(b"\n")
                report(
                    (
                        f"{path} 第 {number} 行{'不完整（写入时中断）' if cut else '已损坏'}，跳过",
                        f"{path} line {number} is {'cut short (the writer was stopped)' if cut else 'damaged'}, "
                        "passed over",
                    )
                )


def is_written(path: Path) -> bool:
    """Is a process writing this log now?"""
    try:
        with path.open("r+b") as file:
            return not _try_lock(file)
    except OSError:
        return False


def _parsed(line: bytes) -> Capture | None:
    try:
        return Capture.from_dict(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _mend(file: IO[bytes]) -> None:
    """Leave the file ready for the next line: complete a last line that lacks only its end, cut off half a line."""
    data = file.read()
    end = data.rfind(b"\n") + 1
    tail = data[end:]
    if tail and _parsed(tail) is not None:
        file.write(b"\n")
    else:
        file.truncate(end)
        file.seek(end)
    file.flush()


def _lock(path: Path, file: IO[bytes]) -> None:
    if not _try_lock(file):
        file.close()
        raise ArchiveError(
            f"运行 {path.stem} 正由另一个进程写入，请等它结束",
            f"run {path.stem} is being written by another process; wait for it to end",
        )


def _try_lock(file: IO[bytes]) -> bool:
    """Take the lock that dies with its process. False when another process holds it."""
    import fcntl  # here, because the rest of the archive can be read where there is no such module

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _time_of(run_id: str) -> str:
    if not _RUN_ID.fullmatch(run_id):
        raise ArchiveError(f"“{run_id}” 不是运行编号", f"'{run_id}' is not the id of a run")
    return datetime.strptime(run_id[:_STAMP], "%Y%m%dT%H%M%SZ").strftime("%Y-%m-%dT%H:%M:%SZ")
