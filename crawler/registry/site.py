"""What does the registry say of one portal, and what may therefore be fetched for it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.registry.fields import NEVER
from crawler.registry.hosts import HostPattern, allowed, private_addresses

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
    checked: str = NEVER
    """The day on which a probe last looked at the site, ``2026-11-21``; ``never`` when none has."""
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
            "checked": self.checked,
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
            checked=entry.get("checked") or NEVER,
            scheme=entry.get("scheme"),
            tls=entry.get("tls") or "strict",
        )
