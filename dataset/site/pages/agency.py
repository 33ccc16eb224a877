"""``/agency/<id>``: what did one agency report, year by year? With the same as JSON and for a spreadsheet."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import quote

from datasette.utils.asgi import Response

from dataset.calendar.standing import WORDS, Status
from dataset.formats.agencies import agency_objects
from dataset.formats.sheets import sheets
from dataset.site.agency_charts import counts_chart, rates_chart
from dataset.site.download import TYPES
from dataset.site.plain_words import told
from dataset.site.queries import agency as query
from dataset.site.spreadsheet import spreadsheet
from dataset.site.visit import PAGE_CACHE, Visit


async def agency(visit: Visit) -> Response:
    """The agency with its reports."""
    agency_id = visit.part("agency_id")
    around = await visit.ask("site", lambda connection: query.around(connection, agency_id))
    if around is None:
        return visit.missing()
    stored = await visit.ask("ogi", lambda connection: query.stored_agency(connection, agency_id, around.places))
    reports = {row["year"]: row for row in stored.reports}
    years = sorted({*reports, *(row["year"] for row in stored.standings)}, reverse=True)
    shown = range(min(years), max(years) + 1) if years else ()
    return visit.page(
        "ogi_agency.html",
        agency=stored.agency,
        stored=stored,
        around=around,
        reports=reports,
        years=years,
        standings={row["year"]: row for row in stored.standings},
        words={str(status): visit.language.pick(*words) for status, words in WORDS.items()},
        found=[str(status) for status in Status if status.startswith("published")],
        newest=told(stored.reports[0], stored.outcomes, visit.language) if stored.reports else None,
        charts=[counts_chart(reports, shown, visit.language), rates_chart(reports, shown, visit.language)],
        address=visit.site.operator.at(f"{visit.language.prefix}/agency/{agency_id}"),
        tell=_tell(visit, agency_id),
    )


def _tell(visit: Visit, agency_id: str) -> str | None:
    """Where a missing report may be told; None where the operator names no such place."""
    errors = visit.site.operator.errors
    if errors is None or not errors.startswith("mailto:"):
        return errors
    return f"{errors}?subject={quote(agency_id)}"


async def as_json(visit: Visit) -> Response:
    """The object of the agency, as in ``json/agencies`` of the release."""
    agency_id = visit.part("agency_id")
    found = await visit.ask("ogi", lambda connection: next(agency_objects(connection, agency_id), None))
    if found is None:
        return visit.missing()
    body = json.dumps({"version": visit.release.version, **found}, ensure_ascii=False)
    return Response(body, headers={"cache-control": PAGE_CACHE}, content_type="application/json; charset=utf-8")


async def as_table(visit: Visit) -> Response:
    """The rows of the agency in the national panel, for people."""
    agency_id = visit.part("agency_id")
    rows = await visit.ask("ogi", lambda connection: query.sheet(connection, agency_id))
    if not rows:
        return visit.missing()
    return spreadsheet(f"{agency_id}.csv", sheets()["national"].headings, rows)


async def as_workbook(visit: Visit) -> Response:
    """The same rows as a workbook with what they are and what every column means."""
    from dataset.formats.xlsx import agency_workbook  # the first workbook costs a server memory, most never make one

    agency_id = visit.part("agency_id")
    rows = await visit.ask("ogi", lambda connection: query.sheet(connection, agency_id))
    if not rows:
        return visit.missing()
    found = await visit.ask("ogi", lambda connection: query.name_of(connection, agency_id))
    body = await asyncio.to_thread(agency_workbook, found, rows, visit.release.imprint)
    headers = {"content-disposition": f'attachment; filename="{agency_id}.xlsx"', "cache-control": PAGE_CACHE}
    return Response(body, headers=headers, content_type=TYPES[".xlsx"])


_ID = "(?P<agency_id>[a-z0-9.-]+)"
ROUTES = {
    f"/agency/{_ID}[.]json": as_json,
    f"/agency/{_ID}[.]csv": as_table,
    f"/agency/{_ID}[.]xlsx": as_workbook,
    f"/agency/{_ID}": agency,
}
