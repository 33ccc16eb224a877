"""What does this document report? Bytes in, a :class:`~parsing.model.Reading` out.

The room is pure: no network, no clock, no database, no environment. The same bytes give the same reading on every
machine, and no bytes whatever make :func:`read` raise.
"""

from __future__ import annotations

from parsing.model import Reading, Verdict

__all__ = ["MAX_BYTES", "Reading", "Verdict", "read"]

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of the largest document that is opened; the largest real report seen has 30 MB (a scan)."""


def read(data: bytes, *, name: str | None = None, media: str | None = None) -> Reading:
    """Everything that one document says: verdict, issuer, year, form, figures with their places, sections, findings.

    ``name`` is a file name or link text, used only where the document itself has no title; ``media`` a declared type,
    used only to tell HTML from text. Never raises: what cannot be read comes back with verdict ``unreadable``.
    """
    # Brought in here: who asks the room for a word only, as the crawler does all day, has no use for its readers.
    from parsing.whole import read_whole

    return read_whole(data, name=name, media=media)
