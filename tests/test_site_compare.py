"""The page that compares agencies of one kind."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from datasette.app import Datasette

from dataset.identity.units import functions
from dataset.release import release
from dataset.site import application
from dataset.site.comparison import METRICS, Cell, Compared, compared, shade, sorted_by
from dataset.site.language import ZH
from parsing.model import Figure, Reading
from tests.dataset_kit import SAMPLE, Item, built, reading_of
from tests.test_site import get


def report(agency: str, year: int, denied: int, granted: int, unprocessed: int = 0) -> Item:
    """A report with these outcomes, by one kind of refusal; nothing else was asked for."""
    reading: Reading = reading_of(agency=agency, year=year)
    figures = {
        key: replace(figure, value=0, raw="0") if "." in key else figure for key, figure in reading.figures.items()
    }
    total = denied + granted + unprocessed
    for key, value in {
        "granted.total": granted,
        "denied_third_party.total": denied,
        "not_processed_petition.total": unprocessed,
        "outcomes_total.total": total,
        "requests_new.total": total,
    }.items():
        figures[key] = Figure(key, value, raw=str(value), place=figures[key].place)
    return Item(replace(reading, figures=figures))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data: Path = tmp_path_factory.mktemp("compare")
    built(
        data,
        report("测试区民政局", 2021, 5, 15, 20),
        report("测试区民政局", 2023, 1, 2),
        report("北京市民政局", 2023, 9, 1),
        report("西城区民政局", 2023, 30, 10),
        report("测试区财政局", 2023, 9, 1),
    )
    return application(release(data))


ASKED = "/compare?region=110000&level=county&kind=civil&metric=refusal_rate&from=2020&to=2023"


def rows(page: str) -> list[list[str]]:
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [
        [
            re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cell))).strip()
            for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.S)
        ]
        for row in body.split("</tr>")[:-1]
    ]


def test_every_rate_stands_beside_its_numbers_and_a_year_without_report_is_missing(site: Datasette) -> None:
    page = get(site, ASKED).text
    hole = "没有已采集的年报"
    assert rows(page) == [
        ["西城区民政局", hole, hole, "75.0% 30/40"],
        ["测试区民政局", "12.5% 5/40", hole, "33.3% 1/3"],
    ]
    assert 'class="n few"' in page and "2 个机关" in page and "请以原文为准" in page
    assert "95% 区间" in page and 'href="/report/110112-civil-2023"' in page


def test_outcomes_that_are_no_decision_may_be_left_out(site: Datasette) -> None:
    [_, row] = rows(get(site, f"{ASKED}&base=resolvable").text)
    assert row[1] == "25.0% 5/20"


def test_sorting_is_asked_for_and_never_the_default(site: Datasette) -> None:
    assert [row[0] for row in rows(get(site, f"{ASKED}&sort=2021").text)] == ["测试区民政局", "西城区民政局"]


def test_the_same_as_a_spreadsheet_and_as_a_picture(site: Datasette) -> None:
    query = ASKED.partition("?")[2]
    _, *table = csv.reader(io.StringIO(get(site, f"/compare.csv?{query}").content.decode("utf-8-sig")))
    assert table[1][:3] == ["110112-civil", "测试区民政局", "2021"] and table[1][4:6] == ["5", "40"]
    assert float(table[1][3]) == 0.125 and float(table[1][6]) < 0.125 < float(table[1][7])
    picture = get(site, f"/compare.svg?{query}")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    text = "".join(ElementTree.fromstring(picture.content).itertext())
    assert "75.0% 30/40" in text and "请以原文为准" in text


def test_levels_and_kinds(site: Datasette) -> None:
    assert [row[0] for row in rows(get(site, ASKED.replace("county", "province")).text)] == ["北京市民政局"]
    assert "没有这类机关的年报" in get(site, ASKED.replace("civil", "finance").replace("county", "province")).text
    english = get(site, f"/en{ASKED}").text
    assert "Refusal rate" in english and "Civil affairs" in english


def test_what_is_shown_first_is_something_to_see(tmp_path: Path) -> None:
    """Whatever is left open is such that there are agencies: their level for a kind, their kind for a level."""
    built(tmp_path, Item(reading_of(agency="西城区民政局")), Item(reading_of(agency="北京市财政局")))
    site = application(release(tmp_path))
    for asked in ("/compare", "/compare?region=110000", "/compare?kind=finance", "/compare?level=province"):
        assert rows(get(site, asked).text), asked
    assert [row[0] for row in rows(get(site, "/compare?kind=finance").text)] == ["北京市财政局"]
    assert "没有这类机关的年报" in get(site, "/compare?level=province&kind=civil").text


@pytest.mark.parametrize(
    "change",
    ["region=999999", "level=other", "kind=other", "metric=other", "from=2030", "sort=1999", "page=9", "base=x"],
)
def test_what_cannot_be_compared(site: Datasette, change: str) -> None:
    name = change.partition("=")[0]
    assert (
        get(site, re.sub(rf"{name}=[^&]*", change, ASKED) if name in ASKED else f"{ASKED}&{change}").status_code == 404
    )


def test_a_release_without_kinds_has_nothing_to_compare_and_says_so(tmp_path: Path) -> None:
    """Nothing in the name tells what kind of organ it is."""
    built(tmp_path, Item(reading_of(agency="测试区乙单位"), site=SAMPLE))
    page = get(application(release(tmp_path)), "/compare").text
    assert "这一版没有可以对比的机关类别" in page and "<select" not in page and "· </h1>" not in page


def test_invented_places_are_on_the_level_that_their_code_says(tmp_path: Path) -> None:
    """So that who tries the bundled samples has something to compare."""
    built(tmp_path, Item(reading_of(), site=SAMPLE))
    page = get(application(release(tmp_path)), "/compare").text
    assert "不予公开率：全国 · 民政" in page and "地级" in page and "测试区民政局" in page


def test_every_function_has_a_name() -> None:
    assert {f"function_{key}" for key in functions()} <= set(ZH.words)


def test_the_interval_of_a_share() -> None:
    low, high = Cell("r", 0.5, 5, 10).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.2366, 0.7634)  # Wilson's, by hand
    assert Cell("r", 0, 0, 10).interval == pytest.approx((0, 0.27753), abs=1e-5)
    assert Cell("r", 1.5, 15, 10).interval is None and Cell("r", 3).interval is None
    assert Cell("r", 0.5, 4, 9.0).few and not Cell("r", 0.5, 5, 10).few


def test_what_is_not_stated_is_nothing() -> None:
    metric = METRICS["refusal_rate"]
    row = {
        "agency_id": "a",
        "year": 2023,
        "report_id": "a-2023",
        "refusal_num": 3,
        "refusal_den": 9,
        "not_processed": None,
        "other_handling": 1,
    }
    known = [{"agency_id": "a", "agency_name": "A"}, {"agency_id": "b", "agency_name": "B"}]
    [one, other] = compared(metric, known, [row], aside=True)
    assert one.cells[2023].value is None and other.cells == {}
    [nothing, _] = compared(metric, known, [row | {"refusal_den": 0}], aside=False)
    assert nothing.cells[2023].value is None
    some = Compared("c", "C", {2023: Cell("c-2023", 0.1)})
    assert [row.agency_id for row in sorted_by([one, other, some], 2023)] == ["c", "a", "b"]
    assert [shade(value, 10) for value in (None, 0, 0.1, 2, 10)] == [0, 0, 1, 1, 5]


def test_intervals_stand_in_the_cells_where_they_are_wanted(site: Datasette) -> None:
    low, high = Cell("", 5 / 40, 5, 40).interval or (0, 0)
    said = f"{100 * low:.1f}–{100 * high:.1f}%"
    assert said not in get(site, ASKED).text
    page = get(site, f"{ASKED}&interval=shown").text
    assert f"<small>{said}</small>" in page and '<option value="shown" selected>' in page
    assert "interval=shown" in unescape(page[page.index("<thead>") : page.index("</thead>")]), "sorting keeps it"
    assert get(site, f"{ASKED}&interval=wide").status_code == 404


def test_an_address_in_plain_words_shows_the_same(site: Datasette) -> None:
    """As somebody writes it by hand: a district, the bureau's name, the years in one."""
    plain = "/compare?region=110000&level=district&kind=民政局&metric=refusal_rate&years=2021-2023"
    exact = ASKED.replace("from=2020", "from=2021")

    def table(path: str) -> str:
        page = get(site, path).text
        return page[page.index("<table") : page.index("</table>")]

    assert table(plain) == table(exact)
    assert get(site, "/compare?kind=没有这种局").status_code == 404
    assert get(site, "/compare?years=2023-2021").status_code == 404
