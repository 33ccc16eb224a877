"""What exactly is asked of a host?

Most listings are pages with an address. Some portals send the rows of a listing, or the text of an article, only in
answer to a request with a body; what such a request is known by is its address together with that body.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from crawler.urls import url_key

_FORM = "application/x-www-form-urlencoded; charset=UTF-8"
_SUBMITTED = "application/x-www-form-urlencoded"
_JSON = "application/json; charset=UTF-8"
_FROM_SCRIPT = ("X-Requested-With", "XMLHttpRequest")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: an address, and for POST the body with its type.

    ``number`` is the page of the listing that is asked for, counted from 1, where the platform counts.
    """

    url: str
    body: bytes | None = None
    """None for GET."""
    headers: tuple[tuple[str, str], ...] = ()
    number: int | None = None
    unless: tuple[tuple[str, str], ...] = ()
    """Headers by which the server may say that nothing has changed since (RFC 9110, section 13)."""

    @classmethod
    def form(cls, url: str, fields: Mapping[str, str | int], number: int | None = None) -> Ask:
        """A POST of form fields, as a script of the page would send it."""
        return cls(url, urlencode(fields).encode(), (("Content-Type", _FORM), _FROM_SCRIPT), number)

    @classmethod
    def submit(cls, url: str, fields: Mapping[str, str | int], number: int | None = None) -> Ask:
        """A POST of form fields as a browser sends it when a form is submitted: what comes back is a page."""
        return cls(url, urlencode(fields).encode(), (("Content-Type", _SUBMITTED),), number)

    @classmethod
    def json(cls, url: str, data: Any, number: int | None = None) -> Ask:
        """A POST of JSON, as a script of the page would send it."""
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(url, body, (("Content-Type", _JSON), _FROM_SCRIPT), number)

    @classmethod
    def script(cls, url: str, number: int | None = None) -> Ask:
        """A GET as a script of the page would send it."""
        return cls(url, None, (_FROM_SCRIPT,), number)

    @property
    def method(self) -> str:
        """``GET`` or ``POST``."""
        return "GET" if self.body is None else "POST"

    @property
    def from_script(self) -> bool:
        """Would a script of a page send this, so that what comes back are data and no page?"""
        return _FROM_SCRIPT in self.headers

    @property
    def key(self) -> str:
        """What two requests for the same thing have in common."""
        key = url_key(self.url)
        return key if self.body is None else f"{key}#{hashlib.sha256(self.body).hexdigest()[:16]}"
