"""How does a table or column carry its description, so that every output says the same of it?

Every column has an :class:`About` under ``column.info``, every table one under ``table.info``; :func:`about` reads
it. Codebook, metadata.yml and data package are made from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import REAL, Column, ForeignKey, Integer, Table, Text

KINDS = {"text": Text, "integer": Integer, "money": REAL}


@dataclass(frozen=True)
class About:
    """What a table or a column is, in both languages.

    ``zh`` and ``en`` are short labels, ``note_zh`` and ``note_en`` definitions (empty where the label says all).
    ``unit`` is empty where there is none. ``wordings`` holds the official wording in each edition of the form that
    prints it, oldest first; empty for what no form prints.
    """

    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""
    unit: str = ""
    wordings: tuple[tuple[str, str], ...] = ()
    comparability: str = ""
    """Of a column of the panel: how it compares across editions, in one line."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The editions of the form that print it."""
        return tuple(form for form, _ in self.wordings)

    @property
    def zh_full(self) -> str:
        """Label and unit, as a Chinese heading has them."""
        return f"{self.zh}（单位：{self.unit}）" if self.unit and self.unit not in self.zh else self.zh


def about(item: Table | Column[Any]) -> About:
    """What is this table or column?"""
    described: About = item.info["about"]
    return described


def words(declared: Mapping[str, Any]) -> About:
    """The description in a declaration of ``tables.yml``."""
    return About(declared["zh"], declared["en"], declared.get("note_zh", ""), declared.get("note_en", ""))


def column(name: str, declared: Mapping[str, Any]) -> Column[Any]:
    """The column that a declaration of ``tables.yml`` asks for."""
    key = declared.get("key", False)
    return Column(
        name,
        KINDS[declared["type"]](),
        *([ForeignKey(declared["refers"])] if "refers" in declared else []),
        primary_key=key,
        nullable=not (key or declared.get("required", False)),
        info={"about": words(declared)},
    )


def figure(name: str, described: About, *, money: bool) -> Column[Any]:
    """A column of figures: null wherever the report prints no number."""
    return Column(name, KINDS["money" if money else "integer"](), info={"about": described})
