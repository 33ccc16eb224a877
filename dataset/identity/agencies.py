"""Which agency is each report's, through renames and mergers?

One agency is one organ of one place. The same function under another name in other years is a rename and keeps the id;
two names with reports of the same years are two agencies, and the second id carries its name. The reform of 2018/19
and the heirs of places are events between ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from typing import Any

import yaml

from dataset.agencies import agency_ids, slug
from dataset.errors import DatasetError
from dataset.identity.identifiers import told_by_code
from dataset.identity.places import above, level_of_code, place, place_of, successors
from dataset.identity.registry import KnownName, Registry, Ruling
from dataset.identity.resolve import Resolved, resolve_issuer
from dataset.identity.townships import TYPES, heir, last_name

_POOR_NAMES = frozenset({"region_from_portal", "region_from_level_word", "misspelt_place"})
"""Flags of names that do not say where the organ is (县民政局) or misspell it: a better one is preferred."""
_TOWN = re.compile(r"-t-")
Printed = tuple[str, str, int]
"""Division of the site, issuer as printed, report year."""


@dataclass(frozen=True, slots=True)
class Member:
    """Which agency a printed issuer is, and what is known of it."""

    agency_id: str
    region: str
    """Id of its place; of the site's division where that is no place of the nation (samples)."""
    type: str
    function: str
    organ: str
    scope: str | None
    flags: tuple[str, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class Event:
    """What became of an agency. ``kind`` is rename, merge, absorb, recode or split, as in table ``agency_events``."""

    agency_id: str
    year: int
    kind: str
    other_id: str | None
    basis: str


@dataclass(frozen=True)
class Identified:
    """The agencies of a pile of reports."""

    members: Mapping[Printed, Member]
    unresolved: Mapping[Printed, Resolved]
    registry: Registry
    """With the names met now."""
    events: tuple[Event, ...]


def identify(
    printed: Iterable[Printed], registry: Registry, codes: Mapping[Printed, frozenset[str]] | None = None
) -> Identified:
    """Agency ids for every printed issuer and year. ``codes`` are those of organisations that their documents print:
    where a name may be of several places, they may tell which.

    Raises DatasetError for a ruling that decides nothing.
    """
    members: dict[Printed, Member] = {}
    unresolved: dict[Printed, Resolved] = {}
    unknown: list[Printed] = []
    used: set[Ruling] = set()
    everything = sorted(set(printed))
    for one in everything:
        division, issuer, year = one
        found = resolve_issuer(issuer, year, division)
        ruling = next((ruling for ruling in registry.rulings if ruling.covers(issuer, division, year)), None)
        if ruling is not None:
            used.add(ruling)
            if ruling.agency_id is not None:
                members[one] = _ruled(ruling.agency_id, found)
        elif place(division) is None and found.region is None:
            unknown.append(one)
        elif found.agency_id is None:
            unresolved[one] = found
        else:
            members[one] = _member(found, year)
    _no_idle(registry.rulings, used)
    for one, again in told_by_code(unresolved, codes or {}, {p: m.region for p, m in members.items()}).items():
        del unresolved[one]
        members[one] = _member(again, one[2])
    members |= _provisional(unknown)
    named = _apart(members, registry)
    names = _names(named, registry)
    return Identified(named, unresolved, Registry(names, registry.rulings), tuple(_events(names)))


def _member(found: Resolved, year: int) -> Member:
    reformed = _reformed(found, year)
    identity = reformed or found.agency_id or ""
    return Member(
        identity,
        identity.split("-")[0],
        found.agency_type or "",
        found.function or "",
        found.organ,
        found.scope,
        found.flags,
        False,
    )


def _ruled(agency_id: str, found: Resolved) -> Member:
    kind, function = found.agency_type or "", found.function or ""
    return Member(
        agency_id, agency_id.split("-")[0], kind, function, found.organ, found.scope, (*found.flags, "ruling"), False
    )


def _provisional(printed: Sequence[Printed]) -> dict[Printed, Member]:
    """Issuers of sample portals, whose divisions are invented: told by division and name alone."""
    ids = agency_ids((division, issuer) for division, issuer, _ in printed)
    members = {}
    for one in printed:
        found = resolve_issuer(one[1], one[2])
        kind, function = found.agency_type or "", found.function or ""
        members[one] = Member(ids[one[0], one[1]], one[0], kind, function, one[1], found.scope, ("sample",), True)
    return members


def _no_idle(rulings: Iterable[Ruling], used: set[Ruling]) -> None:
    idle = [ruling for ruling in rulings if ruling not in used]
    if idle:
        told = "、".join(f"{ruling.issuer}（{ruling.division}）" for ruling in idle[:5])
        raise DatasetError(
            f"{len(idle)} 条裁定没有用上：{told}；请从 rulings.yml 删去或更正，原有数据库未动。",
            f"{len(idle)} rulings decide nothing: {told}; delete or correct them in rulings.yml. "
            "The database was left as it was.",
        )


# -- names of one function, and ids that two of them would share ---------------------------------------------------


def _apart(members: Mapping[Printed, Member], registry: Registry) -> dict[Printed, Member]:
    """The same members, with ids kept from the registry, and ids of their own for organs that exist side by side."""
    kept = {(known.region, known.organ): known.agency_id for known in registry.names}
    years: dict[tuple[str, str], set[int]] = {}
    for known in registry.names:
        years.setdefault((known.agency_id, known.organ), set()).update(range(known.first_year, known.last_year + 1))
    proposed: dict[tuple[str, str], set[int]] = {}
    for (_, _, year), member in members.items():
        if (member.region, member.organ) not in kept and not member.provisional and "ruling" not in member.flags:
            proposed.setdefault((member.agency_id, member.organ), set()).add(year)
    chosen: dict[tuple[str, str], str] = {}
    for (agency_id, organ), those in sorted(
        proposed.items(), key=lambda item: (item[0][0], min(item[1]), -len(item[1]), item[0][1])
    ):
        taken = [
            found
            for (other_id, other), found in years.items()
            if other_id == agency_id and other != organ and not _one_town(agency_id, other, organ)
        ]
        if _TOWN.search(agency_id):  # 螺阳镇 and 洛阳镇 sound alike and are two, whichever years they report for
            own = agency_id if not taken else f"{agency_id}-{sha256(organ.encode()).hexdigest()[:6]}"
        else:
            free = not any(_overlap(those, found) for found in taken)
            own = agency_id if free else f"{agency_id}-{slug(organ)[:60]}"
        chosen[agency_id, organ] = own
        years.setdefault((chosen[agency_id, organ], organ), set()).update(those)
    return {one: replace(member, agency_id=_final(member, kept, chosen)) for one, member in members.items()}


def _one_town(agency_id: str, one: str, other: str) -> bool:
    county = agency_id.partition("-")[0]
    return _TOWN.search(agency_id) is not None and last_name(county, one) == last_name(county, other)


def _overlap(one: set[int], other: set[int]) -> bool:
    return max(min(one), min(other)) <= min(max(one), max(other))


def _final(member: Member, kept: Mapping[tuple[str, str], str], chosen: Mapping[tuple[str, str], str]) -> str:
    if member.provisional or "ruling" in member.flags:
        return member.agency_id
    return kept.get((member.region, member.organ)) or chosen.get((member.agency_id, member.organ), member.agency_id)


def _names(members: Mapping[Printed, Member], registry: Registry) -> list[KnownName]:
    """Every name of every agency, those of the registry first, their years stretched by what was met now."""
    names = {(known.agency_id, known.organ): known for known in registry.names}
    met: dict[tuple[str, str], tuple[Member, Counter[tuple[bool, str]], set[int]]] = {}
    for (_, issuer, year), member in sorted(members.items()):
        entry = met.setdefault((member.agency_id, member.organ), (member, Counter(), set()))
        entry[1][not _POOR_NAMES.intersection(member.flags), issuer] += 1
        entry[2].add(year)
    for key, (member, printed, years) in met.items():
        before = names.get(key)
        if before is not None:
            first, last = min(before.first_year, *years), max(before.last_year, *years)
            names[key] = replace(before, first_year=first, last_year=last)
        else:
            _, name = max(printed, key=lambda one: (one[0], printed[one], len(one[1]), one))
            names[key] = KnownName(
                member.agency_id,
                member.region,
                member.type,
                member.function,
                member.organ,
                name,
                min(years),
                max(years),
            )
    return sorted(names.values(), key=lambda known: (known.agency_id, known.first_year, known.organ))


# -- events --------------------------------------------------------------------------------------------------------


@cache
def _reform() -> Mapping[str, Any]:
    text = resources.files("dataset.identity").joinpath("reform.yml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data


def _reformed(found: Resolved, year: int) -> str | None:
    """The id of a department that the reform was to draw into another."""
    if found.agency_type != "department" or year > _reform()["last_year"] or found.agency_id is None:
        return None
    fitting = [one for one in _reform()["merged"] if any(word in found.organ for word in one["words"])]
    into_same = [one for one in fitting if one["into"] == found.function]
    # 工商和质量技术监督局 was both before the reform already: it is not one of the parts.
    return f"{found.agency_id.partition('-')[0]}-{into_same[0]['slot']}" if len(into_same) == 1 else None


def _events(names: Sequence[KnownName]) -> Iterable[Event]:
    """What became of every agency, in the order of ids and years."""
    by_id: dict[str, list[KnownName]] = {}
    for known in names:
        by_id.setdefault(known.agency_id, []).append(known)
    towns: dict[str, dict[str, KnownName]] = {}
    for known in names:
        if known.type in TYPES:
            towns.setdefault(known.region, {}).setdefault(known.organ, known)
    for agency_id, own in sorted(by_id.items()):
        found = [*_renames(own), *_reforms(agency_id, own, by_id), *_heirs(agency_id, own, by_id)]
        found += _of_another_kind(own, towns.get(own[-1].region, {}))
        yield from sorted(found, key=lambda event: (event.year, event.kind, event.other_id or ""))


def _renames(own: Sequence[KnownName]) -> Iterable[Event]:
    for before, after in pairwise(own):
        if after.first_year > before.first_year and after.organ != before.organ:
            basis = f"{before.name} → {after.name}"
            yield Event(after.agency_id, after.first_year, "rename", None, basis)


def _reforms(agency_id: str, own: Sequence[KnownName], by_id: Mapping[str, list[KnownName]]) -> Iterable[Event]:
    """The mergers of the reform, and bureaus that went on as branches of the bureau above."""
    region, _, slot = agency_id.partition("-")
    merged = next((one for one in _reform()["merged"] if one["slot"] == slot), None)
    if merged is not None and (heir := f"{region}-{merged['into']}") in by_id:
        yield Event(agency_id, _reform()["last_year"] + 1, "merge", heir, "2018/19 机构改革")
    yield from _earlier(agency_id, own, by_id)
    branch = by_id.get(f"{region}-b-{slot}")
    if branch is not None and max(known.last_year for known in own) < branch[0].first_year:
        yield Event(agency_id, branch[0].first_year, "absorb", branch[0].agency_id, "改为上级机关的分局")


def _earlier(agency_id: str, own: Sequence[KnownName], by_id: Mapping[str, list[KnownName]]) -> Iterable[Event]:
    """Mergers that came in different years from place to place, told by the names that both parts reported under."""
    region, _, slot = agency_id.partition("-")
    after = max(known.last_year for known in own) + 1
    for merged in _reform()["earlier"]:
        heir = by_id.get(f"{region}-{merged['into']}", ())
        if merged["slot"] != slot or not merged["first_year"] <= after <= merged["last_year"]:
            continue
        joint = [known for known in heir if any(word in known.organ for word in merged["heir_words"])]
        if any(known.last_year >= after for known in joint):
            yield Event(agency_id, after, "merge", joint[0].agency_id, merged["basis"])


def _heirs(agency_id: str, own: Sequence[KnownName], by_id: Mapping[str, list[KnownName]]) -> Iterable[Event]:
    """What recoded, merged or split places mean for their organs: those of the heirs that went on afterwards."""
    region, _, slot = agency_id.partition("-")
    here = place_of(region)
    if here is None or here.last is None or max(known.last_year for known in own) > here.last:
        return
    heirs = successors().get(region, ())
    for after_region in heirs:
        heir: Sequence[KnownName] = by_id.get(f"{after_region}-{slot}", ())
        if any(known.last_year > here.last for known in heir):
            kind = "split" if len(heirs) > 1 else "recode" if _newborn(after_region, here.last) else "merge"
            yield Event(agency_id, here.last + 1, kind, heir[0].agency_id, "行政区划调整")


def _of_another_kind(own: Sequence[KnownName], towns: Mapping[str, KnownName]) -> Iterable[Event]:
    """A township that was made a town, or a town that was made a sub-district, told by the years of their reports."""
    last = own[-1]
    if last.type not in TYPES or max(known.last_year for known in own) != last.last_year:
        return
    others = [(name, known.first_year) for name, known in towns.items() if known.agency_id != last.agency_id]
    if (after := heir(last.organ, last.last_year, others)) is not None:
        basis = f"{last.organ} → {after[0]}（据两者年报的年度）"
        yield Event(last.agency_id, after[1], "recode", towns[after[0]].agency_id, basis)


def _newborn(region: str, year: int) -> bool:
    """Did the place begin as the other ended, so that it is the same under a new code?"""
    there = place_of(region)
    return there is not None and there.first is not None and abs(there.first - year - 1) <= 1


def places_above(region: str, year: int) -> tuple[str | None, str | None, str | None]:
    """Names of the province, the prefecture and the county that a region id stands for."""
    here = place(region, year)
    if here is None:
        return None, None, None
    line = [*above(here, year), here]
    found = {one.rank: one.name for one in line}
    return found.get(1), found.get(2), found.get(3)


_LEVELS = ("central", "province", "prefecture", "county")
_TOWNS = ("township_government", "subdistrict_office")
_CODE = re.compile(r"[1-9][0-9]{5}")


def level_of(region: str, agency_type: str) -> str | None:
    """``central``, ``province``, ``prefecture``, ``county`` or ``township``.

    A place that is not in the register (samples, zones) is on the level that its code says (GB/T 2260); None where that
    is no code.
    """
    if agency_type in _TOWNS:
        return "township"
    here = place(region)
    if here is not None:
        return _LEVELS[here.rank]
    return level_of_code(region) if _CODE.fullmatch(region) else None
