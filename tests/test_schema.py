"""dataset.schema: the tables of the contract, their statutory columns made from the forms, described in both languages."""

from __future__ import annotations

import pytest

from dataset.schema import DATABASES, PROVENANCE, SECTIONS, TABLES, about
from parsing.forms import EARLIER, FORMS

CONTRACT = {
    "reports": "report_id agency_id agency_name issuer_printed year form scope division_code division_name province "
    "prefecture county level agency_type function title published_on due_on days_late source_url document_sha256 "
    "first_seen last_seen must_failures should_failures",
    "proactive": "report_id",
    "requests": "report_id applicant",
    "disputes": "report_id route upheld corrected other pending total",
    "fees": "report_id processing_fee_notices processing_fee_notified_cny processing_fee_collected_cny",
    "statistics_2014": "report_id proactive_items requests_received reply_granted reconsideration_cases trainees",
    "doubts": "report_id cell state raw",
    "findings": "report_id rule severity cells message",
    "documents": "sha256 media bytes first_seen last_seen",
    "captures": "capture_id run_id site_id url final_url fetched_at status verdict media document_sha256",
    "sites": "site_id name division_code platform state reports_found reports_before last_run note",
    "agencies": "agency_id",
    "agency_names": "agency_id name",
    "divisions": "division_code",
    "report_documents": "report_id document_sha256 role",
    "releases": "version",
    "changes": "version report_id cell before after cause evidence",
}
KEYS = {
    "reports": "report_id",
    "requests": "report_id applicant",
    "disputes": "report_id route",
    "documents": "sha256",
    "statistics_2014": "report_id",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_tables_of_the_contract(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(TABLES[name].c.keys())
    if name in KEYS:
        assert [column.name for column in TABLES[name].primary_key] == KEYS[name].split()


def test_tables_in_files_of_their_own() -> None:
    assert list(SECTIONS.c.keys()) == ["report_id", "section", "text"]
    assert set(DATABASES) == {"ogi", "provenance", "texts"}
    assert "document_sha256" in PROVENANCE.primary_key.c


def test_table_two_has_a_column_for_every_figure_of_every_form() -> None:
    printed = {spec.key for form in FORMS.values() for spec in form.table("proactive")}
    assert set(TABLES["proactive"].c.keys()) == printed | {"report_id", "form"}


def test_table_three_has_a_column_for_every_row_of_every_form() -> None:
    rows = {row.key for form in FORMS.values() for row in form.request_rows}
    assert set(TABLES["requests"].c.keys()) == rows | {"report_id", "applicant", "form"}
    order = list(TABLES["requests"].c.keys())
    # What only the older form prints stands where that form has it: （六）其他处理 before its three later rows.
    assert order.index("not_processed_reconfirm") < order.index("other") < order.index("outcomes_total")


def test_the_list_of_2014_has_a_column_for_every_figure_of_before_2019() -> None:
    printed = {key for edition in EARLIER.values() for key in edition.figures}
    assert set(TABLES["statistics_2014"].c.keys()) == printed | {"report_id", "form"}
    assert dict(about(TABLES["statistics_2014"].c.meetings).wordings) == {
        "2014": "（一）召开政府信息公开工作会议或专题会议数"
    }
    assert about(TABLES["statistics_2014"].c.requests_received).forms == ("narrative", "2014")
    assert about(TABLES["statistics_2014"].c.refused_exempt_4).forms == ("narrative",)
    assert str(TABLES["statistics_2014"].c.ogi_budget_10k_cny.type) == "REAL"


def test_money_is_real_and_everything_else_counted() -> None:
    kinds = {column.name: str(column.type) for name in ("proactive", "fees") for column in TABLES[name].c}
    assert kinds["admin_fees_collected_10k_cny"] == kinds["central_procurement_amount"] == "REAL"
    assert kinds["processing_fee_notified_cny"] == "REAL"
    assert kinds["permit_decisions"] == kinds["processing_fee_notices"] == "INTEGER"


def test_no_figure_has_a_default_and_every_figure_may_be_null() -> None:
    for name in ("proactive", "requests", "disputes", "fees", "statistics_2014"):
        for column in TABLES[name].c:
            if about(column).wordings:
                assert column.nullable and column.default is None and column.server_default is None, column


def test_everything_is_described_in_both_languages() -> None:
    for metadata in DATABASES.values():
        for table in metadata.tables.values():
            for item in (table, *table.c):
                said = about(item)
                assert said.zh and said.en, item
                assert bool(said.note_zh) == bool(said.note_en), item


def test_a_figure_knows_its_wording_in_each_form() -> None:
    said = about(TABLES["proactive"].c.permit_decisions)
    assert dict(said.wordings) == {"2019": "行政许可·处理决定数量", "2021": "行政许可·本年处理决定数量"}
    assert about(TABLES["requests"].c.other).forms == ("2019",)
    assert about(TABLES["requests"].c.other_misc).forms == ("2021",)
    assert about(TABLES["proactive"].c.admin_fees_collected_10k_cny).unit == "万元"
