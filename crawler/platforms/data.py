"""What of a page stands in data that a script was sent? The pieces of HTML, and the files that are named.

An article that came as JSON may be a note with files, or nothing but files (``pdflist``; 虹口, 2026); then they hang on
it like those of a page.
"""

from __future__ import annotations

import json
import re
from collections import deque
from html import escape
from typing import Any

from crawler.platforms.words import is_document
from crawler.urls import MAX_LENGTH

MAX_NODES = 20_000
"""Pieces of one answer that are looked at."""

_TAG = re.compile(r"<(?:a|p|div|span|table|iframe|embed)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?!\w*(?:img|image|pic|thumb|icon|logo|cover|video))\w*(?:url|link|href|path)", re.IGNORECASE)
_LEADS = re.compile(r"(?:https?:)?//|\.{0,2}/|[^\s:]+\.\w{2,5}(?:$|\?)")
_NAME = re.compile(r"\w*(?:name|title)", re.IGNORECASE)


def is_address_key(name: str) -> bool:
    """Is this a name under which a row of data says where it leads?"""
    return _ADDRESS.fullmatch(name) is not None


def leads_on(value: Any) -> bool:
    """Is this an address, and not a number of which a script would make one?"""
    return isinstance(value, str) and len(value) <= MAX_LENGTH and _LEADS.match(value) is not None


def html_in(text: str) -> str:
    """HTML in JSON, one piece after the other, with a link for every file that is named; empty for what is no JSON."""
    try:
        waiting: deque[tuple[Any, str]] = deque([(json.loads(text), "")])
    except (ValueError, RecursionError):
        return ""
    pieces: list[str] = []
    for _ in range(MAX_NODES):
        if not waiting:
            break
        value, name = waiting.popleft()
        if isinstance(value, dict):
            called = next((v for k, v in value.items() if isinstance(v, str) and _NAME.fullmatch(k)), name)
            waiting += [(inner, called) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, name) for inner in value]
        elif isinstance(value, str) and _TAG.search(value):
            pieces.append(value)
        elif isinstance(value, str) and "/" in value and len(value) < 500 and is_document(value):
            pieces.append(f'<a href="{escape(value)}">{escape(name)}</a>')
    return "\n".join(pieces)
