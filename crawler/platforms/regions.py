"""Which links of a column's page make up its list, and which its menu of organs and years?

Portals put articles wherever they like, so an address does not tell what belongs to a column. Where it stands on the
page does: in the list with the days of publication, or among links that say report. And a menu is known by its words:
a group of links most of which are kinds of bodies, offices or years.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from crawler.platforms.base import Link, row_date
from crawler.platforms.words import (
    is_article,
    is_numbered,
    is_rejected,
    says_office,
    says_report,
    says_tab,
    says_yearly,
    tidy,
)
from crawler.urls import url_key

_LISTS = frozenset({"ul", "ol", "table", "dl", "select"})
_ABOVE = 6
"""How far above a link its list is looked for."""
_GROUP = 3
"""Links that make a group of elements without a list around them."""


def listed(links: Iterable[Link]) -> frozenset[str]:
    """Addresses of the links that stand in the list of a column's page: the longest one with days, or with reports.

    Where there is none, a list of nothing but names of offices.
    """
    rows = [link for link in links if is_article(link.url, link.name, in_column=True)]
    groups = _grouped(rows)
    dated = [sum(1 for link in group if row_date(link.element, link.text)) for group in groups]
    most = max(dated, default=0)
    found = [
        group
        for group, days in zip(groups, dated, strict=True)
        if (most and days == most) or any(says_report(link.name) for link in group) or _yearly(group)
    ]
    return frozenset(link.url for group in found or _of_offices(groups) for link in group)


def _yearly(group: list[Link]) -> bool:
    """Is most of it called the report of some year, 2021年年报?"""
    return 2 * sum(1 for link in group if says_yearly(link.name)) > len(group)


def _of_offices(groups: list[list[Link]]) -> list[list[Link]]:
    """Where a column lists nothing else: its groups of articles that are called by the names of offices alone."""
    return [
        group
        for group in groups
        if len(group) > 1
        and all(is_body(tidy(link.name)) and is_article(link.url, link.name, in_column=False) for link in group)
        and any(says_office(tidy(link.name)) for link in group)
        and (
            all(is_numbered(link.url) for link in group) or _paths(group) == len({link.url for link in group})
        )  # not one page for many offices
    ]


def _paths(group: list[Link]) -> int:
    return len({urlsplit(link.url).path for link in group})


def is_body(name: str) -> bool:
    """An office, or a place that stands for its government among offices (甲区)."""
    return says_office(name) or (2 <= len(name) <= 8 and name[-1] in "区县市旗")


def menus(links: Iterable[Link], own: str) -> tuple[tuple[Link, bool], ...]:
    """Links of the menus of organs and years: of groups of two and more, most of which are named like that.

    With each link whether the page itself (``own`` is its key) stands in its menu as one of the parts: then the others
    are parts of the same column.
    """
    found: list[tuple[Link, bool]] = []
    for group in _grouped([link for link in links if link.text or link.title]):
        named = [link for link in group if _is_choice(_label(link))]
        if len(named) >= 2 and 2 * len(named) >= len(group):
            parts = any(url_key(link.url) == own and says_tab(_label(link)) for link in named)
            found += [(link, parts and says_tab(_label(link))) for link in named]
    return tuple(found)


def _label(link: Link) -> str:
    """The words of a link; the whole of them where they are cut, with dots or without (县发展和改… 县发展和改革局)."""
    return tidy(link.name) or tidy(link.title)


def _is_choice(text: str) -> bool:
    return (says_tab(text) or says_office(text)) and not is_rejected(text)


def _grouped(links: list[Link]) -> list[list[Link]]:
    """The links by the list they stand in, in order."""
    below: Counter[Any] = Counter()
    for link in links:
        for node in _above(link.element):
            below[node] += 1
    groups: defaultdict[Any, list[Link]] = defaultdict(list)
    for link in links:
        groups[_list_of(link.element, below)].append(link)
    return [group for node, group in groups.items() if node is not None and node.tag != "body"]


def _above(element: Any) -> Iterable[Any]:
    node = element.getparent()
    for _ in range(_ABOVE):
        if node is None:
            return
        yield node
        node = node.getparent()


def _list_of(element: Any, below: Counter[Any]) -> Any:
    for node in _above(element):
        if node.tag in _LISTS or below[node] >= _GROUP:
            return node
    return element.getparent()
