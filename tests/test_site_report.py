"""dataset.site.pages.report: all that is known of one report, in both languages, small enough and for download."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from datasette.app import Datasette

from dataset.release import release
from dataset.site import Operator, application
from dataset.site.pages.report import LARGEST, MOST_FINDINGS
from parsing.model import Figure, Finding, Place, Severity, State
from tests.dataset_kit import FINDING, REAL, Item, built, reading_of, with_states
from tests.test_site import BUREAU, Cells, get

HAN = re.compile(r"[\u4e00-\u9fff]")
SAID = Finding(
    "narrative.requests_new",
    Severity.SHOULD,
    ("requests_new.total",),
    "正文中的申请数应与表格一致：正文写申请 3 件（“全年收到政府信息公开申请3件”），表格 12 件",
    "requests in the text should agree with the table: the text says 3, the table 12",
    "3",
    "12",
)
FEE = Figure("processing_fee_notices", 4, raw="4", place=Place(line=17), quote="发出收费通知4件")
SECTIONS = {
    "overall": "一、概述。\n全年收到政府信息公开申请　三件，另有咨询３件。",
    "other_matters": "本年发出收费通知 4 件，总金额 4 元。",
}
FIRST = replace(reading_of(), sections=SECTIONS, findings=(FINDING, SAID))
FIRST = replace(FIRST, figures={**FIRST.figures, FEE.key: FEE})
LONG = with_states(
    replace(
        reading_of(agency="测试区一个名字相当长的政府信息公开工作领导小组办公室", year=2022),
        sections={key: f"{key}：" + "推进政务公开。\n" * 900 for key in ("overall", "problems", "other_matters")},
        findings=tuple(replace(FINDING, message=f"{FINDING.message}第{n}条") for n in range(60)),
    ),
    **{key.replace(".", "__"): State.UNREADABLE for key in list(FIRST.figures)[20:120]},
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("reports")
    second = Item(
        replace(reading_of(), sections={}, figures=dict(list(FIRST.figures.items())[:50])), at="2026-04-03T02:00:00Z"
    )
    page = {"published_on": "2022-02-10", "published_from": "meta"}
    built(data, Item(FIRST, more=page), second, Item(reading_of(year=2022)), Item(LONG))
    made = release(data)
    with closing(sqlite3.connect(made / "ogi.sqlite")) as base, base:
        check = (
            f"{BUREAU}-2022", 9, "years.jump", "EXPLAINED", "info", '["requests_new.total"]', "12", "40",
            f"{BUREAU}-2021", '["requests_new.total"]', "同一申请人大量申请", None, "mass_requester", "大幅变化（有理由）",
            "a jump (explained)",
        )  # fmt: skip
        names = (
            "report_id number rule status severity cells left_side right_side against_report_id against_cells quote "
            "against_quote explained_by message message_en"
        ).replace(" ", ", ")
        base.execute(f"INSERT INTO checks ({names}) VALUES ({', '.join('?' * 15)})", check)
        changes = [
            ("v2026.03.0", f"{BUREAU}-2021", "granted.total", "7", "8", "source", "a -> b"),
            ("v2026.04.0", "110112-gone-2020", "report_id", "110112-gone-2020", None, "withdrawn", "c"),
        ]
        base.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)", changes)
    return made


@pytest.fixture(scope="module")
def site(edition: Path) -> Datasette:
    return application(edition)


class Foreign(HTMLParser):
    """The Chinese text of a page that is not said to be Chinese."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "rect"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._languages = ["en"]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self._languages.append(dict(attrs).get("lang") or self._languages[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        if HAN.search(data) and self._languages[-1] == "en":
            self.found.append(data.strip())


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_an_english_page_says_what_is_chinese(site: Datasette) -> None:
    for path in ("", "/source", "/text"):
        page = get(site, f"/en/report/{BUREAU}-2021{path}").text
        raw = [text for text in Foreign(main_of(page)).found if not text.startswith("〔")]
        assert not raw, (path, raw[:5])
    page = get(site, f"/en/report/{BUREAU}-2021").text
    for words in ("Article 20, item (1)", "Natural persons", "Administrative reconsideration", "Legal persons or other organisations",
                  "3. Requests for government information received and handled", "the outcomes add up to the total",
                  "Information-processing fee notices issued", "2021 form"):  # fmt: skip
        assert words in page, words


def test_both_pages_have_every_figure(site: Datasette) -> None:
    for language in ("", "/en"):
        cells = Cells(get(site, f"{language}/report/{BUREAU}-2021").text)
        assert {key: cells.text[key] for key in FIRST.figures} == {
            key: f"{float(figure.value or 0):.10g}" for key, figure in FIRST.figures.items()
        }
        assert cells.link["processing_fee_notices"] == f"{BUREAU}-2021/source#l17"


def test_where_it_lies_and_when_it_came_out(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2021").text
    crumbs = re.findall(r'<a href="(/region/\d+)" lang="zh-CN">([^<]+)</a>', page)
    assert crumbs == [("/region/110000", "北京市"), ("/region/110112", "通州区")]
    assert "2022-02-10（页面声明）" in page and "2022-01-31 · 逾期发布（逾期 10 天）" in page
    english = get(site, f"/en/report/{BUREAU}-2021").text
    assert "2022-02-10 (declared by the page)" in english and "2022-01-31 · published late (10 days late)" in english


def test_what_does_not_hold_here_and_elsewhere(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2022").text
    [check] = [
        item for item in re.findall(r"<li class=.*?</li>", page, re.DOTALL) if "应等于上年的“结转下年度”" in item
    ]
    assert f'href="/report/{BUREAU}-2021"' in check and f'href="/report/{BUREAU}-2021#f-requests_carried_out.' in check
    [explained] = re.findall(r'<li class="explained">.*?</li>', page, re.DOTALL)
    for words in ("有正当理由", "大幅变化（有理由）", "左边 12，右边 40", "同一申请人大量申请"):
        assert words in explained, words
    assert page.count("应等于上年的“结转下年度”") == 1, "what fails beyond a report stands among its findings too"
    english = get(site, f"/en/report/{BUREAU}-2022").text
    assert "explained</span> a jump (explained)" in english and "left 12, right 40" in english


def test_numbers_that_were_looked_at_are_marked_in_the_text(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2021").text
    assert "政府信息公开申请　<mark>三</mark>件，另有咨询３件" in page
    assert "发出收费通知 <mark>4</mark> 件，总金额 4 元" in page


def test_versions_and_changes(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2021").text
    assert "本年报文本共 2 份" in page
    rows = re.findall(r'<tr><th scope="row">(采信|另一份文本)</th>.*?</tr>', page, re.DOTALL)
    assert rows == ["采信", "另一份文本"]
    row = page[page.index('<th scope="row">v2026.03.0</th>') :].partition("</tr>")[0]
    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == ["（一）予以公开·总计", "7", "8", "采信了另一份文件"]
    assert "各发布版本之间没有变更" in get(site, f"/report/{BUREAU}-2022").text


def test_a_report_that_went_is_told_of(site: Datasette) -> None:
    gone = get(site, "/report/110112-gone-2020")
    assert gone.status_code == 410
    assert "本版不再收录这份年报" in gone.text and "文件已不在存档" in gone.text
    assert get(site, "/en/report/110112-gone-2020/text").status_code == 410
    assert get(site, "/report/110112-never-2020").status_code == 404


@pytest.mark.parametrize("path", ["", "/source"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_page_stays_small_however_much_there_is_to_say(
    site: Datasette, language: str, path: str, edition: Path
) -> None:
    with closing(sqlite3.connect(edition / "ogi.sqlite")) as base:
        ids = [row[0] for row in base.execute("SELECT report_id FROM reports")]
    sizes = {report: len(get(site, f"{language}/report/{report}{path}").content) for report in ids}
    assert len(sizes) == 3 and max(sizes.values()) <= LARGEST == 60_000, sizes


def test_a_long_text_goes_on_elsewhere(site: Datasette, edition: Path) -> None:
    with closing(sqlite3.connect(edition / "ogi.sqlite")) as base:
        [report] = [row[0] for row in base.execute("SELECT report_id FROM reports") if not row[0].startswith(BUREAU)]
    page, whole = get(site, f"/report/{report}").text, get(site, f"/report/{report}/text").text
    assert 0 < page.count("推进政务公开。") < 900 and whole.count("推进政务公开。") == 2700
    assert page.count(f'href="{report}/text#') == 3
    [more] = re.findall(r"另有 (\d+) 条，见 JSON", page)
    assert page.count('<li class="must">') == MOST_FINDINGS and int(more) >= len(LONG.findings) - MOST_FINDINGS


def test_data_of_one_report(site: Datasette) -> None:
    response = get(site, f"/report/{BUREAU}-2021.json")
    said = json.loads(response.content)
    assert "attachment" in response.headers["content-disposition"]
    assert said["figures"] == {
        key: float(figure.value or 0) if figure.value != int(figure.value or 0) else int(figure.value or 0)
        for key, figure in FIRST.figures.items()
    }
    assert said["sources"]["processing_fee_notices"] == {"raw": "4", "line": 17, "quote": "发出收费通知4件"}
    assert said["findings"][0]["cells"] == list(FINDING.cells) and said["report"]["agency_id"] == BUREAU
    assert [document["role"] for document in said["documents"]] == ["speaks", "copy"]
    text = get(site, f"/en/report/{BUREAU}-2021.csv").content
    assert text.startswith(b"\xef\xbb\xbf") and b"\r\n" in text
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == list(FIRST.figures)
    assert {row["key"]: row["raw"] for row in rows} == {key: figure.raw for key, figure in FIRST.figures.items()}
    assert get(site, "/report/110112-never-2020.json").status_code == 404


def test_how_to_cite_and_where_to_tell_errors(site: Datasette, edition: Path) -> None:
    page = get(site, f"/report/{BUREAU}-2021").text
    assert f"记录 {BUREAU}-2021" in page and edition.name in page and "报告错误" not in page
    told = application(edition, Operator(errors="mailto:errors@test.example"))
    assert (
        '<a href="mailto:errors@test.example" rel="noopener noreferrer">报告错误</a>'
        in get(told, f"/report/{BUREAU}-2021").text
    )


def formulas() -> Iterator[str]:
    yield from ("=1+1", "+1", "-1+2", "@SUM(A1)")


def test_no_figure_is_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    keys = [key for key, figure in FIRST.figures.items() if key.startswith("denied")]
    raws = dict(zip(keys, formulas(), strict=False))
    figures = {k: replace(f, raw=raws[k]) if k in raws else f for k, f in FIRST.figures.items()}
    built(tmp_path, Item(replace(FIRST, figures=figures), site=REAL))
    text = get(application(release(tmp_path)), f"/report/{BUREAU}-2021.csv").content.decode("utf-8-sig")
    found = {row["key"]: row["raw"] for row in csv.DictReader(io.StringIO(text))}
    assert {key: found[key] for key in raws} == {key: f"'{raw}" for key, raw in raws.items()}
