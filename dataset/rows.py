"""Which rows does one report give to the tables?

Figures go to their columns as printed: null stays null, totals are never repaired. Whatever is not a clean number
has a row in ``doubts`` too, every rule that did not hold one in ``findings``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from dataset.calendar.timeliness import date_rows
from dataset.claims import Report
from dataset.identity.agencies import level_of, places_above
from dataset.redaction import redact
from dataset.sightings import Sighting
from parsing.forms import EARLIER, EDITIONS, FORMS, FigureSpec
from parsing.model import Figure, Reading, Severity, json_number

Row = dict[str, Any]
Rows = Iterator[tuple[str, Row]]
"""Table name and row."""
SECTION_ORDER = tuple(section.key for section in list(FORMS.values())[-1].sections)


def rows_of(report: Report, reading: Reading, sightings: Mapping[str, Sighting]) -> Rows:
    """Every row of ``ogi.sqlite`` that this report gives; ``reading`` is that of the document that speaks."""
    seen = [sightings[claim.sha256] for claim in report.claims]
    yield "reports", _report_row(report, reading, seen)
    yield from _document_rows(report)
    yield from (("publication_dates", row) for row in date_rows(report.report_id, seen, reading.sections))
    yield from _figure_rows(report.report_id, reading)
    yield from _doubt_rows(report.report_id, reading)
    yield from _finding_rows(report.report_id, reading)


def _report_row(report: Report, reading: Reading, seen: Sequence[Sighting]) -> Row:
    agency = report.agency
    province, prefecture, county = places_above(agency.region, report.year)
    last = seen[0].last
    return {
        "report_id": report.report_id,
        "agency_id": report.agency_id,
        "agency_name": report.agency_name,
        "issuer_printed": report.issuer,
        "year": report.year,
        "form": reading.form,
        "scope": agency.scope,
        "division_id": agency.region,
        "division_code": agency.region.partition(".")[0],
        "division_name": county or prefecture or province,
        "province": province,
        "prefecture": prefecture,
        "county": county,
        "level": level_of(agency.region, agency.type),
        "agency_type": agency.type,
        "function": agency.function,
        "title": redact(reading.title) if reading.title else None,
        "source_url": last.final_url or last.url,
        "document_sha256": report.speaks.sha256,
        "site_id": report.speaks.site_id,
        "first_seen": min(sighting.first.fetched_at for sighting in seen),
        "last_seen": max(sighting.last_seen for sighting in seen),
        "must_failures": sum(finding.severity is Severity.MUST for finding in reading.findings),
        "should_failures": sum(finding.severity is Severity.SHOULD for finding in reading.findings),
    }


def _document_rows(report: Report) -> Rows:
    for place, claim in enumerate(report.claims, start=1):
        yield (
            "report_documents",
            {
                "report_id": report.report_id,
                "document_sha256": claim.sha256,
                "role": "speaks" if place == 1 else "copy",
                "place": place,
                "stated_figures": claim.stated,
                "media": claim.media,
                "title": redact(claim.title) if claim.title else None,
                "first_seen": claim.first_seen,
            },
        )


def _figure_rows(report_id: str, reading: Reading) -> Rows:
    """One row of a flat table, one a column of table 3 and one a route of table 4."""
    for table, form_id in table_forms(reading):
        for key, cells in _layout(table, form_id):
            row: Row = {"report_id": report_id, "form": form_id}
            for column, name in cells:
                figure = reading.figures.get(name)
                row[column] = json_number(figure.value) if figure else None
            yield _NAMES.get(table, table), row | ({_KEYS[table]: key} if table in _KEYS else {})


_Layout = tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...]
"""The rows of an SQL table that a report fills: the key of each, and its columns with their figures."""


@cache
def _layout(table: str, form_id: str) -> _Layout:
    found: dict[str | None, list[tuple[str, str]]] = {}
    for spec in EDITIONS[form_id].table(table):
        found.setdefault(_row_key(spec), []).append((_column_key(spec), spec.key))
    return tuple((key, tuple(cells)) for key, cells in found.items())


def table_forms(reading: Reading) -> Iterator[tuple[str, str]]:
    """The tables this reading found, each with its edition; the fee sentence is of the edition of table 2, the figures
    of a report of before 2019 stand in one table.
    """
    for table in ("proactive", "requests", "disputes"):
        if (form := reading.table_forms.get(table)) in FORMS and form is not None:
            yield table, form
    if reading.form in FORMS and reading.form is not None and any(FORMS[reading.form].table("processing_fees")):
        yield "processing_fees", reading.form
    if reading.form in EARLIER and reading.form is not None and reading.figures:
        yield "statistics_2014", reading.form


CHOSEN = "chosen"
"""State in table ``doubts`` of a figure with a value that was chosen from several readings."""
_NAMES = {"processing_fees": "fees"}
"""Tables of the dataset that are named otherwise than those of the form."""
_KEYS = {"requests": "applicant", "disputes": "route"}


def _row_key(spec: FigureSpec) -> str | None:
    """Which row of the SQL table: in table 3 the form's column (the applicant), in table 4 the form's route."""
    return {"requests": spec.column, "disputes": spec.row}.get(spec.table)


def _column_key(spec: FigureSpec) -> str:
    """Which column of the SQL table: in table 3 the form's row, in table 4 the outcome, elsewhere the key itself."""
    return {"requests": spec.row, "disputes": spec.column}.get(spec.table) or spec.key


def _doubt_rows(report_id: str, reading: Reading) -> Rows:
    for key, figure in sorted(reading.figures.items()):
        if figure.state is None and not figure.readings:
            continue
        doubt = {"report_id": report_id, "cell": key, "state": str(figure.state or CHOSEN), "raw": figure.raw or None}
        yield "doubts", doubt | {"readings": compact(list(figure.readings)) if figure.readings else None}


def _finding_rows(report_id: str, reading: Reading) -> Rows:
    for number, finding in enumerate(reading.findings, start=1):
        yield (
            "findings",
            {
                "report_id": report_id,
                "number": number,
                "rule": finding.rule,
                "severity": str(finding.severity),
                "cells": compact(list(finding.cells)),
                "against": compact(list(finding.against)),
                "message": finding.message,
                "message_en": finding.message_en,
                "left_side": finding.left or None,
                "right_side": finding.right or None,
                "places": compact([place.as_dict() for place in finding.places]),
            },
        )


def places_of(reading: Reading) -> str:
    """Where the figures stand: JSON, key -> [raw, page, table, row, column, box, line, quote] without unknown ends."""
    return compact({key: _place(figure) for key, figure in reading.figures.items() if figure.place or figure.quote})


def _place(figure: Figure) -> list[Any]:
    found: list[Any] = [figure.raw]
    if (at := figure.place) is not None:
        found += [at.page, at.table, at.row, at.column, list(at.box) if at.box else None, at.line]
    elif figure.quote:
        found += [None] * 6
    found.append(redact(figure.quote) if figure.quote else None)
    while found and found[-1] is None:
        found.pop()
    return found


def sections_of(report_id: str, reading: Reading) -> list[Row]:
    """The rows of ``texts.sqlite``, in the order of the form, without what concerns persons."""
    order = {key: place for place, key in enumerate(SECTION_ORDER)}
    keys = sorted(reading.sections, key=lambda key: (order.get(key, len(order)), key))
    return [
        {"report_id": report_id, "section": key, "text": redact(reading.sections[key])}
        for key in keys
        if reading.sections[key]
    ]


def compact(value: Any) -> str:
    """JSON without spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
