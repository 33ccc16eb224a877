"""How does Hebei's CMS of columns list reports? The province and its counties (2026).

A column is ``/columns/<uuid>/index.html``, an article ``/columns/<uuid>/202401/28/<uuid>.html``. The first rows stand
in the page; the others come as HTML from ``/columns/<uuid>/templates/<uuid>/blocks/<uuid>?page=2&fix=0``, whose address
is in a script or an attribute. Files are ``/attachments/1/202401/28/名.pdf20240128183610173.pdf?sid=<uuid>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Page
from crawler.platforms.generic import Generic, unique
from crawler.urls import resolve

MAX_PAGES = 100
"""A list that goes on longer is not one of reports."""
MAX_BLOCKS = 3
"""Parts of one page that can be paged through: the list, and what stands beside it."""

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MARKS = re.compile(rf"/columns/{_UUID}/")
_BLOCK = re.compile(rf"(/columns/(?P<column>{_UUID})/templates/{_UUID}/blocks/{_UUID})")


class Hebei(Generic):
    """Columns, templates and blocks."""

    name = "hebei"

    def recognise(self, page: Page) -> bool:
        """By the addresses of its columns."""
        return _MARKS.search(page.final_url + " " + page.html) is not None

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What is linked; then the blocks of the column, page by page."""
        if page.root is not None:
            return unique(_following(page), page)
        first = 2 if self.leads(page) else 1
        return unique((*super().pages(page), *(ask for path in _blocks(page) for ask in _ask(page, path, first))), page)


def _blocks(page: Page) -> list[str]:
    """The blocks of the page's own column."""
    found = (m for m in _BLOCK.finditer(page.html) if f"/columns/{m['column']}/" in urlsplit(page.final_url).path)
    return list(dict.fromkeys(m[1] for m in found))[:MAX_BLOCKS] if page.column is not None else []


def _ask(page: Page, path: str, number: int) -> Iterator[Ask]:
    url = resolve(page.base, f"{path}?page={number}&fix=0")
    if url is not None:
        yield Ask.script(url, number)


def _following(part: Page) -> Iterator[Ask]:
    number = (part.ask.number or 1) if part.ask is not None else MAX_PAGES
    if part.ask is not None and part.root is not None and part.links and number < MAX_PAGES:
        yield from _ask(part.root, urlsplit(part.ask.url).path, number + 1)
