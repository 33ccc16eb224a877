"""``/letters``: the visitor chooses large or usual letters and goes back to the page."""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset.site.letters import COOKIE, LARGE, YEAR_S, own_page
from dataset.site.visit import Visit

SEE_OTHER = 303


async def letters(visit: Visit) -> Response:
    """Remember the choice and lead back."""
    large = visit.choice("size", ("usual", LARGE)) == LARGE
    back = own_page(visit.text("back", 2000))
    response = Response("", status=SEE_OTHER, headers={"location": back, "cache-control": "no-store"})
    response.set_cookie(COOKIE, LARGE if large else "", max_age=YEAR_S if large else 0, httponly=True, samesite="lax")
    return response


ROUTES = {"/letters": letters}
