"""Which documents do the sites publish, and what did every fetch bring?

The crawler fetches and judges; it writes only the archive and never reads a figure. :func:`load_sites` says whom to
ask, :func:`crawl` asks, :class:`Archive` remembers.
"""

from crawler.archive import Archive
from crawler.errors import ArchiveError, CrawlerError, CrawlError, RegistryError
from crawler.records import Capture, Kind, Options, RunManifest, RunState, SiteResult, SiteState
from crawler.registry import Site, check_sites, load_sites
from crawler.runs import crawl
from crawler.verdicts import Verdict

__all__ = [
    "Archive",
    "ArchiveError",
    "Capture",
    "CrawlError",
    "CrawlerError",
    "Kind",
    "Options",
    "RegistryError",
    "RunManifest",
    "RunState",
    "Site",
    "SiteResult",
    "SiteState",
    "Verdict",
    "check_sites",
    "crawl",
    "load_sites",
]
