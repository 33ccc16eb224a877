"""crawler.guard and crawler.robots: who may be asked, on every hop and behind every name, and how slowly."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from protego import Protego
from scrapy import Request
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.guard import HOPS, SITE, HostGuard, OffHost, may_connect, resolver_for
from crawler.registry import Site
from crawler.robots import Robots
from crawler.settings import DELAY, MAX_CRAWL_DELAY, scrapy_settings, user_agent


def site(name: str, *hosts: str) -> Site:
    return Site(id=name, name=name, division="110112", start=(), listings=(), hosts=hosts)


@pytest.mark.parametrize(
    ("host", "address", "private", "allowed"),
    [
        ("www.a.gov.cn", "93.184.216.34", (), True),
        ("www.a.gov.cn", "2606:2800:220:1::1", (), True),
        ("www.a.gov.cn", "127.0.0.1", (), False),
        ("www.a.gov.cn", "10.1.2.3", (), False),
        ("www.a.gov.cn", "192.168.1.1", (), False),
        ("www.a.gov.cn", "169.254.169.254", (), False),
        ("www.a.gov.cn", "100.64.0.1", (), False),
        ("www.a.gov.cn", "0.0.0.0", (), False),
        ("www.a.gov.cn", "224.0.0.1", (), False),
        ("www.a.gov.cn", "::1", (), False),
        ("www.a.gov.cn", "fe80::1%eth0", (), False),
        ("www.a.gov.cn", "fc00::1", (), False),
        ("www.a.gov.cn", "::ffff:127.0.0.1", (), False),
        ("www.a.gov.cn", "::ffff:93.184.216.34", (), True),
        ("www.a.gov.cn", "10.1.2.3", ("10.1.2.3",), True),
        ("www.a.gov.cn", "10.1.2.4", ("10.1.2.3",), False),
        ("127.0.0.1", "127.0.0.1", (), True),
        ("::1", "::1", (), True),
        ("localhost", "127.0.0.1", (), True),
        ("localhost", "10.1.2.3", (), False),
    ],
)
def test_what_a_name_may_lead_to(host: str, address: str, private: tuple[str, ...], allowed: bool) -> None:
    assert may_connect(host, address, frozenset(private)) is allowed


class Names:
    """Resolves every name to a public, a loopback and two private addresses."""

    def resolveHostName(self, receiver: Any, *_: Any) -> None:
        receiver.resolutionBegan(None)
        for address in ("93.184.216.34", "127.0.0.1", "10.1.2.3"):
            receiver.addressResolved(IPv4Address("TCP", address, 80))
        receiver.addressResolved(IPv6Address("TCP", "::1", 80))
        receiver.resolutionComplete()


class Heard:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, _: Any) -> None: ...

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def test_the_resolver_keeps_private_addresses_from_sites_that_do_not_name_them() -> None:
    sites = (
        site("a", "www.a.gov.cn"),
        site("b", "*.b.gov.cn", "10.1.2.3"),
        site("c", "c.gov.cn:8080", "127.0.0.1:8080"),
    )
    kind = resolver_for(sites)
    crawler = SimpleNamespace(settings=SimpleNamespace(getbool=lambda _: True, getint=lambda _: 100))
    resolver: Any = kind.from_crawler(crawler, SimpleNamespace(nameResolver=Names()))  # type: ignore[arg-type]
    for _ in range(2):  # the second time from the cache
        for host, expected in {
            "www.a.gov.cn": ["93.184.216.34"],
            "x.b.gov.cn": ["93.184.216.34", "10.1.2.3"],
            "c.gov.cn": ["93.184.216.34", "127.0.0.1"],
            "stranger.example": ["93.184.216.34"],
        }.items():
            heard = Heard()
            resolver.resolveHostName(heard, host)
            assert (heard.addresses, heard.complete) == (expected, True)


def guarded(request: Request) -> Request:
    crawler: Any = SimpleNamespace(
        spider=SimpleNamespace(sites=(site("a", "a.gov.cn"), site("b", "b.gov.cn", "127.0.0.1")))
    )
    HostGuard.from_crawler(crawler).process_request(request)
    return request


def test_no_site_may_use_the_hosts_of_another() -> None:
    hops: list[str] = []
    guarded(Request("http://a.gov.cn/", meta={SITE: "a", HOPS: hops}))
    with pytest.raises(OffHost):
        guarded(Request("http://b.gov.cn/", meta={SITE: "a", HOPS: hops}))
    with pytest.raises(OffHost):
        guarded(Request("http://127.0.0.1/", meta={SITE: "a", HOPS: hops}))
    assert hops == ["http://a.gov.cn/", "http://b.gov.cn/", "http://127.0.0.1/"]


def test_backslashes_of_a_redirect_are_slashes() -> None:
    """``<meta http-equiv=refresh content="0;url=web\\index.jsp">`` of portals made on Windows."""
    crawler: Any = SimpleNamespace(spider=SimpleNamespace(sites=(site("a", "a.gov.cn"),)))
    guard = HostGuard.from_crawler(crawler)
    url = "http://a.gov.cn/web%5Cindex.jsp?from=a%5Cb"
    led = Request(url, meta={SITE: "a", HOPS: [], "redirect_urls": ["http://a.gov.cn/"]})
    mended = guard.process_request(led)
    assert mended is not None and mended.url == "http://a.gov.cn/web/index.jsp?from=a%5Cb"
    assert guard.process_request(mended) is None
    assert guard.process_request(Request(url, meta={SITE: "a", HOPS: []})) is None  # it was asked for like that


def test_our_own_machine_is_reached_directly_and_at_once() -> None:
    own = guarded(Request("http://127.0.0.1/", meta={SITE: "b", HOPS: []}))
    assert own.meta["proxy"] is None and own.meta["autothrottle_dont_adjust_delay"]
    other = guarded(Request("http://b.gov.cn/", meta={SITE: "b", HOPS: []}))
    assert "proxy" not in other.meta and "autothrottle_dont_adjust_delay" not in other.meta


def test_only_loopback_hosts_are_spared_the_delay(tmp_path: Any) -> None:
    sites = (site("a", "a.gov.cn", "127.0.0.3:8099"), site("b", "10.1.2.3", "localhost"))
    settings = scrapy_settings(sites, tmp_path / "log", resolver_for(sites))
    assert settings["DOWNLOAD_SLOTS"] == {
        host: {"concurrency": 1, "delay": 0.0, "jitter": 0.0} for host in ("127.0.0.3", "localhost")
    }
    assert settings["DOWNLOAD_DELAY"] == DELAY >= 1
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert not settings["TELNETCONSOLE_ENABLED"] and not settings["REMOTE_CONTROL_ENABLED"]
    assert settings["DOWNLOAD_HANDLERS"]["https"] == "crawler.tls.HttpsHandler"
    assert {k for k, v in settings["DOWNLOAD_HANDLERS"].items() if v is None} == {"ftp", "file", "s3", "data"}


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10),
        ("User-agent: *\nCrawl-delay: 86400", MAX_CRAWL_DELAY),
        ("User-agent: *\nCrawl-delay: 0.1", DELAY),
        ("User-agent: *\nDisallow:", DELAY),
    ],
)
def test_a_crawl_delay_is_kept(rules: str, delay: float) -> None:
    slot = SimpleNamespace(delay=DELAY)
    downloader = SimpleNamespace(slots={"a.gov.cn": slot}, get_slot_key=lambda _: "a.gov.cn")
    robots = Robots(SimpleNamespace(engine=SimpleNamespace(downloader=downloader)))  # type: ignore[arg-type]
    request = Request("http://a.gov.cn/nb/", meta={SITE: "a", HOPS: [], "cookiejar": "a"})

    async def ask() -> None:
        done: asyncio.Future[Protego | None] = asyncio.get_running_loop().create_future()
        done.set_result(Protego.parse(rules))
        robots._rules["http://a.gov.cn:80"] = done  # type: ignore[assignment]
        await robots.process_request(request)

    asyncio.run(ask())
    assert slot.delay == delay
    # autothrottle would bring a host that answers quickly back to the usual delay
    assert bool(request.meta.get("autothrottle_dont_adjust_delay")) is (delay > DELAY)


@pytest.mark.parametrize("contact", ["", " ", "mailto:a@example.org", "某(x)\r\nSet-Cookie: y"])
def test_the_user_agent_is_one_line_of_plain_text(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGI_CONTACT", contact)
    agent = user_agent()
    assert agent.startswith("OGI-Yearbook/") and agent.isascii() and agent.isprintable()
    assert agent.count("(") == agent.count(")") == 1
