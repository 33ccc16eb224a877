"""Prose against tables: a finding only where no legal reading agrees, measured on sentences of all kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from parsing.fees import read_fees
from parsing.forms import FORMS
from parsing.model import Figure, Finding, Paragraph, Place, State
from parsing.witness import evaluate_witness
from parsing.witness.prose import passages, plain
from parsing.witness.requests import requests_said

YEAR = 2023
NO_FEES = "发出收费通知的件数0件，总金额0元，实际收取的总金额0元。"
SENTENCES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "witness_sentences.yml").read_text(encoding="utf-8")
)
ROUTES = {"review": "reconsideration", "direct": "litigation_direct", "after": "litigation_after_reconsideration"}


def table(**rows: int) -> dict[str, Figure]:
    """The figures of tables 3 and 4: named rows as given, all by natural persons and upheld; everything else 0."""
    form = FORMS["2021"]
    outcomes = rows.setdefault("outcomes_total", sum(rows.get(leaf, 0) for leaf in form.leaves))
    out, carried_in = rows.setdefault("requests_carried_out", 0), rows.get("requests_carried_in", 0)
    rows.setdefault("requests_new", outcomes + out - carried_in)
    values = {spec.key: 0 for spec in form.figures.values()}
    for row in {*form.leaves, "requests_new", "requests_carried_in", "outcomes_total", "requests_carried_out"}:
        values[f"{row}.natural_person"] = values[f"{row}.total"] = rows.get(row, 0)
    for name, route in ROUTES.items():
        pending = rows.get(f"{name}_pending", 0)
        values |= {f"{route}_upheld": rows.get(name, 0) - pending, f"{route}_pending": pending}
        values[f"{route}_total"] = rows.get(name, 0)
    return {key: Figure(key, value, None, str(value)) for key, value in values.items()}


def findings(text: str, figures: Mapping[str, Figure], six: str = NO_FEES, form: str = "2021", year: int | None = YEAR) -> tuple[Finding, ...]:  # fmt: skip
    prose = {
        "overall": [Paragraph(line, Place(line=n)) for n, line in enumerate(text.strip().split("\n"), 1)],
        "other_matters": [Paragraph(six, Place(line=99))],
    }
    known = dict(figures) | read_fees(prose["other_matters"], prose["overall"])
    return evaluate_witness(prose, known, form, year)


def said(text: str, year: int = 2021) -> list[int]:
    return [item.number for item, _ in requests_said(passages([Paragraph(text)]), year)]


def rules(*args: Any, **options: Any) -> list[str]:
    return [finding.rule for finding in findings(*args, **options)]


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"].strip()[:24])
def test_sentence(case: dict[str, Any]) -> None:
    expected = set(case.get("contradiction", ())) - set(case.get("missed", ()))
    assert set(rules(case["text"], table(**case["table"]), case.get("six", NO_FEES))) == expected, case["why"]


def test_what_the_method_page_reports() -> None:
    """Numbers of docs/method.md: sentences, contradictions in them, findings, false alarms, misses."""
    counted: Counter[str] = Counter()
    for case in SENTENCES:
        true = set(case.get("contradiction", ()))
        named = set(rules(case["text"], table(**case["table"]), case.get("six", NO_FEES)))
        counted.update(true=len(true), found=len(true & named), false_alarms=len(named - true))
    page = (Path(__file__).parent.parent / "docs" / "method.md").read_text(encoding="utf-8")
    assert counted["false_alarms"] == 0
    assert f"{len(SENTENCES)}（{counted['true']} 处矛盾" in page
    assert f"指出 {counted['found']} 处" in page
    assert len(SENTENCES) >= 100


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2021年共接到申请3件,其中2件属于已主动公开范围,1件因本机关不掌握相关政府信息", [3]),
        ("全年共收到依申请公开案件2件（邮件1件，挂号信1件）", [2]),
        ("2021年，全市受理政府信息公开申请 3,119 件，答复3050件", [3119]),
        ("本年度收到12件政府信息公开申请", [12]),
        ("本机关共收到公民提出的信息公开申请１５宗", [15]),
        ("本部门共收到政府信息公开申请两件", [2]),
    ],
)  # fmt: skip
def test_numbers_of_requests(text: str, numbers: list[int]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "2020年共收到政府信息公开申请9件", "上年收到公开申请9件", "自条例施行以来累计收到政府信息公开申请900件", "通过网站收到政府信息公开申请4件",
        "收到行政复议申请4件", "受理劳动仲裁申请50件，公开开庭", "收到低保申请12件，公开公示", "收到申请办理事项9件，公开透明", "收到申请9件", "收到5件低保申请，公开",
        "收到投诉举报类申请3件", "主动公开信息154条", "区本级收到政府信息公开申请7件", "收到申请后15日内答复", "未收到政府信息公开申请3件",
        "共办理公开申请9件", "收到代表建议8件，依申请公开工作有序", "其中受理依申请公开申请5件", "收到公开申请约30件", "收到公开申请30多件",
        "全年去年同期收到公开申请9件", "各部门收到政府信息公开申请7件",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("收到申请两件", "收到申请2件"), ("一百二十三件", "123件"), ("十二 件", "12件"), ("一千零五件", "1005件"), ("二十起", "20起"),
        ("每一件", "每一件"), ("第三件", "第三件"), ("收到一件、答复一件", "收到一件、答复一件"), ("二〇二一件", "二〇二一件"), ("百件", "百件"),
    ],
)  # fmt: skip
def test_chinese_numerals(text: str, flat: str) -> None:
    assert plain(text) == flat


@pytest.mark.parametrize("number", [3511, 3607, 3486])
def test_every_legal_reading(number: int) -> None:
    """New; new and carried over; answered."""
    figures = table(requests_new=3511, requests_carried_in=96, granted=3486, requests_carried_out=121)
    assert rules(f"全年收到政府信息公开申请{number}件。", figures) == []


def test_silent_where_the_prose_gives_several_numbers_or_the_table_none() -> None:
    assert rules("收到公开申请3件。全年收到申请5件。", table(granted=12)) == []
    blank = table(granted=12) | {"outcomes_total.total": Figure("outcomes_total.total", None, State.BLANK)}
    assert rules("收到公开申请3件。", blank) == []
    assert rules("收到申请12件，予以公开3件。因政府信息公开被申请行政复议3件。", {}) == []


@pytest.mark.parametrize(
    ("key", "left"), [("denied_process_info.total", ["10"]), ("granted_part.total", []), ("granted.total", [])]
)
def test_an_empty_cell_that_the_reading_needs_decides_nothing(key: str, left: list[str]) -> None:
    text = "收到政府信息公开申请20件，予以公开10件，不予公开7件。"
    figures = table(granted=12, granted_part=1, denied_process_info=5, denied_third_party=2)
    assert [finding.left for finding in findings(text, figures)] == ["10"]
    text = text.replace("7件", "2件")
    assert [finding.left for finding in findings(text, figures)] == ["10", "2"]
    blank = figures | {key: Figure(key, None, State.BLANK)}
    assert [finding.left for finding in findings(text, blank) if finding.left == "10"] == left


def test_a_table_that_disagrees_with_itself_has_two_readings() -> None:
    figures = table(granted=10)
    figures["granted.total"] = Figure("granted.total", 4, None, "4")
    assert rules("收到政府信息公开申请10件，予以公开10件。", figures) == []
    figures = table(review=3) | {"reconsideration_total": Figure("reconsideration_total", 0, None, "0")}
    assert rules("因政府信息公开被申请行政复议3件。", figures) == []


def test_one_row_for_other_handling_in_the_form_of_2019() -> None:
    figures = {key: figure for key, figure in table(granted=5).items() if not key.startswith("other_")}
    figures["other.total"] = Figure("other.total", 3, None, "3")
    text = "收到政府信息公开申请5件，予以公开5件，其他处理{}件。"
    assert rules(text.format(3), figures, form="2019") == []
    assert rules(text.format(4), figures, form="2019") == ["narrative.outcomes"]


def test_outcomes_of_another_set_of_requests_are_not_held_against_the_table() -> None:
    text = "收到政府信息公开申请3件，予以公开3件。"
    assert rules(text, table(granted=2, denied_enforcement_file=10)) == ["narrative.requests_new"]


def test_fees_are_asked_for_since_2021_and_where_the_report_has_its_end() -> None:
    figures = table()
    assert rules("收到公开申请0件。", figures, "无。") == ["narrative.fee_paragraph"]
    assert rules("收到公开申请0件。", figures, "无。", form="2019", year=2020) == []
    assert rules("收到公开申请0件。", figures, "无。", year=None) == []
    assert evaluate_witness({"overall": [Paragraph("收到申请0件。")]}, figures, "2021", YEAR) == ()
    assert evaluate_witness({"other_matters": [Paragraph("无。")]}, figures, "2021", YEAR) == ()


def test_the_sentence_and_the_cells_are_named() -> None:
    (finding,) = findings("2023年共接到信息公开申请3件。", table(granted=12))
    assert "接到信息公开申请3件" in finding.message
    assert (finding.left, finding.right) == ("3", "12")
    assert finding.cells == ("requests_new.total", "requests_carried_in.total")
    assert finding.places == (Place(line=1),)
    long = "我局高度重视依申请公开工作，" * 20 + "收到政府信息公开申请12件，予以公开7件，不予公开5件。"
    first, second = findings(long, table(granted=9, denied_process_info=3))
    assert "予以公开7件" in first.message and len(first.message) < 160
    assert (first.left, first.right, first.cells) == ("7", "9", ("granted.total",))
    assert "不予公开 5 件" in second.message and "the text says refused 5, the table 3" in second.message_en
    assert second.cells[5] == "denied_process_info.total"


def test_every_real_report(shared_reports: Path) -> None:
    """Seven real narratives, each finding judged by reading the report: one, and it is true."""
    import parsing

    sources = sorted(path for folder in ("seeds", "real") for path in (shared_reports / folder).iterdir())
    named = {
        path.name: [finding.rule for finding in parsing.read(path.read_bytes()).findings if finding.rule.startswith("narrative.")]
        for path in sources
    }  # fmt: skip
    assert {name: found for name, found in named.items() if found} == {"000.txt": ["narrative.requests_new"]}
