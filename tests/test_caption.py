"""Issuer and year of one line, whatever a portal puts around a title."""

from __future__ import annotations

import pytest

from parsing.caption import issuer_and_year, said_of_report

BUREAU = "青石县水利局"
REPORT = "政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "line",
    [
        f"2021年{REPORT}（{BUREAU}）", f"2021年{REPORT}-{BUREAU}", f"2021年度{REPORT}——{BUREAU}", f"{REPORT}(2021年度){BUREAU}",
        f"政府信息公开年报：{BUREAU}2021年", f"政府信息公开年报 {BUREAU}2021年{REPORT}", f"首页 > 年报 > {BUREAU}2021年{REPORT}",
        f"政府门户网站 政府信息公开年报 {BUREAU}2021年{REPORT}", f"青石县人民政府 政府信息公开 {BUREAU}2021年{REPORT}",
        f"{BUREAU}2021年{REPORT}_政府信息公开年报_政府网", f"[2022-01-28] {BUREAU}2021年{REPORT}", f"2022/1/25{BUREAU}2021年{REPORT}",
        f"2022-01-25 2021年{REPORT}（{BUREAU}）", f"{BUREAU}2021年{REPORT}20220125", f"2022年3月31日 {BUREAU}2021年度{REPORT}",
        f"{BUREAU}2021年{REPORT}（2022年3月公布）", f"{BUREAU}2021年{REPORT} 发布日期：2022年1月25日",
        f"青水〔2022〕5号关于印发《{BUREAU}2021年{REPORT}》的通知", f"青水（2022）5号 {BUREAU}2021年{REPORT}",
        f"青石县水利局办公室关于印发{BUREAU}2021年度{REPORT}的通知", f"{BUREAU}关于2021年度政府信息公开工作情况的报告",
        f"【年度报告】{BUREAU}2021年政府信息公开年报", f"公示：{BUREAU}2021年{REPORT}", f"（一）{BUREAU}2021年{REPORT}",
        f"【{BUREAU}】2021年{REPORT}", f"{BUREAU}公开2021年{REPORT}", f"{BUREAU}政府信息公开年报（2021年1月1日至2021年12月31日）",
        f"{BUREAU}2021年1月-12月{REPORT}", f"{BUREAU}{REPORT}（2021年1-12月）", f"{BUREAU}21年{REPORT}", f"21年{BUREAU}政府信息公开年报", f"{BUREAU}二О二一年{REPORT}",
        f"索引号：11330122/2022-00012 {BUREAU}2021年{REPORT}", f"★{BUREAU}2021年{REPORT}★", f"07-{BUREAU}2021年{REPORT}",
        f"{BUREAU}{REPORT}（二〇二一）", "青石縣水利局2021年政府信息公開工作年度報告", "青石縣水利局2021年政府資訊公開工作年度報告",
    ],
)  # fmt: skip
def test_issuer_and_year_of_a_line(line: str) -> None:
    assert issuer_and_year(line) == (BUREAU, 2021)


@pytest.mark.parametrize(
    "line",
    [
        f"{BUREAU}2021年年报", f"{BUREAU}2021年度报告", f"2021年年度报告（{BUREAU}）", f"{BUREAU}2021年政务公开工作总结",
        f"{BUREAU}2021年政府信息主动公开工作年度报告", f"{BUREAU}2021年《政府信息公开条例》实施情况报告",
        f"{BUREAU}2021年政务公开和政府信息公开工作年度报告", f"青石县政府网站-政府信息公开年报-{BUREAU}2021年度报告",
    ],
)  # fmt: skip
def test_a_line_that_is_known_to_be_of_a_report(line: str) -> None:
    assert said_of_report(line) == (BUREAU, 2021)


@pytest.mark.parametrize("line", [f"{BUREAU}2008-2010年{REPORT}", f"{BUREAU}2020年、2021年{REPORT}"])
def test_several_years_are_no_year(line: str) -> None:
    assert issuer_and_year(line) == (BUREAU, None)


@pytest.mark.parametrize("town", ["湖㳇镇", "沈𫭢镇", "麦㙦镇"])
def test_rare_characters_are_characters(town: str) -> None:
    """Or the report of a town would be its county's: a name is two Chinese characters at least."""
    assert issuer_and_year(f"{town}2021年{REPORT}") == (town, 2021)
    assert issuer_and_year(f"2021年{REPORT}（{town}）") == (town, 2021)


@pytest.mark.parametrize("name", ["青石县政务信息公开办公室", "青石县政府网站管理中心", "青石县信息网络中心"])
def test_an_office_for_publication_keeps_its_name(name: str) -> None:
    assert issuer_and_year(f"{name}2021年{REPORT}") == (name, 2021)


@pytest.mark.parametrize("name", ["本溪县财政局", "余杭区统计局", "拱北海关", "青石县住房和城乡建设局(人防办)"])
def test_offices_behind_the_report_words(name: str) -> None:
    assert issuer_and_year(f"2021年{REPORT}（{name}）") == (name, 2021)


@pytest.mark.parametrize(
    "line",
    [
        f"2021年{REPORT}",
        f"2021年{REPORT}（各乡镇）",
        f"2021年{REPORT}（党政办公室）",
        f"2021年{REPORT}（图文）",
        f"2021年{REPORT}_政府信息公开网",
        "2021年年报",
    ],
)
def test_lines_without_issuer(line: str) -> None:
    assert said_of_report(line) == (None, 2021)
