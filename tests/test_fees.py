"""Only printed fees are figures; each keeps its sentence."""

import pytest

from parsing.fees import KEYS, read_fees
from parsing.model import Paragraph, Place, State


def fees(*lines: str) -> tuple[int | None, ...]:
    found = read_fees([Paragraph(line) for line in lines], [])
    return tuple(None if found[key].value is None else float(found[key].value) for key in KEYS)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("本机关2022年发出收费通知的件数0件，总金额0元，实际收取的总金额0元。", (0, 0, 0)),
        ("2021年发出收费通知的件数3件，总金额 1,200 元。实际收取的总金额800元。", (3, 1200, 800)),
        ("发出收费通知的件数和总金额以及实际收取的总金额均为0。", (0, 0, 0)),
        ("本年度共发出收费通知12件，金额共计2400元，实际收取2100元。", (12, 2400, 2100)),
        ("全年收取政府信息公开信息处理费 3940 元。", (None, None, 3940)),
        ("2023 年，收取信息处理费用0元。", (None, None, 0)),
        ("发出收费通知5件，通知金额0.12万元，实际收取零元。", (5, 1200, 0)),
        ("发出２件收费通知，总金额２００元，实际收取总金额１００元。", (2, 200, 100)),
    ],
)  # fmt: skip
def test_sentences(line: str, expected: tuple[float | None, ...]) -> None:
    assert fees(line) == expected


@pytest.mark.parametrize(
    "line",
    ["未收取信息处理费。", "本年度无收取信息处理费情况。", "依据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），2021年未发出收费通知。", "无。",
     "全年行政事业性收费1200元。", "印刷费30元，发放资料12件。"],
)  # fmt: skip
def test_no_number_is_no_figure(line: str) -> None:
    found = read_fees([Paragraph(line)], [])
    assert {found[key].state for key in KEYS} == {State.ABSENT}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2022年收取信息处理费100元，2023年收取信息处理费0元。", (None, None, 0)),
        ("2023年收取信息处理费20元，2022年收取信息处理费100元。", (None, None, 20)),
        ("自2021年以来累计收取信息处理费500元。", (None, None, None)),
        ("上年度收取信息处理费300元。2023年未收取信息处理费。", (None, None, None)),
        ("全市发出收费通知12件，总金额1,200元，实际收取1000元；其中市本级发出收费通知3件，总金额300元，实际收取200元。", (12, 1200, 1000)),
        ("其中区公安分局发出收费通知3件，总金额300元，实际收取总金额0元。", (None, None, None)),
        ("较上年减少收取信息处理费200元。", (None, None, None)),
        ("发出收费通知2件，总金额约300元，实际收取300余元。", (2, None, None)),
        ("2023年发出收费通知的件数和总金额均为0，实际收取的总金额100元。", (None, None, 100)),
        ("发出收费通知两件，总金额200元，实际收取200元。", (2, 200, 200)),
    ],
)  # fmt: skip
def test_other_years_parts_and_changes_are_left_alone(line: str, expected: tuple[float | None, ...]) -> None:
    found = read_fees([Paragraph(line)], [], 2023)
    assert tuple(None if found[key].value is None else float(found[key].value) for key in KEYS) == expected  # type: ignore[arg-type]


def test_sentences_that_disagree_state_nothing() -> None:
    lines = [Paragraph("收取信息处理费8元。"), Paragraph("实际收取信息处理费9元。")]
    figure = read_fees(lines, [], 2023)["processing_fee_collected_cny"]
    assert (figure.value, figure.state, figure.raw) == (None, State.UNREADABLE, "8元；9元")


def test_section_six_speaks_first_and_the_sentence_is_kept() -> None:
    six = [Paragraph("收取信息处理费 8 元。", Place(page=5))]
    other = [Paragraph("全年收取信息处理费 99 元。")]
    figure = read_fees(six, other)["processing_fee_collected_cny"]
    assert (figure.value, figure.place, figure.quote) == (8, Place(page=5), "收取信息处理费8元。")
    assert read_fees([Paragraph("无。")], other)["processing_fee_collected_cny"].value == 99
