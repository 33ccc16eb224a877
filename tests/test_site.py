"""dataset.site: pages that show every figure as it is, on a site that gives nothing else away."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx
import pytest
from datasette.app import Datasette

from dataset.errors import DatasetError
from dataset.release import release
from dataset.site import application, serve
from dataset.site.download import wanted_range
from dataset.site.render import moment, size, web_address
from parsing.model import Figure, Place, Reading, State, Verdict
from tests.conftest import ROOT
from tests.dataset_kit import FINDING, SAMPLE, Item, built, earlier_reading, reading_of, with_states

EVIL = '<script>alert("1")</script>'
BUREAU = "110112-civil"
MIXED = with_states(
    replace(reading_of("2021", requests="2019"), findings=(FINDING,)),
    requests_new__total=State.BLANK,
    granted__total=State.DASH,
    permit_decisions=State.ABSENT,
    reconsideration_total=State.UNREADABLE,
)
OLD = with_states(reading_of("2019", year=2020), central_procurement_amount=State.UNIT_UNKNOWN)
HOSTILE = replace(
    with_states(reading_of(agency=f"{EVIL}局", title=EVIL), granted__total=State.UNREADABLE),
    sections={"overall": EVIL},
    findings=(replace(FINDING, message=EVIL, cells=(EVIL,), left=EVIL),),
)
PAGES: tuple[str, ...] = (
    "/",
    "/reports?year=2021",
    "/search?q=%E6%B0%91%E6%94%BF",
    f"/agency/{BUREAU}",
    f"/report/{BUREAU}-2021",
    f"/report/{BUREAU}-2021/source",
    f"/report/{BUREAU}-2021/text",
    "/downloads",
    "/dictionary",
)
PAGES += tuple(f"/en{path}" for path in PAGES)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("site")
    script = {"url": "javascript:alert(1)", "final_url": "javascript:alert(1)"}
    many = [Item(reading_of(agency=f"测试区第{number}局", year=2022)) for number in range(60)]
    built(data, Item(MIXED), Item(OLD), Item(HOSTILE, more=script), Item(reading_of(agency=None)), *many)
    return release(data)


@pytest.fixture(scope="module")
def site(edition: Path) -> Datasette:
    return application(edition)


def get(site: Datasette, path: str, method: str = "GET", **more: Any) -> httpx.Response:
    response: httpx.Response = asyncio.run(site.client.request(method, path, **more))
    return response


class Cells(HTMLParser):
    """The text and the link of every figure cell of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: dict[str, str] = {}
        self.link: dict[str, str] = {}
        self._key: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("id") or ""
        if tag == "td" and name.startswith("f-"):
            self._key = name.removeprefix("f-")
            self.text[self._key] = ""
        elif tag == "a" and self._key:
            self.link[self._key] = values.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._key = None

    def handle_data(self, data: str) -> None:
        if self._key:
            self.text[self._key] += data.strip()


def test_reports_are_listed_page_by_page(site: Datasette) -> None:
    first, second = get(site, "/reports").text, get(site, "/reports?page=2").text
    assert first.count("<tr>") - 1 == 50 and second.count("<tr>") - 1 == 13
    assert "第 1 页，共 2 页" in first and 'href="/reports?page=2"' in first and 'href="/reports?page=1"' in second
    assert f'href="/report/{BUREAU}-2021"' in second and f'href="/agency/{BUREAU}"' in second
    only = get(site, "/reports?year=2020").text
    assert only.count("<tr>") - 1 == 1 and f"/report/{BUREAU}-2020" in only
    assert "本站未收录的报告，不代表机关没有公布" in first
    assert "另有 1 份文件读出是年报" in first


def test_the_list_shows_requests_outcomes_and_failures(site: Datasette) -> None:
    [row] = re.findall(
        rf"<tr>(?:(?!</tr>).)*report/{BUREAU}-2021(?:(?!</tr>).)*</tr>", get(site, "/reports?year=2021").text, re.DOTALL
    )
    cells = [
        unescape(re.sub(r"<[^>]+>", "", cell)).strip()
        for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    ]
    total = MIXED.figures["outcomes_total.total"].value
    assert cells == ["测试区民政局年报 原文", "2021", "未载", str(total), "1"]


@pytest.mark.parametrize(("report", "reading"), [(f"{BUREAU}-2021", MIXED), (f"{BUREAU}-2020", OLD)])
def test_a_report_shows_every_figure_in_its_cell(site: Datasette, report: str, reading: Reading) -> None:
    cells = Cells(get(site, f"/report/{report}").text)
    assert set(cells.text) == set(reading.figures)
    words = {State.BLANK: "空白", State.DASH: "—", State.ABSENT: "未见", State.UNREADABLE: "无法辨认"}
    for key, figure in reading.figures.items():
        if figure.state in words:
            assert cells.text[key] == words[figure.state]
        elif figure.state is State.UNIT_UNKNOWN:
            assert cells.text[key] == f"{figure.value}（单位不明）"
        else:
            assert cells.text[key] == str(figure.value)
            assert figure.place is not None
            assert cells.link[key] == f"{report}/source#t1-r{figure.place.row}-c3"


def test_a_report_says_where_it_comes_from_and_what_does_not_hold(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2021").text
    for words in ("测试区民政局 2021 年度报告", "国办公开办函〔2021〕30号", "请以原文为准", "行政复议：各项之和应等于总计。", "必须",
                  "本表为2019年格式（试行）", "总体很好。", "文件中未见这一部分。", "2026-04-02 09:00（北京时间）"):  # fmt: skip
        assert words in page, words
    assert 'href="#f-reconsideration_total">行政复议·总计</a>' in page
    assert re.search(r'href="http://www\.test\.gov\.cn/0\.html" rel="noopener noreferrer nofollow"', page)
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)


def test_without_an_archive_the_places_stand_for_themselves(site: Datasette) -> None:
    assert get(site, f"/report/{BUREAU}-2021/places").headers["location"] == f"/report/{BUREAU}-2021/source"
    assert get(site, f"/en/report/{BUREAU}-2021/places").headers["location"] == f"/en/report/{BUREAU}-2021/source"
    page = get(site, f"/report/{BUREAU}-2021/source").text
    assert "本站没有附带存档" in page
    figure = MIXED.figures["granted.natural_person"]
    assert figure.place is not None
    row = page[page.index('id="f-granted.natural_person"') :].partition("</tr>")[0]
    assert f"<td>{figure.value}</td><td>{figure.raw}</td>" in row and "第 2 页，第 1 表" in row
    assert f'<td id="t1-r{figure.place.row}-c3">' in row


def test_a_figure_from_prose_or_a_text_dump_has_its_sentence_and_line(tmp_path: Path) -> None:
    reading = reading_of()
    fee = Figure("processing_fee_notices", 4, raw="4", place=Place(line=17), quote="发出收费通知4件")
    built(tmp_path, Item(replace(reading, figures={**reading.figures, fee.key: fee})))
    page = get(application(release(tmp_path)), f"/report/{BUREAU}-2021/source").text
    assert '<td id="l17">第 17 行文字<q lang="zh-CN">发出收费通知4件</q>' in page


def test_a_report_of_before_2019_shows_its_list(tmp_path: Path) -> None:
    reading = with_states(earlier_reading(sections={"overall": "概述。"}), requests_fax=State.DASH)
    bare = Reading(
        Verdict.REPORT,
        "",
        "html",
        agency_name="测试区民政局",
        year=2010,
        form="2014",
        sections={"overall": "概述。"},
    )
    assert built(tmp_path, Item(reading), Item(bare)).reports == 2
    shown = application(release(tmp_path))
    page = get(shown, f"/report/{BUREAU}-2016").text
    cells = Cells(page).text
    assert cells == {
        key: "—" if key == "requests_fax" else f"{float(figure.value or 0):g}"
        for key, figure in reading.figures.items()
    }
    assert "八、机构建设和保障经费情况" in page and "2014年统计表" in page and "概述。" in page
    assert "在文件中未找到这张表。" not in page and "收到和处理政府信息公开申请情况" not in page
    assert get(shown, f"/report/{BUREAU}-2016/source").text.count(' id="f-') == 58
    page = get(shown, f"/report/{BUREAU}-2010").text
    assert "概述。" in page and page.count("在文件中未找到这张表。") == 1
    assert get(shown, f"/report/{BUREAU}-2010/source").status_code == 200
    assert "未载" in get(shown, "/reports").text


def test_a_report_without_a_table_shows_the_figures_of_its_sentences(tmp_path: Path) -> None:
    said = Figure("requests_received", 12, raw="12", place=Place(line=4), quote="收到申请12件")
    absent = Figure("reply_refused", None, State.ABSENT)
    reading = earlier_reading("narrative", year=2010, figures={said.key: said, absent.key: absent})
    built(tmp_path, Item(reading))
    shown = application(release(tmp_path))
    page = get(shown, f"/report/{BUREAU}-2010").text
    assert Cells(page).text == {"requests_received": "12", "reply_refused": "未见"}
    assert "文字报告" in page and "在文件中未找到这张表。" not in page
    assert '第 4 行文字<q lang="zh-CN">收到申请12件</q>' in get(shown, f"/report/{BUREAU}-2010/source").text


def test_agency_page(site: Datasette) -> None:
    page = get(site, f"/agency/{BUREAU}").text
    assert page.index(f"/report/{BUREAU}-2021") < page.index(f"/report/{BUREAU}-2020")
    assert "暂定编号" not in page and "110112" in page


def test_scraped_text_is_text(site: Datasette) -> None:
    home = get(site, "/reports?year=2021").text
    [report] = re.findall(r'href="(/report/110112-script[^"]*)"', home)
    [agency] = set(re.findall(r'href="(/agency/110112-script[^"]*)"', home))
    for path in ("/reports?year=2021", report, f"{report}/source", agency):
        page = get(site, path).text
        assert "<script" not in page and "javascript:" not in re.sub(r">[^<]*<", "><", page), path
    assert "&lt;script&gt;" in get(site, report).text


@pytest.mark.parametrize("path", PAGES)
def test_own_pages_are_strict(site: Datasette, path: str) -> None:
    response = get(site, path)
    assert response.status_code == 200
    language = "en" if path.startswith("/en") else "zh-CN"
    assert f'<html lang="{language}">' in response.text
    described = re.findall(r'<script type="application/ld[+]json">[^<]*</script>', response.text)
    assert len(described) == path.endswith("/downloads")
    assert response.text.count("<script") == len(described) and " style=" not in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert len(response.content) < 60_000 and len(gzip.compress(response.content, 5)) < 15_000
    outside = set(re.findall(r'(?:src|href)="(https?://[^"/]+)', response.text))
    assert outside <= {"http://www.test.gov.cn", "https://creativecommons.org"}
    loaded = re.findall(r'<(?:link rel="(?!alternate)|img|iframe|source)[^>]*(?:src|href)="([^"]+)"', response.text)
    assert loaded and all(re.match("/static/|/style-", address) for address in loaded)
    [style] = [address for address in loaded if address.startswith("/style-")]
    assert get(site, style).headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/report/nothing-2021", 404),
        ("/agency/nothing", 404),
        ("/reports?page=99", 404),
        ("/reports?page=0", 404),
        ("/reports?year=abc", 404),
        ("/reports?year=１２", 404),
        ("/-/threads", 404),
        ("/-/versions.json", 404),
        ("/-/metadata", 404),
        ("/-/plugins", 404),
        ("/-/settings.json", 404),
        ("/-/databases.json", 404),
        ("/ogi?sql=select+1", 403),
        ("/ogi.json?sql=select+1", 403),
        ("/ogi/reports.csv?_stream=on", 400),
        ("/ogi/reports?_facet=year", 400),
        ("/ogi.db", 403),
        ("/?" + "a" * 2001, 400),
        ("/ogi/reports?" + "&".join(f"a{n}=1" for n in range(13)), 400),
        ("/downloads/v2026.04.0/../../build/build.json", 404),
        ("/downloads/v2026.04.0/nothing.csv", 404),
        ("/downloads/v9/ogi.sqlite", 404),
    ],
)
def test_what_is_not_there_and_what_is_refused(site: Datasette, path: str, status: int) -> None:
    response = get(site, path)
    assert response.status_code == status
    assert "Traceback" not in response.text and str(ROOT) not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_every_page_speaks_both_languages_and_leads_to_the_other(site: Datasette) -> None:
    zh, en = get(site, f"/agency/{BUREAU}").text, get(site, f"/en/agency/{BUREAU}").text
    assert "新收申请" in zh and "New requests" in en and "新收申请" not in en
    assert f'href="/en/agency/{BUREAU}" lang="en"' in zh and f'href="/agency/{BUREAU}" lang="zh-CN"' in en
    assert f'href="/en/report/{BUREAU}-2021"' in en and 'href="/report/' not in en
    assert "No such page" in get(site, "/en/nothing").text and get(site, "/en/nothing").status_code == 404


def test_the_error_page_is_ours(site: Datasette) -> None:
    page = get(site, "/nothing").text
    assert "没有这个页面" in page and "未收录不代表机关没有公布" in page and '<html lang="zh-CN">' in page


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_reading_only(site: Datasette, method: str) -> None:
    assert get(site, "/", method).status_code == 405


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/%2F%2Fevil.example/"])
def test_no_redirect_leads_away(site: Datasette, path: str) -> None:
    location = get(site, path).headers.get("location", "/")
    assert not re.match(r"https?:|[\\/]{2}|/\\", location), location


def test_the_table_browser_works_and_may_load_nothing_from_elsewhere(site: Datasette) -> None:
    for path in ("/ogi", "/ogi/reports?year=2020", f"/ogi/reports/{BUREAU}-2020", "/provenance", "/texts/sections"):
        response = get(site, path)
        assert response.status_code == 200, path
        assert "default-src 'none'" in response.headers["content-security-policy"]
    rows = get(site, "/ogi/reports.json?year=2020&_shape=objects").json()["rows"]
    assert [row["report_id"] for row in rows] == [f"{BUREAU}-2020"]


def test_every_file_can_be_had_whole_in_part_and_not_twice(site: Datasette, edition: Path) -> None:
    files = [path for path in edition.rglob("*") if path.is_file()]
    folders = {path.relative_to(edition).as_posix().partition("/")[0] for path in files if path.parent != edition}
    pages = {folder: get(site, f"/downloads/{folder}").text for folder in folders} | {"": get(site, "/downloads").text}
    assert {folder for folder in folders if f'href="/downloads/{folder}"' not in pages[""]} == set()
    for path in files:
        name = path.relative_to(edition).as_posix()
        address = f"/downloads/{edition.name}/{name}"
        page = pages[name.partition("/")[0] if "/" in name else ""]
        assert f'href="{address}"' in page and hashlib.sha256(path.read_bytes()).hexdigest() in page
        response = get(site, address)
        assert response.content == path.read_bytes()
        assert response.headers["content-length"] == str(path.stat().st_size)
        assert "attachment" in response.headers["content-disposition"]
    whole = get(site, f"/downloads/{edition.name}/csv/national.csv")
    etag = whole.headers["etag"]
    part = get(site, f"/downloads/{edition.name}/csv/national.csv", headers={"range": "bytes=3-11", "if-range": etag})
    assert (part.status_code, part.content) == (206, whole.content[3:12])
    assert part.headers["content-range"] == f"bytes 3-11/{len(whole.content)}"
    changed = get(
        site, f"/downloads/{edition.name}/csv/national.csv", headers={"range": "bytes=3-11", "if-range": '"other"'}
    )
    assert (changed.status_code, changed.content) == (200, whole.content)
    same = get(site, f"/downloads/{edition.name}/csv/national.csv", headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    beyond = get(site, f"/downloads/{edition.name}/csv/national.csv", headers={"range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, None), ("bytes=0-0", (0, 0)), ("bytes=5-", (5, 9)), ("bytes=-3", (7, 9)), ("bytes=-99", (0, 9)), ("bytes=2-99", (2, 9)),
     ("bytes=-", None), ("bytes=1-2,4-5", None), ("lines=1-2", None)],
)  # fmt: skip
def test_wanted_range(header: str | None, expected: tuple[int, int] | None) -> None:
    assert wanted_range(header, 10) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_range_outside_the_file(header: str) -> None:
    with pytest.raises(ValueError):
        wanted_range(header, 10)


def test_the_dictionary_explains_every_table(site: Datasette) -> None:
    page = get(site, "/dictionary/requests").text
    for words in ("<code>denied_third_party</code>", "4.保护第三方合法权益", "第十五条"):
        assert words in page, words
    page = get(site, "/dictionary/proactive").text
    assert "行政许可·处理决定数量" in page and "万元" in page


def test_a_sample_edition_says_so_on_every_page(tmp_path: Path, site: Datasette) -> None:
    built(tmp_path, Item(reading_of(), site=SAMPLE))
    sample = application(release(tmp_path))
    for path in (
        "/",
        "/agency/990100-ce-shi-qu-min-zheng-ju",
        "/report/990100-ce-shi-qu-min-zheng-ju-2021",
        "/downloads",
        "/dictionary",
    ):
        assert "机关和数字均为虚构" in get(sample, path).text, path
    assert "机关和数字均为虚构" not in get(site, "/").text
    for path in ("/ogi", "/ogi/reports", "/texts/sections"):
        assert "SAMPLE, NOT REAL DATA" in get(sample, path).text, path
        assert "SAMPLE, NOT REAL DATA" not in get(site, path).text, path


@pytest.mark.parametrize(
    ("address", "link"),
    [("http://a.gov.cn/x", True), ("https://a.gov.cn", True), ("javascript:alert(1)", False), ("//a.gov.cn", False), ("http://", False),
     ("data:text/html,x", False), ("http://[bad", False), (None, False), ("ftp://a.gov.cn", False)],
)  # fmt: skip
def test_only_web_addresses_become_links(address: str | None, link: bool) -> None:
    assert (web_address(address) is not None) is link


def test_times_are_in_beijing_and_sizes_for_people() -> None:
    assert moment("2026-03-31T16:30:00Z") == "2026-04-01 00:30（北京时间）"
    assert moment(None) == "未知" and moment("broken") == "broken"
    assert [size(count) for count in (0, 999, 1500, 2_500_000, 3_000_000_000)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "2.5 MB",
        "3.0 GB",
    ]


@contextmanager
def serving(edition: Path, operator: str = "") -> Iterator[str]:
    """The site of this release in a process of its own; gives its address. ``operator`` is what that says, as code."""
    code = (
        "from pathlib import Path; from dataset.site import Operator, serve; "
        f"serve(Path({str(edition)!r}), 0, operator=Operator({operator}), ready=lambda at: print(at, flush=True))"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def test_serve_answers_as_soon_as_it_says_so_and_says_when_the_port_is_taken(edition: Path) -> None:
    with serving(edition) as address:
        with urlopen(address, timeout=20) as response:
            assert "政府信息公开年报数据库" in response.read().decode()
        port = int(address.rstrip("/").rpartition(":")[2])
        with pytest.raises(DatasetError, match=rf"127\.0\.0\.1:{port} cannot be used") as caught:
            serve(edition, port)
        assert "\n" not in str(caught.value)


def test_serve_needs_a_complete_release(tmp_path: Path, edition: Path) -> None:
    with pytest.raises(DatasetError, match="not a complete release"):
        serve(tmp_path, 0)
    (tmp_path / "manifest.json").write_bytes((edition / "manifest.json").read_bytes())
    (tmp_path / "SHA256SUMS").write_bytes(b"")
    with pytest.raises(DatasetError, match=r"lacks .*ogi\.sqlite"):
        serve(tmp_path, 0)
