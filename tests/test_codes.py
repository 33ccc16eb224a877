"""parsing.codes: codes of organisations under their labels, believed only where every check character holds."""

from __future__ import annotations

import pytest

import parsing
from parsing.codes import _ALPHABET, credit_code, organisation_code

OFFICE = "000014349"
"""The organisation code in the index numbers of the State Council's general office."""
PUBLIC = ("12100000400002259P", "12100000400000624D")
"""Two universities of Beijing, by their published codes."""


@pytest.mark.parametrize("code", PUBLIC)
def test_published_codes_hold_and_no_neighbour_of_theirs_does(code: str) -> None:
    assert credit_code(code) == code
    assert organisation_code(code[8:17]) == code[8:17]
    for place in range(17):
        for other in _ALPHABET:
            changed = code[:place] + other + code[place + 1 :]
            assert other == code[place] or credit_code(changed) is None, changed
    assert [one for one in _ALPHABET if credit_code(code[:17] + one)] == [code[17]]


def test_organisation_codes() -> None:
    assert organisation_code(OFFICE) == OFFICE
    assert organisation_code("00001434-9") == OFFICE
    assert [last for last in "0123456789X" if organisation_code("00001434" + last)] == ["9"]
    assert organisation_code("0000143499") is None and organisation_code("") is None


def test_a_companys_code_is_no_organs() -> None:
    assert credit_code("91110000600037341L") is None


def page(*lines: str, head: str = "") -> bytes:
    sections = (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "五、存在的主要问题及改进情况",
    )
    body = "".join(f"<p>{line}</p>" for line in lines)
    text = "".join(f"<h2>{section}</h2><p>2021年，本机关做了许多工作，收到申请3件。</p>" for section in sections)
    title = "样例县民政局2021年政府信息公开工作年度报告"
    return f"<html><head><meta charset='utf-8'>{head}</head><body>{body}<h1>{title}</h1>{text}</body></html>".encode()


@pytest.mark.parametrize(
    "data",
    [
        page(f"索 引 号：{OFFICE}/2021-00012"),
        page(f"索引号: {OFFICE}-2021-00012 发布日期：2022-01-20"),
        page("组织机构代码：00001434-9"),
        page(f"<table><tr><td>索引号</td><td>{OFFICE}/2021-1</td><td>发布机构</td><td>样例县民政局</td></tr></table>"),
        page(head=f"<meta name='IndexNumber' content='{OFFICE}/2021-1'>"),
    ],
)
def test_codes_under_their_labels(data: bytes) -> None:
    reading = parsing.read(data)
    assert reading.verdict == "report" and reading.codes == (OFFICE,)
    assert reading.as_dict()["codes"] == [OFFICE]


@pytest.mark.parametrize(
    "line",
    [
        "索引号：000014348/2021-00012",  # the check character fails
        "索引号：2021-00012",
        "索引号：",
        f"企业代码 {OFFICE}",  # another label
        f"收到申请人提供的组织机构代码 {OFFICE}。",  # a sentence
        "统一社会信用代码：91110000600037341L",
    ],
)
def test_what_is_no_code_of_the_organ(line: str) -> None:
    assert parsing.read(page(line)).codes == ()


def test_a_credit_code_counts_once() -> None:
    line = f"统一社会信用代码：{PUBLIC[0].lower()}"
    assert parsing.read(page(line, line)).codes == (PUBLIC[0],)
