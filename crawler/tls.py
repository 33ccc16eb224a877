"""How much does a host have to prove before it is spoken to by https?

By default everything: a current protocol, and a certificate that somebody vouches for and that names the host. Some
offices' machines cannot do that (self-signed at 丰台人大, another name's certificate at 政协, ciphers of 2010; as of
2026). For such a site a person may write ``tls: legacy`` or ``tls: unverified`` into the registry; it holds for the
hosts of that site alone, and where two sites share a host the stricter of the two holds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAcceptableCiphers, ICipher, IOpenSSLClientConnectionCreator
from twisted.internet.ssl import TLSVersion, optionsForClientTLS
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.registry import Site
from crawler.registry.fields import TLS
from crawler.urls import canonical_host

STRICT, LEGACY, UNVERIFIED = TLS
_LEGACY_RENEGOTIATION = 0x4
"""``SSL_OP_LEGACY_SERVER_CONNECT``: OpenSSL 3 would not speak with servers from before RFC 5746 (2010) at all."""
_NO_VERIFICATION = 0
"""``SSL_VERIFY_NONE``."""

logger = logging.getLogger(__name__)


class HttpsHandler(HTTP11DownloadHandler):
    """Download handler for https whose demands are those of the site's registry entry."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: Any = crawler.spider
        factory: Any = Policy(spider.sites)
        self._contextFactory = factory


@implementer(IPolicyForHTTPS)
class Policy:
    """Chooses by host and port what a connection has to prove."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = tuple(sites)
        self._told: set[str] = set()

    def level(self, host: str, port: int) -> str:
        """``strict``, ``legacy`` or ``unverified``: the strictest word of all sites that this host belongs to."""
        host = canonical_host(host)
        levels = {s.tls for s in self._sites if any(p.covers(host, port) for p in s.patterns)}
        return min(levels, key=TLS.index, default=STRICT)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """What makes the connections to a host: the interface of Twisted."""
        host = hostname.decode("ascii")
        level = self.level(host, port)
        if level == STRICT:
            return optionsForClientTLS(host)
        if host not in self._told:
            self._told.add(host)
            logger.warning("%s: TLS is %s, as the registry has it", host, level)
        return _Lenient(host, verified=level == LEGACY)


@implementer(IOpenSSLClientConnectionCreator)
class _Lenient:
    """Connections by any protocol from TLS 1.0 and with any cipher that OpenSSL still knows."""

    def __init__(self, host: str, *, verified: bool) -> None:
        old = {"insecurelyLowerMinimumTo": TLSVersion.TLSv1_0, "acceptableCiphers": _OldCiphers()}
        self._creator: Any = optionsForClientTLS(host, extraCertificateOptions=old)
        self._verified = verified

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> Any:
        """A connection for this protocol, not yet opened."""
        connection = self._creator.clientConnectionForTLS(tlsProtocol)
        connection.set_options(_LEGACY_RENEGOTIATION)
        if not self._verified:
            connection.set_verify(_NO_VERIFICATION, lambda *_: True)
        return connection


@implementer(IAcceptableCiphers)
class _OldCiphers:
    """OpenSSL's own choice at security level 0, below which TLS 1.0 and SHA-1 are not to be had (OpenSSL 3)."""

    def selectCiphers(self, availableCiphers: Iterable[Any]) -> tuple[Any, ...]:
        """What OpenSSL is told: words of its cipher list, which may set the level as well as name ciphers."""
        return tuple(_Word(word) for word in ("ALL", "!aNULL", "!eNULL", "@SECLEVEL=0"))


@implementer(ICipher)
@dataclass(frozen=True, slots=True)
class _Word:
    fullName: str
