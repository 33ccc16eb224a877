"""parsing.readers.known_tables, known_lists and phrases: tables without rules that are told by their labels.

Whole reports with another number in every cell, printed so that pages cut rows, headers and labels anywhere. What blanks
alone leave open comes back; what labels leave open too stays unread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

import pytest

import parsing
from crawler.samples.layout import PrintedCell, PrintedTable, Role
from crawler.samples.render import SampleReport
from parsing.align import align
from parsing.forms import STATISTICS
from parsing.model import Figure
from parsing.readers.pdf import read_labelled
from parsing.readers.pdf_lines import Line
from parsing.readers.phrases import MAX_LABELS, MAX_WORDS, Wordings, find_phrases
from tests.lists_kit import CAPTION, PROSE, TITLE, numbers
from tests.test_pdf_printers import report
from tests.test_pdf_unruled import with_blanks
from tests.unruled_kit import Block, Print, blocks_of, list_of, lost_and_wrong, printed, with_figures

WAYS = {
    "no room between rows": Print(row=9.0, pad=0.5, lead=1.05),
    "header torn by the page": Print(start=205.0),
    "label torn by the page": Print(start=455.0),
    "set left": Print(side="left", width=842.0, height=595.0),
    "set right": Print(side="right", row=10.0),
    "loose": Print(lead=2.0),
    "a wide page": Print(size=10.5, width=1600.0),
    "a small page": Print(size=5.0, width=300.0, height=420.0, margin=20.0, row=7.0, pad=1.0),
    "large units": Print(unit=10.0, row=10.0),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_figure_comes_back(way: str, form: str) -> None:
    told = report(form)
    assert lost_and_wrong(printed(blocks_of(told), WAYS[way]), told) == ([], [])


@pytest.mark.parametrize("seed", range(4))
def test_blank_cells_shift_nothing(seed: int) -> None:
    told = with_blanks(report("2019" if seed % 2 else "2021"), seed)
    assert lost_and_wrong(printed(blocks_of(told), Print(row=9.0, pad=0.5, lead=1.05, start=45.0 * seed)), told) == (
        [],
        [],
    )


@pytest.mark.parametrize("start", range(300, 400, 25))
def test_what_pages_tear_apart_is_at_worst_unread(start: int) -> None:
    """A line of numbers may stand on one page and its label on the other."""
    told = with_blanks(report("2021"), start)
    lost, wrong = lost_and_wrong(printed(blocks_of(told), Print(row=22.0, start=start, side="left")), told)
    assert not wrong
    assert len(lost) <= 20


@pytest.mark.parametrize("side", ["left", "center", "right"])
def test_the_list_of_2014(side: str) -> None:
    values = numbers(STATISTICS)
    blocks: list[Block] = [TITLE, *PROSE, CAPTION, list_of(STATISTICS, values)]
    reading = parsing.read(printed(blocks, Print(side=side)))
    assert {key: figure.value for key, figure in reading.figures.items()} == values
    place = reading.figures["proactive_items"].place
    assert place is not None and place.page == 1


@pytest.mark.parametrize("heading", ["一季度", "上年数", "历年累计"])
def test_a_list_of_another_time_states_nothing(heading: str) -> None:
    blocks: list[Block] = [TITLE, *PROSE, CAPTION, list_of(STATISTICS, numbers(STATISTICS), heading)]
    assert not any(figure.stated for figure in parsing.read(printed(blocks)).figures.values())


# --- what labels leave open ------------------------------------------------------------------------------------------

Change = Callable[[PrintedTable], PrintedTable]


def changed(told: SampleReport, name: str, change: Change) -> list[Block]:
    """The blocks of a report with one of its tables changed."""
    return [change(b) if isinstance(b, PrintedTable) and b.name == name else b for b in blocks_of(told)]


def header(change: Callable[[list[PrintedCell]], list[PrintedCell]]) -> Change:
    """A change of the lowest row of a header."""
    return lambda table: replace(table, rows=(*table.rows[:2], tuple(change(list(table.rows[2]))), *table.rows[3:]))


def with_remarks(table: PrintedTable) -> PrintedTable:
    """A column of remarks at the right, with a number here and there."""
    rows = [(*table.rows[0], PrintedCell("备注", Role.HEAD, 3)), *table.rows[1:3]]
    rows += [(*row, PrintedCell("5" if at % 3 else "", Role.FIGURE)) for at, row in enumerate(table.rows[3:])]
    return replace(table, rows=tuple(rows), widths=(*table.widths, 2))


OPEN: dict[str, Change] = {
    "a heading is missing": header(lambda row: [row[0], PrintedCell("", Role.HEAD), *row[2:]]),
    "a heading is another": header(lambda row: [row[0], PrintedCell("事业单位", Role.HEAD), *row[2:]]),
    "a column more": with_remarks,
}
TIGHT = Print(row=9.0, pad=0.5, lead=1.05)


def by_labels(blocks: Sequence[Block], how: Print = TIGHT) -> Mapping[str, Figure]:
    """What labels alone say of these blocks."""
    return align(read_labelled(printed(blocks, how)).blocks, 2023, "2021").figures


@pytest.mark.parametrize("case", OPEN)
def test_table_3_is_not_read(case: str) -> None:
    figures = by_labels(changed(report("2021"), "requests", OPEN[case]))
    assert not any(figure.stated for key, figure in figures.items() if "." in key)
    assert figures["gov_rules_issued"].stated


def test_headings_tell_the_columns_wherever_they_stand() -> None:
    blocks = changed(report("2021"), "requests", header(lambda row: [row[2], row[1], row[0], *row[3:]]))
    told, found = report("2021").figures, by_labels(blocks)
    for here, there in (
        ("org_commercial_enterprise", "org_public_interest"),
        ("org_public_interest", "org_commercial_enterprise"),
    ):
        assert found[f"granted.{here}"].value == told[f"granted.{there}"]


def test_of_two_tables_neither_is_read() -> None:
    blocks = blocks_of(report("2021"))
    at = next(n for n, block in enumerate(blocks) if isinstance(block, PrintedTable) and block.name == "requests")
    table = blocks[at]
    assert isinstance(table, PrintedTable)
    blocks.insert(at + 1, with_figures(table, map(str, count(5001))))
    assert not any(figure.stated for key, figure in by_labels(blocks).items() if "." in key)


def test_damaged_labels_lose_their_own_rows_only() -> None:
    def damage(table: PrintedTable) -> PrintedTable:
        texts = {"3.补正后申请内容仍不明确": "3.补正后申情内容仍不明确", "1.属于国家秘密": "1.属于国冢秘密"}
        rows = (tuple(replace(c, text=texts.get(c.text, c.text)) for c in row) for row in table.rows)
        return replace(table, rows=tuple(rows))

    told = report("2021")
    lost, wrong = lost_and_wrong(printed(changed(told, "requests", damage), TIGHT), told)
    assert not wrong
    assert {key.split(".")[0] for key in lost} <= {"unable_unclear", "denied_state_secret"}


def test_numbers_on_two_lines_are_not_read() -> None:
    """Eight digits in a column of seven: half of each would be a number too."""
    told = report("2021")
    long = {key: 87654321 + at for at, key in enumerate(told.figures) if key.endswith(".org_other")}
    figures = by_labels(blocks_of(replace(told, figures={**told.figures, **long})), Print(start=40.0, row=10.0))
    assert not any(figures[key].stated for key in long)
    assert figures["gov_rules_issued"].stated


# --- labels on several lines ----------------------------------------------------------------------------------------

LABELS = Wordings(
    {"part": ("（二）部分公开（区分处理的）", "（二）部分公开"), "other": ("其他",), "handling": ("其他处理",)}
)


def word(text: str, x: float, middle: float) -> Line:
    return Line(text, x, x + 10 * len(text), middle, 10.0)


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([[("（二）部分", 0, 100), ("公开（区分", 0, 112), ("处理的）", 0, 124)]], ["part"]),
        ([[("（二）部分公开", 0, 100), ("（另有说明）", 0, 112)]], ["part"]),  # as much of it as a form says
        ([[("其他", 0, 100), ("处理", 0, 112)]], ["handling"]),  # the longer of two
        ([[("其他", 0, 100), ("处理", 60, 112)]], ["other"]),  # not under it
        ([[("其他", 0, 100), ("处理", 0, 150)]], ["other"]),  # too far below
        ([[("其他", 0, 700)], [("处理", 0, 80)]], ["handling"]),  # over the page
        ([[("其他", 0, 100), ("文字", 0, 700)], [("处理", 0, 80)]], ["other"]),
        ([[("其他事项", 0, 100)]], []),
        ([[("其他", 0, 100), ("12", 0, 112), ("处理", 0, 118)]], ["handling"]),
    ],
)
def test_phrases(pages: list[list[tuple[str, float, float]]], found: list[str]) -> None:
    lines = [[[word(*part)] for part in page] for page in pages]
    assert [phrase.key for phrase in find_phrases(lines, LABELS)] == found


def test_endless_labels_are_not_sought() -> None:
    lines = [[word("其他", 0, 100.0 + 12 * at)] for at in range(MAX_LABELS + 1)]
    assert find_phrases([lines[:-1]], LABELS)
    assert not find_phrases([lines], LABELS)
    assert not find_phrases([[[word("正文", 0, float(at))] for at in range(MAX_WORDS)], lines[:1]], LABELS)
