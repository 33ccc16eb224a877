"""Is the archive sound: every object what its name says, every capture's document there, every line whole?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError

if TYPE_CHECKING:
    from crawler.archive import Archive

Problem = tuple[str, str]


def problems(archive: Archive) -> Iterator[Problem]:
    """What is wrong, one line (Chinese, English) each. Every byte is read."""
    yield from _objects(archive.root / "objects")
    yield from _runs(archive)
    yield from _captures(archive)


def _objects(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.glob("*/*")):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != path.name or path.parent.name != digest[:2]:
            yield (
                f"{path}：内容与名称不符；删除此文件后再采集一次即可补回",
                f"{path}: its bytes are not those of its name; delete it and crawl again to get it back",
            )


def _runs(archive: Archive) -> Iterator[Problem]:
    manifests = {path.stem for path in (archive.root / "runs").glob("*.json")}
    for run_id in sorted(manifests):
        try:
            archive.run(run_id)
        except ArchiveError as error:
            yield error.zh, error.en
    for path in sorted((archive.root / "captures").glob("*.jsonl")):
        if path.stem not in manifests and path.stat().st_size:
            yield f"{path}：没有对应的运行清单", f"{path}: the manifest of this run is missing"


def _captures(archive: Archive) -> Iterator[Problem]:
    damaged: list[Problem] = []
    seen: set[str] = set()
    for capture in archive.captures(damaged.append):
        yield from damaged
        damaged.clear()
        if capture.capture_id in seen:
            yield f"{capture.capture_id}：编号重复", f"{capture.capture_id}: the id is used twice"
        seen.add(capture.capture_id)
        if capture.document_sha256 and not archive.has(capture.document_sha256):
            yield (
                f"{capture.capture_id}：文件 {capture.document_sha256} 不在存档中；再采集一次即可补回",
                f"{capture.capture_id}: document {capture.document_sha256} is missing; crawl again to get it back",
            )
    yield from damaged
