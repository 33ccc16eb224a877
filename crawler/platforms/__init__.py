"""Which platform made this page?

Adding one is one small file and one entry here; the most particular fingerprint comes first, ``generic`` last.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from crawler.platforms.ah_mvc import AhMvc
from crawler.platforms.base import Candidate, Lead, Page, Platform
from crawler.platforms.easttone import Easttone
from crawler.platforms.epoint import Epoint
from crawler.platforms.fengxian import Fengxian
from crawler.platforms.generic import Generic
from crawler.platforms.gkmlpt import Gkmlpt
from crawler.platforms.hanweb_jpage import HanwebJpage
from crawler.platforms.hanweb_xxgk import HanwebXxgk
from crawler.platforms.hebei import Hebei
from crawler.platforms.jpaas import Jpaas
from crawler.platforms.lonsun import LonSun
from crawler.platforms.sd_channel import SdChannel
from crawler.platforms.shanghai import Shanghai
from crawler.platforms.trs import Trs
from crawler.platforms.truecms import TrueCms
from crawler.platforms.ucap import Ucap
from crawler.platforms.vsb import Vsb

__all__ = ["FALLBACK", "NAMES", "Candidate", "Lead", "Page", "Platform", "recognise"]

PLATFORMS: tuple[Platform, ...] = (
    Gkmlpt(),
    HanwebXxgk(),
    Jpaas(),
    TrueCms(),
    HanwebJpage(),
    LonSun(),
    Epoint(),
    Easttone(),
    Vsb(),
    Ucap(),
    Trs(),
    AhMvc(),
    SdChannel(),
    Hebei(),
    Shanghai(),
    Fengxian(),
    Generic(),
)
FALLBACK = PLATFORMS[-1].name
"""The platform of pages that no other recognises."""
NAMES: tuple[str, ...] = tuple(platform.name for platform in PLATFORMS)
_BY_NAME = {platform.name: platform for platform in PLATFORMS}
_RECOGNISED: WeakKeyDictionary[Page, Platform] = WeakKeyDictionary()
"""A page is asked for its leads, tabs and pages one after the other, and each time for who made it."""


def recognise(page: Page, hint: str | None = None) -> Platform:
    """The platform of a page: the one that ``hint`` (the registry) names, else the first that recognises it.

    Rows that were sent apart belong to the platform of their page.

    Raises KeyError for a hint that is no platform; the registry refuses such a one.
    """
    if hint is not None:
        return _BY_NAME[hint]
    whole = page.root or page
    found = _RECOGNISED.get(whole)
    if found is None:
        found = _RECOGNISED[whole] = next(platform for platform in PLATFORMS if platform.recognise(whole))
    return found
