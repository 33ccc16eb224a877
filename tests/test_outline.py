"""Sections are found however the headings are numbered, and sentences are not taken for headings."""

import pytest

from parsing.model import Cell, Grid, Paragraph
from parsing.outline import heading_of, outline


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("一、总体情况", "overall"), ("1、总体情况", "overall"), ("总体情况", "overall"), ("一.总体情况：", "overall"),
        ("第一部分 总体情况", "overall"), ("一、政务公开工作完成情况及成效", "overall"), ("2、 主动公开政府信息情况", "proactive"),
        ("三、收到和处理政府信息公开申请情况", "requests"), ("四、政府信息公开行政复议、行政诉讼情况", "disputes"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "disputes"), ("五、存在的主要问题及改进情况", "problems"),
        ("五、存在的主要问题及改进措施情况", "problems"), ("六、其他需要报告的事项", "other_matters"),
        ("六、其他需要报告的事项。", "other_matters"), ("（六）其他需要报告的事项", "other_matters"),
    ],
)  # fmt: skip
def test_headings(line: str, key: str) -> None:
    assert heading_of(line) == (key, "")


@pytest.mark.parametrize(
    "line",
    ["（一）主动公开", "总体情况良好，公开工作取得进展。", "一、2021年工作开展情况", "二、收费情况", "本年度其他需要报告的事项无", "六、附件", "（六）其他处理"],
)  # fmt: skip
def test_not_headings(line: str) -> None:
    assert heading_of(line)[0] is None


def test_text_behind_a_heading_in_one_paragraph() -> None:
    assert heading_of("六、其他需要报告的事项：本年度发出收费通知0件。") == ("other_matters", "本年度发出收费通知0件。")
    assert heading_of("六、其他需要报告的事项\n无。") == ("other_matters", "无。")


def test_sections_and_preface() -> None:
    lines = [
        "某局报告",
        "一、总体情况",
        "甲",
        "乙",
        "五、存在的主要问题及改进情况",
        "丙",
        "六、其他需要报告的事项",
        "丁",
        "六、其他需要报告的事项",
        "戊",
    ]
    parts = outline([Paragraph(line) for line in lines])
    assert parts.sections == {"overall": "甲\n乙", "problems": "丙", "other_matters": "丁\n戊"}
    assert [p.text for p in parts.preface] == ["某局报告"]
    assert parts.headings == ("overall", "problems", "other_matters")


def test_a_layout_table_holds_text() -> None:
    grid = Grid(
        (Cell("一、总体情况", 0, 0), Cell("全年公开" * 20, 1, 0), Cell("六、其他需要报告的事项\n" + "没有" * 30, 2, 0))
    )
    assert list(outline([grid]).sections) == ["overall", "other_matters"]
