"""parsing.readers.image: scans and pictures by OCR.

One rule above all: a number that was read is the number that was printed. What cannot be read with certainty is
unreadable. ``pictures/a3-150dpi.png`` is the first page of :data:`PRINTED` as a browser prints it; the closing lines and
the fees stand on the second. ``pictures/fax-200dpi.tif`` is a report whose sums hold, blurred, noisy and cut to black and
white like a fax; beside it stand its figures. ``pictures/total-fax.png`` is a heading of such a page.
"""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import cv2
import numpy
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

import parsing
from crawler.samples.render import HtmlStyle, Printed, SampleReport, answers, render_html
from parsing.forms import FORMS, FigureSpec
from parsing.model import Grid, Place, Reading, State, Unreadable, Verdict
from parsing.readers import image as image_reader
from parsing.readers import image_words
from parsing.readers.image import blocks_in_picture, read_image
from parsing.readers.image_cells import CLEAR, read_lines
from parsing.readers.image_numbers import dark_of, ones_are_stems, plain, read_numbers
from parsing.readers.image_page import CLEAR as UPRIGHT
from parsing.readers.image_page import clarity_of
from parsing.readers.image_rules import KERNELS, ruling
from parsing.readers.image_strips import Strip
from parsing.readers.image_words import Heard, Recogniser, among_numbers, hypotheses, recogniser
from parsing.readers.pdf_glyphs import REPLACEMENT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium fonts-noto-cjk")
PAGE = Path(__file__).parent / "pictures" / "a3-150dpi.png"
FAX = PAGE.with_name("fax-200dpi.tif")
DPI = 150
BEFORE_ROW = 1_391
"""Pixels of the page down to the end of a row of its second table."""


def fill(number: int, spec: FigureSpec) -> Printed:
    """Empty cells, slashes, dashes, noughts, single digits and numbers of up to five digits."""
    signs: dict[int, Printed] = {2: None, 4: "/", 5: 0, 8: None, 10: "—"}
    if number % 11 in signs:
        return signs[number % 11]
    if number % 3 == 0:
        return number % 10
    many = number * 7919 % 100_000
    return Decimal(many) / 100 if spec.type == "money" else many


def report(form: str = "2021") -> SampleReport:
    specs = [spec for table in ("proactive", "requests", "disputes") for spec in FORMS[form].table(table)]
    return SampleReport(
        issuer="样例市财政局",
        year=2023 if form == "2021" else 2020,
        form=form,
        figures={spec.key: fill(number, spec) for number, spec in enumerate(specs)},
        prose={
            "overall": ("全年主动公开信息356条。",),
            "problems": ("一是深度不够。",),
            "other_matters": ("无其他事项。",),
        },
        signature="样例市财政局",
        published=date(2024, 1, 25),
    )


PRINTED = report()
CELLS = {key: answer for key, answer in answers(PRINTED).items() if not key.startswith("processing_fee")}


def page() -> Image.Image:
    with Image.open(PAGE) as file:
        return file.convert("L")


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = io.BytesIO()
    image.copy().save(target, kind, **({"dpi": (DPI, DPI)} | options if kind != "PDF" else options))
    return target.getvalue()


def grey(image: Image.Image) -> numpy.ndarray:
    return numpy.asarray(image.convert("L"))


def check(reading: Reading, cells: dict = CELLS, share: float = 1.0) -> None:
    """Nothing wrong at all, and so much of it read."""
    assert reading.verdict is Verdict.REPORT, reading.reason
    found = {key: (figure.value, figure.state) for key, figure in reading.figures.items()}
    unread = [key for key in cells if found[key] == (None, State.UNREADABLE)]
    wrong = {key: (cells[key], found[key]) for key in cells if found[key] != cells[key] and key not in unread}
    assert not wrong, f"(printed, read): {wrong}"
    assert 1 - len(unread) / len(cells) >= share, f"{len(unread)} of {len(cells)} unreadable: {unread[:9]}"


@lru_cache
def clean() -> Reading:
    return parsing.read(PAGE.read_bytes())


def test_a_clean_page_is_read_cell_by_cell() -> None:
    check(clean())
    assert (clean().media, clean().form, clean().agency_name, clean().year) == ("image", "2021", "样例市财政局", 2023)


def test_a_figure_leads_to_its_place_in_points() -> None:
    place = clean().figures["granted.org_commercial_enterprise"].place
    assert place is not None
    assert place.box is not None
    x0, top, x1, bottom = (round(part * DPI / 72) for part in place.box)
    ink = grey(page())[top + 3 : bottom - 3, x0 + 3 : x1 - 3]
    heard = recogniser().read([numpy.ascontiguousarray(ink)])[0]
    assert among_numbers(heard).text == str(CELLS["granted.org_commercial_enterprise"][0])


def leaning(picture: numpy.ndarray, degrees: float) -> numpy.ndarray:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (width, height), borderValue=255)


def noisy(picture: numpy.ndarray, spread: float) -> numpy.ndarray:
    noise = numpy.random.default_rng(5).normal(0, spread, picture.shape)
    return numpy.clip(picture * 0.9 + 15 + noise, 0, 255).astype(numpy.uint8)


def shaded(picture: numpy.ndarray) -> numpy.ndarray:
    """Light from one side, as on a photograph."""
    return (picture * numpy.linspace(1.0, 0.55, picture.shape[1])).astype(numpy.uint8)


def half() -> Image.Image:
    """The upper part of the page, which ends between two rows of the second table: enough for what damage does."""
    return page().crop((0, 0, 1754, BEFORE_ROW))


@lru_cache
def half_cells() -> dict:
    places = {key: figure.place for key, figure in clean().figures.items() if figure.place and figure.place.box}
    cells = {key: CELLS[key] for key, place in places.items() if place.box[3] * DPI / 72 < BEFORE_ROW + 2}
    assert 70 <= len(cells) < len(CELLS)
    return cells


def test_a_leaning_page_as_jpeg() -> None:
    reading = parsing.read(saved(Image.fromarray(leaning(grey(half()), 2.6)), "JPEG", quality=40))
    check(reading, half_cells(), share=0.98)


def test_a_scanned_pdf_unevenly_lit() -> None:
    data = saved(Image.fromarray(shaded(leaning(grey(half()), -1.3))), "PDF", resolution=DPI)
    reading = parsing.read(data)
    check(reading, half_cells(), share=0.98)
    assert (reading.media, reading.agency_name) == ("pdf", "样例市财政局")
    place = reading.figures["granted.total"].place
    assert place is not None
    assert (place.page, place.table) == (1, 2)


def test_a_noisy_page_with_cells_that_nobody_can_read() -> None:
    crossed, blotted = "granted.org_commercial_enterprise", "granted.natural_person"
    assert (CELLS[crossed][1], CELLS[blotted][1]) == (None, State.BLANK)
    picture = grey(half()).copy()
    for key in (crossed, blotted):
        place = clean().figures[key].place
        assert place is not None
        assert place.box is not None
        x0, top, x1, bottom = (round(part * DPI / 72) for part in place.box)
        middle = (x0 + x1) // 2, (top + bottom) // 2
        if key == crossed:
            for shift in range(-30, 31, 10):
                cv2.line(picture, (middle[0] + shift, top + 4), (middle[0] - shift, bottom - 4), 0, 3)
        else:
            cv2.circle(picture, middle, 7, 60, -1)
    reading = parsing.read(saved(Image.fromarray(noisy(picture, 12)), "JPEG", quality=60))
    for key in (crossed, blotted):
        assert (reading.figures[key].value, reading.figures[key].state) == (None, State.UNREADABLE), key
    check(reading, {key: answer for key, answer in half_cells().items() if key not in (crossed, blotted)}, share=0.9)


@lru_cache
def piece() -> Image.Image:
    """The part of the page that has the first table."""
    return page().crop((0, 380, 1754, 900))


def first_table(data: bytes) -> list[str | None]:
    """The values of the first table; a label, of which another sign or two may be read, is None."""
    grid = next(block for block in read_image(data).blocks if isinstance(block, Grid))
    return [cell.text if not cell.text or plain(cell.text) else None for cell in grid.cells]


FORMATS: dict[str, Callable[[], bytes]] = {
    "bmp": lambda: saved(piece(), "BMP"),
    "gif": lambda: saved(piece(), "GIF"),
    "transparent": lambda: saved(
        Image.merge("LA", (Image.new("L", piece().size, 0), piece().point(lambda s: 255 - s)))
    ),
    "sixteen bits": lambda: saved(Image.fromarray(grey(piece()).astype(numpy.uint16) * 257)),
    "on its head": lambda: saved(piece().rotate(180)),
    "on its side": lambda: saved(piece().rotate(90, expand=True)),
}


@pytest.fixture(scope="module")
def wanted() -> list[str | None]:
    table = first_table(saved(piece()))
    assert {"7919", "55433", "0", "/", ""} <= set(table)
    return table


@pytest.mark.parametrize("name", FORMATS)
def test_file_formats_and_ways_to_lie(name: str, wanted: list[str | None]) -> None:
    assert first_table(FORMATS[name]()) == wanted


def test_every_page_of_a_tiff(wanted: list[str | None]) -> None:
    empty = Image.new("L", (600, 800), 255)
    contents = read_image(saved(empty, "TIFF", save_all=True, append_images=[piece().copy()]))
    grids = [block for block in contents.blocks if isinstance(block, Grid)]
    assert contents.pages == 2
    assert [(grid.page, grid.cells[0].place.page) for grid in grids] == [(2, 2)]


def with_pale_rules(picture: numpy.ndarray, shade: int) -> numpy.ndarray:
    """Long dark lines made pale, as on a picture of a web page; shaded rows made white."""
    dark = (picture < 140).astype(numpy.uint8) * 255
    lines = [cv2.morphologyEx(dark, cv2.MORPH_OPEN, numpy.ones(bar, numpy.uint8)) for bar in ((1, 60), (30, 1))]
    rules = cv2.dilate(cv2.bitwise_or(*lines), numpy.ones((3, 3), numpy.uint8)) > 0
    pale = numpy.where(picture > 190, 255, picture)
    pale[rules] = shade
    return pale.astype(numpy.uint8)


@pytest.mark.parametrize("shade", [204, 221])
def test_the_pale_lines_of_a_web_page(shade: int, wanted: list[str | None]) -> None:
    assert first_table(saved(Image.fromarray(with_pale_rules(grey(piece()), shade)))) == wanted


def test_a_seal_over_numbers(wanted: list[str | None]) -> None:
    """What it covers is read or in doubt, also where it lies on an empty cell; whatever it covers, no rule is lost."""
    colours = numpy.asarray(piece().convert("RGB")).astype(int)
    seal = numpy.full(colours.shape, 255, numpy.uint8)
    for middle in ((1140, 110), (1480, 60)):  # over 7919 and 55433, and over the one empty cell of the first rows
        cv2.circle(seal, middle, 75, (215, 40, 40), 8)
        cv2.circle(seal, middle, 22, (215, 40, 40), -1)
    stamped = Image.fromarray((colours * seal // 255).astype(numpy.uint8))
    found = first_table(saved(stamped, "JPEG", quality=80))
    assert len(found) == len(wanted)
    wrong = [(right, text) for right, text in zip(wanted, found, strict=True) if right != text and text is not None]
    assert not wrong
    assert {"7919", "55433"} <= set(found)


def test_dirt_in_cells_is_no_sign(wanted: list[str | None]) -> None:
    picture = grey(piece()).copy()
    places = numpy.random.default_rng(3).integers((0, 0), picture.shape, (700, 2))
    for y, x in places:
        picture[y : y + 2, x : x + 2] = 60
    found = first_table(saved(Image.fromarray(picture)))
    assert not [(right, text) for right, text in zip(wanted, found, strict=True) if right != text and text is not None]
    assert sum(right == text for right, text in zip(wanted, found, strict=True)) >= 0.9 * len(wanted)


def test_a_4_that_lost_its_slant_is_no_1() -> None:
    """As on a fax: the stem and the bar of a 4 alone, beside true ones."""
    strips = [Strip(40 * at, 10, 40 * at + wide, 28) for at, wide in enumerate((12, 8, 12))]
    paper = numpy.full((40, 120), 255, numpy.uint8)
    cv2.rectangle(paper, (7, 10), (9, 27), 0, -1)
    cv2.rectangle(paper, (0, 22), (11, 23), 0, -1)  # the bar of the 4
    cv2.rectangle(paper, (45, 10), (47, 27), 0, -1)
    cv2.rectangle(paper, (40, 26), (48, 27), 0, -1)  # the foot of a 1
    cv2.rectangle(paper, (85, 10), (89, 27), 0, -1)
    assert [ones_are_stems("1", dark_of(paper, strip)) for strip in strips] == [False, True, True]


def test_blurred_words_are_no_rule() -> None:
    """Words that stand close run on when they are blurred: in a cell they would be a rule beside the true one."""
    paper = numpy.full((400, 500), 255, numpy.uint8)
    for x in (40, 140, 460):
        cv2.line(paper, (x, 40), (x, 360), 90, 3)
    for y in (40, 200, 360):
        cv2.line(paper, (40, y), (460, y), 90, 3)
    cv2.line(paper, (40, 280), (140, 280), 90, 3)  # a short one with words close below it
    for top in (174, 287):
        for at in range(52, 130, 24):
            cv2.rectangle(paper, (at, top), (at + 22, top + 18), 120, 2)
            cv2.line(paper, (at + 11, top), (at + 11, top + 18), 120, 2)
    for kernel in KERNELS:
        edges, _ = ruling(cv2.GaussianBlur(paper, (3, 3), 0), kernel)
        level = sorted(round(edge["top"] * 200 / 72) for edge in edges if edge["orientation"] == "h")
        assert level == [40, 200, 280, 360]
        assert len(edges) == 7


def test_a_page_that_is_dark_from_edge_to_edge_has_no_rules() -> None:
    """As where a fax lost its code: nothing is left beside the dark to compare it with."""
    for shape in ((400, 500), (40, 500), (400, 40)):
        for kernel in KERNELS:
            assert ruling(numpy.zeros(shape, numpy.uint8), kernel)[0] == []


def test_a_character_that_was_passed_over_is_looked_for() -> None:
    """The 计 of 总计 lost its slant on a fax: at first sight the recogniser says 总, and is certain of it."""
    white = numpy.asarray(Image.open(PAGE.with_name("total-fax.png")))
    ys, xs = (white < 200).nonzero()
    strip = Strip(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    reader = recogniser()
    assert [heard.text for heard in read_lines(white, [strip], 21.0, reader, CLEAR)] == ["总计"]
    narrow = replace(strip, right=strip.left + strip.height)
    assert [heard.text for heard in read_lines(white, [narrow], 21.0, reader, CLEAR)] == ["总"]


def said(text: str, *steps: dict[str, float]) -> Heard:
    """A line as heard: how probable each sign is at each step."""
    signs = numpy.zeros((2 * len(steps), 1 + len(image_words.NUMERIC)))
    signs[1::2, 0] = 1.0
    for row, step in zip(signs[::2], steps, strict=True):
        for sign, probability in step.items():
            row[1 + image_words.NUMERIC.index(sign)] = probability
    return Heard(text, 0.5, 0.5, signs)


class Deaf:
    """Says nothing, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, lines: list[numpy.ndarray]) -> list[Heard]:
        self.asked += len(lines)
        return [said("", {}) for _ in lines]


@pytest.mark.parametrize(
    ("heard", "number"),
    [
        (said("O", {"0": 0.95}), "0"),  # O and 0 between them: nothing else is printed there
        (said("0", {"0": 0.95}), "0"),
        (said("0", {"0": 0.55, "6": 0.4}), None),
        (said("0", {"0": 0.8}), None),
        (said("0个", {"0": 0.95}), None),
    ],
)
def test_a_nought_is_believed_at_once_where_it_can_be_nothing_else(heard: Heard, number: str | None) -> None:
    paper = numpy.full((40, 40), 255, numpy.uint8)
    cv2.ellipse(paper, (20, 20), (5, 8), 0, 0, 360, 0, 2)
    reader = Deaf()
    (printed,) = read_numbers(paper, [(Strip(14, 11, 27, 30), heard)], 20.0, reader)
    assert (printed.text == number, reader.asked) == (number is not None, int(number is None))


def test_dashes_and_noughts_do_not_say_which_side_is_up() -> None:
    words, cells = Heard("本年新收申请数量", 0.9, 0.99, None), Heard("一", 0.4, 0.55, None)
    assert clarity_of([words] * 12 + [cells] * 200) >= UPRIGHT
    assert clarity_of([words._replace(clarity=0.6)] * 12 + [cells] * 200) < UPRIGHT
    side = Heard("一一一一一", 1.0, 1.0, None)  # ones that lie on their side
    assert clarity_of([side] * 4 + [words] * 3 + [cells._replace(clarity=0.99)] * 140) == 0.0
    assert clarity_of([]) == 1.0


def test_a_fax_of_two_pages_whose_doubts_the_sums_settle() -> None:
    printed = json.loads(FAX.with_suffix(".json").read_text(encoding="utf-8"))
    reading = parsing.read(FAX.read_bytes())
    check(reading, {key: (Decimal(value) if isinstance(value, str) else value, None) for key, value in printed.items()})
    doubts = {key: figure for key, figure in reading.figures.items() if figure.readings}
    assert len(doubts) >= 4, "the picture is to have cells that the recogniser cannot be sure of"
    assert all(REPLACEMENT in figure.raw for figure in doubts.values())
    assert {figure.place.page for figure in reading.figures.values() if figure.place} == {1, 2}
    assert set(reading.as_dict()["doubts"]) >= set(doubts)


def test_other_readings_by_their_probability() -> None:
    """Steps through 1, then 3 or 8: what the recogniser says with a pause between, and two threes without one."""
    heard = recogniser().read([numpy.full((20, 40), 255, numpy.uint8)])[0]
    steps = numpy.zeros((5, heard.signs.shape[1]))
    sign = {character: 1 + "0123456789.,-/—一元".index(character) for character in "138"}
    steps[[0, 2, 4], 0] = 1.0
    steps[1, sign["1"]] = 1.0
    steps[3, sign["3"]], steps[3, sign["8"]], steps[3, 0] = 0.6, 0.3, 0.1
    found = hypotheses(heard._replace(signs=steps))[:3]
    assert [text for text, _ in found] == ["13", "18", "1"]
    assert [round(share, 3) for _, share in found] == [0.6, 0.3, 0.1]


def on_a_page_of_text(picture: Image.Image, *, hidden: bool = False) -> bytes:
    """A PDF page with headings in text and the tables as a picture; or a scan with its text hidden under it."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    width, height = picture.width * 72 / DPI, picture.height * 72 / DPI
    canvas = Canvas(target, pagesize=(width, height + 200))
    canvas.drawImage(ImageReader(picture), 0, 0, width, height)
    text = canvas.beginText(60, height + 140)
    text.setFont("STSong-Light", 14)
    text.setTextRenderMode(3 if hidden else 0)
    for line in (
        "样例市教育局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "全年主动公开信息356条。",
        "二、主动公开政府信息情况",
    ):
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()
    return target.getvalue()


def test_a_picture_of_a_table_on_a_page_of_text(wanted: list[str | None]) -> None:
    reading = parsing.read(on_a_page_of_text(piece()))
    assert (reading.verdict, reading.agency_name) == (Verdict.REPORT, "样例市教育局")
    check(reading, {spec.key: CELLS[spec.key] for spec in FORMS["2021"].table("proactive")})
    place = reading.figures["gov_rules_repealed"].place
    assert place is not None
    assert place.box is not None
    _, top, _, bottom = place.box
    assert (place.page, place.table) == (1, 1)
    assert 200 < top < bottom < 200 + piece().height * 72 / DPI


def test_the_hidden_text_of_a_scan_is_not_believed() -> None:
    """A scanner's program wrote it: the title is read from the picture, where there is none."""
    reading = parsing.read(on_a_page_of_text(piece(), hidden=True))
    assert "教育局" not in str(reading.as_dict())


def test_a_picture_inside_another_document(wanted: list[str | None]) -> None:
    blocks = blocks_in_picture(saved(piece()), 2)
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.cells if plain(cell.text)] == [text for text in wanted if text]
    assert (grid.page, grid.cells[0].place) == (None, Place(table=3, row=1, column=1))
    assert blocks_in_picture(b"no picture", 0) == ()
    assert blocks_in_picture(saved(Image.new("L", (300, 300), 255)), 0) == ()


@pytest.mark.parametrize(
    ("heard", "number"),
    [
        *[(number, number) for number in ("1,234", "0", "-5", "3.25", "12元", "/", "——")],
        *[("12，345", "12,345"), ("一", "—")],
        *[(text, None) for text in ("O", "l2", "1,23", "", "无", "12 34元件")],
    ],
)
def test_what_counts_as_a_number(heard: str, number: str | None) -> None:
    assert plain(heard) == number


def test_the_model_comes_with_the_package_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    recogniser.cache_clear()
    assert isinstance(recogniser(), Recogniser)
    assert recogniser().characters[1] == "!"
    assert first_table(saved(piece()))


def test_without_the_packages_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(image_words, "import_module", missing)
    recogniser.cache_clear()
    try:
        reading = parsing.read(saved(piece()))
    finally:
        recogniser.cache_clear()
    assert (reading.verdict, reading.figures) == (Verdict.UNREADABLE, {})
    assert reading.reason == "reading an image needs OCR, which is not installed: pip install onnxruntime"


BAD = {
    "cut off": (lambda: saved(piece())[:5000], "damaged image"),
    "a few bytes": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(50)), "damaged image"),
    "an icon": (lambda: saved(Image.new("L", (32, 32), 255)), "too small"),
    "bomb": (lambda: saved(Image.new("1", (8_000, 6_000))), "40 million pixels"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_images_are_one_plain_line(name: str) -> None:
    make, why = BAD[name]
    reading = parsing.read(make())
    assert reading.verdict is Verdict.UNREADABLE
    assert why in reading.reason
    assert "\n" not in reading.reason


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_reader, "MAX_PAGES", 1)
    small = Image.new("L", (200, 200), 255)
    with pytest.raises(Unreadable, match="more than 1 pages"):
        read_image(saved(small, "TIFF", save_all=True, append_images=[small]))


def test_an_empty_page_and_a_photograph_say_nothing() -> None:
    hills = numpy.fromfunction(lambda y, x: 128 + 60 * numpy.sin(x / 90) * numpy.cos(y / 70), (800, 1100))
    for picture in (numpy.full((1100, 800), 255, numpy.uint8), hills.astype(numpy.uint8)):
        reading = parsing.read(saved(Image.fromarray(picture)))
        assert (reading.verdict, reading.reason) == (Verdict.UNREADABLE, "no text in the document")


@needs_chromium
@pytest.mark.parametrize(("form", "font", "size", "dpi"), [("2019", "Noto Sans CJK SC", 10.5, 200)])
def test_what_a_browser_prints(form: str, font: str, size: float, dpi: int, tmp_path: Path) -> None:
    """The whole way: a report printed to PDF, its second page scanned, the others left as text."""
    printed = report(form)
    css = f'body{{font-family:"{font}"}} table.form,table.form td.title{{font-size:{size}pt}} @page{{size:A4;margin:18mm}}'
    (tmp_path / "report.html").write_text(render_html(printed, HtmlStyle(page_css=css)), encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'report.pdf'}"]
    subprocess.run([*command, (tmp_path / "report.html").as_uri()], check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(tmp_path / "report.pdf") as document, pypdfium2.PdfDocument.new() as mixed:
        mixed.import_pages(document, [0])
        scan = document[1].render(scale=dpi / 72).to_pil().convert("L")
        with pypdfium2.PdfDocument(saved(scan, "PDF", resolution=dpi)) as wrapped:
            mixed.import_pages(wrapped)
        mixed.import_pages(document, list(range(2, len(document))))
        target = io.BytesIO()
        mixed.save(target)
    reading = parsing.read(target.getvalue())
    check(reading, {key: value for key, value in answers(printed).items() if key in printed.figures})
    assert {figure.place.page for figure in reading.figures.values() if figure.place} >= {1, 2}
