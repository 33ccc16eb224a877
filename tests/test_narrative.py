"""Sentences of reports without a table: one plain number for one thing in the report year, or no figure."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import parsing
from parsing.forms import LOCAL, NARRATIVE, ListForm
from parsing.model import Paragraph, Place, State
from parsing.narrative import read_narrative
from tests import lists_kit as kit

SENTENCES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "narrative_sentences.yml").read_text(encoding="utf-8")
)
CORE = tuple(read_narrative((), None))
STATED = {
    "2012年，全市共主动公开政府信息12,345条，其中通过网站公开9000条。": {"proactive_items": 12345},
    "全年累计主动公开政府信息356条。": {"proactive_items": 356},
    "2012年1月1日至12月31日，我局主动公开信息 8 条。": {"proactive_items": 8},
    "本年度共收到政府信息公开申请105件，其中当面申请30件、传真申请0件，网络申请50件，信函申请25件。": {
        "requests_received": 105, "requests_in_person": 30, "requests_fax": 0, "requests_online": 50, "requests_letter": 25,
    },
    "2012年受理信息公开申请７件。": {"requests_received": 7},
    "全年共受理23件政府信息公开申请，均按时答复。": {"requests_received": 23},
    "在已答复的申请中，同意公开的61件，同意部分公开的4件，不予公开的3件，信息不存在的2件，不属于本机关公开范围的1件。": {
        "reply_granted": 61, "reply_granted_part": 4, "reply_refused": 3, "reply_not_exist": 2, "reply_not_this_organ": 1,
    },
    "因政府信息公开被申请行政复议2件，行政诉讼1件。": {"reconsideration_cases": 2, "litigation_cases": 1},
    "2012年依申请公开政府信息共收取检索、复制、邮寄等费用1250元。": {"ogi_fees_10k_cny": Decimal("0.125")},
    "2012年，我局共受理信息公开申请十二件，其中现场申请三件，以网上提交表单形式申请九件，无传真申请。": {
        "requests_received": 12, "requests_in_person": 3, "requests_online": 9,
    },
    "2012年共受理公民、法人和其他组织申请公开政府信息 156 条(件)。": {"requests_received": 156},
    "2012年，县信访局、县财政局等通过政府网站、公开栏等多种形式主动公开政府信息326条。": {"proactive_items": 326},
    "通过政府网站公开信息5632条，通过公报公开48条，共计主动公开政府信息5680条。": {"proactive_items": 5680},
    "截止2012年12月底，我委2012年度主动公开政府信息203条。": {"proactive_items": 203},
    "截至2012年底，累计主动公开政府信息620条，其中2012年公开355条。": {"proactive_items": 355},
    "2012年全市共收到政府信息公开申请586件，去年同期为502件，同比增长16.7%；同意公开388件，去年为340件；部分公开41件。": {
        "requests_received": 586, "reply_granted": 388, "reply_granted_part": 41,
    },
    "收到申请后，10件同意公开，2件不予公开，1件信息不存在，申请均通过网络提出。": {
        "reply_granted": 10, "reply_refused": 2, "reply_not_exist": 1,
    },
    "共收到政府信息公开申请10件，当面申请、网络申请、信函申请分别为3件、5件、2件。": {
        "requests_received": 10, "requests_in_person": 3, "requests_online": 5, "requests_letter": 2,
    },
    "因政府信息公开引起的行政复议、行政诉讼各1件。": {"reconsideration_cases": 1, "litigation_cases": 1},
    "全年涉及政府信息公开的行政复议2件，2011年为5件；行政诉讼数量为0。": {"reconsideration_cases": 2, "litigation_cases": 0},
    "全年发生行政复议11件、行政诉讼8件，其中涉及政府信息公开的行政复议2件、行政诉讼1件。": {
        "reconsideration_cases": 2, "litigation_cases": 1,
    },
    "2012年依申请公开政府信息共收取费用 0 元，减免费用 0 元。": {"ogi_fees_10k_cny": 0},
    "对申请人收取政府信息公开成本费用共11,230元，其中复制费11,000元。": {"ogi_fees_10k_cny": Decimal("1.123")},
}  # fmt: skip


def read(*texts: str, year: int | None = 2012) -> dict[str, int | Decimal | None]:
    paragraphs = [Paragraph(text, Place(line=n)) for n, text in enumerate(texts, 1)]
    return {key: figure.value for key, figure in read_narrative(paragraphs, year).items() if figure.state is None}


@pytest.mark.parametrize("text", STATED)
def test_stated(text: str) -> None:
    assert read(text) == STATED[text]


@pytest.mark.parametrize(
    "text",
    [
        "自2008年《条例》施行以来，共主动公开政府信息98765条。",
        "截至2012年底，累计主动公开政府信息98765条。",
        "2011年主动公开政府信息300条。",
        "主动公开政府信息比上年同期增加300条。",
        "今年第一季度主动公开政府信息300条。",
        "1月至6月收到政府信息公开申请9件。",
        "共主动公开政府信息1200余条。",
        "共主动公开政府信息约1200条。",
        "共主动公开政府信息1.2万条。",
        "通过政府网站主动公开政府信息300条。",
        "其中，市本级主动公开政府信息300条。",
        "各县区收到政府信息公开申请40件。",
        "收到信函、传真申请5件。",
        "当面和网络申请共10件。",
        "申请人中，网络申请占50%。",
        "同意公开和部分公开的申请共7件。",
        "全年未发生因政府信息公开引起的行政复议、行政诉讼案件。",
        "行政复议和行政诉讼各1件。",
        "全年办理行政复议案件120件。",
        "全年办理行政复议案件120件，其中政府信息公开行政复议案件3件。",
        "未受理申请2件，不予受理申请3件。",
        "收到行政许可申请3200件，受理信访申请12件。",
        "接受网上咨询20人次，电话咨询300人次。",
        "未收取任何费用，减免费用1250元。",
        "计划明年主动公开政府信息500条。",
        "自《条例》施行至2012年底，我局共收到政府信息公开申请5件。",
        "截至2012年底，共收到政府信息公开申请365件；当面申请200件。",
        "自《条例》施行以来，我局共收到政府信息公开申请128件。其中当面申请100件，同意公开90件。",
        "全年公开信息情况：5.其他方式公开政府信息数：668条。",
        "2012年应主动公开政府信息245条。",
        "2012年我局制作政府信息421条，其中依申请公开15条，不予公开8条。",
        "受理的申请中，因涉及商业秘密不予公开4件。",
        "收到来信申请2306件，属于信访事项，不属于政府信息公开申请。",
        "区政府收到以各街道为被申请人的政府信息公开行政复议申请9件。",
        "依申请公开政府信息收取的费用标准为每页0.5元。",
        "依申请公开政府信息收取复制费38元、邮寄费20元。",
        "政府信息公开行政复议2件（上年3件），均已办结；涉及政府信息公开的行政复议3件。",
        "信访局共收到政府信息公开申请30件，其中转交其他部门办理12件。",
        "2012年共收到政府信息公开申请12件次余。",
    ],
)
def test_not_stated(text: str) -> None:
    assert read(text) == {}


def test_without_a_report_year_nothing_is_stated() -> None:
    assert read("全年共主动公开政府信息356条。", year=None) == {}


def test_the_sentence_is_kept() -> None:
    text = "二、依申请公开。2012年共收到政府信息公开申请105件。按时答复。"
    figure = read_narrative([Paragraph(text, Place(line=4))], 2012)["requests_received"]
    assert (figure.raw, figure.quote, figure.place) == ("105", "2012年共收到政府信息公开申请105件", Place(line=4))


def test_sentences_that_disagree_leave_the_figure_unreadable() -> None:
    texts = (
        "2012年共收到政府信息公开申请105件。",
        "全年受理政府信息公开申请100件。",
        "全年受理政府信息公开申请100件。",
    )
    figures = read_narrative([Paragraph(text) for text in texts], 2012)
    figure = figures["requests_received"]
    assert (figure.value, figure.state, figure.raw) == (None, State.UNREADABLE, "105；100")
    assert "105件" in (figure.quote or "") and "100件" in (figure.quote or "")
    assert figures["proactive_items"].state is State.ABSENT
    assert read(texts[1], texts[2]) == {"requests_received": 100}


UNDER_HEADINGS = (
    "二、主动公开情况",
    "2012年，我局共公开信息512条。",
    "三、依申请公开情况",
    "（一）收到申请6件。",
    "（二）“同意公开”的4条，占60.7%。",
    "“信息不存在”的2条。",
    "四、收费情况",
    "收费36元，其中复制费36元。",
    "五、复议、诉讼情况",
    "行政复议申请3件，其中当面申请1件；行政应诉2件。",
)


def test_a_heading_says_what_is_counted_under_it() -> None:
    assert read(*UNDER_HEADINGS) == {
        "proactive_items": 512,
        "requests_received": 6,
        "reply_granted": 4,
        "reply_not_exist": 2,
        "ogi_fees_10k_cny": Decimal("0.0036"),
        "reconsideration_cases": 3,
    }
    assert read("全年公开信息512条。", "收费36元。", "行政复议申请3件。") == {}


def test_the_first_reports_are_of_may_to_december_of_2008() -> None:
    since = "自2008年5月1日《条例》施行至12月31日，共收到政府信息公开申请41件，其中当面申请29件。"
    assert read(since, year=2008) == {"requests_received": 41, "requests_in_person": 29}
    assert read("《条例》施行以来，主动公开政府信息886条。", year=2008) == {"proactive_items": 886}
    assert read(since, "《条例》施行以来，主动公开政府信息886条。", year=2009) == {}


def test_whose_number_it_is() -> None:
    def of(issuer: str, *texts: str) -> dict[str, int | Decimal | None]:
        figures = read_narrative([Paragraph(text) for text in texts], 2012, issuer)
        return {key: figure.value for key, figure in figures.items() if figure.state is None}

    county = "2012年全县共主动公开政府信息8456条。"
    office = "2012年县政府办公室主动公开政府信息746条。"
    assert of("柳林县发展和改革局", county, "我局主动公开政府信息131条。") == {"proactive_items": 131}
    assert of("柳林县人民政府", county, office) == {"proactive_items": 8456}
    assert of("柳林县人民政府办公室", office) == {"proactive_items": 746}
    assert of("柳林县人民政府", "县财政局主动公开政府信息412条。") == {}
    assert of("柳林县柳林镇", "2012年，柳林镇主动公开政府信息412条。") == {"proactive_items": 412}
    both = "全市卫生系统收到政府信息公开申请35件，其中市卫生局收到政府信息公开申请11件。"
    figure = read_narrative([Paragraph(both)], 2012, "东陵市卫生局")["requests_received"]
    assert (figure.value, figure.state) == (None, State.UNREADABLE)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2012年我镇未收到政府信息公开申请。", "requests_received"),
        ("全年没有收到公民、法人和其他组织提出的政府信息公开申请。", "requests_received"),
        ("未发生因政府信息公开引起的行政复议和行政诉讼。", "reconsideration_cases"),
        ("未发生因政府信息公开引起的行政复议和行政诉讼。", "litigation_cases"),
        ("依申请公开政府信息未收取任何费用。", "ogi_fees_10k_cny"),
    ],
)
def test_words_for_none_are_a_dash_with_their_sentence(text: str, key: str) -> None:
    figure = read_narrative([Paragraph(text)], 2012)[key]
    assert (figure.value, figure.state) == (None, State.DASH)
    assert figure.raw and (figure.quote or "") in text
    assert read_narrative([Paragraph(f"2011年，{text.removeprefix('2012年')}")], 2012)[key].state is State.ABSENT


def test_a_number_and_words_for_none_contradict_each_other() -> None:
    figures = read_narrative([Paragraph("全年收到政府信息公开申请3件。"), Paragraph("未收到政府信息公开申请。")], 2012)
    assert figures["requests_received"].state is State.UNREADABLE


def test_a_rounded_number_is_shown_and_not_taken() -> None:
    figure = read_narrative([Paragraph("2012年，全省主动公开政府信息176.3万余条。")], 2012)["proactive_items"]
    assert (figure.value, figure.state, figure.raw) == (None, State.UNREADABLE, "176.3万余条")
    assert read("全年主动公开政府信息1.2万条。", "全年主动公开政府信息12,345条。") == {"proactive_items": 12345}


def test_channels_that_exceed_the_requests_are_left() -> None:
    figures = read_narrative([Paragraph("收到政府信息公开申请5件，其中网上申请40件，当面申请2件。")], 2012)
    assert figures["requests_received"].value == 5
    assert figures["requests_online"].state is figures["requests_in_person"].state is State.UNREADABLE


@pytest.mark.parametrize("told", SENTENCES, ids=[told["says"] for told in SENTENCES])
def test_sentences_of_all_kinds(told: dict[str, Any]) -> None:
    paragraphs = [Paragraph(text) for text in (told["head"], told["says"])]
    figures = read_narrative(paragraphs, 2012, told["issuer"])
    found = {key: figure.value for key, figure in figures.items() if figure.stated}
    assert found == {key: Decimal(str(value)) for key, value in told["states"].items()}


def test_disputes_under_their_own_heading() -> None:
    assert read("五、复议、诉讼情况", "全年行政复议3件。") == {"reconsideration_cases": 3}


def test_hostile_sentences_are_quick() -> None:
    assert read("收到申请" + "共计" * 20_000, "主动公开信息" + "数总" * 20_000 + "，" * 20_000) == {}


TITLE = "样例县林业局2012年政府信息公开工作年度报告"
PROSE = (*kit.PROSE, "2012年共主动公开政府信息356条，收到政府信息公开申请12件。")


def test_a_narrative_report() -> None:
    reading = parsing.read(kit.page(title=TITLE, prose=PROSE))
    assert (reading.verdict, reading.form, reading.year) == ("report", "narrative", 2012)
    assert (dict(reading.table_forms), tuple(reading.figures), reading.findings) == ({}, CORE, ())
    stated = {key: figure.value for key, figure in reading.figures.items() if figure.stated}
    assert stated == {"proactive_items": 356, "requests_received": 12}
    assert reading.as_dict()["sources"]["requests_received"]["quote"].endswith("收到政府信息公开申请12件")


@pytest.mark.parametrize("form", LOCAL, ids=lambda form: form.id)
def test_a_local_list_goes_before_sentences(form: ListForm) -> None:
    values = kit.numbers(form)
    grid = kit.rows(form, values)
    grid = [["指标名称", "计量单位", "2012年度", "历年累计"], *([*row, row[2] and "99999"] for row in grid[1:])]
    prose = (*PROSE, "全年共收取费用0元。", "因政府信息公开被申请行政复议2件。")
    reading = parsing.read(kit.page(kit.table(grid), title=TITLE, prose=prose, caption="附表"))
    assert (reading.form, dict(reading.table_forms)) == ("narrative", {})
    assert {key: reading.figures[key].value for key in values} == values
    assert set(reading.figures) == {*CORE, *values}
    assert set(reading.figures) <= set(NARRATIVE.figures)


def test_columns_of_local_lists() -> None:
    form = LOCAL[0]
    values = kit.numbers(form)
    body = kit.rows(form, values)[1:]
    coded = [["指标名称", "代码", "计量单位", "本期实际", "本年累计"]]
    coded += [[label, f"{n:02}", unit, "3", value] for n, (label, unit, value) in enumerate(body, 1)]
    reading = parsing.read(kit.page(kit.table(coded), title=TITLE, prose=PROSE, caption="附表"))
    assert {key: reading.figures[key].value for key in values} == values
    quarter = parsing.read(kit.page(kit.table(coded), title=TITLE, prose=PROSE, caption="2012年第三季度统计表"))
    assert quarter.figures["proactive_items"].value == 356
    assert tuple(quarter.figures) == CORE


def tables(*grids: kit.Grid, year: int = 2012, caption: str = "附表") -> parsing.Reading:
    return parsing.read(
        kit.page(*map(kit.table, grids), title=TITLE.replace("2012", str(year)), prose=kit.PROSE, caption=caption)
    )


def stated(reading: parsing.Reading) -> dict[str, int | Decimal | None]:
    return {key: figure.value for key, figure in reading.figures.items() if figure.stated}


OWN_LIST = [
    ["项目", "单位", "2012年", "2011年"],
    ["一、主动公开政府信息数", "条", "512", "9"],
    ["二、收到政府信息公开申请数", "件", "19", "9"],
    ["1、当面申请", "件", "13", "9"],
    ["2、网络申请", "件", "6", "9"],
    ["三、答复申请数", "件", "18", "9"],
    ["1、同意公开", "件", "15", "9"],
    ["2、部分公开", "件", "1", "9"],
    ["3、不予公开", "件", "2", "9"],
    ["四、行政复议", "件", "4", "9"],
    ["五、行政诉讼", "件", "3", "9"],
    ["六、收费金额", "元", "250", "9"],
]
OWN_VALUES = {
    "proactive_items": 512, "requests_received": 19, "requests_in_person": 13, "requests_online": 6, "replies_total": 18,
    "reply_granted": 15, "reply_granted_part": 1, "reply_refused": 2, "reconsideration_cases": 4, "litigation_cases": 3,
    "ogi_fees_10k_cny": Decimal("0.025"),
}  # fmt: skip


@pytest.mark.parametrize("year", [2012, 2016])
def test_a_list_of_an_office_s_own(year: int) -> None:
    grid = [[text.replace("2012", str(year)) for text in row] for row in OWN_LIST]
    reading = tables(grid, year=year)
    assert (reading.form, stated(reading)) == ("narrative", OWN_VALUES)


@pytest.mark.parametrize(
    ("caption", "whole_years"),
    [
        ("2008—2012年政府信息公开情况统计表", False),
        ("历年政府信息公开情况统计表", False),
        ("政府信息公开累计情况统计表", False),
        ("2012年政府信息公开情况统计表", True),
        ("政府信息公开本年累计情况统计表", True),
    ],
)
def test_a_list_of_more_than_the_year(caption: str, whole_years: bool) -> None:
    unnamed = [[*OWN_LIST[0][:2], "数量"], *(row[:3] for row in OWN_LIST[1:])]
    assert stated(tables(unnamed, caption=caption)) == (OWN_VALUES if whole_years else {})
    assert stated(tables(OWN_LIST, caption=caption)) == OWN_VALUES


def test_a_target_is_no_result() -> None:
    grid = [[*row[:2], "9", row[2], "50%"] for row in OWN_LIST]
    grid[0] = ["项目", "单位", "目标数", "完成数", "完成率"]
    assert stated(tables(grid)) == OWN_VALUES


def test_channels_over_years() -> None:
    grid = [
        ["申请方式", "2011年", "2012年"],
        ["当面申请", "5", "4"],
        ["网上申请", "2", "3"],
        ["信函申请", "1", "0"],
        ["传真申请", "0", "1"],
    ]
    assert stated(tables(grid)) == {
        "requests_in_person": 4,
        "requests_online": 3,
        "requests_letter": 0,
        "requests_fax": 1,
    }


def test_an_amount_without_a_unit_is_not_taken() -> None:
    figure = tables([[row[0], *row[2:]] for row in OWN_LIST]).figures["ogi_fees_10k_cny"]
    assert (figure.value, figure.state, figure.raw) == (None, State.UNIT_UNKNOWN, "250")


def test_indicators_side_by_side() -> None:
    channels = [
        ["申请方式", "当面申请", "网上申请", "信函申请", "传真申请", "合计"],
        ["数量（件）", "7", "12", "3", "0", "22"],
        ["所占比例", "32%", "54%", "14%", "0%", "100%"],
        ["答复类型", "同意公开", "部分公开", "不予公开", "信息不存在", "合计"],
        ["数量（件）", "13", "1", "4", "2", "20"],
    ]
    expected = {
        "requests_in_person": 7, "requests_online": 12, "requests_letter": 3, "requests_fax": 0,
        "reply_granted": 13, "reply_granted_part": 1, "reply_refused": 4, "reply_not_exist": 2,
    }  # fmt: skip
    reading = tables(channels)
    assert (reading.form, stated(reading)) == ("narrative", expected)
    years = [
        ["年份", *channels[0][1:5]],
        ["2011年", "1", "1", "1", "1"],
        ["2012年", *channels[1][1:5]],
        ["累计", *"8888"],
    ]
    assert stated(tables(years)) == {key: expected[key] for key in list(expected)[:4]}
    offices = [["单位", *channels[0][1:5]], ["县财政局", "1", "1", "1", "1"], ["县教育局", *channels[1][1:5]]]
    assert stated(tables(offices)) == {}


def test_short_tables_beside_those_of_the_list() -> None:
    disputes = [
        ["指标", "单位", "数量"],
        ["行政复议数", "件", "4"],
        ["行政诉讼数", "件", "3"],
        ["行政赔偿数", "件", "1"],
    ]
    first = [OWN_LIST[0][:3], *(row[:3] for row in OWN_LIST[1:9])]
    reading = tables(first, disputes)
    assert stated(reading) == {key: value for key, value in OWN_VALUES.items() if key != "ogi_fees_10k_cny"}


def test_half_a_page_with_its_headings_is_a_report() -> None:
    headings = ("一、概况", "二、主动公开情况", "三、依申请公开情况", "四、收费情况", "五、存在问题")
    texts = ("我镇明确专人负责。" * 9, "全年主动公开信息86条。", "未收到申请。" * 4, "未收费。", "公开不够及时。" * 12)
    prose = tuple(line for pair in zip(headings, texts, strict=True) for line in pair)
    reading = parsing.read(kit.page(title="样例县白水镇2012年政府信息公开工作年度报告", prose=prose))
    assert (reading.verdict, stated(reading)) == ("report", {"proactive_items": 86})
    assert (
        parsing.read(kit.page(title="样例县白水镇2012年政府信息公开工作年度报告", prose=headings)).verdict
        == "not_report"
    )


def test_a_list_makes_an_early_document_a_report_however_short() -> None:
    title = TITLE.replace("年度报告", "报告")
    reading = parsing.read(
        kit.page(kit.table(OWN_LIST), title=title, prose=("一、概述", "我局明确专人负责。"), caption="")
    )
    assert (reading.verdict, stated(reading)) == ("report", OWN_VALUES)
    assert parsing.read(kit.page(title=title, prose=("一、概述", "我局明确专人负责。"))).verdict == "not_report"
    empty = [[*row[:2], "", ""] if at else row for at, row in enumerate(OWN_LIST)]
    assert (
        parsing.read(kit.page(kit.table(empty), title=title, prose=("一、概述",), caption="")).verdict == "not_report"
    )


def test_what_the_method_page_reports() -> None:
    page = (Path(__file__).parent.parent / "docs" / "method.md").read_text(encoding="utf-8")
    assert f"most of them traps | {len(SENTENCES)} | 全部如读者所读" in page


def test_the_tables_of_2019_in_a_report_of_2018() -> None:
    """Offices that wrote theirs in spring 2019 used them; one large table is enough, the others may be pictures."""
    path = Path(__file__).parent / "reports" / "html-gbk-blanks-2019" / "source.html"
    page = path.read_bytes().decode("gbk")
    expected = parsing.read(page.encode("gbk"))
    largest = max(re.findall(r"<table.*?</table>", page, re.DOTALL), key=len)
    page = re.sub(r"<table.*?</table>", lambda found: found[0] if found[0] == largest else "", page, flags=re.DOTALL)
    reading = parsing.read(page.replace(f"{expected.year}年", "2018年").encode("gbk"))
    assert (reading.verdict, reading.year, reading.table_forms["requests"]) == ("report", 2018, "2019")
    keys = [key for key in expected.figures if "." in key]
    assert {key: reading.figures[key].value for key in keys} == {key: expected.figures[key].value for key in keys}
