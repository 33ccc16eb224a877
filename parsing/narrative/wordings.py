"""In which words do reports state a core number, say that there was none, or round it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsing.forms.parts import load
from parsing.narrative.prose import NUMBER, UNIT, Sentence

CORE: tuple[str, ...] = tuple(figure["key"] for figure in load("narrative.yml")["figures"])
"""The keys of the figures, in the order of the form."""
_UNSURE = r"(?![余多几次/]|以上|左右|以内|上下)"
_COUNT = (
    rf"\(?(?P<number>{NUMBER})(?:{UNIT}{_UNSURE}|(?<=(?:[为是:计])\d)(?=[,;)]|$)|(?<=(?:[为是:计])\d\d)(?=[,;)]|$))"
)
"""A number with its unit; without one only behind ``为`` or a colon, where the clause ends with it."""
_IS = (
    r"(?:[,:]?(?:总数量|总件数|总条数|总数|总量|数量|"
    r"件数|条数|数额|数|量|共计|总计|合计|全年|共有|共|计|有|为|是|达到|达|的|:)){0,5}"
)
_ANYBODY = (
    r"(?:公民|自然人|法人|其他组织|其它组织|组织|单位|企业|群众|市民|社会公众|公众|"
    r"申请人|社会|各界|个人|、|和|或|及|以及|与|等)*"
)
_VERB = r"(?:新?收到|新?受理|接到|接收|新收|收受)(?:了|的)?"
_WHAT = (
    r"(?:依申请公开|申请公开)?(?:的)?(?:政府|政务)?(?:信息)?(?:公开)?(?:的)?(?:有效)?申请(?:表|书|事项|案件|件)?"
    r"|依申请公开(?:的)?(?:政府)?(?:信息)?(?:事项|案件|申请件|件)?|申请公开(?:的)?(?:政府)?信息(?:事项|案件)?"
)
_NAMED = r"(?:依申请公开|政府信息公开|信息公开|公开政府信息|公开信息|公开)(?:的)?(?:政府信息)?(?:的)?"
_ASKED = (
    r"(?:网页|平台|系统|表单)?(?:形式|方式|途径|渠道|提交|提出|递交|受理|收到|接收|表单|"
    r"依申请公开|政府信息公开|信息公开|的|申请|公开)*?(?:申请)?"
)
_NUMBERED = r"(?:^[(]?[一二三四五六七八九十\d]{1,2}[)、.])?"
_ALONE = "".join(
    f"(?<!{way})" for way in ("信函", "信件", "传真", "网络", "网上", "当面", "现场", "邮件", "邮寄", "窗口")
)
"""``信函传真申请`` counts both."""
_REPLY = r"(?:的)?(?:政府信息|信息)?(?:公开)?(?:答复|申请|件)?(?:的)?"
_ORGAN = (
    r"(?:(?:本|我|该|受理)?(?:行政)?(?:机关|部门|单位)|[本我][局委厅办处院镇乡县市区省州]"
    r"|[一-鿿]{1,6}(?:局|委|厅|部|办|署|院|中心|政府|镇|乡))"
)
_HELD = r"(?:公开|掌握|职责|职权|政府信息|信息|受理|管辖|范围|权限|负责|内|的)*"
_RECONSIDERATION = r"(?<![经后对由])(?:行政)?复议(?:申请|案件|案|事项|数)?"
_LITIGATION = r"(?<!后)(?:行政)?诉讼(?:案件|案|事项|数)?"
_HAPPENED = r"(?:收到|受理|发生|引发|引起|涉及|提起|申请|有|产生|出现|新增|新收)(?:的)?"
_OGI = r"(?:(?:涉及|有关|关于)?(?:政府)?信息公开(?:类|方面|工作)?)?(?:的)?"
_AMOUNT = rf"(?P<number>(?<![\d.])(?<!\d,)(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}})(?:\.\d+)?(?:万元|元){_UNSURE})"
_TAKEN = r"(?<![免减未不无应预代])(?:收取|收缴|征收|收费)(?:了|的)?"

_PATTERNS: dict[str, tuple[str, ...]] = {
    "proactive_items": (
        rf"主动公开(?:了|的)?(?:各类|各种|各项)?(?:政府|政务)?(?:信息|文件)(?:公文类)?{_IS}(?P<number>{NUMBER})(?:条|件|份|篇){_UNSURE}",
        rf"主动公开(?:了)?(?P<number>{NUMBER})(?:条|件|份|篇){_UNSURE}(?:各类)?(?:政府|政务)?信息(?![^,]{{0,6}}(?:类|方面))",
    ),
    "requests_received": (
        rf"{_VERB}(?:\d{{1,6}}(?:人次|人|名|位))?{_ANYBODY}(?:提出|提交|递交|以)?(?:的)?(?P<what>{_WHAT}){_IS}{_COUNT}",
        rf"{_VERB}{_IS}{_COUNT}(?:的)?(?P<what>{_WHAT})(?!人)",
        rf"(?:^|[,;:]|年|年度)(?P<what>申请)(?:总数|总量|数){_IS}{_COUNT}",
        rf"(?P<what>{_NAMED}申请)(?:总数|总量|数量|件数|数){_IS}{_COUNT}",
        rf"{_NUMBERED}(?P<what>依申请公开|依申请)(?:政府信息)?(?:的)?(?:情况)?:(?:全年|本年度?|当年|共)*{_VERB}{_IS}{_COUNT}",
    ),
    "requests_in_person": (rf"{_ALONE}(?:当面|现场|当场|窗口|上门|来人){_ASKED}{_IS}{_COUNT}",),
    "requests_fax": (rf"{_ALONE}传真{_ASKED}{_IS}{_COUNT}",),
    "requests_online": (rf"{_ALONE}(?:网络|网上|互联网|在线|网站){_ASKED}{_IS}{_COUNT}",),
    "requests_letter": (rf"{_ALONE}(?:信函|信件|书信|来信|邮寄|邮政|挂号信){_ASKED}{_IS}{_COUNT}",),
    "reply_granted": (
        rf"(?<!不)(?<!部分)(?:同意公开|予以公开|同意提供|全部公开){_REPLY}{_IS}{_COUNT}",
        rf"依法公开(?:的)?{_IS}{_COUNT}",
    ),
    "reply_granted_part": (rf"(?:同意|予以)?部分(?:予以)?公开{_REPLY}{_IS}{_COUNT}",),
    "reply_refused": (
        rf"(?:不同意公开|不予以?公开|拒绝公开|否决公开|免予公开){_REPLY}{_IS}{_COUNT}",
        rf"(?:[,;:、]|决定)不公开(?:的)?{_IS}{_COUNT}",
    ),
    "reply_not_this_organ": (rf"(?:不属于|不属(?!于)|非|不是){_ORGAN}{_HELD}{_REPLY}{_IS}{_COUNT}",),
    "reply_not_exist": (rf"(?:(?:政府)?信息|资料)?不存在{_REPLY}{_IS}{_COUNT}",),
    "reconsideration_cases": (
        rf"{_RECONSIDERATION}{_IS}{_COUNT}",
        rf"{_HAPPENED}{_IS}{_COUNT}{_OGI}行政复议(?![、和及与或])",
    ),
    "litigation_cases": (rf"{_LITIGATION}{_IS}{_COUNT}", rf"{_HAPPENED}{_IS}{_COUNT}{_OGI}行政诉讼(?![、和及与或])"),
    "ogi_fees_10k_cny": (
        rf"{_TAKEN}(?P<between>[^,;。\d]{{0,32}}?)(?:人民币|[¥￥])?{_AMOUNT}(?![/每])",
        rf"{_TAKEN}(?P<between>[^,;。\d]{{0,32}}),(?:全年)?(?:共计|合计|总计)(?:为)?(?:人民币|[¥￥])?{_AMOUNT}",
        rf"(?<![免减])收费(?:总额|金额|总金额|总数){_IS}{_AMOUNT}",
        rf"{_TAKEN}(?P<between>[^,;。\d]{{0,16}}?)(?:为|:)(?P<number>0)(?=[,;)]|$)",
    ),
}
_FIRST = rf"(?:^|[,;:、(])(?:其中)?[,:]?(?P<number>{NUMBER})[件条份宗](?:政府信息公开|信息公开)?(?:申请)?"
_LAST = r"(?=[,;、)]|$)"
_BY = r"(?:方式|形式|途径|渠道|平台|提交|提出|递交|受理|申请|的)*"
_IS_BY, _IS_SAID = r"(?:为|是|系|以|通过)?", r"(?:依法|因|属于|属|为|是|已)?"
_NUMBER_FIRST: dict[str, str] = {
    "requests_in_person": rf"{_IS_BY}(?:当面|现场){_BY}",
    "requests_fax": rf"{_IS_BY}传真{_BY}",
    "requests_online": rf"{_IS_BY}(?:网络|网上|互联网|在线){_BY}",
    "requests_letter": rf"{_IS_BY}(?:信函|信件|邮寄){_BY}",
    "reply_granted": rf"{_IS_SAID}(?:予以公开|同意公开)(?:答复)?",
    "reply_granted_part": rf"{_IS_SAID}(?:同意|予以)?部分公开(?:答复)?",
    "reply_refused": rf"{_IS_SAID}(?:不予公开|不同意公开)(?:答复)?",
    "reply_not_exist": rf"{_IS_SAID}(?:政府)?信息不存在",
    "reply_not_this_organ": rf"{_IS_SAID}(?:不属于|不属(?!于)|非){_ORGAN}{_HELD}",
}
"""``10件同意公开，2件不予公开``: the number stands before its thing."""
for _key, _thing in (("reconsideration_cases", "行政复议"), ("litigation_cases", "行政诉讼")):
    _PATTERNS[_key] += (
        rf"(?:收到|发生|有|产生|引发){_COUNT}(?:因|针对|对|不服)[^,;。\d]{{0,30}}{_thing}(?:申请|案件)?(?=[,;)]|$)",
    )
_COMPILED = {
    key: tuple(
        map(re.compile, (*_PATTERNS[key], *(_FIRST + thing + _LAST for thing in [_NUMBER_FIRST.get(key)] if thing)))
    )
    for key in CORE
}
_IN_PROACTIVE = re.compile(
    rf"(?:信息公开|公开(?:了|的)?(?:各类|各种|各项)?(?:政府|政务)?信息)(?:的)?{_IS}(?P<number>{NUMBER})条{_UNSURE}"
)
"""Under the heading of proactive disclosure, ``公开`` alone means it, where nothing but the agency stands before it."""
_NOBODY_ELSE = re.compile(
    r"(?:^|[,:])(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.]|20\d\d年度?|全年|本年度?|今年|当年|[我本][局委厅办处站院镇乡县市区省州中心机关单位部门]{1,2}"
    r"|街道|[一-鿿]{1,10}(?:局|委|办|厅|中心)|全[省市县区州镇乡]|中心|一?共|总共|总计|共计|累计|已|[,:])*$"
)
_YEARS_PART = {
    "proactive_items": (
        (
            "主动公开",
            re.compile(
                rf"[,(](?:其中)?[,:]?(?:20\d\d年度?|全年|本年度?)(?:新增|(?:新增|共|新)*(?:主动)?公开)(?:政府|政务)?(?:信息)?{_IS}(?P<number>{NUMBER})条{_UNSURE}"
            ),
        ),
        (
            "公开",
            re.compile(
                rf"公开(?:政府|政务)?信息[^。]{{0,40}}[,;]其中[,:]?主动公开(?:政府|政务)?(?:信息)?{_IS}(?P<number>{NUMBER})条{_UNSURE}"
            ),
        ),
    ),
    "requests_received": (
        (
            "申请",
            re.compile(
                rf"[,(](?:其中)?[,:]?(?:20\d\d年度?|全年|本年度?)(?:新|共)?(?:收到|受理)(?:申请)?{_IS}(?P<number>{NUMBER})[件条份宗]{_UNSURE}(?=[,;)]|$)"
            ),
        ),
    ),
}
"""The report year's part of a sum over years, with the thing that is summed up; of all that was disclosed, the part
that nobody asked for."""
_ROUNDED = re.compile(
    rf"主动公开(?:了|的)?(?:各类|各种)?(?:政府|政务)?信息{_IS}(?P<number>(?:约|近|超过?|逾)?(?:\d+(?:,\d{{3}})*(?:\.\d+)?万[余多]?|{NUMBER}[余多])[条件])"
)
_SORTED = re.compile(r"(?:主动|依申请|不予)公开[^,;。\d]{0,6}\d")
_TOTALS = frozenset({"proactive_items", "requests_received", "reconsideration_cases", "litigation_cases"})
_DISPUTES = {"reconsideration_cases": "复议", "litigation_cases": "诉讼"}
_UNCERTAIN = re.compile(
    r"(?:约|近|超过|逾|不足|大概|左右|平均|增加|减少|增长|减免|免收|免除|未|不|不予|没有|无|应|应当|应该|可|各|分别|每)(?:曾|有)?$"
)
"""What stands right before a number, or before its thing, that is not plainly stated."""
_JOINT = re.compile(r"(?:[^\d件条宗份起例次个零)]|^)[、和及与或/]$")
"""What stands before a thing that is counted together with the one before it."""
_ABOUT_OGI = re.compile(r"信息公开|公开信息|公开政府信息|依申请")
_ALL_OF_OGI = re.compile(
    r"^(?:[、和及,][^,;。]{0,12}\d+[件起宗])?[,(]?(?:均|都|全部)[^,;。]{0,10}信息公开(?!无关)[^,;。]{0,10}"
)
_REVIEWING = re.compile(r"(?:办理|办结|审理|审结|代理|应诉|审查|指导)(?:了|的)?[^,;。]{0,14}(?:复议|诉讼)")
_RECEIVING = re.compile(r"(?:受理|收到)(?:了|的)?[^,;。]{0,6}$")
"""What an office does that reviews others; of open government information, ``受理`` may be said of its own cases."""
_MADE = re.compile(r"(?:制作|产生|形成|生成|制发|拟制|编制)(?:的|了)?[^,;。]{0,6}(?:信息|公文|文件)|公开属性|公开目录")
"""Items of information sorted into open and not open are no replies."""
_OTHER_BUSINESS = r"(?:登记|许可|审批|低保|救助|补贴|补助|资格|办证|住房|贷款)"
_NOT_A_REQUEST = re.compile(
    rf"{_OTHER_BUSINESS}[^,;。信息]{{0,4}}申请|申请[^,;。信息]{{0,2}}{_OTHER_BUSINESS}|"
    r"信访|不属于(?:政府)?信息公开申请"
)
_PERSONS, _BODIES = r"(?:公民|自然人|个人|群众|市民)", r"(?:法人|组织|企业|单位)"
_ONE_KIND = (
    (re.compile(_PERSONS), re.compile(rf"{_BODIES}[^,;。\d]{{0,14}}\d")),
    (re.compile(_BODIES), re.compile(rf"{_PERSONS}[^,;。\d]{{0,14}}\d")),
)
"""Requests of one kind of applicant, where those of the other kind are counted beside them."""
_GROUND = re.compile(r"(?:涉及|属于|因|由于|依据|根据)[^,;:。]{2,24}$")
_NOT_A_FEE = re.compile(
    r"标准|每|支出|经费|事业性|规费|服务费|税|罚|保证金|抚养费|登记|婚姻|办证|许可|培训|考试|租|查询费|学费|水费|未|没有|无|减免|免收|退"
)
_ITEMISED = re.compile(r"^[,、和及](?!其中|减|免|另|上|去|同期)[^,、;。\d]{0,8}费[^,、;。\d]{0,4}\d")
_NO = r"(?:未|没有|无|尚未|未曾|没|从未|零)"
_NONE_SAID = r"(?:申请|案件|情况|数量|件数)?:(?:无|没有|零)(?=[,;)]|$)"
_NOTHING = {
    "requests_received": re.compile(
        rf"{_NO}(?:曾|有)?(?:收到|接到|受理|接收)?(?:过|到)?(?:任何)?{_ANYBODY}(?:提出|提交|递交)?(?:的)?(?:{_WHAT}|申请公开政府信息)(?:的)?(?:情况|情形|要求)?(?=[,;)]|$)"
    ),
    "reconsideration_cases": re.compile(rf"{_NO}[^,;。\d]{{0,36}}?(?<![经后])复议|复议{_NONE_SAID}"),
    "litigation_cases": re.compile(rf"{_NO}[^,;。\d]{{0,44}}?(?<!后)诉讼|诉讼{_NONE_SAID}"),
    "ogi_fees_10k_cny": re.compile(rf"{_NO}[^,;。\d]{{0,24}}?(?:收取|收费|费用)|收费{_NONE_SAID}"),
}


_REQUESTS_FIRST = tuple(sorted(CORE, key=lambda key: key != "requests_received"))
_DIGIT = re.compile(r"\d")


class Said(NamedTuple):
    """A statement on one figure: the number as printed, or the words for none."""

    key: str
    raw: str
    at: int
    """Where in the sentence's text the words begin."""
    text: str
    """The words."""
    explicit: bool = True
    """Do the words themselves say that it is of open government information, not the heading alone?"""
    names_year_in_part: bool = False
    """Is it the year's part of a sum over years?"""

    @property
    def is_total(self) -> bool:
        """Is it a figure of which parts are counted too?"""
        return self.key in _TOTALS


def said_in(sentence: Sentence) -> Iterator[Said]:
    """Every plain number that the sentence states for a core figure, requests first: its parts hang on them."""
    if not _DIGIT.search(sentence.text):
        return
    for key in _REQUESTS_FIRST:
        if not _may_speak_of(key, sentence):
            continue
        loose = [_IN_PROACTIVE] if key == "proactive_items" and sentence.topic == "proactive" else []
        seen: set[int] = set()
        for pattern in (*_COMPILED[key], *loose):
            for found in pattern.finditer(sentence.text):
                at = found.start("number")
                if pattern is _IN_PROACTIVE and not _of_the_agency_alone(sentence.text, found):
                    continue
                if at not in seen and _is_plain(key, found, sentence):
                    seen.add(at)
                    explicit = key not in _DISPUTES or bool(_ABOUT_OGI.search(sentence.text))
                    yield Said(key, found["number"], found.start(), found.group(), explicit)
        yield from _of_the_year(key, sentence, seen)


def _of_the_agency_alone(text: str, found: re.Match[str]) -> bool:
    """Does nothing but the agency stand before the words, and no other kind of disclosure behind them?"""
    return bool(_NOBODY_ELSE.search(text[: found.start()])) and not _SORTED.search(text[found.end() :])


def _of_the_year(key: str, sentence: Sentence, seen: set[int]) -> Iterator[Said]:
    """``累计主动公开 620 条，其中2009年公开 355 条``."""
    for thing, pattern in _YEARS_PART.get(key, ()):
        for found in pattern.finditer(sentence.text):
            if found.start("number") not in seen and thing in sentence.text[: found.start("number")]:
                yield Said(key, found["number"], found.end() - 1, found.group(), names_year_in_part=True)


def _may_speak_of(key: str, sentence: Sentence) -> bool:
    """Is the sentence about what this figure counts?"""
    about = bool(_ABOUT_OGI.search(sentence.text))
    if key == "proactive_items":
        return True
    if key in _DISPUTES:
        return _DISPUTES[key] in sentence.text and (about or sentence.topic == "disputes")
    if key == "ogi_fees_10k_cny":
        return about or sentence.topic == "fees"
    if sentence.topic in {"disputes", "fees"} or _NOT_A_REQUEST.search(sentence.text):
        return False
    if key == "requests_received":
        return about or sentence.topic == "requests"
    if _MADE.search(sentence.text):
        return False
    of_requests = sentence.topic == "requests" or "申请" in (
        sentence.around if key.startswith("reply_") else sentence.text
    )
    return of_requests


def _is_plain(key: str, found: re.Match[str], sentence: Sentence) -> bool:
    """Is the number that of the figure, and nothing beside, before or around it says otherwise?"""
    text = sentence.text
    before, after = text[: found.start()], text[found.end() :]
    if _JOINT.search(before[-2:]) or _UNCERTAIN.search(before) or _UNCERTAIN.search(text[: found.start("number")]):
        return False
    if key in _DISPUTES:
        later = _ABOUT_OGI.search(_ALL_OF_OGI.sub("", re.split(r"[;。]", after)[0]))
        about = _ABOUT_OGI.search(before + found.group()) or _ALL_OF_OGI.search(after)
        reviewed = _REVIEWING.search(re.split(r"[;。]", before)[-1] + found.group()) or (
            not about and _RECEIVING.search(before)
        )
        if later or "无关" in after or reviewed:
            return False
    if key == "ogi_fees_10k_cny":
        between = found.groupdict().get("between") or ""
        clause = re.split(r"[,;]", before)[-1]
        return not (_NOT_A_FEE.search(between) or _NOT_A_FEE.search(clause) or _ITEMISED.search(after))
    if key == "requests_received" and any(
        one.search(found.group()) and other.search(before + after) for one, other in _ONE_KIND
    ):
        return False
    is_ground = key == "reply_refused" and _GROUND.search(re.split(r"[,;:(]", before)[-1])  # one of several
    return not is_ground


def nothing_in(sentence: Sentence) -> Iterator[Said]:
    """Every core figure of which the sentence says in words that there was none."""
    for key, pattern in _NOTHING.items():
        if not _may_speak_of(key, sentence):
            continue
        for found in pattern.finditer(sentence.text):
            yield Said(key, found.group(), found.start(), found.group())


def rounded_in(sentence: Sentence) -> Iterator[Said]:
    """Every core figure that the sentence states in a rounded number."""
    for found in _ROUNDED.finditer(sentence.text):
        yield Said("proactive_items", found["number"], found.start(), found.group())
