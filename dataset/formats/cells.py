"""How does a value stand in a cell, so that every program that opens the file sees the same value?

A text that a spreadsheet would run as a formula carries a leading apostrophe in the CSV files that people open, because
the texts come from web pages that anybody may have written (CWE-1236). Numbers are never touched: −2 stays a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a text that a spreadsheet takes for a formula."""
FORMULA_IN_EXCEL = (*FORMULA, "\n", "＝", "＋", "－", "＠")
"""The same, with the full-width signs that a Chinese Excel reads as their narrow twins."""
_LIKE_A_NUMBER = re.compile(r"[\d\s.,:/%eE+-]*\d[\d\s.,:/%eE+-]*")
_IN_NUMBERS = frozenset("0123456789.,:/%eE+- \t\n\r\f\v\x1c\x1d\x1e\x1f")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Cell = Callable[[Any], Any]


def plain(value: Any) -> Any:
    """A number as short as it can be written: an amount of 5.0 is 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def safe(value: str | None) -> str | None:
    """A text as it stands in ``csv/``: no formula."""
    return f"'{value}" if value and value.startswith(FORMULA) else value


def safe_in_excel(value: str | None) -> str | None:
    """A text as it stands in ``excel/``: no formula, and no number.

    Excel makes a number of 010203 and a date of 1/2, whatever the column is; a tab at the end, which is not seen,
    keeps them the text that they are. Days (2021-03-01) may become days.
    """
    if not value:
        return value
    if value.startswith(FORMULA_IN_EXCEL):
        return f"'{value}"
    if value.isascii() and value[-1] not in _IN_NUMBERS:  # most texts; spares them the look at every character
        return value
    return f"{value}\t" if _LIKE_A_NUMBER.fullmatch(value) and not _ISO_DATE.fullmatch(value) else value
