"""How do rows of the national panel, one year's or one agency's, become a workbook that a person can work with?

Three sheets: 说明 says what it is, 数据 has one header row, a frozen head and filters, no merged cells, and 字段
explains every column. Codes are text cells and keep their zeros. A text that looks like a formula is a text cell that
Excel marks as such (quote prefix), so that editing it does not run it; its characters are as in the database.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dataset import codebook, metadata
from dataset.errors import DatasetError
from dataset.formats.cells import FORMULA_IN_EXCEL
from dataset.formats.imprint import Imprint
from dataset.formats.sheets import Row, Rows, Sheet, batches, sheets
from dataset.schema import TABLES

MAX_ROWS = 1_048_575
"""That Excel shows on one sheet, below the header."""
MAX_TEXT = 32_767
"""Characters in one cell."""
NULLS = (
    "空格不是 0：报告没有印数字，或该格式没有这一项；原因见 doubts 表。"
    "An empty cell is not 0: the report prints no number or its form has no such figure; table doubts says why."
)
DATA = "数据"
"""The sheet with the rows."""
CUT = "…（截断）"
FROZEN_COLUMNS = 5
"""That stay in sight: ids, names and year."""


def export_workbook(folder: Path, year: int, imprint: Imprint) -> Rows:
    """Write the reports of one year of the release in ``folder`` as ``xlsx/<year>.xlsx``.

    Raises :class:`DatasetError` where the year has more reports than a sheet has rows.
    """
    sheet = sheets()["national"]
    path = f"xlsx/{year}.xlsx"
    (folder / "xlsx").mkdir(exist_ok=True)
    content = (
        f"{year}年度全国宽表：一个机关一行，共 {imprint.years[year]} 行。"
        f"Report year {year}: one row an agency, {imprint.years[year]} rows."
    )
    query = sheet.query().where(TABLES["reports"].c.year == year)
    rows = (row for batch in batches(folder / "ogi.sqlite", query) for row in batch)
    return {path: _write_workbook(str(folder / path), {"constant_memory": True}, str(year), content, rows, imprint)}


def agency_workbook(name: str, rows: list[Row], imprint: Imprint) -> bytes:
    """The rows of one agency in the national panel as a workbook."""
    content = (
        f"{name}：全国宽表中本机关的行，一年一行，共 {len(rows)} 行。"
        f"The rows of this agency in the national panel, one a year, {len(rows)} rows."
    )
    file = io.BytesIO()
    _write_workbook(file, {"in_memory": True}, name, content, rows, imprint)
    return file.getvalue()


def _write_workbook(
    file: str | io.BytesIO, options: dict[str, Any], what: str, content: str, rows: Iterable[Row], imprint: Imprint
) -> int:
    """Write the three sheets; how many rows the second has."""
    sheet = sheets()["national"]
    with xlsxwriter.Workbook(file, {**options, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        # The one date of the file that would else be now.
        made = datetime.fromisoformat(imprint.newest_capture).replace(tzinfo=None)
        workbook.set_properties({"title": f"{imprint.title_zh} {what}", "created": made})
        _explanation(workbook, content, imprint)
        written = _data(workbook, rows, sheet)
        _columns(workbook, sheet)
    return written


def _explanation(workbook: Workbook, content: str, imprint: Imprint) -> None:
    page = workbook.add_worksheet("说明")
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 120)
    bold, wrapped = workbook.add_format({"bold": True, "valign": "top"}), workbook.add_format({"text_wrap": True})
    lines = [
        ("名称 Title", f"{imprint.title_zh} · {imprint.title_en}"),
        ("内容 Content", content),
        ("版本 Version", imprint.version),
        ("单位 Units", "各列单位见列名和“字段”表。The unit of a column stands in its heading and on the sheet 字段."),
        ("空值 Nulls", NULLS),
        ("注 Notes", f"{metadata.DESCRIPTION_ZH} {metadata.DESCRIPTION_EN}"),
        ("资料来源 Source", metadata.SOURCE),
        ("最近抓取 Newest capture", imprint.newest_capture),
        ("许可 Licence", f"{metadata.LICENSE} {metadata.LICENSE_URL}"),
        ("引用 Citation", imprint.citation_zh),
    ]
    for place, (name, said) in enumerate(lines):
        page.write_string(place, 0, name, bold)
        page.write_string(place, 1, said, wrapped)


def _data(workbook: Workbook, rows: Iterable[Row], sheet: Sheet) -> int:
    page = workbook.add_worksheet(DATA)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    quoted = workbook.add_format({"quote_prefix": True})
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading, head)
    page.freeze_panes(1, FROZEN_COLUMNS)
    count = 0
    for row in rows:
        count += 1
        if count > MAX_ROWS:
            raise DatasetError(
                f"一个年度的年报多于一张工作表的行数（{MAX_ROWS}），未发布。",
                f"A year has more reports than a sheet has rows ({MAX_ROWS}); nothing was released.",
            )
        _write(page, count, row, quoted)
    page.autofilter(0, 0, count, len(sheet.columns) - 1)
    return count


def _write(page: Worksheet, place: int, row: Row, quoted: Format) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            _text(page, place, column, value, quoted)
        elif value is not None:
            page.write_number(place, column, value)


def _text(page: Worksheet, row: int, column: int, value: str, quoted: Format) -> None:
    shown = value if len(value) <= MAX_TEXT else value[: MAX_TEXT - len(CUT)] + CUT
    page.write_string(row, column, shown, quoted if value.startswith(FORMULA_IN_EXCEL) else None)


def _columns(workbook: Workbook, sheet: Sheet) -> None:
    page = workbook.add_worksheet("字段")
    bold, quoted = workbook.add_format({"bold": True}), workbook.add_format({"quote_prefix": True})
    page.freeze_panes(1, 1)
    for column, name in enumerate(("heading", *codebook.COLUMNS)):
        page.write_string(0, column, name, bold)
    for place, (heading, entry) in enumerate(zip(sheet.headings, sheet.columns, strict=True), start=1):
        for column, value in enumerate((heading, *entry.row())):
            _text(page, place, column, value, quoted)
