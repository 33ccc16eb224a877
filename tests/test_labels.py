"""Damaged labels find their row; ambiguous ones find none."""

import pytest

from parsing.forms import FORMS
from parsing.labels import Labels, bare

ROWS = Labels({row.key: row.wordings for form in FORMS.values() for row in form.request_rows})


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("1.属于国家秘密", "denied_state_secret"), ("1、属于国家秘密", "denied_state_secret"), ("⑴ 属于国家 秘密", "denied_state_secret"),
        ("2.其他法律行政止公开", "denied_other_law"), ('3.危及"三安全一稳定"', "denied_security_stability"),
        ("3.危及‘三安全一稳定’", "denied_security_stability"), ("7.属于行政执法案卷信息", "denied_enforcement_file"),
        ("（二）部分公开（区分处理的，只计这一情形,不计其他情形）", "granted_part"), ("—、本年新收政府信息公开申请数量", "requests_new"),
        ("一、 本年新收政府信息\n公开申请数量", "requests_new"), ("五要求行政机关确认或重新出具已获取信息", "not_processed_reconfirm"),
        ("5.要求行政机关确认或重新出", "not_processed_reconfirm"), ("（七）合计", "outcomes_total"), ("3、其他", "other_misc"),
        ("1.逾期不补正", "other_no_supplement"), ("⼀、本年新收政府信息公开申请数量", "requests_new"),
    ],
)  # fmt: skip
def test_rows(printed: str, key: str) -> None:
    match = ROWS.match(printed)
    assert match is not None
    assert match.key == key


@pytest.mark.parametrize(
    "printed", ["", "0", "公开", "政府信息公开申请", "行政机关", "年度工作报告", "申请人", "x" * 200]
)
def test_no_row(printed: str) -> None:
    assert ROWS.match(printed) is None


def test_two_near_labels_are_no_match() -> None:
    labels = Labels({"a": ["上半年新收申请件数"], "b": ["下半年新收申请件数"]})
    assert labels.match("全半年新收申请件数") is None
    assert labels.exact("上半年新收申请件数") == "a"


def test_numbering_is_not_part_of_a_label() -> None:
    assert bare("（七）总计") == bare("总计") == bare("7.总计")
    assert bare("三安全一稳定") == "三安全一稳定"
