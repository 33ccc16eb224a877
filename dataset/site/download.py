"""How is a file of the release sent, so that a broken download can go on where it stopped?

Files are sent in pieces, with their SHA-256 as a strong ETag, answered with 304 where the reader has them already
and with one range of bytes where one is asked for (RFC 9110, sections 13 and 14).
"""

from __future__ import annotations

import re
from pathlib import Path

from dataset.files import File
from dataset.site.guard import Send, raw

PIECE = 256 * 1024
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".sqlite": "application/vnd.sqlite3",
    ".gz": "application/gzip",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jsonld": "application/ld+json",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def wanted_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None where the whole file is to be sent.

    Raises ValueError where the range lies outside the file.
    """
    match = _RANGE.fullmatch(header or "")
    if match is None or not any(match.groups()):
        return None
    if not match[1]:
        first, last = max(0, size - int(match[2])), size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first > last:
        raise ValueError(header)
    return first, last


async def send_file(path: Path, file: File, request_headers: dict[str, str], send: Send) -> None:
    """Answer a request for this file."""
    etag = f'"{file.sha256}"'
    headers = {
        "content-type": TYPES.get(path.suffix, "text/plain; charset=utf-8"),
        "etag": etag,
        "accept-ranges": "bytes",
        "cache-control": "public, max-age=31536000, immutable",
        "content-disposition": f'attachment; filename="{path.name}"',
    }
    if request_headers.get("if-none-match") == etag:
        await _start(send, 304, headers)
        return
    asked = request_headers.get("range")
    if request_headers.get("if-range", etag) != etag:
        asked = None
    try:
        part = wanted_range(asked, file.bytes)
    except ValueError:
        await _start(send, 416, headers | {"content-range": f"bytes */{file.bytes}"})
        return
    first, last = part or (0, file.bytes - 1)
    if part is not None:
        headers["content-range"] = f"bytes {first}-{last}/{file.bytes}"
    headers["content-length"] = str(last - first + 1)
    await _start(send, 206 if part else 200, headers, more=True)
    with path.open("rb") as body:
        body.seek(first)
        left = last - first + 1
        while left > 0 and (piece := body.read(min(PIECE, left))):
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _start(send: Send, status: int, headers: dict[str, str], *, more: bool = False) -> None:
    await send({"type": "http.response.start", "status": status, "headers": raw(headers)})
    if not more:
        await send({"type": "http.response.body", "body": b""})
