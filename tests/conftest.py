"""Fixtures shared by the tests: where the real reports are, when they are there."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import runs
from tests.warm import Warm

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_configure() -> None:
    """What a script starts in its background has to ignore Ctrl-C and hands that on; some tests send it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """The folder of real reports with gold answers; they belong to others and are not part of the project."""
    folder = SHARED / "reports"
    if not (folder / "gold").is_dir():
        pytest.skip("the real reports are not here: put them in ../shared/reports to run this test")
    return folder


@pytest.fixture(scope="session")
def _warm() -> Iterator[Warm]:
    """A process that has loaded what crawls need; started with the first test of this worker that crawls."""
    found = Warm()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def _crawls_start_warm(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crawls are forked from a process that is ready, but where a test is marked ``cold``."""
    if request.node.get_closest_marker("cold") is None:
        monkeypatch.setattr(runs, "_start", lambda errors: request.getfixturevalue("_warm")(errors))
