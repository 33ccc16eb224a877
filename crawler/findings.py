"""What did a walk find at a site?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.records import Capture
from crawler.verdicts import Verdict
from crawler.visits import Visit


@dataclass
class Findings:
    """What a walk found at a site."""

    leads: dict[str, Verdict | None] = field(default_factory=dict)
    """Key of each link that should be a report -> its last verdict; None when it was not asked for any more."""
    reports: set[str] = field(default_factory=set)
    """Keys of addresses that are reports."""
    entries: list[Visit] = field(default_factory=list)
    """Visits to the addresses of the registry, and to what was opened as a column."""
    platforms: Counter[str] = field(default_factory=Counter)
    drifted: list[str] = field(default_factory=list)
    """Listings of the registry that are gone or list nothing any more."""
    found_at: list[str] = field(default_factory=list)
    """Columns that were found from the start page."""
    found_on: list[str] = field(default_factory=list)
    """Pages on which they were found: the columns themselves, or the page that links to them."""
    linked: list[Capture] = field(default_factory=list)
    """Known reports whose links stand on the portal and that were not fetched again."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Hosts that do not belong to the site and that links lead to."""
    bounds: set[str] = field(default_factory=set)
    """Bounds that were reached."""
    ended: str | None = None
    """Why the walk was broken off: ``refused``, ``limit``, ``sample``."""

    @property
    def count(self) -> int:
        """Links and reports found so far."""
        return len(self.leads) + len(self.reports)
