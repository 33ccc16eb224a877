"""Issuer and year as printed, each with its evidence."""

from __future__ import annotations

import csv

import pytest

import parsing
from parsing.model import Contents, Paragraph
from parsing.title import Title, find_title
from tests.conftest import SHARED


def title_of(*lines: str, titles: tuple[tuple[str, str], ...] = (), text: str = "") -> Title:
    return find_title(Contents((), titles), [Paragraph(line) for line in lines], text)


@pytest.mark.parametrize(
    ("lines", "issuer", "year"),
    [
        (["青石县民政局2021年政府信息公开工作年度报告"], "青石县民政局", 2021),
        (["2019年青石县人民政府办公室政府信息公开工作年度报告"], "青石县人民政府办公室", 2019),
        (["青石县人民政府", "2023 年政府信息公开工作年度报告"], "青石县人民政府", 2023),
        (["青石县民政局2020年", "政府信息公开工作年度报告"], "青石县民政局", 2020),
        (["青石县民政局", "2022年度", "政府信息公开工作年度报告"], "青石县民政局", 2022),
        (["二〇二一年度青石县信访局政府信息公开年度报告"], "青石县信访局", 2021),
        (["青石县民政局关于2021年度政府信息公开工作情况的报告"], "青石县民政局", 2021),
        (["青石县民政局政府信息公开工作年度报告（2021年度）"], "青石县民政局", 2021),
        (["《青石县民政局2021年政府信息公开年报》"], "青石县民政局", 2021),
        (["县委统战部（县民宗局）２０２２年政府信息公开工作年度报告"], "县委统战部（县民宗局）", 2022),
        (["⻘石县⼈⺠政府2021年政府信息公开工作年度报告"], "青石县人民政府", 2021),
        (["关于报送青石县民政局2021年政府信息公开工作年度报告的函"], "青石县民政局", 2021),
        (["2021年政府信息公开工作年度报告"], None, 2021),
        (["青石县民政局2021年政府信息公开工作年度报告根据《中华人民共和国政府信息公开条例》第五十条规定，编制本报告。本报告全文共六个部分。"], "青石县民政局", 2021),
        (["07-青石县民政局2021年政府信息公开工作年度报告"], "青石县民政局", 2021),
    ],
)  # fmt: skip
def test_titles(lines: list[str], issuer: str | None, year: int) -> None:
    found = title_of(*lines)
    assert (found.issuer, found.year) == (issuer, year)
    assert found.evidence["year"] == "heading"


def test_site_name_in_the_title_element_is_not_part_of_it() -> None:
    declared = (("title", "青石县民政局2021年政府信息公开工作年度报告_部门年报_青石县人民政府"),)
    assert title_of(titles=declared)[1:3] == ("青石县民政局", 2021)


def test_year_and_issuer_from_the_text_where_the_title_has_none() -> None:
    text = "本报告由青石县民政局根据条例要求编制。报告中所列数据的统计期限自2021年1月1日起至2021年12月31日止。"
    found = title_of("政府信息公开工作年度报告", text=text)
    assert (found.issuer, found.year) == ("青石县民政局", 2021)
    assert found.evidence == {"title": "heading", "year": "period", "agency_name": "compiled_by"}


def test_signature() -> None:
    found = title_of("2021年政府信息公开工作年度报告", text="正文。\n青石县水务局\n2022年1月6日")
    assert (found.issuer, found.evidence["agency_name"]) == ("青石县水务局", "signature")


def test_a_date_of_issue_is_not_the_report_year() -> None:
    assert title_of("2022年1月20日发布青石县民政局政府信息公开工作年度报告").year is None


@pytest.mark.parametrize(
    "line",
    ["2021年政府网站工作年度报表", "青石县2021年法治政府建设年度报告", "青石县民政局政府信息公开指南", "2021年第三季度政府信息公开工作情况报告"],
)  # fmt: skip
def test_titles_of_other_documents(line: str) -> None:
    found = title_of(line)
    assert found.text is None


def test_labelled_titles() -> None:
    path = SHARED / "data" / "titles.csv"
    if not path.is_file():
        pytest.skip("the labelled titles are not here: put them in ../shared/data/titles.csv to run this test")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["title"] for row in rows if str(title_of(row["title"]).year) != row["year"]] == []
    unnamed = [row["title"] for row in rows if title_of(row["title"]).issuer is None]
    assert unnamed == ["2021年政府信息公开工作年度报告"]


def test_the_line_nearest_to_the_text_is_the_title() -> None:
    found = title_of(
        "当前位置：首页 > 政府信息公开 > 政府信息公开年报",
        "青石县民政局2019年政府信息公开工作年度报告",
        "青石县民政局2021年政府信息公开工作年度报告",
        "现将青石县民政局2018年政府信息公开工作年度报告公布如下。",
    )
    assert (found.issuer, found.year) == ("青石县民政局", 2021)


def test_a_column_name_above_the_text_gives_way_to_the_declared_title() -> None:
    found = title_of("政府信息公开年报", titles=(("meta:articletitle", "青石县民政局2021年政府信息公开工作年度报告"),))
    assert found.text == "青石县民政局2021年政府信息公开工作年度报告"
    assert (found.issuer, found.year) == ("青石县民政局", 2021)
    assert found.evidence["agency_name"] == "meta:articletitle"


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("自202011日起至2020年1231日止", 2020), ("数据统计期限从202211日起", 2022), ("2021年01月01日至2021年12月31日", 2021),
        ("自2019年1月1日起至12月31日止", 2019), ("自2020年1月1日起至2021年12月31日止", None), ("联系电话202011201231", None),
    ],
)  # fmt: skip
def test_the_period_tells_the_year_even_where_signs_are_lost(period: str, year: int | None) -> None:
    """portals.md section 5: date fragments lost with their spans."""
    page = f"<p>某局政府信息公开工作年度报告</p><p>本报告所列数据{period}。</p><p>一、总体情况</p><p>正文</p><p>六、其他需要报告的事项</p><p>{'无' * 400}</p>"
    assert parsing.read(page.encode()).year == year
