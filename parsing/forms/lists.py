"""Which rows have the lists that were in use before 2019: one figure a row, told by its label and its chapter?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from parsing.forms.parts import Edition, FigureSpec, FormError, Rule, Worded, check, load, named, rules_of

TABLE = "statistics_2014"
"""The table of the dataset in which the figures of every list stand."""


@dataclass(frozen=True)
class ListRow(Worded):
    """A printed row: a figure, or a heading (``key`` is None).

    ``chapter`` is the label of the chapter the row stands in; a row that opens a chapter stands in its own.
    """

    key: str | None
    label: str
    aliases: tuple[str, ...]
    chapter: str
    parent: str | None = None


@dataclass(frozen=True)
class ListForm(Edition):
    """A list of indicators: label, unit, number."""

    columns: tuple[str, ...]
    """Headings of the columns, as printed."""
    rows: tuple[ListRow, ...]


def list_form(name: str, common_rules: Iterable[Mapping[str, Any]]) -> ListForm:
    """The list that the declaration ``name`` describes. Raises FormError where it contradicts itself."""
    declared = load(name)
    return _list(declared, rules_of(declared["id"], declared["rules"], common_rules))


def local_lists(name: str) -> tuple[ListForm, ...]:
    """The lists that the declaration ``name`` describes; they have no rules. Raises FormError as above.

    Their ``wordings`` are further ways to print a label, by figure and for every list: counties wrote their own.
    """
    declared = load(name)
    wordings = declared["wordings"]
    for each in declared["lists"]:
        for row in each["rows"]:
            row["aliases"] = [*row.get("aliases", ()), *wordings.get(row["key"], ())]
    return tuple(_list(each, ()) for each in declared["lists"])


def narrative(name: str, local: Iterable[ListForm], common_rules: Iterable[Mapping[str, Any]]) -> Edition:
    """The reports without a table: the figures of their sentences, then those that only a local list states."""
    declared = load(name)
    figures = list_figures(declared["figures"])
    for form in local:
        figures = figures | {key: spec for key, spec in form.figures.items() if key not in figures}
    edition = Edition(
        **named(declared),
        rules=rules_of(declared["id"], common_rules),
        figures=MappingProxyType(figures),
    )
    check(edition)
    return edition


def _list(declared: Mapping[str, Any], rules: tuple[Rule, ...]) -> ListForm:
    form = ListForm(
        **named(declared),
        rules=rules,
        figures=MappingProxyType(list_figures(declared["rows"])),
        columns=tuple(declared["columns"]),
        rows=list_rows(declared["rows"]),
    )
    check(form)
    return form


def list_rows(declared: Iterable[Mapping[str, Any]]) -> tuple[ListRow, ...]:
    """The rows of a list, each with its chapter."""
    rows = []
    chapter = ""
    for raw in declared:
        chapter = raw["label"] if raw.get("chapter") else chapter
        rows.append(ListRow(raw.get("key"), raw["label"], tuple(raw.get("aliases", ())), chapter, raw.get("parent")))
    known = {row.key for row in rows}
    if unknown := {row.parent for row in rows} - known - {None}:
        raise FormError(f"parents that are no rows: {sorted(filter(None, unknown))}")
    return tuple(rows)


def list_figures(declared: Iterable[Mapping[str, Any]]) -> dict[str, FigureSpec]:
    """The figures of a list by key, in printed order. Raises FormError for a key that comes twice."""
    figures: dict[str, FigureSpec] = {}
    for raw in declared:
        key = raw.get("key")
        if key in figures:
            raise FormError(f"declared twice: {key}")
        if key is not None:
            figures[key] = FigureSpec(key, TABLE, raw["label"], raw["en"], raw["unit"], raw.get("type", "integer"))
    return figures
