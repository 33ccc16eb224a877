"""parsing.sheets: the pages of a PDF or picture as one sees them, small enough for a browser."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from parsing.bounded import Readers, Source
from parsing.model import Unreadable
from parsing.sheets import LARGEST, picture_of, sizes_of
from tests.conftest import ROOT

FAX = ROOT / "tests" / "pictures" / "fax-200dpi.tif"


def pdf(*sizes: tuple[float, float], sideways: bool = False) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for width, height in sizes:
        canvas.setPageSize((width, height))
        if sideways:
            canvas.rotate(90)
            canvas.drawString(50, -50, "text that runs up the page")
        else:
            canvas.drawString(50, 50, "text that runs across the page")
            canvas.rect(0, height - 100, 100, 100, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def shown(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG") and len(png) <= LARGEST
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_pages_of_a_pdf_have_the_size_that_boxes_are_counted_in() -> None:
    data = pdf((595, 842), (300, 200))
    assert sizes_of(data, pages=(1, 2, 3, 0)) == {1: (595, 842), 2: (300, 200)}
    page = shown(picture_of(data, page=2))
    assert page.width == 1600 and abs(page.height - 1067) <= 1
    assert page.getpixel((20, 20)) == (0, 0, 0) and min(page.getpixel((1500, 20))) > 250


def test_a_page_whose_text_runs_up_it_is_turned_as_its_boxes_are() -> None:
    data = pdf((300, 200), sideways=True)
    assert sizes_of(data, pages=(1,)) == {1: (200, 300)}
    page = shown(picture_of(data, page=1))
    ink = page.convert("L").point(lambda shade: 255 * (shade < 128)).getbbox()
    assert ink is not None and ink[2] - ink[0] > 4 * (ink[3] - ink[1]), "the text runs across the picture"


def test_a_long_page_is_drawn_narrow() -> None:
    page = shown(picture_of(pdf((100, 4000)), page=1))
    assert page.height <= 6400 and page.width == pytest.approx(page.height / 40, abs=1)


def test_a_picture_is_its_own_page() -> None:
    data = FAX.read_bytes()
    with Image.open(FAX) as picture:
        width, height = picture.size
        across, down = picture.info["dpi"]
    [(number, size)] = sizes_of(data, pages=(1,)).items()
    assert number == 1 and size == pytest.approx((72 * width / across, 72 * height / down))
    assert shown(picture_of(data, page=1)).width <= 1600


def test_noise_is_made_small_enough() -> None:
    noise = Image.effect_noise((1000, 1300), 90)
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert shown(picture_of(file.getvalue(), page=1)).width < 1000


@pytest.mark.parametrize(
    ("data", "page", "why"),
    [
        (b"<html><body><p>text</p></body></html>", 1, "no pages"),
        (b"%PDF-1.4 damaged", 1, "damaged PDF"),
        (pdf((300, 200)), 2, "no such page"),
        (pdf((300, 200)), 0, "no such page"),
    ],
)
def test_what_has_no_such_page(data: bytes, page: int, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        picture_of(data, page=page)


def test_a_worker_gives_what_another_reader_makes_of_the_bytes(tmp_path: Path) -> None:
    with Readers(seconds=20, reader=partial(sizes_of, pages=(1,))) as pool:
        assert pool.answer(Source(pdf((300, 200)))) == {1: (300, 200)}
        with pytest.raises(Unreadable, match="no pages that could be shown"):
            pool.answer(Source(b"<html><body><p>text</p></body></html>"))
