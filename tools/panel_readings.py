"""What do the reports of one made-up place say? Thirteen agencies, 2008 to 2025, every form.

Figures are like those of real reports: most are nought, a few are large, totals add up but for one report in twenty,
and one report in five leaves its noughts blank. Texts are as long as those of a county's agencies. The same number of
a place gives the same reports.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from crawler.registry import Site
from parsing.forms import EARLIER, FORMS, Form
from parsing.model import Figure, Place, Reading, State, Verdict
from parsing.rules import evaluate
from tests.dataset_kit import Item

PLACE, CODE = "江苏省泗阳县", "321323"
"""Where every made-up report is of, until the maker of panels gives it another place."""
HOST = "panel.test.gov.cn"
SITE = Site("panel-test", f"{PLACE}人民政府", CODE, (f"http://{HOST}/",), (), (HOST,))
ORGANS = (
    "人民政府", "人民政府办公室", "发展和改革委员会", "教育局", "公安局", "民政局", "司法局", "财政局", "交通运输局",
    "水利局", "商务局", "审计局", "统计局",
)  # fmt: skip
YEARS = range(2008, 2026)
FULL = 2024
"""The report year that every agency has."""
REPORTS = (83, 84, 83)
"""Reports of a place, in turn: three places have 250."""

_GRANTED = {"granted": 45, "granted_part": 8, "unable_not_held": 15, "denied_third_party": 2, "other_misc": 5}
_WORDS = (
    "政府信息公开平台建设政策解读工作机制民生领域重点项目主动公开依申请公开审查程序规范性文件网站栏目更新新闻发布会议"
    "督查考核业务培训群众关切回应及时准确公开目录动态调整档案移交便民服务窗口咨询意见建议问卷调查数据开放监督保障"
)
_PIECES = [_WORDS[at : at + 4] for at in range(0, len(_WORDS) - 3, 4)]
Numbers = dict[str, int | Decimal]


def items(number: int) -> list[Item]:
    """The captured documents of place ``number``: a page a report, and a PDF beside one page in six."""
    chance = random.Random(f"place {number}")
    made = []
    sizes = {organ: max(1, int(chance.lognormvariate(2.2, 1.3))) for organ in ORGANS}
    for organ, year in _chosen(chance, REPORTS[number % len(REPORTS)]):
        reading = _report(chance, f"{PLACE}{organ}", year, sizes[organ])
        day = f"{year + 1}-{chance.choice(('01', '01', '01', '02', '03', '04'))}-{chance.randint(10, 28)}"
        seen = {"published_on": day, "published_from": "meta", "link_text": reading.title}
        at = f"{max(year + 1, 2019)}-06-0{chance.randint(1, 9)}T01:00:00Z"
        made.append(Item(reading, SITE, at, {**seen, "listing_url": f"http://{HOST}/list.html"}))
        if chance.random() < 1 / 6:
            figures = dict(islice(reading.figures.items(), 3, None))
            made.append(Item(replace(reading, media="pdf", figures=figures), SITE, at, {**seen, "media": "pdf"}))
    return made


def _chosen(chance: random.Random, reports: int) -> list[tuple[str, int]]:
    """Which agency reported for which year: everyone for one year, ever more for the later ones."""
    rest = [(organ, year) for organ in ORGANS for year in YEARS if year != FULL]
    rest.sort(key=lambda one: chance.random() ** (1 / (one[1] - 2006) ** 1.4), reverse=True)
    return sorted([(organ, FULL) for organ in ORGANS] + rest[: reports - len(ORGANS)])


def _report(chance: random.Random, agency: str, year: int, size: int) -> Reading:
    form = "narrative" if year <= 2013 else "2014" if year <= 2018 else "2019" if year <= 2020 else "2021"
    if form in FORMS:
        numbers = _numbers(chance, FORMS[form], size)
        tables = {"proactive": form, "requests": form, "disputes": form}
        specs = FORMS[form].figures
    else:
        numbers = _earlier(chance, size)
        tables = {"statistics_2014": form} if form == "2014" else {}
        specs = EARLIER[form].figures
    if chance.random() < 0.05:
        key = "outcomes_total.total" if form in FORMS else "replies_total"
        numbers[key] = numbers.get(key, 0) + 1
    empty = State.BLANK if chance.random() < 0.2 else None
    figures = {}
    for line, spec in enumerate(specs.values(), start=1):
        value = numbers.get(spec.key, 0)
        stated = bool(value) or (empty is None and (form != "narrative" or spec.key == "proactive_items"))
        figures[spec.key] = Figure(
            spec.key,
            value if stated else None,
            None if stated else empty or State.ABSENT,
            raw=str(value) if stated else "",
            place=Place(table=1 + line // 80, row=1 + line % 30, column=1 + line % 9) if stated or empty else None,
        )
    return Reading(
        Verdict.REPORT,
        sha256="",
        media="html",
        title=f"{agency}{year}年政府信息公开工作年度报告",
        agency_name=agency,
        year=year,
        form=form,
        table_forms=tables,
        figures=figures,
        findings=evaluate(figures, tables),
        sections={
            "overall": _prose(chance, agency, 1200),
            "problems": _prose(chance, agency, 450),
            "other_matters": _prose(chance, agency, 120),
        },
    )


def _prose(chance: random.Random, agency: str, length: int) -> str:
    said = [f"{agency}"]
    while sum(map(len, said)) < length:
        said.append(f"{''.join(chance.choices(_PIECES, k=chance.randint(3, 7)))}{chance.randint(1, 300)}项。")
    return "".join(said)


def _numbers(chance: random.Random, form: Form, size: int) -> Numbers:
    """The figures of a report from 2019 on that are not nought."""
    counts: Counter[str] = Counter()
    leaves = [*form.leaves, "other_misc"] if "other_misc" in form.leaves else [*form.leaves]
    weights = [_GRANTED.get(leaf, 1) for leaf in leaves]
    received, carried = int(chance.expovariate(1 / size)), chance.randrange(4)
    left = chance.randrange(min(received + carried, 3) + 1)
    applicants = chance.choices(form.applicants, (14, 2, 1, 1, 1, 1)[: len(form.applicants)], k=received + carried)
    for place, applicant in enumerate(applicants):
        rows = ["requests_new" if place < received else "requests_carried_in"]
        if place < len(applicants) - left:
            rows += [*chance.choices(leaves, weights), "outcomes_total"]
        else:
            rows.append("requests_carried_out")
        counts.update(f"{row}.{column}" for row in rows for column in (applicant, "total"))
    for route in form.routes:
        for _ in range(int(chance.expovariate(1 / (1 + size / 40)))):
            outcome = chance.choice(("upheld", "upheld", "corrected", "other", "pending"))
            counts.update((f"{route.key}_{outcome}", f"{route.key}_total"))
    numbers: Numbers = dict(counts)
    for spec in (*form.table("proactive"), *form.table("processing_fees")):
        if chance.random() < 0.3:
            amount = int(chance.lognormvariate(3, 2))
            numbers[spec.key] = Decimal(amount) + Decimal("0.25") if spec.type.startswith("money") else amount
    return numbers


def _earlier(chance: random.Random, size: int) -> Numbers:
    """The figures of a report of before 2019 that are not nought."""
    received = int(chance.expovariate(1 / size))
    numbers: Numbers = {"proactive_items": 200 + int(chance.lognormvariate(5, 1)), "meetings": 2, "trainings": 1}
    same = ("requests_received", "requests_online", "requests_completed", "completed_on_time", "replies_total")
    numbers |= dict.fromkeys((*same, "reply_granted"), received)
    for key in ("channel_website", "channel_weibo", "channel_wechat", "policy_interpretations", "reading_points"):
        numbers[key] = int(chance.lognormvariate(3, 1.5))
    return numbers
