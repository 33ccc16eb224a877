"""Which pages has the site? A module each, with its routes; every page is there in both languages.

A view takes a :class:`~dataset.site.visit.Visit` and gives a response, or None where it sent its answer itself. Its
route is a pattern of the address without the language: ``/agency/(?P<agency_id>…)``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module
from typing import Any

from datasette.utils.asgi import Request, Response

from dataset.site.edition import Site
from dataset.site.guard import Send
from dataset.site.visit import BadArgument, Visit

View = Callable[[Visit], Awaitable[Response | None]]
PAGES = (
    "home",
    "search",
    "reports",
    "agency",
    "report",
    "source",
    "snapshot",
    "region",
    "coverage",
    "missing",
    "compare",
    "checks",
    "downloads",
    "dictionary",
    "changes",
    "api",
    "about",
    "robots",
    "validate",
    "health",
    "letters",
    "style",
)
"""Modules of this package."""


def routes() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every route of ours, for Datasette."""
    for name in PAGES:
        for pattern, view in import_module(f"{__name__}.{name}").ROUTES.items():
            path = "/?" if pattern == "/" else pattern
            yield rf"^(?P<language>/en)?{path}$", _answering(view)
    yield r"^(?P<language>/en)/.*$", _answering(_nothing)


async def _nothing(visit: Visit) -> Response:
    """There is no such page, said in the visitor's language."""
    return visit.missing()


def _answering(view: View) -> Callable[..., Any]:
    async def answer(datasette: Site, request: Request, send: Send) -> Response | None:
        visit = Visit.of(datasette, request, send)
        try:
            return await view(visit)
        except BadArgument:
            return visit.missing()

    return answer
