"""Documents that mean harm, for the tests: bombs, loops, lies about sizes, entities, links, macros, passwords."""

from __future__ import annotations

import http.server
import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

TITLE = "青石县民政局2021年政府信息公开工作年度报告"
HEAD = (
    f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>一、总体情况</p>"
    f"<p>{'公开工作情况。' * 60}</p>"
)
TAIL = "<p>五、存在的主要问题及改进情况</p><p>一是不足。</p><p>六、其他需要报告的事项</p><p>无。</p></body></html>"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def page(inside: str) -> bytes:
    """A web page that is a report, with something in its middle."""
    return f"{HEAD}{inside}{TAIL}".encode()


def packed(parts: Mapping[str, str | bytes], *, deflate: bool = True) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def repacked(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A package with some parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        whole: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    return packed({**whole, **parts})


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def overlapping(count: int, size: int) -> bytes:
    """A ZIP whose directory names the same packed bytes many times over (a flat bomb)."""
    one = packed({"a.txt": b"0" * size})
    start = struct.unpack("<I", one[-6:-2])[0]
    entry = one[start : one.index(b"PK\x05\x06", start)]
    entries = b"".join(entry.replace(b"a.txt", b"%05x" % number) for number in range(count))
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)
    return one[:start] + entries + end


def lying(promised: int, size: int) -> bytes:
    """A ZIP whose directory promises fewer bytes than come out."""
    data = bytearray(packed({"a.txt": b"0" * size}))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(sign) + at
        data[place : place + 4] = struct.pack("<I", promised)
    return bytes(data)


def linked(name: str, target: str) -> bytes:
    """A ZIP with a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(entry, target)
    return buffer.getvalue()


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container ([MS-CFB]) of 512-byte sectors: a table of sectors, a directory, and the streams one by one."""
    names = ["Root Entry", *streams]
    contents = [data.ljust(4096, b"\0") for data in streams.values()]  # shorter ones would need a second table
    contents = [data + b"\0" * (-len(data) % 512) for data in contents]
    directory_sectors = -(-len(names) // 4)
    table = [0xFFFFFFFD, *range(2, 1 + directory_sectors), 0xFFFFFFFE]
    starts = []
    for data in contents:
        starts.append(len(table))
        count = len(data) // 512
        table += [*range(len(table) + 1, len(table) + count), 0xFFFFFFFE]
    assert len(table) <= 128, "one sector holds the table"
    directory = b""
    for number, name in enumerate(names):
        encoded = name.encode("utf-16-le")
        root = number == 0
        links = (0xFFFFFFFF, number + 1 if 0 < number < len(names) - 1 else 0xFFFFFFFF, 1 if root else 0xFFFFFFFF)
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded) + 2, 5 if root else 2, 1, *links)
        directory += b"\0" * 36 + struct.pack(
            "<IQ", 0xFFFFFFFE if root else starts[number - 1], 0 if root else len(contents[number - 1])
        )
    directory = directory.ljust(directory_sectors * 512, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6x10I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    head += b"\xff" * (512 - len(head))
    sectors = b"".join(struct.pack("<I", entry) for entry in table).ljust(512, b"\xff")
    return head + sectors + directory + b"".join(contents)


# -- PDF ---------------------------------------------------------------------------------------------------------------


def pdf(objects: Mapping[int, str | bytes], trailer: str = "") -> bytes:
    """A PDF of these objects; number 1 is its catalogue."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body if isinstance(body, bytes) else body.encode())
    start = len(out)
    size = max(objects) + 1
    rows = [b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size)]
    out += b"xref\n0 %d\n" % size + b"".join(rows)
    return (
        out + f"trailer\n<</Size {size}/Root 1 0 R{trailer.format(start=start)}>>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def stream(data: bytes, more: str = "") -> bytes:
    return f"<</Length {len(data)}{more}>>\nstream\n".encode() + data + b"\nendstream"


CATALOGUE = "<</Type/Catalog/Pages 2 0 R>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def one_page(
    content: bytes, *, box: str = "0 0 595 842", resources: str = "/Font<</F 5 0 R>>", **more: str | bytes
) -> bytes:
    """A PDF of one page; ``more`` are objects by ``o`` and their number, ``catalogue`` replaces the catalogue."""
    objects: dict[int, str | bytes] = {
        1: more.pop("catalogue", CATALOGUE),
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<<{resources}>>>>",
        4: content,
        5: FONT,
    }
    return pdf(objects | {int(name[1:]): body for name, body in more.items()})


def locked_pdf(user: str, owner: str) -> bytes:
    """A page of text behind passwords: the user's opens it, the owner's alone only forbids to change it."""
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption(user, owner, canModify=0), invariant=1)
    for number in range(12):
        canvas.drawString(72, 760 - 20 * number, "Minutes of the meeting on road works and other matters of the town.")
    canvas.save()
    return target.getvalue()


def flate(data: bytes, times: int = 1) -> bytes:
    """A stream packed several times over."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, f"/Filter[{'/FlateDecode' * times}]")


# -- pictures ----------------------------------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    """A picture that says it is this large, with next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def tiff(width: int, height: int, *, loop: bool = False) -> bytes:
    """The same as TIFF; with ``loop`` the list of its pages runs in a circle."""
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, height), (279, 4, 1, 100)]  # fmt: skip
    fields = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + fields + struct.pack("<I", 8 if loop else 0)


def bmp(width: int, height: int) -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 5000, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(4900)
    )


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02D\x01\0;"  # fmt: skip


# -- the network -------------------------------------------------------------------------------------------------------


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the paths that somebody asks it for."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
 xmlns:ooo="http://openoffice.org/2004/office" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:dom="http://www.w3.org/2001/xml-events" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded ooo:name="Standard">
<ooo:module ooo:name="Module1"><ooo:source-code>Sub Main
Open "{mark}" For Output As #1
Print #1, "ran"
Close #1
StarDesktop.terminate()
End Sub
</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script>
<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load"
 xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document" xlink:type="simple"/>
</office:event-listeners></office:scripts>
<office:body><office:text><text:p>text</text:p></office:text></office:body></office:document>"""


def with_macro(mark: Path) -> bytes:
    """A document that writes a file as soon as it is opened where macros may run, and ends the program."""
    return MACRO.format(mark=mark).encode()
