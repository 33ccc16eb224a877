"""Which number does a cell print?

``'　　0'``, ``'`56700'``, ``'1,234'``, ``'251000元'``, ``'＋2'``, ``'22（其中修订16件）'``, ``'/'``, ``''``: one
number, or the honest reason why there is none. Two numbers in one cell, a lost digit or words are never made into one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parsing.decode import clean
from parsing.model import State

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {0x2212: "-", 0x2013: "-", 0x2796: "-", 0x2795: "+", 0x3000: " ", 0xA0: " ", 0xFF0E: ".", 0x201A: ","}
_STRAY = " \t\r\n`´'\"“”‘’°*^~"
_FOOTNOTE = r"(?:[①-⑳⑴-⒇⓪❶-❿¹²³⁰⁴-⁹†‡*※]*|\[\d{1,2}\]|注[\d①-⑳]{1,2})"
_DASHES = re.compile(r"[-—–―‐‑─━_/\\|·.。、…~]{1,6}|无|没有|不适用|不涉及|暂无|N/?A|n/?a", re.ASCII)
_COUNTED = "人次|件次|件|条|项|个|份|次|宗|起|篇|家|人|例|部|批|号"
_UNIT = rf"(?P<unit>亿元|千万元|百万元|万元|千元|百元|元|亿|万|人民币元|{_COUNTED})?"
_NOTE = r"(?:[((][^()0-9][^()]*[))])?"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]|增加?|新增|减少?)?\s*[¥￥]?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<fraction>\.\d*)?\s*{_UNIT}{_FOOTNOTE}\s*{_NOTE}[。；;]?"
)
_BRACKETED = re.compile(rf"\s*\((?:单位:?)?(?P<unit>[十百千万亿]*(?:元|人民币元|{_COUNTED})|[万亿])\)(?=[。；;]?$)")
"""A unit in brackets is no note: 35（元）."""
_FACTORS = {
    **{"元": 1, "人民币元": 1, "十元": 10, "百元": 100, "千元": 1000, "万元": 10_000, "万": 10_000},
    **{"百万元": 1_000_000, "千万元": 10_000_000, "亿元": 100_000_000, "亿": 100_000_000},
}
_HEADER_UNIT = re.compile(
    r"(?:^|[(\[:,、]|金?额|单位|人民币|币种|位为|计量)(?P<unit>(?:[十百千万亿]|百万|千万)?元)(?=$|[^\w]|人民币|保留)"
)
"""A unit by itself: ``口元``, a sign misread before it, is none, and no reason to take 元 for what is printed."""
_DIGITS = "一二三四五六七八九"
_TENS = {
    **{digit: at for at, digit in enumerate(_DIGITS, 1)},
    **{
        f"{tens}十{ones}": 10 * (_DIGITS.find(tens) + 1 if tens else 1) + (_DIGITS.find(ones) + 1 if ones else 0)
        for tens in ("", *_DIGITS[1:])
        for ones in ("", *_DIGITS)
    },
}
_IN_WORDS = {
    **_TENS,
    **{f"{digit}百": 100 * at for at, digit in enumerate(_DIGITS, 1)},
    **{
        f"{digit}百{'零' if number < 10 else '一' if number < 20 else ''}{rest}": 100 * at + number
        for at, digit in enumerate(_DIGITS, 1)
        for rest, number in _TENS.items()
    },
}
"""Numbers below a thousand as one writes them in full: ``一百五`` is 105 for some and 150 for others."""
_COUNTED_WORDS = re.compile(rf"([{_DIGITS}十百零]+)\s?({_COUNTED})?")
_MAX_DIGITS = 15
"""More digits than any figure of a report can have: what is longer is a phone, account or document number."""


class Number(NamedTuple):
    """A cell's number, in the unit asked for, or None with the state that says why."""

    value: int | Decimal | None
    state: State | None


def ascii_digits(text: str) -> str:
    """Full-width signs and digits as ASCII, odd minus signs as ``-``. Footnote marks such as ``①`` stay."""
    return clean(text).translate(_FULL_WIDTH).translate(_SIGNS)


def unit_in(text: str) -> str | None:
    """Which unit of money does a header name? ``本年收费金额（单位：万元）`` -> ``万元``."""
    found = _HEADER_UNIT.search("".join(ascii_digits(text).split()))
    return found["unit"] if found else None


@lru_cache(maxsize=16384)
def read_number(raw: str, kind: str = "integer", unit: str | None = None, header_unit: str | None = None) -> Number:
    """The number that a cell prints.

    ``kind`` is a figure's type (``integer``, ``signed``, ``money``, ``money_unprinted_unit``), ``unit`` the unit that
    the form asks for and ``header_unit`` the unit that the printed header names, if it does. A negative count is
    returned as printed: that it should not be is for the rule ``figures.type`` to say.
    """
    text = ascii_digits(raw).strip(_STRAY)
    if not text:
        return Number(None, State.BLANK)
    if text in {"零", "〇", "O", "o"}:
        # A lone letter O in a number cell is how some offices type zero; two readings, one of them absurd.
        text = "0"
    if _DASHES.fullmatch(text):
        return Number(None, State.DASH)
    if kind in {"integer", "signed"} and (written := _in_words(text)) is not None:
        return Number(written, None)
    found = _NUMBER.fullmatch(_BRACKETED.sub(r"\g<unit>", text))
    if not found or len(found["digits"].replace(",", "")) > _MAX_DIGITS:
        return Number(None, State.UNREADABLE)
    value = Decimal(found["digits"].replace(",", "") + (found["fraction"] or "").rstrip("."))
    sign = found["sign"] or ""
    if sign.startswith(("-", "减")):
        value = -value
    elif sign and sign != "+" and kind != "signed":
        return Number(None, State.UNREADABLE)
    if kind in {"integer", "signed"}:
        return _count(value, found["unit"])
    return _money(value, found["unit"], unit, header_unit, kind)


def _in_words(text: str) -> int | None:
    """``二十六`` -> 26, ``三件`` -> 3. A lone sign may be a dash or a speck: a unit behind it makes it a number."""
    found = _COUNTED_WORDS.fullmatch(text)
    if found is None or (len(found[1]) < 2 and not found[2]):
        return None
    return _IN_WORDS.get(found[1])


def _count(value: Decimal, printed: str | None) -> Number:
    """A count is whole; ``3.0`` is a spreadsheet's way of writing 3, ``3.5`` and ``1.2万件`` are not counts."""
    if printed in _FACTORS or value != value.to_integral_value():
        return Number(None, State.UNREADABLE)
    return Number(int(value), None)


def _money(value: Decimal, printed: str | None, wanted: str | None, header: str | None, kind: str) -> Number:
    if printed and printed not in _FACTORS:
        return Number(None, State.UNREADABLE)
    known = printed or header
    if known is None and kind == "money_unprinted_unit":
        # Nothing is nothing in every unit; any other amount without a unit must stay out of sums.
        return Number(_plain(value), State.UNIT_UNKNOWN if value else None)
    factor = Decimal(_FACTORS[known or wanted or "元"]) / Decimal(_FACTORS[wanted or "元"])
    return Number(_plain(value * factor), None)


def _plain(value: Decimal) -> Decimal | int:
    """Whole amounts as int, others without trailing zeros, so that equal amounts look equal."""
    return int(value) if value == value.to_integral_value() else value.normalize()
