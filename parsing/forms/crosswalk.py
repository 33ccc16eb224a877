"""How do the figures of the editions make one series through the years?

``crosswalk.yml`` declares the columns of the harmonised panel; this is its loader. It is checked at import: a figure
that its edition does not have, terms of two tables in one sum or an unknown grade stop the program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from parsing.forms import EDITIONS
from parsing.forms.parts import FormError, load

GRADES = ("good", "caveat", "break", "absent")
"""How values compare with those of the newest edition that has the figure, best first."""
_TERM = re.compile(r"(?:^|\s([+-])\s)\s*([a-z0-9_.]+)")


@dataclass(frozen=True)
class Expression:
    """A sum of figures of one table of one edition: (sign, key), and the factor to the unit of the column."""

    form: str
    table: str
    terms: tuple[tuple[int, str], ...]
    times: int = 1

    @property
    def wording(self) -> str:
        """The sum in the words of the form."""
        figures = EDITIONS[self.form].figures
        parts = [f"{'＋' if sign > 0 else '－'}{figures[key].label}" for sign, key in self.terms]
        return "".join(parts).removeprefix("＋") + (f"（×{self.times}）" if self.times != 1 else "")


@dataclass(frozen=True)
class Break:
    """From this report year on the series is another one, and why."""

    year: int
    zh: str
    en: str


@dataclass(frozen=True)
class PanelColumn:
    """One harmonised column: what it is, and what makes it in each edition."""

    key: str
    concept: str
    zh: str
    en: str
    unit: str
    money: bool
    jump: bool
    forms: Mapping[str, Expression] = field(repr=False)
    grades: Mapping[str, str] = field(repr=False)
    """Every edition -> its grade."""
    breaks: tuple[Break, ...] = ()
    note_zh: str = ""
    note_en: str = ""

    def cut_between(self, before: int, after: int) -> Break | None:
        """The break that parts two report years, if there is one."""
        return next((one for one in self.breaks if before < one.year <= after), None)


@dataclass(frozen=True)
class Measure:
    """A ratio of sums of panel columns."""

    key: str
    zh: str
    en: str
    num: tuple[str, ...]
    den: tuple[str, ...]
    note_zh: str
    note_en: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it is made of."""
        return (*self.num, *self.den)


def expression(form: str, text: str, times: int = 1) -> Expression:
    """The sum that a declaration spells. Raises FormError where the edition cannot make it."""
    if form not in EDITIONS:
        raise FormError(f"crosswalk: no edition {form}")
    found = list(_TERM.finditer(text))
    if "".join(match[0] for match in found) != text:
        raise FormError(f"crosswalk: {text!r} is no sum of keys")
    terms = tuple((-1 if match[1] == "-" else 1, match[2]) for match in found)
    figures = EDITIONS[form].figures
    if unknown := [key for _, key in terms if key not in figures]:
        raise FormError(f"crosswalk: edition {form} has no {', '.join(unknown)}")
    tables = {figures[key].table for _, key in terms}
    if len(tables) != 1:
        raise FormError(f"crosswalk: {text!r} takes figures of several tables of edition {form}")
    return Expression(form, tables.pop(), terms, times)


def _column(raw: Mapping[str, Any]) -> PanelColumn:
    times = raw.get("times", {})
    forms = {form: expression(form, text, times.get(form, 1)) for form, text in raw["forms"].items()}
    graded = raw.get("grades", {})
    if wrong := [form for form in (*graded, *times) if form not in forms] + [
        g for g in graded.values() if g not in GRADES
    ]:
        raise FormError(f"crosswalk/{raw['key']}: {wrong}")
    grades = {form: graded.get(form, "good") if form in forms else "absent" for form in EDITIONS}
    breaks = tuple(Break(year, said["zh"], said["en"]) for year, said in sorted(raw.get("breaks", {}).items()))
    return PanelColumn(
        raw["key"],
        raw["concept"],
        raw["zh"],
        raw["en"],
        raw["unit"],
        raw.get("type") == "money",
        raw.get("jump", False),
        MappingProxyType(forms),
        MappingProxyType(grades),
        breaks,
        raw.get("note_zh", ""),
        raw.get("note_en", ""),
    )


def _loaded() -> tuple[Mapping[str, PanelColumn], tuple[Measure, ...]]:
    declared = load("crosswalk.yml")
    columns = [_column(raw) for raw in declared["columns"]]
    by_key = {column.key: column for column in columns}
    if len(by_key) != len(columns):
        raise FormError("crosswalk: a column is declared twice")
    measures = tuple(
        Measure(raw["key"], raw["zh"], raw["en"], tuple(raw["num"]), tuple(raw["den"]), raw["note_zh"], raw["note_en"])
        for raw in declared["measures"]
    )
    if unknown := {key for measure in measures for key in measure.columns} - set(by_key):
        raise FormError(f"crosswalk: measures of columns that are none: {sorted(unknown)}")
    return MappingProxyType(by_key), measures


COLUMNS, MEASURES = _loaded()
"""The columns of the panel by key, and the measures made of them, in their order."""


def measure_grade(measure: Measure, form: str) -> str:
    """The worst grade of the columns of a measure in an edition."""
    return max((COLUMNS[key].grades[form] for key in measure.columns), key=GRADES.index)


def measure_breaks(measure: Measure) -> tuple[Break, ...]:
    """Every break of the columns of a measure, each year once."""
    found = {one.year: one for key in reversed(measure.columns) for one in COLUMNS[key].breaks}
    return tuple(found[year] for year in sorted(found))


def comparability(grades: Mapping[str, str], breaks: tuple[Break, ...]) -> str:
    """The grade of each edition and the years before which the series breaks, in one line of the codebook."""
    line = "; ".join(f"{form}: {grade}" for form, grade in grades.items())
    return line + "".join(f"; break before {one.year}" for one in breaks)
