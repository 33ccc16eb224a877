"""Which agency, of which place and year, does a printed title name?

The words of the title decide; the place of the portal only breaks ties, stands in for a level word (县教育局) and for a
title without a place. Each step leaves a flag. What cannot be told is None with its candidates: no region is better
than a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from dataset.identity.chain import CENTRAL, CENTRAL_PREFIX, CORPS, DISTRICT_BRANCH, Found, place_in, related
from dataset.identity.places import LAST_YEAR, Place, named, place
from dataset.identity.slots import agency_id
from dataset.identity.townships import under_last_name
from dataset.identity.units import Unit, function_of, nobody, state_council, unit_of, vertical
from dataset.identity.unknown import unknown_place
from parsing.caption import said_of_report

NATION = "100000"
_SPACE = re.compile(r"\s+")
_OFFICE_OF = re.compile(
    r"^(?:税务局|监管局|调查总队|调查队|分局|分行|中心支行|支行|局|营业管理部|总部|监管办公室|监管分局|办事处|特派员办事处|专员办|财政监察专员办事处)$"
)
_ASIDE = re.compile(r"^[(（](?P<name>[^()（）]{2,16})[)）](?P<rest>.{2,}|$)")
"""A second name of the place: 黄岛区（西海岸新区）教育局."""
_BRANCH = re.compile(r"^(?P<organ>.{1,24}?(?:局|委员会|委))(?P<place>.{2,20}?)(?:分|管理|监管)局$")
_CORPS_ITSELF = re.compile(
    r"^(?:(?P<corps>新疆生产建设兵团|(?:新疆)?兵团(?=第))(?P<division>第?[一二三四五六七八九十]{1,3}师)?)(?P<inner>.*)$"
)
_SELF = re.compile(r"[本我](?:局|委|办|厅|署|院|所|中心|单位|机关|部门)(?=政府信息公开|公开|20|的|关于|信息)")
"""How an office calls itself: 我局2021年政府信息公开年报."""
_NOW = LAST_YEAR


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a title means (contract, ``ogi resolve``). Region is the code in force in the report's year."""

    title: str
    issuer: str | None
    year: int | None
    region: str | None
    agency_id: str | None
    agency_type: str | None
    function: str | None
    scope: str | None
    organ: str = ""
    """The name without its place: 民政局 of 北京市通州区民政局; empty for a government itself."""
    party: str | None = None
    """The party body whose name the organ shares (通州区委社会工委)."""
    flags: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """One object of ``ogi resolve --json``."""
        return {
            "title": self.title,
            "issuer": self.issuer,
            "year": self.year,
            "region": self.region,
            "agency_id": self.agency_id,
            "agency_type": self.agency_type,
            "function": self.function,
            "scope": self.scope,
            "party": self.party,
            "flags": list(self.flags),
            "candidates": list(self.candidates),
        }


def resolve(title: str, context: str | None = None) -> Resolved:
    """The agency, type, function, place and year of a report's title. ``context`` is the division of the portal."""
    issuer, year = said_of_report(title)
    if issuer is None and (own := _SELF.search(title)):
        issuer = own.group()
    found = resolve_issuer(issuer, year, context, title=title)
    if found.agency_type == "people_government" and "本级" in title:
        return replace(found, scope="own_level")
    return found


def resolve_issuer(issuer: str | None, year: int | None, context: str | None = None, *, title: str = "") -> Resolved:
    """The same for an issuer as printed and a year that are known already."""
    found = _resolve(issuer, year, context)
    return Resolved(title or issuer or "", issuer, year, *found)


class _Answer(NamedTuple):
    """The fields of :class:`Resolved` from ``region`` on."""

    region: str | None
    agency_id: str | None
    agency_type: str
    function: str
    scope: str
    organ: str
    party: str | None = None
    flags: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def _resolve(issuer: str | None, year: int | None, context: str | None) -> _Answer:
    when = year or _NOW
    here = place(context, when) if context else None
    name = _SPACE.sub("", issuer or "")
    short = state_council(name, when)
    if short is not None:
        return _Answer(NATION, f"{NATION}-{short}", "state_council", short, "own_organ", name, None, _flags(year, []))
    if not name:
        found = Found("", here, 0, (), ["no_issuer", "region_from_portal"])
        return _answer(found, Unit("people_government", "gov"), year, here)
    if (unnamed := nobody(name)) is not None:
        flags = ["unnamed_organ", "region_from_portal" if here is not None else "no_region"]
        return _answer(Found(name, here, 0, (), flags), unnamed, year, here)
    if (corps := _corps(name, when)) is not None:
        return _answer(*corps, year, here)
    found = place_in(name, when, here)
    if found.steps and (aside := _ASIDE.match(found.rest)) and (aside["rest"] or _is_place(aside["name"])):
        found.rest = aside["rest"]
    central = CENTRAL_PREFIX.match(name)
    if central and (function := CENTRAL[central["prefix"]] or vertical(found.rest)):
        own = "" if _OFFICE_OF.match(found.rest) else re.sub(r"(?:税务局|海关)$", "", found.rest)
        _where_its_portal_is(found, unit_of(own), here)
        return _answer(found, Unit("vertical_agency", function, own), year, here)
    unit = _unit_of(found, when, here)
    if found.region is None:
        return _answer(found, unit, year, here)
    if (unknown := unknown_place(found.rest, when)) is not None:
        found.flags.append("unknown_place")
        if found.region.rank < 3:  # on a county's portal there is no other county: it is itself, badly spelled
            unit = replace(unit_of(unknown[1]), place=unknown[0])
    elif unit.place:
        found.flags.append("unknown_place")
        if found.region.rank == 3:  # there is no place of that kind inside it: which one is meant, nobody knows
            found.region = None
    return _answer(found, unit, year, here)


def _corps(name: str, year: int) -> tuple[Found, Unit] | None:
    """The production corps and its divisions have no code: zones of Xinjiang. A division with its city is the city."""
    found = _CORPS_ITSELF.match(CORPS.sub("", name))
    if found is None:
        return None
    inner = unit_of(found["inner"])
    name = "新疆生产建设兵团" + ("第" + found["division"].removeprefix("第") if found["division"] else "")
    of_it = inner.function if inner.type != "people_government" else "gov"
    kind = "people_government" if of_it == "gov" else "zone_department"
    where = Found(found["inner"], place("650000", year), 1)
    return where, Unit(kind, of_it, name)


def _is_place(name: str) -> bool:
    """Does a second name of a place, in brackets behind the first, name no organ?"""
    return unit_of(name).type in ("dev_zone", "people_government")


def _answer(found: Found, unit: Unit, year: int | None, here: Place | None) -> _Answer:
    region = found.region
    scope = "jurisdiction" if unit.type == "people_government" else "own_organ"
    flags = list(found.flags)
    if region is not None and found.steps and here is not None and not related(region, here):
        flags.append("outside_context")
    identity = None
    if region is not None and "unnamed_organ" not in flags:
        identity = agency_id(region, under_last_name(region.id, unit))
    candidates = tuple(sorted({one.id for one in found.candidates})) if region is None else ()
    code = region.code if region is not None else None
    return _Answer(
        code,
        identity,
        unit.type,
        unit.function,
        scope,
        _organ(found, unit),
        unit.party or None,
        _flags(year, flags),
        candidates,
    )


def _organ(found: Found, unit: Unit) -> str:
    """The name of the organ without its place, the same in every way of printing it."""
    if unit.place and unit.type != "people_government":
        return found.rest
    if unit.name or unit.type == "people_government":
        return unit.name or unit.proper or unit.place
    if unit.type in ("government_office", "vertical_agency", "branch_office", "zone_department"):
        return found.rest.removeprefix("人民") if unit.type == "government_office" else found.rest
    return unit.proper or found.rest


def _flags(year: int | None, flags: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*flags, *([] if year else ["no_year"])]))


# -- the organ -----------------------------------------------------------------------------------------------------


def _unit_of(found: Found, year: int, here: Place | None) -> Unit:
    unit = unit_of(found.rest)
    if (branch := _branch(found, unit, year)) is not None:  # before the zones: 生态环境局西湖区分局 has 湖区 in it
        return branch
    _where_its_portal_is(found, unit, here)
    return unit


def _where_its_portal_is(found: Found, unit: Unit, here: Place | None) -> None:
    """A zone has no code: it lies where its portal is, as long as its name does not say otherwise."""
    if unit.type in ("dev_zone", "zone_department") and here is not None and found.region is not None:
        found.region = here if here.within(found.region) else found.region


def _branch(found: Found, unit: Unit, year: int) -> Unit | None:
    """``公安局渝中区分局``: the branch belongs to the place in its name, inside that of its bureau."""
    inner = _BRANCH.match(found.rest) or DISTRICT_BRANCH.match(found.rest)
    if inner is None or found.region is None or not (found.steps or "region_from_level_word" in found.flags):
        return None
    for stems in (False, True):
        known = named(inner["place"], year, short=stems)
        inside = [one for one in known.places if one.within(found.region) and one.rank > found.region.rank]
        if len({one.id for one in inside}) == 1:
            found.region = inside[0]
            found.flags += [known.flag] if known.flag else []
            organ = inner["organ"].removesuffix("分局").removesuffix("局")
            return Unit("branch_office", function_of(inner["organ"]), name=f"{organ}分局")
    return None
