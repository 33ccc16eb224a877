"""The list of 2014 is read by its labels, whatever stands beside, between and around them; nothing else is taken for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import parsing
from parsing.forms import STATISTICS
from parsing.model import Reading, State
from tests import lists_kit as kit
from tests.test_round_trip import needs_chromium, render_pdf

VALUES = kit.numbers(STATISTICS)
ROWS = kit.rows(STATISTICS, VALUES)


def check(reading: Reading) -> None:
    assert (reading.verdict, reading.form, reading.year) == ("report", "2014", 2016), reading.reason
    assert dict(reading.table_forms) == {"statistics_2014": "2014"}
    assert list(reading.figures) == list(STATISTICS.figures)
    wrong = {key: reading.figures[key] for key in VALUES if reading.figures[key].value != VALUES[key]}
    assert not wrong
    assert all(figure.state is None for figure in reading.figures.values())


@pytest.mark.parametrize(
    "layout",
    [lambda grid: kit.page(kit.table(grid)), kit.docx, kit.xlsx, kit.cell_lines, kit.tab_rows],
    ids=["html", "docx", "xlsx", "cell lines", "tab rows"],
)
def test_round_trip(layout: Callable[[kit.Grid], bytes]) -> None:
    check(parsing.read(layout(ROWS)))


@needs_chromium
def test_round_trip_through_pdf_pages(tmp_path: Path) -> None:
    html = kit.page(kit.table(ROWS)).decode().replace("<head>", "<head><style>table{border-collapse:collapse}</style>")
    reading = parsing.read(render_pdf(html, tmp_path))
    check(reading)
    assert {figure.place.page for figure in reading.figures.values() if figure.place} >= {2, 3}


def _value(row: list[str], text: str) -> list[str]:
    return [row[0], row[1], text]


def _with_columns(*heads_and_values: tuple[str, str]) -> kit.Grid:
    """The list with more columns: heading and value each; ``=`` stands for the number itself."""
    header = [*ROWS[0][:2], *(head for head, _ in heads_and_values)]
    body = [[*row[:2], *((row[2] if text == "=" else text) if row[2] else "" for _, text in heads_and_values)] for row in ROWS[1:]]  # fmt: skip
    return [header, *body]


def _inserted() -> kit.Grid:
    """An office's own block in chapter one, with labels that contain those of the form."""
    block = [
        ["（二）重点领域公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "9001"],
        ["1.主动公开财政预算决算、“三公经费”信息数", "条", "9002"],
        ["其中：主动公开环境保护政府信息数", "条", "9003"],
        ["2.政务客户端公开政府信息数", "条", "9004"],
    ]
    return [*ROWS[:5], *block, *ROWS[5:]]


def _renumbered(text: str) -> str:
    return re.sub(r"^(?:（[一二三四五]）|\d\.|[一二三四五六七八九]、)", "7．", text)


VARIANTS: dict[str, kit.Grid] = {
    "rows inserted": _inserted(),
    "labels renumbered": [ROWS[0], *([_renumbered(label), *rest] for label, *rest in ROWS[1:])],
    "notes left out": [[re.sub(r"（[^一二三四五].*?）", "", label), *rest] for label, *rest in ROWS],
    "其中 with every part": [[label.replace("涉及", "其中：涉及"), *rest] for label, *rest in ROWS],
    "cumulative beside": _with_columns(("2016年度", "="), ("历年累计", "99999")),
    "cumulative first": _with_columns(("自2008年以来累计", "99999"), ("统计数", "=")),
    "last year beside": _with_columns(("2015年", "88888"), ("2016年", "="), ("同比增减", "7%")),
    "this period and the year": _with_columns(("本期实际", "3"), ("本年累计", "=")),
    "this period and since ever": _with_columns(("本期实际", "="), ("历年累计", "99999")),
    "years with a total": _with_columns(("2015年", "1"), ("2016年", "="), ("合计", "3")),
    "this year, before and in all": _with_columns(("本年", "="), ("历年", "1"), ("合计", "3")),
    "months with a total": _with_columns(("1月", "1"), ("2月", "2"), ("合计", "=")),
    "levels with a total": _with_columns(("区政府", "1"), ("区直单位", "2"), ("乡镇街道", "3"), ("合计", "=")),
    "number of the row": [["序号", *ROWS[0]], *([str(n), *row] for n, row in enumerate(ROWS[1:], 1))],
    "units in cells": [ROWS[0], *(_value(row, row[2] and row[2] + row[1]) for row in ROWS[1:])],
    "units left out": [[row[0], "", row[2]] for row in ROWS],
    "spaces and quotes": [[" ".join(label), unit, f" {value} "] for label, unit, value in ROWS],
    "data as filled in": _with_columns(("填报数据", "=")),
    "remarks": _with_columns(("统计数", "="), ("备注", "含乡镇")),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(name: str) -> None:
    check(parsing.read(kit.page(kit.table(VARIANTS[name]))))


def _lines(between: Callable[[str, str, str], str], head: str = "") -> bytes:
    """The report as text in which a row is a line."""
    rows = [between(*row).strip() for row in ROWS[1:]]
    return "\n".join((kit.TITLE, *kit.PROSE, kit.CAPTION, *([head] if head else []), *rows)).encode()


def test_rows_that_are_lines_of_text() -> None:
    check(parsing.read(_lines(lambda *row: " ".join(row), " ".join(ROWS[0]))))
    check(parsing.read(_lines(lambda label, unit, value: f"{label}：{value}{unit}" if value else label)))
    two = parsing.read(_lines(lambda *row: " ".join((*row, row[2] and "7")), "统计指标 单位 2016年 2015年"))
    check(two)
    unclear = parsing.read(_lines(lambda *row: " ".join((*row, row[2] and "7"))))
    assert {figure.state for figure in unclear.figures.values()} == {State.UNREADABLE}
    few = parsing.read("\n".join((kit.TITLE, *kit.PROSE, "当面申请数：3件", "网络申请数：2件")).encode())
    assert few.form == "narrative"


def _a_cell_a_line(grid: kit.Grid) -> bytes:
    lines = [line for row in grid for line in row]
    return "\n".join(
        ["某县民政局2016年政府信息公开工作年度报告", "一、概述", "二、主动公开情况", "政府信息公开情况统计表", *lines]
    ).encode()


def test_a_cell_a_line_without_any_sign_between_rows() -> None:
    check(parsing.read(_a_cell_a_line(ROWS)))
    check(parsing.read(_a_cell_a_line([[row[0], row[2]] for row in ROWS])))
    later = _with_columns(("2015年", "7001"), ("2016年", "="))
    check(parsing.read(_a_cell_a_line(later)))


def test_a_line_too_many_in_a_row_leaves_it_unread() -> None:
    """A page's number is as likely as the row's own."""
    row = next(row for row in ROWS if row[0].endswith("当面申请数"))
    for between in ([row[0], "-3-", *row[1:]], [row[0], row[1], "3", row[2]], [*row, "3"], row[:2]):
        reading = parsing.read(_a_cell_a_line([between if other is row else other for other in ROWS]))
        assert reading.figures["requests_in_person"].value is None
        assert reading.figures["requests_fax"].value == VALUES["requests_fax"]


def test_a_hidden_twin_of_the_list_has_no_say() -> None:
    stale = kit.table([[*row[:2], row[2] and "7"] for row in ROWS[1:]])
    check(parsing.read(kit.page(kit.table(ROWS) + f"<div style='display:none'>{kit.table(ROWS[:1])}{stale}</div>")))


def test_header_of_two_rows() -> None:
    head = (
        "<tr><td rowspan=2>统计指标</td><td rowspan=2>单位</td><td colspan=3>统计数</td></tr>"
        "<tr><td>合计</td><td>区直</td><td>乡镇</td></tr>"
    )
    body = kit.table([[*row, "5" if row[2] else "", "6" if row[2] else ""] for row in ROWS[1:]])
    check(parsing.read(kit.page(body.replace("<tr>", head + "<tr>", 1))))


def test_two_lists_side_by_side() -> None:
    half = (len(ROWS) + 1) // 2
    left, right = ROWS[1 : half + 1], ROWS[half + 1 :]
    right = [*right, *[["", "", ""]] * (len(left) - len(right))]
    check(parsing.read(kit.page(kit.table([ROWS[0] * 2, *([*a, *b] for a, b in zip(left, right, strict=True))]))))


def test_levels_without_a_total_are_not_chosen_between() -> None:
    grid = _with_columns(("区政府", "1"), ("区直单位", "2"), ("乡镇街道", "3"))
    reading = parsing.read(kit.page(kit.table(grid)))
    assert reading.form == "2014"
    assert {figure.state for figure in reading.figures.values()} == {State.UNREADABLE}
    assert reading.figures["requests_fax"].raw == "件 1 2 3"


@pytest.mark.parametrize(
    "columns",
    [
        (("统计数", "1"), ("历年累计", "2"), ("合计", "3")),
        (("2015年", "1"), ("数量", "2"), ("合计", "3")),
        (("2014年", "1"), ("2015年", "2")),
        (("统计数", "1"), ("统计数", "2")),
    ],
)
def test_columns_that_no_heading_decides_between(columns: tuple[tuple[str, str], ...]) -> None:
    reading = parsing.read(kit.page(kit.table(_with_columns(*columns))))
    assert reading.form == "2014"
    assert not any(figure.stated for figure in reading.figures.values())


def test_empty_cells_dashes_and_missing_rows() -> None:
    grid = [row for row in ROWS if "信函" not in row[0]]
    grid = [
        _value(row, {"1.当面申请数": "", "2.传真申请数": "/", "3.网络申请数": "约5"}.get(row[0], row[2]))
        for row in grid
    ]
    for data in (kit.page(kit.table(grid)), kit.cell_lines(grid), kit.tab_rows(grid)):
        reading = parsing.read(data)
        keys = ("requests_in_person", "requests_fax", "requests_online", "requests_letter")
        figures = [reading.figures[key] for key in keys]
        assert [figure.value for figure in figures] == [None] * 4
        assert [figure.state for figure in figures] == [State.BLANK, State.DASH, State.UNREADABLE, State.ABSENT]
        assert reading.figures["trainees"].value == VALUES["trainees"]


def test_money_in_another_unit() -> None:
    grid = [[row[0], "元", "125000"] if "专项经费" in row[0] else row for row in ROWS]
    figure = parsing.read(kit.page(kit.table(grid))).figures["ogi_budget_10k_cny"]
    assert (figure.value, figure.raw) == (Decimal("12.5"), "125000")


def test_counts_in_ten_thousands_are_not_counts() -> None:
    grid = [[row[0], "万条", "3"] if "主动公开政府信息数" in row[0] else row for row in ROWS]
    figure = parsing.read(kit.page(kit.table(grid))).figures["proactive_items"]
    assert (figure.value, figure.state) == (None, State.UNREADABLE)


def _renamed(old: str, new: str) -> Reading:
    return parsing.read(kit.page(kit.table([[label.replace(old, new), *rest] for label, *rest in ROWS])))


def test_damaged_labels_are_read_where_they_can_be_only_one_row() -> None:
    check(_renamed("举办各类培训班数", "举力各类培圳班数"))
    check(_renamed("告知作出更改补充数", "告知作出更改补充"))
    unclear = _renamed("政务微博公开政府信息数", "政务微什公开政府信息数")
    assert unclear.figures["channel_weibo"].state is State.ABSENT
    assert unclear.figures["channel_wechat"].value == VALUES["channel_wechat"]


def test_repeated_labels_belong_to_their_chapter() -> None:
    lost = _renamed("五、行政诉讼数量", "五、讼")
    assert lost.figures["litigation_cases"].state is State.ABSENT
    for key in ("reconsideration_corrected", "litigation_upheld", "litigation_corrected", "litigation_other"):
        assert lost.figures[key].value == VALUES[key]
    alike = [
        [{"（一）维持具体行政行为数": "结果维持数", "（一）维持具体行政行为或者驳回原告诉讼请求数": "结果维持数"}.get(r[0], r[0]), *r[1:]]
        for r in ROWS
    ]  # fmt: skip
    check(parsing.read(kit.page(kit.table(alike))))
    own = [row for row in alike if "行政诉讼数量" not in row[0]]
    own.insert(own.index(next(row for row in own if "举报投诉" in row[0])) - 3, ["五、申诉数量", "件", "77"])
    figures = parsing.read(kit.page(kit.table(own))).figures
    assert figures["litigation_upheld"].state is State.ABSENT
    assert figures["reconsideration_upheld"].value == VALUES["reconsideration_upheld"]


def test_two_lists_that_disagree_state_nothing() -> None:
    other = [_value(row, "77" if row[0] == "2.传真申请数" else row[2]) for row in ROWS]
    reading = parsing.read(kit.page(kit.table(ROWS), kit.table(other)))
    assert reading.figures["requests_fax"].state is State.UNREADABLE
    assert reading.figures["requests_fax"].raw == f"{VALUES['requests_fax']}；77"
    assert reading.figures["requests_online"].value == VALUES["requests_online"]


@pytest.mark.parametrize(
    "caption",
    [
        "2016年第一季度政府信息公开情况统计表",
        "政府信息公开情况统计表（2016年上半年）",
        "政府信息公开情况统计表（2016年1—6月）",
        "2016年10月政府信息公开情况统计表",
        "政府信息公开情况统计表（2015年度）",
    ],
)
def test_lists_for_another_time_state_nothing(caption: str) -> None:
    reading = parsing.read(kit.page(kit.table(ROWS), caption=caption))
    assert reading.verdict == "report"
    assert not [key for key, figure in reading.figures.items() if figure.stated and figure.value in VALUES.values()]
    inside = parsing.read(kit.page(kit.table([[caption], *ROWS]), caption=""))
    assert not [key for key, figure in inside.figures.items() if figure.stated and figure.value in VALUES.values()]


@pytest.mark.parametrize(
    "caption", ["2016年1—12月政府信息公开情况统计表", "政府信息公开情况统计表（2016年1月1日至12月31日）", "统计表"]
)
def test_lists_for_the_whole_year(caption: str) -> None:
    check(parsing.read(kit.page(kit.table(ROWS), caption=caption)))


def test_a_column_for_a_quarter_is_never_taken() -> None:
    grid = _with_columns(("一季度", "1"), ("二季度", "2"), ("全年", "="))
    check(parsing.read(kit.page(kit.table(grid))))
    reading = parsing.read(kit.page(kit.table(_with_columns(("第四季度", "=")))))
    assert not any(figure.stated for figure in reading.figures.values())


@pytest.mark.parametrize(
    "title", ["样例镇2024年第一季度政府信息公开情况统计表", "政府信息公开情况统计表", "样例镇政务公开"]
)
def test_a_list_without_the_title_of_a_report_is_none(title: str) -> None:
    reading = parsing.read(kit.page(kit.table(ROWS), title=title, prose=()))
    assert (reading.verdict, reading.figures) == ("not_report", {})


def test_a_list_used_a_year_late() -> None:
    data = kit.page(kit.table(ROWS), title=kit.TITLE.replace("2016", "2019"), caption="统计表")
    reading = parsing.read(data)
    assert (reading.form, reading.year) == ("2014", 2019)
    assert {key: figure.value for key, figure in reading.figures.items()} == VALUES


def test_rules_of_the_list() -> None:
    broken = {finding.rule for finding in parsing.read(kit.page(kit.table(ROWS))).findings}
    assert broken == {rule.id for rule in STATISTICS.rules if rule.id.startswith("statistics.")}
    zeros = [_value(row, row[2] and "0") for row in ROWS]
    assert parsing.read(kit.page(kit.table(zeros))).findings == ()
    negative = [_value(row, "-3" if row[0] == "2.传真申请数" else row[2]) for row in zeros]
    findings = parsing.read(kit.page(kit.table(negative))).findings
    assert {finding.rule for finding in findings} == {"figures.type", "statistics.requests_sum"}
