"""What a second crawl asks for, what it keeps, and how it hears of changes, on portals that are a dictionary."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.answers import Answer
from crawler.archive import Archive
from crawler.ask import Ask
from crawler.outcome import assess
from crawler.records import Options
from crawler.registry import Site
from crawler.settings import RECHECK_DAYS
from crawler.verdicts import Verdict
from tests.test_walk import NB, SITE, A, Portal, articles, crawl, html, link, report, rows

COUNTED = "<p>浏览次数：{}次</p>"


@dataclass
class Tagged(Portal):
    """A portal that knows ETags: a page's is its length, and it is said in a header."""

    spared: int = 0

    async def fetch(self, ask: Ask, referer: str | None) -> Answer:
        answer = await super().fetch(ask, referer)
        tag = f'"{len(answer.body)}"'
        if answer.status == 200 and ("If-None-Match", tag) in ask.unless:
            self.spared += 1
            return Answer(ask.url, ask.url, status=304, headers={"etag": tag})
        return Answer(
            answer.url,
            answer.final_url,
            status=answer.status,
            headers={**answer.headers, "etag": tag},
            body=answer.body,
        )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def objects(archive: Archive) -> set[str]:
    return {path.name for path in (archive.root / "objects").rglob("*") if path.is_file()}


def age(archive: Archive, days: int) -> None:
    """Let all that was captured have been captured so many days earlier."""
    for path in (archive.root / "captures").glob("*.jsonl"):
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for line in lines:
            moment = datetime.fromisoformat(line["fetched_at"]) - timedelta(days=days)
            line["fetched_at"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")


def volatile(portal: Portal, count: int) -> None:
    portal.pages |= {NB: html(rows(2), COUNTED.format(count))}
    portal.pages |= {url: report(f"第{url[-6]}局", extra=COUNTED.format(count)) for url in articles(2)}


def test_furniture_makes_no_new_object(archive: Archive) -> None:
    portal = Portal({})
    volatile(portal, 10)
    crawl(archive, portal, listings=[NB])
    kept = objects(archive)
    volatile(portal, 11)
    age(archive, RECHECK_DAYS + 1)
    again = crawl(archive, portal, listings=[NB])
    assert len(again.asked) == 3
    assert objects(archive) == kept
    assert [c.document_sha256 for c in again.captures] == [
        c.document_sha256 for c in archive.captures() if c.run_id != again.captures[0].run_id
    ]
    assert not archive.verify()


def test_known_reports_are_asked_for_again_on_a_slow_cycle(archive: Archive) -> None:
    portal = Portal({NB: html(rows(3))} | articles(3))
    crawl(archive, portal, listings=[NB])
    age(archive, RECHECK_DAYS - 1)
    assert crawl(archive, portal, listings=[NB]).asked == [NB]
    age(archive, 2)
    assert len(crawl(archive, portal, listings=[NB]).asked) == 4
    assert crawl(archive, portal, listings=[NB]).asked == [NB]


def test_not_too_many_at_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.leads.MAX_RECHECKS", 2)
    portal = Portal({NB: html(rows(5))} | articles(5))
    crawl(archive, portal, listings=[NB])
    age(archive, RECHECK_DAYS + 1)
    asked = [crawl(archive, portal, listings=[NB]).asked[1:] for _ in range(4)]
    assert [len(urls) for urls in asked] == [2, 2, 1, 0]
    assert len({url for urls in asked for url in urls}) == 5


def test_a_silent_edit_is_another_document_of_the_same_address(archive: Archive) -> None:
    portal = Portal({NB: html(rows(1))} | articles(1))
    first = crawl(archive, portal, listings=[NB])
    age(archive, RECHECK_DAYS + 1)
    url = next(iter(articles(1)))
    portal.pages[url] = report("第1局更正")
    again = crawl(archive, portal, listings=[NB])
    documents = {c.document_sha256 for c in archive.captures() if c.url == url}
    assert len(documents) == 2 and all(archive.has(sha256 or "") for sha256 in documents)
    assert first.reports == again.reports


def test_servers_that_know_tags_are_asked_by_them(archive: Archive) -> None:
    portal = Tagged({NB: html(rows(2))} | articles(2))
    crawl(archive, portal, listings=[NB])
    kept = objects(archive)
    assert portal.spared == 0
    age(archive, RECHECK_DAYS + 1)
    again = crawl(archive, portal, listings=[NB])
    assert portal.spared == 3
    assert [c.status for c in again.captures] == [304, 304, 304]
    assert {c.verdict for c in again.captures if c.url != NB} == {Verdict.OK}
    assert all(c.etag and c.document_sha256 for c in again.captures)
    assert objects(archive) == kept
    portal.pages[NB] = html(rows(3))
    portal.pages |= articles(3)
    third = crawl(archive, portal, listings=[NB])
    assert len(third.reports) == 3 and len(third.asked) == 2


def test_a_report_that_is_gone_for_a_moment_is_still_known(archive: Archive) -> None:
    portal = Portal({NB: html(rows(2))} | articles(2))
    crawl(archive, portal, listings=[NB])
    age(archive, RECHECK_DAYS + 1)
    first, second = articles(2)
    portal.pages[first] = Verdict.GEO_OR_NETWORK
    portal.pages[second] = 404
    again = crawl(archive, portal, listings=[NB])
    assert again.reports == [first.removeprefix(A)]  # not reached says nothing; a 404 says that it is gone
    assert again.findings.leads[second.removeprefix("http://")] is Verdict.HTTP_ERROR


def test_a_run_says_which_known_reports_are_still_linked(archive: Archive) -> None:
    portal = Portal({NB: html(rows(3))} | articles(3))
    first = crawl(archive, portal, listings=[NB])
    portal.pages[NB] = html(rows(2))
    again = crawl(archive, portal, listings=[NB])
    result = assess(
        Site.from_entry(SITE),
        Options(),
        again.findings,
        captures=Counter(),
        requests=1,
        received=1,
        reports_before=3,
    )
    run_id = first.captures[0].run_id
    assert result.linked == {run_id: "2-3"}
    assert result.reports_found == 2 and str(result.state) == "suspect"


def test_the_next_crawl_begins_where_the_columns_were_found(archive: Archive) -> None:
    pages: dict[str, str | int | Verdict] = {
        f"{A}/": html(link("/zwgk/", "政务公开")),
        f"{A}/zwgk/": html(link("/zfxxgknb/", "政府信息公开年报")),
        NB: html(rows(2)),
    }
    portal = Portal(pages | articles(2))
    first = crawl(archive, portal)
    assert first.findings.found_on == [f"{A}/zwgk/"]
    again = crawl(archive, portal, found_on=tuple(first.findings.found_on))
    assert again.asked == [f"{A}/zwgk/", NB]
    assert again.reports == first.reports
    portal.pages[f"{A}/zwgk/"] = 404  # moved: it is looked for from the start page again
    portal.pages[f"{A}/"] = html(link("/gk/", "政务公开"))
    portal.pages[f"{A}/gk/"] = html(link("/zfxxgknb/", "政府信息公开年报"))
    moved = crawl(archive, portal, found_on=tuple(first.findings.found_on))
    assert moved.asked == [f"{A}/zwgk/", f"{A}/", f"{A}/gk/", NB]
    assert moved.findings.found_on == [f"{A}/gk/"]
