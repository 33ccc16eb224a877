"""``/changes``: which releases were there, and what changed from one to the next, for which cause?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from datasette.utils.asgi import Response

from dataset.lookup.tallies import ERRATA
from dataset.site.queries import changes as asking
from dataset.site.queries.reports import Row
from dataset.site.visit import Visit

ATOM = "http://www.w3.org/2005/Atom"


async def changes(visit: Visit) -> Response:
    """The changelog, and what was corrected by the newest release."""
    releases = await visit.ask("ogi", asking.releases)
    counts, errata = await visit.ask("site", lambda connection: (asking.counts(connection), asking.errata(connection)))
    return visit.page("ogi_changes.html", releases=releases, counts=counts, errata=errata, most=ERRATA)


async def feed(visit: Visit) -> Response:
    """The same as an Atom feed (RFC 4287), an entry a release."""
    releases = await visit.ask("ogi", asking.releases)
    counts = await visit.ask("site", asking.counts)
    headers = {"cache-control": "public, max-age=60"}
    return Response(_atom(visit, releases, counts), headers=headers, content_type="application/atom+xml; charset=utf-8")


def _atom(visit: Visit, releases: list[Row], counts: Mapping[str, Mapping[str, Row]]) -> str:
    words, at = visit.language, visit.operator.at
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": words.html})
    page = at(f"{words.prefix}/changes")

    def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = text
        return made

    add(root, "id", "urn:ogi-yearbook:releases")
    add(root, "title", f"{words['site']} · {words['nav_changes']}")
    add(root, "updated", releases[0]["newest_capture"] if releases else visit.release.newest_capture)
    add(add(root, "author"), "name", words["site"])
    add(root, "link", rel="self", href=f"{page}.atom")
    add(root, "link", rel="alternate", href=page)
    for release in releases:
        entry = add(root, "entry")
        add(entry, "id", f"urn:ogi-yearbook:release:{release['version']}")
        add(entry, "title", f"{words['version']} {release['version']}")
        add(entry, "updated", release["newest_capture"])
        add(entry, "link", rel="alternate", href=f"{page}#{release['version']}")
        add(entry, "summary", summary(release, counts.get(release["version"], {}), visit))
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(root, encoding="unicode")


def summary(release: Row, causes: Mapping[str, Row], visit: Visit) -> str:
    """One release in a sentence."""
    words = visit.language
    said = [words["release_holds"].format(reports=release["reports"], agencies=release["agencies"])]
    for cause, row in causes.items():
        said.append(
            words["change_count"].format(
                cause=words[f"change_cause_{cause}"], reports=row["reports"], cells=row["cells"]
            )
        )
    return " ".join(said)


ROUTES: Mapping[str, Any] = {"/changes": changes, "/changes[.]atom": feed}
