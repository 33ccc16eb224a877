"""parsing.forms.headings: every printed heading and unit has its English, and nothing else has."""

from __future__ import annotations

import re

from parsing.forms import EDITIONS
from parsing.forms.headings import HEADINGS, UNITS, printed_headings


def test_every_heading_has_its_english_and_is_printed() -> None:
    assert set(printed_headings()) == HEADINGS.keys()


def test_every_unit_has_its_english_and_is_used() -> None:
    assert {spec.unit for form in EDITIONS.values() for spec in form.figures.values()} == UNITS.keys()


def test_the_english_is_english() -> None:
    for english in (*HEADINGS.values(), *UNITS.values()):
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", english), english
