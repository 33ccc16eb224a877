"""How does this room say that it could not do something?"""

from __future__ import annotations


class CrawlerError(Exception):
    """Something foreseeable stopped the registry, the archive or a crawl.

    Each wording is one plain line for the user: what happened, what was kept, what to do next. ``str()`` gives both
    languages; the command line shows the one that was asked for.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class RegistryError(CrawlerError):
    """A file of sites does not hold to the contract. ``problems`` has every line, the first of which is the message."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        zh, en = problems[0]
        more = len(problems) - 1
        super().__init__(
            f"{zh}（另有 {more} 处问题）" if more else zh,
            f"{en} (and {more} more)" if more else en,
        )
        self.problems = problems


class ArchiveError(CrawlerError):
    """The archive cannot be read or written as asked. What is in it stays as it is."""


class CrawlError(CrawlerError):
    """A crawl did not come to its end. What it had fetched is in the archive."""
