"""When was a report published, and what says so?

Pages, listings and addresses declare days, the signature under the report has one, and the archive knows when it saw
the report first. The earliest credible day counts, because portals stamp old pages anew when they move (a notice of
2018 was seen to carry 2020-06-29). Not credible is

- a day before 27 December of the report year: a column's or a template's day, not this report's;
- a day after the next year's end: far likelier a page that was moved than a report a year late;
- a day that one portal gives to reports of three or more years, half of them old, or that reports of two years of one
  agency share: a day of moving in;
- a declared day later than the day on which the archive already held the report.

Such a day, and the first capture, still prove that the report was out *by* then; they never prove that it was not
out before, so nothing is called late for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parsing.decode import chinese_year

SIGNATURE = "signature"
"""The kind of a day that stands under the report; the others (meta, list, url) are the crawler's."""
FIRST_CAPTURE = "first_capture"
CREDIBLE = "credible"
BEFORE_YEAR_END = "before_year_end"
TOO_LATE = "too_late"
STAMP = "stamp"
AFTER_CAPTURE = "after_capture"
STAMPED_YEARS_OF_SITE = 3
STAMPED_YEARS_OF_AGENCY = 2
_CHINA = timedelta(hours=8)
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
_SIGNED = re.compile(
    r"(?:[^\d，。；,;]{0,40}(?:局|府|厅|室|办|会|委|处|部|院|署|所|站|中心|(?:日期|时间)[:：]))?(?P<year>20\d\d)年"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日[。.]?"
)
"""A line of an organ and a day, or of a day alone; a sentence that ends in a day (``截至…12月31日``) is none."""
_SIGNED_LINES = 3
"""So many lines at the end of the text may hold the signature and its day."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that something gives to a report. ``kind`` is meta, list, url or signature."""

    day: date
    kind: str


@dataclass(frozen=True, slots=True)
class Published:
    """When a report was published, as far as it is known."""

    on: date | None
    """The earliest credible day; None where there is none."""
    by: date
    """It was out by this day at the latest."""
    kind: str
    """What says so: where ``on`` stands, or what proves ``by``."""
    doubts: Mapping[Dated, str]
    """Every day that was weighed -> ``credible``, or why it is not."""


def day_in_china(moment: str) -> date:
    """The day on which a moment of the archive's log (UTC, ``2026-01-31T17:00:00Z``) fell in China."""
    return (datetime.fromisoformat(moment) + _CHINA).date()


def declared(dates: Iterable[tuple[str, str]]) -> Iterator[Dated]:
    """The days that captures carry as text, those that are days."""
    for text, kind in sorted(set(dates)):
        try:
            yield Dated(date.fromisoformat(text[:10]), kind)
        except ValueError:
            continue


def signed(sections: Mapping[str, str]) -> Dated | None:
    """The day in the signature: a line by itself among the last of the report's last section, the latest of several."""
    texts = [text for text in sections.values() if text.strip()]
    if not texts:
        return None
    for line in reversed(texts[-1].strip().split("\n")[-_SIGNED_LINES:]):
        if found := _SIGNED.fullmatch(chinese_year("".join(line.split()))):
            try:
                return Dated(date(int(found["year"]), _number(found["month"]), _number(found["day"])), SIGNATURE)
            except ValueError:
                return None
    return None


def _number(text: str) -> int:
    """A day or a month, 1 to 31, in figures or in Chinese."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[ones] if ones else 0)


def stamps(seen: Iterable[tuple[str, str, int, date]]) -> frozenset[tuple[str, str, date]]:
    """The days of moving in: site, agency, day. ``seen`` are site, agency, report year and a day declared for it.

    A portal that really gets reports of three years on one day has mostly those of the year that is due.
    """
    of_day: dict[tuple[str, date], set[tuple[str, int]]] = {}
    for site, agency, year, day in seen:
        if day >= first_day(year):
            of_day.setdefault((site, day), set()).add((agency, year))
    return frozenset((site, agency, day) for (site, day), those in of_day.items() for agency in _moved(day, those))


def _moved(day: date, those: set[tuple[str, int]]) -> Iterator[str]:
    """The agencies whose reports only moved on this day, of agencies and report years that carry it at one site."""
    belated = sum(year < day.year - 1 for _, year in those)
    whole = len({year for _, year in those}) >= STAMPED_YEARS_OF_SITE and 2 * belated >= len(those)
    years = Counter(agency for agency, _ in those)
    yield from (agency for agency, count in years.items() if whole or count >= STAMPED_YEARS_OF_AGENCY)


def published(year: int, dates: Iterable[Dated], first_seen: date, stamped: Iterable[date] = ()) -> Published:
    """When was the report for ``year`` published, by these days and the day the archive saw it first?

    ``stamped`` are the days on which it only moved.
    """
    moved = frozenset(stamped)
    doubts = {dated: _doubt(year, dated, first_seen, moved) for dated in sorted(set(dates), key=_order)}
    credible = [dated for dated, doubt in doubts.items() if doubt == CREDIBLE]
    bounds = [(first_seen, FIRST_CAPTURE)]
    bounds += [(d.day, d.kind) for d, doubt in doubts.items() if doubt in (STAMP, TOO_LATE) and d.kind != SIGNATURE]
    if credible:
        first = credible[0]
        return Published(first.day, min(first.day, *(day for day, _ in bounds)), first.kind, doubts)
    day, kind = min(bounds)
    return Published(None, day, kind, doubts)


def _order(dated: Dated) -> tuple[date, str]:
    return dated.day, dated.kind


def first_day(year: int) -> date:
    """The first day on which the report for a year can be out: the last days of the year itself."""
    return date(year, 12, 27)


def _doubt(year: int, dated: Dated, first_seen: date, stamped: frozenset[date]) -> str:
    if dated.day < first_day(year):
        return BEFORE_YEAR_END
    if dated.day > first_seen:
        return AFTER_CAPTURE
    if dated.day > date(year + 1, 12, 31):
        return TOO_LATE
    return STAMP if dated.day in stamped and dated.kind != SIGNATURE else CREDIBLE
