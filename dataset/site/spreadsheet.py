"""How does what a page shows become a table that opens in a spreadsheet by double-click?

As ``excel/`` of a release: UTF-8 with byte-order mark, CRLF, Chinese headings, no text that runs as a formula, codes
that stay text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from datasette.utils.asgi import Response

from dataset.formats.cells import Cell, plain, safe_in_excel

BOM = "\ufeff"


def written(headings: Sequence[str], rows: Iterable[Sequence[Any]], safe: Cell = safe_in_excel) -> str:
    """The text of the file; ``safe`` is done to every text in it."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else plain(cell) for cell in row])
    return text.getvalue()


def spreadsheet(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file for people, as a download of this name."""
    headers = {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "public, max-age=60",
    }
    return Response(written(headings, rows), headers=headers, content_type="text/csv; charset=utf-8")
