"""How does LonSun (龙讯) publish reports? Most of Anhui; counties of Sichuan, Qinghai, Hubei, Henan, Gansu (2026).

The page is the report: ``/public/column/<organ>?type=3&action=detail&nav=3&title=2021`` shows that organ's report of
that year, with an empty ``title`` the latest (``timeFrame`` in other skins). Types in the vendor's code: 1 制度,
2 指南, 3 年报, 4 目录, 5 依申请公开. Lists are filled by ``/site/label/8888`` with parameters that stand in the page;
an empty one says 暂无相关信息.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Lead, Link, Page
from crawler.platforms.generic import Generic, unique, unique_leads
from crawler.platforms.words import COLUMN, is_rejected, tidy
from crawler.urls import resolve

MAX_PAGES = 100
"""A list that goes on longer is not one of reports."""

_MARKS = re.compile(r"/site/label/8888|/public/column/\d+\?|/site/tpl/|<meta\s+name=[\"']SiteId[\"']", re.IGNORECASE)
_ORGAN = re.compile(r"/public/column/(\d{1,18})$")
_LABEL_URL = re.compile(r"[\"'](/site/label/\d{1,6}\?[^\"'\s<>]{1,1000})[\"']")
_LABEL_DATA = re.compile(
    r"[\"'](/site/label/\d{1,6})[\"'].{0,200}?\{([^{}]{0,2000}labelName[^{}]{1,2000})\}", re.DOTALL
)
_FIELD = re.compile(r"[\"']?(\w{1,30})[\"']?\s*:\s*(?:[\"']([^\"']{0,300})[\"']|(\d{1,18})|(true|false))")
_LISTS = re.compile(r"publicInfoList", re.IGNORECASE)
_YEAR_FIELDS = ("title", "timeFrame")
_YEAR = re.compile(r"(?:19|20)\d\d")


class LonSun(Generic):
    """LonSun's openness pages."""

    name = "lonsun"

    def recognise(self, page: Page) -> bool:
        """By the addresses of its columns and labels."""
        return _MARKS.search(page.html) is not None

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """The page of each organ that the page names, in place of its own; and what is linked."""
        if page.root is not None:
            return ()
        organs = list(self._organs(page))
        ours = {url for url, _ in organs}
        linked = (c for c in super().listings(page) if not _is_report(c.url) or c.url not in ours)
        found = [Candidate(url, text, COLUMN + 6) for url, text in organs]
        own = [c for c in linked if not _year(c.url)]
        return tuple(sorted((*found, *own), key=lambda candidate: -candidate.score))

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Besides the usual links every year that a page of reports links to."""
        years = (self._of_year(link) for link in page.links if _is_report(link.url) and _year(link.url))
        return unique_leads((*years, *super().leads(page)), page)

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What its labels would ask for: the first page of the list, then the next as long as there are rows."""
        if page.root is not None:
            return unique(_following(page), page)
        return unique((*super().pages(page), *_labels(page)), page)

    def _of_year(self, link: Link) -> Lead:
        text = tidy(link.text)
        return Lead(link.url, f"{text}年度" if _YEAR.fullmatch(text) else text, link.title)

    def _organs(self, page: Page) -> Iterator[tuple[str, str]]:
        """On a page of reports: the same page of every other organ that is named."""
        parts = urlsplit(page.final_url)
        own = _ORGAN.search(parts.path)
        if own is None or not _is_report(page.final_url):
            return
        fields = [(name, "" if name in _YEAR_FIELDS else value) for name, value in parse_qsl(parts.query, True)]
        for link in page.links:
            found, text = _ORGAN.search(urlsplit(link.url).path), tidy(link.text)
            if found and found[1] != own[1] and text and not is_rejected(text):
                path = parts.path[: own.start(1)] + found[1]
                yield urlunsplit((parts.scheme, parts.netloc, path, urlencode(fields), "")), text


def _fields(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _is_report(url: str) -> bool:
    """Is this the address of an organ's reports (type 3)?"""
    return _ORGAN.search(urlsplit(url).path) is not None and _fields(url).get("type") == "3"


def _year(url: str) -> str | None:
    fields = _fields(url)
    return next((fields[name] for name in _YEAR_FIELDS if _YEAR.fullmatch(fields.get(name, ""))), None)


def _labels(page: Page) -> Iterator[Ask]:
    """The lists that scripts of the page would fill."""
    text = unescape(page.html)
    for address in _LABEL_URL.findall(text):
        yield from _label(page, address.partition("?")[0], _fields(address))
    for address, data in _LABEL_DATA.findall(text):
        fields = {name: one or two or three for name, one, two, three in _FIELD.findall(data)}
        yield from _label(page, address, fields)


def _label(page: Page, address: str, fields: dict[str, str], number: int = 1) -> Iterator[Ask]:
    if not _LISTS.search(fields.get("labelName", "")):
        return
    url = resolve(page.base, f"{address}?{urlencode(fields | {'pageIndex': str(number)})}")
    if url is not None:
        yield Ask.script(url, number)


def _following(part: Page) -> Iterator[Ask]:
    number = (part.ask.number or 1) if part.ask is not None else MAX_PAGES
    if part.ask is not None and part.root is not None and part.links and number < MAX_PAGES:
        yield from _label(part.root, urlsplit(part.ask.url).path, _fields(part.ask.url), number + 1)
