"""Which telephones, mailboxes, accounts and identity numbers stand in a text?

Telephones are told by how they are written, identity cards by birth date and check digit (GB 11643).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

PHONE, CARD, MAIL, ACCOUNT = "〔电话〕", "〔身份证号〕", "〔邮箱〕", "〔账号〕"
Found = tuple[int, int, str]
"""Where it begins and ends, and what stands in its place."""

_MAIL = re.compile(r"[A-Za-z0-9_][\w.+-]*\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:[1-9]\d{16}[\dXx]|[1-9]\d{14})(?![0-9A-Za-z])", re.ASCII)
_UNIT = r"(?!\s*(?:元|万|亿|件|条|次|人|个|份|项|年|平方|公里|吨|号(?!码)))"
_NUMBER = r"(?<![0-9A-Za-z.,第号字〕\]])(?<!编号:)(?<!编号)"
_MOBILE = re.compile(
    rf"{_NUMBER}(?:\+?86[- ]?)?1[3-9]\d(?:\d{{8}}|[- ]\d{{4}}[- ]\d{{4}}|[- ]\d{{8}})"
    rf"(?![0-9A-Za-z.,]\d|[0-9A-Za-z]){_UNIT}",
    re.ASCII,
)
_LANDLINE = re.compile(
    rf"{_NUMBER}(?:\(0[1-9]\d{{1,2}}\)[- ]?|(?:\+?86[- ]?)?0[1-9]\d{{1,2}}[- ]{{1,3}})[2-9]\d{{2,3}}-?\d{{4}}"
    r"(?:-\d{1,6}|转\d{1,6})?(?![0-9A-Za-z])",
    re.ASCII,
)
_JOINED = re.compile(rf"{_NUMBER}(?:010|02[0-9]|0[3-9]\d\d)[2-9]\d{{6,7}}(?![0-9A-Za-z]){_UNIT}", re.ASCII)
_SERVICE = re.compile(
    rf"{_NUMBER}[48]00[- ]\d{{3}}[- ]?\d{{4}}(?![0-9A-Za-z])|{_NUMBER}[48]00\d{{7}}(?!\d){_UNIT}", re.ASCII
)
_LABEL = r"(?:电\s*话|传\s*真|手\s*机|座\s*机|热\s*线|联系方式|值班室|Tel|TEL|tel|Fax|FAX|fax)(?:号码|号)?"
_ONE = r"(?:\+?86[- ]?)?(?:\(?0\d{2,3}\)?[- ]?|[1-9]\d{1,2}-)?\d{3,4}[- ]?\d{4}(?:[- ]?\d{4})?(?:[-转]\d{1,6})?"
_LABELLED = re.compile(
    rf"{_LABEL}(?:\([^()\d]{{0,8}}\))?\s*(?::|为|是|、|/)?\s*:?\s*({_ONE}(?:\s*[、,，;；/或和]\s*{_ONE})*)(?![0-9A-Za-z]){_UNIT}",
    re.ASCII,
)
_NUMBERS = re.compile(_ONE, re.ASCII)
_ACCOUNT = re.compile(r"(?:QQ|qq|微信)(?:群|号码|号)?\s*:?\s*([A-Za-z0-9][\w-]{4,19})", re.ASCII)


_ANY = re.compile(r"\d(?:[-() ]{0,3}\d){6}", re.ASCII)
"""Seven digits without much between them: every number above has as many, and most texts have no such place."""


def numbers_in(narrow: str) -> Iterator[Found]:
    """Every such number of a text whose full-width forms are narrow."""
    if "@" in narrow:
        yield from ((*match.span(), MAIL) for match in _MAIL.finditer(narrow))
    yield from ((*match.span(1), ACCOUNT) for match in _ACCOUNT.finditer(narrow))
    if not _ANY.search(narrow):
        return
    for pattern, mark in ((_MOBILE, PHONE), (_LANDLINE, PHONE), (_JOINED, PHONE), (_SERVICE, PHONE)):
        yield from ((*match.span(), mark) for match in pattern.finditer(narrow))
    yield from ((*match.span(), CARD) for match in _CARD.finditer(narrow) if _is_card(match[0]))
    for match in _LABELLED.finditer(narrow):
        yield from ((*number.span(), PHONE) for number in _NUMBERS.finditer(narrow, *match.span(1)))


def _is_card(number: str) -> bool:
    """Is this an identity number? By its date of birth, and with eighteen digits by the check digit (GB 11643)."""
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    if not (11 <= int(number[:2]) <= 82 and 1900 <= int(born[:4]) <= 2100):
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()
