"""What bytes are is told from the bytes."""

import io
import zipfile

import pytest

from parsing.media import media_of


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"", "empty"), (b" \n\x00", "empty"), (b"%PDF-1.7\n", "pdf"), (b"\n\n%PDF-1.4", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "ole"), (b"{\\rtf1 x}", "rtf"), (b"\x89PNG\r\n\x1a\n", "image"),
        (b"<!DOCTYPE html><html></html>", "html"), ("\ufeff<html>".encode(), "html"), (b"<p>x</p>", "html"),
        ("<html><body>年报".encode("utf-16"), "html"), ("一、总体情况".encode(), "text"), ("一、总体情况".encode("gb18030"), "text"),
        (b'{"a": 1}', "json"), (b'{"a": "<p><p><p><p>"}', "json"), (b'call([{"a": 1}]);', "json"), ("[附件]".encode(), "text"), (b'{"a": {"b": "<p>x</p><td colspan=\\"2\\">', "json"), (b'[{"a": 1}, {"a', "json"), (b'{"a" <p>x</p>', "text"), (bytes(range(256)) * 4, "binary"), (_zip("word/document.xml"), "docx"),
        (_zip("xl/workbook.xml"), "xlsx"), (_zip("OFD.xml"), "ofd"), (_zip("a.pdf"), "zip"), (b"PK\x03\x04broken", "zip"),
    ],
)  # fmt: skip
def test_media(data: bytes, media: str) -> None:
    assert media_of(data) == media


def test_a_text_that_quotes_a_tag_is_text() -> None:
    assert media_of("年报正文提到 <table> 一词".encode()) == "text"
    assert media_of("正文 <b>粗</b>".encode(), "text/html") == "html"
