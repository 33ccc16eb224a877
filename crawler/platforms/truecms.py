"""How does TrueCMS list reports? 南通 and its counties, 如皋, 连云港 (2026).

A script of the column holds ``columnId:'…'`` and ``proxyUrl:'…/messageController/getMessage.do'``; what that address
answers is ``cb({"result":"<record>…</record>"})``. Records are asked for by ``startrecord`` and ``endrecord``; servers
give 10, 20 or 50 at most, whatever was asked for, so each request begins where the last answer ended. Without a referer
they answer 404. The first records may also stand in the page, and are all there is where the address is switched off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from lxml.html import tostring

from crawler.ask import Ask
from crawler.platforms.base import Lead, Page
from crawler.platforms.generic import Generic, unique, unique_leads
from crawler.platforms.hanweb_jpage import MAX_RECORDS, records_in
from crawler.urls import resolve

LEAST = 10
"""The smallest number of records that a server is known to stop at; fewer are the end of the list."""
MAX_LISTS = 20
"""Lists of one page that are looked at."""

_MARK = "messageController/getMessage.do"
_PROXY = re.compile(r"[\"']([^\"'\s<>]{0,200}messageController/getMessage\.do)")
_COLUMN = re.compile(r"\bcolumnId[\"']?\s*[:=]\s*[\"']?([\w-]{1,64})")
_WINDOW = re.compile(r"\b(?:perPage|pageSize)[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,7})", re.IGNORECASE)
_CALLBACK = re.compile(r"\s*[\w.$]{1,80}\s*\(")


@dataclass(frozen=True)
class _List:
    proxy: str
    column: str
    window: int

    def ask(self, start: int) -> Ask:
        """The request for the records from this one on, counted from 1."""
        query = {
            "startrecord": start,
            "endrecord": start + self.window - 1,
            "perpage": self.window,
            "columnId": self.column,
            "callback": "cb",
        }
        return Ask.script(f"{self.proxy}?{urlencode(query)}", start)


class TrueCms(Generic):
    """TrueCMS."""

    name = "truecms"

    def recognise(self, page: Page) -> bool:
        """By the address that its lists are asked of."""
        return _MARK in page.html

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """The records from the first one, then from where the last answer ended."""
        return unique((*self._records(page), *super().pages(page)), page)

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Links, and the first records where they stand in the page."""
        first = "".join(tostring(node, encoding="unicode") for node in page.tree.xpath("//*[@id='initData']"))
        listed = super().leads(page.part(first)) if first and page.column is not None and page.root is None else ()
        return unique_leads((*listed, *super().leads(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """The records in the answer. Raises ValueError for any other answer."""
        called = _CALLBACK.match(text)
        data = json.loads(text[called.end() : text.rindex(")")] if called else text)
        result = data["result"]
        if not isinstance(result, str):
            raise ValueError("no records in the answer")
        total = _TOTAL.search(result)
        rows = "\n".join(f"<div>{record}</div>" for record in records_in(result)) or result
        return f'<ul data-total="{total[1]}">{rows}</ul>' if total else rows

    def _records(self, page: Page) -> Iterator[Ask]:
        for one in _lists(page.root or page):
            if page.root is None:
                yield one.ask(1)
            elif page.ask is not None and parse_qs(urlsplit(page.ask.url).query).get("columnId") == [one.column]:
                start, received = page.ask.number or 1, len(page.links)
                total = min([MAX_RECORDS, *(int(told) for told in page.tree.xpath("//ul/@data-total"))])
                if received >= min(one.window, LEAST) and start + received <= total:
                    yield one.ask(start + received)


def _lists(page: Page) -> Iterator[_List]:
    proxies, windows = list(_PROXY.finditer(page.html)), list(_WINDOW.finditer(page.html))
    seen: set[str] = set()
    for column in _COLUMN.finditer(page.html):
        if column[1] in seen or len(seen) >= MAX_LISTS:
            continue
        seen.add(column[1])
        proxy, window = _nearest(proxies, column.start()), _nearest(windows, column.start())
        url = resolve(page.base, proxy) if proxy else None
        if url is not None:
            yield _List(url, column[1], max(int(window), 1) if window else LEAST)


def _nearest(found: Iterable[re.Match[str]], place: int) -> str | None:
    best = min(found, key=lambda match: abs(match.start() - place), default=None)
    return best[1] if best is not None else None
