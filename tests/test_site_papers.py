"""Pages about the data: rules, changes, downloads, dictionary, API, about, and what is for robots."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from datasette.app import Datasette

from dataset.checks.exceptions import REASONS
from dataset.files import read_manifest, sha256_of
from dataset.release import release
from dataset.schema.figures import rules
from dataset.site import Operator, application
from dataset.site.download import TYPES
from dataset.site.language import ZH
from dataset.site.pages.about import SECTIONS
from dataset.site.pages.api import endpoints
from dataset.site.pages.changes import ATOM
from parsing.model import Figure, State
from tests.dataset_kit import FINDING, Item, built, reading_of, with_states
from tests.test_site import get
from tests.test_site_regions import cells, text

FIRST = reading_of(year=2021)
OTHER = replace(reading_of(year=2022), findings=(FINDING,))
CORRECTED = {
    **OTHER.figures,
    "granted.total": Figure("granted.total", 7, raw="7", place=OTHER.figures["granted.total"].place),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases; the second has another document of the report of 2022 and one report more."""
    data = tmp_path_factory.mktemp("papers")
    built(data, Item(FIRST), Item(with_states(OTHER, granted__total=State.UNREADABLE)))
    release(data)
    corrected = Item(replace(OTHER, figures=CORRECTED, title="更正后"), at="2026-04-03T01:00:00Z")
    built(data, Item(FIRST), Item(reading_of(year=2023)), replace(corrected, reading=replace(OTHER, figures=CORRECTED)))
    release(data)
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Datasette:
    return application((data / "releases" / "latest").resolve(), Operator(address="https://ogi.example.cn"))


def test_the_catalogue_of_rules(site: Datasette) -> None:
    page = get(site, "/checks").text
    for rule in rules():
        assert f'href="/checks/{rule}"' in page
    assert cells(page, rules()["disputes.routes_sum"].zh)[1] == "1"


def test_a_rule_has_its_years_its_provinces_and_examples(site: Datasette) -> None:
    page = get(site, "/checks/disputes.routes_sum").text
    assert cells(page, "2022")[1] == "1 1/1" and cells(page, "2021")[1].startswith("0")
    assert (
        "北京市：1" in text(page) and "行政复议：各项之和应等于总计。" in page and "/report/110112-civil-2022" in page
    )
    assert "the outcomes add up to the total" in get(site, "/en/checks/disputes.routes_sum").text
    assert get(site, "/checks/years.other").status_code == 404
    assert "国办公开办函〔2021〕30号 所附格式" in page
    for rule, said in rules().items():
        chinese, english = (get(site, f"{prefix}/checks/{rule}").text for prefix in ("", "/en"))
        if said.basis:
            assert said.basis in unescape(chinese) and f'<span lang="zh-CN">{said.basis}</span>' in unescape(english)
        told = [*said.exceptions, *((one.zh, one.en) for one in REASONS.values() if rule in one.rules)]
        assert all(zh in unescape(chinese) and en in unescape(english) for zh, en in told)
        assert not re.findall(
            "[a-z]{3,} [a-z]{3,}", text(chinese[chinese.index('class="facts"') : chinese.index("</dl>")])
        )


def test_the_changelog_counts_by_cause_and_names_corrections(site: Datasette, data: Path) -> None:
    page = get(site, "/changes").text
    newest, first = re.findall(r'<h2 id="(v[^"]+)"', page)
    assert read_manifest(data / "releases" / newest)["previous"] == first
    assert cells(page, ZH["change_cause_new"])[1:2] == ["1"]
    errata = page[page.index('id="errata"') :]
    assert ["110112-civil-2022", "granted.total", "–", "7", ZH["change_cause_source"]] in [
        [text(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", errata, re.DOTALL)
    ]


def test_the_feed_has_an_entry_a_release(site: Datasette) -> None:
    response = get(site, "/changes.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    titles = [entry.findtext(f"{{{ATOM}}}title") for entry in feed.findall(f"{{{ATOM}}}entry")]
    assert len(titles) == 2 and all(feed.findtext(f"{{{ATOM}}}{name}") for name in ("id", "title", "updated"))
    links = [link.get("href") or "" for link in feed.iter(f"{{{ATOM}}}link")]
    assert all(link.startswith("https://ogi.example.cn/changes") for link in links)
    assert "新收录：1 份年报" in "".join(feed.itertext())


def test_downloads_stand_by_folder_and_the_index_says_it_to_programs(site: Datasette, data: Path) -> None:
    page = get(site, "/downloads").text
    folder = (data / "releases" / "latest").resolve()
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    shown = [page, *(get(site, path).text for path in re.findall(r'href="(/downloads/[a-z_]+)"', page))]
    linked = {path for one in shown for path in re.findall(rf'href="/downloads/{folder.name}/([^"]+)"', one)}
    assert linked == files
    slices = get(site, "/downloads/slices").text
    assert "<td>北京市</td>" in slices and "<td>2022 年度</td>" in slices
    assert get(site, "/downloads/nothing").status_code == 404
    index = json.loads(get(site, "/downloads/index.json").content)
    assert {file["path"] for file in index["files"]} == files
    assert index["files"][0]["url"].startswith(f"https://ogi.example.cn/downloads/{folder.name}/")
    assert max(len(one.encode()) for one in shown) < 60_000


def test_the_other_language_is_told_with_its_whole_address(site: Datasette) -> None:
    """A search engine takes a relative one for none."""
    page = get(site, "/en/coverage?year=2022").text
    for language, path in (("zh-CN", "/coverage?year=2022"), ("en", "/en/coverage?year=2022")):
        assert f'<link rel="alternate" hreflang="{language}" href="https://ogi.example.cn{path}">' in unescape(page)


def test_search_engines_find_the_dataset_in_the_page(site: Datasette, data: Path) -> None:
    folder = (data / "releases" / "latest").resolve()
    for prefix in ("", "/en"):
        [block] = re.findall(
            r'<script type="application/ld[+]json">(.*?)</script>', get(site, f"{prefix}/downloads").text, re.DOTALL
        )
        said = json.loads(block)
        assert (said["@type"], said["version"]) == ("Dataset", folder.name)
        assert said["url"] == f"https://ogi.example.cn{prefix}/downloads" and said["temporalCoverage"] == "2021/2023"
        for file in said["distribution"]:
            path = file["contentUrl"].removeprefix(f"https://ogi.example.cn/downloads/{folder.name}/")
            assert sha256_of(folder / path) == file["sha256"]


def test_latest_leads_to_the_version_and_is_never_kept(site: Datasette, data: Path) -> None:
    response = get(site, "/downloads/latest/csv/national.csv")
    assert response.status_code == 302 and response.headers["cache-control"] == "no-cache"
    assert (
        response.headers["location"] == f"/downloads/{(data / 'releases' / 'latest').resolve().name}/csv/national.csv"
    )


def test_the_dictionary_finds_a_column_by_its_wording(site: Datasette) -> None:
    page = get(site, "/dictionary?q=保护第三方合法权益").text
    assert "denied_third_party" in page
    assert '<tr id="denied_third_party">' in get(site, "/dictionary/requests").text
    assert get(site, "/dictionary/nothing").status_code == 404
    for name in re.findall(r'href="(/dictionary/[a-z_0-9]+)"', get(site, "/dictionary").text):
        assert len(get(site, name).content) < 60_000, name


def test_every_example_of_the_api_works_on_this_release(site: Datasette) -> None:
    page = get(site, "/api").text
    examples = endpoints(
        {
            "agency_id": "110112-civil",
            "year": 2023,
            "division_code": "110112",
            "agency_name": "测试区民政局",
            "report_id": "110112-civil-2023",
        }
    )
    for one in examples:
        assert f">{one.example.replace('&', '&amp;')}</a>" in page, one.key
        answer = get(site, one.example)
        assert answer.status_code == 200, one.example
        assert answer.headers["content-type"].startswith(("application/json", "text/csv", TYPES[".xlsx"]))
    assert "https://ogi.example.cn/report/110112-civil-2023.json" in page


def test_the_snippet_for_python_runs(
    site: Datasette, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = get(site, "/api").text
    [snippet] = [
        unescape(code)
        for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
        if "urlopen" in code
    ]

    def answer(address: str) -> io.BytesIO:
        return io.BytesIO(get(site, address.removeprefix("https://ogi.example.cn")).content)

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    exec(compile(snippet, "snippet", "exec"), {})
    value = reading_of(year=2023).figures["requests_new.total"].value
    assert capsys.readouterr().out.split() == ["2023", str(value)]


def test_about_has_every_section_in_both_languages(site: Datasette) -> None:
    for prefix in ("", "/en"):
        page = get(site, f"{prefix}/about").text
        assert all(f'<section class="prose about" id="{section}">' in page for section in SECTIONS)
        assert "{" not in text(page)


def test_what_is_for_robots(site: Datasette, data: Path) -> None:
    robots = get(site, "/robots.txt").text
    assert "Disallow: /*?" in robots and "Sitemap: https://ogi.example.cn/sitemap.xml" in robots
    index = ElementTree.fromstring(get(site, "/sitemap.xml").content)
    found = [loc.text or "" for part in index.iter() if part.tag.endswith("loc") for loc in [part]]
    pages = {
        (loc.text or "").removeprefix("https://ogi.example.cn")
        for address in found
        for loc in ElementTree.fromstring(get(site, address.removeprefix("https://ogi.example.cn")).content).iter()
        if loc.tag.endswith("loc")
    }
    assert {"/", "/agency/110112-civil", "/region/110112"} <= pages
    assert all(get(site, page).status_code == 200 for page in pages)
    assert get(site, "/sitemap-9.xml").status_code == 404
    nobody = application((data / "releases" / "latest").resolve())
    assert get(nobody, "/sitemap.xml").status_code == 404 and "Sitemap" not in get(nobody, "/robots.txt").text
