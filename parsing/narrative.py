"""Which core numbers do the sentences of a report without a table state?

Before 2014 there was no national table: an office wrote how many items it disclosed and how many requests it received.
A figure is taken only from a sentence that states one plain number for exactly this thing in the report year. Sums
since 2008, the year before, parts of a total, rounded numbers and several things counted together state no figure, and
two sentences that disagree leave it unreadable: a missing number is a smaller harm than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from parsing.forms import NARRATIVE, FigureSpec
from parsing.model import Figure, Paragraph, State
from parsing.numerals import ascii_digits, read_number
from parsing.stated import one_of

_UNIT = r"(?:件|条|宗|份|起|例|次|人次)"
_IS = r"(?:[,，]?(?:总数|总量|数量|数|件数|共计|总计|合计|全年|共|计|有|为|是|达到|达|的|[:：])){0,4}"
_COUNT = rf"(?<![\d.,])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,8}}|零)(?:{_UNIT})(?![余多])"
_REQUEST = r"(?:(?:政府信息公开|信息公开|依申请公开|依申请公开政府信息|依申请公开信息|政府信息|公开)?(?:的)?申请)"
_ASKED = r"(?:形式|方式|途径|渠道)?(?:提交|提出|递交|受理)?(?:的)?(?:政府信息公开|信息公开)?(?:申请)?"
_REPLY = r"(?:的)?(?:政府信息)?(?:公开)?(?:答复|申请)?(?:的)?"
_PATTERNS: dict[str, tuple[str, ...]] = {
    "proactive_items": (
        rf"主动公开(?:的)?(?:各类|各种)?(?:政府|政务)?信息{_IS}(?<![\d.,])(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,8}}|零)条(?![余多])",
        r"主动公开(?:了)?(?P<number>\d{1,3}(?:,\d{3})+|\d{1,8}|零)条(?:政府|政务)?信息(?![^,，]{0,6}(?:类|方面))",
    ),
    "requests_received": (
        rf"(?:收到|受理|接到|接收)(?:了)?(?:公民、法人(?:和|或|及|以及)(?:其他|其它)组织)?(?:提出|提交|递交)?(?:的)?{_REQUEST}{_IS}{_COUNT}",
        rf"(?:收到|受理|接到|接收)(?:了)?{_IS}{_COUNT}{_REQUEST}",
    ),
    "requests_in_person": (rf"(?:当面|现场){_ASKED}{_IS}{_COUNT}",),
    "requests_fax": (rf"传真{_ASKED}{_IS}{_COUNT}",),
    "requests_online": (rf"(?:网络|网上|互联网){_ASKED}{_IS}{_COUNT}",),
    "requests_letter": (rf"(?:信函|信件){_ASKED}{_IS}{_COUNT}",),
    "reply_granted": (rf"(?<!不)(?:同意公开|予以公开){_REPLY}{_IS}{_COUNT}",),
    "reply_granted_part": (rf"(?:同意|予以)?部分公开{_REPLY}{_IS}{_COUNT}",),
    "reply_refused": (rf"(?:不同意公开|不予公开){_REPLY}{_IS}{_COUNT}",),
    "reply_not_this_organ": (
        rf"(?:不属于|非)本(?:行政)?(?:机关|部门|单位)(?:职责|政府信息)?(?:公开)?(?:范围|掌握)?(?:内)?{_REPLY}{_IS}{_COUNT}",
    ),
    "reply_not_exist": (rf"信息不存在{_REPLY}{_IS}{_COUNT}",),
    "reconsideration_cases": (
        rf"行政复议(?:申请|案件|案)?{_IS}{_COUNT}",
        rf"(?:收到|受理|发生|引发|涉及)(?:的)?{_IS}{_COUNT}(?:政府)?(?:信息公开)?(?:的)?行政复议(?![、和及与或])",
    ),
    "litigation_cases": (
        rf"行政诉讼(?:案件|案)?{_IS}{_COUNT}",
        rf"(?:收到|发生|引发|涉及)(?:的)?{_IS}{_COUNT}(?:政府)?(?:信息公开)?(?:的)?行政诉讼(?![、和及与或])",
    ),
    "ogi_fees_10k_cny": (
        rf"(?:共|实际)?收取(?:的)?(?:依申请公开)?(?:政府信息公开|政府信息|信息公开)?(?:的)?(?:检索、复制、邮寄|检索费、复制费、邮寄费)?(?:等|等成本)?(?:相关)?费用?{_IS}"
        r"(?<![\d.,])(?P<number>(?:\d{1,3}(?:,\d{3})+|\d{1,9}|零)(?:\.\d+)?(?:万元|元))(?![余多])",
    ),
}
_COMPILED = {key: tuple(map(re.compile, patterns)) for key, patterns in _PATTERNS.items()}
_TOTALS = frozenset({"proactive_items", "requests_received", "reconsideration_cases", "litigation_cases"})
_OF_OGI = frozenset({"reconsideration_cases", "litigation_cases", "ogi_fees_10k_cny"})
"""Figures that an office also has of other matters: only where the text speaks of open government information."""
_PERIOD = re.compile(r"(?:20\d\d年)?0?1月0?1日起?(?:至|到|[-—–~～])+(?:20\d\d年)?12月31日(?:止|期间)?")
_ALL_YEAR = re.compile(r"(?:全年|本年度?|当年|年内|年度)累计")
_OTHER_TIME = re.compile(
    r"累计|累积|历年|以来|上一?年|去年|往年|同期|同比|环比|季度|半年|截[至止]|至今|\d月|每月|月均|年均|下一?年|计划|目标"
)
_PART = re.compile(
    r"其中|本级|各部门|各县|各区|各乡|各镇|各街道|各单位|下属|所属|分别|网站|公报|微博|微信|平台|专栏|查阅点|通过|占"
)
"""Words before a total that make it the total of a part."""
_OF_TWO = re.compile(r"全[省市县区州旗镇乡]"), re.compile(r"(?:我|本)[局委厅办处站院镇乡]")
"""A sentence on the whole county and on the office: which of them reports is not for it to say."""
_UNCERTAIN = re.compile(r"(?:约|近|超过|逾|不足|大概|左右|平均|增加|减少|增长|减免|免收|免除|未|不|不予|没有|无)$")
"""What stands right before a number, or before its thing, that is not plainly stated."""
_JOINT = re.compile(r"(?:[^\d件条宗份起例次零]|^)[、和及与或/]$")
"""What stands before a thing that is counted together with the one before it."""
_SENTENCE = re.compile(r"[^。\n]+")
_COMPARED = re.compile(r"(?<=[件条宗份起例次])[,，](?:比|较|同比|与)[^,，；;]*")
"""A clause behind a number that compares it with another year's."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_ABOUT_OGI = re.compile(r"信息公开|公开信息|公开政府信息|依申请")


def read_narrative(paragraphs: Iterable[Paragraph], year: int | None) -> dict[str, Figure]:
    """The core figures of the report for ``year``, each with its sentence; absent where none states it."""
    found: dict[str, list[Figure]] = {}
    for figure in _stated(paragraphs, year) if year is not None else ():
        found.setdefault(figure.key, []).append(figure)
    return {key: one_of(key, found.get(key, [])) for key in _PATTERNS}


def _stated(paragraphs: Iterable[Paragraph], year: int | None) -> Iterator[Figure]:
    about_disputes = False
    for paragraph in paragraphs:
        flat = "".join(ascii_digits(paragraph.text).split())
        if len(flat) <= 40 and not re.search(r"\d[件条]", flat):
            about_disputes = "复议" in flat or "诉讼" in flat
        for sentence in _SENTENCE.findall(flat):
            about_ogi = bool(_ABOUT_OGI.search(sentence))
            said = _COMPARED.sub("", _ALL_YEAR.sub("全年", _PERIOD.sub("", sentence)))
            if _OTHER_TIME.search(said) or set(_YEAR.findall(said)) - {str(year)}:
                continue
            for key, patterns in _COMPILED.items():
                told = (
                    about_ogi or about_disputes
                    if key in _OF_OGI
                    else "申请" in (flat if key.startswith("reply_") else sentence)
                )
                if told or key == "proactive_items":
                    yield from _matches(key, patterns, said, sentence, paragraph)


def _matches(
    key: str, patterns: Sequence[re.Pattern[str]], said: str, sentence: str, paragraph: Paragraph
) -> Iterator[Figure]:
    spec = NARRATIVE.figures[key]
    for pattern in patterns:
        for match in pattern.finditer(said):
            before = said[: match.start()]
            if (
                _JOINT.search(before[-2:])
                or _UNCERTAIN.search(before)
                or _UNCERTAIN.search(said[: match.start("number")])
            ):
                continue
            if key in _OF_OGI and _ABOUT_OGI.search(said[match.end() :]):
                continue  # the number is of all such cases; those of open government information come after it
            if key in _TOTALS and (
                _PART.search(re.split("[；;]", before)[-1]) or all(each.search(sentence) for each in _OF_TWO)
            ):
                continue
            yield _figure(spec, match["number"], sentence, paragraph)


def _figure(spec: FigureSpec, raw: str, sentence: str, paragraph: Paragraph) -> Figure:
    number = read_number(raw.replace("零", "0"), spec.type, spec.unit)
    value = int(number.value) if isinstance(number.value, Decimal) and not number.value % 1 else number.value
    return Figure(spec.key, value, number.state, raw, paragraph.place, sentence)


def read_earlier(listed: Mapping[str, Figure], paragraphs: Iterable[Paragraph], year: int | None) -> dict[str, Figure]:
    """Every figure of a narrative report: as its local list states it, where it has one, else as a sentence does."""
    said = read_narrative(paragraphs, year)
    absent = {key for key in said if key not in listed or listed[key].state is State.ABSENT}
    return {key: said[key] if key in absent else listed[key] for key in dict.fromkeys((*said, *listed))}
