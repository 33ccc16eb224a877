"""Which status has a report by the rules that its own reading decides?

The parsing room reports what is certainly broken. Here the rest is told apart: rules that hold, and rules that could
not be assessed because a cell they need is not stated or the prose says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from dataset.checks.model import Status, worst
from parsing.forms import EDITIONS, FORMS, Rule
from parsing.model import Paragraph, Reading, State
from parsing.rules import Sum, sums
from parsing.witness import disputes, fees, outcomes, requests
from parsing.witness.prose import passages

_EMPTY = frozenset({State.BLANK, State.DASH})
_SPEAKING = ("overall", "requests", "disputes")


def rules_for(reading: Reading) -> tuple[Rule, ...]:
    """The rules of the editions that the report's tables and the report itself are of, each once."""
    tables = (reading.table_forms.get(table) for table in ("proactive", "statistics_2014"))
    editions = dict.fromkeys(form for form in (reading.form, *tables) if form in EDITIONS and form is not None)
    return tuple({rule.id: rule for form in editions for rule in EDITIONS[form].rules}.values())


def statuses(reading: Reading) -> dict[str, Status]:
    """Rule -> status, for the rules of the report that its reading decides; those of this room are not among them."""
    broken = {finding.rule for finding in reading.findings}
    told = _Told(reading)
    found = {}
    for rule in rules_for(reading):
        if rule.id in broken:
            found[rule.id] = Status.FAIL
        elif rule.check is not None:
            found[rule.id] = worst(list(_CHECKED[rule.check["kind"]](rule, reading)))
        elif rule.room == "parsing":
            found[rule.id] = Status.PASS if NARRATIVE[rule.id](told) else Status.NOT_ASSESSABLE
    return found


def _stated(reading: Reading, keys: Iterable[str]) -> bool:
    return all((figure := reading.figures.get(key)) is not None and figure.stated for key in keys)


def _sums(rule: Rule, reading: Reading) -> Iterator[Status]:
    for each in _declared_sums(tuple(sorted(reading.table_forms.items()))).get(rule.id, ()):
        yield Status.PASS if _holds(each, reading) else Status.NOT_ASSESSABLE


@lru_cache(maxsize=32)
def _declared_sums(table_forms: tuple[tuple[str, str], ...]) -> Mapping[str, list[Sum]]:
    """Rule -> its sums in the forms of a report's tables; there are a handful of combinations."""
    found: dict[str, list[Sum]] = {}
    for each in sums(dict(table_forms)):
        found.setdefault(each.rule.id, []).append(each)
    return found


def _holds(each: Sum, reading: Reading) -> bool:
    """Every cell is stated, or both sides agree and what is not stated is merely empty."""
    if _stated(reading, (*each.left, *each.right)):
        return True
    sides = []
    for keys in (each.left, each.right):
        cells = [reading.figures.get(key) for key in keys]
        if not any(cell is not None and cell.stated for cell in cells):
            return False
        if any(cell is None or not (cell.stated or cell.state in _EMPTY) for cell in cells):
            return False
        sides.append(sum(cell.value for cell in cells if cell is not None and cell.value is not None))
    return sides[0] == sides[1]


def _at_least(rule: Rule, reading: Reading) -> Iterator[Status]:
    assert rule.check is not None
    for pair in rule.check["pairs"]:
        known = _stated(reading, [key.lstrip("-") for key in (*pair["left"], *pair["right"])])
        yield Status.PASS if known else Status.NOT_ASSESSABLE


def _type(rule: Rule, reading: Reading) -> Iterator[Status]:
    yield Status.PASS if any(figure.stated for figure in reading.figures.values()) else Status.NOT_ASSESSABLE


def _complete(rule: Rule, reading: Reading) -> Iterator[Status]:
    for table, form in reading.table_forms.items():
        cells = [reading.figures.get(spec.key) for spec in FORMS[form].table(table)] if form in FORMS else []
        if cells:
            there = all(cell is not None and cell.state is not State.ABSENT for cell in cells)
            yield Status.PASS if there else Status.NOT_ASSESSABLE


_CHECKED: Mapping[str, Callable[[Rule, Reading], Iterator[Status]]] = {
    "sums": _sums, "at_least": _at_least, "type": _type, "complete": _complete,
}  # fmt: skip


class _Told:
    """What the prose of a report says, asked only where a rule wants to know."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.spoken = [
            passage
            for key in _SPEAKING
            for passage in passages([Paragraph(line) for line in reading.sections.get(key, "").split("\n") if line])
        ]

    def requests(self) -> bool:
        """One number of requests is said, and the table states what it is held against."""
        said = {statement.number for statement, _ in requests.requests_said(self.spoken, self.reading.year)}
        return _stated(self.reading, ["requests_new.total"]) and len(said) == 1

    def outcomes(self) -> bool:
        """Outcomes are said, and the table states theirs."""
        return _stated(self.reading, ["outcomes_total.total"]) and bool(
            outcomes.outcomes_said(self.spoken, self.reading.year)
        )

    def disputes(self) -> bool:
        """Disputes are said, and the table states some total of theirs."""
        known = any(_stated(self.reading, [f"{route.key}_total"]) for route in FORMS["2021"].routes)
        return known and bool(disputes.disputes_said(self.spoken, self.reading.year))

    def fees(self) -> bool:
        """Section six is there, or some prose at all, of a year in which fees had to be reported."""
        return bool(self.reading.sections.get("other_matters")) and (self.reading.year or 0) >= 2021

    def unpaid(self) -> bool:
        """Notices and requests closed for want of payment are both stated."""
        return _stated(self.reading, ["processing_fee_notices", "other_fee_unpaid.total"])


NARRATIVE: Mapping[str, Callable[[_Told], bool]] = {
    requests.RULE: _Told.requests,
    outcomes.RULE: _Told.outcomes,
    disputes.RULE: _Told.disputes,
    fees.PARAGRAPH_RULE: _Told.fees,
    fees.UNPAID_RULE: _Told.unpaid,
}
"""Rule on the prose -> was there something to assess?"""
