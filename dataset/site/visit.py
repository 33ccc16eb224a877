"""What does a page need to know of the request that asks for it, and how does it answer?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from datasette.utils.asgi import Request, Response

from dataset.site.edition import ServedRelease, Site
from dataset.site.guard import Send
from dataset.site.language import LANGUAGES, ZH, Language
from dataset.site.letters import large
from dataset.site.operator import Operator
from dataset.site.render import rendered

T = TypeVar("T")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
PAGE_CACHE = "public, max-age=60"


class BadArgument(ValueError):
    """A parameter of the address is not what it may be; answered with 404."""


@dataclass(frozen=True)
class Visit:
    """One request for one of our pages."""

    site: Site
    request: Request
    send: Send
    language: Language

    @classmethod
    def of(cls, site: Site, request: Request, send: Send) -> Visit:
        """The visit that a request makes, in the language that its address asks for."""
        asked = request.url_vars.get("language")
        language = next((one for one in LANGUAGES if asked and one.prefix == asked), ZH)
        return cls(site, request, send, language)

    @property
    def release(self) -> ServedRelease:
        """The release that is shown."""
        return self.site.ogi_release

    @property
    def operator(self) -> Operator:
        """What the operator says of the site."""
        return self.site.operator

    @property
    def path(self) -> str:
        """The address of the page without the language's prefix."""
        path: str = self.request.path.removeprefix(self.language.prefix)
        return path or "/"

    def part(self, name: str) -> str:
        """A named part of the address, as its route has it."""
        found: str = self.request.url_vars[name]
        return found

    def text(self, name: str, longest: int = 100) -> str:
        """A parameter of the query without the space around it, cut at ``longest`` characters; ``""`` where absent."""
        return (self.request.args.get(name) or "").strip()[:longest]

    def number(self, name: str) -> int | None:
        """A parameter that is a number from 1 to 999999; None where absent.

        Raises :class:`BadArgument` where it is something else.
        """
        text = self.request.args.get(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise BadArgument(name)
        return int(text)

    def choice(self, name: str, among: tuple[str, ...]) -> str:
        """A parameter that is one of these; the first of them where absent.

        Raises :class:`BadArgument` where it is something else.
        """
        text = self.request.args.get(name) or among[0]
        if text not in among:
            raise BadArgument(name)
        return text

    async def ask(self, database: str, question: Callable[[sqlite3.Connection], T]) -> T:
        """What ``question`` finds in one of the databases; it runs in a thread, with ``sqlite3.Row`` rows.

        ``site`` is the database of what is looked up (:mod:`dataset.lookup`).
        """
        answer: T = await self.site.database(database).execute_fn(question)
        return answer

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """One of our pages in the visitor's language."""
        html = rendered(
            template,
            self.language,
            status=status,
            release=self.release,
            operator=self.operator,
            languages=[(one, self._address(one)) for one in LANGUAGES],
            large=large(self.request.scope),
            here=self._address(self.language),
            **values,
        )
        return Response.html(html, status=status, headers={"cache-control": PAGE_CACHE} if status == 200 else {})

    def _address(self, language: Language) -> str:
        """Where the same page is in another language."""
        query = self.request.query_string
        return f"{language.prefix}{self.path}" + (f"?{query}" if query else "")

    def missing(self) -> Response:
        """The answer where there is no such page, agency or report."""
        return self.page("error.html", status=404)
