"""The commands ``resolve`` and ``agencies review``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ogi import main
from tests.dataset_kit import Item, built, reading_of

FIELDS = ["title", "issuer", "year", "region", "agency_id", "agency_type", "function", "scope", "flags", "candidates"]


def lines(capture: pytest.CaptureFixture[bytes]) -> list[str]:
    return capture.readouterr().out.decode().splitlines()


def test_titles_are_resolved_one_a_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    titles = ["北京市通州区民政局2021年政府信息公开工作年度报告", "县教育局2023年政府信息公开工作年度报告"]
    assert main(["resolve", "--json", "--division", "630222", *titles]) == 0
    first, second = (json.loads(line) for line in lines(capfdbinary))
    assert set(FIELDS) <= set(first)
    assert (first["agency_id"], first["year"], first["scope"]) == ("110112-civil", 2021, "own_organ")
    assert (second["region"], second["flags"]) == ("630222", ["region_from_level_word"])
    assert main(["resolve", "--lang", "zh", *titles[:1]]) == 0
    assert lines(capfdbinary) == ["110112-civil · 2021 · department · civil · 北京市通州区民政局"]


def test_what_cannot_be_told_has_its_candidates_and_status_1(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["resolve", "--lang", "en", "鼓楼区教育局2022年政府信息公开工作年度报告"]) == 1
    [line] = lines(capfdbinary)
    assert line.startswith("not resolved · 2022") and line.endswith("candidates: 320106 320302 350102 410204")


def test_titles_of_a_csv_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "titles.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["title", "site_region"], ["鼓楼区教育局2022年政府信息公开工作年度报告", "350102"]])
    assert main(["resolve", "--json", "--csv", str(path)]) == 0
    assert json.loads(lines(capfdbinary)[0])["agency_id"] == "350102-edu"
    path.write_text("name\nx\n")
    assert main(["resolve", "--csv", str(path)]) == 3
    path.write_bytes(b"title\n\xff\xfe\xff\n")
    assert main(["resolve", "--csv", str(path)]) == 3


@pytest.mark.parametrize("words", [[], ["x", "--csv", "pyproject.toml"], ["--division", "999999", "x"]])
def test_wrong_calls(words: list[str]) -> None:
    assert main(["resolve", *words]) == 2


def test_what_waits_for_a_person(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    data = ["--data", str(tmp_path)]
    assert main(["agencies", "review", *data]) == 3
    built(tmp_path, Item(reading_of(agency="鼓楼区民政局")), Item(reading_of(year=None)))
    capfdbinary.readouterr()
    assert main(["agencies", "review", "--lang", "en", *data]) == 1
    text = "\n".join(lines(capfdbinary))
    assert "several places bear the name · 鼓楼区民政局 · 2021" in text
    assert '- {issuer: 鼓楼区民政局, division: "110112", agency_id: ?, note: ?}' in text
    assert "no year" in text
    assert main(["agencies", "review", "--json", *data]) == 1
    assert {json.loads(line)["reason"] for line in lines(capfdbinary)} == {"ambiguous_region", "no_year"}


def test_a_ruling_settles_it(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "registry").mkdir()
    text = 'issuers:\n- {issuer: 鼓楼区民政局, division: "110112", agency_id: 320302-civil, note: 地址在徐州}\n'
    (tmp_path / "registry" / "rulings.yml").write_text(text, "utf-8")
    assert built(tmp_path, Item(reading_of(agency="鼓楼区民政局"))).unresolved == 0
    assert main(["agencies", "review", "--data", str(tmp_path)]) == 0
    assert "320302-civil" in (tmp_path / "registry" / "agencies.csv").read_text("utf-8")
