"""``/report/<id>/source``: where in its document does every figure of a report stand, and how does that look?"""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from dataset.site.pages.report import stored_of
from dataset.site.queries.report import StoredReport
from dataset.site.redraw import Drawing, Drawn
from dataset.site.source_view import PageView, View, page_views, pages_of, view_of
from dataset.site.sources import Busy, NotHeld, Sources, sources_of
from dataset.site.visit import Visit
from parsing.contents import DRAWN
from parsing.model import Unreadable

PAGED = ("pdf", "image")
"""Kinds of documents whose pages are shown as pictures."""
MOST_PAGES = 12
BUSY = 503
PICTURE_CACHE = "public, max-age=86400"


async def source(visit: Visit) -> Response:
    """Every figure of a report beside its document, drawn again."""
    stored = await stored_of(visit)
    if stored is None:
        return visit.missing()
    drawing = Drawing(stored, visit.language)
    figures = drawing.every()
    view, pages, why = await _seen(visit, stored, figures)
    answer = visit.page(
        "ogi_source.html",
        stored=stored,
        report=stored.report,
        tables=[(name, lines) for name, lines in drawing.tables() if lines is not None],
        fees=drawing.fees(),
        statistics=drawing.statistics(),
        figures=figures,
        otherwise=[figure for figure in figures if figure.otherwise],
        view=view,
        pages=pages,
        why=why,
        language_of=visit.language,
    )
    if why == "busy":
        answer.headers["cache-control"] = "no-store"
    return answer


async def _seen(
    visit: Visit, stored: StoredReport, figures: list[Drawn]
) -> tuple[View | None, list[PageView], str | None]:
    """The document drawn again or its pages; where there is neither, why, as the end of a word's key."""
    sources = sources_of(visit.site)
    sha256, media = stored.report["document_sha256"], stored.document["media"]
    if sources is None:
        return None, [], "no_archive"
    try:
        if media in PAGED:
            numbers = pages_of(figures)[:MOST_PAGES]
            return None, page_views(figures, await sources.sizes(sha256, numbers)), None if numbers else "no_places"
        if media not in DRAWN:
            return None, [], "kind"
        view = view_of(await sources.blocks(sha256), figures)
        return view, [], None if view is not None else "differs"
    except NotHeld:
        return None, [], "not_held"
    except Busy:
        return None, [], "busy"
    except Unreadable:
        return None, [], "unreadable"


async def page(visit: Visit) -> Response:
    """A page of the document as a picture."""
    stored = await stored_of(visit)
    sources: Sources | None = sources_of(visit.site)
    number = int(visit.part("page"))
    if stored is None or sources is None or stored.document["media"] not in PAGED:
        return visit.missing()
    # Only pages that figures stand on: the others show nothing that the site is about.
    if number not in {stand.page for stand in stored.stands.values()}:
        return visit.missing()
    try:
        png = await sources.picture(stored.report["document_sha256"], number)
    except (NotHeld, Unreadable):
        return visit.missing()
    except Busy:
        return Response("", status=BUSY, headers={"retry-after": "5", "cache-control": "no-store"})
    return _Bytes(png, headers={"cache-control": PICTURE_CACHE}, content_type="image/png")


class _Bytes(Response):  # type: ignore[misc]
    """A response whose body is bytes."""

    async def asgi_send(self, send: Any) -> None:
        """Send it."""
        headers = {"content-type": self.content_type, "content-length": str(len(self.body)), **self.headers}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": self.body})


async def places(visit: Visit) -> Response:
    """Where the page stood before it showed the source."""
    address = f"{visit.language.prefix}/report/{visit.part('report_id')}/source"
    return Response("", status=301, headers={"location": address})


async def nothing(visit: Visit) -> Response:
    """Whatever else is asked for under a report is not there."""
    return visit.missing()


_ID = "(?P<report_id>[a-z0-9.-]+)"
ROUTES = {
    f"/report/{_ID}/source": source,
    f"/report/{_ID}/places": places,
    f"/report/{_ID}/page/(?P<page>[1-9][0-9]{{0,2}})[.]png": page,
    "/report/.*": nothing,
}
