"""What is every edition made of, whatever its tables: figures, labels, rules; and how is a declaration loaded?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from itertools import chain
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C where PyYAML was built with it: every process that reads documents begins with this."""
TYPES = frozenset({"integer", "signed", "money", "money_unprinted_unit"})


class FormError(Exception):
    """A form declaration contradicts itself."""


class Worded:
    """Something that a form prints under a label, and that offices also print in other words."""

    label: str
    aliases: tuple[str, ...]

    @property
    def wordings(self) -> tuple[str, ...]:
        """The printed label and every alias."""
        return (self.label, *self.aliases)


@dataclass(frozen=True)
class FigureSpec:
    """One cell that a form prints: its key, table, words, unit and type.

    ``row`` and ``column`` are the keys that the cell's row and column have in table 3 (row key, applicant) and in
    table 4 (route, outcome); both are None elsewhere. ``type`` is one of :data:`TYPES`.
    """

    key: str
    table: str
    label: str
    en: str
    unit: str
    type: str
    row: str | None = None
    column: str | None = None
    block: str | None = None


@dataclass(frozen=True)
class Label(Worded):
    """Something a form prints as a heading of a row, column, group or section, with its other wordings."""

    key: str
    label: str
    en: str = ""
    aliases: tuple[str, ...] = ()
    group: str | None = None
    role: str | None = None
    law: tuple[str, str] | None = None
    """The article of the Regulations of 2019, or another source, in Chinese and English."""


@dataclass(frozen=True)
class Rule:
    """A rule of the form. ``check`` is None for a rule that one reading alone cannot decide; ``room`` says who can."""

    id: str
    forms: tuple[str, ...]
    severity: str
    zh: str
    en: str
    table: str | None = None
    check: Mapping[str, Any] | None = field(default=None, hash=False)
    room: str = "parsing"
    basis: str = ""
    """In Chinese."""
    exceptions: tuple[tuple[str, str], ...] = ()
    """Cases in which it need not hold, in Chinese and English."""


@dataclass(frozen=True)
class Edition:
    """One edition of the report: what it prints, when it was in force and which rules it obeys."""

    id: str
    label: str
    en: str
    basis: str
    first_year: int
    last_year: int | None
    rules: tuple[Rule, ...]
    figures: Mapping[str, FigureSpec] = field(repr=False)
    """Every figure of the edition by key, in printed order; the fee sentence of section six last."""

    def table(self, name: str) -> tuple[FigureSpec, ...]:
        """Figures of one table (``proactive``, ``requests``, ``disputes``, ``processing_fees``, ``statistics_2014``),
        in printed order.
        """
        return self._tables.get(name, ())

    @cached_property
    def _tables(self) -> dict[str, tuple[FigureSpec, ...]]:
        specs = self.figures.values()
        return {name: tuple(spec for spec in specs if spec.table == name) for name in {spec.table for spec in specs}}


def load(name: str) -> dict[str, Any]:
    """A declaration beside this module. Raises FormError where it is not a mapping."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=_LOADER)
    if not isinstance(loaded, dict):
        raise FormError(f"{name}: not a mapping")
    return loaded


def label_of(raw: Mapping[str, Any]) -> Label:
    """The label that a declaration describes."""
    return Label(
        key=raw["key"],
        label=raw["label"],
        en=raw.get("en", ""),
        aliases=tuple(raw.get("aliases", ())),
        group=raw.get("group") or raw.get("parent"),
        role=raw.get("role") or raw.get("kind"),
        law=(raw["law"][0], raw["law"][1]) if "law" in raw else None,
    )


def rule_of(raw: Mapping[str, Any]) -> Rule:
    """The rule that a declaration describes."""
    return Rule(
        id=raw["id"],
        forms=tuple(raw["forms"]),
        severity=raw["severity"],
        zh=raw["zh"],
        en=raw["en"],
        table=raw.get("table"),
        check=raw.get("check"),
        room=raw.get("room", "parsing"),
        basis=raw.get("basis", ""),
        exceptions=tuple((zh, en) for zh, en in raw.get("exceptions", ())),
    )


def rules_of(edition: str, *declared: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules among those declared that this edition obeys, in their order."""
    return tuple(rule for raw in chain(*declared) if edition in (rule := rule_of(raw)).forms)


def named(declared: Mapping[str, Any]) -> dict[str, Any]:
    """What every declaration says of its edition: id, names, legal basis and years."""
    return {name: declared[name] for name in ("id", "label", "en", "basis", "first_year", "last_year")}


def check(edition: Edition) -> None:
    """Are figures and rules sound? Raises FormError; asked of every edition before anything is read with it."""
    for spec in edition.figures.values():
        if spec.type not in TYPES:
            raise FormError(f"{edition.id}/{spec.key}: unknown type {spec.type}")
        if not spec.en or not spec.unit:
            raise FormError(f"{edition.id}/{spec.key}: English label or unit is missing")
    ids = [rule.id for rule in edition.rules]
    if len(ids) != len(set(ids)):
        raise FormError(f"{edition.id}: a rule is declared twice")
