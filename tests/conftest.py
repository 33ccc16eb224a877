"""Fixtures shared by the tests: where the real reports are, when they are there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """The folder of real reports with gold answers; they belong to others and are not part of the project."""
    folder = SHARED / "reports"
    if not (folder / "gold").is_dir():
        pytest.skip("the real reports are not here: put them in ../shared/reports to run this test")
    return folder
