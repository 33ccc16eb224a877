"""``/search``: which agency is meant? ``/api/suggest``: the first of them as JSON, for other people's programs too."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from dataset.lookup.regions import NATION
from dataset.lookup.words import LONGEST, Query, query_of
from dataset.site.queries import regions, search
from dataset.site.queries.regions import Region
from dataset.site.queries.search import Answer, Filters, Found
from dataset.site.visit import PAGE_CACHE, BadArgument, Visit

PAGE = 25
SUGGESTED = 10
_REGION = re.compile(r"[0-9]{6}")
_TYPE = re.compile(r"[a-z_]{3,30}")


@dataclass(frozen=True)
class _Facet:
    """One way to narrow a search, or to undo that."""

    name: str
    count: int
    address: str


async def find(visit: Visit) -> Response:
    """The agencies that have the words in a name, with counts by region, kind and year."""
    text = visit.text("q", LONGEST)
    typed = query_of(text)
    filters = _filters(visit, typed)
    number = visit.number("page") or 1
    answer, query, region = await visit.ask("site", lambda connection: _answer(connection, typed, filters, number))
    if (filters.region and region is None) or number > max(1, -(-answer.total // PAGE)):
        return visit.missing()
    address = _addresses(visit, text, filters)
    return visit.page(
        "ogi_search.html",
        text=text,
        asked=bool(typed.words or filters.condition),
        parted=query.words if query != typed else (),
        answer=answer,
        groups=[(name, list(found)) for name, found in groupby(_by_province(answer.found), key=_province)],
        chosen=list(_chosen(visit, filters, region, address)),
        facets=list(_facets(visit, answer, filters, address)),
        number=number,
        pages=max(1, -(-answer.total // PAGE)),
        page_address=lambda page: address(filters, page),
        words=[(word, address(filters, 1, word)) for word in typed.words] if len(typed.words) > 1 else [],
    )


def _filters(visit: Visit, query: Query) -> Filters:
    """What the address asks for beside the words; a year among the words counts where it names none."""
    region, kind = visit.text("region"), visit.text("type")
    if (region and not _REGION.fullmatch(region)) or (kind and not _TYPE.fullmatch(kind)):
        raise BadArgument("region or type")
    return Filters("" if region == NATION else region, kind, visit.number("year") or query.year)


def _answer(
    connection: sqlite3.Connection, query: Query, filters: Filters, page: int
) -> tuple[Answer, Query, Region | None]:
    region = regions.region(connection, filters.region) if filters.region else None
    first = (page - 1) * PAGE
    answer = search.search(connection, query, filters, first, PAGE)
    if not answer.total and query.words and (parted := search.split(connection, query, filters)):
        return search.search(connection, parted, filters, first, PAGE), parted, region
    return answer, query, region


def _province(found: Found) -> str:
    return found.places[0] if found.places else ""


def _by_province(found: tuple[Found, ...]) -> list[Found]:
    """Those of one province together, the province of the best first."""
    order = {name: place for place, name in reversed(list(enumerate(map(_province, found))))}
    return sorted(found, key=lambda one: order[_province(one)])


def _addresses(visit: Visit, text: str, filters: Filters) -> Callable[..., str]:
    """Gives the address of this search with other filters, page or words."""
    spelt = urlencode({"q": text} if text else {})  # once: a page has dozens of addresses

    def address(wanted: Filters, page: int = 1, words: str | None = None) -> str:
        asked = {"region": wanted.region, "type": wanted.agency_type, "year": wanted.year, "page": page}
        kept = [f"{key}={value}" for key, value in asked.items() if value and (key, value) != ("page", 1)]
        begun = spelt if words is None else urlencode({"q": words})
        return f"{visit.language.prefix}/search?{'&'.join(filter(None, [begun, *kept]))}"

    return address


def _chosen(visit: Visit, filters: Filters, region: Region | None, address: Callable[..., str]) -> Iterator[_Facet]:
    """What the search is narrowed by, each with the address without it."""
    if region is not None:
        yield _Facet(region.name or region.code, 0, address(replace(filters, region="")))
    if filters.agency_type:
        yield _Facet(_kind(visit, filters.agency_type), 0, address(replace(filters, agency_type="")))
    if filters.year is not None:
        yield _Facet(str(filters.year), 0, address(replace(filters, year=None)))


def _facets(
    visit: Visit, answer: Answer, filters: Filters, address: Callable[..., str]
) -> Iterator[tuple[str, list[_Facet]]]:
    """What the search can be narrowed by, where there is a choice: the key of its name, and the values."""
    places = [_Facet(name, n, address(replace(filters, region=code))) for code, (name, n) in answer.regions.items()]
    kinds = [
        _Facet(_kind(visit, kind), n, address(replace(filters, agency_type=kind))) for kind, n in answer.types.items()
    ]
    years = [_Facet(str(year), n, address(replace(filters, year=year))) for year, n in answer.years.items()]
    if len(places) > 1:
        yield "region", places
    if not filters.agency_type and len(kinds) > 1:
        yield "agency_kind", kinds
    if filters.year is None and len(years) > 1:
        yield "year", years


def _kind(visit: Visit, kind: str) -> str:
    words = visit.language.words
    return words.get(f"type_{kind}", kind)


async def suggest(visit: Visit) -> Response:
    """``{"query", "results": [{agency_id, name, other_name, places, years, url}]}``, ten at most."""
    text = visit.text("q", LONGEST)
    found = await visit.ask("site", lambda connection: search.suggested(connection, query_of(text), SUGGESTED))
    results = [
        {
            "agency_id": one.agency_id,
            "name": one.name,
            "other_name": one.by,
            "places": list(one.places),
            "years": list(one.years),
            "url": f"{visit.language.prefix}/agency/{one.agency_id}",
        }
        for one in found
    ]
    body = json.dumps({"query": text, "results": results}, ensure_ascii=False)
    return Response(body, headers={"cache-control": PAGE_CACHE}, content_type="application/json; charset=utf-8")


ROUTES = {"/search": find, "/api/suggest": suggest}
