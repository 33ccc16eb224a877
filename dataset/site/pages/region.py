"""``/region/<code>``: what lies in a region, and what did its agencies report together?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Response

from dataset.lookup.regions import NATION
from dataset.site.queries import regions
from dataset.site.visit import Visit

MOST = 250
"""Agencies of a region that are named on its page; every one stands on the pages of its coverage."""


async def nation(visit: Visit) -> Response:
    """The whole country."""
    return await _shown(visit, NATION)


async def region(visit: Visit) -> Response:
    """One region."""
    return await _shown(visit, visit.part("code"))


async def _shown(visit: Visit, code: str) -> Response:
    panel = visit.choice("panel", ("all", "balanced"))
    year = max(visit.release.years, default=0)
    found, below, counts, window, totals = await visit.ask(
        "site",
        lambda connection: (
            regions.region(connection, code),
            regions.inside(connection, code),
            regions.coverage(connection, code, year),
            regions.balanced_window(connection),
            regions.totals(connection, code, panel == "balanced"),
        ),
    )
    if found is None:
        return visit.missing()
    agencies = await visit.ask("ogi", lambda connection: regions.agencies(connection, code))
    departments = [row for row in agencies if row["agency_type"] != "people_government"]
    listed = departments[:MOST]
    kinds = dict.fromkeys(row["agency_type"] or "unknown" for row in listed)
    return visit.page(
        "ogi_region.html",
        region=found,
        year=year,
        below=[(row, regions.all_types(counts.get(row["code"], {}))) for row in below],
        panel=panel,
        window=window,
        totals=totals,
        governments=[row for row in agencies if row["agency_type"] == "people_government"],
        kinds=[(kind, [row for row in listed if (row["agency_type"] or "unknown") == kind]) for kind in kinds],
        beyond=len(departments) - len(listed),
    )


ROUTES: Mapping[str, Any] = {"/region": nation, "/region/(?P<code>[0-9]{6})": region}
