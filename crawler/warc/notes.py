"""Which fields of a capture may be taken over from the note that our own export wrote beside its answer?

A note may have been written by anybody. It must have the form of a capture, and speak of the very address and time
that the record has; what it says of bytes is replaced by what the bytes are, and the site is the one that our own
registry has for the address, whatever it is called elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from crawler.answers import Answer
from crawler.fingerprint import fingerprint
from crawler.records import Capture
from crawler.registry import Site
from crawler.urls import url_key
from crawler.verdicts import UNREACHED, Verdict

WITHOUT_ANSWER = UNREACHED | {Verdict.ROBOTS_DISALLOWED, Verdict.OFF_HOST, Verdict.TOO_LARGE, Verdict.HTTP_ERROR}
"""Verdicts of a fetch that brought no answer."""
MAX_TEXT = 4_000


def restored(note: Mapping[str, Any], answer: Answer, site: Site) -> dict[str, Any] | None:
    """The fields of the capture but ``capture_id``, ``run_id`` and ``document_sha256``; None for an unsound note.

    ``answer`` has what stands in the file, ``site`` is the one that the address belongs to.
    """
    try:
        capture = Capture.from_dict(note)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    values = {each.name: getattr(capture, each.name) for each in fields(capture)}
    texts = [value for name, value in values.items() if name not in ("status", "bytes", "hops", "attachments")]
    texts += [*capture.hops, *(text for pair in capture.attachments for text in pair)]
    if any(text is not None and (not isinstance(text, str) or len(text) > MAX_TEXT) for text in texts):
        return None
    same = (
        url_key(capture.final_url) == url_key(answer.url)
        and capture.fetched_at == answer.fetched_at
        and (site.allows(capture.url) or capture.verdict is Verdict.OFF_HOST)
    )
    if not same or (answer.status is None and capture.verdict not in WITHOUT_ANSWER):
        return None
    dropped = {"capture_id", "run_id", "document_sha256"}
    return {name: value for name, value in values.items() if name not in dropped} | {
        "site_id": site.id,
        "status": answer.status,
        "media": answer.media if answer.body else None,
        "content_type": answer.content_type,
        "bytes": capture.bytes if isinstance(capture.bytes, int) and answer.body else len(answer.body),
        "fingerprint": fingerprint(answer) if answer.body else None,
        "etag": answer.headers.get("etag"),
        "last_modified": answer.headers.get("last-modified"),
    }
