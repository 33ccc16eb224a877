"""What does a number look like in its cell?

A workbook keeps a number and a format apart. Shown is what a person sees (``1,234``, ``12.50``, ``12件``), but never
fewer digits than are stored: rounding for the eye must not change a figure.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

_QUOTED = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?,?")
_WEEKDAY = re.compile(r"aaaa?", re.IGNORECASE)
_UNSEEN = "\ufffd"
"""Of a number that is shown as a day of the week: who opens the sheet sees 星期四."""
_MARK = "\x00"
"""Stands for a literal of the format until its digits are found."""


def show(value: object, number_format: str = "General") -> str:
    """The text of a cell that openpyxl read as ``value`` and shows by ``number_format``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return f"{value.year}年{value.month}月{value.day}日" if type(value) is date else str(value)


def _number(value: float, number_format: str) -> str:
    """Formats that scale, count in powers of ten or show no digits are passed over for the bare number."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")  # as many digits as Excel keeps
    if not number.is_finite():
        return str(value)
    bare = format(number, "f")
    bare = bare.rstrip("0").rstrip(".") if "." in bare else bare
    before, digits, after = _section(number, number_format)
    if not digits:
        return _UNSEEN if _WEEKDAY.search(_QUOTED.sub("", number_format)) else bare
    if after.startswith("%"):
        bare = format((number * 100).normalize(), "f")
    whole, _, fraction = bare.lstrip("-").partition(".")
    places = digits.partition(".")[2].count("0")
    if "," in digits:
        whole = f"{int(whole):,}"
    fraction = fraction.ljust(places, "0")
    sign = "-" if number < 0 else ""
    return f"{before}{sign}{whole}{'.' if fraction else ''}{fraction}{after}"


def _section(number: Decimal, number_format: str) -> tuple[str, str, str]:
    """What stands before the digits, the digits' pattern and what stands after, of the first section of a format.

    The sections for negative numbers and nought show signs, brackets, colours or a dash: dressing of the same number.
    """
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found["quoted"] or found["escaped"] or "")
        return _MARK

    plain = _QUOTED.sub(keep, number_format).partition(";")[0]
    found = _DIGITS.search(plain)
    if not found or found.group().endswith(",") or re.search(r"[eE/@yYmMdDhHsS]", plain):
        return "", "", ""
    filled = iter(literals)
    parts = [
        "".join(next(filled) if sign == _MARK else sign for sign in part).strip()
        for part in (plain[: found.start()], plain[found.end() :])
    ]
    return parts[0], found.group(), parts[1]
