"""Which pages has the site, and what does each show?

All of them are ours, in Chinese, without script; Datasette's own pages stay under ``/ogi`` as the table browser.
"""

from __future__ import annotations

import json
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from dataset import codebook
from dataset.metadata import LICENSE_URL
from dataset.site import queries
from dataset.site.download import send_file
from dataset.site.edition import ServedRelease
from dataset.site.guard import Send
from dataset.site.redraw import Drawing
from dataset.site.render import rendered
from dataset.site.words import ZH
from parsing.forms import FORMS, Form

PAGE_CACHE = {"cache-control": "public, max-age=60"}


def served_by(datasette: Datasette) -> ServedRelease:
    """The release that this Datasette serves."""
    release: ServedRelease = datasette.ogi_release
    return release


def page(datasette: Datasette, template: str, **values: Any) -> Response:
    """One of our pages."""
    html = rendered(template, release=served_by(datasette), license_url=LICENSE_URL, **values)
    return Response.html(html, headers=dict(PAGE_CACHE))


async def home(datasette: Datasette, request: Request) -> Response:
    """``/``: what this is, and the list of reports."""
    release = served_by(datasette)
    year = _number(request.args.get("year"))
    number = _number(request.args.get("page")) or 1
    total = sum(release.years.values()) if year is None else release.years.get(year, 0)
    pages = max(1, -(-total // queries.PAGE))
    if number > pages:
        raise NotFound("no such page of the list")
    reports = await queries.listed(datasette, year, number)
    return page(datasette, "ogi_home.html", reports=reports, year=year, number=number, pages=pages, total=total)


async def agency(datasette: Datasette, request: Request) -> Response:
    """``/agency/<id>``: the years of one agency."""
    found = await queries.agency(datasette, request.url_vars["agency_id"])
    if found is None:
        raise NotFound("no such agency")
    return page(datasette, "ogi_agency.html", agency=found[0], reports=found[1])


async def report(datasette: Datasette, request: Request) -> Response:
    """``/report/<id>``: one report with its tables drawn again."""
    stored = await _stored(datasette, request)
    drawing = Drawing(stored, ZH)
    editions = _editions(stored)
    findings = [finding | {"cells": json.loads(finding["cells"])} for finding in stored.findings]
    return page(
        datasette,
        "ogi_report.html",
        stored=stored,
        report=stored.report,
        findings=findings,
        flagged={cell for finding in findings if finding["severity"] == "must" for cell in finding["cells"]},
        tables=[(name, editions.get(name), lines) for name, lines in drawing.tables()],
        fees=drawing.fees(),
        labels={figure.key: figure.label for figure in drawing.every()},
        form=FORMS.get(stored.report["form"]),
        sections=list(FORMS.values())[-1].sections,
        mixed=len({form.id for form in editions.values()}) > 1,
    )


async def places(datasette: Datasette, request: Request) -> Response:
    """``/report/<id>/places``: where every figure of a report stands in its document."""
    stored = await _stored(datasette, request)
    figures = Drawing(stored, ZH).every()
    return page(datasette, "ogi_places.html", stored=stored, report=stored.report, figures=figures)


async def downloads(datasette: Datasette) -> Response:
    """``/downloads``: every file of the release with its size and checksum."""
    release = served_by(datasette)
    titles = {name: said.zh for name, said, _ in codebook.tables()}
    return page(datasette, "ogi_downloads.html", files=list(release.files.values()), titles=titles)


async def download(datasette: Datasette, request: Request, send: Send) -> None:
    """``/downloads/<version>/<path>``: one file. Only what the manifest names is there."""
    release = served_by(datasette)
    file = release.files.get(request.url_vars["path"])
    if file is None or request.url_vars["version"] not in (release.version, "latest"):
        raise NotFound("no such file")
    await send_file(release.folder / file.path, file, dict(request.headers), send)


async def dictionary(datasette: Datasette) -> Response:
    """``/dictionary``: every column of every table, from the codebook."""
    tables = [entry for entry in codebook.tables() if entry[0] != "national"]
    return page(datasette, "ogi_dictionary.html", tables=tables, forms=list(FORMS))


def _number(text: str | None) -> int | None:
    """A small number in the address; None where there is none."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text)):
        raise NotFound("not a number")
    return int(text)


async def _stored(datasette: Datasette, request: Request) -> queries.StoredReport:
    stored = await queries.stored_report(datasette, request.url_vars["report_id"])
    if stored is None:
        raise NotFound("no such report")
    return stored


def _editions(stored: queries.StoredReport) -> dict[str, Form]:
    """The edition of the form that each table of the report follows."""
    rows = {
        "proactive": stored.proactive,
        "requests": next(iter(stored.requests.values()), None),
        "disputes": next(iter(stored.disputes.values()), None),
    }
    return {name: FORMS[row["form"]] for name, row in rows.items() if row is not None}
