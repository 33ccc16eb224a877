"""What stands in a text whose tables are written as those of a page?

Services that recognise scanned pages write text line by line, in Markdown or without, and each table as ``<table>…``.
To a browser the lines would be one paragraph; here they are what they are in any other text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from parsing.model import Block, Contents, Grid, Paragraph
from parsing.readers.text import read_text

_TAG = re.compile(r"</?(?:html|body|div|center|p)\b[^<>]{0,300}>", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:p|br|div|span|li|h[1-6]|script|head|meta)\b", re.IGNORECASE)
_WRAPPER = re.compile(r"<(?:div|p)\b[^<>]{0,300}>\s*$|^\s*</(?:div|p)>", re.IGNORECASE)
_LEAST_LINES = 5
"""Lines of text outside tables that are paragraphs of their own."""


def is_mixed(text: str) -> bool:
    """Is this text by lines, with no more of a page in it than its tables?"""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    outside = [part for part, is_table in _parts(text) if not is_table]
    said = [_WRAPPER.sub("", part) for part in outside]
    lines = sum(bool(line.strip()) for part in outside for line in part.split("\n"))
    return len(outside) > 1 and lines >= _LEAST_LINES and not any(map(_ELEMENT.search, said))


def read_mixed(text: str, read_page: Callable[[str], Contents]) -> Contents:
    """The blocks of such a text; ``read_page`` reads the markup of a table."""
    blocks: list[Block] = []
    tables = 0
    for part, is_table in _parts(text):
        found = read_page(part) if is_table else read_text(_TAG.sub("", part).encode("utf-8", "replace"))
        for block in found.blocks:
            if isinstance(block, Paragraph):
                blocks.append(block)
            else:
                tables += 1
                blocks.append(_numbered(block, tables))
    return Contents(tuple(blocks))


def _numbered(grid: Grid, number: int) -> Grid:
    return replace(grid, cells=tuple(replace(c, place=replace(c.place, table=number, line=None)) for c in grid.cells))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text between tables, and the tables; a table without an end is its rest."""
    lower = text.lower() if len(text.lower()) == len(text) else text
    at = 0
    while (begin := lower.find("<table", at)) >= 0:
        end = lower.find("</table>", begin)
        end = len(text) if end < 0 else end + len("</table>")
        yield text[at:begin], False
        yield text[begin:end], True
        at = end
    yield text[at:], False
