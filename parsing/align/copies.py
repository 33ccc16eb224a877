"""Is a table printed more than once, and which copy speaks for the report?

Pages carry a table twice (for telephones, or in the text and again below), or with the year before beside it. Copies
that say the same are one; of copies under captions with a year the report's counts; where copies disagree and no
caption decides, what they disagree on is unreadable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

from parsing.align.table import AlignedTable, disputed
from parsing.decode import chinese_year, words
from parsing.grid import Row, has_digits, is_value
from parsing.model import Block, Grid, Paragraph, State
from parsing.numerals import ascii_digits, unit_in

LONGEST_CAPTION = 60
"""Characters of the longest line that is a caption and not text."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?=年|\s|$|[—\-－~～至])")
_OPENS = r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?(?:附[表件]?\d*[:：]?)?"
_SHIFTS = {
    -1: re.compile(
        rf"{_OPENS}(?:上|去|前一|上一)年(?!结转)"
        r"|(?:上|去|上一)年度?(?:同期)?的?(?:数据|情况|统计表?|报表|表格?)(?:如下|见下|[:：)）]|$)"
    ),
    0: re.compile(rf"{_OPENS}(?:本|今|当)年度?(?:的?(?:数据|情况|统计|报表|表)|[:：]|$)"),
}
"""What a caption calls the year of the report and the year before."""
_TOP = 3
"""Rows of a table in which a line of its unit stands."""
_LEAST_COMMON = 2
"""So many rows must come again before a table is taken for a second copy: a page break may repeat one."""

KeyOf = Callable[[Row], str | None]


def years_in(text: str, year: int | None = None) -> frozenset[int]:
    """The years that a caption names; ``year`` is the report's, on which words such as 上年度 depend."""
    said = ascii_digits(chinese_year("".join(text.split())))
    found = {int(each) for each in _YEAR.findall(said)}
    if year is not None and not found:
        found = {year + shift for shift, words in _SHIFTS.items() if words.search(said)}
    return frozenset(found)


def captions_of(blocks: Iterable[Block], year: int | None = None) -> dict[int, frozenset[int]]:
    """The years named by the lines right above each grid, by the grid's ordinal."""
    found: dict[int, frozenset[int]] = {}
    above: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            above.append(block.text)
        elif isinstance(block, Grid):
            lines = [line for line in above[-2:] if len(line) <= LONGEST_CAPTION]
            found[len(found)] = frozenset().union(*(years_in(line, year) for line in lines))
            above = []
    return found


def units_of(blocks: Iterable[Block]) -> dict[int, str]:
    """The unit of money that a line above each grid, or a line of its own above its header, names for all of it."""
    found: dict[int, str] = {}
    above: list[str] = []
    grids = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            above.append(block.text)
        elif isinstance(block, Grid):
            top = [cell for cell in takewhile(lambda cell: cell.row < _TOP, block.cells) if cell.text]
            alone = Counter(cell.row for cell in top)
            lines = [*above[-2:], *(cell.text for cell in top if alone[cell.row] == 1)]
            named = {
                unit for line in lines if "单位" in line and len(line) <= LONGEST_CAPTION and (unit := unit_in(line))
            }
            if len(named) == 1:
                found[grids] = named.pop()
            grids += 1
            above = []
    return found


def copies_of(rows: Sequence[Row], key_of: KeyOf, is_head: Callable[[Row], bool]) -> list[list[Row]]:
    """The rows, copy by copy. A new copy begins where, behind another header, rows come again."""
    copies: list[list[Row]] = [[]]
    seen: list[set[str]] = [set()]
    waiting: list[Row] = []
    headed = False
    for row in rows:
        key = key_of(row)
        waiting.append(row)
        if key is None:
            headed = headed or is_head(row)
            continue
        if key in seen[-1] and headed:
            copies.append([])
            seen.append(set())
        copies[-1] += waiting
        seen[-1].add(key)
        waiting, headed = [], False
    copies[-1] += waiting
    return _joined(copies, seen)


def _joined(copies: list[list[Row]], seen: list[set[str]]) -> list[list[Row]]:
    joined: list[list[Row]] = []
    keys: set[str] = set()
    for rows, own in zip(copies, seen, strict=True):
        if joined and len(keys & own) < min(_LEAST_COMMON, len(keys), len(own)):
            joined[-1] += rows
            keys |= own
        else:
            joined.append(rows)
            keys = set(own)
    return joined


def of_the_year(copies: list[list[Row]], captions: Mapping[int, frozenset[int]], year: int | None) -> list[list[Row]]:
    """Without the copies that stand under another year, where there are others."""
    if len(copies) < 2 or year is None:
        return copies
    named = [_years(rows, captions, year) for rows in copies]
    ours = [rows for rows, years in zip(copies, named, strict=True) if year in years]
    free = [rows for rows, years in zip(copies, named, strict=True) if not years]
    return ours or free or copies


def _years(rows: Sequence[Row], captions: Mapping[int, frozenset[int]], year: int) -> frozenset[int]:
    titles = [
        row.own[0].text
        for row in rows
        if len({cell.text for cell in row.own if cell.text}) == 1 and row.own[0].text and not is_value(row.own[0].text)
    ]
    own = (years_in(title, year) for title in titles if len(title) <= LONGEST_CAPTION)
    return captions.get(rows[0].piece, frozenset()).union(*own) if rows else frozenset()


def without_hidden_twins(blocks: Sequence[Block], year: int | None) -> Sequence[Block]:
    """The blocks less the hidden tables of whose words the page shows another that states numbers.

    What stands under the report's year is kept: the shown one may be of another.
    """
    if all(block.shown for block in blocks if isinstance(block, Grid)):
        return blocks
    captions = captions_of(blocks, year)
    grids = [block for block in blocks if isinstance(block, Grid)]
    shown = [_words_of(grid) for grid in grids if grid.shown and any(has_digits(cell.text) for cell in grid.cells)]
    others = [grid for number, grid in enumerate(grids) if not grid.shown and year not in captions[number]]
    hidden = [(grid, said) for grid in others if len(said := _words_of(grid)) > _LEAST_COMMON]
    twins = {id(grid) for grid, said in hidden if any(said <= other for other in shown)}
    return [block for block in blocks if id(block) not in twins]


def _words_of(grid: Grid) -> frozenset[str]:
    return frozenset(words(cell.text) for cell in grid.cells if not is_value(cell.text))


def seen(copies: Sequence[tuple[Sequence[Row], AlignedTable]]) -> AlignedTable:
    """One table of all copies, of those that the page shows where these state anything: a hidden twin may be stale."""
    shown = [table for rows, table in copies if all(row.grid.shown for row in rows)]
    states = any(figure.stated for table in shown for figure in table.figures.values())
    return agreed(shown if states else [table for _, table in copies])


def agreed(copies: Sequence[AlignedTable]) -> AlignedTable:
    """One table of all copies: what they agree on; a figure on which they do not is unreadable.

    An empty copy (the form before it is filled in) says nothing where another one does.
    """
    found = [table for table in copies if table.found]
    stated = [table for table in found if any(figure.stated for figure in table.figures.values())]
    if len(found) < 2 or len(stated) < 2:
        return (stated or found or list(copies) or [AlignedTable()])[0]
    result = AlignedTable(stated[0].form, True)
    for key in dict.fromkeys(key for table in stated for key in table.figures):
        figures = [table.figures[key] for table in stated if key in table.figures]
        clear = [figure for figure in figures if figure.state is not State.UNREADABLE] or figures[:1]
        same = len({(figure.value, figure.state) for figure in clear}) == 1
        result.figures[key] = clear[0] if same else disputed(clear)
    result.unseen = set[str]().union(*(table.unseen for table in stated)) - result.figures.keys()
    return result
