"""What does the archive remember of a fetch and of a run?

:class:`Capture` is one fetch at one time, one line of ``captures/<run_id>.jsonl``. :class:`RunManifest` is one run, the
file ``runs/<run_id>.json``: what was asked for, with the whole registry entry of every site, and what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from crawler.ask import Ask
from crawler.registry import Site
from crawler.urls import url_key
from crawler.verdicts import Verdict


class Kind(StrEnum):
    """Why an address was fetched."""

    LISTING = "listing"
    """A page on the way to reports: a home page, a hub, a page of a 年报 column."""
    LEAD = "lead"
    """A page or file that should be a report; also a column page that turned out to be the report itself."""
    ATTACHMENT = "attachment"
    """A file linked from an article that is not the report itself, or not all of it."""


class RunState(StrEnum):
    """How far a run has come."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    """Ended before its time. What it fetched counts; ``--resume`` goes on with it."""


class SiteState(StrEnum):
    """What a run found at a site (contract, section 4, table ``sites``)."""

    OK = "ok"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    DRIFTED = "drifted"
    UNREACHABLE = "unreachable"
    ROBOTS_DISALLOWED = "robots_disallowed"


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch at one time, and what it brought.

    ``document_sha256`` names the bytes in ``objects/``; it is None when no body came. A body is kept whatever the
    verdict: a verdict is an opinion and may be revised, bytes that were not kept are gone. Only ``ok`` is a report.
    """

    capture_id: str
    run_id: str
    site_id: str
    kind: Kind
    url: str
    final_url: str
    fetched_at: str
    """UTC, ``2026-11-21T10:41:00Z``."""
    status: int | None
    """HTTP status of the last answer; None when there was none."""
    verdict: Verdict
    detail: str = ""
    """Which kind of obstacle (``jsl``), or one line about the verdict."""
    media: str | None = None
    """What the bytes are, told from the bytes: ``html``, ``pdf``, ``docx`` …"""
    content_type: str | None = None
    """What the server said they are."""
    document_sha256: str | None = None
    bytes: int = 0
    link_text: str | None = None
    """Title or text of the link that led here."""
    listing_url: str | None = None
    parent_url: str | None = None
    """For an attachment: the article it hangs on."""
    published_on: str | None = None
    """The day the portal declares, ``2026-01-20``."""
    published_from: str | None = None
    """Where that day stands: ``meta`` (PubDate), ``list`` (the row of the listing), ``url``."""
    fingerprint: str | None = None
    """What captures have in common whose pages say the same (:mod:`crawler.fingerprint`)."""
    etag: str | None = None
    last_modified: str | None = None
    asked: str | None = None
    """The address that was really asked for, where the page at ``url`` is a shell that a script fills from there."""
    sent: str | None = None
    """What was sent along in a POST."""
    hops: tuple[str, ...] = ()
    """The addresses on the way from ``url`` to ``final_url``, both left out."""
    attachments: tuple[tuple[str, str], ...] = ()
    """Address and name of each file that has to be fetched because this page is not the (whole) report itself."""

    @property
    def key(self) -> str:
        """What it has in common with other captures of the same thing."""
        if self.asked is not None or self.sent is None:
            return url_key(self.url)
        return Ask(self.url, self.sent.encode()).key

    @property
    def number(self) -> int:
        """Its number within its run, from 1."""
        return int(self.capture_id.rpartition("-")[2])

    def as_dict(self) -> dict[str, Any]:
        """The capture as JSON-ready data in a fixed order; what may be empty and is so is left out."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Capture:
        """The capture of one line. Raises KeyError, TypeError or ValueError when the line is not one."""
        values = dict(data)
        values["kind"] = Kind(values["kind"])
        values["verdict"] = Verdict(values["verdict"])
        values["hops"] = tuple(values.get("hops", ()))
        values["attachments"] = tuple((url, name) for url, name in values.get("attachments", ()))
        return cls(**values)


def capture_id(run_id: str, number: int) -> str:
    """The id of a run's capture with this number."""
    return f"{run_id}-{number:06d}"


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What one run found at one site."""

    site_id: str
    platform: str | None
    state: SiteState
    leads: int
    """Different links that should be reports."""
    captures: Mapping[str, int]
    """Verdict -> number of captures of this run."""
    requests: int
    """Requests sent, with retries, redirects and robots.txt; after a resumption only those since."""
    bytes: int
    """Bytes received."""
    reports_found: int
    """Reports the site shows now: read in this run, or known and still linked."""
    reports_before: int | None
    """The same of the run it is compared with; None when there is none."""
    note: str = ""
    """What a person should know or do, in Chinese."""
    note_en: str = ""
    found_on: tuple[str, ...] = ()
    """Pages on which the 年报 columns were found: where the registry names none, the next crawl begins there."""
    linked: Mapping[str, str] = field(default_factory=dict)
    """Run -> numbers of its captures (``1-3,7``) whose links stood on the portal in this run too, not fetched again."""

    def linked_captures(self) -> Iterator[str]:
        """The ids of the earlier captures in ``linked``."""
        for run_id, ranges in self.linked.items():
            for part in ranges.split(","):
                first, _, last = part.partition("-")
                yield from (capture_id(run_id, number) for number in range(int(first), int(last or first) + 1))

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON-ready data."""
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        return data | {
            "captures": dict(sorted(self.captures.items())),
            "found_on": list(self.found_on),
            "linked": dict(sorted(self.linked.items())),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SiteResult:
        """The result that :meth:`as_dict` gave."""
        found_on = tuple(data.get("found_on", ()))
        return cls(**{**data, "state": SiteState(data["state"]), "found_on": found_on})


@dataclass(frozen=True, slots=True)
class Options:
    """What a crawl was limited to. Two runs can be compared when their options are equal."""

    years: tuple[int, ...] = ()
    """Report years; empty for all."""
    sample: int | None = None
    """At most so many leads a site; None for all."""
    requests: int | None = None
    """At most so many addresses a site; None for as many as manners allow."""

    @property
    def partial(self) -> bool:
        """Was less than everything asked for, so that a small number of reports means nothing?"""
        return bool(self.years) or self.sample is not None or self.requests is not None

    def as_dict(self) -> dict[str, Any]:
        """The options as JSON-ready data."""
        return {"years": list(self.years), "sample": self.sample, "requests": self.requests}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Options:
        """The options that :meth:`as_dict` gave."""
        return cls(tuple(data["years"]), data["sample"], data.get("requests"))


@dataclass(frozen=True, slots=True)
class RunManifest:
    """One run: what was asked for and what came of it."""

    run_id: str
    state: RunState
    started_at: str
    finished_at: str | None
    options: Options
    sites: tuple[Site, ...]
    results: Mapping[str, SiteResult] = field(default_factory=dict)
    """Site id -> result; empty until the run has ended."""

    def as_dict(self) -> dict[str, Any]:
        """The manifest as JSON-ready data."""
        return {
            "run_id": self.run_id,
            "state": self.state,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "options": self.options.as_dict(),
            "sites": [site.as_entry() for site in self.sites],
            "results": [self.results[site.id].as_dict() for site in self.sites if site.id in self.results],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RunManifest:
        """The manifest that :meth:`as_dict` gave. Raises KeyError, TypeError or ValueError when it is not one."""
        options = data["options"]
        results = (SiteResult.from_dict(result) for result in data["results"])
        return cls(
            run_id=data["run_id"],
            state=RunState(data["state"]),
            started_at=data["started_at"],
            finished_at=data["finished_at"],
            options=Options.from_dict(options),
            sites=tuple(Site.from_entry(entry) for entry in data["sites"]),
            results={result.site_id: result for result in results},
        )
