"""What does each captured document say, and how is it known again without reading it twice?

A reading depends on the bytes, on what is known about them beforehand (name and media) and on the reader: the source
of the parsing room with its forms and the libraries it reads with. Readings are kept under a key of all of these, so
a rebuild reads only what is new, and an interrupted build goes on where it stopped. Documents are read in bounded
worker processes (:mod:`parsing.bounded`): one that hangs or kills its worker becomes ``unreadable``.

Kept readings are JSON, never pickles: what came out of a hostile document must not be able to run.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from parsing.bounded import Source
from parsing.model import Figure, Finding, Place, Reading, Severity, State, Verdict

LIBRARIES = ("lxml", "pdfplumber", "pypdfium2", "python-docx")
"""Libraries whose version can change what is read in the same bytes."""
KEPT_TOGETHER = 50
"""Readings between two commits: what an interrupted build has to read again at most."""

ReadAll = Callable[[Iterable[Source]], Iterator[Reading]]
"""Readings of many documents, in their order."""


class Known(NamedTuple):
    """A document to be read and what is known about it beforehand."""

    sha256: str
    name: str | None
    media: str | None


class Head(NamedTuple):
    """What decides which report a document speaks for, without its figures and texts."""

    verdict: str
    media: str
    reason: str
    title: str | None
    agency_name: str | None
    year: int | None
    stated: int
    """How many figures the document states."""
    codes: tuple[str, ...] = ()
    """Codes of organisations that it prints, with valid check characters."""


def head_of(reading: Reading) -> Head:
    """The head of a reading."""
    stated = sum(figure.stated for figure in reading.figures.values())
    told = str(reading.verdict), reading.media, reading.reason, reading.title, reading.agency_name, reading.year
    return Head(*told, stated, reading.codes)


def source_digest(*packages: str) -> str:
    """SHA-256 over the Python and YAML files of these packages with their names."""
    digest = hashlib.sha256()
    for package in packages:
        for path, content in sorted(_sources(resources.files(package), package)):
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        inside = f"{path}/{item.name}"
        if item.is_dir() and item.name != "__pycache__":
            yield from _sources(item, inside)
        elif item.name.endswith((".py", ".yml")):
            yield inside, item.read_bytes()


def reader_digest() -> str:
    """Which reader is this? Changes when the parsing room or a library it reads with changes."""
    versions = ",".join(f"{name}={_version(name)}" for name in LIBRARIES)
    return hashlib.sha256(f"{source_digest('parsing')}|{versions}".encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


class Readings:
    """The readings kept in one file. Use it as a context manager."""

    def __init__(self, path: Path, reader: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._reader = reader
        self._kept = sqlite3.connect(path)
        try:
            self._kept.execute(
                "CREATE TABLE IF NOT EXISTS readings"
                " (key TEXT PRIMARY KEY, reader TEXT, verdict TEXT, head TEXT, body BLOB)"
            )
        except sqlite3.Error:
            self._kept.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.commit()
        self._kept.close()

    def __getitem__(self, known: Known) -> Reading:
        """The reading of a document; KeyError where it has not been read."""
        return decoded(json.loads(zlib.decompress(self._kept_part("body", known))))

    def head(self, known: Known) -> Head:
        """The head of the reading of a document; KeyError where it has not been read."""
        kept = json.loads(self._kept_part("head", known))
        return Head._make((*kept[:-1], tuple(kept[-1])))

    def settled(self, known: Known) -> bool:
        """Is there a reading that need not be made again?

        An unreadable document is tried again by every build: a machine short of memory may have been the reason.
        """
        asked = "SELECT 1 FROM readings WHERE key = ? AND verdict != ?"
        return self._kept.execute(asked, (self._key(known), Verdict.UNREADABLE)).fetchone() is not None

    def read(self, documents: Iterable[tuple[Known, Source]], read_all: ReadAll) -> Iterator[Reading]:
        """Read these documents and keep each reading."""
        asked: list[Known] = []

        def sources() -> Iterator[Source]:
            for known, source in documents:
                asked.append(known)
                yield source

        for number, reading in enumerate(read_all(sources())):
            body = zlib.compress(json.dumps(encoded(reading), ensure_ascii=False).encode())
            head = json.dumps(head_of(reading), ensure_ascii=False)
            row = (self._key(asked[number]), self._reader, reading.verdict, head, body)
            self._kept.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", row)
            if number % KEPT_TOGETHER == 0:
                self._kept.commit()
            yield reading

    def forget_other_readers(self) -> None:
        """Drop what an earlier reader read: no build asks for it any more."""
        with closing(self._kept.execute("DELETE FROM readings WHERE reader != ?", (self._reader,))):
            self._kept.commit()

    def _kept_part(self, part: str, known: Known) -> Any:
        row = self._kept.execute(f"SELECT {part} FROM readings WHERE key = ?", (self._key(known),)).fetchone()
        if row is None:
            raise KeyError(known.sha256)
        return row[0]

    def _key(self, known: Known) -> str:
        return hashlib.sha256(json.dumps([self._reader, *known]).encode()).hexdigest()


def encoded(reading: Reading) -> dict[str, Any]:
    """A reading as JSON data, whole but for the labels that told its figures."""
    return {
        "verdict": str(reading.verdict),
        "sha256": reading.sha256,
        "media": reading.media,
        "reason": reading.reason,
        "title": reading.title,
        "agency_name": reading.agency_name,
        "year": reading.year,
        "form": reading.form,
        "table_forms": dict(reading.table_forms),
        "figures": [_encoded_figure(figure) for figure in reading.figures.values()],
        "sections": dict(reading.sections),
        "findings": [finding.as_dict() for finding in reading.findings],
        "evidence": dict(reading.evidence),
        "attachments": list(reading.attachments),
        "meta": dict(reading.meta),
        "codes": list(reading.codes),
    }


def decoded(kept: Mapping[str, Any]) -> Reading:
    """The reading that :func:`encoded` was given."""
    plain = ("sha256", "media", "reason", "title", "agency_name", "year", "form", "table_forms", "sections", "evidence")
    figures = [_decoded_figure(*item) for item in kept["figures"]]
    return Reading(
        verdict=Verdict(kept["verdict"]),
        figures={figure.key: figure for figure in figures},
        findings=tuple(_decoded_finding(item) for item in kept["findings"]),
        attachments=tuple(kept["attachments"]),
        meta=kept["meta"],
        codes=tuple(kept["codes"]),
        **{name: kept[name] for name in plain},
    )


def _encoded_figure(figure: Figure) -> list[Any]:
    money = isinstance(figure.value, Decimal)
    place = figure.place.as_dict() if figure.place is not None else None
    value = str(figure.value) if money else figure.value
    return [figure.key, value, figure.state, figure.raw, place, figure.quote, *figure.readings]


def _decoded_figure(
    key: str,
    value: int | str | None,
    state: str | None,
    raw: str,
    place: dict[str, Any] | None,
    quote: str | None,
    *readings: str,
) -> Figure:
    return Figure(
        key=key,
        value=Decimal(value) if isinstance(value, str) else value,
        state=State(state) if state is not None else None,
        raw=raw,
        place=_decoded_place(place) if place is not None else None,
        quote=quote,
        readings=readings,
    )


def _decoded_place(place: Mapping[str, Any]) -> Place:
    box = place.get("box")
    return Place(**{**place, "box": tuple(box) if box else None})


def _decoded_finding(finding: Mapping[str, Any]) -> Finding:
    return Finding(
        rule=finding["rule"],
        severity=Severity(finding["severity"]),
        cells=tuple(finding["cells"]),
        message=finding["message"],
        message_en=finding["message_en"],
        left=finding["left"],
        right=finding["right"],
        places=tuple(_decoded_place(place) for place in finding["places"]),
        against=tuple(finding["against"]),
    )
