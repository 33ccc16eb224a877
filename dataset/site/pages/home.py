"""``/``: what is this, what can be done here, and how much is there?"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette.utils.asgi import Response

from dataset.identity.places import place, stem
from dataset.lookup.regions import NATION
from dataset.site.queries import regions
from dataset.site.queries.regions import Counts
from dataset.site.queries.reports import Row
from dataset.site.visit import Visit

PROVINCES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44"),
    *("45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"),
)
"""The 31 whose organs the Regulations bind; where each stands is in ``styles/41-home.css``."""


@dataclass(frozen=True)
class _Tile:
    """One province of the grid."""

    code: str
    name: str
    held: bool
    """Is anything of it here?"""
    counts: Counts


async def home(visit: Visit) -> Response:
    """Search, tasks, the numbers of the latest year, the provinces, what changed."""
    year = max(visit.release.years, default=0)
    tiles, nation, totals = await visit.ask("site", lambda connection: _overview(connection, year))
    return visit.page("ogi_home.html", year=year, tiles=tiles, nation=nation, totals=totals)


def _overview(connection: sqlite3.Connection, year: int) -> tuple[list[_Tile], Counts, Row | None]:
    """The provinces, the whole country, and its totals for a year; no tiles where none of the provinces is there."""
    counts = regions.coverage(connection, NATION, year)
    held = {row["code"] for row in regions.inside(connection, NATION)}
    tiles = [
        _Tile(code, _short(code), code in held, regions.all_types(counts.get(code, {})))
        for code in (f"{province}0000" for province in PROVINCES)
    ]
    of_year = [row for row in regions.totals(connection, NATION, balanced=False) if row["year"] == year]
    nation = regions.all_types(counts.get(NATION, {}))
    return tiles if any(tile.held for tile in tiles) else [], nation, of_year[0] if of_year else None


def _short(code: str) -> str:
    province = place(code)
    return (stem(province.name) or province.name) if province else code


ROUTES = {"/": home}
