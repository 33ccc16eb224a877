"""dataset.replay: with the archive, what a release carries makes it again."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from dataset.build import build
from dataset.diff import changes
from dataset.history import side_of
from dataset.release import release
from tests.dataset_kit import OTHER, Item, built, document, read_all, reading_of

ITEMS = (
    Item(reading_of()),
    Item(reading_of(agency="测试区财政局", year=2022)),
    Item(reading_of(agency="某平台", year=2022), site=OTHER),
    Item(reading_of(agency="无关单位", year=2020), site=OTHER),
    Item(reading_of(year=2019)),
)
HIDDEN = hashlib.sha256(document(ITEMS[-1])).hexdigest()
RULINGS = """
# 张三来电要求，电话 010-61234567
issuers:
- {issuer: 某平台, division: '330105', agency_id: 330105-finance, years: [2020, 2023], note: 平台代发}
- {issuer: 无关单位, division: '330105', agency_id: null, note: 不属本库}
"""
DATABASES = ("ogi.sqlite", "provenance.sqlite", "texts.sqlite")


def test_archive_and_release_make_the_same_tables_again(tmp_path: Path) -> None:
    first = tmp_path / "first"
    registry = first / "registry"
    registry.mkdir(parents=True)
    (registry / "rulings.yml").write_text(RULINGS, "utf-8")
    (registry / "takedowns.yml").write_text(f"documents: [{{sha256: {HIDDEN}, reason: 来函}}]  # 张三\n", "utf-8")
    # An id that no name would give: only the registry knows it.
    told = "agency_id,region,type,function,organ,name,first_year,last_year\n"
    known = "110112-money,110112,department,finance,测试区财政局,测试区财政局,2022,2022\n"
    (registry / "agencies.csv").write_text(told + known, "utf-8")
    counted = "rosters: [{division: '110112', organs: 1, years: [2021, 2023], source: 通知}]\n"
    (registry / "rosters.yml").write_text(counted, "utf-8")
    built(first, *ITEMS)
    made = release(first)
    for path in (made / "registry").iterdir():
        assert "张三" not in path.read_text("utf-8") and "61234567" not in path.read_text("utf-8")

    again = tmp_path / "again"
    again.mkdir()
    (again / "archive").symlink_to(first / "archive")
    (again / "registry").mkdir()
    for name in ("agencies.csv", "rulings.yml", "takedowns.yml", "rosters.yml"):
        (again / "registry" / name).write_bytes((made / "registry" / name).read_bytes())
    build(again / "archive", again / "build", read_all=read_all)
    for name in DATABASES:
        assert (again / "build" / name).read_bytes() == (first / "build" / name).read_bytes(), name
    assert (
        release(again, version=made.name).joinpath("manifest.json").read_bytes()
        == (made / "manifest.json").read_bytes()
    )
    with side_of(made) as before, side_of(again / "releases" / made.name) as after:
        assert list(changes(before, after)) == []
        assert {"110112-money-2022", "330105-finance-2022"} <= {report.report_id for report in after.reports()}


def test_every_release_has_its_registry(tmp_path: Path) -> None:
    """Also where nobody decided anything; later changes of the folder do not come into a release of an older build."""
    built(tmp_path, Item(reading_of()))
    (tmp_path / "registry" / "agencies.csv").write_text("changed since", "utf-8")
    folder = release(tmp_path) / "registry"
    assert (folder / "rulings.yml").read_text("utf-8") == "issuers: []\n"
    assert (folder / "takedowns.yml").read_text("utf-8") == "documents: []\n"
    with (folder / "agencies.csv").open(encoding="utf-8", newline="") as file:
        assert [row["agency_id"] for row in csv.DictReader(file)] == ["110112-civil"]
