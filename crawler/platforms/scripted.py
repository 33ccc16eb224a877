"""Which rows of a listing, and which menus, stand in the page's scripts, as data that a script would draw?

``var data = [{"title": "…年报", "url": "/detail/1.html", "date": "2022-01-20"}, …]`` is as good as a list of links:
what is needed stands in the page, and no browser has to draw it. Only what calls itself a report is taken. So are the
trees of catalogues, ``d.add(3,1,'信息公开年报','list.asp?cat=7')`` (dTree) and ``{name:"…",url:"…"}`` (zTree; 2026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from crawler.platforms.base import Lead, Page
from crawler.platforms.data import is_address_key, leads_on
from crawler.platforms.words import says_report, tidy
from crawler.urls import resolve

MAX_SCRIPT = 2 * 1024 * 1024
"""Characters of a script that are looked at."""
MAX_TREE = 300_000
"""Characters of a script that draws the tree of a catalogue."""
MAX_ROWS = 2000

_RECORD = re.compile(r"\{[^{}]{10,4000}\}")
_FIELD = re.compile(r"""["']?(\w{1,40})["']?\s*:\s*(?:"((?:[^"\\]|\\.){0,1000})"|'((?:[^'\\]|\\.){0,1000})')""")
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
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_SIGNS = ("公开", "\\u516c\\u5f00", "\\u516C\\u5F00")


def rows(page: Page) -> Iterator[Lead]:
    """The rows with the title of a report and an address."""
    found = 0
    for script in page.scripts:
        if len(script) > MAX_SCRIPT or not any(sign in script for sign in _SIGNS):
            continue
        for record in _RECORD.findall(script):
            lead = _lead(page, record)
            if lead is not None:
                yield lead
                found += 1
                if found >= MAX_ROWS:
                    return


def menu(page: Page) -> Iterator[tuple[str, str]]:
    """Address and words of the entries of trees whose words have to do with publication, in order."""
    found = 0
    for script in page.scripts:
        if len(script) > MAX_TREE or not any(sign in script for sign in _SIGNS):
            continue
        for node in _NODE.finditer(script):
            words = _plain(node["name"] or node["name2"])
            url = resolve(page.base, _plain(node["url"] or node["url2"])) if "公开" in words else None
            if url is not None:
                yield url, words
                found += 1
                if found >= MAX_ROWS:
                    return


def files(page: Page) -> Iterator[str]:
    """Files that a script shows in a viewer: ``PDFObject.embed("/doc/1.pdf")``, ``var file = "/doc/1.pdf"``."""
    for script in page.scripts:
        for found in islice(_FILE.finditer(script), MAX_FILES) if len(script) <= MAX_SHOWING else ():
            url = resolve(page.base, found[1])
            if url is not None:
                yield url


def _lead(page: Page, record: str) -> Lead | None:
    fields = [(name, _plain(double or single)) for name, double, single in _FIELD.findall(record)]
    title = next((value for _, value in fields if len(value) < 200 and says_report(tidy(value))), None)
    href = next((value for name, value in fields if is_address_key(name) and leads_on(value)), None)
    url = resolve(page.base, href) if title and href else None
    day = next((found[0] for _, value in fields if (found := _DAY.match(value))), None)
    return Lead(url, title, date=day) if url and title else None


def _plain(text: str) -> str:
    """What a string of a script says."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text.replace("\\", "")
