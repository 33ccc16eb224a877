"""Do figures fit what is known of the agency: its powers, its peers, its scope, its two years of requests?

Rules ``proactive.rule_making_power``, ``proactive.fee_unit``, ``disputes.volume`` and ``report.scope``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dataset.checks.context import Context, quoted
from dataset.checks.exceptions import said
from dataset.checks.model import Check, Status
from dataset.identity.places import level_of_code
from dataset.series import AgencyYear
from parsing.model import json_number

POWER, FEE_UNIT, VOLUME, SCOPE = (
    "proactive.rule_making_power", "proactive.fee_unit", "disputes.volume", "report.scope",
)  # fmt: skip
SCOPES = ("own_organ", "own_level", "jurisdiction")
FEES = "admin_fees_collected_10k_cny"
COUNTY_CAP = 100_000
"""10,000 CNY: more than one organ of a county can collect in a year."""
FAR = 10
"""Times the median of the peers from which a number is out of line."""
TEN_THOUSAND = 10_000
ROUTES = ("reconsideration_total", "litigation_direct_total", "litigation_after_reconsideration_total")
_FEE_SAID = re.compile(r"行政事业性收费[^。;]{0,24}?(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元)")
_UNITS = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}


def evaluate(before: AgencyYear | None, now: AgencyYear, context: Context) -> Iterator[Check]:
    """The rules of this module on one report."""
    if now.form != "narrative":
        yield _scope(now)
    if "proactive" in now.forms:
        yield _power(now)
        if now.forms["proactive"] == "2021":
            yield _fee_unit(now, context)
    if "disputes" in now.forms:
        yield _volume(before, now, context)


def _scope(now: AgencyYear) -> Check:
    """A report whose scope is not known yet cannot be assessed; it must be one of three."""
    if now.scope is None:
        return Check(SCOPE, Status.NOT_ASSESSABLE)
    if now.scope in SCOPES:
        return Check(SCOPE, Status.PASS)
    known = " / ".join(SCOPES)
    return Check(
        SCOPE,
        Status.FAIL,
        (),
        now.scope,
        known,
        zh=f"统计范围“{now.scope}”不是规定的一种",
        en=f"'{now.scope}' is no scope",
    )


def _power(now: AgencyYear) -> Check:
    """Only State Council departments, provinces, cities with districts and autonomous prefectures make rules."""
    rules = {key: n for key, n in now.figures.get("proactive", {}).items() if key.startswith("gov_rules_")}
    claimed = {key: number for key, number in rules.items() if number > 0}
    if not claimed:
        return Check(POWER, Status.PASS if rules else Status.NOT_ASSESSABLE)
    high = level_of_code(now.division_code) in ("province", "prefecture")
    if now.agency_type is None:
        return Check(POWER, Status.NOT_ASSESSABLE)
    if now.agency_type == "state_council" or (high and now.agency_type == "people_government"):
        return Check(POWER, Status.PASS)
    office = high and now.agency_type == "government_office"
    most = max(claimed.values())
    return Check(
        POWER,
        Status.EXPLAINED if office else Status.FAIL,
        tuple(claimed),
        str(most),
        "0",
        zh=f"该机关没有规章制定权，却填报规章 {most} 件",
        en=f"An organ without rule-making power reports {most} government rules",
        explained_by="government_office" if office else None,
    )


def _fee_unit(now: AgencyYear, context: Context) -> Check:
    """An amount in CNY in a cell for 10,000 CNY: the prose says so, or it is out of all proportion."""
    amount = now.value("proactive", FEES)
    if amount is None:
        return Check(FEE_UNIT, Status.NOT_ASSESSABLE)
    if amount == 0:
        return Check(FEE_UNIT, Status.PASS)
    told = _told(now, context)
    if told is not None:
        stated, sentence = told
        if stated * TEN_THOUSAND == amount:
            return _fee_failed(
                now,
                str(json_number(stated)),
                f"正文为 {json_number(stated)} 万元",
                f"the text says {json_number(stated)}",
                sentence,
            )
        if stated == amount:
            return Check(FEE_UNIT, Status.PASS)
    if now.scope == "own_organ" and level_of_code(now.division_code) == "county" and amount > COUNTY_CAP:
        return _fee_failed(
            now,
            str(COUNTY_CAP),
            f"县级单个机关不可能超过 {COUNTY_CAP} 万元",
            f"more than an organ of a county can collect ({COUNTY_CAP})",
        )
    peers = context.peers(now, "admin_fees_10k_cny")
    if peers is None or peers <= 0:
        return Check(FEE_UNIT, Status.NOT_ASSESSABLE if told is None else Status.PASS)
    # What is out of line as it stands and would be in line ten thousand times smaller.
    if amount > FAR * peers and Decimal(amount) / TEN_THOUSAND * FAR >= peers:
        return _fee_failed(
            now,
            str(json_number(peers)),
            f"同类机关的中位数为 {json_number(peers)} 万元",
            f"the median of its peers is {json_number(peers)}",
        )
    return Check(FEE_UNIT, Status.PASS)


def _told(now: AgencyYear, context: Context) -> tuple[Decimal, str] | None:
    """The one amount of administrative fees that the prose states, in 10,000 CNY, with its sentence."""
    found = [
        (Decimal(match["number"].replace(",", "")) * _UNITS[match["unit"]], sentence)
        for sentence in context.prose.sentences(now.report_id)
        for match in _FEE_SAID.finditer(sentence)
    ]
    return found[0] if len({amount for amount, _ in found}) == 1 else None


def _fee_failed(now: AgencyYear, right: str, zh: str, en: str, sentence: str | None = None) -> Check:
    amount = json_number(now.value("proactive", FEES))
    return Check(
        FEE_UNIT, Status.FAIL, (FEES,), str(amount), right,
        zh=f"行政事业性收费 {amount} 万元，疑以元为单位填报：{zh}",
        en=f"Administrative fees of {amount} (10,000 CNY) look like CNY: {en}",
        quote=quoted(sentence) if sentence else None,
    )  # fmt: skip


def _volume(before: AgencyYear | None, now: AgencyYear, context: Context) -> Check:
    """Disputes of a year are over what was answered in it or in the year before."""
    disputes = now.sum("disputes", *ROUTES)
    answered = now.value("requests", "outcomes_total.total")
    if disputes is None or answered is None:
        return Check(VOLUME, Status.NOT_ASSESSABLE)
    if disputes <= answered:
        return Check(VOLUME, Status.PASS)
    earlier = before.value("requests", "outcomes_total.total") if before is not None else None
    if before is None or earlier is None:
        return Check(VOLUME, Status.NOT_ASSESSABLE)
    if disputes <= answered + earlier:
        return Check(VOLUME, Status.PASS)
    reason = said(VOLUME, context.prose.sentences(now.report_id))
    return Check(
        VOLUME,
        Status.EXPLAINED if reason else Status.FAIL,
        (*ROUTES, "outcomes_total.total"),
        str(disputes),
        str(answered + earlier),
        before.report_id,
        ("outcomes_total.total",),
        f"复议诉讼 {disputes} 件，多于两年办理的 {answered + earlier} 件",
        f"{disputes} disputes, more than the {answered + earlier} outcomes of two years",
        reason[0] if reason else None,
        quoted(reason[1]) if reason else None,
    )
