"""How does Datasette come to show our pages? The hooks of the plugin; they act only where a release is served."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from dataset.files import MANIFEST
from dataset.readings import source_digest
from dataset.schema import DATABASES
from dataset.site import pages
from dataset.site.connection import harden
from dataset.site.edition import Site
from dataset.site.failures import failed
from dataset.site.freshness import fresh
from dataset.site.guard import App, Scope, guarded, of_tables
from dataset.site.letters import large
from dataset.site.queue import in_turn
from dataset.site.render import prepare

F = TypeVar("F", bound=Callable[..., Any])
UPLOADS = frozenset({"/validate", "/en/validate"})
"""Addresses that take a POST where the operator wants that."""


def _hook(function: F) -> F:
    """``hookimpl`` with its type kept."""
    marked: F = hookimpl(function)
    return marked


@_hook
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages."""
    return list(pages.routes()) if isinstance(datasette, Site) else []


@_hook
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """What ``error.html`` needs, which Datasette renders."""
    prepare(env)
    if isinstance(datasette, Site):
        env.globals.update(release=datasette.ogi_release, operator=datasette.operator)


@_hook
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """What our base template wants to know of a request for one of Datasette's own pages."""
    if not isinstance(datasette, Site) or request is None:
        return {}
    query = f"?{request.query_string}" if request.query_string else ""
    return {"large": large(request.scope), "here": f"{request.path}{query}"}


@_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Headers, limits, and what needs no second answer."""
    if not isinstance(datasette, Site):
        return lambda app: app
    databases = frozenset(DATABASES)
    uploads = UPLOADS if datasette.operator.validate else frozenset()
    code = source_digest("dataset", "parsing")
    edition = f"{datasette.ogi_release.files[MANIFEST].sha256} {code} {datasette.operator}"

    def wrapped(app: App) -> App:
        queued = in_turn(app, lambda path: of_tables(path, databases))
        return guarded(fresh(queued, edition), databases, uploads)

    return wrapped


@_hook
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Callable[[], Any] | None:
    """Our way to fail, in place of Datasette's."""
    if not isinstance(datasette, Site):
        return None

    async def answer() -> Response:
        return failed(datasette, request, exception)

    return answer


@_hook
def skip_csrf(scope: Scope) -> bool:
    """A draft comes without a cookie and changes nothing, so there is nothing that another site could abuse."""
    return scope["path"] in UPLOADS


@_hook
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Limits for every connection to what is published; Datasette writes its own list of tables elsewhere."""
    if isinstance(datasette, Site) and database != "_internal":
        harden(conn)
