"""On which day does a portal say that something was published?"""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from crawler.platforms.base import Page

FIRST = date(2008, 1, 1)
"""No report is older than the regulation of 2007, in force since May 2008; ``t19700101_`` is a default, not a day."""

_DAY = re.compile(r"((?:19|20)\d\d)(?:[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d\d)(\d\d))(?!\d)")
_IN_PATH = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_"),
    re.compile(r"/((?:19|20)\d\d)[-/]?(\d{1,2})[-/](\d{1,2})/"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/"),
)


def published(page: Page | None, listed: str | None, url: str, fetched_at: str) -> tuple[str | None, str | None]:
    """The declared day and where it stands: ``meta``, ``list`` or ``url``; (None, None) when nothing credible does.

    ``PubDate`` is passed over where the page says it is the time at which it was generated. Days before the regulation
    and after the fetch are no declarations but defaults and slips.
    """
    declared = _meta_day(page) if page is not None else None
    for day, origin in ((declared, "meta"), (listed, "list"), (_url_day(url), "url")):
        found = _credible(day, fetched_at)
        if found is not None:
            return found, origin
    return None, None


def _meta_day(page: Page) -> str | None:
    declared = page.meta("PubDate")
    if declared and declared in page.meta("others"):  # 页面生成时间: the time of generation (Ucap templates)
        return None
    return _day(declared)


def _day(text: str) -> str | None:
    found = _DAY.search(text)
    return "-".join(part for part in found.groups() if part) if found else None


def _url_day(url: str) -> str | None:
    path = urlsplit(url).path
    for pattern in _IN_PATH:
        if found := pattern.search(path):
            return "-".join(found.groups())
    return None


def _credible(day: str | None, fetched_at: str) -> str | None:
    if day is None:
        return None
    try:
        found = date(*(int(part) for part in day.split("-")))
    except ValueError:
        return None
    # Portals write Chinese time, eight hours ahead of the log: compared by day, tomorrow may be today there.
    return found.isoformat() if found >= FIRST and (found - date.fromisoformat(fetched_at[:10])).days <= 1 else None


def days_between(earlier: str, later: str) -> int:
    """Whole days between two moments as captures carry them (UTC)."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).days
