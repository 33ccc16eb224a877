"""What keeps the site safe on the open internet, whatever page is asked for?

Scraped text is hostile: no page has a script or anything from elsewhere. Pages that tell about the machine are not
there, and nothing but reading is answered; only a draft may be sent, where the operator wants that.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from dataset.site.letters import noted

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST_QUERY = 2000
MOST_PARAMETERS = 12
MOST_ROWS = 100
"""Rows of a page of a table; a page of a thousand rows would keep everybody else waiting."""
HIDDEN = frozenset({"site", "_internal", "_memory"})
"""First parts of addresses that are nobody's business: databases of ours, and Datasette's list of all."""
_SIZE = re.compile(rb"(?:^|&)_size=(\d{1,9}|max)(?=&|$)")
OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": OWN_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


def guarded(app: App, databases: frozenset[str], uploads: frozenset[str] = frozenset()) -> App:
    """The same application behind limits and with safe headers on every answer.

    ``databases`` are the names that may be browsed; ``uploads`` the paths that take a POST.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        own = {"access-control-allow-origin": "*"} if _open(scope["path"]) else {}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.decode("latin-1").lower(): value for name, value in message.get("headers", [])}
                more = {name: value for name, value in HEADERS.items() if name not in given} | own
                message["headers"] = [
                    *((name.encode("latin-1"), value) for name, value in given.items()),
                    *((name.encode(), value.encode()) for name, value in more.items()),
                ]
            await send(message)

        refusal = _refusal(scope, databases, uploads)
        if refusal is None:
            await app(noted(scope), receive, with_headers)
        else:
            await plain(with_headers, *refusal)

    return answer


def of_tables(path: str, databases: frozenset[str]) -> bool:
    """Does the address belong to Datasette's own pages?"""
    return path.split("/")[1].partition(".")[0] in databases if path.startswith("/") else False


def _open(path: str) -> bool:
    """May pages of other sites read it?"""
    return path.endswith(".json") or path.startswith(("/api/", "/downloads/"))


def _refusal(scope: Scope, databases: frozenset[str], uploads: frozenset[str]) -> tuple[int, str] | None:
    """Why this request is not answered: status and one line; None where it is."""
    path, query = scope["path"], scope.get("query_string", b"")
    if scope["method"] not in ("GET", "HEAD") and not (scope["method"] == "POST" and path in uploads):
        return 405, "只可读取 / read only"
    if len(query) > LONGEST_QUERY or query.count(b"&") >= MOST_PARAMETERS:
        return 400, "查询过长 / the query is too long"
    if path.startswith("//") or "\\" in path:  # browsers take both for another host when they are redirected there
        return 404, "没有这个页面 / not found"
    if path.startswith("/-/") and path != "/-/health":
        return 404, "没有这个页面 / not found"
    first = path.split("/")[1] if path.startswith("/") else ""
    if first.startswith(".") or first.partition(".")[0] in HIDDEN:
        return 404, "没有这个页面 / not found"
    if (
        of_tables(path, databases)
        and (limit := _SIZE.search(query))
        and (limit[1] == b"max" or int(limit[1]) > MOST_ROWS)
    ):
        return 400, f"每页最多 {MOST_ROWS} 行 / at most {MOST_ROWS} rows a page"
    return None


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as they are sent."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def plain(send: Send, status: int, text: str, more: Mapping[str, str] | None = None) -> None:
    """Answer with one line of text."""
    body = f"{text}\n".encode()
    headers = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body)), **(more or {})}
    await send({"type": "http.response.start", "status": status, "headers": raw(headers)})
    await send({"type": "http.response.body", "body": body})
