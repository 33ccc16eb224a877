"""``ogi recrawl``: what is due is done, what is not is left alone, and nothing is released twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.archive import Archive
from crawler.records import Options, RunState
from crawler.registry import Site
from dataset.build import build
from ogi import main, recrawling
from tests.dataset_kit import REAL, Item, archive_at, read_all, reading_of


class Portals:
    """What stands on the portals, and how they were asked."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.items = [Item(reading_of(year=2021))]
        self.answer = 0
        self.asked: list[bool] = []

    def fetch(self, sites: tuple[Site, ...], data: Path, *, resume: bool = False) -> int:
        self.asked.append(resume)
        if self.answer != 3:
            archive_at(data / "archive", *self.items, sites=sites)
        return self.answer

    @property
    def editions(self) -> list[str]:
        folder = self.data / "releases"
        return sorted(path.name for path in folder.iterdir() if path.name != "latest") if folder.is_dir() else []


@pytest.fixture
def portals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portals:
    found = Portals(tmp_path)
    (tmp_path / "sites.yml").write_text(yaml.safe_dump({"sites": [REAL.as_entry()]}, allow_unicode=True), "utf-8")
    monkeypatch.setattr(recrawling, "fetch", found.fetch)
    monkeypatch.setattr(
        recrawling, "make_database", lambda data: build(data / "archive", data / "build", read_all=read_all)
    )
    return found


def call(portals: Portals, *words: str) -> int:
    return main(["recrawl", "--data", str(portals.data), "--lang", "en", *words])


def later(monkeypatch: pytest.MonkeyPatch, **much: int) -> None:
    now: datetime = recrawling._now() + timedelta(**much)
    monkeypatch.setattr(recrawling, "_now", lambda: now)


def test_it_may_be_called_at_any_time(
    portals: Portals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(portals, "--plan") == 0
    assert "never crawled as a whole" in capsys.readouterr().out
    assert (portals.asked, portals.editions) == ([], [])

    assert call(portals) == 0
    said = capsys.readouterr()
    assert (portals.asked, portals.editions) == ([False], ["v2026.04.0"])
    assert said.out.strip() == str(portals.data / "releases" / "v2026.04.0")
    assert "the first edition" in said.err and "next crawl: " in said.err

    assert call(portals) == 0  # a timer rings again
    said = capsys.readouterr()
    assert (portals.asked, portals.editions, said.out) == ([False], ["v2026.04.0"], "")
    assert "not before" in said.err and "nothing changed" in said.err

    later(monkeypatch, days=31)
    assert call(portals) == 0  # asked again, and everything is as it was
    assert (len(portals.asked), portals.editions) == (2, ["v2026.04.0"])

    later(monkeypatch, days=31)
    portals.items.append(Item(reading_of(year=2022), at="2026-04-05T02:00:00Z"))
    assert call(portals) == 0
    assert (len(portals.asked), portals.editions) == (3, ["v2026.04.0"])
    assert "less than a week old" in capsys.readouterr().err  # an edition a day would fill the disk

    later(monkeypatch, days=31)
    portals.items.append(Item(reading_of(year=2023), at="2026-04-12T02:00:00Z"))
    assert call(portals) == 0
    assert (len(portals.asked), portals.editions) == (4, ["v2026.04.0", "v2026.04.1"])
    assert "changed (see ogi diff latest build)" in capsys.readouterr().err

    later(monkeypatch, days=31)
    portals.items[-1] = replace(portals.items[-1], at="2026-05-02T02:00:00Z")
    portals.answer = 1
    assert call(portals) == 1  # a site needs a person
    assert portals.editions[-1] == "v2026.05.0"  # the evidence of a new month


def test_the_first_day_after_a_deadline_is_kept_as_an_edition(
    portals: Portals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    portals.items = [Item(reading_of(year=2024), at="2026-01-31T15:00:00Z")]
    assert call(portals) == 0
    later(monkeypatch, days=31)
    portals.items = [Item(reading_of(year=2024), at="2026-01-31T16:30:00Z")]  # 0:30 in Beijing
    assert call(portals) == 0
    assert portals.editions == ["v2026.01.0", "v2026.01.1"] and "a deadline has passed" in capsys.readouterr().err


def test_what_was_broken_off_goes_on_first(portals: Portals, capsys: pytest.CaptureFixture[str]) -> None:
    archive = archive_at(portals.data / "archive", *portals.items)
    archive.write_manifest(replace(archive.runs()[-1], state=RunState.INTERRUPTED, finished_at=None))
    assert call(portals) == 0
    assert portals.asked == [True] and "was broken off: it goes on" in capsys.readouterr().err


@pytest.mark.parametrize("change", [{"options": Options(years=(2021,))}, {"options": Options(sample=1)}, {"sites": ()}])
def test_a_crawl_of_a_part_is_not_the_crawl(portals: Portals, change: dict[str, Any]) -> None:
    archive = archive_at(portals.data / "archive", *portals.items)
    archive.write_manifest(replace(archive.runs()[-1], **change))
    assert call(portals) == 0
    assert portals.asked == [False]


def test_a_database_of_other_code_is_made_anew(portals: Portals, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(portals) == 0
    made: list[Path] = []
    monkeypatch.setattr(recrawling, "make_database", made.append)
    assert call(portals) == 0
    assert made == []
    monkeypatch.setattr("dataset.summary.code_version", lambda: "other")
    assert call(portals) == 0
    assert (made, len(portals.asked)) == ([portals.data], 1)


def test_where_nothing_was_found_everything_stays(portals: Portals, capsys: pytest.CaptureFixture[str]) -> None:
    portals.answer = 3
    assert call(portals) == 3
    assert "the next call tries again" in capsys.readouterr().err
    assert not (portals.data / "build").exists() and portals.editions == []


def test_a_floor_that_does_not_hold_keeps_back_the_release_and_nothing_else(
    portals: Portals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    portals.items = [Item(reading_of(year=2021)), Item(reading_of(agency="通州区财政局", year=2021))]
    assert call(portals) == 0
    portals.items = portals.items[:1]
    later(monkeypatch, days=31)
    captures = len(list(Archive(portals.data / "archive").captures()))
    monkeypatch.setattr("dataset.release.hold", _fails)
    portals.items.append(Item(reading_of(agency="通州区审计局", year=2021), at="2026-04-12T02:00:00Z"))
    capsys.readouterr()
    assert call(portals) == 3
    assert "a floor" in capsys.readouterr().err
    assert portals.editions == ["v2026.04.0"] and (portals.data / "build" / "ogi.sqlite").is_file()
    assert len(list(Archive(portals.data / "archive").captures())) == captures + 2


def _fails(*_: object) -> list[str]:
    from dataset.errors import DatasetError

    raise DatasetError("下限", "a floor")
