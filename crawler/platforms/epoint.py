"""How does Epoint's (新点) WebBuilder list reports? 虹口, 静安, 松江 in Shanghai, 徐州 and others (2026).

Pages are shells. ``/js/webBuilderCommon.js`` holds ``var siteInfo = {projectName: …, siteGuid: …}``; a list is what
``POST <projectName>/rest/lightfrontaction/getgovinfolist`` answers to the number of a category and the code of an
organ, which stand in the column's page or its address. An article is ``showinfo.html?infoGuid=<uuid>``, its text what
``getGovInfoDetail`` answers; articles of ``infotype`` pdf have no text but a list of files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Lead, Page, marks
from crawler.platforms.generic import Generic, unique
from crawler.urls import resolve

MAX_PAGES = 100
"""A list that goes on longer is not one of reports."""
PER_PAGE = 15

_MARKED = marks("ewb-front", "webbuildercommon", "getgovinfolist", "getgovinfodetail")
_COMMON = re.compile(r"(?:^|/)webBuilderCommon(?:\.min)?\.js$")
_PROJECT = re.compile(r"\bprojectName[\"']?\s*[:=]\s*[\"'](/?[\w./-]{0,60})[\"']")
_SITE = re.compile(r"\bsiteGuid[\"']?\s*[:=]\s*[\"']([0-9a-fA-F-]{8,64})[\"']")
_CODES = {
    name: re.compile(
        rf"\b{name}[\"']?\s*(?::|=|,\s*value\s*=|[\"']\s*value\s*=)\s*[\"']([\w.-]{{0,60}})[\"']", re.IGNORECASE
    )
    for name in ("deptcode", "categorynum")
}
_GUID = re.compile(r"[0-9a-fA-F-]{8,64}")
_FIRST = re.compile(r"\bpageIndex[\"']?\s*[:=]\s*[\"']?0\b")
"""Pages are counted from 0 or from 1: what the page itself asks for first says which."""
_SIZE = re.compile(r"\bpageSize[\"']?\s*[:=]\s*[\"']?(\d{1,3})")


class Epoint(Generic):
    """WebBuilder."""

    name = "epoint"

    def recognise(self, page: Page) -> bool:
        """By its scripts and the names of its services."""
        return _MARKED(page.lowered)

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """Who the site is, where a script of its own says it; then its list, as long as it goes on."""
        if page.root is None:
            asks = [*super().pages(page)]
            if page.column is not None and _code(page, "categorynum"):
                asks += _list(page, page.html) or _common(page)
            return unique(asks, page)
        if page.ask is not None and page.ask.body is None:
            return unique(_list(page.root, page.html), page)
        return unique(_following(page), page)

    def rows(self, text: str, page: Page) -> str:
        """The rows of an answer; of the script that says who the site is, what it says."""
        if (project := _PROJECT.search(text)) and (site := _SITE.search(text)):
            return f"<p>projectName: '{project[1]}', siteGuid: '{site[1]}'</p>"
        data = json.loads(text)["custom"]["data"]
        return "<ul>" + "".join(_row(one) for one in data if isinstance(one, dict)) + "</ul>"

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """The rows, with what their shells would ask for."""
        rest = page.ask.url.rpartition("/")[0] if page.ask is not None and page.ask.body is not None else None
        return tuple(
            replace(lead, ask=_detail(f"{rest}/getGovInfoDetail", guid)) if rest and (guid := _guid(lead.url)) else lead
            for lead in super().leads(page)
        )

    def body(self, page: Page) -> Ask | None:
        """The text of an article, where its shell says who the site is."""
        project, guid = _PROJECT.search(page.html), _guid(page.final_url)
        url = _service(page, project[1], "getGovInfoDetail") if project else None
        return _detail(url, guid) if url and guid else None


def _guid(url: str) -> str:
    guid = parse_qs(urlsplit(url).query).get("infoGuid", [""])[0]
    return guid if _GUID.fullmatch(guid) else ""


def _detail(url: str, guid: str) -> Ask:
    return Ask.form(url, {"params": json.dumps({"infoid": guid}, separators=(",", ":"))})


def _service(page: Page, project: str, name: str) -> str | None:
    return resolve(page.final_url, f"/{project.strip('/')}/rest/lightfrontaction/{name}".replace("//", "/"))


def _common(page: Page) -> list[Ask]:
    """The script that says who the site is."""
    sources = (node.get("src") or "" for node in page.tree.iter("script"))
    found = (resolve(page.base, src) for src in sources if _COMMON.search(urlsplit(src).path))
    return [Ask.script(url) for url in found if url is not None][:1]


def _code(page: Page, name: str) -> str:
    """A code of the column: from the page's address, else from the page."""
    asked = {key.lower(): values[0] for key, values in parse_qs(urlsplit(page.final_url).query).items()}
    found = _CODES[name].search(page.html)
    return asked.get(name) or (found[1] if found else "")


def _list(page: Page, who: str) -> list[Ask]:
    """The first page of the list. ``who`` is the text that says who the site is."""
    project, site = _PROJECT.search(who), _SITE.search(who)
    url = _service(page, project[1], "getgovinfolist") if project else None
    if url is None or site is None:
        return []
    size = _SIZE.search(page.html)
    number = 0 if _FIRST.search(page.html) else 1
    asked = {
        "deptcode": _code(page, "deptcode"),
        "categorynum": _code(page, "categorynum"),
        "siteGuid": site[1],
        "pageIndex": number,
        "pageSize": int(size[1]) if size else PER_PAGE,
    }
    return [Ask.json(url, asked, number)]


def _following(part: Page) -> Iterator[Ask]:
    if part.ask is None or part.ask.body is None or not part.links:
        return
    asked = json.loads(part.ask.body)
    number = int(asked["pageIndex"]) + 1
    if number <= MAX_PAGES and len(part.links) >= asked["pageSize"]:
        yield Ask.json(part.ask.url, asked | {"pageIndex": number}, number)


def _row(one: dict[str, Any]) -> str:
    title = str(one.get("realtitle") or one.get("title") or "")
    href, day = str(one.get("infourl") or ""), str(one.get("infodate") or "")[:10]
    return f'<li><a href="{escape(href)}" title="{escape(title)}">{escape(title)}</a><span>{escape(day)}</span></li>'
