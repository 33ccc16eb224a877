"""What keeps the site safe on the open internet, whatever page is asked for?

Scraped text is hostile. Our own pages need no script and get none; Datasette's pages need its inline scripts and may
have nothing from elsewhere. Pages that tell about the machine are not there, and nothing but reading is answered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST_QUERY = 2000
MOST_PARAMETERS = 12
OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
TABLE_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


def guarded(app: App, databases: frozenset[str]) -> App:
    """The same application behind limits and with safe headers on every answer.

    ``databases`` are the names whose pages are Datasette's own.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = HEADERS | {"content-security-policy": _policy(scope["path"], databases)}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    (name, value) for name, value in message.get("headers", []) if name.decode().lower() not in headers
                ]
                message["headers"] = kept + [(name.encode(), value.encode()) for name, value in headers.items()]
            await send(message)

        refusal = _refusal(scope)
        if refusal is None:
            await app(scope, receive, with_headers)
        else:
            await _plain(with_headers, *refusal)

    return answer


def _policy(path: str, databases: frozenset[str]) -> str:
    first = path.split("/")[1].partition(".")[0] if path.startswith("/") else ""
    return TABLE_POLICY if first in databases else OWN_POLICY


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Why this request is not answered: status and one line; None where it is."""
    path, query = scope["path"], scope.get("query_string", b"")
    if scope["method"] not in ("GET", "HEAD"):
        return 405, "只可读取 / read only"
    if len(query) > LONGEST_QUERY or query.count(b"&") >= MOST_PARAMETERS:
        return 400, "查询过长 / the query is too long"
    if path.startswith("//") or "\\" in path:  # browsers take both for another host when they are redirected there
        return 404, "没有这个页面 / not found"
    if path.startswith("/-/") and not path.startswith("/-/static/"):
        return 404, "没有这个页面 / not found"
    return None


async def _plain(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
