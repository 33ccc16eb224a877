"""What stands on a page that came as an empty shell, once its scripts have run?

The data that the scripts asked for are better than the page they make of them: data stay the same where a page changes
with every visit. So where one of the data answers is the report, it is the answer; where the data hold rows with titles
and addresses that the page shows without links, these rows are added to the page. A challenge is never opened.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from typing import Any

from crawler.answers import CUT, RENDERED, Answer
from crawler.browser import Browser, BrowserMissingError
from crawler.judge import Judgement
from crawler.platforms import Page
from crawler.platforms.data import is_address_key, leads_on
from crawler.platforms.words import column_score, says_report, tidy
from crawler.registry import Site
from crawler.rendering import Fetch, Rendered
from crawler.turning import list_of
from crawler.urls import resolve, url_key
from crawler.verdicts import BLOCKED, Verdict

MAX_ROWS = 2000
MAX_NODES = 100_000
"""Pieces of one JSON answer that are looked at."""
_HTML = "text/html; charset=utf-8"


async def open_shell(
    answer: Answer,
    site: Site,
    fetch: Fetch,
    browser: Browser,
    judge: Callable[[Answer], Judgement],
    *,
    turn: bool = False,
) -> tuple[Answer, Judgement]:
    """Open a page that was judged ``js_shell`` in the browser; what is to be recorded in its place.

    ``turn``: is it perhaps a list, whose further pages are wanted as well? ``judge`` judges as the caller would judge
    the page itself; it is called in a thread. ``detail`` of the judgement says that a browser was used. Without a
    browser, and where nothing more came of it, it is the shell again, or the wall that its data stand behind. Raises
    nothing that has to do with the page or the browser.
    """
    try:
        rendered = await browser.render(answer, site, fetch, turn=turn)
    except BrowserMissingError as missing:
        return answer, Judgement(Verdict.JS_SHELL, missing.en)
    return await asyncio.to_thread(_choose, answer, site, rendered, judge)


def _choose(
    shell: Answer, site: Site, rendered: Rendered, judge: Callable[[Answer], Judgement]
) -> tuple[Answer, Judgement]:
    judged = [(data, judge(data)) for data in rendered.answers]
    reports = [(data, found) for data, found in judged if found.verdict is Verdict.OK]
    if len(reports) == 1:
        data, found = reports[0]
        how = f"data of the page, asked for in a browser: {data.url}"
        headers = {name: value for name, value in data.headers.items() if name not in ("etag", "last-modified")}
        return replace(data, url=shell.url, headers=headers), replace(found, detail=how)  # the tags are not the page's
    shown = _page(shell, site, rendered)
    found = judge(shown) if shown.body else Judgement(Verdict.JS_SHELL)
    if found.verdict is Verdict.JS_SHELL and _leads_on(shown):
        found = Judgement(Verdict.NOT_REPORT)  # a page of few words, but a way on: the menu of a home page
    if found.verdict is Verdict.JS_SHELL:
        walls = [wall for _, wall in judged if wall.verdict in BLOCKED]
        found = walls[0] if walls else found
        return shell, replace(found, detail=_detail(found.detail, rendered.note or "nothing came of it"))
    return shown, replace(found, detail=_detail(found.detail, rendered.note))


def _leads_on(shown: Answer) -> bool:
    """Has the page a link that may lead to reports?"""
    return any(column_score(tidy(link.name), link.url) or says_report(link.name) for link in Page.of(shown).links)


def _detail(*more: str) -> str:
    return "; ".join(("rendered in a browser", *filter(None, more)))


def _page(shell: Answer, site: Site, rendered: Rendered) -> Answer:
    """The page as it was shown, with the rows of its data that it shows without links."""
    how = CUT if rendered.pages and rendered.note else "1"
    page = Answer(shell.url, rendered.final_url, shell.hops, shell.status, {"content-type": _HTML, RENDERED: how})
    page = replace(page, body=rendered.html.encode("utf-8", "replace"))
    listed = list_of(rendered.pages, rendered.final_url)
    both = (Page(rendered.final_url, rendered.final_url, html) for html in (rendered.html, listed))
    known = {url_key(link.url) for shown in both for link in shown.links}
    added = listed + "".join(_rows(rendered, site, known))
    if not added or not page.body:
        return page
    head, end, tail = rendered.html.rpartition("</body>")
    html = f"{head}{added}{end}{tail}" if end else rendered.html + added
    return replace(page, body=html.encode("utf-8", "replace"))


def _rows(rendered: Rendered, site: Site, known: set[str]) -> Iterator[str]:
    for data in rendered.answers:
        if data.media != "json" or data.status != 200:
            continue
        for title, href in _titled(data):
            url = resolve(rendered.final_url, href)
            if url is None or not site.allows(url) or url_key(url) in known:
                continue
            known.add(url_key(url))
            if len(known) > MAX_ROWS:
                return
            yield f'<li data-from="{escape(data.url)}"><a href="{escape(url)}">{escape(title)}</a></li>'


def _titled(data: Answer) -> Iterator[tuple[str, str]]:
    """Title and address of every object in the data that has a report's title and says itself where it leads."""
    try:
        waiting: deque[Any] = deque([json.loads(data.text)])
    except (ValueError, RecursionError):
        return
    looked = 0
    while waiting and looked < MAX_NODES:
        node = waiting.popleft()
        looked += 1
        if isinstance(node, list):
            waiting += node[:MAX_ROWS]
        elif isinstance(node, dict):
            title = next((v for v in node.values() if isinstance(v, str) and len(v) < 200 and says_report(v)), None)
            href = next((v for k, v in node.items() if is_address_key(k) and leads_on(v)), None)
            if title is not None and href is not None:
                yield title, href
            waiting += [value for value in node.values() if isinstance(value, (list, dict))]
