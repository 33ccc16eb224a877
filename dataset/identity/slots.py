"""What id is proposed for an agency that was never seen before?

``<region id>-<slot>``: readable ASCII. The registry file is the truth; this only proposes, and a re-run cannot move an
id that stands there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from dataset.agencies import slug
from dataset.identity.places import Place
from dataset.identity.units import Unit

TOWN_KINDS = (
    ("民族乡", "minzuxiang"),
    ("街道", "jiedao"),
    ("地区", "diqu"),
    ("苏木", "sumu"),
    ("街", "jie"),
    ("镇", "zhen"),
    ("乡", "xiang"),
)
"""The kinds of townships, by which their names end, and what they are in an id."""
_LONGEST = 60


def agency_id(region: Place, unit: Unit) -> str:
    """The proposed id of this organ of this place."""
    return f"{region.id}-{_slot(unit)}"


@lru_cache(maxsize=65536)
def _slot(unit: Unit) -> str:
    function = unit.function.replace("_", "-")
    if unit.type == "people_government":
        own = unit.proper or unit.place
        return f"z-{_joined(own)}" if own else "gov"
    if unit.type == "government_office":
        return f"z-{_joined(unit.place)}-gov-office" if unit.place else "gov-office"
    if unit.type in ("township_government", "subdistrict_office"):
        return f"t-{_town(unit.proper)}"
    if unit.type == "dev_zone":
        return f"z-{_joined(unit.proper)}"
    if unit.type == "zone_department":
        return f"z-{_joined(unit.proper)}-{function}"
    if unit.type == "vertical_agency":
        return f"v-{function}" + (f"-{_joined(unit.proper)}" if unit.proper else "")
    if unit.place:
        return f"z-{_joined(unit.place)}-{_slot(replace(unit, place=''))}"
    told = function if function != "general" else _joined(unit.proper)
    prefix = {"branch_office": "b-", "party_organ": "p-", "institution": "i-"}.get(unit.type, "")
    if unit.type == "branch_office" and unit.proper:  # the branch of no place we know: its name keeps it apart
        return f"b-{function}-{_joined(unit.proper)}"
    return prefix + (told or "general")


def _town(name: str) -> str:
    for kind, word in TOWN_KINDS:
        if name.endswith(kind) and len(name) > len(kind):
            return f"{_joined(name.removesuffix(kind))}-{word}"
    return _joined(name)


def _joined(name: str) -> str:
    """A name as one word of pinyin."""
    return re.sub(r"[^a-z0-9]", "", slug(name))[:_LONGEST]
