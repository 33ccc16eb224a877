"""The declared forms are sound and say the same as the specification of the fields."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from parsing.decode import words
from parsing.forms import EDITIONS, FORMS, LOCAL, NARRATIVE, STATISTICS, Edition, form_of_year
from parsing.labels import bare
from parsing.narrative import read_narrative
from tests.conftest import SHARED


@pytest.mark.parametrize(("edition", "counts"), [("2019", (22, 161, 15, 0)), ("2021", (10, 175, 15, 3))])
def test_cells(edition: str, counts: tuple[int, ...]) -> None:
    form = FORMS[edition]
    tables = ("proactive", "requests", "disputes", "processing_fees")
    assert tuple(sum(1 for _ in form.table(name)) for name in tables) == counts


def test_leaves_and_applicants() -> None:
    assert len(FORMS["2019"].leaves) == 19
    assert len(FORMS["2021"].leaves) == 21
    assert len(FORMS["2021"].applicants) == 6


def test_edition_in_force() -> None:
    assert [form_of_year(y) for y in (2018, 2019, 2020, 2021, 2030)] == [None, "2019", "2019", "2021", "2021"]


def test_every_checked_rule_names_cells_that_exist() -> None:
    for form in EDITIONS.values():
        for rule in form.rules:
            if rule.check and rule.check.get("each") == "list":
                assert {*rule.check["left"], *rule.check["right"]} <= form.figures.keys()
            if rule.check and rule.check["kind"] == "at_least":
                for pair in rule.check["pairs"]:
                    assert {key.lstrip("-") for key in (*pair["left"], *pair["right"])} <= form.figures.keys()


@pytest.fixture(scope="module")
def specified() -> dict[str, Any]:
    path = SHARED / "spec" / "forms.yaml"
    if not path.is_file():
        pytest.skip("the specification of the forms is not here: put it at ../shared/spec/forms.yaml to run this test")
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _of(edition: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in entries if edition in entry.get("forms", ["2019", "2021"])]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_proactive_as_specified(edition: str, specified: dict[str, Any]) -> None:
    form = FORMS[edition]
    expected = {m["key"]: m for m in _of(edition, specified["tables"]["proactive"]["metrics"])}
    ours = {spec.key: spec for spec in form.table("proactive")}
    assert ours.keys() == expected.keys()
    rows = {key: row for row in form.proactive_rows for key in row.keys}
    for key, metric in expected.items():
        row = rows[key]
        column = row.columns[row.keys.index(key)]
        wordings = {words(text) for text in (column, *form.proactive_columns[column])}
        assert words(metric["col_zh"]) in wordings, key
        assert {metric["row_zh"], *metric["row_aliases"]} <= set(row.wordings) | {"规范性文件"}, key
        assert metric["block"] == row.block, key
        types = {
            "integer": "integer",
            "signed_integer": "signed",
            "decimal": "money",
            "money_with_unit": "money_unprinted_unit",
        }
        assert ours[key].type == types[metric["type"]], key
        assert ours[key].unit == metric["unit"] or "CNY" in metric["unit"], key


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_requests_as_specified(edition: str, specified: dict[str, Any]) -> None:
    form, table = FORMS[edition], specified["tables"]["requests"]
    rows = {row.key: row for row in form.request_rows}
    expected = _of(edition, table["rows"])
    assert [row["key"] for row in expected] == list(rows)
    for row in expected:
        assert row["zh"] == rows[row["key"]].label
        assert {bare(alias) for alias in row["aliases"]} <= {bare(wording) for wording in rows[row["key"]].wordings}
        assert (row["parent"] or None) == rows[row["key"]].group
    columns = {column.key: column for column in form.request_columns}
    assert [column["key"] for column in table["columns"]] == list(columns)
    for column in table["columns"]:
        assert column["zh"] == columns[column["key"]].label
        assert column["role"] == columns[column["key"]].role
    assert {group["key"] for group in table["row_groups"]} == {group.key for group in form.request_groups}


def test_disputes_fees_and_sections_as_specified(specified: dict[str, Any]) -> None:
    form = FORMS["2021"]
    assert [cell["key"] for cell in specified["tables"]["disputes"]["cells"]] == [s.key for s in form.table("disputes")]
    assert [fee["key"] for fee in specified["tables"]["processing_fees"]] == [
        s.key for s in form.table("processing_fees")
    ]
    for ours, theirs in zip(form.sections, specified["sections"], strict=True):
        assert (ours.key, ours.number, ours.label) == (theirs["key"], theirs["n"], theirs["zh"])
        assert set(theirs["aliases"]) <= set(ours.aliases)


def test_the_statistics_list_as_specified(specified: dict[str, Any]) -> None:
    expected = specified["tables"]["statistics_2014"]
    assert list(STATISTICS.columns) == expected["columns"]
    assert [(row.label, row.key, row.parent) for row in STATISTICS.rows] == [
        (row["zh"], row["key"], row["parent"]) for row in expected["rows"]
    ]
    types = {"integer": "integer", "decimal": "money"}
    declared = {row["key"]: row for row in expected["rows"] if not row["header"]}
    assert len(declared) == 58 and declared.keys() == STATISTICS.figures.keys()
    for key, row in declared.items():
        spec = STATISTICS.figures[key]
        assert (spec.unit, spec.type) == (row["unit"], types[row["type"]]), key
    chapters = [row["zh"] for row in expected["rows"] if row["level"] == 1]
    assert list(dict.fromkeys(row.chapter for row in STATISTICS.rows)) == chapters


def test_local_lists_as_specified(specified: dict[str, Any]) -> None:
    for form, name in zip(LOCAL[:2], ("local_indicators_2008_2013", "local_indicators_fujian"), strict=True):
        expected = specified["tables"][name]["rows"]
        assert [(row.key, row.label) for row in form.rows] == [(row["key"], row["zh"]) for row in expected]
        for row, declared in zip(form.rows, expected, strict=True):
            assert form.figures[row.key or ""].unit == declared["unit"]
            assert set(declared.get("aliases", ())) <= set(row.aliases)


def test_a_figure_of_a_sentence_has_the_key_of_the_list() -> None:
    """One column a figure: what sentences, local lists and the list of 2014 state under one key is the same thing."""
    local = {key for form in LOCAL for key in form.figures}
    core = [key for key in NARRATIVE.figures if key not in local or key in STATISTICS.figures]
    assert set(NARRATIVE.figures) - local <= set(STATISTICS.figures)
    for key in core:
        assert NARRATIVE.figures[key].type == STATISTICS.figures[key].type, key
    assert set(read_narrative((), None)) <= set(NARRATIVE.figures) & set(STATISTICS.figures)


@pytest.mark.parametrize("edition", list(EDITIONS))
def test_rules_as_specified(edition: str, specified: dict[str, Any]) -> None:
    form: Edition = EDITIONS[edition]
    expected = {rule["id"]: rule["severity"] for rule in specified["rules"] if edition in rule["forms"]}
    assert {rule.id: rule.severity for rule in form.rules} == expected
