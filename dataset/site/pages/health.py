"""``/-/health``: is the site alive, and how old is what it shows?"""

from __future__ import annotations

from datetime import UTC, datetime

from datasette.utils.asgi import Response

from dataset.site.visit import Visit


async def health(visit: Visit) -> Response:
    """For monitors: the release, its rows, and the days since its newest capture; a database that fails is a 500."""
    release = visit.release
    found = await visit.ask("ogi", lambda connection: connection.execute("SELECT 1 FROM reports LIMIT 1").fetchone())
    age = datetime.now(UTC) - datetime.fromisoformat(release.newest_capture)
    said = {
        "status": "ok" if found else "empty",
        "version": release.version,
        "reports": release.counts["reports"],
        "agencies": release.counts["agencies"],
        "newest_capture": release.newest_capture,
        "age_days": age.days,
        "ogi_sqlite_sha256": release.files["ogi.sqlite"].sha256,
    }
    return Response.json(said, headers={"cache-control": "no-store"})


ROUTES = {"/-/health": health}
