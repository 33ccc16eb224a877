"""``/reports``: which reports are there, newest first?"""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset.site.queries import reports
from dataset.site.visit import Visit


async def listed(visit: Visit) -> Response:
    """The list of reports, newest year first, or those of one year."""
    release = visit.release
    year, number = visit.number("year"), visit.number("page") or 1
    total = sum(release.years.values()) if year is None else release.years.get(year, 0)
    pages = max(1, -(-total // reports.PAGE))
    if number > pages:
        return visit.missing()
    found = await visit.ask("ogi", lambda connection: reports.listed(connection, year, number))
    return visit.page("ogi_reports.html", reports=found, year=year, number=number, pages=pages)


ROUTES = {"/reports": listed}
