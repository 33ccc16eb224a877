"""Which hosts may be fetched for a site?

A pattern in ``hosts`` is one of three: ``host`` (any port), ``host:port`` (that port only) or ``*.name.gov.cn`` (any
sub-domain, not the name itself). A host must match a pattern of its own site; there is no other way to be fetched.
Only names under gov.cn can be opened as a whole with ``*.``: any other host, and every loopback, private or link-local
address, has to stand in the list itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.urls import canonical_host, is_address, is_private, split

GOVERNMENT = "gov.cn"


class HostPatternError(ValueError):
    """What is wrong with a host pattern, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class HostPattern:
    """One entry of ``hosts``. ``port`` None stands for any port."""

    host: str
    port: int | None = None
    subdomains: bool = False

    @classmethod
    def parse(cls, text: str) -> HostPattern:
        """The pattern written as ``text``. Raises HostPatternError."""
        name, port = _split_port(text)
        subdomains = name.startswith("*.")
        try:
            host = canonical_host(name.removeprefix("*."))
        except (ValueError, UnicodeError):
            raise HostPatternError(f"“{text}” 不是主机名", f"'{text}' is not a host name") from None
        if subdomains and (port is not None or not host.endswith("." + GOVERNMENT)):
            raise HostPatternError(
                f"“{text}”：只有 gov.cn 之下的域名可以写成 *.name.gov.cn（不带端口），其他主机须逐个列出",
                f"'{text}': only names under gov.cn may be written as *.name.gov.cn (without a port), "
                "other hosts must be listed one by one",
            )
        return cls(host, port, subdomains)

    def covers(self, host: str, port: int) -> bool:
        """May this host (in canonical form) be fetched at this port?"""
        if self.subdomains:
            return host.endswith("." + self.host)
        return host == self.host and self.port in (None, port)


def allowed(patterns: tuple[HostPattern, ...], url: str) -> bool:
    """May this address be fetched for a site with these patterns? False for anything but http and https."""
    found = split(url)
    return found is not None and any(pattern.covers(found[1], found[2]) for pattern in patterns)


def private_addresses(patterns: tuple[HostPattern, ...]) -> frozenset[str]:
    """The addresses off the public internet that these patterns name: a host name may resolve to no others."""
    return frozenset(p.host for p in patterns if is_address(p.host) and is_private(p.host))


def _split_port(text: str) -> tuple[str, int | None]:
    """Host and port of ``host``, ``host:port``, ``[v6]`` or ``[v6]:port``."""
    if text.startswith("["):
        name, bracket, rest = text[1:].partition("]")
        if bracket and (not rest or rest.startswith(":")):
            return name, _port(text, rest[1:]) if rest else None
    elif text.count(":") == 1:
        name, _, rest = text.partition(":")
        return name, _port(text, rest)
    elif ":" not in text:
        return text, None
    raise HostPatternError(
        f"“{text}” 不是主机名（不写 http://，不写路径；IPv6 地址写在方括号里）",
        f"'{text}' is not a host (no http://, no path; an IPv6 address stands in brackets)",
    )


def _port(text: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536):
        raise HostPatternError(f"“{text}”：端口应为 1 到 65535", f"'{text}': the port must be 1 to 65535")
    return int(digits)
