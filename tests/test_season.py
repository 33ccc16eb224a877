"""How often the portals are asked, and that nobody passes over the day after a deadline."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.calendar.season import BEIJING, SLACK, due_at, pace, witnesses


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("last", "again"),
    [
        ("2026-06-10 06:00", "2026-07-10 05:00"),  # monthly, an hour early at most
        ("2025-12-20 06:00", "2026-01-01 00:00"),  # the daily season begins before the month is over
        ("2026-01-10 06:00", "2026-01-11 05:00"),
        ("2026-01-24 20:00", "2026-01-25 07:00"),  # twice a day from that midnight on
        ("2026-01-31 18:00", "2026-02-01 00:00"),  # the deadline of departments has passed
        ("2026-02-01 00:05", "2026-02-07 23:05"),
        ("2026-03-29 06:00", "2026-04-01 00:00"),  # that of governments
        ("2026-04-01 01:00", "2026-05-01 00:00"),
        ("2018-03-30 06:00", "2018-04-01 00:00"),  # of the law of 2007 there was one deadline
        ("2018-01-31 18:00", "2018-02-07 17:00"),
    ],
)
def test_when_again(last: str, again: str) -> None:
    assert due_at(moment(last)) == moment(again)


def test_the_deadlines_are_those_of_the_law() -> None:
    assert [str(one.date()) for one in witnesses(2026)] == ["2026-02-01", "2026-04-01"]
    assert [str(one.date()) for one in witnesses(2019)] == ["2019-04-01"]  # the reports for 2018
    assert [str(one.date()) for one in witnesses(2020)] == ["2020-02-01", "2020-04-01"]


@given(st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1)))
def test_it_is_always_later_and_within_a_month(last: datetime) -> None:
    last = last.replace(tzinfo=BEIJING)
    again = due_at(last)
    assert timedelta() < again - last <= timedelta(days=30)
    assert again - last >= pace(again.date()).every - SLACK or again in witnesses(again.year)
    assert pace(date(2026, 12, 31)).every == timedelta(days=30)
