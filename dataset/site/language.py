"""In which languages does the site speak, and with which words?

Every word of our own pages stands in ``words/*.yml``, both languages side by side, so that none can be forgotten.
Chinese pages are at ``/…``, English ones at ``/en/…``; names of agencies and places, titles and quotes are data and
stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import yaml

_ORDER = ("zh", "en")


@dataclass(frozen=True)
class Language:
    """One language of the site."""

    code: str
    """``zh`` or ``en``; also the name of the field that holds it, as in ``FigureSpec.en``."""
    html: str
    """For ``lang`` and ``hreflang``."""
    prefix: str
    """Before every address of a page in this language."""
    words: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """A word; KeyError where there is none."""
        return self.words[key]

    def pick(self, zh: str, en: str) -> str:
        """Of two texts that say the same, the one in this language."""
        return zh if self.code == "zh" else en


def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {code: {} for code in _ORDER}
    folder = resources.files(__package__).joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".yml"):
            continue
        for key, texts in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if key in words["zh"]:
                raise ValueError(f"{file.name}: {key} is declared twice")
            if not isinstance(texts, list) or len(texts) != len(_ORDER) or not all(isinstance(x, str) for x in texts):
                raise ValueError(f"{file.name}: {key} needs a Chinese and an English text")
            for code, text in zip(_ORDER, texts, strict=True):
                words[code][key] = text
    return words


_WORDS = _words()
ZH = Language("zh", "zh-CN", "", MappingProxyType(_WORDS["zh"]))
EN = Language("en", "en", "/en", MappingProxyType(_WORDS["en"]))
LANGUAGES = (ZH, EN)
