"""How is a crawl asked for, and what came of it?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import crawler
from crawler.archive import Archive
from crawler.errors import CrawlError
from crawler.records import RunManifest, SiteResult
from crawler.registry import Site

LAST_WORDS = 20.0
"""Seconds that the crawling process is given to end in good order before it is killed."""


def crawl(
    sites: Iterable[Site],
    archive_root: Path,
    *,
    years: Iterable[int] = (),
    sample: int | None = None,
    requests: int | None = None,
    resume: bool = False,
    report: Callable[[str], None] | None = None,
    on_result: Callable[[SiteResult], None] | None = None,
) -> RunManifest:
    """Fetch what ``sites`` publish into the archive and return the manifest of the run.

    ``years``: links whose words name another report year are left out. ``sample``: at most so many links a site.
    ``requests``: at most so many addresses a site.
    ``resume``: go on with the last unfinished run of the same sites and options; with none, a new run begins.
    ``report`` hears one line for each capture, ``on_result`` the result of each site as soon as it is done.

    The crawl runs in a process of its own. Raises CrawlError when it does not come to its end: what was fetched is in
    the archive, and the run can be resumed. A KeyboardInterrupt ends it in good order first.
    """
    job: dict[str, object] = {
        "archive": str(archive_root.resolve()),
        "sites": [site.as_entry() for site in sites],
        "years": sorted(set(years)),
        "sample": sample,
        "requests": requests,
        "resume": resume,
    }
    if not job["sites"]:
        raise CrawlError("没有要采集的站点", "there are no sites to crawl")
    with tempfile.TemporaryFile() as errors:
        process = _start(errors)
        listener = _Listener(report, on_result)
        try:
            _send(process, job)
            listener.hear(process)
        finally:
            _end(process)
        errors.seek(0)
        last_words = errors.read().decode("utf-8", "replace").strip()
    if process.returncode != 0 or listener.run_id is None:
        raise _failure(listener, process.returncode, last_words)
    return Archive(archive_root).run(listener.run_id)


@dataclass
class _Listener:
    """Hears what the crawling process says."""

    report: Callable[[str], None] | None
    on_result: Callable[[SiteResult], None] | None
    run_id: str | None = None
    error: tuple[str, str] | None = None

    def hear(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            with suppress(ValueError):
                self._one(json.loads(line))

    def _one(self, said: dict[str, object]) -> None:
        match said:
            case {"run": str(run_id)}:
                self.run_id = run_id
            case {"line": str(text)} if self.report is not None:
                self.report(text)
            case {"note": [str(zh), str(en)]} if self.report is not None:
                self.report(f"{zh} / {en}")
            case {"result": dict(result)} if self.on_result is not None:
                self.on_result(SiteResult.from_dict(result))
            case {"error": [str(zh), str(en)]}:
                self.error = (zh, en)


def _start(errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """The crawling process, with this very package and no other of the same name in its way."""
    root = str(Path(crawler.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "crawler.work"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    )


def _send(process: subprocess.Popen[bytes], job: dict[str, object]) -> None:
    with suppress(BrokenPipeError):  # it is gone already; its exit status says why
        if process.stdin is not None:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the input, which ends a crawl that is still running, and wait for the process."""
    with suppress(BrokenPipeError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(LAST_WORDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _failure(listener: _Listener, code: int, last_words: str) -> CrawlError:
    if listener.error is not None:
        return CrawlError(*listener.error)
    why = last_words.splitlines()[-1] if last_words else f"exit status {code}"
    run_zh, run_en = (
        (f"运行 {listener.run_id} ", f"run {listener.run_id} ") if listener.run_id else ("采集", "the crawl ")
    )
    return CrawlError(
        f"{run_zh}中断（{why}）；已采集的都在存档中，用 --resume 续采",
        f"{run_en}was broken off ({why}); what was fetched is in the archive, go on with --resume",
    )
