"""Which statutory tables does this Word file, or page, hold as pictures?

Some offices paste a picture of a table. Only those are read that stand in a section of the form which has no table
of its own: reading a picture takes as long as reading a hundred Word files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

from parsing.forms import TABLES
from parsing.model import Block, Grid, Paragraph
from parsing.outline import heading_of

MAX_PICTURES = 8
"""Of one document; table 3 cut in two makes four."""
SMALLEST = 20_000
"""Bytes unpacked. A seal or a rule is smaller, a legible picture of a table is not."""
_LEAST_CELLS = 6
"""Of a table that can be one of the form's."""
_EMBEDDED = {qn("a:blip"): qn("r:embed"), "{urn:schemas-microsoft-com:vml}imagedata": qn("r:id")}


@dataclass(frozen=True, slots=True)
class Picture:
    """A place between the blocks where a picture stands, by the name of its relation."""

    relation: str


def pictures_in(paragraph: Any) -> Iterator[Picture]:
    """The pictures of a paragraph, as Word of any age embeds them; each once."""
    seen: dict[str, None] = {}
    for element in paragraph.iter(*_EMBEDDED):
        if relation := element.get(_EMBEDDED[element.tag]):
            seen[relation] = None
    yield from map(Picture, seen)


def targets(relations: Any, main: str) -> Mapping[str, str]:
    """Names of the parts in the package by relation; ``relations`` is the root of those of the part ``main``."""
    folder = posixpath.dirname(main)
    return {
        each.get("Id", ""): posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
        for each in relations.iterchildren("{*}Relationship")
        if each.get("TargetMode") != "External"
    }


def with_pictures(found: Sequence[Block | Picture], part: Callable[[str], bytes | None]) -> Iterator[tuple[int, Block]]:
    """The blocks, with what the pictures say in whose section of the form there is no table; each with the place in
    ``found`` of what it is or was read from.

    ``part`` gives the bytes of a relation's part, None where there is none. Tables after a picture are counted on.
    """
    if not (wanted := _wanted(found)):
        yield from ((at, block) for at, block in enumerate(found) if not isinstance(block, Picture))
        return
    from parsing.readers.image import blocks_in_picture  # takes longer to load than a Word file to read

    left, tables, added = MAX_PICTURES, 0, 0
    for at, block in enumerate(found):
        if isinstance(block, Picture):
            data = part(block.relation) if at in wanted and left else None
            if data is not None and len(data) >= SMALLEST:
                left -= 1
                read = blocks_in_picture(data, tables + added)
                added += sum(isinstance(each, Grid) for each in read)
                yield from ((at, each) for each in read)
        elif isinstance(block, Grid):
            tables += 1
            yield at, _counted_on(block, added)
        else:
            yield at, block


def _wanted(found: Iterable[Block | Picture]) -> set[int]:
    """The pictures that stand under the heading of a statutory table, with no table before the next heading."""
    wanted: set[int] = set()
    section: set[int] = set()
    listening = False
    for at, block in enumerate(found):
        if isinstance(block, Picture) and listening:
            section.add(at)
        elif isinstance(block, Grid) and len(block.cells) >= _LEAST_CELLS:
            section, listening = set(), False
        elif isinstance(block, Paragraph) and (key := heading_of(block.text)[0]):
            wanted |= section
            section, listening = set(), key in TABLES
    return wanted | section


def _counted_on(grid: Grid, added: int) -> Grid:
    if not added:
        return grid
    moved = (replace(cell, place=replace(cell.place, table=(cell.place.table or 0) + added)) for cell in grid.cells)
    return replace(grid, cells=tuple(moved))
