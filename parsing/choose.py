"""Where a cell can be read in more than one way, which reading do the sums of the form confirm?

A scan may leave a reader in doubt between a 3 and an 8. The form says what its cells add up to, row by row and column
by column; so a reading can be told from another one by what stands plainly in the rest of the table. Only readings of
the source are ever chosen from, nothing is computed: a sum that no reading fits, or that several fit, leaves the figure
as it was, without a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from parsing.forms import EDITIONS
from parsing.model import Figure, State
from parsing.numerals import read_number
from parsing.rules import Sum, sums

WITNESSES = 2
"""Sums that confirm a reading. Each cell of table 3 is in two or three, which have no other cell in common. Where one
of the readings chosen were wrong, all its sums would fail, unless another cell of each were wrong by the same amount:
four cells at once. Cells of table 4 are in one sum only, which confirms nothing but the likeliest reading."""
MAX_STEPS = 5_000
"""Readings that are tried for cells that share sums; what needs more is too damaged to be told."""

Value = int | Decimal | None
"""What a reading of a cell says: a number, or a sign for nothing, which may stand for nought in a sum."""


def choose(figures: Mapping[str, Figure], table_forms: Mapping[str, str]) -> Mapping[str, Figure]:
    """The same figures, with a value for those in doubt of which exactly one reading agrees with the form's sums.

    In doubt are figures without a value that are ``unreadable`` and have readings. Those that share sums are settled
    together: exactly one combination of their readings must let every sum that touches them hold, and each must be
    confirmed by enough sums whose other cells are plain numbers. A chosen figure has value and no state;
    it keeps ``raw`` and ``readings``, by which everyone can see that there was a doubt. ``table_forms`` is the edition
    of each table, as in a reading.
    """
    options = _options(figures, table_forms)
    if not options:
        return figures
    likeliest = {key: values[0] for key, values in options.items()}
    touching = [each for each in sums(table_forms) if not options.keys().isdisjoint(_cells(each))]
    options = _not_refuted(options, figures, touching)
    settled: dict[str, Value] = {}
    for group, its_sums in _groups(options, touching):
        settled |= _settled({key: options[key] for key in group}, figures, likeliest, its_sums)
    return {
        key: replace(figure, value=settled[key], state=None) if key in settled else figure
        for key, figure in figures.items()
    }


def _options(figures: Mapping[str, Figure], table_forms: Mapping[str, str]) -> dict[str, tuple[Value, ...]]:
    """What the cells in doubt may say, likeliest first, each value once."""
    specs = {spec.key: spec for table, form in table_forms.items() for spec in EDITIONS[form].table(table)}
    options = {}
    for key, figure in figures.items():
        if figure.state is not State.UNREADABLE or figure.value is not None or key not in specs:
            continue
        read = [read_number(text, specs[key].type, specs[key].unit) for text in figure.readings]
        values = [
            n.value for n in read if n.state is State.DASH or (n.state is None and n.value is not None and n.value >= 0)
        ]
        if values:
            options[key] = tuple(dict.fromkeys(values))
    return options


def _not_refuted(
    options: dict[str, tuple[Value, ...]], figures: Mapping[str, Figure], touching: Sequence[Sum]
) -> dict[str, tuple[Value, ...]]:
    """The options without those that no value of the other cells could make right; cells that have none left, left out.

    So a cell whose true reading is missing, or whose sum is printed wrong, says nothing about the cells beside it.
    """
    open_sums = {key: [each for each in touching if key in _cells(each)] for key in options}
    return {
        key: left
        for key, values in options.items()
        if (left := tuple(value for value in values if not _refuted(key, value, figures, open_sums[key])))
    }


def _refuted(key: str, value: Value, figures: Mapping[str, Figure], touching: Iterable[Sum]) -> bool:
    tried = {**figures, key: _as_read(figures[key], value)}
    return any(each.broken(tried) for each in touching)


def _as_read(figure: Figure, value: Value) -> Figure:
    return replace(figure, value=value, state=State.DASH if value is None else None)


def _cells(each: Sum) -> tuple[str, ...]:
    return (*each.left, *each.right)


def _groups(keys: Iterable[str], touching: Sequence[Sum]) -> Iterator[tuple[list[str], list[Sum]]]:
    """Cells that hang together by sums, in the order of the form, with those sums. Others have no witness."""
    waiting = list(keys)
    while waiting:
        group, reach = [waiting.pop(0)], 0
        its_sums: list[Sum] = []
        while reach < len(group):
            new = [each for each in touching if group[reach] in _cells(each) and each not in its_sums]
            its_sums += new
            joining = {cell for each in new for cell in _cells(each)}
            group += [key for key in waiting if key in joining]
            waiting = [key for key in waiting if key not in joining]
            reach += 1
        if its_sums:
            yield group, its_sums


class _Search:
    """Tries the readings of a group of cells, cell by cell, and goes no further where a sum has failed."""

    def __init__(
        self, figures: Mapping[str, Figure], options: Mapping[str, tuple[Value, ...]], touching: Sequence[Sum]
    ) -> None:
        self.keys = list(options)
        self.options = options
        self.touching = touching
        self.trial = {cell: figures[cell] for each in touching for cell in _cells(each) if cell in figures}
        self.steps = 0

    def fitting(self, at: int = 0) -> Iterator[dict[str, Value]]:
        """Every combination that lets the sums hold; not all of them where there are too many to try."""
        if at == len(self.keys):
            yield {key: self.trial[key].value for key in self.keys}
            return
        key = self.keys[at]
        before = self.trial[key]
        for value in self.options[key]:
            self.steps += 1
            if self.steps > MAX_STEPS:
                break
            self.trial[key] = _as_read(before, value)
            if not any(each.broken(self.trial) for each in self.touching if key in _cells(each)):
                yield from self.fitting(at + 1)
        self.trial[key] = before


def _settled(
    options: Mapping[str, tuple[Value, ...]],
    figures: Mapping[str, Figure],
    likeliest: Mapping[str, Value],
    touching: Sequence[Sum],
) -> Mapping[str, Value]:
    """The one combination of readings that fits, of those cells that it is certain for.

    A cell that two combinations read differently, or that too few sums confirm, is left in doubt; the others are then
    tried again without it, so that what confirms them is plain.
    """
    while options:
        search = _Search(figures, options, touching)
        fitting = list(islice(search.fitting(), 2))
        if not fitting or search.steps > MAX_STEPS:
            return {}
        best = fitting[0]
        left = {
            key: options[key]
            for key, value in best.items()
            if fitting[-1][key] == value and _confirmed(key, best, figures, likeliest, touching)
        }
        if len(left) == len(options):
            return best
        options = left
    return {}


def _confirmed(
    key: str,
    combination: Mapping[str, Value],
    figures: Mapping[str, Figure],
    likeliest: Mapping[str, Value],
    touching: Sequence[Sum],
) -> bool:
    """Is this cell's reading a number, and borne out by enough sums whose other cells are plain numbers?"""
    if combination[key] is None:
        return False
    its_sums = [each for each in touching if key in _cells(each)]
    plain = [each for each in its_sums if all(_is_plain(cell, figures, combination) for cell in _cells(each))]
    if len(plain) >= WITNESSES:
        return True
    alone = not any(cell in combination and cell != key for each in plain for cell in _cells(each))
    return len(plain) == len(its_sums) == 1 and alone and combination[key] == likeliest[key]


def _is_plain(cell: str, figures: Mapping[str, Figure], combination: Mapping[str, Value]) -> bool:
    figure = figures.get(cell)
    return cell in combination or (figure is not None and figure.value is not None and figure.state is None)
