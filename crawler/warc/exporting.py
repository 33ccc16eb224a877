"""How are captures written as a WARC file?

For every capture with an answer: a request, a response with the headers that the archive kept, and a note with the rest
of what the log says of it. Bytes stand in the file once; a later capture of the same bytes is a revisit. A fetch that
got no answer is a note alone. The same archive gives the same file.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.records import Capture
from crawler.settings import PRODUCT, VERSION
from crawler.warc.records import NOTE, WarcError

_NAMES = uuid.UUID("6f67692d-7965-6172-626f-6f6b2d776172")
"""Record ids are made from those of the captures and this."""


@dataclass
class Exported:
    """What was written."""

    captures: int = 0
    documents: int = 0
    """Different bytes."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Captures whose bytes the archive has lost, a line (Chinese, English) each; only their notes were written."""


def export_warc(archive: Archive, path: Path, site_ids: Collection[str] = ()) -> Exported:
    """Write the captures of these sites, or of all, to a new WARC file; gzip when its name ends in ``.gz``.

    Raises WarcError when the file is there already, cannot be written, or there is nothing to write.
    """
    if path.exists():
        raise WarcError(
            f"{path} 已存在，没有改动；请换一个文件名", f"{path} exists and was left as it is; choose another"
        )
    done = Exported()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                _write(archive, file, path.name, frozenset(site_ids), done)
            if not done.captures:
                raise WarcError(
                    "存档里没有符合条件的采集记录，没有写文件", "the archive has no such captures, nothing was written"
                )
            Path(name).chmod(0o644)
            Path(name).rename(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WarcError(f"无法写入 {path}：{error.strerror}", f"{path} cannot be written: {error.strerror}") from None
    return done


def _write(archive: Archive, file: IO[bytes], name: str, site_ids: frozenset[str], done: Exported) -> None:
    writer = WARCWriter(file, gzip=name.endswith(".gz"), warc_version="1.1")
    first: dict[str, tuple[Capture, str]] = {}
    for capture in archive.captures(done.problems.append):
        if site_ids and capture.site_id not in site_ids:
            continue
        if not done.captures:
            writer.write_record(_about_the_file(writer, capture, name))
        done.captures += 1
        for record in _records(archive, writer, capture, first, done):
            writer.write_record(record)
    done.documents = len(first)


def _about_the_file(writer: WARCWriter, first: Capture, name: str) -> Any:
    lines = (
        f"software: {PRODUCT}/{VERSION}",
        "format: WARC File Format 1.1",
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    )
    payload = "".join(f"{line}\r\n" for line in lines).encode()
    head = _head(f"{first.capture_id} warcinfo", first.fetched_at) | {"WARC-Filename": name}
    return writer.create_warc_record("", "warcinfo", io.BytesIO(payload), len(payload), warc_headers_dict=head)


def _records(
    archive: Archive, writer: WARCWriter, capture: Capture, first: dict[str, tuple[Capture, str]], done: Exported
) -> Iterator[Any]:
    answer = None
    if capture.status is not None:
        answer = _answer(archive, writer, capture, first, done)
        if answer is not None:
            yield answer
            yield _request(writer, capture, answer)
    note = json.dumps(capture.as_dict(), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    head = _head(f"{capture.capture_id} note", capture.fetched_at)
    if answer is not None:
        head["WARC-Concurrent-To"] = answer.rec_headers.get_header("WARC-Record-ID")
    yield writer.create_warc_record(
        _address(capture), "metadata", io.BytesIO(note), len(note), warc_content_type=NOTE, warc_headers_dict=head
    )


def _answer(
    archive: Archive, writer: WARCWriter, capture: Capture, first: dict[str, tuple[Capture, str]], done: Exported
) -> Any:
    head = _head(f"{capture.capture_id} response", capture.fetched_at)
    sha256 = capture.document_sha256
    if sha256 is not None and sha256 in first:
        earlier, digest = first[sha256]
        return writer.create_revisit_record(
            _address(capture),
            digest,
            _address(earlier),
            earlier.fetched_at,
            http_headers=_http(capture, None),
            warc_headers_dict=head,
        )
    try:
        body = archive.get(sha256) if sha256 is not None else b""
    except ArchiveError as error:
        done.problems.append((f"{capture.capture_id}：{error.zh}", f"{capture.capture_id}: {error.en}"))
        return None
    record = writer.create_warc_record(
        _address(capture),
        "response",
        io.BytesIO(body),
        len(body),
        http_headers=_http(capture, len(body)),
        warc_headers_dict=head,
    )
    if sha256 is not None:
        first[sha256] = capture, record.rec_headers.get_header("WARC-Payload-Digest")
    return record


def _request(writer: WARCWriter, capture: Capture, answer: Any) -> Any:
    """What was asked, as far as the log says it: method, address, host and what was sent along."""
    parts = urlsplit(_address(capture))
    body = (capture.sent or "").encode()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    method = "GET" if capture.sent is None else "POST"
    return writer.create_warc_record(
        _address(capture),
        "request",
        io.BytesIO(body),
        len(body),
        http_headers=StatusAndHeaders(f"{method} {target} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True),
        warc_headers_dict=_head(f"{capture.capture_id} request", capture.fetched_at)
        | {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
    )


def _http(capture: Capture, length: int | None) -> StatusAndHeaders:
    """The status and the headers that the archive keeps of an answer."""
    status = capture.status or 0
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    kept = (
        ("Content-Type", capture.content_type),
        ("ETag", capture.etag),
        ("Last-Modified", capture.last_modified),
        ("Content-Length", None if length is None else str(length)),
    )
    headers = [(name, " ".join(value.split())) for name, value in kept if value is not None]
    return StatusAndHeaders(f"{status} {phrase}".strip(), headers, protocol="HTTP/1.1")


def _address(capture: Capture) -> str:
    """The address that answered."""
    return capture.final_url


def _head(name: str, moment: str) -> dict[str, str]:
    return {"WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_NAMES, name)}>", "WARC-Date": moment}
