"""dataset.calendar: dates due by law, and only where the name makes the type certain."""

from __future__ import annotations

from datetime import date

import pytest

from dataset.calendar import certain_type, due_on


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("淮安市洪泽区人民政府", "people_government"),
        ("西藏自治区人民政府", "people_government"),
        ("阿坝藏族羌族自治州人民政府", "people_government"),
        ("上海市人民政府办公厅", "government_office"),
        ("朝阳县人民政府办公室", "government_office"),
        ("通州区委社会工委区民政局", "department"),
        ("北京市卫生健康委员会", "department"),
        ("北京市丰台区北宫镇人民政府", "township_government"),
        ("北京市朝阳区人民政府小关街道办事处", "subdistrict_office"),
        ("川汇区信访局", None),
        ("国家税务总局北京市税务局", None),
        ("淮安市生态环境局洪泽分局", None),
        ("某某高新区教育局", None),
        ("浦东新区人民政府", None),
        ("民政局", None),
        ("", None),
    ],
)
def test_certain_type(name: str, kind: str | None) -> None:
    assert certain_type(name) == kind


@pytest.mark.parametrize(
    ("year", "kind", "due"),
    [
        (2008, None, date(2009, 3, 31)),
        (2018, "subdistrict_office", date(2019, 3, 31)),
        (2019, "department", date(2020, 1, 31)),
        (2024, "people_government", date(2025, 3, 31)),
        (2024, "township_government", None),
        (2024, "government_office", None),
        (2024, None, None),
        (2007, "department", None),
    ],
)
def test_due_on(year: int, kind: str | None, due: date | None) -> None:
    assert due_on(year, kind) == due
