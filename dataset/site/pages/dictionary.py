"""``/dictionary``: what does every column of every table mean?"""

from __future__ import annotations

from datasette.utils.asgi import Response

from dataset import codebook
from dataset.site.visit import Visit
from parsing.forms import EDITIONS, Edition


async def dictionary(visit: Visit) -> Response:
    """Every column of every table, from the codebook."""
    tables = [
        (name, said, columns, _printed_in(columns)) for name, said, columns in codebook.tables() if name != "national"
    ]
    return visit.page("ogi_dictionary.html", tables=tables)


def _printed_in(columns: list[codebook.Entry]) -> list[Edition]:
    """The editions that print any of these columns, oldest first."""
    printed = {form for entry in columns for form in entry.about.forms}
    return [edition for edition in EDITIONS.values() if edition.id in printed]


ROUTES = {"/dictionary": dictionary}
