"""``/downloads``: which files has the release?"""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset import codebook
from dataset.site.download import send_file
from dataset.site.visit import Visit


async def downloads(visit: Visit) -> Response:
    """Every file of the release with its size and checksum."""
    titles = {name: visit.language.pick(said.zh, said.en) for name, said, _ in codebook.tables()}
    return visit.page("ogi_downloads.html", files=list(visit.release.files.values()), titles=titles)


async def download(visit: Visit) -> Response | None:
    """One file. Only what the manifest names is there."""
    release = visit.release
    file = release.files.get(visit.part("path"))
    if file is None or visit.part("version") not in (release.version, "latest"):
        return visit.missing()
    await send_file(release.folder / file.path, file, dict(visit.request.headers), visit.send)
    return None


ROUTES = {
    "/downloads": downloads,
    "/downloads/(?P<version>[A-Za-z0-9._-]+)/(?P<path>[A-Za-z0-9._/-]+)": download,
}
