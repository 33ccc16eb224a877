"""What does every rule come to on one report that lies before us, beside last year's where there is one?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dataset.checks.inside import rules_for, statuses
from dataset.checks.model import Check, Status, worst
from parsing.forms import Rule
from parsing.model import Reading


@dataclass(frozen=True)
class Broken:
    """What does not hold, in both languages, and the cells that it is about."""

    zh: str
    en: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A rule that the report was held against."""

    rule: Rule
    status: Status
    broken: tuple[Broken, ...]


def held(reading: Reading, between: Sequence[Check] = ()) -> Iterator[Held]:
    """Every rule of the report's forms that its reading decides, or a comparison ``between`` it and another report."""
    inside = statuses(reading)
    for rule in rules_for(reading):
        checks = [one for one in between if one.rule == rule.id]
        if checks:
            told = tuple(Broken(one.message, one.message_en, one.cells) for one in checks if one.stored)
            yield Held(rule, worst([one.status for one in checks]), told)
        elif rule.id in inside:
            findings = (one for one in reading.findings if one.rule == rule.id)
            told = tuple(Broken(one.message, one.message_en, one.cells) for one in findings)
            yield Held(rule, inside[rule.id], told)
