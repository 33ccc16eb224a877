"""Which column of a list of indicators holds the report year's numbers?

Lists before 2019 put other columns beside the year's: cumulative ones, the year before, the month, one for each level
of government. The column is told by its heading, never by its place; what no heading decides stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsing.decode import chinese_year, words
from parsing.grid import Row, overlap
from parsing.model import Cell
from parsing.numerals import ascii_digits

UNITS = frozenset(
    [
        *("条", "件", "次", "篇", "个", "人", "人次", "件次", "份", "期", "项", "家", "宗", "例", "部", "班次"),
        *("万条", "万件", "万次", "万人次", "元", "千元", "万元"),
    ]
)
_LABEL = frozenset(
    [
        *("统计指标", "统计指标名称", "指标名称", "指标", "指标内容"),
        *("统计项目", "统计内容", "项目名称", "项目", "内容"),
        *("类别", "名称", "事项", "统计事项", "指标项目", "分类", "统计类别"),
        *("申请方式", "申请渠道", "申请情况", "受理方式", "答复类别", "答复类型", "答复情况", "答复结果", "处理结果"),
    ]
)
_UNIT = frozenset(["单位", "计量单位", "统计单位"])
_NEVER = re.compile(
    r"历年|累积|自20\d\d年|20\d\d年(?:以来|至今)|上年|上一年|去年|同期|同比|增减|增长|环比|变化|备注|说明|季度|半年|本月|本季"
    r"|当月|当季|上月|上期|\d月|截[至止]|至今|以来|序号|行次|编号|代码|填报(?!数)|日期|比例|占比|目标|计划|任务|率$"
)
"""Words over a column that is not the year's number."""
WHOLE_YEAR = re.compile(r"(?<!\d)0?1月?(?:1日)?[-—–至到~～]+(?:20\d\d年)?12月(?:31日)?")
"""January to December, as a heading or caption prints it."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_IN_UNITS = re.compile(r"[(（](?:单位[:：]?)?(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")[)）]$")
"""A unit behind a heading: ``数量（件）``."""
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("total", re.compile(r"合计|总计|汇总|小计")),
    ("annual", re.compile(r"^(?:本年度?|全年度?|年度|当年)(?:累计|累计数|数|数据|数量|统计数|实际|实际数|发生数)?$")),
    (
        "count",
        re.compile(
            r"^(?:统计|统计数|统计数据|统计数值|统计结果|数量|数值|数据|数目|总数|指标值|统计值|填报数|填报数据|数额|数字|件数|条数|数量数)$"
        ),
    ),
    ("period", re.compile(r"^本(?:期|期实际|期数|期实际数)$")),
)
_ORDER = ("year", "annual", "total", "count", "period")
_BEYOND = re.compile(r"历年|累积|以来|至今|截[至止]|上一?年|去年|20\d\d年")
"""Words over a column of more than the year, or of another: a total beside it may add up years."""
"""Kinds of heading, from the one that decides most to the one that decides least."""


@dataclass(frozen=True)
class Columns:
    """One list in a table: it reaches from grid column ``start`` up to ``end`` (exclusive).

    ``value`` is the grid column of the year's numbers, None where the headings do not decide; ``single`` says that the
    list has no other column of numbers; ``heading`` is what stands over the value, from top to bottom.
    """

    start: int
    end: int
    value: int | None
    single: bool
    heading: str = ""


def behind_labels(row: Row) -> int | None:
    """If this row heads a list: the first grid column behind the heading of its labels."""
    labels = [cell for cell in row.own if words(cell.text) in _LABEL]
    others = [cell.text for cell in row.own if cell not in labels]
    if labels and any(words(text) in _UNIT or _kind(text, None) for text in others):
        return min(cell.column + cell.colspan for cell in labels)
    return None


def is_label_heading(text: str) -> bool:
    """Does this head the labels of a list?"""
    return words(text) in _LABEL


def heads_values(text: str) -> bool:
    """Does this head a column of numbers, of whatever time?"""
    return _kind(text, None) is not None


def is_unit(text: str) -> bool:
    """Is this a unit, alone in its cell?"""
    return words(text) in UNITS


def columns_of(head: Sequence[Row], width: int, year: int | None) -> list[Columns]:
    """The lists that these header rows stand over, from left to right; two may stand side by side.

    ``width`` is the number of grid columns, ``year`` the report year where it is known.
    """
    cells = [cell for row in head for cell in row.own if words(cell.text)]
    labels = sorted((cell for cell in cells if words(cell.text) in _LABEL), key=lambda cell: cell.column)
    ends = [cell.column for cell in labels[1:]] + [width]
    return [_columns(cells, label, end, year) for label, end in zip(labels, ends, strict=True)]


def _columns(cells: Sequence[Cell], label: Cell, end: int, year: int | None) -> Columns:
    kinds: dict[int, str] = {}
    beyond = False
    for column in range(label.column + label.colspan, end):
        over = sorted((cell for cell in cells if overlap(cell, (column, column + 1))), key=lambda cell: cell.row)
        if over and _lacks_its_own(over[-1], cells):
            continue
        kind = _stacked([cell.text for cell in over], year)
        if kind is not None:
            kinds[column] = kind
        elif any(_kind(cell.text, year) == "never" and _of_more(cell.text) for cell in over):
            beyond = True
    value = next(iter(kinds)) if len(kinds) == 1 else _best(kinds, beyond)
    over = sorted((c for c in cells if value is not None and overlap(c, (value, value + 1))), key=lambda cell: cell.row)
    return Columns(label.column, end, value, len(kinds) == 1, "/".join(flat(cell.text) for cell in over))


def _lacks_its_own(lowest: Cell, cells: Sequence[Cell]) -> bool:
    """Is this a heading over several columns, others of which have headings of their own below it?

    Then the column's own is lost, and with it whether it is the total or a level.
    """
    under = (lowest.column, lowest.column + lowest.colspan)
    return lowest.colspan > 1 and any(cell.row > lowest.row and overlap(cell, under) for cell in cells)


def _of_more(text: str) -> bool:
    said = flat(text)
    return bool(_BEYOND.search(said)) or "累计" in said


def _best(kinds: dict[int, str], beyond: bool) -> int | None:
    for kind in _ORDER:
        if kind == "total" and beyond and kind in kinds.values():
            return None
        found = [column for column, named in kinds.items() if named == kind]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _stacked(texts: Sequence[str], year: int | None) -> str | None:
    """What the headings over one column say together: the lowest counts, but each may rule the column out."""
    if not texts or any(words(text) in _UNIT | _LABEL for text in texts):
        return None
    kinds = [_kind(text, year) for text in texts]
    if "never" in kinds:
        return None
    if kinds[-1] == "total" and "year" in kinds:
        return "year"
    return kinds[-1] or "level"


def _kind(text: str, year: int | None) -> str | None:
    said = flat(text)
    shorter = WHOLE_YEAR.sub("", said)
    if _NEVER.search(shorter):
        return "never"
    if found := set(_YEAR.findall(said)):
        return "year" if year is None or found == {str(year)} else "never"
    if shorter != said:
        return "annual"
    kind = next((name for name, pattern in _KINDS if pattern.search(words(_IN_UNITS.sub("", said)))), None)
    return "never" if kind != "annual" and "累计" in said else kind


def flat(text: str) -> str:
    """A heading or caption without spaces, its digits and years in ASCII."""
    return "".join(chinese_year(ascii_digits(text)).split())


def value_cell(beside: Sequence[Cell], columns: Columns | None) -> tuple[Cell | None, bool]:
    """Of the cells right of a label the one with its number, and whether that is certain.

    ``(None, True)`` where nothing is stated. Without a heading (``columns`` is None) the only stated cell is it.
    """
    cells = [cell for cell in beside if not is_unit(cell.text)]
    stated = [cell for cell in cells if cell.text.strip()]
    if columns is not None and columns.value is not None:
        if stated and not columns.single and max(cell.column + cell.colspan for cell in cells) < columns.end:
            return None, False  # a cell too few, and nobody knows which
        under = [cell for cell in cells if overlap(cell, (columns.value, columns.value + 1))]
        if len(under) == 1 and (under[0].text.strip() or not columns.single):
            return under[0], True
    if not stated:
        return (cells[0] if len(cells) == 1 else None), True
    # A cell left out before the number moves it; with one column of numbers it is still the only number of its row.
    alone = len(stated) == 1 and (columns is None or columns.single)
    return (stated[0], True) if alone else (None, False)
