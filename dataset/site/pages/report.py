"""``/report/<id>``: what does one report say, what does not hold in it, and where does it come from?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from datasette.utils.asgi import Response

from dataset.calendar.standing import WORDS, Status
from dataset.site.language import ZH, Language
from dataset.site.marking import Piece, Quote, paragraphs
from dataset.site.queries import report as queries
from dataset.site.queries.report import StoredReport
from dataset.site.redraw import Drawing
from dataset.site.report_files import as_csv, as_json
from dataset.site.visit import Visit
from parsing.forms import EARLIER, EDITIONS, FORMS, Form
from parsing.forms.headings import HEADINGS

LARGEST = 60_000
"""Bytes of the page. The narrative gets what figures, findings and changes leave; all of it is at
``/report/<id>/text``."""
LEAST_PROSE = 1500
"""Characters of the narrative that are shown however much else there is."""
MOST_CHANGES = 40
"""Changes on the page; all of them are in the report's JSON."""
MOST_FINDINGS = 30
"""Findings on the page; a report in which more does not hold is as a rule read with a column too few."""
_QUOTED = re.compile("“([^“”]+)”")
_SECTIONS = list(FORMS.values())[-1].sections
_ALONE: dict[str, Any] = {
    "status": "FAIL",
    "quote": None,
    "against_quote": None,
    "against_cells": [],
    "against_report_id": None,
}
_GRAVITIES = ("must", "should", "info")
GONE = 410


async def report(visit: Visit) -> Response:
    """One report with its tables drawn again."""
    stored = await stored_of(visit)
    if stored is None:
        return await _gone(visit)
    drawing = Drawing(stored, visit.language)
    editions = _editions(stored)
    figures = drawing.every()
    findings = sorted((_told(row, visit.language) for row in (*stored.findings, *stored.checks)), key=_gravity)
    wrong = [row for row in findings if _gravity(row) == 0]
    return visit.page(
        "ogi_report.html",
        stored=stored,
        report=stored.report,
        places=_places(stored.report),
        standing=_standing(stored, visit.language),
        findings=findings,
        flagged={cell for row in wrong for cell in row["cells"]},
        tables=[(name, editions.get(name), lines) for name, lines in drawing.tables()],
        fees=drawing.fees(),
        statistics=drawing.statistics(),
        labels=_labels(visit.language.code) | {figure.key: figure.label for figure in figures},
        form=EDITIONS.get(stored.report["form"]),
        earlier=stored.report["form"] in EARLIER,
        sections=[(section, _heading(section.label, visit.language)) for section in _SECTIONS],
        prose=dict(_cut(_prose(stored), _room(stored, len(figures), len(findings)))),
        mixed=len({form.id for form in editions.values()}) > 1,
        most_changes=MOST_CHANGES,
        most_findings=MOST_FINDINGS,
    )


async def text(visit: Visit) -> Response:
    """The whole narrative of a report."""
    stored = await stored_of(visit)
    if stored is None:
        return await _gone(visit)
    headings = {section.key: _heading(section.label, visit.language) for section in _SECTIONS}
    return visit.page("ogi_report_text.html", report=stored.report, headings=headings, prose=_prose(stored))


async def as_file(visit: Visit) -> Response:
    """The figures of a report as CSV, or all that is known of it as JSON."""
    stored = await stored_of(visit)
    if stored is None:
        return visit.missing()
    name = f"{stored.report['report_id']}.{visit.part('ending')}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "public, max-age=60"}
    if visit.part("ending") == "csv":
        return Response(as_csv(stored), headers=headers, content_type="text/csv; charset=utf-8")
    body = json.dumps(as_json(stored, visit.release), ensure_ascii=False, indent=1)
    return Response(body, headers=headers, content_type="application/json; charset=utf-8")


async def stored_of(visit: Visit) -> StoredReport | None:
    """All that is stored of the report that the address names."""
    report_id = visit.part("report_id")
    stored = await visit.ask("ogi", lambda connection: queries.stored_report(connection, report_id))
    if stored is None:
        return None
    sections = await visit.ask("texts", lambda connection: queries.sections(connection, report_id))
    stands = await visit.ask("provenance", lambda connection: queries.stands(connection, stored.report))
    return stored.completed(sections, stands)


async def _gone(visit: Visit) -> Response:
    """A report that an earlier release had is told of; any other is not there."""
    report_id = visit.part("report_id")
    changes = await visit.ask("ogi", lambda connection: queries.changes(connection, report_id))
    if not changes:
        return visit.missing()
    return visit.page(
        "ogi_report_gone.html",
        status=GONE,
        report_id=report_id,
        changes=changes[:MOST_CHANGES],
        labels=_labels(visit.language.code),
    )


def _told(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """A finding or a check as the page tells it; a finding has nothing that it is held against."""
    lists = {name: json.loads(row[name]) for name in ("cells", "against_cells") if name in row}
    return _ALONE | dict(row) | lists | {"message": language.pick(row["message"], row["message_en"])}


def _standing(stored: StoredReport, language: Language) -> str | None:
    """Was it on time, in words? None where nothing says when it was due."""
    row = stored.timeliness
    return language.pick(*WORDS[Status(row["status"])]) if row and row["due_on"] else None


def _gravity(row: Mapping[str, Any]) -> int:
    """What certainly does not hold comes first, what a reason explains last."""
    return len(_GRAVITIES) if row["status"] == "EXPLAINED" else _GRAVITIES.index(row["severity"])


def _places(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The places that the agency lies in, from the province down: name and code."""
    code = report["division_code"]
    for name, known in (
        ("province", f"{code[:2]}0000"),
        ("prefecture", f"{code[:4]}00"),
        ("county", report["division_id"]),
    ):
        if report[name]:
            yield report[name], known


@cache
def _labels(code: str) -> dict[str, str]:
    """The label of every figure of every form in a language; the newest wording where they differ."""
    return {
        key: spec.label if code == ZH.code else spec.en
        for edition in EDITIONS.values()
        for key, spec in edition.figures.items()
    }


def _heading(label: str, language: Language) -> str:
    return language.pick(label, HEADINGS[label])


def _editions(stored: StoredReport) -> dict[str, Form]:
    """The edition of the form that each table of the report follows."""
    rows = {
        "proactive": stored.proactive,
        "requests": next(iter(stored.requests.values()), None),
        "disputes": next(iter(stored.disputes.values()), None),
    }
    return {name: FORMS[row["form"]] for name, row in rows.items() if row is not None}


def _prose(stored: StoredReport) -> dict[str, list[list[Piece]]]:
    """Every section by paragraph, with the numbers marked that were read in it or held against the tables."""
    quotes = [
        Quote(stand.quote, stand.raw or None) for _, stand in sorted(stored.stands.items()) if stand.quote is not None
    ]
    for row in (*stored.findings, *stored.checks):
        if row["rule"].startswith("narrative."):
            quotes += [Quote(said, row["left_side"]) for said in _QUOTED.findall(row["message"])]
        elif row.get("quote"):
            quotes.append(Quote(row["quote"]))
    return {key: paragraphs(said, quotes) for key, said in stored.sections.items()}


def _room(stored: StoredReport, figures: int, findings: int) -> int:
    """Characters of the narrative that the page has room for, from what the other parts take as a rule."""
    link = len(stored.report["report_id"]) + 85
    taken = figures * link + min(findings, MOST_FINDINGS) * 420 + min(len(stored.changes), MOST_CHANGES) * 250
    return max(LEAST_PROSE, (LARGEST - 11_000 - taken) // 3)


def _cut(prose: Mapping[str, list[list[Piece]]], room: int) -> Iterator[tuple[str, tuple[list[list[Piece]], bool]]]:
    """Each section, as far as there is room on the page, and whether that is less than all of it."""
    order = {section.key: number for number, section in enumerate(_SECTIONS)}
    for key in sorted(prose, key=lambda key: order.get(key, len(order))):
        shown = []
        for paragraph in prose[key]:
            room -= sum(len(piece.text) for piece in paragraph) + 4
            if room < 0:
                break
            shown.append(paragraph)
        yield key, (shown, len(shown) < len(prose[key]))


_ID = "(?P<report_id>[a-z0-9.-]+)"
ROUTES = {
    f"/report/{_ID}[.](?P<ending>json|csv)": as_file,
    f"/report/{_ID}": report,
    f"/report/{_ID}/text": text,
}
