"""Where do the elements of a page lead to when they are clicked or chosen?

Anchors do by their ``href``. Menus of organs and years often do by other means: a ``<select>`` whose values are
addresses or parts of one, ``onclick="location.href='…'"``, ``javascript:openUrl('…')``, ``data-href``, or a form
that sends the choice in its address. All of it stands in the page; nothing is made up (portals seen in 2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from crawler.platforms.openers import Opener, opened, openers

_PATH = (
    r"(?:https?:)?//[^'\"\s<>]+|\.{0,2}/[^'\"\s<>]*|\?[\w%]+=[^'\"\s<>]*|"
    r"[\w%.-][\w%./-]*(?:/|\.(?:s?html?|jspx?|aspx?|php|do|action|pdf|docx?|wps|ofd|zip|rar)(?:\?[^'\"\s<>]*)?)"
)
_ADDRESS = re.compile(_PATH, re.IGNORECASE)
_OPENED = re.compile(
    rf"(?:\blocation(?:\.href)?\s*=\s*|\b[\w.]{{1,40}}\(\s*(?:this\s*,\s*)?)['\"](?P<url>{_PATH})['\"](?!\s*\+)",
    re.IGNORECASE,
)
_CHOSEN = re.compile(
    r"(?:['\"](?P<head>[^'\"]{1,200})['\"]\s*\+\s*)?(?:this|\w{1,30})(?:\.options\[[^\]]{1,60}\])?\.value\b"
    r"(?:\s*\+\s*['\"](?P<tail>[^'\"]{1,100})['\"])?"
)
_CALLED = re.compile(r"\b(?P<name>\w{1,40})\(\s*this(?:\.options\[[^\]]{1,60}\])?\.value\s*\)")
"""``onchange="gotopage(this.value)"``: what the function opens is said elsewhere in the page."""
_LEADS_ON = re.compile(r"\blocation\b|\bopen\s*\(|\b(?:go|jump|link|href|url|turn)\w*\s*\(", re.IGNORECASE)
_DATA = ("data-href", "data-url", "data-link", "data-src")
_SHOWN = frozenset({"img", "iframe", "frame", "embed", "source", "video", "audio", "script", "object"})
"""Elements that show what they name, now or later, and lead nowhere."""
_NO_LINKS = _SHOWN | {"body", "form", "option"}
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|ico|mp4|mp3)(?:$|\?)", re.IGNORECASE)
_CONTENTS = 30
"""Elements inside one that is clicked; what holds more is a part of the page, and its links speak for themselves."""
_FIELDS = 20
"""Fields of a form that chooses something; one with more is meant to be filled in."""
_OPTIONS = 300
"""More organs than any region has."""


def targets(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every element of a parsed page that leads somewhere, with the address as it stands there, in order."""
    known = cache(lambda: openers(tree))  # most pages need none
    for node in tree.iter():
        if node.tag in ("a", "area"):
            href = node.get("href") or ""
            if href.strip()[:11].lower() == "javascript:" or href.strip() in ("", "#"):
                href = _opened(href) or _clicked(node, known) or opened(href, known()) or ""
            if href:
                yield node, href
        elif node.tag == "select":
            yield from _options(node, known)
        elif isinstance(node.tag, str) and node.tag not in _NO_LINKS and _is_leaf(node):
            href = _clicked(node, known)
            if href is not None:
                yield node, href


def _opened(script: str) -> str | None:
    found = _OPENED.search(script[:2000])
    return found["url"] if found else None


def _clicked(node: Any, known: Callable[[], Mapping[str, Opener]]) -> str | None:
    """The address that an element holds for a script, or that its own script opens."""
    for name in _DATA:
        value = (node.get(name) or "").strip()
        if _ADDRESS.fullmatch(value) and not _PICTURE.search(value):
            return value
    script = node.get("onclick") or ""
    return (_opened(script) or opened(script, known())) if script else None


def _is_leaf(node: Any) -> bool:
    """Is this an element that leads somewhere by itself, with no links inside?"""
    if not (node.get("onclick") or any(node.get(name) for name in _DATA)):
        return False
    inside = list(islice(node.iter(), _CONTENTS))
    return len(inside) < _CONTENTS and not any(one.tag in ("a", "select") for one in inside)


def _options(select: Any, known: Callable[[], Mapping[str, Opener]]) -> Iterator[tuple[Any, str]]:
    script = select.get("onchange") or ""
    template = _CHOSEN.search(script) if _LEADS_ON.search(script) else None
    form = next(islice(select.iterancestors("form"), 1), None)
    for option in islice(select.iter("option"), _OPTIONS):
        value = (option.get("value") or "").strip()
        if _ADDRESS.fullmatch(value):
            yield option, value
        elif not value:
            continue
        elif (opened := _opened(option.get("onclick") or "")) is not None:
            yield option, opened
        elif template is not None and template["head"]:
            yield option, f"{template['head']}{quote(value)}{template['tail'] or ''}"
        elif (called := _CALLED.search(script)) and (opener := known().get(called["name"])) is not None:
            address = opener.address((value,))
            if address is not None:
                yield option, address
        elif form is not None and (sent := _sent(form, select, value)) is not None:
            yield option, sent


def _sent(form: Any, chosen: Any, value: str) -> str | None:
    """The address that a form asks for with this value; None for one that posts, and for a search."""
    if (form.get("method") or "get").strip().lower() != "get" or not chosen.get("name"):
        return None
    fields: list[tuple[str, str]] = []
    parts = list(islice(form.iter("input", "select"), _FIELDS + 1))
    for node in parts if len(parts) <= _FIELDS else ():
        name, kind = node.get("name"), (node.get("type") or "text").lower()
        if node.tag == "input" and kind in ("text", "search", "date"):
            return None
        if not name or (node.tag == "input" and kind != "hidden"):
            continue
        fields.append((name, value if node is chosen else _now(node)))
    return f"{(form.get('action') or '').partition('?')[0]}?{urlencode(fields)}" if fields else None


def _now(node: Any) -> str:
    """What a field holds when nobody touches it."""
    if node.tag == "input":
        return str(node.get("value") or "")
    options = list(islice(node.iter("option"), _OPTIONS))
    first = next((one for one in options if one.get("selected") is not None), options[0] if options else None)
    return str(first.get("value") or "") if first is not None else ""
