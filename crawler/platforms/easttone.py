"""How does Easttone's ``new CMS(`` list reports? Districts of Shanghai: 杨浦, 浦东 (2026).

The page is a shell that posts JSON to ``…/api/data/search`` (or ``affair``) and draws what comes back. The channel must
be sent as an array: as a plain value it is passed over and the whole site comes back, ten thousand rows. Days are
counted in milliseconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from html import escape, unescape
from typing import Any

from crawler.ask import Ask
from crawler.platforms.base import Page
from crawler.platforms.generic import Generic, unique
from crawler.urls import resolve

MAX_PAGES = 60
"""A list that claims more is that of the whole site."""
PER_PAGE = 15

_API = re.compile(r"[\"'](?P<url>(?:https?://[\w.:-]{1,80})?/?(?:[\w-]{1,40}/){0,4}api/data/(?:search|affair))[\"']")
_CHANNELS = re.compile(
    r"\bchannel_?(?:list|ids?)[\"']?\s*[:=]\s*(?:\[(?P<many>[^\[\]]{1,400})\]|[\"'](?P<one>[\w,-]{1,200})[\"']|(?P<plain>\d{1,12}))",
    re.IGNORECASE,
)
_ID = re.compile(r"[\w-]{1,64}")
_SIZE = re.compile(r"\bpage_?size[\"']?\s*[:=]\s*[\"']?(\d{1,3})", re.IGNORECASE)
_CHINA = timezone(timedelta(hours=8))


class Easttone(Generic):
    """Easttone's lists."""

    name = "easttone"

    def recognise(self, page: Page) -> bool:
        """By the call and the address that it is told."""
        return "new CMS(" in page.html and _API.search(unescape(page.html)) is not None

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What its script would post: the first page of the channel, then the next as long as there is one."""
        if page.root is not None:
            return unique(_following(page), page)
        return unique((*super().pages(page), *_first(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """The rows of an answer, and how many pages there are."""
        data = json.loads(text)["data"]
        rows = "".join(_row(one) for one in data["list"] if isinstance(one, dict))
        return f'<ul data-pages="{int(data["totalPage"])}">{rows}</ul>'


def _first(page: Page) -> Iterator[Ask]:
    """One list for every call that names its channels."""
    for script in page.scripts:
        for call in script.split("new CMS(")[1:]:
            api, channels = _API.search(call), _CHANNELS.search(call)
            url = resolve(page.base, api["url"]) if api else None
            if url is None or channels is None:
                continue
            ids = _ID.findall(channels["many"] or channels["one"] or channels["plain"])
            size = _SIZE.search(call)
            if ids:
                yield _ask(url, ids, int(size[1]) if size else PER_PAGE, 1)


def _ask(url: str, channels: list[str], size: int, number: int) -> Ask:
    asked = {
        "channelList": channels,
        "pageNo": number,
        "pageSize": size,
        "orderFields": ["display_date", "id"],
        "orderTypes": ["desc", "desc"],
    }
    return Ask.json(url, asked, number)


def _following(part: Page) -> Iterator[Ask]:
    found = re.search(r'data-pages="(\d{1,9})"', part.html)
    if part.ask is None or part.ask.body is None or found is None:
        return
    number, asked = part.ask.number or 1, json.loads(part.ask.body)
    if number < min(int(found[1]), MAX_PAGES) and part.links:
        yield _ask(part.ask.url, asked["channelList"], asked["pageSize"], number + 1)


def _row(one: dict[str, Any]) -> str:
    title = re.sub(r"<[^<>]{0,200}>", "", str(one.get("title") or ""))
    href, ms = str(one.get("url") or ""), one.get("display_date")
    known = isinstance(ms, int) and 0 < ms < 4_102_444_800_000  # up to the year 2100
    day = datetime.fromtimestamp(ms // 1000, UTC).astimezone(_CHINA).date().isoformat() if known and ms else ""
    return f'<li><a href="{escape(href)}" title="{escape(title)}">{escape(title)}</a><span>{day}</span></li>'
