"""``/agency/<id>``: what did one agency report, year by year?"""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset.site.queries import reports
from dataset.site.visit import Visit


async def agency(visit: Visit) -> Response:
    """The years of one agency."""
    found = await visit.ask("ogi", lambda connection: reports.agency(connection, visit.part("agency_id")))
    if found is None:
        return visit.missing()
    return visit.page("ogi_agency.html", agency=found[0], reports=found[1])


ROUTES = {"/agency/(?P<agency_id>[a-z0-9.-]+)": agency}
