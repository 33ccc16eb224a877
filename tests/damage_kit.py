"""Reports whose every cell holds another number, and every way in which a table is known to come apart.

A damage takes a sheet (the blocks of a page) and yields damaged copies, one for each place where it can strike, each
with a name. What a correct reading may state of a damaged copy is what the undamaged report prints, or nothing: see
:func:`misread`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from crawler.samples.layout import Spread, tables
from crawler.samples.render import SampleReport, answers
from parsing.grid import is_value
from parsing.model import Reading

TABLE_NAMES = ("proactive", "requests", "disputes")


@dataclass(frozen=True)
class Box:
    """A cell as markup has it. ``inner`` is markup that stands for the escaped text."""

    text: str
    down: int = 1
    across: int = 1
    inner: str | None = None

    @property
    def label(self) -> bool:
        return not is_value(self.text)


Row = tuple[Box, ...]
Table = tuple[Row, ...]
Block = str | Table


@dataclass(frozen=True)
class Sheet:
    """A page: paragraphs and tables in reading order; ``at`` says where the three statutory tables stand."""

    blocks: tuple[Block, ...]
    at: dict[str, int]

    def table(self, name: str) -> Table:
        block = self.blocks[self.at[name]]
        assert not isinstance(block, str)
        return block

    def with_table(self, name: str, *blocks: Block) -> Sheet:
        """The same page with other blocks in place of a table. Only the first of them is ``at``'s."""
        at = self.at[name]
        moved = {other: place + len(blocks) - 1 if place > at else place for other, place in self.at.items()}
        return Sheet((*self.blocks[:at], *blocks, *self.blocks[at + 1 :]), moved)

    def with_row(self, name: str, y: int, *rows: Row) -> Sheet:
        """The same page with other rows in place of one."""
        table = self.table(name)
        return self.with_table(name, (*table[:y], *rows, *table[y + 1 :]))

    def with_box(self, name: str, y: int, x: int, *boxes: Box) -> Sheet:
        """The same page with other cells in place of one."""
        row = self.table(name)[y]
        return self.with_row(name, y, (*row[:x], *boxes, *row[x + 1 :]))

    def cells(self, name: str) -> Iterator[tuple[int, int, Box]]:
        for y, row in enumerate(self.table(name)):
            for x, box in enumerate(row):
                yield y, x, box

    @property
    def html(self) -> bytes:
        body = "\n".join(f"<p>{block}</p>" if isinstance(block, str) else _markup(block) for block in self.blocks)
        return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def _markup(table: Table) -> str:
    rows = ("".join(map(_cell, row)) for row in table)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell(box: Box) -> str:
    spans = (f" rowspan={box.down}" if box.down > 1 else "") + (f" colspan={box.across}" if box.across > 1 else "")
    return f"<td{spans}>{escape(box.text) if box.inner is None else box.inner}</td>"


def sheet(report: SampleReport, spread: Spread = Spread.EVEN) -> Sheet:
    """The undamaged page of a report."""
    printed = tables(report, spread)
    blocks: list[Block] = [report.title, *report.prose.get("intro", ())]
    at = {}
    for section, paragraphs in report.sections():
        blocks += [f"{section.number}、{section.label}", *paragraphs]
        if section.kind == "table":
            at[section.key] = len(blocks)
            rows = printed[section.key].rows
            blocks.append(tuple(tuple(Box(c.text, c.rowspan, c.colspan) for c in row) for row in rows))
    return Sheet((*blocks, *report.closing), at)


def misread(reading: Reading, report: SampleReport) -> dict[str, object]:
    """What the reading states and the report does not print: figures (printed, read), year and issuer."""
    truth = answers(report)
    wrong: dict[str, object] = {
        key: (truth.get(key), figure.value, figure.raw)
        for key, figure in reading.figures.items()
        if figure.value is not None and figure.value != truth.get(key, (None, None))[0]
    }
    if reading.year not in (None, report.year):
        wrong["year"] = reading.year
    if reading.agency_name not in (None, report.issuer):
        wrong["agency_name"] = reading.agency_name
    return wrong


Damaged = Iterator[tuple[str, Sheet]]
Damage = Callable[[Sheet], Damaged]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    DAMAGES[function.__name__] = function
    return function


def _labels(page: Sheet) -> Iterator[tuple[str, int, int, Box]]:
    for name in TABLE_NAMES:
        yield from ((name, y, x, box) for y, x, box in page.cells(name) if box.label)


def _values(page: Sheet) -> Iterator[tuple[str, int, int, Box]]:
    for name in TABLE_NAMES:
        yield from ((name, y, x, box) for y, x, box in page.cells(name) if not box.label)


@damage
def label_loses_a_character(page: Sheet) -> Damaged:
    for name, y, x, box in _labels(page):
        for i in range(len(box.text)):
            text = box.text[:i] + box.text[i + 1 :]
            if "万元" in box.text and "万" not in text:
                continue  # a sound label, of another unit
            yield f"{name} {y},{x} {text}", page.with_box(name, y, x, replace(box, text=text))


@damage
def label_character_misread(page: Sheet) -> Damaged:
    for name, y, x, box in _labels(page):
        for i in range(len(box.text)):
            text = box.text[:i] + "口" + box.text[i + 1 :]
            yield f"{name} {y},{x} {text}", page.with_box(name, y, x, replace(box, text=text))


@damage
def label_characters_swapped(page: Sheet) -> Damaged:
    for name, y, x, box in _labels(page):
        for i in range(len(box.text) - 1):
            text = box.text[:i] + box.text[i + 1] + box.text[i] + box.text[i + 2 :]
            yield f"{name} {y},{x} {text}", page.with_box(name, y, x, replace(box, text=text))


@damage
def label_cut(page: Sheet) -> Damaged:
    for name, y, x, box in _labels(page):
        for i in range(len(box.text)):
            for text in (box.text[:i], box.text[i:]):
                yield f"{name} {y},{x} {text!r}", page.with_box(name, y, x, replace(box, text=text))


@damage
def label_replaced_by_another(page: Sheet) -> Damaged:
    """Words of another table, a page line, or a number where a label stood."""
    for name, y, x, box in _labels(page):
        for text in ("其他", "总计", "合计", "第3页", "-3-", "2", "样例市财政局", "行政"):
            yield f"{name} {y},{x} {box.text}->{text}", page.with_box(name, y, x, replace(box, text=text))


@damage
def cell_dropped(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y, x, box in page.cells(name):
            yield f"{name} {y},{x} {box.text}", page.with_box(name, y, x)


@damage
def cell_emptied(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y, x, box in page.cells(name):
            yield f"{name} {y},{x} {box.text}", page.with_box(name, y, x, replace(box, text=""))


@damage
def cell_added(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y, x, box in page.cells(name):
            for text in ("", "9001", "注"):
                yield f"{name} {y},{x} +{text!r}", page.with_box(name, y, x, Box(text), box)
        for y, row in enumerate(page.table(name)):
            yield f"{name} {y} end +''", page.with_row(name, y, (*row, Box("")))
            yield f"{name} {y} end +9001", page.with_row(name, y, (*row, Box("9001")))


@damage
def cells_merged(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y, row in enumerate(page.table(name)):
            for x in range(len(row) - 1):
                a, b = row[x], row[x + 1]
                for joint in ("", " ", "\n"):
                    for across in (1, a.across + b.across):
                        one = Box(a.text + joint + b.text, max(a.down, b.down), across)
                        yield (
                            f"{name} {y},{x} {one.text!r} across {across}",
                            page.with_row(name, y, (*row[:x], one, *row[x + 2 :])),
                        )
                yield (
                    f"{name} {y},{x} keeps the first, across",
                    page.with_row(name, y, (*row[:x], replace(a, across=a.across + b.across), *row[x + 2 :])),
                )


@damage
def number_split(page: Sheet) -> Damaged:
    for name, y, x, box in _values(page):
        if len(box.text) < 2:
            continue
        first, second = box.text[:2], box.text[2:]
        yield f"{name} {y},{x} two cells", page.with_box(name, y, x, Box(first), Box(second))
        for joint in (" ", "\n", "</p><p>", "<br>", "&nbsp;", ".", ",", "、", "/"):
            inner = f"<p>{first}{joint}{second}</p>"
            if joint == "." and "." not in box.text:
                continue  # a decimal point is a number of its own: what it hides nobody can see
            yield f"{name} {y},{x} {joint!r}", page.with_box(name, y, x, replace(box, inner=inner))


@damage
def row_dropped(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y in range(len(page.table(name))):
            yield f"{name} {y}", page.with_row(name, y)


@damage
def rows_dropped(page: Sheet) -> Damaged:
    """All of a table above or below a row."""
    for name in TABLE_NAMES:
        table = page.table(name)
        for y in range(1, len(table)):
            yield f"{name} from {y}", page.with_table(name, table[y:])
            yield f"{name} until {y}", page.with_table(name, table[:y])


@damage
def row_repeated(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y, row in enumerate(page.table(name)):
            yield f"{name} {y}", page.with_row(name, y, row, row)


@damage
def rows_swapped(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        table = page.table(name)
        for y in range(len(table) - 1):
            yield f"{name} {y}", page.with_row(name, y).with_row(name, y, table[y + 1], table[y])


@damage
def rows_shuffled(page: Sheet) -> Damaged:
    for seed in range(12):
        for name in TABLE_NAMES:
            table = list(page.table(name))
            head, body = (3, table[3:]) if name != "proactive" else (0, table)
            random.Random(seed).shuffle(body)
            if name != "proactive":  # a block of table 2 out of order has lost its header
                yield f"{name} {seed}", page.with_table(name, (*table[:head], *body))


FOREIGN: tuple[tuple[str, ...], ...] = (
    ("合计", *["9001"] * 7), ("其他", *["9001"] * 7), ("小计", *["9001"] * 7), ("9001",) * 7, ("9001",) * 15, ("9001",) * 3, ("9001",),
    ("样例市财政局2023年政府信息公开工作年度报告",), ("第 3 页 共 9 页",), ("- 3 -",), ("", "", "9001", ""), ("注：数据截至12月31日", "9001"),
    ("上年数", *["9001"] * 7), ("（三）不予公开", *["9001"] * 7), ("（六）其他处理", *["9001"] * 7), ("三、本年度办理结果", *["9001"] * 7),
    ("行政许可", "9001"), ("行政确认", "9001"), ("规章", "9001"), ("自然人", "9001"), ("", *["9001"] * 7), ("",) * 7, ("1", *["9001"] * 7),
    ("其中：涉企", *["9001"] * 7), ("同比增减", *["9001"] * 15), ("行政复议", "9001"), ("信息内容", "上一年项目数量"),
)  # fmt: skip


@damage
def foreign_row(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        for y, row in enumerate(page.table(name)):
            for texts in FOREIGN:
                # A row that names a row or a number of the form and stands where that one is read from is no foreign
                # row to anyone who sees the page: what is asked is only that the printed one is not misread for it.
                yield f"{name} {y} {texts[:2]}", page.with_row(name, y, row, tuple(map(Box, texts)))
    for name in TABLE_NAMES:
        for y, row in enumerate(page.table(name)):
            yield f"{name} {y} wide", page.with_row(name, y, row, (Box("样例市财政局年度报告", across=10),))


@damage
def column_dropped(page: Sheet) -> Damaged:
    """One cell of every row that has so many, from the left or the right."""
    for name in TABLE_NAMES:
        table = page.table(name)
        for x in range(-12, 12):
            rows = tuple(
                tuple(box for i, box in enumerate(row) if i != (x if x >= 0 else len(row) + x)) for row in table
            )
            yield f"{name} {x}", page.with_table(name, rows)
            body = 3 if name != "proactive" else 2
            yield f"{name} {x} in the body", page.with_table(name, (*table[:body], *rows[body:]))
            yield f"{name} {x} in the head", page.with_table(name, (*rows[:body], *table[body:]))


@damage
def column_added(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        table = page.table(name)
        for head, filled in (
            ("序号", str),
            ("备注", lambda y: ""),
            ("", lambda y: ""),
            ("上年数", lambda y: "9001"),
            ("", lambda y: "9001"),
        ):
            left = tuple((Box(head if y == 0 else filled(y)), *row) for y, row in enumerate(table))
            right = tuple((*row, Box(head if y == 0 else filled(y))) for y, row in enumerate(table))
            tall = ((Box(head, down=3), *table[0]), *table[1:3], *left[3:])
            yield f"{name} {head} left", page.with_table(name, left)
            yield f"{name} {head} left tall", page.with_table(name, tall)
            yield f"{name} {head} right", page.with_table(name, right)
            middle = tuple((*row[:-2], Box(head if y == 0 else filled(y)), *row[-2:]) for y, row in enumerate(table))
            yield f"{name} {head} middle", page.with_table(name, middle)


@damage
def columns_reordered(page: Sheet) -> Damaged:
    """Table 3 with its columns, header and all, in another order; and with only the header or the body reordered."""
    table = page.table("requests")
    for seed in range(8):
        order = list(range(7))
        random.Random(seed).shuffle(order)
        moved = tuple(
            (*row[:-7], *(row[len(row) - 7 + i] for i in order)) for row in (*_flat_header(table), *table[3:])
        )
        yield f"whole {seed}", page.with_table("requests", moved)
    yield "header flat", page.with_table("requests", (_flat_header(table)[0], *table[3:]))


def _flat_header(table: Table) -> Table:
    """The three header rows of table 3 as one."""
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    return ((Box("事项", across=3), *map(Box, names)),)


@damage
def transposed(page: Sheet) -> Damaged:
    """Kinds of applicant as rows."""
    table = page.table("requests")
    body = table[3:]
    names = [box.text for box in _flat_header(table)[0][1:]]
    labels = [[box for box in row if box.label][-1].text for row in body]
    rows = tuple((Box(name), *(Box(row[len(row) - 7 + i].text) for row in body)) for i, name in enumerate(names))
    yield "requests", page.with_table("requests", ((Box("申请人"), *map(Box, labels)), *rows))
    flipped = tuple((Box(labels[i]), *(Box(row[i + 1].text) for row in rows)) for i in range(len(body)))
    yield "and back", page.with_table("requests", flipped)
    short = page.table("disputes")
    yield "disputes", page.with_table("disputes", tuple((Box("结果维持"), box) for box in short[-1]))


@damage
def table_split(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        table = page.table(name)
        for y in range(1, len(table)):
            yield f"{name} {y}", page.with_table(name, table[:y], table[y:])
            yield f"{name} {y} page line", page.with_table(name, table[:y], "— 3 —", table[y:])
            yield f"{name} {y} header again", page.with_table(name, table[:y], (*table[:3], *table[y:]))


@damage
def tables_joined(page: Sheet) -> Damaged:
    whole = tuple(row for name in TABLE_NAMES for row in page.table(name))
    gone = page.with_table("disputes", "").with_table("requests", "")
    yield "all in one", gone.with_table("proactive", whole)
    two = page.with_table("disputes", "")
    yield "3 and 4", two.with_table("requests", (*page.table("requests"), *page.table("disputes")))
    yield "4 and 3", two.with_table("requests", (*page.table("disputes"), *page.table("requests")))


def _other(table: Table) -> Table:
    """The same table with other numbers: the year before."""
    return tuple(
        tuple(
            box if box.label or not box.text else replace(box, text=str(9000 + (7 * y + x) % 999))
            for x, box in enumerate(row)
        )
        for y, row in enumerate(table)
    )


@damage
def spans_lost(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        table = page.table(name)
        yield f"{name} all", page.with_table(name, tuple(tuple(Box(b.text) for b in row) for row in table))
        yield f"{name} rows", page.with_table(name, tuple(tuple(replace(b, down=1) for b in row) for row in table))
        yield f"{name} columns", page.with_table(name, tuple(tuple(replace(b, across=1) for b in row) for row in table))
        for y, x, box in page.cells(name):
            if box.down > 1 or box.across > 1:
                yield f"{name} {y},{x}", page.with_box(name, y, x, replace(box, down=1, across=1))
        for y, x, box in page.cells(name):
            for more in (replace(box, down=box.down + 1), replace(box, across=box.across + 1)):
                yield f"{name} {y},{x} {more.down}x{more.across}", page.with_box(name, y, x, more)


@damage
def blanks_lost(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        table = page.table(name)
        yield f"{name}", page.with_table(name, tuple(tuple(b for b in row if b.text) for row in table))
        for y in range(len(table)):
            yield f"{name} {y}", page.with_row(name, y, tuple(b for b in table[y] if b.text))


@damage
def numbers_blanked(page: Sheet) -> Damaged:
    """Noughts, or some other numbers, as empty cells; kept, moved to the end of the row, or lost."""
    for seed in range(6):
        chance = random.Random(seed)
        for name in TABLE_NAMES:
            blanked = tuple(
                tuple(replace(b, text="") if not b.label and chance.random() < 0.5 else b for b in row)
                for row in page.table(name)
            )
            yield f"{name} {seed}", page.with_table(name, blanked)
            lost = tuple(tuple(b for b in row if b.text) for row in blanked)
            yield f"{name} {seed} lost", page.with_table(name, lost)


def _line(row: Row, joint: str) -> str:
    return joint.join(box.text for box in row if box.text)


@damage
def flat_text(page: Sheet) -> Damaged:
    """A table as lines, as one line, as a run of numbers, cell by cell."""
    for name in TABLE_NAMES:
        table = page.table(name)
        for joint in (" ", "　", "  ", "\t", "", "，", " | "):
            lines = [_line(row, joint) for row in table]
            yield f"{name} lines {joint!r}", page.with_table(name, *lines)
            yield f"{name} one line {joint!r}", page.with_table(name, joint.join(lines))
        numbers = [box.text for row in table for box in row if not box.label]
        yield f"{name} numbers only", page.with_table(name, " ".join(numbers))
        yield f"{name} numbers by line", page.with_table(name, *numbers)
        cells = [box.text for row in table for box in row]
        yield f"{name} cell by cell", page.with_table(name, *cells)
        filled = [text for text in cells if text]
        yield f"{name} filled cells", page.with_table(name, *filled)
        for lost in range(0, len(filled), 3):
            some = filled[:lost] + filled[lost + 1 :]
            yield f"{name} one line less {filled[lost]}", page.with_table(name, " ".join(some))
            yield f"{name} cell by cell less {filled[lost]}", page.with_table(name, *some)
        for y in range(len(table)):
            less = [_line(row, " ") for i, row in enumerate(table) if i != y]
            yield f"{name} lines less {y}", page.with_table(name, *less)


@damage
def twins(page: Sheet) -> Damaged:
    """The same table twice, as for telephones; another year's table after it under its own heading."""
    for name in TABLE_NAMES:
        table = page.table(name)
        yield f"{name} twice", page.with_table(name, table, table)
        yield f"{name} year before after it", page.with_table(name, table, "附：2022年统计表", _other(table))
        yield (
            f"{name} year before, before it",
            page.with_table(name, "附：2022年统计表", _other(table), "2023年统计表", table),
        )


@damage
def tables_gone(page: Sheet) -> Damaged:
    for name in TABLE_NAMES:
        yield name, page.with_table(name, "")
        yield f"{name} image", page.with_table(name, ((Box("", inner="<img src='table.png'>"),),))
    yield "all", page.with_table("disputes", "").with_table("requests", "").with_table("proactive", "")


@damage
def merged_cells_filled(page: Sheet) -> Damaged:
    """Every place of a merged cell holds its text; then one such place loses it, or one row does."""
    for name in TABLE_NAMES:
        filled = _filled(page.table(name))
        yield name, page.with_table(name, filled)
        for y, row in enumerate(filled):
            yield f"{name} less {y}", page.with_table(name, (*filled[:y], *filled[y + 1 :]))
            for x in range(0, len(row), 2):
                less = (*row[:x], Box(""), *row[x + 1 :])
                yield f"{name} {y},{x} emptied", page.with_table(name, (*filled[:y], less, *filled[y + 1 :]))
                gone = (*row[:x], *row[x + 1 :])
                yield f"{name} {y},{x} gone", page.with_table(name, (*filled[:y], gone, *filled[y + 1 :]))


def _filled(table: Table) -> Table:
    places: dict[tuple[int, int], str] = {}
    for y, row in enumerate(table):
        x = 0
        for box in row:
            while (y, x) in places:
                x += 1
            places |= {(y + dy, x + dx): box.text for dy in range(box.down) for dx in range(box.across)}
            x += box.across
    width = max(x for _, x in places) + 1
    return tuple(tuple(Box(places.get((y, x), "")) for x in range(width)) for y in range(len(table)))


def damaged(page: Sheet, names: Sequence[str] | None = None) -> Damaged:
    """Every damaged copy of a page."""
    for name in names or DAMAGES:
        for detail, copy in DAMAGES[name](page):
            yield f"{name}: {detail}", copy
