"""What are these bytes?

Told from the bytes. Names and declared types lie too often on portals (a ``.doc`` that is HTML, a PDF sent as
``application/octet-stream``) to be more than a tie-breaker between HTML and plain text.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import closing

import olefile

from parsing.decode import without_mark

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),  # .doc, .wps, .xls: the same container, see _ole_kind
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|table|div|p|span|meta|script|center|font|h[1-6]|title)\b", re.IGNORECASE
)
_DATA = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[A-Za-z_$][\w.$]{0,80}\s*\(\s*)?[\[{]\s*[\[{\"\]}]")
"""How JSON begins, alone or in a call (JSONP)."""
_CUT_DATA = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{\s]{0,8}\{\s*\"[^\"\\\n]{1,80}\"\s*:\s*[\[{\"\dtfn-]")
"""A member of an object at the very beginning: JSON even where the end is missing. As a page it loses its spans."""
_DATA_END = re.compile(rb"[\]}]\s*(?:\)\s*;?\s*)?$")
_MESSAGE = re.compile(rb"(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?MIME-Version:", re.IGNORECASE)
_MESSAGE_TYPE = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)\b", re.IGNORECASE | re.MULTILINE)
"""The header of a saved web page."""
_HEAD = 65536
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\r\n\x0c\x1a\x1b")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def media_of(data: bytes, hint: str | None = None) -> str:
    """One of ``pdf docx xlsx odt ods ofd zip doc xls ole rtf image archive mht html json text binary empty``.

    ``hint`` (a media word or MIME type that somebody declared) only decides between HTML and text.
    """
    if not data.strip(b"\x00 \t\r\n"):
        return "empty"
    start = data.lstrip(b" \t\r\n")
    if b"%PDF-" in data[:1024]:  # the standard allows leading junk, portals add it
        return "pdf"
    for magic, media in _MAGIC:
        if start.startswith(magic):
            return _ole_kind(data) if media == "ole" else media
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    head = data[:_HEAD]
    if head.startswith(_UTF16):
        head = head.decode("utf-16", "ignore").encode()
    elif (wide := without_mark(head)) is not None:
        head = wide.encode()
    if b"\x00" in head:
        return "binary"
    if _MESSAGE.match(head) and _MESSAGE_TYPE.search(head[:4096]):
        return "mht"
    # Before markup, which its texts may hold.
    if (_DATA.match(head) and _DATA_END.search(start[-64:])) or _CUT_DATA.match(head):
        return "json"
    if _MARKUP.search(head) and not _mostly_text(head):
        return "html"
    if hint and "html" in hint.lower() and b"<" in head:
        return "html"
    return "text" if _printable(head) else "binary"


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = set(container.namelist())
            if "content.xml" in names and "mimetype" in names and container.getinfo("mimetype").file_size < 100:
                kind = container.read("mimetype").decode("ascii", "replace").partition("opendocument.")[2]
                return {"text": "odt", "spreadsheet": "ods"}.get(kind.strip().removesuffix("-template"), "zip")
    except Exception:  # zipfile raises whatever it meets in a hostile directory
        return "zip"
    if "word/document.xml" in names or any(n.startswith("word/document") for n in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(n.lower() == "ofd.xml" for n in names):
        return "ofd"
    return "zip"


def _ole_kind(data: bytes) -> str:
    try:
        with closing(olefile.OleFileIO(io.BytesIO(data))) as container:
            if container.exists("WordDocument"):
                return "doc"
            return "xls" if container.exists("Workbook") or container.exists("Book") else "ole"
    except Exception:  # olefile lets errors of hostile directories through
        return "ole"


def _mostly_text(head: bytes) -> bool:
    """A text dump may quote a tag or two; a page begins with one or has many."""
    return not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and len(_MARKUP.findall(head)) < 3


def _printable(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _CONTROL)) <= len(head) * 0.01
