"""Which agency does a report belong to, as long as identity through time is not resolved?

For now an agency is an issuer as printed under the division of the site that published the report. Its id is
``<division>-<pinyin of the name>`` and provisional: it is marked so in table ``agencies`` and may change.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

LONGEST_SLUG = 80
SUFFIX = 6

Issuer = tuple[str, str]
"""Division code and the name as printed."""


def slug(name: str) -> str:
    """A name as lower-case ASCII: the pinyin of each character, joined by hyphens. May be empty."""
    from pypinyin import lazy_pinyin  # its dictionaries take 60 MB, which the site has no use for

    syllables = lazy_pinyin(name, errors=lambda other: re.sub(r"[^A-Za-z0-9]+", "-", other))
    ascii_only = (re.sub(r"[^a-z0-9]", "", syllable.lower().replace("ü", "v")) for syllable in syllables)
    return "-".join(syllable for syllable in ascii_only if syllable)


def agency_ids(issuers: Iterable[Issuer]) -> Mapping[Issuer, str]:
    """The provisional id of each issuer.

    Names of one division that sound the same, and names too long to write out, carry a piece of their SHA-256, so
    that an id never stands for two names and does not depend on the order of the issuers.
    """
    distinct = sorted(set(issuers))
    plain = {issuer: f"{issuer[0]}-{slug(issuer[1])}" for issuer in distinct}
    used = Counter(plain.values())
    return {issuer: _unique(issuer, proposed, used[proposed] > 1) for issuer, proposed in plain.items()}


def _unique(issuer: Issuer, proposed: str, shared: bool) -> str:
    longest = len(issuer[0]) + 1 + LONGEST_SLUG
    if not shared and len(issuer[0]) + 1 < len(proposed) <= longest:
        return proposed
    piece = hashlib.sha256(issuer[1].encode()).hexdigest()[:SUFFIX]
    return f"{proposed[:longest].rstrip('-')}-{piece}"
