"""How does Ucap (开普) list reports? Sichuan, Hunan, Xinjiang, Hainan, Tibet, Heilongjiang, many ministries (2026).

Lists are files of names like ``list.shtml`` or ``zfxxgkMultiList.shtml`` without links to their other pages: a script
``createPageHTML('page_div', 3, 1, 'list', 'shtml', 41)`` tells them, the string first and the current page from 1. Page
2 is ``list_2.shtml``, at one site ``list_1.shtml``. Other lists are filled from ``/common/search/<channel>`` as JSON;
where the page puts a token of its own into that address, only a browser can fill them. Declared days may be the hour at
which the page was made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Page, marks
from crawler.platforms.generic import Generic, unique
from crawler.urls import resolve

MAX_PAGES = 100
"""A pager that claims more pages than this is wrong or hostile."""

_MARKED = marks(
    r"<ucap(?:title|content)\b",
    r"<publishtime\b",
    r"createpagehtml\(\s*[\"']page_div",
    r"/common/search/[0-9a-f]{16,}",
    r"/searchlist/[0-9a-f]{16,}",
    r"/c\d{5,7}/(?:\d{6}/[0-9a-f]{32}|\w*list)\.shtml",
)
_PAGER = re.compile(
    r"createPageHTML\(\s*[\"']\w{1,40}[\"']\s*,\s*[\"']?(\d{1,5})[\"']?\s*,\s*[\"']?(\d{1,5})[\"']?\s*,\s*"
    r"[\"']([\w-]{1,60})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)
_NUMBERED = re.compile(r"_(\d{1,5})\.\w+$")
_SEARCH = re.compile(
    r"[\"'](/(?:[\w-]+/)?(?:common/search|searchList|search)/[0-9a-f]{16,64}(?:\?[^\"'\s<>]{0,600})?)[\"']"
)
_TOKEN = re.compile(r"token|sign|nonce|_t$", re.IGNORECASE)


class Ucap(Generic):
    """Ucap's portals."""

    name = "ucap"

    def recognise(self, page: Page) -> bool:
        """By its own tags, the shape of its pager, or the addresses of its searches."""
        return _MARKED(page.lowered)

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """As everywhere, but for the pages of the list itself."""
        pages = {ask.key for ask in self.pages(page)}
        return tuple(c for c in super().listings(page) if Ask(c.url).key not in pages)

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """The files that the pager's script names; the searches that fill the list; the next part of one."""
        if page.root is not None:
            return unique(_following(page), page)
        return unique((*super().pages(page), *_files(page), *_searches(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """The results of a search: JSON, or HTML as it is."""
        if not text.lstrip().startswith(("{", "[")):
            return text
        data = json.loads(text)["data"]
        rows = "".join(_row(result) for result in data["results"] if isinstance(result, dict))
        return f'<ul data-total="{int(data["total"])}" data-rows="{int(data.get("rows") or 15)}">{rows}</ul>'


def _files(page: Page) -> Iterator[str]:
    """The other pages of a list of files. Which way they are counted shows on the second file: its number is that of
    its page, or one less.
    """
    found = next((match for script in page.scripts if (match := _PAGER.search(script))), None)
    if found is None or int(found[1]) < 2:
        return
    total, current, name, ending = min(int(found[1]), MAX_PAGES), int(found[2]), found[3], found[4]
    numbered = _NUMBERED.search(urlsplit(page.final_url).path)
    from_one = numbered is not None and int(numbered[1]) == current - 1
    numbers = [*range(1, total)] if from_one else [*range(2, total + 1)]
    if numbered is None and total == 2:
        numbers.append(1)  # there is no second file to tell it
    for number in numbers:
        url = resolve(page.base, f"{name}_{number}.{ending}")
        if url is not None:
            yield url


def _searches(page: Page) -> Iterator[Ask]:
    for address in _SEARCH.findall(unescape(page.html)):
        yield from _search(page, address, 1)


def _search(page: Page, address: str, number: int) -> Iterator[Ask]:
    parts = urlsplit(address)
    fields = dict(parse_qsl(parts.query, keep_blank_values=True))
    if any(_TOKEN.search(name) for name in fields):
        return  # made by a script in the browser; never rebuilt
    fields = {"_isAgg": "true", "_isJson": "true", "_pageSize": "15", "_template": "index"} | fields
    url = resolve(page.base, f"{parts.path}?{urlencode(fields | {'page': str(number)})}")
    if url is not None:
        yield Ask.script(url, number)


def _following(part: Page) -> Iterator[Ask]:
    if part.ask is None or part.root is None:
        return
    number = part.ask.number or 1
    found = re.search(r'data-total="(\d{1,7})" data-rows="(\d{1,4})"', part.html)
    more = number * int(found[2]) < int(found[1]) if found else bool(part.links)
    if more and number < MAX_PAGES:
        parts = urlsplit(part.ask.url)
        yield from _search(part.root, f"{parts.path}?{parts.query}", number + 1)


def _row(result: dict[str, Any]) -> str:
    title = re.sub(r"<[^<>]*>", "", str(result.get("title") or ""))
    href, day = str(result.get("url") or ""), str(result.get("publishedTimeStr") or "")[:10]
    return f'<li><a href="{escape(href)}" title="{escape(title)}">{escape(title)}</a><span>{escape(day)}</span></li>'
