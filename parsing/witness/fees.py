"""Does section six report the information-processing fees, and do they fit the requests closed for want of payment?

Rules ``narrative.fee_paragraph`` and ``narrative.fee_unpaid``: the 2021 form asks section six for the notices issued,
their amount and the amount collected (国办函〔2020〕109号, in force since 1 January 2021).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parsing.forms import Rule
from parsing.model import Figure, Finding, Place, Severity
from parsing.witness.prose import Passage
from parsing.witness.table import Sheet

PARAGRAPH_RULE = "narrative.fee_paragraph"
UNPAID_RULE = "narrative.fee_unpaid"
IN_FORCE = 2021
"""First report year of the measures on information-processing fees."""
_FEE_HERE = re.compile(r"(?<![经消旅学保])费(?!城|县|孝)|收取")
"""Any word of fees, in section six."""
_FEE_ELSEWHERE = re.compile(
    r"处理费|109号|免费|费用|收取|(?<!事业性)(?<!涉企)(?<!停车)收费(?!目录|标准|项目|清单|事项|站|公路|公示|政策|管理)"
)


def missing_paragraph(rule: Rule, prose: Mapping[str, list[Passage]], year: int | None) -> Iterator[Finding]:
    """A finding where a report that has its text to the end nowhere speaks of these fees."""
    six, ends = prose.get("other_matters", []), "other_matters" in prose
    written = sum(len(passage.text) for passages in prose.values() for passage in passages)
    if year is None or year < IN_FORCE or not ends or not prose.get("overall") or not written:
        return
    others = (passage for key, passages in prose.items() if key != "other_matters" for passage in passages)
    if any(_FEE_HERE.search(passage.text) for passage in six) or any(_FEE_ELSEWHERE.search(p.text) for p in others):
        return
    quote = six[0].text[:40] if six else ""
    zh = f"{rule.zh}：全文未提及" + (f"（第六部分写“{quote}”）" if quote else "（第六部分没有文字）")
    en = f"{rule.en}: the text nowhere speaks of them"
    places: tuple[Place, ...] = (six[0].place,) if six else ()
    yield Finding(rule.id, Severity(rule.severity), (), zh, en, quote, "", places)


def unpaid(rule: Rule, figures: Mapping[str, Figure], sheet: Sheet) -> Iterator[Finding]:
    """A finding where more requests were closed for want of payment than notices were issued.

    A request that was carried in may have had its notice in the year before.
    """
    keys = ("other_fee_unpaid.total", "requests_carried_in.total", "processing_fee_notices")
    closed, carried_in, notices = (sheet.value(key) for key in keys)
    if closed is None or carried_in is None or notices is None or closed <= notices + carried_in:
        return
    cells = sheet.cells((keys[0], keys[2]))
    quote = figures[keys[2]].quote or ""
    zh = f"{rule.zh}：表格逾期未缴费 {closed} 件，正文写收费通知 {notices} 件（“{quote}”）"
    en = f"{rule.en}: the table has {closed} closed for unpaid fees, the text {notices} notices"
    places = tuple(dict.fromkeys(place for place in (cells[1].place, cells[0].place) if place is not None))
    yield Finding(
        rule.id, Severity(rule.severity), keys[:1] + keys[2:], zh, en, str(notices), str(closed), places, keys[:1]
    )
