"""How does a listing go on whose pager sends a form back?

Old portals turn pages by POST: ASP.NET sends its state with the name of what was clicked
(``__doPostBack('Pager','2')``), others put the number into a hidden field and submit (``$('#pageNo').val(n);
$('#pageForm').submit()``). All that is sent stands in the form; only the number of the page is the next one (2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawler.ask import Ask
from crawler.platforms.base import Page
from crawler.platforms.pagers import is_number, total_of, unfinished
from crawler.platforms.words import tidy
from crawler.urls import resolve

MAX_FIELDS = 60
"""A form with more fields is meant to be filled in."""
MAX_STATE = 256 * 1024
"""Characters of a field that are sent back; the state of a page of ASP.NET has some ten thousand."""

_NUMBER = re.compile(r"(?:cur(?:rent)?_?|now_?)?page_?(?:no|num|number|index|id)?|pn", re.IGNORECASE)
_BACK = re.compile(r"__doPostBack\(\s*&?[\"']([\w$:.-]{1,200})[\"']\s*,\s*[\"']([\w$:.-]{0,40})[\"']\s*\)")
_NEXT = re.compile(r"[>›»]*(?:下一?页|后一?页|next(?:page)?)[>›»]*|[>›»]", re.IGNORECASE)
_TYPED = frozenset({"text", "search", "password", "date", "file", "email", "tel"})
_SENT = frozenset({"hidden", "text", "search", ""})


def posted(page: Page) -> Iterator[Ask]:
    """The next page of a listing whose pager sends a form; nothing where there is none, and for forms to fill in."""
    number = (page.ask.number or 1 if page.ask is not None else 1) + 1
    for form in islice(page.tree.iter("form"), 20):
        url = resolve(page.base, form.get("action") or page.final_url)
        if (form.get("method") or "").strip().lower() != "post" or url is None:
            continue
        fields = _fields(form)
        change = _sent_back(page, number) if "__VIEWSTATE" in fields else _counted(page, form, fields, number)
        if change:
            yield Ask.submit(url, fields | change, number)
            return


def _fields(form: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in islice(form.iter("input"), MAX_FIELDS):
        kind, value = (node.get("type") or "").lower(), node.get("value") or ""
        if node.get("name") and kind in _SENT and len(value) <= MAX_STATE:
            found.setdefault(node.get("name"), value)
    return found


def _sent_back(page: Page, number: int) -> dict[str, str]:
    """What a click on the next page would send: its number among the links of the pager, else 下一页."""
    onward: dict[str, str] = {}
    for node in page.tree.iter("a", "input", "button"):
        script = f"{node.get('href') or ''} {node.get('onclick') or ''}"
        found = _BACK.search(script) if "__doPostBack" in script else None
        if found is None:
            continue
        text = tidy("".join(islice(node.itertext(), 4)) or node.get("value"))
        event = {"__EVENTTARGET": found[1], "__EVENTARGUMENT": found[2]}
        if text.strip("[]") == str(number):
            return event
        if _NEXT.fullmatch(text) and is_number(text) and "disabled" not in (node.get("class") or ""):
            onward = event
    return onward


def _counted(page: Page, form: Any, fields: dict[str, str], number: int) -> dict[str, str]:
    """The field that holds the number of the page, where it says which page this is and there are more."""
    if any((node.get("type") or "text").lower() in _TYPED for node in form.iter("input")):
        return {}
    name = next((name for name, value in fields.items() if _NUMBER.fullmatch(name) and value == str(number - 1)), None)
    more = number <= total_of(page) if total_of(page) else unfinished(page)
    return {name: str(number)} if name is not None and more else {}
