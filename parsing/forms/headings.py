"""How is a printed heading or unit of a form said in English?

Figures, rows of table 3, routes and outcomes have their English in the form itself; this is for everything else that
the forms print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from parsing.forms import FORMS, STATISTICS
from parsing.forms.parts import load

_DECLARED = load("english.yml")
HEADINGS: Mapping[str, str] = MappingProxyType(_DECLARED["headings"])
"""Printed heading -> English."""
UNITS: Mapping[str, str] = MappingProxyType(_DECLARED["units"])
"""Unit -> English."""


def printed_headings() -> Iterator[str]:
    """Every heading that the statutory tables and the list of 2014 print without an English of its own."""
    for form in FORMS.values():
        yield from (section.label for section in form.sections)
        for row in form.proactive_rows:
            yield from (row.block, row.label, *row.columns)
        yield from (column.group for column in form.request_columns if column.group)
        yield from (group.label for group in form.request_groups)
        yield from (route.group for route in form.routes if route.group)
    yield from STATISTICS.columns
    yield from (row.label for row in STATISTICS.rows if row.key is None)
