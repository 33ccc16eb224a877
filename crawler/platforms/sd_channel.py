"""How do Shandong's channels list reports? Districts of 济南, 淄博, 聊城 (2026).

A column is ``/gongkai/channel_<24hex>/`` (淄博: ``channel_c_<24hex>_n_<unix>.<number>``), an article
``doc_<24hex>.html``. The first eight digits are the second at which the record was made, often that of a migration and
never the day of publication. Where the list is drawn by Vue and the page is empty, this is no platform to us: the page
is left to the browser.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.platforms.base import Candidate, Page
from crawler.platforms.generic import Generic
from crawler.platforms.words import may_be_report

_CHANNEL = re.compile(r"/channel_(?:c_)?[0-9a-f]{24}(?:_n_[\d.]{1,30})?(?:/|$)")
_ARTICLE = re.compile(r"/doc_[0-9a-f]{24}\.html$")
_DRAWN = 3
"""A page with fewer links is an empty one."""


class SdChannel(Generic):
    """Channels and docs."""

    name = "sd_channel"

    def recognise(self, page: Page) -> bool:
        """By the addresses of its channels, when the page has links."""
        if "channel_" not in page.html and "channel_" not in page.final_url:
            return False  # links are looked at last: all others are told by the text alone
        paths = [page.final_url, *(link.url for link in page.links)]
        return len(paths) > _DRAWN and any(_CHANNEL.search(urlsplit(url).path) for url in paths)

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Channels and whatever else is linked; articles are none, whatever their words."""
        return tuple(c for c in super().listings(page) if not _is_doc(c.url))

    def _is_lead(self, page: Page, url: str, name: str) -> bool:
        """Articles of the channel are in it, also those that lie in the folder of another."""
        return super()._is_lead(page, url, name) or (page.column is not None and _is_doc(url) and may_be_report(name))


def _is_doc(url: str) -> bool:
    return _ARTICLE.search(urlsplit(url).path) is not None
