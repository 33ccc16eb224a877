"""Where does a page lead that does nothing but lead on?

``<meta http-equiv=refresh>`` with a delay, and scripts that set ``location``: entry pages of old portals, frames that
break out, http pages that lead to https. Only a page without content of its own is followed, and only a script that
names one address and nothing else; what asks for a cookie, or decides by the visitor's device, is not.
"""

from __future__ import annotations

import re
from html import unescape

from crawler.answers import Answer
from crawler.signatures import says_not_found
from crawler.urls import resolve, url_key

MAX_SCRIPT_HOPS = 3
"""Pages in a row that lead on by script; two are known (entry page, then frame breaker; 2026)."""
MAX_TEXT = 120
"""Visible characters of a page that only leads on: 正在为您跳转，如未跳转请点击这里."""
MAX_SCRIPT = 4000
"""Characters of script in such a page. Longer ones decide something."""
MAX_DELAY = 60
"""Seconds of a refresh; longer ones renew the page itself."""
MAX_HEAD = 64 * 1024
"""Characters of a page in which this is looked for. What leads on is short."""

_META = re.compile(r"<meta\s([^<>]{1,2500})>", re.IGNORECASE)
_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
_TARGET = re.compile(r"(\d{1,4})(?:\.\d+)?\s*[;,]\s*url\s*=\s*[\"']?\s*([^\"'\s>]{1,2000})", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^<>]*+)>([^<]*+(?:<(?!/script)[^<]*+)*+)</script", re.IGNORECASE)
_LOCATION = re.compile(
    r"(?<![\w.$])(?:(?:window|self|top|parent|document)\s*\.\s*){0,2}location"
    r"(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()\s*([\"'])(.{1,2000}?)\1\s*(?:\)|;|}|$)",
    re.MULTILINE,
)
_DECIDES = re.compile(
    r"\bif\b|\bswitch\b|\?|document\s*\.\s*cookie|userAgent|eval\s*\(|XMLHttpRequest|fetch\s*\(|\bfor\b|\bwhile\b"
)
_CONTENT = re.compile(r"<(?:i?frame|img|embed|object|form|table|input)\b", re.IGNORECASE)


def redirect_of(answer: Answer) -> str | None:
    """The address that a page without content leads to, absolute; None for every other page.

    The caller decides whether the address belongs to the site, and follows no more than :data:`MAX_SCRIPT_HOPS`.
    """
    if answer.media != "html" or answer.status != 200 or len(answer.body) > MAX_HEAD * 4:
        return None
    if len(answer.visible) > MAX_TEXT or says_not_found(answer.visible, answer.title):
        return None
    text = answer.text[:MAX_HEAD]
    if _CONTENT.search(text):
        return None
    target = _refreshed(text) or _scripted(text)
    url = resolve(answer.final_url, unescape(target)) if target else None
    return None if url is None or url_key(url) == url_key(answer.final_url) else url


def _refreshed(text: str) -> str | None:
    for attributes in _META.findall(text):
        found = _TARGET.search(attributes) if _REFRESH.search(attributes) else None
        if found is not None and int(found.group(1)) <= MAX_DELAY:
            return found.group(2)
    return None


def _scripted(text: str) -> str | None:
    scripts = _SCRIPT.findall(text)
    code = "\n".join(body for _, body in scripts)
    if len(code) > MAX_SCRIPT or any(re.search(r"\bsrc\s*=", attributes, re.IGNORECASE) for attributes, _ in scripts):
        return None
    targets = {target for _, target in _LOCATION.findall(code)}
    plain = re.sub(r"([\"']).*?\1", "''", code)  # a question mark in an address decides nothing
    return targets.pop() if len(targets) == 1 and not _DECIDES.search(plain) else None
