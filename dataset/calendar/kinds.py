"""Is the type of an agency certain enough for a date of the law to hang on it?

``department`` is also what remains for names that no rule knows better. Whoever is called late must certainly be one:
the name ends as departments are called, some word of it tells its function, and it is not that of a government.
"""

from __future__ import annotations

import re

DEPARTMENT = "department"
_CALLED = re.compile(r"(?:局|委员会|委|厅|部|署|办公室)$")
_GOVERNMENT = re.compile(r"(?:政府|行署|行政公署)(?:办公[厅室])?$")


def certain_type(agency_type: str | None, function: str | None, name: str) -> str | None:
    """The type of this agency where it is certain, else None. ``name`` is the agency's, ``function`` its slot."""
    if agency_type != DEPARTMENT:
        return agency_type or None
    certain = function not in (None, "", "general") and _CALLED.search(name) and not _GOVERNMENT.search(name)
    return agency_type if certain else None
