"""parsing.readers.pdf: what paragraphs and tables stand in this PDF, and where?

Every table is printed with other numbers in every cell, and every cell of every piece is compared.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsing.forms import FORMS, Form
from parsing.model import Cell, Grid, Paragraph
from parsing.readers.pdf import read_pdf

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
WIDTH, HEIGHT = 595.0, 842.0


@dataclass(frozen=True)
class Printed:
    """A cell as the form prints it; rows and columns from 0."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


# --- the forms, with another number in every cell -------------------------------------------------------------------


def proactive(form: Form, numbers: Iterator[int]) -> list[Printed]:
    cells: list[Printed] = []
    row = 0
    block = None
    for line in form.proactive_rows:
        spans = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}[len(line.columns)]
        if (line.block, line.columns) != block:
            block = (line.block, line.columns)
            cells.append(Printed(row, 0, 1, 4, line.block))
            cells += _cells(row + 1, ("信息内容", *line.columns), (1, *spans))
            row += 2
        cells += _cells(row, (line.label, *(str(next(numbers)) for _ in line.columns)), (1, *spans))
        row += 1
    return cells


def _cells(row: int, texts: tuple[str, ...], spans: tuple[int, ...], column: int = 0) -> list[Printed]:
    cells = []
    for text, span in zip(texts, spans, strict=True):
        cells.append(Printed(row, column, 1, span, text))
        column += span
    return cells


def requests(form: Form, numbers: Iterator[int]) -> list[Printed]:
    first, *leaves, total = (column.label for column in form.request_columns)
    cells = [
        Printed(0, 0, 3, 3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
        Printed(0, 3, 1, 7, "申请人情况"),
        Printed(1, 3, 2, 1, first),
        Printed(1, 4, 1, 5, "法人或其他组织"),
        Printed(1, 9, 2, 1, total),
        *_cells(2, tuple(leaves), (1,) * 5, column=4),
    ]
    groups = {group.key: group.label for group in form.request_groups}
    outcomes = [row for row in form.request_rows if row.group]
    for at, row in enumerate(form.request_rows, start=3):
        if row is outcomes[0]:
            cells.append(Printed(at, 0, len(outcomes), 1, groups["outcome"]))
        if row.group is None:
            cells.append(Printed(at, 0, 1, 3, row.label))
        elif row.group == "outcome":
            cells.append(Printed(at, 1, 1, 2, row.label))
        else:
            members = [other for other in outcomes if other.group == row.group]
            if row is members[0]:
                cells.append(Printed(at, 1, len(members), 1, groups[row.group]))
            cells.append(Printed(at, 2, 1, 1, row.label))
        cells += _cells(at, tuple(str(next(numbers)) for _ in range(7)), (1,) * 7, column=3)
    return cells


def disputes(form: Form, numbers: Iterator[int]) -> list[Printed]:
    outcomes = tuple(outcome.label for outcome in form.outcomes)
    return [
        *_cells(0, ("行政复议", "行政诉讼"), (5, 10)),
        *(Printed(1, column, 2, 1, label) for column, label in enumerate(outcomes)),
        *_cells(1, ("未经复议直接起诉", "复议后起诉"), (5, 5), column=5),
        *_cells(2, outcomes * 2, (1,) * 10, column=5),
        *_cells(3, tuple(str(next(numbers)) for _ in range(15)), (1,) * 15),
    ]


def piece(cells: list[Printed], start: int, end: int) -> list[Printed]:
    """The rows from start to end as a page break leaves them: a merged cell keeps its text in its first piece."""
    return [
        Printed(
            max(cell.row, start) - start,
            cell.column,
            min(cell.row + cell.rowspan, end) - max(cell.row, start),
            cell.colspan,
            cell.text if cell.row >= start else "",
        )
        for cell in cells
        if cell.row < end and cell.row + cell.rowspan > start
    ]


def seen(cells: list[Printed]) -> list[Printed]:
    """The same cells with columns counted by the upright rules that are drawn: other pieces may have more."""
    rules = sorted({end for cell in cells for end in (cell.column, cell.column + cell.colspan)})
    return [
        Printed(
            cell.row,
            rules.index(cell.column),
            cell.rowspan,
            rules.index(cell.column + cell.colspan) - rules.index(cell.column),
            cell.text,
        )
        for cell in sorted(cells, key=lambda cell: (cell.row, cell.column))
    ]


# --- printing with reportlab ----------------------------------------------------------------------------------------

Ruler = Callable[[Canvas, float, float, float, float], None]
"""Draws one side of a cell, from (x0, y0) to (x1, y1) in PDF coordinates."""


def stroke(width: float = 0.5, grey: float = 0.0, dash: tuple[float, ...] = ()) -> Ruler:
    def draw(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
        canvas.setLineWidth(width)
        canvas.setStrokeGray(grey)
        canvas.setDash(list(dash))
        canvas.line(x0, y0, x1, y1)
        canvas.setDash([])

    return draw


def filled(thick: float) -> Ruler:
    def draw(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
        canvas.setFillGray(0)
        canvas.rect(x0 - thick / 2, y0 - thick / 2, x1 - x0 + thick, y1 - y0 + thick, stroke=0, fill=1)

    return draw


def dotted(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.setFillGray(0)
    for at in range(int(max(x1 - x0, y1 - y0) / 1.5) + 1):
        x, y = (x0 + 1.5 * at, y0) if x1 > x0 else (x0, y0 + 1.5 * at)
        canvas.rect(x - 0.4, y - 0.4, 0.75, 0.75, stroke=0, fill=1)


def double(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    for shift in (-1.75, 1.75):
        across = (shift, 0.0) if x0 == x1 else (0.0, shift)
        stroke(0.5)(canvas, x0 + across[0], y0 + across[1], x1 + across[0], y1 + across[1])


def fitted(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for character in text:
        if lines[-1] and pdfmetrics.stringWidth(lines[-1] + character, SONG, size) > width:
            lines.append("")
        lines[-1] += character
    return lines


@dataclass
class Sheet:
    """One table piece on paper: where it stands, how big its cells are, how it is ruled."""

    xs: list[float]
    top: float
    height: float = 22.0
    size: float = 8.0
    ruler: Ruler = field(default_factory=stroke)
    open_top: bool = False
    open_bottom: bool = False

    def draw(self, canvas: Canvas, cells: list[Printed]) -> float:
        """Print the piece; returns the height of its lower edge, counted from the top of the page."""
        rows = max(cell.row + cell.rowspan for cell in cells)
        for cell in cells:
            x0, x1 = self.xs[cell.column], self.xs[cell.column + cell.colspan]
            top = HEIGHT - self.top - cell.row * self.height
            bottom = top - cell.rowspan * self.height
            if not (self.open_top and cell.row == 0):
                self.ruler(canvas, x0, top, x1, top)
            if not (self.open_bottom and cell.row + cell.rowspan == rows):
                self.ruler(canvas, x0, bottom, x1, bottom)
            self.ruler(canvas, x0, bottom, x0, top)
            self.ruler(canvas, x1, bottom, x1, top)
            lines = fitted(cell.text, x1 - x0 - 3, self.size)
            first = (top + bottom) / 2 + (len(lines) - 1) * self.size / 2 - 0.35 * self.size
            for at, line in enumerate(lines):
                canvas.setFont(SONG, self.size)
                canvas.setFillGray(0)
                canvas.drawCentredString((x0 + x1) / 2, first - at * self.size, line)
        return self.top + rows * self.height


def even(left: float, right: float, columns: int) -> list[float]:
    return [left + (right - left) * at / columns for at in range(columns + 1)]


def requests_lines(left: float, right: float) -> list[float]:
    wide = right - left
    return [left, left + 0.06 * wide, left + 0.2 * wide, *even(left + 0.44 * wide, right, 7)]


def paper(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def say(canvas: Canvas, x: float, top: float, text: str, size: float = 16, font: str = SONG) -> None:
    canvas.setFont(font, size)
    canvas.setFillGray(0)
    canvas.drawString(x, HEIGHT - top, text)


# --- what was read --------------------------------------------------------------------------------------------------


def grids(data: bytes) -> list[Grid]:
    return [block for block in read_pdf(data).blocks if isinstance(block, Grid)]


def paragraphs(data: bytes) -> list[str]:
    return [block.text for block in read_pdf(data).blocks if isinstance(block, Paragraph)]


def printed(grid: Grid) -> list[Printed]:
    return [
        Printed(cell.row, cell.column, cell.rowspan, cell.colspan, "".join(cell.text.split())) for cell in grid.cells
    ]


def one_cell(draw: Callable[[Canvas], None], width: float = 100.0) -> Cell:
    """The first cell of a table of two cells, with whatever is drawn into it."""

    def page(canvas: Canvas) -> None:
        Sheet([100, 100 + width, 300], 100, height=40).draw(canvas, [Printed(0, 0, 1, 1, ""), Printed(0, 1, 1, 1, "")])
        draw(canvas)

    (grid,) = grids(paper(page))
    return grid.cells[0]


# --- tables ---------------------------------------------------------------------------------------------------------

RULERS: dict[str, Ruler] = {
    "strokes": stroke(),
    "hairlines": stroke(0.25),
    "thick": stroke(3),
    "grey": stroke(0.75, grey=0.867),
    "dashed": stroke(0.5, dash=(3, 2)),
    "filled": filled(0.48),
    "filled thick": filled(2.25),
    "dotted": dotted,
    "double": double,
}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("ruler", RULERS)
def test_every_cell_of_every_piece(ruler: str, form: str) -> None:
    chance = random.Random(f"{ruler} {form}")
    numbers = count(1)
    tables = [
        (proactive(FORMS[form], numbers), even(60, 530, 4)),
        (requests(FORMS[form], numbers), requests_lines(60, 530)),
        (disputes(FORMS[form], numbers), even(60, 530, 15)),
    ]
    expected: list[list[Printed]] = []

    def pages(canvas: Canvas) -> None:
        for cells, xs in tables:
            height = chance.choice([16, 20, 24.5])
            rows = max(cell.row + cell.rowspan for cell in cells)
            cut = chance.randrange(3, rows - 2) if rows > 12 else rows
            for start, end in ((0, cut), (cut, rows)):
                if start == end:
                    continue
                say(canvas, 90, 60, f"表格之前的文字{start}")
                sheet = Sheet(xs, 80, height, 7, RULERS[ruler], open_top=start > 0, open_bottom=end < rows)
                bottom = sheet.draw(canvas, piece(cells, start, end))
                say(canvas, 90, bottom + 30, f"表格之后的文字{end}")
                canvas.showPage()
                expected.append(piece(cells, start, end))

    found = grids(paper(pages))
    assert len(found) == len(expected)
    for grid, cells in zip(found, expected, strict=True):
        assert printed(grid) == seen(cells)


@pytest.mark.parametrize("left", [20, 72.3])
@pytest.mark.parametrize(("height", "size"), [(11, 6), (31, 9)])
def test_margins_heights_and_sizes(left: float, height: float, size: float) -> None:
    cells = requests(FORMS["2021"], count(1001))[:150]
    rows = piece(cells, 0, 20)
    data = paper(lambda canvas: Sheet(requests_lines(left, 575), 40, height, size).draw(canvas, rows) and None)
    (grid,) = grids(data)
    assert printed(grid) == seen(rows)


def test_places_are_where_a_person_looks() -> None:
    texts = iter("甲乙丙丁戊己庚辛壬癸子丑")

    def table(canvas: Canvas, top: float) -> None:
        rows = [_cells(row, (next(texts), next(texts)), (1, 1)) for row in (0, 1)]
        Sheet(even(100, 300, 2), top, 20).draw(canvas, [cell for row in rows for cell in row])

    def pages(canvas: Canvas) -> None:
        table(canvas, 100)
        table(canvas, 400)
        canvas.showPage()
        table(canvas, 50)

    places = {cell.text: cell.place for grid in grids(paper(pages)) for cell in grid.cells}
    corners = [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [(place.page, place.table, place.row, place.column) for place in places.values()] == [
        (page, table, row, column) for page, table in ((1, 1), (1, 2), (2, 3)) for row, column in corners
    ]
    assert places["丁"].box == (200, 120, 300, 140)
    assert places["丑"].box == (200, 70, 300, 90)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_seen(turn: int) -> None:
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)  # reportlab swaps the sides of the sheet, so that it looks upright again
        if turn:
            canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn])
            canvas.rotate(turn)
        Sheet(even(40, 550, 15), 80, 30, 7).draw(canvas, cells)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)
    first = next(cell for cell in grid.cells if cell.text == "行政复议")
    assert first.place.box is not None and first.place.box[:2] == pytest.approx((40, 80), abs=0.2)


def test_a_cropped_page_counts_from_its_corner_and_hides_the_rest() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, WIDTH, HEIGHT - 60))
        say(canvas, 200, 40, "裁掉的文字")
        Sheet(even(90, 290, 2), 160, 20).draw(canvas, _cells(0, ("甲", "1"), (1, 1)))

    contents = read_pdf(paper(page))
    (grid,) = contents.blocks
    assert isinstance(grid, Grid)
    assert grid.cells[0].place.box == (40, 100, 140, 120)


def test_rules_inside_form_objects() -> None:
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        Sheet(even(0, 1000, 15), 0, 44, 14, stroke(1)).draw(canvas, cells)
        canvas.endForm()
        canvas.beginForm("outer")
        canvas.scale(0.5, 0.5)
        canvas.doForm("inner")
        canvas.endForm()
        canvas.translate(45, 300)
        canvas.doForm("outer")

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)
    assert grid.cells[0].place.box is not None
    assert grid.cells[0].place.box[0] == pytest.approx(45, abs=0.5)


def test_rectangles_that_are_no_rules() -> None:
    cells = proactive(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        for line in range(6):  # white behind every line of a paragraph, as Word and WPS do
            canvas.rect(60, HEIGHT - 60 - 20 * line, 470, 20, stroke=0, fill=1)
            canvas.rect(60, HEIGHT - 60 - 20 * line, 235, 20, stroke=0, fill=1)
        say(canvas, 60, 75, "第一段文字")
        for cell in cells:
            if cell.colspan == 4:  # a coloured row, a little smaller than its cell
                canvas.setFillColorRGB(0.78, 0.85, 0.95)
                canvas.rect(61, HEIGHT - 200 - 20 * cell.row - 19, 468, 18, stroke=0, fill=1)
        clip = canvas.beginPath()
        clip.rect(150, HEIGHT - 390, 200, 150)
        canvas.saveState()
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.restoreState()
        stroke()(canvas, 250, HEIGHT + 400, 250, HEIGHT + 10)  # off the page
        Sheet(even(60, 530, 4), 200, 20).draw(canvas, cells)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)


def test_light_cells_on_a_dark_ground_have_rules_between_them() -> None:
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.4)
        canvas.rect(49, HEIGHT - 101 - 120, 502, 122, stroke=0, fill=1)

        def nothing(*_: object) -> None: ...

        xs = even(50, 550, 15)
        for cell in cells:
            canvas.setFillGray(1)
            left, right = xs[cell.column] + 0.5, xs[cell.column + cell.colspan] - 0.5
            top, bottom = HEIGHT - 100 - 30 * cell.row - 0.5, HEIGHT - 100 - 30 * (cell.row + cell.rowspan) + 0.5
            canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
        Sheet(xs, 100, 30, 7, ruler=nothing).draw(canvas, cells)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)


def test_frames_and_layout_tables_give_way_to_what_they_hold() -> None:
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)  # the border of the page
        layout = [Printed(0, 0, 1, 2, ""), Printed(1, 0, 14, 1, ""), Printed(1, 1, 14, 1, "")]
        Sheet([30, 560, 565], 40, 50).draw(canvas, layout)
        say(canvas, 200, 70, "淮海市某局年度报告")
        Sheet(even(40, 550, 15), 150, 30, 7).draw(canvas, cells)
        canvas.rect(60, 80, 200, 40)
        say(canvas, 70, HEIGHT - 95, "框里的文字", 10)

    data = paper(page)
    (grid,) = grids(data)
    assert printed(grid) == seen(cells)
    assert paragraphs(data) == ["淮海市某局年度报告", "框里的文字"]


def test_a_single_cell_before_a_page_break_is_the_first_row_of_the_table() -> None:
    def pages(canvas: Canvas) -> None:
        Sheet(even(60, 530, 1), 760, 24).draw(canvas, [Printed(0, 0, 1, 1, "第二十条第（一）项")])
        canvas.showPage()
        Sheet(even(60, 530, 2), 60, 24).draw(canvas, _cells(0, ("信息内容", "本年制发件数"), (1, 1)))

    assert [[cell.text for cell in grid.cells] for grid in grids(paper(pages))] == [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数"],
    ]


def test_a_row_higher_than_the_page_keeps_its_columns() -> None:
    """Only upright rules on the page: the middle of one row."""

    def pages(canvas: Canvas) -> None:
        for x in (60, 200, 530):
            stroke()(canvas, x, 60, x, HEIGHT - 60)
        say(canvas, 70, 300, "标签", 10)
        say(canvas, 300, 300, "42", 10)

    (grid,) = grids(paper(pages))
    assert [cell.text for cell in grid.cells] == ["标签", "42"]


def test_missing_sides_are_closed() -> None:
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        def inner(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
            if not (x0 == x1 and x0 in (40, 550)):
                stroke()(canvas, x0, y0, x1, y1)

        Sheet(even(40, 550, 15), 80, 30, 7, inner).draw(canvas, cells)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)


def test_a_rule_at_the_wrong_height_loses_no_label() -> None:
    """Chromium ends the rules of a merged cell too early after a page break: the labels beside it have no cell."""

    def page(canvas: Canvas) -> None:
        draw = stroke()
        for y in (100, 130, 160, 190):
            draw(canvas, 200, HEIGHT - y, 300, HEIGHT - y)
        draw(canvas, 60, HEIGHT - 190, 200, HEIGHT - 190)
        draw(canvas, 60, HEIGHT - 142, 100, HEIGHT - 142)  # the merged cell ends at 142 instead of 160
        draw(canvas, 100, HEIGHT - 118, 200, HEIGHT - 118)  # the one inside it at 118 instead of 130
        for x, end in ((60, 190), (100, 142), (200, 190), (300, 190)):
            draw(canvas, x, HEIGHT - end, x, HEIGHT - 100)
        for top, label, value in ((122, "甲", "1"), (150, "乙", "2"), (180, "丙", "3")):
            say(canvas, 120, top, label, 10)
            say(canvas, 240, top, value, 10)

    (grid,) = grids(paper(page))
    beside = {cell.row: cell for cell in grid.cells if cell.text.isdigit()}
    labels = [cell for cell in grid.cells if cell.text in "甲乙丙" and cell.text]
    assert {
        label.text: cell.text
        for label in labels
        for cell in beside.values()
        if cell.row <= label.row < cell.row + cell.rowspan
    } == {"甲": "1", "乙": "2", "丙": "3"}


def test_a_drawing_on_the_page_does_not_bend_the_table() -> None:
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        Sheet(even(40, 550, 15), 80, 30, 7).draw(canvas, cells)
        for step in range(150):  # hatching: lines 2 points apart, across all columns of the table
            stroke()(canvas, 40 + 3 * step, 100, 40 + 3 * step, 400)
            stroke()(canvas, 40, 100 + 2 * step, 550, 100 + 2 * step)

    assert printed(grids(paper(page))[0]) == seen(cells)


def test_a_frame_around_the_rules_takes_no_cell_away() -> None:
    """Word's thick-and-thin border: the outer line goes round, the inner rules stop 4 points before it."""
    cells = disputes(FORMS["2021"], count(1))

    def page(canvas: Canvas) -> None:
        Sheet(even(40, 550, 15), 80, 30, 7).draw(canvas, cells)
        canvas.setStrokeGray(1)
        canvas.setLineWidth(1.5)
        canvas.rect(40, HEIGHT - 80 - 120, 510, 120)  # the outermost rules are painted over
        canvas.setStrokeGray(0)
        canvas.rect(36, HEIGHT - 84 - 120, 518, 128)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)


def test_white_lines_rule_nothing() -> None:
    def page(canvas: Canvas) -> None:
        Sheet(even(100, 300, 2), 100, 40).draw(canvas, _cells(0, ("标签", "12"), (1, 1)))
        stroke(0.5, grey=1)(canvas, 250, HEIGHT - 140, 250, HEIGHT - 100)
        canvas.setFillGray(1)
        canvas.rect(100, HEIGHT - 120, 200, 0.5, stroke=0, fill=1)

    (grid,) = grids(paper(page))
    assert [cell.text for cell in grid.cells] == ["标签", "12"]


def test_a_merged_cell_higher_than_the_page_is_still_a_column() -> None:
    """Its left border crosses nothing on the page; text may stick out of the table at the page's end."""

    def page(canvas: Canvas) -> None:
        stroke()(canvas, 60, 60, 60, HEIGHT - 60)
        Sheet([100, 200, 300], 60, HEIGHT - 120, 9, open_top=True, open_bottom=True).draw(
            canvas, [Printed(0, 0, 1, 1, "标签"), Printed(0, 1, 1, 1, "42")]
        )
        stroke()(canvas, 100, 400, 300, 400)
        say(canvas, 70, HEIGHT - 52, "结", 12)  # across the end of the rules, as Chromium leaves it

    (grid,) = grids(paper(page))
    assert sorted(cell.text for cell in grid.cells) == ["", "", "42", "标签", "结"]
    (merged,) = [cell for cell in grid.cells if cell.text == "结"]
    assert (merged.row, merged.column, merged.rowspan) == (0, 0, 2)


def test_fonts_of_different_height_share_a_line() -> None:
    def draw(canvas: Canvas) -> None:
        say(canvas, 105, 125, "共", 10)
        say(canvas, 115, 124, "21", 9, "Times-Roman")
        say(canvas, 125, 126, "件", 12)

    assert one_cell(draw).text == "共21件"


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [3.0, 6, 20])
def test_two_numbers_in_a_cell_never_become_one(gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        say(canvas, 105, 125, "10", 10, "Helvetica")
        say(canvas, 105 + 11.2 + gap, 125, "0", 10, "Helvetica")

    assert one_cell(draw).text == "10 0"


def test_digits_drawn_one_by_one_are_one_number() -> None:
    def draw(canvas: Canvas) -> None:
        for at, digit in enumerate("20345"):
            say(canvas, 105 + at * 6.0, 125, digit, 10, "Helvetica")  # letters spaced by 0.4 points

    assert one_cell(draw).text == "20345"


def test_numbers_on_two_lines_of_a_cell_stay_two() -> None:
    def draw(canvas: Canvas) -> None:
        say(canvas, 105, 115, "10", 10, "Helvetica")
        say(canvas, 105, 130, "0", 10, "Helvetica")

    assert one_cell(draw).text == "10\n0"


def test_a_number_wrapped_in_its_cell_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        say(canvas, 105, 115, "118", 10, "Helvetica")
        say(canvas, 105, 130, "6", 10, "Helvetica")

    assert one_cell(draw, width=28).text == "1186"


@pytest.mark.parametrize("start", [108.0, 96.66, 91.1, 88.32])
def test_a_number_that_runs_over_a_rule_stays_whole(start: float) -> None:
    """The rule at 120 cuts it in the middle of a digit, or between two digits."""

    def page(canvas: Canvas) -> None:
        Sheet([80, 120, 160, 200], 100, 30).draw(canvas, _cells(0, ("", "", "7"), (1, 1, 1)))
        say(canvas, start, 119, "3985758", 10, "Helvetica")

    (grid,) = grids(paper(page))
    middle = start + 7 * 5.56 / 2
    assert [cell.text for cell in grid.cells] == (["3985758", "", "7"] if middle < 120 else ["", "3985758", "7"])


def test_a_number_printed_over_another_is_not_mixed_with_it() -> None:
    def draw(canvas: Canvas) -> None:
        say(canvas, 105, 125, "12345", 10, "Helvetica")
        say(canvas, 122, 125, "678", 10, "Helvetica")

    assert one_cell(draw).text == "12345 678"


def test_bold_made_by_printing_twice_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.2):
            say(canvas, 105 + shift, 125, "211", 10, "Helvetica")

    assert one_cell(draw).text == "211"


def test_small_signs_are_kept_and_unseen_characters_are_not() -> None:
    def draw(canvas: Canvas) -> None:
        say(canvas, 105, 115, "－", 10)
        say(canvas, 105, 130, "公\u200b开\u00ad", 10)

    assert one_cell(draw).text.replace(" ", "") == "－\n公开"
