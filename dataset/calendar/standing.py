"""What is to be said of an agency and a year: on time, late, not found, not reached?

The words are few and each is a promise. *Late* rests on a day that the portal or the report itself declares, never on
when we came by. *Not found* means that we looked after the date had passed and did not see it; whether it was
published is not known. Where the portal shut us out, or nobody has looked since, that is said instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from crawler.records import SiteState
from dataset.calendar.evidence import first_day
from dataset.calendar.existence import Expected


class Status(StrEnum):
    """The status of an agency and year. Those that begin with ``published`` have a report in the dataset."""

    ON_TIME = "published_on_time"
    LATE = "published_late"
    DATE_UNKNOWN = "published_date_unknown"
    """Seen after the date (or before the year's end), and no credible day says when it came out."""
    NO_DUE_DATE = "published_no_due_date"
    """The law names no date for it, or which one is not known."""
    UNPARSED = "link_found_unparsed"
    """A link to it was seen; what lies behind could not be fetched or read as a report."""
    NOT_DUE_YET = "not_due_yet"
    NOT_FOUND = "not_found"
    """Not found by us. That does not mean that it was not published."""
    UNREACHABLE = "site_unreachable"
    """The portal did not let the last run in."""
    NOT_CHECKED = "not_checked"
    """Nobody has looked at the portal since the date passed; without a date, since the year ended."""
    TAKEN_DOWN = "taken_down"
    """It was found; the list of takedowns keeps it from being shown."""
    NOT_EXPECTED = "not_expected"
    """The agency had been merged, recoded or abolished."""


WORDS: Mapping[Status, tuple[str, str]] = MappingProxyType(
    {
        Status.ON_TIME: ("按期发布", "published on time"),
        Status.LATE: ("逾期发布", "published late"),
        Status.DATE_UNKNOWN: ("已发布，日期不明", "published, date unknown"),
        Status.NO_DUE_DATE: ("已发布，无适用的法定期限", "published, no statutory date applies"),
        Status.UNPARSED: ("见到链接，未能读取", "link found, not read"),
        Status.NOT_DUE_YET: ("未到期限", "not due yet"),
        Status.NOT_FOUND: ("未采集到（不代表未发布）", "not found by us (which does not mean not published)"),
        Status.UNREACHABLE: ("网站无法访问", "site not reachable"),
        Status.NOT_CHECKED: ("到期（或年度结束）后尚未查看", "not looked for since it was due (or the year ended)"),
        Status.TAKEN_DOWN: ("已下架（不予展示）", "taken down (not shown)"),
        Status.NOT_EXPECTED: ("不应有（机关已撤并）", "not expected (merged or abolished)"),
    }
)
"""Status -> words in Chinese and English."""
MISSING = frozenset({Status.UNPARSED, Status.NOT_FOUND, Status.UNREACHABLE, Status.NOT_CHECKED})
"""No report is here, and one was to be expected by now."""
SHUT = frozenset({SiteState.BLOCKED, SiteState.UNREACHABLE, SiteState.ROBOTS_DISALLOWED})
"""States of a site in which a run could not look for anything."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the report of an agency for a year. All days are days in China."""

    year: int
    expected: Expected
    due_on: date | None = None
    published_on: date | None = None
    """The earliest credible day."""
    no_later_than: date | None = None
    """A report is here, and it was out by then. None where there is no report."""
    link_url: str | None = None
    """A link to the report, though the report itself is not here."""
    site_state: str | None = None
    """Of the portal on which the agency's reports are, in the last run; None where there was none."""
    checked_on: date | None = None
    """When the portal was last searched for reports of this year."""

    @property
    def days_late(self) -> int | None:
        """Days from the date due to the day published, negative when early; None where one of them is not known."""
        if self.due_on is None or self.published_on is None:
            return None
        return (self.published_on - self.due_on).days


def status(standing: Standing, on: date) -> Status:
    """What is to be said of it on a day, by what the archive knows?"""
    if standing.no_later_than is not None:
        return _published(standing, standing.no_later_than, on)
    if standing.expected is Expected.TAKEN_DOWN:
        return Status.TAKEN_DOWN
    if standing.expected is Expected.ENDED:
        return Status.NOT_EXPECTED
    if standing.link_url is not None:
        return Status.UNPARSED
    last_day = standing.due_on or date(standing.year, 12, 31)
    if on <= last_day:
        return Status.NOT_DUE_YET
    if standing.site_state in SHUT:
        return Status.UNREACHABLE
    if standing.checked_on is None or standing.checked_on <= last_day:
        return Status.NOT_CHECKED
    return Status.NOT_FOUND


def _published(standing: Standing, no_later_than: date, on: date) -> Status:
    if standing.published_on is not None and standing.published_on > on and on <= (standing.due_on or on):
        return Status.NOT_DUE_YET  # asked about a day on which it was not out yet
    if standing.due_on is None:
        return Status.NO_DUE_DATE
    if no_later_than < first_day(standing.year):
        return Status.DATE_UNKNOWN  # seen before there can have been such a report: its year is in doubt
    if no_later_than <= standing.due_on:
        return Status.ON_TIME
    return Status.LATE if standing.published_on is not None else Status.DATE_UNKNOWN


def carried(standing: Standing, year: int, due_on: date | None) -> Standing:
    """What is known of the report for a later year for which nobody has looked."""
    expected = Expected.ENDED if standing.expected is Expected.ENDED else Expected.SINCE
    return Standing(year, expected, due_on, site_state=standing.site_state)
