"""``/robots.txt`` and ``/sitemap….xml``: what may search engines read, and what is there for them?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from datasette.utils.asgi import Response

from dataset.lookup.regions import NATION
from dataset.site.visit import Visit

MOST = 40_000
"""Addresses of one sitemap; the protocol allows 50,000."""
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = ("/", "/region", "/coverage", "/compare", "/checks", "/downloads", "/dictionary", "/api", "/changes", "/about")
_CACHE = {"cache-control": "public, max-age=3600"}


async def robots(visit: Visit) -> Response:
    """Pages of agencies, regions and reports may be read; views with a query, tables and documents may not."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/*?", "/ogi", "/provenance", "/texts", "/snapshot/", "/-/")),
    ]
    lines += [f"Sitemap: {visit.operator.at('/sitemap.xml')}"] if visit.operator.address else []
    return Response.text("\n".join(lines) + "\n", headers=dict(_CACHE))


async def sitemap(visit: Visit) -> Response:
    """The sitemaps: one of the site's own pages and regions, then the agencies, as many a file as is allowed."""
    if visit.operator.address is None:
        return visit.missing()
    parts = -(-visit.release.counts["agencies"] // MOST)
    addresses = [visit.operator.at(f"/sitemap-{number}.xml") for number in range(parts + 1)]
    return _xml("sitemapindex", "sitemap", addresses)


async def part(visit: Visit) -> Response:
    """One sitemap."""
    number = int(visit.part("number"))
    if visit.operator.address is None or number > -(-visit.release.counts["agencies"] // MOST):
        return visit.missing()
    if number == 0:
        codes = await visit.ask("site", _codes)
        folders = sorted({path.partition("/")[0] for path in visit.release.files if "/" in path})
        paths = [
            *_PAGES,
            *(f"/downloads/{folder}" for folder in folders),
            *(f"/region/{code}" for code in codes if code != NATION),
        ]
    else:
        ids = await visit.ask("ogi", lambda connection: _agencies(connection, number - 1))
        paths = [f"/agency/{one}" for one in ids]
    return _xml("urlset", "url", [visit.operator.at(path) for path in paths])


def _codes(connection: sqlite3.Connection) -> list[str]:
    return [row["code"] for row in connection.execute("SELECT code FROM places ORDER BY code")]


def _agencies(connection: sqlite3.Connection, page: int) -> list[str]:
    sql = "SELECT agency_id FROM agencies ORDER BY agency_id LIMIT ? OFFSET ?"
    return [row["agency_id"] for row in connection.execute(sql, (MOST, page * MOST))]


def _xml(root: str, item: str, addresses: Iterable[str]) -> Response:
    items = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>" for address in addresses)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{SITEMAPS}">{items}</{root}>\n'
    return Response(text, headers=dict(_CACHE), content_type="application/xml; charset=utf-8")


ROUTES: Mapping[str, Any] = {
    "/robots[.]txt": robots,
    "/sitemap[.]xml": sitemap,
    "/sitemap-(?P<number>[0-9]{1,4})[.]xml": part,
}
