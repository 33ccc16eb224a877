"""Which tables does plain pdfplumber see on the pages of this PDF?

A second opinion where our own tables leave figures unread. It draws a rule wherever anything ends: along white lines
between grey cells and around cells with round corners, where we see no rule (Chromium, 2026). It takes the edges of
mere decoration for rules too, so it is asked last. The characters are ours in either case.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pdfplumber

from parsing.readers.pdf_grids import find_plain_tables
from parsing.readers.pdf_sheets import DrawnPage

MAX_BYTES = 8_000_000
"""Of a document: pdfplumber reads a megabyte in a second or so."""
MAX_PAGES = 20
"""The tables of the longest report seen begin on page 9 and end on page 14."""
MAX_CHARACTERS = 40_000
"""Of all pages together; a page of text has 800."""
MAX_EDGES = 20_000
"""Of one page. Cells with round corners have some dozens each."""
MAX_CROSSINGS = 20_000
"""Of upright and level lines that are a point apart: pdfplumber compares each with each. Table 3 has some 2,000."""

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that lacks a detail


def with_plain_tables(data: bytes, pages: Sequence[DrawnPage]) -> list[DrawnPage]:
    """The pages with pdfplumber's tables in place of ours.

    Pages that are scans, turned or cropped stay as they are, and so do all in a document that is over the limits or
    that pdfplumber cannot read.
    """
    if len(data) > MAX_BYTES or sum(len(page.glyphs) for page in pages[:MAX_PAGES]) > MAX_CHARACTERS:
        return list(pages)
    try:
        with pdfplumber.open(io.BytesIO(data)) as plain:
            first = [_seen(page, other) for page, other in zip(pages, plain.pages[:MAX_PAGES], strict=False)]
    except Exception:  # whatever untrusted bytes do to it, there is our own reading
        return list(pages)
    return [*first, *pages[len(first) :]]


def _seen(page: DrawnPage, plain: pdfplumber.page.Page) -> DrawnPage:
    x0, top, width, height = *plain.mediabox[:2], page.view.width, page.view.height
    whole = (x0, top) == (0, 0) and plain.cropbox == plain.mediabox and not plain.rotation
    same = abs(plain.width - width) < 1 and abs(plain.height - height) < 1
    if page.scan is not None or not page.glyphs or not (whole and same) or _is_drawing(plain.edges):
        return page
    return replace(page, tables=find_plain_tables(plain))


def _is_drawing(edges: Sequence[Mapping[str, Any]]) -> bool:
    if len(edges) > MAX_EDGES:
        return True
    upright = {round(edge["x0"]) for edge in edges if edge["orientation"] == "v"}
    level = {round(edge["top"]) for edge in edges if edge["orientation"] == "h"}
    return len(upright) * len(level) > MAX_CROSSINGS
