"""How does Hanweb's jpaas list reports? 浙江, 工信部, parts of 甘肃 and 江苏 (2026).

A list is a unit that an interface builds: its element has an attribute ``queryData="{'webId':'3185','pageId':'…',
'tplSetId':'…','tagId':'…'}"``, and ``…/jpaas-publish-server/front/page/build/unit`` answers JSON that holds the HTML of
one page, with ``count`` and ``rows``. The number of the page counts only inside ``paramJson``: a bare ``pageNo`` is
ignored and page 1 comes back for ever. The vendor's own spelling is ``parseType=bulidstatic``; some pages correct it.
Articles, ``/art/2022/art_<32 hex>.html``, are static.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Page
from crawler.platforms.generic import unique
from crawler.platforms.hanweb_jpage import HanwebJpage
from crawler.urls import resolve

INTERFACE = "/api-gateway/jpaas-publish-server/front/page/build/unit"
"""Where the vendor's script asks when the page does not say another address."""
ROWS = 15
"""Rows on a page where the page does not say it."""
MAX_PAGES = 200
"""Pages of one list that are asked for at most."""
MAX_UNITS = 20
"""Lists of one page that are looked at."""

_ADDRESS = re.compile(r"[\"'(]([^\"'()\s<>]{0,200}jpaas-publish-server/front/page/build/unit)")
_FIELD = re.compile(r"[\"'](\w{1,30})[\"']\s*:\s*(?:[\"']([^\"']{0,200})[\"']|(\d{1,9}))")
_COUNT = re.compile(r"\bcount[\"']?\s*[:=]\s*[\"'](\d{1,6})[\"']", re.IGNORECASE)
_ROWS = re.compile(r"\brows[\"']?\s*[:=]\s*[\"'](\d{1,3})[\"']", re.IGNORECASE)
_NEEDED = ("webId", "pageId", "tagId")


@dataclass(frozen=True)
class _Unit:
    """One list of a page."""

    address: str
    fields: tuple[tuple[str, str], ...]
    count: int | None
    rows: int

    def page(self, number: int) -> Ask:
        """The request for one page, counted from 1."""
        which = json.dumps({"pageNo": number, "pageSize": str(self.rows)}, separators=(",", ":"))
        return Ask.script(f"{self.address}?{urlencode([*self.fields, ('paramJson', which)])}", number)

    def is_of(self, ask: Ask) -> bool:
        """Was this asked of this list?"""
        asked = parse_qs(urlsplit(ask.url).query)
        return all(asked.get(name) == [value] for name, value in self.fields if name in _NEEDED)


class Jpaas(HanwebJpage):
    """Hanweb's jpaas, with what older columns on the same portals have."""

    name = "jpaas"

    def recognise(self, page: Page) -> bool:
        """By its interface or the attribute of its lists."""
        return (
            "jpaas-publish-server" in page.html or re.search(r"\squerydata\s*=", page.html, re.IGNORECASE) is not None
        )

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """The pages of each list that the page does not hold, two ahead."""
        return unique((*self._units(page), *super().pages(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """The HTML in the interface's JSON. Raises ValueError for anything else."""
        if "<record>" in text:
            return super().rows(text, page)
        built = json.loads(text)["data"]["html"]
        if not isinstance(built, str):
            raise ValueError("no HTML in the answer")
        return built

    def _units(self, page: Page) -> Iterator[Ask]:
        for unit in _units(page.root or page):
            if page.root is None:
                first, count, size = 2 if self.leads(page) else 1, unit.count, unit.rows
            elif page.ask is not None and page.ask.number is not None and unit.is_of(page.ask) and page.links:
                first, count, size = page.ask.number + 1, *_told(page.html, unit)
            else:
                continue
            total = MAX_PAGES if count is None else min(-(-count // size), MAX_PAGES)
            for number in range(first, min(first + 1, total) + 1):
                yield unit.page(number)


def _told(built: str, unit: _Unit) -> tuple[int | None, int]:
    """How many rows there are, and how many stand on a page: a server may keep to its own number."""
    count, rows = _COUNT.search(built), _ROWS.search(built)
    size = min(int(rows[1]), unit.rows) if rows else unit.rows
    return int(count[1]) if count else unit.count, max(size, 1)


def _units(page: Page) -> Iterator[_Unit]:
    told = _ADDRESS.search(page.html)
    for node in page.tree.xpath("//*[@querydata]")[:MAX_UNITS]:
        found = {name: quoted or bare for name, quoted, bare in _FIELD.findall(unescape(node.get("querydata")))}
        address = resolve(page.base, node.get("url") or (told[1] if told else INTERFACE))
        if address is None or any(name not in found for name in _NEEDED):
            continue
        wanted = {"parseType": "bulidstatic", "pageType": "column"} | found
        names = ("webId", "pageId", "parseType", "pageType", "tagId", "tplSetId")
        attributes = " ".join(f'{name}="{value}"' for name, value in node.attrib.items())
        count, rows = _COUNT.search(attributes), _ROWS.search(attributes)
        yield _Unit(
            address.partition("?")[0],
            tuple((name, wanted[name]) for name in names if name in wanted),
            int(count[1]) if count else None,
            max(int(rows[1]), 1) if rows else ROWS,
        )
