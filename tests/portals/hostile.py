"""A portal that does everything a crawler must survive, with an access log, and what must come of each address.

Walls of every make, pages that say one thing and are another, bodies that never end, traps that lead on for ever, and
ways out to hosts that are nobody's business.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

from tests.portals.kit import report_pages

NB = "/zwgk/zfxxgknb/"
FOOT = "<p>" + "甲区人民政府主办，甲区人民政府办公室承办。" * 15 + "</p>"
INDEX = f"<html><head><title>甲区人民政府</title></head><body><a href='{NB}'>政府信息公开年报</a><p>{'今日要闻。' * 60}</p></body></html>"


def html(*parts: str, title: str = "甲区人民政府") -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{''.join(parts)}</body></html>"


def row(href: str, name: str) -> str:
    return f"<li><a href='{href}'>{name}2021年政府信息公开工作年度报告</a><span>2022-01-21</span></li>"


@dataclass
class Visit:
    """One line of the access log."""

    at: float
    path: str
    together: int
    sent: int = 0


@dataclass
class Log:
    """A running server and who asked it for what."""

    base: str
    visits: list[Visit] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc

    @property
    def paths(self) -> list[str]:
        return [visit.path for visit in self.visits]


class Handler(BaseHTTPRequestHandler):
    """Answers with what ``answers`` says for a path; an answer writes as it likes."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[dict[str, Callable[[Handler], None]]]
    fallback: ClassVar[Callable[[Handler], None]]
    log: ClassVar[Log]
    lock: ClassVar[threading.Lock]
    busy: ClassVar[list[int]]
    visit: Visit
    left = False

    def do_GET(self) -> None:
        with self.lock:
            self.busy[0] += 1
            self.left = False
            self.visit = Visit(time.monotonic(), self.path, self.busy[0])
            self.log.visits.append(self.visit)
        try:
            with suppress(OSError):  # whoever has heard enough hangs up
                self.answers.get(self.path.partition("?")[0], type(self).fallback)(self)
        finally:
            self.leave()

    def leave(self) -> None:
        """Count no longer: who is answered without end hangs up, and the server is late to see it.

        Called before the last byte is out: whoever has it may ask again before this thread goes on.
        """
        with self.lock:
            self.busy[0] -= not self.left
            self.left = True

    do_POST = do_GET

    def say(self, body: str | bytes, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data))}
        told |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.send_response(status)
        for name, value in told.items():
            if value:
                self.send_header(name, value)
        if not data:
            self.leave()
        self.end_headers()
        self.put(data[:-1])
        self.leave()
        self.put(data[-1:])

    def put(self, data: bytes) -> None:
        """Write a piece of the body and count it."""
        self.wfile.write(data)
        self.visit.sent += len(data)

    def log_message(self, *_: object) -> None: ...


Answers = dict[str, Callable[[Handler], None]]


def say(body: str | bytes, status: int = 200, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.say(body, status, **headers)


def missing(handler: Handler) -> None:
    handler.say(html("<h1>404 Not Found</h1>"), 404)


@contextmanager
def serve(answers: Answers, address: str = "127.0.0.1", fallback: Callable[[Handler], None] = missing) -> Iterator[Log]:
    """Serve the answers on a loopback address and a free port."""
    attributes = {"answers": answers, "lock": threading.Lock(), "busy": [0], "fallback": staticmethod(fallback)}
    handler = type("HostileHandler", (Handler,), attributes)
    server = ThreadingHTTPServer((address, 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever hangs up in the middle is no error
    handler.log = Log(f"http://{address}:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield handler.log  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# -- bodies ------------------------------------------------------------------------------------------------------------


def endless(handler: Handler) -> None:
    handler.leave()
    handler.say(b"", content_length="", transfer_encoding="chunked")
    chunk = b"x" * 65536
    while True:
        handler.put(b"%x\r\n" % len(chunk) + chunk + b"\r\n")


def slow(handler: Handler) -> None:
    handler.leave()
    handler.say(b"<html>", content_length="1000000")
    while True:
        handler.put(b" ")
        time.sleep(0.2)


def declared(handler: Handler) -> None:
    handler.leave()
    handler.say(b"x", content_length=str(80 << 20))


def short(handler: Handler) -> None:
    handler.say(b"<html><body>cut", content_length="5000")
    handler.close_connection = True


def flood(handler: Handler) -> None:
    handler.leave()
    handler.send_response(200)
    for number in range(50_000):
        handler.send_header(f"X-Flood-{number}", "x" * 60)
    handler.end_headers()


def bomb(size: int) -> Callable[[Handler], None]:
    packed = gzip.compress(bytes(size), 9)

    def answer(handler: Handler) -> None:
        handler.leave()
        handler.say(packed, content_encoding="gzip")

    return answer


# -- walls and disguises -----------------------------------------------------------------------------------------------

RUISHU = (
    "<html><head><meta id='9D' content='A' r='m'><script r='m'>$_ts=window['$_ts'];</script></head><body></body></html>"
)
JSL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"
GONE = html("<p>抱歉，您来晚了，这里已经什么都没有了，去别处看看吧</p>", FOOT)


def walls(away: str) -> dict[str, tuple[Callable[[Handler], None], str]]:
    """Name of an article -> what is answered, and the verdict that must be recorded. ``away`` is a stranger's host."""
    circle = {f"circle{n}": (say("", 302, location=f"{NB}circle{(n + 1) % 2}.html"), "http_error") for n in range(2)}
    return circle | {
        "jsl": (say(JSL, 521, set_cookie="__jsluid_s=1"), "challenge"),
        "ruishu412": (say(RUISHU, 412), "challenge"),
        "ruishu200": (say(RUISHU), "challenge"),
        "c3vk": (say("<script>document.cookie='C3VK=a; max-age=300';location.reload()</script>"), "challenge"),
        "aliyun": (say("<p>您的访问被阻断 potential threats to the server</p>", 405), "waf_block"),
        "huawei": (say("<p>您的请求疑似攻击行为</p>", 418), "waf_block"),
        "yunwaf": (say("<p>拦截</p>", 461), "waf_block"),
        "qianxin": (say("<p>拦截</p>", 493), "waf_block"),
        "changji": (say("<p>拦截</p>", 422), "waf_block"),
        "tencent": (say("<p>T-Sec-WAF 拦截</p>", 403), "waf_block"),
        "safeline": (say("<p>请求已被 长亭 SafeLine 阻断</p>", 403), "waf_block"),
        "often": (say("<p>访问过于频繁，请稍后再试</p>"), "throttled"),
        "retry": (say("<p>busy</p>", 429, retry_after="60"), "throttled"),
        "plain403": (say(html("<h1>403 Forbidden</h1>"), 403), "http_error"),
        "plain404": (missing, "http_error"),
        "soft": (say(html("<p>您访问的页面不存在或已被删除</p>")), "soft_404"),
        "gone": (say(GONE), "soft_404"),
        "vsb": (say(html("<p>系统提示：您没有登录</p>")), "soft_404"),
        "empty": (say(""), "soft_404"),
        "home": (say("", 302, location="/"), "redirect_home"),
        "burst": (say(INDEX), "throttled"),
        "frightening": (say(report_pages()[0].replace("<title>", "<title>403 Forbidden</title><title>", 1)), "ok"),
        "moved": (say("", 301, location=f"{NB}good0.html?moved"), "ok"),
        "scripted": (say(f"<script>window.location.replace('{NB}good0.html?scripted')</script>"), "ok"),
        "refreshed": (say(f"<meta http-equiv=refresh content='20;url={NB}good0.html?later'><p>稍候</p>"), "ok"),
        "away": (say("", 302, location=f"{away}/x"), "off_host"),
        "away_scripted": (say(f"<script>location.href='{away}/x'</script>"), "off_host"),
        "away_refreshed": (say(f"<meta http-equiv=refresh content='0;url={away}/x'>"), "off_host"),
        "metadata": (say("", 302, location="http://169.254.169.254/latest/meta-data/"), "off_host"),
        "file": (say("", 302, location="file:///etc/passwd"), "http_error"),
        "bomb": (bomb(80 << 20), "too_large"),
        "declared": (declared, "too_large"),
        "endless": (endless, "too_large"),
        "slow": (slow, "geo_or_network"),
        "short": (short, "geo_or_network"),
        "flood": (flood, "geo_or_network"),
        "links": (say(html(*(f"<a href='/x/{n}.html'>{n}</a>" for n in range(300_000)))), "not_report"),
        "chain": (
            say(f"<meta http-equiv=refresh content='0;url={NB}chain.html?x'>" + "<!-- x -->" * 30_000),
            "http_error",
        ),
    }


def portal(away: str) -> tuple[Answers, dict[str, str]]:
    """The answers, and path -> verdict of every lead. Between two hostile leads stands a good one."""
    entries = walls(away)
    answers: Answers = {"/": say(INDEX)}
    expected: dict[str, str] = {}
    rows: list[str] = []
    for number, (name, (answer, verdict)) in enumerate(entries.items()):
        good = f"{NB}good{number}.html"
        answers[f"{NB}{name}.html"], answers[good] = answer, say(report_pages()[number % len(report_pages())])
        expected |= {f"{NB}{name}.html": verdict, good: "ok"}
        rows += [row(f"{name}.html", f"{name}局"), row(f"good{number}.html", f"第{number}局")]
    answers[NB] = say(html(*rows, FOOT))
    return answers, expected


def gone(handler: Handler) -> None:
    """What this portal says where there is nothing: not with a status, and not in words that anybody knows."""
    handler.say(GONE)
