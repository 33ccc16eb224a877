"""How does Visual SiteBuilder (博达 Webber) list reports? Gansu, Shaanxi, Chuxiong and many counties (2026).

Pages count backwards: the column is ``/zfxxgk/zfxxgknb.htm``, of T pages the second is ``…/zfxxgknb/{T-1}.htm`` and the
last ``…/1.htm``, so old pages keep their address when the list grows. Articles stand outside the column, at
``/info/<tree>/<id>.htm``; the number of the column's tree is in the script that counts its visits. Files come from
``download.jsp``, which sends an error page with status 200 to whoever does not come from the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from crawler.ask import Ask
from crawler.platforms.base import Candidate, Page, marks
from crawler.platforms.generic import Generic, unique
from crawler.platforms.words import may_be_report
from crawler.urls import resolve

MAX_PAGES = 100
"""A pager that claims more pages than this is wrong or hostile."""

_MARKED = marks(
    r"Announced by Visual SiteBuilder",
    r"_sitegray/_sitegray",
    r"/system/resource/js/",
    r"_newscontent_fromname",
    r"_jsq_\(",
    r"class=[\"']?v_news_content",
    r"urltype=news\.(?:NewsContentUrl|DownloadAttachUrl)",
)
_TREE = re.compile(r"\b_jsq_\(\s*(\d{1,9})\s*,\s*[\"']/list\.jsp|\bwbtreeid=(\d{1,9})")
_NUMBERED = re.compile(r"/(\d{1,5})\.htm$")
_OF = re.compile(r"(?:共|/)\s*(\d{1,5})\s*页|第?\s*\d{1,5}\s*/\s*(\d{1,5})(?!\d)")


class Vsb(Generic):
    """Visual SiteBuilder."""

    name = "vsb"

    def recognise(self, page: Page) -> bool:
        """By its comment, its scripts, or the names of its forms."""
        return _MARKED(page.html)

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What is linked, then what lies between: a long pager shows only its ends."""
        linked = super().pages(page)
        return unique((*linked, *self._between(page)), page)

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """As everywhere, but for the numbered pages of the list, which are no tabs."""
        pages = {ask.key for ask in self.pages(page)}
        return tuple(c for c in super().listings(page) if Ask(c.url).key not in pages)

    def _is_lead(self, page: Page, url: str, name: str) -> bool:
        """Articles of the column's own tree are inside it, wherever they stand."""
        return super()._is_lead(page, url, name) or (
            page.column is not None and _tree_of(url) in _trees(page) and may_be_report(name)
        )

    def _between(self, page: Page) -> Iterator[str]:
        """Every page below the highest number that the pager names, down to the first."""
        stem = page.final_url.rpartition(".htm")[0]
        if _NUMBERED.search(urlsplit(page.final_url).path):
            return  # the column's first page has announced them all
        linked = [int(found[1]) for ask in super().pages(page) if (found := _NUMBERED.search(urlsplit(ask.url).path))]
        texts = " ".join("".join(node.itertext()) for node in page.tree.xpath("//*[contains(@class, 'p_')]"))
        told = [int(one or other) for one, other in _OF.findall(texts)]
        highest = max([*linked, *(total - 1 for total in told)], default=0)
        for number in range(min(highest, MAX_PAGES), 0, -1):
            url = resolve(page.base, f"{stem}/{number}.htm")
            if stem and url is not None:
                yield url


def _trees(page: Page) -> frozenset[str]:
    """The number of the column's own tree, as its scripts name it."""
    return frozenset(one or other for script in page.scripts for one, other in _TREE.findall(script))


def _tree_of(url: str) -> str:
    """The tree that an article's address names; empty where it names none."""
    parts = urlsplit(url)
    found = re.match(r"/(?:\w+/)?info/(\d{1,9})/\d", parts.path)
    return found[1] if found else parse_qs(parts.query).get("wbtreeid", [""])[0]
