"""dataset.readings: a reading is kept whole, asked for once, and forgotten with its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dataset.readings import Known, Readings, decoded, encoded, reader_digest, source_digest
from parsing.bounded import Source
from parsing.model import Figure, Place, Reading, State, Verdict
from tests.dataset_kit import FINDING, reading_of, with_states

FULL = replace(
    with_states(reading_of("2019"), requests_new__total=State.BLANK, central_procurement_amount=State.UNIT_UNKNOWN),
    sha256="ab" * 32,
    reason="worth knowing",
    findings=(FINDING,),
    evidence={"year": "title"},
    attachments=("a.docx",),
    meta={"pubdate": "2022-01-20"},
)


def test_a_reading_is_kept_whole() -> None:
    place = Place(1, 2, 3, 4, 5, (1.5, 2.0, 3.25, 4.0))
    figures = {**FULL.figures, "x": Figure("x", 7, raw="７", place=place, quote="共7件", readings=("7", "1"))}
    reading = replace(FULL, figures=figures)
    assert decoded(encoded(reading)) == reading


def once(reading: Reading, asked: list[Source]) -> object:
    def read_all(sources: Iterable[Source]) -> Iterator[Reading]:
        for source in sources:
            asked.append(source)
            yield reading

    return read_all


def test_kept_readings_are_found_again_by_document_name_media_and_reader(tmp_path: Path) -> None:
    known, path = Known("ab" * 32, "年报.html", "text/html"), tmp_path / "deep" / "readings.sqlite"
    with Readings(path, "one") as readings:
        list(readings.read([(known, Source(b"bytes"))], once(FULL, [])))  # type: ignore[arg-type]
    with Readings(path, "one") as readings:
        assert readings.settled(known)
        assert readings[known] == FULL
        assert not readings.settled(known._replace(name="别的.html"))
        assert not readings.settled(known._replace(media=None))
    with Readings(path, "two") as readings:
        assert not readings.settled(known)
        readings.forget_other_readers()
    with Readings(path, "one") as readings, pytest.raises(KeyError):
        readings[known]


def test_an_unreadable_document_is_tried_again(tmp_path: Path) -> None:
    known = Known("cd" * 32, None, None)
    unreadable = Reading(Verdict.UNREADABLE, "cd" * 32, "pdf", reason="too long")
    with Readings(tmp_path / "readings.sqlite", "one") as readings:
        list(readings.read([(known, Source(b""))], once(unreadable, [])))  # type: ignore[arg-type]
        assert readings[known] == unreadable
        assert not readings.settled(known)


def test_an_interrupted_build_keeps_what_it_has_read(tmp_path: Path) -> None:
    known = [Known(f"{number:064d}", None, None) for number in range(3)]

    def breaks(sources: Iterable[Source]) -> Iterator[Reading]:
        for number, _ in enumerate(sources):
            if number == 2:
                raise KeyboardInterrupt
            yield FULL

    with pytest.raises(KeyboardInterrupt), Readings(tmp_path / "readings.sqlite", "one") as readings:
        list(readings.read([(item, Source(b"")) for item in known], breaks))
    with Readings(tmp_path / "readings.sqlite", "one") as readings:
        assert [readings.settled(item) for item in known] == [True, True, False]


def test_the_reader_is_its_sources_and_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    before = reader_digest()
    assert before == reader_digest()
    assert source_digest("parsing") != source_digest("dataset")
    monkeypatch.setattr("dataset.readings.metadata.version", lambda name: "0.0")
    assert reader_digest() != before
