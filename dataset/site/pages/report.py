"""``/report/<id>``: what does one report say, and where does each figure stand?"""

from __future__ import annotations

import json

from datasette.utils.asgi import Response

from dataset.site.queries import reports
from dataset.site.queries.reports import StoredReport
from dataset.site.redraw import Drawing
from dataset.site.visit import Visit
from parsing.forms import EARLIER, EDITIONS, FORMS, Form


async def report(visit: Visit) -> Response:
    """One report with its tables drawn again."""
    stored = await _stored(visit)
    if stored is None:
        return visit.missing()
    drawing = Drawing(stored, visit.language)
    editions = _editions(stored)
    findings = [
        finding
        | {
            "cells": json.loads(finding["cells"]),
            "message": visit.language.pick(finding["message"], finding["message_en"]),
        }
        for finding in stored.findings
    ]
    return visit.page(
        "ogi_report.html",
        stored=stored,
        report=stored.report,
        findings=findings,
        flagged={cell for finding in findings if finding["severity"] == "must" for cell in finding["cells"]},
        tables=[(name, editions.get(name), lines) for name, lines in drawing.tables()],
        fees=drawing.fees(),
        statistics=drawing.statistics(),
        labels={figure.key: figure.label for figure in drawing.every()},
        form=EDITIONS.get(stored.report["form"]),
        earlier=stored.report["form"] in EARLIER,
        sections=list(FORMS.values())[-1].sections,
        mixed=len({form.id for form in editions.values()}) > 1,
    )


async def places(visit: Visit) -> Response:
    """Where every figure of a report stands in its document."""
    stored = await _stored(visit)
    if stored is None:
        return visit.missing()
    figures = Drawing(stored, visit.language).every()
    return visit.page("ogi_places.html", stored=stored, report=stored.report, figures=figures)


async def _stored(visit: Visit) -> StoredReport | None:
    report_id = visit.part("report_id")
    stored = await visit.ask("ogi", lambda connection: reports.stored_report(connection, report_id))
    if stored is None:
        return None
    sections = await visit.ask("texts", lambda connection: reports.sections(connection, report_id))
    places = await visit.ask("provenance", lambda connection: reports.places(connection, stored.report))
    return stored.completed(sections, places)


def _editions(stored: StoredReport) -> dict[str, Form]:
    """The edition of the form that each table of the report follows."""
    rows = {
        "proactive": stored.proactive,
        "requests": next(iter(stored.requests.values()), None),
        "disputes": next(iter(stored.disputes.values()), None),
    }
    return {name: FORMS[row["form"]] for name, row in rows.items() if row is not None}


_ID = "(?P<report_id>[a-z0-9.-]+)"
ROUTES = {f"/report/{_ID}": report, f"/report/{_ID}/places": places}
