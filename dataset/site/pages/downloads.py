"""``/downloads``: which files has the release, and what is each for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from datasette.utils.asgi import Response

from dataset import codebook
from dataset.files import MANIFEST, File
from dataset.site.download import send_file
from dataset.site.language import Language
from dataset.site.shelves import shelves, wanted
from dataset.site.visit import Visit


async def downloads(visit: Visit) -> Response:
    """Every file of the release with its rows, size and checksum, those that most people want first."""
    files = list(visit.release.files.values())
    return visit.page(
        "ogi_downloads.html",
        wanted=wanted(files),
        shelves=shelves(files, visit.language),
        what=lambda file: what(file, visit.language),
    )


def what(file: File, language: Language) -> str:
    """What a file is, in a word; empty where its folder says it all."""
    if f"file_{file.path}" in language.words:
        return language[f"file_{file.path}"]
    name = file.path.rpartition("/")[2].partition(".")[0].removesuffix("_excel")
    return _titles(language.code).get(name, "")


@cache
def _titles(code: str) -> dict[str, str]:
    return {name: said.zh if code == "zh" else said.en for name, said, _ in codebook.tables()}


async def index(visit: Visit) -> Response:
    """The same for programs."""
    release = visit.release
    files = [
        asdict(file) | {"url": visit.operator.at(f"/downloads/{release.version}/{file.path}")}
        for file in release.files.values()
    ]
    said = {
        "version": release.version,
        "sample": release.sample,
        "newest_capture": release.newest_capture,
        "schema": visit.operator.at(f"/downloads/{release.version}/datapackage.json"),
        "manifest_sha256": release.files[MANIFEST].sha256,
        "files": files,
    }
    return Response.json(said, headers={"cache-control": "public, max-age=60"})


async def download(visit: Visit) -> Response | None:
    """One file. Only what the manifest names is there; ``latest`` leads to the version that is latest now."""
    release, version, path = visit.release, visit.part("version"), visit.part("path")
    file = release.files.get(path)
    if file is None or version not in (release.version, "latest"):
        return visit.missing()
    if version == "latest":
        return Response.redirect(f"/downloads/{release.version}/{path}", headers={"cache-control": "no-cache"})
    await send_file(release.folder / file.path, file, dict(visit.request.headers), visit.send)
    return None


ROUTES: Mapping[str, Any] = {
    "/downloads": downloads,
    "/downloads/index[.]json": index,
    "/downloads/(?P<version>[A-Za-z0-9._-]+)/(?P<path>[A-Za-z0-9._/-]+)": download,
}
