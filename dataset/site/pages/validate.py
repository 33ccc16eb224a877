"""``/validate``: does a report hold before it is published? An office sends its draft and gets the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from datasette.utils.asgi import Response

from dataset.checks.draft import held
from dataset.checks.model import Check, Status
from dataset.checks.pair import NotAPair, against_last_year
from dataset.checks.years import CARRY_OVER
from dataset.site.language import LANGUAGES, Language
from dataset.site.queries.validate import Before, before
from dataset.site.stands import Stand
from dataset.site.uploads import LARGEST, BadUpload, Draft, draft_of, read_files
from dataset.site.visit import Visit
from parsing.forms import EDITIONS, spec_of
from parsing.model import Figure, Reading, Verdict
from parsing.reasons import in_chinese

NO_STORE = {"cache-control": "no-store"}
Messages = tuple[tuple[str, tuple[str, ...]], ...]
"""What does not hold, each with the cells that it is about and where they stand."""
CELLS_SHOWN = 12
"""Cells that are named for one thing that does not hold."""
_ORDER = (Status.FAIL, Status.EXPLAINED, Status.NOT_ASSESSABLE, Status.PASS)


@dataclass(frozen=True)
class Checked:
    """One rule on the draft."""

    rule: str
    severity: str
    said: str
    status: str
    messages: Messages


async def validate(visit: Visit) -> Response:
    """The form, or the findings on what was sent with it. Nothing that is sent is kept."""
    if not visit.operator.validate:
        return visit.missing()
    if visit.request.method != "POST":
        return visit.page("ogi_validate.html", largest=LARGEST, problem=None)
    try:
        draft = await draft_of(visit.request)
        reading, *last = await read_files(*filter(None, (draft.file, draft.before)))
    except BadUpload as bad:
        page = visit.page("ogi_validate.html", status=bad.status, largest=LARGEST, problem=visit.language[bad.reason])
        page.headers.update(NO_STORE)
        return page
    known, trouble = None, None
    between: list[Check] = []
    if last and reading.verdict is Verdict.REPORT:
        try:
            between = against_last_year(reading, last[0])
        except NotAPair as why:
            trouble = visit.language.pick(why.zh, why.en)
    elif reading.verdict is Verdict.REPORT and reading.agency_name and reading.year:
        name, year = reading.agency_name, reading.year - 1
        known = await visit.ask("ogi", lambda connection: before(connection, [name], year))
        between = [] if known is None else [_carried(reading, known)]
    checked = sorted(_checked(reading, between, visit.language), key=lambda one: _ORDER.index(Status(one.status)))
    return _answer(visit, draft, reading, checked, known, trouble)


def _answer(
    visit: Visit, draft: Draft, reading: Reading, checked: list[Checked], known: Before | None, trouble: str | None
) -> Response:
    passed = reading.verdict is Verdict.REPORT and not any(
        one.status == Status.FAIL and one.severity == "must" for one in checked
    )
    if draft.as_json:
        said = {
            "verdict": str(reading.verdict),
            "agency_name": reading.agency_name,
            "year": reading.year,
            "form": reading.form,
            "passed": passed,
            "not_compared": trouble,
            "rules": [asdict(one) for one in checked],
        }
        return Response.json(said, headers=NO_STORE | {"content-disposition": 'attachment; filename="checks.json"'})
    page = visit.page(
        "ogi_validated.html",
        draft=draft,
        reading=reading,
        form=EDITIONS.get(reading.form or ""),
        checked=checked,
        known=known,
        trouble=trouble,
        passed=passed,
        reason=visit.language.pick(in_chinese(reading.reason), reading.reason) if reading.reason else "",
        empty=sum(figure.value is None for figure in reading.figures.values()),
        stated=sum(figure.value is not None for figure in reading.figures.values()),
    )
    page.headers.update(NO_STORE)
    return page


def _checked(reading: Reading, between: Sequence[Check], language: Language) -> Iterator[Checked]:
    """Every rule that this draft can be held against."""
    if reading.verdict is not Verdict.REPORT:
        return
    for one in held(reading, between):
        messages = tuple(
            (language.pick(what.zh, what.en), tuple(_cell(reading, key, language) for key in what.cells[:CELLS_SHOWN]))
            for what in one.broken
        )
        yield Checked(one.rule.id, one.rule.severity, language.pick(one.rule.zh, one.rule.en), one.status, messages)


def _carried(reading: Reading, known: Before) -> Check:
    """Is what came in from last year what last year's report carried out?"""
    total = reading.figures.get("requests_carried_in.total")
    last = known.carried_out.get("total")
    if total is None or total.value is None or last is None:
        return Check(CARRY_OVER, Status.NOT_ASSESSABLE)
    if total.value == last:
        return Check(CARRY_OVER, Status.PASS)
    zh, en = (
        words["validate_carried"].format(now=total.value, last=last, report=known.report_id) for words in LANGUAGES
    )
    return Check(CARRY_OVER, Status.FAIL, (total.key,), zh=zh, en=en)


def _cell(reading: Reading, key: str, language: Language) -> str:
    """A cell with its label, its value and where it stands."""
    figure = reading.figures.get(key, Figure(key, None))
    spec = spec_of(key, reading.table_forms, reading.form)
    label = language.pick(spec.label, spec.en) if spec else key
    value = figure.value if figure.value is not None else language["no_number"]
    at = figure.place
    place = (
        Stand(page=at.page, table=at.table, row=at.row, column=at.column, line=at.line).words(language) if at else ""
    )
    return f"{label} = {value}" + (language["in_brackets"].format(place) if place else "")


ROUTES: Mapping[str, Any] = {"/validate": validate}
