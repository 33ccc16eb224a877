"""What does reading one document cost? :func:`measured` is a reader for :class:`parsing.bounded.Readers`.

It runs in the worker and adds to the reading's ``meta`` the processor time in seconds and the most memory in MB that was
in use while this document was read, by the worker and by what it started.
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace
from pathlib import Path

import parsing
from parsing.model import Reading

SECONDS, MEGABYTES = "measured:seconds", "measured:megabytes"
_SELF = Path("/proc/self")


def measured(data: bytes, *, name: str | None = None, media: str | None = None) -> Reading:
    """The reading, and in its ``meta`` what it cost. Where there is no ``/proc`` the peak is that of the process."""
    if (_SELF / "clear_refs").exists():
        (_SELF / "clear_refs").write_text("5")  # the mark of the most memory starts again from here
    begun = _spent()
    reading = parsing.read(data, name=name, media=media)
    cost = {SECONDS: f"{_spent() - begun:.3f}", MEGABYTES: str(_peak())}
    return replace(reading, meta={**reading.meta, **cost})


def cost(reading: Reading) -> tuple[float, int]:
    """Seconds and megabytes; nought for a document whose reader died."""
    return float(reading.meta.get(SECONDS, 0)), int(reading.meta.get(MEGABYTES, 0))


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak() -> int:
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    if (_SELF / "status").exists():
        lines = (_SELF / "status").read_text().splitlines()
        return max(children, *(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM")))
    return max(children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
