"""Which place stands at the front of an organ's name?

The longest names that follow one another, each inside the one before; else a short name before a full one or before an
organ; else a word of level (县教育局), from which one climbs from the portal's place; else the portal's place itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dataset.identity.places import Place, choose, climb, is_successor, longest_name, named
from dataset.identity.units import begins_with_function, unit_of, vertical
from dataset.identity.unknown import respelled

_LEVEL = re.compile(
    r"^(?:全|本|我)?(?P<kind>自治区|自治[县州旗]|省|市(?!场|容|民中心|政(?!府))|县(?!域)|区(?!域|划)|州|旗|盟)(?P<rest>.{2,})$"
)
CENTRAL = {
    "国家税务总局": "tax",
    "国家统计局": "stat",
    "国家金融监督管理总局": "fin_reg",
    "国家外汇管理局": "fin_reg",
    "中国证券监督管理委员会": "fin_reg",
    "中国证监会": "fin_reg",
    "中国银行保险监督管理委员会": "fin_reg",
    "中国银行业监督管理委员会": "fin_reg",
    "中国保险监督管理委员会": "fin_reg",
    "中国银保监会": "fin_reg",
    "中国银监会": "fin_reg",
    "中国保监会": "fin_reg",
    "中国人民银行": "fin_reg",
    "国家烟草专卖局": "tobacco",
    "国家矿山安全监察局": "energy",
    "国家能源局": "energy",
    "国家粮食和物资储备局": "grain",
    "中国民用航空": "transport",
    "中国民航": "transport",
    "中国地震局": "quake",
    "财政部": "finance",
    "审计署": "audit",
    "商务部": "commerce",
    "生态环境部": "env",
    "自然资源部": "land",
    "水利部": "water",
    "中华人民共和国": "",
}
"""How organs run from the centre begin, and what they are for; empty where the rest of the name says it."""
CENTRAL_PREFIX = re.compile(rf"^(?P<prefix>{'|'.join(CENTRAL)})驻?(?=.{{2}})")
CORPS = re.compile(
    r"^(?:新疆生产建设兵团(?:第?[一二三四五六七八九十]{1,3}师)?|(?:新疆)?兵团(?:第?[一二三四五六七八九十]{1,3}师)|第?[一二三四五六七八九十]{1,3}师)(?=.{2,4}市)"
)
"""The corps' divisions share a city's government: 第八师石河子市."""
_TOWN_KIND = re.compile(r"(?:街道|街|镇|乡|地区)$")
_ORGAN_OF = re.compile(r"^(?P<organ>共青团|中国共产主义青年团)(?=.{2,12}委员会$)")
"""What stands before the place: 共青团某市委员会."""
_FEATURE = re.compile(r"^(?:[山河湖江岛泉]|海(?![关事洋]))")
_OF_NATURE = re.compile(r"^(?:国家级?|省级)?(?:风景|旅游|生态旅游|新区|新城|保护|森林|湿地|国家公园|公园|景区|度假)")
"""What is called by the name of a mountain or a lake, or lies beside the old town, not in the county of that name."""
_ZONE_ABOVE = re.compile(r"^.{2,8}?(?:新区|示范区|开发区)(?=.+[县区市])")
"""A zone that governs counties: 雄安新区容城县."""
_BARE = frozenset({"城区", "郊区", "矿区", "东区", "西区"})
"""Names of districts that are mere words: only the portal's place tells which one is meant."""
_OF_CITIES = re.compile(r"(?:调查队|支行|监管分局|支队|大队|税务局|海关)$")
"""Organs of the centre in cities and counties; the others are those of provinces."""
_OF_NO_PLACE = re.compile(r"^(?:林业局|水库|煤矿|矿务)")
"""Enterprises with names of their own: 绥阳林业局 cuts wood in 东宁, not in 绥阳县."""
_TOWN_ONLY = re.compile(r"^(?:街道|街|镇|乡|地区)(?:办事处|人民政府|政府)?$")
DISTRICT_BRANCH = re.compile(
    r"^(?P<place>.{2,10}?)(?P<organ>(?:公安|生态环境|自然资源|规划|国土|环境保护|市场监督管理|交通).{0,14}?(?:分局|局))$"
)
"""``苏州市吴江生态环境局``: since 2016 a county's bureau is the prefecture's."""
_LEFT = "0123456789/-—_."
"""What numbers of documents and dates leave before a name: 002来安县财政局."""
_LONGEST_STEM = 6
"""Characters of the longest short name: 呼伦贝尔, 锡林郭勒."""


@dataclass
class Found:
    """Where the reading of a name has come to."""

    rest: str
    region: Place | None = None
    steps: int = 0
    """How many names of places were taken from the front."""
    candidates: tuple[Place, ...] = ()
    flags: list[str] = field(default_factory=list)


def related(region: Place, here: Place) -> bool:
    """Does one of the two lie in the other, or is the second what became of the first?"""
    return region.within(here) or here.within(region) or is_successor(here, region)


def place_in(name: str, year: int, here: Place | None) -> Found:
    """Take the names of places from the front of an organ's name."""
    bare = CORPS.sub("", name.removeprefix("中共").removeprefix("中国共产党"))
    central = CENTRAL_PREFIX.sub("", bare)
    if organ := _ORGAN_OF.match(bare):
        central = bare[organ.end() :]
    found = _chain(central, year, here)
    if not found.steps and (plain := central.lstrip(_LEFT)) != central and (again := _chain(plain, year, here)).steps:
        central, found = plain, again
    before = found.region if found.steps else None
    if (before is not None or not found.steps) and (right := respelled(found.rest, before, here, year)) is not None:
        found = _chain(central.removesuffix(found.rest) + right, year, here)
        found.flags.append("misspelt_place")
    if found.steps:
        found = _one_more(found, year)
    else:
        found = _short(central, year, here, may_be_far=central != bare or vertical(central) is not None) or found
    if found.steps:
        found.rest = (organ["organ"] if organ else "") + found.rest
        return found
    level = _LEVEL.match(bare)
    where = climb(here, level["kind"], year) if level and here is not None else None
    if (
        level
        and not _TOWN_ONLY.match(level["rest"])
        and not (here is not None and _town(level["rest"]) and (where is None or where.rank < 3))
    ):
        flags = ["region_from_level_word"] if where is not None else ["no_region"]
        return Found(level["rest"], where, 0, (), flags)
    if found.candidates:
        return found
    return Found(bare, here, 0, (), ["region_from_portal"] if here is not None else ["no_region"])


def _short(name: str, year: int, here: Place | None, *, may_be_far: bool) -> Found | None:
    """The places of a name that begins with a short one: 安徽来安县…, 无锡质量技术监督局, 苏州工业园区.

    A short name is believed before a full one inside it, or before an organ; and, but for the organs of a ministry,
    only where the portal does not lie elsewhere: there it is the name of something of its own (太湖新城).
    """
    for length in range(min(_LONGEST_STEM, len(name)), 1, -1):
        above_it = named(name[:length], year, short=True)
        if above_it.places and (found := _chain(name[length:], year, here, inside=above_it.places)).steps:
            found.flags.append("short_name")
            return found
    if (zone := _ZONE_ABOVE.match(name)) and (found := _chain(name[zone.end() :], year, here)).steps:
        return found
    if not (may_be_far or _is_zone(name) or _begins_with_short(name, year)):
        return None
    found = _chain(name, year, here, short=True)
    if found.region is None and may_be_far and not _OF_CITIES.search(name):  # 中国保监会河南监管局: not of 河南县
        provinces = [one for one in found.candidates if one.rank == 1]
        if len(provinces) == 1:
            return Found(found.rest, provinces[0], found.steps, (), ["short_name"])
    if found.region is not None and here is not None and not may_be_far and not related(found.region, here):
        return None
    if found.region is None and here is not None and not any(related(one, here) for one in found.candidates):
        return None
    return found


def _begins_with_short(name: str, year: int) -> bool:
    return any(
        named(name[:length], year, short=True).places and _is_plain_organ(name[length:])
        for length in range(min(_LONGEST_STEM, len(name)), 1, -1)
    )


def _is_plain_organ(name: str) -> bool:
    """Is this an organ whose name begins with what it is for: 质量技术监督局, 民政?"""
    if vertical(name) is not None:
        return True
    if _OF_NO_PLACE.match(name):
        return False
    return unit_of(name).type in ("department", "branch_office") and begins_with_function(name)


def _one_more(found: Found, year: int) -> Found:
    """A short name behind full ones: 江苏省无锡地方税务局."""
    if found.region is None or found.region.rank == 3 or DISTRICT_BRANCH.match(found.rest):
        return found
    for length in range(min(_LONGEST_STEM, len(found.rest)), 1, -1):
        rest = found.rest[length:]
        if not (_is_plain_organ(rest) or _is_zone(rest)):
            continue
        known = named(found.rest[:length], year, short=True)
        inside = [
            one for one in _meant(known.places, rest) if one.within(found.region) and one.rank > found.region.rank
        ]
        if len({one.id for one in inside}) == 1:
            flags = [*found.flags, "short_name", *([known.flag] if known.flag else [])]
            return Found(rest, inside[0], found.steps + 1, (), flags)
    return found


def _meant(places: Iterable[Place], rest: str) -> Sequence[Place]:
    """Those of the places that a short name before ``rest`` may mean: no county by the name of a lake beside it."""
    if _FEATURE.match(rest):
        return ()
    return [one for one in places if one.rank < 3 or not _OF_NATURE.match(rest)]


def _town(rest: str) -> bool:
    """A town or street? What stands before one is no word of level unless it means a county: 市同乡, 州门司镇."""
    return unit_of(rest).type in ("township_government", "subdistrict_office")


def _is_zone(name: str) -> bool:
    return unit_of(name).type in ("dev_zone", "zone_department")


def _chain(name: str, year: int, here: Place | None, *, short: bool = False, inside: tuple[Place, ...] = ()) -> Found:
    """The longest names that follow one another, each inside the one before, the first inside one of ``inside``."""
    found = Found(name)
    reached = inside
    while step := _step(found.rest, year, reached, short=short and not (reached and reached[0].rank == 3)):
        length, places, flag = step
        if _TOWN_ONLY.match(found.rest[length:]):
            break  # 城区街道办事处: the name is the street's
        if not found.steps and here is not None and _ends_a_town(found.rest[length:], places, here):
            break  # 古县渡镇 lies in 鄱阳县, not in 古县
        reached = places
        found.rest = found.rest[length:]
        found.steps += 1
        found.flags += [flag] if flag else []
    if not found.steps:
        return found
    found.region = choose(reached, here, year)
    far = here is not None and found.region is not None and not related(found.region, here)
    if here is not None and far and found.steps == 1 and name[:2] in _BARE:
        own = here.name.endswith(name[:2])  # 矿区 on the portal of 井陉矿区
        found.region, found.candidates = (here, ()) if own else (None, reached)
        found.flags.append("region_by_context" if own else "ambiguous_region")
        return found
    if found.region is None:
        found.candidates = reached
        found.flags.append("ambiguous_region")
    elif len({one.id for one in reached}) > 1:
        found.flags.append("region_by_context")
    return found


def _ends_a_town(rest: str, places: tuple[Place, ...], here: Place) -> bool:
    """Is it the end of a town's name, of one character with its kind, that begins like a place elsewhere?"""
    short = _town(rest) and len(_TOWN_KIND.sub("", unit_of(rest).proper)) < 2
    return short and not any(related(one, here) for one in places)


def _step(
    rest: str, year: int, before: tuple[Place, ...], *, short: bool
) -> tuple[int, tuple[Place, ...], str | None] | None:
    """The longest name of a place at the front: its length, the places it may be, and the flag of a stretched year."""
    for length in range(min(longest_name(), len(rest)), 1, -1):
        front = rest[:length]
        for stems in (False, True) if short else (False,):
            if stems and length > _LONGEST_STEM:
                continue
            known = named(front, year, short=stems)
            meant = _meant(known.places, rest[length:]) if stems else known.places
            inside = tuple(
                one for one in meant if not before or any(one.within(b) and one.rank > b.rank for b in before)
            )
            if inside:
                return length, inside, known.flag
    return None
