"""parsing.readers.pdf on tables that no rules enclose, and on pages whose text is not plainly printed across.

Whole reports with another number in every cell: a figure is the one that is printed or it is null, never another.
"""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

import parsing
from crawler.samples.render import HtmlStyle, SampleReport, answers, render_html
from parsing.align import align
from parsing.forms import FORMS
from parsing.model import Cell, Grid, Paragraph, Place
from parsing.readers.pdf import read_pdf
from tests.test_pdf import HEIGHT, SONG, Printed, Sheet, disputes, even, paper, printed, proactive, say, seen
from tests.test_pdf_printers import CHROMIUM, needs_chromium, report

NO_RULES = "table.form{border-collapse:collapse;font-size:10pt} table.form td{border:0}"
STYLES = {
    "nothing": "",
    "small": "table.form{font-size:8pt;line-height:1.2}",
    "set left": "table.form td{text-align:left}",
    "set right": "table.form td{text-align:right}",
    "landscape": "@page{size:A4 landscape}",
    "across": "table.form td{border-bottom:1px solid #000}",
    "three lines": "table.form{border-top:2px solid;border-bottom:2px solid} table.form td.title{border-bottom:1px solid}",
    "upright": "table.form td{border-left:1px solid #000;border-right:1px solid}",
    "shaded rows": "table.form tr:nth-child(even) td{background:#e4e4f4}",
    "shaded columns": "table.form td:nth-child(odd){background:#dde}",
}
HARD = {
    "set high": "table.form td{vertical-align:top}",
    "set low": "table.form td{vertical-align:bottom}",
    "no room": "table.form{line-height:1.1} table.form td{padding:0 1px}",
    "narrow": "table.form{width:70%;font-size:7pt;line-height:1.1} table.form td{padding:1px}",
    "head not ruled": "table.form tr:nth-child(n+4) td{border:1px solid}",
}


def printed_by_browser(told: SampleReport, css: str, folder: Path) -> bytes:
    page = render_html(told, HtmlStyle(page_css=f"@page{{size:A4;margin:20mm}} {NO_RULES} {css}"))
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page.replace('class="form" border="1"', 'class="form"'), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    flags += [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}"]
    subprocess.run([str(CHROMIUM), *flags, source.as_uri()], check=True, capture_output=True, timeout=60)
    return target.read_bytes()


def compared(data: bytes, told: SampleReport) -> tuple[list[str], list[str]]:
    """The figures that are printed and not read, and those that are read as something else."""
    wanted = {key: value for key, (value, _) in answers(told).items()}
    found = {key: figure.value for key, figure in parsing.read(data).figures.items()}
    lost = [key for key, value in wanted.items() if value is not None and found.get(key) is None]
    return lost, [key for key, value in wanted.items() if found.get(key) is not None and found[key] != value]


def with_blanks(told: SampleReport, seed: int) -> SampleReport:
    """The same report with cells left blank and zeros, so that a shifted row would pass every eye."""
    chance = random.Random(seed)
    figures = {
        key: None if (draw := chance.random()) < 0.2 else 0 if draw < 0.5 else value
        for key, value in told.figures.items()
    }
    return replace(told, figures=figures)


@needs_chromium
@pytest.mark.parametrize("style", STYLES)
def test_every_figure_comes_back(style: str, tmp_path: Path) -> None:
    told = report("2019" if len(style) % 2 else "2021")
    data = printed_by_browser(told, STYLES[style], tmp_path)
    assert compared(data, told) == ([], [])
    paragraphs = [block.text for block in read_pdf(data).blocks if isinstance(block, Paragraph)]
    headings = [f"{section.number}、{section.label}" for section, _ in told.sections()]
    assert [text for text in paragraphs if text in headings] == headings


@needs_chromium
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_rules_without_an_outer_border(form: str, tmp_path: Path) -> None:
    told = report(form)
    style = "table.form{border-style:hidden} table.form td{border:1px solid #000}"
    assert compared(printed_by_browser(told, style, tmp_path), told) == ([], [])


@needs_chromium
@pytest.mark.parametrize("style", HARD)
def test_what_cannot_be_told_is_null(style: str, tmp_path: Path) -> None:
    """Labels over several lines that may be those of two rows; headings that run into each other."""
    told = report("2021")
    lost, wrong = compared(printed_by_browser(told, HARD[style], tmp_path), told)
    assert not wrong
    assert len(lost) < len(told.figures)


@needs_chromium
@pytest.mark.parametrize("seed", range(3))
def test_blank_cells_shift_nothing(seed: int, tmp_path: Path) -> None:
    told = with_blanks(report("2019" if seed % 2 else "2021"), seed)
    lost, wrong = compared(printed_by_browser(told, "table.form td{padding:2px 4px}", tmp_path), told)
    assert not wrong
    assert len(lost) < 30


@needs_chromium
def test_turned_cropped_and_marked_pages(tmp_path: Path) -> None:
    """The page turned by its own entry although its text stands upright in the file, as scanners' programs do."""
    told = report("2021")
    mark = (
        "body::before{content:'内部资料 2023';position:fixed;top:40%;left:5%;transform:rotate(-35deg);"
        "font-size:60px;color:#888} table.form td{border:1px solid;text-shadow:0.5px 0 #000}"
    )
    data = printed_by_browser(told, mark, tmp_path)
    assert compared(data, told) == ([], [])
    for turn in (90, 180, 270):
        document = pypdfium2.PdfDocument(data)
        for page in document:
            page.set_rotation(turn)
            left, bottom, right, top = page.get_mediabox()
            page.set_mediabox(left - 100, bottom - 50, right + 30, top + 60)
            page.set_cropbox(left, bottom, right, top)
        out = io.BytesIO()
        document.save(out)
        document.close()
        assert compared(out.getvalue(), told) == ([], []), turn


def test_a_lost_heading_shifts_no_number_on_the_next_page() -> None:
    """总计 ran into the words over it; on the next page 1967 stands under 科研机构, the third of seven columns."""
    read = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    first = [(0, 2 + at, text) for at, text in enumerate(read)]
    rows = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开")
    later = [(row, 1, text) for row, text in enumerate(rows)]
    later += [
        (row, 2 + at, text) for row in range(3) for at, text in enumerate(("", "0", "1967", "19", "0", "15", "1"))
    ]

    def grid(parts: list[tuple[int, int, str]], page: int) -> Grid:
        box = (0.0, 0.0, 1.0, 1.0)
        cells = (Cell(text, y, x, place=Place(page, page, y + 1, x + 1, box=box)) for y, x, text in parts)
        return Grid(tuple(cells), page=page)

    figures = align([grid(first, 1), grid(later, 2)], 2023, "2021").figures
    assert figures["granted.org_commercial_enterprise"].raw
    assert not any(figure.stated for figure in figures.values())


def test_a_row_of_disputes_apart_from_a_header_half_read_is_nobodys() -> None:
    """Of the header five outcomes are legible; the row before, which was this year's, is no table at all."""
    box = (0.0, 0.0, 1.0, 1.0)
    words = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "结果结果其他 未审")
    head = tuple(Cell(text, 0, x, place=Place(1, 1, 1, x + 1, box=box)) for x, text in enumerate(words))
    row = tuple(Cell(str(x), 0, x, place=Place(1, 2, 1, x + 1, box=box)) for x in range(15))
    figures = align([Grid(head, page=1), Grid(row, page=1)], 2023, "2021").figures
    assert not any(figure.stated for figure in figures.values())
    assert figures["reconsideration_total"].raw


# --- small pages ----------------------------------------------------------------------------------------------------


def grids(data: bytes) -> list[Grid]:
    return [block for block in read_pdf(data).blocks if isinstance(block, Grid)]


def texts(data: bytes) -> list[list[str]]:
    """The rows of the one table of a page."""
    (grid,) = grids(data)
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return [rows[at] for at in sorted(rows)]


def rows(lines: list[tuple[float, list[tuple[float, str]]]]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for top, words in lines:
            for x, text in words:
                say(canvas, x, top, text, 10)

    return draw


HEAD = (100.0, [(60.0, "信息内容"), (200.0, "本年制发件数"), (320.0, "现行有效件数")])


def test_a_small_table() -> None:
    data = paper(
        rows([HEAD, (125, [(60, "规章"), (225, "11"), (345, "12")]), (150, [(60, "行政规范性文件"), (345, "22")])])
    )
    assert texts(data) == [
        ["信息内容", "本年制发件数", "现行有效件数"],
        ["规章", "11", "12"],
        ["行政规范性文件", "", "22"],
    ]


@pytest.mark.parametrize(
    "row",
    [
        [(60.0, "规章"), (290.0, "11"), (345.0, "12")],  # under no heading
        [(60.0, "规章"), (225.0, "11"), (240.0, "13"), (345.0, "12")],  # two under one
        [(60.0, "规章"), (225.0, "11"), (345.0, "12"), (460.0, "13")],  # a column without a heading
        [(225.0, "11"), (345.0, "12")],  # no label
    ],
)
def test_a_row_that_does_not_fit_its_headings_makes_no_table(row: list[tuple[float, str]]) -> None:
    other = (150.0, [(60.0, "行政规范性文件"), (225.0, "21"), (345.0, "22")])
    assert grids(paper(rows([HEAD, (125.0, row), other]))) == []


def test_numbers_in_text_make_no_table() -> None:
    lines = [
        (100.0 + 20 * at, [(60.0, "全年收到申请"), (200.0, str(at)), (230.0, "件，比上年增加。")]) for at in range(5)
    ]
    contents = [(300.0 + 20 * at, [(60.0, label), (500.0, str(at))]) for at, label in enumerate("总体情况")]
    assert grids(paper(rows([*lines, *contents]))) == []


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    def page(canvas: Canvas) -> None:
        for at in range(12):
            say(canvas, 60, 100 + 20 * at, f"左栏第{at + 1:02d}行的文字写满这一栏吗", 12)
            say(canvas, 330, 100 + 20 * at, f"右栏第{at + 1:02d}行的文字写满这一栏吗", 12)

    text = "".join(block.text for block in read_pdf(paper(page)).blocks if isinstance(block, Paragraph))
    order = [text.index(f"{side}栏第{at + 1:02d}行") for side in "左右" for at in range(12)]
    assert order == sorted(order)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_content_turned_by_its_matrix(turn: int) -> None:
    """The page is upright, its table lies on its side; boxes are those of the page as one turns it to read."""
    cells = disputes(FORMS["2021"], iter(range(1, 99)))

    def page(canvas: Canvas) -> None:
        canvas.setPageSize((HEIGHT, HEIGHT))
        canvas.translate(*{90: (HEIGHT, 0), 180: (HEIGHT, HEIGHT), 270: (0, HEIGHT)}[turn])
        canvas.rotate(turn)
        Sheet(even(40, 550, 15), 80, 30, 7).draw(canvas, cells)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)
    first = next(cell for cell in grid.cells if cell.text == "行政复议")
    assert first.place.box is not None and first.place.box[:2] == pytest.approx((40, 80), abs=0.2)


def test_a_page_in_large_units() -> None:
    """As with a UserUnit of 10: everything is a tenth of what is seen, and so are the boxes."""
    cells = disputes(FORMS["2021"], iter(range(1, 99)))

    def page(canvas: Canvas) -> None:
        canvas.setPageSize((59.5, HEIGHT / 10))
        canvas.scale(0.1, 0.1)
        Sheet(even(40, 550, 15), 80, 30, 7).draw(canvas, cells)

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)
    first = next(cell for cell in grid.cells if cell.text == "行政复议")
    assert first.place.box is not None and first.place.box[:2] == pytest.approx((4, 8), abs=0.1)


def test_what_is_printed_over_and_under_a_table_does_not_enter_it() -> None:
    cells = proactive(FORMS["2021"], iter(range(1001, 1099)))

    def page(canvas: Canvas) -> None:
        for shift in (0.0, 0.5, 0.9):  # bold by printing three times
            canvas.saveState()
            canvas.translate(shift, 0)
            Sheet(even(60, 530, 4), 100, 24).draw(canvas, cells)
            canvas.restoreState()
        hidden = canvas.beginText(100, HEIGHT - 180)
        hidden.setTextRenderMode(3)
        hidden.setFont(SONG, 9)
        hidden.textLine("7777 另一程序识别的文字 8888")
        canvas.drawText(hidden)
        canvas.setFillGray(0.85)
        canvas.setFont(SONG, 60)
        canvas.drawString(80, HEIGHT - 300, "样本 999")
        canvas.rotate(30)
        canvas.setFillGray(0.4)
        canvas.drawString(300, 200, "仅供参考 66")

    (grid,) = grids(paper(page))
    assert printed(grid) == seen(cells)


def test_repeated_digits_are_no_overprint() -> None:
    def page(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            cells = [Printed(0, 0, 1, 1, "1111"), Printed(0, 1, 1, 1, "1111")]
            Sheet(even(60 + shift, 300 + shift, 2), 100, 24).draw(canvas, cells)

    assert [cell.text for cell in grids(paper(page))[0].cells] == ["1111", "1111"]


def test_any_order_of_drawing_gives_the_same_table() -> None:
    cells = disputes(FORMS["2021"], iter(range(101, 199)))

    def page(canvas: Canvas, seed: int) -> None:
        shuffled = random.Random(seed).sample(cells, len(cells))
        Sheet(even(40, 550, 15), 80, 30, 7).draw(canvas, shuffled)

    for seed in range(3):
        (grid,) = grids(paper(lambda canvas, seed=seed: page(canvas, seed)))  # type: ignore[misc]
        assert printed(grid) == seen(cells)
