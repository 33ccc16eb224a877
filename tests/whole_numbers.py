"""The numbers of the invented nation: honest ones, and the row of the panel that must come of each report.

Governments state the sums of their organs and of the governments below them. The rows are made from the same numbers by
the meaning of the columns (specification of the forms, crosswalk), not by the declaration that the program reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.whole_nation import ORGANS, Agency, below, draw, nation

APPLICANTS = ("natural_person", "org_commercial_enterprise", "org_research_institution", "org_public_interest", "org_legal_service", "org_other")  # fmt: skip
DENIED = ("state_secret", "other_law", "security_stability", "third_party", "internal_affairs", "process_info", "enforcement_file", "special_inquiry")  # fmt: skip
UNPROCESSED = ("petition", "repeat", "publication", "excessive", "reconfirm")
OTHERS = ("other_no_supplement", "other_fee_unpaid", "other_misc")
LEAVES = (
    "granted", "granted_part", *(f"denied_{ground}" for ground in DENIED), "unable_not_held", "unable_needs_creation",
    "unable_unclear", *(f"not_processed_{kind}" for kind in UNPROCESSED), *OTHERS,
)  # fmt: skip
ROUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending")
EARLY = {
    "narrative": (
        "proactive_items", "requests_received", "requests_in_person", "requests_fax", "requests_online", "requests_letter",
        "reply_granted", "reply_granted_part", "reply_refused", "reply_not_this_organ", "reply_not_exist", "reconsideration_cases",
        "litigation_cases", "ogi_fees_10k_cny", "normative_docs_new", "replies_total", "refused_not_gov_info", "reply_unclear",
        "refused_exempt_1", "refused_exempt_2", "refused_exempt_3", "refused_other", "complaints",
    ),
    "2014": (
        "proactive_items", "normative_docs_issued_total", "channel_website", "requests_received", "requests_in_person",
        "requests_fax", "requests_online", "requests_letter", "requests_completed", "completed_on_time", "completed_extended",
        "replies_total", "reply_already_public", "reply_granted", "reply_granted_part", "reply_refused", "refused_state_secret",
        "refused_commercial_secret", "refused_privacy", "refused_security_stability", "refused_not_gov_info", "refused_other_law",
        "reply_not_this_organ", "reply_not_exist", "reply_told_to_amend", "reply_other_channel", "reconsideration_cases",
        "reconsideration_upheld", "reconsideration_corrected", "litigation_cases", "litigation_corrected", "complaints",
        "ogi_fees_10k_cny", "ogi_dedicated_bodies", "reading_points", "ogi_staff", "ogi_staff_fulltime", "ogi_staff_parttime",
        "ogi_budget_10k_cny", "meetings", "trainings", "trainees",
    ),
}  # fmt: skip
MONEY = {"ogi_fees_10k_cny", "ogi_budget_10k_cny"}
"""In hundredths of the unit as they are drawn."""
LARGE = {"proactive_items": 500, "requests_received": 60, "replies_total": 60}
Raw = tuple[NDArray[np.int64], ...]
Value = int | Decimal | None


def form_of(year: int) -> str:
    """The form that the reports of a year are written in."""
    return "narrative" if year <= 2013 else "2014" if year <= 2018 else "2019" if year <= 2020 else "2021"


@dataclass(frozen=True)
class Numbers:
    """What one report states: the form of each table, and every number by its key."""

    forms: Mapping[str, str]
    values: Mapping[str, Value]


@lru_cache(maxsize=4096)
def _raw(agency: Agency, year: int) -> Raw:
    """Numbers of an organ; of a government the sums. Up to 2018 one list, since then leaves, carried in and out, disputes."""
    if agency.organ.type == "people_government":
        return sums(agency.place.id, year)
    if year <= 2018:
        keys = EARLY[form_of(year)]
        drawn = np.frombuffer(draw(agency.id, year, size=len(keys)), dtype=np.uint8).astype(np.int64) % 25
        return (drawn + np.array([LARGE.get(key, 0) for key in keys]),)
    drawn = np.frombuffer(draw(agency.id, year, size=21 * 6 + 12), dtype=np.uint8).astype(np.int64)
    leaves = (drawn[:126] % 3).reshape(21, 6)
    leaves[0] += 1
    return leaves, _carried_out(agency, year - 1), _carried_out(agency, year), (drawn[126:] % 3).reshape(3, 4)


def _carried_out(agency: Agency, year: int) -> NDArray[np.int64]:
    """Nothing out of a year in which, or after which, there is no such organ; its heirs begin with nothing."""
    years = agency.years
    if year < 2019 or year not in years or (year == years[-1] and year < 2025):
        return np.zeros(6, dtype=np.int64)
    return np.frombuffer(draw(agency.id, year, "out", size=6), dtype=np.uint8).astype(np.int64) % 2


@lru_cache(maxsize=16384)
def sums(place_id: str, year: int) -> Raw:
    """What the departments and the office of a place and the governments directly below it state together."""
    place = nation()[place_id]
    own = (Agency(place, organ) for organ in ORGANS if organ.type in ("department", "government_office"))
    parts = [_raw(agency, year) for agency in own if year in agency.years]
    parts += [sums(one.id, year) for one in below(place, year)]
    return tuple(np.sum(column, axis=0) for column in zip(*parts, strict=True))


def numbers(agency: Agency, year: int) -> Numbers:
    """What the report of this agency and year states."""
    values: dict[str, Value]
    raw = _raw(agency, year)
    form = form_of(year)
    if year <= 2018:
        values = {
            key: Decimal(n) / 100 if key in MONEY else n for key, n in zip(EARLY[form], raw[0].tolist(), strict=True)
        }
        forms = {"statistics_2014": form}
    else:
        mixed = form == "2021" and draw(agency.id, year, "mixed", size=1)[0] < 16
        forms = {"proactive": form, "requests": "2019" if mixed else form, "disputes": form}
        values = {**_requests(raw, forms["requests"]), **_disputes(raw[3]), **_own(agency, year)}
    return Numbers(forms, values | dict.fromkeys(_unstated(agency, year, list(values))))


def _unstated(agency: Agency, year: int, keys: list[str]) -> list[str]:
    """One report in eight leaves a cell blank, governments none."""
    by, which, more = draw(agency.id, year, "blank", size=3)
    return [keys[(which * 256 + more) % len(keys)]] if by < 32 and agency.organ.slot != "gov" else []


def _requests(raw: Raw, form: str) -> dict[str, Value]:
    leaves, into, out, _ = raw
    rows = dict(zip(LEAVES, leaves, strict=True))
    if form == "2019":
        rows["other"] = leaves[-3:].sum(axis=0)
        for key in OTHERS:
            del rows[key]
    done = leaves.sum(axis=0)
    rows |= {"outcomes_total": done, "requests_carried_out": out, "requests_carried_in": into, "requests_new": done + out - into}  # fmt: skip
    found: dict[str, Value] = {}
    for key, row in rows.items():
        each = row.tolist()
        found |= {f"{key}.{applicant}": n for applicant, n in zip(APPLICANTS, each, strict=True)}
        found[f"{key}.total"] = sum(each)
    return found


def _disputes(cases: NDArray[np.int64]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for route, row in zip(ROUTES, cases.tolist(), strict=True):
        found |= {f"{route}_{outcome}": n for outcome, n in zip(OUTCOMES, row, strict=True)}
        found[f"{route}_total"] = sum(row)
    return found


def _own(agency: Agency, year: int) -> dict[str, Value]:
    """Table 2 and the fees: every organ its own."""
    b = draw(agency.id, year, "own", size=16)
    makes_rules = agency.organ.type == "people_government" and agency.place.rank < 3
    common: dict[str, Value] = {
        "permit_decisions": 1000 + b[0],
        "penalty_decisions": 500 + b[1],
        "coercion_decisions": 200 + b[2],
    }
    if year <= 2020:
        base = draw(agency.id, "items", size=4)
        found = common | {
            "normative_docs_new_made": b[3], "normative_docs_new_disclosed": b[4], "normative_docs_disclosed_total": 300 + b[5],
            "gov_rules_new_made": b[6] % 3 * makes_rules, "gov_rules_new_disclosed": 0, "gov_rules_disclosed_total": 0,
            "other_service_decisions": b[7], "central_procurement_projects": b[8],
            "central_procurement_amount": Decimal(100 * b[9] + b[10]) / 100 + 1,
        }  # fmt: skip
        for item, start in zip(("permit", "other_service", "penalty", "coercion"), base, strict=True):
            found |= {f"{item}_items_prev_year": start + (year - 2019) * 3, f"{item}_items_change": 3}
        return found | {"admin_fee_items_prev_year": base[0] + base[1] - (year - 2019), "admin_fee_items_change": -1}
    stock = _stock(agency, year)
    return common | {
        "gov_rules_issued": 2 * makes_rules, "gov_rules_repealed": 1 * makes_rules,
        "gov_rules_in_force": (10 + year - agency.years[0]) * makes_rules,
        "normative_docs_issued": stock[0], "normative_docs_repealed": stock[1], "normative_docs_in_force": stock[2],
        "admin_fees_collected_10k_cny": Decimal(100 + b[3] % 100) / 100, "processing_fee_notices": b[4] % 9,
        "processing_fee_notified_cny": Decimal(100 * b[5] + b[6]) / 100, "processing_fee_collected_cny": Decimal(b[7]) / 4,
    }  # fmt: skip


def _stock(agency: Agency, year: int) -> tuple[int, int, int]:
    """Normative documents issued and repealed in a year, and in force at its end."""
    flows = [(by[0] % 4, by[1] % 3) for t in range(2021, year + 1) for by in [draw(agency.id, t, "docs", size=2)]]
    return *flows[-1], 60 + sum(issued - repealed for issued, repealed in flows)


# -- the row of the panel ------------------------------------------------------------------------------------------


def panel(stated: Numbers) -> dict[str, Any]:
    """The columns of the panel that are not null."""
    value = stated.values

    def plus(*keys: str) -> Value:
        found = [value.get(key) for key in keys]
        return None if None in found else sum((n for n in found if n is not None), 0)

    early = stated.forms.get("statistics_2014")
    row = _early(early, plus) if early else _since_2019(stated, plus)
    parts = {
        "disclosure": (_both(row, "granted_full", "granted_part"), row.get("outcomes_total")),
        "refusal": (row.get("denied_total"), row.get("outcomes_total")),
        "not_held": (row.get("not_held"), row.get("outcomes_total")),
        "clearance": (row.get("outcomes_total"), _both(row, "requests_received", "requests_carried_in")),
        "dispute": (_both(row, "reconsideration_total", "litigation_total"), row.get("outcomes_total")),
        "correction": (row.get("disputes_corrected"), row.get("disputes_concluded")),
    }
    for measure, (num, den) in parts.items():
        row |= {f"{measure}_num": num, f"{measure}_den": den}
        row[f"{measure}_rate"] = num / den if num is not None and den else None
    return {key: float(n) if isinstance(n, Decimal) else n for key, n in row.items() if n is not None}


def _both(row: Mapping[str, Any], *keys: str) -> Any:
    found = [row.get(key) for key in keys]
    return None if None in found else sum(found)


def _early(form: str, plus: Any) -> dict[str, Any]:
    same = (
        "requests_received", "requests_in_person", "requests_fax", "requests_online", "requests_letter", "proactive_items",
        "complaints",
    )  # fmt: skip
    row = {key: plus(key) for key in same}
    fees = plus("ogi_fees_10k_cny")
    row |= {
        "ogi_fees_cny": None if fees is None else fees * 10_000,
        "outcomes_total": plus("replies_total"),
        "granted_part": plus("reply_granted_part"),
        "not_gov_info": plus("refused_not_gov_info"),
        "not_held": plus("reply_not_exist", "reply_not_this_organ"),
        "reconsideration_total": plus("reconsideration_cases"),
        "litigation_total": plus("litigation_cases"),
    }
    if form == "narrative":
        return row | {
            "granted_full": plus("reply_granted"),
            "denied_state_secret": plus("refused_exempt_1"),
            "denied_third_party": plus("refused_exempt_2", "refused_exempt_3"),
            "denied_other_law": plus("refused_other"),
            "unclear": plus("reply_unclear"),
            "normative_docs_flow": plus("normative_docs_new"),
        }
    more = (
        "ogi_dedicated_bodies", "reading_points", "ogi_staff", "ogi_staff_fulltime", "ogi_staff_parttime", "ogi_budget_10k_cny",
        "meetings", "trainings", "trainees",
    )  # fmt: skip
    return row | {
        **{key: plus(key) for key in more},
        "granted_full": plus("reply_already_public", "reply_granted"),
        "denied_total": plus("reply_refused"),
        "denied_state_secret": plus("refused_state_secret"),
        "denied_third_party": plus("refused_commercial_secret", "refused_privacy"),
        "denied_security": plus("refused_security_stability"),
        "denied_other_law": plus("refused_other_law"),
        "unclear": plus("reply_told_to_amend"),
        "not_processed": plus("reply_other_channel"),
        "disputes_corrected": plus("reconsideration_corrected", "litigation_corrected"),
        "disputes_concluded": plus("reconsideration_cases", "litigation_cases"),
        "normative_docs_flow": plus("normative_docs_issued_total"),
    }


def _since_2019(stated: Numbers, plus: Any) -> dict[str, Any]:
    def total(*rows: str) -> Value:
        return plus(*(f"{row}.total" for row in rows))  # type: ignore[no-any-return]

    def concluded(*routes: str) -> Value:
        every: Value = plus(*(f"{route}_total" for route in routes))
        pending: Value = plus(*(f"{route}_pending" for route in routes))
        return None if every is None or pending is None else every - pending

    kinds = zip(
        APPLICANTS,
        ("natural_person", "commercial_enterprise", "research_institution", "public_interest", "legal_service", "org_other"),
        strict=True,
    )  # fmt: skip
    denied = {
        "denied_state_secret": "state_secret", "denied_other_law": "other_law", "denied_security": "security_stability",
        "denied_third_party": "third_party", "denied_internal_affairs": "internal_affairs", "denied_process_info": "process_info",
        "denied_enforcement_file": "enforcement_file",
    }  # fmt: skip
    row = {
        **{f"requests_{name}": plus(f"requests_new.{applicant}") for applicant, name in kinds},
        **{name: total(f"denied_{ground}") for name, ground in denied.items()},
        "requests_received": total("requests_new"),
        "requests_carried_in": total("requests_carried_in"),
        "requests_carried_out": total("requests_carried_out"),
        "outcomes_total": total("outcomes_total"),
        "granted_full": total("granted"),
        "granted_part": total("granted_part"),
        "denied_total": total(*(f"denied_{ground}" for ground in DENIED)),
        "not_held": total("unable_not_held"),
        "unclear": total("unable_unclear"),
        "not_processed": total(*(f"not_processed_{kind}" for kind in UNPROCESSED)),
        "other_handling": total("other") if stated.forms["requests"] == "2019" else total(*OTHERS),
        "reconsideration_total": plus("reconsideration_total"),
        "reconsideration_concluded": concluded("reconsideration"),
        "litigation_total": plus(*(f"{route}_total" for route in ROUTES[1:])),
        "litigation_concluded": concluded(*ROUTES[1:]),
        "disputes_corrected": plus(*(f"{route}_corrected" for route in ROUTES)),
        "disputes_concluded": concluded(*ROUTES),
        "permits": plus("permit_decisions"),
        "penalties": plus("penalty_decisions"),
        "coercion": plus("coercion_decisions"),
    }
    if stated.forms["proactive"] == "2019":
        return row | {
            "normative_docs_flow": plus("normative_docs_new_made"),
            "normative_docs_stock": plus("normative_docs_disclosed_total"),
            "admin_fee_items": plus("admin_fee_items_prev_year"),
            "procurement_projects": plus("central_procurement_projects"),
            "procurement_amount_cny": plus("central_procurement_amount"),
        }
    return row | {
        "normative_docs_flow": plus("normative_docs_issued"),
        "normative_docs_stock": plus("normative_docs_in_force"),
        "admin_fees_10k_cny": plus("admin_fees_collected_10k_cny"),
        "ogi_fees_cny": plus("processing_fee_collected_cny"),
        "ogi_fee_notices": plus("processing_fee_notices"),
        "ogi_fees_notified_cny": plus("processing_fee_notified_cny"),
    }
