"""How is an untrusted document read without harm to the program that asks?

:func:`parsing.read` never raises, but the libraries under it can loop for hours, eat all memory or crash the whole
interpreter on hostile bytes. Here documents are read in worker processes of their own, each held to an amount of
processor time and of memory for every document. A document that breaks a limit becomes a reading with the verdict
``unreadable`` and a reason; the worker is replaced and the next document is read as if nothing had happened.

Workers live as long as their :class:`Readers`, so a document costs no start of an interpreter. The limit is on
processor time rather than on the clock, so that a busy machine gives the same readings as an idle one.

A worker is a plain child process and not ``multiprocessing``: it neither imports the caller's main module again
nor forks a process that has threads, and it dies of end-of-file when its parent is gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pickle
import queue
import signal
import stat
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, Self

import parsing
from parsing import model
from parsing.media import media_of
from parsing.model import Reading, Unreadable, Verdict
from parsing.worker import Failure, Limits, Reader, Source

__all__ = ["Reader", "Readers", "Source", "read_bounded"]

SECONDS = 240.0
"""Processor time for one document. A report with text takes under two seconds; a scanned page takes two to five, and a
scan may have 60."""
MEGABYTES = 4096
"""Address space of one worker, which is more than the memory it uses. After a scan it has 1.2 GB, of which 400 MB are
in use; the libraries for OCR set apart more where the machine has many processors."""
PATIENCE = 3
"""Where a worker sleeps instead of working, it is ended after this many times its processor time on the clock."""
DOCUMENTS_A_WORKER = 500
"""A worker is replaced after so many documents, so that what a library leaks cannot fill its memory."""

_HEAD = 65536
"""So many bytes of a document that could not be read are looked at to say what kind it is."""

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from parsing.worker import serve; serve()"


class _Ended(Exception):
    """The worker is gone without an answer; the text says why. ``again`` says whether another may do better."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


class Readers:
    """A pool of worker processes that read documents within limits. Use it as a context manager.

    ``workers`` documents are read at the same time; ``seconds`` of processor time and ``megabytes`` of address space
    bound each. ``reader`` is :func:`parsing.read` unless something else is to be done with the bytes
    (:meth:`answer`). Safe to call from several threads.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        reader: Reader | None = None,
    ) -> None:
        self._limits = Limits(seconds, megabytes)
        self._reader = reader
        self._workers = workers
        self._busy: set[_Worker] = set()
        self._closed = False
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers. A document that another thread is having read becomes ``unreadable`` at once."""
        self._closed = True
        for busy in tuple(self._busy):
            busy.interrupt()
        for worker in [self._idle.get() for _ in range(self._workers)]:
            if worker is not None:
                worker.end()
            self._idle.put(None)

    def read(
        self, data: bytes | Path, *, name: str | None = None, media: str | None = None, brief: bool = False
    ) -> Reading:
        """What does this document say? The same as :func:`parsing.read`, within the limits.

        ``brief``: verdict, title, issuer, year and forms alone, which travel much faster than the rest. A file that
        cannot be opened, a time-out and a crash are readings with the verdict ``unreadable``.
        """
        source = Source(data, name, media, brief)
        if isinstance(data, Path) and (why := _no_document(data)):
            return Reading(Verdict.UNREADABLE, sha256="", media="", reason=why)
        try:
            reading: Reading = self.answer(source)
        except Unreadable as error:
            return _unreadable(source, str(error))
        return reading

    def answer(self, source: Source) -> Any:
        """What the pool's reader makes of a document. Raises :class:`Unreadable`, one plain line, where it has no
        answer or none within the limits.
        """
        worker = self._idle.get()
        try:
            if worker is None or worker.worn:
                worker = self._replace(worker)
            try:
                return self._ask(worker, source)
            except _Ended as ended:
                if not ended.again:
                    raise
                worker = self._replace(worker)
                return self._ask(worker, source)
        except _Ended as ended:
            raise Unreadable(str(ended)) from None
        finally:
            self._idle.put(worker if worker is not None and worker.alive else None)

    def map(self, sources: Iterable[Source]) -> Iterator[Reading]:
        """The readings of many documents, in the order of ``sources``; few are held in memory at a time."""
        waiting: deque[Future[Reading]] = deque()
        with ThreadPoolExecutor(self._workers) as threads:
            try:
                for source in sources:
                    waiting.append(threads.submit(self.read, source.data, name=source.name, media=source.media))
                    if len(waiting) > 2 * self._workers:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except KeyboardInterrupt:  # do not wait for the documents at hand
                self.close()
                raise
            finally:
                for future in waiting:
                    future.cancel()

    def _ask(self, worker: _Worker, source: Source) -> Any:
        self._busy.add(worker)
        try:
            return worker.read(source)
        finally:
            self._busy.discard(worker)

    def _replace(self, worker: _Worker | None) -> _Worker:
        if worker is not None:
            worker.end()
        if self._closed:
            raise _Ended("reading was broken off", again=False)
        return _Worker(self._limits, self._reader)


def read_bounded(
    data: bytes | Path,
    *,
    name: str | None = None,
    media: str | None = None,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Reading:
    """What does this one document say? :func:`parsing.read` within limits, in a process of its own.

    For more than one document use :class:`Readers`, which keeps its processes.
    """
    with Readers(seconds=seconds, megabytes=megabytes) as readers:
        return readers.read(data, name=name, media=media)


class _Answers(pickle.Unpickler):
    """What a worker answers, as data alone: who gets hold of the reader by way of a document gets no further."""

    def find_class(self, module: str, name: str) -> Any:
        """Only what readings, blocks and failures are made of."""
        if (module, name) not in _DATA:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")
        return super().find_class(module, name)


_DATA = frozenset(
    {
        ("decimal", "Decimal"),
        (Failure.__module__, "Failure"),
        *((model.__name__, name) for name, thing in vars(model).items() if isinstance(thing, type)),
    }
)


class _Worker:
    """A child process that reads one document after another, seen from the parent."""

    def __init__(self, limits: Limits, reader: Reader | None) -> None:
        self._clock = limits.seconds * PATIENCE
        self._served = 0
        self._late = False
        self._ended = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent; and a worker's own children end with it
        )
        pickle.dump((limits, reader), self._pipe("stdin"))

    @property
    def worn(self) -> bool:
        """Has it read so many documents that it should be replaced?"""
        return self._served >= DOCUMENTS_A_WORKER

    @property
    def alive(self) -> bool:
        """Can it be given another document?"""
        return self._process.poll() is None

    def read(self, source: Source) -> Any:
        """The worker's answer. Raises :class:`_Ended`, and is of no more use, where there is none."""
        alarm = threading.Timer(self._clock, self._too_late)
        alarm.daemon = True
        alarm.start()
        try:
            pickle.dump(source, self._pipe("stdin"))
            self._pipe("stdin").flush()
            answer = _Answers(self._pipe("stdout")).load()
        except Exception:  # nothing more comes, or what comes is no answer
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)  # a moment to die of its own cause, which is the one to tell
            refused = self.alive
            self.end()
            raise self._why(refused) from None
        except BaseException:  # Ctrl-C between question and answer: the next answer would be the wrong one
            self.end()
            raise
        finally:
            alarm.cancel()
        self._served += 1
        if not isinstance(answer, Failure):
            return answer
        self.end()
        raise _Ended(answer.why, again=self._served > 1)

    def end(self) -> None:
        """Kill the worker and whatever it has started, and wait until it is gone."""
        if not self._ended:
            self._ended = True
            if hasattr(os, "killpg"):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _pipe(self, name: str) -> IO[bytes]:
        pipe: IO[bytes] = getattr(self._process, name)
        return pipe

    def interrupt(self) -> None:
        """Kill the worker under the hands of the thread that waits for its answer."""
        self._process.kill()

    def _too_late(self) -> None:
        self._late = True
        self.interrupt()

    def _why(self, refused: bool) -> _Ended:
        code = self._process.returncode
        if self._late or code == -getattr(signal, "SIGXCPU", 0):
            return _Ended("reading it took too long and was ended", again=False)
        if refused:
            return _Ended("reading it gave an answer that is more than data and was refused", again=False)
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return _Ended(f"reading it crashed the reader ({how})", again=self._served > 0)


def _no_document(path: Path) -> str:
    """Why nobody should open this file: pipes and devices never end, and what is too large is not read anyway."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return ""  # the worker opens it, and says why it could not
    if not stat.S_ISREG(status.st_mode):
        return f"cannot be opened: {'a folder' if stat.S_ISDIR(status.st_mode) else 'not a file'}"
    if status.st_size > parsing.MAX_BYTES:
        return f"{status.st_size} bytes are over the limit of {parsing.MAX_BYTES}"
    return ""


def _unreadable(source: Source, why: str) -> Reading:
    """The reading of a document that no worker could read. Only its digest and kind are told, which is safe."""
    try:
        with io.BytesIO(source.data) if isinstance(source.data, bytes) else source.data.open("rb") as file:
            media = media_of(file.read(_HEAD), source.media)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Reading(Verdict.UNREADABLE, sha256="", media="", reason=f"cannot be opened: {error.strerror}")
    return Reading(Verdict.UNREADABLE, sha256=digest, media=media, reason=why)
