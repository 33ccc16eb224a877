"""Which agency, of which place and year, does a printed title name?

The words of the title decide; the place of the portal only breaks ties, stands in for a level word (县教育局) and for a
title without a place. Each step leaves a flag. What cannot be told is None with its candidates: no region is better
than a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from dataset.identity.places import (
    LAST_YEAR,
    Place,
    choose,
    climb,
    is_successor,
    longest_name,
    named,
    place,
)
from dataset.identity.slots import agency_id
from dataset.identity.units import Unit, function_of, state_council, unit_of, vertical
from parsing.title import issuer_and_year

NATION = "100000"
_SPACE = re.compile(r"\s+")
_LEVEL = re.compile(
    r"^(?:全|本|我)?(?P<kind>自治区|省|市(?!场|容|民中心|政(?!府))|县(?!域)|区(?!域|划)|州|旗|盟)(?P<rest>.{2,})$"
)
_CENTRAL = {
    "国家税务总局": "tax",
    "国家统计局": "stat",
    "国家金融监督管理总局": "fin_reg",
    "国家外汇管理局": "fin_reg",
    "中国证券监督管理委员会": "fin_reg",
    "中国证监会": "fin_reg",
    "中国银行保险监督管理委员会": "fin_reg",
    "中国银保监会": "fin_reg",
    "中国人民银行": "fin_reg",
    "国家烟草专卖局": "tobacco",
    "国家矿山安全监察局": "energy",
    "国家能源局": "energy",
    "中华人民共和国": "",
}
"""How organs run from the centre begin, and what they are for; empty where the rest of the name says it."""
_CENTRAL_PREFIX = re.compile(rf"^(?P<prefix>{'|'.join(_CENTRAL)})(?=.{{2}})")
_OFFICE_OF = re.compile(
    r"^(?:税务局|监管局|调查总队|调查队|分局|分行|中心支行|支行|局|营业管理部|总部|监管办公室|监管分局|办事处)$"
)
_CORPS = re.compile(r"^新疆生产建设兵团(?:第[一二三四五六七八九十]{1,3}师)?(?=.{2,3}市)")
"""The corps' divisions share a city's government: 第八师石河子市."""
_TOWN_KIND = re.compile(r"(?:街道|街|镇|乡|地区)$")
_TOWN_ONLY = re.compile(r"^(?:街道|街|镇|乡|地区)(?:办事处|人民政府|政府)?$")
_BRANCH = re.compile(r"^(?P<organ>.{1,24}?局)(?P<place>.{2,20}?)(?:分|管理)局$")
_DISTRICT_BRANCH = re.compile(
    r"^(?P<place>.{2,10}?)(?P<organ>(?:公安|生态环境|自然资源|规划|国土|环境保护|市场监督管理|交通).{0,14}?(?:分局|局))$"
)
"""``苏州市吴江生态环境局``: since 2016 a county's bureau is the prefecture's."""
_CORPS_ITSELF = re.compile(r"^(?P<name>新疆生产建设兵团(?:第[一二三四五六七八九十]{1,3}师)?)(?P<inner>.*)$")
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


@dataclass
class _Found:
    """Where the reading of a name has come to."""

    rest: str
    region: Place | None = None
    steps: int = 0
    """How many names of places were taken from the front."""
    candidates: tuple[Place, ...] = ()
    flags: list[str] = field(default_factory=list)


def resolve(title: str, context: str | None = None) -> Resolved:
    """The agency, type, function, place and year of a report's title. ``context`` is the division of the portal."""
    issuer, year = issuer_and_year(title)
    return resolve_issuer(issuer, year, context, title=title)


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
    short = state_council(name)
    if short is not None:
        return _Answer(NATION, f"{NATION}-{short}", "state_council", short, "own_organ", name, None, _flags(year, []))
    if not name:
        found = _Found("", here, 0, (), ["no_issuer", "region_from_portal"])
        return _answer(found, Unit("people_government", "gov"), year, here)
    if (corps := _corps(name, when)) is not None:
        return _answer(*corps, year, here)
    found = _place_of(name, when, here)
    central = _CENTRAL_PREFIX.match(name)
    if central and (function := _CENTRAL[central["prefix"]] or vertical(found.rest)):
        own = "" if _OFFICE_OF.match(found.rest) else re.sub(r"(?:税务局|海关)$", "", found.rest)
        return _answer(found, Unit("vertical_agency", function, own), year, here)
    return _answer(found, _unit_of(found, when, here), year, here)


def _corps(name: str, year: int) -> tuple[_Found, Unit] | None:
    """The production corps and its divisions have no code: zones of Xinjiang. A division with its city is the city."""
    found = _CORPS_ITSELF.match(_CORPS.sub("", name))
    if found is None:
        return None
    inner = unit_of(found["inner"])
    of_it = inner.function if inner.type != "people_government" else "gov"
    kind = "people_government" if of_it == "gov" else "zone_department"
    where = _Found(found["inner"], place("650000", year), 1)
    return where, Unit(kind, of_it, found["name"])


def _answer(found: _Found, unit: Unit, year: int | None, here: Place | None) -> _Answer:
    region = found.region
    scope = "jurisdiction" if unit.type == "people_government" else "own_organ"
    flags = list(found.flags)
    if region is not None and found.steps and here is not None and not _related(region, here):
        flags.append("outside_context")
    identity = agency_id(region, unit) if region is not None else None
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


def _organ(found: _Found, unit: Unit) -> str:
    """The name of the organ without its place, the same in every way of printing it."""
    if unit.name or unit.type == "people_government":
        return unit.name or unit.proper
    if unit.type in ("government_office", "vertical_agency", "branch_office", "zone_department"):
        return found.rest.removeprefix("人民") if unit.type == "government_office" else found.rest
    return unit.proper or found.rest


def _flags(year: int | None, flags: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*flags, *([] if year else ["no_year"])]))


def _related(region: Place, here: Place) -> bool:
    return region.within(here) or here.within(region) or is_successor(here, region)


# -- the place -----------------------------------------------------------------------------------------------------


def _place_of(name: str, year: int, here: Place | None) -> _Found:
    """Take the names of places from the front of an organ's name."""
    bare = _CORPS.sub("", name.removeprefix("中共").removeprefix("中国共产党"))
    central = _CENTRAL_PREFIX.sub("", bare)
    found = _chain(central, year, here)
    if found.steps == 0 and (central != bare or vertical(central) or _is_zone(central)):
        found = _chain(central, year, here, short=True)
    if found.steps:
        return found
    level = _LEVEL.match(bare)
    where = climb(here, level["kind"], year) if level and here is not None else None
    if level and not (here is not None and _town(level["rest"]) and (where is None or where.rank < 3)):
        flags = ["region_from_level_word"] if where is not None else ["no_region"]
        return _Found(level["rest"], where, 0, (), flags)
    if found.candidates:
        return found
    return _Found(bare, here, 0, (), ["region_from_portal"] if here is not None else ["no_region"])


def _town(rest: str) -> bool:
    """A town or street? What stands before one is no word of level unless it means a county: 市同乡, 州门司镇."""
    return unit_of(rest).type in ("township_government", "subdistrict_office")


def _is_zone(name: str) -> bool:
    return unit_of(name).type in ("dev_zone", "zone_department")


def _chain(name: str, year: int, here: Place | None, *, short: bool = False) -> _Found:
    """The longest names that follow one another, each inside the one before."""
    found = _Found(name)
    reached: tuple[Place, ...] = ()
    while step := _step(found.rest, year, reached, short=short and not (reached and reached[0].rank == 3)):
        length, places, flag = step
        if _TOWN_ONLY.match(found.rest[length:]):
            break  # 城区街道办事处: the name is the street's
        if not reached and here is not None and _ends_a_town(found.rest[length:], places, here):
            break  # 古县渡镇 lies in 鄱阳县, not in 古县
        reached = places
        found.rest = found.rest[length:]
        found.steps += 1
        found.flags += [flag] if flag else []
    if not reached:
        return found
    found.region = choose(reached, here, year)
    if found.region is None:
        found.candidates = reached
        found.flags.append("ambiguous_region")
    elif len({one.id for one in reached}) > 1:
        found.flags.append("region_by_context")
    return found


def _ends_a_town(rest: str, places: tuple[Place, ...], here: Place) -> bool:
    """Is it the end of a town's name, of one character with its kind, that begins like a place elsewhere?"""
    short = _town(rest) and len(_TOWN_KIND.sub("", unit_of(rest).proper)) < 2
    return short and not any(_related(one, here) for one in places)


def _step(
    rest: str, year: int, before: tuple[Place, ...], *, short: bool
) -> tuple[int, tuple[Place, ...], str | None] | None:
    """The longest name of a place at the front: its length, the places it may be, and the flag of a stretched year."""
    for length in range(min(longest_name(), len(rest)), 1, -1):
        front = rest[:length]
        for stems in (False, True) if short else (False,):
            if stems and length > 6:
                continue
            known = named(front, year, short=stems)
            inside = tuple(
                one for one in known.places if not before or any(one.within(b) and one.rank > b.rank for b in before)
            )
            if inside:
                return length, inside, known.flag
    return None


# -- the organ -----------------------------------------------------------------------------------------------------


def _unit_of(found: _Found, year: int, here: Place | None) -> Unit:
    unit = unit_of(found.rest)
    if (branch := _branch(found, unit, year)) is not None:  # before the zones: 生态环境局西湖区分局 has 湖区 in it
        return branch
    if unit.type in ("dev_zone", "zone_department") and here is not None and found.region is not None:
        # A zone has no code: it lies where its portal is, as long as its name does not say otherwise.
        found.region = here if here.within(found.region) else found.region
    return unit


def _branch(found: _Found, unit: Unit, year: int) -> Unit | None:
    """``公安局渝中区分局``: the branch belongs to the place in its name, inside that of its bureau."""
    inner = _BRANCH.match(found.rest) or _DISTRICT_BRANCH.match(found.rest)
    if inner is None or found.region is None or not found.steps:
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
