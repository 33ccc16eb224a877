"""Prose against table: a finding only where no legal reading agrees."""

from __future__ import annotations

import pytest

from parsing.model import Figure, Paragraph
from parsing.witness import evaluate_witness, requests_said


def table(new: int, carried_in: int = 0, outcomes: int | None = None, carried_out: int = 0) -> dict[str, Figure]:
    values = {"requests_new": new, "requests_carried_in": carried_in, "requests_carried_out": carried_out}
    values["outcomes_total"] = new + carried_in - carried_out if outcomes is None else outcomes
    return {f"{key}.total": Figure(f"{key}.total", value, None, str(value)) for key, value in values.items()}


def said(text: str, year: int = 2021) -> list[int]:
    return [item.number for item in requests_said([Paragraph(text)], year)]


def found(text: str, figures: dict[str, Figure]) -> list[str]:
    return [finding.rule for finding in evaluate_witness([Paragraph(text)], figures, "2021", 2021)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2021年共接到申请3件,其中2件属于已主动公开范围,1件因本机关不掌握相关政府信息", [3]),
        ("全年共收到依申请公开案件2件（邮件1件，挂号信1件）", [2]),
        ("2021年，全市受理政府信息公开申请 3,119 件，答复3050件", [3119]),
        ("本年度收到12件政府信息公开申请", [12]),
        ("本机关共收到公民提出的信息公开申请１５宗", [15]),
    ],
)  # fmt: skip
def test_numbers_of_requests(text: str, numbers: list[int]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "2020年共收到政府信息公开申请9件", "上年收到申请9件", "自条例施行以来累计收到政府信息公开申请900件", "通过网站收到政府信息公开申请4件",
        "收到行政复议申请4件", "收到投诉举报类申请3件", "主动公开信息154条", "区本级收到政府信息公开申请7件", "收到申请后15日内答复", "未收到政府信息公开申请",
        "共办理申请9件", "收到代表建议8件，依申请公开工作有序", "其中受理依申请公开申请5件",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert said(text) == []


def test_a_number_that_no_reading_allows() -> None:
    assert found("2021年共接到申请3件。", table(12)) == ["narrative.requests_new"]


@pytest.mark.parametrize("number", [3511, 3607, 3486])
def test_every_legal_reading(number: int) -> None:
    """New; new and carried over; answered."""
    assert found(f"全年收到政府信息公开申请{number}件。", table(3511, 96, 3486, 121)) == []


def test_silent_where_the_prose_gives_several_numbers_or_the_table_none() -> None:
    assert found("收到申请3件。全年收到申请5件。", table(12)) == []
    blank = table(12) | {"outcomes_total.total": Figure("outcomes_total.total", None)}
    assert found("收到申请3件。", blank) == []


def test_the_sentence_and_both_cells_are_named() -> None:
    (finding,) = evaluate_witness([Paragraph("2021年共接到申请3件。")], table(12), "2021", 2021)
    assert "共接到申请3件" in finding.message
    assert (finding.left, finding.right) == ("3", "12")
    assert finding.cells == ("requests_new.total", "requests_carried_in.total")
