"""Do the reports hold to the rules that need more than one of them?

The harmonised panel comes first, because rules compare its columns; then every agency's reports are held against each
other, against their peers, against the report that sums up their place and against what others wrote. Rows that did not
hold, or that a reason explains, are kept one by one; for every report and rule there is one status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from dataset.checks import cells, copies, levels, years
from dataset.checks.context import Context, Prose, StoredProse, Versions, events_of, medians_of
from dataset.checks.copies import Alike, alike, own_text
from dataset.checks.inside import statuses
from dataset.checks.levels import Levels, Roster
from dataset.checks.model import Check, Status, worst
from dataset.checks.similar import Signatures
from dataset.database import add
from dataset.panel import break_rows, panel_row
from dataset.redaction import redact
from dataset.rows import Row, compact
from dataset.schema import TABLES
from dataset.schema.figures import rule_column, rules
from dataset.series import AgencyYear, agencies
from parsing.forms import EDITIONS, Rule
from parsing.forms.crosswalk import COLUMNS
from parsing.model import Reading, Severity

__all__ = ["EVALUATED", "Roster", "Signatures", "StoredProse", "check_reports", "keep_text", "status_row"]

EVALUATED = frozenset(
    {
        years.CARRY_OVER, years.DOCUMENT_STOCK, years.ITEM_STOCK, years.JUMP, copies.COPIED,
        levels.SUPERSET, levels.EQUAL, cells.POWER, cells.FEE_UNIT, cells.VOLUME, cells.SCOPE,
    }
)  # fmt: skip
"""The rules that this package evaluates; a test holds them against those that the forms leave to this room."""
_MEASURED = (*(key for key, column in COLUMNS.items() if column.jump), "admin_fees_10k_cny")
"""Columns of the panel whose medians rules want to know."""
_BATCH = 200
"""Agencies whose rows are written together."""


def status_row(report_id: str, reading: Reading) -> Row:
    """The row of table ``rule_status`` with what the reading itself decides."""
    return {"report_id": report_id} | {rule_column(rule): str(status) for rule, status in statuses(reading).items()}


def keep_text(signatures: Signatures, number: int, reading: Reading) -> None:
    """Remember what the office wrote itself, where that is long enough to be compared."""
    text = own_text(reading.sections)
    if len(text) >= copies.LEAST:
        signatures.add(number, text)


def check_reports(
    ogi: Connection,
    prose: Prose,
    signatures: Signatures,
    reports: Sequence[tuple[str, str, int]],
    versions: Versions,
    roster: Roster | None = None,
) -> None:
    """Fill ``panel``, ``panel_breaks``, ``checks`` and ``rule_counts``, and complete ``rule_status`` and ``findings``.

    ``reports`` are report id, agency id and year by the number under which :func:`keep_text` kept each text;
    ``versions`` gives the readings of a report's other documents, ``roster`` who had to report where.
    """
    add(ogi, TABLES["panel_breaks"], break_rows())
    places = _write_panel(ogi, Levels(roster or {}))
    found = (
        alike(signatures, *(list(part) for part in zip(*reports, strict=True))) if reports else Alike(frozenset(), {})
    )
    context = Context(prose, versions, *events_of(ogi), medians_of(ogi, _MEASURED))
    _write_checks(ogi, context, places, found)
    add(ogi, TABLES["rule_counts"], _counted(ogi))


def _write_panel(ogi: Connection, gathered: Levels) -> Mapping[str, list[Check]]:
    def rows() -> Iterator[Row]:
        for series in agencies(ogi):
            for report in series:
                gathered.add(report)
                yield panel_row(report)

    add(ogi, TABLES["panel"], rows())
    return gathered.checks()


def _write_checks(ogi: Connection, context: Context, places: Mapping[str, list[Check]], found: Alike) -> None:
    published = _published(ogi, {other for others in found.others.values() for other in others})
    series = agencies(ogi)
    while held := list(islice(series, _BATCH)):
        checked = [
            (report, _of_report(before, report, context, places, found, published))
            for agency in held
            for before, report in _in_pairs(agency)
        ]
        _write(ogi, checked)


def _in_pairs(agency: list[AgencyYear]) -> Iterator[tuple[AgencyYear | None, AgencyYear]]:
    by_year = {report.year: report for report in agency}
    for report in agency:
        yield by_year.get(report.year - 1), report


def _of_report(
    before: AgencyYear | None,
    report: AgencyYear,
    context: Context,
    places: Mapping[str, list[Check]],
    found: Alike,
    published: Mapping[str, str | None],
) -> list[Check]:
    declared = _declared(report)
    checks = [
        *years.evaluate(before, report, context),
        *copies.evaluate(before, report, published, found, context),
        *cells.evaluate(before, report, context),
        *places.get(report.report_id, ()),
    ]
    return [check for check in checks if check.rule in declared]


def _declared(report: AgencyYear) -> Mapping[str, Rule]:
    """The rules of this room that the editions of the report have."""
    tables = (report.forms.get(table) for table in ("proactive", "statistics_2014"))
    editions = dict.fromkeys(form for form in (report.form, *tables) if form in EDITIONS and form is not None)
    return {rule.id: rule for form in editions for rule in EDITIONS[form].rules if rule.id in EVALUATED}


def _write(ogi: Connection, checked: list[tuple[AgencyYear, list[Check]]]) -> None:
    known = rules()
    stored = [(report, [check for check in checks if check.stored]) for report, checks in checked]
    add(ogi, TABLES["checks"], (row for report, checks in stored for row in _check_rows(report, checks, known)))
    failed = [(report, [check for check in checks if check.status is Status.FAIL]) for report, checks in stored]
    _add_findings(ogi, [(report, checks) for report, checks in failed if checks], known)
    _set_status(ogi, checked)


def _check_rows(report: AgencyYear, checks: Iterable[Check], known: Mapping[str, Rule]) -> Iterator[Row]:
    for number, check in enumerate(checks, start=1):
        yield _common(report, number, check, known) | {
            "status": str(check.status),
            "against_report_id": check.against,
            "against_cells": compact(list(check.against_cells)),
            "quote": check.quote and redact(check.quote),
            "against_quote": check.against_quote and redact(check.against_quote),
            "explained_by": check.explained_by,
        }


def _common(report: AgencyYear, number: int, check: Check, known: Mapping[str, Rule]) -> Row:
    return {
        "report_id": report.report_id,
        "number": number,
        "rule": check.rule,
        "severity": known[check.rule].severity,
        "cells": compact(list(check.cells)),
        "left_side": check.left or None,
        "right_side": check.right or None,
        "message": f"{known[check.rule].zh}：{check.message}",
        "message_en": f"{known[check.rule].en}: {check.message_en}",
    }


def _add_findings(ogi: Connection, failed: list[tuple[AgencyYear, list[Check]]], known: Mapping[str, Rule]) -> None:
    """What certainly does not hold stands among the findings of its report as well, and counts there."""
    findings, reports = TABLES["findings"], TABLES["reports"]
    ids = [report.report_id for report, _ in failed]
    query = select(findings.c.report_id, func.max(findings.c.number)).where(findings.c.report_id.in_(ids))
    last = {row[0]: row[1] for row in ogi.execute(query.group_by(findings.c.report_id))}
    rows = [
        _common(report, number, check, known) | {"against": "[]", "places": "[]"}
        for report, checks in failed
        for number, check in enumerate(checks, start=last.get(report.report_id, 0) + 1)
    ]
    add(ogi, findings, rows)
    for severity, column in ((Severity.MUST, "must_failures"), (Severity.SHOULD, "should_failures")):
        more: dict[str, int] = {}
        for row in rows:
            if row["severity"] == severity:
                more[row["report_id"]] = more.get(row["report_id"], 0) + 1
        if more:
            query_ = (
                update(reports)
                .where(reports.c.report_id == bindparam("of"))
                .values({column: reports.c[column] + bindparam("more")})
            )
            ogi.execute(query_, [{"of": report_id, "more": number} for report_id, number in sorted(more.items())])


def _set_status(ogi: Connection, checked: list[tuple[AgencyYear, list[Check]]]) -> None:
    table = TABLES["rule_status"]
    columns = {rule: rule_column(rule) for rule in sorted(EVALUATED)}
    values: dict[Any, Any] = {table.c[column]: bindparam(f"set_{column}") for column in columns.values()}
    rows: list[dict[str, Any]] = []
    for report, checks in checked:
        declared = _declared(report)
        row: dict[str, Any] = {"of": report.report_id}
        for rule, column in columns.items():
            status = worst([check.status for check in checks if check.rule == rule])
            row[f"set_{column}"] = str(status) if rule in declared else None
        rows.append(row)
    ogi.execute(update(table).where(table.c.report_id == bindparam("of")).values(values), rows)


def _published(ogi: Connection, report_ids: set[str]) -> dict[str, str | None]:
    reports = TABLES["reports"]
    found: dict[str, str | None] = {}
    wanted = iter(sorted(report_ids))
    while held := list(islice(wanted, 500)):
        query = select(reports.c.report_id, reports.c.published_on).where(reports.c.report_id.in_(held))
        found |= {row.report_id: row.published_on for row in ogi.execute(query)}
    return found


def _counted(ogi: Connection) -> Iterator[Row]:
    """How often each rule was assessed in each report year, and with what result."""
    status, reports = TABLES["rule_status"], TABLES["reports"]
    for rule in rules().values():
        column = status.c[rule_column(rule.id)]
        joined = status.join(reports, reports.c.report_id == status.c.report_id)
        query = select(reports.c.year, column, func.count()).select_from(joined).where(column.is_not(None))
        by_year: dict[int, dict[str, int]] = {}
        for year, said, number in ogi.execute(query.group_by(reports.c.year, column)):
            by_year.setdefault(year, {})[said] = number
        for year, counts in sorted(by_year.items()):
            yield {"rule": rule.id, "year": year, "severity": rule.severity} | {
                name: counts.get(str(value), 0)
                for name, value in (
                    ("passed", Status.PASS), ("failed", Status.FAIL), ("explained", Status.EXPLAINED),
                    ("not_assessable", Status.NOT_ASSESSABLE),
                )
            }  # fmt: skip
