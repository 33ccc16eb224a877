"""The project's own reports, written in the shapes in which real ones are found, are read exactly.

Each folder of tests/reports holds a source and what a perfect reading of it says; see the README there.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import parsing

FOLDER = Path(__file__).parent / "reports"
SLUGS = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))


def test_there_are_reports() -> None:
    assert len(SLUGS) >= 8


@pytest.mark.parametrize("slug", SLUGS)
def test_report(slug: str) -> None:
    expected = json.loads((FOLDER / slug / "expected.json").read_text(encoding="utf-8"))
    reading = parsing.read((FOLDER / slug / expected["source"]).read_bytes()).as_dict()
    for part in ("verdict", "agency_name", "year", "form", "table_forms", "figures", "states"):
        assert reading[part] == expected[part], part
    assert sorted({finding["rule"] for finding in reading["findings"]}) == expected["findings"]
