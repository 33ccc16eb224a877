"""What does an edition take from the archive, and when and where was each document seen?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from crawler.archive import Archive
from crawler.records import Capture
from crawler.registry import Site
from dataset.errors import DatasetError
from dataset.readings import Known


@dataclass(slots=True)
class Sighting:
    """Every time one document was seen: its first and its last capture, and the dates that pages and listings gave."""

    first: Capture
    last: Capture
    dates: set[tuple[str, str]] = field(default_factory=set)
    """Date (ISO) and where it was read."""
    linked_at: str = ""
    """When a run saw its link on the portal for the last time without fetching it again; empty for never."""

    @property
    def last_seen(self) -> str:
        """When it was known last to stand on a portal."""
        return max(self.last.fetched_at, self.linked_at)

    def add(self, capture: Capture) -> None:
        """The document was seen once more."""
        self.first = min(self.first, capture, key=_moment)
        self.last = max(self.last, capture, key=_moment)
        if capture.published_on:
            self.dates.add(_date(capture))

    def known(self, sha256: str) -> Known:
        """What the first capture says about the document beforehand."""
        path = unquote(urlsplit(self.first.final_url or self.first.url).path)
        return Known(sha256, self.first.link_text or path.rsplit("/", 1)[-1] or None, self.first.content_type)


def _moment(capture: Capture) -> tuple[str, str]:
    return capture.fetched_at, capture.capture_id


def _date(capture: Capture) -> tuple[str, str]:
    return capture.published_on or "", capture.published_from or ""


@dataclass(frozen=True)
class Edition:
    """The part of an archive that one dataset is made of.

    Sample portals and real ones never mix: as soon as the archive knows one real site, the samples are left out.
    """

    archive: Archive
    digest: str
    """Of the archive before the first capture was read."""
    sample: bool
    sites: Mapping[str, Site]
    samples_left_out: int
    sightings: Mapping[str, Sighting]
    newest_capture: str

    def captures(self) -> Iterator[Capture]:
        """Every capture of the edition's sites, in the archive's order."""
        return (capture for capture in self.archive.captures() if capture.site_id in self.sites)


def edition_of(archive: Archive) -> Edition:
    """What is there to make a dataset of?

    Raises :class:`DatasetError` where nothing was captured, or a capture is of a site that no run names.
    """
    digest = archive.digest()
    known = archive.sites()
    real = {site_id: site for site_id, site in known.items() if not site.sample}
    sites = real or known
    sightings: dict[str, Sighting] = {}
    pages: dict[tuple[str, str], set[tuple[str, str]]] = {}
    attached: list[tuple[Sighting, tuple[str, str]]] = []
    newest = ""
    linked = _linked(archive)
    for capture in archive.captures():
        if capture.site_id not in known:
            raise DatasetError(
                f"抓取记录 {capture.capture_id} 的站点 {capture.site_id} 不在任何运行清单中；原有数据库未动。"
                "请运行 ogi archive verify。",
                f"Capture {capture.capture_id} is of {capture.site_id}, a site that no run names; the database was "
                "left as it was. Run ogi archive verify.",
            )
        if capture.site_id not in sites:
            continue
        newest = max(newest, capture.fetched_at)
        if capture.published_on:
            for url in {capture.url, capture.final_url}:
                pages.setdefault((capture.site_id, url), set()).add(_date(capture))
        if capture.document_sha256:
            seen = sightings.setdefault(capture.document_sha256, Sighting(capture, capture))
            seen.add(capture)
            seen.linked_at = max(seen.linked_at, linked.get(capture.capture_id, ""))
            if capture.parent_url:
                attached.append((seen, (capture.site_id, capture.parent_url)))
    for seen, page in attached:  # a file was published with the page it hangs on
        seen.dates |= pages.get(page, set())
    if not sightings:
        raise DatasetError(
            "存档中还没有任何文件；原有数据库未动。请先运行 ogi crawl（或 ogi run）。",
            "The archive holds no document yet; the database was left as it is. Run ogi crawl (or ogi run) first.",
        )
    left_out = len(known) - len(sites)
    return Edition(
        archive,
        digest,
        not real,
        dict(sorted(sites.items())),
        left_out,
        dict(sorted(sightings.items())),
        newest,
    )


def _linked(archive: Archive) -> dict[str, str]:
    """Capture -> when a later run last saw the same link on the portal, without following it again."""
    return {
        capture_id: run.started_at
        for run in archive.runs()
        for result in run.results.values()
        for capture_id in result.linked_captures()
    }
