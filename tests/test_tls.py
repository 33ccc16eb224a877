"""crawler.tls: what a host has to prove, against TLS servers on loopback with certificates made here."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler import Archive, Site, crawl
from crawler.records import Capture, RunManifest
from crawler.registry.fields import TLS
from crawler.tls import Policy
from tests.test_spider import Portal, page, serve

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A certificate authority for the length of a test."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, folder: Path) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder("test authority", "test authority", key, NOW + DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return cls(folder, key, certificate)

    def server(self, name: str, *, host: str = "127.0.0.1", until: datetime.datetime | None = None) -> ssl.SSLContext:
        """What a server needs whose certificate names ``host``; of no authority when its name is ``self-signed``."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = name if name == "self-signed" else "test authority"
        certificate = (
            _builder(name, issuer, key, until or NOW + DAY)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
            .sign(key if name == "self-signed" else self.key, hashes.SHA256())
        )
        pem = self.folder / f"{name}.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context


def _builder(
    name: str, issuer: str, key: ec.EllipticCurvePrivateKey, until: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 3 * DAY)
        .not_valid_after(until)
    )


def old(context: ssl.SSLContext) -> ssl.SSLContext:
    """The same server as it was in 2010: TLS 1.0 and nothing else."""
    context.set_ciphers("ALL:!aNULL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


SERVERS = ("good", "expired", "self-signed", "wrong-name", "old")


@dataclass(frozen=True)
class Crawled:
    """What one crawl with the same setting for every site found."""

    captures: dict[str, Capture]
    """Site id -> its one capture."""
    manifest: RunManifest
    log: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Crawled]]:
    """One crawl of every kind of server for every setting."""
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority.make(folder)
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
        servers = {
            "good": authority.server("good"),
            "expired": authority.server("expired", until=NOW - DAY),
            "self-signed": authority.server("self-signed"),
            "wrong-name": authority.server("wrong-name", host="127.0.0.9"),
            "old": old(authority.server("old")),
        }
        portals = {name: stack.enter_context(serve({"/": page()}, tls)) for name, tls in servers.items()}
        yield {tls: _crawl(portals, tls, folder / tls) for tls in TLS}


def _crawl(portals: dict[str, Portal], tls: str, archive: Path) -> Crawled:
    manifest = crawl([portal.site(id=name, tls=tls) for name, portal in portals.items()], archive)
    log = (archive / "logs" / f"{manifest.run_id}.log").read_text("utf-8")
    return Crawled({capture.site_id: capture for capture in Archive(archive).captures()}, manifest, log)


@pytest.mark.parametrize(
    ("tls", "reached"),
    [("strict", {"good"}), ("legacy", {"good", "old"}), ("unverified", set(SERVERS))],
)
def test_which_servers_are_spoken_to(crawled: dict[str, Crawled], tls: str, reached: set[str]) -> None:
    captures = crawled[tls].captures
    assert {name: str(capture.verdict) for name, capture in captures.items()} == {
        name: "not_report" if name in reached else "tls_error" for name in SERVERS
    }
    assert all(captures[name].detail and captures[name].status is None for name in set(SERVERS) - reached)


def test_the_reason_is_told(crawled: dict[str, Crawled]) -> None:
    captures = crawled["strict"].captures
    assert "certificate verify failed" in captures["expired"].detail
    assert "certificate verify failed" in captures["self-signed"].detail
    assert "VerificationError" in captures["wrong-name"].detail
    assert "protocol" in captures["old"].detail.lower()


@pytest.mark.parametrize("tls", TLS)
def test_the_setting_is_recorded(crawled: dict[str, Crawled], tls: str) -> None:
    found = crawled[tls]
    assert {site.tls for site in found.manifest.sites} == {tls}
    assert {site["tls"] for site in found.manifest.as_dict()["sites"]} == {tls}
    noted = {name: result.note_en for name, result in found.manifest.results.items() if "certificate" in result.note_en}
    assert ("TLS is" in found.log) is (tls != "strict")
    told = "certificates were not verified" in "".join(noted.values())
    assert told is (tls == "unverified")
    assert ("未核对证书" in found.manifest.results["good"].note) is (tls == "unverified")


def test_the_stricter_of_two_sites_that_share_a_host_decides() -> None:
    def site(name: str, tls: str, *hosts: str) -> Site:
        return Site(id=name, name=name, division="110112", start=(), listings=(), hosts=hosts, tls=tls)

    policy = Policy(
        [
            site("a", "unverified", "www.a.gov.cn", "*.b.gov.cn"),
            site("b", "legacy", "x.b.gov.cn:8443"),
            site("c", "strict", "y.b.gov.cn"),
        ]
    )
    assert [
        policy.level(host, port)
        for host, port in [
            ("www.a.gov.cn", 443),
            ("WWW.A.gov.cn.", 443),
            ("x.b.gov.cn", 443),
            ("x.b.gov.cn", 8443),
            ("y.b.gov.cn", 443),
            ("stranger.example", 443),
        ]
    ] == ["unverified", "unverified", "unverified", "legacy", "strict", "strict"]
