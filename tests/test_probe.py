"""crawler.probe and ogi sites probe: what a handful of requests tell of a portal."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler import samples
from crawler.probe import REQUESTS, Probe, checked, probe
from crawler.records import SiteState
from crawler.registry import Site, load_sites
from ogi import main
from tests.portals.kit import Answers, Call, Reply, filler, report_pages, served


def page(*parts: str) -> Reply:
    return Reply(f"<title>甲区</title><body>{''.join(parts)}<p>{filler()}</p></body>")


def link(href: str, text: str) -> str:
    return f"<li><a href='{href}'>{text}</a><span>2022-01-21</span></li>"


ROWS = [link(f"{number}.html", f"甲区财政局{2015 + number}年政府信息公开工作年度报告") for number in range(1, 6)]


def good(call: Call) -> Reply | None:
    """A portal with a column that is divided into tabs."""
    return {
        "/": page(link("/zwgk/", "政务公开")),
        "/zwgk/": page(link("/nb/", "政府信息公开年报")),
        "/nb/": page(link("/nb/bm/", "区级部门"), link("/nb/xz/", "乡镇街道")),
        "/nb/bm/": page(*ROWS),
        "/nb/xz/": page(*ROWS[:1]),
        "/nb/bm/1.html": Reply(report_pages()[0]),
    }.get(call.bare)


def endless(call: Call) -> Reply | None:
    """A portal whose columns lead to columns, and to no report ever."""
    if call.bare == "/robots.txt":
        return None
    return page(*(link(f"{call.bare}{number}/", "政府信息公开年报") for number in range(50)))


def without_column(call: Call) -> Reply | None:
    return page(link("/news/", "新闻")) if call.bare == "/" else None


def closed(call: Call) -> Reply | None:
    return Reply("User-agent: *\nDisallow: /\n", content_type="text/plain") if call.bare == "/robots.txt" else page()


def walled(call: Call) -> Reply | None:
    return None if call.bare == "/robots.txt" else Reply("<script>document.cookie='__jsl_clearance=1'</script>", 521)


def articles_walled(call: Call) -> Reply | None:
    return walled(call) if call.bare.startswith("/nb/bm/1") else good(call)


def moved(call: Call) -> Reply | None:
    return good(call)  # the address that the registry has for its column is not among them


PORTALS: tuple[tuple[str, Answers], ...] = (
    ("good", good),
    ("endless", endless),
    ("without", without_column),
    ("closed", closed),
    ("walled", walled),
    ("articles", articles_walled),
    ("moved", moved),
)


def test_what_a_probe_says_of_portals_of_every_kind(tmp_path: Path) -> None:
    """All in one crawl, as they would be: a portal is asked for one thing at a time, portals side by side."""
    with ExitStack() as running:
        servers = {name: running.enter_context(served(portal)) for name, portal in PORTALS}
        sites = [one.site(id=name) for name, one in servers.items()]
        sites[-1] = servers["moved"].site(id="moved", listings=[f"{servers['moved'].base}/old/nb/"])
        sites.append(Site.from_entry(sites[0].as_entry() | {"id": "dead", "start": ["http://127.0.0.1:9/"], "hosts": ["127.0.0.1:9"]}))  # fmt: skip
        lines: list[str] = []
        found = {one.site_id: one for one in probe(sites, report=lines.append)}
        asked = {name: [path for path in one.take() if path != "/robots.txt"] for name, one in servers.items()}
    assert list(found) == [site.id for site in sites]
    base = servers["good"].base
    assert (found["good"].state, found["good"].column, found["good"].links) == (SiteState.OK, f"{base}/nb/", 5)
    assert found["good"].alive and found["good"].note == ""
    assert {name: str(one.state) for name, one in found.items()} == {
        "good": "ok",
        "endless": "suspect",
        "without": "suspect",
        "closed": "robots_disallowed",
        "walled": "blocked",
        "articles": "blocked",
        "moved": "ok",
        "dead": "unreachable",
    }
    assert {name for name, one in found.items() if one.column} == {"good", "articles", "moved"}
    assert {name for name, one in found.items() if not one.alive} == {"dead"}
    assert found["moved"].gone == (f"{servers['moved'].base}/old/nb/",)
    assert all(one.note and one.note_en for name, one in found.items() if name != "good")
    assert all(len(paths) <= REQUESTS for paths in asked.values()), asked
    assert asked["closed"] == []
    assert len(asked["good"]) <= 6 and sum(path.endswith("1.html") for path in asked["good"]) == 1
    assert lines
    _registry_afterwards(sites, found)


def _registry_afterwards(sites: list[Site], found: dict[str, Probe]) -> None:
    after = {site.id: checked(site, found[site.id], "2026-11-21") for site in sites}
    assert {site.checked for site in after.values()} == {"2026-11-21"}
    assert after["good"].listings == (found["good"].column,)
    assert after["moved"].listings == (found["moved"].column,)
    assert after["dead"].listings == after["without"].listings == ()
    assert (after["good"].platform, after["dead"].platform) == ("generic", None)


def result(**changes: object) -> Probe:
    plain = {"site_id": "a", "alive": True, "platform": "trs", "column": "http://a.gov.cn/nb/", "links": 3, "gone": ()}
    return Probe(**plain | {"state": SiteState.OK, "requests": 5} | changes)  # type: ignore[arg-type]


def registered(*listings: str, platform: str | None = None) -> Site:
    return Site("a", "甲区人民政府", "110112", ("http://a.gov.cn/",), listings, ("a.gov.cn",), platform)


@pytest.mark.parametrize(
    ("site", "found", "listings", "platform"),
    [
        (registered(), result(), ("http://a.gov.cn/nb/",), "trs"),
        (registered("https://a.gov.cn/nb/index.html"), result(), ("https://a.gov.cn/nb/index.html",), "trs"),
        (registered("http://a.gov.cn/xz/"), result(), ("http://a.gov.cn/nb/", "http://a.gov.cn/xz/"), "trs"),
        (registered("http://a.gov.cn/xz/"), result(gone=("http://a.gov.cn/xz/",)), ("http://a.gov.cn/nb/",), "trs"),
        (
            registered("http://a.gov.cn/xz/"),
            result(column=None, gone=("http://a.gov.cn/xz/",)),
            ("http://a.gov.cn/xz/",),
            "trs",
        ),
        (registered(platform="vsb"), result(), ("http://a.gov.cn/nb/",), "vsb"),
        (registered("http://a.gov.cn/xz/"), result(column=None, platform=None), ("http://a.gov.cn/xz/",), None),
    ],
)
def test_what_a_person_wrote_stays_unless_it_is_gone(
    site: Site, found: Probe, listings: tuple[str, ...], platform: str | None
) -> None:
    after = checked(site, found, "2026-11-21")
    assert (after.listings, after.platform, after.checked) == (listings, platform, "2026-11-21")


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def samples_on_free_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.samples.serve_samples", functools.partial(samples.serve_samples, None))


@pytest.mark.usefixtures("samples_on_free_ports")
def test_the_sample_portals_are_found_out_and_no_archive_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "checked.yml"
    assert main(["sites", "probe", "--data", str(tmp_path / "data"), "--json", "--write", str(written)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["site_id"]: row["platform"] for row in rows} == {
        "sample-city": "trs",
        "sample-county": "generic",
        "sample-district": "vsb",
    }
    for row in rows:
        assert (row["alive"], row["state"]) == (True, "ok")
        assert row["links"] >= 2 and row["column"].startswith("http://127.0.")
        assert row["requests"] <= REQUESTS + 2
    assert not (tmp_path / "data").exists()
    after = load_sites(written)
    assert [(site.id, site.listings, site.platform) for site in after] == [
        (row["site_id"], (row["column"],), row["platform"]) for row in rows
    ]
    assert all(site.checked != "never" for site in after)
    assert main(["sites", "probe", "--data", str(tmp_path / "data"), "--write", str(written)]) == 2


def test_a_site_that_needs_a_person_gives_status_1_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sites.yml"
    path.write_text(
        "sites:\n- {id: a, name: 甲区, division: '110112', start: [http://a.gov.cn/], hosts: [a.gov.cn]}\n", "utf-8"
    )
    told = result(column=None, platform=None, links=0, state=SiteState.BLOCKED, note="换时间再试", note_en="try later")
    answer: Callable[..., tuple[Probe, ...]] = lambda sites, **_: (told,)  # noqa: E731
    monkeypatch.setattr("crawler.probe.probe", answer)
    for words in (["sites", "probe", str(path)], ["sites", "probe", "--sites", str(path)]):
        assert main([*words, "--lang", "en"]) == 1
        assert capsys.readouterr().out == "a  blocked  —  —  0 links  try later\n"
    assert main(["sites", "probe", str(path), "--lang", "zh"]) == 1
    assert "换时间再试" in capsys.readouterr().out
    assert main(["sites", "probe", str(path), "--sites", str(path)]) == 2
