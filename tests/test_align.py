"""Tables as portals really damage them: what labels support is read, everything else stays null with its reason."""

from __future__ import annotations

import re

import pytest

import parsing
from crawler.samples.render import SampleReport, answers, render_html
from parsing.model import Figure, Reading, State
from tests.test_round_trip import make

REPORT = make("2021")
PAGE = render_html(REPORT)
TABLES = re.findall(r"<table.*?</table>", PAGE, flags=re.DOTALL)
ROWS = re.findall(r"<tr.*?</tr>", TABLES[1], flags=re.DOTALL)
HEADER, BODY = ROWS[:3], ROWS[3:]
OPENING = TABLES[1][: TABLES[1].index("<tr")]


def read(page: str) -> Reading:
    return parsing.read(page.encode())


def differences(reading: Reading, report: SampleReport = REPORT) -> dict[str, Figure]:
    """Figures that are not what was printed."""
    return {
        key: reading.figures[key] for key, (value, _) in answers(report).items() if reading.figures[key].value != value
    }


def _cells(row: str) -> list[str]:
    return re.findall(r"<td.*?</td>", row, flags=re.DOTALL)


def _placeholders(table: str) -> str:
    """The same table with an empty cell in every place that a span covers."""
    taken: set[tuple[int, int]] = set()
    rows = []
    for y, row in enumerate(re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)):
        x, cells = 0, []
        for attributes, text in re.findall(r"<td([^>]*)>(.*?)</td>", row, flags=re.DOTALL):
            while (y, x) in taken:
                cells.append("<td></td>")
                x += 1
            spans = [re.search(rf'{name}="(\d+)"', attributes) for name in ("rowspan", "colspan")]
            down, across = (int(span[1]) if span else 1 for span in spans)
            cells += [f"<td>{text}</td>", *["<td></td>"] * (across - 1)]
            taken |= {(y + dy, x + dx) for dy in range(1, down) for dx in range(across)}
            x += across
        rows.append(f"<tr>{''.join(cells)}{'<td></td>' * sum((y, x + i) in taken for i in range(3))}</tr>")
    return f"<table>{''.join(rows)}</table>"


EXTRA_COLUMN = re.sub(
    r"<tr.*?</tr>",
    lambda m: m[0].replace("</tr>", f"<td>{'备注' if '申请人情况' in m[0] else ''}</td></tr>"),
    TABLES[1],
    flags=re.DOTALL,
)
BODY_HTML = re.search(r"<body[^>]*>(.*)</body>", PAGE, flags=re.DOTALL)[1]  # type: ignore[index]
HARMLESS = {
    "a column that the form does not have": PAGE.replace(TABLES[1], EXTRA_COLUMN),
    "table cut in two": PAGE.replace(TABLES[1], f"{OPENING}{''.join(ROWS[:14])}</table><p>-3-</p>{OPENING}{''.join(ROWS[14:])}</table>"),
    "header repeated after the cut": PAGE.replace(
        TABLES[1], f"{OPENING}{''.join(ROWS[:14])}</table>{OPENING}{''.join(HEADER + ROWS[14:])}</table>"
    ),
    "empty cells instead of spans": PAGE.replace(TABLES[1], _placeholders(TABLES[1])).replace(TABLES[0], _placeholders(TABLES[0])),
    "everything inside a layout table": PAGE.replace(BODY_HTML, f"<table><tr><td>{BODY_HTML}</td></tr></table>"),
    "labels without numbers": re.sub(r">\d\.", ">", PAGE),
    "labels with other numbers": re.sub(r">(\d)\.", r">\1、", PAGE).replace("（七）总计", "（七）合计"),
    "a span that is too short": PAGE.replace('rowspan="22"', 'rowspan="20"'),
    "header cells as th": PAGE.replace("<td", "<th").replace("</td", "</th"),
    "the year before printed below": PAGE.replace(TABLES[1], TABLES[1] + "<p>附：2022年情况</p>" + re.sub(r"\d{4}", "7777", TABLES[1])),
    "the year before printed above": PAGE.replace(TABLES[1], "<p>2022年情况</p>" + re.sub(r"\d{4}", "7777", TABLES[1]) + "<p>2023年情况</p>" + TABLES[1]),
    "the same table for telephones": PAGE.replace(TABLES[1], TABLES[1] + TABLES[1]).replace(TABLES[0], TABLES[0] + TABLES[0]).replace(TABLES[2], TABLES[2] + TABLES[2]),
    "a subtotal row": PAGE.replace(BODY[4], BODY[4] + f"<tr><td colspan='2'>（三）不予公开 小计</td>{'<td>9001</td>' * 7}</tr>"),
    "typos in labels": PAGE.replace("法律行政法规禁止公开", "法律行政止公开").replace("行政强制", "行致强制").replace("保护第三方", "保护笫三方"),
    "radicals": PAGE.replace("行政", "⾏政").replace("人", "⼈"),
    "a notes table before": PAGE.replace(TABLES[0], "<table><tr><td>指标</td><td>数</td></tr><tr><td>网站信息</td><td>88</td></tr></table>" + TABLES[0]),
}  # fmt: skip


@pytest.mark.parametrize("page", HARMLESS.values(), ids=HARMLESS.keys())
def test_read_exactly_all_the_same(page: str) -> None:
    assert page != PAGE
    assert differences(read(page)) == {}


def test_columns_are_told_by_their_labels() -> None:
    swapped = PAGE.replace("商业企业", "@").replace("科研机构", "商业企业").replace("@", "科研机构")
    figures = read(swapped).figures
    assert figures["granted.org_research_institution"].value == REPORT.figures["granted.org_commercial_enterprise"]
    assert figures["granted.org_commercial_enterprise"].value == REPORT.figures["granted.org_research_institution"]
    assert figures["granted.org_other"].value == REPORT.figures["granted.org_other"]


def test_rows_are_told_by_their_labels() -> None:
    shuffled = (
        PAGE.replace("属于国家秘密", "@").replace("属于行政查询事项", "属于国家秘密").replace("@", "属于行政查询事项")
    )
    figures = read(shuffled).figures
    assert figures["denied_special_inquiry.total"].value == REPORT.figures["denied_state_secret.total"]


@pytest.mark.parametrize("lost", [1, 4, -1])
def test_a_row_with_too_few_cells_is_not_guessed(lost: int) -> None:
    row = BODY[6]
    reading = read(PAGE.replace(row, row.replace(_cells(row)[lost], "", 1)))
    wrong = differences(reading)
    assert len(wrong) == 7
    assert {figure.state for figure in wrong.values()} == {State.UNREADABLE}
    assert all(figure.raw for figure in wrong.values())
    assert "figures.type" in {finding.rule for finding in reading.findings}


def test_without_any_header_no_column_is_assumed() -> None:
    page = PAGE
    for row in HEADER:
        page = page.replace(row, "", 1)
    wrong = differences(read(page))
    assert len(wrong) == 175
    assert {figure.state for figure in wrong.values()} == {State.UNREADABLE}


def test_a_missing_row_is_absent_and_the_form_incomplete() -> None:
    reading = read(PAGE.replace(BODY[6], ""))
    wrong = differences(reading)
    assert {figure.state for figure in wrong.values()} == {State.ABSENT}
    assert {key.partition(".")[0] for key in wrong} == {"denied_security_stability"} or len(
        {key.partition(".")[0] for key in wrong}
    ) == 1
    assert [f.cells for f in reading.findings if f.rule == "form.complete"] == [tuple(wrong)]


def test_a_missing_table_is_absent() -> None:
    reading = read(PAGE.replace(TABLES[2], "<p>见附件</p>"))
    assert {f.state for f in differences(reading).values()} == {State.ABSENT}
    (finding,) = [f for f in reading.findings if f.rule == "form.complete"]
    assert "整个表未见" in finding.message


@pytest.mark.parametrize("first", [True, False])
def test_two_tables_that_disagree_are_not_chosen_from(first: bool) -> None:
    other = re.sub(r">\d{4}<", ">7777<", TABLES[1])
    reading = read(PAGE.replace(TABLES[1], TABLES[1] + other if first else other + TABLES[1]))
    wrong = differences(reading)
    assert len(wrong) == 175
    assert {figure.state for figure in wrong.values()} == {State.UNREADABLE}
    assert "7777" in wrong["granted.total"].raw


def test_the_printed_unit_counts() -> None:
    page = PAGE.replace("单位：万元", "单位：元")
    assert (
        float(read(page).figures["admin_fees_collected_10k_cny"].value or 0)
        == float(REPORT.figures["admin_fees_collected_10k_cny"]) / 10_000
    )  # type: ignore[arg-type]


def test_words_in_a_number_cell_are_no_number() -> None:
    total = str(REPORT.figures["granted.total"])
    for words in ("详见附件", f"约{total}", f"{total} {total}", "—", ""):
        reading = read(PAGE.replace(f">{total}<", f">{words}<"))
        assert reading.figures["granted.total"].value is None
        assert reading.figures["granted.natural_person"].value == REPORT.figures["granted.natural_person"]


def test_padding_on_either_side_of_a_row_of_table_two_is_not_trimmed_by_guess() -> None:
    """Without its header, a row with an empty cell at each end may begin with either of its columns."""
    rows = re.findall(r"<tr.*?</tr>", TABLES[0], flags=re.DOTALL)
    label, first, second, third = _cells(rows[2])
    padded = f"<tr>{label}<td></td>{first}{second}<td></td></tr>"
    reading = read(PAGE.replace(rows[1], "", 1).replace(rows[2], padded, 1))
    wrong = differences(reading)
    assert set(wrong) == {"gov_rules_issued", "gov_rules_repealed", "gov_rules_in_force"}
    assert {figure.state for figure in wrong.values()} == {State.UNREADABLE}
    assert third not in padded


def _cells_in(page: str, change: str) -> str:
    """Every number cell of table 3, its content put into ``change`` at {}."""
    table = re.sub(r"<td>(\d+)</td>", lambda m: f"<td>{change.replace('{}', m[1])}</td>", TABLES[1])
    return page.replace(TABLES[1], table)


def _spread_out(table: str) -> str:
    """The same table with the text of a merged cell in every place that it covers."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)):
        x = 0
        for attributes, text in re.findall(r"<td([^>]*)>(.*?)</td>", row, flags=re.DOTALL):
            while (y, x) in grid:
                x += 1
            spans = [re.search(rf'{name}="(\d+)"', attributes) for name in ("rowspan", "colspan")]
            down, across = (int(span[1]) if span else 1 for span in spans)
            grid |= {(y + dy, x + dx): text for dy in range(down) for dx in range(across)}
            x += across
    height, width = (max(at[i] for at in grid) + 1 for i in (0, 1))
    rows = ("".join(f"<td>{grid.get((y, x), '')}</td>" for x in range(width)) for y in range(height))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


TITLE_ROW = f"<tr>{'<td>样例市财政局2023年政府信息公开工作年度报告</td>' * 10}</tr>"
GIANT = "".join(
    re.sub(r"</?table[^>]*>|</?tbody>|<colgroup>.*?</colgroup>", "", part) if part.startswith("<table") else f"<tr><td colspan=10>{part}</td></tr>"
    for part in re.findall(r"<table.*?</table>|<(?:p|h1)\b.*?</(?:p|h1)>", BODY_HTML, flags=re.DOTALL)
)  # fmt: skip
MARKUP = {
    "portals 5g: the whole report as one giant layout table": PAGE.replace(BODY_HTML, f"<table>{GIANT}</table>"),
    "portals 5g: with the title in hundreds of cells": PAGE.replace(BODY_HTML, f"<table>{TITLE_ROW * 40}{GIANT}</table>"),
    "numbers split by spans": _cells_in(PAGE, "<span>{}</span>").replace("<span>1", "<span>1</span><font><span>").replace("</span></td>", "</span></font></td>"),
    "an empty paragraph in every cell": _cells_in(PAGE, "<p>{}</p><p>&nbsp;</p>"),
    "white space of every kind": _cells_in(PAGE, "　&nbsp;\u200b{}\xad \u2003"),
    "entities escaped twice": _cells_in(PAGE, "&amp;nbsp;{}&amp;nbsp;"),
    "a table around every number": _cells_in(PAGE, "<table><tr><td>{}</td></tr></table>"),
    "footnote marks": _cells_in(PAGE, "{}<sup>1</sup>"),
    "footnote marks in brackets": _cells_in(PAGE, "{}<sup>[注2]</sup>"),
    "footnote marks by style": _cells_in(PAGE, "{}<span style='vertical-align: super;font-size:7pt'>3</span>"),
    "struck-out numbers": _cells_in(PAGE, "<del>777</del>{}<s>8</s>"),
    "hidden numbers": _cells_in(PAGE, "<span style='display:none'>9</span>{}"),
    "notes in cells": _cells_in(PAGE, "{}（含上年度）"),
    "full-width digits": _cells_in(PAGE, "{}").translate(dict.fromkeys([])).replace("<td>1", "<td>１"),
    "hidden rows": PAGE.replace(BODY[5], BODY[5] + re.sub(r"\d{4}", "7777", BODY[6]).replace("<tr", "<tr style='display: none'")),
    "hidden cells for merged ones": PAGE.replace(TABLES[1], _placeholders(TABLES[1]).replace("<td></td>", "<td style='display:none'></td>")),
    "a form between row and cells": PAGE.replace("<tr>", "<tr><form>").replace("</tr>", "</form></tr>"),
    "Word's comments and empty elements": _cells_in(PAGE, "<!--[if !supportEmptyParas]-->{}<!--[endif]--><o:p></o:p>"),
    "Word's revealed comments": _cells_in(PAGE, "<![if !supportMisalignedColumns]>{}<![endif]>"),
    "the header on every page": PAGE.replace(TABLES[1], OPENING + "".join(ROWS[:12] + HEADER + ROWS[12:20] + HEADER + ROWS[20:]) + "</table>"),
    "signs of comparison in the text": PAGE.replace("<p>", "<p>按照<政府信息公开工作年度报告格式>要求，3<5，"),
    "cells and rows never closed": re.sub(r"</t[dr]>", "", PAGE),
    "a running number before each row": PAGE.replace(TABLES[0], re.sub(r"<tr>", "<tr><td>1</td>", TABLES[0])),
    "product 2: repeated labels where cells were merged": PAGE.replace(TABLES[1], _spread_out(TABLES[1])).replace(TABLES[2], _spread_out(TABLES[2])),
    "repeated labels and numbers in table 2": PAGE.replace(TABLES[0], _spread_out(TABLES[0])),
}  # fmt: skip


@pytest.mark.parametrize("page", MARKUP.values(), ids=MARKUP.keys())
def test_markup_as_portals_write_it(page: str) -> None:
    assert page != PAGE
    assert differences(read(page)) == {}


@pytest.mark.parametrize("joint", ["</p><p>", "<br>", "</div><div>", "<p></p>", "</li><li>"])
def test_two_paragraphs_in_a_cell_are_not_one_number(joint: str) -> None:
    total = str(REPORT.figures["granted.total"])
    reading = read(PAGE.replace(f">{total}<", f">{total[:1]}{joint}{total[1:]}<"))
    figure = reading.figures["granted.total"]
    assert (figure.value, figure.state) == (None, State.UNREADABLE)
