"""What paragraphs and tables stand in this plain text?

Three shapes of table are known: one cell a line (each line starts with a tab, an empty line ends the row: what
Word-to-text converters write), rows of tab-separated cells, and Markdown pipe tables (what OCR services write). Column
positions of such dumps are only an order; see ``Grid.geometry``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsing.decode import clean, decode
from parsing.grid import is_value
from parsing.model import Block, Cell, Contents, Grid, Paragraph, Place, Unreadable
from parsing.traditional import in_simplified

MAX_BYTES = 8 * 1024 * 1024
_DEBRIS = re.compile(r"\[bookmark:[^\]]{0,80}\]|<!--.{0,200}?-->")
_MARKDOWN = re.compile(r"^(?P<mark>#{1,6}\s+|[-*+]\s+|>\s+)")
_BARS = str.maketrans("│┃", "||")
_DRAWN_LINE = re.compile(
    r"\s*[─━┄┈╌│┃┌┏┐┓└┗┘┛├┠┣┝┤┨┫┥┬┯┳┰┴┷┻┸┼┿╋╂═╔╗╚╝╠╣╦╩╬╪╫]*[─━═┄┈╌][─━┄┈╌│┃┌┏┐┓└┗┘┛├┠┣┝┤┨┫┥┬┯┳┰┴┷┻┸┼┿╋╂═╔╗╚╝╠╣╦╩╬╪╫\s]*"
)
"""A rule of a table that is drawn with characters."""
_QUOTED = re.compile(r'"(?:[^"\t]|"")*"(?:\t"(?:[^"\t]|"")*")+')
_STARS = re.compile(r"\*\*|__|\\(?=[#*_().\-])")
_RULE_CELL = r"\s*(?::?-{2,}:?|:-+:?|-+:)\s*"
_PIPE_RULE = re.compile(rf"^\|?{_RULE_CELL}(?:\|{_RULE_CELL})*\|?$")
"""The line under a Markdown header. A row of single dashes is not one: offices write them for nothing."""
_HEADING_LINE = re.compile(r"^\s*[一二三四五六七八九十]+\s*[、.．]")
_LEAST_COMMAS, _LEAST_ROWS = 3, 12
"""Commas of a row and rows of a sheet: table 2 has three, all tables have forty rows."""
_LONGEST_FIELD = 60
_MOST_CONTINUATION = 24
"""Characters of a line that can still be the second line of a cell; cells of the form wrap at far fewer."""


def read_text(data: bytes, declared: str | None = None) -> Contents:
    """Blocks of a text dump. Raises Unreadable over the size limit or for text that is mostly undecodable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"text of {len(data)} bytes is over the limit of {MAX_BYTES}")
    text = in_simplified(decode(data, declared))
    if text.count("�") > len(text) * 0.2:
        raise Unreadable("the text is in no known encoding")
    lines = [_DEBRIS.sub("", line) for line in re.split(r"\r\n|\r|\n|\x0c", text)]
    if "│" in text or "┃" in text:
        lines = [line.translate(_BARS) for line in lines if not _DRAWN_LINE.fullmatch(line)]
    return Contents(tuple(_Lines(_of_commas(lines)).blocks()))


def _of_commas(lines: list[str]) -> list[str]:
    """The lines with fields between tabs, where most tell them apart by commas: a sheet saved as CSV."""
    if any("\t" in line for line in lines) or sum(line.count(",") >= _LEAST_COMMAS for line in lines) < _LEAST_ROWS:
        return lines
    rows = [_fields(line) if line.count(",") >= _LEAST_COMMAS else [line] for line in lines]
    if sum(len(row) > _LEAST_COMMAS and 2 * sum(map(is_value, row)) >= len(row) for row in rows) < _LEAST_ROWS:
        return lines
    return ["\t".join(row) for row in rows]


def _fields(line: str) -> list[str]:
    """The fields of a line; the line itself where one is too long for a cell of the form."""
    try:
        fields = next(csv.reader([line]))
    except (csv.Error, StopIteration):
        return [line]
    return fields if max(map(len, fields)) <= _LONGEST_FIELD else [line]


@dataclass
class _Table:
    """A table being collected: rows of (text, line number)."""

    rows: list[list[tuple[str, int]]] = field(default_factory=list)
    row: list[tuple[str, int]] = field(default_factory=list)
    kept: bool = True
    widths: list[int] = field(default_factory=list)

    def end_row(self) -> None:
        if self.row:
            self.rows.append(self.row)
            self.widths += [len(self.row)] * (len(self.rows) - len(self.widths))
            self.row = []


class _Lines:
    """Sorts lines into paragraphs and tables."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._tables = 0
        self._table: _Table | None = None

    def blocks(self) -> Iterator[Block]:
        gap = 0
        for number, line in enumerate(self._lines, 1):
            if not line.strip():
                # A line holding only a tab is an empty cell; a really empty line ends the row.
                if line.startswith("\t") and self._table is not None and self._table.kept:
                    self._table.row.append(("", number))
                    continue
                gap += 1
                if self._table is not None:
                    self._table.end_row()
                continue
            if self._take(line, number, gap):
                gap = 0
                continue
            gap = 0
            yield from self._close()
            yield _paragraph(line, number)
        yield from self._close()

    def _take(self, line: str, number: int, gap: int) -> bool:
        """Is the line part of a table? Then it is kept there."""
        if line.lstrip().startswith("|") and line.count("|") >= 2:
            return self._pipe_row(line, number)
        if line.startswith("\t") and "\t" not in line.strip("\t") and not line.endswith("\t\t"):
            self._open(kept=True).row.append((line.strip("\t"), number))
            return True
        if line.startswith("\t") and self._table is not None and self._table.kept:
            # Two cells that lost the line between them: each still stands behind its tab.
            self._table.row += [(cell, number) for cell in line[1:].split("\t")]
            return True
        if "\t" in line:
            if self._table is not None:
                self._table.end_row()
            fields = line.split("\t")
            if _QUOTED.fullmatch(line):
                fields = [field[1:-1].replace('""', '"') for field in fields]
            self._add_row(self._open(kept=False), fields, number)
            return True
        if self._table is not None and self._table.row and gap == 0 and _continues(line):
            text, first = self._table.row[-1]
            if not text.strip() and is_value(line):
                text = "�"  # a page number as likely as the cell's own: doubtful, and not to be read
            self._table.row[-1] = (f"{text}\n{line.strip()}", first)
            return True
        return False

    def _pipe_row(self, line: str, number: int) -> bool:
        if self._table is not None:
            self._table.end_row()
        table = self._open(kept=False)  # padded to the widest row, like tab-separated ones
        if not _PIPE_RULE.match(line.strip()):
            inner = line.strip().removeprefix("|").removesuffix("|")
            cells = [re.sub(r"<br\s*/?>", "\n", cell).strip() for cell in inner.split("|")]
            self._add_row(table, cells, number)
        return True

    @staticmethod
    def _add_row(table: _Table, cells: list[str], number: int) -> None:
        width = len(cells)
        while cells and not cells[-1].strip():
            cells.pop()  # padding: dumps fill every row up to the widest one
        table.row = [(cell, number) for cell in cells]
        if cells:
            table.widths.append(width)
        table.end_row()

    def _open(self, kept: bool) -> _Table:
        if self._table is None:
            self._table = _Table(kept=kept)
        self._table.kept = self._table.kept and kept
        return self._table

    def _close(self) -> Iterator[Grid]:
        table, self._table = self._table, None
        if table is None:
            return
        table.end_row()
        if not table.rows:
            return
        self._tables += 1
        cells = [
            Cell(_cell(text), y, x, place=Place(table=self._tables, row=y + 1, column=x + 1, line=line))
            for y, row in enumerate(table.rows)
            for x, (text, line) in enumerate(row)
        ]
        yield Grid(tuple(cells), geometry=False, blanks_kept=table.kept, widths=tuple(table.widths))


def _continues(line: str) -> bool:
    return len(line.strip()) <= _MOST_CONTINUATION and not _HEADING_LINE.match(line)


def _cell(text: str) -> str:
    return clean(_STARS.sub("", text).strip(" 　\xa0\t"))


def _paragraph(line: str, number: int) -> Paragraph:
    mark = _MARKDOWN.match(line)
    heading = bool(mark and mark["mark"].startswith("#"))
    text = _STARS.sub("", line[mark.end() :] if mark else line)
    return Paragraph(clean(text.strip(" 　\t\xa0")), Place(line=number), heading=heading)
