"""How does any portal list its reports? Static links, told by their words; pagers and frames that stand in the page.

Most content management systems need no more than this, and thirty different ones were counted among forty-six central
bodies (2026), so this is the default and the others only add to it. No address is guessed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from crawler.ask import Ask
from crawler.platforms import forms, pagers, regions, scripted
from crawler.platforms.base import Candidate, Lead, Link, Page
from crawler.platforms.words import (
    COLUMN,
    column_score,
    is_article,
    is_document,
    is_download,
    is_rejected,
    is_sibling,
    may_be_report,
    report_years,
    says_column,
    says_nothing,
    says_office,
    says_report,
    says_tab,
    tab_score,
    tidy,
)
from crawler.urls import is_twin, resolve, split, url_key

_SECTION_TEXT = 20
"""Names of departments and years in a column's tabs are shorter than this."""
_FRAMED = 600
"""Characters of a page's own text up to which what it frames is its text."""
_FRAMES = 3
_HEADED = 4
"""How far above a year the heading of its menu is looked for."""
_TABS = 40
"""Years and bodies in such a menu."""
_HEADING = 24
"""Words around a link without words of its own are its heading when they are no longer than this."""


class Generic:
    """The platform of pages that no other platform recognises."""

    name = "generic"

    def recognise(self, page: Page) -> bool:
        """Every page is at least this."""
        return True

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Columns and hubs by their words; within a column also its tabs, and menus of organs and years to be tried."""
        if page.root is not None:
            return ()  # rows of a listing are leads
        best: dict[str, Candidate] = {}
        for candidate in (*self._named(page), *(offered(page) if page.column is not None else ())):
            key = url_key(candidate.url)
            if key != page.key and (key not in best or best[key].score < candidate.score):
                best[key] = candidate
        return tuple(sorted(best.values(), key=lambda candidate: -candidate.score))

    def _named(self, page: Page) -> Iterator[Candidate]:
        for link in page.links:
            text = _label(link)
            headed = _is_headed(page, link, text) or _is_part(page, link, text)
            article = is_article(link.url, link.name, in_column=page.within(link.url)) or _is_dated(page, link)
            if article and not headed and not _turns(page, link):
                continue
            if says_nothing(text) and page.within(link.url):
                continue
            titled = tidy(link.title)
            score = max(column_score(text, link.url), column_score(titled, link.url) if titled else 0)
            if says_report(link.name):
                score = max(score, COLUMN)  # 某局2021年政府信息公开年报 that leads to a folder: a column of its own
            if headed:
                score = max(score, COLUMN + 3)
            if page.column is not None:
                score = max(score, _section_score(page, link.url, text), tab_score(text, link.url))
            if score:
                yield Candidate(link.url, text, score)
        for url, words in scripted.menu(page):
            text = tidy(words)
            if not report_years(text) and (score := column_score(text, url)):  # the reports themselves are leads
                yield Candidate(url, text, score)

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """Links of the pager under the column's prefix, pages that a script counts or a form asks for, frames."""
        if page.root is not None:
            return ()
        linked = tuple(pagers.linked(page))
        counted = tuple(pagers.counted(page)) if page.column is not None and not linked else ()
        posted = forms.posted(page) if page.column is not None and not linked and not counted else ()
        return unique((*linked, *counted, *posted, *frames(page)), page)

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
        """Links whose words say report; in a column also those in its list or under its prefix that may be one."""
        inside = regions.listed(page.links) if page.column is not None and page.root is None else frozenset()
        below = (
            _folder(page) if any(regions.is_body(tidy(link.name)) for link in page.links if link.url in inside) else ""
        )
        linked = (
            link.lead
            for link in page.links
            if not _turns(page, link)
            and not _is_headed(page, link, tidy(link.text))
            and (
                self._is_lead(page, link.url, link.name)
                or (link.url in inside and (may_be_report(link.name) or regions.is_body(tidy(link.name))))
                or (below and url_key(link.url).startswith(below) and _is_office_page(link))
            )
        )
        return unique_leads((*linked, *(scripted.rows(page) if page.column is not None else ())), page)

    def attachments(self, page: Page) -> tuple[Lead, ...]:
        """Links to files, marked attachments, download addresses, files shown in a frame, and the text in a frame."""
        linked = (
            link.lead
            for link in page.links
            if is_document(link.url) or is_download(link.url) or link.element.get("appendix") == "true"
        )
        shown = (Lead(url, "") for url in (*self._shown(page), *_framed(page)))
        found = unique_leads((lead for lead in (*linked, *shown) if not is_rejected(lead.name)), page)
        return found or unique_leads((Lead(url, "") for url in scripted.files(page)), page)

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
            yield from _viewed(url)


def _folder(page: Page) -> str:
    """The folder in which the page lies; empty for that of the whole host."""
    folder = url_key(page.final_url).partition("?")[0].rpartition("/")[0]
    return f"{folder}/" if "/" in folder else ""


def _is_office_page(link: Link) -> bool:
    """Is this a page that is called by an office: beside a list of such the one that stands above it (市人民政府)?"""
    return says_office(tidy(link.name)) and is_article(link.url, link.name, in_column=True)


def frames(page: Page) -> Iterator[str]:
    """Pages of the same host that this page frames."""
    own = split(page.final_url)
    for node in page.tree.iter("iframe", "frame"):
        url = resolve(page.base, node.get("src") or "")
        found = split(url) if url else None
        if url and own and found and found[1:] == own[1:] and not is_document(url) and not any(_viewed(url)):
            yield url


def _viewed(url: str) -> Iterator[str]:
    """The file that a viewer shows: ``viewer.html?file=/upload/1.pdf``."""
    for value in parse_qs(urlsplit(url).query).get("file", []):
        inner = resolve(url, value)
        if inner and is_document(inner):
            yield inner


def _framed(page: Page) -> list[str]:
    """What an article frames instead of having a text of its own."""
    if page.column is not None or page.root is not None:
        return []
    framed = list(frames(page))
    own = sum(len("".join((node.text or "").split())) for node in page.tree.iter("p", "td", "div", "span"))
    return framed if len(framed) <= _FRAMES and own <= _FRAMED else []


def offered(page: Page) -> Iterator[Candidate]:
    """What the menus of organs and years on a page offer: to be opened, and left where it says nothing of reports."""
    rows = regions.listed(page.links)
    for link, part in regions.menus(page.links, page.key):
        if page.within(link.url) or is_sibling(link.url) or link.url in rows or is_document(link.url):
            continue
        # a number in a query may be that of a column as well as that of an article
        if urlsplit(link.url).query or not is_article(link.url, link.name, in_column=False):
            yield Candidate(link.url, tidy(link.name) or tidy(link.title), COLUMN, tried=not part)


def _turns(page: Page, link: Link) -> bool:
    """Does the link lead to the same page for another office, by the fields of its query?"""
    here, there = urlsplit(page.final_url), urlsplit(link.url)
    same = page.column is not None and (here.netloc, here.path) == (there.netloc, there.path) and there.query != ""
    text = tidy(link.text)
    return same and not report_years(text) and (says_office(text) or says_tab(text)) and not text[:4].isdigit()


def _is_dated(page: Page, link: Link) -> bool:
    """Is this a row of a column's list, with its day? Some reports are called no more than their column."""
    return page.column is not None and link.lead.date is not None and not _has_folder(link.url)


def _has_folder(url: str) -> bool:
    return urlsplit(url).path.endswith("/")


def _label(link: Link) -> str:
    """The words of a link; those beside it where its own say nothing (政府信息公开年报 更多>>)."""
    text = tidy(link.text) or tidy(link.title)
    node = link.element.getparent()
    for _ in range(2):
        if node is None or not says_nothing(text):
            break
        beside = tidy("".join(islice(node.itertext(), 12))).replace(text, "", 1)
        if beside:
            return beside if len(beside) <= _HEADING else text
        node = node.getparent()
    return text


def _is_part(page: Page, link: Link, text: str) -> bool:
    """Is this the list of a kind of bodies inside the column, whatever its address is like (``2023/bm.html``)?"""
    part = says_tab(text) and not may_be_report(text) and not is_document(link.url)
    return part and page.column is not None and page.within(link.url)


def _is_headed(page: Page, link: Link, text: str) -> bool:
    """Is this a year or a kind of bodies below the name of a 年报 column that is no link: a menu that folds out?"""
    if not says_tab(text) or is_document(link.url) or (page.column is not None and not page.among_parts):
        return False  # below the heading of a column's own page stand the reports
    node = link.element
    for _ in range(_HEADED):
        for before in islice(node.itersiblings(preceding=True), _TABS):
            text = tidy("".join(islice(before.itertext(), _TABS)))
            if says_column(text):
                return True
            if text and not says_tab(text) and before.tag != "li":
                break
        node = node.getparent()
        if node is None or node.tag == "body":
            return False
    return False


def _section_score(page: Page, url: str, text: str) -> int:
    """A tab of the column: a folder below it with a short name, 部门 or 2021年."""
    inside = page.within(url) and url_key(url) != page.column and not is_document(url)
    named = 0 < len(text) <= _SECTION_TEXT and not is_rejected(text) and not pagers.is_number(text)
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
