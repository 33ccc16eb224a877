"""How is one table written in every edition with a single pass over its rows?

The wide national panel is written in slices too: by report year and by province, for those who want one of them or
whose spreadsheet cannot hold the whole.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from dataset.formats.lines import EDITIONS, MACHINE, PEOPLE, Edition, Lines, Output
from dataset.formats.parquet import ParquetOutput
from dataset.formats.sheets import Row, Rows, Sheet, batches, province_of, sheets


def export_table(folder: Path, name: str) -> Rows:
    """Write one table of the release in ``folder`` as CSV in three editions and as Parquet."""
    sheet = sheets()[name]
    with ExitStack() as stack:
        lines = Lines(sheet)
        outputs = [
            stack.enter_context(Output(folder / edition.path(name), header))
            for edition, header in zip(EDITIONS, lines.headers, strict=True)
        ]
        path = f"parquet/{name}.parquet"
        parquet = stack.enter_context(ParquetOutput(folder / path, sheet))
        slices = _Slices(stack, folder, sheet, lines.headers) if name == "national" else None
        for rows in batches(folder / "ogi.sqlite", sheet.query()):
            parquet.write(rows)
            for row in rows:
                written = lines.lines(row)
                for output, line in zip(outputs, written, strict=True):
                    output.write(line)
                if slices:
                    slices.write(row, written)
    made = {edition.path(name): output.rows for edition, output in zip(EDITIONS, outputs, strict=True)}
    return made | {path: parquet.rows} | (slices.rows if slices else {})


class _Slices:
    """The national panel by year and by province: one file for people, one for programs."""

    def __init__(self, stack: ExitStack, folder: Path, sheet: Sheet, headers: list[bytes]) -> None:
        self._stack, self._folder = stack, folder
        self._year, self._division = sheet.keys.index("year"), sheet.keys.index("division_code")
        self._headers = {
            one.folder: header for one, header in zip(EDITIONS, headers, strict=True) if one in (PEOPLE, MACHINE)
        }
        self._open: dict[str, Output] = {}

    @property
    def rows(self) -> Rows:
        """Every slice with its rows."""
        return {path: output.rows for path, output in self._open.items()}

    def write(self, row: Row, written: list[bytes]) -> None:
        """Add a row to the slices that it belongs to, as the whole panel has it."""
        kinds = (("year", row[self._year]), ("province", province_of(row[self._division])))
        for edition, line in zip(EDITIONS, written, strict=True):
            if edition.folder in self._headers:
                for kind, value in kinds:
                    self._slice(edition, f"slices/{kind}/{value}{edition.ending}").write(line)

    def _slice(self, edition: Edition, path: str) -> Output:
        if path not in self._open:
            self._open[path] = self._stack.enter_context(Output(self._folder / path, self._headers[edition.folder]))
        return self._open[path]
