"""Word 97, WPS, RTF and Excel 97 files read like the documents that they were made from."""

from __future__ import annotations

import http.server
import io
import os
import subprocess
import threading
import time
import zipfile
from pathlib import Path

import olefile
import pytest

import parsing
from crawler.samples.render import render_docx
from parsing.bounded import Readers, read_bounded
from parsing.media import media_of
from parsing.model import Unreadable, Verdict
from parsing.readers import office
from tests.test_round_trip import REPORTS, SOFFICE, check
from tests.test_xlsx import render_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HAS_CALC = office.has_sheets()
needs_office = pytest.mark.skipif(not HAS_CALC, reason=f"no office program: {office.INSTALL}")
NAMES = ("2019 sparse", "2021")


KINDS = ("doc", "rtf", "xls", "odt", "ods")


def save_as(kind: str, folder: Path, *files: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [str(SOFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, files)]
    subprocess.run(call, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Reports as an office program saves them, by report and ending."""
    folder = tmp_path_factory.mktemp("made")
    for number, name in enumerate(NAMES):
        (folder / f"{number}.docx").write_bytes(render_docx(REPORTS[name]))
        (folder / f"{number}.xlsx").write_bytes(render_xlsx(REPORTS[name]))
    for kind, sources in (
        ("doc", "*.docx"),
        ("rtf", "*.docx"),
        ("odt", "*.docx"),
        ("xls", "*.xlsx"),
        ("ods", "*.xlsx"),
    ):
        save_as(kind, folder, *sorted(folder.glob(sources)))
    return {
        f"{name}.{kind}": (folder / f"{number}.{kind}").read_bytes()
        for number, name in enumerate(NAMES)
        for kind in KINDS
    }


@needs_office
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("report_name", NAMES)
def test_round_trip(made: dict[str, bytes], report_name: str, kind: str) -> None:
    check(REPORTS[report_name], parsing.read(made[f"{report_name}.{kind}"], name="年报.wps"), kind)


@needs_office
def test_within_the_limits_of_a_worker(made: dict[str, bytes]) -> None:
    """The converter lives within the memory and time of the worker that calls it."""
    with Readers() as readers:
        for kind in ("doc", "xls"):
            check(REPORTS["2021"], readers.read(made[f"2021.{kind}"]), kind)


@needs_office
def test_nothing_is_fetched_for_a_document(tmp_path: Path) -> None:
    """The file links a picture, which the office program asks for when it makes the file and, left alone, ever after."""
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = tmp_path / "page.html"
        page.write_text(f'<p>text</p><img src="http://127.0.0.1:{server.server_port}/a.png" width="9" height="9">')
        save_as("doc:MS Word 97", tmp_path, page)
        assert asked
        asked.clear()
        data = (tmp_path / "page.doc").read_bytes()
        assert "INCLUDEPICTURE".encode("utf-16-le") in data
        assert parsing.read(data).verdict is Verdict.NOT_REPORT
        server.shutdown()
    assert asked == []


def test_without_an_office_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    reading = parsing.read(rb"{\rtf1 x}")
    assert reading.verdict is Verdict.UNREADABLE
    assert reading.reason == f"this format needs LibreOffice, which is not installed ({office.INSTALL})"


def put_in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office program that never ends; the file that it writes its process id to."""
    told = folder / "pid"
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {told}.new && mv {told}.new {told}\nexec sleep 300\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return told


def is_gone(told: Path) -> bool:
    """Has the process ended? One that nobody has asked about since is a zombie."""
    stat = Path("/proc", told.read_text().strip(), "stat")
    for _ in range(100):
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc (Linux)")


@needs_proc
def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = put_in_place(tmp_path, monkeypatch)
    monkeypatch.setattr(office, "SECONDS", 1.0)
    assert parsing.read(rb"{\rtf1 x}").reason == "the RTF file takes LibreOffice more than 1 seconds"
    assert is_gone(told)


@needs_proc
def test_the_converter_ends_with_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = put_in_place(tmp_path, monkeypatch)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # a worker that is killed leaves the converter's folder behind
    reading = read_bounded(rb"{\rtf1 x}", seconds=1)
    assert reading.reason == "reading it took too long and was ended"
    assert is_gone(told)


@needs_office
def test_encrypted_and_damaged_files(made: dict[str, bytes]) -> None:
    word = bytearray(made["2021.doc"])
    with olefile.OleFileIO(io.BytesIO(bytes(word))) as container:
        text = container.openstream("WordDocument").read(64)
    word[bytes(word).index(text) + 11] |= 1
    assert "is encrypted" in parsing.read(bytes(word)).reason
    book = made["2021.xls"]
    with olefile.OleFileIO(io.BytesIO(book)) as container:
        start = container.openstream("Workbook").read(20)
    at = book.index(start) + 4 + int.from_bytes(start[2:4], "little")
    assert "is encrypted" in parsing.read(book[:at] + b"\x2f\x00" + book[at + 2 :]).reason
    for data in (bytes(word[:3000]), made["2021.rtf"][:400], book[:2000], OLE + bytes(4000)):
        reading = parsing.read(data)
        assert reading.verdict is not Verdict.REPORT
        assert reading.reason


@needs_office
@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        ("EncryptedPackage", "the Office file is encrypted: it opens only with a password"),
        ("PowerPoint Document", "an Office container that holds a presentation"),
        ("Quill", "an Office container that holds neither a Word nor an Excel file"),
    ],
)
def test_containers_that_hold_something_else(made: dict[str, bytes], stream: str, reason: str) -> None:
    old, new = "WordDocument".encode("utf-16-le"), stream.encode("utf-16-le")
    data = bytearray(made["2021.doc"])
    at = bytes(data).index(old + b"\0\0")
    data[at : at + 66] = new.ljust(64, b"\0") + (len(new) + 2).to_bytes(2, "little")
    reading = parsing.read(bytes(data))
    assert (reading.media, reading.reason) == ("ole", reason)


def test_a_damaged_container() -> None:
    assert media_of(OLE + b"rest") == "ole"
    with pytest.raises(Unreadable, match="damaged Office file"):
        office.read_office(OLE + b"rest", "ole")


@needs_office
def test_media_of_what_was_made(made: dict[str, bytes]) -> None:
    assert {name.rpartition(".")[2]: media_of(data) for name, data in made.items()} == {kind: kind for kind in KINDS}


def test_an_open_document_that_has_a_password_or_is_a_bomb() -> None:
    def package(kind: str, manifest: bytes, content: bytes = b"<x/>") -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
            container.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
            container.writestr("content.xml", content)
            container.writestr("META-INF/manifest.xml", manifest)
        return packed.getvalue()

    locked = parsing.read(package("text", b"<manifest:encryption-data/>"))
    assert (locked.verdict, locked.media) == (Verdict.UNREADABLE, "odt")
    assert "password" in locked.reason
    bomb = parsing.read(package("spreadsheet", b"", bytes(50_000_000)))
    assert (bomb.verdict, bomb.media) == (Verdict.UNREADABLE, "ods")
    assert "over the limit" in bomb.reason
    assert parsing.read(package("presentation", b"")).media == "zip"
