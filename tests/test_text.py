"""Plain text: three shapes of table, and where a table ends."""

from __future__ import annotations

import re

import pytest

import parsing
from crawler.samples.render import answers, render_markdown
from parsing.model import Grid, Paragraph, Unreadable
from parsing.readers.text import read_text
from tests.test_round_trip import REPORTS


def blocks(text: str) -> list[object]:
    return [
        block.text if isinstance(block, Paragraph) else [(c.text, c.row, c.column) for c in block.cells]
        for block in read_text(text.encode()).blocks
    ]


def test_one_cell_a_line() -> None:
    text = "前文\n\n\t规章\n\t0\n\t\n\t12\n\n\t行政\n许可\n\t3\n\n四、后文"
    table = [("规章", 0, 0), ("0", 0, 1), ("", 0, 2), ("12", 0, 3), ("行政\n许可", 1, 0), ("3", 1, 1)]
    assert blocks(text) == ["前文", table, "四、后文"]


def test_a_heading_right_below_a_table_is_no_part_of_its_last_cell() -> None:
    assert blocks("\t合计\n\t0\n五、存在的主要问题及改进情况") == [
        [("合计", 0, 0), ("0", 0, 1)],
        "五、存在的主要问题及改进情况",
    ]


def test_tab_separated_rows_lose_their_padding() -> None:
    assert blocks("规章\t0\t\t5\t\t\t\n许可\t7") == [
        [("规章", 0, 0), ("0", 0, 1), ("", 0, 2), ("5", 0, 3), ("许可", 1, 0), ("7", 1, 1)]
    ]
    (grid,) = read_text("规章\t0\t\t".encode()).blocks
    assert isinstance(grid, Grid)
    assert not grid.blanks_kept
    assert not grid.geometry


def test_pipe_tables() -> None:
    assert blocks("| 规章 | 0 |\n|---|:-:|\n| 行政<br>许可 | 7 | |") == [
        [("规章", 0, 0), ("0", 0, 1), ("行政\n许可", 1, 0), ("7", 1, 1)]
    ]


def test_markdown_signs_and_converter_debris() -> None:
    assert blocks("## 一、总体情况\n- **1、主动公开。**一是\n[bookmark: _GoBack]正文\n\\(一\\)") == [
        "一、总体情况",
        "1、主动公开。一是",
        "正文",
        "(一)",
    ]


def test_lines_are_places() -> None:
    paragraph, grid = read_text(b"a\r\n\r\n\t1\r\n\t2\r\n").blocks
    assert paragraph.place.line == 1  # type: ignore[union-attr]
    assert [cell.place.line for cell in grid.cells] == [3, 4]  # type: ignore[union-attr]


def test_undecodable_text() -> None:
    with pytest.raises(Unreadable, match="encoding"):
        read_text(b"\x81\xff" * 100)


@pytest.mark.parametrize("name", REPORTS)
def test_pipe_tables_come_back(name: str) -> None:
    report = REPORTS[name]
    lines = []
    for line in render_markdown(report).split("\n"):
        lines.append(f"| {' | '.join(line.split(chr(9)))} |" if "\t" in line else line)
        if re.match(r"(第二十条第（一）项|（本列|行政复议)\t", line):
            lines.append(f"|{'---|' * len(line.split(chr(9)))}")
    figures = parsing.read("\n".join(lines).encode()).figures
    wanted = answers(report)
    assert {key: figure.value for key, figure in figures.items()} == {key: value for key, (value, _) in wanted.items()}
