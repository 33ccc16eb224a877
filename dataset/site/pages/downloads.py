"""``/downloads``: which files has the release, and what is each for?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from datasette.utils.asgi import Response
from markupsafe import Markup

from dataset import codebook
from dataset.descriptions.schema_org import schema_org
from dataset.files import MANIFEST, File
from dataset.identity.places import place
from dataset.site.download import send_file
from dataset.site.language import Language
from dataset.site.shelves import shelves, wanted
from dataset.site.visit import Visit


async def downloads(visit: Visit) -> Response:
    """The files that most people want and those beside the folders, with rows, size and checksum; then the folders."""
    files = list(visit.release.files.values())
    top, *folders = shelves(files, visit.language)
    return visit.page(
        "ogi_downloads.html",
        wanted=wanted(files),
        top=top,
        folders=folders,
        what=lambda file: what(file, visit.language),
        described=described(visit, wanted(files)),
    )


def described(visit: Visit, files: list[File]) -> Markup:
    """The release as a schema.org ``Dataset`` for search engines, which read it in the page alone; all files and
    variables are in ``dataset.jsonld``. It is a block of data: no browser runs it, and nothing in it ends it.
    """
    release = visit.release
    said = schema_org(release.imprint, files)
    del said["variableMeasured"]
    said["url"] = visit.operator.at(f"{visit.language.prefix}/downloads")
    for one in said["distribution"]:
        one["contentUrl"] = visit.operator.at(f"/downloads/{release.version}/{one['name']}")
    return Markup(json.dumps(said, ensure_ascii=False).replace("<", "\\u003c"))


async def folder(visit: Visit) -> Response:
    """Every file of one folder: slices and bodies of provinces by the dozen would make one page of all too long."""
    every = {shelf.key: shelf for shelf in shelves(visit.release.files.values(), visit.language) if shelf.key}
    shelf = every.get(visit.part("folder"))
    if shelf is None:
        return visit.missing()
    return visit.page(
        "ogi_downloads_folder.html",
        shelf=shelf,
        folders=list(every.values()),
        what=lambda file: what(file, visit.language),
    )


def what(file: File, language: Language) -> str:
    """What a file is, in a word; empty where its folder says it all."""
    if f"file_{file.path}" in language.words:
        return language[f"file_{file.path}"]
    name = file.path.rpartition("/")[2].partition(".")[0].removesuffix("_excel")
    if re.fullmatch("[12][0-9]{3}", name):
        return language["file_of_year"].format(name)
    if re.fullmatch("[0-9]{6}", name):
        province = place(name)
        return province.name if province else ""
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
    "/downloads/(?P<folder>[a-z0-9_-]+)": folder,
    "/downloads/(?P<version>[A-Za-z0-9._-]+)/(?P<path>[A-Za-z0-9._/-]+)": download,
}
