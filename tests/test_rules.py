"""A rule is reported when it is certainly broken, with both sides, and only then."""

from __future__ import annotations

import pytest

from parsing.forms import FORMS
from parsing.model import Figure, Finding, Place, Severity, State
from parsing.rules import evaluate

FORM = {"proactive": "2021", "requests": "2021", "disputes": "2021"}


def figures(edition: str = "2021", **changed: int | State | None) -> dict[str, Figure]:
    """A report of zeros with some cells changed; ``__`` in a name stands for the point."""
    found = {key: Figure(key, 0, None, "0", Place(page=1)) for key in FORMS[edition].figures}
    for name, value in changed.items():
        key = name.replace("__", ".")
        assert key in found
        found[key] = (
            Figure(key, None, value, "?" if value is State.UNREADABLE else "")
            if isinstance(value, State)
            else Figure(key, value, None, str(value), Place(page=4, table=5))
        )
    return found


def broken(edition: str = "2021", **changed: int | State | None) -> list[Finding]:
    return list(evaluate(figures(edition, **changed), dict.fromkeys(FORM, edition)))


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_report_of_zeros_is_sound(edition: str) -> None:
    assert broken(edition) == []


def test_dispute_total() -> None:
    (finding,) = broken(reconsideration_upheld=10, reconsideration_corrected=1)
    assert (finding.rule, finding.severity) == ("disputes.routes_sum", Severity.MUST)
    assert (finding.left, finding.right) == ("10 + 1 = 11", "0")
    assert finding.cells[-1] == "reconsideration_total"
    assert Place(page=4, table=5) in finding.places
    assert "行政复议" in finding.message
    assert "Administrative reconsideration" in finding.message_en


def test_every_table_sum_is_watched() -> None:
    rules = {f.rule for f in broken(requests_new__natural_person=3)}
    assert rules == {"requests.balance", "requests.applicants_sum"}
    rules = {f.rule for f in broken(granted__natural_person=3, granted__total=3)}
    assert rules == {"requests.outcomes_sum"}
    assert len(broken(granted__natural_person=3, granted__total=3)) == 2


@pytest.mark.parametrize("state", [State.BLANK, State.DASH, State.ABSENT, State.UNREADABLE])
def test_an_unstated_total_cannot_break_a_sum(state: State) -> None:
    found = broken(granted__natural_person=3, granted__total=state, outcomes_total__natural_person=3, outcomes_total__total=3,
                   requests_new__natural_person=3, requests_new__total=3)  # fmt: skip
    assert {f.rule for f in found} <= {"form.complete", "figures.type"}


def test_parts_above_a_stated_total_break_it_whatever_the_empty_cells_mean() -> None:
    found = broken(reconsideration_upheld=5, reconsideration_other=State.BLANK, reconsideration_total=3)
    assert [f.rule for f in found] == ["disputes.routes_sum"]


def test_empty_parts_under_a_larger_total_are_not_assessable() -> None:
    assert broken(reconsideration_upheld=5, reconsideration_other=State.BLANK, reconsideration_total=8) == []


def test_type() -> None:
    assert [f.rule for f in broken(permit_decisions=-1)] == ["figures.type"]
    assert [f.cells for f in broken(coercion_decisions=State.UNREADABLE)] == [("coercion_decisions",)]
    assert broken("2019", penalty_items_change=-4) == []


def test_complete() -> None:
    (finding,) = broken(gov_rules_issued=State.ABSENT, permit_decisions=State.ABSENT)
    assert (finding.rule, finding.cells, finding.left, finding.right) == (
        "form.complete",
        ("gov_rules_issued", "permit_decisions"),
        "8",
        "10",
    )
    assert broken(gov_rules_issued=State.BLANK) == []
    unseen = frozenset({"gov_rules_issued"})
    assert list(evaluate(figures(gov_rules_issued=State.ABSENT), FORM, unseen)) == []


def test_stock_covers_flow() -> None:
    (finding,) = broken(normative_docs_issued=9, normative_docs_repealed=2, normative_docs_in_force=3)
    assert (finding.rule, finding.severity) == ("proactive.stock_covers_flow", Severity.SHOULD)
    assert broken(normative_docs_repealed=5, normative_docs_in_force=5) == []
    assert [f.rule for f in broken("2019", gov_rules_new_disclosed=2)] == ["proactive.total_covers_new"]


def test_mixed_forms_are_checked_by_each_table_s_own_edition() -> None:
    mixed = {k: v for k, v in figures("2021").items() if not k.startswith("other_")}
    mixed |= {k: v for k, v in figures("2019").items() if k.startswith("other.")}
    assert list(evaluate(mixed, {"proactive": "2021", "requests": "2019", "disputes": "2021"})) == []
