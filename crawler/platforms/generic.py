"""How does any portal list its reports? Static links, told by their words; pagers and frames that stand in the page.

Most content management systems need no more than this, and thirty different ones were counted among forty-six central
bodies (2026), so this is the default and the others only add to it. No address is guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Lead, Page
from crawler.platforms.words import (
    COLUMN,
    column_score,
    is_article,
    is_document,
    is_rejected,
    may_be_report,
    says_report,
    tab_score,
    tidy,
)
from crawler.urls import is_twin, resolve, split, url_key

_NEXT = re.compile(r"\d{1,3}|下一?页|后一?页|尾页|末页|最后一页|next|last|[>›»]{1,2}", re.IGNORECASE)
_SECTION_TEXT = 20
"""Names of departments and years in a column's tabs are shorter than this."""
_DOWNLOAD = re.compile(
    r"/(?:downfile|download|downloadfile|downattach\w*)\.(?:jsp|do|aspx|php|action)\b", re.IGNORECASE
)


class Generic:
    """The platform of pages that no other platform recognises."""

    name = "generic"

    def recognise(self, page: Page) -> bool:
        """Every page is at least this."""
        return True

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Columns and hubs by their words; within a column also its tabs by department and by year."""
        if page.root is not None:
            return ()  # rows of a listing are leads
        best: dict[str, Candidate] = {}
        for link in page.links:
            text = tidy(link.text) or tidy(link.title)
            if is_article(link.url, link.name, in_column=page.within(link.url)):
                continue
            score = max(column_score(text, link.url), column_score(tidy(link.title), link.url))
            if says_report(link.name):
                score = max(score, COLUMN)  # 某局2021年政府信息公开年报 that leads to a folder: a column of its own
            if page.column is not None:
                score = max(score, _section_score(page, link.url, text), tab_score(text, link.url))
            key = url_key(link.url)
            if score and key != page.key and (key not in best or best[key].score < score):
                best[key] = Candidate(link.url, text, score)
        return tuple(sorted(best.values(), key=lambda candidate: -candidate.score))

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """Links of the pager that stay under the column's prefix, and frames from the same host."""
        if page.root is not None:
            return ()
        linked = (link.url for link in page.links if _NEXT.fullmatch(tidy(link.text)) and _goes_on(page, link.url))
        return unique((*linked, *_frames(page)), page)

    def rows(self, text: str, page: Page) -> str:
        """Pages of a listing are pages."""
        return text

    def body(self, page: Page) -> Ask | None:
        """Nothing is known of how a shell would be filled."""
        return None

    def article(self, page: Page) -> str | None:
        """Nothing is known of what scripts hold."""
        return None

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Links whose words say report; within a column, under its prefix, also those that merely may be one."""
        return unique_leads((link.lead for link in page.links if self._is_lead(page, link.url, link.name)), page)

    def attachments(self, page: Page) -> tuple[Lead, ...]:
        """Links to files, marked attachments, download addresses, and files shown in a frame."""
        linked = (
            link.lead
            for link in page.links
            if is_document(link.url) or _DOWNLOAD.search(link.url) or link.element.get("appendix") == "true"
        )
        shown = (Lead(url, "") for url in self._shown(page))
        return unique_leads((lead for lead in (*linked, *shown) if not is_rejected(lead.name)), page)

    def _is_lead(self, page: Page, url: str, name: str) -> bool:
        inside = page.within(url)
        if not (says_report(name) or (inside and may_be_report(name))):
            return False
        return page.root is not None or is_article(url, name, in_column=inside)

    def _shown(self, page: Page) -> Iterator[str]:
        """Files in a viewer: ``<embed src=…pdf>``, ``<iframe src=…viewer.html?file=…pdf>``."""
        for node in page.tree.iter("iframe", "embed", "object"):
            url = resolve(page.base, node.get("src") or node.get("data") or "")
            if url is None:
                continue
            if is_document(url):
                yield url
            for value in parse_qs(urlsplit(url).query).get("file", []):
                inner = resolve(url, value)
                if inner and is_document(inner):
                    yield inner


def _goes_on(page: Page, url: str) -> bool:
    return page.within(url) and not is_document(url)


def _frames(page: Page) -> Iterator[str]:
    own = split(page.final_url)
    for node in page.tree.iter("iframe", "frame"):
        url = resolve(page.base, node.get("src") or "")
        found = split(url) if url else None
        if url and own and found and found[1:] == own[1:] and not is_document(url):
            yield url


def _section_score(page: Page, url: str, text: str) -> int:
    """A tab of the column: a folder below it with a short name, 部门 or 2021年."""
    inside = page.within(url) and url_key(url) != page.column and not is_document(url)
    named = 0 < len(text) <= _SECTION_TEXT and not is_rejected(text) and not _NEXT.fullmatch(text)
    return COLUMN + 5 if inside and named else 0


def unique(wanted: Iterable[Ask | str], page: Page) -> tuple[Ask, ...]:
    """The requests without repeats and without the page itself, in order; an address stands for a plain request."""
    seen = {page.key: Ask(page.url)}
    for one in wanted:
        ask = Ask(one) if isinstance(one, str) else one
        seen.setdefault(ask.key, ask)
    del seen[page.key]
    return tuple(seen.values())


def unique_leads(leads: Iterable[Lead], page: Page) -> tuple[Lead, ...]:
    """The leads without repeats and without the page itself; of two for one page the one with more words.

    An article comes before its mobile twin, whatever the words.
    """
    best: dict[str, Lead] = {}
    for lead in leads:
        key = url_key(lead.url)
        if key != page.key and (key not in best or _rank(best[key]) < _rank(lead)):
            best[key] = lead
    return tuple(best.values())


def _rank(lead: Lead) -> tuple[bool, int]:
    return not is_twin(lead.url), len(lead.name)
