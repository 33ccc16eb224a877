"""What does a report say of requests, in plain words? Only what it states: a sum of rows of which one is not stated is
not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dataset.site.language import Language
from parsing.forms import FORMS

PARTS = ("received", "granted", "denied", "unable", "not_processed", "other")
"""What is told, in this order. The first is what came in, the others what became of it."""
_GROUPS = {"denied": "denied", "unable": "unable", "not_processed": "not_processed"}


@dataclass(frozen=True)
class Card:
    """One number of a report with its name."""

    label: str
    value: int | float | None
    """None where it is not stated."""
    note: str


@dataclass(frozen=True)
class Told:
    """The newest report in words and numbers."""

    sentence: str
    cards: tuple[Card, ...]


def told(report: Mapping[str, Any], outcomes: Mapping[str, Any] | None, language: Language) -> Told:
    """What a report says of requests: from the total column of its table 3, else from its row of the panel."""
    numbers = _of_table(outcomes) if outcomes is not None else _of_panel(report)
    stated = [
        language[f"told_{part}"].format(_written(numbers[part])) for part in PARTS if numbers.get(part) is not None
    ]
    cards = [
        Card(language[f"card_{part}"], numbers[part], _note(part, outcomes, language))
        for part in PARTS
        if part in numbers
    ]
    year = language["told_year"].format(report["year"])
    said = language["told_joint"].join(stated)
    sentence = f"{year}{said}{language['full_stop']}" if said else language["told_nothing"].format(report["year"])
    return Told(sentence, tuple(cards))


def _of_table(outcomes: Mapping[str, Any]) -> dict[str, int | float | None]:
    rows = FORMS[outcomes["form"]].request_rows
    numbers = {"received": outcomes["requests_new"], "granted": _sum((outcomes["granted"], outcomes["granted_part"]))}
    for part, group in _GROUPS.items():
        numbers[part] = _sum(outcomes[row.key] for row in rows if row.group == group)
    return numbers | {"other": _sum(outcomes[row.key] for row in rows if row.key.startswith("other"))}


def _of_panel(report: Mapping[str, Any]) -> dict[str, int | float | None]:
    return {
        "received": report["requests_received"],
        "granted": _sum((report["granted_full"], report["granted_part"])),
        "denied": report["denied_total"],
    }


def _sum(numbers: Iterable[int | float | None]) -> int | float | None:
    """The sum; None where one of them is not stated."""
    known = list(numbers)
    return None if any(number is None for number in known) else sum(number for number in known if number is not None)


def _note(part: str, outcomes: Mapping[str, Any] | None, language: Language) -> str:
    """What has to be known of a number: which rows it is the sum of."""
    if part == "granted":
        full, some = (outcomes or {}).get("granted"), (outcomes or {}).get("granted_part")
        return language["card_granted_of"].format(full=full, part=some) if full is not None and some is not None else ""
    if part == "received":
        carried = (outcomes or {}).get("requests_carried_in")
        return language["card_carried_in"].format(carried) if carried else ""
    return ""


def _written(number: int | float | None) -> str:
    return f"{number:.10g}" if number is not None else ""
