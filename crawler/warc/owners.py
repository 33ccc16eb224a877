"""Whose is the document at this address?"""

from __future__ import annotations

from collections.abc import Iterable

from crawler.registry import Site
from crawler.urls import split, url_key


class Owners:
    """The sites of a registry, found by the hosts that they allow."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._by_host: dict[str, list[Site]] = {}
        self._wide: list[Site] = []
        for site in sites:
            if any(pattern.subdomains for pattern in site.patterns):
                self._wide.append(site)
            for host in {pattern.host for pattern in site.patterns if not pattern.subdomains}:
                self._by_host.setdefault(host, []).append(site)

    def of(self, url: str, noted: object = None) -> Site | None:
        """The site whose ``hosts`` allow this address; None when none does.

        Where several do: the one whose id was ``noted``, else the one that begins nearest to the address, else the
        first of the registry.
        """
        found = split(url)
        if found is None:
            return None
        key = url_key(url)

        def near(site: Site) -> tuple[bool, int]:
            begins = [url_key(start) for start in (*site.listings, *site.start)]
            return site.id == noted, max((len(start) for start in begins if key.startswith(start)), default=0)

        candidates = [*self._by_host.get(found[1], ()), *self._wide]
        return max((site for site in candidates if site.allows(url)), key=near, default=None)


def host_of(url: str) -> str:
    """The host of an address, for telling a person about it."""
    found = split(url)
    return found[1] if found is not None else url[:100]
