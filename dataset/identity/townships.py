"""What became of a township or sub-district: another name, or another kind?

Renames are listed (``townships.csv``) and keep the id, under the last name. A township made a town, or a town made a
sub-district, has another key (county and full name), so another id: the one goes over to the other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from dataset.identity.slots import TOWN_KINDS
from dataset.identity.units import Unit

TYPES = frozenset({"township_government", "subdistrict_office"})
_KIND = re.compile(rf"(?P<stem>.{{2,}}?)(?:{'|'.join(kind for kind, _ in TOWN_KINDS)})")


@cache
def _renames() -> Mapping[tuple[str, str], str]:
    with Path(__file__).with_name("townships.csv").open(encoding="utf-8", newline="") as file:
        return {(row["county"], row["before"]): row["after"] for row in csv.DictReader(file)}


def last_name(county: str, town: str) -> str:
    """What a township of a county (its code or id) is called since its last rename; its own name where it had none."""
    seen = {town}
    while (after := _renames().get((county.partition(".")[0], town))) is not None and after not in seen:
        seen.add(town := after)
    return town


def under_last_name(county: str, unit: Unit) -> Unit:
    """The same unit, a renamed township under its last name."""
    if unit.type not in TYPES or (name := last_name(county, unit.proper)) == unit.proper:
        return unit
    return replace(unit, proper=name)


def stem(town: str) -> str | None:
    """The name without its kind: 水口 of 水口镇; None where less than two characters would be left."""
    found = _KIND.fullmatch(town)
    return found["stem"] if found else None


def heir(town: str, last_year: int, others: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """Of the other townships of a county (name, year of the first report) the one that this became after its last
    report, under the same name with another kind; None where there is none, or two at once.
    """
    own = stem(town)
    after = [other for other in others if own is not None and stem(other[0]) == own and other[1] > last_year]
    first = min((year for _, year in after), default=0)
    nearest = [other for other in after if other[1] == first]
    return nearest[0] if len(nearest) == 1 else None
