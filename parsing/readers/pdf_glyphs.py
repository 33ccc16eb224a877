"""What characters stand on this PDF page, and where?

Coordinates in every module of the PDF reader are points with the origin at the top left of the page as a person
sees it: after page rotation, inside the crop box. Characters come from pdfium's raw text interface in bulk: an
object and several conversions for each character would cost more than all the rest of the reader.
"""

from __future__ import annotations

import array
import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

REPLACEMENT = "\ufffd"
_UNSEEN = frozenset((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF))
_LINE_END_HYPHEN = 0x02  # pdfium's own sign for a hyphen that it believes to split a word
_MIDDLE_OF_EM = 0.36  # middle of the em box above the baseline, in em


class TooMuch(Exception):
    """The page or the document holds more than the limits allow. The text says what, in one plain line."""


class Glyph(NamedTuple):
    """One character: its extent along the line, the middle of its em box, its font size, its rank in the content."""

    text: str
    x0: float
    x1: float
    middle: float
    size: float
    order: int


@dataclass(frozen=True)
class View:
    """How page coordinates become coordinates as seen: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    width: float
    height: float
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page as seen: x0, top, x1, bottom."""
        x0, y0 = self.a * left + self.c * bottom + self.e, self.b * left + self.d * bottom + self.f
        x1, y1 = self.a * right + self.c * top + self.e, self.b * right + self.d * top + self.f
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def view_of(page: Any) -> View:
    """The view of a pypdfium2 page: its crop box, turned as the page says."""
    left, bottom, right, top = page.get_bbox()
    match page.get_rotation():
        case 90:
            return View(top - bottom, right - left, 0, 1, 1, 0, -bottom, -left)
        case 180:
            return View(right - left, top - bottom, -1, 0, 0, 1, right, -bottom)
        case 270:
            return View(top - bottom, right - left, 0, -1, -1, 0, top, right)
        case _:
            return View(right - left, top - bottom, 1, 0, 0, -1, -left, top)


def _plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function taking plain addresses, which skips ctypes' conversions: these calls run once a character."""
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int, *arguments)(
        ctypes.cast(function, ctypes.c_void_p).value or 0
    )


_unicode = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
_unmapped = _plain(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int)
_owner = _plain(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
_loose_box = _plain(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p)


def read_glyphs(page: Any, view: View, limit: int) -> list[Glyph]:
    """The characters of a pypdfium2 page that lie on it, in the order of its content.

    A character without a Unicode meaning is U+FFFD, never a guess. Raises TooMuch above ``limit`` characters.
    """
    text = page.get_textpage()
    try:
        return _glyphs(text.raw, view, limit)
    finally:
        text.close()


def _glyphs(handle: Any, view: View, limit: int) -> list[Glyph]:
    count = pdfium.FPDFText_CountChars(handle)
    if count > limit:
        raise TooMuch(f"more than {limit} characters")
    address = ctypes.cast(handle, ctypes.c_void_p).value
    rectangles = (ctypes.c_float * (4 * count))()  # left, top, right, bottom of each character
    first = ctypes.addressof(rectangles)
    for index in range(count):
        _loose_box(address, index, first + 16 * index)
    edges = array.array("f", bytes(rectangles))
    fonts: dict[int | None, tuple[float, bool, float]] = {}
    glyphs: list[Glyph] = []
    high = 0
    for index, left, top, right, bottom in zip(
        range(count), edges[0::4], edges[1::4], edges[2::4], edges[3::4], strict=True
    ):
        code = _unicode(address, index)
        if code <= 32 and (code not in (_LINE_END_HYPHEN, 32) or pdfium.FPDFText_IsGenerated(handle, index)):
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        character = REPLACEMENT if _unmapped(address, index) else _character(code, high)
        high = 0
        if not character:
            continue
        owner = _owner(address, index)
        font = fonts.get(owner)
        if font is None:
            font = fonts[owner] = _font(handle, index, view)
        size, upright, middle = font
        odd = right - left > 3 * size or top - bottom > 4 * size or right <= left
        if odd:  # pdfium does not scale the box of vertical writing
            left, bottom, right, top = _ink(handle, index)
        x0, y0, x1, y1 = view.box(left, bottom, right, top)
        if not upright:
            middle = (y0 + y1) / 2
        elif odd:
            middle = _baseline(handle, index, view) - _MIDDLE_OF_EM * size
        if 0 <= x0 + x1 <= 2 * view.width and 0 <= middle <= view.height:
            glyphs.append(Glyph(character, x0, x1, middle, size, index))
    return glyphs


def _character(code: int, high: int) -> str:
    """The text of a code unit; ``high`` is the high surrogate before it, or 0."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in _UNSEEN:
        return ""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)) if high else REPLACEMENT
    return chr(code) if code <= 0x10FFFF else REPLACEMENT


def _font(handle: Any, index: int, view: View) -> tuple[float, bool, float]:
    """Font size in points, whether the baseline runs from left to right, and the middle of the em box, all as seen."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, index, matrix)
    across = view.a * matrix.a + view.c * matrix.b
    down = view.b * matrix.a + view.d * matrix.b
    size = pdfium.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d) or 1.0
    upright = across > 0 and abs(down) < 0.2 * across
    return size, upright, _baseline(handle, index, view) - _MIDDLE_OF_EM * size


def _baseline(handle: Any, index: int, view: View) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(handle, index, x, y)
    return view.b * x.value + view.d * y.value + view.f


def _ink(handle: Any, index: int) -> Box:
    """The ink of a character in page coordinates: left, bottom, right, top."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value
