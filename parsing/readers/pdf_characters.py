"""What characters does pdfium see on this page, and where?

They come from its raw text interface in bulk and are sorted out by columns: an object and several conversions for
each character would cost more than all the rest of the reader.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import accumulate, compress, repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from parsing.readers.pdf_calls import bare
from parsing.readers.pdf_glyphs import MIDDLE_OF_EM, REPLACEMENT, Box, Glyph, Numbers, TooMuch, View

_UNSEEN = frozenset((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF))
_LINE_END_HYPHEN = 0x02  # pdfium's own sign for a hyphen that it believes to split a word
_LEVEL = 0.3  # em; by less the tops of characters on one baseline differ, for some programs write fonts that way
_NOT_SAID = -1  # in place of a number of quarters: text that is not part of what the page says
_SLANTED = 0.2  # of the way the baseline runs: scanned and typeset lines lean far less
_LARGE = 26.0  # points; titles of reports are 22 (GB/T 9704-2012)
_PALE = 150  # of 255, of the darkest component

Indexes = np.ndarray[Any, np.dtype[np.int_]]
"""Of characters, as pdfium counts them."""


_generated = bare(pdfium.FPDFText_IsGenerated, ctypes.c_int)
_unicode = bare(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
_unmapped = bare(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int)
_owner = bare(pdfium.FPDFText_GetTextObject, ctypes.c_size_t)
_how_shown = bare(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int)
_loose_box = bare(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int)
_matrix = bare(pdfium.FPDFText_GetMatrix, ctypes.c_int)
_font_size = bare(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_origin = bare(pdfium.FPDFText_GetCharOrigin, ctypes.c_int)


def read_glyphs(page: Any, view: View, limit: int) -> tuple[View, list[Glyph]]:
    """The characters of a pypdfium2 page that lie on it, in the order of its content, and how they are seen upright.

    That is the page as it is shown, or turned by quarters where most of its text lies on its side. Slanted text and
    large pale text are watermarks and left out, and so is text that is not shown: what another program's OCR has put
    under a scan is not what the page prints. A character without a Unicode meaning is U+FFFD, never a guess. Raises
    TooMuch above ``limit`` characters.
    """
    with closing(page.get_textpage()) as handle, np.errstate(all="ignore"):
        count = pdfium.FPDFText_CountChars(handle.raw)
        if count > limit:
            raise TooMuch("too many characters")
        text = _Text(handle.raw, count)
        if not text.texts:
            return view, []
        glyphs, turns = text.seen(view)
        turn = max(range(4), key=turns.__getitem__)
        if turn and turns[turn] > len(glyphs) / 2:
            view = view.turned(turn)
            glyphs, _ = text.seen(view)
        return view, glyphs


class _Text:
    """The text of one open page by columns: its visible and blank characters, and the text objects they belong to.

    Characters of one object share font size, direction and baseline. Some programs write an object a character.
    """

    def __init__(self, handle: Any, count: int) -> None:
        self.handle, self.address = handle, ctypes.byref(handle.contents)
        texts = self._texts(count)
        self.texts = [text for text in texts if text]
        self.indexes = np.array([index for index, text in enumerate(texts) if text], int)
        self.boxes = self._answers(_loose_box, self.indexes, np.float32, 4)
        """Left, top, right and bottom of each character in page coordinates, as wide as its advance."""
        owners = self._asked(_owner, self.indexes, np.uint64)
        objects, self.first, self.object = np.unique(owners, return_index=True, return_inverse=True)
        """Of each object the place of its first character, of each character that of its object."""
        first = self.indexes[self.first]
        matrices = self._answers(_matrix, first, np.float32, 6)[:, :4].tolist()
        kinds: dict[tuple[float, ...], int] = {}
        points = self._asked(_font_size, first, np.float64).tolist()
        self.kind = [kinds.setdefault((*m, p), len(kinds)) for m, p in zip(matrices, points, strict=True)]
        self.kinds = list(kinds)
        """Matrix and font size: of each object its kind, and the kinds, of which a page has few."""
        self.sizes = np.array([_size(*kind) for kind in self.kinds], float)[self.kind]
        shown = np.array(list(map(_how_shown, map(ctypes.c_void_p, objects.tolist()))), int)
        self.unsaid = shown == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        for at in np.flatnonzero(self.sizes > _LARGE):
            self.unsaid[at] |= self._is_pale(int(first[at]))

    def seen(self, view: View) -> tuple[list[Glyph], list[int]]:
        """The characters that lie on a view of the page, and how many run down it, upside down and up it (1, 2, 3)."""
        ways = np.array([_way(view, *kind) for kind in self.kinds], int)
        turns = np.where(self.unsaid, _NOT_SAID, ways[self.kind])
        size, turn = self.sizes[self.object], turns[self.object]
        left, top, right, bottom = self.boxes.T.copy()
        for at in np.flatnonzero((turn != _NOT_SAID) & ((right - left > 3 * size) | (right <= left))):
            # pdfium does not scale the box of vertical writing
            left[at], bottom[at], right[at], top[at] = self._ink(int(self.indexes[at]))
        x0, y0, x1, y1 = view.boxes(left, bottom, right, top)
        middle = self._middles(view, self.indexes[self.first], self.sizes)[self.object]
        left, top, right, bottom = self.boxes[self.first].T
        level = view.boxes(left, bottom, right, top)[1][self.object]
        far = np.flatnonzero(np.abs(y0 - level) > _LEVEL * size)
        middle[far] = self._middles(view, self.indexes[far], size[far])
        middle = np.where(turn > 0, (y0 + y1) / 2, middle)
        inside = (turn != _NOT_SAID) & _within(x0 + x1, 2 * view.width) & _within(middle, view.height)
        columns = (column[inside].tolist() for column in (x0, x1, middle, size, self.indexes))
        glyphs = map(partial(tuple.__new__, Glyph), zip(compress(self.texts, inside), *columns, strict=True))
        return list(glyphs), np.bincount(turn[turn > 0], minlength=4).tolist()

    def _texts(self, count: int) -> list[str]:
        """The text of each character; none for those that pdfium adds to separate words and lines."""
        codes, unmapped = (self._asked(each, np.arange(count), np.uint32) for each in (_unicode, _unmapped))
        listed = codes.tolist()
        known = {code: _character(code, 0) for code in set(listed)}
        texts = [known[code] for code in listed]
        high, after = 0, -1
        for index in np.flatnonzero((codes <= 32) | (unmapped > 0) | (codes & 0xFFFFF800 == 0xD800)).tolist():
            code = listed[index]
            if code <= 32 and _generated(self.address, index):
                texts[index] = ""
                after += index == after
            elif 0xD800 <= code < 0xDC00:
                texts[index] = ""
                high, after = code, index + 1
            elif not code or unmapped[index]:
                texts[index] = self._unknown(index)
            elif index == after:
                texts[index] = _character(code, high)
        return texts

    def _asked(self, function: Callable[..., Any], indexes: Indexes, number: Any) -> np.ndarray[Any, Any]:
        """What a function says of some characters: a number of each."""
        return np.fromiter(map(function, repeat(self.address), indexes.tolist()), number, len(indexes))

    def _answers(self, function: Callable[..., Any], indexes: Indexes, number: Any, *widths: int) -> Numbers:
        """The same of a function that writes numbers, so many to each of its places: a row a character."""
        answers = np.zeros((len(indexes), sum(widths)), number)
        if answers.size:
            start, step = ctypes.c_char.from_buffer(answers.data), answers.strides[0]
            places = (
                map(ctypes.byref, repeat(start), range(before * answers.itemsize, answers.nbytes, step))
                for before in accumulate(widths[:-1], initial=0)
            )
            deque(map(function, repeat(self.address), indexes.tolist(), *places), maxlen=0)
        return answers.astype(float)

    def _middles(self, view: View, indexes: Indexes, sizes: Numbers) -> Numbers:
        """Where the middles of the em boxes of some characters are seen, by their baselines."""
        x, y = self._answers(_origin, indexes, np.float64, 1, 1).T
        return view.heights(x, y) - MIDDLE_OF_EM * sizes

    def _unknown(self, index: int) -> str:
        """A character that the document gives no Unicode: not a guess where it has ink, nothing where it has none."""
        left, bottom, right, top = self._ink(index)
        return REPLACEMENT if right > left and top > bottom else ""

    def _is_pale(self, index: int) -> bool:
        parts = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFText_GetFillColor(self.handle, index, *parts)
        red, green, blue, alpha = (part.value for part in parts)
        return min(red, green, blue) >= _PALE or alpha <= 255 - _PALE

    def _ink(self, index: int) -> Box:
        """The ink of a character in page coordinates: left, bottom, right, top."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self.handle, index, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value


def _size(a: float, b: float, c: float, d: float, points: float) -> float:
    """The font size as seen of text in a font of so many points under a matrix."""
    return points * math.hypot(c, d) or 1.0


def _way(view: View, a: float, b: float, c: float, d: float, points: float) -> int:
    """Which way such text runs on the view: quarters clockwise from left to right; none where it is slanted."""
    across = view.a * a + view.c * b
    down = view.b * a + view.d * b
    if across and down and min(abs(across), abs(down)) > _SLANTED * max(abs(across), abs(down)):
        return _NOT_SAID
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 2
    return 1 if down > 0 else 3


def _within(numbers: Numbers, end: float) -> Any:
    return (numbers >= 0) & (numbers <= end)


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
