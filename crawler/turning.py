"""How does a list go on whose pages only a script can turn?

The control that says 下一页 (or the next number of a pager, or 加载更多) is clicked in the browser, as a reader would,
and what the page then shows is taken down. What a click asks the portal for goes the way of all requests of a page
(:mod:`crawler.rendering`). A control that leads to an address is left alone: the walk asks for that address itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from html import escape
from itertools import chain

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as Shown

from crawler.platforms import Page
from crawler.platforms.base import Link
from crawler.platforms.regions import listed
from crawler.platforms.words import says_report, tidy
from crawler.urls import url_key

MAX_TURNS = 40
"""Pages of one list that are turned: 600 rows at 15 a page, which is more than any county has reports."""
PATIENCE = 5.0
"""Seconds that a click may take."""
_TEXT = 120
"""Characters of a title; anything longer is no row."""

_CLICK = r"""(number) => {
  const words = /^[\s>›»→]*(?:下一?页|后一?页|next(?:\s*page)?|(?:点击)?(?:加载|查看)更多)[\s>›»→.…]*$/i;
  const named = /(?:^|[\s_-])(?:btn-next|next-?page|page-?next|laypage[-_]next|next)(?:$|[\s_-])/i;
  const others = /swiper|slick|carousel|slide|banner|focus|calendar|datepicker/i;
  const dead = '[disabled],[aria-disabled="true"],.disabled,.disable,.layui-disabled,.is-disabled';
  const away = e => {
    const link = e.closest('a[href]');
    return link !== null && !/^\s*(?:$|#|javascript:)/i.test(link.getAttribute('href'));
  };
  const own = e => (e.textContent || e.value || '').trim();
  const called = e => typeof e.className === 'string' ? e.className : '';
  const around = e => {
    let all = '';
    for (let n = e, i = 0; n && i < 5; n = n.parentElement, i++) all += ` ${called(n)} ${n.id}`;
    return all;
  };
  const pager = e => /pag(?:e|ing|ination)|fenye|turn/i.test(around(e));
  const says = e => [own(e), e.title, e.getAttribute('aria-label')].some(text => words.test(text || ''));
  const fits = e => !e.closest(dead) && !away(e) && e.getClientRects().length > 0 && !others.test(around(e));
  const all = [...document.querySelectorAll('a,button,li,span,div,em,i,b,input[type=button],td,p')]
    .filter(e => e.children.length < 4);
  const told = all.filter(says);
  const next = all.filter(e => named.test(called(e)) && (pager(e) || e.tagName === 'BUTTON'));
  const counted = all.filter(e => own(e) === String(number) && e.children.length === 0 && pager(e));
  for (const group of [told, next, told.length || next.length ? [] : counted]) {
    const good = group.filter(fits);
    const best = good.filter(pager).pop() || good.pop();
    if (best) { best.click(); return true; }
  }
  return false;
}"""


async def turned(
    shown: Shown, address: str, html: Callable[[], Awaitable[str]], settle: Callable[[], Awaitable[str]]
) -> tuple[tuple[str, ...], str]:
    """What the list shows on its further pages, page by page, and why there may be more than that.

    ``address`` is that of the page, ``html`` takes down what it shows, ``settle`` waits until it is done and says why
    it was not waited for any longer. Nothing where the page lists no reports. Raises nothing.
    """
    pages = [Page(address, address, await html())]
    if not _lists(pages[0]):
        return (), ""
    seen = set(_rows(pages[0]))
    for number in range(2, MAX_TURNS + 2):
        if not await _clicked(shown, number):
            return _sources(pages), ""
        note = await settle()
        page = Page(address, address, await html())
        rows = set(_rows(page))
        if rows <= seen or note:
            return _sources(pages if rows <= seen else [*pages, page]), note
        seen |= rows
        pages.append(page)
    return _sources(pages), f"only {MAX_TURNS + 1} pages of the list were turned"


async def _clicked(shown: Shown, number: int) -> bool:
    with suppress(PlaywrightError, TimeoutError):
        return bool(await asyncio.wait_for(shown.evaluate(_CLICK, number), PATIENCE))
    return False


def _sources(pages: list[Page]) -> tuple[str, ...]:
    return tuple(page.html for page in pages) if len(pages) > 1 else ()


def _lists(page: Page) -> bool:
    """Is this a list of reports, with or without links?"""
    return page.says_column or any(says_report(text) for text in _texts(page))


def _rows(page: Page) -> Iterator[str]:
    """What tells one page of a list from the next: its words and its links."""
    return chain((url_key(link.url) for link in page.links), _texts(page))


def _texts(page: Page) -> Iterator[str]:
    whole = (tidy(text) for text in page.tree.itertext("a", "li", "td", "span", "div", "p", "h3", "h4", "dd"))
    return (text for text in whole if 3 < len(text) < _TEXT)


def list_of(pages: tuple[str, ...], address: str) -> str:
    """The rows of all pages of a list as one list; empty where there was one page only."""
    rows: dict[str, Link] = {}
    for html in pages:
        page = Page(address, address, html)
        inside = listed(page.links)
        for link in page.links:
            if link.url in inside or says_report(link.name):
                rows.setdefault(url_key(link.url), link)
    return f"<ul data-pages='{len(pages)}'>{''.join(map(_row, rows.values()))}</ul>" if rows else ""


def _row(link: Link) -> str:
    lead = link.lead
    title = f' title="{escape(lead.title)}"' if lead.title else ""
    return f'<li><a href="{escape(lead.url)}"{title}>{escape(lead.text)}</a><span>{lead.date or ""}</span></li>'
