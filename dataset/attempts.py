"""Which releases were tried, and how did each try end?

``releases.jsonl`` in the data directory has a line when a release begins and one when it ends; a try whose end is
missing was killed, and the next one says so. The file is locked while a release is being made: two at a time would take
the same version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from dataset.errors import DatasetError

LOG = "releases.jsonl"


class Event(StrEnum):
    """What a line of the log tells."""

    STARTED = "started"
    RELEASED = "released"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Attempt:
    """One try, to be told how it ends."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def note(self, event: Event, **said: str) -> None:
        """Add a line; it is on the disk when this returns to the system."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._file.write(json.dumps({"at": at, "event": event, **said}, ensure_ascii=False) + "\n")
        self._file.flush()


@contextmanager
def recorded(data: Path) -> Iterator[Attempt]:
    """A try to make a release of this data directory; every way it ends but a kill is written down.

    Raises :class:`DatasetError` where another one is under way.
    """
    import fcntl  # here, because releases can be read where there is no such module

    path = data / LOG
    before = last_event(data)
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatasetError(
                f"另一个 ogi release 正在运行（{path} 已锁定）；未作改动，请等它结束。",
                f"Another ogi release is running ({path} is locked); nothing was changed. Wait for it to end.",
            ) from None
        attempt = Attempt(file)
        if before is not None and before["event"] == Event.STARTED:
            attempt.note(Event.INTERRUPTED)
        attempt.note(Event.STARTED)
        try:
            yield attempt
        except DatasetError as error:
            attempt.note(Event.FAILED, zh=error.zh, en=error.en)
            raise
        except BaseException as error:
            attempt.note(Event.FAILED, en=f"{type(error).__name__}: {error}")
            raise


def last_event(data: Path) -> dict[str, Any] | None:
    """The last line of the log; None where no release was tried. A line that a kill cut off counts as started."""
    try:
        lines = (data / LOG).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    if not lines:
        return None
    try:
        event: dict[str, Any] = json.loads(lines[-1])
    except ValueError:
        return {"event": Event.STARTED}
    return event
