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
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Headers and limits."""
    if not isinstance(datasette, Site):
        return lambda app: app
    return lambda app: guarded(app, frozenset(DATABASES))
