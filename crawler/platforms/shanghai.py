"""How does the province of Shanghai list reports? (2026)

A column is ``/nw12344/`` with a folder for each year; an article is ``/nw12344/20220330/<32hex>.html`` with the text in
``#ivs_content``. Page k is ``index_k.html``, also the second; how many there are stands in
``$(".pagination").pagination({totalPage: 5})``. Rows stand in the page twice, once commented out; the metadata of the
2017 guide are missing.
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
"""A script that claims more pages than this is wrong or hostile."""

_COLUMN = re.compile(r"/nw\d{2,9}/")
_MARKS = re.compile(
    r"/nw\d{2,9}/(?:\d{8}/[0-9a-f]{32}\.html|index)|id=[\"']?ivs_content|\.pagination\(\s*\{[^}]*\btotalPage\b"
)
_TOTAL = re.compile(r"\.pagination\(\s*\{[^{}]{0,400}?\btotalPage[\"']?\s*:\s*[\"']?(\d{1,6})")
_FIRST = re.compile(r"(?:/|/index(?:_1)?\.html?)$")


class Shanghai(Generic):
    """The portal of the province."""

    name = "shanghai"

    def recognise(self, page: Page) -> bool:
        """By its folders together with its pager or its article."""
        return _MARKS.search(page.html) is not None and _COLUMN.search(page.final_url + page.html) is not None

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What is linked, and the files that the script counts."""
        return unique((*super().pages(page), *_counted(page)), page) if page.root is None else ()


def _counted(page: Page) -> Iterator[str]:
    found = next((match for script in page.scripts if (match := _TOTAL.search(script))), None)
    if found is None or _FIRST.search(urlsplit(page.final_url).path) is None:
        return
    for number in range(2, min(int(found[1]), MAX_PAGES) + 1):
        url = resolve(page.base, f"index_{number}.html")
        if url is not None:
            yield url
