"""What stands in each cell of the tables of this scanned page?

Every line of every cell is cut out and given to the recogniser by itself, so that no digit can wander into another
cell. Words are recognised from smaller pictures than numbers: a table is known by its labels, which bear a slip.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from parsing.readers.image_numbers import Printed, may_be_number, read_numbers
from parsing.readers.image_strips import Strip, crop, joined, stark, strips_in, type_size
from parsing.readers.image_words import Heard, Recogniser
from parsing.readers.pdf_glyphs import REPLACEMENT
from parsing.readers.pdf_grids import Table

WIDE = 3.3
"""Times the type's height. A line that is broader is words, or a number of five digits, which is looked at twice."""
SMALL = 0.6
"""Paper above and below a line of words, as a part of its height; 0.3 for a number, which becomes larger so."""
SQUEEZED = 0.7
"""Of their width: how broad words are when they are recognised."""
CLEAR = 0.9
"""Least probability of a character below which a line of a table's words is looked at again in full size."""
LACKING = 0.6
"""Times its height: so much more ink than that of the few characters heard may be another one."""

_LABEL = re.compile(r"[\u3400-\u9fff]{1,3}")
_NUMBERING = re.compile(r"^[(（]?\d{1,2}[)）.．、,，]")

Image = Any
Home = tuple[int, int]
"""Which table of the page, and which of its cells."""


def read_cells(
    white: Image, ink: Image, tables: Sequence[Table], reader: Recogniser
) -> tuple[dict[Home, Printed], list[Heard]]:
    """What is printed in every cell that holds ink, by table and cell; and all lines as heard.

    ``white`` and ``ink`` are without ruling lines.
    """
    runs = {
        (owner, index): strips_in(ink, slot.box, trimmed=True)
        for owner, table in enumerate(tables)
        for index, slot in enumerate(table.slots)
    }
    size = type_size([strip for found in runs.values() for strip in found])
    strips = {home: joined(found, size) for home, found in runs.items()}
    every = [(home, strip) for home, found in strips.items() for strip in found]
    heard = read_lines(white, [strip for _, strip in every], size, reader, CLEAR)
    lines: dict[Home, list[tuple[Strip, Heard]]] = {}
    for (home, strip), what in zip(every, heard, strict=True):
        lines.setdefault(home, []).append((strip, what))
    printed = {home: _words([what for _, what in found]) for home, found in lines.items()}
    numbers = {home: found for home, found in lines.items() if all(may_be_number(what.text, s) for s, what in found)}
    single = {home: found[0] for home, found in numbers.items() if len(found) == 1}
    # A number stands in one line: of two that may be one, either is dirt, or a number that was broken.
    printed |= {home: Printed(printed[home].text + REPLACEMENT) for home in numbers if home not in single}
    printed |= zip(single, read_numbers(white, list(single.values()), size, reader), strict=True)
    return printed, heard


def _words(lines: Sequence[Heard]) -> Printed:
    return Printed("\n".join(_word(line) for line in lines))


def _word(line: Heard) -> str:
    doubtful = not line.text or (line.certainty == 0.0 and _digits(line.text))
    return line.text + REPLACEMENT if doubtful else line.text


def read_lines(white: Image, strips: Sequence[Strip], size: float, reader: Recogniser, clear: float) -> list[Heard]:
    """What each line says: broad ones from small pictures, and again where they are not ``clear`` or show a number.

    A number among words is believed where both looks show the same digits; else the line has no certainty.
    """
    broad = [index for index, strip in enumerate(strips) if strip.width > WIDE * max(strip.height, size)]
    heard = dict(zip(broad, reader.read([_small(white, strips[index], size) for index in broad]), strict=True))
    full = [
        index
        for index, strip in enumerate(strips)
        if index not in heard
        or heard[index].certainty < clear
        or _digits(heard[index].text)
        or may_be_number(heard[index].text, strip)
    ]
    for index, again in zip(full, reader.read([crop(white, strips[index], size) for index in full]), strict=True):
        first = heard.get(index, again)
        agreed = may_be_number(again.text, strips[index]) or _digits(first.text) == _digits(again.text)
        heard[index] = again if agreed else again._replace(certainty=0.0)
    lacking = [index for index, strip in enumerate(strips) if _lacks(heard[index].text, strip)]
    others = reader.read([stark(white, strips[index], size) for index in lacking])
    heard |= {
        index: other for index, other in zip(lacking, others, strict=True) if _adds(other.text, heard[index].text)
    }
    return [heard[index] for index in range(len(strips))]


def _lacks(text: str, strip: Strip) -> bool:
    """May a character be missing? The recogniser can leave out a damaged one without a word: the 计 of 总计."""
    return bool(_LABEL.fullmatch(text)) and strip.width > (len(text) + LACKING) * strip.height


def _adds(text: str, to: str) -> bool:
    """Does a text hold another one, and more?"""
    signs = iter(text)
    return len(text) > len(to) and all(sign in signs for sign in to)


def _digits(text: str) -> str:
    """The digits of a line of words, without the number that it begins with."""
    return "".join(sign for sign in _NUMBERING.sub("", text) if sign.isdigit())


def _small(white: Image, strip: Strip, size: float) -> Image:
    import cv2

    picture = crop(white, strip, size, SMALL)
    return cv2.resize(picture, None, fx=SQUEEZED, fy=1.0, interpolation=cv2.INTER_AREA)
