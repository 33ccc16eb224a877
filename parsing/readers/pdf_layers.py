"""Which characters of this page only repeat what is printed under them?

Programs make bold letters and shadows by printing a text twice, a hair apart. Read as it stands, every label would be
doubled; and a number doubled is another number.
"""

from __future__ import annotations

from math import floor

from parsing.decode import clean
from parsing.readers.pdf_glyphs import Glyph

SHIFT = 0.15
"""Em. The same character this close to itself was printed twice; the narrowest letter is 0.22 wide."""
_SQUARES = 0.5  # a point; of many characters printed twice, some fall into one square of two points


def once(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters without those that are printed over themselves."""
    places = {(glyph.text, int(_SQUARES * glyph.x0), int(_SQUARES * glyph.middle)) for glyph in glyphs}
    if len(places) == len(glyphs):  # no two in one place: nearly every page
        return glyphs
    kept: list[Glyph] = []
    seen: dict[tuple[str, int], list[Glyph]] = {}
    for glyph in glyphs:
        text = clean(glyph.text)  # one of the two may be written with a radical
        near = (floor(glyph.middle - 0.5), floor(glyph.middle + 0.5))
        if any(_over(glyph, other) for row in near for other in seen.get((text, row), ())):
            continue
        kept.append(glyph)
        if not glyph.text.isspace():
            seen.setdefault((text, floor(glyph.middle)), []).append(glyph)
    return kept


def _over(glyph: Glyph, other: Glyph) -> bool:
    reach = SHIFT * glyph.size
    return abs(glyph.x0 - other.x0) < reach and abs(glyph.middle - other.middle) < reach
