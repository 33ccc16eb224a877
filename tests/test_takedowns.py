"""dataset.takedowns: what is taken down is nowhere in the release and still in the archive."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dataset.build import build
from dataset.errors import DatasetError
from dataset.release import release
from dataset.takedowns import load_takedowns
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
