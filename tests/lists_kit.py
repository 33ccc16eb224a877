"""Reports of before 2019 for the tests: lists of indicators with a different number in every row, in many shapes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import openpyxl
from docx import Document

from parsing.forms import ListForm

Grid = Sequence[Sequence[str]]
TITLE = "样例市财政局2016年政府信息公开工作年度报告"
SENTENCE = "各科室按照《条例》的要求，规范办理流程，完善工作机制，确保公开的内容真实准确完整。"
PROSE = (
    "一、概述",
    SENTENCE * 6,
    "二、主动公开政府信息情况",
    SENTENCE * 3,
    "三、依申请公开政府信息情况",
    SENTENCE * 3,
)
CAPTION = "政府信息公开情况统计表（2016年度）"


def numbers(form: ListForm) -> dict[str, int | Decimal]:
    """A number for every figure that no other has; money with a fraction."""
    return {
        key: Decimal(2001 + 7 * place) + Decimal("0.25") if spec.type == "money" else 2001 + 7 * place
        for place, (key, spec) in enumerate(form.figures.items())
    }


def rows(form: ListForm, values: Mapping[str, int | Decimal]) -> list[list[str]]:
    """The list as printed: header, then label, unit and number a row; headings with a label alone."""
    printed = [list(form.columns[:3])]
    for row in form.rows:
        if row.key is None:
            printed.append([row.label, "", ""])
        else:
            printed.append([row.label, form.figures[row.key].unit, str(values[row.key])])
    return printed


def table(grid: Grid) -> str:
    """An HTML table without spans."""
    return (
        "<table border=1>"
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in grid)
        + "</table>"
    )


def page(*tables: str, title: str = TITLE, prose: Sequence[str] = PROSE, caption: str = CAPTION) -> bytes:
    """A report page: title, prose, then each table under the caption."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in prose)
    lists = "".join(f"<p>{caption}</p>{one}" for one in tables)
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{text}{lists}</body></html>"
    ).encode()


def docx(grid: Grid) -> bytes:
    """The same report as a Word document."""
    document = Document()
    for text in (TITLE, *PROSE, CAPTION):
        document.add_paragraph(text)
    made = document.add_table(rows=len(grid), cols=max(map(len, grid)))
    for y, row in enumerate(grid):
        for x, text in enumerate(row):
            made.cell(y, x).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx(grid: Grid) -> bytes:
    """The list alone on a sheet under its title, numbers as numbers, without frames."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([TITLE])
    sheet.append([CAPTION])
    for row in grid:
        sheet.append(
            [float(cell) if re.fullmatch(r"\d+\.\d+", cell) else int(cell) if cell.isdigit() else cell for cell in row]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_lines(grid: Grid) -> bytes:
    """The same report as text, one cell a line behind a tab, an empty line after each row."""
    lines = [line for row in grid for line in (*(f"\t{cell}" for cell in row), "")]
    return "\n".join((TITLE, *PROSE, CAPTION, *lines)).encode()


def tab_rows(grid: Grid) -> bytes:
    """The same report as text, one row a line, cells between tabs."""
    return "\n".join((TITLE, *PROSE, CAPTION, *("\t".join(row) for row in grid))).encode()
