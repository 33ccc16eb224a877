"""When are the portals to be asked again, by the legal calendar?

Reports come out in January; those of whole governments by the end of March (Regulations of 2019, art. 49). After that
little changes. On the first day after a deadline the portals are asked whatever the pace: what stands there then, and
what does not, is the evidence of who kept it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from dataset.calendar.law import rules

BEIJING = timezone(timedelta(hours=8))
WEEK = timedelta(days=7)
SLACK = timedelta(hours=1)
"""A timer that rings some minutes early is not sent away until its next turn."""


@dataclass(frozen=True)
class Pace:
    """How often the portals are asked from a day of the year on."""

    begins: tuple[int, int]
    """Month and day."""
    every: timedelta


PACES = (
    Pace((1, 1), timedelta(days=1)),
    Pace((1, 25), timedelta(hours=12)),
    Pace((2, 1), WEEK),
    Pace((4, 1), timedelta(days=30)),
)


def pace(day: date) -> Pace:
    """The pace that holds on a day (of Beijing)."""
    return next(one for one in reversed(PACES) if (day.month, day.day) >= one.begins)


def witnesses(year: int) -> tuple[datetime, ...]:
    """The first moments after the deadlines of a calendar year, earliest first."""
    dues = {rule.due for rule in rules() if rule.due is not None and rule.first < year <= (rule.last or year) + 1}
    return tuple(_midnight(date(year, *due) + timedelta(days=1)) for due in sorted(dues))


def due_at(last: datetime) -> datetime:
    """When are the portals to be asked again, if they were last asked at this moment? Both aware of their zone."""
    day = last.astimezone(BEIJING).date()
    witness = next(one for year in (day.year, day.year + 1) for one in witnesses(year) if one > last)
    while True:
        at = max(_midnight(day), last + pace(day).every - SLACK)
        day += timedelta(days=1)
        if at < _midnight(day):
            return min(at, witness).astimezone(BEIJING)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
