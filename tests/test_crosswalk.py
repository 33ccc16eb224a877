"""parsing.forms.crosswalk: what the editions have in common, declared once and held against the forms."""

from __future__ import annotations

import pytest
import yaml

from parsing.forms import EDITIONS, FORMS
from parsing.forms.crosswalk import COLUMNS, GRADES, MEASURES, comparability, expression, measure_breaks, measure_grade
from parsing.forms.parts import FormError
from tests.conftest import ROOT


def test_every_concept_of_the_specification_has_its_columns() -> None:
    path = ROOT.parent / "shared" / "spec" / "forms.yaml"
    if not path.is_file():
        pytest.skip("the specification of the forms is not here: put it at ../shared/spec/forms.yaml to run this test")
    specified = {line["concept"] for line in yaml.safe_load(path.read_text(encoding="utf-8"))["crosswalk"]}
    ours = {column.concept for column in COLUMNS.values()}
    assert specified <= ours
    assert ours - specified == {"outcomes_total", "denied_total"}, "the denominators that measures need"


def test_expressions_of_the_two_newest_forms_are_of_one_kind_of_cell() -> None:
    """Table 3 is taken by its printed total column, never by one applicant, but for the requests by applicant."""
    for column in COLUMNS.values():
        for form, made in column.forms.items():
            keys = [key for _, key in made.terms]
            assert made.table == FORMS[form].figures[keys[0]].table if form in FORMS else True
            if made.table == "requests" and column.concept != "requests_by_applicant":
                assert all(key.endswith(".total") for key in keys), column.key


def test_grades_and_breaks_go_together() -> None:
    for column in COLUMNS.values():
        assert set(column.grades) == set(EDITIONS) and set(column.grades.values()) <= set(GRADES)
        present = [form for form in EDITIONS if form in column.forms]
        assert column.grades[present[-1]] == "good", "the newest edition is what the others are held against"
        assert all(column.grades[form] == "absent" for form in EDITIONS if form not in column.forms)
        if len(present) > 1 and "break" in column.grades.values():
            assert column.breaks, f"{column.key} has an edition that breaks and no year of the break"
        assert all(one.zh and one.en and one.year > 2008 for one in column.breaks)


def test_the_year_in_which_a_series_is_cut() -> None:
    litigation = COLUMNS["litigation_total"]
    assert litigation.cut_between(2023, 2024) is litigation.breaks[0]
    assert litigation.cut_between(2024, 2025) is None and litigation.cut_between(2022, 2023) is None
    assert COLUMNS["granted_part"].cut_between(2008, 2025) is None


def test_a_measure_is_worth_what_its_worst_column_is() -> None:
    refusal = next(measure for measure in MEASURES if measure.key == "refusal")
    grades = [measure_grade(refusal, form) for form in EDITIONS]
    assert grades == ["absent", "break", "good", "good"]
    dispute = next(measure for measure in MEASURES if measure.key == "dispute")
    assert [one.year for one in measure_breaks(dispute)] == [2019, 2024]
    assert comparability({"2014": "break"}, measure_breaks(refusal)) == "2014: break; break before 2019"


def test_a_wording_says_the_sum() -> None:
    assert COLUMNS["not_held"].forms["2014"].wording == "6.申请信息不存在数＋5.不属于本行政机关公开数"
    assert COLUMNS["ogi_fees_cny"].forms["2014"].wording.endswith("（×10000）")
    assert "－" in COLUMNS["reconsideration_concluded"].forms["2021"].wording


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("2021", "other.total", "has no other.total"),
        ("2014", "requests_new.total", "has no"),
        ("1999", "requests_received", "no edition"),
        ("2021", "reconsideration_total + requests_new.total", "several tables"),
        ("2021", "reconsideration_total * 2", "no sum"),
        ("2021", "reconsideration_total reconsideration_pending", "no sum"),
    ],
)
def test_a_declaration_that_no_form_can_make_stops_the_program(form: str, text: str, said: str) -> None:
    with pytest.raises(FormError, match=said):
        expression(form, text)
