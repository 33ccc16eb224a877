"""The recipes of docs/releases.md, run as they stand in the folder of a release."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from dataset.release import release
from tests.conftest import ROOT
from tests.dataset_kit import OTHER, Item, built, reading_of

RECIPES = re.findall(
    r"^```python\n(.*?)^```$", (ROOT / "docs" / "releases.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
READING = reading_of()
GRANTED = int(READING.figures["granted.total"].value or 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("recipes")
    built(data, Item(READING))
    release(data)
    built(data, Item(READING), Item(reading_of(title="another"), site=OTHER))
    return release(data)


def run(word: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    if find_spec(word) is None:
        pytest.skip(f"{word} is not installed; the recipe is for those who have it")
    [recipe] = [text for text in RECIPES if f"import {word}\n" in text]
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(recipe, f"recipe {word}", "exec"), names)
    return names["answer"]


def test_every_recipe_is_tested() -> None:
    assert [re.findall(r"^import (\w+)", text)[0] for text in RECIPES] == ["duckdb", "pandas", "sqlite3"]


def test_duckdb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run("duckdb", folder, monkeypatch)
    assert [(row[1], row[2], int(row[3])) for row in answer] == [(2021, 1, GRANTED)] * 2


def test_pandas(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run("pandas", folder, monkeypatch)
    assert answer.loc[("北京市", 2021)].to_dict() == {"count": 1, "sum": GRANTED}


def test_sqlite(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("sqlite3", folder, monkeypatch) == [(folder.name, "new", 1)]
