"""tools/panel_maker.py: made-up databases hold together, and the site shows them."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from dataset.database import problems
from dataset.schema import DATABASES, TABLES
from dataset.site import application
from tests.conftest import ROOT

FILLED = (
    "reports", "agencies", "agency_names", "divisions", "documents", "report_documents", "captures", "sites",
    "doubts", "findings", "proactive", "requests", "disputes", "fees", "statistics_2014", "panel", "checks", "rule_status", "rule_counts",
    "publication_dates", "timeliness", "coverage", "provenance", "sections",
)  # fmt: skip


def test_the_made_up_nation_holds_together_and_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    call = [sys.executable, str(ROOT / "tools" / "panel_maker.py"), str(folder), "170"]
    said = subprocess.run(call, capture_output=True, check=True, text=True, timeout=500).stdout
    assert "167 reports of 26 agencies" in said
    for name in DATABASES:
        assert problems(folder / f"{name}.sqlite") == []
    counts = json.loads((folder / "manifest.json").read_bytes())["counts"]
    assert all(counts[name] for name in FILLED)
    with closing(sqlite3.connect(folder / "ogi.sqlite")) as connection:
        for name in TABLES:
            assert connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (counts[name],)
        forms = dict(connection.execute("SELECT form, count(*) FROM reports GROUP BY form"))
        [agency] = connection.execute("SELECT agency_id FROM agencies WHERE agency_id LIKE '11%-civil'").fetchone()
        foreign = "SELECT count(*) FROM reports WHERE agency_name LIKE '%泗阳%' AND division_code != '321323'"
        assert connection.execute(foreign).fetchone() == (0,)
    assert set(forms) == {"narrative", "2014", "2019", "2021"}

    async def status(page: str) -> int:
        return int((await application(folder).client.get(page)).status_code)

    for page in ("/", f"/agency/{agency}", f"/report/{agency}-2024"):
        assert asyncio.run(status(page)) == 200, page
