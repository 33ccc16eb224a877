"""Which rules of the form does this report break?

Rules are declared in ``forms/common.yml`` and ``forms/2014.yml``; this module evaluates those that one reading can
decide. A rule is reported only when it is certainly broken: where a needed cell states no number the rule is not
assessable, except that a part may never exceed its stated total. Empty cells count as zero only to let a rule hold,
never to break one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from parsing.forms import EDITIONS, FORMS, Edition, Form, Rule
from parsing.model import Figure, Finding, Place, Severity, State, json_number

_EMPTY = frozenset({State.BLANK, State.DASH})
_TABLE_NAMES = {
    "proactive": ("表二 主动公开", "table 2 (proactive disclosure)"),
    "requests": ("表三 申请办理", "table 3 (requests)"),
    "disputes": ("表四 复议诉讼", "table 4 (disputes)"),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that the form declares, of certain cells: what those of its two sides add up to is the same."""

    rule: Rule
    label: str
    en: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    def broken(self, figures: Mapping[str, Figure]) -> bool:
        """Does it certainly not hold? Not where unstated cells may make up the difference."""
        return _broken(self.left, self.right, figures)


class _Sheet:
    """A report's figures with the forms of its tables."""

    def __init__(self, figures: Mapping[str, Figure], table_forms: Mapping[str, str], unseen: frozenset[str]) -> None:
        self.figures = figures
        self.forms = table_forms
        self.unseen = unseen

    def edition(self, table: str) -> Edition:
        return EDITIONS[self.forms[table]]

    @property
    def rules(self) -> tuple[Rule, ...]:
        return _rules(self.forms)


def evaluate(
    figures: Mapping[str, Figure], table_forms: Mapping[str, str], unseen: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Every rule inside one report that does not hold, in the order in which the form declares them.

    ``unseen`` are absent cells whose absence proves nothing (see ``parsing.align.Alignment``).
    """
    sheet = _Sheet(figures, table_forms, unseen)
    findings: list[Finding] = []
    for rule in sheet.rules:
        if rule.check is not None:
            findings.extend(_CHECKS[rule.check["kind"]](rule, sheet))
    return tuple(findings)


def sums(table_forms: Mapping[str, str]) -> Iterator[Sum]:
    """Every sum that the forms of a report's tables declare, in their order."""
    for rule in _rules(table_forms):
        if rule.check is not None and rule.table is not None and rule.check["kind"] == "sums":
            yield from _sums_of(rule, table_forms[rule.table])


def _rules(table_forms: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of table 2's edition and of the statistics list, whichever the report has; each once."""
    editions = [EDITIONS[table_forms[table]] for table in ("proactive", "statistics_2014") if table in table_forms]
    return tuple({rule.id: rule for edition in editions for rule in edition.rules}.values())


def _sums(rule: Rule, sheet: _Sheet) -> Iterator[Finding]:
    """Left + … = right + …, once for each column, row or route of a table, or once in a list."""
    assert rule.table is not None
    for each in _sums_of(rule, sheet.forms[rule.table]):
        if each.broken(sheet.figures):
            yield _unequal(each, sheet)


@cache
def _sums_of(rule: Rule, form_id: str) -> tuple[Sum, ...]:
    """What a rule says of its table in one edition."""
    assert rule.check is not None
    if rule.check["each"] == "list":
        left, right = tuple(rule.check["left"]), tuple(rule.check["right"])
        spec = EDITIONS[form_id].figures[right[0]]
        return (Sum(rule, spec.label, spec.en, left, right),)
    form = FORMS[form_id]
    sides = [_expand(rule.check[side], form) for side in ("left", "right")]
    return tuple(
        Sum(rule, zh, en, *(tuple(map(cell, parts)) for parts in sides))
        for zh, en, cell in _each(rule.check["each"], form)
    )


def _each(kind: str, form: Form) -> Iterator[tuple[str, str, Callable[[str], str]]]:
    if kind == "column":
        for column in form.request_columns:
            yield column.label, column.en, lambda row, c=column.key: f"{row}.{c}"  # type: ignore[misc]
    elif kind == "row":
        for row in form.request_rows:
            yield row.label, row.en, lambda column, r=row.key: f"{r}.{column}"  # type: ignore[misc]
    else:
        for route in form.routes:
            yield route.label, route.en, lambda outcome, r=route.key: f"{r}_{outcome}"  # type: ignore[misc]


def _expand(parts: Sequence[str], form: Form) -> list[str]:
    named = {"leaves": form.leaves, "applicants": form.applicants}
    return [key for part in parts for key in named.get(part, (part,))]


def _broken(left: Sequence[str], right: Sequence[str], figures: Mapping[str, Figure]) -> bool:
    """Do both sides certainly differ? A side with an unstated cell is only known to be at least its stated part."""
    (low_left, open_left, empty_left), (low_right, open_right, empty_right) = (_side(s, figures) for s in (left, right))
    if low_left == low_right and (empty_left or not open_left) and (empty_right or not open_right):
        return False
    if not open_left and not open_right:
        return low_left != low_right
    return (not open_right and low_left > low_right) or (not open_left and low_right > low_left)


def _side(keys: Iterable[str], figures: Mapping[str, Figure]) -> tuple[int | Decimal, bool, bool]:
    """Sum of the stated cells; is any cell unstated; are all unstated ones merely empty?"""
    total: int | Decimal = 0
    missing: list[Figure | None] = []
    for key in keys:
        cell = figures.get(key)
        if cell is None or cell.value is None:
            missing.append(cell)
        else:
            total += cell.value
    return total, bool(missing), all(cell is not None and cell.state in _EMPTY for cell in missing)


def _unequal(unequal: Sum, sheet: _Sheet) -> Finding:
    rule = unequal.rule
    sides = [_spell(side, sheet) for side in (unequal.left, unequal.right)]
    cells = (*unequal.left, *unequal.right)
    zh = f"{unequal.label}：{rule.zh}。左边 {sides[0]}，右边 {sides[1]}"
    en = f"{unequal.en}: {rule.en}. Left {sides[0]}, right {sides[1]}"
    return _finding(rule, cells, zh, en, sheet, sides[0], sides[1], look_at=unequal.right)


def _spell(keys: Sequence[str], sheet: _Sheet) -> str:
    """``10 + 1 = 11``: the stated parts other than zero, and their sum."""
    figures = [sheet.figures[key] for key in keys if key in sheet.figures]
    values = [figure.value for figure in figures if figure.value]
    total = sum(values)
    parts = [str(json_number(value)) for value in values]
    return str(json_number(total)) if len(parts) < 2 else f"{' + '.join(parts)} = {json_number(total)}"


def _at_least(rule: Rule, sheet: _Sheet) -> Iterator[Finding]:
    """Left >= right, where right may subtract (a key with a minus sign)."""
    assert rule.check is not None and rule.table is not None
    for pair in rule.check["pairs"]:
        signed = [(-1 if key.startswith("-") else 1, key.lstrip("-")) for key in pair["right"]]
        keys = (*pair["left"], *(key for _, key in signed))
        found = [sheet.figures.get(key) for key in keys]
        if any(figure is None or figure.value is None for figure in found):
            continue
        left = sum(Decimal(sheet.figures[key].value or 0) for key in pair["left"])
        right = sum(sign * Decimal(sheet.figures[key].value or 0) for sign, key in signed)
        if left < right:
            label = sheet.edition(rule.table).figures[pair["left"][0]].label.split("·")[0]
            zh, en = f"{label}：{rule.zh}（{left} < {right}）", f"{rule.en} ({left} < {right})"
            yield _finding(rule, keys, zh, en, sheet, str(left), str(right))


def _type(rule: Rule, sheet: _Sheet) -> Iterator[Finding]:
    """A count is a whole number and not negative; a cell that states something must state a number.

    Where the reader cannot decide between two copies or two readings, or understands nothing of a table, nothing is
    said against the source.
    """
    for table, form_id in sheet.forms.items():
        specs = list(EDITIONS[form_id].table(table))
        unplaced = sum((f := sheet.figures.get(spec.key)) is not None and _is_unplaced(f) for spec in specs)
        for spec in specs:
            figure = sheet.figures.get(spec.key)
            if figure is None or (2 * unplaced > len(specs) and _is_unplaced(figure)):
                continue
            negative = figure.value is not None and figure.value < 0 and spec.type != "signed"
            if negative or (figure.state is State.UNREADABLE and figure.raw.strip() and not figure.undecided):
                raw = " ".join(figure.raw.split())[:60]
                zh, en = f"{spec.label}：“{raw}”{rule.zh}", f"{spec.en}: '{raw}' should be {rule.en}"
                yield _finding(rule, (spec.key,), zh, en, sheet, raw, "")


def _is_unplaced(figure: Figure) -> bool:
    """Does something stand there whose column nobody could tell?"""
    return figure.state is State.UNREADABLE and not figure.marks


def _complete(rule: Rule, sheet: _Sheet) -> Iterator[Finding]:
    """Every cell of the three statutory tables is there; one finding a table."""
    for table, form_id in sheet.forms.items():
        if table not in _TABLE_NAMES:
            continue
        specs = FORMS[form_id].table(table)
        missing = [
            spec for spec in specs
            if spec.key not in sheet.unseen and ((f := sheet.figures.get(spec.key)) is None or f.state is State.ABSENT)
        ]  # fmt: skip
        if not missing:
            continue
        name_zh, name_en = _TABLE_NAMES[table]
        if len(missing) == len(specs):
            zh, en = f"{name_zh}：整个表未见", f"{name_en}: the whole table was not found"
        else:
            named = "、".join(dict.fromkeys(spec.label.split("·")[0] for spec in missing))
            zh = f"{name_zh}：缺 {len(missing)} 格（共 {len(specs)} 格）：{named}"
            en = f"{name_en}: {len(missing)} of {len(specs)} cells are missing: {', '.join(s.key for s in missing[:8])}"
        keys = tuple(spec.key for spec in missing)
        yield _finding(rule, keys, zh, en, sheet, str(len(specs) - len(missing)), str(len(specs)))


def _finding(
    rule: Rule,
    cells: Sequence[str],
    zh: str,
    en: str,
    sheet: _Sheet,
    left: str,
    right: str,
    look_at: Sequence[str] = (),
) -> Finding:
    figures = [sheet.figures.get(key) for key in dict.fromkeys((*look_at, *cells))]
    places = [figure.place for figure in figures if figure is not None and figure.place is not None]
    unique: tuple[Place, ...] = tuple(dict.fromkeys(places))
    return Finding(rule.id, Severity(rule.severity), tuple(cells), zh, en, left, right, unique, tuple(look_at))


_CHECKS: Mapping[str, Callable[[Rule, _Sheet], Iterator[Finding]]] = {
    "sums": _sums, "at_least": _at_least, "type": _type, "complete": _complete,
}  # fmt: skip
