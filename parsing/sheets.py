"""How do the pages of this document look, and how large are they in the unit of the boxes of its figures?

For PDFs and pictures, whose figures are found again by a box on a page: a person is shown the page itself. Nothing is
read here, so no OCR is needed.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from contextlib import closing
from typing import Any

from parsing.media import media_of
from parsing.model import Unreadable

WIDTHS = (1600, 1200, 900, 600)
"""Pixels: the first width at which the picture of a page is small enough is taken."""
TALLEST = 4
"""Times its width: a page that is longer is drawn narrower."""
LARGEST = 600_000
"""Bytes of a picture. The narrowest is always below: its pixels have 5 bits each."""
COLOURS = 32
"""Enough for print, rules and a red seal."""

Image = Any


def sizes_of(
    data: bytes, *, pages: Collection[int], name: str | None = None, media: str | None = None
) -> Mapping[int, tuple[float, float]]:
    """Width and height of each of these pages (counted from 1) in points, as the boxes of figures count them.

    Raises Unreadable where the document has no pages that could be shown, or is damaged.
    """
    if media_of(data, media) == "image":
        from parsing.readers.image import frames_of

        return {
            number: (72 * frame.width / across, 72 * frame.height / down)
            for number, (frame, across, down) in enumerate(frames_of(data), start=1)
            if number in pages
        }
    with closing(_pdf(data, media)) as document:
        return {number: _view(document, number)[:2] for number in sorted(pages) if 0 < number <= len(document)}


def picture_of(data: bytes, *, page: int, name: str | None = None, media: str | None = None) -> bytes:
    """The page (counted from 1) as PNG, at most 1600 pixels wide and :data:`LARGEST` bytes.

    Raises Unreadable where there is no such page, or as :func:`sizes_of` does.
    """
    if media_of(data, media) == "image":
        from parsing.readers.image import frames_of

        for number, (frame, _, _) in enumerate(frames_of(data), start=1):
            if number == page:
                return _png(_on_paper(frame))
        raise Unreadable("the document has no such page")
    with closing(_pdf(data, media)) as document:
        if not 0 < page <= len(document):
            raise Unreadable("the document has no such page")
        width, height, turns = _view(document, page)
        with closing(document[page - 1]) as opened:
            pixels = min(WIDTHS[0], WIDTHS[0] * TALLEST * width / height)
            # Views are turned against the clock, pdfium turns with it.
            bitmap = opened.render(scale=pixels / width, rotation=-90 * turns % 360)
            with closing(bitmap):
                return _png(bitmap.to_pil().convert("RGB"))


def _pdf(data: bytes, media: str | None) -> Any:
    if media_of(data, media) != "pdf":
        raise Unreadable("the document has no pages that could be shown")
    from parsing.readers.pdf import open_pdf

    return open_pdf(data)


def _view(document: Any, number: int) -> tuple[float, float, int]:
    """Width and height of a page as its boxes are counted, and by how many quarters it is turned for that."""
    from parsing.readers.pdf import MAX_CHARACTERS, MAX_OBJECTS
    from parsing.readers.pdf_calls import things_on
    from parsing.readers.pdf_characters import read_glyphs
    from parsing.readers.pdf_glyphs import TooMuch, view_of
    from parsing.readers.pdf_pictures import is_picture

    with closing(document[number - 1]) as page:
        shown = view_of(page)
        if shown.width <= 0 or shown.height <= 0:
            raise Unreadable("a page without any size")
        try:
            view, glyphs = read_glyphs(page, shown, MAX_CHARACTERS)
        except TooMuch as error:
            raise Unreadable(f"the PDF has {error}") from None
        if is_picture(things_on(page, MAX_OBJECTS + 1), view, glyphs):
            view = shown
        turns = next(quarters for quarters in range(4) if shown.turned(quarters) == view)
        return view.width, view.height, turns


def _on_paper(frame: Image) -> Image:
    """The picture in colours, on white where it is transparent."""
    from PIL import Image as pillow

    if frame.mode.startswith("I;16") or frame.mode == "I":
        return frame.point(lambda shade: shade / 256).convert("L").convert("RGB")
    if frame.mode in {"RGBA", "LA", "PA"} or "transparency" in frame.info:
        seen = frame.convert("RGBA")
        return pillow.alpha_composite(pillow.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return frame.convert("RGB")


def _png(page: Image) -> bytes:
    from PIL import Image as pillow

    made = b""
    for width in WIDTHS:
        narrow = min(width, page.width, round(width * TALLEST * page.width / page.height) or 1)
        drawn = (
            page if narrow == page.width else page.resize((narrow, max(1, round(page.height * narrow / page.width))))
        )
        output = io.BytesIO()
        drawn.quantize(COLOURS, method=pillow.Quantize.FASTOCTREE, dither=pillow.Dither.NONE).save(output, "PNG")
        made = output.getvalue()
        if len(made) <= LARGEST:
            break
    return made
