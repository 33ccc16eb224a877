"""crawler.browser, rendering and shells: what a real Chromium makes of pages, friendly and hostile, on loopback.

Chromium has no network here any more than in a crawl; what it may see is asked for by ``ask`` and logged by the portal.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError

import parsing
from crawler import browser as browsers
from crawler import rendering
from crawler.answers import RENDERED, Answer
from crawler.ask import Ask
from crawler.browser import Browser, BrowserMissingError, find_browser
from crawler.judge import Judgement, judge
from crawler.platforms import Page
from crawler.processes import memory_of, tree
from crawler.rendering import Rendered
from crawler.shells import open_shell
from crawler.verdicts import Verdict
from tests.portals.kit import Call, Reply, Served, report_bodies, served

try:
    find_browser()
    MISSING = ""
except BrowserMissingError as error:
    MISSING = error.en
needs_browser = pytest.mark.skipif(bool(MISSING), reason=MISSING)

SHELL = "<html><head><title>政府信息公开年报</title></head><body><div id=app></div><script>{}</script></body></html>"


def ask(running: Served) -> Callable[[Ask, str | None], Awaitable[Answer]]:
    """A fetch of one thing at a time, without the crawler around it."""

    def fetch(wanted: Ask, referer: str | None) -> Answer:
        headers = dict(wanted.headers) | ({"Referer": referer} if referer else {})
        request = urllib.request.Request(wanted.url, wanted.body, headers, method=wanted.method)
        try:
            with urllib.request.urlopen(request, timeout=20) as got:
                status, told, body = got.status, got.headers, got.read()
        except urllib.error.HTTPError as error:
            with error:
                status, told, body = error.code, error.headers, error.read()
        return Answer(wanted.url, wanted.url, status=status, headers={k.lower(): v for k, v in told.items()}, body=body)

    async def answer(wanted: Ask, referer: str | None) -> Answer:
        assert wanted.url.startswith(running.base), f"{wanted.url} is none of the site's"
        return await asyncio.to_thread(fetch, wanted, referer)

    return answer


def shell_of(running: Served, script: str, path: str = "/nb/") -> Answer:
    url = running.base + path
    return Answer(url, url, status=200, headers={"content-type": "text/html"}, body=SHELL.format(script).encode())


def show(running: Served, *scripts: str, fetch: Any = None) -> list[Rendered]:
    """Open pages of one site, one after the other, in one browser."""

    async def run() -> list[Rendered]:
        browser = Browser()
        try:
            site = running.site()
            return [await browser.render(shell_of(running, script), site, fetch or ask(running)) for script in scripts]
        finally:
            await browser.close()

    found = asyncio.run(run())
    assert not chromiums(), "no process is left behind"
    return found


def chromiums() -> list[str]:
    """Command lines of the browsers that this process has started."""
    lines = []
    for pid in tree(os.getpid(), ""):  # every command line ends with an empty argument
        with suppress(OSError):
            lines.append(Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace"))
    return [line for line in lines if "--ogi-crawl" in line]


def portal(pages: dict[str, Any]) -> Callable[[Call], Reply | None]:
    def answer(call: Call) -> Reply | None:
        page = pages.get(call.bare)
        page = page(call) if callable(page) else page
        return Reply(page) if isinstance(page, str) else page

    return answer


LIST = {"code": 0, "data": {"list": [
    {"title": f"第{n}局2021年政府信息公开工作年度报告", "url": f"/art/{n}.html", "imgUrl": "/p.png"} for n in range(1, 4)
]}}  # fmt: skip
AS_JSON = Reply(json.dumps(LIST, ensure_ascii=False), content_type="application/json")
SPA = """
(async () => {
  const got = await (await fetch('/api/list', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-Token': 't'},
    body: JSON.stringify({channelList: ['1'], pageNo: 1})})).json();
  document.getElementById('app').innerHTML = got.data.list.map(row => `<li><a href="${row.url}">${row.title}</a></li>`).join('');
})();
"""


@needs_browser
def test_a_list_that_a_script_fetches() -> None:
    calls: list[Call] = []

    def listing(call: Call) -> Reply:
        calls.append(call)
        return AS_JSON

    with served(portal({"/api/list": listing})) as running:
        (shown,) = show(running, SPA)
        assert [entry.path for entry in running.log] == ["/api/list"]  # the page itself is not asked for again
    assert shown.note == "" and shown.final_url == f"{running.base}/nb/"
    assert all(f'<a href="/art/{n}.html">第{n}局' in shown.html for n in (1, 2, 3))
    assert [json.loads(data.body) for data in shown.answers] == [LIST]
    (call,) = calls
    assert json.loads(call.body) == {"channelList": ["1"], "pageNo": 1}
    assert call.headers["content-type"] == "application/json" and call.headers["x-token"] == "t"
    assert call.headers["referer"] == f"{running.base}/nb/"
    assert not {"origin", "sec-fetch-mode", "sec-ch-ua"} & set(call.headers)


@needs_browser
def test_the_second_page_costs_only_its_data() -> None:
    script = "</script><script src='/app.js'></script><script type=module>import {x} from '/m.js'; window.x = x;"
    app = "window.onload = async () => { document.getElementById('app').innerText = await (await fetch('/api?p=' + location.pathname)).text() }"
    pages = {
        "/app.js": Reply(app, content_type="text/javascript"),
        "/m.js": Reply("export const x = 1", content_type="text/javascript"),
        "/api": lambda call: Reply(f"data of {call.field('p')}", content_type="text/plain"),
    }
    with served(portal(pages)) as running:

        async def run() -> list[Rendered]:
            browser, site = Browser(), running.site()
            try:
                found = [
                    await browser.render(shell_of(running, script, path), site, ask(running)) for path in ("/1/", "/2/")
                ]
                browser.forget(site)
                return [*found, await browser.render(shell_of(running, script, "/3/"), site, ask(running))]
            finally:
                await browser.close()

        found = asyncio.run(run())
        assert ["data of " in shown.html for shown in found] == [True] * 3
        paths = [entry.path for entry in running.log]
    assert sorted(paths[:3]) == ["/api?p=/1/", "/app.js", "/m.js"]
    assert paths[3] == "/api?p=/2/"
    assert sorted(paths[4:]) == ["/api?p=/3/", "/app.js", "/m.js"]


class Stranger:
    """A host that nobody may speak to: it remembers whoever connects."""

    def __init__(self) -> None:
        self.visits = 0
        self._sockets = []
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            self._sockets.append(socket.socket(socket.AF_INET, kind))
            self._sockets[-1].bind(("127.0.0.1", self.port if len(self._sockets) > 1 else 0))
        self._sockets[0].listen()
        for one in self._sockets:
            one.settimeout(0.1)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._hear, args=(one,), daemon=True) for one in self._sockets]
        for thread in self._threads:
            thread.start()

    @property
    def port(self) -> int:
        return int(self._sockets[0].getsockname()[1])

    def _hear(self, one: socket.socket) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                if one.type == socket.SOCK_STREAM:
                    one.accept()[0].close()
                else:
                    one.recv(1)
                self.visits += 1

    def close(self) -> None:
        self._over.set()
        for thread, one in zip(self._threads, self._sockets, strict=True):
            thread.join()
            one.close()


@contextmanager
def stranger() -> Iterator[Stranger]:
    found = Stranger()
    try:
        yield found
    finally:
        found.close()


REACHING_OUT = """
const away = 'HOST';
const attempts = [
  () => fetch('http://' + away + '/fetch').catch(() => 0), () => fetch('/redirects-away').catch(() => 0),
  () => { new Image().src = 'http://' + away + '/img'; }, () => navigator.sendBeacon('http://' + away + '/beacon', 'x'),
  () => navigator.sendBeacon('/beacon', 'x'), () => { new WebSocket('ws://' + away + '/ws'); },
  () => { new WebSocket('ws://' + location.host + '/ws'); }, () => { new EventSource('/events'); },
  () => navigator.serviceWorker.register('/sw.js').catch(() => 0), () => { window.open('/popup'); },
  () => { window.open('http://' + away + '/popup'); }, () => { new Worker('/worker.js'); },
  () => { const f = document.createElement('iframe'); f.src = '/frame'; document.body.append(f); },
  () => { const f = document.createElement('iframe'); f.src = 'http://' + away + '/frame'; document.body.append(f); },
  () => { const f = document.createElement('form'); f.method = 'post'; f.action = '/form'; document.body.append(f); f.submit(); },
  () => { const a = document.createElement('a'); a.href = '/file.zip'; a.download = 'x'; document.body.append(a); a.click(); },
  () => { const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = '/style.css'; document.head.append(l); },
  () => { const l = document.createElement('link'); l.rel = 'prefetch'; l.href = '/prefetch.html'; document.head.append(l); },
  () => { const l = document.createElement('link'); l.rel = 'preconnect'; l.href = 'http://' + away; document.head.append(l); },
  () => { const s = document.createElement('script'); s.src = 'http://' + away + '/s.js'; document.head.append(s); },
  () => { const p = new RTCPeerConnection({iceServers: [{urls: 'stun:' + away}]}); p.createDataChannel('x');
          p.createOffer().then(o => p.setLocalDescription(o)); },
  () => fetch('file:///etc/passwd').catch(() => 0), () => fetch('http://localhost:' + away.split(':')[1]).catch(() => 0),
  () => fetch('/put', {method: 'PUT', body: 'x'}).catch(() => 0), () => fetch('/huge', {method: 'POST', body: 'x'.repeat(1e6)}).catch(() => 0),
  () => { alert('a'); confirm('b'); prompt('c'); },
];
for (const attempt of attempts) { try { attempt(); } catch (error) { } }
document.getElementById('app').innerText = 'tried ' + attempts.length;
"""


@needs_browser
def test_a_page_that_reaches_out_reaches_nobody() -> None:
    with stranger() as away, served(portal({"/api": AS_JSON})) as running:
        address = f"127.0.0.1:{away.port}"
        (shown,) = show(running, REACHING_OUT.replace("HOST", address))
        allowed = {"/redirects-away", "/worker.js"}
        assert {entry.path for entry in running.log} <= allowed, "only scripts and what they ask for as data"
        assert all(entry.method == "GET" and entry.together == 1 for entry in running.log)
        assert away.visits == 0
    assert "tried 26" in shown.html


@needs_browser
def test_the_browser_alone_reaches_nothing_at_all() -> None:
    """Were a request ever to slip past the interception, there would be no way for it to go."""

    async def run(port: int) -> list[str]:
        browser = Browser()
        try:
            context = await browser._context()
            failures = []
            for address in (f"http://127.0.0.1:{port}/", f"http://localhost:{port}/", f"http://[::1]:{port}/"):
                page = await context.new_page()
                with pytest.raises(PlaywrightError) as caught:
                    await page.goto(address, timeout=5000)
                failures.append(str(caught.value).split(" at ")[0])
            page = await context.new_page()  # the others may still be on their way to the browser's error page
            script = (
                "a => new Promise(r => { const s = new WebSocket(a); s.onopen = () => r(1); s.onerror = () => r(0) })"
            )
            assert await page.evaluate(script, f"ws://127.0.0.1:{port}/") == 0
            return failures
        finally:
            await browser.close()

    with stranger() as away:
        failures = asyncio.run(run(away.port))
        assert away.visits == 0
    assert all("ERR_" in failure for failure in failures), failures


def hurried(monkeypatch: pytest.MonkeyPatch, **settings: float) -> None:
    for name, value in ({"PAGE_TIMEOUT": 180.0, "HANGING": 6.0, "GROWING": 3.0} | settings).items():
        monkeypatch.setattr(rendering, name, value)


ENDLESS = [
    ("document.getElementById('app').innerText = 'before'; while (true) {}", False, "ran for more than 6 s"),
    ("const f = () => { alert('again'); setTimeout(f, 0) }; f(); document.title = 'kept'", True, ""),
    ("setInterval(() => { document.body.append(document.createElement('p')) }, 20); document.title = 'kept'", True, ""),
    ("let n = 0; setInterval(() => { document.getElementById('app').innerText = 'kept' + n++ }, 50)", True, ""),
    (
        "const grow = () => { const f = document.createDocumentFragment(); for (let i = 0; i < 25000; i++) "
        "f.append(document.createElement('b')); document.body.append(f); setTimeout(grow, 0) }; grow()",
        False,
        "more than 20000 elements|ran for more than|crashed",
    ),
    ("/* kept */ location.reload()", True, ""),
    ("location.href = 'http://www.example.com/'; document.title = 'kept'", True, ""),
    ("document.title = 'kept'; setInterval(() => fetch('/poll?' + Math.random()), 50)", True, ""),
    ("document.title = 'kept'; const go = () => fetch('/poll').then(go, go); go()", True, ""),
    ("document.title = 'kept'; for (let i = 0; i < 200; i++) fetch('/flood?' + i)", True, ""),
    ("const s = []; while (true) s.push(new Array(1e6).fill(Math.random()))", False, "crashed|ran for more than"),
]
"""Script, whether there is a page in the end, and what is noted."""


@needs_browser
def test_pages_that_would_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them one after the other in one browser, and at last a page that is none the worse for it."""
    hurried(monkeypatch, MAX_ASKS=20, MAX_ELEMENTS=20_000)
    monkeypatch.setattr(browsers, "MAX_RENDERER", 400 << 20)
    poll = Reply('{"n": 1}', content_type="application/json")
    with served(portal({"/poll": poll, "/flood": poll})) as running:
        *hostile, sound = show(running, *(script for script, _, _ in ENDLESS), "document.body.append('of its own')")
        paths = [entry.path for entry in running.log]
        assert sum("/flood" in path for path in paths) <= rendering.MAX_ASKS
        assert paths.count("/poll") == 1, "nothing is asked for twice by one page"
        assert sum("/poll?" in path for path in paths) <= rendering.MAX_ASKS
        assert all(entry.together == 1 for entry in running.log), "one thing at a time"
    for shown, (script, kept, note) in zip(hostile, ENDLESS, strict=True):
        assert re.search(note, shown.note) and bool(note) is bool(shown.note), (script, shown.note)
        assert ("kept" in shown.html) is kept, script
        assert kept or not shown.html, script
    assert "of its own" in sound.html


@needs_browser
@pytest.mark.parametrize(("encoding", "told"), [("utf-8", ""), ("gb18030", ""), ("gb18030", "; charset=ISO-8859-1")])
def test_encodings_are_settled_before_the_browser_has_to_guess(encoding: str, told: str) -> None:
    script = Reply("document.title = '标题：年报'".encode(encoding), content_type=f"text/javascript{told}")
    data = Reply("正文：公开".encode(encoding), content_type=f"text/plain{told}")
    shell = (
        "</script><script src=/a.js></script><script>fetch('/d').then(r => r.text()).then(t => document.body.append(t))"
    )
    with served(portal({"/a.js": script, "/d": data})) as running:
        (shown,) = show(running, shell)
    assert all(words in shown.html for words in ("标题：年报", "正文：公开"))


@needs_browser
def test_a_page_may_lead_on_within_the_site_a_few_times() -> None:
    step = "<script>location.href = '/step' + (1 + +(location.pathname.slice(5) || 0))</script>"
    pages = {f"/step{n}": step for n in range(1, 9)} | {"/app/": "<p>the end</p>"}
    with served(portal(pages)) as running:
        led, long = show(running, "location.replace('/app/')", "location.href = '/step1'")
        assert led.final_url == f"{running.base}/app/" and "the end" in led.html
        assert [entry.path for entry in running.log] == ["/app/", "/step1", "/step2", "/step3"]
    assert long.final_url.endswith("/step3")


@needs_browser
def test_no_cookie_goes_in_or_out() -> None:
    """What a script sets as a cookie is not sent: no challenge can be passed in this way."""
    heard: list[str] = []

    def api(call: Call) -> Reply:
        heard.append(call.headers.get("cookie", ""))
        return Reply("{}", content_type="application/json", headers={"Set-Cookie": "server=1; path=/"})

    script = (
        "document.cookie = 'forged=1'; fetch('/api').then(() => { document.title = 'cookies: ' + document.cookie })"
    )
    with served(portal({"/api": api})) as running:
        (shown,) = show(running, script)
    assert heard == [""]
    assert "cookies: forged=1<" in shown.html


# -- what becomes of a shell -------------------------------------------------------------------------------------------


def read(data: bytes, media: str | None) -> Any:
    return parsing.read(data, media=media)


def opened_all(running: Served, *scripts: str) -> list[tuple[Answer, Judgement]]:
    """What becomes of shells with these scripts, in one browser."""

    async def run() -> list[tuple[Answer, Judgement]]:
        browser, site = Browser(), running.site()
        judged = partial(judge, read=read)
        try:
            shells = [shell_of(running, script) for script in scripts]
            assert {judged(shell).verdict for shell in shells} == {Verdict.JS_SHELL}
            return [await open_shell(shell, site, ask(running), browser, judged) for shell in shells]
        finally:
            await browser.close()

    return asyncio.run(run())


def opened(running: Served, script: str) -> tuple[Answer, Judgement]:
    (found,) = opened_all(running, script)
    return found


ARTICLE = Reply(
    json.dumps({"data": {"title": "x", "content": report_bodies()[0]}}, ensure_ascii=False),
    content_type="application/json",
)
FILL = "fetch('/api/a').then(r => r.json()).then(d => { document.getElementById('app').innerHTML = d.data.content })"


@needs_browser
def test_the_data_that_are_the_report_are_preferred() -> None:
    with served(portal({"/api/a": ARTICLE})) as running:
        answer, found = opened(running, FILL)
    assert found.verdict is Verdict.OK and "asked for in a browser" in found.detail and "/api/a" in found.detail
    assert (answer.media, answer.url, answer.body) == ("json", f"{running.base}/nb/", str(ARTICLE.body).encode())
    assert answer.final_url == f"{running.base}/api/a"


@needs_browser
def test_a_report_that_is_put_together_by_scripts() -> None:
    half = len(report_bodies()[0]) // 2
    halves = {f"/api/{n}": Reply(json.dumps({"part": part}), content_type="application/json")
              for n, part in enumerate((report_bodies()[0][:half], report_bodies()[0][half:]))}  # fmt: skip
    script = (
        "Promise.all([0, 1].map(n => fetch('/api/' + n).then(r => r.json()))).then(all => "
        "{ document.getElementById('app').innerHTML = all.map(d => d.part).join('') })"
    )
    with served(portal(halves)) as running:
        answer, found = opened(running, script)
    assert (found.verdict, found.detail) == (Verdict.OK, "rendered in a browser")
    assert (answer.media, answer.headers[RENDERED], answer.url) == ("html", "1", f"{running.base}/nb/")


@needs_browser
def test_rows_that_can_only_be_clicked_get_their_addresses_from_the_data() -> None:
    clicks = SPA.replace("""<li><a href="${row.url}">${row.title}</a></li>""", "<li onclick=go()>${row.title}</li>")
    with served(portal({"/api/list": AS_JSON})) as running:
        answer, found = opened(running, clicks + "/* " + "x" * 100 + " */")
        links = [link.url for link in Page.of(answer).links]
        assert links == [f"{running.base}/art/{n}.html" for n in (1, 2, 3)]
    assert found.verdict is Verdict.NOT_REPORT and found.detail.startswith("rendered in a browser")


DATA_WALLS = [
    (Reply("", 412), Verdict.CHALLENGE),
    (Reply("<script>document.cookie='__jsl_clearance=1';location.reload()</script>", 521), Verdict.CHALLENGE),
    (Reply("<p>您的请求疑似攻击行为</p>", 418), Verdict.WAF_BLOCK),
    (Reply("slow down", 429), Verdict.THROTTLED),
    (Reply("[]", content_type="application/json"), Verdict.JS_SHELL),
    (Reply("no", 404), Verdict.JS_SHELL),
]


@needs_browser
def test_shells_whose_data_are_not_to_be_had() -> None:
    fills = [FILL.replace("/api/a", f"/api/{n}") for n in range(len(DATA_WALLS))]
    with served(portal({f"/api/{n}": reply for n, (reply, _) in enumerate(DATA_WALLS)})) as running:
        found = opened_all(running, *fills)
        assert [entry.path for entry in running.log] == [f"/api/{n}" for n in range(len(DATA_WALLS))]
        for (answer, judgement), fill, (_, verdict) in zip(found, fills, DATA_WALLS, strict=True):
            assert judgement.verdict is verdict and "in a browser" in judgement.detail
            assert answer == shell_of(running, fill), "what is kept are the portal's own bytes"


@needs_browser
def test_a_menu_of_few_words_is_a_way_on() -> None:
    script = "document.getElementById('app').innerHTML = '<a href=/open.html>政务公开</a><a href=/n.html>要闻</a>'"
    with served(portal({})) as running:
        answer, found = opened(running, script)
    assert found.verdict is Verdict.NOT_REPORT and found.detail.startswith("rendered in a browser")
    assert len(Page.of(answer).links) == 2


@needs_browser
def test_a_page_that_turns_into_a_challenge_is_one() -> None:
    script = "document.body.innerHTML = '<p>本站开启了验' + '证码保护</p>'"
    with served(portal({})) as running:
        _, found = opened(running, script)
    assert found.verdict is Verdict.CHALLENGE


def test_without_a_browser_a_shell_stays_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGI_BROWSER", "no-such-browser")
    with served(portal({})) as running:
        answer, found = opened(running, FILL)
        assert running.log == []
    assert found.verdict is Verdict.JS_SHELL and answer == shell_of(running, FILL)
    assert "no-such-browser" in found.detail and "apt-get install chromium" in found.detail


def test_how_a_browser_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OGI_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserMissingError) as caught:
        find_browser(tmp_path / "none")
    assert "playwright install chromium" in caught.value.en and "安装" in caught.value.zh
    assert "\n" not in str(caught.value)
    own, other, named = (tmp_path / name for name in ("own", "google-chrome", "named"))
    for program, finds in ((own, own), (other, other), (named, other)):
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        assert find_browser(own) == str(finds)
    monkeypatch.setenv("OGI_BROWSER", str(named))
    assert find_browser(own) == str(named)
    named.chmod(0o644)
    with pytest.raises(BrowserMissingError, match="named"):
        find_browser(own)


def test_a_browser_that_does_not_start_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("OGI_BROWSER", str(broken))
    with served(portal({})) as running:
        _, found = opened(running, FILL)
    assert found.verdict is Verdict.JS_SHELL and "does not start" in found.detail and "\n" not in found.detail


# -- wear and tear -----------------------------------------------------------------------------------------------------


@needs_browser
def test_a_fresh_browser_after_some_pages_and_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "PAGES_PER_BROWSER", 2)

    async def run(running: Served) -> list[int]:
        browser, seen = Browser(), []
        try:
            for number in range(4):
                shown = await browser.render(shell_of(running, "document.title = 'kept'"), running.site(), ask(running))
                assert "kept" in shown.html
                seen.append(min(browser._processes()))
                if number == 2:
                    browsers._kill(browser._processes())
            return seen
        finally:
            await browser.close()

    with served(portal({})) as running:
        first, second, third, fourth = asyncio.run(run(running))
    assert first == second != third != fourth
    assert not chromiums()


@needs_browser
def test_a_page_that_is_given_up_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl that is stopped cancels its pages; nothing stays open, and the next page is shown."""

    async def run(running: Served) -> None:
        browser = Browser()
        try:
            endless = shell_of(running, "setInterval(() => fetch('/poll?' + Math.random()), 10)")
            task = asyncio.ensure_future(browser.render(endless, running.site(), ask(running)))
            while not running.log:
                await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert browser._chromium is not None and not browser._open
            shown = await browser.render(shell_of(running, "document.title = 'kept'"), running.site(), ask(running))
            assert "kept" in shown.html
            assert browser._chromium.contexts == []
        finally:
            await browser.close()

    with served(portal({"/poll": Reply("1")})) as running:
        asyncio.run(run(running))
    assert not chromiums()


def test_memory_of_processes_is_told() -> None:
    assert memory_of(os.getpid()) > 1_000_000
    assert memory_of(2**22 + 1) == 0
