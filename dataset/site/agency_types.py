"""Into which groups do the types of agencies fall where a table has room for a few columns only?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "government": ("people_government",),
        "office": ("government_office",),
        "department": ("department", "vertical_agency", "branch_office", "state_council"),
        "township": ("township_government", "subdistrict_office"),
        "other": ("dev_zone", "zone_department", "party_organ", "institution", "unknown"),
    }
)
"""Group -> agency types. Every type is in one."""
GROUP_OF: Mapping[str, str] = MappingProxyType({kind: group for group, kinds in GROUPS.items() for kind in kinds})
