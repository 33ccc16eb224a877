"""What does a release say of itself, and does every file hold to it?

Descriptions, checksums and, last of all, the manifest: a folder with a manifest is a whole release.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dataset.database import problems
from dataset.descriptions.writing import write_descriptions
from dataset.errors import DatasetError
from dataset.files import MANIFEST, SUMS, File, file_of
from dataset.formats.imprint import Imprint
from dataset.lookup import LOOKUP
from dataset.schema import DATABASES


def describe(folder: Path, imprint: Imprint, said: dict[str, Any]) -> None:
    """Write descriptions, checksums and manifest of everything that is there; ``said`` is what the manifest states
    beside version and files.
    """
    files = files_of(folder)
    files += [file_of(folder, folder / path) for path in write_descriptions(folder, imprint, files)]
    manifest = _json({"version": imprint.version, **said, "files": [asdict(file) for file in files]})
    sums = [(file.path, file.sha256) for file in files] + [(MANIFEST, hashlib.sha256(manifest).hexdigest())]
    text = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(sums))
    (folder / SUMS).write_text(text, encoding="utf-8")
    (folder / MANIFEST).write_bytes(manifest)


def files_of(folder: Path) -> list[File]:
    """Every file of a release, measured."""
    return [file_of(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def check(folder: Path, rows: dict[str, int]) -> None:
    """Hold every file against manifest and databases, from the disk; ``rows`` are those a table of that name has.

    Raises :class:`DatasetError` where they do not agree: such an edition is never published.
    """
    databases = [*(f"{name}.sqlite" for name in DATABASES), LOOKUP]
    wrong = [f"{path}: {found}" for path in databases if (found := problems(folder / path))]
    manifest = json.loads((folder / MANIFEST).read_bytes())
    stated = {entry["path"]: File(**entry) for entry in manifest["files"]}
    for file in files_of(folder):
        if file.path in (MANIFEST, SUMS):
            continue
        expected = rows.get(file.path, file.rows)
        if stated.pop(file.path, None) != file or file.rows != expected:
            wrong.append(file.path)
    wrong += [*stated, *(path for path in rows if not (folder / path).is_file())]
    if wrong:
        raise DatasetError(
            f"发布前核对不符，未发布：{'；'.join(wrong)}。请检查磁盘后重试。",
            f"The release does not agree with its manifest and was not published: {'; '.join(wrong)}. Check the disk "
            "and try again.",
        )


def settle(folder: Path) -> None:
    """Have everything in the folder on the disk before it gets its name: a power cut is not to leave empty files."""
    for path in [*sorted(folder.rglob("*")), folder]:
        if hasattr(os, "O_DIRECTORY") or path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
