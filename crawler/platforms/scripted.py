"""Which rows of a listing, and which menus, stand in the page's scripts, as data that a script would draw?

``var data = [{"title": "…年报", "url": "/detail/1.html", "date": "2022-01-20"}, …]`` is as good as a list of links:
what is needed stands in the page, and no browser has to draw it. Only what calls itself a report is taken. So are the
trees of catalogues, ``d.add(3,1,'信息公开年报','list.asp?cat=7')`` (dTree), ``{name:"…",url:"…"}`` (zTree), and menus
whose fields have any names or none, ``["政务公开","/zwgk/"]`` (2026). Where a record has no address but the page says
how one is put together (:mod:`crawler.platforms.templates`), that is its address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from crawler.platforms.base import Lead, Page
from crawler.platforms.data import is_address_key, leads_on
from crawler.platforms.templates import Template, templates
from crawler.platforms.words import says_report, tidy
from crawler.urls import resolve

MAX_SCRIPT = 2 * 1024 * 1024
"""Characters of a script that are looked at."""
MAX_TREE = 300_000
"""Characters of a script that draws the tree of a catalogue."""
MAX_ROWS = 2000
_ENTRY = 60
"""Characters of the words of an entry of a menu."""

_RECORD = re.compile(r"\{[^{}]{10,4000}\}")
_FIELD = re.compile(
    r"""["']?\b(\w{1,40})["']?\s*:\s*(?:"((?:[^"\\]|\\.){0,1000})"|'((?:[^'\\]|\\.){0,1000})'|(\d{1,18})(?![\w.]))"""
)
_NODE = re.compile(
    r"\.add\(\s*['\"]?[\w-]{1,40}['\"]?\s*,\s*['\"]?[\w-]{1,40}['\"]?\s*,\s*(['\"])(?P<name>[^'\"<>]{2,60})\1\s*,"
    r"\s*(['\"])(?P<url>[^'\"<>\s]{1,500})\3"
    r"|[\"']?\b(?:name|title|text|label)[\"']?\s*:\s*([\"'])(?P<name2>[^'\"<>]{2,120})\5[^{}]{0,200}?"
    r"[\"']?\b(?:url|href|link)[\"']?\s*:\s*([\"'])(?P<url2>[^'\"<>\s]{1,500})\7"
)
_FILE = re.compile(
    r"(?:\bembed\(\s*|\b\w{0,20}(?:url|file|path|src|pdf)\w{0,20}[\"']?\s*[:=]\s*)"
    r"[\"']([^\"'<>\\]{1,400}\.(?:pdf|docx?|wps|ofd))[\"']",
    re.IGNORECASE,
)
MAX_FILES = 10
MAX_SHOWING = 20_000
"""Characters of a script that shows a file; libraries are longer."""
_WORDS = r"[^\"'<>]{0,60}(?:公开|\\u516[cC]\\u5f00|\\u516[cC]\\u5F00)[^\"'<>]{0,60}"
_PATH = (
    r"(?![^\"'<>\s]{0,300}\.(?:png|jpe?g|gif|svg|ico|css|js)\b)(?:(?:https?:)?//|\.{0,2}/|[\w-]{1,60}(?:/[\w-]{1,60}){0,8}"
    r"(?:/|\.(?:s?html?|jsp|aspx?|php|do)\b))[^\"'<>\s]{0,300}"
)
_BETWEEN = r"[\"']\s*,[^{}\[\]();]{0,200}?[\"']"
_NAMED = re.compile(rf"[\"'](?P<name>{_WORDS}){_BETWEEN}(?P<url>{_PATH})[\"']")
_LED = re.compile(rf"[\"'](?P<url>{_PATH}){_BETWEEN}(?P<name>{_WORDS})[\"']")
"""An entry of a menu, whatever its fields are called: the words first, or the address."""
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_SIGNS = ("公开", "\\u516c\\u5f00", "\\u516C\\u5F00")


def rows(page: Page) -> Iterator[Lead]:
    """The rows with the title of a report and an address."""
    found = 0
    made: tuple[Template, ...] | None = None
    for script in page.scripts:
        if len(script) > MAX_SCRIPT or not any(sign in script for sign in _SIGNS):
            continue
        made = templates(page.scripts) if made is None else made
        for record in _RECORD.findall(script):
            lead = _lead(page, record, made)
            if lead is not None:
                yield lead
                found += 1
                if found >= MAX_ROWS:
                    return


def menu(page: Page) -> Iterator[tuple[str, str]]:
    """Address and words of the entries of trees and menus whose words have to do with publication, in order."""
    told = (script for script in page.scripts if len(script) <= MAX_TREE and any(sign in script for sign in _SIGNS))
    made = templates(page.scripts)
    for words, href in islice((entry for script in told for entry in _entries(script, made)), MAX_ROWS):
        url = resolve(page.base, href) if "公开" in words else None
        if url is not None:
            yield url, words


def tells(page: Page) -> bool:
    """Do the page's scripts hold links of a menu or of a list?"""
    return any(True for _ in menu(page)) or any(True for _ in rows(page))


def _entries(script: str, made: tuple[Template, ...]) -> Iterator[tuple[str, str]]:
    """Words and address as they stand in a script."""
    named = set()
    for node in _NODE.finditer(script):
        named.add(words := _plain(node["name"] or node["name2"]))
        yield words, _plain(node["url"] or node["url2"])
    for pattern in (_NAMED, _LED):
        entries = [(_plain(found["name"]), _plain(found["url"])) for found in pattern.finditer(script)]
        yield from (entry for entry in entries if entry[0] not in named)
        named.update(words for words, _ in entries)
    for record in _RECORD.findall(script) if made else ():
        fields = _fields(record)
        words = next((value for value in fields.values() if "公开" in value and len(value) <= _ENTRY), "")
        href = next(filter(None, (one.address(fields) for one in made)), None)
        if words and href and not any(leads_on(value) for name, value in fields.items() if is_address_key(name)):
            yield words, href


def files(page: Page) -> Iterator[str]:
    """Files that a script shows in a viewer: ``PDFObject.embed("/doc/1.pdf")``, ``var file = "/doc/1.pdf"``."""
    for script in page.scripts:
        for found in islice(_FILE.finditer(script), MAX_FILES) if len(script) <= MAX_SHOWING else ():
            url = resolve(page.base, found[1])
            if url is not None:
                yield url


def _lead(page: Page, record: str, made: tuple[Template, ...]) -> Lead | None:
    fields = _fields(record)
    title = next((value for value in fields.values() if len(value) < 200 and says_report(tidy(value))), None)
    if title is None:
        return None
    href = next((value for name, value in fields.items() if is_address_key(name) and leads_on(value)), None)
    href = href or next(filter(None, (one.address(fields) for one in made)), None)
    url = resolve(page.base, href) if href else None
    day = next((found[0] for value in fields.values() if (found := _DAY.match(value))), None)
    return Lead(url, title, date=day) if url else None


def _fields(record: str) -> dict[str, str]:
    """The fields of a record that are strings or whole numbers."""
    found: dict[str, str] = {}
    for name, double, single, number in _FIELD.findall(record):
        found.setdefault(name, _plain(double or single or number))
    return found


def _plain(text: str) -> str:
    """What a string of a script says."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text.replace("\\", "")
