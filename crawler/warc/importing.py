"""Which reports are in somebody else's WARC, and whose are they?

Nothing is believed of a file but its bytes: every answer is judged anew, by the same rules as one that was just
fetched, and read within limits. A document belongs to the site whose ``hosts`` allow its address; one that belongs to
no site is refused and named. What our own export notes of a capture (link text, listing, day) is taken over; a verdict
only where it does not contradict what the bytes say.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from crawler.answers import Answer
from crawler.archive import Archive
from crawler.ask import Ask
from crawler.judge import Judgement, Read, is_home, judge, worth_reading
from crawler.platforms import Lead, Page, recognise
from crawler.platforms.words import says_report
from crawler.records import Capture, Kind, Options, RunManifest, RunState
from crawler.registry import Site
from crawler.runlog import RunLog, now
from crawler.urls import url_key
from crawler.verdicts import Verdict
from crawler.visits import Visitor
from crawler.warc.notes import restored
from crawler.warc.owners import Owners, host_of
from crawler.warc.records import Damage, Passed, Record, read_warc
from parsing.bounded import Readers
from parsing.model import Reading

READERS = 2
"""Documents read at the same time, each in a process of its own."""
MAX_LINKS = 500_000
"""Links to documents remembered from listings and articles: a province has fewer."""
_FURNITURE = ("text/css", "font/", "audio/", "video/", "application/font", "application/x-font")
"""Parts of pages that are no documents, by their declared type."""
_PICTURES = ("image/",)
"""Scans of reports and ornaments of pages: kept only where a page offers them as a file."""
_SCRIPTS = ("javascript", "ecmascript")


@dataclass
class Brought:
    """What came of a WARC file."""

    run_id: str | None = None
    """The run that the captures were written into; None when there was nothing to write."""
    captures: Counter[str] = field(default_factory=Counter)
    """Verdict -> captures."""
    sites: Counter[str] = field(default_factory=Counter)
    """Site id -> reports."""
    known: int = 0
    """Captures that the archive had already."""
    passed: Counter[str] = field(default_factory=Counter)
    """What is no document, by its kind -> records."""
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Host that belongs to no site -> documents that were refused."""
    damage: list[tuple[str, str]] = field(default_factory=list)
    """What could not be read, a line (Chinese, English) each."""


@dataclass(frozen=True)
class _Held:
    """An answer that waits until all links of the file are known; its bytes are in a file of their own."""

    site: Site
    record: Record
    bytes_at: Path | None

    @cached_property
    def key(self) -> str:
        return url_key(self.record.url)

    def answer(self) -> Answer:
        body = self.bytes_at.read_bytes() if self.bytes_at is not None else b""
        one = self.record
        return Answer(one.url, one.url, (), one.status, one.headers, body, fetched_at=one.fetched_at)


@dataclass
class _Links:
    """What the pages of the file say of the documents they link to, by the keys of their addresses."""

    leads: dict[str, tuple[Lead, str]] = field(default_factory=dict)
    """The link, and the listing it stands on."""
    files: dict[str, tuple[Lead, str]] = field(default_factory=dict)
    """The link, and the key of the article it hangs on."""
    articles: set[str] = field(default_factory=set)
    """Keys of pages with files on them that are no lists of reports."""
    homes: dict[str, str] = field(default_factory=dict)
    """Hash of a home page -> the key of its address."""

    def learn(self, site: Site, answer: Answer) -> None:
        if is_home(answer.url):
            self.homes.setdefault(answer.sha256, url_key(answer.url))
        page = Page.of(answer)
        platform = recognise(page, site.platform)
        leads = platform.leads(page)
        for lead in leads:
            if len(self.leads) < MAX_LINKS:
                self.leads.setdefault(url_key(lead.url), (lead, page.url))
        if is_home(answer.url) or sum(says_report(lead.name) for lead in leads) > 1:
            return  # a list of reports: what it links to hangs on nothing
        for file in platform.attachments(page):
            if len(self.files) < MAX_LINKS:
                self.articles.add(url_key(page.url))
                self.files.setdefault(url_key(file.url), (file, url_key(page.url)))


def import_warc(
    path: Path,
    archive: Archive,
    sites: tuple[Site, ...],
    *,
    under: Site | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Brought:
    """Judge and keep what a WARC file holds, as a new run of the archive. No network is asked for anything.

    A document belongs to the one of ``sites`` that allows its address; with ``under``, what belongs to none is taken
    for that site's. ``step`` hears the address of each document. Raises WarcError when the file is no WARC: then
    nothing was written. Of a file that is cut or damaged, what could be read is kept.
    """
    brought = Brought()
    with tempfile.TemporaryDirectory() as spool, Readers(READERS) as readers:
        held, links = _gather(path, Path(spool), sites, under, brought)
        fresh = list(_not_yet(archive, held, brought))
        if fresh:

            def read(data: bytes, media: str | None) -> Reading:
                return readers.read(data, media=media)

            used = tuple({one.site.id: one.site for one in fresh}.values())
            with archive.begin(used, Options()) as log:
                brought.run_id = log.run_id
                keeper = _Keeper(archive, log, read, links, brought, step)
                asyncio.run(keeper.keep_all(fresh))
                archive.write_manifest(
                    RunManifest(log.run_id, RunState.FINISHED, log.started_at, now(), Options(), used)
                )
    return brought


def _gather(
    path: Path, spool: Path, sites: tuple[Site, ...], under: Site | None, brought: Brought
) -> tuple[list[_Held], _Links]:
    held: list[_Held] = []
    links = _Links()
    owners = Owners(sites)
    bodies: dict[str, Path] = {}
    answered: dict[str, int] = {}
    for item in read_warc(path):
        if isinstance(item, Damage):
            brought.damage.append((item.zh, item.en))
        elif isinstance(item, Passed):
            brought.passed[item] += 1
        elif item.note is not None:
            _annotate(item, held, answered, owners, brought)
        elif (furniture := _is_furniture(item)) is not None:
            brought.passed[furniture] += 1
        elif (site := owners.of(item.url) or under) is None:
            brought.elsewhere[host_of(item.url)] += 1
        elif (at := _spooled(item, spool, bodies)) is None and item.revisit:
            brought.damage.append(_without_bytes(item))
        else:
            one = _Held(site, item, at)
            if item.id:
                answered[item.id] = len(held)
            held.append(one)
            answer = one.answer()
            if answer.media == "html" and (answer.status or 0) < 300:
                links.learn(site, answer)
    return held, links


def _annotate(note: Record, held: list[_Held], answered: Mapping[str, int], owners: Owners, brought: Brought) -> None:
    """Put a note to the answer it belongs to; one of a fetch without an answer stands for itself."""
    site = owners.of(note.url, (note.note or {}).get("site_id"))
    at = answered.get(note.about)
    if at is not None and site is not None:
        held[at] = _Held(site, replace(held[at].record, note=note.note), held[at].bytes_at)
    elif not note.about and site is not None:
        held.append(_Held(site, note, None))
    elif not note.about:
        brought.elsewhere[host_of(note.url)] += 1


def _is_furniture(record: Record) -> str | None:
    """What kind of thing that is no document this is; None for what may be one."""
    declared = record.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared.startswith(_FURNITURE) or any(script in declared for script in _SCRIPTS):
        return declared
    return "redirect" if record.status is not None and 300 <= record.status < 400 and not record.revisit else None


def _spooled(record: Record, spool: Path, bodies: dict[str, Path]) -> Path | None:
    """The file with the bytes of a record; of a revisit, those of the record it repeats."""
    here = f"{record.url} {record.fetched_at}"
    if record.revisit:
        there = bodies.get(record.digest or "") or (bodies.get(" ".join(record.same_as)) if record.same_as else None)
        if there is not None:
            bodies.setdefault(here, there)
        return there
    if not record.body:
        return None
    at = spool / str(record.number)
    at.write_bytes(record.body)
    bodies.setdefault(here, at)
    if record.digest:
        bodies.setdefault(record.digest, at)
    return at


def _without_bytes(record: Record) -> tuple[str, str]:
    return (
        f"第 {record.number} 条记录（{record.url[:200]}）重复的内容不在本文件里，跳过",
        f"record {record.number} ({record.url[:200]}) repeats bytes that are not in this file, passed over",
    )


def _not_yet(archive: Archive, held: list[_Held], brought: Brought) -> Iterator[_Held]:
    """What the archive has no capture of, pages before the files that hang on them."""
    there = {(capture.site_id, url_key(capture.final_url), capture.fetched_at) for capture in archive.captures()}
    for one in sorted(held, key=lambda each: "html" not in each.record.headers.get("content-type", "")):
        if (one.site.id, one.key, one.record.fetched_at) in there:
            brought.known += 1
        else:
            yield one


@dataclass
class _Keeper:
    """Judges answers and writes them into a run."""

    archive: Archive
    log: RunLog
    read: Read
    links: _Links
    brought: Brought
    step: Callable[[str], None]
    articles: dict[str, Capture] = field(default_factory=dict)

    async def keep_all(self, held: list[_Held]) -> None:
        for one in held:
            self.step(one.record.url)
            capture = self._noted(one) if one.record.note is not None else None
            if capture is None and one.record.status is not None:
                capture = await self._judged(one)
            if capture is not None:
                self.articles.setdefault(one.key, capture)
                self.brought.captures[capture.verdict] += 1
                self.brought.sites[capture.site_id] += capture.verdict is Verdict.OK

    def _noted(self, one: _Held) -> Capture | None:
        """A capture as our own export noted it, with the verdict that its bytes deserve."""
        answer = one.answer()
        fields = restored(one.record.note or {}, answer, one.site)
        if fields is None:
            number = one.record.number
            self.brought.damage.append(
                (
                    f"第 {number} 条记录的说明不可信，没有采用",
                    f"the note on record {number} is not sound and was not used",
                )
            )
            return None
        if answer.status is not None:
            found = self._judgement(answer, fields["kind"])
            if (found.verdict is Verdict.OK) != (fields["verdict"] is Verdict.OK):
                fields |= {"verdict": found.verdict, "detail": found.detail[:200]}
        sha256 = self.archive.put(answer.body) if answer.body else None
        return self.log.add(**fields | {"document_sha256": sha256})

    async def _judged(self, one: _Held) -> Capture | None:
        answer = one.answer()
        lead, file = self.links.leads.get(one.key), self.links.files.get(one.key)
        declared = (answer.content_type or "").lower()
        if declared.startswith(_PICTURES) and file is None and lead is None:
            self.brought.passed[declared] += 1
            return None
        html = answer.media in ("html", "text", "json", "empty")
        unlinked = html and lead is None and one.key not in self.links.articles
        judgement = self._judgement(answer, Kind.LISTING if unlinked else Kind.LEAD)
        kind = Kind.LISTING if unlinked and judgement.verdict is not Verdict.OK else Kind.LEAD
        about: dict[str, object] = {"url": answer.url}
        listed = None
        if file is not None and not html and (article := self.articles.get(file[1])) is not None:
            kind = Kind.ATTACHMENT
            about |= {
                "link_text": file[0].name or article.link_text,
                "listing_url": article.listing_url,
                "parent_url": article.final_url,
                "published_on": article.published_on,
                "published_from": article.published_from,
            }
        elif lead is not None:
            about |= {"link_text": lead[0].name or None, "listing_url": lead[1]}
            listed = lead[0].date
        visitor = Visitor(one.site, _asks_nobody, self.read, self.archive, self.log)
        return await visitor.record(kind, answer, judgement, about, listed)

    def _judgement(self, answer: Answer, kind: Kind) -> Judgement:
        read = self.read if kind is not Kind.LISTING or worth_reading(answer) else None
        key = url_key(answer.url)
        copies = {sha256: where for sha256, where in self.links.homes.items() if where != key}
        return judge(answer, read=read, copies=copies)


async def _asks_nobody(ask: Ask, referer: str | None) -> Answer:
    raise AssertionError(f"nothing is asked for: {ask.url} {referer}")
