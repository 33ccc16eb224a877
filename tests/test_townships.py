"""dataset.identity.townships: what became of townships and sub-districts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dataset.identity import townships
from dataset.identity.agencies import Event, identify
from dataset.identity.places import place
from dataset.identity.registry import KnownName, Registry
from dataset.identity.resolve import resolve
from dataset.identity.slots import TOWN_KINDS
from dataset.identity.townships import heir, last_name, stem


def events(*printed: tuple[str, int], division: str = "341122", registry: Registry | None = None) -> list[Event]:
    found = identify([(division, issuer, year) for issuer, year in printed], registry or Registry())
    return [event for event in found.events if "-t-" in event.agency_id]


@pytest.mark.parametrize("year", [2018, 2020, 2022])
def test_a_renamed_township_keeps_its_id(year: int) -> None:
    before, after = (f"北京市丰台区{name}人民政府{year}年政府信息公开工作年度报告" for name in ("长辛店镇", "北宫镇"))
    assert resolve(before).agency_id == resolve(after).agency_id == "110106-t-beigong-zhen"
    street = resolve(f"北京市丰台区长辛店街道办事处{year}年政府信息公开工作年度报告")
    assert street.agency_id == "110106-t-zhangxindian-jiedao", "the sub-district is another one and has its name still"


def test_the_names_of_a_renamed_township_have_their_years() -> None:
    printed = [("110106", f"北京市丰台区{name}人民政府", year) for name, year in
               [("长辛店镇", 2018), ("长辛店镇", 2019), ("北宫镇", 2020), ("北宫镇", 2021)]]  # fmt: skip
    found = identify(printed, Registry())
    assert {member.agency_id for member in found.members.values()} == {"110106-t-beigong-zhen"}
    assert [(known.organ, known.first_year, known.last_year) for known in found.registry.names] == [
        ("长辛店镇", 2018, 2019),
        ("北宫镇", 2020, 2021),
    ]
    assert [(event.kind, event.year) for event in found.events] == [("rename", 2020)]


def test_an_id_that_stands_in_the_registry_is_not_moved_by_the_list() -> None:
    old = KnownName(
        "110106-t-old", "110106", "township_government", "town", "长辛店镇", "北京市丰台区长辛店镇人民政府", 2018, 2019
    )
    found = identify([("110106", "北京市丰台区长辛店镇人民政府", 2019)], Registry([old]))
    assert {member.agency_id for member in found.members.values()} == {"110106-t-old"}


def test_a_township_that_was_made_a_town() -> None:
    (event,) = events(("来安县水口乡人民政府", 2015), ("来安县水口乡人民政府", 2016), ("来安县水口镇人民政府", 2018))
    assert (event.agency_id, event.year, event.kind, event.other_id) == (
        "341122-t-shuikou-xiang",
        2018,
        "recode",
        "341122-t-shuikou-zhen",
    )
    assert event.basis.startswith("水口乡 → 水口镇")


@pytest.mark.parametrize(
    "printed",
    [
        [("来安县水口乡人民政府", 2016), ("来安县水口镇人民政府", 2016)],  # side by side, as 城关镇 and 城关乡 are
        [("来安县水口乡人民政府", 2016), ("来安县水口镇人民政府", 2015), ("来安县水口乡人民政府", 2014)],
        [("来安县水口乡人民政府", 2016), ("来安县新安镇人民政府", 2018)],
        [("来安县水口乡人民政府", 2016), ("来安县水口镇人民政府", 2018), ("来安县水口街道办事处", 2018)],  # which one?
        [("来安县水口乡人民政府", 2016), ("来安县财政局", 2018)],
    ],
)
def test_what_is_no_such_change(printed: list[tuple[str, int]]) -> None:
    assert events(*printed) == []


def test_the_nearest_heir_is_taken() -> None:
    assert heir("水口乡", 2010, [("水口镇", 2011), ("水口街道", 2020)]) == ("水口镇", 2011)
    assert heir("水口镇", 2019, [("水口乡", 2008), ("水口街道", 2020)]) == ("水口街道", 2020)
    assert heir("水口镇", 2019, []) is None


def test_stems() -> None:
    assert (stem("水口镇"), stem("三汊河满族乡"), stem("水口街道"), stem("东镇")) == (
        "水口",
        "三汊河满族",
        "水口",
        None,
    )
    assert last_name("110106", "北宫镇") == "北宫镇"
    assert last_name("110105", "长辛店镇") == "长辛店镇", "another county's"


def test_the_list_of_renames() -> None:
    with Path(townships.__file__).with_name("townships.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = tuple(kind for kind, _ in TOWN_KINDS)
    assert rows
    for row in rows:
        assert place(row["county"], int(row["year"])) is not None and row["basis"]
        assert row["before"].endswith(kinds) and row["after"].endswith(kinds) and row["before"] != row["after"]
