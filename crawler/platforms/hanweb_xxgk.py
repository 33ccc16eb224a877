"""How does Hanweb's module for open government information (xxgk) show reports? Beside jpage, on its portals (2026).

``/module/xxgk/xxgkAnnualReport.jsp?area=113708120043226000&fbtime=2021`` is the report itself: ``area`` is the code of
an organ, ``fbtime`` the report year. Without ``fbtime`` it is the latest report, with the links to the other years; so
that address is a column and those with a year are reports. Organs are linked, or stand in ``tree.jsp``.

Catalogues are tables that ``search.jsp`` answers (哈尔滨, 山东, 江西, 吉林): what it wants stands in a call of
``loadDynamic``, in fields, or in the page's address, ``?vc_xxgkarea=…&number=…``. It may leave the column aside and
answer all that an organ has. In a frame, ``tree.jsp`` shows the topics of an organ, ``funclick('gknb',…)>公开年报``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Lead, Page
from crawler.platforms.generic import unique, unique_leads
from crawler.platforms.jpaas import Jpaas
from crawler.platforms.words import COLUMN, report_years, says_column, says_report, tidy
from crawler.urls import resolve, url_key

MAX_PAGES = 300
"""Pages of a catalogue that are asked for at most: what a whole organ publishes."""

_REPORT = "/xxgkannualreport.jsp"
_CATALOGUE = ("/module/xxgk/search.jsp", "/module/xxgk/tree.jsp")
_MARKS = re.compile(r"xxgkAnnualReport\.jsp|/module/xxgk/(?:search|tree)\.jsp", re.IGNORECASE)
_TREE = re.compile(r"[\"'(]([^\"'()\s<>]{0,200}/?tree\.jsp\?[^\"'()\s<>]{0,300})[\"')]")
_SEARCH = re.compile(r"[\"'(]([^\"'()\s<>]{0,200}/module/xxgk/search\.jsp)(?:\?([^\"'()\s<>]{0,600}))?[\"')]")
_FIELDS = (
    "divid", "infotypeId", "jdid", "area", "unit", "sortfield", "texttype", "fbtime", "vc_title", "vc_filenumber",
    "vc_number", "vc_all", "standardXxgk", "isAllList", "keywords", "number",
)  # fmt: skip
_FIELD = re.compile(
    rf"[\"'&?{{,\s](?P<name>{'|'.join(_FIELDS)})[\"']?\s*[:=]\s*"
    r"(?:[\"'](?P<quoted>[^\"'<>+()]{0,200})[\"']|(?P<bare>[\w.:%-]{0,200}))"
)
_NEAR = 1500
"""The fields stand so close to the address of ``search.jsp``, before or behind it."""
_PAGES = re.compile(r"共\s*(?:<[^<>]{1,80}>\s*)?(\d{1,4})\s*(?:</\w{1,10}>\s*)?页")
_CODE = re.compile(r"\barea=([0-9A-Za-z-]{8,24})(?![\w-])|[\"'(]([0-9][0-9A-Z]{17})[\"')]")
_NODE = re.compile(r"\{[^{}]{1,400}\}|\badd\([^()]{1,400}\)")
"""An organ as a script adds it to a tree."""
_NAME = re.compile(r"[\"']([^\"'<>\w]?[\u4e00-\u9fff][^\"'<>]{1,29})[\"']")
_LOAD = re.compile(r"loadDynamic\([^;]{1,600}?,\s*[\"'](div\w{1,20})[\"']((?:\s*,\s*[\"']\w{0,20}[\"']){4})")
_TOPIC = re.compile(r"funclick\(\s*\\?[\"'](\w{1,40})\\?[\"'][^()<>]{0,200}\)[^<>]{0,80}>\s*([^<>]{1,40})")
_COLUMN = re.compile(r"/col/col(\d+)/")
_ARTICLE = re.compile(r"/art_(\d+)_")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_TEXT = 12
"""Words that only name a year are no longer: 2021年度, 2021年度报告."""


class HanwebXxgk(Jpaas):
    """Hanweb's xxgk, with everything that jpage and jpaas have: one portal may have all three (烟台)."""

    name = "hanweb_xxgk"

    def recognise(self, page: Page) -> bool:
        """By its page for annual reports or by its catalogue."""
        by_address = _is_report(page.final_url) or _path(page).endswith(_CATALOGUE)
        return by_address or _MARKS.search(page.html) is not None

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Each organ's page is a column of its own, and so is each topic of a tree that is called so."""
        found = {url_key(c.url): c for c in super().listings(page) if not _is_report(c.url)}
        for url, name in (*((link.url, tidy(link.text)) for link in page.links), *_chosen_organs(page)):
            if _is_report(url) and _leads_to_organ(page, url, name) and url_key(url) != page.key:
                found[url_key(url)] = Candidate(url, name, COLUMN + 5)
        topics = _topics(page) if page.root is None and _path(page).endswith(_CATALOGUE[1]) else ()
        return tuple(sorted((*found.values(), *topics), key=lambda candidate: -candidate.score))

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """The tree of organs, and the pages of a catalogue."""
        return unique((*self._organs(page), *self._catalogue(page), *super().pages(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """Links to the organs of a tree; the table of a catalogue; what jpage and jpaas answer."""
        if "<record>" in text:
            return super().rows(text, page)
        if _is_report(page.final_url):
            return "".join(_organ_rows(text, page))
        if text.lstrip().startswith("{"):
            return super().rows(text, page)
        return text if "tr_main_value" in text or "bt_link" in text else ""

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """An organ's reports by year; of a catalogue the articles of this column, or what says that it is a report."""
        organs = {
            _area(link.url): tidy(link.text) for link in page.links if _is_report(link.url) and not _year(link.url)
        }
        years = [
            Lead(link.url, f"{organs.get(_area(link.url), '')}{tidy(link.text)}")
            for link in page.links
            if _is_report(link.url) and _area(link.url) and not _leads_to_organ(page, link.url, tidy(link.text))
        ]
        column, table = _column_of(page), page.column is not None and _path(page).endswith(_CATALOGUE[0])
        listed = super().leads(page.part(page.html) if table and page.root is None else page)
        others = [
            lead
            for lead in listed
            if not _is_report(lead.url)
            and (page.root is None or _of_column(lead.url, column) or says_report(lead.name))
        ]
        return unique_leads((*years, *_chosen_years(page), *others), page)

    def _organs(self, page: Page) -> Iterator[Ask]:
        if page.root is None and _is_report(page.final_url):
            for found in _TREE.finditer(page.html):
                url = resolve(page.base, unescape(found[1]))
                if url is not None:
                    yield Ask.script(url)

    def _catalogue(self, page: Page) -> Iterator[Ask]:
        root = page.root or page
        if page.root is None and _path(page).endswith(_CATALOGUE[0]):
            yield from _numbered(page)
            return
        search = None if _is_report(root.final_url) else _SEARCH.search(root.html)
        url = resolve(root.base, search[1]) if search else None
        if search is None or url is None:
            return
        fields = _fields(root, search)
        number = (page.ask.number if page.ask is not None else None) or 0
        if page.root is not None and (page.ask is None or page.ask.url != url or not number):
            return
        found = _PAGES.search(page.html) if number else None
        total = min(int(found[1]) if found else 1, MAX_PAGES)
        for following in range(number + 1, min(number + 2, total) + 1):
            yield Ask.form(url, fields | {"currpage": str(following)}, following)


def _path(page: Page) -> str:
    return urlsplit(page.final_url).path


def _topics(page: Page) -> Iterator[Candidate]:
    """The topics of a tree that are named like a column of reports, as the tables that its script would ask for."""
    query = dict(parse_qsl(urlsplit(page.final_url).query))
    number = re.search(r"\bjdid[\"']?\s*[:=]\s*[\"']?(\d{1,6})", page.html)
    for topic, label in _TOPIC.findall(page.html):
        if says_column(tidy(label)):
            wanted = query | {"infotypeId": topic} | ({"jdid": number[1]} if number else {}) | {"currpage": "1"}
            url = resolve(page.base, f"search.jsp?{urlencode(wanted)}")
            if url is not None:
                yield Candidate(url, tidy(label), COLUMN + 5)


def _numbered(page: Page) -> Iterator[Ask]:
    """The further pages of a table that was opened at its own address."""
    parts = urlsplit(page.final_url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    current, found = query.get("currpage", "1"), _PAGES.search(page.html)
    if found is not None and current.isdigit():
        for following in range(int(current) + 1, min(int(current) + 2, int(found[1]), MAX_PAGES) + 1):
            yield Ask(parts._replace(query=urlencode(query | {"currpage": str(following)})).geturl())


def _is_report(url: str) -> bool:
    return urlsplit(url).path.lower().endswith(_REPORT)


def _area(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("area", [""])[0]


def _year(url: str) -> str:
    found = parse_qs(urlsplit(url).query).get("fbtime", [""])[0]
    return found if _YEAR.fullmatch(found) else ""


def _leads_to_organ(page: Page, url: str, name: str) -> bool:
    """Is this the page of an organ, rather than of one of its years: no year, or another organ and no year in words?"""
    if not _area(url):
        return False
    return (
        not _year(url) or says_column(name) or (_area(url) != _area(page.final_url) and not report_years(f"{name}年"))
    )


def _same_page(page: Page, **changed: str) -> str:
    """The address of this page with other parameters."""
    parts = urlsplit(page.final_url)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | changed)).geturl()


def _chosen_years(page: Page) -> Iterator[Lead]:
    """Years in a box of choices, or under words with a script: this page, with that year."""
    if page.root is not None or not _is_report(page.final_url) or not _area(page.final_url):
        return
    for node in page.tree.xpath("//select[@id='fbtime' or @name='fbtime']//option | //a[@onclick or @href]"):
        told = (node.get("value") or "") + (node.get("onclick") or "") + (node.get("href") or "")
        year = _YEAR.search(told if node.tag == "option" else tidy(node.text))
        script = node.tag == "option" or "javascript" in told.lower() or node.get("onclick")
        if (
            year is not None
            and script
            and year[0] in told
            and (node.tag == "option" or len(tidy(node.text)) <= _YEAR_TEXT)
        ):
            yield Lead(_same_page(page, fbtime=year[0]), f"{year[0]}年")


def _chosen_organs(page: Page) -> Iterator[tuple[str, str]]:
    """Organs in a box of choices whose values are their codes: this page, of that organ."""
    if page.root is None and _is_report(page.final_url):
        for option in page.tree.iter("option"):
            code = _CODE.search(f"('{(option.get('value') or '').strip()}')")
            if code is not None and tidy(option.text):
                yield (
                    urlsplit(page.final_url)._replace(query=urlencode({"area": code[1] or code[2]})).geturl(),
                    tidy(option.text),
                )


def _organ_rows(text: str, page: Page) -> Iterator[str]:
    """The organs in a tree, as elements or as a script adds them, each linked to its page of reports."""
    found: dict[str, str] = {}
    for node in page.part(text).tree.iter("a", "option", "li", "span"):
        told = " ".join(f"'{node.get(name) or ''}'" for name in ("href", "onclick", "value", "id"))
        code = _CODE.search(told)
        if code is not None and tidy(node.text):
            found.setdefault(code[1] or code[2], tidy(node.text))
    for node in _NODE.findall(text):
        code, name = _CODE.search(node), _NAME.search(node)
        if code is not None and name is not None:
            found.setdefault(code[1] or code[2], tidy(name[1]))
    for area, organ in found.items():
        url = urlsplit(page.final_url)._replace(query=urlencode({"area": area})).geturl()
        yield f'<li><a href="{escape(url)}">{escape(organ)}</a></li>'


def _fields(page: Page, search: re.Match[str]) -> dict[str, str]:
    """The form of a catalogue: what stands by the address of its search, in its query, a script or hidden fields."""
    near = page.html[max(search.start() - _NEAR, 0) : search.end() + _NEAR]
    told = {found["name"]: found["quoted"] or found["bare"] or "" for found in _FIELD.finditer(near)}
    if load := _LOAD.search(near):
        told |= {"divid": load[1], "jdid": re.findall(r"[\"'](\w*)[\"']", load[2])[3]}
    address = parse_qs(urlsplit(page.final_url).query)
    told |= {
        name: address[key][0] for key, name in (("vc_xxgkarea", "area"), ("number", "infotypeId")) if key in address
    }
    for node in page.tree.iter("input"):
        name = node.get("name") or node.get("id") or ""
        if name in _FIELDS:
            told.setdefault(name, node.get("value") or "")
    query = {name: value for name, value in parse_qsl(unescape(search[2] or ""), True) if name in _FIELDS}
    return query | {name: value for name, value in told.items() if value or not query.get(name)}


def _column_of(page: Page) -> str:
    found = _COLUMN.search((page.root or page).final_url)
    return found[1] if found else ""


def _of_column(url: str, column: str) -> bool:
    found = _ARTICLE.search(url)
    return found is None or not column or found[1] == column
