"""The whole main job on real documents: a portal on loopback, crawled, built and released by the command line.

The real reports belong to others and are not part of the project; without them the test is skipped with its reason.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.conftest import ROOT

REPORT_WORDS = "{issuer}{year}年政府信息公开工作年度报告"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _gold(reports: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((reports / "gold").glob("*.json"))]


@pytest.fixture(scope="module")
def portal(
    shared_reports: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A portal whose annual-report column lists the real documents; its address and the gold answers."""
    gold = _gold(shared_reports)
    root = tmp_path_factory.mktemp("portal")
    column = root / "zwgk" / "zfxxgknb"
    column.mkdir(parents=True)
    items = []
    for answer in gold:
        source = shared_reports / answer["document"]
        (column / source.name).write_bytes(source.read_bytes())
        title = REPORT_WORDS.format(issuer=answer["agency_name"], year=answer["year"])
        items.append(
            f'<li><a href="{source.name}" title="{title}">{title}</a><span>{answer["year"] + 1}-01-20</span></li>'
        )
    decoys = ["政府网站工作年度报表", "法治政府建设年度报告"]
    items += [f'<li><a href="decoy{i}.html">某县2021年{name}</a></li>' for i, name in enumerate(decoys)]
    (column / "index.html").write_text(
        f"<html><head><meta charset=utf-8><title>政府信息公开年报</title></head><body><h1>政府信息公开年报</h1><ul>{''.join(items)}</ul></body></html>",
        encoding="utf-8",
    )
    (root / "index.html").write_text(
        '<html><head><meta charset=utf-8><title>某县人民政府</title></head><body><a href="/zwgk/zfxxgknb/">政府信息公开年报</a></body></html>',
        encoding="utf-8",
    )
    server = ThreadingHTTPServer(("127.0.66.1", 0), partial(_Quiet, directory=str(root)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.66.1:{server.server_port}", gold
    server.shutdown()
    server.server_close()


def _ogi(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OGI_DATA": str(data)}
    command = [sys.executable, "-c", "import sys; from ogi import main; sys.exit(main())", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=data, timeout=300, check=False)


@pytest.fixture(scope="module")
def released(
    portal: tuple[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[dict[str, Any]]]:
    """The release made from the portal, and the gold answers."""
    address, gold = portal
    data = tmp_path_factory.mktemp("data")
    sites = data / "sites.yml"
    sites.write_text(
        f'sites:\n- id: real-documents\n  name: 某县人民政府\n  division: "110112"\n  start: [http://{address}/]\n  hosts: ["{address}"]\n  expect: {{min: {len(gold)}}}\n',
        encoding="utf-8",
    )
    for words in (("crawl", "--sites", str(sites)), ("build",), ("release",)):
        done = _ogi(*words, data=data)
        assert done.returncode == 0, (words, done.stderr)
    (version,) = [path for path in (data / "releases").iterdir() if path.is_dir() and path.name.startswith("v")]
    return version, gold


def test_the_release_holds_the_gold_figures(released: tuple[Path, list[dict[str, Any]]]) -> None:
    version, gold = released
    database = sqlite3.connect(f"file:{version / 'ogi.sqlite'}?immutable=1", uri=True)
    database.row_factory = sqlite3.Row
    try:
        reports = database.execute("select * from reports").fetchall()
        assert len(reports) == len(gold)
        for answer in gold:
            (report,) = [
                r for r in reports if r["issuer_printed"] in answer["agency_accept"] and r["year"] == answer["year"]
            ]
            assert report["form"] == answer["form"]
            # one portal has them all: each belongs to the place that its own title names
            assert re.fullmatch(r"[1-9]\d{5}", report["division_code"])
            assert _figures(database, report["report_id"], answer["figures"]) == answer["figures"]
            states = dict(
                database.execute("select cell, state from doubts where report_id = ?", [report["report_id"]]).fetchall()
            )
            assert states == answer["states"]
            rules = {
                row[0]
                for row in database.execute("select rule from findings where report_id = ?", [report["report_id"]])
            }
            assert rules == set(answer["findings_expected"])
    finally:
        database.close()


def _figures(database: sqlite3.Connection, report_id: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The figures of one report as the published tables have them, under the keys of the contract."""
    by_id = [report_id]
    proactive = database.execute("select * from proactive where report_id = ?", by_id).fetchone()
    fees = database.execute("select * from fees where report_id = ?", by_id).fetchone()
    requests = {row["applicant"]: row for row in database.execute("select * from requests where report_id = ?", by_id)}
    disputes = {row["route"]: row for row in database.execute("select * from disputes where report_id = ?", by_id)}
    found = {}
    for key in wanted:
        row, _, applicant = key.partition(".")
        route, _, outcome = key.rpartition("_")
        if applicant:
            found[key] = requests[applicant][row]
        elif route in disputes:
            found[key] = disputes[route][outcome]
        elif key.startswith("processing_fee"):
            found[key] = fees[key]
        else:
            found[key] = proactive[key]
    return found


def test_every_stated_figure_has_its_place(released: tuple[Path, list[dict[str, Any]]]) -> None:
    version, gold = released
    database = sqlite3.connect(f"file:{version / 'provenance.sqlite'}?immutable=1", uri=True)
    try:
        rows = database.execute("select * from provenance").fetchall()
        assert len(rows) >= len(gold)
        stated = sum(value is not None for answer in gold for value in answer["figures"].values())
        placed = sum(len(json.loads(row[-1])) for row in rows)
        assert placed >= stated
    finally:
        database.close()
