"""What does a visitor see when something fails, and what does the operator?

The visitor sees a page of ours, or a line of JSON, and nothing of the machine; the operator's log has the traceback.
Datasette's own way would print every variable of every frame where a certain library is installed, which can take a
minute in which nobody is answered.
"""

from __future__ import annotations

import logging

from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError as BadTable

from dataset.site.edition import Site
from dataset.site.language import EN, ZH
from dataset.site.letters import large
from dataset.site.render import rendered

log = logging.getLogger("ogi.site")
_NO_STORE = {"cache-control": "no-store"}
FAILED = 500


def failed(site: Site, request: Request, exception: Exception) -> Response:
    """The answer to a request that ended in this exception."""
    status, message = _told(exception)
    if status >= FAILED:
        log.error("%s %s", request.method, request.path, exc_info=exception)
    path = request.path.partition("?")[0]
    if path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status}, status=status, headers=_NO_STORE)
    language = EN if path.startswith(f"{EN.prefix}/") else ZH
    html = rendered(
        "error.html",
        language,
        status=status,
        release=site.ogi_release,
        operator=site.operator,
        languages=[(one, f"{one.prefix}/") for one in (ZH, EN)],
        large=large(request.scope),
        here=f"{language.prefix}/",
    )
    return Response.html(html, status=status, headers=_NO_STORE)


def _told(exception: Exception) -> tuple[int, str]:
    """Status and what may be said of it; of our own faults nothing."""
    if isinstance(exception, Base400):
        return exception.status, str(exception.args[0]) if exception.args else ""
    if isinstance(exception, BadTable) and exception.status < FAILED:
        return exception.status, str(exception.message)
    if isinstance(exception, BadTable):
        return 400, str(exception.message)  # its way to say that a column or a sort order is none
    return FAILED, "the page cannot be shown"
