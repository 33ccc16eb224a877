"""dataset.diff, history, ogi diff: every change between two releases has one cause, and the right one."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from dataset.build import build
from dataset.changes import Cause, Change
from dataset.diff import changes
from dataset.errors import DatasetError
from dataset.history import side_named
from dataset.release import release
from ogi import main
from parsing.bounded import Source
from parsing.model import Figure, Reading, State
from tests.dataset_kit import (
    OTHER,
    Item,
    archive_at,
    built,
    document,
    earlier_reading,
    read_all,
    reading_of,
    with_states,
)

ONE, TWO = reading_of(), reading_of(agency="测试区财政局")


def sha(item: Item) -> str:
    return hashlib.sha256(document(item)).hexdigest()


def rebuilt(data: Path, *items: Item, reads: Callable[[Iterable[Source]], Iterator[Reading]] = read_all) -> None:
    """The working database of the archive, with these items captured too, all documents read anew."""
    if items:
        archive_at(data / "archive", *items)
    (data / "readings.sqlite").unlink()
    build(data / "archive", data / "build", read_all=reads)


def differing(data: Path, before: str = "latest", after: str = "build") -> list[Change]:
    with side_named(data, before) as old, side_named(data, after) as now:
        return list(changes(old, now))


def published(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rulings(data: Path, **entry: object) -> None:
    (data / "registry" / "rulings.yml").write_text(yaml.safe_dump({"issuers": [entry]}, allow_unicode=True), "utf-8")


def reads_other(
    key: str, value: int | None, agency: str = "测试区民政局"
) -> Callable[[Iterable[Source]], Iterator[Reading]]:
    """A reader that reads this figure otherwise in the reports of one agency."""

    def reads(sources: Iterable[Source]) -> Iterator[Reading]:
        for reading in read_all(sources):
            if reading.agency_name == agency:
                state = State.UNREADABLE if value is None else None
                figures = {**reading.figures, key: Figure(key, value, state, raw="?")}
                yield replace(reading, figures=figures)
            else:
                yield reading

    return reads


@pytest.fixture
def other_code(monkeypatch: pytest.MonkeyPatch) -> str:
    """From now on the code is another version."""
    for module in ("dataset.build", "dataset.release"):
        monkeypatch.setattr(sys.modules[module], "code_version", lambda: "0.1.0+other")
    return "0.1.0+other"


def test_nothing_differs_between_two_releases_of_one_database(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE), Item(earlier_reading()))
    first, second = release(tmp_path), release(tmp_path)
    assert differing(tmp_path, first.name, second.name) == []
    assert published(first) == published(second) == []


def test_new(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE))
    release(tmp_path)
    item = Item(TWO)
    rebuilt(tmp_path, item)
    [change] = differing(tmp_path)
    assert (change.cell, change.before, change.cause) == ("report_id", None, Cause.NEW)
    assert change.after == change.report_id and change.report_id.endswith("-2021")
    assert change.evidence == sha(item)


def test_source(tmp_path: Path) -> None:
    first = Item(ONE)
    built(tmp_path, first)
    release(tmp_path)
    figures = ONE.figures | {"granted.total": Figure("granted.total", 5, raw="5")}
    corrected = Item(replace(ONE, figures=figures, title=f"{ONE.title}（更正）"), at="2026-04-09T00:00:00Z")
    rebuilt(tmp_path, corrected)
    found = {change.cell: change for change in differing(tmp_path)}
    assert {change.cause for change in found.values()} == {Cause.SOURCE}
    assert set(found) == {"document_sha256", "title", "granted.total"}
    assert (found["granted.total"].before, found["granted.total"].after) == (
        str(ONE.figures["granted.total"].value),
        "5",
    )
    assert found["granted.total"].evidence == f"{sha(first)} -> {sha(corrected)}"


@pytest.mark.parametrize("value", [7, None])
def test_reading(tmp_path: Path, other_code: str, value: int | None) -> None:
    item = Item(ONE)
    summary = built(tmp_path, item, Item(TWO))
    release(tmp_path)
    rebuilt(tmp_path, reads=reads_other("granted.total", value))
    [change] = differing(tmp_path)
    assert (change.cell, change.cause) == ("granted.total", Cause.READING)
    assert change.after == (None if value is None else "7")
    assert change.evidence.startswith(f"{sha(item)} {summary.code_version}")
    assert change.figures == 1


@pytest.mark.parametrize(
    ("reading", "key", "cell"),
    [
        (ONE, "reconsideration_upheld", "reconsideration_upheld"),
        (ONE, "permit_decisions", "permit_decisions"),
        (ONE, "processing_fee_notices", "processing_fee_notices"),
        (earlier_reading(), "trainees", "statistics_2014.trainees"),
    ],
)
def test_cells_are_named_as_in_the_national_panel(tmp_path: Path, reading: Reading, key: str, cell: str) -> None:
    built(tmp_path, Item(reading))
    release(tmp_path)
    rebuilt(tmp_path, reads=reads_other(key, 7))
    [change] = differing(tmp_path)
    assert (change.cell, change.before, change.after) == (cell, str(reading.figures[key].value), "7")


def test_what_was_null_and_is_read_now_alters_no_old_figure(tmp_path: Path) -> None:
    built(tmp_path, Item(with_states(ONE, granted__total=State.UNREADABLE)))
    release(tmp_path)
    rebuilt(tmp_path, reads=reads_other("granted.total", 7))
    [change] = differing(tmp_path)
    assert (change.before, change.after, change.cause, change.figures) == (None, "7", Cause.READING, 0)


def test_same_bytes_that_read_as_nothing_any_more(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE), Item(TWO))
    release(tmp_path)

    def blind(sources: Iterable[Source]) -> Iterator[Reading]:
        for reading in read_all(sources):
            yield reading if reading.agency_name != "测试区财政局" else replace(reading, agency_name=None)

    rebuilt(tmp_path, reads=blind)
    [change] = differing(tmp_path)
    assert (change.cell, change.after, change.cause) == ("report_id", None, Cause.READING)
    assert change.figures == sum(figure.stated for figure in TWO.figures.values())


def test_a_year_read_otherwise_moves_the_report(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE))
    [old] = release(tmp_path).glob("ogi.sqlite")
    with closing(sqlite3.connect(old)) as connection:
        [(was,)] = connection.execute("SELECT report_id FROM reports").fetchall()

    def later(sources: Iterable[Source]) -> Iterator[Reading]:
        return (replace(reading, year=2022) for reading in read_all(sources))

    rebuilt(tmp_path, reads=later)
    change, *others = differing(tmp_path)
    assert (change.report_id, change.cell, change.before, change.cause) == (was, "report_id", was, Cause.READING)
    assert change.after == was.replace("-2021", "-2022")
    assert Cause.NEW not in {other.cause for other in others}
    assert change.figures == 0


def test_ruling_that_moves_a_report(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE), Item(TWO))
    release(tmp_path)
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection:
        ids = dict(connection.execute("SELECT agency_name, agency_id FROM agencies"))
    rulings(tmp_path, issuer="测试区财政局", division="110112", agency_id=None, note="不属本库")
    rebuilt(tmp_path)
    [change] = differing(tmp_path)
    assert change.report_id == f"{ids['测试区财政局']}-2021"
    assert (change.cell, change.after, change.cause) == ("report_id", None, Cause.RULING)
    assert change.evidence == "测试区财政局 (110112)"
    folder = release(tmp_path)
    assert [row["cause"] for row in published(folder)] == ["ruling"]
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        [row] = connection.execute("SELECT kind, subject, division, decision, reason FROM rulings").fetchall()
    assert row == ("issuer", "测试区财政局", "110112", None, "不属本库")


def test_ruling_that_gives_a_report_to_another_agency(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE), Item(TWO), Item(reading_of(agency="测试区财政局", year=2020)))
    release(tmp_path)
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection:
        ids = dict(connection.execute("SELECT agency_name, agency_id FROM agencies"))
    rulings(
        tmp_path, issuer="测试区财政局", division="110112", agency_id=ids["测试区民政局"], years=[2020, 2020], note="代发"
    )  # fmt: skip
    rebuilt(tmp_path)
    moved, *others = differing(tmp_path)
    assert (moved.before, moved.after) == (f"{ids['测试区财政局']}-2020", f"{ids['测试区民政局']}-2020")
    assert moved.figures == 0
    assert {change.cause for change in (moved, *others)} == {Cause.RULING}


def test_takedown(tmp_path: Path) -> None:
    item = Item(TWO)
    built(tmp_path, Item(ONE), item)
    release(tmp_path)
    listed = {"documents": [{"sha256": sha(item), "reason": "机关来函"}]}
    (tmp_path / "registry" / "takedowns.yml").write_text(yaml.safe_dump(listed, allow_unicode=True), "utf-8")
    rebuilt(tmp_path)
    [change] = differing(tmp_path)
    assert (change.after, change.cause, change.evidence) == (None, Cause.RULING, f"takedown {sha(item)}")


def test_takedown_of_the_document_that_speaks_lets_the_other_speak(tmp_path: Path) -> None:
    item, copy = Item(ONE), Item(with_states(ONE, granted__total=State.BLANK))
    built(tmp_path, item, copy)
    release(tmp_path)
    listed = {"documents": [{"sha256": sha(item), "reason": "机关来函"}]}
    (tmp_path / "registry" / "takedowns.yml").write_text(yaml.safe_dump(listed), "utf-8")
    rebuilt(tmp_path)
    found = {change.cell: change for change in differing(tmp_path)}
    assert {change.cause for change in found.values()} == {Cause.RULING}
    assert found["document_sha256"].after == sha(copy)


def test_withdrawn(tmp_path: Path) -> None:
    item = Item(TWO)
    built(tmp_path, Item(ONE), item)
    release(tmp_path)
    shutil.rmtree(tmp_path / "archive")
    rebuilt(tmp_path, Item(ONE))
    [change] = differing(tmp_path)
    assert (change.cell, change.after, change.cause, change.evidence) == ("report_id", None, Cause.WITHDRAWN, sha(item))


# -- what a release keeps of it ----------------------------------------------------------------------------------------


def test_the_log_goes_on_from_release_to_release(tmp_path: Path) -> None:
    built(tmp_path, Item(ONE))
    first = release(tmp_path)
    rebuilt(tmp_path, Item(TWO))
    second = release(tmp_path)
    rebuilt(tmp_path, Item(reading_of(year=2022), site=OTHER))
    third = release(tmp_path)
    assert [len(published(folder)) for folder in (first, second, third)] == [0, 1, 1]
    with closing(sqlite3.connect(third / "ogi.sqlite")) as connection:
        editions = connection.execute("SELECT version, previous FROM releases ORDER BY version").fetchall()
        logged = connection.execute("SELECT version, cause FROM changes ORDER BY version").fetchall()
    assert editions == [(first.name, None), (second.name, first.name), (third.name, second.name)]
    assert logged == [(second.name, "new"), (third.name, "new")]
    manifest = json.loads((third / "manifest.json").read_bytes())
    assert (manifest["previous"], manifest["changes"]) == (second.name, {"new": 1})
    assert {row["version"] for row in published(third)} == {third.name}


def test_many_figures_read_otherwise_stop_for_a_person(tmp_path: Path, other_code: str) -> None:
    built(tmp_path, Item(ONE), Item(TWO))
    first = release(tmp_path)
    figures = {key: figure for key, figure in ONE.figures.items() if key.startswith("granted")}
    assert len(figures) / sum(figure.stated for figure in (*ONE.figures.values(), *TWO.figures.values())) > 0.01

    def reads(sources: Iterable[Source]) -> Iterator[Reading]:
        for reading in read_all(sources):
            other = {key: replace(reading.figures[key], value=7) for key in figures}
            yield (
                replace(reading, figures={**reading.figures, **other})
                if reading.agency_name == ONE.agency_name
                else reading
            )

    rebuilt(tmp_path, reads=reads)
    with pytest.raises(DatasetError, match="--accept-readings"):
        release(tmp_path)
    assert (tmp_path / "releases" / "latest").resolve() == first.resolve()
    folder = release(tmp_path, accept_readings=True)
    assert {row["cause"] for row in published(folder)} == {"reading"}
    assert len(published(folder)) == len(figures)


def test_a_few_figures_read_otherwise_do_not(tmp_path: Path, other_code: str) -> None:
    built(tmp_path, Item(ONE), Item(TWO))
    release(tmp_path)
    rebuilt(tmp_path, reads=reads_other("granted.total", 7))
    assert len(published(release(tmp_path))) == 1


# -- the command -------------------------------------------------------------------------------------------------------


def test_ogi_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built(tmp_path, Item(ONE))
    first = release(tmp_path)
    item = Item(TWO)
    rebuilt(tmp_path, item)
    second = release(tmp_path)
    words = ["diff", first.name, second.name, "--data", str(tmp_path)]
    assert main([*words, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "∅ → " in said.out and said.out.endswith(f"[new]  {sha(item)}\n")
    assert said.err == f"{first.name} → {second.name}: new 1\n"
    assert main([*words, "--json", "--lang", "zh"]) == 0
    said = capsys.readouterr()
    [line] = said.out.splitlines()
    assert set(json.loads(line)) == {"version", "report_id", "cell", "before", "after", "cause", "evidence"}
    assert said.err == f"{first.name} → {second.name}：新收录 1\n"
    assert main(["diff", first.name, "build", "--data", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_ogi_diff_of_what_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built(tmp_path, Item(ONE))
    release(tmp_path)
    assert main(["diff", "latest", "v1999.01.0", "--data", str(tmp_path), "--lang", "en"]) == 3
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1
