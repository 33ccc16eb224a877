"""Which portals may be visited, and where does one begin to look?

The registry is a YAML file of sites (contract, section 3). Everything in it is checked before the first request, and
what it says is all a crawl may do: a host that stands in no ``hosts`` is never asked for anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.errors import RegistryError
from crawler.registry.document import DocumentError, Entry, read_entries
from crawler.registry.fields import Problem, check_entry
from crawler.registry.hosts import HostPattern, allowed, private_addresses

__all__ = ["Site", "check_sites", "load_sites"]

SAMPLE_DIVISIONS = "99"
"""GB/T 2260 gives out no code that begins with 99: divisions of the bundled sample portals do."""


@dataclass(frozen=True, slots=True)
class Site:
    """A portal we may visit. The fields are those of the contract; ``division`` is a GB/T 2260 code of six digits."""

    id: str
    name: str
    division: str
    start: tuple[str, ...]
    listings: tuple[str, ...]
    hosts: tuple[str, ...]
    platform: str | None = None
    expect_min: int = 1
    notes: str = ""
    scheme: str | None = None
    """``http`` when the site has no https: every address, whatever a link says, is then asked for by http."""
    tls: str = "strict"
    """How certificates and protocols of the site's hosts are held to account: strict, legacy or unverified."""
    patterns: tuple[HostPattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "patterns", tuple(HostPattern.parse(host) for host in self.hosts))

    @property
    def sample(self) -> bool:
        """Is this one of the bundled sample portals rather than a real one?"""
        return self.division.startswith(SAMPLE_DIVISIONS)

    def allows(self, url: str) -> bool:
        """May this address be fetched for this site?

        Only http and https addresses without a user name, whose host matches a pattern in ``hosts``: ``host`` at any
        port, ``host:port`` at that port, ``*.name.gov.cn`` for sub-domains. Nothing else is ever fetched, so a host
        outside gov.cn and a loopback or private address must stand in ``hosts`` itself.
        """
        return allowed(self.patterns, url)

    @property
    def private_addresses(self) -> frozenset[str]:
        """The addresses off the public internet that a host name of this site may resolve to."""
        return private_addresses(self.patterns)

    def as_entry(self) -> dict[str, Any]:
        """The site as it would stand in the file (contract, section 3), with every key."""
        return {
            "id": self.id,
            "name": self.name,
            "division": self.division,
            "start": list(self.start),
            "listings": list(self.listings),
            "hosts": list(self.hosts),
            "platform": self.platform,
            "scheme": self.scheme,
            "tls": self.tls,
            "expect": {"min": self.expect_min},
            "notes": self.notes,
        }

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Site:
        """The site of a checked entry, as :meth:`as_entry` gives it."""
        return cls(
            id=entry["id"],
            name=entry["name"],
            division=entry["division"],
            start=tuple(entry.get("start") or ()),
            listings=tuple(entry.get("listings") or ()),
            hosts=tuple(entry["hosts"]),
            platform=entry.get("platform"),
            expect_min=(entry.get("expect") or {}).get("min", 1),
            notes=entry.get("notes") or "",
            scheme=entry.get("scheme"),
            tls=entry.get("tls") or "strict",
        )


def load_sites(path: Path) -> tuple[Site, ...]:
    """The sites of a registry file, in the order of the file.

    Raises RegistryError whose message is one line naming file, line, entry and field; its ``problems`` has them all.
    """
    sites, problems = _read(path)
    if problems:
        raise RegistryError(tuple(problems))
    return sites


def check_sites(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a registry file, one line (Chinese, English) each; empty when it is sound."""
    return tuple(_read(path)[1])


def _read(path: Path) -> tuple[tuple[Site, ...], list[Problem]]:
    try:
        entries = read_entries(path)
    except DocumentError as error:
        return (), [(f"{path}：{error.zh}", f"{path}: {error.en}")]
    problems: list[Problem] = []
    sites: list[Site] = []
    lines: dict[str, int] = {}
    for entry in entries:
        found = [_placed(path, entry, problem) for problem in (*_doubled(entry), *check_entry(entry.data))]
        if not found:
            site = Site.from_entry(entry.data)
            if site.id in lines:
                problem = (f"id：与第 {lines[site.id]} 行的条目重复", f"id: the same as on line {lines[site.id]}")
                found.append(_placed(path, entry, problem))
            lines.setdefault(site.id, entry.line)
            sites.append(site)
        problems += found
    return tuple(sites), problems


def _doubled(entry: Entry) -> Iterator[Problem]:
    for key in entry.doubled:
        yield f"{key}：同一个键写了两次", f"{key}: the key stands twice"


def _placed(path: Path, entry: Entry, problem: Problem) -> Problem:
    name = entry.data.get("id") if isinstance(entry.data, dict) else None
    zh, en = problem
    return (
        f"{path} 第 {entry.line} 行，条目 {name or '（无 id）'}，{zh}",
        f"{path} line {entry.line}, entry {name or '(no id)'}, {en}",
    )
