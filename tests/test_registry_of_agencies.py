"""An agency stays itself: renames, mergers, new codes, organs side by side, rulings, and a registry that never moves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from dataset.errors import DatasetError
from dataset.identity.agencies import Identified, Printed, identify
from dataset.identity.registry import Registry, Ruling


def reports(division: str, issuer: str, first: int, last: int) -> list[Printed]:
    return [(division, issuer, year) for year in range(first, last + 1)]


def ids(found: Identified, printed: Iterable[Printed]) -> set[str]:
    return {found.members[one].agency_id for one in printed}


def test_a_rename_keeps_the_id() -> None:
    names = (
        reports("110112", "通州区卫生局", 2010, 2013),
        reports("110112", "北京市通州区卫生和计划生育委员会", 2014, 2018),
        reports("110112", "通州区卫生健康委员会", 2019, 2024),
    )
    found = identify([one for name in names for one in name], Registry())
    assert {found.members[one].agency_id for name in names for one in name} == {"110112-health"}
    assert [(event.kind, event.year) for event in found.events] == [("rename", 2014), ("rename", 2019)]
    assert [(known.organ, known.first_year, known.last_year) for known in found.registry.names] == [
        ("卫生局", 2010, 2013),
        ("卫生和计划生育委员会", 2014, 2018),
        ("卫生健康委员会", 2019, 2024),
    ]


def test_ways_of_printing_a_name_are_one_name() -> None:
    printed = [
        ("110112", name, 2021)
        for name in ("通州区民政局", "北京市通州区民政局", "区民政局", "通州区委社会工委区民政局")
    ]
    found = identify(printed, Registry())
    assert ids(found, printed) == {"110112-civil"}
    assert not found.events and len(found.registry.names) == 1


def test_organs_side_by_side_have_ids_of_their_own() -> None:
    printed = [
        *reports("110112", "通州区城市管理委员会", 2018, 2023),
        *reports("110112", "通州区综合行政执法局", 2019, 2022),
    ]
    found = identify(printed, Registry())
    assert found.members["110112", "通州区城市管理委员会", 2020].agency_id == "110112-urban"
    assert (
        found.members["110112", "通州区综合行政执法局", 2020].agency_id == "110112-urban-zong-he-xing-zheng-zhi-fa-ju"
    )
    assert not found.events


def test_the_reform_drew_three_offices_into_one() -> None:
    old = ("工商行政管理局", "质量技术监督局", "食品药品监督管理局")
    printed = [one for name in old for one in reports("330106", f"西湖区{name}", 2014, 2018)]
    printed += reports("330106", "西湖区市场监督管理局", 2019, 2023)
    found = identify(printed, Registry())
    assert {event.agency_id: (event.kind, event.year, event.other_id) for event in found.events} == {
        f"330106-{slot}": ("merge", 2019, "330106-market") for slot in ("saic", "quality", "food-drug")
    }


def test_family_planning_joined_health_when_its_own_reports_say_so() -> None:
    """In 2013 to 2015, place by place, so the year is that after its last report."""
    family = reports("330106", "西湖区人口和计划生育局", 2008, 2013)
    health = [*reports("330106", "西湖区卫生局", 2008, 2013), *reports("330106", "西湖区卫生和计划生育局", 2014, 2018)]
    merged = [e for e in identify([*family, *health], Registry()).events if e.kind == "merge"]
    assert [(e.agency_id, e.year, e.other_id) for e in merged] == [("330106-family", 2014, "330106-health")]
    alone = identify([*family, *reports("330106", "西湖区卫生局", 2008, 2018)], Registry())
    assert not [e for e in alone.events if e.kind == "merge"]


def test_organs_follow_what_became_of_their_place() -> None:
    printed = [
        *reports("411603", "淮阳县民政局", 2015, 2018),
        *reports("411603", "淮阳区民政局", 2019, 2023),
        *reports("330105", "下城区民政局", 2015, 2020),
        *reports("330105", "拱墅区民政局", 2015, 2023),
    ]
    found = identify(printed, Registry())
    assert {(e.agency_id, e.kind, e.year, e.other_id) for e in found.events} == {
        ("411626-civil", "recode", 2019, "411603-civil"),
        ("330103-civil", "merge", 2021, "330105-civil"),
    }


def test_what_cannot_be_told_waits_for_a_person() -> None:
    one: Printed = ("100000", "鼓楼区民政局", 2020)
    found = identify([one], Registry())
    assert not found.members
    assert found.unresolved[one].candidates == ("320106", "320302", "350102", "410204")
    ruling = Ruling("鼓楼区民政局", "100000", "320302-civil", "by its address, 徐州市")
    ruled = identify([one], Registry(rulings=(ruling,)))
    assert ruled.members[one].agency_id == "320302-civil" and "ruling" in ruled.members[one].flags
    none = identify([one], Registry(rulings=(Ruling("鼓楼区民政局", "100000", None, "a school's"),)))
    assert not none.members and not none.unresolved


def test_a_ruling_that_decides_nothing_is_an_error() -> None:
    idle = Ruling("某局", "110112", "110112-civil", "old")
    with pytest.raises(DatasetError, match="rulings decide nothing"):
        identify([("110112", "通州区民政局", 2021)], Registry(rulings=(idle,)))


def test_an_id_that_stands_in_the_registry_never_moves(tmp_path: Path) -> None:
    first = identify(reports("110112", "通州区综合行政执法局", 2019, 2022), Registry())
    first.registry.save(tmp_path)
    later = [
        *reports("110112", "通州区综合行政执法局", 2019, 2024),
        *reports("110112", "通州区城市管理委员会", 2008, 2024),
    ]
    moved = identify(later, Registry())
    kept = identify(later, Registry.load(tmp_path))
    assert moved.members[later[0]].agency_id != "110112-urban"
    assert kept.members[later[0]].agency_id == "110112-urban"
    assert kept.members[later[-1]].agency_id == "110112-urban-cheng-shi-guan-li-wei-yuan-hui"


def test_a_registry_written_and_read_is_the_same(tmp_path: Path) -> None:
    printed = [*reports("110112", "通州区民政局", 2019, 2022), *reports("990101", "样例市教育局", 2021, 2022)]
    found = identify(printed, Registry())
    assert found.members["990101", "样例市教育局", 2021].provisional
    found.registry.save(tmp_path)
    loaded = Registry.load(tmp_path)
    assert [known.agency_id for known in loaded.names] == ["110112-civil"]  # samples are no agencies of the nation
    again = identify(printed, loaded)
    assert again.members == found.members
    again.registry.save(tmp_path / "again")
    assert (tmp_path / "again" / "agencies.csv").read_bytes() == (tmp_path / "agencies.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("agencies.csv", "agency_id,region\n1,2\n"),
        ("agencies.csv", "agency_id,region,type,function,organ,name,first_year,last_year\na,b,c,d,e,f,x,2020\n"),
        ("rulings.yml", "issuers: [{issuer: x}]"),
        ("rulings.yml", "issuers: {"),
        ("rulings.yml", "- 1"),
    ],
)
def test_broken_files_are_told_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(DatasetError) as told:
        Registry.load(tmp_path)
    assert name in told.value.en and "\n" not in told.value.en


def test_rulings_are_read(tmp_path: Path) -> None:
    text = 'issuers:\n- {issuer: 鼓楼区民政局, division: "100000", agency_id: 320302-civil, note: 地址, years: [2019, 2021]}\n'
    (tmp_path / "rulings.yml").write_text(text, "utf-8")
    [ruling] = Registry.load(tmp_path).rulings
    assert ruling.covers("鼓楼区民政局", "100000", 2020) and not ruling.covers("鼓楼区民政局", "100000", 2022)
