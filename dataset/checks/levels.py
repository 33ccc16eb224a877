"""Does the report that sums up a place cover what its organs report?

Rules ``levels.superset`` and ``levels.equal``. A report of scope ``jurisdiction`` covers departments, offices,
townships and sub-districts of its division and the jurisdictions below it; one of scope ``own_level`` its departments
and offices. Organs of ministries' own systems, branches, zones and bodies that the law only authorises report elsewhere
or uncertainly and are never counted. Organs that are not known make the sum smaller, so a report may be more than its
known organs, never less. Disputes are not held against each other: one suit may be against two organs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dataset.checks.model import Check, Status
from dataset.identity.places import level_of_code
from dataset.series import AgencyYear, Number

SUPERSET, EQUAL = "levels.superset", "levels.equal"
ADDITIVE = ("requests_new.total", "outcomes_total.total")
ORGANS = {
    "jurisdiction": frozenset({"department", "government_office", "township_government", "subdistrict_office"}),
    "own_level": frozenset({"department", "government_office"}),
}
"""Scope of a report that sums up -> the types of the organs that it covers."""
Roster = Mapping[tuple[str, int], frozenset[str]]
"""Division and report year -> every agency that a report of its whole jurisdiction sums up, the governments directly
below it among them; only where it is certain that none is missing (:mod:`dataset.checks.roster`).
"""


@dataclass(slots=True)
class _Whole:
    """A report that sums up."""

    report_id: str
    agency_id: str
    scope: str
    numbers: tuple[Number | None, ...]
    published_on: str | None


@dataclass(slots=True)
class _Sum:
    """What the known organs of a place state for one figure: a few numbers, however many they are."""

    total: Number = 0
    organs: int = 0
    largest: tuple[Number, str] = (-1, "")
    last_published: str = ""
    agencies: frozenset[str] = frozenset()
    """Only where there is a roster to hold them against."""

    def add(self, number: Number | None, report_id: str, published_on: str | None, agency_id: str | None) -> None:
        """One organ more; nothing where it does not state the figure."""
        if number is None:
            return
        self.total += number
        self.organs += 1
        if (-number, report_id) < (-self.largest[0], self.largest[1]):
            self.largest = number, report_id
        self.last_published = max(self.last_published, published_on or "")
        if agency_id is not None:
            self.agencies |= {agency_id}


_Place = tuple[str, int]
"""Division and report year."""


class Levels:
    """Gathers what every division's reports state, then holds the sums against them."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._wholes: dict[_Place, list[_Whole]] = {}
        self._sums: dict[tuple[_Place, str, int], _Sum] = {}

    def add(self, report: AgencyYear) -> None:
        """Take a report into account; one whose scope or type is not known counts for nothing."""
        if "requests" not in report.forms or report.scope is None or report.agency_type is None:
            return
        place = report.division_code, report.year
        numbers = tuple(report.value("requests", key) for key in ADDITIVE)
        if report.scope in ORGANS:
            whole = _Whole(report.report_id, report.agency_id, report.scope, numbers, report.published_on)
            self._wholes.setdefault(place, []).append(whole)
            return
        agency_id = report.agency_id if place in self._roster else None
        for scope, kinds in ORGANS.items():
            if report.agency_type in kinds:
                for at, number in enumerate(numbers):
                    known = self._sums.setdefault((place, scope, at), _Sum())
                    known.add(number, report.report_id, report.published_on, agency_id)

    def checks(self) -> dict[str, list[Check]]:
        """The comparisons of every report that sums up, by report."""
        below = self._below()
        found: dict[str, list[Check]] = {}
        for place, wholes in sorted(self._wholes.items()):
            for whole in wholes:
                checks = found.setdefault(whole.report_id, [])
                for at in range(len(ADDITIVE)):
                    known = replace(self._sums.get((place, whole.scope, at), _Sum()))
                    for part in below.get(place, ()) if whole.scope == "jurisdiction" else ():
                        known.add(part.numbers[at], part.report_id, part.published_on, part.agency_id)
                    checks += [_superset(whole, known, at), _equal(whole, known, at, self._complete(whole, place))]
        return found

    def _complete(self, whole: _Whole, place: _Place) -> frozenset[str] | None:
        return self._roster.get(place) if whole.scope == "jurisdiction" else None

    def _below(self) -> dict[_Place, list[_Whole]]:
        """Division and year -> the jurisdictions directly below it that have a report."""
        jurisdictions = {
            place: [whole for whole in wholes if whole.scope == "jurisdiction"]
            for place, wholes in sorted(self._wholes.items())
        }
        found: dict[_Place, list[_Whole]] = {}
        for (division, year), wholes in jurisdictions.items():
            above = next((code for code in _above(division) if jurisdictions.get((code, year))), None)
            if above is not None and len(wholes) == 1:
                found.setdefault((above, year), []).append(wholes[0])
        return found


def _above(division: str) -> Iterator[str]:
    """The divisions that a division lies in, nearest first, by its code; never the nation, which has no report."""
    level = level_of_code(division)
    if level == "county":
        yield f"{division[:4]}00"
    if level in ("county", "prefecture"):
        yield f"{division[:2]}0000"


def _superset(whole: _Whole, known: _Sum, at: int) -> Check:
    ours = whole.numbers[at]
    if ours is None or not known.organs:
        return Check(SUPERSET, Status.NOT_ASSESSABLE)
    if ours >= known.total:
        return Check(SUPERSET, Status.PASS)
    return _unlike(SUPERSET, whole, known, at, "少于所属机关之和", "less than the sum of its organs")


def _equal(whole: _Whole, known: _Sum, at: int, roster: frozenset[str] | None) -> Check:
    ours = whole.numbers[at]
    if roster is None or ours is None or roster - {whole.agency_id} != known.agencies:
        return Check(EQUAL, Status.NOT_ASSESSABLE)
    if ours == known.total:
        return Check(EQUAL, Status.PASS)
    return _unlike(EQUAL, whole, known, at, "不等于所属机关之和", "not the sum of its organs")


def _unlike(rule: str, whole: _Whole, known: _Sum, at: int, zh: str, en: str) -> Check:
    later = whole.published_on is not None and known.last_published > whole.published_on
    name_zh, name_en = (("新收申请", "Requests"), ("办理结果总计", "Outcomes"))[at]
    ours = whole.numbers[at]
    return Check(
        rule,
        Status.EXPLAINED if later else Status.FAIL,
        (ADDITIVE[at],),
        str(ours),
        str(known.total),
        known.largest[1] or None,
        (ADDITIVE[at],),
        f"{name_zh}：汇总 {ours} 件，{zh} {known.total} 件（{known.organs} 个机关，最多的见对照年报）",
        f"{name_en}: {ours}, {en}, {known.total} ({known.organs} organs; the largest is the report held against)",
        "published_later" if later else None,
    )
