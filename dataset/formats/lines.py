"""How does a row become a line of CSV in each of the three editions?

``csv/`` is the fixed interface: keys as header, UTF-8 with a byte-order mark (Excel opens it by double-click), CRLF.
``excel/`` is for people: the same with Chinese headings, and codes that stay text in a spreadsheet. ``machine/`` is
for programs: UTF-8 without mark, LF, snake case, texts exactly as in the database, gzip. In all of them nothing
stands for null.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, cast

from dataset.formats.cells import Cell, plain, safe, safe_in_excel
from dataset.formats.sheets import Row, Sheet

LEVEL = 6
"""Of gzip: level 9 takes three times as long for three hundredths of the size."""


class _Echo:
    """Gives back what csv writes: a line as text, with no file behind it."""

    def write(self, line: str) -> str:
        return line


@dataclass(frozen=True)
class Edition:
    """One way to write CSV."""

    folder: str
    ending: str
    bom: bool
    newline: str
    text: Cell | None
    """What is done to a text; None: nothing."""

    def header(self, sheet: Sheet) -> list[str]:
        """The header row of a table."""
        return {"csv": sheet.keys, "excel": sheet.headings, "machine": sheet.machine_names}[self.folder]

    def path(self, table: str) -> str:
        """Where a table stands in the release."""
        return f"{self.folder}/{table}{self.ending}"


KEYED = Edition("csv", ".csv", True, "\r\n", safe)
PEOPLE = Edition("excel", "_excel.csv", True, "\r\n", safe_in_excel)
MACHINE = Edition("machine", ".csv.gz", False, "\n", None)
EDITIONS = (KEYED, PEOPLE, MACHINE)


class Lines:
    """The rows of one table as lines of every edition, in the order of :data:`EDITIONS`."""

    def __init__(self, sheet: Sheet) -> None:
        self._text = sheet.places("text")
        self._money = sheet.places("number")
        self._write = cast(Callable[[Sequence[Any]], str], csv.writer(cast(Any, _Echo())).writerow)
        self.headers = [
            (b"\xef\xbb\xbf" if edition.bom else b"") + _ended(self._write(edition.header(sheet)), edition)
            for edition in EDITIONS
        ]

    def lines(self, row: Row) -> list[bytes]:
        """One row; written once for the editions in which it reads the same."""
        values = list(row)
        for place in self._money:
            values[place] = plain(values[place])
        plainly = self._write(values)
        return [_ended(self._line(values, edition.text) or plainly, edition) for edition in EDITIONS]

    def _line(self, values: Sequence[Any], text: Cell | None) -> str | None:
        """The row with its texts made safe; None where all of them are as they were."""
        if text is None:
            return None
        changed = None
        for place in self._text:
            value = values[place]
            if value and (said := text(value)) is not value:
                changed = changed or list(values)
                changed[place] = said
        return self._write(changed) if changed else None


def _ended(line: str, edition: Edition) -> bytes:
    # csv ends the line with CRLF, so that it quotes both characters wherever they stand in a text.
    return f"{line[:-2]}{edition.newline}".encode()


class Output:
    """A file that lines are written to; gzip where its name says so, with no time and no name inside."""

    def __init__(self, path: Path, header: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("wb")
        self._stream: BinaryIO = self._file
        if path.suffix == ".gz":
            packed = gzip.GzipFile("", "wb", LEVEL, self._file, mtime=0)
            self._stream = cast(BinaryIO, io.BufferedWriter(cast(Any, packed), 1 << 16))
        self.rows = 0
        self._stream.write(header)

    def write(self, line: bytes) -> None:
        """Add one row."""
        self._stream.write(line)
        self.rows += 1

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stream.close()
        finally:
            self._file.close()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> int:
    """Write rows as the files of ``csv/`` are written; returns the number of rows without the header."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            writer.writerow([safe(value) if isinstance(value, str) else plain(value) for value in row])
            count += 1
    return count
