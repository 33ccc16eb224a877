"""What paragraphs and tables stand in this PDF, and where?

pdfium gives characters and drawn paths, pdfplumber's geometry makes tables of the ruling lines; everything is in
points as seen on the page. The parts: ``pdf_characters``, ``pdf_glyphs`` and ``pdf_layers`` (characters),
``pdf_calls`` and ``pdf_rules`` (ruling lines), ``pdf_grids`` (tables), ``pdf_cells`` (text in cells); ``pdf_words``,
``pdf_columns``, ``pdf_heads`` and ``pdf_labels`` (tables that no rules enclose); ``phrases``, ``known_numbers``,
``known_tables`` and ``known_lists`` (such tables by their labels: a second opinion); ``pdf_lines``, ``pdf_furniture``
and ``pdf_paragraphs`` (text outside tables); ``pdf_sheets`` (all of it, page by page); ``pdf_pictures`` (pages that are
scans, read by OCR); ``pdf_plain`` (a second opinion on tables).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from parsing.model import Contents, Unreadable
from parsing.readers.image_page import Scan
from parsing.readers.pdf_calls import Thing, things_on
from parsing.readers.pdf_characters import read_glyphs
from parsing.readers.pdf_glyphs import REPLACEMENT, Glyph, TooMuch, View, at_scale, scale_of, view_of
from parsing.readers.pdf_grids import find_tables
from parsing.readers.pdf_layers import once
from parsing.readers.pdf_paragraphs import blocks_of
from parsing.readers.pdf_pictures import FEW, insets_of, is_picture, read_picture
from parsing.readers.pdf_plain import with_plain_tables
from parsing.readers.pdf_rules import Edge, read_edges
from parsing.readers.pdf_sheets import DrawnPage, in_points, labelled_sheets, sheets_of

MAX_PAGES = 300
"""The longest real report seen has 40 pages."""
MAX_CHARACTERS = 1_000_000
"""Of the whole document; a page of text has 800."""
MAX_OBJECTS = 100_000
"""Page objects of one page beyond which its rules are not looked at: it is a drawing. Dotted tables have 12,000."""
MAX_ALL_OBJECTS = 500_000
"""The same, of the whole document."""
MAX_SCANS = 60
"""Pages that are pictures. The longest scanned report seen has 30; each takes some seconds."""
MEANINGLESS = 0.3
"""Part of a page's characters whose fonts give them no Unicode, from which the page is read as a picture."""

_UNKNOWN = re.compile(f"[{REPLACEMENT}\ue000-\uf8ff]")
"""Characters without a meaning, and those whose meaning only their font knows."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_one_at_a_time = threading.Lock()
"""pdfium may not be called from two threads at once."""


def read_pdf(data: bytes, *, careful: bool = False) -> Contents:
    """Paragraphs and tables of a PDF in reading order, each table piece of a page as a grid of its own.

    Pages without text of their own are read by OCR. ``careful`` takes the tables that plain pdfplumber sees in place of
    ours, which is slower and no better as a rule: a second opinion. Raises Unreadable for a damaged, encrypted, empty
    or far too large PDF.
    """
    try:
        with _one_at_a_time, closing(open_pdf(data)) as document:
            pages, meta = _pages(document), _meta(document)
        if careful:
            pages = with_plain_tables(data, pages)
        blocks = tuple(in_points(blocks_of(list(sheets_of(pages))), pages))
    except TooMuch as error:
        raise Unreadable(f"the PDF has {error}") from None
    except Unreadable:
        raise
    except Exception as error:  # whatever untrusted bytes do to two libraries, the caller gets one plain line
        raise Unreadable(f"damaged PDF ({type(error).__name__})") from error
    title = meta.pop("pdf:title", "")
    titles = (("pdf:Title", title),) if _CHINESE.search(title) else ()
    return Contents(blocks, titles, meta, pages=len(pages))


def read_labelled(data: bytes) -> Contents:
    """A PDF with the tables that are told by their labels alone, whatever is ruled; pictures are left out.

    A second opinion on tables without rules. Raises Unreadable as :func:`read_pdf` does.
    """
    try:
        with _one_at_a_time, closing(open_pdf(data)) as document:
            pages = _pages(document, pictures=False)
        return Contents(tuple(in_points(blocks_of(labelled_sheets(pages)), pages)), pages=len(pages))
    except TooMuch as error:
        raise Unreadable(f"the PDF has {error}") from None


def open_pdf(data: bytes) -> Any:
    """The document in pypdfium2. Raises Unreadable for one that is damaged or encrypted."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # pdfium's code may be that of an earlier document, so the bytes must agree with it.
        if error.err_code == pdfium.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise Unreadable("the PDF is encrypted: it opens only with a password") from None
        raise Unreadable("damaged PDF, or one without pages: it cannot be opened") from None


def _meta(document: Any) -> dict[str, str]:
    declared = {}
    for name in ("Title", "CreationDate"):
        with suppress(UnicodeDecodeError):
            declared[f"pdf:{name.lower()}"] = document.get_metadata_value(name).strip()
    return {name: text for name, text in declared.items() if text}


def _pages(document: Any, *, pictures: bool = True) -> list[DrawnPage]:
    """Characters and tables of every page, and what its pictures say.

    A page that cannot be read makes the document unreadable: its figures would otherwise pass for not printed.
    """
    count = len(document)
    if count > MAX_PAGES:
        raise TooMuch(f"more than {MAX_PAGES} pages")
    pages: list[DrawnPage] = []
    characters, objects = MAX_CHARACTERS, MAX_ALL_OBJECTS
    for index in range(count):
        with closing(_page(document, index)) as page:
            shown = view_of(page)
            view, glyphs = read_glyphs(page, shown, characters)
            characters -= len(glyphs)
            glyphs = once(glyphs)
            left = MAX_SCANS - sum(len(earlier.insets) + (earlier.scan is not None) for earlier in pages)
            things = things_on(page, MAX_OBJECTS + 1)
            scan = _scan(page, things, shown, glyphs, left) if pictures else None
            insets = insets_of(page, things, shown, glyphs, left) if pictures and scan is None and view == shown else []
            scale = scale_of(glyphs) if scan is None and not insets else 1.0
            view, glyphs = view.scaled(scale), at_scale(glyphs, scale)
            edges = _edges(things, view, min(MAX_OBJECTS, objects)) if glyphs else []
            objects -= pdfium.FPDFPage_CountObjects(page.raw)
        rules, drawn = tuple(edges), shown if scan else view
        pages.append(DrawnPage(drawn, glyphs, find_tables(edges), scan, rules, tuple(insets), scale))
    return pages


def _scan(page: Any, things: Sequence[Thing], view: View, glyphs: list[Glyph], left: int) -> Scan | None:
    """What a page says that is a picture; ``left`` is how many more of them are read."""
    if not (is_picture(things, view, glyphs) or is_meaningless(glyphs)):
        return None
    if left <= 0:
        raise TooMuch(f"more than {MAX_SCANS} scanned pages")
    return read_picture(page, view)


def is_meaningless(glyphs: list[Glyph]) -> bool:
    """Does the document not say what much of its text means, so that the page is best read by its looks?"""
    unknown = len(_UNKNOWN.findall("".join([glyph.text for glyph in glyphs])))
    return unknown >= FEW and unknown > MEANINGLESS * len(glyphs)


def _page(document: Any, index: int) -> Any:
    try:
        return document[index]
    except pypdfium2.PdfiumError:
        raise Unreadable(f"damaged PDF: page {index + 1} cannot be read") from None


def _edges(things: Sequence[Thing], view: View, limit: int) -> list[Edge]:
    try:
        return read_edges(things, view, limit)
    except TooMuch:
        return []  # a drawing: its text is still worth reading
