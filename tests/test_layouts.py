"""Tables as offices lay them out themselves: twins for telephones, rows and columns of their own, table 4 in parts."""

from __future__ import annotations

import re

import pytest

import parsing
from parsing.model import State
from tests.test_align import PAGE, REPORT, TABLES, _placeholders, differences, read

FIRST, SECOND, THIRD = TABLES
ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
LABEL = '<td class="label">'
OUTCOMES = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"}
STALE = re.sub(r"\d{4}", "7777", FIRST + SECOND + THIRD)


def numbers(*routes: str) -> list[str]:
    return [str(REPORT.figures[f"{route}_{outcome}"]) for route in routes for outcome in OUTCOMES]


def dump(*rows: list[str]) -> str:
    """The report as text with its table 4 laid out in these rows of fields."""
    width = max(map(len, rows))
    said = "\n".join("\t".join([*fields, *[""] * (width - len(fields))]) for fields in rows)
    return f"某局2023年政府信息公开工作年度报告\n一、总体情况\n四、政府信息公开行政复议、行政诉讼情况\n{said}\n五、存在的主要问题及改进情况\n无\n"


def disputes_in(page: str) -> dict[str, object]:
    reading = parsing.read(page.encode())
    return {key: figure.value for key, figure in reading.figures.items() if key.startswith(ROUTES)}


ALL_DISPUTES = {f"{route}_{outcome}": REPORT.figures[f"{route}_{outcome}"] for route in ROUTES for outcome in OUTCOMES}
GAP = [""] * 4
SAID = list(OUTCOMES.values())


@pytest.mark.parametrize(
    "rows",
    [
        [["行政复议", *GAP], SAID, numbers(ROUTES[0]), ["行政诉讼", *GAP, *GAP, ""], ["未经复议直接起诉", *GAP, "复议后起诉", *GAP], SAID * 2, numbers(*ROUTES[1:])],
        [["行政诉讼", *GAP, *GAP, "", "行政复议", *GAP], ["未经复议直接起诉", *GAP, "复议后起诉", *GAP, *SAID], [*SAID, *SAID], numbers(*ROUTES[1:], ROUTES[0])],
        [["行政复议", *GAP, "行政诉讼"], [*SAID, "复议后起诉", *GAP, "未经复议直接起诉", *GAP], ["", *GAP, *SAID, *SAID], numbers(ROUTES[0], ROUTES[2], ROUTES[1])],
        [["项目", "", "件数"], *([way if at == 0 else "", said, number] for way, route in zip(("行政复议", "未经复议直接起诉", "复议后起诉"), ROUTES, strict=True) for at, (said, number) in enumerate(zip(SAID, numbers(route), strict=True)))],
        [["类别", "", *SAID], ["行政复议", "", *numbers(ROUTES[0])], ["行政诉讼", "未经复议直接起诉", *numbers(ROUTES[1])], ["", "复议后起诉", *numbers(ROUTES[2])]],
    ],
    ids=["in parts", "litigation first", "suits the other way round", "a number a row", "a row for each way"],
)  # fmt: skip
def test_table_4_in_rows_of_fields(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    rows = [[*fields, *[""] * (width - len(fields))] for fields in rows]
    assert disputes_in(dump(*rows)) == ALL_DISPUTES


def test_ways_of_dispute_that_stand_in_no_field_of_theirs_are_not_guessed() -> None:
    heads = ["行政诉讼", "行政复议"], ["未经复议直接起诉", "复议后起诉", *SAID], [*SAID, *SAID]
    assert not any(disputes_in(dump(*heads, numbers(*ROUTES[1:], ROUTES[0]))).values())


def test_an_odd_number_in_table_4_costs_no_other() -> None:
    page = PAGE
    for key, odd in (("reconsideration_upheld", "12/3"), ("litigation_direct_other", "约20"), ("litigation_after_reconsideration_total", "4、5"), ("reconsideration_other", "近30")):  # fmt: skip
        page = page.replace(f">{REPORT.figures[key]}<", f">{odd}<")
    reading = read(page)
    assert {key: figure.state for key, figure in differences(reading).items()} == dict.fromkeys(
        ("reconsideration_upheld", "litigation_direct_other", "litigation_after_reconsideration_total", "reconsideration_other"),
        State.UNREADABLE,
    )  # fmt: skip


def rows_of(*rows: tuple[object, ...]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{field}</td>' for field in fields)}</tr>" for fields in rows)


COMPARED = rows_of(
    ("项目", "2022年", "2023年", "增减"),
    ("本年新收政府信息公开申请数量", 7, 8, 1),
    ("予以公开", 5, 6, 1),
    ("行政复议", 3, 4, 1),
    ("行政诉讼", 1, 2, 1),
)
ANALYSED = rows_of(
    ("办理结果", "数量", "占比"), ("（一）予以公开", 7, "70%"), ("（二）部分公开", 3, "30%"), ("（七）总计", 10, "100%")
)
COLUMNS = rows_of(("序号", "栏目", "公开条数"), (1, "行政许可", 71), (2, "行政处罚", 72), (3, "行政规范性文件", 73))
PAIRED = "".join(
    f"<td>{way}—{said}</td>"
    for way in ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    for said in OUTCOMES.values()
)
LAID_OUT = {
    "a column of the office's own in table 4": PAGE.replace(THIRD, THIRD.replace('colspan="10"', 'colspan="11"').replace("复议后起诉</td>", "复议后起诉</td><td rowspan='2'>诉讼数量</td>").replace("</td></tr>\n</tbody>", "</td><td>7777</td></tr>\n</tbody>")),
    "a sum of all ways in table 4": PAGE.replace(THIRD, THIRD.replace('<td colspan="10">行政诉讼</td>', "<td colspan='10'>行政诉讼</td><td rowspan='3'>合计</td>").replace("</td></tr>\n</tbody>", "</td><td>7777</td></tr>\n</tbody>")),
    "other words for outcomes": PAGE.replace("结果维持", "维持结果").replace("尚未审结", "尚未结案"),
    "the group before each of its kinds": PAGE.replace("商业企业", "法人或其他组织—商业企业").replace("科研机构", "法人或其他组织（科研机构）"),
    "counts with unit and full stop": re.sub(r">(\d{4})<", r">\1件。<", SECOND),
    "a twin hidden by style": PAGE.replace(FIRST, f"<div style='display: none'>{STALE}</div>{FIRST}"),
    "a twin hidden by the page's sheet": PAGE.replace("</head>", "<style>.wap, #old{color:red;display:none}</style></head>").replace(FIRST, f"{FIRST}<div class='x wap'>{STALE}</div>"),
    "numbers hidden by the page's sheet": PAGE.replace("</head>", "<style>span.tip{display:none}</style></head>").replace("</td>", "<span class='tip'>9</span></td>"),
    "numbers out of the window": PAGE.replace("</td>", "<i style='position:absolute;left:-9999px'>9</i></td>"),
    "a sheet in capitals": PAGE.replace("</head>", "<STYLE>TR.old , .n { color : red ; DISPLAY : NONE !important }</STYLE></head>").replace("</tr>", "</tr><tr class='old'><td>行政许可</td><td>7777</td></tr>"),
    "numbers cut away or made nothing": PAGE.replace("</td>", "<i style='clip:rect(0,0,0,0)'>9</i><b style='transform:scale(0)'>8</b></td>"),
    "a comparison of years before": PAGE.replace(FIRST, f"<table>{COMPARED}</table>{FIRST}"),
    "an analysis of outcomes after": PAGE.replace(SECOND, f"{SECOND}<p>办理结果分析</p><table>{ANALYSED}</table>"),
    "a table of columns of the site": PAGE.replace(FIRST, f"{FIRST}<table>{COLUMNS}</table>"),
    "table 4 under one row of headings": PAGE.replace(THIRD, f"<table><tr>{PAIRED}</tr><tr>{''.join(f'<td>{number}</td>' for number in numbers(*ROUTES))}</tr></table>"),
    "a sum of the group": PAGE.replace(SECOND, re.sub(r"(<td>\d{4}</td>)(</tr>)", r"<td>7777</td>\1\2", SECOND).replace('colspan="5"', 'colspan="6"').replace("其他</td></tr>", "其他</td><td>小计</td></tr>", 1).replace('colspan="7"', 'colspan="8"')),
    "a twin that is invisible": PAGE.replace(FIRST, f"{FIRST}<div style='visibility:hidden;height:0'>{STALE}</div>"),
    "columns numbered behind their labels": PAGE.replace(">自然人<", ">自然人①<").replace(">商业企业<", ">商业企业②<").replace("尚未审结<", "尚未审结*<"),
    "the groups before each of their rows": PAGE.replace("4.保护第三方", "（三）不予公开—4.保护第三方").replace("（七）总计", "本年度办理结果—（七）总计"),
    "rows of a part": PAGE.replace(f'<tr>{LABEL}行政处罚', f"<tr>{LABEL}行政处罚（简易程序）</td><td colspan='3'>7777</td></tr><tr>{LABEL}行政处罚"),
}  # fmt: skip
LAID_OUT["counts with unit and full stop"] = PAGE.replace(SECOND, LAID_OUT["counts with unit and full stop"])


@pytest.mark.parametrize("page", LAID_OUT.values(), ids=LAID_OUT.keys())
def test_read_all_the_same(page: str) -> None:
    assert page != PAGE
    assert differences(read(page)) == {}


def test_what_a_sheet_hides_on_paper_only_is_shown() -> None:
    page = PAGE.replace(
        "</head>", "<style>@media print{.n{display:none}} .m{display:none} .m{display:block}</style></head>"
    )
    page = re.sub(r">(\d{4})<", r"><span class='n m'>\1</span><", page)
    assert differences(read(page)) == {}


def test_a_report_that_is_hidden_until_a_script_shows_it_is_read() -> None:
    assert differences(read(PAGE.replace("<body>", "<body><div style='display:none'>"))) == {}


def test_a_shown_twin_that_states_nothing_leaves_the_word_to_the_hidden_one() -> None:
    blank = re.sub(r"\d{4}", "", FIRST + SECOND + THIRD)
    page = PAGE.replace(FIRST, f"{blank}<div style='display:none'>{FIRST}").replace(THIRD, f"{THIRD}</div>")
    assert differences(read(page)) == {}


def test_rows_of_parts_alone_state_nothing_of_the_whole() -> None:
    parts = f"{LABEL}行政许可（县本级）</td><td colspan='3'>7001</td></tr><tr>{LABEL}行政许可（乡镇）</td>"
    page = PAGE.replace(f"{LABEL}行政许可</td>", parts)
    assert page != PAGE
    assert {key: f.state for key, f in differences(read(page)).items()} == {"permit_decisions": State.UNREADABLE}


def test_a_remark_behind_a_row_s_only_label_changes_nothing() -> None:
    assert differences(read(PAGE.replace("行政许可</td>", "行政许可（含变更、延续）</td>"))) == {}


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("本年收费金额（单位：万元）", "本年收费金额").replace("行政事业性收费", "行政事业性收费（元）"),
        PAGE.replace("本年收费金额（单位：万元）", "本年收费金额").replace("<table", "<p>单位：件、元</p><table", 1),
        PAGE.replace("本年收费金额（单位：万元）", "本年收费金额").replace("<tr>", "<tr><td colspan=4>（单位：件、元）</td></tr><tr>", 1),
    ],
    ids=["label", "line above", "row above"],
)  # fmt: skip
def test_money_in_the_unit_that_stands_elsewhere(page: str) -> None:
    value = read(page).figures["admin_fees_collected_10k_cny"].value
    assert float(value or 0) == pytest.approx(float(REPORT.figures["admin_fees_collected_10k_cny"] or 0) / 10_000)


def test_the_shown_tab_of_another_year_gives_way_to_the_hidden_one_of_this() -> None:
    stale = re.sub(r"\d{4}", "7777", SECOND)
    page = PAGE.replace(SECOND, f"<p>2022年</p>{stale}<div style='display:none'><p>2023年</p>{SECOND}</div>")
    assert differences(read(page)) == {}


def test_two_rows_in_one_are_neither() -> None:
    page = re.sub(
        rf"<tr>{LABEL}行政处罚.*?</tr>\s*<tr>{LABEL}行政强制</td>",
        f"<tr>{LABEL}行政处罚、行政强制</td>",
        PAGE,
        flags=re.DOTALL,
    )
    assert page != PAGE
    found = differences(read(page))
    assert set(found) == {"penalty_decisions", "coercion_decisions"}
    assert not any(figure.stated for figure in found.values())


def test_white_digits_beside_others_leave_the_number_unread() -> None:
    page = re.sub(r">(\d)(\d{3})<", r"><span style='color: #FFF'>\1</span>\2<", PAGE)
    figures = read(page).figures
    assert {figures[key].state for key in ("granted.total", "permit_decisions")} == {State.UNREADABLE}
    assert differences(read(re.sub(r">(\d{4})<", r"><span style='color:#fff'>\1</span><", PAGE))) == {}


def test_text_tables_drawn_with_characters_and_quoted_fields() -> None:
    rows = [["行政复议", *GAP, "行政诉讼", *GAP, *GAP, ""], [*SAID, "未经复议直接起诉", *GAP, "复议后起诉", *GAP], ["", *GAP, *SAID, *SAID], numbers(*ROUTES)]  # fmt: skip
    rule = "├" + "────┼" * 15 + "┤"
    drawn = f"\n{rule}\n".join("│" + "│".join(fields) + "│" for fields in rows)
    quoted = "\n".join("\t".join(f'"{field}"' for field in fields) for fields in rows)
    for said in (drawn, quoted):
        assert disputes_in(dump([said])) == ALL_DISPUTES


def test_totals_left_empty_in_rows_of_fields() -> None:
    """Nothing of the other columns is lost with them; where fields may have been lost nobody can tell the columns."""
    rows = ["\t".join(row) for row in _requests_in_fields()]
    page = "\n".join(["某局2023年政府信息公开工作年度报告", "一、总体情况", "三、收到和处理政府信息公开申请情况", *rows, "五、存在的主要问题及改进情况"])  # fmt: skip
    found = differences(parsing.read(page.encode()))
    assert {key.rpartition(".")[2] for key in found if "." in key} == {"total"}
    assert {figure.state for figure in found.values() if figure.key.endswith(".total")} == {State.BLANK}
    bare = parsing.read(re.sub(r"(重复申请)[\t\d]+", "\\1" + "\t" * 7, page).encode())
    assert bare.figures["not_processed_repeat.org_other"].state is State.BLANK
    assert bare.figures["not_processed_petition.org_other"].stated
    lost = parsing.read(
        re.sub(r"\t+$", "", page.replace("\n\t\t", "\n").replace("\n\t", "\n"), flags=re.MULTILINE).encode()
    )
    assert all(figure.value in (None, REPORT.figures[key]) for key, figure in lost.figures.items() if "." in key)


def _requests_in_fields() -> list[list[str]]:
    """Table 3 with an empty field in every place that a span covers, and no totals."""
    rows = re.findall(r"<tr.*?</tr>", _placeholders(SECOND), flags=re.DOTALL)
    fields = [re.findall(r"<td>(.*?)</td>", row, flags=re.DOTALL)[:10] for row in rows]
    return [[*row[:9], "" if re.fullmatch(r"\d{4}", row[9]) else row[9]] for row in ([*row, *[""] * (10 - len(row))] for row in fields)]  # fmt: skip
