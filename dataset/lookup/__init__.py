"""What does the site look up that is too much to count or to search on every request?

``site.sqlite`` is derived from the ``ogi.sqlite`` of the same release and holds nothing of its own: the search index
of agencies, and counts. Each builder is a module with ``TABLES``, the statements that make its tables, and
``fill(connection)``, which fills them from the attached database ``ogi``. The same release gives the same bytes.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path

from dataset.database import PAGE_SIZE, finish

__all__ = ["LOOKUP", "make"]

LOOKUP = "site.sqlite"
"""Path of the file in a release."""
BUILDERS = ("search", "regions", "tallies", "succession")
"""Modules of this package, in the order in which they fill the file."""


def make(folder: Path) -> None:
    """Make ``site.sqlite`` beside the ``ogi.sqlite`` in ``folder``."""
    # Brought in here: the site asks the file and has no use for what makes it.
    builders = [import_module(f"{__name__}.{name}") for name in BUILDERS]
    path = folder / LOOKUP
    with closing(sqlite3.connect(path.resolve().as_uri(), uri=True, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        for pragma in (f"page_size = {PAGE_SIZE}", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}").close()
        source = (folder / "ogi.sqlite").resolve().as_uri()
        connection.execute("ATTACH ? AS ogi", (f"{source}?mode=ro&immutable=1",))
        for builder in builders:
            connection.executescript(builder.TABLES)
            connection.execute("BEGIN")
            builder.fill(connection)
            connection.execute("COMMIT")
        connection.execute("DETACH ogi")
    finish(path)
