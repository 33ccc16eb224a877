"""What does section six say of fees for processing information (2021 form)?

The form asks for three figures in one sentence: notices issued, their total amount, amount collected
(国办函〔2020〕109号). Only a printed number counts: ``未收取信息处理费`` states no figure. The sentence is kept as
the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from parsing.model import Figure, Paragraph
from parsing.stated import one_of
from parsing.witness.prose import LONGEST_PASSAGE, LONGEST_SENTENCE, of_report_year, plain

KEYS = ("processing_fee_notices", "processing_fee_notified_cny", "processing_fee_collected_cny")
_AMOUNT = r"(?P<number>零|\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>万元|元)"
_IS = r"(?:分别)?(?:为|是|共计|合计|总计|累计|共|计|[:：])*"
_NOTICES = (
    re.compile(rf"收费通知书?(?:的)?(?:件数|数量|总件数|份数|总数)?{_IS}(?P<number>零|\d+)(?:件|份|次|条|个|宗|起)"),
    re.compile(r"(?:发出|下达|开具|发送|出具|送达)(?P<number>零|\d+)(?:件|份|次|条|个)(?:信息处理费)?收费通知"),
)
_NOTIFIED = (
    re.compile(
        rf"(?:通知|通知书|件|份|次|条|个|的)[,，、;；和及]?(?:收费|涉及|应收|通知)?(?:的)?总?金额{_IS}{_AMOUNT}"
    ),
)
_COLLECTED = (
    re.compile(
        rf"实际(?:收取|收到|收费|缴纳)(?:的)?(?:政府信息公开)?(?:信息)?(?:处理费)?(?:用)?(?:的)?(?:总?金额|总额|费用)?{_IS}{_AMOUNT}"
    ),
    re.compile(rf"收取(?:的)?(?:政府信息公开)?(?:申请)?信息处理费用?(?:的)?(?:总?金额|总额)?{_IS}{_AMOUNT}"),
)
_ALL_ZERO = re.compile(
    r"(?=[^。；;]*收费通知)(?=[^。；;]*(?:件数|数量))(?=[^。；;]*总?金额)(?=[^。；;]*实际收取)[^。；;]*?(?:均|都|皆)(?:为|是)(?P<number>0|零)"
)
_SENTENCE = re.compile(r"[^。;]+[。;]?")
_FACTORS = {"元": 1, "万元": 10_000, None: 1}


_PART = re.compile(r"其中|本级|各部门")
_CHANGE = re.compile(
    r"(?:增加|减少|增长|下降|多|少|比|较)[^,。;]{0,12}$|(?:上一?年度?|去年|同期)[^,。;]{0,6}$|退还[^,。;]*$"
)
_COLLECTED_PART = re.compile(r"实际(?:收取|收到|收费|缴纳)[^。;]*?(?:元|(?=[,。;])|$)")


def read_fees(
    other_matters: Sequence[Paragraph], elsewhere: Sequence[Paragraph], year: int | None = None
) -> dict[str, Figure]:
    """The three fee figures, each from its sentence in section six, else from the rest of the text; else absent.

    Amounts of other years than ``year``, sums of several, parts and changes are left alone; sentences that disagree
    leave the figure unreadable.
    """
    found: dict[str, list[Figure]] = {}
    for paragraphs in (other_matters, elsewhere):
        for figure in _figures(paragraphs, year):
            found.setdefault(figure.key, []).append(figure)
        if found:
            break
    return {key: one_of(key, found.get(key, [])) for key in KEYS}


def _figures(paragraphs: Iterable[Paragraph], year: int | None) -> Iterator[Figure]:
    for paragraph in paragraphs:
        if "费" not in paragraph.text:
            continue
        flat = plain(paragraph.text)[:LONGEST_PASSAGE]
        for found in _SENTENCE.finditer(flat):
            if len(found.group()) > LONGEST_SENTENCE:
                continue
            for figure, at in _in_sentence(found.group(), flat, paragraph):
                before = found.group()[:at]
                if _PART.search(before) or _CHANGE.search(before):
                    continue
                if of_report_year(flat[: found.start() + at], year):
                    yield figure


def _in_sentence(sentence: str, whole: str, paragraph: Paragraph) -> Iterator[tuple[Figure, int]]:
    """Each figure that the sentence states, with where in the sentence it does."""
    if (zero := _ALL_ZERO.search(sentence)) and not re.search(r"[1-9]\d*(?:\.\d+)?(?:万?元|件)", sentence):
        for key in KEYS:
            yield Figure(key, 0, None, zero["number"], paragraph.place, sentence), zero.start("number")
        return
    for number in _all(_NOTICES, sentence):
        yield (
            Figure(KEYS[0], _count(number["number"]), None, number["number"], paragraph.place, sentence),
            number.start(),
        )
    if "收费通知" in whole:
        for amount in _all(_NOTIFIED, _without_collected(sentence)):
            yield _money(KEYS[1], amount, paragraph, sentence), amount.start()
    for amount in _all(_COLLECTED, sentence):
        yield _money(KEYS[2], amount, paragraph, sentence), amount.start()


def _without_collected(sentence: str) -> str:
    """The amount collected must not be taken for the amount notified; every other character keeps its place."""
    return _COLLECTED_PART.sub(lambda found: " " * len(found.group()), sentence)


def _all(patterns: Iterable[re.Pattern[str]], sentence: str) -> Iterator[re.Match[str]]:
    """What the first pattern that fits finds."""
    return iter(next((found for p in patterns if (found := list(p.finditer(sentence)))), []))


def _count(text: str) -> int:
    return 0 if text == "零" else int(text)


def _money(key: str, amount: re.Match[str], paragraph: Paragraph, sentence: str) -> Figure:
    number = Decimal(0) if amount["number"] == "零" else Decimal(amount["number"].replace(",", ""))
    value = number * _FACTORS[amount["unit"]]
    raw = amount["number"] + amount["unit"]
    whole = value == value.to_integral_value()
    return Figure(key, int(value) if whole else value.normalize(), None, raw, paragraph.place, sentence)
