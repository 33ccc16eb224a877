"""parsing.readers.pdf on bytes that no printer makes: damaged, hostile, locked, empty, or with text of no meaning."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from parsing.model import Contents, Grid, Paragraph, State, Unreadable
from parsing.numerals import read_number
from parsing.readers import pdf_pictures
from parsing.readers.pdf import MAX_OBJECTS, MAX_PAGES, is_meaningless, read_pdf
from parsing.readers.pdf_glyphs import Box, Glyph
from parsing.readers.pdf_pictures import IMAGES


def paper(draw: Callable[[Canvas], None], lock: StandardEncryption | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1, encrypt=lock)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def small_report(canvas: Canvas) -> None:
    canvas.drawString(90, 600, "Report")
    canvas.grid([100, 200, 300], [500, 520])
    canvas.drawString(110, 505, "granted")
    canvas.drawString(210, 505, "21")


def raw_pdf(content: bytes, fonts: bytes = b"", objects: tuple[bytes, ...] = (), kids: bytes = b"3 0 R") -> bytes:
    """A PDF by hand, for what reportlab will not write. Object 5 is Helvetica, further objects begin at 6."""
    numbered = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % bool(kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R"
        + fonts
        + b">>/XObject<</X1 6 0 R>>>>>>",
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(numbered, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(numbered) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    )


def grids(data: bytes) -> list[Grid]:
    return [block for block in read_pdf(data).blocks if isinstance(block, Grid)]


def paragraphs(data: bytes) -> list[str]:
    return [block.text for block in read_pdf(data).blocks if isinstance(block, Paragraph)]


# --- characters -----------------------------------------------------------------------------------------------------


def test_replacement_text_of_several_digits_keeps_them_all() -> None:
    """LibreOffice and Chromium may give the text of a group of glyphs once: pdfium spreads it over the group."""
    content = b"/Span<</ActualText(1001)>>BDC BT /F1 10 Tf 50 400 Td (abc) Tj ET EMC"
    assert paragraphs(raw_pdf(content)) == ["1001"]


def test_a_font_without_meaning_is_not_guessed() -> None:
    """Character code 0x31 is a drawn box here, whatever ASCII has at that place."""
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[0.1 0 0 0.1 0 0]/CharProcs<</g 7 0 R>>"
        b"/Encoding<</Type/Encoding/Differences[49/g]>>/FirstChar 49/LastChar 49/Widths[10]>>"
    )
    glyph = b"<</Length 33>>stream\n10 0 0 0 10 10 d1 0 0 8 8 re f   \nendstream"
    data = raw_pdf(b"BT /F2 10 Tf 50 400 Td (111) Tj ET", b"/F2 6 0 R", (font, glyph))
    assert paragraphs(data) == ["\ufffd\ufffd\ufffd"]


def test_digits_that_only_their_font_knows_are_no_numbers() -> None:
    """A converter gave its digits meanings of its own (private use, U+F031 for 1): what it shows is not in the text."""
    mapping = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange"
        b" 1 beginbfrange <30> <39> <f030> endbfrange endcmap end end"
    )
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(mapping), mapping)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    content = (
        b"100 380 60 30 re S 160 380 60 30 re S BT /F1 10 Tf 105 390 Td (a) Tj ET BT /F2 10 Tf 165 390 Td (12) Tj ET"
    )
    (grid,) = grids(raw_pdf(content, b"/F2 6 0 R", (font, stream)))
    assert [cell.text for cell in grid.cells] == ["a", "\uf031\uf032"]
    assert read_number(grid.cells[1].text).state is State.UNREADABLE


@pytest.mark.parametrize("unknown", ["\ufffd", "\uf031"])
def test_a_page_of_such_characters_is_read_as_a_picture(unknown: str) -> None:
    known = [Glyph("字", 0, 1, 1, 10, order) for order in range(60)]
    strange = [Glyph(unknown, 0, 1, 1, 10, order) for order in range(40)]
    assert is_meaningless([*known, *strange])
    assert not is_meaningless([*known, *known, *strange])


@pytest.mark.parametrize("size", [b"/F2 10 Tf 110 480 Td", b"/F2 100 Tf .1 0 0 .1 110 480 Tm"])
def test_upright_writing_is_one_character_a_line(size: bytes) -> None:
    """A vertical font, in a cell that is one character wide, as 三、本年度办理结果 is often printed."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-V/DescendantFonts[7 0 R]>>"
    below = (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 8 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>>>"
    )
    descriptor = (
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    )
    text = "三、年".encode("utf-16-be").hex().encode()
    content = b"100 400 20 100 re S 120 400 40 100 re S BT " + size + b" <" + text + b"> Tj ET"
    (grid,) = grids(raw_pdf(content, b"/F2 6 0 R", (font, below, descriptor)))
    assert [cell.text for cell in grid.cells] == ["三\n、\n年", ""]


def test_a_hyphen_at_the_end_of_a_line_is_one() -> None:
    content = b"BT /F1 10 Tf 50 400 Td (exam-) Tj ET BT /F1 10 Tf 50 388 Td (ple) Tj ET"
    assert "".join(paragraphs(raw_pdf(content))) == "exam-ple"


# --- documents ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n", b"%PDF-1.4\n" + random.Random(1).randbytes(5000), b"\0" * 100, paper(small_report)[:400]],
    ids=["nothing", "header", "noise", "zeros", "beginning"],
)
def test_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged PDF"):
        read_pdf(data)


def test_without_pages() -> None:
    with pytest.raises(Unreadable, match="without pages"):
        read_pdf(raw_pdf(b"", kids=b""))


def test_a_page_that_cannot_be_read_is_not_left_out_in_silence() -> None:
    two = raw_pdf(b"BT /F1 10 Tf 50 400 Td (text) Tj ET", kids=b"3 0 R 9 0 R").replace(b"/Count 1", b"/Count 2")
    with pytest.raises(Unreadable, match="page 2"):
        read_pdf(two)


def test_encrypted() -> None:
    lock = StandardEncryption("secret", ownerPassword="other", strength=128)
    with pytest.raises(Unreadable, match="encrypted"):
        read_pdf(paper(small_report, lock))
    with pytest.raises(Unreadable, match="without pages"):  # pdfium still remembers the password
        read_pdf(raw_pdf(b"", kids=b""))


def test_a_document_that_only_forbids_copying_is_read() -> None:
    lock = StandardEncryption("", ownerPassword="other", canCopy=0, strength=128)
    (grid,) = grids(paper(small_report, lock))
    assert [cell.text for cell in grid.cells] == ["granted", "21"]


def test_a_scan_has_pages_and_no_blocks() -> None:
    contents = read_pdf(paper(lambda canvas: canvas.rect(10, 10, 300, 300, fill=1)))
    assert contents.blocks == ()
    assert contents.pages == 1


def test_of_many_pictures_on_a_page_of_text_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[Box] = []

    def joined(boxes: Iterable[Box]) -> list[Box]:
        looked_at.extend(boxes)
        return real(looked_at)

    real = pdf_pictures._joined
    monkeypatch.setattr(pdf_pictures, "_joined", joined)
    dot = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    placed = b"".join(b"q 5 0 0 5 %d %d cm /X1 Do Q\n" % (6 * (n % 80), 6 * (n // 80)) for n in range(IMAGES + 500))
    page = raw_pdf(b"BT /F1 12 Tf 90 700 Td (Annual report) Tj ET\n" + placed, objects=(dot + b"stream\n0\nendstream",))
    assert paragraphs(page) == ["Annual report"]
    assert len(looked_at) == IMAGES


def test_strips_of_one_picture_are_one() -> None:
    strips = [(50.0, 10.0 * n, 300.0, 10.0 * n + 10.5) for n in range(20)]
    beside = (310.0, 40.0, 500.0, 90.0)
    assert pdf_pictures._joined([*strips, beside]) == [(50.0, 0.0, 300.0, 200.5), beside]


def test_too_many_pages() -> None:
    def pages(canvas: Canvas) -> None:
        for _ in range(MAX_PAGES + 1):
            canvas.showPage()

    with pytest.raises(Unreadable, match=f"more than {MAX_PAGES} pages"):
        read_pdf(paper(pages))


# --- pages ----------------------------------------------------------------------------------------------------------


def test_a_page_of_lines_beyond_number_still_gives_its_text() -> None:
    table = b"100 500 200 20 re 200 500 m 200 520 l S "
    content = b"BT /F1 10 Tf 50 400 Td (text) Tj ET BT /F1 10 Tf 110 505 Td (7) Tj ET " + table
    assert len(grids(raw_pdf(content))) == 1
    crowded = raw_pdf(content + b"0 0 m 9 0 l S\n" * (2 * MAX_OBJECTS))
    assert grids(crowded) == []
    assert paragraphs(crowded) == ["7 text"]


SQUARED = [b"%d 10 m %d 790 l S 10 %d m 590 %d l S " % (4 + 6 * n, 4 + 6 * n, 5 + 7 * n, 5 + 7 * n) for n in range(98)]
ODD = {
    "squared paper": b"".join(SQUARED),
    "mosaic": b".3 g 0 0 600 800 re f "
    + b"".join(b".9 g %d %d 9 9 re f " % (n * 13 % 590, n * 7 % 790) for n in range(9000)),
    "dust": b"".join(b"%d %d 1 1 re f " % (n * 13 % 600, n * 7 % 800) for n in range(20000)),
    "outside": b"0 0 m 1e38 1e38 l S 99999999999999999999999999999999999999 0 0 1 0 0 cm 0 0 10 10 re S",
    "overflow": b"3e38 0 0 3e38 0 0 cm 1 1 m 2 1 l S 1 1 3 3 re S",
    "fonts": b"BT /F1 0 Tf 50 300 Td (a) Tj ET BT /F1 -12 Tf 100 600 Td (b) Tj ET BT 12 0 0 0 100 600 Tm /F1 1 Tf (c) Tj ET",
    "missing object": b"/X1 Do",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_odd_pages_are_read_without_tables(content: bytes) -> None:
    data = raw_pdf(b"BT /F1 10 Tf 50 400 Td (text) Tj ET " + content)
    assert grids(data) == []
    assert "text" in "".join(paragraphs(data))


GOOD = paper(small_report)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(places=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_any_damage_is_read_or_refused_in_one_line(places: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for at, value in places:
        damaged[at] = value
    try:
        contents = read_pdf(bytes(damaged))
    except Unreadable as error:
        assert str(error) and "\n" not in str(error)
    else:
        assert isinstance(contents, Contents)
        assert contents.pages
