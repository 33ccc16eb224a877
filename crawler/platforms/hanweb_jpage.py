"""How does the classic system of Hanweb (大汉) list reports? 江苏, 山东, 江西, 甘肃, 医保局, 知识产权局 … (2026).

A column ``/col/col5417/index.html`` holds its first 45 records as CDATA in a script, which is all of most 年报 columns;
``$('#1737').jpage({totalRecord: 61, perPage: 15, proxyUrl: '…/dataproxy.jsp'})`` fetches the others. The fields that
the proxy wants stand in ``<nextgroup>`` or in that call. Some servers heed ``startrecord`` and ``endrecord``, some only
``page``: both are sent, for a window of one page, where they mean the same. Some ministries encrypt the fields, and the
proxy answers with 54 bytes and nothing in them; then the page is asked for at the address that a reader would have,
``?uid=1739&pageNum=4``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Lead, Page
from crawler.platforms.generic import Generic, unique, unique_leads
from crawler.platforms.words import COLUMN, says_report, says_tab, tidy
from crawler.urls import resolve, url_key

PER_PAGE = 15
"""Records on a page where the page does not say it: what jpage takes then. The first three pages stand in the page."""
MAX_RECORDS = 5000
"""Records looked at on one page, and in one column."""
MAX_LISTS = 20
"""Lists of one page that are looked at."""

_MARKS = re.compile(r"dataproxy\.jsp|<recordset>|\.jpage\(|/(?:jquery\.)?jpage(?:\.min)?\.js")
_PROXY = re.compile(r"[\"'(]([^\"'()\s<>]{0,200}dataproxy\.jsp)")
_CALL = re.compile(r"\$\(\s*[\"']#(\w{1,64})[\"']\s*\)\.jpage\(")
_CALL_LENGTH = 3000
_TOTAL = re.compile(r"\btotalRecord[\"']?\s*[:=]\s*[\"']?(\d{1,7})|<totalrecord>\s*(\d{1,7})", re.IGNORECASE)
_PER_PAGE = re.compile(r"\bperPage[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*([\"'])(.{1,1500}?)\1", re.DOTALL)
_ARRAY = re.compile(r"\bvar\s+InitData\w{0,20}\s*=\s*\[", re.IGNORECASE)
_FIELDS = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
_FIELD = re.compile(
    rf"[\"'&?{{,\s]({'|'.join(_FIELDS)})[\"']?\s*[:=]\s*(?:[\"']([^\"']{{0,200}})[\"']|([^\"'&,;\s}}]{{1,200}}))"
)
_COLUMN = re.compile(r"/col/col\d+/")
_PAGE_NUMBER = re.compile(r"(?:^|&)pageNum=(\d{1,5})(?:&|$)")


@dataclass(frozen=True)
class _List:
    """One list of a page: its records so far, and how the others are had."""

    records: tuple[str, ...]
    proxy: str | None
    fields: Mapping[str, str]
    total: int | None
    per_page: int

    @property
    def unit(self) -> str:
        return self.fields.get("unitid", "")

    @property
    def encrypted(self) -> bool:
        return not self.unit.isdigit()

    def has(self, number: int) -> bool:
        """Is there a page of this number, counted from 1?"""
        return (number - 1) * self.per_page < min(self.total if self.total is not None else MAX_RECORDS, MAX_RECORDS)


class HanwebJpage(Generic):
    """Hanweb's jpage."""

    name = "hanweb_jpage"

    def recognise(self, page: Page) -> bool:
        """By its pager, its proxy or the records that stand in the page."""
        return _MARKS.search(page.html) is not None

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """The pages that do not stand in the page itself, two ahead, so that one that fails does not end the list."""
        return unique((*self._further(page), *super().pages(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """The records of the proxy's XML."""
        return "\n".join(records_in(text))

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Tabs by department or year are columns with a number each, which says nothing: there the words decide."""
        found = {candidate.url: candidate for candidate in super().listings(page)}
        if page.column is not None and page.root is None:
            for link in page.links:
                if says_tab(tidy(link.text)) and _COLUMN.search(link.url) and url_key(link.url) != page.key:
                    found.setdefault(link.url, Candidate(link.url, tidy(link.text), COLUMN))
        return tuple(found.values())

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Static links, and those in the records. Outside a column their words must say report."""
        if page.root is not None:
            return super().leads(page)
        embedded = super().leads(page.part("\n".join(records_in(page.html))))
        wanted = (lead for lead in embedded if page.column is not None or says_report(lead.name))
        return unique_leads((*wanted, *super().leads(page)), page)

    def _further(self, page: Page) -> Iterator[Ask]:
        asked = dict(parse_qsl(page.ask.body.decode())) if page.ask is not None and page.ask.body else {}
        root = page.root or page
        for one in _lists(root):
            if page.root is None:
                yield from self._from_page(root, one)
            elif page.ask is not None and page.ask.number is not None and one.unit == asked.get("unitid"):
                if page.links:
                    yield from self._window(root, one, page.ask.number + 1)
                elif one.encrypted and one.total is not None:
                    yield _readable(root, one, page.ask.number)

    def _from_page(self, page: Page, one: _List) -> Iterator[Ask]:
        found = _PAGE_NUMBER.search(urlsplit(page.final_url).query)
        if found is not None:  # only encrypted lists are read this way
            if one.has(int(found[1]) + 1):
                yield _readable(page, one, int(found[1]) + 1)
            return
        full = len(one.records) >= one.per_page or not one.records
        if full if one.total is None else len(one.records) < one.total:
            yield from self._window(page, one, len(one.records) // one.per_page + 1)

    def _window(self, page: Page, one: _List, first: int) -> Iterator[Ask]:
        proxy = resolve(page.base, one.proxy) if one.proxy else None
        if proxy is None or not one.unit or "columnid" not in one.fields:
            return
        for number in range(first, first + (1 if one.encrypted else 2)):
            if one.has(number):
                begin = (number - 1) * one.per_page
                window = {
                    "startrecord": begin + 1,
                    "endrecord": begin + one.per_page,
                    "perpage": one.per_page,
                    "page": number,
                }
                yield Ask.form(f"{proxy}?{urlencode(window)}", {**one.fields, **window}, number)


def _readable(page: Page, one: _List, number: int) -> Ask:
    """The address that a reader of this page of the list would have."""
    parts = urlsplit(page.final_url)
    return Ask(f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode({'uid': _unit_of(page), 'pageNum': number})}")


def _unit_of(page: Page) -> str:
    """The number of the list in the page, which is in clear even where the fields of its proxy are not."""
    found = _CALL.search(page.html)
    return found[1] if found else ""


def _lists(page: Page) -> Iterator[_List]:
    """The lists of a page: a store of records each, or a call of jpage without one."""
    calls = {found[1]: _call(page.html, found) for found in islice(_CALL.finditer(page.html), MAX_LISTS)}
    proxy = _PROXY.search(page.html)
    address = proxy[1] if proxy else None
    stores = tuple(islice(_between(page.html, "<datastore>", "</datastore>"), MAX_LISTS))
    for store in stores:
        told, where = _next_group(store)
        call = calls.get(told.get("unitid", ""), next(iter(calls.values()), "") if len(stores) == 1 else "")
        yield _list(tuple(records_in(store)), where or address, _fields(call) | told, store, call)
    if not stores:
        records = tuple(records_in(page.html)) if len(calls) < 2 else ()
        for call in calls.values():
            yield _list(records, address, _fields(call), "", call)


def _call(html: str, found: re.Match[str]) -> str:
    """What a call of jpage is given; its fields may stand in a variable of their own, ``param_212860``."""
    given = re.search(rf"\bparam_?{found[1]}\s*=\s*(\{{[^{{}}]{{1,1000}}\}})", html)
    return html[found.end() : found.end() + _CALL_LENGTH] + (given[1] if given else "")


def _list(records: tuple[str, ...], proxy: str | None, fields: Mapping[str, str], store: str, call: str) -> _List:
    total, per_page = _TOTAL.search(store) or _TOTAL.search(call), _PER_PAGE.search(call)
    number = int(total[1] or total[2]) if total else None
    thirds = len(records) // 3 if records and len(records) % 3 == 0 and number is None else PER_PAGE
    return _List(records, proxy, fields, number, max(int(per_page[1]), 1) if per_page else thirds)


def _fields(call: str) -> dict[str, str]:
    return {name: quoted or bare for name, quoted, bare in _FIELD.findall(call)}


def _next_group(store: str) -> tuple[dict[str, str], str]:
    """The fields and the address of the proxy that stand with the records."""
    for group in _between(store, "<nextgroup>", "</nextgroup>"):
        if href := _HREF.search(group):
            address, _, query = unescape(href[2]).partition("?")
            return {name: value.strip("'") for name, value in parse_qsl(query) if name in _FIELDS}, address
    return {}, ""


def records_in(text: str) -> Iterator[str]:
    """The HTML of each record of a store; of a page without one, of the array that stood in its place before it."""
    array = _ARRAY.search(text) if "<record>" not in text else None
    if array is not None:
        strings = text[array.end() : text.find("];", array.end())].replace("\\'", '"').replace("\\", "")
        yield from (record.strip(" \r\n\t'") for record in strings.split("',")[:MAX_RECORDS] if "<a" in record)
        return
    for number, record in enumerate(_between(text, "<record>", "</record>")):
        if number >= MAX_RECORDS:
            return
        yield record.strip().removeprefix("<![CDATA[").removesuffix("]]>")


def _between(text: str, begin: str, end: str) -> Iterator[str]:
    """What stands between two marks, each character looked at once."""
    at = text.find(begin)
    while at >= 0:
        until = text.find(end, at)
        if until < 0:
            return
        yield text[at + len(begin) : until]
        at = text.find(begin, until)
