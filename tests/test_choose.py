"""Sums choose between readings of the source, and never say what no reading says."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.choose import choose
from parsing.forms import FORMS
from parsing.model import Figure, State
from parsing.rules import evaluate, sums

EDITION = "2021"
TABLES = dict.fromkeys(("proactive", "requests", "disputes"), EDITION)
FORM = FORMS[EDITION]


def sound(seed: int = 1) -> dict[str, Figure]:
    """A report with a number in every cell, whose sums all hold."""
    draw = random.Random(seed).randrange
    values = {spec.key: draw(500) for spec in FORM.figures.values()}
    for applicant in FORM.applicants:
        values[f"outcomes_total.{applicant}"] = done = sum(values[f"{leaf}.{applicant}"] for leaf in FORM.leaves)
        values[f"requests_new.{applicant}"] = done  # as many were carried out as in
        values[f"requests_carried_in.{applicant}"] = values[f"requests_carried_out.{applicant}"]
    for row in FORM.request_rows:
        values[f"{row.key}.total"] = sum(values[f"{row.key}.{applicant}"] for applicant in FORM.applicants)
    for route in FORM.routes:
        parts = ("upheld", "corrected", "other", "pending")
        values[f"{route.key}_total"] = sum(values[f"{route.key}_{part}"] for part in parts)
    figures = {key: Figure(key, value, None, str(value)) for key, value in values.items()}
    assert not [finding for finding in evaluate(figures, TABLES) if finding.rule.endswith(("sum", "balance"))]
    return figures


def doubt(figure: Figure, *readings: str) -> Figure:
    return replace(figure, value=None, state=State.UNREADABLE, raw=f"{figure.raw}\ufffd", readings=readings)


def with_doubts(figures: Mapping[str, Figure], **readings: Sequence[object]) -> dict[str, Figure]:
    """The figures with some in doubt; ``__`` in a name stands for the point."""
    named = {name.replace("__", "."): tuple(map(str, texts)) for name, texts in readings.items()}
    return dict(figures) | {key: doubt(figures[key], *texts) for key, texts in named.items()}


SOUND = sound()
GRANTED = int(SOUND["granted.natural_person"].value or 0)
OTHER = int(SOUND["other_misc.org_other"].value or 0)
ROUTE = int(SOUND["reconsideration_other"].value or 0)


def test_two_sums_choose_whichever_reading_was_likelier() -> None:
    for readings in ((GRANTED, GRANTED + 5), (GRANTED + 5, GRANTED), (GRANTED,)):
        doubtful = with_doubts(SOUND, granted__natural_person=readings)
        figure = choose(doubtful, TABLES)["granted.natural_person"]
        assert (figure.value, figure.state) == (GRANTED, None)
        assert (figure.raw, figure.readings) == (f"{GRANTED}\ufffd", tuple(map(str, readings)))


def test_what_fits_but_was_not_read_is_not_said() -> None:
    doubtful = with_doubts(SOUND, granted__natural_person=(GRANTED + 5, GRANTED - 1))
    assert choose(doubtful, TABLES) == doubtful


def test_a_sign_for_nothing_is_no_value() -> None:
    nought = dict(SOUND)
    for key in ("granted.org_other", "granted.total", "outcomes_total.org_other", "outcomes_total.total"):
        nought[key] = replace(
            nought[key], value=int(nought[key].value or 0) - int(SOUND["granted.org_other"].value or 0)
        )
    doubtful = with_doubts(nought, granted__org_other=("—",))
    assert choose(doubtful, TABLES) == doubtful
    doubtful = with_doubts(nought, granted__org_other=("0", "—"))
    assert choose(doubtful, TABLES) == doubtful


def test_a_wrong_sum_of_the_report_is_not_repaired() -> None:
    for wrong in ("granted.total", "outcomes_total.natural_person"):
        printed = SOUND | {wrong: replace(SOUND[wrong], value=int(SOUND[wrong].value or 0) + 5)}
        doubtful = with_doubts(printed, granted__natural_person=(GRANTED, GRANTED + 5))
        assert choose(doubtful, TABLES) == doubtful, wrong


@pytest.mark.parametrize("state", [State.BLANK, State.DASH, State.ABSENT, State.UNREADABLE])
def test_a_sum_with_a_cell_that_states_nothing_confirms_nothing(state: State) -> None:
    beside = "granted.org_research_institution"
    printed = SOUND | {beside: Figure(beside, None, state)}
    doubtful = with_doubts(printed, granted__natural_person=(GRANTED, GRANTED + 1000))
    assert choose(doubtful, TABLES) == doubtful


def test_several_cells_that_share_sums() -> None:
    keys = ["granted.natural_person", "granted.org_other", "granted_part.natural_person", "outcomes_total.org_other"]
    values = {key: int(SOUND[key].value or 0) for key in keys}
    doubtful = with_doubts(SOUND, **{key: (value + 3, value, value + 5) for key, value in values.items()})
    chosen = choose(doubtful, TABLES)
    assert {key: chosen[key].value for key in keys} == values


def test_readings_that_could_change_places_stay_in_doubt() -> None:
    """Four cells of two rows and two columns: one more here and one less there leaves every sum as it was."""
    rows, columns = ("granted", "granted_part"), ("natural_person", "org_other")
    readings = {}
    for sign, (row, column) in zip((1, -1, -1, 1), product(rows, columns), strict=True):
        value = int(SOUND[f"{row}.{column}"].value or 0)
        readings[f"{row}.{column}"] = (value, value + sign)
    doubtful = with_doubts(SOUND, **readings)
    assert choose(doubtful, TABLES) == doubtful


def test_a_cell_that_was_not_read_at_all_takes_only_its_own_sums_with_it() -> None:
    lost = with_doubts(
        SOUND, granted__natural_person=(GRANTED + 1, GRANTED + 2), other_misc__org_other=(OTHER, OTHER + 1)
    )
    chosen = choose(lost, TABLES)
    assert chosen["granted.natural_person"] == lost["granted.natural_person"]
    assert chosen["other_misc.org_other"].value == OTHER


def test_one_sum_confirms_only_the_likeliest_reading() -> None:
    likeliest = with_doubts(SOUND, reconsideration_other=(ROUTE, ROUTE + 1))
    assert choose(likeliest, TABLES)["reconsideration_other"].value == ROUTE
    for readings in ({"reconsideration_other": (ROUTE + 1, ROUTE)},
                     {"reconsideration_other": (ROUTE, ROUTE + 1), "reconsideration_total": (SOUND["reconsideration_total"].value, 0)}):  # fmt: skip
        doubtful = with_doubts(SOUND, **readings)
        assert choose(doubtful, TABLES) == doubtful


def test_a_cell_in_no_sum_stays_in_doubt() -> None:
    doubtful = with_doubts(SOUND, permit_decisions=(SOUND["permit_decisions"].value, 7))
    assert choose(doubtful, TABLES) == doubtful


def test_too_many_readings_are_given_up_soon() -> None:
    keys = [key for key in SOUND if key.startswith(("granted", "denied", "unable", "not_processed"))]
    doubtful = with_doubts(SOUND, **{key: range(9) for key in keys})
    assert choose(doubtful, TABLES) == doubtful


def combinations_that_fit(doubtful: Mapping[str, Figure]) -> list[dict[str, int]]:
    """By trying everything, the plain way."""
    readings = {key: figure.readings for key, figure in doubtful.items() if figure.readings}
    fitting = []
    for values in product(*readings.values()):
        taken = dict(zip(readings, map(int, values), strict=True))
        tried = dict(doubtful) | {key: Figure(key, value) for key, value in taken.items()}
        if not any(each.broken(tried) for each in sums(TABLES)):
            fitting.append(taken)
    return fitting


TABLE_3 = [spec.key for spec in FORM.table("requests")]
NEAR = [*TABLE_3[:21], *TABLE_3[-14:]]
"""Few rows, so that cells in doubt often share a sum."""


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_is_in_doubt(data: st.DataObject) -> None:
    """A value is always a reading, one that all fitting combinations share; no other figure is touched."""
    figures = sound(data.draw(st.integers(0, 50)))
    for key in data.draw(st.lists(st.sampled_from(NEAR), max_size=2)):  # what the report itself got wrong
        figures[key] = replace(
            figures[key], value=int(figures[key].value or 0) + data.draw(st.sampled_from([-1, 1, 3]))
        )
    true = {}
    for key in data.draw(st.lists(st.sampled_from(NEAR), min_size=1, max_size=6, unique=True)):
        true[key] = int(figures[key].value or 0)
        offered = data.draw(st.lists(st.sampled_from([0, 1, 3, -1]), min_size=1, max_size=3, unique=True))
        figures[key] = doubt(figures[key], *(str(max(0, true[key] + more)) for more in offered))
    chosen = choose(figures, TABLES)
    fitting = combinations_that_fit(figures)
    for key, figure in chosen.items():
        if figure == figures[key]:
            continue
        assert key in true
        assert str(figure.value) in figure.readings
        assert replace(figure, value=None, state=State.UNREADABLE) == figures[key]
        assert all(combination[key] == figure.value for combination in fitting)
        touched = [each for each in sums(TABLES) if key in (*each.left, *each.right)]
        assert not any(each.broken(chosen) for each in touched)
