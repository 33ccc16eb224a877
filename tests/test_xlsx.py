"""Reports typed into a spreadsheet come back cell by cell, and hostile workbooks are one plain line."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Side

import parsing
from crawler.samples.layout import tables
from crawler.samples.render import SampleReport
from parsing.model import Grid, Paragraph, State, Unreadable
from parsing.readers.xlsx import read_xlsx
from parsing.readers.xlsx_numbers import show
from tests.test_round_trip import REPORTS, check, make, reports

LINE = Side(style="thin")
FRAME = Border(LINE, LINE, LINE, LINE)


def number_or_text(text: str) -> object:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text or None


def render_xlsx(report: SampleReport, *, framed: bool = True, column: int = 1, apart: bool = False) -> bytes:
    """The report on one sheet, or with each section on a sheet of its own, as offices type it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    printed = tables(report)
    row = 1

    def lone(text: str) -> None:
        nonlocal row
        sheet.cell(row, column, text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 9)
        row += 1

    for text in (*report.title.split("\n"), *report.prose["intro"]):
        lone(text)
    for section, paragraphs in report.sections():
        if apart:
            sheet, row = book.create_sheet(section.key), 1
        lone(f"{section.number}、{section.label}")
        if paragraphs:
            lone("\n".join(paragraphs))
        if section.kind == "table":
            for line in printed[section.key].occupied():
                for at, cell, here in line:
                    x = column + at
                    if here:
                        sheet.cell(row, x, number_or_text(cell.broken)).alignment = Alignment(wrap_text=True)
                    if framed:
                        for covered in range(x, x + cell.colspan):
                            sheet.cell(row, covered).border = FRAME
                    if here and cell.rowspan * cell.colspan > 1:
                        sheet.merge_cells(None, row, x, row + cell.rowspan - 1, x + cell.colspan - 1)
                row += 1
    for text in report.closing:
        lone(text)
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(rows: list[list[object]]) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


@reports
def test_one_sheet(report_name: str) -> None:
    check(REPORTS[report_name], parsing.read(render_xlsx(REPORTS[report_name])), "xlsx")


def test_a_sheet_a_section_and_an_empty_first_column() -> None:
    check(REPORTS["2021 sparse"], parsing.read(render_xlsx(REPORTS["2021 sparse"], column=3, apart=True)), "xlsx")


@pytest.mark.parametrize("report_name", ["2019", "2021", "2021 with table 3 of 2019"])
def test_without_lines(report_name: str) -> None:
    check(REPORTS[report_name], parsing.read(render_xlsx(REPORTS[report_name], framed=False)), "xlsx")


def test_places_are_those_of_the_sheet() -> None:
    data = render_xlsx(make("2021"), column=2, apart=True)
    reading = parsing.read(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for key in ("gov_rules_issued", "granted.total", "litigation_after_reconsideration_total"):
        place = reading.figures[key].place
        assert place and place.table and place.row and place.column
        assert book.worksheets[place.table - 1].cell(place.row, place.column).value == reading.figures[key].value


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (3, "General", "3"), (3.0, "General", "3"), (1234.5, "General", "1234.5"), (0.1 + 0.2, "General", "0.3"),
        (1234567.0, "#,##0", "1,234,567"), (1234.5, "#,##0.00", "1,234.50"), (12, "0.00_ ", "12.00"), (12.345, "0.0", "12.345"),
        (-7, "0;[Red](0)", "-7"), (12, '0"件"', "12件"), (251000.0, "[$¥-804]#,##0", "251,000"), (5, r"0\条", "5条"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0"), (1500, '0,"千"', "1500"), (1e15, "0.00E+00", "1000000000000000"),
        (0.5, "0%", "50%"), (True, "General", "TRUE"), (None, "0", ""), ("　12 ", "@", "　12 "), (date(2022, 1, 25), "", "2022年1月25日"),
        (7, ";;;", "7"), (7, "aaaa", "\ufffd"), (7, "[$-804]aaa;@", "\ufffd"), (7, "\"aaa\"", "7"),
    ],
)  # fmt: skip
def test_a_number_as_the_sheet_shows_it(value: object, number_format: str, text: str) -> None:
    assert show(value, number_format) == text


def test_a_formula_counts_by_its_saved_result_and_is_unreadable_without_one() -> None:
    """openpyxl saves none; a spreadsheet program does."""
    report = make("2021")
    book: Any = openpyxl.load_workbook(io.BytesIO(render_xlsx(report)))
    key = "granted.total"
    place = parsing.read(saved(book)).figures[key].place
    assert place and place.row and place.column
    cell = book.active.cell(place.row, place.column)
    cell.value = f"=SUM(D{place.row}:I{place.row})"
    data = saved(book)
    figure = parsing.read(data).figures[key]
    assert (figure.value, figure.state, figure.raw) == (None, State.UNREADABLE, cell.value)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</f><v />", b"</f><v>77</v>")
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</f><v></v>", b"</f><v>77</v>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    figure = parsing.read(buffer.getvalue()).figures[key]
    assert (figure.value, figure.state) == (77, None)


def test_what_is_hidden_is_left_out() -> None:
    book = sheet_of([["a", "b", "c"], [1, 2, 3], [4, 5, 6]])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    other = book.create_sheet("草稿")
    other.append(["x", "y"])
    other.sheet_state = "hidden"
    (grid,) = read_xlsx(saved(book)).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells] == ["a", "c", "4", "6"]
    assert [cell.place.row for cell in grid.cells] == [1, 1, 3, 3]


def test_lone_cells_are_paragraphs_line_by_line() -> None:
    book = sheet_of([["某局2021年报告"], [], ["一、总体情况"], ["第一段。\n第二段。"], ["a", "b"], [1, 2]])
    *paragraphs, grid = read_xlsx(saved(book)).blocks
    assert [p.text for p in paragraphs if isinstance(p, Paragraph)] == [
        "某局2021年报告",
        "一、总体情况",
        "第一段。",
        "第二段。",
    ]
    assert isinstance(grid, Grid)


def test_empty_workbook() -> None:
    assert parsing.read(saved(openpyxl.Workbook())).reason == "no text in the document"


def test_a_merged_range_of_the_whole_sheet_costs_nothing() -> None:
    data = repack(saved(sheet_of([["a", "b"]])), b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')  # fmt: skip
    with pytest.raises(Unreadable, match="more than 60000 cells"):
        read_xlsx(data)


def test_many_cells_far_cells_and_a_huge_part() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 70_000))
    data = repack(saved(sheet_of([["a"]])), b"</sheetData>", rows + b"</sheetData>")
    with pytest.raises(Unreadable, match="more than 60000 cells"):
        read_xlsx(data)
    data = repack(saved(sheet_of([["a"]])), b"</sheetData>", b"<row/>" * 600_000 + b"</sheetData>")
    with pytest.raises(Unreadable, match="more than 500000 XML elements"):
        read_xlsx(data)
    far = sheet_of([["a", "b"]])
    for row in range(1, 20):
        far.active.cell(row, 1, 1)
        far.active.cell(row, 16_000, 1)
    with pytest.raises(Unreadable, match="more than 60000 cells"):
        read_xlsx(saved(far))
    big = repack(saved(sheet_of([["a"]])), b"</sheetData>", b" " * (70 * 1024 * 1024) + b"</sheetData>")
    with pytest.raises(Unreadable, match="over the limit"):
        read_xlsx(big)


def test_entities_are_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 500 + b'"><!ENTITY b "' + b"&a;" * 500 + b'">]><worksheet xmlns'
    data = repack(saved(sheet_of([["a", "b"]])), b"<worksheet xmlns", laughs)
    data = repack(data, b"<v>0</v>", b"<v>&b;</v>")
    assert "hahaha" not in str(parsing.read(data))


def test_damaged_and_truncated() -> None:
    data = render_xlsx(make("2021"))
    for size in (200, len(data) // 2, len(data) - 30):
        assert parsing.read(data[:size]).verdict == "unreadable"
    noise = random.Random(5)
    for _ in range(25):
        broken = bytearray(data)
        for _ in range(20):
            broken[noise.randrange(len(broken))] = noise.randrange(256)
        reading = parsing.read(bytes(broken))
        assert reading.verdict == "report" or reading.reason


def repack(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of its sheets replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, part.replace(old, new, 1) if name.startswith("xl/worksheets/") else part)
    return buffer.getvalue()
