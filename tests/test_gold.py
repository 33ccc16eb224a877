"""Every real report that has a gold answer is read exactly: figures, states, issuer, year and forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import parsing

NAMES = ("000", "001", "002", "003", "hongze_2023", "huaian_2024", "shanghai_office_2019")


@pytest.mark.parametrize("name", NAMES)
def test_gold(name: str, shared_reports: Path) -> None:
    gold = json.loads((shared_reports / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    reading = parsing.read((shared_reports / gold["document"]).read_bytes()).as_dict()
    assert reading["verdict"] == gold["verdict"]
    assert reading["agency_name"] in gold["agency_accept"]
    assert (reading["year"], reading["form"], reading["table_forms"]) == (
        gold["year"],
        gold["form"],
        gold["table_forms"],
    )
    assert reading["figures"] == gold["figures"]
    assert reading["states"] == gold["states"]
    assert {finding["rule"] for finding in reading["findings"]} == set(gold["findings_expected"])
    stated = {key for key, value in gold["figures"].items() if value is not None}
    assert reading["sources"].keys() == stated
    assert all({"page", "table", "line"} & source.keys() for source in reading["sources"].values())


def test_broken_totals_are_named_with_their_page(shared_reports: Path) -> None:
    reading = parsing.read((shared_reports / "real" / "hongze_2023.pdf").read_bytes())
    broken = [finding for finding in reading.findings if finding.rule == "disputes.routes_sum"]
    assert [finding.cells[-1] for finding in broken] == [
        "reconsideration_total",
        "litigation_after_reconsideration_total",
    ]
    assert [finding.places[0].page for finding in broken] == [4, 4]


def test_the_blank_form_is_not_a_report_of_zeros(shared_reports: Path) -> None:
    reading = parsing.read((shared_reports / "real" / "blank_template_2021.docx").read_bytes())
    assert reading.verdict == "not_report"
    assert reading.figures == {}


def test_a_listing_page_is_not_a_report(shared_reports: Path) -> None:
    reading = parsing.read((shared_reports / "real" / "listing_trs_engebei.html").read_bytes())
    assert reading.verdict == "not_report"
