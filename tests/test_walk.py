"""crawler.walk, columns, leads and visits: from the registry to the reports, on portals that are a dictionary."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from crawler.answers import Answer
from crawler.archive import Archive
from crawler.ask import Ask
from crawler.findings import Findings
from crawler.judge import Judgement
from crawler.platforms import Page
from crawler.platforms.generic import Generic, unique
from crawler.records import Capture, Kind, Options
from crawler.registry import Site
from crawler.urls import url_key
from crawler.verdicts import Verdict
from crawler.visits import Visitor
from crawler.walk import Walk
from parsing.model import Reading
from parsing.model import Verdict as Content

A = "http://a.gov.cn"
NB = f"{A}/zfxxgknb/"
SITE: dict[str, Any] = {"id": "a", "name": "甲", "division": "110112", "start": [f"{A}/"], "hosts": ["a.gov.cn"]}
FILLER = "本页提供政府信息公开有关栏目的导航链接。" * 12


def link(href: str, text: str) -> str:
    return f"<li><a href='{href}'>{text}</a><span>2022-01-21</span></li>"


def html(*parts: str) -> str:
    return f"<html><body>{''.join(parts)}<p>{FILLER}</p></body></html>"


def report(name: str, *, tables: bool = True, extra: str = "") -> str:
    return html(f"<h1>{name}</h1><p>REPORT</p>", "TABLES" if tables else "", extra)


def rows(count: int, first: int = 1) -> str:
    return "".join(
        link(f"202201/t20220121_{i}.html", f"第{i}局2021年政府信息公开年报") for i in range(first, first + count)
    )


def articles(count: int, first: int = 1) -> dict[str, str]:
    return {f"{NB}202201/t20220121_{i}.html": report(f"第{i}局") for i in range(first, first + count)}


def read(data: bytes, media: str | None) -> Reading:
    verdict = Content.REPORT if b"REPORT" in data else Content.NOT_REPORT
    return Reading(verdict, sha256="", media="html", table_forms={"requests": "2021"} if b"TABLES" in data else {})


@dataclass
class Portal:
    """Answers from a dictionary: text of a page, a status, or an answer's obstacle."""

    pages: dict[str, str | int | Verdict]
    asked: list[str] = field(default_factory=list)
    referers: dict[str, str | None] = field(default_factory=dict)
    hook: Callable[[str], None] = lambda _: None

    async def fetch(self, ask: Ask, referer: str | None) -> Answer:
        url = ask.url
        self.asked.append(url if ask.body is None else f"{url} {ask.body.decode()}")
        self.referers[url] = referer
        self.hook(url)
        found = self.pages.get(self.asked[-1], 404)
        if isinstance(found, Verdict):
            return Answer(url, url, obstacle=found, detail="test")
        if isinstance(found, int):
            return Answer(url, url, status=found, headers={"content-type": "text/html"}, body=b"<html>error</html>")
        kind = "application/json" if found.startswith("{") else "text/html; charset=utf-8"
        return Answer(url, url, status=200, headers={"content-type": kind}, body=found.encode())


@dataclass
class Crawl:
    """One run over one portal."""

    findings: Findings
    asked: list[str]
    captures: list[Capture]

    @property
    def reports(self) -> list[str]:
        return sorted(key.removeprefix("a.gov.cn") for key in self.findings.reports)

    def of(self, kind: Kind) -> list[tuple[str, str]]:
        return [(c.url.removeprefix(A), str(c.verdict)) for c in self.captures if c.kind is kind]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def crawl(
    archive: Archive,
    portal: Portal,
    options: Options | None = None,
    resume: str | None = None,
    found_on: tuple[str, ...] = (),
    **site: Any,
) -> Crawl:
    entry = Site.from_entry(SITE | site)
    options = options or Options()
    before = len(portal.asked)
    with archive.resume(resume) if resume else archive.begin((entry,), options) as log:
        visitor = Visitor(entry, portal.fetch, read, archive, log, archive.known(["a"])["a"], earlier=log.earlier)
        findings = asyncio.run(Walk(visitor, options, found_on).run())
    captures = [capture for capture in archive.captures() if capture.run_id == log.run_id]
    return Crawl(findings, portal.asked[before:], captures)


def home(*parts: str) -> dict[str, str | int | Verdict]:
    return {
        f"{A}/": html(link("/zwgk/", "政务公开"), *parts),
        f"{A}/zwgk/": html(link("/zfxxgknb/", "政府信息公开年报")),
    }


# -- the way -----------------------------------------------------------------------------------------------------------


def test_from_the_home_page_by_hubs_to_the_column_its_pages_and_its_tabs(archive: Archive) -> None:
    portal = Portal(
        home(link("/xwzx/", "新闻中心"), link("/zfwzgznb/", "政府网站工作年度报表"))
        | {
            NB: html(rows(2), link("index_1.html", "下一页"), link("bm/", "部门"), link("zn.html", "政府信息公开指南")),
            f"{NB}index_1.html": html(rows(1, first=3)),
            f"{NB}bm/": html(link("t20220121_9.html", "财政局"), link("t20220121_8.html", "召开年度工作会议")),
            f"{NB}bm/t20220121_9.html": report("财政局"),
        }
        | articles(3)
    )
    found = crawl(archive, portal)
    assert found.reports == [
        "/zfxxgknb/202201/t20220121_1.html",
        "/zfxxgknb/202201/t20220121_2.html",
        "/zfxxgknb/202201/t20220121_3.html",
        "/zfxxgknb/bm/t20220121_9.html",
    ]
    assert [url.removeprefix(A) for url in portal.asked] == [
        "/",
        "/zwgk/",
        "/zfxxgknb/",
        "/zfxxgknb/202201/t20220121_1.html",
        "/zfxxgknb/202201/t20220121_2.html",
        "/zfxxgknb/index_1.html",
        "/zfxxgknb/202201/t20220121_3.html",
        "/zfxxgknb/bm/",
        "/zfxxgknb/bm/t20220121_9.html",
    ]
    lead = next(c for c in found.captures if c.kind is Kind.LEAD)
    assert (lead.link_text, lead.listing_url) == ("第1局2021年政府信息公开年报", NB)
    assert (lead.published_on, lead.published_from) == ("2022-01-21", "list")
    assert portal.referers[lead.url] == NB
    assert found.findings.drifted == [] and found.findings.ended is None and not found.findings.bounds


def test_a_registered_listing_is_tried_first_and_spares_the_search(archive: Archive) -> None:
    portal = Portal({NB: html(rows(1))} | articles(1))
    found = crawl(archive, portal, listings=[NB])
    assert found.reports == ["/zfxxgknb/202201/t20220121_1.html"]
    assert portal.asked == [NB, f"{NB}202201/t20220121_1.html"]


@pytest.mark.parametrize("gone", [404, html("<p>栏目调整中</p>"), "<html>页面不存在</html>"])
def test_a_registered_listing_that_is_gone_is_looked_for_again(archive: Archive, gone: str | int) -> None:
    old = f"{A}/old/nb/"
    portal = Portal(home() | {old: gone, NB: html(rows(1))} | articles(1))
    found = crawl(archive, portal, listings=[old])
    assert found.reports == ["/zfxxgknb/202201/t20220121_1.html"]
    assert found.findings.drifted == [old]
    assert found.findings.found_at == [NB]
    assert found.captures[0].verdict == ("not_report" if isinstance(gone, str) and "调整" in gone else "drifted")


def test_a_start_that_is_the_column(archive: Archive) -> None:
    portal = Portal({NB: html(rows(1), link("bm/", "部门")), f"{NB}bm/": html(rows(1, first=2))} | articles(1))
    portal.pages[f"{NB}bm/202201/t20220121_2.html"] = report("第2局")
    found = crawl(archive, portal, start=[NB])
    assert len(found.reports) == 2


def test_a_column_page_that_is_the_report_itself(archive: Archive) -> None:
    headings = (
        "".join(f"<p>{h}</p>" for h in ("一、总体情况", "二、主动公开政府信息情况", "本年新收政府信息公开申请"))
        + FILLER * 2
    )
    portal = Portal(
        home()
        | {
            NB: report("甲区2021年年报", extra=headings + link("2020/", "2020年")),
            f"{NB}2020/": report("甲区", extra=headings),
        }
    )
    found = crawl(archive, portal)
    assert found.reports == ["/zfxxgknb/", "/zfxxgknb/2020/"]
    assert found.of(Kind.LEAD) == [("/zfxxgknb/", "ok"), ("/zfxxgknb/2020/", "ok")]
    assert [c.listing_url for c in found.captures if c.kind is Kind.LEAD] == [NB, f"{NB}2020/"]
    again = crawl(archive, portal)
    assert again.reports == found.reports
    assert len({c.document_sha256 for c in archive.captures() if c.kind is Kind.LEAD}) == 2


def test_a_frame_holds_the_rows(archive: Archive) -> None:
    portal = Portal(
        home() | {NB: html("<iframe src='rows_362.html'></iframe>"), f"{NB}rows_362.html": html(rows(1))} | articles(1)
    )
    assert crawl(archive, portal).reports == ["/zfxxgknb/202201/t20220121_1.html"]


def test_a_home_page_of_frames(archive: Archive) -> None:
    frames = "<html><frameset><frame src='top.html'><frame src='/menu.html'></frameset></html>"
    portal = Portal(
        {f"{A}/": frames, f"{A}/menu.html": html(link("/zfxxgknb/", "政府信息公开年报")), NB: html(rows(1))}
        | articles(1)
    )
    assert len(crawl(archive, portal).reports) == 1


def test_a_link_that_leads_to_a_list_instead(archive: Archive) -> None:
    portal = Portal(
        home()
        | {
            NB: html(link("2021/t20220101_7.html", "2021年政府信息公开年报汇总")),
            f"{NB}2021/t20220101_7.html": html(
                link("../202201/t20220121_1.html", "第1局2021年政府信息公开年报"),
                link("../202201/t20220121_2.html", "第2局2021年政府信息公开年报"),
            ),
        }
        | articles(2)
    )
    found = crawl(archive, portal)
    assert len(found.reports) == 2
    assert (f"{NB}2021/t20220101_7.html".removeprefix(A), "not_report") in found.of(Kind.LISTING)
    portal.pages[f"{NB}2021/t20220101_7.html"] = html(
        *(link(f"../202201/t20220121_{i}.html", f"第{i}局2021年政府信息公开年报") for i in (1, 2, 3))
    )
    portal.pages |= articles(1, first=3)
    assert len(crawl(archive, portal).reports) == 3


def test_a_portal_without_a_column(archive: Archive) -> None:
    portal = Portal({f"{A}/": html(link("/xwzx/", "新闻中心"))})
    found = crawl(archive, portal)
    assert (found.reports, portal.asked) == ([], [f"{A}/"])


# -- attachments -------------------------------------------------------------------------------------------------------


def note(*files: str) -> str:
    return html(
        "<h1>第1局2021年政府信息公开年报</h1><p>见附件</p>",
        *(f"<a href='{name}' title='{name}'>附件</a>" for name in files),
    )


def test_the_files_of_a_note_are_fetched_with_its_address_as_referer(archive: Archive) -> None:
    article = f"{NB}202201/t20220121_1.html"
    portal = Portal(
        home()
        | {
            NB: html(rows(1)),
            article: note("P1.docx", "P2.pdf"),
            f"{NB}202201/P1.docx": "REPORT",
            f"{NB}202201/P2.pdf": "other",
        }
    )
    found = crawl(archive, portal)
    assert found.of(Kind.LEAD) == [("/zfxxgknb/202201/t20220121_1.html", "not_report")]
    assert found.of(Kind.ATTACHMENT) == [("/zfxxgknb/202201/P1.docx", "ok"), ("/zfxxgknb/202201/P2.pdf", "not_report")]
    assert found.reports == ["/zfxxgknb/202201/P1.docx"]
    file = next(c for c in found.captures if c.kind is Kind.ATTACHMENT)
    assert (file.parent_url, file.listing_url, file.link_text) == (article, NB, "P1.docx")
    assert (file.published_on, file.published_from) == ("2022-01-21", "list")
    assert portal.referers[file.url] == article


@pytest.mark.parametrize(("tables", "asked"), [(True, False), (False, True)])
def test_the_files_of_a_report_are_fetched_only_when_it_has_no_tables(
    archive: Archive, tables: bool, asked: bool
) -> None:
    article = f"{NB}202201/t20220121_1.html"
    file = f"{NB}202201/P1.docx"
    portal = Portal(
        home()
        | {
            NB: html(rows(1)),
            article: report("第1局", tables=tables, extra="<a href='P1.docx'>年报.docx</a>"),
            file: "REPORT",
        }
    )
    found = crawl(archive, portal)
    assert (file in portal.asked) is asked
    assert len(found.reports) == 1 + asked


def test_a_file_that_failed_is_tried_again_though_its_article_is_known(archive: Archive) -> None:
    article, file = f"{NB}202201/t20220121_1.html", f"{NB}202201/P1.docx"
    portal = Portal(home() | {NB: html(rows(1)), article: note("P1.docx"), file: Verdict.GEO_OR_NETWORK})
    first = crawl(archive, portal)
    assert first.findings.leads[url_key(article)] is Verdict.GEO_OR_NETWORK
    portal.pages[file] = "REPORT"
    second = crawl(archive, portal)
    assert file in second.asked and article not in second.asked
    assert second.reports == ["/zfxxgknb/202201/P1.docx"]


def test_a_column_page_that_is_a_note(archive: Archive) -> None:
    portal = Portal(home() | {NB: html("<p>2021年年报见附件</p><a href='P1.docx'>附件</a>"), f"{NB}P1.docx": "REPORT"})
    assert crawl(archive, portal).reports == ["/zfxxgknb/P1.docx"]


def test_a_column_page_that_is_a_report_without_tables(archive: Archive) -> None:
    headings = (
        "".join(f"<p>{h}</p>" for h in ("一、总体情况", "二、主动公开政府信息情况", "本年新收政府信息公开申请"))
        + FILLER * 2
    )
    page = report("甲区2021年年报", tables=False, extra=headings + "<a href='P1.docx'>附件</a>")
    portal = Portal(home() | {NB: page, f"{NB}P1.docx": "REPORT"})
    assert crawl(archive, portal).reports == ["/zfxxgknb/", "/zfxxgknb/P1.docx"]


# -- again and again ---------------------------------------------------------------------------------------------------


def test_a_second_crawl_asks_for_listings_and_what_is_new(archive: Archive) -> None:
    portal = Portal(
        home()
        | {NB: html(rows(2), link("index_1.html", "下一页")), f"{NB}index_1.html": html(rows(1, first=3))}
        | articles(3)
    )
    portal.pages[f"{NB}202201/t20220121_3.html"] = html("<p>不是年报</p>")
    crawl(archive, portal)
    portal.pages[NB] = html(
        rows(2), link("202201/t20220130_7.html", "新局2021年政府信息公开年报"), link("index_1.html", "下一页")
    )
    portal.pages[f"{NB}202201/t20220130_7.html"] = report("新局")
    second = crawl(archive, portal)
    assert second.asked == [f"{A}/", f"{A}/zwgk/", NB, f"{NB}202201/t20220130_7.html", f"{NB}index_1.html"]
    assert len(second.reports) == 3
    assert len(second.findings.leads) == 4


def test_what_was_not_final_is_asked_again(archive: Archive) -> None:
    portal = Portal(home() | {NB: html(rows(2))} | articles(1))
    first = crawl(archive, portal)
    assert first.findings.leads["a.gov.cn/zfxxgknb/202201/t20220121_2.html"] is Verdict.HTTP_ERROR
    portal.pages |= articles(2)
    assert len(crawl(archive, portal).reports) == 2


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", range(1, 9))
def test_a_resumed_run_loses_nothing_and_asks_nothing_twice_but_what_was_in_flight(archive: Archive, at: int) -> None:
    pages = (
        home()
        | {NB: html(rows(3), link("index_1.html", "下一页")), f"{NB}index_1.html": html(rows(1, first=4))}
        | articles(4)
    )
    pages[f"{NB}202201/t20220121_2.html"] = "<html>页面不存在</html>"

    def kill(_: str) -> None:
        if len(portal.asked) == at:
            raise Killed

    portal = Portal(pages, hook=kill)
    with pytest.raises(Killed):
        crawl(archive, portal)
    in_flight = portal.asked[-1]
    portal.hook = lambda _: None
    (run,) = archive.runs()
    found = crawl(archive, portal, resume=run.run_id)
    assert len(found.reports) == 3
    assert len(found.findings.leads) == 4
    assert sorted(portal.asked) == sorted([*set(portal.asked), in_flight])
    assert len({c.url for c in found.captures}) == len(found.captures) == 8


def test_a_resumed_run_tries_again_what_did_not_answer(archive: Archive) -> None:
    portal = Portal(home() | {NB: Verdict.GEO_OR_NETWORK} | articles(1))
    crawl(archive, portal)
    portal.pages[NB] = html(rows(1))
    (run,) = archive.runs()
    found = crawl(archive, portal, resume=run.run_id)
    assert found.asked == [NB, f"{NB}202201/t20220121_1.html"]


# -- options and bounds ------------------------------------------------------------------------------------------------


def test_years_leave_out_other_years_and_do_not_stop_the_pager(archive: Archive) -> None:
    def year(y: int, *numbers: int) -> str:
        return "".join(link(f"202201/t20220121_{n}.html", f"第{n}局{y}年政府信息公开年报") for n in numbers)

    portal = Portal(
        home()
        | {
            NB: html(year(2023, 1, 2), link("index_1.html", "2"), link("index_2.html", "3"), link("index_3.html", "4")),
            f"{NB}index_1.html": html(year(2022, 3)),
            f"{NB}index_2.html": html(year(2022, 4)),
            f"{NB}index_3.html": html(year(2021, 5), link("202201/t20220121_6.html", "第六局")),
        }
        | articles(6)
    )
    found = crawl(archive, portal, Options(years=(2021,)))
    assert found.reports == ["/zfxxgknb/202201/t20220121_5.html", "/zfxxgknb/202201/t20220121_6.html"]


def test_a_sample_is_that_many_links(archive: Archive) -> None:
    portal = Portal(
        home()
        | {NB: html(rows(5), link("index_1.html", "2")), f"{NB}index_1.html": html(rows(5, first=6))}
        | articles(10)
    )
    found = crawl(archive, portal, Options(sample=2))
    assert len(found.reports) == 2 and found.findings.ended == "sample"
    assert f"{NB}index_1.html" not in portal.asked
    exact = crawl(archive, Portal(home() | {NB: html(rows(2))} | articles(2)), Options(sample=2))
    assert exact.findings.ended is None


def test_an_endless_pager_ends(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.columns.MAX_LISTING_PAGES", 4)
    pages = {
        f"{NB}index_{i}.html": html(rows(1, first=i + 1), link(f"index_{i + 1}.html", "下一页")) for i in range(1, 50)
    }
    portal = Portal(home() | {NB: html(rows(1), link("index_1.html", "下一页"))} | pages | articles(50))
    found = crawl(archive, portal)
    assert len(found.reports) == 5
    assert found.findings.bounds == {"pages"}


def test_a_pager_that_gives_nothing_new_is_left(archive: Archive) -> None:
    pages = {f"{NB}index_{i}.html": html(rows(2), f"<!-- {i} -->") for i in range(1, 30)}
    links = "".join(link(f"index_{i}.html", str(i + 1)) for i in range(1, 30))
    portal = Portal(home() | {NB: html(rows(2), links)} | pages | articles(2))
    found = crawl(archive, portal)
    assert len(found.reports) == 2
    assert [url for url in portal.asked if "index_" in url] == [f"{NB}index_1.html", f"{NB}index_2.html"]


def test_bounds_on_links_columns_and_requests_are_told(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.leads.MAX_LEADS", 2)
    monkeypatch.setattr("crawler.columns.MAX_COLUMNS", 1)
    portal = Portal(home() | {NB: html(rows(5), link("bm/", "部门"))} | articles(5))
    assert crawl(archive, portal).findings.bounds == {"leads", "columns"}
    monkeypatch.setattr("crawler.visits.MAX_REQUESTS", 2)
    assert crawl(archive, portal).findings.ended == "limit"


# -- obstacles ---------------------------------------------------------------------------------------------------------

JSL = "<script>document.cookie='__jsl_clearance=1';location.reload()</script>"


def test_a_portal_that_refuses_is_left_alone(archive: Archive) -> None:
    portal = Portal(home() | {NB: html(rows(9))} | dict.fromkeys(articles(9), JSL))
    found = crawl(archive, portal)
    assert found.findings.ended == "refused"
    assert found.asked[3:] == list(articles(3))
    assert list(found.findings.leads.values()) == [Verdict.CHALLENGE] * 3 + [None]


def test_refusals_that_do_not_follow_one_another_are_no_reason_to_stop(archive: Archive) -> None:
    pages: dict[str, str] = articles(9)
    for url in list(pages)[::2]:
        pages[url] = JSL
    found = crawl(archive, Portal(home() | {NB: html(rows(9))} | pages))
    assert found.findings.ended is None
    assert len(found.reports) == 4


def test_where_https_fails_http_is_asked_and_remembered(archive: Archive) -> None:
    secure = {url.replace("http:", "https:"): Verdict.TLS_ERROR for url in [f"{A}/", NB, *articles(1)]}
    listing = html(link("https://a.gov.cn/zfxxgknb/202201/t20220121_1.html", "第1局2021年政府信息公开年报"))
    portal = Portal(
        {f"{A}/": html(link(f"{NB.replace('http:', 'https:')}", "政府信息公开年报")), NB: listing}
        | secure
        | articles(1)
    )
    found = crawl(archive, portal, start=["https://a.gov.cn/"])
    assert len(found.reports) == 1
    assert [url for url in portal.asked if url.startswith("https:")] == ["https://a.gov.cn/"]
    assert [str(c.verdict) for c in found.captures][:2] == ["tls_error", "not_report"]


def test_a_port_written_for_https_has_no_twin(archive: Archive) -> None:
    portal = Portal({"https://a.gov.cn:8443/": Verdict.TLS_ERROR})
    assert crawl(archive, portal, start=["https://a.gov.cn:8443/"]).asked == ["https://a.gov.cn:8443/"]


def test_links_to_other_hosts_are_recorded_and_never_asked(archive: Archive) -> None:
    mirror = "http://567hw.com/zfxxgknb/202201/t20220121_1.html"
    portal = Portal(home() | {NB: html(rows(1), link(mirror, "第1局2021年政府信息公开年报"))} | articles(1))
    found = crawl(archive, portal)
    assert all(url.startswith(A) for url in portal.asked)
    assert (mirror, "off_host") in found.of(Kind.LEAD)
    assert len(found.reports) == 1


def test_hosts_that_are_not_listed_are_named(archive: Archive) -> None:
    """A column, or the files of an article, may lie on a host that the registry lacks."""
    away = Portal({f"{A}/": html(link("http://xxgk.a.gov.cn/nb/", "政府信息公开年报"))})
    found = crawl(archive, away)
    assert found.asked == [f"{A}/"] and found.findings.foreign == {"xxgk.a.gov.cn": 1}
    article = f"{NB}202201/t20220121_1.html"
    files = Portal(home() | {NB: html(rows(1)), article: note("http://file.a.gov.cn/P1.docx")})
    found = crawl(archive, files)
    assert article in found.asked and found.findings.foreign == {"file.a.gov.cn": 1}


def test_the_home_page_for_every_address_is_throttling(archive: Archive) -> None:
    start = html(link("/zfxxgknb/", "政府信息公开年报"))
    portal = Portal({f"{A}/": start, NB: html(rows(2))} | dict.fromkeys(articles(2), start))
    found = crawl(archive, portal)
    assert set(found.findings.leads.values()) == {Verdict.THROTTLED}


def test_one_object_for_the_same_bytes_in_two_runs(archive: Archive) -> None:
    portal = Portal({NB: html(rows(1))} | articles(1))
    crawl(archive, portal, listings=[NB])
    objects = sorted((archive.root / "objects").rglob("*"))
    crawl(archive, portal, listings=[NB])
    assert sorted((archive.root / "objects").rglob("*")) == objects
    assert len([c for c in archive.captures() if c.url == NB]) == 2


def test_a_bad_archive_ends_the_walk(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(data: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "put", full)
    with pytest.raises(OSError, match="No space"):
        crawl(archive, Portal(home()))


class Scripted(Generic):
    """A platform whose listing and articles are shells, filled by a script from ``/api``."""

    name = "scripted"

    def recognise(self, page: Page) -> bool:
        return "scripted.js" in page.html

    def pages(self, page: Page) -> tuple[Ask, ...]:
        number = page.ask.number or 0 if page.ask is not None else 0
        if page.ask is not None and len(self.leads(page)) < 2:
            return ()
        ask = Ask.json(f"{A}/api/list", {"channel": "7", "page": number + 1}, number=number + 1)
        return unique((ask,), page)

    def rows(self, text: str, page: Page) -> str:
        rows = json.loads(text)["rows"]
        return "".join(f"<li><a href='{row['url']}'>{row['title']}</a><span>2022-01-20</span></li>" for row in rows)

    def body(self, page: Page) -> Ask | None:
        found = re.search(r"showArticle\((\d+)\)", page.html)
        return Ask.form(f"{A}/api/article", {"id": found[1]}) if found else None


SHELL = "<html><head><script src='/scripted.js'></script></head><body><div id='app'></div>{}</body></html>"


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.platforms.PLATFORMS", (Scripted(), Generic()))


def api(*numbers: int) -> str:
    rows = [{"url": f"/d/{n}.html", "title": f"甲区财政局20{n}年政府信息公开年报"} for n in numbers]
    return json.dumps({"rows": rows}, ensure_ascii=False)


def scripted_portal() -> Portal:
    pages: dict[str, str | int | Verdict] = {
        f"{A}/zfxxgknb/": SHELL.format(""),
        f'{A}/api/list {{"channel":"7","page":1}}': api(23, 22),
        f'{A}/api/list {{"channel":"7","page":2}}': api(21),
    }
    for n in (21, 22, 23):
        pages[f"{A}/d/{n}.html"] = SHELL.format(f"<script>showArticle({n})</script>")
        pages[f"{A}/api/article id={n}"] = json.dumps({"content": f"REPORT {n}"})
    return Portal(pages)


@pytest.mark.usefixtures("scripted")
def test_shells_are_filled_as_their_own_scripts_would_do_it(archive: Archive) -> None:
    portal = scripted_portal()
    found = crawl(archive, portal, listings=[f"{A}/zfxxgknb/"])
    assert found.reports == ["/d/21.html", "/d/22.html", "/d/23.html"]
    article = next(c for c in found.captures if c.asked == f"{A}/api/article" and c.sent == "id=23")
    assert (article.url, article.kind, article.verdict) == (f"{A}/d/23.html", Kind.LEAD, Verdict.OK)
    assert (article.published_on, article.link_text) == ("2022-01-20", "甲区财政局2023年政府信息公开年报")
    first = [f"{A}/zfxxgknb/", f'{A}/api/list {{"channel":"7","page":1}}', f"{A}/d/23.html", f"{A}/api/article id=23"]
    assert portal.asked[:4] == first


@pytest.mark.usefixtures("scripted")
def test_a_second_crawl_asks_a_scripted_portal_for_its_lists_only(archive: Archive) -> None:
    portal = scripted_portal()
    crawl(archive, portal, listings=[f"{A}/zfxxgknb/"])
    again = crawl(archive, portal, listings=[f"{A}/zfxxgknb/"])
    assert again.asked == [f"{A}/zfxxgknb/", *(f'{A}/api/list {{"channel":"7","page":{n}}}' for n in (1, 2))]
    assert again.reports == ["/d/21.html", "/d/22.html", "/d/23.html"]


@pytest.mark.usefixtures("scripted")
def test_an_answer_that_is_not_what_it_was_ends_the_list_and_nothing_else(archive: Archive) -> None:
    portal = scripted_portal()
    portal.pages[f'{A}/api/list {{"channel":"7","page":2}}'] = '{"code": 500}'
    found = crawl(archive, portal, listings=[f"{A}/zfxxgknb/"])
    assert found.reports == ["/d/22.html", "/d/23.html"]
    assert found.findings.ended is None


@pytest.mark.parametrize(
    ("column", "opened"),
    [
        ("<div id='list'>加载中</div><script src='/list.js'></script>", True),
        ("<div>暂无数据</div>", False),
        (f"{link('202201/t20220121_1.html', '第1局2021年政府信息公开年报')}<script src='/list.js'></script>", False),
        (f"{link('bm/', '部门')}<script src='/list.js'></script>", False),
        (f"{rows(1)}<a href='javascript:go(2)'>下一页</a><script src='/list.js'></script>", True),
        (f"{rows(1)}<span>共 3 页</span><script src='/list.js'></script>", True),
        (f"{rows(1)}<span>共 1 页</span><a>下一页</a><script src='/list.js'></script>", False),
        (f"{rows(1)}<span class='disabled'>下一页</span><script src='/list.js'></script>", False),
    ],
)
def test_a_column_without_rows_is_opened_in_the_browser(archive: Archive, column: str, opened: bool) -> None:
    menu = link("/zn/", "政府信息公开指南") + link("/zd/", "政府信息公开制度") + link("/ysq/", "依申请公开")
    page = html("<title>政府信息公开年报</title>", menu, column)
    asked: list[str] = []

    async def open_shell(answer: Answer, *, fetch: Any, judge: Any, turn: bool) -> tuple[Answer, Judgement]:
        asked.append(answer.url)
        assert turn
        shown = replace(answer, body=page.replace("加载中", rows(1)).encode())
        return shown, judge(shown)

    entry = Site.from_entry(SITE | {"listings": [NB]})
    portal = Portal({NB: page} | articles(1))
    with archive.begin((entry,), Options()) as log:
        visitor = Visitor(entry, portal.fetch, read, archive, log, opener=open_shell)
        findings = asyncio.run(Walk(visitor, Options()).run())
    assert (asked[:1] == [NB]) is opened
    assert not opened or findings.reports == {url_key(url) for url in articles(1)}


def test_offices_that_only_the_page_before_the_column_names(archive: Archive) -> None:
    offices = {"czj": "甲区财政局", "mzj": "甲区民政局", "sfj": "甲区司法局"}
    menu = f"<ul>{''.join(link(f'/{slug}/', name) for slug, name in offices.items())}</ul>"
    pages: dict[str, str | int | Verdict] = {
        f"{A}/": html(menu, link("/zfxxgknb/", "政府信息公开年报")),
        NB: html(rows(1)),
    }
    for slug, name in offices.items():
        pages[f"{A}/{slug}/"] = html(link(f"/{slug}/jj/", "机构简介"), link(f"/{slug}/xxgk/", "信息公开"))
        pages[f"{A}/{slug}/xxgk/"] = html(link(f"/{slug}/nb/", "公开年报"), link(f"/{slug}/zd/", "制度"))
        pages[f"{A}/{slug}/nb/"] = html(link(f"/{slug}/nb/t20220121_1.html", "2021年年报"))
        pages[f"{A}/{slug}/nb/t20220121_1.html"] = report(name)
    portal = Portal(pages | articles(1))
    found = crawl(archive, portal)
    assert found.reports == sorted(
        [*(f"/{slug}/nb/t20220121_1.html" for slug in offices), "/zfxxgknb/202201/t20220121_1.html"]
    )
    assert not [url for url in portal.asked if url.endswith(("/jj/", "/zd/"))]
    again = crawl(archive, portal, found_on=tuple(found.findings.found_on))
    assert again.reports == found.reports and not [url for url in again.asked if "/t2022" in url]


def test_what_a_menu_offers_is_bounded_and_left_where_it_is_something_else(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = f"<ul>{''.join(link(f'/o{n}/', f'甲区{name}局') for n, name in enumerate(('财政', '民政', '教育', '水务')))}</ul>"
    news = {
        f"{A}/o{n}/": html(link(f"/o{n}/t20220121_1.html", "召开年度报告会"), link("/x/", "简介")) for n in range(4)
    }
    monkeypatch.setattr("crawler.columns.MAX_TRIES", 3)
    portal = Portal({NB: html(rows(1), menu)} | articles(1) | news)
    found = crawl(archive, portal, listings=[NB])
    assert portal.asked == [NB, *articles(1), *list(news)[:3]]
    assert found.reports == ["/zfxxgknb/202201/t20220121_1.html"] and found.findings.bounds == {"tries"}


def test_the_offices_of_a_page_on_the_way_are_tried_though_a_column_was_found(archive: Archive) -> None:
    offices = {"czj": "甲区财政局", "mzj": "甲区民政局", "sfj": "甲区司法局"}
    grid = f"<ul>{''.join(link(f'/{slug}/', name) for slug, name in offices.items())}</ul>"
    pages: dict[str, str | int | Verdict] = {
        f"{A}/": html(link("/zwgk/", "政务公开")),
        f"{A}/zwgk/": html(grid, link("/xxgk/", "政府信息公开")),
        f"{A}/xxgk/": html(link("/zfxxgknb/", "政府信息公开年报")),
        NB: html(rows(2)),
    }
    for slug, name in offices.items():
        pages[f"{A}/{slug}/"] = html(link(f"/{slug}/nb/", "公开年报"))
        pages[f"{A}/{slug}/nb/"] = html(link(f"/{slug}/nb/t20220121_1.html", "2021年年报"))
        pages[f"{A}/{slug}/nb/t20220121_1.html"] = report(name)
    portal = Portal(pages | articles(2))
    found = crawl(archive, portal)
    assert len(found.reports) == 5
    assert found.findings.found_on == [f"{A}/xxgk/", f"{A}/zwgk/"]
    again = crawl(archive, portal, found_on=tuple(found.findings.found_on))
    assert again.reports == found.reports and f"{A}/" not in again.asked


@pytest.mark.parametrize("name", ["2021年度", "乡镇", "县财政局"])
def test_what_is_called_by_a_year_or_an_office_may_be_a_list_with_pages(archive: Archive, name: str) -> None:
    part = f"{NB}c/1042.html"
    pager = "<a href='1042_2.html'>下一页</a>"
    pages: dict[str, str | int | Verdict] = {
        NB: html(link("c/1042.html", name), link("202201/t20220121_9.html", "第9局2021年政府信息公开年报")),
        part: html(*(link(f"../202201/t20220121_{i}.html", f"第{i}局2021年政府信息公开年报") for i in (1, 2)), pager),
        f"{NB}c/1042_2.html": html(link("../202201/t20220121_3.html", "第3局2021年政府信息公开年报")),
    }
    found = crawl(archive, Portal(pages | articles(3) | articles(1, 9)), listings=[NB])
    assert len(found.reports) == 4


def test_a_menu_that_only_a_script_makes_is_looked_at_in_the_browser(archive: Archive) -> None:
    start = html("<script src='/menu.js'></script>", link("/n/1.html", "要闻"))
    shown: list[str] = []

    async def open_shell(answer: Answer, *, fetch: Any, judge: Any, turn: bool) -> tuple[Answer, Judgement]:
        shown.append(answer.url)
        page = replace(answer, body=start.replace("<body>", f"<body>{link('/zwgk/', '政务公开')}").encode())
        return page, judge(page)

    entry = Site.from_entry(SITE)
    portal = Portal(home() | {f"{A}/": start, NB: html(rows(1))} | articles(1))
    with archive.begin((entry,), Options()) as log:
        visitor = Visitor(entry, portal.fetch, read, archive, log, opener=open_shell)
        findings = asyncio.run(Walk(visitor, Options()).run())
    assert findings.reports == {url_key(url) for url in articles(1)} and shown == [f"{A}/"]
    assert findings.found_on == [f"{A}/zwgk/"]


def test_a_frame_of_a_column_is_opened_in_the_browser(archive: Archive) -> None:
    frame = html("<ul id='list'></ul><script src='/list.js'></script>", link("/a/", "简介"))

    async def open_shell(answer: Answer, *, fetch: Any, judge: Any, turn: bool) -> tuple[Answer, Judgement]:
        page = replace(answer, body=frame.replace("<ul id='list'></ul>", rows(2)).encode())
        return page, judge(page)

    entry = Site.from_entry(SITE | {"listings": [NB]})
    pages = {NB: html("<h3>政府信息公开年报</h3><iframe src='f.html'></iframe>"), f"{NB}f.html": frame} | articles(2)
    with archive.begin((entry,), Options()) as log:
        visitor = Visitor(entry, Portal({**pages}).fetch, read, archive, log, opener=open_shell)
        findings = asyncio.run(Walk(visitor, Options()).run())
    assert findings.reports == {url_key(url) for url in articles(2)}


def test_notes_in_the_scripts_of_one_shell_are_not_one_page(archive: Archive) -> None:
    pages: dict[str, str | int | Verdict] = {NB: html(rows(4))}
    for n, url in enumerate(articles(4), 1):
        content = json.dumps({"content": f"<p><a href='/f/{n}.pdf'>附件</a></p>"})
        config = f"window._CONFIG = {{SID: '1', DETAIL: {content}}}"
        pages[url] = f"<html><body><div id='app'></div><script>{config} // /gkmlpt/index</script></body></html>"
        pages[f"{A}/f/{n}.pdf"] = f"REPORT {n} TABLES"
    found = crawl(archive, Portal(pages), listings=[NB])
    assert found.reports == [f"/f/{n}.pdf" for n in (1, 2, 3, 4)]


def test_a_report_that_is_called_like_its_column_is_asked_for_once(archive: Archive) -> None:
    pages = {
        NB: html(link("c/1042.html", "甲区财政局政府信息公开工作年度报告")),
        f"{NB}c/1042.html": report("甲区财政局"),
    }
    found = crawl(archive, Portal({**pages}), listings=[NB])
    assert found.reports == ["/zfxxgknb/c/1042.html"] and found.asked == [NB, f"{NB}c/1042.html"]


def test_years_that_link_to_one_another_are_none_below_another(archive: Archive) -> None:
    years = range(2014, 2024)
    menu = "".join(f"<a href='/zfxxgknb/{y}/'>{y}年</a>" for y in years)
    pages = {NB: html("<h3>政府信息公开年报</h3>", menu)}
    for y in years:
        pages[f"{NB}{y}/"] = html(menu, link("bm/", "市级部门"))
        pages[f"{NB}{y}/bm/"] = html(menu, link("t20220121_1.html", f"甲区财政局{y}年政府信息公开年报"))
        pages[f"{NB}{y}/bm/t20220121_1.html"] = report(f"甲区财政局{y}年")
    assert len(crawl(archive, Portal({**pages}), listings=[NB]).reports) == len(years)


def test_a_tree_in_a_frame_of_which_nothing_is_seen(archive: Archive) -> None:
    tree = "<html><body><script>d.add(1,0,'公开年报','/zfxxgknb/');document.write(d)</script></body></html>"
    start = "<html><frameset><frame src='/tree.jsp'><frame src='/w.jsp'></frameset></html>"
    pages = {f"{A}/": start, f"{A}/tree.jsp": tree, f"{A}/w.jsp": html("欢迎"), NB: html(rows(2))} | articles(2)
    assert len(crawl(archive, Portal({**pages})).reports) == 2
