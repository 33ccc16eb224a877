"""``/``: what is this, and which reports are there?"""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset.site.queries import reports
from dataset.site.visit import Visit


async def home(visit: Visit) -> Response:
    """The list of reports, newest year first, or those of one year."""
    release = visit.release
    year, number = visit.number("year"), visit.number("page") or 1
    total = sum(release.years.values()) if year is None else release.years.get(year, 0)
    pages = max(1, -(-total // reports.PAGE))
    if number > pages:
        return visit.missing()
    listed = await visit.ask("ogi", lambda connection: reports.listed(connection, year, number))
    return visit.page("ogi_home.html", reports=listed, year=year, number=number, pages=pages)


ROUTES = {"/": home}
