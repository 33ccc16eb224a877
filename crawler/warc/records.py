"""What does a WARC file hold, read within limits and without trust?

A file may come from anywhere: cut short, damaged, packed to explode, or with answers still as the server sent them
(chunked, compressed). What can be told as one whole answer with its address and its time is a :class:`Record`;
everything else is named once and passed over.
"""

from __future__ import annotations

import contextlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from crawler.errors import CrawlerError
from crawler.settings import MAX_BYTES
from crawler.urls import MAX_LENGTH, split

NOTE = "application/x-ogi-capture+json"
"""Media type of the record in which our own files say what the archive knows of a capture beyond its answer."""
MAX_NOTE = 1 << 20
MAX_LINE = 1 << 16
"""Longest line of a header. The longest address a crawler follows has 2,000 characters."""
MAX_HEADERS = 100
_PIECE = 1 << 18
_WARC, _ARC = b"WARC/", b"filedesc://"
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate", "br"})


class WarcError(CrawlerError):
    """The file cannot be read or written as a WARC. What is in the archive stays as it is."""


@dataclass(frozen=True, slots=True)
class Record:
    """One answer, or what our own export noted of a fetch without one."""

    number: int
    """Its place in the file, from 1."""
    id: str
    url: str
    fetched_at: str
    """UTC, ``2026-11-21T10:41:00Z``."""
    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    digest: str | None = None
    """``WARC-Payload-Digest``, as it is written."""
    same_as: tuple[str, str] | None = None
    """Of a revisit, which has no body of its own: address and time of the record that has it."""
    revisit: bool = False
    note: Mapping[str, Any] | None = None
    """Of a note: the capture as it stood in the log, not trusted."""
    about: str = ""
    """Of a note: the id of the answer it belongs to."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that had to be passed over, one line in Chinese and in English."""

    zh: str
    en: str


class Passed(str):
    """A record that is no answer, by its type: a request, a picture of a page, a line about the file."""


def read_warc(path: Path) -> Iterator[Record | Damage | Passed]:
    """Everything in a WARC file, in its order; plain or gzip, by record or as a whole.

    Raises WarcError when the file cannot be opened or does not begin as a WARC.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise WarcError(f"打不开 {path}：{error.strerror}", f"{path} cannot be opened: {error.strerror}") from None
    with file:
        plain = _Unpacked(file)
        stream = io.BufferedReader(plain, _PIECE)
        if not stream.peek(len(_ARC)).startswith((_WARC, _ARC)):  # warcio takes much for the older ARC
            raise WarcError(f"{path} 不是 WARC 文件；没有导入", f"{path} is not a WARC file; nothing was imported")
        records = _Records(stream)
        number = 0
        while True:
            try:
                with contextlib.redirect_stderr(io.StringIO()):  # warcio says there what we say ourselves
                    record = next(records)
                number += 1
                yield _told(record, number)
            except StopIteration:
                break
            except Exception as error:  # warcio raises whatever its parsers meet with in a damaged file
                if not number:
                    raise WarcError(
                        f"{path} 不是 WARC 文件（{_why(error)}）；没有导入",
                        f"{path} is not a WARC file ({_why(error)}); nothing was imported",
                    ) from None
                yield Damage(
                    f"第 {number} 条记录之后的内容无法解读（{_why(error)}），其余未读",
                    f"what follows record {number} cannot be made out ({_why(error)}); the rest was not read",
                )
                break
        if plain.cut:
            yield Damage(
                f"文件在第 {number} 条记录处中断（{plain.cut}），之前的都已读取",
                f"the file breaks off at record {number} ({plain.cut}); all before it was read",
            )


def _why(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:120]


class _Unpacked(io.RawIOBase):
    """The bytes of a file, unpacked if it is gzip, as far as they go: a cut or damaged end is an end, and is told."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._packed = file.peek(2)[:2] == b"\x1f\x8b"
        self._unpacker: Any = None
        self._waiting = b""
        self.cut = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        if not self._packed:
            return self._file.read(size)
        while not self.cut:
            if not self._waiting:
                self._waiting = self._file.read(_PIECE)
                if not self._waiting:
                    self.cut = "gzip: unexpected end" if self._unpacker is not None else ""
                    return b""
            try:
                if self._unpacker is None:
                    self._unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
                data: bytes = self._unpacker.decompress(self._waiting, size)
            except zlib.error as error:
                self.cut = f"gzip: {error}"
                return b""
            self._waiting = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                self._waiting = self._unpacker.unused_data
                self._unpacker = None
            if data:
                return data
        return b""


class _Records(ArchiveIterator):  # type: ignore[misc]
    """The records of a stream, with lines held to a length."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream, arc2warc=True, check_digests=True)
        endless = self.reader.readline

        def readline(length: int | None = None) -> bytes:
            line: bytes = endless(min(length or MAX_LINE, MAX_LINE))
            return line

        self.reader.readline = readline


def _told(record: Any, number: int) -> Record | Damage | Passed:
    """What one record says."""
    kind = record.rec_type
    if kind is None:
        return _damage(number, "", "没有类型", "has no type")
    if kind == "metadata" and record.content_type == NOTE:
        return _note(record, number)
    if kind not in ("response", "resource", "revisit"):
        return Passed(kind)
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or ""
    if split(url) is None or len(url) > MAX_LENGTH:
        return Passed("not http(s)")
    day = _moment(head.get_header("WARC-Date"))
    if day is None:
        return _damage(number, url, "没有可信的时间", "has no credible time")
    answer = record.http_headers
    if kind == "response" and answer is None:
        return _damage(number, url, "没有应答头", "has no HTTP header")
    headers = _headers(answer.headers if answer is not None else ())
    if kind == "resource":
        headers = {"content-type": record.content_type} if record.content_type else {}
    body = _body(record, number, url, headers)
    if isinstance(body, Damage):
        return body
    return Record(
        number,
        head.get_header("WARC-Record-ID") or "",
        url,
        day,
        _status(answer) if answer is not None else 200,
        headers,
        b"" if kind == "revisit" else body,
        head.get_header("WARC-Payload-Digest"),
        _refers(head),
        kind == "revisit",
    )


def _damage(number: int, url: str, zh: str, en: str) -> Damage:
    return Damage(f"第 {number} 条记录（{url[:200]}）{zh}，跳过", f"record {number} ({url[:200]}) {en}, passed over")


def _body(record: Any, number: int, url: str, headers: Mapping[str, str]) -> bytes | Damage:
    """The payload without chunks and compression, or why it is not to be had whole."""
    if (why := record.rec_headers.get_header("WARC-Truncated")) is not None:
        return _damage(number, url, f"被录制者截断（{why}）", f"was cut by whoever recorded it ({why})")
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS and record.rec_type == "response":
        return _damage(
            number, url, f"的压缩方式不支持（{encoding[:40]}）", f"is packed in an unknown way ({encoding[:40]})"
        )
    stream = record.content_stream()
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            return _damage(number, url, f"超过 {MAX_BYTES} 字节", f"is over {MAX_BYTES} bytes")
    while record.raw_stream.read(_PIECE):
        pass  # what stands behind the last chunk
    if getattr(record.raw_stream, "limit", 0) > 0:
        return _damage(number, url, "不完整", "is not whole")
    # Some programs take the digest of a payload before unpacking it and some after: then only that of the block counts.
    packed = bool({"content-encoding", "transfer-encoding"} & headers.keys())
    told = ("block digest failed",) if packed else ("block digest failed", "payload digest failed")
    if any(problem.startswith(told) for problem in record.digest_checker.problems):
        return _damage(number, url, "的内容与所记摘要不符", "does not agree with the digest it was recorded with")
    return b"".join(pieces)


def _headers(pairs: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in list(pairs)[:MAX_HEADERS]:
        key = name.lower()
        found[key] = f"{found[key]}\n{value}" if key in found else value
    return found


def _status(answer: Any) -> int | None:
    code = answer.get_statuscode()
    return int(code) if code.isascii() and code.isdecimal() and len(code) == 3 else None


def _refers(head: Any) -> tuple[str, str] | None:
    url, day = head.get_header("WARC-Refers-To-Target-URI"), _moment(head.get_header("WARC-Refers-To-Date"))
    return (url, day) if url and day else None


def _moment(text: str | None) -> str | None:
    """A WARC-Date in UTC to the second; None when it is none, or a day to come."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if not datetime(1994, 1, 1, tzinfo=UTC) < moment < datetime.now(UTC) + timedelta(days=1):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _note(record: Any, number: int) -> Record | Damage:
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or ""
    day = _moment(head.get_header("WARC-Date"))
    data = record.raw_stream.read(MAX_NOTE)
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or day is None or split(url) is None:
        return _damage(number, url, "的说明无法解读", "is a note that cannot be made out")
    return Record(number, "", url, day, None, note=said, about=head.get_header("WARC-Concurrent-To") or "")
