"""Which figures do the sample agencies report?

A rule instead of a random generator: every number follows from the words that name it, so the samples are the same on
every machine and in every process. What the form demands holds: outcomes add up to their total, new and carried-in
requests equal outcomes and carried-out ones, next year's carried-in requests are this year's carried-out ones, and the
stock of documents follows from the year before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from parsing.forms import FORMS, FigureSpec, Form

Figures = dict[str, int | Decimal]

APPLICANT_SHARE: Mapping[str, int] = {"natural_person": 100, "org_commercial_enterprise": 30, "org_legal_service": 14}
"""Requests of each kind of applicant, in hundredths of an agency's size; the others send one now and then."""

OUTCOME_WEIGHT: Mapping[str, int] = {
    "granted": 40, "granted_part": 9, "denied_state_secret": 1, "denied_third_party": 4, "denied_internal_affairs": 3,
    "denied_process_info": 5, "denied_enforcement_file": 4, "denied_special_inquiry": 2, "unable_not_held": 22,
    "unable_needs_creation": 4, "unable_unclear": 3, "not_processed_petition": 5, "not_processed_repeat": 3,
    "other": 3, "other_no_supplement": 2, "other_misc": 2,
}  # fmt: skip
"""How often an outcome occurs; one that is not named does not."""

STOCK = "normative_docs_in_force"


def draw(*words: object, below: int) -> int:
    """A number from 0 to ``below`` - 1 that depends on the words alone."""
    digest = hashlib.sha256("/".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def series(
    name: str, size: int, forms: Mapping[int, Mapping[str, str]], *, charges: bool = False
) -> dict[int, Figures]:
    """The figures of one agency for consecutive years.

    ``size`` is about the number of requests that it gets in a year; ``forms`` says for every year, in order, which
    edition each table follows; ``charges``: does the agency collect administrative fees?
    """
    found: dict[int, Figures] = {}
    before: Figures = {}
    for year, editions in forms.items():
        form = {table: FORMS[edition] for table, edition in editions.items()}
        requests = _requests(name, size, year, form["requests"], before)
        proactive = _proactive(name, size, year, form["proactive"], before, charges)
        disputes = _disputes(name, year, form["disputes"], int(requests["outcomes_total.total"]))
        found[year] = before = proactive | requests | disputes
    return found


def _requests(name: str, size: int, year: int, form: Form, before: Figures) -> Figures:
    found: Figures = {f"{row.key}.{column.key}": 0 for row in form.request_rows for column in form.request_columns}
    for who in form.applicants:
        new = _new_requests(name, size, year, who)
        carried_in = before.get(f"requests_carried_out.{who}", draw(name, "start", who, below=2) if new else 0)
        carried_out = min(new, draw(name, year, who, "out", below=max(1, new // 6) + 1)) if new > 1 else 0
        done = new + carried_in - carried_out
        column = {"requests_new": new, "requests_carried_in": carried_in, "outcomes_total": done}
        column["requests_carried_out"] = carried_out
        for case in range(int(done)):
            outcome = _outcome(form, draw(name, year, who, case, below=10_000))
            column[outcome] = column.get(outcome, 0) + 1
        for row, count in column.items():
            found[f"{row}.{who}"] = count
            found[f"{row}.total"] += count
    return found


def _new_requests(name: str, size: int, year: int, who: str) -> int:
    usual = size * APPLICANT_SHARE.get(who, 0) // 100
    if usual < 2:
        return 1 if draw(name, year, who, "new", below=4) == 0 else 0
    return usual * 3 // 4 + draw(name, year, who, "new", below=usual // 2 + 1)


def _outcome(form: Form, lot: int) -> str:
    """The outcome that a lot between 0 and 9999 falls on."""
    weights = {key: OUTCOME_WEIGHT[key] for key in form.leaves if key in OUTCOME_WEIGHT}
    left = lot * sum(weights.values()) // 10_000
    for key, weight in weights.items():
        if left < weight:
            return key
        left -= weight
    raise ValueError(f"lot {lot} is not below 10000")


def _disputes(name: str, year: int, form: Form, outcomes: int) -> Figures:
    found: Figures = {}
    for route in form.routes:
        cases = draw(name, year, route.key, below=outcomes // 10 + 1)
        parts = dict.fromkeys([outcome.key for outcome in form.outcomes], 0)
        kinds = [key for key in parts if key != "total"]
        for case in range(cases):
            # Most cases are upheld: of seven lots, four fall on the first kind.
            parts[kinds[max(0, draw(name, year, route.key, case, below=7) - 3)]] += 1
        parts["total"] = cases
        found |= {f"{route.key}_{key}": count for key, count in parts.items()}
    return found


def _proactive(name: str, size: int, year: int, form: Form, before: Figures, charges: bool) -> Figures:
    found = {spec.key: _usual(name, size, year, spec, charges) for spec in form.table("proactive")}
    if STOCK in found:
        stock = before.get(STOCK, before.get("normative_docs_disclosed_total", 0))
        repealed = found["normative_docs_repealed"] = min(found["normative_docs_repealed"], stock)
        found[STOCK] = stock + found["normative_docs_issued"] - repealed
    else:
        found["normative_docs_new_disclosed"] = found["normative_docs_new_made"]
        found["normative_docs_disclosed_total"] += found["normative_docs_new_made"]
    return found


def _usual(name: str, size: int, year: int, spec: FigureSpec, charges: bool) -> int | Decimal:
    """A figure of table 2 by itself. None of the agencies may make rules, so those stay at nought."""
    if spec.key.startswith("gov_rules"):
        return 0
    if "fee" in spec.key and not charges:
        return 0
    if spec.type == "money":
        return Decimal(draw(name, year, spec.key, below=size * 10_000)) / 100
    if spec.type == "money_unprinted_unit":
        return draw(name, year, spec.key, below=size * 50_000)
    if spec.type == "signed":
        return draw(name, year, spec.key, below=4)
    most = size * 12 if spec.key.endswith("decisions") else size // 3 + 2
    return draw(name, year, spec.key, below=most)
