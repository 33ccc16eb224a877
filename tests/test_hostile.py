"""Whatever the bytes, read() answers with a verdict and one line, in bounded time and memory, and touches nothing else."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parsing
from crawler.samples.render import render_docx
from parsing.bounded import Readers
from parsing.model import Reading, Verdict
from parsing.readers import office
from parsing.readers.bundle import members_of
from tests import hostile_kit as kit
from tests.measured import cost, measured
from tests.test_ofd import NAMESPACE, content, document, text
from tests.test_office import needs_office
from tests.test_round_trip import REPORTS
from tests.test_xlsx import render_xlsx

SECONDS, MEGABYTES = 20.0, 900
"""What one of these may cost. A worker that does nothing has 100 MB."""
REPORT = render_docx(REPORTS["2021"])
BOOK = render_xlsx(REPORTS["2021"])
OFD = document([content(text(20, 20, "一句话。"))])
NOTICE = "关于召开会议的通知。".encode() * 40
Make = Callable[[], bytes]


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(seconds=60, reader=measured) as pool:
        yield pool


@pytest.fixture
def bounded(readers: Readers) -> Callable[[bytes], Reading]:
    """Reads in a worker, and holds what every reading has to keep to."""

    def read_within(data: bytes) -> Reading:
        reading = readers.read(data)
        seconds, megabytes = cost(reading)
        assert not reading.reason.startswith(("reading it", "could not be read (")), reading.reason
        assert seconds <= SECONDS
        assert 0 < megabytes <= MEGABYTES
        return held(reading)

    return read_within


def held(reading: Reading) -> Reading:
    assert reading.verdict in set(Verdict)
    assert reading.verdict is Verdict.REPORT or reading.reason
    assert "\n" not in reading.reason
    assert len(reading.reason) < 400
    assert reading.verdict is Verdict.REPORT or not reading.figures
    return reading


def read(data: bytes) -> Reading:
    return held(parsing.read(data))


# -- wreckage ----------------------------------------------------------------------------------------------------------


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


def test_the_name_and_the_declared_type_do_not_decide() -> None:
    data = kit.page("")
    for name, media in (("report.pdf", "application/pdf"), ("x.docx", None), (None, "application/octet-stream")):
        assert parsing.read(data, name=name, media=media).verdict == "report"


# -- bombs -------------------------------------------------------------------------------------------------------------


def nested(depth: int, width: int) -> bytes:
    data = kit.packed({"a.txt": NOTICE})
    for _ in range(depth):
        data = kit.packed({f"{number}.zip": data for number in range(width)})
    return data


ZEROS = b"0" * (260 * 1024 * 1024)
ZIP_BOMBS: dict[str, tuple[Make, str]] = {
    "flat": (lambda: kit.packed({"a.txt": ZEROS}), "over the limit"),
    "nested": (lambda: nested(4, 1), "nested more than 2 deep"),
    "nested and wide": (lambda: nested(3, 40), "more than 400 documents|nested more than 2 deep"),
    "overlapping": (lambda: kit.overlapping(3000, 1 << 20), "over the limit"),
    "overlapping, small": (lambda: kit.overlapping(500, 2000), "more than 400 documents|cannot be unpacked"),
    "lying": (lambda: kit.lying(50, 1 << 28), "cannot be unpacked"),
    "many": (lambda: kit.packed({f"{n}.txt": b"" for n in range(5001)}), "more than 5000 members"),
    "word": (lambda: kit.packed({"[Content_Types].xml": "<a/>", "word/document.xml": ZEROS}), "over the limit"),
    "excel": (lambda: kit.repacked(BOOK, {"xl/worksheets/sheet1.xml": ZEROS}), "over the limit"),
    "ofd": (lambda: kit.repacked(OFD, {"Doc_0/Pages/Page_0/Content.xml": ZEROS}), "over the limit"),
    "a bomb beside it": (lambda: kit.repacked(REPORT, {"word/media/a.bin": ZEROS}), "over the limit"),
}  # fmt: skip


@pytest.mark.parametrize("name", ZIP_BOMBS)
def test_zip_bombs(name: str, bounded: Callable[[bytes], Reading]) -> None:
    make, why = ZIP_BOMBS[name]
    reading = bounded(make())
    assert reading.verdict is Verdict.UNREADABLE
    assert any(part in reading.reason for part in why.split("|")), reading.reason


LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'haha'>" + "".join(
    f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip
QUADRATIC = f"<!DOCTYPE x [<!ENTITY a9 '{'ha' * 50_000}'>]>"
MANY = "&a9;" * 20_000


def with_doctype(data: bytes, name: str, doctype: str, entity: str) -> bytes:
    """A package one of whose parts has a document type and uses an entity where text stands."""
    part = kit.part_of(data, name)
    body = part[part.index("?>") + 2 :] if part.startswith("<?xml") else part
    at = max(body.rfind(sign) for sign in ("</w:t>", "</t>", "</ofd:TextCode>"))
    assert at > 0, name
    return kit.repacked(data, {name: f"{doctype}{body[:at]}{entity}{body[at:]}"})


PARTS = {
    "word": (REPORT, "word/document.xml"),
    "excel": (BOOK, "xl/worksheets/sheet1.xml"),
    "ofd": (OFD, "Doc_0/Pages/Page_0/Content.xml"),
}


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("doctype", [LAUGHS, QUADRATIC], ids=["laughs", "quadratic"])
def test_entities_that_grow(kind: str, doctype: str, bounded: Callable[[bytes], Reading]) -> None:
    reading = bounded(with_doctype(*PARTS[kind], doctype, "&a9;" if doctype is LAUGHS else MANY))
    assert "haha" not in json.dumps(reading.as_dict())


@pytest.mark.parametrize("doctype", [LAUGHS, QUADRATIC], ids=["laughs", "quadratic"])
def test_entities_that_grow_in_a_page(doctype: str, bounded: Callable[[bytes], Reading]) -> None:
    data = f"<?xml version='1.0'?>{doctype}".encode() + kit.page(f"<p>{'&a9;' * 2000}</p><svg>{'&a9;' * 2000}</svg>")
    assert "haha" not in json.dumps(bounded(data).as_dict())


@pytest.mark.parametrize("kind", [*PARTS, "page", "web archive"])
def test_external_entities(kind: str, tmp_path: Path) -> None:
    """Neither a file of this machine nor an address is looked up."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    with kit.listener() as (address, asked):
        for doctype in (
            f"<!DOCTYPE x [<!ENTITY a SYSTEM '{secret.as_uri()}'>]>",
            f"<!DOCTYPE x [<!ENTITY a SYSTEM '{address}/entity'>]>",
            f"<!DOCTYPE x [<!ENTITY % p SYSTEM '{address}/parameter'>%p;<!ENTITY a 'x'>]>",
            f"<!DOCTYPE x SYSTEM '{address}/dtd' [<!ENTITY a 'x'>]>",
            f"<!DOCTYPE x PUBLIC 'a' '{address}/public' [<!ENTITY a SYSTEM '{secret.as_uri()}'>]>",
        ):
            if kind in PARTS:
                data = with_doctype(*PARTS[kind], doctype, "&a;")
            else:
                inside = f'<p>&a;</p><svg><image href="{address}/svg"/><text>&a;</text></svg><img src="{address}/img"><iframe src="{address}/frame"></iframe><link rel=stylesheet href="{address}/css"><script src="{address}/js"></script>'
                data = doctype.encode() + kit.page(inside)
                if kind == "web archive":
                    data = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + data
                assert read(data).verdict is Verdict.REPORT
            assert "hunter2" not in json.dumps(read(data).as_dict())
    assert asked == []


# -- depth and width ---------------------------------------------------------------------------------------------------


def test_megabytes_of_markup(bounded: Callable[[bytes], Reading]) -> None:
    filler = "<div class='x'><span>" + "政务公开" * 10 + "</span></div>"
    assert bounded(kit.page(filler * (12 * 1024 * 1024 // len(filler.encode())))).verdict in {"report", "not_report"}


DEEP = 100_000
NESTED: dict[str, Make] = {
    "div": lambda: kit.page("<div>" * DEEP),
    "closed": lambda: kit.page("<span>" * DEEP + "x" + "</span>" * DEEP),
    "tables": lambda: kit.page("<table><tr><td>" * DEEP),
    "bold": lambda: kit.page("<b>" * DEEP + "x"),
    "below what is refused": lambda: kit.page("<div>" * 1900 + "<p>文字</p>" * 30_000),
    "json": lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "json lists": lambda: b"[" * DEEP + b"]" * DEEP,
    "word": lambda: kit.repacked(REPORT, {"word/document.xml": f"<w:document {kit.WORD}><w:body>{'<w:sdt><w:sdtContent>' * DEEP}</w:body></w:document>"}),
    "word tables": lambda: kit.repacked(REPORT, {"word/document.xml": f"<w:document {kit.WORD}><w:body>{'<w:tbl><w:tr><w:tc>' * 80}<w:p/>{'</w:tc></w:tr></w:tbl>' * 80}</w:body></w:document>"}),
    "excel": lambda: kit.repacked(BOOK, {"xl/worksheets/sheet1.xml": f"<worksheet {kit.SHEET}>{'<a>' * DEEP}"}),
    "ofd": lambda: kit.repacked(OFD, {"Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {NAMESPACE}><ofd:Content>{'<ofd:Layer>' * DEEP}"}),
    "mime": lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a0\n\n" + b"".join(b"--a%d\nContent-Type: multipart/related; boundary=a%d\n\n" % (n, n + 1) for n in range(3000)),
    "pdf": lambda: kit.one_page(kit.stream(b"[" * DEEP + b"]" * DEEP + b" TJ")),
    "pdf objects": lambda: kit.pdf({1: kit.CATALOGUE, 2: b"[" * DEEP + b"]" * DEEP}),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_nesting(name: str, bounded: Callable[[bytes], Reading]) -> None:
    bounded(NESTED[name]())


NUMBERS = "".join(
    f'<c r="{column}1"><v>{value}</v></c>'
    for column, value in zip("ABCDEF", ("1e308", "1e999", "NaN", "-inf", "9" * 9000, "1e-300"), strict=True)
)
SPANNED = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr></w:tc></w:tr>'
WIDE: dict[str, Make] = {
    "spans": lambda: kit.page("<table>" + ("<tr>" + "<td rowspan=65000 colspan=1000>0</td>" * 40 + "</tr>") * 40 + "</table>"),
    "one huge span": lambda: kit.page("<td rowspan=99999999 colspan=99999999>1"),
    "rows": lambda: kit.page("<table>" + "<tr><td>本年新收政府信息公开申请数量</td><td>1</td></tr>" * 8_000 + "</table>"),
    "near labels": lambda: kit.page("<table>" + "".join(f"<tr><td>本年新收政府信息公开申请数量{n}甲乙丙</td><td>{n}</td></tr>" for n in range(10_000)) + "</table>"),
    "a long label": lambda: kit.page("<table><tr><td>" + "本年新收政府信息公开申请数量" * 30_000 + "</td><td>1</td></tr></table>"),
    "tables": lambda: kit.page("<table><tr><td>本年新收政府信息公开申请数量</td><td>1</td></tr><tr><td>结果维持</td></tr></table>" * 4000),
    "headings": lambda: kit.page("<p>二、主动公开政府信息情况</p>" * 40_000),
    "scripts": lambda: kit.page("<script>" * 200_000),
    "script ends": lambda: kit.page("<script>" + '"' * 1_000_000 + "</script>"),
    "one sentence": lambda: kit.page(f"<p>{'收到申请1件，' * 90_000}</p>"),
    "fees": lambda: kit.page(f"<p>六、其他需要报告的事项</p><p>{'收费1元' * 90_000}</p>"),
    "unfinished": lambda: kit.page("<p>收到申请1件，</p>" * 60_000),
    "digits": lambda: kit.page(f"<p>{'1' * 2_000_000}</p><table><tr><td>本年新收政府信息公开申请数量</td><td>{'9' * 100_000}</td></tr></table>"),
    "years": lambda: kit.page(f"<p>{'2021年' * 200_000}</p>"),
    "lines": lambda: f"{kit.TITLE}\n一、总体情况\n".encode() + b"\t1\n" * 100_000,
    "pipes": lambda: f"{kit.TITLE}\n一、总体情况\n".encode() + b"|1|2|3|\n" * 20_000,
    "excel, a far cell": lambda: kit.repacked(BOOK, {"xl/worksheets/sheet1.xml": f'<worksheet {kit.SHEET}><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'}),
    "excel, a format": lambda: kit.repacked(BOOK, {"xl/styles.xml": f'<styleSheet {kit.SHEET}><numFmts count="1"><numFmt numFmtId="200" formatCode="{"[" * 60_000}"/></numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs count="1"><xf numFmtId="200"/></cellXfs></styleSheet>'}),
    "excel, numbers": lambda: kit.repacked(BOOK, {"xl/worksheets/sheet1.xml": f'<worksheet {kit.SHEET}><sheetData><row r="1">{NUMBERS}</row></sheetData></worksheet>'}),
    "word, columns": lambda: kit.repacked(REPORT, {"word/document.xml": f"<w:document {kit.WORD}><w:body><w:tbl>{SPANNED * 50_000}</w:tbl></w:body></w:document>"}),
    "ofd, lines": lambda: document([content(*(f'<ofd:PathObject ID="4" Boundary="{n % 200} {n % 290} 9 9"><ofd:AbbreviatedData>M 0 0 L {n % 7} {n % 5}</ofd:AbbreviatedData></ofd:PathObject>' for n in range(30_000)), text(20, 20, "字"))]),
    "ofd, advances": lambda: document([content(*(text(20, 20, "字" * 900, "g 999999999 1 " * 50) for _ in range(300)))]),
    "pdf, lines": lambda: kit.one_page(kit.stream(b"BT /F 9 Tf 50 50 Td (x) Tj ET\n" + b"".join(b"%d %d m %d %d l S\n" % (n % 590, n * 7 % 840, n % 590 + n % 9, n * 7 % 840) for n in range(20_000)))),
    "pdf, a drawn grid": lambda: kit.one_page(kit.stream(b"BT /F 9 Tf 50 50 Td (x) Tj ET\n" + b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S\n" % (2 * n, 2 * n, 2 * n, 2 * n) for n in range(290)))),
}  # fmt: skip


@pytest.mark.parametrize("name", WIDE)
def test_width(name: str, bounded: Callable[[bytes], Reading]) -> None:
    bounded(WIDE[name]())


# -- pictures and PDF --------------------------------------------------------------------------------------------------

PICTURES: dict[str, tuple[Make, str]] = {
    "png": (lambda: kit.png(100_000, 100_000), "40 million pixels"),
    "png, a strip": (lambda: kit.png(2_000_000_000, 120), "40 million pixels"),
    "tiff": (lambda: kit.tiff(100_000, 100_000), "40 million pixels"),
    "tiff in a circle": (lambda: kit.tiff(300, 300, loop=True), "damaged image"),
    "bmp": (lambda: kit.bmp(100_000, 100_000), "40 million pixels"),
    "gif": (lambda: kit.gif(65_535, 65_535), "40 million pixels"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_that_say_they_are_huge(name: str, bounded: Callable[[bytes], Reading]) -> None:
    make, why = PICTURES[name]
    reading = bounded(make())
    assert reading.verdict is Verdict.UNREADABLE
    assert why in reading.reason, reading.reason


WORDS = kit.stream(b"BT /F 12 Tf 72 700 Td (Minutes of the meeting on road works) Tj ET")
HUGE_IMAGE = kit.stream(
    bytes(5000), "/Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceGray/BitsPerComponent 8"
)
PICTURE = kit.stream(b"q 595 0 0 842 0 0 cm /I Do Q")
PDFS: dict[str, tuple[Make, str]] = {
    "a milliard of pages": (lambda: kit.pdf({1: kit.CATALOGUE, 2: "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", 3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}), ""),
    "many kids, one page": (lambda: kit.pdf({1: kit.CATALOGUE, 2: f"<</Type/Pages/Kids[{'3 0 R ' * 100_000}]/Count 100000>>", 3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}), "more than 300 pages"),
    "the tree is a circle": (lambda: kit.pdf({1: kit.CATALOGUE, 2: "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 3 0 R>>", 3: "<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"}), ""),
    "offsets in a circle": (lambda: kit.pdf({1: kit.CATALOGUE, 2: "<</Type/Pages/Kids[]/Count 0>>"}, "/Prev {start}"), ""),
    "an object is itself": (lambda: kit.pdf({1: kit.CATALOGUE, 2: "2 0 R"}), ""),
    "no page": (lambda: kit.pdf({1: kit.CATALOGUE, 2: "<</Type/Pages/Kids[]/Count 0>>"}), ""),
    "a packed flood": (lambda: kit.one_page(kit.flate(b" " * (1 << 28), 2)), ""),
    "a huge page": (lambda: kit.one_page(WORDS, box="0 0 1e9 1e9"), ""),
    "a page turned over": (lambda: kit.one_page(WORDS, box="1e9 1e9 -1e9 -1e9"), ""),
    "a huge page of one picture": (lambda: kit.one_page(kit.stream(b"q 100000 0 0 100000 0 0 cm /I Do Q"), box="0 0 100000 100000", resources="/XObject<</I 6 0 R>>", o6=kit.stream(bytes(10_000), "/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8")), ""),
    "a huge picture": (lambda: kit.one_page(PICTURE, resources="/XObject<</I 6 0 R>>", o6=HUGE_IMAGE), ""),
    "a glyph draws itself": (lambda: kit.one_page(kit.stream(b"BT /F 12 Tf 72 700 Td (aaaa) Tj ET"), resources="/Font<</F 6 0 R>>", o6="<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 7 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]/Resources<</Font<</F 6 0 R>>>>>>", o7=kit.stream(b"9 0 d0 BT /F 12 Tf (aaaa) Tj ET")), ""),
    "a broken font": (lambda: kit.one_page(WORDS, resources="/Font<</F 6 0 R>>", o6="<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 7 0 R/FirstChar 32/LastChar 126/Widths[" + "500 " * 95 + "]>>", o7="<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 8 0 R>>", o8=kit.stream(b"\0\1\0\0\0\xff" + random.Random(4).randbytes(20_000))), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_hostile_pdf(name: str, bounded: Callable[[bytes], Reading]) -> None:
    make, why = PDFS[name]
    reading = bounded(make())
    assert reading.verdict is not Verdict.REPORT
    assert why in reading.reason, reading.reason


ENDLESS: dict[str, Make] = {
    "a form draws itself": lambda: kit.one_page(kit.stream(b"/X Do"), resources="/XObject<</X 6 0 R>>", o6=kit.stream(b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")),
    "forms double": lambda: kit.one_page(kit.stream(b"/X Do"), resources="/XObject<</X 6 0 R>>", **{f"o{n}": kit.stream(b"/X Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {n + 1} 0 R>>>>") for n in range(6, 15)}),
    "a thousand pictures": lambda: kit.one_page(kit.stream(b"q 595 0 0 842 0 0 cm /I Do Q\n" * 5000), resources="/XObject<</I 6 0 R>>", o6=kit.stream(bytes(4_000_000), "/Type/XObject/Subtype/Image/Width 2000/Height 2000/ColorSpace/DeviceGray/BitsPerComponent 8")),
}  # fmt: skip
"""pdfium draws these for hours, or until memory is full, and offers no way to stop it: the worker's limits do."""


@pytest.mark.parametrize("name", ENDLESS)
def test_a_pdf_that_is_never_done(name: str) -> None:
    begun = time.monotonic()
    with Readers(seconds=2, megabytes=900) as strict:
        assert held(strict.read(ENDLESS[name]())).reason.startswith("reading it ")
        assert strict.read(NOTICE).verdict is Verdict.NOT_REPORT
    assert time.monotonic() - begun < 30


def test_scripts_and_actions_of_a_pdf_do_nothing(tmp_path: Path, bounded: Callable[[bytes], Reading]) -> None:
    mark = tmp_path / "mark"
    with kit.listener() as (address, asked):
        for action in (
            f"<</S/JavaScript/JS(app.launchURL\\('{address}/js'\\); this.submitForm\\('{address}/form'\\);)>>",
            f"<</S/Launch/F({mark})/Unix<</F(/usr/bin/touch)/P({mark})>>>>",
            f"<</S/URI/URI({address}/uri)>>", f"<</S/SubmitForm/F<</FS/URL/F({address}/submit)>>>>",
        ):  # fmt: skip
            data = kit.one_page(
                WORDS, catalogue=f"<</Type/Catalog/Pages 2 0 R/OpenAction {action}/AA<</WC {action}>>>>"
            )
            assert bounded(data).verdict is Verdict.NOT_REPORT
    assert not mark.exists()
    assert asked == []


# -- passwords ---------------------------------------------------------------------------------------------------------


def test_a_pdf_with_a_password_for_readers_is_not_read_and_one_for_owners_is() -> None:
    locked = read(kit.locked_pdf("secret", "boss"))
    assert (locked.verdict, locked.reason) == (
        Verdict.UNREADABLE,
        "the PDF is encrypted: it opens only with a password",
    )
    assert read(kit.locked_pdf("", "boss")).verdict is Verdict.NOT_REPORT


@pytest.mark.parametrize("streams", [("EncryptionInfo", "EncryptedPackage"), ("EncryptedPackage",)])
def test_a_word_or_excel_file_with_a_password(streams: tuple[str, ...]) -> None:
    data = kit.ole({name: random.Random(5).randbytes(5000) for name in streams})
    reading = read(data)
    assert (reading.verdict, reading.media) == (Verdict.UNREADABLE, "ole")
    assert reading.reason == "the Office file is encrypted: it opens only with a password"


def test_an_old_word_or_excel_file_with_a_password() -> None:
    word = b"\xec\xa5\xc1\0" + b"\0" * 6 + b"\0\x01" + bytes(5000)
    book = b"\x09\x08\x10\0\0\6\5\0" + bytes(12) + b"\x2f\0\x06\0\0\0" + bytes(5000)
    for stream, data, media in (("WordDocument", word, "doc"), ("Workbook", book, "xls")):
        reading = read(kit.ole({stream: data}))
        assert (reading.verdict, reading.media) == (Verdict.UNREADABLE, media)
        assert reading.reason == "the Office file is encrypted: it opens only with a password"


# -- names and links in archives ---------------------------------------------------------------------------------------

NAMES = ["../../x.txt", "/etc/x.txt", "C:\\x.txt", "..\\..\\x.txt", "a/../../x.txt", "x\0y.txt", "a\nb.txt", "~/x.txt", "\u202etxt.x", "x" * 200 + ".txt", "%2e%2e/x.txt", "CON"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_that_point_elsewhere(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = kit.packed({name.replace("\0", "N"): NOTICE})
    if "\0" in name:
        data = data.replace(b"xNy.txt", b"x\0y.txt")
    (member,) = members_of(data)
    assert member.data == NOTICE
    assert member.name.isprintable()
    assert not {"/", "\\"} & set(member.file_name)
    assert read(data).verdict is Verdict.NOT_REPORT
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_bytes(kit.page(""))
    (member,) = members_of(kit.linked("report.html", str(tmp_path / "secret.html")))
    assert member.data == str(tmp_path / "secret.html").encode()
    assert read(kit.linked("report.html", str(tmp_path / "secret.html"))).verdict is Verdict.NOT_REPORT


def test_two_members_of_one_name_are_two_documents() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("a.txt", NOTICE)
        package.writestr("a.txt", NOTICE + b"x")
    assert sorted(len(member.data) for member in members_of(buffer.getvalue())) == [len(NOTICE), len(NOTICE) + 1]


# -- macros and links of office files ----------------------------------------------------------------------------------


def test_documents_with_macros_are_read_and_the_macros_are_not(bounded: Callable[[bytes], Reading]) -> None:
    office_open, microsoft = "application/vnd.openxmlformats-officedocument.", "application/vnd.ms-"
    for data, part, was, now in (
        (REPORT, "word/vbaProject.bin", "wordprocessingml.document.main+xml", "word.document.macroEnabled.main+xml"),
        (BOOK, "xl/vbaProject.bin", "spreadsheetml.sheet.main+xml", "excel.sheet.macroEnabled.main+xml"),
    ):
        types = kit.part_of(data, "[Content_Types].xml")
        assert office_open + was in types
        macros = {part: random.Random(9).randbytes(9000)}
        declared = {"[Content_Types].xml": types.replace(office_open + was, microsoft + now)}
        assert bounded(kit.repacked(data, {**macros, **declared})).verdict is Verdict.REPORT


PERMISSIVE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def opened(data: bytes, profile: str, folder: Path, seconds: float) -> None:
    """Open a document in the office program with this profile, for so long."""
    settings_file = folder / "profile" / "user" / "registrymodifications.xcu"
    settings_file.parent.mkdir(parents=True)
    settings_file.write_text(profile, encoding="utf-8")
    (folder / "document.fodt").write_bytes(data)
    call = [
        str(office._program()),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
    ]
    for _ in range(2):  # it asks to be started again once it has made its profile
        try:
            done = subprocess.run(
                [*call, str(folder / "document.fodt")], timeout=seconds, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            return
        if done.returncode != office._RESTART:
            return


@needs_office
def test_macros_do_not_run_in_the_converter(tmp_path: Path) -> None:
    """The same document writes its file where macros may run, so the test would see one that runs."""
    mark = tmp_path / "mark"
    for name in ("permissive", "ours"):
        (tmp_path / name).mkdir()
    begun = time.monotonic()
    opened(kit.with_macro(mark), PERMISSIVE, tmp_path / "permissive", 60)
    took = time.monotonic() - begun
    assert mark.exists()
    mark.unlink()
    opened(kit.with_macro(mark), office._PROFILE, tmp_path / "ours", max(6.0, 2 * took))
    assert not mark.exists()
    assert office._converted(kit.with_macro(mark), "doc")
    assert not mark.exists()


@needs_office
def test_the_converter_fetches_nothing_that_a_file_links(bounded: Callable[[bytes], Reading]) -> None:
    with kit.listener() as (address, asked):
        link = address.replace("/", "\\/")
        rtf = (
            rf"{{\rtf1\ansi {{\*\template {address}/template.dot}}"
            rf"{{\field\fldedit{{\*\fldinst INCLUDEPICTURE \"{address}/picture.png\" \\d}}{{\fldrslt }}}}"
            rf"{{\field{{\*\fldinst INCLUDETEXT \"{address}/text.rtf\"}}{{\fldrslt }}}}"
            rf"{{\field{{\*\fldinst DDEAUTO soffice {link} x}}{{\fldrslt }}}}"
            rf"{{\object\objautlink\objupdate{{\*\objclass Word.Document}}{{\*\objdata 01050000}}{{\result x}}}}"
            r" Minutes of the meeting on road works.\par}"
        )
        assert bounded(rtf.encode()).verdict is Verdict.NOT_REPORT
        relations = kit.part_of(REPORT, "word/_rels/document.xml.rels").replace(
            "</Relationships>",
            f'<Relationship Id="x1" Type="{kit.RELATED}/attachedTemplate" Target="{address}/a.dotm" TargetMode="External"/>'
            f'<Relationship Id="x2" Type="{kit.RELATED}/image" Target="{address}/a.png" TargetMode="External"/></Relationships>',
        )
        assert bounded(kit.repacked(REPORT, {"word/_rels/document.xml.rels": relations})).verdict is Verdict.REPORT
    assert asked == []


RTF = {
    "groups": b"{\\rtf1 " + b"{" * 100_000,
    "fields": b"{\\rtf1 " + b"{\\field{\\*\\fldinst " * 1_000,
    "binary": b"{\\rtf1 \\bin999999999 x}",
}


@needs_office
@pytest.mark.parametrize("name", RTF)
def test_hostile_rtf(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the converter does not come to an end, it is ended."""
    monkeypatch.setattr(office, "SECONDS", 5.0)
    begun = time.monotonic()
    assert read(RTF[name]).verdict is not Verdict.REPORT
    assert time.monotonic() - begun < 30


def test_reading_opens_no_file_and_no_connection(tmp_path: Path) -> None:
    """As the interpreter itself tells it: own formats are read from memory alone."""
    script = (
        "import sys, pathlib, parsing\n"
        "data = [pathlib.Path(name).read_bytes() for name in sys.argv[1:]]\n"
        "[parsing.read(one) for one in data]\n"  # readers are imported when first needed
        "def told(event, words):\n"
        "    if event.split('.')[0] in {'socket', 'subprocess', 'shutil'} or event in {'os.system', 'os.exec', 'os.remove', 'os.rename'}:\n"
        "        raise SystemExit(event)\n"
        "    if event == 'open' and words[0] not in (None,) and not str(words[0]).endswith(('.py', '.pyc')):\n"
        "        raise SystemExit(f'open {words[0]}')\n"
        "sys.addaudithook(told)\n"
        "print([str(parsing.read(one).verdict) for one in data])\n"
    )
    paths = []
    for name, data in (("a.docx", REPORT), ("a.xlsx", BOOK), ("a.ofd", OFD), ("a.html", kit.page("")), ("a.zip", kit.packed({"a.docx": REPORT})), ("a.pdf", kit.one_page(WORDS))):  # fmt: skip
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    call = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{script}", *map(str, paths)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "['report', 'report', 'not_report', 'report', 'report', 'not_report']", done.stderr
