"""Which division does a name mean, in a given year and seen from a given place?

A name is looked up among the divisions in force on 31 December of the report's year; if none has it, of the year before
(flag ``abolished_in_year``), then within three years (``anachronistic_name``). Names that several places bear are told
apart by the place of the portal, and by nothing else.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from crawler.registry.divisions import NATION, Division, divisions

FIRST_YEAR, LAST_YEAR = 2003, 2049
ANACHRONISM = 3
"""Years by which an office may be late, or early, in using a name."""
SECOND_LIVES: Mapping[str, int] = {"500110": 2011, "500111": 2011}
"""Codes that were given to another place: 万盛区 and 綦江区, 双桥区 and 大足区. Every other change of a name is one."""

_PEOPLE = (
    r"(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    r"|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙"
    r"|鄂伦春|赫哲|门巴|珞巴|基诺)族?|各族"
)
_AUTONOMOUS = re.compile(rf"^(?P<stem>.{{2,}}?)(?:{_PEOPLE})+自治(?P<kind>[州县旗])$")
_OF_PEOPLES = re.compile(rf"^(?P<stem>.{{2,}}?)(?:{_PEOPLE})+(?<=族)区$")
"""Districts of a people: 管城回族区, 梅里斯达斡尔族区."""
_OF_ONE_PEOPLE = re.compile(rf"^(?P<stem>(?:{_PEOPLE}))自治(?P<kind>[州县旗])$")
_SUFFIX = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|[省市县区旗州盟])$"
)
_ALIASES = {
    "150221": ("土右旗",),
    "150223": ("达茂旗",),
    "150425": ("克旗",),
    "150426": ("翁旗",),
    "150521": ("科左中旗",),
    "150522": ("科左后旗",),
    "150526": ("扎旗",),
    "150722": ("莫旗",),
    "150725": ("陈旗",),
    "150726": ("新左旗",),
    "150727": ("新右旗",),
    "150823": ("乌前旗",),
    "150824": ("乌中旗",),
    "150825": ("乌后旗",),
    "150926": ("察右前旗",),
    "150927": ("察右中旗",),
    "150928": ("察右后旗",),
    "152221": ("科右前旗",),
    "152222": ("科右中旗",),
    "152523": ("苏左旗",),
    "152524": ("苏右旗",),
    "152525": ("东乌旗",),
    "152526": ("西乌旗",),
    "152921": ("阿左旗",),
    "152922": ("阿右旗",),
    "211324": ("喀左县",),
    "220721": ("前郭县",),
    "230624": ("杜蒙县",),
    "652700": ("博州",),
    "652800": ("巴州",),
    "653000": ("克州",),
    "654226": ("和丰县",),
}
"""Short names that no rule makes and that no other place of the nation bears."""


@dataclass(frozen=True, slots=True)
class Place:
    """One division as long as it stays itself. ``id`` is its code, with the year for the second place of a code."""

    id: str
    code: str
    name: str
    first: int | None
    last: int | None

    @property
    def rank(self) -> int:
        """0 the nation, 1 a province, 2 a prefecture, 3 a county or district."""
        if self.code == NATION:
            return 0
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    def within(self, other: Place) -> bool:
        """Does this place lie in the other, or is it the other?"""
        return other.rank == 0 or self.code.startswith(other.code[: 2 * other.rank])

    def in_force(self, year: int) -> bool:
        """Was this its name on 31 December of the year?"""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class Named:
    """The places that a name may mean, and why the year had to be stretched for it (a flag, or None)."""

    places: tuple[Place, ...]
    flag: str | None = None


@cache
def places() -> Mapping[str, tuple[Place, ...]]:
    """Every place since 2003 by the code it has, one entry for each name it bore."""
    found: dict[str, tuple[Place, ...]] = {}
    for code, lives in divisions().items():
        recent = [life for life in lives if life.last is None or life.last >= FIRST_YEAR]
        found[code] = tuple(_place(life) for life in recent)
    return {code: lives for code, lives in found.items() if lives}


def _place(life: Division) -> Place:
    second = SECOND_LIVES.get(life.code)
    is_second = second is not None and life.first is not None and life.first >= second
    return Place(f"{life.code}.{second}" if is_second else life.code, life.code, life.name, life.first, life.last)


def place(code: str, year: int | None = None) -> Place | None:
    """The place with this code (or id) in a year; the last that had it where none had it then, or no year is asked."""
    bare, _, second = code.partition(".")
    lives = places().get(bare, ())
    fitting = [life for life in lives if year is not None and life.in_force(year)] or list(lives)
    if second:
        fitting = [life for life in fitting if life.id == code] or fitting
    return fitting[-1] if fitting else None


def place_of(region: str) -> Place | None:
    """The place of an id, under its last name: of 500110 that which had the code first, whoever has it now."""
    lives = [life for life in places().get(region.partition(".")[0], ()) if life.id == region]
    return lives[-1] if lives else None


def full_forms(name: str) -> tuple[str, ...]:
    """How a division is written out: its name, and for peoples the short ones (恩施州, 威宁自治县, 鄂温克旗)."""
    if found := _OF_ONE_PEOPLE.match(name):  # 鄂温克族自治旗
        return name, found["stem"].removesuffix("族") + found["kind"]
    if found := _OF_PEOPLES.match(name):
        return name, found["stem"] + "区"
    found = _AUTONOMOUS.match(name)
    if found is None:
        return (name,)
    return name, found["stem"] + found["kind"], f"{found['stem']}自治{found['kind']}"


def stem(name: str) -> str | None:
    """A name without its kind: 杭州 of 杭州市, 恩施 of 恩施土家族苗族自治州. None where too little would be left."""
    found = _AUTONOMOUS.match(name)
    short = found["stem"] if found else _SUFFIX.sub("", name)
    return short if len(short) >= 2 and short != name else None


@lru_cache(maxsize=64)
def _index(year: int) -> tuple[Mapping[str, tuple[Place, ...]], Mapping[str, tuple[Place, ...]]]:
    """The places of one year by what they are called in full, and by their stems."""
    full: dict[str, list[Place]] = {}
    short: dict[str, list[Place]] = {}
    for life in places_of(year):
        for form in (*full_forms(life.name), *_ALIASES.get(life.code, ())):
            full.setdefault(form, []).append(life)
        if (bare := stem(life.name)) is not None:
            short.setdefault(bare, []).append(life)
    return {n: tuple(p) for n, p in full.items()}, {n: tuple(p) for n, p in short.items()}


@lru_cache(maxsize=65536)
def named(name: str, year: int, *, short: bool = False) -> Named:
    """The places called so at the end of the year, or as near to it as anybody was. ``short`` looks among stems."""
    which = 1 if short else 0
    if found := _index(year)[which].get(name):
        return Named(found)
    if found := _index(year - 1)[which].get(name):
        return Named(found, "abolished_in_year")
    for distance in range(1, ANACHRONISM + 1):
        for other in (year - 1 - distance, year + distance):
            if found := _index(other)[which].get(name):
                return Named(found, "anachronistic_name")
    return Named(())


@lru_cache(maxsize=64)
def places_of(year: int) -> tuple[Place, ...]:
    """Every place in force at the end of a year but the nation itself."""
    return tuple(life for lives in places().values() for life in lives if life.in_force(year) and life.rank)


@cache
def longest_name() -> int:
    """Characters of the longest name."""
    return max(len(form) for lives in places().values() for life in lives for form in full_forms(life.name))


def above(of: Place, year: int) -> tuple[Place, ...]:
    """The province and the prefecture that a place lies in, the province first."""
    codes = (of.code[:2] + "0000", of.code[:4] + "00")
    found = (place(code, year) for code in codes if code != of.code and code in places())
    return tuple(one for one in found if one is not None and one.rank < of.rank)


def climb(of: Place, kind: str, year: int) -> Place | None:
    """From a place up to the level that a word names: 县 and 区, 市 and 州, 省 and 自治区. None where there is none."""
    line = (of, *reversed(above(of, year)))
    if kind in ("省", "自治区"):
        return next((one for one in line if one.rank == 1), None)
    fitting = [one for one in line if one.name.endswith(kind[-1:])]
    return fitting[0] if fitting else None


def choose(candidates: Iterable[Place], context: Place | None, year: int) -> Place | None:
    """Of places with equal names the one meant on a portal of ``context``: the same, inside it, above it, of the same
    prefecture, of the same province. None where that leaves none or several.
    """
    all_of_them = list(candidates)
    if len({one.id for one in all_of_them}) == 1:
        return all_of_them[0]
    if context is None:
        return None
    nearness = (
        [one for one in all_of_them if one.id == context.id],
        [one for one in all_of_them if one.within(context)],
        [one for one in all_of_them if context.within(one)],
        [one for one in all_of_them if one.code[:4] == context.code[:4] and context.rank >= 2],
        [one for one in all_of_them if one.code[:2] == context.code[:2] and context.rank >= 1],
    )
    nearest = next((found for found in nearness if found), [])
    return nearest[0] if len({one.id for one in nearest}) == 1 else None


@cache
def successors() -> Mapping[str, tuple[str, ...]]:
    """What a place became: ids by id. By decree as listed; else the place of the same rank and stem that began as it
    ended.
    """
    found = dict(_listed())
    began: dict[tuple[str, str], list[Place]] = {}
    for lives in places().values():
        for life in lives:
            if life.first is not None and life.first >= FIRST_YEAR and (bare := stem(life.name) or life.name):
                began.setdefault((life.code[:2], bare), []).append(life)
    for lives in places().values():
        last = lives[-1]
        if last.last is None or last.id in found:
            continue
        heirs = began.get((last.code[:2], stem(last.name) or last.name), [])
        heirs = [one for one in heirs if one.rank == last.rank]  # 哈密市 became 伊州区 as 哈密地区 became 哈密市
        fitting = [one.id for one in heirs if one.first is not None and abs(one.first - last.last - 1) <= 1]
        if len(fitting) == 1 and fitting[0] != last.id:
            found[last.id] = (fitting[0],)
    return found


def _listed() -> Iterable[tuple[str, tuple[str, ...]]]:
    with Path(__file__).with_name("successors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], tuple(row["successors"].split(";"))


def is_successor(heir: Place, of: Place) -> bool:
    """Did ``of`` become ``heir``, in one step or several?"""
    waiting: Sequence[str] = [of.id]
    for _ in range(5):
        waiting = [after for one in waiting for after in successors().get(one, ())]
        if heir.id in waiting or heir.code in waiting:
            return True
    return False


def level_of_code(division: str) -> str:
    """The level of a division by its code: nation, province, prefecture or county."""
    if division.startswith("000000"):
        return "nation"
    if division[2:6] == "0000":
        return "province"
    return "prefecture" if division[4:6] == "00" else "county"
