"""What stands in this document, before anybody asks what it means? Each kind of bytes has its reader."""

from __future__ import annotations

from dataclasses import replace

from parsing.media import media_of
from parsing.model import Block, Contents, Grid, Unreadable, Verdict

DRAWN = frozenset({"html", "mht", "json", "docx", "xlsx", "ofd", "text", "zip"})
"""Kinds whose blocks are quickly had; PDFs and pictures are shown by :mod:`parsing.sheets`."""
MOST_CELLS = 20_000
"""Cells of a document that are given to somebody who wants to draw it. A long report has a thousand."""


def contents_of(data: bytes, media: str) -> Contents:
    """The blocks of a document of the kind ``media`` (:func:`parsing.media.media_of`). Raises Unreadable.

    Readers are imported when first needed: the PDF library takes longer to load than a page takes to read.
    """
    if media == "html":
        from parsing.readers.embedded import with_scripts
        from parsing.readers.html import read_html

        return with_scripts(read_html(data), data)
    if media == "mht":
        from parsing.readers.mhtml import read_mhtml

        return read_mhtml(data)
    if media == "json":
        from parsing.readers.embedded import read_json

        return read_json(data)
    if media == "docx":
        from parsing.readers.docx import read_docx

        return read_docx(data)
    if media == "xlsx":
        from parsing.readers.xlsx import read_xlsx

        return read_xlsx(data)
    if media in {"doc", "xls", "rtf", "odt", "ods", "ole"}:
        from parsing.readers.office import read_office

        return read_office(data, media)
    if media == "ofd":
        from parsing.readers.ofd import read_ofd

        return read_ofd(data)
    if media == "pdf":
        from parsing.readers.pdf import read_pdf

        return read_pdf(data)
    if media == "image":
        from parsing.readers.image import read_image

        return read_image(data)
    from parsing.readers.text import read_text

    return read_text(data)


def drawn_blocks(data: bytes, *, name: str | None = None, media: str | None = None) -> tuple[Block, ...]:
    """The paragraphs and tables of a document as its reader saw them, for somebody who wants to draw them.

    Of a huge one the first :data:`MOST_CELLS` cells, of a bundle those of its one report. Raises Unreadable, also for
    a kind that is not in :data:`DRAWN`.
    """
    kind = media_of(data, media)
    if kind == "zip":
        return drawn_blocks(_only_report(data))
    if kind not in DRAWN:
        raise Unreadable("this kind of document is not drawn")
    left = MOST_CELLS
    blocks: list[Block] = []
    for block in contents_of(data, kind).blocks:
        if isinstance(block, Grid):
            block = replace(block, cells=block.cells[:left])
            left -= len(block.cells)
        blocks.append(block)
    return tuple(blocks)


def _only_report(data: bytes) -> bytes:
    """The document of a bundle that its reading is of."""
    from parsing import read
    from parsing.readers.bundle import members_of

    found = [member.data for member in members_of(data) if read(member.data).verdict is Verdict.REPORT]
    if len(found) != 1 or media_of(found[0]) == "zip":
        raise Unreadable("this kind of document is not drawn")
    return found[0]
