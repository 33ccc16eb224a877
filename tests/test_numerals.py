"""A cell's number is exact or honestly none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsing.model import State
from parsing.numerals import read_number, unit_in


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0), ("　　0", 0), (" 10 ", 10), ("１２", 12), ("1,234", 1234), ("12,345,678", 12345678), ("`56", 56),
        ("22（其中修订 16 件）", 22), ("22(注)", 22), ("22①", 22), ("3²", 3), ("0件", 0), ("7 条", 7), ("0.0", 0), ("5.00", 5),
        ("零", 0), ("+4", 4), ("-3", -3), ("－3", -3), ("'8", 8), ("18．", 18), ("18件。", 18), ("19（件）", 19), ("3；", 3), ("\u200b6", 6),
    ],
)  # fmt: skip
def test_counts(raw: str, value: int) -> None:
    assert read_number(raw) == (value, None)


@pytest.mark.parametrize(
    "raw",
    ["10 0", "1\n2", "1 234", "3.5", "1.2万件", "T政", "约20", "20余", "1,23", "1/29", "一百五", "2021年", "12345678901234567", "10、5",
     "增加2", "5%", "①", "12（万件）", "12（万元）", "1+1", "251000元", "0x10", "1e3", "--5"],
)  # fmt: skip
def test_never_made_into_a_count(raw: str) -> None:
    assert read_number(raw) == (None, State.UNREADABLE)


@pytest.mark.parametrize("raw", ["", " ", "　", "\xa0", "\n", "`"])
def test_blank(raw: str) -> None:
    assert read_number(raw) == (None, State.BLANK)


@pytest.mark.parametrize("raw", ["/", "-", "—", "——", "－", "无", "不适用", "\\", "／"])
def test_dash(raw: str) -> None:
    assert read_number(raw) == (None, State.DASH)


@pytest.mark.parametrize(
    ("raw", "value"), [("+2", 2), ("＋2", 2), ("-7", -7), ("−7", -7), ("增加2", 2), ("减3", -3), ("减少 12 项", -12)]
)
def test_signed(raw: str, value: int) -> None:
    assert read_number(raw, "signed") == (value, None)


@pytest.mark.parametrize(
    ("raw", "header", "value"),
    [
        ("7730.28", None, Decimal("7730.28")), ("0", None, 0), ("251000元", None, Decimal("25.1")), ("1424.4万元", None, Decimal("1424.4")),
        ("2亿元", None, 20000), ("35（元）", None, Decimal("0.0035")), ("35（单位：万元）", "元", 35), ("2 (亿)", None, 20000), ("96171.60", None, Decimal("96171.6")), ("50", "元", Decimal("0.005")), ("1,000.5", None, Decimal("1000.5")),
    ],
)  # fmt: skip
def test_money_in_the_unit_of_the_form(raw: str, header: str | None, value: object) -> None:
    assert read_number(raw, "money", "万元", header) == (value, None)


def test_an_amount_without_any_unit_keeps_its_doubt() -> None:
    assert read_number("`56700", "money_unprinted_unit", "元") == (56700, State.UNIT_UNKNOWN)
    assert read_number("251000元", "money_unprinted_unit", "元") == (251000, None)
    assert read_number("14.5", "money_unprinted_unit", "元", "万元") == (145000, None)
    assert read_number("0", "money_unprinted_unit", "元") == (0, None)


def test_unit_of_a_header() -> None:
    assert unit_in("本年收费金额（单位：万元）") == "万元"
    assert unit_in("本年收费金额(单位:元)") == "元"
    assert unit_in("采购总金额") is None


@given(st.integers(0, 10**12))
def test_every_plain_count_comes_back(number: int) -> None:
    for raw in (str(number), f"{number:,}", f" {number}\n", "".join(chr(ord(c) + 0xFEE0) for c in str(number))):
        assert read_number(raw) == (number, None)


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_reason(text: str) -> None:
    for kind in ("integer", "signed", "money", "money_unprinted_unit"):
        value, state = read_number(text, kind, "元")
        assert (value is None) == (state in {State.BLANK, State.DASH, State.UNREADABLE})
