"""ogi due: who has published, who is late, who was not found, of the last build or release, for any day."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dataset.release import release
from ogi import main
from tests.dataset_kit import OTHER, Item, archive_at, built, read_all, reading_of

Ogi = Callable[..., tuple[int, str, str]]
AT = "2025-04-02T01:00:00Z"


def seen(day: str) -> dict[str, Any]:
    return {"published_on": day, "published_from": "list"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of 2025-04-02: a bureau on time and then not found, one late, a street, a government of another place."""
    folder = tmp_path_factory.mktemp("data")
    built(
        folder,
        Item(reading_of(agency="通州区民政局", year=2023), at=AT, more=seen("2024-01-31")),
        Item(reading_of(agency="通州区财政局", year=2024), at=AT, more=seen("2025-02-10")),
        Item(reading_of(agency="通州区中仓街道办事处", year=2024), at=AT, more=seen("2025-02-10")),
        Item(reading_of(agency="杭州市拱墅区人民政府", year=2024), site=OTHER, at=AT, more=seen("2025-03-31")),
    )
    return folder


@pytest.fixture
def ogi(data: Path, capsys: pytest.CaptureFixture[str]) -> Ogi:
    def run(*words: str, folder: Path = data, lang: str = "en") -> tuple[int, str, str]:
        status = main(["due", *words, "--data", str(folder), "--lang", lang])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def asked(ogi: Ogi, *words: str) -> dict[str, Any]:
    _, out, _ = ogi(*words, "--json")
    (line,) = out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def statuses(found: dict[str, Any]) -> dict[str, str]:
    return {agency["agency_id"]: agency["status"] for agency in found["agencies"]}


def test_the_last_year_that_ended_as_of_the_newest_capture(ogi: Ogi) -> None:
    found = asked(ogi)
    assert (found["year"], found["on"], found["newest_capture"]) == (2024, "2025-04-02", "2025-04-02")
    assert statuses(found) == {
        "110112-civil": "not_found",
        "110112-finance": "published_late",
        "110112-t-zhongcang-jiedao": "published_no_due_date",
        "330105-gov": "published_on_time",
    }
    assert found["expected"] == 4
    assert found["counts"] == {
        "published_on_time": 1,
        "published_late": 1,
        "published_no_due_date": 1,
        "not_found": 1,
    }
    regions = {region["division_code"]: (region["agencies"], region["counts"]) for region in found["regions"]}
    assert regions["330105"] == (1, {"published_on_time": 1})
    assert regions["110112"][0] == 3
    late = next(agency for agency in found["agencies"] if agency["agency_id"] == "110112-finance")
    days = ("due_on", "basis", "published_on", "published_from", "days_late")
    assert [late[name] for name in days] == ["2025-01-31", "2019-49-1", "2025-02-10", "list", 10]


def test_the_exit_status_says_whether_the_calendar_was_kept(ogi: Ogi) -> None:
    assert ogi()[0] == 1
    assert ogi("--region", "330000")[0] == 0
    assert ogi("--year", "2023")[0] == 0


def test_in_words(ogi: Ogi) -> None:
    _, out, err = ogi()
    lines = out.splitlines()
    assert lines[0] == "report year 2024, as of 2025-04-02: 4 agencies"
    assert "  110112-finance  通州区财政局  due 2025-01-31  published 2025-02-10 (listing)  10 days late" in lines
    assert any(line.startswith("330105") and "published on time 1" in line for line in lines)
    (missing,) = (line for line in lines if line.startswith("  110112-civil"))
    assert "site xx-test ok" in missing
    assert "not found by us (which does not mean not published): 1" in lines
    assert err == ""


def test_in_chinese(ogi: Ogi) -> None:
    _, out, _ = ogi(lang="zh")
    lines = out.splitlines()
    assert lines[0] == "2024年度，截至 2025-04-02：4 个机关"
    assert "  110112-finance  通州区财政局  期限 2025-01-31  发布 2025-02-10（列表）  逾期 10 天" in lines
    assert "未采集到（不代表未发布）：1" in lines
    assert any("第四十九条没有规定乡镇、街道的期限" in line for line in lines)


def test_a_region_and_nobody_in_it(ogi: Ogi) -> None:
    assert statuses(asked(ogi, "--region", "33")) == {"330105-gov": "published_on_time"}
    assert asked(ogi, "--region", "440000")["agencies"] == []
    status, out, _ = ogi("--region", "440000")
    assert (status, len(out.splitlines())) == (0, 2)


def test_another_day(ogi: Ogi) -> None:
    before = statuses(asked(ogi, "--on", "2025-01-31"))
    assert before == {
        "110112-civil": "not_due_yet",
        "110112-finance": "not_due_yet",
        "110112-t-zhongcang-jiedao": "not_due_yet",
        "330105-gov": "not_due_yet",
    }
    later = statuses(asked(ogi, "--on", "2025-02-10"))
    assert later["110112-finance"] == "published_late"
    assert later["110112-t-zhongcang-jiedao"] == "published_no_due_date"


def test_a_day_after_everything_that_is_known(ogi: Ogi) -> None:
    found = asked(ogi, "--on", "2026-02-01")
    assert (found["year"], statuses(found)["110112-civil"], statuses(found)["330105-gov"]) == (
        2025,
        "not_checked",
        "not_due_yet",
    )
    status, _, err = ogi("--on", "2026-02-01")
    assert status == 1
    assert "2025-04-02" in err
    early = statuses(asked(ogi, "--on", "2026-01-15"))
    assert (early["110112-civil"], early["330105-gov"]) == ("not_due_yet", "not_due_yet")
    assert early["110112-t-zhongcang-jiedao"] == "not_checked"
    assert ogi("--on", "2026-01-15")[0] == 0  # a street has no date that it could miss


def test_the_latest_release_where_nothing_is_built(ogi: Ogi, data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data")
    release(tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "build")
    _, out, _ = ogi("--json", folder=tmp_path / "data")
    assert json.loads(out) == asked(ogi)


def test_nothing_built_yet_is_one_clear_line(ogi: Ogi, tmp_path: Path) -> None:
    status, out, err = ogi(folder=tmp_path)
    assert (status, out) == (3, "")
    assert "ogi build" in err
    assert len(err.splitlines()) == 1


def test_a_database_without_a_calendar_is_one_clear_line(ogi: Ogi, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection:
        connection.execute("CREATE TABLE captures (fetched_at TEXT)")
    for _ in range(2):
        status, out, err = ogi(folder=tmp_path)
        assert (status, out) == (3, "")
        assert "ogi build" in err
        assert len(err.splitlines()) == 1
        (tmp_path / "build" / "ogi.sqlite").write_bytes(b"no database at all" * 100)


@pytest.mark.parametrize("words", [("--year", "1999"), ("--on", "tomorrow"), ("--region", "abc")])
def test_wrong_words(words: tuple[str, str], ogi: Ogi) -> None:
    status, out, err = ogi(*words)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_the_same_archive_gives_the_same_table(tmp_path: Path) -> None:
    from dataset.build import build

    items = [
        Item(reading_of(agency="通州区民政局", year=year), at=AT, more=seen("2024-01-31")) for year in (2022, 2023)
    ]
    archive_at(tmp_path / "one" / "archive", *items)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    files = []
    for name in ("one", "two"):
        build(tmp_path / name / "archive", tmp_path / name / "build", read_all=read_all)
        files.append((tmp_path / name / "build" / "ogi.sqlite").read_bytes())
    assert files[0] == files[1]
