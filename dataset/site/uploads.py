"""How does a draft come in, and what may it cost?

It is held in memory, never written to disk and never logged; it is read in a bounded process, two at a time.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

import python_multipart
from datasette.utils.asgi import Request
from python_multipart.exceptions import FormParserError

from parsing.bounded import read_bounded
from parsing.model import Reading

LARGEST = 10 * 1024 * 1024
"""Bytes of a draft."""
SECONDS = 60.0
"""Processor time for one draft: a scan of some pages takes a dozen seconds."""
MEGABYTES = 2048
AT_ONCE = 2
_FORM = 64 * 1024
"""Bytes that a form may have besides its file."""
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it would log parts of what it is given

_turns = asyncio.Semaphore(AT_ONCE)


class BadUpload(ValueError):
    """What came in is no draft; ``reason`` is a key of the words."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class Draft:
    """What was sent."""

    data: bytes
    name: str
    as_json: bool


async def draft_of(request: Request) -> Draft:
    """The draft in a request.

    Raises :class:`BadUpload` where there is none, it is empty or too large, or the form is broken.
    """
    body = await _body(request)
    fields: dict[str, bytes] = {}
    files: list[tuple[str, bytes]] = []

    def on_field(field: python_multipart.multipart.Field) -> None:
        fields[(field.field_name or b"").decode("latin-1")] = field.value or b""

    def on_file(file: python_multipart.multipart.File) -> None:
        file.file_object.seek(0)
        files.append(((file.file_name or b"").decode("utf-8", "replace"), file.file_object.read()))

    config = {"MAX_MEMORY_FILE_SIZE": LARGEST + _FORM, "MAX_BODY_SIZE": LARGEST + _FORM, "MAX_FIELDS": 10}
    headers = {"Content-Type": request.headers.get("content-type", "").encode("latin-1")}
    try:
        parser = python_multipart.create_form_parser(headers, on_field, on_file, config=config)
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError):
        raise BadUpload("validate_broken") from None
    if not files or not files[0][1]:
        raise BadUpload("validate_empty")
    name, data = files[0]
    return Draft(data, name.replace("\\", "/").rpartition("/")[2][:200], fields.get("as") == b"json")


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > LARGEST + _FORM:
        raise BadUpload("validate_large", 413)
    parts: list[bytes] = []
    length = 0
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise BadUpload("validate_broken")
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > LARGEST + _FORM:
            raise BadUpload("validate_large", 413)
        if not message.get("more_body"):
            return b"".join(parts)


async def read_draft(draft: Draft) -> Reading:
    """What a draft says. Raises :class:`BadUpload` where too many are being read."""
    if _turns.locked():
        raise BadUpload("validate_busy", 429)
    async with _turns:
        return await asyncio.to_thread(
            read_bounded, draft.data, name=draft.name or None, seconds=SECONDS, megabytes=MEGABYTES
        )
