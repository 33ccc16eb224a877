"""dataset.checks: rules beyond one report, on a nation in which exactly what was changed by hand may not hold."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dataset.build import build
from dataset.checks import EVALUATED, cells, copies, years
from dataset.checks.context import Context
from dataset.checks.copies import Alike
from dataset.checks.inside import NARRATIVE, rules_for, statuses
from dataset.checks.levels import Levels
from dataset.checks.model import Check, Status, worst
from dataset.identity.places import level_of_code
from dataset.schema import TABLES
from dataset.schema.figures import rule_column, rules
from dataset.series import AgencyYear
from parsing.forms import EDITIONS
from parsing.model import Figure, Reading, State
from tests.dataset_kit import FINDING, Item, built, read_all, reading_of, with_states
from tests.nation_kit import AGENCIES, GOVERNMENT, Agency, nation, prose, report

OF = {agency.id: agency for agency in (*AGENCIES, GOVERNMENT)}


def changed() -> dict[tuple[str, int], Reading]:
    """The reports that do not hold, and why."""

    def one(
        agency: str, year: int, but: dict[str, Any], said: str = "", **more: Any
    ) -> tuple[tuple[str, int], Reading]:
        if said:
            more["sections"] = {"overall": prose(f"{agency}{year}") + said}
        return (agency, year), report(OF[agency], year, but, **more)

    last_years = report(OF["321300-civil"], 2021).sections["overall"].translate(str.maketrans("123", "987"))
    others = report(OF["320000-civil"], 2023).sections["overall"].replace("服务", "社区", 6)
    return dict(
        (
            one("321323-finance", 2023, {"requests_carried_in.natural_person": 9, "requests_carried_in.total": 9}),
            one("330122-civil", 2023, {"requests_carried_in.natural_person": 0, "requests_carried_in.org_other": 1}),
            one("411623-civil", 2023, {"normative_docs_in_force": 5}),
            one("411600-civil", 2024, {"normative_docs_in_force": 15}, "年内对行政规范性文件进行清理，宣布失效8件。"),
            one("320000-civil", 2020, {"permit_items_prev_year": 99}),
            one("330100-civil", 2022, {"requests_new.natural_person": 400, "requests_new.total": 400}),
            one("411623-civil", 2019, {"requests_new.total": 400}),
            one("410000-civil", 2023, {"requests_new.total": 300}, "同一申请人大量提出信息公开申请。"),
            one("321300-civil", 2022, {}, sections={"overall": last_years}),
            one("410000-civil", 2024, {}, sections={"overall": others}),
            one("330122-civil", 2021, {"gov_rules_in_force": 2}),
            one("321323-gov", 2022, {"gov_rules_issued": 1, "gov_rules_in_force": 1}),
            one(
                "411600-civil", 2023, {"admin_fees_collected_10k_cny": Decimal(251000)}, "全年行政事业性收费251,000元。"
            ),
            one("320000-civil", 2023, {"reconsideration_total": 500}),
            one("321323-gov", 2024, {"requests_new.total": 10}),
        )
    )


EXPECTED = {
    ("321323-finance-2023", "years.carry_over", "FAIL", None, "9", "2"),
    ("330122-civil-2023", "years.carry_over", "EXPLAINED", "reclassified", "0", "1"),
    ("411623-civil-2023", "years.document_stock", "FAIL", None, "4", "22"),
    ("411623-civil-2024", "years.document_stock", "FAIL", None, "23", "5"),
    ("411600-civil-2024", "years.document_stock", "EXPLAINED", "expiry", "14", "22"),
    ("411600-civil-2025", "years.document_stock", "FAIL", None, "23", "15"),
    ("330122-civil-2022", "years.document_stock", "FAIL", None, "0", "2"),
    ("321323-gov-2023", "years.document_stock", "FAIL", None, "0", "1"),
    ("320000-civil-2020", "years.item_stock", "FAIL", None, "99", "41"),
    ("330100-civil-2022", "years.jump", "FAIL", None, "400", "39"),
    ("330100-civil-2023", "years.jump", "FAIL", None, "41", "400"),
    ("411623-civil-2019", "years.jump", "EXPLAINED", "series_break", "400", "40"),
    ("411623-civil-2020", "years.jump", "EXPLAINED", "covid", "42", "400"),
    ("410000-civil-2023", "years.jump", "EXPLAINED", "mass_requester", "300", "42"),
    ("410000-civil-2024", "years.jump", "FAIL", None, "44", "300"),
    ("320000-civil-2024", "years.jump", "EXPLAINED", "series_break", "2", "500"),
    ("321323-gov-2024", "years.jump", "FAIL", None, "10", "85"),
    ("321300-civil-2022", "years.copied_report", "FAIL", None, "100.0%", "90%"),
    ("410000-civil-2024", "years.copied_report", "FAIL", None, "98.6%", "90%"),
    ("330122-civil-2021", "proactive.rule_making_power", "FAIL", None, "2", "0"),
    ("321323-gov-2022", "proactive.rule_making_power", "FAIL", None, "1", "0"),
    ("411600-civil-2023", "proactive.fee_unit", "FAIL", None, "251000", "25.1"),
    ("320000-civil-2023", "disputes.volume", "FAIL", None, "501", "73"),
    ("321323-gov-2024", "levels.superset", "FAIL", None, "10", "79"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("checks")
    built(data, *nation(changed()))
    return data


@pytest.fixture(scope="module")
def ogi(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "build" / "ogi.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def test_exactly_what_was_changed_does_not_hold(ogi: sqlite3.Connection) -> None:
    names = "report_id, rule, status, explained_by, left_side, right_side"
    found = [tuple(row) for row in ogi.execute(f"SELECT {names} FROM checks")]
    assert len(found) == len(set(found)) and set(found) == EXPECTED


def test_a_check_shows_both_sides(ogi: sqlite3.Connection) -> None:
    def one(report_id: str, rule: str) -> sqlite3.Row:
        [row] = ogi.execute("SELECT * FROM checks WHERE report_id = ? AND rule = ?", (report_id, rule))
        return row  # type: ignore[no-any-return]

    carry = one("321323-finance-2023", "years.carry_over")
    assert carry["against_report_id"] == "321323-finance-2022"
    assert json.loads(carry["cells"]) == ["requests_carried_in.total", "requests_carried_in.natural_person"]
    assert json.loads(carry["against_cells"])[0] == "requests_carried_out.total"
    assert "9 件" in carry["message"] and "2 carried out" in carry["message_en"]
    assert "清理" in one("411600-civil-2024", "years.document_stock")["quote"]
    assert "251,000元" in one("411600-civil-2023", "proactive.fee_unit")["quote"]
    copied = one("410000-civil-2024", "years.copied_report")
    assert copied["against_report_id"] == "320000-civil-2023" and copied["quote"] and copied["against_quote"]
    assert one("321323-gov-2024", "levels.superset")["against_report_id"] == "321323-finance-2024"


def test_what_fails_is_a_finding_and_counts(ogi: sqlite3.Connection) -> None:
    failed = {(row[0], row[1]) for row in EXPECTED if row[2] == "FAIL"}
    assert {tuple(row) for row in ogi.execute("SELECT report_id, rule FROM findings")} == failed
    should = {(r, rule) for r, rule in failed if rules()[rule].severity == "should"}
    counted = {r: sum(one == r for one, _ in should) for r, _ in should}
    stored = ogi.execute("SELECT report_id, should_failures FROM reports WHERE should_failures > 0")
    assert dict(tuple(row) for row in stored) == counted


def test_every_rule_has_a_status_in_every_report_of_its_forms(ogi: sqlite3.Connection) -> None:
    reports = {row["report_id"]: row["form"] for row in ogi.execute("SELECT report_id, form FROM reports")}
    for row in ogi.execute("SELECT * FROM rule_status"):
        declared = {rule.id for rule in EDITIONS[reports[row["report_id"]]].rules}
        for rule in rules():
            assert (row[rule_column(rule)] is not None) == (rule in declared), (row["report_id"], rule)
    worst_of: dict[tuple[str, str], list[Status]] = {}
    for report_id, rule, status, *_ in EXPECTED:
        worst_of.setdefault((report_id, rule), []).append(Status(status))
    for (report_id, rule), found in worst_of.items():
        [row] = ogi.execute(f"SELECT {rule_column(rule)} FROM rule_status WHERE report_id = ?", (report_id,))
        assert row[0] == worst(found)


def test_the_first_year_of_a_form_cannot_be_assessed(ogi: sqlite3.Connection) -> None:
    def status(rule: str, year: int) -> set[str]:
        query = f"SELECT DISTINCT {rule_column(rule)} FROM rule_status JOIN reports USING (report_id) WHERE year = ?"
        return {row[0] for row in ogi.execute(query, (year,))}

    assert status("years.carry_over", 2019) == {"NOT_ASSESSABLE"}, "no cell of 2018 is carried out"
    assert status("years.document_stock", 2021) == {"NOT_ASSESSABLE"}, "2020 counts what was disclosed"
    assert status("years.item_stock", 2019) == {"NOT_ASSESSABLE"}
    assert status("years.item_stock", 2021) == {None}


def test_counts_add_up(ogi: sqlite3.Connection) -> None:
    row = ogi.execute("SELECT * FROM rule_counts WHERE rule = 'years.carry_over' AND year = 2023").fetchone()
    assert (row["passed"], row["failed"], row["explained"], row["not_assessable"]) == (9, 1, 1, 0)
    for row in ogi.execute("SELECT * FROM rule_counts"):
        assert row["passed"] + row["failed"] + row["explained"] + row["not_assessable"] == 11


def test_every_declared_rule_is_evaluated_somewhere() -> None:
    for edition in EDITIONS.values():
        for rule in edition.rules:
            if rule.check is not None:
                assert rule.room == "parsing"
            elif rule.room == "parsing":
                assert rule.id in NARRATIVE, rule.id
            else:
                assert rule.room == "dataset" and rule.id in EVALUATED, rule.id
    declared = {rule.id for edition in EDITIONS.values() for rule in edition.rules}
    assert EVALUATED | set(NARRATIVE) <= declared
    assert {rule_column(rule) for rule in declared} | {"report_id"} == set(TABLES["rule_status"].c.keys())


def test_the_same_nation_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data / "archive", tmp_path / "archive")
    build(tmp_path / "archive", tmp_path / "build", read_all=read_all)
    for name in ("ogi.sqlite", "texts.sqlite", "provenance.sqlite"):
        assert (data / "build" / name).read_bytes() == (tmp_path / "build" / name).read_bytes()
    assert not (tmp_path / "build" / "signatures").exists()


# One rule at a time ------------------------------------------------------------------------------------------------


class Said:
    """Prose of a test."""

    def __init__(self, **told: str) -> None:
        self.told = told

    def sections(self, report_id: str) -> dict[str, str]:
        return {"overall": self.told.get(report_id, "")}

    def sentences(self, report_id: str) -> Iterator[str]:
        return (part + "。" for part in self.told.get(report_id, "").split("。") if part)


def context(prose_: Said | None = None, **more: Any) -> Context:
    return Context(prose_ or Said(), more.pop("versions", lambda report_id: ()), **more)  # type: ignore[arg-type]


def year_of(year: int, numbers: dict[str, dict[str, Any]], **more: Any) -> AgencyYear:
    head: dict[str, Any] = {
        "report_id": f"a{year}", "agency_id": "a", "year": year, "form": "2021", "scope": "own_organ", "division_code": "321323",
        "agency_type": "department", "function": "civil", "published_on": None, "forms": dict.fromkeys(numbers, "2021"),
    }  # fmt: skip
    return AgencyYear(**(head | {"figures": numbers} | more))


def carried(into: int, out: int) -> dict[str, dict[str, Any]]:
    return {"requests": {"requests_carried_in.total": into, "requests_carried_out.total": out}}


def status_of(checks: Iterator[Check], rule: str) -> tuple[Status, str | None]:
    found = [check for check in checks if check.rule == rule]
    status = worst([check.status for check in found])
    return status, next((check.explained_by for check in found if check.status is status), None)


@pytest.mark.parametrize(
    ("before", "more", "expected"),
    [
        ({}, {}, (Status.FAIL, None)),
        ({"scope": "jurisdiction"}, {}, (Status.EXPLAINED, "scope_changed")),
        ({"scope": None}, {}, (Status.FAIL, None)),
        ({}, {"events": {"a": frozenset({2023})}}, (Status.EXPLAINED, "agency_event")),
        ({}, {"events": {"a": frozenset({2022})}}, (Status.FAIL, None)),
        ({}, {"versions": lambda report_id: [_version(7)]}, (Status.EXPLAINED, "republished")),
        ({}, {"versions": lambda report_id: [_version(6)]}, (Status.FAIL, None)),
    ],
)
def test_reasons_of_a_carry_over(
    before: dict[str, Any], more: dict[str, Any], expected: tuple[Status, str | None]
) -> None:
    then, now = year_of(2022, carried(0, 3), **before), year_of(2023, carried(7, 0))
    assert status_of(years.evaluate(then, now, context(**more)), years.CARRY_OVER) == expected


def _version(out: int) -> Reading:
    reading = reading_of()
    return replace(reading, figures={"requests_carried_out.total": Figure("requests_carried_out.total", out)})


@pytest.mark.parametrize(
    ("year", "before", "number", "expected"),
    [
        (2020, 100, 10, (Status.EXPLAINED, "covid")),
        (2020, 100, 600, (Status.FAIL, None)),
        (2021, 100, 600, (Status.EXPLAINED, "covid")),
        (2021, 100, 10, (Status.FAIL, None)),
        (2023, 100, 500, (Status.PASS, None)),
        (2023, 100, 20, (Status.PASS, None)),
        (2023, 100, 501, (Status.FAIL, None)),
        (2023, 100, 19, (Status.FAIL, None)),
        (2023, 29, 2900, (Status.NOT_ASSESSABLE, None)),
    ],
)
def test_jumps(year: int, before: int, number: int, expected: tuple[Status, str | None]) -> None:
    then, now = (year_of(y, {"proactive": {"permit_decisions": n}}) for y, n in ((year - 1, before), (year, number)))
    assert status_of(years.evaluate(then, now, context()), years.JUMP) == expected


def test_a_real_pair_of_years() -> None:
    """A city of 2023 and 2024, as both its reports print it: 118 + 3 = 121 carried over, 11 + 2 - 1 = 12, 597 + 50 - 227 = 420."""
    out = {"natural_person": 118, "org_commercial_enterprise": 3, "total": 121}
    rest = dict.fromkeys(("org_research_institution", "org_public_interest", "org_legal_service", "org_other"), 0)
    then = year_of(2023, {
        "requests": {f"requests_carried_out.{column}": number for column, number in (out | rest).items()},
        "proactive": {"gov_rules_in_force": 11, "normative_docs_in_force": 597},
    })  # fmt: skip
    now = year_of(2024, {
        "requests": {f"requests_carried_in.{column}": number for column, number in (out | rest).items()},
        "proactive": {
            "gov_rules_issued": 2, "gov_rules_repealed": 1, "gov_rules_in_force": 12,
            "normative_docs_issued": 50, "normative_docs_repealed": 227, "normative_docs_in_force": 420,
        },
    })  # fmt: skip
    for rule in (years.CARRY_OVER, years.DOCUMENT_STOCK):
        assert {check.status for check in years.evaluate(then, now, context()) if check.rule == rule} == {Status.PASS}


def test_a_gap_of_years_cannot_be_assessed() -> None:
    now = year_of(2023, carried(7, 0))
    assert status_of(years.evaluate(None, now, context()), years.CARRY_OVER)[0] is Status.NOT_ASSESSABLE
    unstated = year_of(2022, {"requests": {}})
    assert status_of(years.evaluate(unstated, now, context()), years.CARRY_OVER)[0] is Status.NOT_ASSESSABLE


def test_a_zero_among_busy_peers_is_odd() -> None:
    kind = ("county", "department", "civil")
    now = year_of(2023, {"proactive": {"permit_decisions": 0}})
    for middle, status in ((100, Status.FAIL), (99, Status.PASS)):
        known = context(medians={(kind, 2023, "permits"): middle})
        assert status_of(years.evaluate(None, now, known), years.JUMP)[0] is status
    assert status_of(years.evaluate(None, now, context()), years.JUMP)[0] is Status.NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("division", "kind", "status"),
    [
        ("000000", "state_council", Status.PASS),
        ("320000", "people_government", Status.PASS),
        ("321300", "people_government", Status.PASS),
        ("321323", "people_government", Status.FAIL),
        ("320000", "department", Status.FAIL),
        ("320000", "government_office", Status.EXPLAINED),
        ("321323", "government_office", Status.FAIL),
        ("320000", None, Status.NOT_ASSESSABLE),
    ],
)
def test_who_may_make_rules(division: str, kind: str | None, status: Status) -> None:
    now = year_of(2023, {"proactive": {"gov_rules_issued": 1}}, division_code=division, agency_type=kind)
    assert status_of(cells.evaluate(None, now, context()), cells.POWER)[0] is status
    none = year_of(2023, {"proactive": {"gov_rules_issued": 0}}, division_code=division, agency_type=kind)
    assert status_of(cells.evaluate(None, none, context()), cells.POWER)[0] is Status.PASS


@pytest.mark.parametrize(
    ("amount", "said", "middle", "status"),
    [
        ("25.1", "", None, Status.NOT_ASSESSABLE),
        ("25.1", "行政事业性收费251000元。", None, Status.PASS),
        ("251000", "行政事业性收费25.1万元。", None, Status.FAIL),
        ("251000", "", None, Status.FAIL),
        ("90000", "", 7, Status.FAIL),
        ("700", "", 7, Status.PASS),
        ("70", "", 7, Status.PASS),
        ("0", "", 7, Status.PASS),
    ],
)
def test_fees_in_yuan(amount: str, said: str, middle: int | None, status: Status) -> None:
    now = year_of(2023, {"proactive": {"admin_fees_collected_10k_cny": Decimal(amount)}})
    medians = {(("county", "department", "civil"), 2023, "admin_fees_10k_cny"): middle} if middle else {}
    found = status_of(cells.evaluate(None, now, context(Said(a2023=said), medians=medians)), cells.FEE_UNIT)
    assert found[0] is status


def test_older_disputes_are_explained_where_the_report_says_so() -> None:
    numbers = {"disputes": dict.fromkeys(cells.ROUTES, 3), "requests": {"outcomes_total.total": 2}}
    before = year_of(2022, {"requests": {"outcomes_total.total": 1}})
    now = year_of(2023, numbers)
    assert status_of(cells.evaluate(before, now, context()), cells.VOLUME) == (Status.FAIL, None)
    said = Said(a2023="其中二审案件3件。")
    assert status_of(cells.evaluate(before, now, context(said)), cells.VOLUME) == (Status.EXPLAINED, "older_disputes")
    assert status_of(cells.evaluate(None, now, context()), cells.VOLUME)[0] is Status.NOT_ASSESSABLE


def organ(name: str, kind: str, number: int | None, **more: Any) -> AgencyYear:
    numbers = {} if number is None else {"requests_new.total": number, "outcomes_total.total": number}
    return year_of(2023, {"requests": numbers}, report_id=name, agency_id=name, agency_type=kind, **more)


def levels_of(*reports: AgencyYear, roster: Any = None) -> dict[tuple[str, str], Status]:
    gathered = Levels(roster or {})
    for one in reports:
        gathered.add(one)
    found: dict[tuple[str, str], list[Status]] = {}
    for report_id, checks in gathered.checks().items():
        for check in checks:
            found.setdefault((report_id, check.rule), []).append(check.status)
    return {key: worst(statuses_) for key, statuses_ in found.items()}


def test_a_county_covers_its_organs_and_a_city_its_counties() -> None:
    county = organ("gov", "people_government", 10, scope="jurisdiction")
    departments = organ("civil", "department", 6), organ("t-town", "township_government", 4)
    assert levels_of(county, *departments)["gov", "levels.superset"] is Status.PASS
    assert levels_of(county, *departments, organ("x", "department", 1))["gov", "levels.superset"] is Status.FAIL
    for elsewhere in ("vertical_agency", "branch_office", "dev_zone", "institution"):
        assert levels_of(county, *departments, organ("x", elsewhere, 9))["gov", "levels.superset"] is Status.PASS
    assert (
        levels_of(county, *departments, organ("x", "department", 9, scope=None))["gov", "levels.superset"]
        is Status.PASS
    )
    assert levels_of(county)["gov", "levels.superset"] is Status.NOT_ASSESSABLE
    city = organ("city", "people_government", 9, scope="jurisdiction", division_code="321300")
    assert levels_of(city, county, *departments)["city", "levels.superset"] is Status.FAIL
    province = organ("province", "people_government", 10, scope="jurisdiction", division_code="320000")
    assert levels_of(province, county)["province", "levels.superset"] is Status.PASS


def test_a_report_of_its_own_level_leaves_townships_out() -> None:
    own = organ("gov", "people_government", 6, scope="own_level")
    found = levels_of(own, organ("civil", "department", 6), organ("t-town", "township_government", 4))
    assert found["gov", "levels.superset"] is Status.PASS


def test_an_organ_that_published_after_the_sum_explains_it() -> None:
    county = organ("gov", "people_government", 1, scope="jurisdiction", published_on="2024-02-01")
    late = organ("civil", "department", 6, published_on="2024-03-01")
    assert levels_of(county, late)["gov", "levels.superset"] is Status.EXPLAINED


def test_equality_needs_the_whole_roster() -> None:
    county = organ("gov", "people_government", 10, scope="jurisdiction")
    civil = organ("civil", "department", 6)
    assert levels_of(county, civil)["gov", "levels.equal"] is Status.NOT_ASSESSABLE
    roster = {("321323", 2023): frozenset({"civil", "finance"})}
    assert levels_of(county, civil, roster=roster)["gov", "levels.equal"] is Status.NOT_ASSESSABLE
    for number, status in ((4, Status.PASS), (3, Status.FAIL)):
        found = levels_of(county, civil, organ("finance", "department", number), roster=roster)
        assert found["gov", "levels.equal"] is status
    assert (
        levels_of(county, organ("civil", "department", None), roster=roster)["gov", "levels.equal"]
        is Status.NOT_ASSESSABLE
    )


def copied(before: AgencyYear, now: AgencyYear, said: Said, others: dict[str, tuple[str, ...]], **known: Any) -> Any:
    found = Alike(frozenset({now.report_id}), others)
    return status_of(
        copies.evaluate(before, now, known.pop("published", {}), found, context(said, **known)), copies.COPIED
    )


def test_copies_and_their_reasons() -> None:
    text = prose("one", 40)
    said = Said(a2022=text, a2023=text, b2023=text)
    busy = {"requests": {"requests_new.total": 3}}
    before, now = year_of(2022, busy), year_of(2023, busy)
    own, other = {"a2023": ("a2022",)}, {"a2023": ("b2023",)}
    assert copied(before, now, said, own) == (Status.FAIL, None)
    assert copied(before, now, said, own, events={"a": frozenset({2023})}) == (Status.EXPLAINED, "agency_event")
    quiet = {"requests": {"requests_new.total": 0}}
    assert copied(year_of(2022, quiet), year_of(2023, quiet), said, own) == (Status.EXPLAINED, "all_zero")
    assert copied(before, now, said, other) == (Status.FAIL, None)
    said.told["b-2022"] = text
    kin = {"a": frozenset({"b"})}
    assert copied(before, now, said, {"a2023": ("b-2022",)}, kin=kin) == (Status.EXPLAINED, "agency_event")
    assert copied(before, now, Said(a2023=text, b2023=prose("two", 40)), other)[0] is Status.PASS


def test_of_two_alike_in_one_year_the_first_repeats_nobody() -> None:
    text = prose("one", 40)
    said = Said(**{"a-2023": text, "b-2023": text})
    now = year_of(2023, {}, report_id="a-2023", published_on="2024-01-05")
    others = {"a-2023": ("b-2023",)}
    for date, status in (("2024-01-20", Status.PASS), ("2024-01-02", Status.FAIL), (None, Status.FAIL)):
        found = copied(year_of(2022, {}), now, said, others, published={"b-2023": date})
        assert found[0] is status, date


@pytest.mark.parametrize(
    ("said", "fails"),
    [
        ("2022年，全局公开信息。2022年度培训两次。", True),
        ("二〇二二年公开信息，2022年度培训两次。", True),
        ("2022年，全局公开信息。2022年度培训两次。2023年也如此。", False),
        ("2022年，全局公开信息。2022年度培训两次。本年公开较多。", False),
        ("2022年，全局公开信息。", False),
        ("二○二三年公开信息，2022年度、2022年上半年培训两次。", False),
    ],
)
def test_a_text_that_is_of_the_year_before(said: str, fails: bool) -> None:
    told = Said(a2023=prose("x", 40) + said)
    found = copied(year_of(2022, {}), year_of(2023, {}), told, {})
    assert (found[0] is Status.FAIL) == fails
    short = Said(a2023=said)
    assert copied(year_of(2022, {}), year_of(2023, {}), short, {})[0] is not Status.FAIL


def test_figures_that_are_all_those_of_the_year_before() -> None:
    many = {"proactive": {f"key{n}": n for n in range(1, 7)}}
    said = Said()
    assert copied(year_of(2022, many), year_of(2023, many), said, {}) == (Status.FAIL, None)
    few = {"proactive": {f"key{n}": 1 for n in range(1, 7)}}
    found = list(copies.evaluate(year_of(2022, few), year_of(2023, few), {}, Alike(frozenset(), {}), context()))
    assert {check.status for check in found} == {Status.NOT_ASSESSABLE}, "small organs are legitimately the same"
    one_more = {"proactive": many["proactive"] | {"key9": 1}}
    assert copied(year_of(2022, many), year_of(2023, one_more), said, {})[0] is Status.PASS


def test_a_scope_that_is_none() -> None:
    for scope, status in ((None, Status.NOT_ASSESSABLE), ("own_level", Status.PASS), ("all", Status.FAIL)):
        now = year_of(2023, {}, scope=scope)
        assert status_of(cells.evaluate(None, now, context()), cells.SCOPE)[0] is status


def test_levels_by_code() -> None:
    assert [level_of_code(code) for code in ("000000", "110000", "321300", "321323", "500110.2011")] == [
        "nation", "province", "prefecture", "county", "county",
    ]  # fmt: skip


# What a reading decides by itself ------------------------------------------------------------------------------------


def test_rules_that_hold_and_rules_that_could_not_be_assessed() -> None:
    agency = Agency("x", "样例", 4)
    whole = report(agency, 2022)
    found = statuses(replace(whole, findings=(FINDING,)))
    assert found["disputes.routes_sum"] is Status.FAIL and found["requests.balance"] is Status.PASS
    assert set(found) == {rule.id for rule in rules_for(whole)} - EVALUATED
    keys = [key for key in whole.figures if key.endswith("_total")]
    blank = with_states(whole, **dict.fromkeys(keys, State.UNREADABLE))
    assert statuses(blank)["disputes.routes_sum"] is Status.NOT_ASSESSABLE
    empty = with_states(whole, reconsideration_other=State.BLANK)
    assert statuses(empty)["disputes.routes_sum"] is Status.PASS, "what is empty lets a rule hold"
    torn = with_states(whole, gov_rules_issued=State.ABSENT, normative_docs_issued=State.ABSENT)
    assert statuses(torn)["proactive.stock_covers_flow"] is Status.NOT_ASSESSABLE


def test_prose_that_says_something_was_assessed() -> None:
    told = report(
        Agency("x", "样例", 4),
        2022,
        sections={"overall": "全年共收到政府信息公开申请38件。", "other_matters": "未收取信息处理费。"},
    )
    found = statuses(told)
    assert found["narrative.requests_new"] is Status.PASS and found["narrative.fee_paragraph"] is Status.PASS
    silent = statuses(replace(told, sections={"overall": "工作有序推进。"}))
    assert silent["narrative.requests_new"] is Status.NOT_ASSESSABLE
    assert silent["narrative.fee_paragraph"] is Status.NOT_ASSESSABLE


def test_a_report_alone_has_nothing_to_be_held_against(tmp_path: Path) -> None:
    """But a district bureau that reports government rules is wrong by itself."""
    built(tmp_path, Item(reading_of(agency="北京市通州区民政局")))
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection:
        failed = {row[0] for row in connection.execute("SELECT rule FROM checks")}
    assert failed == {"proactive.rule_making_power"}
