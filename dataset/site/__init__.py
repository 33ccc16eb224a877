"""How is a release shown on the web?

Datasette is the engine: it reads the immutable databases and gives tables and JSON under ``/ogi``. The pages for
people are ours (:mod:`dataset.site.pages`), a plugin registered here.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import uvicorn
from datasette.plugins import pm

from dataset.errors import DatasetError
from dataset.metadata import SAMPLE_NOTICE, datasette_metadata
from dataset.schema import DATABASES
from dataset.site import plugin
from dataset.site.edition import Site, inspect_data, served
from dataset.site.operator import Operator
from dataset.site.render import STATIC, TEMPLATES

__all__ = ["SETTINGS", "Operator", "application", "serve"]

NOBODY = Operator()

SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        # Three endless queries freeze the whole site: arbitrary SQL is for downloads, not for the public process.
        "default_allow_sql": False,
        "allow_facet": False,
        "suggest_facets": False,
        # Live CSV is cut at its limit with status 200; the whole files are on /downloads.
        "allow_csv_stream": False,
        "max_csv_mb": 20,
        "allow_download": False,
        "default_page_size": 15,
        "max_returned_rows": 1000,
        "sql_time_limit_ms": 1000,
        "facet_time_limit_ms": 150,
        "num_sql_threads": 4,
        "default_cache_ttl": 60,
        "truncate_cells_html": 200,
        "template_debug": False,
        "trace_debug": False,
    }
)


def application(release_dir: Path, operator: Operator = NOBODY) -> Site:
    """The site of one release, ready to be served (``.app()``) or asked in a test (``.client``).

    Raises :class:`DatasetError` where ``release_dir`` is not a complete release.
    """
    release = served(release_dir)
    if not pm.has_plugin("ogi-site"):
        pm.register(plugin, name="ogi-site")
        # Every handler is run, and this one may take a minute (dataset.site.failures): it is ours to answer.
        pm.unregister(name="datasette.handle_exception")
    return Site(
        release,
        operator,
        immutables=[str(release_dir / f"{name}.sqlite") for name in DATABASES],
        inspect_data=inspect_data(release),
        metadata=datasette_metadata(SAMPLE_NOTICE if release.sample else ""),
        settings=dict(SETTINGS),
        template_dir=str(TEMPLATES),
        static_mounts=[("static", str(STATIC))],
        cache_headers=True,
    )


def serve(
    release_dir: Path,
    port: int,
    host: str = "127.0.0.1",
    *,
    operator: Operator = NOBODY,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a release until the process is told to stop. ``port`` 0 takes a free one.

    ``ready`` is told the address as soon as it answers. Raises :class:`DatasetError` where there is no complete
    release in ``release_dir`` or the port cannot be had.
    """
    app = application(release_dir, operator).app()
    config = uvicorn.Config(app, host=host, port=port, log_level="critical", access_log=False, server_header=False)
    try:
        _Server(config, ready or (lambda address: None)).run()
    except SystemExit as stopped:  # uvicorn's way to say that the address cannot be had
        other = port + 1 if 0 < port < 65535 else 0
        why = getattr(stopped.__context__, "strerror", None) or stopped.__context__
        raise DatasetError(
            f"无法使用 {host}:{port}（{why}）；请换一个端口，例如 --port {other}。",
            f"{host}:{port} cannot be used ({why}); choose another port, such as --port {other}.",
        ) from None


class _Server(uvicorn.Server):
    """Uvicorn that tells its address once it listens there."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            # What is loaded now stays: to look through all of it for garbage takes 50 ms, while every visitor waits.
            gc.collect()
            gc.freeze()
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
