"""What came back from one request, before anybody judges it?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crawler.verdicts import Verdict
from parsing.decode import decode
from parsing.media import media_of

RENDERED = "x-ogi-rendered"
"""Header of an answer that was made in the browser, so that nobody takes it for the portal's own bytes."""
CUT = "cut"
"""Value of that header where a list has more pages than were turned."""
MAX_PAGE = 8 * 1024 * 1024
"""So many bytes of a page are looked at. An index page of 0.2 MB is a large one (2026)."""

# Possessive, so that a page of half-open tags costs no more time than any other.
_TAG = re.compile(r"</?[a-zA-Z][\w:-]*+[^<>]*+>")
_UNSEEN = re.compile(r"<(?:!--|(script|style|noscript|template|head)\b[^<>]*+>)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|#160|ensp|emsp|#12288);?", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """One answer: either a response with a status, or the obstacle that kept it away."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after all redirects."""
    hops: tuple[str, ...] = ()
    """The addresses between the two."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; several values of one name on lines of their own."""
    body: bytes = b""
    obstacle: Verdict | None = None
    """Why there is no response: robots, TLS, network, host not allowed, too large."""
    detail: str = ""
    fetched_at: str | None = None
    """When somebody else got it (UTC); None for what is being fetched now."""
    views: dict[str | None, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The pages that were made of it, by their column: a page is parsed once, whoever looks at it."""

    @cached_property
    def sha256(self) -> str:
        """Hash of the body."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def content_type(self) -> str | None:
        """What the server says the body is."""
        return self.headers.get("content-type")

    @cached_property
    def media(self) -> str:
        """What the body is, told from its bytes."""
        return media_of(self.body, self.content_type)

    @cached_property
    def text(self) -> str:
        """The body as text, for a page."""
        found = re.search(r"charset\s*=\s*[\"']?([\w-]+)", self.content_type or "", re.IGNORECASE)
        return decode(self.body[:MAX_PAGE], found.group(1) if found else None)

    @cached_property
    def visible(self) -> str:
        """What a reader of the page sees, without any white space. Rough, and meant for judging only."""
        return "".join(_ENTITY.sub("", " ".join(_seen(self.text))).split())

    @cached_property
    def title(self) -> str:
        """The page's ``<title>``."""
        found = re.search(r"<title[^<>]{0,200}>", self.text, re.IGNORECASE)
        return " ".join(self.text[found.end() :].partition("</")[0].split()) if found else ""


def answer_of(url: str, response: Any, hops: list[str] | None = None) -> Answer:
    """The answer in a response of Scrapy. ``hops`` are all addresses that were asked for ``url``, in order."""
    headers = {
        name.decode("latin-1").lower(): "\n".join(value.decode("latin-1") for value in values)
        for name, values in response.headers.items()
    }
    asked = hops or []
    return Answer(
        url=url,
        final_url=response.url if len(asked) > 1 else url,
        hops=tuple(asked[1:-1]),
        status=response.status,
        headers=headers,
        body=response.body,
    )


def _seen(text: str) -> Iterator[str]:
    """The runs of text outside tags, comments, scripts and the like. Each character is looked at once."""
    at = 0
    lower = text.lower()
    while found := _UNSEEN.search(text, at):
        yield _TAG.sub(" ", text[at : found.start()])
        name = found.group(1)
        end = "-->" if name is None else f"</{name.lower()}"
        until = lower.find(end, found.end())
        if until < 0:
            return
        at = until + (len(end) if name is None else 0)
    yield _TAG.sub(" ", text[at:])
