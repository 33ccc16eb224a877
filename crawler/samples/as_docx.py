"""How does a report look as a Word document?

The document is built with python-docx; its tables are written as WordprocessingML, because merged cells are what
matters here (``w:gridSpan`` and ``w:vMerge``, as Word itself writes them). The same report gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from html import escape
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from crawler.samples.layout import PrintedCell, PrintedTable, Role, tables
from crawler.samples.report import SampleReport

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
TEXT_WIDTH = 8640
"""Width between the margins in twentieths of a point."""
FONT = "SimSun"


def render_docx(report: SampleReport) -> bytes:
    """A report as a ``.docx`` file."""
    document = docx.Document()
    _set_font(document)
    for line in report.title.split("\n"):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(line)
        run.bold, run.font.size = True, Pt(20)
    _add_paragraphs(document, report.prose.get("intro", ()))
    printed = tables(report)
    for section, paragraphs in report.sections():
        document.add_paragraph().add_run(f"{section.number}、{section.label}").bold = True
        _add_paragraphs(document, paragraphs)
        if section.kind == "table":
            document.add_paragraph()._p.addnext(parse_xml(_table(printed[section.key])))
            document.add_paragraph()
    for line in report.closing:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _set_properties(document, report)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _set_font(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.element.rPr.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))


def _add_paragraphs(document: Any, texts: Iterable[str]) -> None:
    for text in texts:
        document.add_paragraph(text).paragraph_format.first_line_indent = Pt(24)


def _set_properties(document: Any, report: SampleReport) -> None:
    written = datetime.combine(report.published or date(report.year + 1, 1, 31), time(9))
    properties = document.core_properties
    properties.title, properties.author = report.title.replace("\n", ""), report.signature
    properties.created = properties.modified = written


def _table(table: PrintedTable) -> str:
    unit = TEXT_WIDTH // sum(table.widths)
    grid = "".join(f'<w:gridCol w:w="{width * unit}"/>' for width in table.widths)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = []
    for row in table.occupied():
        cells = "".join(_cell(cell, here, unit * sum(table.widths[at : at + cell.colspan])) for at, cell, here in row)
        rows.append(f'<w:tr><w:trPr><w:trHeight w:val="360"/></w:trPr>{cells}</w:tr>')
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(cell: PrintedCell, here: bool, width: int) -> str:
    """A cell, or the continuation of one that began in a row above."""
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = "" if cell.rowspan == 1 else f'<w:vMerge w:val="{"restart" if here else "continue"}"/>'
    side = "left" if cell.role is Role.LABEL else "center"
    size = f'<w:rFonts w:eastAsia="{FONT}"/><w:sz w:val="18"/>'
    paragraphs = "".join(
        f'<w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr>{size}</w:rPr><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in (cell.broken.split("\n") if here else [""])
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


def _with_fixed_times(data: bytes) -> bytes:
    """The same zip archive with every entry dated alike, so that the bytes depend on the contents alone."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(zipfile.ZipInfo(name, ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
