"""Has the visitor this page already, and how is it sent to one who has not?

A release never changes, so a page is known by the release, the code that draws it, its address and the size of its
letters: who names the right ETag gets a 304 without a query. Text is sent compressed to those who can read that.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import MutableMapping

from dataset.site.guard import App, Message, Receive, Scope, Send, raw
from dataset.site.letters import large

SMALLEST = 1000
"""Bytes under which compressing gains nothing."""
LEVEL = 5
VARY = "accept-encoding, cookie"
"""The one cookie says how large the letters are (:mod:`dataset.site.letters`)."""
_TEXT = ("text/", "application/json", "application/ld+json", "application/atom+xml", "application/xml", "image/svg+xml")


def fresh(app: App, edition: str) -> App:
    """The same application with ETags, 304 answers and compression.

    ``edition`` names the release and the code that shows it. Answers that say ``no-store`` or have an ETag of their
    own (files) are passed on as they are.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await app(scope, receive, send)
            return
        asked = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        packed = "gzip" in asked.get("accept-encoding", "")
        tag = _tag(edition, scope, packed)
        if tag in (one.strip() for one in asked.get("if-none-match", "").split(",")):
            headers = {"etag": tag, "vary": VARY, "cache-control": "public, max-age=60"}
            await send({"type": "http.response.start", "status": 304, "headers": raw(headers)})
            await send({"type": "http.response.body", "body": b""})
            return
        await app(scope, receive, _Sender(send, tag, packed).send)

    return answer


class _Sender:
    """Sends one answer on, with its ETag, and compressed where that helps."""

    def __init__(self, send: Send, tag: str, packed: bool) -> None:
        self._send = send
        self._tag = tag
        self._packed = packed
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in message.get("headers", [])}
            if self._is_page(message["status"], headers):
                headers |= {"etag": self._tag, "vary": VARY}
                self._start = dict(message) | {"headers": headers}
            else:
                await self._send(message)
        elif self._start is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._whole(self._start, b"".join(self._body))

    async def _whole(self, start: Message, body: bytes) -> None:
        headers: MutableMapping[str, str] = start["headers"]
        if self._packed and len(body) >= SMALLEST:
            body = gzip.compress(body, LEVEL, mtime=0)
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        await self._send(dict(start) | {"headers": raw(headers)})
        await self._send({"type": "http.response.body", "body": body})

    @staticmethod
    def _is_page(status: int, headers: MutableMapping[str, str]) -> bool:
        return (
            status == 200
            and headers.get("content-type", "").startswith(_TEXT)
            and "etag" not in headers
            and "set-cookie" not in headers
            and "no-store" not in headers.get("cache-control", "")
        )


def _tag(edition: str, scope: Scope, packed: bool) -> str:
    known = hashlib.sha256(edition.encode())
    for part in (scope.get("raw_path") or scope["path"].encode(), b"?", scope.get("query_string", b"")):
        known.update(part)
    return f'"{known.hexdigest()[:32]}{"-large" if large(scope) else ""}{"-gz" if packed else ""}"'
