"""Can this ZIP package be opened without harm?

Word, Excel and OFD files are ZIP packages, and portals serve bundles of documents. All are opened here, within the
same limits on what they unpack to.
"""

from __future__ import annotations

import io
import zipfile

from parsing.model import Unreadable

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 400
"""Unpacked to packed size: office XML packs 5 to 30 times; more than this is a bomb."""
MAX_MEMBERS = 5_000


def open_package(data: bytes, what: str, unpacked: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """The package, once its directory promises to stay within the limits; no member yields more than it promises.

    ``what`` names the kind of file in the one line of the Unreadable that is raised for a damaged or encrypted
    package and for one over the limits.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
    except Exception:  # zipfile raises whatever it meets in a hostile directory
        raise Unreadable(f"damaged {what}: the ZIP directory cannot be read") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(f"the {what} is encrypted: it opens only with a password")
    if len(entries) > MAX_MEMBERS:
        raise Unreadable(f"the {what} has more than {MAX_MEMBERS} members")
    total = sum(entry.file_size for entry in entries)
    if total > unpacked or total > MAX_RATIO * max(len(data), 10_000):
        raise Unreadable(f"the {what} unpacks to {total} bytes, over the limit")
    return package
