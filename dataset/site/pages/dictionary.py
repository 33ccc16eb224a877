"""``/dictionary``: what does every column of every table mean? A page a table, and a search by the original wording."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from datasette.utils.asgi import Response

from dataset import codebook
from dataset.codebook import Entry
from dataset.schema import About
from dataset.site.visit import Visit
from parsing.forms import EDITIONS, Edition

FOUND = 80
"""Columns that a search shows at most."""
Table = tuple[str, About, list[Entry]]


async def dictionary(visit: Visit) -> Response:
    """The tables, or the columns that hold the words that were asked for."""
    asked = visit.text("q", 60)
    found = _found(asked) if asked else []
    return visit.page("ogi_dictionary.html", tables=tables(), asked=asked, found=found[:FOUND], all_found=len(found))


async def table(visit: Visit) -> Response:
    """Every column of one table, from the codebook."""
    wanted = next((one for one in tables() if one[0] == visit.part("table")), None)
    if wanted is None:
        return visit.missing()
    name, said, columns = wanted
    return visit.page("ogi_dictionary_table.html", name=name, said=said, columns=columns, forms=_printed_in(columns))


@cache
def tables() -> list[Table]:
    """Every table but the wide one, whose columns are those of the others."""
    return [one for one in codebook.tables() if one[0] != "national"]


def _found(asked: str) -> list[Entry]:
    wanted = asked.casefold()
    return [
        entry
        for _, _, columns in tables()
        for entry in columns
        if any(wanted in text.casefold() for text in (entry.column, *_texts(entry.about)))
    ]


def _texts(said: About) -> tuple[str, ...]:
    return said.zh, said.en, said.note_zh, said.note_en, *(wording for _, wording in said.wordings)


def _printed_in(columns: list[Entry]) -> list[Edition]:
    """The editions that print any of these columns, oldest first."""
    printed = {form for entry in columns for form in entry.about.forms}
    return [edition for edition in EDITIONS.values() if edition.id in printed]


ROUTES: Mapping[str, Any] = {"/dictionary": dictionary, "/dictionary/(?P<table>[a-z_0-9]+)": table}
