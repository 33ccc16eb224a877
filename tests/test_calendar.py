"""dataset.calendar: dates due by law, when a report was published, who was due, and what may be said of it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.records import Kind, Options, RunState, SiteResult, SiteState
from crawler.verdicts import Verdict
from dataset.build import build
from dataset.calendar.answers import coverage
from dataset.calendar.evidence import Dated, day_in_china, declared, published, signed, stamps
from dataset.calendar.existence import Expected, expected_years
from dataset.calendar.kinds import certain_type
from dataset.calendar.law import Due, bases, due, notices, notices_of, rules
from dataset.calendar.standing import WORDS, Standing, Status, carried, status
from dataset.database import opened
from tests.dataset_kit import OTHER, REAL, Item, archive_at, earlier_reading, read_all, reading_of

TYPES = [
    *("people_government", "government_office", "department", "township_government", "subdistrict_office"),
    *("dev_zone", "zone_department", "branch_office", "vertical_agency", "state_council", "party_organ", "institution"),
]
"""The agency types of the registry."""
DATED = {"people_government": (3, 31), "department": (1, 31), "state_council": (1, 31)}
"""Those to which art. 49 of the Regulations of 2019 gives a date."""


# -- the law -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*TYPES, None, "something new"])
@pytest.mark.parametrize("year", [2008, 2013, 2018])
def test_until_2018_every_organ_had_until_the_end_of_march(year: int, kind: str | None) -> None:
    expected = Due(None, "party") if kind == "party_organ" else Due(date(year + 1, 3, 31), "2007-31")
    assert due(year, kind) == expected


@pytest.mark.parametrize("kind", [*TYPES, None, "something new"])
@pytest.mark.parametrize("year", [2019, 2020, 2025])
def test_since_2019_the_type_decides_and_who_has_no_date_is_told_why(year: int, kind: str | None) -> None:
    found = due(year, kind)
    assert found is not None
    assert found.on == (date(year + 1, *DATED[kind]) if kind in DATED else None)
    if found.on is None:
        rule = bases()[found.basis]
        assert rule.due is None
        assert rule.zh
        assert rule.en


@pytest.mark.parametrize(
    ("kind", "function", "name", "certain"),
    [
        ("department", "civil", "通州区民政局", "department"),
        ("department", "reform", "北京市发展和改革委员会", "department"),
        ("department", "civil", "样例县人民政府", None),
        ("department", "general", "通州区某某局", None),
        ("department", None, "通州区民政局", None),
        ("department", "water", "通州区防汛抗旱指挥所", None),
        ("people_government", "gov", "通州区人民政府", "people_government"),
        ("dev_zone", "zone", "某某高新区管委会", "dev_zone"),
        ("", "", "某某", None),
        (None, None, "某某", None),
    ],
)
def test_a_department_must_certainly_be_one(
    kind: str | None, function: str | None, name: str, certain: str | None
) -> None:
    assert certain_type(kind, function, name) == certain


def test_before_2008_nobody_had_to_report() -> None:
    assert due(2007, "department") is None


def test_every_date_of_the_law_names_its_article() -> None:
    assert [(rule.basis, rule.article) for rule in rules() if rule.due] == [
        ("2007-31", "第三十一条"),
        ("2019-49-1", "第四十九条第一款"),
        ("2019-49-2", "第四十九条第二款"),
    ]
    assert len(bases()) == len(rules())


NOTICE: dict[str, Any] = {
    "id": "somewhere-2024",
    "division": "110100",
    "year": 2024,
    "types": ["subdistrict_office"],
    "publish_by": date(2025, 2, 20),
    "title": "关于做好2024年度政府信息公开工作年度报告编制发布工作的通知",
    "source": "http://www.test.gov.cn/notice.html",
}


def test_a_notice_gives_a_date_only_where_the_law_gives_none() -> None:
    local = notices_of(
        [NOTICE, NOTICE | {"id": "departments", "types": ["department"], "publish_by": date(2025, 1, 9)}]
    )
    assert due(2024, "subdistrict_office", "110112", local) == Due(date(2025, 2, 20), "notice:somewhere-2024")
    assert due(2024, "department", "110112", local) == Due(date(2025, 1, 31), "2019-49-1")
    for year, kind, division in [(2023, "subdistrict_office", "110112"), (2024, "township_government", "110112")]:
        assert due(year, kind, division, local) == Due(None, "township")
    assert due(2024, "subdistrict_office", "120112", local) == Due(None, "township")
    assert due(2024, "subdistrict_office", None, local) == Due(None, "township")


@pytest.mark.parametrize(
    "wrong",
    [
        {"publish_by": date(2024, 2, 20)},
        {"publish_by": "soon"},
        {"types": None},
        {"colour": "red"},
    ],
)
def test_a_notice_that_cannot_be_one_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="somewhere-2024"):
        notices_of([NOTICE | wrong])


def test_a_notice_needs_its_source_and_stands_there_once() -> None:
    with pytest.raises(ValueError, match="source"):
        notices_of([{key: value for key, value in NOTICE.items() if key != "source"}])
    with pytest.raises(ValueError, match="twice"):
        notices_of([NOTICE, NOTICE])
    assert len({notice.id for notice in notices()}) == len(notices())


# -- when was it published ---------------------------------------------------------------------------------------


def on(text: str, kind: str = "meta") -> Dated:
    return Dated(date.fromisoformat(text), kind)


FIRST_SEEN = date(2026, 4, 2)


def test_the_earliest_credible_day_counts_with_what_says_it() -> None:
    found = published(2021, [on("2022-02-03", "list"), on("2022-01-28", "url"), on("2022-03-01")], FIRST_SEEN)
    assert (found.on, found.by, found.kind) == (date(2022, 1, 28), date(2022, 1, 28), "url")


@pytest.mark.parametrize(
    ("day", "doubt"),
    [
        ("1970-01-01", "before_year_end"),
        ("2021-12-26", "before_year_end"),
        ("2021-12-27", "credible"),
        ("2022-12-31", "credible"),
        ("2023-01-01", "too_late"),
        ("2026-04-03", "after_capture"),
    ],
)
def test_days_that_cannot_be_the_report_s(day: str, doubt: str) -> None:
    found = published(2021, [on(day)], FIRST_SEEN)
    assert found.doubts == {on(day): doubt}
    assert found.on == (date.fromisoformat(day) if doubt == "credible" else None)


def test_without_a_credible_day_the_first_capture_is_a_bound_and_no_date() -> None:
    found = published(2021, [], FIRST_SEEN)
    assert (found.on, found.by, found.kind) == (None, FIRST_SEEN, "first_capture")


def test_a_day_of_moving_in_proves_only_that_it_was_out_by_then() -> None:
    moved = date(2022, 6, 29)
    found = published(2021, [Dated(moved, "list")], FIRST_SEEN, [moved])
    assert (found.on, found.by, found.kind) == (None, moved, "list")
    assert published(2021, [Dated(moved, "list"), on("2022-01-20")], FIRST_SEEN, [moved]).on == date(2022, 1, 20)
    # The signature is the report's own: it does not move with the portal.
    assert published(2021, [Dated(moved, "signature")], FIRST_SEEN, [moved]).on == moved


def test_days_of_moving_in() -> None:
    day = date(2020, 6, 29)
    three = [("a", f"agency-{year}", year, day) for year in (2016, 2017, 2019)]
    assert stamps(three) == {("a", f"agency-{year}", day) for year in (2016, 2017, 2019)}
    assert stamps(three[:2]) == frozenset()
    assert stamps([*three[:2], ("b", "agency-2019", 2019, day)]) == frozenset()


def test_two_years_of_one_agency_on_one_day_say_nothing_of_its_neighbours() -> None:
    day = date(2020, 6, 29)
    both = [("a", "one", 2018, day), ("a", "one", 2019, day), ("a", "two", 2019, day)]
    assert stamps(both) == {("a", "one", day)}
    assert stamps([("a", "one", 2018, day), ("b", "one", 2019, day)]) == frozenset()
    # A day of before the year's end is not the report's anyway, so it says nothing of moving.
    assert stamps([("a", "one", 2020, day), ("a", "one", 2019, day)]) == frozenset()


def test_a_day_on_which_a_portal_really_publishes_is_none_of_moving() -> None:
    day = date(2020, 3, 2)
    many = [("a", f"agency-{number}", 2019, day) for number in range(20)]
    belated = [("a", "old-1", 2017, day), ("a", "old-2", 2018, day)]
    assert stamps([*many, *belated]) == frozenset()
    assert len(stamps([*many[:2], *belated])) == 4


@pytest.mark.parametrize(
    ("last", "day"),
    [
        ("无其他需要报告的事项。\n青石县水务局\n2024年1月25日", "2024-01-25"),
        ("无。\n青石县水务局 2024年1月5日", "2024-01-05"),
        ("无。\n2024 年 1 月 25 日\n", "2024-01-25"),
        ("无。\n二〇二四年一月二十五日", "2024-01-25"),
        ("无。\n二○二四年十二月三十一日", "2024-12-31"),
        ("无。\n二〇二四年二月十日", "2024-02-10"),
        ("2024年1月25日\n联系电话：01000000000", "2024-01-25"),
        ("无。\n2024年2月30日", None),
        ("本报告所列数据的统计期限为2023年1月1日至2023年12月31日", None),
        ("数据截至2023年12月31日", None),
        ("发布日期：2024年1月25日", "2024-01-25"),
        ("其他情况，2024年1月25日", None),
        ("2024年1月25日\n一\n二\n三", None),
        ("无。", None),
        ("", None),
    ],
)
def test_the_signature_under_a_report(last: str, day: str | None) -> None:
    found = signed({"overall": "2023年1月1日", "other_matters": last} if last else {})
    assert (found.day.isoformat() if found else None) == day


def test_days_of_captures_are_those_in_china() -> None:
    assert day_in_china("2026-01-31T15:59:59Z") == date(2026, 1, 31)
    assert day_in_china("2026-01-31T16:00:00Z") == date(2026, 2, 1)


def test_what_is_no_day_is_passed_over() -> None:
    assert list(declared({("2022-02-03", "list"), ("2022-13-03", "list"), ("", "")})) == [on("2022-02-03", "list")]


# -- who was due -------------------------------------------------------------------------------------------------


def test_an_agency_is_expected_from_its_first_report_until_it_ends() -> None:
    assert list(expected_years([2019, 2021], 2023, None)) == [
        (2019, Expected.REPORTED),
        (2020, Expected.BETWEEN),
        (2021, Expected.REPORTED),
        (2022, Expected.SINCE),
        (2023, Expected.SINCE),
    ]
    assert dict(expected_years([2016, 2017], 2020, 2019)) == {
        2016: Expected.REPORTED,
        2017: Expected.REPORTED,
        2018: Expected.SINCE,
        2019: Expected.ENDED,
        2020: Expected.ENDED,
    }
    assert dict(expected_years([2019], 2019, 2019)) == {2019: Expected.REPORTED}
    assert list(expected_years([], 2023, None)) == []
    assert [year for year, _ in expected_years([2022, 2027], 2023, None)] == [2022, 2023, 2027]


# -- what may be said --------------------------------------------------------------------------------------------

DUE = date(2025, 1, 31)
AFTER = date(2025, 2, 1)
FOUND = Standing(2024, Expected.REPORTED, DUE, no_later_than=FIRST_SEEN)
NOTHING = Standing(2024, Expected.SINCE, DUE, site_state="ok", checked_on=AFTER)


@pytest.mark.parametrize(
    ("standing", "said", "late"),
    [
        (replace(FOUND, published_on=DUE, no_later_than=DUE), Status.ON_TIME, 0),
        (replace(FOUND, published_on=AFTER, no_later_than=AFTER), Status.LATE, 1),
        (replace(FOUND, no_later_than=DUE), Status.ON_TIME, None),
        (FOUND, Status.DATE_UNKNOWN, None),
        (replace(FOUND, due_on=None), Status.NO_DUE_DATE, None),
        (replace(FOUND, due_on=None, published_on=AFTER), Status.NO_DUE_DATE, None),
        (replace(FOUND, expected=Expected.ENDED), Status.DATE_UNKNOWN, None),
        (replace(FOUND, no_later_than=date(2024, 12, 26)), Status.DATE_UNKNOWN, None),
        (replace(FOUND, no_later_than=date(2024, 12, 27)), Status.ON_TIME, None),
        (NOTHING, Status.NOT_FOUND, None),
        (replace(NOTHING, site_state="suspect"), Status.NOT_FOUND, None),
        (replace(NOTHING, site_state="drifted"), Status.NOT_FOUND, None),
        (replace(NOTHING, site_state="blocked"), Status.UNREACHABLE, None),
        (replace(NOTHING, site_state="unreachable", checked_on=None), Status.UNREACHABLE, None),
        (replace(NOTHING, site_state="robots_disallowed"), Status.UNREACHABLE, None),
        (replace(NOTHING, checked_on=DUE), Status.NOT_CHECKED, None),
        (replace(NOTHING, checked_on=None, site_state=None), Status.NOT_CHECKED, None),
        (replace(NOTHING, due_on=None), Status.NOT_FOUND, None),
        (replace(NOTHING, due_on=None, checked_on=date(2024, 12, 31)), Status.NOT_CHECKED, None),
        (replace(NOTHING, link_url="http://www.test.gov.cn/1.html"), Status.UNPARSED, None),
        (replace(NOTHING, expected=Expected.ENDED), Status.NOT_EXPECTED, None),
    ],
)
def test_what_is_said_after_the_date(standing: Standing, said: Status, late: int | None) -> None:
    assert status(standing, FIRST_SEEN) is said
    assert standing.days_late == late


def test_nothing_is_missing_before_its_day_is_over() -> None:
    for state in (None, *SiteState):
        assert status(replace(NOTHING, site_state=state), DUE) is Status.NOT_DUE_YET
    assert status(replace(NOTHING, due_on=None), date(2024, 12, 31)) is Status.NOT_DUE_YET
    published_later = replace(FOUND, published_on=date(2025, 1, 20), no_later_than=date(2025, 1, 20))
    assert status(published_later, date(2025, 1, 10)) is Status.NOT_DUE_YET
    assert status(published_later, date(2025, 1, 20)) is Status.ON_TIME


def test_a_report_for_which_nobody_has_looked_is_not_not_found() -> None:
    next_year = carried(NOTHING, 2025, date(2026, 1, 31))
    assert status(next_year, date(2026, 1, 31)) is Status.NOT_DUE_YET
    assert status(next_year, date(2026, 2, 1)) is Status.NOT_CHECKED
    assert status(carried(replace(NOTHING, expected=Expected.ENDED), 2025, None), AFTER) is Status.NOT_EXPECTED


def test_every_status_has_its_words_and_none_says_that_nothing_was_published() -> None:
    assert set(WORDS) == set(Status)
    for zh, en in WORDS.values():
        assert zh.replace("不代表未发布", "").count("未发布") == 0
        assert "not published" not in en.replace("does not mean not published", "")
    assert "不代表未发布" in WORDS[Status.NOT_FOUND][0]


# -- in the tables -----------------------------------------------------------------------------------------------


def seen(day: str, kind: str = "list") -> dict[str, Any]:
    return {"published_on": day, "published_from": kind}


def rows(folder: Path, query: str) -> list[dict[str, Any]]:
    with closing(opened(folder / "build" / "ogi.sqlite")) as connection:
        return [dict(row) for row in connection.execute(query)]


def timeliness(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    return {(row["agency_id"], row["year"]): row for row in rows(folder, "SELECT * FROM timeliness")}


EVERYTHING = Options()


def searched(archive: Archive, at: str, state: SiteState = SiteState.OK, options: Options = EVERYTHING) -> None:
    """One more run, which brought nothing."""
    with archive.begin((REAL,), options) as log:
        pass
    result = SiteResult(REAL.id, "generic", state, 1, {}, 3, 100, 1, None)
    manifest = replace(archive.run(log.run_id), state=RunState.FINISHED, started_at=at, finished_at=at)
    archive.write_manifest(replace(manifest, results={REAL.id: result}))


def built(folder: Path) -> None:
    build(folder / "archive", folder / "build", read_all=read_all)


def capture(archive: Archive, **fields: Any) -> None:
    """One more capture, in an unfinished run of its own."""
    with archive.begin((REAL,), EVERYTHING) as log:
        url = f"{REAL.start[0]}more.html"
        known = {"site_id": REAL.id, "kind": Kind.LEAD, "url": url, "final_url": url, "status": 200}
        log.add(**known | {"verdict": Verdict.UNREADABLE, "fetched_at": "2025-04-02T01:00:00Z"} | fields)


def restarted(archive: Archive, at: str) -> None:
    """The runs there are began at this moment."""
    for run in archive.runs():
        archive.write_manifest(replace(run, started_at=at))


def test_the_tables_of_the_calendar(tmp_path: Path) -> None:
    bureau, office = "110112-civil", "110112-gov-office"
    archive = archive_at(
        tmp_path / "archive",
        Item(reading_of(agency="通州区民政局", year=2021), at="2025-04-02T01:00:00Z", more=seen("2022-02-03")),
        Item(reading_of(agency="通州区民政局", year=2023), at="2025-04-02T01:00:00Z"),
        Item(reading_of(agency="通州区人民政府办公室", year=2023), at="2025-04-02T01:00:00Z", more=seen("2024-01-10")),
    )
    restarted(archive, "2025-04-02T00:00:00Z")
    built(tmp_path)
    found = timeliness(tmp_path)
    said = {key: (row["status"], row["expected"]) for key, row in found.items()}
    assert said == {
        (bureau, 2021): ("published_late", "reported"),
        (bureau, 2022): ("not_found", "between"),
        (bureau, 2023): ("published_date_unknown", "reported"),
        (bureau, 2024): ("not_found", "since"),
        (office, 2023): ("published_no_due_date", "reported"),
        (office, 2024): ("not_found", "since"),
    }
    late = found[bureau, 2021]
    assert (late["due_on"], late["basis"], late["days_late"]) == ("2022-01-31", "2019-49-1", 3)
    assert (late["published_on"], late["published_from"], late["no_later_than"]) == ("2022-02-03", "list", "2022-02-03")
    unknown = found[bureau, 2023]
    assert (unknown["published_on"], unknown["days_late"], unknown["published_from"]) == (None, None, "first_capture")
    assert unknown["no_later_than"] == "2025-04-02"
    missing = found[bureau, 2024]
    assert (missing["report_id"], missing["site_state"], missing["checked_on"]) == (None, "ok", "2025-04-02")
    assert (found[office, 2024]["due_on"], found[office, 2024]["basis"]) == (None, "office")
    (report,) = rows(tmp_path, "SELECT * FROM reports WHERE year = 2021")
    assert {name: report[name] for name in ("published_on", "published_from", "due_on", "days_late")} == {
        "published_on": "2022-02-03",
        "published_from": "list",
        "due_on": "2022-01-31",
        "days_late": 3,
    }
    with closing(opened(tmp_path / "build" / "ogi.sqlite")) as connection:
        counted = [(row["agency_type"], row["status"], row["agencies"]) for row in coverage(connection, 2024, "11")]
        assert coverage(connection, 2024, "12") == []
        assert sum(row["agencies"] for row in coverage(connection)) == len(found)
    assert counted == [("department", "not_found", 1), ("government_office", "not_found", 1)]


def test_the_last_run_decides_between_not_found_and_not_reached(tmp_path: Path) -> None:
    item = Item(reading_of(agency="通州区民政局", year=2023), at="2025-04-02T01:00:00Z")
    for name, state, said in (("a", SiteState.BLOCKED, "site_unreachable"), ("b", SiteState.SUSPECT, "not_found")):
        archive = archive_at(tmp_path / name / "archive", item)
        restarted(archive, "2025-04-02T00:00:00Z")
        searched(archive, "2025-04-03T00:00:00Z", state)
        built(tmp_path / name)
        assert timeliness(tmp_path / name)["110112-civil", 2024]["status"] == said


@pytest.mark.parametrize("options", [Options(sample=3), Options(requests=9), Options(years=(2023,))])
def test_a_run_that_did_not_look_for_the_year_is_no_search(options: Options, tmp_path: Path) -> None:
    archive = archive_at(
        tmp_path / "archive",
        Item(reading_of(agency="通州区民政局", year=2023), at="2025-04-02T01:00:00Z"),
    )
    restarted(archive, "2025-01-30T00:00:00Z")
    searched(archive, "2025-04-02T00:00:00Z", options=options)
    built(tmp_path)
    row = timeliness(tmp_path)["110112-civil", 2024]
    assert (row["status"], row["checked_on"]) == ("not_checked", "2025-01-30")


def test_a_link_that_names_agency_and_year_was_found_though_it_could_not_be_read(tmp_path: Path) -> None:
    archive = archive_at(
        tmp_path / "archive",
        Item(reading_of(agency="通州区民政局", year=2023), at="2025-04-02T01:00:00Z"),
        Item(reading_of(agency="通州区财政局", year=2023), at="2025-04-02T01:00:00Z"),
    )
    capture(
        archive, link_text="通州区民政局2024年政府信息公开工作年度报告", document_sha256=archive.put(b"broken"), bytes=6
    )
    capture(archive, link_text="2024年政府信息公开工作年度报告", status=None, verdict=Verdict.CHALLENGE)
    built(tmp_path)
    found = timeliness(tmp_path)
    row = found["110112-civil", 2024]
    assert (row["status"], row["link_url"]) == ("link_found_unparsed", "http://www.test.gov.cn/more.html")
    assert found["110112-finance", 2024]["status"] == "not_found"
    assert found["110112-civil", 2023]["link_url"] is None


def test_a_portal_that_moved_makes_nobody_late(tmp_path: Path) -> None:
    moved = [
        Item(reading_of(agency="通州区民政局", year=year), at="2025-04-02T01:00:00Z", more=seen("2022-06-29"))
        for year in (2020, 2021)
    ]
    late = Item(reading_of(agency="通州区财政局", year=2021), at="2025-04-02T01:00:00Z", more=seen("2022-03-01"))
    archive_at(tmp_path / "archive", *moved, late)
    built(tmp_path)
    found = timeliness(tmp_path)
    for year, bound in ((2020, "2022-06-29"), (2021, "2022-06-29")):
        row = found["110112-civil", year]
        assert (row["status"], row["published_on"]) == ("published_date_unknown", None)
        assert (row["no_later_than"], row["days_late"]) == (bound, None)
    assert found["110112-finance", 2021]["days_late"] == 29
    doubts = rows(tmp_path, "SELECT report_id, day, kind, doubt FROM publication_dates ORDER BY report_id")
    assert [tuple(row.values()) for row in doubts] == [
        ("110112-civil-2020", "2022-06-29", "list", "too_late"),
        ("110112-civil-2021", "2022-06-29", "list", "stamp"),
        ("110112-finance-2021", "2022-03-01", "list", "credible"),
    ]


def test_an_agency_whose_place_ended_is_no_longer_expected(tmp_path: Path) -> None:
    """下城区 (330103) was drawn into 拱墅区 (330105) in 2021."""
    archive_at(
        tmp_path / "archive",
        Item(reading_of(agency="杭州市下城区民政局", year=2019), site=OTHER, at="2025-04-02T01:00:00Z"),
    )
    built(tmp_path)
    found = {key[1]: row["status"] for key, row in timeliness(tmp_path).items() if key[0] == "330103-civil"}
    assert found[2020] == "not_found"
    assert {found[year] for year in (2021, 2022, 2023, 2024)} == {"not_expected"}


def test_an_agency_drawn_into_another_is_no_longer_expected(tmp_path: Path) -> None:
    archive_at(
        tmp_path / "archive",
        Item(earlier_reading(agency="通州区食品药品监督管理局", year=2017), at="2025-04-02T01:00:00Z"),
        Item(reading_of(agency="通州区市场监督管理局", year=2019), at="2025-04-02T01:00:00Z"),
    )
    built(tmp_path)
    found = timeliness(tmp_path)
    assert found["110112-food-drug", 2018]["due_on"] == "2019-03-31"
    assert found["110112-food-drug", 2018]["status"] == "not_found"
    assert found["110112-food-drug", 2019]["status"] == "not_expected"
    assert found["110112-market", 2024]["status"] == "not_found"


def test_an_agency_of_before_the_reform_ended_with_it_though_its_heir_is_not_here(tmp_path: Path) -> None:
    item = Item(earlier_reading(agency="通州区食品药品监督管理局", year=2016), at="2025-04-02T01:00:00Z")
    archive_at(tmp_path / "archive", item)
    built(tmp_path)
    said = {year: row["status"] for (_, year), row in timeliness(tmp_path).items()}
    assert said[2018] == "not_found"
    assert {said[year] for year in range(2019, 2025)} == {"not_expected"}


def test_the_day_is_that_of_the_newest_capture(tmp_path: Path) -> None:
    item = Item(reading_of(agency="通州区民政局", year=2023), at="2025-01-31T15:00:00Z", more=seen("2024-01-31"))
    archive_at(tmp_path / "archive", item)
    built(tmp_path)
    found = timeliness(tmp_path)
    assert found["110112-civil", 2023]["status"] == "published_on_time"
    assert found["110112-civil", 2024]["status"] == "not_due_yet"
    assert ("110112-civil", 2025) not in found


def test_the_tables_do_not_depend_on_how_many_agencies_are_held_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_at(
        tmp_path / "archive",
        *(
            Item(reading_of(agency=agency, year=year), at="2025-04-02T01:00:00Z", more=seen(f"{year + 1}-02-0{number}"))
            for number, agency in enumerate(("通州区民政局", "通州区财政局", "通州区教育局"), start=1)
            for year in (2021, 2022)
        ),
    )
    built(tmp_path)
    whole = (tmp_path / "build" / "ogi.sqlite").read_bytes()
    assert len(timeliness(tmp_path)) == 12
    monkeypatch.setattr("dataset.calendar.timeliness.HELD", 1)
    built(tmp_path)
    assert (tmp_path / "build" / "ogi.sqlite").read_bytes() == whole
