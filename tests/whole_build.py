"""The invented nation as an edition that the program builds its database from, and the database held against it.

Archive and kept readings are stand-ins that make each document when it is asked for; everything after them is the
program: claims, agencies, rows, panel, checks and calendar.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from crawler.records import Capture, Kind, Options, RunManifest, RunState, SiteResult, SiteState
from crawler.registry import Site
from crawler.verdicts import Verdict as CaptureVerdict
from dataset.build import write_database
from dataset.database import opened
from dataset.identity.registry import Count, Registry
from dataset.readings import Head, Known, Readings, head_of
from dataset.sightings import Edition, Sighting
from parsing.model import Figure, Reading, State, Verdict
from tests.whole_nation import LAST, Agency, below, events, printed, published, status
from tests.whole_numbers import form_of, numbers, panel

SUMMED = ("department", "government_office")
ADDITIVE = ("requests_new.total", "outcomes_total.total")
SEEN = "2026-06-01T01:00:00Z"


@dataclass
class Whole:
    """Every report of some places."""

    everybody: Sequence[Agency]
    reports: dict[str, tuple[Agency, int]] = field(default_factory=dict)
    """By SHA-256 of the document."""

    def __post_init__(self) -> None:
        for agency in self.everybody:
            for year in agency.years:
                self.reports[hashlib.sha256(f"{agency.id}|{year}".encode()).hexdigest()] = agency, year

    def reading(self, sha256: str) -> Reading:
        """What the document says."""
        agency, year = self.reports[sha256]
        stated = numbers(agency, year)
        issuer = printed(agency, year)[1]
        figures = {key: Figure(key, n, None if n is not None else State.BLANK) for key, n in stated.values.items()}
        return Reading(
            Verdict.REPORT,
            sha256,
            "html",
            title=f"{issuer}{year}年政府信息公开工作年度报告",
            agency_name=issuer,
            year=year,
            form=form_of(year),
            table_forms=stated.forms,
            figures=figures,
            sections={"overall": f"{year}年，{issuer}依法公开。"},
        )


class _Shelf:
    """Stands in for the kept readings."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole

    def head(self, known: Known) -> Head:
        agency, year = self._whole.reports[known.sha256]
        issuer = printed(agency, year)[1]
        title = f"{issuer}{year}年政府信息公开工作年度报告"
        return head_of(Reading(Verdict.REPORT, "", "html", title=title, agency_name=issuer, year=year))

    def __getitem__(self, known: Known) -> Reading:
        return self._whole.reading(known.sha256)


class _Sightings(Mapping[str, Sighting]):
    """A sighting of each document, made when asked for."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._order = sorted(whole.reports)

    def __getitem__(self, sha256: str) -> Sighting:
        capture = self.capture(sha256)
        dates = {(capture.published_on, "list")} if capture.published_on else set()
        return Sighting(capture, capture, dates)

    def capture(self, sha256: str) -> Capture:
        agency, year = self._whole.reports[sha256]
        code = printed(agency, year)[0]
        url = f"http://www.{code}.gov.cn/{agency.id}/{year}.html"
        day = published(agency, year)
        return Capture(
            f"r-{sha256[:16]}", "r", f"s{code}", Kind.LEAD, url, url, SEEN, 200, CaptureVerdict.OK, media="html",
            document_sha256=sha256, bytes=1, published_on=day, published_from="list" if day else None,
        )  # fmt: skip

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


def build(folder: Path, everybody: Iterable[Agency]) -> Whole:
    """Build the database of all reports of these agencies in ``folder``."""
    whole = Whole(list(everybody))
    codes = sorted({printed(agency, year)[0] for agency, year in whole.reports.values()})
    sites = {
        f"s{code}": Site(f"s{code}", code, code, (f"http://www.{code}.gov.cn/",), (), (f"www.{code}.gov.cn",))
        for code in codes
    }
    results = {site: SiteResult(site, "generic", SiteState.OK, 1, {"ok": 1}, 1, 1, 1, None) for site in sites}
    run = RunManifest("r", RunState.FINISHED, SEEN, SEEN, Options(), tuple(sites.values()), results)
    sightings = _Sightings(whole)
    archive = SimpleNamespace(
        digest=lambda: "whole", runs=lambda: [run], captures=lambda: map(sightings.capture, sightings)
    )
    edition = Edition(cast(Any, archive), "whole", False, sites, 0, sightings, SEEN)
    registry = Registry(counts=tuple(_counts(whole.everybody)))
    write_database(folder, edition, cast(Readings, _Shelf(whole)), 0, registry, {})
    return whole


def _counts(everybody: Iterable[Agency]) -> Iterator[Count]:
    """What an official source counts: the departments and the office of each place."""
    found: Counter[tuple[str, int]] = Counter()
    for agency in everybody:
        if agency.organ.type in SUMMED:
            found.update((agency.place.code, year) for year in agency.years)
    yield from (Count(code, number, "invented", year, year) for (code, year), number in sorted(found.items()))


@dataclass
class Unlike:
    """What is not as it should be; a few of each kind, and how many there are."""

    found: Counter[str] = field(default_factory=Counter)
    shown: dict[str, list[Any]] = field(default_factory=dict)
    compared: Counter[str] = field(default_factory=Counter)

    def hold(self, kind: str, key: Any, got: Any, expected: Any) -> None:
        """Count a comparison."""
        self.compared[kind] += 1
        if got != expected:
            self.found[kind] += 1
            self.shown.setdefault(kind, [])
            if len(self.shown[kind]) < 5:
                self.shown[kind].append((key, got, expected))


def compare(folder: Path, whole: Whole) -> Unlike:
    """Every row that can be foreseen, held against the database."""
    unlike = Unlike()
    with closing(opened(folder / "ogi.sqlite")) as ogi:
        unlike.hold("unresolved", None, ogi.execute("SELECT count(*) FROM unresolved").fetchone()[0], 0)
        _panel(ogi, whole, unlike)
        _agencies(ogi, whole, unlike)
        _calendar(ogi, whole, unlike)
        _levels(ogi, whole, unlike)
        sql = "SELECT report_id, rule, message, left_side, right_side FROM checks WHERE status = 'FAIL'"
        for row in ogi.execute(sql):
            if row["rule"] == "years.jump" and leaps(row["left_side"], row["right_side"]):
                unlike.compared["jump"] += 1
                continue
            unlike.hold("check", row["report_id"], (row["rule"], row["message"]), None)
    return unlike


def leaps(now: str, before: str) -> bool:
    """Are these numbers more than five times apart (forms.yaml, years.jump)? Honest sums are where a city is given
    districts or loses them.
    """
    return int(before) >= 30 and not int(before) <= 5 * int(now) <= 25 * int(before)


def _panel(ogi: sqlite3.Connection, whole: Whole, unlike: Unlike) -> None:
    waiting = {(agency.id, year): agency for agency, year in whole.reports.values()}
    for row in ogi.execute("SELECT * FROM panel"):
        key = row["agency_id"], row["year"]
        agency = waiting.pop(key, None)
        stated = {name: row[name] for name in row.keys() if row[name] is not None}  # noqa: SIM118
        if agency is None:
            unlike.hold("panel", key, stated, None)
            continue
        head = {"agency_id": key[0], "year": key[1], "report_id": f"{key[0]}-{key[1]}", "form": form_of(key[1])}
        expected = head | panel(numbers(agency, key[1]))
        differ = {
            name: (stated.get(name), expected.get(name))
            for name in stated.keys() | expected.keys()
            if not _same(stated.get(name), expected.get(name))
        }
        unlike.hold("panel", key, differ, {})
    for missing in waiting:
        unlike.hold("panel", missing, None, "a row")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, (int, float)):
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
    return bool(one == other)


def _levels(ogi: sqlite3.Connection, whole: Whole, unlike: Unlike) -> None:
    """Governments state the exact sums: ``levels.equal`` holds wherever every part is here and states its number."""
    here = {(agency.id, year) for agency, year in whole.reports.values()}
    by_place: dict[str, list[Agency]] = {}
    for agency in whole.everybody:
        by_place.setdefault(agency.place.id, []).append(agency)
    asked = "SELECT report_id, levels_equal, levels_superset FROM rule_status WHERE levels_equal IS NOT NULL"
    got = {row["report_id"]: (row["levels_equal"], row["levels_superset"]) for row in ogi.execute(asked)}
    for agency in whole.everybody:
        for year in agency.years if agency.organ.slot == "gov" else ():
            if year < 2019:
                continue
            parts = [one for one in by_place[agency.place.id] if one.organ.type in SUMMED and year in one.years]
            lower = [f"{one.id}-gov" for one in below(agency.place, year)]
            whole_ = all((one, year) in here for one in lower)
            stated = [all(numbers(one, year).values[key] is not None for one in parts) for key in ADDITIVE]
            expected = "PASS" if whole_ and any(stated) else "NOT_ASSESSABLE"
            unlike.hold("levels", (agency.id, year), got.get(f"{agency.id}-{year}"), (expected, "PASS"))


def _agencies(ogi: sqlite3.Connection, whole: Whole, unlike: Unlike) -> None:
    got = {
        row["agency_id"]: tuple(row)[1:]
        for row in ogi.execute(
            "SELECT agency_id, division_id, agency_type, reports, first_year, last_year FROM agencies"
        )
    }
    expected = {
        one.id: (one.place.id, one.organ.type, len(one.years), one.years[0], one.years[-1]) for one in whole.everybody
    }
    for key in got.keys() | expected.keys():
        unlike.hold("agency", key, got.get(key), expected.get(key))


def _calendar(ogi: sqlite3.Connection, whole: Whole, unlike: Unlike) -> None:
    got = {
        (row["agency_id"], row["year"]): row["status"]
        for row in ogi.execute("SELECT agency_id, year, status FROM timeliness")
    }
    for agency in whole.everybody:
        for year in range(agency.years[0], LAST + 1):
            unlike.hold("calendar", (agency.id, year), got.pop((agency.id, year), None), status(agency, year))
    for key, said in got.items():
        unlike.hold("calendar", key, said, None)
    events_ = {tuple(row) for row in ogi.execute("SELECT agency_id, year, kind, other_id FROM agency_events")}
    expected = set(events(whole.everybody))
    for one in events_ | expected:
        unlike.hold("event", one, one in events_, one in expected)
