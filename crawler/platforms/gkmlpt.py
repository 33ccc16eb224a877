"""How does Guangdong's platform ``gkmlpt`` (全省集约化政府信息公开平台) list reports? All of the province (2026).

A shell: ``window._CONFIG`` names the site (``SID``) and the tree of categories, and a script asks
``/gkmlpt/api/all/<category>?page=1&sid=<SID>`` for a hundred articles at a time; page 0 and page 1 may be the same. The
text of an article stands as JSON in ``_CONFIG.DETAIL``. The 年报 category often only jumps to a column of the portal
proper (``jump_url``), and the page for it is ``/gkmlpt/annualreport#<category>``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from typing import Any
from urllib.parse import urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Lead, Page
from crawler.platforms.generic import Generic, unique
from crawler.platforms.words import COLUMN, says_column, tidy
from crawler.urls import resolve

PER_PAGE = 100
MAX_PAGES = 60
"""A list that claims more is not one of reports."""
MAX_NODES = 5000
"""Categories of a tree that are looked at; the largest seen has some hundreds."""

_MARKS = re.compile(r"window\._CONFIG\s*=|/gkmlpt/(?:api|annualreport|index|content|policy|guide)")
_SID = re.compile(r"""["']?\bSID["']?\s*:\s*["'](\w{1,20})["']""")
_TREE = re.compile(r"""["']?\bTREE["']?\s*:\s*(?=\[)""")
_DETAIL = re.compile(r"""["']?\bDETAIL["']?\s*:\s*(?=\{)""")
_BASE = re.compile(r"^(?P<base>(?:/[\w.-]+)?/gkmlpt)(?:/|$)")
_CHINA = timezone(timedelta(hours=8))


class Gkmlpt(Generic):
    """The platform of Guangdong."""

    name = "gkmlpt"

    def recognise(self, page: Page) -> bool:
        """By its configuration, and by its folder."""
        return "/gkmlpt" in page.html + page.final_url and _MARKS.search(page.html) is not None and _sid(page) != ""

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Besides what is linked: where the 年报 category jumps to, or the page for reports."""
        if page.root is not None:
            return ()
        found = [*super().listings(page)]
        for node in _annual(page):
            url = resolve(page.base, str(node.get("jump_url") or "")) or resolve(
                page.base, f"{_base(page)}/annualreport"
            )
            if url is not None and url != page.final_url:
                found.append(Candidate(url, tidy(str(node.get("name"))), COLUMN + 12))
        return tuple(sorted(found, key=lambda candidate: -candidate.score))

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """The list of each 年报 category, a hundred at a time."""
        if page.root is not None:
            return unique(_following(page), page)
        if "/annualreport" not in urlsplit(page.final_url).path and not page.says_column:
            return super().pages(page)
        asks = (_ask(page, str(node["id"]), 1) for node in _annual(page) if not node.get("jump_url") and "id" in node)
        return unique((*super().pages(page), *(ask for ask in asks if ask is not None)), page)

    def article(self, page: Page) -> str | None:
        """The text of the article in the configuration."""
        content = _detail(page).get("content")
        return content if isinstance(content, str) and content.strip() else None

    def attachments(self, page: Page) -> tuple[Lead, ...]:
        """The files that the article's text links to."""
        text = self.article(page)
        return super().attachments(page.part(text) if text else page)

    def rows(self, text: str, page: Page) -> str:
        """The articles of an answer of the list, and how many there are in all."""
        data = json.loads(text)
        rows = "".join(_row(article) for article in data["articles"] if isinstance(article, dict))
        return f'<ul data-total="{int(data["total"])}">{rows}</ul>'


def _detail(page: Page) -> dict[str, Any]:
    """What the configuration says of the article."""
    found = _value(page, _DETAIL)
    return found if isinstance(found, dict) else {}


def _sid(page: Page) -> str:
    found = next((match for script in page.scripts if (match := _SID.search(script))), None)
    return found[1] if found else ""


def _base(page: Page) -> str:
    """``/gkmlpt``, or ``/<sub-site>/gkmlpt``."""
    found = _BASE.match(urlsplit(page.final_url).path)
    return found["base"] if found else "/gkmlpt"


def _annual(page: Page) -> Iterator[dict[str, Any]]:
    """The categories that are called 年报, wherever they hang in the tree."""
    waiting = _tree(page)
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if not isinstance(node, dict):
            continue
        if says_column(tidy(str(node.get("name") or ""))):
            yield node
        children = node.get("children")
        waiting += children if isinstance(children, list) else []


def _tree(page: Page) -> list[Any]:
    found = _value(page, _TREE)
    return found if isinstance(found, list) else []


def _value(page: Page, name: re.Pattern[str]) -> Any:
    """The JSON that follows a name in the configuration; None where there is none."""
    for script in page.scripts:
        if found := name.search(script):
            try:
                value, _ = json.JSONDecoder().raw_decode(script, found.end())
            except (ValueError, RecursionError):
                continue
            return value
    return None


def _ask(page: Page, category: str, number: int) -> Ask | None:
    if not re.fullmatch(r"\d{1,12}", category):
        return None
    url = resolve(page.base, f"{_base(page)}/api/all/{category}?page={number}&sid={_sid(page)}")
    return Ask.script(url, number) if url is not None else None


def _following(part: Page) -> Iterator[Ask]:
    """The next hundred, where the answer says that there are more."""
    found = re.search(r'data-total="(\d{1,7})"', part.html)
    category = re.search(r"/api/all/(\d{1,12})", part.ask.url) if part.ask is not None else None
    if found is None or category is None or part.root is None or part.ask is None:
        return
    number = part.ask.number or 1
    ask = _ask(part.root, category[1], number + 1)
    if ask is not None and number * PER_PAGE < int(found[1]) and number < MAX_PAGES:
        yield ask


def _row(article: dict[str, Any]) -> str:
    href = str(article.get("url") or article.get("post_url") or "")
    title = str(article.get("title") or "")
    return f'<li><a href="{escape(href)}" title="{escape(title)}">{escape(title)}</a><span>{_day(article)}</span></li>'


def _day(article: dict[str, Any]) -> str:
    for name in ("display_publish_time", "date"):
        value = article.get(name)
        if isinstance(value, int) and 0 < value < 4_102_444_800:  # seconds up to the year 2100
            return datetime.fromtimestamp(value, UTC).astimezone(_CHINA).date().isoformat()
    return str(article.get("created_at") or "")[:10]
