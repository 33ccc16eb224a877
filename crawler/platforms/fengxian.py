"""How does the district 奉贤 of Shanghai show an article? (2026)

The page at ``/art/info/<column>/<id>`` is an empty shell; its script posts the id to ``/html/info/detail`` and shows
``data.body`` of the answer.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Page
from crawler.platforms.generic import Generic
from crawler.urls import resolve

_ARTICLE = re.compile(r"/art/info/[\w-]{1,40}/([\w-]{1,64})/?$")


class Fengxian(Generic):
    """The district's application."""

    name = "fengxian"

    def recognise(self, page: Page) -> bool:
        """By the address of its articles."""
        return _ARTICLE.search(urlsplit(page.final_url).path) is not None

    def body(self, page: Page) -> Ask | None:
        """The article by its id."""
        found = _ARTICLE.search(urlsplit(page.final_url).path)
        url = resolve(page.final_url, "/html/info/detail")
        return Ask.form(url, {"id": found[1]}) if found and url else None
