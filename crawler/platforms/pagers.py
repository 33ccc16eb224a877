"""How does a listing go on, by what its page says?

Most pagers are links. Some are scripts that are told how many pages there are; then the number of the next page is put
where the page's own address, or the script, has it: ``/zfxxgknb/1.html`` (延安), ``"list_" + n + ".html"`` (2026).
A script that says neither how many pages there are nor how they are called leaves the listing at one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from crawler.platforms.base import Page
from crawler.platforms.words import is_document, tidy
from crawler.urls import resolve, url_key

MAX_PAGES = 100
"""A pager that claims more pages than this is wrong or hostile."""

_NEXT = re.compile(
    r"\[?\d{1,3}\]?|第\d{1,3}页|[>›»]*(?:下一?页|后一?页|往后|尾页|末页|最后一?页|next(?:page)?|last)[>›»]*|[>›»]{1,2}",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"[>›»]*(?:下一?页|后一?页|next(?:page)?|(?:点击)?(?:加载|查看)更多)[>›»]*", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:total_?pages?|page_?(?:count|total)s?|count_?page|pages_?total)\b[\"']?\s*[:=]\s*(?:parseInt\(\s*)?[\"']?(\d{1,6})"
    r"|\bparseInt\(\s*[\"'](\d{1,6})[\"']\s*\)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"共\s*(\d{1,5})\s*页|(?<!\d)1\s*/\s*(\d{1,5})\s*页?(?![\d/])|(?<![\d/])\d{1,5}\s*/\s*(\d{1,5})\s*页(?!\d)"
)
_LAST = re.compile(r"第\s*(\d{1,5})\s*(?:页)?\s*[,，/]?\s*共?\s*\1\s*页|(?<![\d/])(\d{1,5})\s*/\s*\2\s*页")
"""The page says that it is the last: 第2页/共2页, 2/2页."""
_OWN = (
    re.compile(r"(?<=/)1(?=\.(?:s?html?|jsp|aspx|php)$)", re.IGNORECASE),
    re.compile(r"(?<=[_-])1(?=\.(?:s?html?|jsp|aspx|php)$)", re.IGNORECASE),
    re.compile(r"(?<=/page[/_-])1(?=/?$)", re.IGNORECASE),
    re.compile(
        r"(?<=[?&]page=)1(?=&|$)|(?<=[?&]pageNo=)1(?=&|$)|(?<=[?&]pageNum=)1(?=&|$)|(?<=[?&]pageIndex=)1(?=&|$)"
    ),
)
_PLACE = re.compile(r"(?<=[_-])\d{1,3}(?=\.\w{2,5}$)")
"""Where the name of a page has its number."""
_BUILT = re.compile(
    r"[\"'](?P<head>[\w./-]{0,60}(?:[_/-]|\?(?:[\w-]+=[\w-]*&){0,6}page\w{0,8}=))[\"']\s*\+\s*\(?\s*(?P<name>[a-zA-Z_]\w{0,20})"
    r"\s*(?P<less>-\s*1)?\s*\)?(?:\s*\+\s*[\"'](?P<tail>\.(?:s?html?|jsp|aspx))[\"'])?"
)

_CHOSEN = re.compile(
    r"[\"'](?P<head>[\w./-]{1,60})[\"']\s*\+\s*\(\s*[^()?\"']{1,40}\?\s*[\"'](?P<one>[_-]?)[\"']\s*(?:\+\s*\w{1,20}\s*)?"
    r":\s*[\"'](?P<other>[_-]?)[\"']\s*(?:\+\s*\w{1,20}\s*)?\)\s*\+\s*[\"'](?P<tail>\.(?:s?html?|jsp|aspx))[\"']"
)
"""``"list" + (n > 1 ? "_" + n : "") + ".html"``: the first page has no number."""


def linked(page: Page) -> Iterator[str]:
    """The pages that the pager links to, as far as they belong to the column."""
    for link in page.links:
        words = _NEXT.fullmatch(tidy(link.text) or tidy(link.title)) is not None
        if words and not is_document(link.url) and (page.within(link.url) or _is_counterpart(page, link.url)):
            yield link.url


def _is_counterpart(page: Page, url: str) -> bool:
    """Is this the address of a column's page but for its number: ``nb_2.html`` beside ``nb_1.html``?"""
    if page.column is None or _PLACE.search(urlsplit(page.final_url).path) is None:
        return False
    return _PLACE.sub("#", url_key(url)) == _PLACE.sub("#", url_key(page.final_url))


def counted(page: Page) -> Iterator[str]:
    """The pages of a listing whose script says how many there are; nothing where the pager is made of links."""
    total = min(total_of(page), MAX_PAGES)
    template = _template(page) if total > 1 else None
    if template is None:
        return
    head, tail, first = template
    for number in range(2, total + 1):
        url = resolve(page.base, f"{head}{number - first}{tail}")
        if url is not None and page.within(url):
            yield url


def unfinished(page: Page) -> bool:
    """Does the listing go on where only a script leads? It counts several pages, or a control has no address."""
    total = total_of(page)
    if total:
        return total > 1 and _LAST.search(_words(page)) is None
    for node in page.tree.iter("a", "button", "span", "li", "div"):
        href = (node.get("href") or "").strip().lower()
        if len(node) < 2 and (not href or href == "#" or href.startswith("javascript:")):
            text = tidy("".join(islice(node.itertext(), 3)))
            if _ONWARD.fullmatch(text) and "disabled" not in f"{node.get('class')} {node.getparent().get('class')}":
                return True
    return False


def total_of(page: Page) -> int:
    """How many pages the listing says that it has; 0 where it says nothing."""
    for script in page.scripts:
        if found := _TOTAL.search(script):
            return int(found[1] or found[2])
    told = _TOLD.search(_words(page))
    return int(told[1] or told[2] or told[3]) if told else 0


def _words(page: Page) -> str:
    """The end of what stands on the page, where its pager is."""
    return "".join(page.tree.itertext("div", "span", "td", "p", "em", "b", "li", "a", "font", "form"))[-20_000:]


def _template(page: Page) -> tuple[str, str, int] | None:
    """What stands before and behind the number of a page, and by how much the number is less than that of the page."""
    for script in page.scripts:
        chosen = _CHOSEN.search(script)
        if chosen is not None and (mark := chosen["one"] or chosen["other"]):
            return chosen["head"] + mark, chosen["tail"], 0
        found = _BUILT.search(script)
        if found is not None and (found["tail"] or "=" in found["head"]):
            return found["head"], found["tail"] or "", 1 if found["less"] else 0
    parts = urlsplit(page.final_url)
    own = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for pattern in _OWN:
        if place := pattern.search(own):
            return own[: place.start()], own[place.end() :], 0
    return None


def is_number(text: str) -> bool:
    """Are these the words of a pager, rather than of a tab?"""
    return _NEXT.fullmatch(text) is not None
