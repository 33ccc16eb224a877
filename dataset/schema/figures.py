"""Which columns of figures do the tables have? Made from forms and crosswalk: a new edition needs no change here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import Column, Text

from dataset.schema.columns import About, figure
from parsing.forms import EDITIONS, FORMS, FigureSpec, Label, Rule
from parsing.forms.crosswalk import COLUMNS as PANEL
from parsing.forms.crosswalk import MEASURES, comparability, measure_breaks, measure_grade

T = TypeVar("T")
MONEY = frozenset({"money", "money_unprinted_unit"})
TYPE_NOTES = {
    "money_unprinted_unit": (
        "表格未印单位：单元格或表头写明时折为元；未写明时照印，并在 doubts 表记 unit_unknown，求和前须剔除。",
        "The form prints no unit: in CNY where the cell or heading names one; otherwise as printed, with state "
        "unit_unknown in table doubts, and to be left out before adding up.",
    ),
    "signed": ("净增减，可为负数。", "A net change; may be negative."),
}


def specs(table: str) -> dict[str, dict[str, FigureSpec]]:
    """The figures of one table: key -> edition -> how that edition prints it."""
    return _united({form.id: {spec.key: spec for spec in form.table(table)} for form in EDITIONS.values()})


def labels(part: str) -> dict[str, dict[str, Label]]:
    """The headings of one kind (``request_rows``, ``routes``, ``outcomes``): key -> edition -> label."""
    return _united({form.id: {label.key: label for label in getattr(form, part)} for form in FORMS.values()})


def figure_about(editions: Mapping[str, FigureSpec]) -> About:
    """What one figure is, with its wording in each edition that prints it."""
    newest = list(editions.values())[-1]
    note_zh, note_en = TYPE_NOTES.get(newest.type, ("", ""))
    if newest.block:
        note_zh = f"2019年《政府信息公开条例》{newest.block}。{note_zh}"
        note_en = f"2019 Regulations, {newest.block}. {note_en}".strip()
    wordings = tuple((form, spec.label) for form, spec in editions.items())
    return About(newest.label, newest.en, note_zh, note_en, newest.unit, wordings)


def figure_columns(part: str) -> Iterator[Column[Any]]:
    """The columns of figures of a part of the forms (a key of :data:`COLUMNS`), in printed order."""
    return COLUMNS[part]()


def _flat(table: str) -> Iterator[Column[Any]]:
    for key, editions in specs(table).items():
        yield figure(key, figure_about(editions), money=list(editions.values())[-1].type in MONEY)


def _headed(part: str) -> Iterator[Column[Any]]:
    for key, editions in labels(part).items():
        newest = list(editions.values())[-1]
        wordings = tuple((form, label.label) for form, label in editions.items())
        note_zh, note_en = (f"依据：{newest.law[0]}。", f"Basis: {newest.law[1]}.") if newest.law else ("", "")
        yield figure(key, About(newest.label, newest.en, note_zh, note_en, "件", wordings), money=False)


def _panel() -> Iterator[Column[Any]]:
    """The columns of the crosswalk, then each measure with its numerator and denominator."""
    for key, made in PANEL.items():
        wordings = tuple((form, made.forms[form].wording) for form in EDITIONS if form in made.forms)
        line = comparability(made.grades, made.breaks)
        said = About(made.zh, made.en, made.note_zh, made.note_en, made.unit, wordings, line)
        yield figure(key, said, money=made.money)
    for measure in MEASURES:
        line = comparability({form: measure_grade(measure, form) for form in EDITIONS}, measure_breaks(measure))
        parts = {
            "rate": ("", "", True),
            "num": ("·分子", ": numerator", False),
            "den": ("·分母", ": denominator", False),
        }
        for part, (zh, en, ratio) in parts.items():
            unit = "" if ratio else "件"
            said = About(measure.zh + zh, measure.en + en, measure.note_zh, measure.note_en, unit, (), line)
            yield figure(f"{measure.key}_{part}", said, money=ratio)


def rules() -> dict[str, Rule]:
    """Every rule that an edition declares, by id, in the order of the declarations."""
    return {rule.id: rule for edition in reversed(list(EDITIONS.values())) for rule in edition.rules}


def rule_column(rule: str) -> str:
    """The column of table ``rule_status`` that a rule has."""
    return rule.replace(".", "_")


def _rule_status() -> Iterator[Column[Any]]:
    for rule in rules().values():
        note_zh = f"规则 {rule.id}，程度 {rule.severity}。"
        said = About(rule.zh, rule.en, note_zh, f"Rule {rule.id}, severity {rule.severity}.")
        yield Column(rule_column(rule.id), Text(), info={"about": said})


def _united(editions: Mapping[str, Mapping[str, T]]) -> dict[str, dict[str, T]]:
    """Key -> edition -> item, in the order of the newest edition; items of older ones alone keep their neighbours."""
    order: list[str] = []
    for items in reversed(list(editions.values())):
        place = 0
        for key in items:
            if key not in order:
                order.insert(place, key)
            place = order.index(key) + 1
    return {key: {form: items[key] for form, items in editions.items() if key in items} for key in order}


COLUMNS: Mapping[str, Callable[[], Iterator[Column[Any]]]] = {
    "proactive": lambda: _flat("proactive"),
    "requests": lambda: _headed("request_rows"),
    "disputes": lambda: _headed("outcomes"),
    "processing_fees": lambda: _flat("processing_fees"),
    "statistics_2014": lambda: _flat("statistics_2014"),
    "panel": _panel,
    "rule_status": _rule_status,
}
