"""What does the one line that tells why a document yields no report say in Chinese?

Readers raise their reasons in English, where they arise; ``reasons.yml`` is the catalogue. An English line that is not
in it is given back as it is, so that nothing is ever left unsaid.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

import yaml

_HOLE = "{}"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, str]:
    """The English lines, ``{}`` for what is filled in, with the Chinese ones; the most specific first."""
    loaded: dict[str, str] = yaml.safe_load(
        resources.files(__package__).joinpath("reasons.yml").read_text(encoding="utf-8")
    )
    return dict(sorted(loaded.items(), key=lambda item: -len(item[0].replace(_HOLE, ""))))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, english.split(_HOLE))), re.DOTALL), chinese)
        for english, chinese in catalogue().items()
    )


def in_chinese(reason: str) -> str:
    """The reason in Chinese; what is filled in is put into Chinese too where the catalogue has it."""
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(reason):
            return chinese.format(*(in_chinese(part) for part in found.groups()))
    return reason
