"""Does the report that sums up a place cover what its organs report?

Rules ``levels.superset`` and ``levels.equal``. A report of scope ``jurisdiction`` covers departments, offices,
townships and sub-districts of its division and the jurisdictions below it; one of scope ``own_level`` its departments
and offices. Organs of ministries' own systems, branches, zones and bodies that the law only authorises report elsewhere
or uncertainly and are never counted. Organs that are not known make the sum smaller, so a report may be more than its
known organs, never less. Disputes are not held against each other: one suit may be against two organs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dataset.checks.context import level_of_code
from dataset.checks.model import Check, Status
from dataset.series import AgencyYear, Number

SUPERSET, EQUAL = "levels.superset", "levels.equal"
ADDITIVE = ("requests_new.total", "outcomes_total.total")
_ORGANS = {
    "jurisdiction": frozenset({"department", "government_office", "township_government", "subdistrict_office"}),
    "own_level": frozenset({"department", "government_office"}),
}
Roster = Mapping[tuple[str, int], frozenset[str]]
"""Division and report year -> every agency that had to report there."""


@dataclass(slots=True)
class _Part:
    """One organ, or one jurisdiction below, with what it states."""

    report_id: str
    agency_id: str
    kind: str
    numbers: tuple[Number | None, ...]
    published_on: str | None


@dataclass(slots=True)
class _Place:
    """The reports of one division and year."""

    whole: list[tuple[_Part, str]] = field(default_factory=list)
    """Those that sum up, each with its scope."""
    organs: list[_Part] = field(default_factory=list)


class Levels:
    """Gathers what every division's reports state, then holds the sums against them."""

    def __init__(self, roster: Roster) -> None:
        self._places: dict[tuple[str, int], _Place] = {}
        self._roster = roster

    def add(self, report: AgencyYear) -> None:
        """Take a report into account; one whose scope or type is not known counts for nothing."""
        if "requests" not in report.forms or report.scope is None or report.agency_type is None:
            return
        numbers = tuple(report.value("requests", key) for key in ADDITIVE)
        part = _Part(report.report_id, report.agency_id, report.agency_type, numbers, report.published_on)
        place = self._places.setdefault((report.division_code, report.year), _Place())
        if report.scope in _ORGANS:
            place.whole.append((part, report.scope))
        elif report.agency_type in _ORGANS["jurisdiction"]:
            place.organs.append(part)

    def checks(self) -> dict[str, list[Check]]:
        """The comparisons of every report that sums up, by report."""
        below = self._below()
        found: dict[str, list[Check]] = {}
        for (division, year), place in sorted(self._places.items()):
            for whole, scope in place.whole:
                parts = [part for part in place.organs if part.kind in _ORGANS[scope]]
                parts += below.get((division, year), ()) if scope == "jurisdiction" else []
                complete = self._roster.get((division, year))
                found[whole.report_id] = [
                    *_superset(whole, parts),
                    *_equal(whole, parts, complete),
                ]
        return found

    def _below(self) -> dict[tuple[str, int], list[_Part]]:
        """Division and year -> the jurisdictions directly below it that have a report."""
        found: dict[tuple[str, int], list[_Part]] = {}
        known = {key for key, place in self._places.items() if any(scope == "jurisdiction" for _, scope in place.whole)}
        for (division, year), place in sorted(self._places.items()):
            above = next((code for code in _above(division) if (code, year) in known), None)
            wholes = [part for part, scope in place.whole if scope == "jurisdiction"]
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


def _superset(whole: _Part, parts: list[_Part]) -> Iterator[Check]:
    for place in range(len(ADDITIVE)):
        total = whole.numbers[place]
        stated = [part for part in parts if part.numbers[place] is not None]
        if total is None or not stated:
            yield Check(SUPERSET, Status.NOT_ASSESSABLE)
            continue
        least = sum(part.numbers[place] or 0 for part in stated)
        if total >= least:
            yield Check(SUPERSET, Status.PASS)
        else:
            yield _unlike(SUPERSET, whole, stated, place, least, "少于所属机关之和", "less than the sum of its organs")


def _equal(whole: _Part, parts: list[_Part], roster: frozenset[str] | None) -> Iterator[Check]:
    for place in range(len(ADDITIVE)):
        total = whole.numbers[place]
        stated = [part for part in parts if part.numbers[place] is not None]
        if roster is None or total is None or roster - {part.agency_id for part in stated} - {whole.agency_id}:
            yield Check(EQUAL, Status.NOT_ASSESSABLE)
            continue
        exact = sum(part.numbers[place] or 0 for part in stated)
        if total == exact:
            yield Check(EQUAL, Status.PASS)
        else:
            yield _unlike(EQUAL, whole, stated, place, exact, "不等于所属机关之和", "not the sum of its organs")


def _unlike(rule: str, whole: _Part, parts: Iterable[_Part], place: int, total: Number, zh: str, en: str) -> Check:
    stated = sorted(parts, key=lambda part: (-(part.numbers[place] or 0), part.report_id))
    later = whole.published_on is not None and any(
        part.published_on is not None and part.published_on > whole.published_on for part in stated
    )
    name_zh, name_en = (("新收申请", "Requests"), ("办理结果总计", "Outcomes"))[place]
    ours = whole.numbers[place]
    return Check(
        rule,
        Status.EXPLAINED if later else Status.FAIL,
        (ADDITIVE[place],),
        str(ours),
        str(total),
        stated[0].report_id,
        (ADDITIVE[place],),
        f"{name_zh}：汇总 {ours} 件，{zh} {total} 件（{len(stated)} 个机关，最多的见对照年报）",
        f"{name_en}: {ours}, {en}, {total} ({len(stated)} organs; the largest is the report held against)",
        "published_later" if later else None,
    )
