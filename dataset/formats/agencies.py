"""What is known of one agency, as one object of JSON?

``json/agencies/<province>.ndjson.gz`` has one line an agency: a file each would be a hundred thousand small files. An
object holds the agency, its names, what became of it, and its reports, oldest first: ``figures`` has every number that
the report prints, ``states`` says why another figure of its form is null, ``panel`` is the harmonised series. A key in
neither is not in the form that the report uses.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import literal_column

from dataset.database import opened
from dataset.formats.cells import plain
from dataset.formats.lines import Output
from dataset.formats.sheets import Rows, batches_of, province_of, sheets, sql
from dataset.schema import TABLES

Object = dict[str, Any]


def export_agencies(folder: Path) -> Rows:
    """Write every agency of the release in ``folder``, by province."""
    outputs: dict[str, Output] = {}
    with ExitStack() as stack, closing(opened(folder / "ogi.sqlite")) as connection:
        for agency in agency_objects(connection):
            path = f"json/agencies/{province_of(agency['division_code'])}.ndjson.gz"
            if path not in outputs:
                outputs[path] = stack.enter_context(Output(folder / path, b""))
            outputs[path].write(f"{json.dumps(agency, ensure_ascii=False, separators=(',', ':'))}\n".encode())
    return {path: output.rows for path, output in outputs.items()}


def agency_objects(connection: sqlite3.Connection, agency_id: str | None = None) -> Iterator[Object]:
    """Every agency of an ``ogi.sqlite``, or this one alone, in the order of their ids; none where it is not there."""
    table = TABLES["agencies"]
    where = "" if agency_id is None else " WHERE agency_id = ?"
    reports = itertools.groupby(_reports(connection, agency_id), key=lambda report: report["agency_id"])
    own = next(reports, None)
    agencies = connection.execute(
        f"SELECT {', '.join(table.c.keys())} FROM agencies{where} ORDER BY agency_id",
        () if agency_id is None else (agency_id,),
    )
    for agency in map(dict, agencies):
        key = agency["agency_id"]
        found: list[Object] = []
        if own and own[0] == key:
            found = list(own[1])
            own = next(reports, None)
        agency["names"] = _of(connection, "agency_names", "agency_id", key)
        agency["identifiers"] = _of(connection, "agency_identifiers", "agency_id", key)
        agency["events"] = _of(connection, "agency_events", "agency_id", key)
        agency["report_list"] = found
        yield agency


def _of(connection: sqlite3.Connection, table: str, column: str, key: str) -> list[Object]:
    """The rows of a table that belong to one agency or report, without the column that says so."""
    described = TABLES[table]
    names = [str(one.name) for one in described.c if one.name != column]
    order = ", ".join(str(one.name) for one in described.primary_key)
    rows = connection.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ? ORDER BY {order}", (key,))
    return [dict(row) for row in rows]


@cache
def _query(one: bool) -> str:
    """Reports of every agency, or of the one called ``:id``; its columns take longer to put together than to find."""
    reports = TABLES["reports"].c
    query = sheets()["national"].query().order_by(None).order_by(reports.agency_id, reports.year)
    return sql(query.where(reports.agency_id == literal_column(":id")) if one else query)


def _reports(connection: sqlite3.Connection, agency_id: str | None) -> Iterator[Object]:
    """The reports by agency and year."""
    reports, sheet = TABLES["reports"], sheets()["national"]
    attributes = [place for place, key in enumerate(sheet.keys) if key in reports.c]
    forms = {place: key for place, key in enumerate(sheet.keys) if key.endswith(".form")}
    panel = {place: key for place, key in enumerate(sheet.keys) if key.startswith("panel.")}
    figures = [place for place in range(len(sheet.keys)) if place not in {*attributes, *forms, *panel}]
    for rows in batches_of(connection, _query(agency_id is not None), {"id": agency_id} if agency_id else None):
        for row in rows:
            report: Object = {sheet.keys[place]: row[place] for place in attributes}
            report["table_forms"] = {key.removesuffix(".form"): row[at] for at, key in forms.items() if row[at]}
            report["figures"] = {sheet.keys[at]: plain(row[at]) for at in figures if row[at] is not None}
            doubts = _of(connection, "doubts", "report_id", report["report_id"])
            report["states"] = {doubt["cell"]: doubt["state"] for doubt in doubts}
            report["panel"] = {
                key.removeprefix("panel."): plain(row[at]) for at, key in panel.items() if row[at] is not None
            }
            yield report
