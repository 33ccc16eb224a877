"""``/about``: what is this, how is it made, what may one do with it, and what does it not do?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Response

from dataset.site.visit import Visit

SECTIONS = ("what", "source", "reading", "doubt", "identity", "timeliness", "takedown", "privacy", "license", "cite")


async def about(visit: Visit) -> Response:
    """Method and licence, a paragraph each."""
    return visit.page("ogi_about.html", sections=SECTIONS)


ROUTES: Mapping[str, Any] = {"/about": about}
