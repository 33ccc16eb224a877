"""How does a report look after someone turned it into plain text?

Two shapes that circulate: a dump of a Word file with one cell a line, and the tab-separated rows that conversion to
Markdown leaves behind. Both have lost the spans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crawler.samples.layout import PrintedTable, tables
from crawler.samples.report import SampleReport


def render_cell_lines(report: SampleReport) -> str:
    """The report with one table cell a line: each cell after a tab, a blank line between rows.

    A cell merged with the one above it is an empty cell; a cell that spans columns stands there once.
    """
    return _render(report, _cell_lines)


def render_markdown(report: SampleReport) -> str:
    """The report with tab-separated table rows: spanned places are empty fields."""
    return _render(report, _tab_rows)


def _render(report: SampleReport, table_lines: Callable[[PrintedTable], Iterator[str]]) -> str:
    printed = tables(report)
    lines = [report.title, "", *report.prose.get("intro", ())]
    for section, paragraphs in report.sections():
        lines += ["", f"{section.number}、{section.label}", *paragraphs]
        if section.kind == "table":
            lines += ["", *table_lines(printed[section.key]), ""]
    return "\n".join([*lines, "", *report.closing, ""])


def _cell_lines(table: PrintedTable) -> Iterator[str]:
    for row in table.occupied():
        for _, cell, here in row:
            yield "\t" + (cell.broken if here else "")
        yield ""


def _tab_rows(table: PrintedTable) -> Iterator[str]:
    for row in table.occupied():
        fields = [""] * len(table.widths)
        for column, cell, here in row:
            fields[column] = cell.text if here else ""
        yield "\t".join(fields)
