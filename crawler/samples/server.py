"""How are the sample portals reached?

Each portal is served on a loopback address of its own, by threads of this process; nothing leaves the machine. The
port is part of every address that a crawl records, so it is always the same unless the caller says otherwise.
"""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import unquote

from crawler.samples.content import notice
from crawler.samples.pages import Page, Portal, environment
from crawler.samples.portals import PORT, portals, sample_sites

Request = tuple[str, str]
"""Site id and path, in the order in which they were asked for."""


class SampleError(Exception):
    """The portals cannot be served: one line for the user in Chinese (``zh``) and in English (``en``)."""

    def __init__(self, zh: str, en: str):
        super().__init__(f"{zh} {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Served:
    """Running portals: their entries for the registry, their home addresses by site id, and who asked for what."""

    sites: Mapping[str, Any]
    addresses: Mapping[str, str]
    requests: list[Request] = field(default_factory=list)


@contextmanager
def serve_samples(port: int | None = PORT) -> Iterator[Served]:
    """Serve all sample portals while the block runs.

    ``port`` is the one that every portal listens on, each at its own loopback address; None takes free ones, for
    tests. Raises :class:`SampleError` when an address cannot be had.
    """
    requests: list[Request] = []
    with ExitStack() as stack:
        ports: dict[str, int] = {}
        for portal in portals():
            server = _listen(portal, port or 0, requests)
            stack.callback(server.server_close)
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            ports[portal.site.id] = server.server_address[1]
        sites = sample_sites(ports)
        yield Served(sites, {entry["id"]: entry["start"][0] for entry in sites["sites"]}, requests)


def _listen(portal: Portal, port: int, requests: list[Request]) -> ThreadingHTTPServer:
    handler = type("SampleHandler", (_Handler,), {"portal": portal, "requests": requests})
    try:
        return _Server((portal.site.address, port), handler)
    except OSError as error:
        raise _error(f"{portal.site.address}:{port}", error) from error


def _error(where: str, error: OSError) -> SampleError:
    if error.errno == errno.EADDRNOTAVAIL:
        # macOS has 127.0.0.1 alone until the others are added; Linux has all of 127.0.0.0/8.
        address = where.partition(":")[0]
        return SampleError(
            f"本机没有回环地址 {address}（macOS 请先执行 sudo ifconfig lo0 alias {address}）。",
            f"this machine has no loopback address {address} (on macOS: sudo ifconfig lo0 alias {address})",
        )
    return SampleError(
        f"样例门户无法在 {where} 上提供服务（{error.strerror}）；请结束占用该端口的程序，或用其他端口。",
        f"the sample portal cannot listen on {where} ({error.strerror}); stop the program that uses it, "
        "or choose another port",
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Take the address, without asking the name service what it is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    """Answers for one portal; ``portal`` and ``requests`` are set for each server."""

    portal: Portal
    requests: list[Request]
    protocol_version = "HTTP/1.1"
    server_version = "Sample"
    sys_version = ""

    def do_GET(self) -> None:
        """Send a page."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send what a page would be sent with."""
        self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        """Nothing is printed: ``requests`` has every request."""

    def _answer(self, *, with_body: bool) -> None:
        path = self.path if self.path in self.portal.pages else unquote(self.path)
        self.requests.append((self.portal.site.id, path))
        page = self.portal.pages.get(path)
        if page is None:
            self._send(404, _missing(), {"Content-Type": "text/html; charset=utf-8"}, with_body)
        elif page.needs_referer and not self._comes_from_here():
            self._send(200, _missing(), {"Content-Type": "text/html; charset=utf-8"}, with_body)
        else:
            self._send_page(page, with_body)

    def _comes_from_here(self) -> bool:
        return self.headers.get("Referer", "").startswith(f"http://{self.headers.get('Host')}/")

    def _send_page(self, page: Page, with_body: bool) -> None:
        body = page.make()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        modified = datetime.combine(page.modified, time(1), UTC)
        headers = {"Content-Type": page.content_type, "ETag": tag, **page.headers}
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
        if page.status == 200 and self._has_it(tag, modified):
            self._send(304, b"", {"ETag": tag}, with_body=False)
        else:
            self._send(page.status, body, headers, with_body)

    def _has_it(self, tag: str, modified: datetime) -> bool:
        """Does the visitor say that it has this very version? A tag goes before a date (RFC 9110, 13.2.2)."""
        if known := self.headers.get("If-None-Match"):
            return tag in {part.strip().removeprefix("W/") for part in known.split(",")}
        try:
            return parsedate_to_datetime(self.headers["If-Modified-Since"]) >= modified
        except (TypeError, ValueError):
            return False

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], with_body: bool) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _missing() -> bytes:
    return environment().get_template("missing.html").render(notice=notice()).encode()
