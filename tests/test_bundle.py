"""A ZIP of documents: one report in it is read, several are told apart, and no ZIP does harm."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import parsing
from crawler.samples.render import render_docx, render_html
from ogi import main
from parsing.model import Unreadable, Verdict
from parsing.readers.bundle import MAX_DOCUMENTS, members_of
from tests.test_round_trip import REPORTS, check

REPORT = REPORTS["2021 sparse"]
OTHER = REPORTS["2019"]
NOTICE = "关于召开会议的通知。".encode() * 40


def bundle(members: Mapping[str, bytes], encoding: str | None = None) -> bytes:
    """A ZIP; with ``encoding`` its names are written in it without saying so, as old Windows does."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name if encoding is None else stand_in(name, encoding), data)
    written = buffer.getvalue()
    for name in members if encoding else ():
        written = written.replace(stand_in(name, encoding or "").encode(), name.encode(encoding or ""))
    return written


def stand_in(name: str, encoding: str) -> str:
    return f"{hash_of(name):0{len(name.encode(encoding))}d}"


def hash_of(name: str) -> int:
    return sum(map(ord, name))


def test_the_one_report_of_a_bundle_is_its_reading() -> None:
    data = bundle({"年报/通知.txt": NOTICE, "年报/报告.docx": render_docx(REPORT), "__MACOSX/._报告.docx": b"x"})
    reading = parsing.read(data)
    check(REPORT, reading, "zip")
    assert reading.evidence["member"] == "年报/报告.docx"
    assert reading.attachments == ("年报/通知.txt",)
    assert reading.sha256 == hashlib.sha256(data).hexdigest()
    alone = parsing.read(render_docx(REPORT))
    assert {k: f.place for k, f in reading.figures.items()} == {k: f.place for k, f in alone.figures.items()}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_in_the_encoding_of_old_windows(encoding: str) -> None:
    data = bundle({"样例市年度报告.html": render_html(REPORT).encode()}, encoding)
    assert [member.name for member in members_of(data)] == ["样例市年度报告.html"]
    check(REPORT, parsing.read(data), "zip")


def test_several_reports_are_named_and_none_is_chosen() -> None:
    inner = bundle({"乙.html": render_html(OTHER).encode()})
    reading = parsing.read(bundle({"甲.docx": render_docx(REPORT), "内.zip": inner, "通知.txt": NOTICE}))
    assert (reading.verdict, reading.media) == (Verdict.NOT_REPORT, "zip")
    assert reading.reason == "a bundle of 2 reports, 3 documents in all"
    assert reading.attachments == ("内.zip!乙.html", "甲.docx")
    assert not reading.figures


def test_bundles_without_a_report() -> None:
    reading = parsing.read(bundle({"a.txt": NOTICE}))
    assert (reading.verdict, reading.attachments) == (Verdict.NOT_REPORT, ("a.txt",))
    assert "no report among the 1 documents" in reading.reason
    assert parsing.read(bundle({"a.pdf": b"%PDF-1.4 broken"})).verdict is Verdict.UNREADABLE
    for empty in (bundle({}), bundle({"folder/": b"", ".DS_Store": b"x", "folder/~$a.docx": b"x", "Thumbs.db": b"x"})):
        reading = parsing.read(empty)
        assert (reading.verdict, reading.reason) == (Verdict.UNREADABLE, "no document in the ZIP bundle")


def test_read_and_check_speak_of_every_member(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path, broken = tmp_path / "县.zip", tmp_path / "坏.zip"
    path.write_bytes(bundle({"甲.docx": render_docx(REPORT), "乙/报告.html": render_html(OTHER).encode()}))
    broken.write_bytes(path.read_bytes()[:900])
    assert main(["read", "--json", str(broken), str(path)]) == 0
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [(row["path"], row["verdict"], row["media"]) for row in rows] == [
        (str(broken), "unreadable", "zip"),
        (f"{path}!乙/报告.html", "report", "html"),
        (f"{path}!甲.docx", "report", "docx"),
    ]
    assert [row["year"] for row in rows[1:]] == [OTHER.year, REPORT.year]
    main(["check", "--json", str(path)])
    assert len(capfdbinary.readouterr().out.splitlines()) == 2


def test_an_encrypted_bundle_says_so() -> None:
    data = bytearray(bundle({"a.txt": NOTICE}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    reading = parsing.read(bytes(data))
    assert (reading.verdict, "is encrypted" in reading.reason) == (Verdict.UNREADABLE, True)


def test_bombs() -> None:
    deep = {"a.txt": NOTICE}
    for _ in range(4):
        deep = {"inner.zip": bundle(deep)}
    with pytest.raises(Unreadable, match="nested"):
        members_of(bundle(deep))
    with pytest.raises(Unreadable, match="over the limit"):
        members_of(bundle({"a.txt": b"0" * (140 * 1024 * 1024)}))
    tens = bundle({"a.bin": random.Random(1).randbytes(1000) * 50_000})
    with pytest.raises(Unreadable, match="over the limit"):  # each within the limit, together not
        members_of(bundle({f"{n}.zip": tens for n in range(4)}))
    with pytest.raises(Unreadable, match=f"more than {MAX_DOCUMENTS} documents"):
        members_of(bundle({f"{n}.txt": b"x" for n in range(MAX_DOCUMENTS + 1)}))


def test_a_damaged_member_is_named_on_one_line() -> None:
    data = bytearray(bundle({"a\nb.txt": random.Random(2).randbytes(500)}))
    data[200] ^= 0xFF
    assert parsing.read(bytes(data)).reason == "damaged ZIP bundle: a\ufffdb.txt cannot be unpacked"


def test_truncated_and_random() -> None:
    data = bundle({"甲.docx": render_docx(REPORT), "通知.txt": NOTICE})
    noise = random.Random(3)
    for _ in range(25):
        broken = bytearray(data[: noise.choice((len(data), len(data) // 2))])
        for _ in range(10):
            broken[noise.randrange(4, len(broken))] = noise.randrange(256)
        reading = parsing.read(bytes(broken))
        assert reading.verdict is Verdict.REPORT or reading.reason
