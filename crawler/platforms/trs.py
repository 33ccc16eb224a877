"""How does TRS WCM (拓尔思) list reports? About four in ten known portals run on it (2026).

A column is a folder with ``index.html``; page k is ``index_{k-1}.html``, and the number of pages stands in a script:
``createPageHTML(3, 0, "index", "html")``, ``createPage(…)`` (重庆), ``Pager({size:3, current:0, prefix:'index',
suffix:'html'})`` (北京), ``var countPage = 3`` (山西, 退役军人部), or as records in all and on a page (证监会, 能源局).
上海 and 昆明 count from ``index_2`` instead; in 北京 and 宁夏 deep pages can be stubs of 300 bytes, which end the walk
through the pager. A list in a frame has a name of its own, ``index_362.html`` and ``index_362_1.html`` (民航局). Some
portals print the rows by ``document.writeln`` (武汉) and attachments too (南京). All of this as of 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Lead, Page, marks
from crawler.platforms.generic import Generic, unique, unique_leads
from crawler.platforms.words import is_document, is_rejected
from crawler.urls import column_prefix, resolve

MAX_PAGES = 200
"""A script that claims more pages than this is wrong or hostile."""

_MARKED = marks(
    r"createPage(?:HTML|Html)?\(\s*[\"']?\d",
    r"Pager\(\{\s*size",
    r"var\s+(?:m_nRecordCount|countPage)\s*=",
    r"/t\d{8}_\d+\.s?html?",
    r"TRS_Editor",
    r"TRS_UEDITOR",
    r"trs_editor_view",
    r"trs_web\b",
)
_PAGER = re.compile(
    r"createPage(?:HTML|Html)?\(\s*[\"']?(\d{1,5})[\"']?\s*,\s*[\"']?(\d{1,5})[\"']?\s*"
    r"(?:,\s*[\"'](\w{1,40})[\"']\s*,\s*[\"'](\w{1,8})[\"']|\))"
)
_OPTIONS = re.compile(
    r"\bPager\(\{\s*size\s*:\s*(\d{1,5})\s*,\s*current\s*:\s*(\d{1,5})\s*,"
    r"\s*prefix\s*:\s*[\"'](\w{1,40})[\"']\s*,\s*suffix\s*:\s*[\"'](\w{1,8})[\"']"
)
_RECORDS = re.compile(r"\bvar\s+m_nRecordCount\s*=\s*[\"']?(\d{1,7})")
_SIZE = re.compile(r"\bvar\s+m_nPageSize\s*=\s*[\"']?(\d{1,4})")
_COUNT = re.compile(r"\bvar\s+countPage\s*=\s*(\d{1,5})")
_CURRENT = re.compile(r"\bvar\s+currentPage\s*=\s*(\d{1,5})")
_ENDING = re.compile(r"[\"']\.[\"']\s*\+\s*[\"'](s?html?)[\"']|[\"']\.(s?html?)[\"']")
_STEM = re.compile(
    r"(?<![\w/])(\w{1,40})[\"']\s*\+\s*(?:[\"']_[\"']\s*\+\s*)?\w{1,40}\s*\+\s*[\"']\.(?:[\"']\s*\+\s*[\"'])?s?html?\b"
)
_ROW = re.compile(
    r"\bvar\s+url\s*=\s*([\"'])(?P<url>[^\"'\n]{1,500})\1.{0,300}?\bvar\s+title\s*=\s*([\"'])(?P<title>[^\"'\n]{1,500})\3",
    re.DOTALL,
)
_WRITTEN = re.compile(r"(<a\s[^<>]{1,800}>)([^<>\"']{0,300})", re.IGNORECASE)
_HREF = re.compile(r"\shref\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_TITLE = re.compile(r"\stitle\s*=\s*[\"']([^\"'<>]*)", re.IGNORECASE)


class Trs(Generic):
    """TRS WCM."""

    name = "trs"

    def recognise(self, page: Page) -> bool:
        """By its pager scripts, the shape of its article addresses or the classes of its editor."""
        return _MARKED(page.html)

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What the pager's script announces, then what is linked."""
        return unique((*self._announced(page), *super().pages(page)), page)

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Static rows, and those that a script would print."""
        scripted = (*self._printed(page), *self._written(page))
        printed = (lead for lead in scripted if self._is_lead(page, lead.url, lead.name))
        return unique_leads((*super().leads(page), *printed), page)

    def attachments(self, page: Page) -> tuple[Lead, ...]:
        """Static attachments, and those that a script would print."""
        written = (lead for lead in self._written(page) if is_document(lead.url) and not is_rejected(lead.name))
        return unique_leads((*super().attachments(page), *written), page)

    def _announced(self, page: Page) -> Iterator[str]:
        found = _pager(page)
        if found is None:
            return
        total, current, name, ending = found
        numbered = re.search(rf"/{name}_(\d{{1,5}})\.\w+$", urlsplit(page.final_url).path)
        from_two = numbered is not None and int(numbered.group(1)) == current + 1
        for number in range(1, min(total, MAX_PAGES) + (1 if from_two else 0)):
            url = resolve(page.base, f"{name}_{number}.{ending}")
            if url is not None:
                yield url

    def _printed(self, page: Page) -> Iterator[Lead]:
        for script in page.scripts:
            for row in _ROW.finditer(script):
                url = resolve(page.base, row["url"])
                if url is not None:
                    yield Lead(url, row["title"])

    def _written(self, page: Page) -> Iterator[Lead]:
        for script in page.scripts:
            for tag, text in _WRITTEN.findall(script.replace("\\", "")):
                href, title = _HREF.search(tag), _TITLE.search(tag)
                url = resolve(page.base, href[1]) if href else None
                if url is not None:
                    yield Lead(url, text.strip(), title[1] if title else "")


def _pager(page: Page) -> tuple[int, int, str, str] | None:
    """Pages in all, the current one from 0, and name and ending of their files."""
    for script in page.scripts:
        if found := _PAGER.search(script) or _OPTIONS.search(script):
            return int(found[1]), int(found[2]), found[3] or "index", found[4] or _ending(page.final_url)
        if found := _COUNT.search(script):
            current = _CURRENT.search(script)
            ending = _ENDING.search(script)
            told = (ending[1] or ending[2]) if ending else None
            stem = _STEM.search(script)
            name = stem[1].rstrip("_") if stem else "index"
            return int(found[1]), int(current[1]) if current else 0, name, told or _ending(page.final_url)
        records, size = _RECORDS.search(script), _SIZE.search(script)
        if records and size and int(size[1]) and page.column == column_prefix(page.final_url):
            name = urlsplit(page.final_url).path.rpartition("/")[2].partition(".")[0] or "index"
            return -(-int(records[1]) // int(size[1])), 0, name, _ending(page.final_url)
    return None


def _ending(url: str) -> str:
    ending = urlsplit(url).path.rpartition(".")[2]
    return ending if ending in ("html", "htm", "shtml") else "html"
