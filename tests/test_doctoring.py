"""``ogi doctor``: each part is really tried, and of what is missing it says what to do."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from ogi import doctoring, main
from ogi.doctoring import Part, parts
from parsing.readers.office import INSTALL


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Part]:
    return list(parts(tmp_path_factory.mktemp("doctor") / "data"))


def test_what_the_other_tests_use_is_found_well(found: list[Part]) -> None:
    said = {part.name[1]: part for part in found}
    assert len(said) == 8
    for name in ("Python", "SQLite full-text search", "recognition of scans", "data directory", "registry of sites"):
        assert said[name].well, said[name]
    assert "is not made yet" in said["data directory"].said[1]


def test_what_is_missing_is_told_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("OGI_BROWSER", str(tmp_path / "none"))
    monkeypatch.setattr(metadata, "requires", lambda name: ["scrapy>=2", "no-such-thing>=1", 'pytest; extra == "dev"'])
    (tmp_path / "sites.yml").write_text("sites: [{id: Wrong}]", encoding="utf-8")
    assert main(["doctor", "--data", str(tmp_path), "--json"]) == 1
    rows = {row["part"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    missing = {name for name, row in rows.items() if not row["ok"]}
    office, browser = "LibreOffice (doc, wps, rtf, xls, odt, ods)", "browser (pages made by scripts)"
    assert missing == {"Python packages", office, browser, "registry of sites"}
    assert rows["Python packages"]["en"] == "not installed: no-such-thing; run make setup"
    assert INSTALL in rows[office]["en"] and INSTALL in rows[office]["zh"]
    assert "apt-get install chromium" in rows[browser]["zh"]
    assert str(tmp_path / "sites.yml") in rows["registry of sites"]["en"]


def test_a_disk_that_is_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctoring, "ROOM", 10**18)
    [data] = [part for part in parts(tmp_path) if part.name[1] == "data directory"]
    assert not data.well and "are free" in data.said[1]


def test_both_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [Part(("甲", "one"), True, ("好的", "fine")), Part(("乙", "two"), False, ("没有", "none"))]
    monkeypatch.setattr(doctoring, "parts", lambda data: iter(told))
    assert main(["doctor", "--data", str(tmp_path), "--lang", "zh"]) == 1
    assert capsys.readouterr().out == "正常  甲：好的\n缺少  乙：没有\n"
    assert main(["doctor", "--data", str(tmp_path), "--lang", "en"]) == 1
    assert capsys.readouterr().out == "ok  one: fine\nMISSING  two: none\n"
    monkeypatch.setattr(doctoring, "parts", lambda data: iter(told[:1]))
    assert main(["doctor", "--data", str(tmp_path)]) == 0
