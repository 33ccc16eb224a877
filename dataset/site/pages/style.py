"""``/style-<digest>.css``: the style sheet of every page; it never changes under its address."""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset.site.style import stylesheet
from dataset.site.visit import Visit


async def style(visit: Visit) -> Response:
    """The one style sheet."""
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    if visit.path != stylesheet().path:
        return visit.missing()
    return Response(stylesheet().text, headers=headers, content_type="text/css; charset=utf-8")


ROUTES = {"/style-[0-9a-f]{16}[.]css": style}
