"""crawler.outcome: what a run says about a site, held against the run before."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from crawler.answers import Answer
from crawler.findings import Findings
from crawler.judge import Judgement
from crawler.outcome import assess, before
from crawler.records import Capture, Kind, Options, RunManifest, RunState, SiteResult, SiteState
from crawler.registry import Site
from crawler.verdicts import Verdict
from crawler.visits import Visit

ENTRY: dict[str, Any] = {
    "id": "a",
    "name": "甲",
    "division": "110112",
    "start": ["http://a.gov.cn/"],
    "hosts": ["a.gov.cn"],
}
SITE = Site.from_entry(ENTRY | {"expect": {"min": 3}})


def visit(verdict: str, detail: str = "") -> Visit:
    url = "http://a.gov.cn/nb/"
    capture = Capture("r-1", "r", "a", Kind.LISTING, url, url, "2026-11-21T10:41:00Z", None, Verdict(verdict), detail)
    return Visit(capture, Answer(url, url), Judgement(Verdict(verdict), detail))


def findings(*verdicts: str | None, entry: str = "not_report", **more: Any) -> Findings:
    leads = {f"a.gov.cn/{i}": Verdict(v) if v else None for i, v in enumerate(verdicts)}
    reports = {key for key, verdict in leads.items() if verdict is Verdict.OK}
    return Findings(leads=leads, reports=reports, entries=[visit(entry, "jsl" if entry == "challenge" else "")], **more)


def result(
    found: Findings, reports_before: int | None = None, site: Site = SITE, options: Options | None = None
) -> SiteResult:
    return assess(
        site, options or Options(), found, captures=Counter(ok=1), requests=5, received=7, reports_before=reports_before
    )


OK = ["ok"] * 3


@pytest.mark.parametrize(
    ("found", "reports_before", "state"),
    [
        (findings(*OK), None, "ok"),
        (findings(*OK), 3, "ok"),
        (findings(*OK, "ok"), 3, "ok"),
        (findings(*OK), 4, "suspect"),  # fewer than last time
        (findings("ok", "ok"), None, "suspect"),  # fewer than expected
        (findings(), None, "suspect"),
        (
            findings(
                *OK, "not_report", "soft_404", "http_error", "unreadable", "robots_disallowed", "off_host", "too_large"
            ),
            3,
            "ok",
        ),
        (findings(*OK, "challenge"), 3, "suspect"),  # what lies there is not known
        (findings(*OK, "geo_or_network"), 3, "suspect"),
        (findings(*OK, "js_shell"), 3, "suspect"),
        (findings(*OK, bounds={"pages"}), 3, "suspect"),
        (findings(*OK, None, ended="refused"), 3, "suspect"),
        (findings(*OK, "waf_block", "waf_block", "waf_block", None, ended="refused"), 3, "blocked"),
        (findings(*OK, None, ended="sample"), None, "ok"),
        (findings(*OK, ended="failed"), 3, "suspect"),
        (findings(entry="challenge"), None, "blocked"),
        (findings("challenge"), None, "blocked"),
        (findings("ok", entry="throttled"), 3, "blocked"),
        (findings(entry="geo_or_network"), None, "unreachable"),
        (findings(entry="tls_error"), 9, "unreachable"),
        (findings("geo_or_network", "ok"), 9, "suspect"),
        (findings(entry="robots_disallowed"), None, "robots_disallowed"),
        (findings(entry="drifted", drifted=["http://a.gov.cn/nb/"]), 9, "drifted"),
        (findings(entry="http_error"), None, "drifted"),
        (findings(*OK, entry="drifted", drifted=["http://a.gov.cn/nb/"], found_at=["http://a.gov.cn/new/"]), 3, "ok"),
    ],
)
def test_the_state_of_a_site(found: Findings, reports_before: int | None, state: str) -> None:
    assert result(found, reports_before).state == state


@pytest.mark.parametrize(
    ("entry", "state"),
    [("geo_or_network", "unreachable"), ("challenge", "blocked"), ("robots_disallowed", "robots_disallowed")],
)
def test_a_site_that_did_not_open_is_not_well_however_little_was_asked_for(entry: str, state: str) -> None:
    assert result(findings(entry=entry), options=Options(sample=1)).state == state
    assert result(findings(entry=entry), site=Site.from_entry(ENTRY | {"expect": {"min": 0}})).state == state


def test_fewer_than_expected_means_nothing_when_less_was_asked_for() -> None:
    for options in (Options(years=(2021,)), Options(sample=1)):
        assert result(findings("ok"), options=options).state is SiteState.OK
        assert result(findings("ok"), 2, options=options).state is SiteState.SUSPECT


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (findings("ok"), "找到 1 份报告，应有 3 份", "reports found: 1, expected: 3"),
        (findings("ok"), "expect.min", "expect.min"),
        (findings(), "没有找到年报栏目", "no links of an annual-report column"),
        (findings(entry="challenge"), "http://a.gov.cn/nb/ 遇到验证页（jsl）", "met with a challenge (jsl)"),
        (findings(entry="challenge"), "换境内网络", "a network in China"),
        (findings(*OK, "challenge", "challenge"), "遇到验证页的链接 2 个", "links that met with a challenge: 2"),
        (findings(*OK, "challenge"), "下次采集会再试", "the next crawl will try"),
        (
            findings(*OK, "off_host", foreign=Counter({"b.gov.cn": 1})),
            "未列入 hosts 的主机：b.gov.cn",
            "hosts not listed: b.gov.cn",
        ),
        (findings(*OK, bounds={"leads"}), "链接数达到上限", "the limit of links was reached"),
        (findings(None, ended="limit"), "请求数达到上限", "the limit of requests"),
        (findings(None, ended="refused"), "已停止访问", "asking was stopped"),
        (findings(entry="robots_disallowed"), "robots.txt", "robots.txt forbids crawling"),
        (findings(*OK, ended="failed"), "程序内部出错", "the crawler itself failed"),
        (
            findings(*OK, drifted=["http://a.gov.cn/nb/"], found_at=["http://a.gov.cn/new/"]),
            "改由 http://a.gov.cn/new/ 找到",
            "found at http://a.gov.cn/new/ instead",
        ),
    ],
)
def test_what_a_person_is_told(found: Findings, zh: str, en: str) -> None:
    told = result(found)
    assert zh in told.note and en in told.note_en
    assert "\n" not in told.note + told.note_en


def test_nothing_is_told_when_all_is_well() -> None:
    told = result(findings(*OK), 3)
    assert (told.note, told.note_en) == ("", "")
    assert (told.leads, told.reports_found, told.reports_before, told.requests, told.bytes) == (3, 3, 3, 5, 7)
    assert SiteResult.from_dict(told.as_dict()) == told


def test_the_platform_is_that_of_most_listings() -> None:
    assert result(findings(*OK, platforms=Counter(generic=1, trs=2))).platform == "trs"
    assert result(findings(*OK)).platform is None
    named = Site.from_entry(ENTRY | {"platform": "generic"})
    assert result(findings(*OK, platforms=Counter(trs=2)), site=named).platform == "generic"


def run(state: str | None, found: int = 0, options: Options | None = None, site: Site = SITE) -> RunManifest:
    results = {}
    if state:
        results["a"] = SiteResult("a", None, SiteState(state), 0, {}, 0, 0, found, None)
    return RunManifest("r", RunState.FINISHED, "", None, options or Options(), (site,), results)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], None),
        ([run(None)], None),
        ([run("ok", 5), run("ok", 9)], 5),
        ([run("suspect", 2), run("blocked", 0), run("ok", 9)], 9),  # a loss stays visible until it is healed
        ([run("suspect", 2), run("suspect", 3)], 2),
        ([run("ok", 1, Options(sample=1)), run("ok", 9)], 9),
        ([run("suspect", 2), run("ok", 9, site=Site.from_entry(ENTRY | {"expect": {"min": 9}}))], 2),
        ([run("ok", 9, site=Site.from_entry(ENTRY | {"expect": {"min": 9}}))], None),
    ],
)
def test_what_a_run_is_held_against(runs: list[RunManifest], expected: int | None) -> None:
    assert before(runs, SITE, Options()) == expected


def test_what_a_setting_or_a_program_takes_away_is_said() -> None:
    tls, shell = result(findings("tls_error")), result(findings("js_shell"))
    assert "tls: legacy" in tls.note and "scheme: http" in tls.note_en
    assert "chromium" in shell.note and "listings" in shell.note_en
    assert not any(word in result(findings(*OK)).note_en for word in ("tls:", "chromium"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, ""),
        ({"scheme": "http"}, "without TLS"),
        ({"tls": "legacy"}, "old TLS"),
        ({"tls": "unverified"}, "not verified"),
    ],
)
def test_what_was_allowed_for_this_site_is_said(settings: dict[str, str], words: str) -> None:
    note = result(findings(*OK), site=Site.from_entry(ENTRY | settings)).note_en
    assert words in note and bool(note) is bool(words)
