"""A small nation: three provinces, every form from 2008 to 2025, numbers that follow from two small formulas.

Every report agrees with its neighbours in time and with the report that sums up its place; a test that wants something
not to hold changes one report by hand (``but``) and knows what must come of it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crawler.registry import Site
from parsing.forms import EARLIER, FORMS
from parsing.model import Figure, Place, Reading, Verdict
from tests.dataset_kit import Item

YEARS = range(2008, 2026)
SITES = {
    "32": Site("js-test", "江苏省人民政府", "320000", ("http://js.test.gov.cn/",), (), ("js.test.gov.cn",)),
    "33": Site("zj-test", "浙江省人民政府", "330000", ("http://zj.test.gov.cn/",), (), ("zj.test.gov.cn",)),
    "41": Site("ha-test", "河南省人民政府", "410000", ("http://ha.test.gov.cn/",), (), ("ha.test.gov.cn",)),
}


@dataclass(frozen=True)
class Agency:
    """An agency of the kit: its id, its name, and the number that its figures are made from."""

    id: str
    name: str
    size: int


AGENCIES = tuple(
    Agency(f"{division}-{slot}", name, size)
    for size, (division, slot, name) in enumerate(
        [
            ("320000", "civil", "江苏省民政厅"),
            ("321300", "civil", "江苏省宿迁市民政局"),
            ("321323", "civil", "江苏省泗阳县民政局"),
            ("321323", "finance", "江苏省泗阳县财政局"),
            ("330000", "civil", "浙江省民政厅"),
            ("330100", "civil", "浙江省杭州市民政局"),
            ("330122", "civil", "浙江省桐庐县民政局"),
            ("410000", "civil", "河南省民政厅"),
            ("411600", "civil", "河南省周口市民政局"),
            ("411623", "civil", "河南省商水县民政局"),
        ],
        start=1,
    )
)
GOVERNMENT = Agency("321323-gov", "江苏省泗阳县人民政府", 50)
"""Sums up 泗阳: more than the two departments there state together."""


def new(agency: Agency, year: int) -> int:
    """Requests received."""
    return 20 + agency.size + (year - 2008)


def left_over(agency: Agency, year: int) -> int:
    """Requests carried out of a year; none out of 2018, which no form asked for."""
    return (agency.size + year) % 4 if year >= 2019 else 0


def outcomes(agency: Agency, year: int) -> int:
    """Requests answered."""
    return new(agency, year) + left_over(agency, year - 1) - left_over(agency, year)


def stock(agency: Agency, year: int) -> int:
    """Normative documents in force: two issued and one repealed a year."""
    return 10 + agency.size + (year - 2020)


def figures(agency: Agency, year: int) -> tuple[str, dict[str, int]]:
    """The form of the year and every number of the report that is not 0."""
    if year <= 2013:
        return "narrative", {"requests_received": new(agency, year), "reply_granted": 5, "proactive_items": 100 + year}
    if year <= 2018:
        received = new(agency, year)
        return "2014", {
            "requests_received": received, "requests_online": received, "requests_completed": received,
            "completed_on_time": received, "replies_total": received, "reply_already_public": 2, "reply_granted": received - 6,
            "reply_refused": 1, "refused_privacy": 1, "reply_not_exist": 2, "reply_not_this_organ": 1,
            "reconsideration_cases": 2, "reconsideration_corrected": 1, "proactive_items": 100 + year, "channel_website": 100 + year,
            "normative_docs_issued_total": 3,
        }  # fmt: skip
    form = "2019" if year <= 2020 else "2021"
    answered = outcomes(agency, year)
    rows = {
        "requests_new": new(agency, year), "requests_carried_in": left_over(agency, year - 1),
        "requests_carried_out": left_over(agency, year), "outcomes_total": answered, "granted": answered - 6, "granted_part": 1,
        "denied_third_party": 1, "unable_not_held": 2, ("other" if form == "2019" else "other_misc"): 2,
    }  # fmt: skip
    numbers = {f"{row}.{column}": number for row, number in rows.items() for column in ("natural_person", "total")}
    numbers |= {"reconsideration_corrected": 1, "reconsideration_pending": 1, "reconsideration_total": 2}
    numbers |= {"litigation_direct_upheld": 1, "litigation_direct_total": 1, "permit_decisions": 1000 + 7 * year}
    if form == "2019":
        numbers |= {"permit_items_prev_year": 40 + year - 2019, "permit_items_change": 1, "normative_docs_new_made": 2}
        return form, numbers | {"normative_docs_disclosed_total": 70}
    numbers |= {
        "normative_docs_issued": 2,
        "normative_docs_repealed": 1,
        "normative_docs_in_force": stock(agency, year),
    }
    return form, numbers | {"processing_fee_notices": 0, "processing_fee_collected_cny": 0}


_LETTERS = (
    "公开平台目录群众服务社区养老救助档案审批网站栏目解读会议培训督查考核专栏"
    "公告政策民生项目资金标准流程窗口热线问卷意见建议机制责任人员岗位制度更新"
)
_WORDS = [_LETTERS[at : at + 2] for at in range(0, len(_LETTERS), 2)]


def prose(seed: str, length: int = 60) -> str:
    """Running text that no other seed has."""
    chance = random.Random(seed)
    return "".join(f"{''.join(chance.choices(_WORDS, k=6))}{chance.randint(1, 99)}项。" for _ in range(length))


def report(agency: Agency, year: int, but: Mapping[str, Any] | None = None, **changes: Any) -> Reading:
    """The report of an agency and year; ``but`` are other numbers (None: not stated)."""
    form, numbers = figures(agency, year)
    numbers = {**numbers, **(but or {})}
    if form in FORMS:
        specs = FORMS[form].figures
        tables = {"proactive": form, "requests": form, "disputes": form}
        values = {key: Figure(key, numbers.get(key, 0), raw="1", place=Place(1, 1, 1, 1)) for key in specs}
    else:
        specs = EARLIER[form].figures
        tables = {"statistics_2014": form} if form == "2014" else {}
        whole = form == "2014"
        values = {key: Figure(key, numbers.get(key, 0 if whole else None)) for key in specs}
    return replace(
        Reading(
            Verdict.REPORT,
            sha256="",
            media="html",
            title=f"{agency.name}{year}年政府信息公开工作年度报告",
            agency_name=agency.name,
            year=year,
            form=form,
            table_forms=tables,
            figures=values,
            sections={"overall": prose(f"{agency.id}{year}")},
        ),
        **changes,
    )


def nation(changed: Mapping[tuple[str, int], Reading]) -> list[Item]:
    """Every report of the nation, with some of them replaced."""
    items = []
    for agency in (*AGENCIES, GOVERNMENT):
        for year in YEARS:
            reading = changed.get((agency.id, year)) or report(agency, year)
            items.append(Item(reading, SITES[agency.id[:2]], at=f"{year + 1}-03-01T01:00:00Z"))
    return items
