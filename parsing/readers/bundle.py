"""Which documents are in this ZIP bundle?

Portals serve a report with its attachments, or the reports of a whole county, as one ZIP. Names are GBK as often as
UTF-8. Bundles inside bundles are opened a little way; what operating systems add is passed over.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import NamedTuple

from parsing.media import media_of
from parsing.model import Unreadable
from parsing.readers.package import open_package

MAX_UNPACKED = 128 * 1024 * 1024
MAX_DOCUMENTS = 400
"""A county has some hundred offices."""
MAX_DEPTH = 2
"""Bundles in a bundle; none deeper has been seen."""
_WHAT = "ZIP bundle"
_UTF8_NAME = 0x800


class Member(NamedTuple):
    """A document of a bundle. ``name`` is its path inside; one of an inner bundle is written ``inner.zip!name``."""

    name: str
    data: bytes

    @property
    def file_name(self) -> str:
        """The name without the folders."""
        return self.name.replace("!", "/").replace("\\", "/").rpartition("/")[2]


def members_of(data: bytes) -> tuple[Member, ...]:
    """The documents of a bundle, inner bundles opened, in the order of their names.

    Raises Unreadable for a damaged or encrypted bundle, one without documents and one over the limits. A member that
    cannot be unpacked makes the bundle unreadable: what is in the others could otherwise pass for all there is.
    """
    found = tuple(sorted(_Unpacking().members(data, "", 0)))
    if not found:
        raise Unreadable(f"no document in the {_WHAT}")
    return found


class _Unpacking:
    """Opens bundles within limits that count for all of them together."""

    def __init__(self) -> None:
        self._bytes = MAX_UNPACKED
        self._documents = MAX_DOCUMENTS

    def members(self, data: bytes, above: str, depth: int) -> Iterator[Member]:
        if depth > MAX_DEPTH:
            raise Unreadable(f"{_WHAT}s are nested more than {MAX_DEPTH} deep")
        with closing(open_package(data, _WHAT, self._bytes)) as package:
            for entry in package.infolist():
                name = _name_of(entry)
                if entry.is_dir() or _is_litter(name):
                    continue
                inside = self._unpack(package, entry, name)
                if media_of(inside) == "zip":
                    yield from self.members(inside, f"{above}{name}!", depth + 1)
                    continue
                self._documents -= 1
                if self._documents < 0:
                    raise Unreadable(f"the {_WHAT} has more than {MAX_DOCUMENTS} documents")
                yield Member(above + name, inside)

    def _unpack(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
        try:
            data = package.read(entry)
        except Exception:  # bad checksums, unknown methods, damaged streams
            raise Unreadable(f"damaged {_WHAT}: {name[:80]} cannot be unpacked") from None
        self._bytes -= len(data)
        return data


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as its author saw it, on one line: Chinese Windows writes GBK without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                name = raw.decode(encoding)
                break
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def _is_litter(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    hidden = (part for part in parts if part not in {".", ".."})
    return any(part.startswith((".", "~$", "__MACOSX")) for part in hidden) or parts[-1].lower() == "thumbs.db"
