"""dataset.assertions: too little stops a release, too much is a warning, by province and year."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from dataset.assertions import hold, load_demands
from dataset.errors import DatasetError
from dataset.floors import FALL_LEAST
from dataset.release import release
from ogi import main
from tests.dataset_kit import OTHER, Item, built, reading_of

KINDS = ["民政", "财政", "教育", "公安", "司法", "审计", "统计", "商务", "水务", "卫生健康"]
AGENCIES = [f"测试区{kind}局" for kind in KINDS]


def demand(data: Path, *assertions: dict[str, Any], **rest: Any) -> None:
    (data / "registry").mkdir(exist_ok=True)
    text = yaml.safe_dump({"assertions": list(assertions), **rest}, allow_unicode=True)
    (data / "registry" / "assertions.yml").write_text(text, "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    built(tmp_path, Item(reading_of()), Item(reading_of(year=2020)), Item(reading_of(year=2021), site=OTHER))
    return tmp_path


BEIJING = {"measure": "rows", "province": "北京市", "year": 2021}


def test_under_a_floor_nothing_is_released(data: Path) -> None:
    first = release(data)
    demand(data, BEIJING | {"min": 2})
    with pytest.raises(DatasetError, match=r"reports 北京市 2021: 1 < 2") as caught:
        release(data)
    assert "\n" not in str(caught.value)
    assert (data / "releases" / "latest").resolve() == first.resolve()
    demand(data, BEIJING | {"min": 1})
    assert release(data) != first


def test_over_a_ceiling_is_a_warning(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demand(data, BEIJING | {"max": 0}, {"measure": "rows", "table": "requests", "province": "北京市", "max": 13})
    assert main(["release", "--data", str(data), "--lang", "en"]) == 1
    said = capsys.readouterr()
    manifest = json.loads((Path(said.out.strip()) / "manifest.json").read_bytes())
    assert manifest["warnings"] == ["reports 北京市 2021: 1 > 0", "requests 北京市: 14 > 13"]
    assert "to be looked at: reports 北京市 2021: 1 > 0" in said.err


def test_coverage_is_the_share_of_the_agencies_expected(data: Path) -> None:
    database = data / "build" / "ogi.sqlite"
    demand(data, {"measure": "coverage", "province": "北京市", "year": 2020, "min": 1, "max": 1})
    assert hold(database, None, load_demands(data / "registry")) == []
    demand(data, {"measure": "coverage", "province": "北京市", "year": 1999, "min": 0.1})
    with pytest.raises(DatasetError, match=r"coverage 北京市 1999: 0 < 0\.1"):
        hold(database, None, load_demands(data / "registry"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of ten reports of one province and year."""
    folder = tmp_path_factory.mktemp("many")
    built(folder, *(Item(reading_of(agency=name)) for name in AGENCIES))
    release(folder)
    return folder


@pytest.mark.parametrize("lost", [FALL_LEAST - 1, FALL_LEAST])
def test_reports_that_are_there_no_more_stop_a_release(many: Path, tmp_path: Path, lost: int) -> None:
    built(tmp_path, *(Item(reading_of(agency=name)) for name in AGENCIES[lost:]))
    shutil.copytree(many / "releases", tmp_path / "releases", symlinks=True)
    if lost < FALL_LEAST:
        release(tmp_path)
        return
    with pytest.raises(DatasetError, match=r"reports 北京市 2021: 5 < 6"):
        release(tmp_path)
    demand(tmp_path, BEIJING | {"min": 5})
    release(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "assertions: {}\nelse: 1",
        "assertions: [{measure: rows, min: much}]",
        "assertions: [{measure: rows, table: nothing, min: 1}]",
        "assertions: [{measure: rows}]",
        "assertions: [{measure: rows, min: 1, floor: 2}]",
        "assertions: [{measure: rows, table: sites, year: 2020, min: 1}]",
        "assertions: [1]",
        "- 1",
        "a: [",
    ],
)
def test_a_file_that_is_none_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "assertions.yml").write_text(text)
    with pytest.raises(DatasetError) as caught:
        load_demands(tmp_path)
    assert "\n" not in str(caught.value)
