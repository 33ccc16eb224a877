"""Is every request, on every hop, to a host that belongs to its site?

Three walls, one behind the other: an address is checked before it is asked for, so a redirect is checked like a first
request; a host name is checked again when it is resolved, so that a name cannot lead into a private network; and the
requests of a site carry its id, so that no site can borrow the hosts of another.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.registry import Site
from crawler.urls import canonical_host, is_loopback, split

SITE = "site"
"""Key of ``request.meta``: the id of the site for which a request is made."""
HOPS = "hops"
"""Key of ``request.meta``: the addresses asked for so far on behalf of one visit, shared between its redirects."""

logger = logging.getLogger(__name__)


class OffHost(IgnoreRequest):
    """The address is on a host that does not belong to the site."""


class HostGuard:
    """Downloader middleware that refuses what the registry does not allow. First in line."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = {site.id: site for site in sites}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostGuard:
        """Made by Scrapy; the sites are those of the spider."""
        spider: Any = crawler.spider
        return cls(spider.sites)

    def process_request(self, request: Request) -> Request | None:
        """Let the request pass, or raise OffHost. Backslashes of a redirect are slashes, as to browsers."""
        if "redirect_urls" in request.meta and (mended := _slashed(request.url)) != request.url:
            return request.replace(url=mended)
        hops = request.meta[HOPS]
        if not hops or hops[-1] != request.url:
            hops.append(request.url)
        if not self._sites[request.meta[SITE]].allows(request.url):
            raise OffHost(request.url)
        found = split(request.url)
        if found is not None and is_loopback(found[1]):
            request.meta["proxy"] = None  # our own machine is never reached through somebody else's
            request.meta["autothrottle_dont_adjust_delay"] = True
        return None


def _slashed(url: str) -> str:
    """``web%5Cindex.jsp`` of a portal made on Windows -> ``web/index.jsp``; the query is left as it is."""
    path, mark, query = url.partition("?")
    return re.sub("%5C", "/", path, flags=re.IGNORECASE) + mark + query


@implementer(IHostnameResolver)
class PublicResolver(CachingHostnameResolver):
    """Resolves host names, and refuses addresses off the public internet that the site's ``hosts`` do not name.

    Both families of addresses, because some provinces answer from abroad by IPv6 only (2026).
    """

    sites: tuple[Site, ...] = ()

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """The addresses of a host name that may be connected to."""
        receiver: Any = _Sieve(resolutionReceiver, hostName, self._private(hostName))
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def _private(self, host: str) -> frozenset[str]:
        """The private addresses that this host may have."""
        host = canonical_host(host)
        sites = (site for site in self.sites if any(p.covers(host, p.port or 0) for p in site.patterns))
        return frozenset(address for site in sites for address in site.private_addresses)


def resolver_for(sites: tuple[Site, ...]) -> type[PublicResolver]:
    """The resolver for a crawl of these sites. A class, because Scrapy makes its resolver before there is a spider."""
    return type("SitesResolver", (PublicResolver,), {"sites": sites})


@implementer(IResolutionReceiver)
class _Sieve:
    """Passes on the addresses that may be connected to."""

    def __init__(self, receiver: Any, host: str, private: frozenset[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._private = private

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        if may_connect(self._host, address.host, self._private):
            self._receiver.addressResolved(address)
        else:
            logger.warning("%s resolves to %s, which is not on the public internet: refused", self._host, address.host)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


def may_connect(host: str, address: str, private: frozenset[str]) -> bool:
    """May a connection to ``host`` go to ``address``? ``private`` are the addresses off the internet it may have.

    A host that is itself an address, or localhost, has been allowed by name already.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if ip.is_global and not ip.is_multicast:
        return True
    host = canonical_host(host)
    return str(ip) in private or host == str(ip) or (is_loopback(host) and ip.is_loopback)
