"""What characters stand on this PDF page, and where?

Coordinates in every module of the PDF reader are points with the origin at the top left of the page as a person
sees it: after page rotation, inside the crop box. Characters come from pdfium's raw text interface in bulk: an
object and several conversions for each character would cost more than all the rest of the reader.
"""

from __future__ import annotations

import array
import ctypes
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from functools import partial
from itertools import repeat
from statistics import median_low
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

REPLACEMENT = "\ufffd"
_UNSEEN = frozenset((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF))
_LINE_END_HYPHEN = 0x02  # pdfium's own sign for a hyphen that it believes to split a word
_LEVEL = 0.3  # em; by less the tops of characters on one baseline differ, for some programs write fonts that way
MIDDLE_OF_EM = 0.36  # middle of the em box above the baseline, in em
_NOT_SAID = -1  # in place of a number of quarters: text that is not part of what the page says
_SLANTED = 0.2  # of the way the baseline runs: scanned and typeset lines lean far less
_TINY, _USUAL = 4.0, 10.5  # points; the smallest print of a real table is 6
_LARGE = 26.0  # points; titles of reports are 22 (GB/T 9704-2012)
_PALE = 150  # of 255, of the darkest component


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

    def turned(self, quarters: int) -> View:
        """The same page turned anticlockwise, so that text that runs down it (or up, at 3) runs across."""
        view = self
        for _ in range(quarters):
            view = View(view.height, view.width, view.b, -view.a, view.d, -view.c, view.f, view.width - view.e)
        return view

    def scaled(self, scale: float) -> View:
        """The same page, larger."""
        return View(*(scale * part for part in astuple(self)))


def scale_of(glyphs: Sequence[Glyph]) -> float:
    """How many times larger a page is to be seen whose unit is not a point, so that distances mean what they mean.

    Pages may say what their unit is (UserUnit), which pdfium does not; text that nobody could read says so too.
    """
    size = median_low([glyph.size for glyph in glyphs]) if glyphs else _USUAL
    return _USUAL / size if size < _TINY else 1.0


def at_scale(glyphs: list[Glyph], scale: float) -> list[Glyph]:
    """The characters of a page that is seen larger."""
    if scale == 1.0:
        return glyphs
    return [Glyph(g.text, g.x0 * scale, g.x1 * scale, g.middle * scale, g.size * scale, g.order) for g in glyphs]


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


_generated = _plain(pdfium.FPDFText_IsGenerated, ctypes.c_int)
_unicode = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
_unmapped = _plain(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int)
_owner = _plain(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
_how_shown = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_void_p).value or 0
)
_loose_box = _plain(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p)
_matrix = _plain(pdfium.FPDFText_GetMatrix, ctypes.c_int, ctypes.c_void_p)
_font_size = _plain(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_origin = _plain(pdfium.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def read_glyphs(page: Any, view: View, limit: int) -> tuple[View, list[Glyph]]:
    """The characters of a pypdfium2 page that lie on it, in the order of its content, and how they are seen upright.

    That is the page as it is shown, or turned by quarters where most of its text lies on its side. Slanted text and
    large pale text are watermarks and left out, and so is text that is not shown: what another program's OCR has put
    under a scan is not what the page prints. A character without a Unicode meaning is U+FFFD, never a guess. Raises
    TooMuch above ``limit`` characters.
    """
    with closing(page.get_textpage()) as text:
        count = pdfium.FPDFText_CountChars(text.raw)
        if count > limit:
            raise TooMuch("too many characters")
        reader = _Text(text.raw, view)
        glyphs = reader.glyphs(count)
        turn = max(range(4), key=lambda quarters: reader.turns[quarters])
        if turn and reader.turns[turn] > len(glyphs) / 2:
            view = view.turned(turn)
            glyphs = _Text(text.raw, view).glyphs(count)
        return view, glyphs


class _Text:
    """The text of one open page, with places for pdfium to write its answers to."""

    def __init__(self, handle: Any, view: View) -> None:
        self.handle, self.view = handle, view
        self.address = ctypes.cast(handle, ctypes.c_void_p).value
        self.matrix = (ctypes.c_float * 6)()
        self.point = (ctypes.c_double * 2)()
        self.kinds: dict[tuple[float, ...], tuple[float, int]] = {}
        """Size and direction of text by its matrix and font size: a page has few, and programs that set each character
        by itself ask for them thousands of times."""
        self.turns = [0, 0, 0, 0]
        """How many characters run across, down the page, upside down and up it."""
        self.matrix_at, self.point_at = ctypes.addressof(self.matrix), ctypes.addressof(self.point)

    def glyphs(self, count: int) -> list[Glyph]:
        """The visible and blank characters; those that pdfium adds to separate words and lines are left out."""
        address, view = self.address, self.view
        fonts: dict[int | None, tuple[float, int, float, float]] = {}
        glyphs: list[Glyph] = []
        take, glyph_of = glyphs.append, partial(tuple.__new__, Glyph)
        widest, lowest, shift, height = 2 * view.width, view.height, view.e, view.f
        before: int | None = -1
        font = (0.0, 0, 0.0, 0.0)
        high = 0
        plain = (view.a, view.b, view.c, view.d) == (1, 0, 0, -1)
        asked = (map(function, repeat(address), range(count)) for function in (_unicode, _unmapped, _owner))
        for index, code, damaged, owner, (left, top, right, bottom) in zip(
            range(count), *asked, self._boxes(count), strict=True
        ):
            if code <= 32 and _generated(address, index):
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            character = _character(code, high) if code and not damaged else self._unknown(index)
            high = 0
            if not character:
                continue
            if owner != before:
                if owner not in fonts:
                    level = height - top if plain else view.box(left, bottom, right, top)[1]
                    fonts[owner] = self._font(index, owner, level)
                before, font = owner, fonts[owner]
            size, turn, middle, level = font
            if turn == _NOT_SAID:
                continue
            if right - left > 3 * size or right <= left:
                left, bottom, right, top = self._ink(index)  # pdfium does not scale the box of vertical writing
            if plain:  # nearly every page, and worth a shortcut
                x0, y0, x1, y1 = left + shift, height - top, right + shift, height - bottom
            else:
                x0, y0, x1, y1 = view.box(left, bottom, right, top)
            if turn:
                self.turns[turn] += 1
                middle = (y0 + y1) / 2
            elif abs(y0 - level) > _LEVEL * size:
                middle = self._baseline(index) - MIDDLE_OF_EM * size
            if 0 <= x0 + x1 <= widest and 0 <= middle <= lowest:
                take(glyph_of((character, x0, x1, middle, size, index)))
        return glyphs

    def _boxes(self, count: int) -> Iterator[tuple[float, float, float, float]]:
        """Left, top, right and bottom of each character in page coordinates, as wide as its advance."""
        boxes = (ctypes.c_float * (4 * count))()
        start = ctypes.addressof(boxes)
        places = range(start, start + 16 * count, 16)
        deque(map(_loose_box, repeat(self.address), range(count), places), maxlen=0)
        parts = array.array("f", bytes(boxes))
        return zip(parts[0::4], parts[1::4], parts[2::4], parts[3::4], strict=True)

    def _unknown(self, index: int) -> str:
        """A character that the document gives no Unicode: not a guess where it has ink, nothing where it has none."""
        left, bottom, right, top = self._ink(index)
        return REPLACEMENT if right > left and top > bottom else ""

    def _font(self, index: int, owner: int | None, level: float) -> tuple[float, int, float, float]:
        """What the characters of one text object share, as seen.

        Font size, which way the baseline runs (quarters clockwise from left to right), the middle of the em box, and
        the upper edge ``level`` of the first character, which that of another only leaves in vertical writing.
        """
        _matrix(self.address, index, self.matrix_at)
        kind = (*self.matrix[:4], _font_size(self.address, index))
        if kind not in self.kinds:
            self.kinds[kind] = self._kind(*kind)
        size, turn = self.kinds[kind]
        unseen = owner and _how_shown(owner) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        if unseen or (size > _LARGE and self._pale(index)):
            turn = _NOT_SAID
        return size, turn, self._baseline(index) - MIDDLE_OF_EM * size, level

    def _kind(self, a: float, b: float, c: float, d: float, points: float) -> tuple[float, int]:
        """Font size and direction of the baseline as seen, of text in a font of so many points under a matrix."""
        across = self.view.a * a + self.view.c * b
        down = self.view.b * a + self.view.d * b
        size = points * math.hypot(c, d) or 1.0
        if across and down and min(abs(across), abs(down)) > _SLANTED * max(abs(across), abs(down)):
            return size, _NOT_SAID
        if abs(across) >= abs(down):
            return size, 0 if across >= 0 else 2
        return size, 1 if down > 0 else 3

    def _pale(self, index: int) -> bool:
        parts = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFText_GetFillColor(self.handle, index, *parts)
        red, green, blue, alpha = (part.value for part in parts)
        return min(red, green, blue) >= _PALE or alpha <= 255 - _PALE

    def _baseline(self, index: int) -> float:
        _origin(self.address, index, self.point_at, self.point_at + 8)
        x, y = self.point
        return self.view.b * x + self.view.d * y + self.view.f

    def _ink(self, index: int) -> Box:
        """The ink of a character in page coordinates: left, bottom, right, top."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self.handle, index, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value


def _character(code: int, high: int) -> str:
    """The text of a code unit; ``high`` is the high surrogate before it, or 0."""
    if 32 <= code < 0xAD or 0x3000 <= code < 0xD800:
        return chr(code)
    if code == _LINE_END_HYPHEN:
        return "-"
    if code < 32 or code in _UNSEEN:
        return ""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)) if high else REPLACEMENT
    return chr(code) if code <= 0x10FFFF else REPLACEMENT
