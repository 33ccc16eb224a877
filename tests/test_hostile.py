"""Whatever the bytes, read() answers with a verdict and one line, and in bounded time and memory."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parsing
from parsing.model import Reading, Verdict

REPORT = """<html><head><title>青石县民政局2021年政府信息公开工作年度报告</title></head><body>
<h1>青石县民政局2021年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{text}</p><p>五、存在的主要问题及改进情况</p><p>{text}</p>{more}</body></html>"""


def read(data: bytes) -> Reading:
    reading = parsing.read(data)
    assert reading.verdict is Verdict.REPORT or reading.reason
    assert "\n" not in reading.reason
    if reading.verdict is not Verdict.REPORT:
        assert not reading.figures
    return reading


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", "unreadable"), (b"\n \t", "unreadable"), (b"\x00" * 5000, "unreadable"), (b"%PDF-1.7 and nothing more", "unreadable"),
        (b"PK\x03\x04 not a package", "unreadable"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "unreadable"), (b"<html>", "unreadable"), (b"<", "not_report"), (b"{}", "unreadable"),
        ("只是一句话。".encode(), "not_report"), (b"<?xml version='1.0'?><a/>", "not_report"), (b"\xff\xfe", "unreadable"),
    ],
)  # fmt: skip
def test_small_wreckage(data: bytes, verdict: str) -> None:
    assert read(data).verdict == verdict


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_random_bytes(data: bytes) -> None:
    read(data)


@pytest.mark.parametrize("magic", [b"%PDF-1.4\n", b"PK\x03\x04", b"<html><table>", b"\t", b"|a|\n"])
def test_random_bytes_behind_a_magic_number(magic: bytes) -> None:
    noise = random.Random(7)
    for size in (10, 1000, 50_000):
        read(magic + noise.randbytes(size))


def test_twenty_megabytes_of_markup() -> None:
    filler = "<div class='x'><span>" + "政务公开" * 10 + "</span></div>"
    page = REPORT.format(text="公开工作情况。" * 60, more=filler * (20 * 1024 * 1024 // len(filler.encode())))
    assert read(page.encode()).verdict in {"report", "not_report", "unreadable"}


@pytest.mark.parametrize(
    "more",
    ["<div>" * 60_000, "<table><tr><td>" * 3_000, "<b>" * 60_000 + "x", "<td rowspan=99999999 colspan=99999999>1"],
)
def test_deep_and_wide_markup(more: str) -> None:
    read(REPORT.format(text="公开工作情况。" * 60, more=more).encode())


def test_spans_that_would_fill_memory() -> None:
    rows = "<tr>" + "<td rowspan=65000 colspan=1000>0</td>" * 40 + "</tr>"
    read(REPORT.format(text="公开", more=f"<table>{rows * 40}</table>").encode())


def test_word_bombs() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))
    assert "over the limit" in read(packed.getvalue()).reason
    laughs = b'<!DOCTYPE x [<!ENTITY a "%s">]><w:document xmlns:w="w"><w:body>&a;</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", laughs % (b"ha" * 1000))
    assert read(packed.getvalue()).verdict == "unreadable"


def test_the_name_and_the_declared_type_do_not_decide() -> None:
    page = REPORT.format(text="公开工作情况。" * 60, more="<p>六、其他需要报告的事项</p>").encode()
    for name, media in (("report.pdf", "application/pdf"), ("x.docx", None), (None, "application/octet-stream")):
        assert parsing.read(page, name=name, media=media).verdict == "report"
