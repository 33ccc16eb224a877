"""A draft beside last year's report, without any database: the rules of the years, and two files that are no pair."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dataset.checks.model import Check, Status
from dataset.checks.pair import NotAPair, against_last_year
from dataset.checks.years import CARRY_OVER, DOCUMENT_STOCK, JUMP
from parsing.model import Reading, State, Verdict
from tests.dataset_kit import reading_of

APPLICANTS = ("natural_person", "commercial_enterprise", "research_institution", "social_organisation",
              "legal_service", "other_organisation", "total")  # fmt: skip


def year(number: int, **figures: int | None) -> Reading:
    """A report of nothing but noughts and these numbers."""
    reading = reading_of(year=number)
    told = {key: replace(one, value=0) for key, one in reading.figures.items()}
    for key, value in figures.items():
        name = key.replace("__", ".")
        state = State.BLANK if value is None else None
        told[name] = replace(told[name], value=value, state=state)
    return replace(reading, figures=told)


def of(rule: str, checks: list[Check]) -> list[Check]:
    return [one for one in checks if one.rule == rule]


def test_what_was_carried_out_is_carried_in() -> None:
    before = year(2021, requests_carried_out__total=7, requests_carried_out__natural_person=7)
    now = year(2022, requests_carried_in__total=5, requests_carried_in__natural_person=5)
    [found] = of(CARRY_OVER, against_last_year(now, before))
    assert (found.status, found.left, found.right) == (Status.FAIL, "5", "7")
    assert found.cells == ("requests_carried_in.total", "requests_carried_in.natural_person")
    kept = year(2022, requests_carried_in__total=7, requests_carried_in__natural_person=7)
    assert {one.status for one in of(CARRY_OVER, against_last_year(kept, before))} == {Status.PASS}


def test_stocks_and_jumps() -> None:
    before = year(2021, normative_docs_in_force=40, requests_new__total=50)
    now = year(2022, normative_docs_in_force=45, normative_docs_issued=3, requests_new__total=500)
    checks = against_last_year(now, before)
    [stock] = [one for one in of(DOCUMENT_STOCK, checks) if one.stored]
    assert (stock.left, stock.right, stock.cells) == (
        "42", "40", ("normative_docs_in_force", "normative_docs_issued", "normative_docs_repealed")
    )  # fmt: skip
    assert [(one.left, one.right) for one in of(JUMP, checks) if one.status is Status.FAIL] == [("500", "50")]
    told = replace(now, sections={"overall": "本年同一申请人 提交申请４５０件。集中清理规范性文件5件。"})
    explained = {one.rule: one for one in against_last_year(told, before) if one.stored}
    assert {rule: (one.status, one.explained_by) for rule, one in explained.items()} == {
        DOCUMENT_STOCK: (Status.EXPLAINED, "expiry"),
        JUMP: (Status.EXPLAINED, "mass_requester"),
    }
    assert explained[JUMP].quote == "本年同一申请人提交申请450件。"


def test_what_is_not_stated_is_held_against_nothing() -> None:
    before = year(2021, requests_carried_out__total=None)
    unknown = of(CARRY_OVER, against_last_year(year(2022, requests_carried_in__total=5), before))
    assert unknown[0].status is Status.NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        (year(2022), year(2020), "2020, 2022"),
        (year(2022), year(2022), "not two years in a row"),
        (year(2022), replace(year(2021), year=None), "unknown, 2022"),
        (year(2022), Reading(Verdict.NOT_REPORT, "", "html"), "no figures"),
    ],
)
def test_two_files_that_are_no_pair(now: Reading, before: Reading, why: str) -> None:
    with pytest.raises(NotAPair, match=why) as raised:
        against_last_year(now, before)
    assert raised.value.zh
