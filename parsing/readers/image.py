"""What does this picture of a document say?

Scans and photographs of pages, as PNG, JPEG, TIFF (with several pages), BMP or GIF, and the pages of PDFs that are
pictures. The parts: ``image_rules`` (setting upright, ruling lines), ``image_strips`` (lines of text), ``image_words``
(the recogniser), ``image_numbers``, ``image_cells`` (text in cells), ``image_page`` (a whole page). Tables and
paragraphs are made by the parts of the PDF reader.

Nothing is guessed: what the recogniser is not sure of carries U+FFFD, and a figure with it comes out unreadable.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parsing.model import Block, Cell, Contents, Grid, Place, Unreadable
from parsing.readers.image_numbers import Printed
from parsing.readers.image_page import Scan, read_page
from parsing.readers.image_rules import DPI
from parsing.readers.image_words import recogniser
from parsing.readers.pdf_furniture import Sheet
from parsing.readers.pdf_glyphs import Box
from parsing.readers.pdf_paragraphs import blocks_of

MAX_PIXELS = 40_000_000
"""Of one page: A4 at 600 dots an inch has 35 million."""
MAX_PAGES = 60
"""Of one document; the longest scanned report seen has 30."""
MAX_WORK = 16_000_000
"""Pixels of the picture that is worked on; A4 has 4 million, longer ones are made smaller."""
SMALLEST = 100
"""Pixels. Nothing that is lower or narrower is a page."""
A4 = 8.27
"""Inches. The short side of what is printed on."""
SCREEN = 96
"""Dots an inch of a screen shot, which is what a picture is that says nothing else and is too small for a scan."""
REDDISH = 40
"""Of 255: so much more red light than other light comes back from the ink of a seal."""
SEALED = 0.0005
"""Part of a page that is red where there is a seal on it."""
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")

Image = Any


@dataclass(frozen=True, slots=True)
class Picture:
    """One page to be read: its grey pixels, and how many of them are an inch, across and down.

    ``unsealed`` are the same pixels without what is red, where there is any.
    """

    grey: Image
    across: float
    down: float
    unsealed: Image | None = None


def read_image(data: bytes) -> Contents:
    """Paragraphs and tables of an image file, a page for each picture in it.

    Boxes are in points of the picture as shown: pixels times 72, by its dots an inch. Raises Unreadable for a damaged
    or far too large picture, and where the packages for OCR are missing.
    """
    recogniser()
    sheets: list[Sheet] = []
    tables = 0
    for number, picture in enumerate(_pictures(data), start=1):
        height, width = picture.grey.shape
        size = 72 * width / picture.across, 72 * height / picture.down
        sheets.append(sheet_of(scan_of(picture), number, tables, size))
        tables += len(sheets[-1].grids)
    return Contents(tuple(blocks_of(sheets)), pages=len(sheets))


def blocks_in_picture(data: bytes, tables: int) -> tuple[Block, ...]:
    """The tables of a picture that stands in another document, and the lines around them.

    ``tables`` is how many tables the document has before it. Nothing where it is no picture of a table: a photograph,
    a logo, bytes that cannot be read. Places name table, row and column: pages and boxes are the picture's own affair.
    """
    try:
        blocks = read_image(data).blocks
    except Unreadable:
        return ()
    if not any(isinstance(block, Grid) for block in blocks):
        return ()
    return tuple(
        replace(block, page=None, cells=tuple(replace(c, place=_inside(c.place, tables)) for c in block.cells))
        if isinstance(block, Grid)
        else replace(block, place=Place())
        for block in blocks
    )


def _inside(place: Place, tables: int) -> Place:
    return Place(table=tables + (place.table or 0), row=place.row, column=place.column)


def scan_of(picture: Picture) -> Scan:
    """What stands on one page, read by OCR."""
    import cv2

    height, width = picture.grey.shape
    across, down = width * DPI / picture.across, height * DPI / picture.down
    scale = min(1.0, math.sqrt(MAX_WORK / (across * down)))
    size = max(1, round(across * scale)), max(1, round(down * scale))
    way = cv2.INTER_AREA if size[0] < width else cv2.INTER_CUBIC
    unsealed = None if picture.unsealed is None else cv2.resize(picture.unsealed, size, interpolation=way)
    return read_page(cv2.resize(picture.grey, size, interpolation=way), recogniser(), unsealed)


def without_red(colours: Image) -> Image | None:
    """The grey pixels of a picture (rows of red, green, blue) without its red ink; None where it has none.

    A seal is stamped over text in red: where red light comes back there is paper under it, elsewhere there is print.
    """
    import cv2
    import numpy

    red, green, blue = (colours[:, :, index] for index in range(3))
    excess = cv2.subtract(red, cv2.max(green, blue))
    reddish = excess > REDDISH
    if reddish.mean() < SEALED:
        return None
    grey = cv2.cvtColor(numpy.ascontiguousarray(colours[:, :, :3]), cv2.COLOR_RGB2GRAY)
    grey[reddish] = cv2.add(red, excess // 2)[reddish]
    return grey


def sheet_of(scan: Scan, page: int, tables: int, size: tuple[float, float]) -> Sheet:
    """The same with its place in the document.

    ``tables`` is how many tables the document has before it; ``size`` the width and height of the page as shown, in
    whatever unit the boxes of its cells are to have.
    """
    grids = []
    for owner, table in enumerate(scan.tables):
        cells = []
        for at, slot in enumerate(table.slots):
            printed = scan.cells.get((owner, at), Printed(""))
            box = _as_shown(slot.box, scan, size)
            place = Place(page, tables + owner + 1, slot.row + 1, slot.column + 1, box=box)
            spans = slot.rowspan, slot.colspan
            cells.append(Cell(printed.text, slot.row, slot.column, *spans, place, printed.readings))
        grids.append((table.box[1], Grid(tuple(cells), geometry=True, blanks_kept=True, page=page)))
    return Sheet(page, scan.width, scan.height, tuple(scan.lines), tuple(grids))


def _as_shown(box: Box, scan: Scan, size: tuple[float, float]) -> Box:
    """A box on the picture as it was before it was made level: the rectangle around it, turned back.

    A picture that lies on its side stays turned by quarters: its boxes are those of the picture as one reads it.
    """
    if scan.turns % 2:
        size = size[1], size[0]
    radians = math.radians(scan.degrees)
    cosine, sine = math.cos(radians), math.sin(radians)
    points = []
    for x, y in ((box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])):
        x, y = x / scan.width - 0.5, y / scan.height - 0.5
        shape = scan.height / scan.width
        x, y = cosine * x - sine * y * shape, sine * x / shape + cosine * y
        points.append(((x + 0.5) * size[0], (y + 0.5) * size[1]))
    xs, ys = zip(*points, strict=True)
    return round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1)


def frames_of(data: bytes) -> Iterator[tuple[Image, float, float]]:
    """The pages of an image file as one sees them, upright, with their dots an inch, across and down.

    Of an animation only the first picture is a page. Raises Unreadable for a damaged or far too large picture.
    """
    try:
        from PIL import Image as pillow
        from PIL import ImageOps, ImageSequence
    except ImportError as error:
        raise Unreadable(f"reading an image needs OCR, which is not installed: pip install {error.name}") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of strange metadata, and of sizes that are held to a limit below
            with pillow.open(io.BytesIO(data), formats=FORMATS) as file:
                pages = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
                if pages > MAX_PAGES:
                    raise Unreadable(f"the image has more than {MAX_PAGES} pages")
                for frame in ImageSequence.Iterator(file) if pages > 1 else (file,):
                    width, height = frame.size
                    if width * height > MAX_PIXELS:
                        raise Unreadable(f"the image has more than {MAX_PIXELS // 1_000_000} million pixels a page")
                    if min(width, height) < SMALLEST:
                        raise Unreadable(f"an image of {width} by {height} pixels is too small to be a page")
                    declared = frame.info.get("dpi", (0, 0))
                    upright = ImageOps.exif_transpose(frame)
                    yield upright, *_dots(upright.size, declared)
    except Unreadable:
        raise
    except pillow.DecompressionBombError:
        raise Unreadable(f"the image has more than {MAX_PIXELS // 1_000_000} million pixels a page") from None
    except Exception as error:  # whatever untrusted bytes do to a dozen decoders, the caller gets one plain line
        raise Unreadable(f"damaged image ({type(error).__name__})") from error


def _pictures(data: bytes) -> Iterator[Picture]:
    """The pages of an image file, ready to be read."""
    import numpy
    from PIL import Image as pillow

    for upright, across, down in frames_of(data):
        try:
            shown = _grey(upright, pillow)
            coloured = upright.mode in {"RGB", "YCbCr", "CMYK", "P"} and "transparency" not in upright.info
            unsealed = without_red(numpy.asarray(upright.convert("RGB"))) if coloured else None
            yield Picture(numpy.asarray(shown), across, down, unsealed)
        except Exception as error:  # the pixels are decoded only now
            raise Unreadable(f"damaged image ({type(error).__name__})") from error


def _grey(image: Image, pillow: Any) -> Image:
    """The picture in shades of grey, on white where it is transparent."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda shade: shade / 256).convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = pillow.new("RGBA", seen.size, "white")
        return pillow.alpha_composite(paper, seen).convert("L")
    return image.convert("L")


def _dots(size: Sequence[int], declared: tuple[float, float]) -> tuple[float, float]:
    """Dots an inch, across and down: as the file says where that makes a page, else as if the page were A4."""
    across, down = (float(part) for part in declared)
    if min(across, down) >= SCREEN - 1 and all(
        3 <= side / dots <= 24 for side, dots in zip(size, (across, down), strict=True)
    ):
        return across, down
    guess = max(min(size) / A4, SCREEN)
    return guess, guess
