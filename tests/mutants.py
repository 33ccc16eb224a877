"""How can a document be damaged? Strategies for hypothesis that damage the project's own reports.

Bytes are flipped, cut, spliced and repeated; packages are opened and their parts damaged, dropped or swapped; the tags of
HTML and XML are deleted, doubled and swapped; the streams of a PDF are unpacked first. A :class:`Mutant` knows whether
its numbers were left alone: what is then read must be the number that stood there, or nothing.
"""

from __future__ import annotations

import base64
import io
import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

FOLDER = Path(__file__).parent / "reports"
SLUGS = tuple(sorted(path.parent.name for path in FOLDER.glob("*/expected.json")))
CHEAP = tuple(
    slug for slug in SLUGS if not slug.startswith(("doc-", "wps-", "rtf-", "xls-", "scan-", "image-", "pdf-"))
)
"""Reports whose reading takes some milliseconds: no converter, no OCR, no PDF."""
TAGGED = tuple(slug for slug in SLUGS if slug.startswith(("html-gbk", "html-layout", "statistics")))
"""Pages whose markup is not inside something else."""
PACKAGES = frozenset({".docx", ".xlsx", ".ofd", ".zip"})
_TAG = re.compile(rb"<[^<>]{1,400}>")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_DATA_PART = re.compile(rb"base64\r\n\r\n(.+?)\r\n\r\n", re.DOTALL)
_ODD = (
    b"",
    b"\0",
    b"\xff" * 9,
    b"<",
    b"&a;",
    b"%",
    b"0",
    b"-1",
    b"9" * 20,
    b"1e999",
    b"NaN",
    b"\t",
    b"\n",
    b"|",
    "一、".encode(),
    b"/",
)
"""What is put in places where it does not belong."""

Draw = Any


@dataclass(frozen=True)
class Mutant:
    """A damaged report; ``done`` says how it was damaged, in order."""

    slug: str
    data: bytes = field(repr=False)
    done: tuple[str, ...]
    intact: bool
    """The damage cannot have changed a number, nor moved it to another cell."""


@cache
def source(slug: str) -> tuple[bytes, str]:
    """A report's bytes and its ending."""
    path = next((FOLDER / slug).glob("source.*"))
    return path.read_bytes(), path.suffix


@st.composite
def mutants(draw: Draw, slugs: tuple[str, ...] = SLUGS) -> Mutant:
    """A report with one to four injuries."""
    slug = draw(st.sampled_from(slugs))
    data, ending = source(slug)
    done = []
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(ways_for(ending)))
        data = WAYS[name](draw, data)
        done.append(name)
    return Mutant(slug, data, tuple(done), False)


@st.composite
def cut(draw: Draw, slugs: tuple[str, ...] = SLUGS) -> Mutant:
    """The first part of a report; of a page, which shows that it is torn, also cut within a number."""
    slug = draw(st.sampled_from(slugs))
    data, ending = source(slug)
    end = draw(st.integers(1, len(data) - 1))
    while ending != ".html" and 0 < end < len(data) and (data[end - 1 : end].isdigit() or data[end - 1] in b".,"):
        end -= 1
    return Mutant(slug, data[:end], ("cut off",), True)


@st.composite
def retagged(draw: Draw, slugs: tuple[str, ...] = TAGGED) -> Mutant:
    """A page with one tag deleted or doubled: all its text is there, and in its order.

    The beginning of a cell is not doubled: that adds a cell, which moves the others under other labels.
    """
    slug = draw(st.sampled_from(slugs))
    data, _ = source(slug)
    start, end = _tag(draw, data)
    times = draw(st.sampled_from([0, 2, 300]))
    if times and re.match(rb"<t[dh]\b", data[start:end], re.IGNORECASE):
        times = 0
    return Mutant(slug, data[:start] + data[start:end] * times + data[end:], (f"a tag {times} times",), True)


def ways_for(ending: str) -> list[str]:
    """The ways to damage a file with this ending, the likelier ones more than once."""
    ways = ["flip", "remove", "put in", "cut off", "splice", "repeat"]
    if ending in PACKAGES:
        return [
            *ways,
            *(3 * ["damage a part", "damage the tags of a part"]),
            "drop a part",
            "swap parts",
            "name a part",
        ]
    if ending == ".pdf":
        return [*ways, *(6 * ["damage a stream"])]
    if ending == ".html":
        return [*ways, *(4 * ["delete a tag", "double a tag", "swap tags"]), *(2 * ["span", "move markup"])]
    if ending == ".mht":
        return [*ways, *(6 * ["damage the page"])]
    if ending == ".json":
        return [*ways, *(6 * ["damage the article"])]
    return ways


def _at(draw: Draw, data: bytes) -> int:
    return int(draw(st.integers(0, max(0, len(data) - 1))))


def _slice(draw: Draw, data: bytes, most: int = 2000) -> tuple[int, int]:
    start = _at(draw, data)
    return start, min(len(data), start + draw(st.integers(1, most)))


def flip(draw: Draw, data: bytes) -> bytes:
    damaged = bytearray(data)
    for _ in range(draw(st.integers(1, 12))):
        if damaged:
            damaged[_at(draw, data)] ^= draw(st.integers(1, 255))
    return bytes(damaged)


def remove(draw: Draw, data: bytes) -> bytes:
    start, end = _slice(draw, data)
    return data[:start] + data[end:]


def put_in(draw: Draw, data: bytes) -> bytes:
    at = _at(draw, data)
    return data[:at] + draw(st.sampled_from(_ODD)) * draw(st.integers(1, 30)) + data[at:]


def cut_off(draw: Draw, data: bytes) -> bytes:
    return data[: _at(draw, data)]


def splice(draw: Draw, data: bytes) -> bytes:
    """The beginning of one document and the end of another."""
    other, _ = source(draw(st.sampled_from(SLUGS)))
    return data[: _at(draw, data)] + other[_at(draw, other) :]


def repeat(draw: Draw, data: bytes) -> bytes:
    start, end = _slice(draw, data)
    return data[:end] + data[start:end] * draw(st.integers(1, 40)) + data[end:]


BYTES: dict[str, Callable[[Draw, bytes], bytes]] = {
    "flip": flip,
    "remove": remove,
    "put in": put_in,
    "cut off": cut_off,
    "splice": splice,
    "repeat": repeat,
}


def _any_bytes(draw: Draw, data: bytes) -> bytes:
    return BYTES[draw(st.sampled_from(sorted(BYTES)))](draw, data)


# -- markup ------------------------------------------------------------------------------------------------------------


def _tag(draw: Draw, data: bytes) -> tuple[int, int]:
    """One tag of the markup: picked near a place, so that a long page need not be split up."""
    found = _TAG.search(data, _at(draw, data)) or _TAG.search(data)
    return found.span() if found else (0, 0)


def delete_a_tag(draw: Draw, data: bytes) -> bytes:
    start, end = _tag(draw, data)
    return data[:start] + data[end:]


def double_a_tag(draw: Draw, data: bytes) -> bytes:
    start, end = _tag(draw, data)
    return data[:end] + data[start:end] * draw(st.sampled_from([1, 2, 300])) + data[end:]


def swap_tags(draw: Draw, data: bytes) -> bytes:
    (a, b), (c, d) = sorted((_tag(draw, data), _tag(draw, data)))
    return data if c < b else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def span(draw: Draw, data: bytes) -> bytes:
    """Another span, or any other number of an attribute."""
    found = re.compile(rb'="(\d+)"').search(data, _at(draw, data))
    if not found:
        return data
    number = draw(st.sampled_from([b"0", b"1", b"2", b"7", b"65000", b"9" * 12, b"-3", b"x", b""]))
    return data[: found.start(1)] + number + data[found.end(1) :]


def move_markup(draw: Draw, data: bytes) -> bytes:
    """All between two tags, taken to another tag."""
    (a, _), (_, d) = sorted((_tag(draw, data), _tag(draw, data)))
    piece, rest = data[a:d], data[:a] + data[d:]
    at = _tag(draw, rest)[1]
    return rest[:at] + piece + rest[at:]


MARKUP: dict[str, Callable[[Draw, bytes], bytes]] = {
    "delete a tag": delete_a_tag,
    "double a tag": double_a_tag,
    "swap tags": swap_tags,
    "span": span,
    "move markup": move_markup,
}


def _any_markup(draw: Draw, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        data = MARKUP[draw(st.sampled_from(sorted(MARKUP)))](draw, data)
    return data


# -- containers --------------------------------------------------------------------------------------------------------


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of a package; none where it is damaged already."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [(entry.filename, package.read(entry)) for entry in package.infolist()]
    except Exception:  # zipfile raises whatever it meets
        return []


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        warnings.simplefilter("ignore")  # of names that stand there twice, which is the point
        for name, data in parts:
            package.writestr(zipfile.ZipInfo(name or "x"), data)
    return buffer.getvalue()


def _in_part(way: Callable[[Draw, bytes], bytes]) -> Callable[[Draw, bytes], bytes]:
    """The same damage inside a part of a package; the largest is hit as often as all others together."""

    def damaged(draw: Draw, data: bytes) -> bytes:
        parts = _parts(data)
        if not parts:
            return data
        largest = max(range(len(parts)), key=lambda number: len(parts[number][1]))
        number = draw(st.sampled_from([largest, *range(len(parts)), *[largest] * (len(parts) - 1)]))
        name, part = parts[number]
        inner = _in_part(way) if _parts(part) else way
        parts[number] = name, inner(draw, part)
        return _packed(parts)

    return damaged


def drop_a_part(draw: Draw, data: bytes) -> bytes:
    parts = _parts(data)
    if parts:
        del parts[draw(st.integers(0, len(parts) - 1))]
    return _packed(parts) if parts else data


def swap_parts(draw: Draw, data: bytes) -> bytes:
    parts = _parts(data)
    if not parts:
        return data
    a, b = (draw(st.integers(0, len(parts) - 1)) for _ in range(2))
    parts[a], parts[b] = (parts[a][0], parts[b][1]), (parts[b][0], parts[a][1])
    return _packed(parts)


def name_a_part(draw: Draw, data: bytes) -> bytes:
    parts = _parts(data)
    if not parts:
        return data
    number = draw(st.integers(0, len(parts) - 1))
    names = ["../../x", "/x", "a\\..\\b", "C:\\x", "", "." * 300, *(name for name, _ in parts)]
    parts.insert(number, (draw(st.sampled_from(names)), parts[number][1]))
    return _packed(parts)


def damage_a_stream(draw: Draw, data: bytes) -> bytes:
    """One stream of a PDF unpacked, damaged and packed again; the table of offsets is left to the reader to mend."""
    streams = list(_STREAM.finditer(data))
    if not streams:
        return data
    found = draw(st.sampled_from(streams))
    try:
        inside = _any_bytes(draw, zlib.decompress(found.group(1)))
        return data[: found.start(1)] + zlib.compress(inside, 1) + data[found.end(1) :]
    except zlib.error:
        return data[: found.start(1)] + _any_bytes(draw, found.group(1)) + data[found.end(1) :]


def damage_the_page(draw: Draw, data: bytes) -> bytes:
    """The page inside a web archive."""
    found = _DATA_PART.search(data)
    if not found:
        return data
    try:
        page = _any_markup(draw, base64.b64decode(found.group(1)))
    except ValueError:
        return data
    return data[: found.start(1)] + base64.encodebytes(page).replace(b"\n", b"\r\n") + data[found.end(1) :]


def damage_the_article(draw: Draw, data: bytes) -> bytes:
    """The article inside a JSON answer, or the answer around it."""
    try:
        answer = json.loads(data)
        article = answer["data"]["content"].encode()
    except (ValueError, TypeError, KeyError, AttributeError):
        return data
    article = draw(st.sampled_from([_any_markup, _any_bytes]))(draw, article)
    answer["data"]["content"] = article.decode("utf-8", "replace")
    if draw(st.booleans()):
        answer = draw(
            st.sampled_from([[answer], {"data": answer["data"], "list": [answer, None, 1]}, {"a": {"b": answer}}])
        )
    return json.dumps(answer, ensure_ascii=draw(st.booleans())).encode()


WAYS: dict[str, Callable[[Draw, bytes], bytes]] = {
    **BYTES,
    **MARKUP,
    "damage a part": _in_part(_any_bytes),
    "damage the tags of a part": _in_part(_any_markup),
    "drop a part": drop_a_part,
    "swap parts": swap_parts,
    "name a part": name_a_part,
    "damage a stream": damage_a_stream,
    "damage the page": damage_the_page,
    "damage the article": damage_the_article,
}
