"""Which files is a release made of, and are they still what the manifest says?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset.errors import DatasetError

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
LATEST = "latest"
"""A link in ``data/releases`` to the release that was made last."""


@dataclass(frozen=True)
class File:
    """One file of a release. ``rows`` is None for what is not one table."""

    path: str
    """Relative to the release, with forward slashes."""
    bytes: int
    sha256: str
    rows: int | None


def file_of(folder: Path, path: Path) -> File:
    """Measure one file of the release in ``folder``; the rows of a table are counted in the file itself."""
    from dataset.formats.counting import rows_in  # the site, which counts nothing, has no use for Arrow

    return File(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path), rows_in(path))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the release in ``folder``.

    Raises :class:`DatasetError` where there is none or it is damaged.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if not isinstance(manifest["files"], list):
            raise TypeError("files is not a list")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{folder} 不是完整的发布版本（{error}）；请先运行 ogi release。",
            f"{folder} is not a complete release ({error}); run ogi release first.",
        ) from None
    return manifest


def find_release(data: Path, version: str | None = None) -> Path:
    """The folder of a release: that of ``version``, or the latest one.

    Raises :class:`DatasetError` where there is none.
    """
    folder = data / "releases" / (version or LATEST)
    if not (folder / MANIFEST).is_file():
        wanted = version or "latest"
        raise DatasetError(
            f"没有可用的发布版本（{wanted}，在 {data / 'releases'}）；请先运行 ogi release。",
            f"There is no release to serve ({wanted}, in {data / 'releases'}); run ogi release first.",
        )
    return folder.resolve()
