"""What do the tables say, in every way in which a cell may be taken?

A figure that the table does not state decides nothing. Where a printed total differs from the sum of its parts the
table itself has two readings, and both are legal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

from parsing.forms import FORMS
from parsing.model import Figure

GROUPS: Mapping[str, tuple[str, ...]] = {
    "granted": ("granted",),
    "granted_part": ("granted_part",),
    **{
        group: tuple(
            dict.fromkeys(row.key for form in FORMS.values() for row in form.request_rows if row.group == group)
        )
        for group in ("denied", "unable", "not_processed")
    },
    "other": ("other", "other_no_supplement", "other_fee_unpaid", "other_misc"),
}
"""Groups of outcomes with their rows, over all editions. (六)其他处理 is one row in 2019, three in 2021."""


@dataclass(frozen=True)
class Sheet:
    """A report's figures, asked for what they allow."""

    figures: Mapping[str, Figure]

    def rows(self, group: str) -> tuple[str, ...]:
        """The rows of a group that the report's table has."""
        return tuple(row for row in GROUPS[group] if f"{row}.total" in self.figures)

    def value(self, key: str) -> int | None:
        """The number that a cell states."""
        figure = self.figures.get(key)
        return None if figure is None or figure.value is None else int(figure.value)

    def row(self, row: str) -> tuple[int, int] | None:
        """A row of table 3: its printed total, and the sum of its applicants (or the total again)."""
        total = self.value(f"{row}.total")
        if total is None:
            return None
        parts = [self.value(f"{row}.{applicant}") for applicant in FORMS["2021"].applicants]
        known = [part for part in parts if part is not None]
        return total, sum(known) if len(known) == len(parts) else total

    def sums(self, rows: Iterable[str]) -> set[int]:
        """Sums over rows of table 3, by printed totals and by applicants. Empty where one row is not stated."""
        found = [self.row(row) for row in rows]
        if not found or None in found:
            return set()
        stated = [pair for pair in found if pair is not None]
        return {sum(pair[0] for pair in stated), sum(pair[1] for pair in stated)}

    @cached_property
    def carried(self) -> tuple[int, int] | None:
        """Requests carried in and carried out."""
        into, out = self.value("requests_carried_in.total"), self.value("requests_carried_out.total")
        return None if into is None or out is None else (into, out)

    def cells(self, keys: Iterable[str]) -> tuple[Figure, ...]:
        """The figures behind keys, in order."""
        return tuple(self.figures[key] for key in keys if key in self.figures)


def subsets(items: Sequence[str], least: int = 0) -> Iterable[tuple[str, ...]]:
    """Every choice of at least ``least`` items. Callers have a handful."""
    return chain.from_iterable(combinations(items, size) for size in range(least, len(items) + 1))
