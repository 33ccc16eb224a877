"""How does this room say that it could not do something?"""

from __future__ import annotations


class DatasetError(Exception):
    """Something foreseeable stopped a build, a release or the site.

    Each wording is one plain line for the user: what happened, what was kept, what to do next. ``str()`` gives both
    languages; the command line shows the one that was asked for.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en

    def __reduce__(self) -> tuple[type[DatasetError], tuple[str, str]]:
        """Survive the way from one process to another."""
        return type(self), (self.zh, self.en)
