"""dataset.takedowns: what is taken down is nowhere in the release and still in the archive."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dataset.build import build
from dataset.calendar.answers import answers
from dataset.calendar.standing import Status
from dataset.claims import Claim, reports_of
from dataset.errors import DatasetError
from dataset.identity.registry import Registry, Ruling
from dataset.release import release
from dataset.takedowns import hidden_years, load_takedowns
from tests.dataset_kit import Item, archive_at, built, document, read_all, reading_of

SAID = "这一段不宜公开"


def listed(data: Path, text: str) -> None:
    (data / "registry").mkdir(exist_ok=True)
    (data / "registry" / "takedowns.yml").write_text(text, "utf-8")


def test_nothing_of_it_is_in_the_release(tmp_path: Path) -> None:
    item = Item(reading_of(sections={"overall": SAID}, title=SAID, agency="测试区财政局"))
    sha256 = hashlib.sha256(document(item)).hexdigest()
    listed(tmp_path, f"documents:\n- sha256: {sha256}\n  reason: 依法院裁定\n")
    built(tmp_path, item, Item(reading_of()))
    folder = release(tmp_path)
    for path in folder.rglob("*"):
        if path.is_file():
            assert SAID.encode() not in path.read_bytes(), path.name
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM reports").fetchone() == (1,)
        row = connection.execute("SELECT verdict, reason FROM documents WHERE sha256 = ?", (sha256,)).fetchone()
        ruling = connection.execute("SELECT kind, subject, decision, reason FROM rulings").fetchall()
    assert row == ("taken_down", "依法院裁定")
    assert ruling == [("takedown", sha256, None, "依法院裁定")]
    assert any(path.name.startswith(sha256) for path in (tmp_path / "archive" / "objects").rglob("*"))


def test_the_calendar_says_that_it_is_taken_down(tmp_path: Path) -> None:
    """Neither 'not found' nor 'published': it was found, and it is not shown."""
    first, second, hidden, alone = (
        Item(reading_of(year=year, agency=agency), more={"link_text": f"{agency}{year}年{SAID}"})
        for agency, year in (
            ("测试区民政局", 2021),
            ("测试区民政局", 2023),
            ("测试区民政局", 2019),
            ("测试区财政局", 2022),
        )
    )
    between = Item(reading_of(year=2022, sections={"overall": SAID}), more={"link_text": "测试区民政局2022年年报"})
    documents = [hashlib.sha256(document(item)).hexdigest() for item in (hidden, alone, between)]
    listed(tmp_path, "documents:\n" + "".join(f"- {{sha256: {sha256}, reason: 依法院裁定}}\n" for sha256 in documents))
    built(tmp_path, first, second, hidden, alone, between)
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection:
        told = connection.execute("SELECT agency_id, year, status, expected, link_url, report_id FROM timeliness")
        found = {(agency, year): rest for agency, year, *rest in told}
        words = dict(connection.execute("SELECT document_sha256, link_text FROM captures"))
        counted = connection.execute("SELECT agencies FROM coverage WHERE status = 'taken_down' ORDER BY year")
        assert [row[0] for row in counted] == [1, 1]
    civil = "110112-civil"
    assert {agency for agency, _ in found} == {civil}  # an agency without another report is in no table
    assert found[civil, 2019] == found[civil, 2022] == ["taken_down", "taken_down", None, None]
    assert found[civil, 2020][0] == found[civil, 2024][0] != "taken_down"
    assert found[civil, 2021][0].startswith("published")
    assert all((words[sha256] is None) == (sha256 in documents) for sha256 in words)
    asked = answers(tmp_path / "build" / "ogi.sqlite", 2022)
    assert [answer.status for answer in asked.agencies] == [Status.TAKEN_DOWN]
    assert asked.kept  # nothing is missing


def test_a_document_that_a_ruling_places_is_hidden_where_the_ruling_says() -> None:
    claim = Claim("0" * 64, "xx-test", "110112", "第三方平台", 2022, None, 1, "html", "2026-01-01T00:00:00Z")
    ruling = Ruling("第三方平台", "110112", "110112-civil", "x")
    idle = Ruling("无关", "110112", "110112-civil", "x")
    gathered = reports_of([replace(claim, issuer="测试区民政局", year=2021)], Registry([], ()))
    ruled = replace(gathered, registry=Registry(gathered.registry.names, (idle, ruling)))
    assert hidden_years([claim], ruled) == {"110112-civil": {2022}}
    assert hidden_years([claim, replace(claim, issuer=None)], gathered) == {}


def test_a_takedown_that_hides_nothing_is_an_error(tmp_path: Path) -> None:
    archive_at(tmp_path / "archive", Item(reading_of()))
    listed(tmp_path, f"documents: [{{sha256: {'a' * 64}, reason: x}}]")
    with pytest.raises(DatasetError, match=f"no document {'a' * 64}"):
        build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    "text", ["documents: [{sha256: abc, reason: x}]", f"documents: [{{sha256: {'a' * 64}, reason: ''}}]", "[1]", "a: ["]
)
def test_a_list_that_is_none_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "takedowns.yml").write_text(text)
    with pytest.raises(DatasetError) as caught:
        load_takedowns(tmp_path)
    assert "\n" not in str(caught.value)


def test_no_list_takes_nothing_down(tmp_path: Path) -> None:
    assert load_takedowns(tmp_path) == {}
    (tmp_path / "takedowns.yml").write_text("documents:\n")
    assert load_takedowns(tmp_path) == {}
