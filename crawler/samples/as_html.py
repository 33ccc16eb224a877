"""How does a report look as a web page?

The same report in the many kinds of HTML that editors and word processors leave in a portal: :class:`HtmlStyle` says
which. :func:`render_body` is what stands inside an article page, :func:`render_html` a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from crawler.samples.layout import PrintedCell, PrintedTable, Role, Spread, tables
from crawler.samples.report import SampleReport


class CellStyle(StrEnum):
    """What stands between ``<td>`` and ``</td>``."""

    PLAIN = "plain"
    PARAGRAPH = "paragraph"
    BREAKS = "breaks"
    """Line breaks inside labels and after figures."""
    SPANS = "spans"
    """As pasted from a word processor: digits and words torn over several ``<span>``."""


class HeadingStyle(StrEnum):
    """How section headings are marked."""

    PARAGRAPH = "p"
    HEADING = "h2"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class HtmlStyle:
    """The choices that make one page of a report unlike another."""

    cell: CellStyle = CellStyle.PLAIN
    heading: HeadingStyle = HeadingStyle.PARAGRAPH
    spread: Spread = Spread.EVEN
    blank: str = "&nbsp;"
    """What the editor leaves in an empty cell: ``&nbsp;`` or nothing."""
    layout_table: bool = False
    """The whole article stands in a table that only arranges the page."""
    blocks_apart: bool = False
    """Every block of table 2 is a table of its own."""
    head_cells: bool = False
    """Headers are marked as such (``<th>``)."""
    charset: str = "utf-8"
    page_css: str = ""
    """For printing: ``@page`` rules and scale."""


PLAIN = HtmlStyle()

CSS = """
body{font-family:"Noto Serif CJK SC","Songti SC",SimSun,serif;font-size:16px;line-height:1.8;color:#222}
h1,.title{font-size:26px;text-align:center;font-weight:bold;line-height:1.5}
.section{font-weight:bold;font-size:18px}
p{text-indent:2em;margin:.4em 0}
td p{text-indent:0;margin:0}
.sign{text-align:right}
table.form{border-collapse:collapse;width:100%;font-size:14px;margin:1em 0;line-height:1.5}
table.form th{font-weight:normal}
table.form td,table.form th{border:1px solid #000;padding:3px 4px;text-align:center}
table.form td.title{background:#c6d9f1;text-align:center;font-size:14px}
table.form td.label{text-align:left}
"""


def render_html(report: SampleReport, style: HtmlStyle = PLAIN) -> str:
    """A report as a complete page; encode the text with ``style.charset``."""
    title = escape(report.title.replace("\n", ""))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{style.charset}">\n<title>{title}</title>\n'
        f"<style>{CSS}{style.page_css}</style>\n</head>\n<body>\n{render_body(report, style)}\n</body>\n</html>\n"
    )


def render_body(report: SampleReport, style: HtmlStyle = PLAIN) -> str:
    """A report as the inside of an article: title, sections with their tables, signature."""
    body = "\n".join(_blocks(report, style))
    if style.layout_table:
        return f'<table width="100%" border="0" cellpadding="0"><tbody><tr><td>\n{body}\n</td></tr></tbody></table>'
    return body


def _blocks(report: SampleReport, style: HtmlStyle) -> Iterator[str]:
    printed = tables(report, style.spread)
    yield f'<h1 class="title">{escape(report.title).replace(chr(10), "<br>")}</h1>'
    for text in report.prose.get("intro", ()):
        yield f"<p>{escape(text, quote=False)}</p>"
    for section, paragraphs in report.sections():
        yield _heading(f"{section.number}、{section.label}", style.heading)
        for text in paragraphs:
            yield f"<p>{escape(text, quote=False)}</p>"
        if section.kind == "table":
            yield _table(printed[section.key], style)
    for text in report.closing:
        yield f'<p class="sign">{escape(text, quote=False)}</p>'


def _heading(text: str, style: HeadingStyle) -> str:
    if style is HeadingStyle.HEADING:
        return f'<h2 class="section">{text}</h2>'
    inside = f"<strong>{text}</strong>" if style is HeadingStyle.STRONG else text
    return f'<p class="section">{inside}</p>'


def _table(table: PrintedTable, style: HtmlStyle) -> str:
    whole = sum(table.widths)
    columns = "".join(f'<col style="width:{width * 100 / whole:.1f}%">' for width in table.widths)
    if style.spread is Spread.SHORT:
        columns = ""
    head = f'<table class="form" border="1" cellspacing="0"><colgroup>{columns}</colgroup>'
    pieces = []
    for piece in _pieces(table, style):
        rows = "\n".join(f"<tr>{''.join(_cell(cell, style) for cell in row)}</tr>" for row in piece)
        pieces.append(f"{head}<tbody>\n{rows}\n</tbody></table>")
    return "\n<p>&nbsp;</p>\n".join(pieces)


def _pieces(table: PrintedTable, style: HtmlStyle) -> list[list[tuple[PrintedCell, ...]]]:
    """The rows of a table, cut into the tables that they are published as."""
    pieces: list[list[tuple[PrintedCell, ...]]] = [[]]
    for row in table.rows:
        if style.blocks_apart and row[0].role is Role.TITLE and pieces[-1]:
            pieces.append([])
        pieces[-1].append(row)
    return pieces


def _cell(cell: PrintedCell, style: HtmlStyle) -> str:
    spans = "".join(
        f' {name}="{count}"' for name, count in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if count > 1
    )
    kind = f' class="{cell.role}"' if cell.role in (Role.TITLE, Role.LABEL) else ""
    tag = "th" if style.head_cells and cell.role in (Role.TITLE, Role.HEAD) else "td"
    return f"<{tag}{spans}{kind}>{_content(cell, style)}</{tag}>"


def _content(cell: PrintedCell, style: HtmlStyle) -> str:
    text = escape(cell.text, quote=False) or style.blank
    match style.cell:
        case CellStyle.PLAIN:
            return text
        case CellStyle.PARAGRAPH:
            return f'<p align="center">{text}</p>'
        case CellStyle.BREAKS:
            label = escape(cell.broken, quote=False).replace("\n", "<br />")
            return label if cell.role is Role.HEAD else f"{text}<br />"
        case CellStyle.SPANS:
            pieces = "".join(f"<span>{escape(part, quote=False)}</span>" for part in _torn(cell.text)) or text
            return f'<p class="MsoNormal"><span lang="EN-US" style="font-size:9pt">{pieces}<o:p></o:p></span></p>'


def _torn(text: str) -> list[str]:
    """The text in pieces of one or two characters, torn apart without regard to meaning."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        size = 1 + len(pieces) % 2
        pieces.append(text[at : at + size])
        at += size
    return pieces
