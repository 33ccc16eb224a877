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

LARGEST = 10_000_000
"""Bytes of a file."""
FILES = 2
"""The draft, and last year's report beside it."""
SECONDS = 60.0
"""Processor time for one file: a scan of some pages takes a dozen seconds."""
MEGABYTES = 2048
AT_ONCE = 2
_FORM = 64 * 1024
"""Bytes that a form may have besides its files."""
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it would log parts of what it is given

_turns = asyncio.Semaphore(AT_ONCE)


class BadUpload(ValueError):
    """What came in is no draft; ``reason`` is a key of the words."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class File:
    """One file that was sent."""

    data: bytes
    name: str


@dataclass(frozen=True)
class Draft:
    """What was sent."""

    file: File
    before: File | None
    """The report of the year before, where one was sent along."""
    as_json: bool


async def draft_of(request: Request) -> Draft:
    """The draft in a request.

    Raises :class:`BadUpload` where there is none, it is empty or too large, or the form is broken.
    """
    body = await _body(request)
    fields: dict[str, bytes] = {}
    files: dict[str, File] = {}

    def on_field(field: python_multipart.multipart.Field) -> None:
        fields[(field.field_name or b"").decode("latin-1")] = field.value or b""

    def on_file(file: python_multipart.multipart.File) -> None:
        file.file_object.seek(0)
        name = (file.file_name or b"").decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2][:200]
        files[(file.field_name or b"").decode("latin-1")] = File(file.file_object.read(), name)

    most = FILES * LARGEST + _FORM
    config = {"MAX_MEMORY_FILE_SIZE": most, "MAX_BODY_SIZE": most, "MAX_FIELDS": 10}
    headers = {"Content-Type": request.headers.get("content-type", "").encode("latin-1")}
    try:
        parser = python_multipart.create_form_parser(headers, on_field, on_file, config=config)
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError):
        raise BadUpload("validate_broken") from None
    file, before = files.get("draft"), files.get("before")
    if file is None or not file.data:
        raise BadUpload("validate_empty")
    if any(len(one.data) > LARGEST for one in files.values()):
        raise BadUpload("validate_large", 413)
    return Draft(file, before if before is not None and before.data else None, fields.get("as") == b"json")


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > FILES * LARGEST + _FORM:
        raise BadUpload("validate_large", 413)
    parts: list[bytes] = []
    length = 0
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise BadUpload("validate_broken")
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > FILES * LARGEST + _FORM:
            raise BadUpload("validate_large", 413)
        if not message.get("more_body"):
            return b"".join(parts)


async def read_files(*files: File) -> list[Reading]:
    """What they say, in one turn. Raises :class:`BadUpload` where too many are being read."""
    if _turns.locked():
        raise BadUpload("validate_busy", 429)
    async with _turns:
        return [
            await asyncio.to_thread(
                read_bounded, file.data, name=file.name or None, seconds=SECONDS, megabytes=MEGABYTES
            )
            for file in files
        ]
