"""Lines of a PDF: which characters belong to a number?"""

from __future__ import annotations

import pytest

from parsing.readers.pdf_glyphs import MIDDLE_OF_EM, Glyph
from parsing.readers.pdf_lines import text_of


def glyphs(*printed: tuple[str, float, float]) -> list[Glyph]:
    """Characters side by side: text, font size, height of the baseline above that of the first."""
    row, x = [], 0.0
    for order, (text, size, height) in enumerate(printed):
        row.append(Glyph(text, x, x + size / 2, 100 - height - MIDDLE_OF_EM * size, size, order))
        x += size / 2
    return row


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ([("2", 10, 0), ("2", 10, 0), ("1", 5.8, 3.3)], "22¹"),
        ([("2", 10, 0), ("1", 6, 3), ("2", 6, 3)], "2¹²"),
        ([("2", 10, 0), ("1", 6, -2)], "2₁"),
        ([("2", 10, 0), ("1", 10, 3)], "2�"),
        ([("2", 10, 0), ("1", 8, 0)], "21"),
        ([("2", 10, 0), ("2", 10, 0.5)], "22"),
        ([("件", 10, 0), ("1", 6, 3)], "件¹"),
        ([("和", 10, 0), ("1", 9, 2)], "和1"),
    ],
)
def test_raised_digits(printed: list[tuple[str, float, float]], text: str) -> None:
    assert text_of(glyphs(*printed)) == text
