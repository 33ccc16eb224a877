"""How is one report given to those who want its data: all that is known as JSON, the figures as CSV?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dataset.formats.cells import plain, safe
from dataset.metadata import LICENSE, LICENSE_URL
from dataset.site.edition import ServedRelease
from dataset.site.figures import figures_of
from dataset.site.queries.report import StoredReport
from dataset.site.spreadsheet import written
from dataset.site.stands import NOWHERE, Stand

HEADER = (
    "report_id", "key", "table", "label_zh", "label_en", "unit", "value", "state", "raw", "page", "table_number", "row",
    "column", "line", "quote",
)  # fmt: skip
_JSON = ("cells", "against", "against_cells", "places", "readings")
"""Columns that hold JSON."""


def as_json(stored: StoredReport, release: ServedRelease) -> dict[str, Any]:
    """All that the release holds of a report; figures, states and sources as ``ogi read --json`` names them."""
    figures = list(figures_of(stored))
    return {
        "release": release.version,
        "license": {"name": LICENSE, "url": LICENSE_URL},
        "code_version": release.code_version,
        "report": stored.report,
        "document": stored.document,
        "table_forms": _forms(stored),
        "figures": {spec.key: plain(value) for spec, value in figures},
        "states": {key: row["state"] for key, row in stored.doubts.items()},
        "sources": {key: _source(stand) for key, stand in sorted(stored.stands.items())},
        "doubts": [_row(row) for row in stored.doubts.values()],
        "sections": dict(stored.sections),
        "findings": [_row(row) for row in stored.findings],
        "checks": [_row(row) for row in stored.checks],
        "documents": stored.versions,
        "publication_dates": stored.dates,
        "timeliness": stored.timeliness,
        "changes": stored.changes,
    }


def as_csv(stored: StoredReport) -> str:
    """Every figure in a row, for people and their spreadsheets: UTF-8 with a byte-order mark, CRLF, no formulas."""
    return written(HEADER, _lines(stored), safe)


def _lines(stored: StoredReport) -> Iterator[tuple[Any, ...]]:
    for spec, value in figures_of(stored):
        stand = stored.stands.get(spec.key, NOWHERE)
        doubt = stored.doubts.get(spec.key)
        state, raw = (doubt["state"], stand.raw or doubt["raw"]) if doubt else (None, stand.raw)
        yield (
            stored.report["report_id"], spec.key, spec.table, spec.label, spec.en, spec.unit, value, state, raw,
            stand.page, stand.table, stand.row, stand.column, stand.line, stand.quote,
        )  # fmt: skip


def _forms(stored: StoredReport) -> dict[str, str]:
    rows = {
        "proactive": stored.proactive,
        "requests": next(iter(stored.requests.values()), None),
        "disputes": next(iter(stored.disputes.values()), None),
        "statistics_2014": stored.statistics,
    }
    return {name: row["form"] for name, row in rows.items() if row is not None}


def _source(stand: Stand) -> dict[str, Any]:
    parts = {
        "page": stand.page,
        "table": stand.table,
        "row": stand.row,
        "column": stand.column,
        "line": stand.line,
        "box": list(stand.box) if stand.box else None,
        "quote": stand.quote,
    }
    return {"raw": stand.raw} | {name: value for name, value in parts.items() if value is not None}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value) if name in _JSON and isinstance(value, str) else value
        for name, value in row.items()
        if name != "report_id"
    }
