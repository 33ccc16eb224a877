"""What does a process do that only reads documents, one after the other, until nobody asks any more?

The other end of :mod:`parsing.bounded`, where it is started, given its limits and replaced. It shares no memory with
the program that asks: a document that takes it over has got hold of nothing else.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import math
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from parsing.model import Unreadable

try:
    import resource
except ImportError:  # Windows has no such limits: there only the clock bounds a document
    resource = None  # type: ignore[assignment]

_MMAP_THRESHOLD = -3
"""glibc's number for the size from which a block is a piece of memory of its own, which goes back when it is freed."""
_LARGE = 16 << 20
"""Bytes. A picture of a page; smaller blocks come and go too often for that."""
_LONG = 0.25
"""Seconds of processor time. Most documents take far less, and then nothing is to be had back."""

Reader = Callable[..., Any]
"""What is done with the bytes: :func:`parsing.read`, or another function that takes ``name`` and ``media``."""


class Source(NamedTuple):
    """One document to read: its bytes or the file that holds them, and what is known about it beforehand."""

    data: bytes | Path
    name: str | None = None
    media: str | None = None
    brief: bool = False
    """Is only asked what the document is, so that its figures, sections and findings may stay behind?"""


class Limits(NamedTuple):
    """What one document may cost."""

    seconds: float
    """Of processor time."""
    megabytes: int
    """Of address space, with what the process has before."""


class Failure(NamedTuple):
    """The worker has no answer to a document; ``why`` is one plain line."""

    why: str


def serve() -> None:
    """The life of a worker: questions come in on the standard input, answers leave on what was the standard output."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between the answers
    logging.getLogger().addHandler(logging.NullHandler())  # warnings of libraries about broken files are no news here
    limits, reader = pickle.load(questions)
    reader = reader or _whole_reader()
    gc.freeze()  # what is loaded stays: looking it over again would cost a tenth of the time of each document
    _hold_memory(limits.megabytes)
    _ask_allocator("mallopt", _MMAP_THRESHOLD, _LARGE)
    with contextlib.suppress(EOFError):  # the parent is gone or done
        while True:
            source = pickle.load(questions)
            _hold_time(limits.seconds)
            begun = _spent()
            pickle.dump(_answer(source, reader), answers)
            answers.flush()
            if _spent() - begun > _LONG:
                _ask_allocator("malloc_trim", 0)


def _whole_reader() -> Reader:
    """What reads whole documents, loaded before the first of them is asked for: its time is not the document's."""
    from parsing.whole import read_whole

    return read_whole


def _answer(source: Source, reader: Reader) -> Any:
    try:
        data = source.data if isinstance(source.data, bytes) else source.data.read_bytes()
        reading = reader(data, name=source.name, media=source.media)
        return replace(reading, figures={}, sections={}, findings=(), meta={}) if source.brief else reading
    except MemoryError:
        return Failure("reading it needs more memory than is allowed")
    except OSError as error:
        return Failure(f"cannot be opened: {error.strerror}")
    except Unreadable as error:
        return Failure(str(error))
    except Exception as error:  # the last resort: no document may end the run
        return Failure(f"reading it failed: {type(error).__name__}: {error}")


def _spent() -> float:
    """Seconds of processor time of this process so far."""
    user, system, *_ = os.times()
    return user + system


def _ask_allocator(what: str, *how: int) -> None:
    """Tune how freed memory goes back to the system, where the C library is one that can be told (glibc).

    Else it keeps most of what a scan needed for as long as the worker lives, in pieces too small for the next one.
    """
    if resource is not None and (function := getattr(ctypes.CDLL(None), what, None)) is not None:
        function(*how)


def _hold_memory(megabytes: int) -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _hold_time(seconds: float) -> None:
    """From now on this process may use so much processor time more; then the kernel ends it (SIGXCPU)."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + seconds), hard))
