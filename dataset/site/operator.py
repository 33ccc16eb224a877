"""What does the operator of a site say about it? One optional YAML file; a site without it works, and says less.

Keys: ``address`` (the public origin, ``https://…``, for the sitemap and the feed), ``errors`` (where errors and missing
reports are told: an ``https:`` or ``mailto:`` address), ``icp`` (ICP 备案号) and ``police`` with ``police_link``
(公安备案号; the measure asks for the number and the link), ``validate`` (true opens /validate, where an office checks
a draft; it takes uploads, so it is off unless the operator wants it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from dataset.errors import DatasetError

_MAIL = re.compile(r"mailto:[^\s@?&<>\"']+@[^\s@?&<>\"']+")


@dataclass(frozen=True)
class Operator:
    """What an operator may say."""

    address: str | None = None
    errors: str | None = None
    icp: str | None = None
    police: str | None = None
    police_link: str | None = None
    validate: bool = False
    archive: Path | None = None
    """The archive beside the release, for snapshots and sources; told by the command, not by the file."""

    def at(self, path: str) -> str:
        """The public address of a page; the path alone where the origin is not known."""
        return f"{self.address or ''}{path}"


def load_operator(file: Path) -> Operator:
    """Read the operator's file.

    Raises :class:`DatasetError` where it cannot be read, or a key is unknown or not what it may be.
    """
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _wrong(file, str(error).replace("\n", " ")) from None
    known = {field.name for field in fields(Operator)} - {"archive"}
    if not isinstance(said, dict) or said.keys() - known:
        raise _wrong(file, f"{sorted(said.keys() - known) if isinstance(said, dict) else said}: {sorted(known)}")
    for key, value in said.items():
        sound = isinstance(value, bool) if key == "validate" else isinstance(value, str)
        if not sound or not _sound(key, value):
            raise _wrong(file, f"{key}: {value!r}")
    return Operator(**{**said, **({"address": said["address"].rstrip("/")} if "address" in said else {})})


def _sound(key: str, value: object) -> bool:
    if not isinstance(value, str):
        return True
    if key == "errors" and value.startswith("mailto:"):
        return bool(_MAIL.fullmatch(value))
    if key not in ("address", "errors", "police_link"):
        return 0 < len(value) <= 60
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    plain = key != "address" or (parts.path in ("", "/") and not parts.query and not parts.fragment)
    return parts.scheme in ("http", "https") and bool(host) and plain


def _wrong(file: Path, what: str) -> DatasetError:
    return DatasetError(
        f"网站设置 {file} 有误（{what}）；请改正后再启动。",
        f"The site's settings in {file} are wrong ({what}); mend them and start again.",
    )
