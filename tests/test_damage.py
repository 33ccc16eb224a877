"""Whatever comes apart: a figure that is stated is the one that was printed.

Every damage of ``damage_kit`` strikes reports with another number in every cell, here at every so-manieth place (all
places are tried before a release). ``LEAST`` is how many of the printed numbers still have to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pytest

import parsing
from crawler.samples.render import SampleReport, render_cell_lines, render_markdown
from parsing.model import Verdict
from tests.damage_kit import DAMAGES, misread, sheet
from tests.test_round_trip import REPORTS

PAGES = {name: sheet(REPORTS[name]) for name in ("2021", "2019 sparse", "2021 sparse")}
STEPS = {"2021": 47, "2019 sparse": 83, "2021 sparse": 89}
LEAST = {
    "rows_dropped": 0.3, "column_dropped": 0.5, "column_added": 0.3, "numbers_blanked": 0.2, "transposed": 0.0, "tables_gone": 0.0,
    "blanks_lost": 0.5, "flat_text": 0.3,
}  # fmt: skip
"""Share of the printed numbers that must come back, over all places; 0.9 for what is not named."""


@pytest.mark.parametrize("page_name", PAGES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_is_misread(damage: str, page_name: str) -> None:
    report, step = REPORTS[page_name], STEPS[page_name]
    printed = {key: number for key, number in report.figures.items() if isinstance(number, int)}
    kept = total = 0
    for detail, copy in islice(
        DAMAGES[damage](PAGES[page_name]), step // 3 if damage.startswith("label") else 0, None, step
    ):
        reading = parsing.read(copy.html)
        assert misread(reading, report) == {}, detail
        assert reading.verdict is Verdict.REPORT, detail
        total += len(printed)
        kept += sum(reading.figures[key].value == number for key, number in printed.items() if key in reading.figures)
    assert kept >= LEAST.get(damage, 0.9) * total


@pytest.mark.parametrize("page_name", PAGES)
def test_the_undamaged_page_is_read_in_full(page_name: str) -> None:
    reading, report = parsing.read(PAGES[page_name].html), REPORTS[page_name]
    assert misread(reading, report) == {}
    missing = [
        key for key, number in report.figures.items() if isinstance(number, int) and not reading.figures[key].stated
    ]
    assert missing == []


FLAT = ["requests lines ' '", "requests one line ' '", "requests cell by cell", "disputes lines ' '", "disputes one line ' '",
        "disputes cell by cell", "proactive lines ' '", "proactive one line ' '", "proactive cell by cell", "requests one line ' | '"]  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_a_table_flattened_into_text_is_read_where_nothing_of_it_is_lost(name: str) -> None:
    """portals.md section 5, OCR wreckage: a table as lines, as one paragraph, or a cell a paragraph."""
    reading = parsing.read(dict(DAMAGES["flat_text"](PAGES["2021"]))[name].html)
    assert {key: figure.value for key, figure in reading.figures.items()} == REPORTS["2021"].figures


@pytest.mark.parametrize(
    "name", ["requests numbers only", "disputes numbers only", "proactive numbers only", "disputes numbers by line"]
)
def test_numbers_without_their_labels_are_not_read(name: str) -> None:
    reading = parsing.read(dict(DAMAGES["flat_text"](PAGES["2021"]))[name].html)
    table = name.split()[0]
    assert table not in {spec.table for key, spec in REPORTS["2021"].specs.items() if reading.figures[key].stated}
    assert "1 of the 3 statutory tables are missing" in reading.reason


def _text_damages(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for i, line in enumerate(lines):
        yield f"line {i} lost", lines[:i] + lines[i + 1 :]
        yield f"line {i} twice", lines[: i + 1] + lines[i:]
        yield f"page number after {i}", [*lines[: i + 1], "3", *lines[i + 1 :]]
        yield f"empty line after {i}", [*lines[: i + 1], "", *lines[i + 1 :]]
        yield f"{i} joined to the next", [*lines[:i], line + " ".join(lines[i + 1 : i + 2]), *lines[i + 2 :]]
        fields = line.split("\t") if "\t" in line else []
        for j in range(len(fields)):
            yield f"field {i},{j} lost", [*lines[:i], "\t".join(fields[:j] + fields[j + 1 :]), *lines[i + 1 :]]
            yield f"field {i},{j} empty", [*lines[:i], "\t".join([*fields[:j], "", *fields[j + 1 :]]), *lines[i + 1 :]]
            yield f"field {i},{j} new", [*lines[:i], "\t".join([*fields[:j], "", *fields[j:]]), *lines[i + 1 :]]


@pytest.mark.parametrize("page_name", ["2021", "2021 sparse"])
@pytest.mark.parametrize("render", [render_cell_lines, render_markdown])
def test_no_damaged_dump_is_misread(render: Callable[[SampleReport], str], page_name: str) -> None:
    report = REPORTS[page_name]
    for detail, lines in islice(_text_damages(render(report).split("\n")), 3, None, 17):
        assert misread(parsing.read("\n".join(lines).encode()), report) == {}, detail
