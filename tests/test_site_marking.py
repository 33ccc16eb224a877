"""dataset.site.marking: a quote kept without spaces and with plain digits is found in the text as it was written."""

from __future__ import annotations

import pytest

from dataset.site.marking import Quote, paragraphs


def marked(text: str, *quotes: Quote) -> list[list[str]]:
    return [[piece.text for piece in paragraph if piece.marked] for paragraph in paragraphs(text, quotes)]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("收到申请 12 件，答复12件。", Quote("收到申请12件", "12"), [["12"]]),
        ("收到申请１２件，答复12件。", Quote("收到申请12件", "12"), [["１２"]]),
        ("收到申请十二件。", Quote("收到申请12件", "12"), [["十二"]]),
        ("收到申请1,234件。", Quote("收到申请1234件", "1234"), [["1,234"]]),
        ("第一段。\n收到\n申请12件。", Quote("收到申请12件", "12"), [[], [], ["12"]]),
        ("共收到申请12件。", Quote("…收到申请12件…", "12"), [["12"]]),
        ("2021年收到申请21件。", Quote("2021年收到申请21件", "21"), [["21"]]),
        ("收到申请12件。", Quote("收到申请12件"), [["收到申请12件"]]),
        ("收到申请12件。", Quote("收到申请13件。此句不在文中", "13"), [[]]),
        ("收到申请12件。", Quote("", "12"), [[]]),
        ("收到申请(12件。", Quote("收到申请(12件", "12"), [["12"]]),
    ],
)
def test_the_number_of_a_quote(text: str, quote: Quote, expected: list[list[str]]) -> None:
    assert marked(text, quote) == expected


def test_nothing_is_lost_and_marks_do_not_overlap() -> None:
    text = "  首先，收到申请12件。\n\n其次，答复12件。 "
    quotes = Quote("收到申请12件", "12"), Quote("收到申请12件"), Quote("答复12件", "12")
    found = paragraphs(text, quotes)
    assert ["".join(piece.text for piece in paragraph) for paragraph in found] == [
        "  首先，收到申请12件。",
        "其次，答复12件。",
    ]
    assert marked(text, *quotes) == [["收到申请12件"], ["12"]]
