"""The site under abuse: nothing costs much, nothing is told, nothing is run that a stranger wrote."""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from datasette.app import Datasette

from dataset.release import release
from dataset.site import application
from dataset.site.connection import harden
from dataset.site.guard import Message, Receive, Scope, Send
from dataset.site.queue import RUNNING, WAITING, in_turn
from dataset.site.visit import Visit
from tests.dataset_kit import Item, built, reading_of
from tests.test_site import get

ENDLESS = "with recursive a(x) as (select 1 union all select x+1 from a) select count(*) from a"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data = tmp_path_factory.mktemp("abuse")
    built(data, *(Item(reading_of(agency=f"测试区第{number}局", year=2022)) for number in range(3)))
    return application(release(data))


@pytest.fixture
def hardened(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        connection.execute("CREATE TABLE a (x)")
        connection.execute("INSERT INTO a VALUES ('one')")
        connection.commit()
        harden(connection)
        yield connection


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT length(hex(zeroblob(400000000)))",
        "SELECT printf('%.*c', 90000000, 'x')",
        "SELECT format('%.*c', 90000000, 'x')",
        "SELECT PRINTF('%s', 1)",
        "SELECT randomblob(1000000000)",
        "SELECT load_extension('x')",
        "ATTACH '/etc/passwd' AS p",
        "PRAGMA writable_schema = 1",
        "PRAGMA hard_heap_limit = 0",
        "PRAGMA query_only = 0",
        "DELETE FROM a",
        "INSERT INTO a VALUES (1)",
        "CREATE TABLE b (x)",
        "CREATE TEMP TABLE b (x)",
        "VACUUM INTO 'copy.sqlite'",
        "SELECT " + "1+" * 200 + "1",
        "SELECT " + "'" + "x" * 50_000 + "'",
        " UNION ALL ".join(["SELECT 1"] * 30),
        "SELECT x FROM a WHERE x LIKE '" + "%a" * 200 + "'",
        "SELECT length(replace(replace('" + "a" * 2000 + "', 'a', '" + "b" * 2000 + "'), 'b', 'cc'))",
    ],
)
def test_what_a_connection_may_not_do(hardened: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.Error):
        hardened.execute(sql).fetchall()


def test_what_a_connection_may_do(hardened: sqlite3.Connection) -> None:
    assert hardened.execute("SELECT upper(x) FROM a WHERE x LIKE 'o%'").fetchall() == [("ONE",)]
    assert hardened.execute("PRAGMA table_info(a)").fetchall()
    with_numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT sum(i) FROM n"
    assert hardened.execute(with_numbers).fetchone() == (6,)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/ogi.json?sql={quote(ENDLESS)}", 403),
        (f"/ogi.csv?sql={quote('select zeroblob(400000000)')}", 403),
        (f"/ogi/reports.json?_where={quote('1=1')}", 403),
        (f"/ogi/reports.json?{quote('x]=1 or 1=1 --')}__arraycontains=1", 400),
        ("/ogi/reports.json?_sort=nothing", 400),
        ("/ogi/reports?_sort=nothing", 400),
        ("/ogi/reports?_size=1000", 400),
        ("/ogi/reports.json?_size=101", 400),
        ("/ogi/reports?_size=max", 400),
        ("/ogi/reports?_facet=year&_facet=form", 400),
        ("/site", 404),
        ("/site.json", 404),
        ("/site/agencies", 404),
        ("/.json", 404),
        ("/_internal", 404),
        ("/_memory", 404),
        ("/-/static/app.css", 404),
        ("/-/threads.json", 404),
        ("/-/actor.json", 404),
        ("/-/logout", 404),
    ],
)
def test_what_a_stranger_is_refused(site: Datasette, path: str, status: int) -> None:
    response = get(site, path)
    assert response.status_code == status
    assert "Traceback" not in response.text and "/site-packages/" not in response.text


@pytest.mark.parametrize(
    "path", ["/ogi", "/ogi/reports?year__gt=2000", "/ogi/requests", "/provenance/provenance", "/texts/sections"]
)
def test_table_pages_are_as_strict_as_ours(site: Datasette, path: str) -> None:
    response = get(site, path)
    assert response.status_code == 200
    assert "<script" not in response.text and " style=" not in response.text and "onclick" not in response.text
    assert "unsafe" not in response.headers["content-security-policy"]
    assert '<html lang="zh-CN">' in response.text


def test_a_visitor_who_has_the_page_is_told_so_without_a_query(site: Datasette) -> None:
    first = get(site, "/dictionary")
    assert first.headers["content-encoding"] == "gzip" and first.headers["vary"] == "accept-encoding, cookie"
    tag = first.headers["etag"]
    again = get(site, "/dictionary", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    plain = get(site, "/dictionary", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.headers["etag"] != tag
    assert plain.text == first.text and int(plain.headers["content-length"]) == len(plain.content)
    assert get(site, "/en/dictionary").headers["etag"] != tag
    assert "etag" not in get(site, "/nothing").headers
    assert gzip.compress(b"") != b""  # what httpx took apart above was really packed


def test_a_page_that_fails_says_so_to_the_visitor_and_the_reason_to_the_operator(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built(tmp_path, Item(reading_of()))
    broken = application(release(tmp_path))

    async def fail(*_: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr(Visit, "ask", fail)
    for path, words in (("/region", "这个页面暂时打不开"), ("/en/region", "This page cannot be shown")):
        answer = get(broken, path)
        assert answer.status_code == 500 and words in answer.text and "secret" not in answer.text
        assert answer.headers["cache-control"] == "no-store" and "content-security-policy" in answer.headers
    assert "secret of the machine" in caplog.text
    assert "locals" not in capsys.readouterr().out


def test_data_may_be_read_from_other_sites_and_pages_may_not(site: Datasette) -> None:
    assert get(site, "/ogi/reports.json").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in get(site, "/").headers


def test_who_comes_when_too_many_wait_is_asked_to_come_back() -> None:
    """Two work, sixteen wait, and others are sent away at once; nobody's turn is lost."""

    async def run() -> tuple[list[int], int]:
        gate = asyncio.Event()
        most = 0
        running = 0

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal most, running
            if scope["path"] != "/other":
                running += 1
                most = max(most, running)
                await gate.wait()
                running -= 1
            await send({"type": "http.response.start", "status": 200, "headers": []})

        app = in_turn(slow, lambda path: path.startswith("/ogi"))

        async def ask(path: str) -> int:
            seen: list[Message] = []

            async def send(message: Message) -> None:
                seen.append(message)

            async def receive() -> Message:
                return {}

            await app({"type": "http", "path": path}, receive, send)
            return int(seen[0]["status"])

        asked = [asyncio.create_task(ask("/ogi/reports")) for _ in range(RUNNING + WAITING + 5)]
        while sum(task.done() for task in asked) < 5:
            await asyncio.sleep(0)
        assert await ask("/other") == 200
        gate.set()
        return [await task for task in asked], most

    statuses, most = asyncio.run(run())
    assert most == RUNNING
    assert statuses.count(429) == 5 and statuses.count(200) == RUNNING + WAITING


def test_health(site: Datasette) -> None:
    response: httpx.Response = get(site, "/-/health")
    said = response.json()
    assert response.status_code == 200 and response.headers["cache-control"] == "no-store"
    assert said["status"] == "ok" and said["reports"] == 3 and said["version"].startswith("v")
    assert said.keys() == {
        "status",
        "version",
        "reports",
        "agencies",
        "newest_capture",
        "age_days",
        "ogi_sqlite_sha256",
    }
