"""dataset.panel: one row an agency-year across every form, measures with both their parts, nothing invented."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dataset.panel import harmonised, panel_row
from dataset.release import release
from dataset.series import AgencyYear
from parsing.forms import EDITIONS
from parsing.forms.crosswalk import COLUMNS, MEASURES
from parsing.model import State
from tests.dataset_kit import Item, built, reading_of, with_states
from tests.nation_kit import AGENCIES, GOVERNMENT, YEARS, left_over, nation, new, outcomes, stock


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("panel")
    built(data, *nation({}))
    return data


@pytest.fixture(scope="module")
def ogi(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "build" / "ogi.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def expected(agency: Any, year: int) -> dict[str, Any]:
    """Every column of the panel that the kit's formulas give a number; all others are null."""
    n = new(agency, year)
    common = {"requests_received": n}
    if year <= 2013:
        return common | {"granted_full": 5, "proactive_items": 100 + year}
    if year <= 2018:
        zero = (
            "requests_in_person requests_fax requests_letter denied_state_secret denied_security denied_other_law "
            "not_gov_info unclear not_processed litigation_total granted_part ogi_dedicated_bodies reading_points "
            "ogi_staff ogi_staff_fulltime ogi_staff_parttime ogi_budget_10k_cny meetings trainings trainees complaints ogi_fees_cny"
        )
        return common | dict.fromkeys(zero.split(), 0) | {
            "requests_online": n, "outcomes_total": n, "granted_full": 2 + n - 6, "denied_total": 1, "denied_third_party": 1,
            "not_held": 3, "reconsideration_total": 2, "disputes_corrected": 1, "disputes_concluded": 2, "normative_docs_flow": 3,
            "proactive_items": 100 + year,
            "disclosure_num": n - 4, "disclosure_den": n, "disclosure_rate": (n - 4) / n,
            "refusal_num": 1, "refusal_den": n, "refusal_rate": 1 / n,
            "not_held_num": 3, "not_held_den": n, "not_held_rate": 3 / n,
            "clearance_num": n, "dispute_num": 2, "dispute_den": n, "dispute_rate": 2 / n,
            "correction_num": 1, "correction_den": 2, "correction_rate": 0.5,
        }  # fmt: skip
    done, carried = outcomes(agency, year), left_over(agency, year - 1)
    zero = (
        "requests_commercial_enterprise requests_research_institution requests_public_interest requests_legal_service "
        "requests_org_other denied_state_secret denied_security denied_other_law denied_internal_affairs denied_process_info "
        "denied_enforcement_file unclear not_processed penalties coercion"
    )
    row = common | dict.fromkeys(zero.split(), 0) | {
        "requests_natural_person": n, "requests_carried_in": carried, "requests_carried_out": left_over(agency, year),
        "outcomes_total": done, "granted_full": done - 6, "granted_part": 1, "denied_total": 1, "denied_third_party": 1, "not_held": 2,
        "other_handling": 2, "reconsideration_total": 2, "reconsideration_concluded": 1, "litigation_total": 1,
        "litigation_concluded": 1, "disputes_corrected": 1, "disputes_concluded": 2, "normative_docs_flow": 2, "permits": 1000 + 7 * year,
        "disclosure_num": done - 5, "disclosure_den": done, "disclosure_rate": (done - 5) / done,
        "refusal_num": 1, "refusal_den": done, "refusal_rate": 1 / done,
        "not_held_num": 2, "not_held_den": done, "not_held_rate": 2 / done,
        "clearance_num": done, "clearance_den": n + carried, "clearance_rate": done / (n + carried),
        "dispute_num": 3, "dispute_den": done, "dispute_rate": 3 / done,
        "correction_num": 1, "correction_den": 2, "correction_rate": 0.5,
    }  # fmt: skip
    if year <= 2020:
        return row | {
            "normative_docs_stock": 70,
            "admin_fee_items": 0,
            "procurement_projects": 0,
            "procurement_amount_cny": 0,
        }
    fees = {"ogi_fees_cny": 0, "ogi_fee_notices": 0, "ogi_fees_notified_cny": 0}
    return row | fees | {"normative_docs_stock": stock(agency, year), "admin_fees_10k_cny": 0}


def test_every_number_of_the_nation(ogi: sqlite3.Connection) -> None:
    rows = {(row["agency_id"], row["year"]): dict(row) for row in ogi.execute("SELECT * FROM panel")}
    agencies = (*AGENCIES, GOVERNMENT)
    assert set(rows) == {(agency.id, year) for agency in agencies for year in YEARS}
    for agency in agencies:
        for year in YEARS:
            row = rows[agency.id, year]
            head = {name: row.pop(name) for name in ("agency_id", "year", "report_id", "form")}
            assert head["report_id"] == f"{agency.id}-{year}"
            stated = {name: value for name, value in row.items() if value is not None}
            assert stated == pytest.approx(expected(agency, year), rel=1e-12), (agency.id, year)


def test_the_national_csv_carries_it(data: Path) -> None:
    folder = release(data)
    with (folder / "csv" / "national.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["agency_id"], row["year"]): row for row in csv.DictReader(file)}
    row = rows["321323-civil", "2023"]
    assert row["panel.outcomes_total"] == row["outcomes_total.total"] == str(outcomes(AGENCIES[2], 2023))
    assert row["panel.disclosure_num"] and row["panel.requests_online"] == "" and row["statistics_2014.form"] == ""
    assert rows["321323-civil", "2010"]["panel.granted_full"] == "5"
    assert (folder / "csv" / "panel.csv").is_file() and (folder / "csv" / "panel_breaks.csv").is_file()


def test_a_chart_knows_where_to_cut(ogi: sqlite3.Connection) -> None:
    breaks = [dict(row) for row in ogi.execute("SELECT * FROM panel_breaks")]
    of = {(row["panel_column"], row["form"], row["since"]): row for row in breaks}
    assert {row["panel_column"] for row in breaks} == {*COLUMNS, *(f"{measure.key}_rate" for measure in MEASURES)}
    for column in COLUMNS:
        assert {form for name, form, _ in of if name == column} == set(EDITIONS)
    law = of["litigation_total", "2021", 2024]
    assert (law["grade"], law["break_before_year"]) == ("good", 2024) and "复议" in law["note_zh"]
    assert of["litigation_total", "2021", 2021]["break_before_year"] is None
    assert of["unclear", "2014", 2014]["grade"] == "break" and of["unclear", "2019", 2019]["break_before_year"] == 2019
    assert of["requests_online", "2021", 2021]["grade"] == "absent"
    assert of["disclosure_rate", "2019", 2019]["break_before_year"] == 2019


def year_of(forms: dict[str, str], figures: dict[str, dict[str, Any]]) -> AgencyYear:
    return AgencyYear("a-2022", "a", 2022, "2021", None, "110112", None, None, None, forms, figures)


def test_a_sum_with_an_unstated_term_is_null() -> None:
    requests = {f"other_{kind}.total": 1 for kind in ("no_supplement", "fee_unpaid", "misc")}
    whole = year_of({"requests": "2021"}, {"requests": requests})
    assert harmonised(whole, COLUMNS["other_handling"]) == 3
    less = year_of({"requests": "2021"}, {"requests": dict(list(requests.items())[:2])})
    assert harmonised(less, COLUMNS["other_handling"]) is None


def test_the_form_of_the_table_decides_and_not_the_year() -> None:
    """Offices print table 3 of 2019 beside table 2 of 2021, for years after 2021."""
    mixed = year_of(
        {"proactive": "2021", "requests": "2019"},
        {"proactive": {"normative_docs_issued": 4}, "requests": {"other.total": 7}},
    )
    assert harmonised(mixed, COLUMNS["other_handling"]) == 7
    assert harmonised(mixed, COLUMNS["normative_docs_flow"]) == 4


def test_money_of_old_lists_comes_in_yuan() -> None:
    old = year_of({"statistics_2014": "2014"}, {"statistics_2014": {"ogi_fees_10k_cny": Decimal("0.1234")}})
    assert panel_row(old)["ogi_fees_cny"] == 1234


@pytest.mark.parametrize(("total", "rate"), [(0, None), (None, None), (4, 0.75)])
def test_a_rate_without_a_denominator_is_null(total: int | None, rate: float | None) -> None:
    numbers = {"granted.total": 2, "granted_part.total": 1}
    numbers |= {} if total is None else {"outcomes_total.total": total}
    row = panel_row(year_of({"requests": "2021"}, {"requests": numbers}))
    assert (row["disclosure_num"], row["disclosure_den"], row["disclosure_rate"]) == (3, total, rate)


def test_an_amount_without_its_unit_is_no_number(tmp_path: Path) -> None:
    reading = reading_of("2019", agency="北京市通州区民政局", year=2019)
    built(tmp_path, Item(with_states(reading, central_procurement_amount=State.UNIT_UNKNOWN)))
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection:
        [row] = connection.execute("SELECT procurement_amount_cny, procurement_projects FROM panel")
        assert row[0] is None and row[1] is not None
        assert connection.execute("SELECT central_procurement_amount FROM proactive").fetchone()[0] is not None
