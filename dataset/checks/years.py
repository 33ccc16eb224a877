"""Does a report follow from the one of the year before?

Rules ``years.carry_over``, ``years.document_stock``, ``years.item_stock`` and ``years.jump``. Without a report of the
year before, in forms that can be compared and with the cells stated, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from dataset.checks.context import Context, quoted
from dataset.checks.exceptions import of_year, said
from dataset.checks.model import Check, Status
from dataset.panel import harmonised
from dataset.series import AgencyYear, Number
from parsing.forms import FORMS
from parsing.forms.crosswalk import COLUMNS, Expression, PanelColumn
from parsing.model import Reading, json_number

CARRY_OVER, DOCUMENT_STOCK, ITEM_STOCK, JUMP = (
    "years.carry_over", "years.document_stock", "years.item_stock", "years.jump",
)  # fmt: skip
APPLICANTS = tuple(column.key for column in FORMS["2021"].request_columns)
ITEMS = ("permit_items", "other_service_items", "penalty_items", "coercion_items", "admin_fee_items")
SMALLEST, LARGEST = Decimal("0.2"), 5
"""A year over the one before that is no jump."""
BASE = 30
"""What the year before must have for a ratio to mean anything."""
PEERS_BASE = 100
"""What half of the peers must reach for a zero to be odd."""

_Terms = tuple[tuple[int, str], ...]


def evaluate(before: AgencyYear | None, now: AgencyYear, context: Context) -> Iterator[Check]:
    """Every comparison of a report with the one of the year before; ``before`` is None where there is none."""
    yield from _carry_over(before, now, context)
    yield from _stocks(before, now, context)
    yield from _jumps(before, now, context)


def _carry_over(before: AgencyYear | None, now: AgencyYear, context: Context) -> Iterator[Check]:
    if "requests" not in now.forms:
        return
    if before is None or "requests" not in before.forms:
        yield Check(CARRY_OVER, Status.NOT_ASSESSABLE)
        return
    whole = _carried(before, now, context, "total")
    parts = [_carried(before, now, context, applicant) for applicant in APPLICANTS if applicant != "total"]
    unlike = [part for part in parts if part.stored]
    if whole.status is Status.NOT_ASSESSABLE or not (whole.stored or unlike):
        yield from (whole, *parts)
        return
    # The totals decide; the kinds of applicant that differ go with them.
    first = (
        whole if whole.stored else replace(unlike[0], status=Status.EXPLAINED, explained_by="reclassified", quote=None)
    )
    rest = unlike if whole.stored else unlike[1:]
    yield replace(
        first,
        cells=(*first.cells, *(cell for part in rest for cell in part.cells)),
        against_cells=(*first.against_cells, *(cell for part in rest for cell in part.against_cells)),
    )


def _carried(before: AgencyYear, now: AgencyYear, context: Context, applicant: str) -> Check:
    label = next(column for column in FORMS["2021"].request_columns if column.key == applicant)
    return _same(
        CARRY_OVER, now, before, context, "requests",
        ((1, f"requests_carried_in.{applicant}"),), ((1, f"requests_carried_out.{applicant}"),),
        f"{label.label}：本年的“上年结转”{{left}} 件，上年的“结转下年度”{{right}} 件",
        f"{label.en}: {{left}} carried in this year, {{right}} carried out last year",
    )  # fmt: skip


def _stocks(before: AgencyYear | None, now: AgencyYear, context: Context) -> Iterator[Check]:
    form = now.forms.get("proactive")
    rule = {"2021": DOCUMENT_STOCK, "2019": ITEM_STOCK}.get(form or "")
    if rule is None:
        return
    if before is None or before.forms.get("proactive") != form:
        yield Check(rule, Status.NOT_ASSESSABLE)
    elif rule == DOCUMENT_STOCK:
        for kind, zh, en in (
            ("gov_rules", "规章", "Government rules"),
            ("normative_docs", "行政规范性文件", "Normative documents"),
        ):
            left = ((1, f"{kind}_in_force"), (-1, f"{kind}_issued"), (1, f"{kind}_repealed"))
            yield _same(
                rule, now, before, context, "proactive", left, ((1, f"{kind}_in_force"),),
                f"{zh}：现行有效减本年制发加本年废止为 {{left}} 件，上年现行有效 {{right}} 件",
                f"{en}: in force - issued + repealed = {{left}}, in force last year {{right}}",
            )  # fmt: skip
    else:
        for item in ITEMS:
            spec = FORMS["2019"].figures[f"{item}_prev_year"]
            right = ((1, f"{item}_prev_year"), (1, f"{item}_change"))
            yield _same(
                rule, now, before, context, "proactive", ((1, f"{item}_prev_year"),), right,
                f"{spec.label.split('·')[0]}：本年所报上一年项目数量 {{left}} 项，上年年报推得 {{right}} 项",
                f"{spec.en}: {{left}}, last year's report comes to {{right}}",
            )  # fmt: skip


def _same(
    rule: str,
    now: AgencyYear,
    before: AgencyYear,
    context: Context,
    table: str,
    left: _Terms,
    right: _Terms,
    zh: str,
    en: str,
) -> Check:
    """Terms of this report against terms of the one before."""
    ours, theirs = _sum(now, table, left), _sum(before, table, right)
    if ours is None or theirs is None:
        return Check(rule, Status.NOT_ASSESSABLE)
    if ours == theirs:
        return Check(rule, Status.PASS)
    reason, quote = _reason(rule, before, now, context)
    if reason is None and any(_of_version(reading, right) == ours for reading in context.versions(before.report_id)):
        reason = "republished"
    sides = {"left": json_number(ours), "right": json_number(theirs)}
    return Check(
        rule,
        Status.EXPLAINED if reason else Status.FAIL,
        tuple(key for _, key in left),
        str(sides["left"]),
        str(sides["right"]),
        before.report_id,
        tuple(key for _, key in right),
        zh.format(**sides),
        en.format(**sides),
        reason,
        quote,
    )


def _sum(report: AgencyYear, table: str, terms: _Terms) -> Number | None:
    total: Number = 0
    for sign, key in terms:
        value = report.value(table, key)
        if value is None:
            return None
        total += sign * value
    return total


def _of_version(reading: Reading, terms: _Terms) -> Number | None:
    total: Number = 0
    for sign, key in terms:
        value = reading.figures[key].value if key in reading.figures else None
        if value is None:
            return None
        total += sign * value
    return total


def _reason(rule: str, before: AgencyYear, now: AgencyYear, context: Context) -> tuple[str | None, str | None]:
    """What explains a difference between two years, and the sentence that says so."""
    if context.event_between(before, now):
        return "agency_event", None
    if before.scope and now.scope and before.scope != now.scope:
        return "scope_changed", None
    spoken = said(rule, context.prose.sentences(now.report_id))
    return (spoken[0], quoted(spoken[1])) if spoken else (None, None)


def _jumps(before: AgencyYear | None, now: AgencyYear, context: Context) -> Iterator[Check]:
    if not now.forms or set(now.forms.values()) == {"narrative"}:
        return  # the rule is of the later forms
    for column in COLUMNS.values():
        if column.jump:
            yield _jump(column, before, now, context)


def _jump(column: PanelColumn, before: AgencyYear | None, now: AgencyYear, context: Context) -> Check:
    ours = harmonised(now, column)
    theirs = harmonised(before, column) if before is not None else None
    if ours is None:
        return Check(JUMP, Status.NOT_ASSESSABLE)
    if before is not None and theirs is not None and theirs >= BASE:
        if SMALLEST * theirs <= ours <= LARGEST * theirs:
            return Check(JUMP, Status.PASS)
        return _jumped(column, before, now, context, ours, theirs)
    peers = context.peers(now, column.key)
    if ours == 0 and peers is not None and peers >= PEERS_BASE:
        zh = f"{column.zh}：本年为 0，同类机关的中位数为 {json_number(peers)}"
        en = f"{column.en}: 0 this year, the median of its peers is {json_number(peers)}"
        return Check(JUMP, Status.FAIL, _cells(now, column), "0", str(json_number(peers)), zh=zh, en=en)
    return Check(JUMP, Status.NOT_ASSESSABLE if peers is None else Status.PASS)


def _jumped(
    column: PanelColumn, before: AgencyYear, now: AgencyYear, context: Context, ours: Number, theirs: Number
) -> Check:
    reason, quote = _reason(JUMP, before, now, context)
    if column.cut_between(before.year, now.year):
        reason, quote = "series_break", None
    elif reason is None:
        reason = of_year(JUMP, now.year, falls=ours < theirs)
    zh = f"{column.zh}：本年 {json_number(ours)}，上年 {json_number(theirs)}"
    en = f"{column.en}: {json_number(ours)} this year, {json_number(theirs)} last year"
    return Check(
        JUMP,
        Status.EXPLAINED if reason else Status.FAIL,
        _cells(now, column),
        str(json_number(ours)),
        str(json_number(theirs)),
        before.report_id,
        _cells(before, column),
        zh,
        en,
        reason,
        quote,
    )


def _cells(report: AgencyYear, column: PanelColumn) -> tuple[str, ...]:
    made: Expression | None = next((e for e in column.forms.values() if report.forms.get(e.table) == e.form), None)
    return tuple(key for _, key in made.terms) if made else ()
