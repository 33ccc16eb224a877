"""Is a page that came as a success what this host says to everything?

Many portals answer with status 200 and a page of their own where there is nothing, and some answer every address with
one page when they have had enough. Words do not always tell. So the first time a host sends a page that is no report
where one should be, it is asked once for an address that cannot exist; what it says to that, it says where there is
nothing. The answer is remembered for the run. One question a host, and none where every page is what it should be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.answers import Answer
from crawler.ask import Ask
from crawler.fingerprint import fingerprint
from crawler.judge import Judgement, is_home
from crawler.platforms.base import Page
from crawler.platforms.words import is_document
from crawler.registry import Site
from crawler.signatures import wall
from crawler.urls import url_key
from crawler.verdicts import Verdict

MAX_DIFFERENT = 8
"""Characters, apart from numbers and the address, by which two pages of one skin may differ: 星期六, a name of a host.
A note of one line within the frame of a portal differs from that portal's page for nothing by more."""
REPEATED = 3
"""Different addresses with one page between them after which a host is taken to answer everything with it."""


@dataclass(frozen=True, slots=True)
class Skin:
    """How a host says that there is nothing."""

    fingerprint: str
    title: str
    text: str

    @classmethod
    def of(cls, answer: Answer) -> Skin:
        """What an answer looks like."""
        return cls(fingerprint(answer), answer.title, _text(answer))

    def fits(self, other: Skin) -> bool:
        """Do both pages say the same, whatever address or number they repeat?"""
        if self.fingerprint == other.fingerprint:
            return True
        return self.title == other.title and _different(self.text, other.text) <= MAX_DIFFERENT


def _different(one: str, other: str) -> int:
    """Characters of the longer text between what both begin with and what both end with."""
    head = _shared(one, other)
    return max(len(one), len(other)) - head - _shared(one[head:][::-1], other[head:][::-1])


def _shared(one: str, other: str) -> int:
    """Characters with which both begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class Doubts:
    """What one site's hosts were found to say to everything, in one run."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._skins: dict[str, Skin | None] = {}
        self._seen: dict[str, set[str]] = {}

    async def settle(
        self, answer: Answer, judgement: Judgement, fetch: Callable[[Ask, str | None], Awaitable[Answer]]
    ) -> Judgement:
        """The verdict on a page that should have been a report or a column: the same, ``soft_404`` or ``throttled``.

        Only a sound HTML page that is no report is doubted. ``fetch`` is asked for at most one address a host.
        """
        if not _doubtful(answer, judgement):
            return judgement
        host = urlsplit(answer.final_url).netloc
        if host not in self._skins:
            self._skins[host] = None
            self._skins[host] = await self._learn(answer, fetch)
        skin = self._skins[host]
        if skin is not None and skin.fits(Skin.of(answer)):
            return Judgement(Verdict.SOFT_404, "what this host answers where there is nothing", judgement.reading)
        seen = self._seen.setdefault(_shown(answer), set())
        seen.add(url_key(answer.url))
        if len(seen) >= REPEATED:
            return Judgement(Verdict.THROTTLED, f"one page for {len(seen)} addresses", judgement.reading)
        return judgement

    async def _learn(self, answer: Answer, fetch: Callable[[Ask, str | None], Awaitable[Answer]]) -> Skin | None:
        """The host's page for nothing; None where it says so by a status, sends everybody home, or shows a wall."""
        url = probe_address(answer.final_url)
        if not self._site.allows(url):
            return None
        found = await fetch(Ask(url), None)
        if found.status != 200 or found.media != "html" or url_key(found.final_url) != url_key(url):
            return None
        headers = "\n".join(f"{name}: {value}" for name, value in found.headers.items())
        if wall(found.status, headers, found.text, len(found.visible)) is not None:
            return None
        return Skin.of(found)


def probe_address(url: str) -> str:
    """An address beside ``url`` that cannot exist. Always the same for a host, so that its log shows one visitor."""
    parts = urlsplit(url)
    name = hashlib.sha256(parts.netloc.encode()).hexdigest()[:16]
    return f"{parts.scheme}://{parts.netloc}/{name}.html"


def _doubtful(answer: Answer, judgement: Judgement) -> bool:
    sound = judgement.verdict is Verdict.NOT_REPORT and answer.status == 200 and answer.media == "html"
    return sound and not is_home(answer.final_url)


def _shown(answer: Answer) -> str:
    """What a page says, and the files it leads to: notes of one line differ in nothing but the folder of ``nb.pdf``."""
    files = sorted(link.url for link in Page.of(answer).links if is_document(link.url))
    return " ".join((fingerprint(answer), *files))


def _text(answer: Answer) -> str:
    """What a reader sees, without numbers and without the address asked for, which such pages like to repeat."""
    text = answer.visible.replace(urlsplit(answer.url).path, "").replace(answer.url, "")
    return re.sub(r"\d+", "", text)
