"""Which page was saved in this file?

Browsers save a page with its pictures as one MIME message (``.mht``), Word as a "single file web page", which offices
then name ``.doc``. The message is opened by the standard library, the page read by the HTML reader.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message

from parsing.model import Contents, Unreadable
from parsing.readers.html import anchors_in, read_html

MAX_PARTS = 2_000
"""Parts of a message: the page, its frames, styles and pictures."""

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_mhtml(data: bytes) -> Contents:
    """The blocks of the saved page; of a page with frames, those of the frame that holds most of a report.

    Raises Unreadable for a damaged message and for one without a page.
    """
    try:
        message = email.message_from_bytes(data)
        if _ends_within_a_page(message):
            raise Unreadable("the web archive is cut off within its page")
        pages = [(page, len(page.blocks)) for page in _pages(message)]
    except Unreadable:
        raise
    except Exception as error:  # the parser recurses into nested messages and trusts their headers
        raise Unreadable(f"damaged web archive: {type(error).__name__}") from None
    if not pages:
        raise Unreadable("a web archive without a page")
    page = max(pages, key=lambda found: (anchors_in(found[0]), found[1]))[0]
    subject = _subject(message)
    return replace(page, titles=(*page.titles, ("mht:subject", subject))) if subject else page


def _pages(message: Message) -> Iterator[Contents]:
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise Unreadable(f"the web archive has more than {MAX_PARTS} parts")
        if part.get_content_type() in _PAGES:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                yield read_html(body, part.get_content_charset())


def _ends_within_a_page(message: Message) -> bool:
    """Is the end of the file missing, and the page what it is missing from? Its last number may lack digits."""
    parts = list(message.walk())
    cut = any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in parts for defect in part.defects)
    return cut and parts[-1].get_content_type() in _PAGES


def _subject(message: Message) -> str:
    try:
        return " ".join(str(make_header(decode_header(message.get("Subject", "")))).split())
    except (LookupError, ValueError, MessageError):  # an encoding nobody knows, or words that are not encoded at all
        return ""
