"""What was fetched, when, and what did it bring?

The archive is the source of truth of everything that comes after: bytes named by their SHA-256, a log of captures for
every run, and a manifest of every run. It only grows. A process may be killed at any moment without harm: objects and
manifests appear whole or not at all, and a log whose last line is cut loses that line only.

::

    objects/ab/abcdef…      the bytes
    captures/<run_id>.jsonl one line a capture
    runs/<run_id>.json      what was asked for, and what came of it
    logs/<run_id>.log       what the crawler said; not part of the archive's contents
    tmp/                    objects on their way in; what a killed process left here may be deleted
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.errors import ArchiveError
from crawler.integrity import problems
from crawler.records import Capture, Kind, Options, RunManifest, RunState
from crawler.registry import Site
from crawler.runlog import RunLog, is_written, new_log, read_lines, reopen_log
from crawler.urls import url_key
from crawler.verdicts import FINAL

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier runs brought from one site."""

    settled: dict[str, Capture] = field(default_factory=dict)
    """Key of an address (:func:`crawler.urls.url_key`) -> the last capture of a lead or attachment that settled what
    is there.
    """
    last: dict[str, Capture] = field(default_factory=dict)
    """Key of a request (:attr:`crawler.records.Capture.key`) -> its last capture that brought bytes, of any kind."""


Report = Callable[[tuple[str, str]], None]
"""Is told, in Chinese and in English, what had to be passed over."""


class Archive:
    """The archive in the folder ``root``, which need not exist until something is put into it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # -- objects ---------------------------------------------------------------------------------------------------

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their SHA-256. Bytes that are there already are not written again."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._object(sha256)
        if not target.exists():
            self._write(target, data, mode=0o444)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of this name. Raises ArchiveError when they are not there or are not what their name says."""
        path = self._object(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ArchiveError(
                f"存档里没有 {sha256}（{error.strerror}），请运行 ogi archive verify",
                f"{sha256} is not in the archive ({error.strerror}); run: ogi archive verify",
            ) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError(
                f"{path} 已损坏，内容与名称不符；删除此文件后再采集一次即可补回",
                f"{path} is damaged, its bytes are not those of its name; delete it and crawl again to get it back",
            )
        return data

    def has(self, sha256: str) -> bool:
        """Is there an object of this name?"""
        return self._object(sha256).exists()

    def _object(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ArchiveError(f"“{sha256}” 不是 SHA-256", f"'{sha256}' is not a SHA-256")
        return Path(f"{self.root}/objects/{sha256[:2]}/{sha256}")

    def _write(self, target: Path, data: bytes, mode: int = 0o644) -> None:
        """Let a file appear whole or not at all."""
        temporary = self.root / "tmp"
        try:
            handle, name = tempfile.mkstemp(dir=temporary)
        except FileNotFoundError:  # folders are made when they are missed: nearly always they are there
            temporary.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=temporary)
        try:
            with os.fdopen(handle, "wb", buffering=0) as file:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                os.fchmod(handle, mode)
                os.fsync(handle)
            try:
                Path(name).replace(target)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    # -- runs ------------------------------------------------------------------------------------------------------

    def begin(self, sites: tuple[Site, ...], options: Options) -> RunLog:
        """Begin a run: a log that nobody else writes, and a manifest that says what was asked for."""
        log = new_log(self.root / "captures", after=max(self.run_ids(), default=""))
        self.write_manifest(RunManifest(log.run_id, RunState.RUNNING, log.started_at, None, options, sites))
        return log

    def resume(self, run_id: str) -> RunLog:
        """Go on with a run that did not come to its end. Raises ArchiveError when another process is writing it."""
        return reopen_log(self.root / "captures" / f"{run_id}.jsonl")

    def write_manifest(self, manifest: RunManifest) -> None:
        """Replace the manifest of a run, at once."""
        target = self.root / "runs" / f"{manifest.run_id}.json"
        self._write(target, json.dumps(manifest.as_dict(), ensure_ascii=False, indent=1).encode() + b"\n")

    def run(self, run_id: str) -> RunManifest:
        """The manifest of one run. A run that says it is running and that nobody writes is ``interrupted``."""
        try:
            manifest = RunManifest.from_dict(self._manifest(run_id))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ArchiveError(
                f"运行清单 {self.root / 'runs' / run_id}.json 无法读取（{error}），请从备份恢复此文件",
                f"the manifest {self.root / 'runs' / run_id}.json cannot be read ({error}); restore it from a backup",
            ) from None
        if manifest.state is RunState.RUNNING and not is_written(self.root / "captures" / f"{run_id}.jsonl"):
            return replace(manifest, state=RunState.INTERRUPTED)
        return manifest

    def runs(self) -> list[RunManifest]:
        """All runs, oldest first."""
        return [self.run(run_id) for run_id in self.run_ids()]

    def sites(self) -> dict[str, Site]:
        """Every site that was ever crawled, by its id, with its latest registry entry."""
        latest = {site.id: site for run in self.runs() for site in run.sites}
        return dict(sorted(latest.items()))

    def run_ids(self) -> list[str]:
        """The ids of all runs, oldest first."""
        return sorted(path.stem for path in (self.root / "runs").glob("*.json"))

    def _manifest(self, run_id: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((self.root / "runs" / f"{run_id}.json").read_bytes())
        return data

    # -- captures --------------------------------------------------------------------------------------------------

    def captures(self, report: Report | None = None) -> Iterator[Capture]:
        """Every capture, in the order in which they were made. ``report`` hears of lines that had to be passed over."""
        for path in sorted((self.root / "captures").glob("*.jsonl")):
            yield from read_lines(path, report)

    def known(self, site_ids: Collection[str]) -> dict[str, Known]:
        """For each site what earlier runs brought and the archive still holds.

        One pass over the whole log, so ask for all sites of a run at once.
        """
        known = {site_id: Known() for site_id in site_ids}
        for capture in self.captures():
            if capture.site_id not in known or not capture.document_sha256 or not self.has(capture.document_sha256):
                continue
            known[capture.site_id].last[capture.key] = capture
            if capture.verdict in FINAL and capture.kind is not Kind.LISTING:
                known[capture.site_id].settled[url_key(capture.url)] = capture
        return known

    def digest(self) -> str:
        """One hash over all that is archived: the same captures and manifests give the same digest anywhere."""
        total = hashlib.sha256()
        for run_id in self.run_ids():
            total.update(_canonical(self._manifest(run_id)))
        for capture in self.captures():
            total.update(_canonical(capture.as_dict()))
        return total.hexdigest()

    def verify(self) -> list[tuple[str, str]]:
        """What is wrong with the archive, one line (Chinese, English) each. Reads every byte; empty when sound."""
        return list(problems(self))


def _canonical(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
