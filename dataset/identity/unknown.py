"""Which place does a name begin with that is the name of no place we know?

Either a place whose name is written with a character of the same sound (清江埔区 for 清江浦区), or one that has no code
of its own (加格达奇区). Its organs are not those of the place around it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

from dataset.identity.places import Place, above, named, places_of
from dataset.identity.units import begins_with_function, unit_of

_KIND = re.compile(r"[市县区旗]")
_LONGEST = 16
_PLACE = re.compile(r"^(?P<place>[^\x00-\x7f省市县区旗委局×]{1,8}?[市县区旗])(?P<rest>.{2,})$")
_NO_PLACE = re.compile(
    r"(?:[校社小库灌林牧景园湖港片厂院营矿山老城郊市特新辖军街滩洪灾户监地]区|[城都夜菜超]市|[国红]旗)$"
)
"""What ends like a place and is a word: 老区, 库区, 超市."""


def respelled(name: str, region: Place | None, here: Place | None, year: int) -> str | None:
    """The name with its place spelled as it is, where a place of the same sound is the only one that can be meant.

    ``region`` is the place that stood before it; where none did, the place is that of the portal, ``here``, or one
    inside or above it. None where there is nothing to mend.
    """
    for kind in _KIND.finditer(name[:_LONGEST]):
        written = name[: kind.end()]
        if region is None and named(written, year).places:
            return None
        meant = {one.name for one in _around(region, here, year) if _sounds_like(one.name, written)}
        if len(meant) == 1:
            return meant.pop() + name[kind.end() :]
    return None


def unknown_place(name: str, year: int) -> tuple[str, str] | None:
    """A place without a code and its organ: 加格达奇区 and 民政局. None where the name begins with no such place.

    A place of two characters is one only where another is called so (全县 is none).
    """
    found = _PLACE.match(name)
    if found is None or _NO_PLACE.search(found["place"]) or unit_of(name).type not in ("department", "branch_office"):
        return None
    if len(found["place"]) == 2 and not named(found["place"], year).places:
        return None
    return (found["place"], found["rest"]) if begins_with_function(found["rest"]) else None


def _around(region: Place | None, here: Place | None, year: int) -> tuple[Place, ...]:
    if region is not None:
        return tuple(one for one in _inside(region, year) if one.rank > region.rank)
    return (*above(here, year), *_inside(here, year)) if here is not None else ()


@lru_cache(maxsize=4096)
def _inside(around: Place, year: int) -> tuple[Place, ...]:
    return (around,) if around.rank == 3 else tuple(one for one in places_of(year) if one.within(around))


def _sounds_like(one: str, other: str) -> bool:
    """The same number of characters, the same sounds, and one of them alone is another character."""
    if len(one) != len(other) or sum(a != b for a, b in zip(one, other, strict=True)) != 1:
        return False
    return _sound(one) == _sound(other)


@lru_cache(maxsize=4096)
def _sound(name: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(name))
