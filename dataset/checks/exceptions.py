"""Which legitimate reasons are there why a rule does not hold, and what is the evidence for each?

They are declared in ``exceptions.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml


@dataclass(frozen=True)
class Reason:
    """A legitimate reason, the rules it may explain and what it needs to be believed."""

    key: str
    rules: tuple[str, ...]
    zh: str
    en: str
    says: re.Pattern[str] | None = None
    falls: tuple[int, ...] = ()
    """Report years in which it explains that a number falls."""
    rises: tuple[int, ...] = ()


def _reason(raw: Mapping[str, Any]) -> Reason:
    says = re.compile(raw["says"]) if "says" in raw else None
    return Reason(
        raw["key"],
        tuple(raw["rules"]),
        raw["zh"],
        raw["en"],
        says,
        tuple(raw.get("falls", ())),
        tuple(raw.get("rises", ())),
    )


def _reasons() -> Mapping[str, Reason]:
    text = resources.files(__package__).joinpath("exceptions.yml").read_text(encoding="utf-8")
    return MappingProxyType({raw["key"]: _reason(raw) for raw in yaml.safe_load(text)["reasons"]})


REASONS: Mapping[str, Reason] = _reasons()
"""Every reason by its key, in the order in which they are tried."""


def said(rule: str, sentences: Iterable[str]) -> tuple[str, str] | None:
    """The reason for this rule that the prose gives, with the sentence; None where it gives none."""
    spoken = [reason for reason in REASONS.values() if reason.says is not None and rule in reason.rules]
    for sentence in sentences:
        for reason in spoken:
            if reason.says is not None and reason.says.search(sentence):
                return reason.key, sentence
    return None


def of_year(rule: str, year: int, *, falls: bool) -> str | None:
    """The reason for this rule that lies in the year alone, for a number that falls or rises in it."""
    for key, reason in REASONS.items():
        if rule in reason.rules and year in (reason.falls if falls else reason.rises):
            return key
    return None
