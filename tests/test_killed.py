"""A release whose process is killed, at any moment: what is there afterwards is the old release or the new one, whole."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dataset.attempts import LOG, Event, last_event
from dataset.release import release
from tests.dataset_kit import Item, built, reading_of
from tests.killing_kit import Releases

MOMENTS = 30


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one release, and a database that makes another one."""
    data = tmp_path_factory.mktemp("killed")
    built(data, Item(reading_of()))
    release(data)
    return data


@pytest.fixture(scope="module")
def releases() -> Iterator[Releases]:
    with Releases() as process:
        yield process


def whole(data: Path) -> set[str]:
    """The releases that can be seen, each of them held against its checksums and ``latest`` leading to one of them."""
    folders = {
        path for path in (data / "releases").iterdir() if not path.name.startswith(".") and not path.is_symlink()
    }
    for folder in folders:
        sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
        there = {
            p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"
        }
        assert sums == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()}
        assert json.loads((folder / "manifest.json").read_bytes())["version"] == folder.name
    assert (data / "releases" / "latest").resolve() in folders
    return {folder.name for folder in folders}


def goes_on(data: Path, releases: Releases, seen: set[str]) -> None:
    """The next release succeeds, says that one was interrupted, and leaves nothing of it behind."""
    releases.start(data)
    assert releases.ended()[1] == 0
    assert len(whole(data)) == len(seen) + 1
    assert not [path.name for path in (data / "releases").iterdir() if path.name.startswith(".")]
    events = [json.loads(line)["event"] for line in (data / LOG).read_text().splitlines()]
    assert events[-3:] == [Event.INTERRUPTED, Event.STARTED, Event.RELEASED]


def moments_of(steps: int) -> list[int]:
    """The first and the last steps, where something else is done at every one, and some of those between, which write
    one file of the new folder after the other.
    """
    return sorted({*range(10), *range(10, steps - 25, 16), *range(steps - 25, steps)})


def test_killed_from_the_first_step_to_the_last(before: Path, releases: Releases, tmp_path: Path) -> None:
    shutil.copytree(before, tmp_path / "whole", symlinks=True)
    releases.start(tmp_path / "whole")
    steps, status = releases.ended()
    assert status == 0 and steps > 40
    old, both = whole(before), whole(tmp_path / "whole")
    outcomes = []
    for number, step in enumerate(moments_of(steps)):
        data = tmp_path / str(step)
        shutil.copytree(before, data, symlinks=True)
        releases.start(data, step)
        assert releases.ended() == (step, -signal.SIGKILL)
        seen = whole(data)
        assert seen in (old, both)
        outcomes.append(len(seen))
        if step and (number % 8 == 0 or len(seen) > len(old)):  # before the first step nothing says that anything began
            goes_on(data, releases, seen)
        shutil.rmtree(data)
    # The folder gets its name in one of the last steps, and never loses it again.
    assert outcomes == sorted(outcomes)
    assert set(outcomes[:-4]) == {len(old)}


def test_killed_at_random_moments(before: Path, releases: Releases, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(before, data, symlinks=True)
    begun = time.perf_counter()
    releases.start(data)
    assert releases.ended()[1] == 0
    lasts = time.perf_counter() - begun
    moments = random.Random(20260401)
    killed, seen = 0, whole(data)
    for _ in range(MOMENTS):
        moment = moments.random() * lasts
        pid = releases.start(data)
        time.sleep(moment)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = releases.ended()
        if status == 0:  # the machine has become quicker
            lasts = min(lasts, moment)
        assert status in (0, -signal.SIGKILL)
        killed += status != 0
        now = whole(data)
        assert seen <= now and len(now) <= len(seen) + 1
        assert status != 0 or len(now) == len(seen) + 1
        seen = now
    assert killed > MOMENTS / 5
    releases.start(data)
    assert releases.ended()[1] == 0
    last = last_event(data)
    assert last is not None and last["event"] == Event.RELEASED


def test_every_way_to_end_is_recorded(before: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(before, data, symlinks=True)
    with pytest.raises(Exception, match="cannot name a version"):
        release(data, version="latest")
    last = last_event(data)
    assert last is not None and last["event"] == Event.FAILED
    assert "latest" in last["zh"] and "cannot name a version" in last["en"]
    folder = release(data)
    last = last_event(data)
    assert last is not None and (last["event"], last["version"]) == (Event.RELEASED, folder.name)


def test_two_releases_at_a_time_do_not_meet(before: Path, tmp_path: Path) -> None:
    import fcntl

    data = tmp_path / "data"
    shutil.copytree(before, data, symlinks=True)
    with (data / LOG).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Exception, match="Another ogi release is running"):
            release(data)
    assert whole(data) == whole(before)
