"""parsing.second and parsing.readers.pdf_plain: plain pdfplumber as the second opinion on tables of PDFs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import parsing
from parsing.align import Alignment
from parsing.forms import FORMS
from parsing.model import Figure, State
from parsing.readers import pdf_plain, pdf_sheets
from parsing.readers.pdf import read_pdf
from parsing.second import is_wanting, together
from tests.test_pdf_printers import needs_chromium, report
from tests.test_pdf_unruled import compared, printed_by_browser

KEYS = [spec.key for spec in FORMS["2021"].table("disputes")]
FOUND = frozenset({"disputes"})


def alignment(*figures: Figure, form: str | None = "2021", found: frozenset[str] = FOUND) -> Alignment:
    """A document that has table 4 only: zeros, and these figures."""
    if form is None:
        return Alignment(None, {}, {}, frozenset(), frozenset())
    absent = {
        spec.key: Figure(spec.key, None, State.ABSENT)
        for name in ("proactive", "requests", "disputes")
        for spec in FORMS[form].table(name)
    }
    zeros = {key: Figure(key, 0, None, "0") for key in KEYS} if found else {}
    forms = dict.fromkeys(("proactive", "requests", "disputes"), form)
    return Alignment(form, forms, absent | zeros | {figure.key: figure for figure in figures}, frozenset(), found)


def stated(key: str, value: int) -> Figure:
    return Figure(key, value, None, str(value))


def test_what_only_the_second_look_states_is_taken() -> None:
    lost, absent, blank, other = KEYS[:4]
    first = alignment(
        Figure(lost, None, State.UNREADABLE, "1 2"),
        Figure(absent, None, State.ABSENT),
        Figure(blank, None, State.BLANK),
        stated(other, 5),
    )
    second = alignment(stated(lost, 1), stated(absent, 3), stated(blank, 4), Figure(other, None, State.ABSENT))
    figures = together(first, second).figures
    assert [(figures[key].value, figures[key].state) for key in KEYS[:4]] == [
        (1, None),
        (3, None),
        (None, State.BLANK),  # an empty cell was seen: that is no failure of the first look
        (5, None),
    ]


def test_two_looks_that_disagree_state_nothing() -> None:
    key = KEYS[0]
    figure = together(alignment(stated(key, 7)), alignment(stated(key, 9))).figures[key]
    assert (figure.value, figure.state, figure.readings) == (None, State.UNREADABLE, ("7", "9"))


def test_a_table_that_only_the_second_look_found_is_its_own_with_its_edition() -> None:
    first = alignment(found=frozenset())
    second = replace(alignment(stated(KEYS[0], 7), form="2019"), table_forms={"disputes": "2019"})
    both = together(first, second)
    assert (both.figures[KEYS[0]].value, both.table_forms["disputes"], both.tables_found) == (7, "2019", FOUND)
    assert together(alignment(form=None), second) is second
    assert together(first, alignment(form=None)) is first


@pytest.mark.parametrize(
    ("given", "headings", "wanting"),
    [
        (alignment(), ["disputes"], False),
        (alignment(), ["disputes", "requests"], True),  # the heading of a table that nobody found
        (alignment(found=frozenset()), ["overall"], False),
        (alignment(Figure(KEYS[0], None, State.UNREADABLE, "1 2")), [], True),
        (alignment(Figure(KEYS[0], None, State.UNREADABLE, "8�", readings=("8", "3"))), [], False),
        (alignment(Figure(KEYS[0], None, State.BLANK)), ["disputes"], False),
        (alignment(form=None), ["disputes"], True),
    ],
)
def test_when_a_second_look_is_worth_its_time(given: Alignment, headings: list[str], wanting: bool) -> None:
    assert is_wanting(given, headings) is wanting


SMALL = "table.form{font-size:8pt;line-height:1.1} table.form td{vertical-align:top;border:1px solid"
STYLES = {
    "white lines between grey cells": f"{SMALL} #fff;background:#e8e8f0}}",
    "round corners": f"table.form{{border-collapse:separate;border-spacing:2px}} {SMALL};border-radius:6px}}",
}


@needs_chromium
@pytest.mark.parametrize("style", STYLES)
def test_tables_that_only_pdfplumber_sees(style: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = report("2021")
    data = printed_by_browser(told, STYLES[style], tmp_path)
    assert compared(data, told) == ([], [])
    place = parsing.read(data).figures["granted.total"].place
    assert place is not None
    assert (place.page, place.box is not None) == (1, True)
    monkeypatch.setattr(pdf_plain, "MAX_BYTES", 0)  # without it, and without reading by labels alone
    monkeypatch.setattr(pdf_sheets, "known_tables", lambda _: [])
    lost, wrong = compared(data, told)
    assert len(lost) > 20
    assert not wrong


@needs_chromium
def test_pages_over_the_limits_keep_their_own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = printed_by_browser(report("2021"), "table.form td{border:1px solid #000}", tmp_path)
    own, plain = read_pdf(data), read_pdf(data, careful=True)
    assert own != plain, "the two are to differ somewhere, or nothing is shown"
    for limit in ("MAX_CHARACTERS", "MAX_CROSSINGS", "MAX_EDGES", "MAX_PAGES"):
        with monkeypatch.context() as context:
            context.setattr(pdf_plain, limit, 0)
            assert read_pdf(data, careful=True) == own, limit

    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(pdf_plain.pdfplumber, "open", fail)
    assert read_pdf(data, careful=True) == own
