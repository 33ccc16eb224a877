"""What paragraphs and tables stand in this Word 97, WPS, RTF, Excel 97 or OpenDocument file?

LibreOffice converts it to the format of today, which our own readers read: the old formats are not worth a reader of
our own. The program runs without a window, with a fresh profile in a temporary folder that forbids macros, updates of
links and the network. It is a child in the process group of the reader, so that whoever ends the group (see
:mod:`parsing.bounded`) ends it too, and it stays within the same limits.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import olefile

from parsing.model import Contents, Unreadable
from parsing.readers.docx import read_docx
from parsing.readers.package import open_package
from parsing.readers.xlsx import read_xlsx

SECONDS = 60.0
"""On the clock, for one conversion; a report takes two."""
MAX_CONVERTED = 64 * 1024 * 1024
INSTALL = "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
_RESTART = 81
"""LibreOffice asks to be started again once it has made its profile."""
_FILTERS = {
    "doc": ("docx", "docx:MS Word 2007 XML"),
    "rtf": ("docx", "docx:MS Word 2007 XML"),
    "odt": ("docx", "docx:MS Word 2007 XML"),
    "xls": ("xlsx", "xlsx:Calc MS Excel 2007 XML"),
    "ods": ("xlsx", "xlsx:Calc MS Excel 2007 XML"),
}
_NAMES = {
    **{"doc": "Word 97 or WPS file", "rtf": "RTF file", "xls": "Excel 97 file"},
    **{"odt": "OpenDocument text", "ods": "OpenDocument sheet"},
}
_SHEETS = frozenset({"xls", "ods"})
_LONGEST_MANIFEST = 1_000_000
_ENCRYPTED_WORD = 0x0100
"""The flag fEncrypted of the file information block ([MS-DOC] 2.5.2)."""
_FILEPASS, _END_OF_GLOBALS = 0x2F, 0x0A
"""Records of a workbook ([MS-XLS] 2.3)."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
  <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
 <item oor:path="/org.openoffice.Office.Writer/Content/Update">
  <prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
 <item oor:path="/org.openoffice.Office.Calc/Content/Update">
  <prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
 <item oor:path="/org.openoffice.Inet/Settings">
  <prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
  <prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>0.0.0.0</value></prop>
  <prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
  <prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>0.0.0.0</value></prop>
  <prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
  <prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
</oor:items>
"""
"""No macros, no updates of links, and a proxy that is not there, so that nothing is fetched for a document."""


def read_office(data: bytes, media: str) -> Contents:
    """Blocks of a file of ``media`` ``doc``, ``xls``, ``rtf``, ``odt``, ``ods`` or ``ole`` (which holds none of them).

    Raises Unreadable for a damaged or encrypted file, one that takes too long, and where LibreOffice is missing.
    """
    if media in {"odt", "ods"}:
        _look_into_package(data, _NAMES[media])
    elif media != "rtf":
        _look_into(data, media)
    converted = _converted(data, media)
    return read_xlsx(converted) if media in _SHEETS else read_docx(converted)


def _look_into_package(data: bytes, what: str) -> None:
    """Raises Unreadable for a bomb, and for what has a password: only its manifest says so, its directory does not."""
    with open_package(data, what) as package:
        try:
            with package.open("META-INF/manifest.xml") as manifest:
                encrypted = b"encryption-data" in manifest.read(_LONGEST_MANIFEST)
        except Exception:  # zipfile raises whatever it meets in a hostile package
            encrypted = False
    if encrypted:
        raise Unreadable(f"the {what} is encrypted: it opens only with a password")


def _look_into(data: bytes, media: str) -> None:
    """Raises Unreadable for what LibreOffice would only fail on: other contents and encryption."""
    try:
        with closing(olefile.OleFileIO(io.BytesIO(data))) as container:
            encrypted = container.exists("EncryptedPackage") or container.exists("EncryptionInfo")
            presentation = container.exists("PowerPoint Document")
            if media == "doc":
                encrypted = bool(
                    int.from_bytes(_head(container, "WordDocument", 12)[10:12], "little") & _ENCRYPTED_WORD
                )
            elif media == "xls":
                encrypted = _has_password(_head(container, _workbook(container), 4096))
    except Exception as error:  # olefile lets errors of hostile directories through
        raise Unreadable(f"damaged Office file: {type(error).__name__}") from None
    if encrypted:
        raise Unreadable("the Office file is encrypted: it opens only with a password")
    if media == "ole":
        kind = "a presentation" if presentation else "neither a Word nor an Excel file"
        raise Unreadable(f"an Office container that holds {kind}")


def _workbook(container: Any) -> str:
    return "Workbook" if container.exists("Workbook") else "Book"


def _head(container: Any, stream: str, size: int) -> bytes:
    return bytes(container.openstream(stream).read(size))


def _has_password(head: bytes) -> bool:
    """Does the record FILEPASS stand among the first records of a workbook?"""
    at = 0
    while at + 4 <= len(head):
        kind, size = int.from_bytes(head[at : at + 2], "little"), int.from_bytes(head[at + 2 : at + 4], "little")
        if kind in {_FILEPASS, _END_OF_GLOBALS}:
            return kind == _FILEPASS
        at += 4 + size
    return False


def _converted(data: bytes, media: str) -> bytes:
    program = _program()
    suffix, target = _FILTERS[media]
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        source = folder / f"document.{media}"
        source.write_bytes(data)
        words = [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        call = [str(program), *words, "--convert-to", target, "--outdir", str(folder / "out"), str(source)]
        for _ in range(2):
            if _run(call, folder, media) != _RESTART:
                break
        result = folder / "out" / f"document.{suffix}"
        if not result.is_file():
            missing = "" if media not in _SHEETS else f", or the part for spreadsheets is missing ({INSTALL})"
            raise Unreadable(f"damaged {_NAMES[media]}: LibreOffice cannot open it{missing}")
        if result.stat().st_size > MAX_CONVERTED:
            raise Unreadable(f"the {_NAMES[media]} becomes {result.stat().st_size} bytes, over the limit")
        return result.read_bytes()


def _run(call: list[str], folder: Path, media: str) -> int:
    """The exit status. The environment is our own, so that the caller's has no say in what comes out."""
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    try:
        return subprocess.run(
            call,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        raise Unreadable(f"the {_NAMES[media]} takes LibreOffice more than {SECONDS:.0f} seconds") from None
    except OSError as error:
        raise Unreadable(f"LibreOffice cannot be started: {error.strerror}") from None


def has_sheets() -> bool:
    """Can workbooks be converted? The part for them is a package of its own."""
    try:
        return _program().with_name("libsclo.so").is_file()
    except Unreadable:
        return False


def _program() -> Path:
    """The program itself and not the script that starts it: that one's children would outlive it when it is ended."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise Unreadable(f"this format needs LibreOffice, which is not installed ({INSTALL})")
    script = Path(found).resolve()
    binary = script.with_name("soffice.bin")
    return binary if binary.is_file() else script
