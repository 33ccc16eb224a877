"""How does a table become a Parquet file that states its types, units and labels itself?

Whole numbers are int64, amounts and ratios float64, everything else (codes too) string. Each column carries ``key``,
``label_zh``, ``label_en``, ``unit`` and ``comparability`` in its metadata. Nothing of the clock stands in the file;
the same version of Arrow gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from dataset.codebook import Entry
from dataset.formats.sheets import Row, Sheet, machine_name

TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
GROUP = 5
"""Batches of rows in a row group: ten thousand rows, which a reader of one column takes at once."""


def schema(sheet: Sheet) -> pa.Schema:
    """The columns of a table with types and units."""
    about = {"table": sheet.name, "title_zh": sheet.about.zh, "title_en": sheet.about.en}
    return pa.schema([_field(entry) for entry in sheet.columns], metadata=about)


def _field(entry: Entry) -> pa.Field:
    said = entry.about
    words = {
        "key": entry.column,
        "label_zh": said.zh,
        "label_en": said.en,
        "unit": said.unit,
        "comparability": said.comparability,
    }
    stated = {name: text for name, text in words.items() if text}
    return pa.field(machine_name(entry.column), TYPES[entry.type], nullable=not entry.required, metadata=stated)


class ParquetOutput:
    """A Parquet file that batches of rows are written to."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._schema = schema(sheet)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", version="2.6")
        self._held: list[pa.RecordBatch] = []
        self.rows = 0

    def write(self, rows: list[Row]) -> None:
        """Add some rows."""
        columns = zip(*rows, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._held.append(pa.record_batch(arrays, schema=self._schema))
        self.rows += len(rows)
        if len(self._held) == GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.Table.from_batches(self._held), row_group_size=sum(map(len, self._held)))
            self._held = []

    def __enter__(self) -> ParquetOutput:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._flush()
        self._writer.close()
