"""Sentences of reports without a table: one plain number for one thing in the report year, or no figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

import parsing
from parsing.forms import LOCAL, NARRATIVE, ListForm
from parsing.model import Paragraph, Place, State
from parsing.narrative import read_narrative
from tests import lists_kit as kit

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
