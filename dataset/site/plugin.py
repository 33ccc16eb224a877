"""How does Datasette come to show our pages? The hooks of the plugin; they act only where a release is served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import Environment

from dataset.schema import DATABASES
from dataset.site import pages
from dataset.site.edition import Site
from dataset.site.guard import App, guarded
from dataset.site.render import prepare

F = TypeVar("F", bound=Callable[..., Any])
_ID = r"[a-z0-9-]+"
ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", pages.home),
    (rf"^/agency/(?P<agency_id>{_ID})$", pages.agency),
    (rf"^/report/(?P<report_id>{_ID})$", pages.report),
    (rf"^/report/(?P<report_id>{_ID})/places$", pages.places),
    (r"^/downloads$", pages.downloads),
    (r"^/downloads/(?P<version>[A-Za-z0-9._-]+)/(?P<path>[A-Za-z0-9._/-]+)$", pages.download),
    (r"^/dictionary$", pages.dictionary),
]


def _hook(function: F) -> F:
    """``hookimpl`` with its type kept."""
    marked: F = hookimpl(function)
    return marked


@_hook
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages."""
    return list(ROUTES) if isinstance(datasette, Site) else []


@_hook
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """What ``error.html`` needs, which Datasette renders."""
    prepare(env)
    if isinstance(datasette, Site):
        env.globals["release"] = datasette.ogi_release


@_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Headers and limits."""
    if not isinstance(datasette, Site):
        return lambda app: app
    return lambda app: guarded(app, frozenset(DATABASES))
