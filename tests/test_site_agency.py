"""``/agency/<id>``: what the agency reported, in plain words and through the years, with what is not known said."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape

import openpyxl
import pytest
from datasette.app import Datasette

from crawler.registry import Site
from dataset.calendar.standing import WORDS, Status
from dataset.formats.sheets import sheets
from dataset.release import release
from dataset.site import application
from dataset.site.download import TYPES
from dataset.site.language import ZH
from dataset.site.operator import Operator
from parsing.forms import FORMS
from parsing.model import Reading, Severity, State
from tests.dataset_kit import FINDING, Item, built, reading_of, with_states
from tests.test_site import get

BUREAU = "110112-civil"
NAME = "北京市通州区民政局"
HAIDIAN = Site("real-haidian", "海淀区人民政府", "110108", ("http://www.bjhd.gov.cn/",), (), ("www.bjhd.gov.cn",))
HINT = replace(FINDING, severity=Severity.INFO)


def stating(year: int, form: str, **numbers: int) -> Reading:
    """A report whose total column of table 3 has these numbers and nought in every other row."""
    reading = reading_of(form, NAME, year)
    totals = {f"{row.key}.total": numbers.get(row.key, 0) for row in FORMS[form].request_rows}
    figures = {key: replace(one, value=totals.get(key, one.value)) for key, one in reading.figures.items()}
    return replace(reading, figures=figures)


def items() -> Iterable[Item]:
    newest = stating(2022, "2021", requests_new=12, requests_carried_in=3, granted=1, granted_part=1, denied_process_info=4,
                     denied_internal_affairs=5, unable_not_held=1, outcomes_total=12)  # fmt: skip
    older = stating(2020, "2019", requests_new=40, granted=9, denied_other_law=2, outcomes_total=40)
    first = with_states(
        stating(2019, "2019", requests_new=7, granted=2, outcomes_total=8), denied_process_info__total=State.BLANK
    )
    yield Item(replace(newest, findings=(FINDING,)), at="2026-04-02T01:00:00Z")
    yield Item(older)
    yield Item(first)
    for name in ("通州区财政局", "通州区人民政府"):
        yield Item(reading_of(agency=name, year=2022))
    other = reading_of(agency="海淀区民政局", year=2022)
    no_rules = {
        key: replace(one, value=0) if key.startswith("gov_rules") else one for key, one in other.figures.items()
    }
    yield Item(replace(other, figures=no_rules, findings=(HINT,)), site=HAIDIAN)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data = tmp_path_factory.mktemp("agency")
    built(data, *items())
    return application(release(data))


@pytest.fixture(scope="module")
def page(site: Datasette) -> str:
    return get(site, f"/agency/{BUREAU}").text


def cells(page: str, year: int) -> list[str]:
    """The texts of the row of a year."""
    table = page.partition('id="years"')[2].partition("</table>")[0]
    [row] = [row for row in table.split("<tr")[1:] if f"<strong>{year}</strong>" in row]
    return [
        unescape(re.sub(r"<[^>]+>", " ", cell)).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
    ]


def test_the_newest_report_in_plain_words(page: str, site: Datasette) -> None:
    assert "2022 年收到 12 件申请，公开 2 件，不予公开 9 件，无法提供 1 件，不予处理 0 件，其他处理 0 件。" in page
    english = get(site, f"/en/agency/{BUREAU}").text
    assert "In 2022 the agency received 12 requests, granted 2, denied 9, could not provide 1," in english
    assert ZH["card_carried_in"].format(3) in page and ZH["card_granted_of"].format(full=1, part=1) in page
    assert FINDING.message in page and FINDING.message_en in english


def test_a_hint_is_no_failure_and_not_kept_back(site: Datasette, page: str) -> None:
    hinted = get(site, "/agency/110108-civil").text
    assert HINT.message in hinted and ZH["checks_hints"] in hinted and ZH["checks_fine"] not in hinted
    assert ZH["checks_passed"] in cells(hinted, 2022)[-1]
    assert ZH["checks_hints"] not in page  # where something fails, that is told


def test_every_year_has_its_row_and_rates_have_both_sides(page: str) -> None:
    newest, older = cells(page, 2022), cells(page, 2020)
    assert [cell.split() for cell in newest[1:7]] == [["12"], ["1"], ["1"], ["9"], ["16.7%", "2/12"], ["75.0%", "9/12"]]
    assert [cell.split() for cell in older[1:7]] == [["40"], ["9"], ["0"], ["2"], ["22.5%", "9/40"], ["5.0%", "2/40"]]
    assert newest[0].split() == ["2022", "年报", "原文"]
    table = page.partition('id="years"')[2].partition("</table>")[0]
    assert (
        table.index("<strong>2022</strong>") < table.index(ZH["form_break_2021"]) < table.index("<strong>2020</strong>")
    )


def test_a_figure_that_is_not_stated_is_not_nought(page: str) -> None:
    first = cells(page, 2019)
    assert first[4] == ZH["no_number"] and first[6] == "–"  # one of the eight rows of denials is blank
    assert first[5].split() == ["25.0%", "2/8"]
    row = page.partition('id="years"')[2].partition("<strong>2019</strong>")[2].partition("</tr>")[0]
    assert '<td class="n few">25.0%' in row  # of fewer than ten


def test_a_missing_year_says_what_is_known_of_it(page: str, site: Datasette) -> None:
    [_, said] = cells(page, 2021)
    assert said.endswith(WORDS[Status.NOT_CHECKED][0]) or WORDS[Status.NOT_FOUND][0] in said
    assert "未发布" not in said.replace("不代表未发布", "")
    [_, english] = cells(get(site, f"/en/agency/{BUREAU}").text, 2021)
    assert any(words[1] in english for words in WORDS.values())


def test_charts_have_every_year_and_every_number_in_words(page: str) -> None:
    counts, rates = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    described = unescape(re.search(r"<desc[^>]*>(.*?)</desc>", counts)[1])  # type: ignore[index]
    assert "新收申请: 2019: 7, 2020: 40, 2021: 没有已采集的年报, 2022: 12, 2023: 没有已采集的年报," in described
    assert "不予公开: 2019: 未载, 2020: 2," in described and "style=" not in counts
    assert "2022: 75.0% (9/12)" in rates and "url(#counts-gap)" in counts and "url(#rates-gap)" in rates


def test_it_leads_to_its_region_and_to_agencies_around(page: str) -> None:
    crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["/region/000000", "/region/110000", "/region/110112"]
    around = page.partition(ZH["agency_alike"])[2]
    assert 'href="/agency/110108-civil"' in around and 'href="/agency/110112-finance"' in around
    assert f'href="/agency/{BUREAU}"' not in around


def test_the_agency_as_json_is_that_of_the_release(site: Datasette) -> None:
    said = get(site, f"/agency/{BUREAU}.json").json()
    assert [report["year"] for report in said["report_list"]] == [2019, 2020, 2022]
    assert said["report_list"][-1]["figures"]["requests_new.total"] == 12
    assert said["version"] == "v2026.04.0"
    assert get(site, "/agency/110112-nothing.json").status_code == 404


def test_the_agency_as_a_spreadsheet_is_safe_and_chinese(site: Datasette) -> None:
    answer = get(site, f"/agency/{BUREAU}.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf") and answer.text.count("\r\n") == 4
    national = sheets()["national"]
    heading = dict(zip(national.keys, national.headings, strict=True))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["年度"] for row in rows] == ["2019", "2020", "2022"]
    assert rows[2]["行政区划代码"] == "110112\t" and rows[2][heading["requests_new.total"]] == "12"
    assert get(site, "/agency/110112-nothing.csv").status_code == 404


def test_where_errors_are_told_is_the_operators(site: Datasette, page: str) -> None:
    assert ZH["agency_tell_nowhere"] in page
    folder = site.ogi_release.folder
    told = get(application(folder, Operator(errors="mailto:ogi@example.org")), f"/agency/{BUREAU}").text
    assert f'href="mailto:ogi@example.org?subject={BUREAU}"' in told and ZH["agency_tell_nowhere"] not in told


def test_recoded_places_link_to_each_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    """邢台县 went on as 信都区 in 2020."""
    data = tmp_path_factory.mktemp("events")
    before, after = (
        Site("xt-1", "邢台县", "130521", ("http://www.a.gov.cn/",), (), ("www.a.gov.cn",)),
        "河北省邢台市信都区民政局",
    )
    later = replace(before, id="xt-2", division="130503", start=("http://www.b.gov.cn/",), hosts=("www.b.gov.cn",))
    built(
        data,
        Item(reading_of("2019", "河北省邢台市邢台县民政局", 2019), site=before),
        *(Item(reading_of("2021", after, year), site=later) for year in (2021, 2022)),
    )
    site = application(release(data))
    old, new = get(site, "/agency/130521-civil"), get(site, "/agency/130503-civil")
    assert old.status_code == new.status_code == 200
    assert 'href="/agency/130503-civil"' in old.text.partition(ZH["agency_events"])[2].partition("</dl>")[0]
    assert 'href="/agency/130521-civil"' in new.text.partition(ZH["agency_events"])[2].partition("</dl>")[0]


def test_an_agency_as_a_workbook(site: Datasette) -> None:
    """The rows of the CSV, numbers as numbers and codes as texts, with the notes and columns of every workbook."""
    answer = get(site, f"/agency/{BUREAU}.xlsx")
    assert answer.headers["content-type"] == TYPES[".xlsx"]
    assert answer.headers["content-disposition"] == f'attachment; filename="{BUREAU}.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["说明", "数据", "字段"]
    csv_text = get(site, f"/agency/{BUREAU}.csv").content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(csv_text))
    told = [list(row) for row in book["数据"].iter_rows(values_only=True)]
    assert told[0] == head and len(told) == len(rows) + 1
    code, requests = head.index("行政区划代码"), head.index("年度")
    assert [(row[code], row[requests]) for row in told[1:]] == [("110112", int(row[requests])) for row in rows]
    assert f"共 {len(rows)} 行" in str(book["说明"]["B2"].value)
    assert answer.content == get(site, f"/agency/{BUREAU}.xlsx").content, "the same bytes every time"
    assert get(site, "/agency/110112-nothing.xlsx").status_code == 404
