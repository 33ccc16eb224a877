"""Which pages has the site, and what does each show?

All of them are ours, in Chinese, without script; Datasette's own pages stay under ``/ogi`` as the table browser.
"""

from __future__ import annotations

import json
import re
from typing import Any

from datasette.utils.asgi import Request, Response

from dataset import codebook
from dataset.metadata import LICENSE_URL
from dataset.site import queries
from dataset.site.download import send_file
from dataset.site.edition import Site
from dataset.site.guard import Send
from dataset.site.redraw import Drawing
from dataset.site.render import rendered
from dataset.site.words import ZH
from parsing.forms import EARLIER, EDITIONS, FORMS, Edition, Form

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
PAGE_CACHE = {"cache-control": "public, max-age=60"}


def page(datasette: Site, template: str, **values: Any) -> Response:
    """One of our pages."""
    html = rendered(template, release=datasette.ogi_release, license_url=LICENSE_URL, **values)
    return Response.html(html, headers=dict(PAGE_CACHE))


def missing(datasette: Site) -> Response:
    """The answer where there is no such page, agency or report."""
    return Response.html(rendered("error.html", release=datasette.ogi_release, status=404), status=404)


async def home(datasette: Site, request: Request) -> Response:
    """``/``: what this is, and the list of reports."""
    release = datasette.ogi_release
    asked = {name: request.args.get(name) for name in ("year", "page")}
    if any(text is not None and not _NUMBER.fullmatch(text) for text in asked.values()):
        return missing(datasette)
    year = int(asked["year"]) if asked["year"] else None
    number = int(asked["page"] or 1)
    total = sum(release.years.values()) if year is None else release.years.get(year, 0)
    pages = max(1, -(-total // queries.PAGE))
    if number > pages:
        return missing(datasette)
    reports = await queries.listed(datasette, year, number)
    return page(datasette, "ogi_home.html", reports=reports, year=year, number=number, pages=pages)


async def agency(datasette: Site, request: Request) -> Response:
    """``/agency/<id>``: the years of one agency."""
    found = await queries.agency(datasette, request.url_vars["agency_id"])
    if found is None:
        return missing(datasette)
    return page(datasette, "ogi_agency.html", agency=found[0], reports=found[1])


async def report(datasette: Site, request: Request) -> Response:
    """``/report/<id>``: one report with its tables drawn again."""
    stored = await queries.stored_report(datasette, request.url_vars["report_id"])
    if stored is None:
        return missing(datasette)
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
        statistics=drawing.statistics(),
        labels={figure.key: figure.label for figure in drawing.every()},
        form=EDITIONS.get(stored.report["form"]),
        earlier=stored.report["form"] in EARLIER,
        sections=list(FORMS.values())[-1].sections,
        mixed=len({form.id for form in editions.values()}) > 1,
    )


async def places(datasette: Site, request: Request) -> Response:
    """``/report/<id>/places``: where every figure of a report stands in its document."""
    stored = await queries.stored_report(datasette, request.url_vars["report_id"])
    if stored is None:
        return missing(datasette)
    figures = Drawing(stored, ZH).every()
    return page(datasette, "ogi_places.html", stored=stored, report=stored.report, figures=figures)


async def downloads(datasette: Site) -> Response:
    """``/downloads``: every file of the release with its size and checksum."""
    release = datasette.ogi_release
    titles = {name: said.zh for name, said, _ in codebook.tables()}
    return page(datasette, "ogi_downloads.html", files=list(release.files.values()), titles=titles)


async def download(datasette: Site, request: Request, send: Send) -> Response | None:
    """``/downloads/<version>/<path>``: one file. Only what the manifest names is there."""
    release = datasette.ogi_release
    file = release.files.get(request.url_vars["path"])
    if file is None or request.url_vars["version"] not in (release.version, "latest"):
        return missing(datasette)
    await send_file(release.folder / file.path, file, dict(request.headers), send)
    return None


async def dictionary(datasette: Site) -> Response:
    """``/dictionary``: every column of every table, from the codebook."""
    tables = [
        (name, said, columns, _printed_in(columns)) for name, said, columns in codebook.tables() if name != "national"
    ]
    return page(datasette, "ogi_dictionary.html", tables=tables)


def _printed_in(columns: list[codebook.Entry]) -> list[Edition]:
    """The editions that print any of these columns, oldest first."""
    printed = {form for entry in columns for form in entry.about.forms}
    return [edition for edition in EDITIONS.values() if edition.id in printed]


def _editions(stored: queries.StoredReport) -> dict[str, Form]:
    """The edition of the form that each table of the report follows."""
    rows = {
        "proactive": stored.proactive,
        "requests": next(iter(stored.requests.values()), None),
        "disputes": next(iter(stored.disputes.values()), None),
    }
    return {name: FORMS[row["form"]] for name, row in rows.items() if row is not None}
