"""Whose total is it: all that the report is for, or a part of it, or another agency's?

A county's report counts all its offices and says what its own office had; a bureau's report quotes what the county
counted. The name of the issuer tells the two apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsing.narrative.prose import Sentence
    from parsing.narrative.wordings import Said

_REGION = re.compile(r"(?:人民政府|[省市县区州旗盟镇乡]|街道(?:办事处)?|管委会|管理委员会|开发区|新区)$")
_OFFICE = re.compile(r"政府(?:办公[室厅]|办)$")
_WHOLE_REGION = re.compile(r"全[省市县区州旗盟镇乡](?![^,;。\d]{0,6}(?:系统|行业))")
_OWN = re.compile(r"[我本][局委厅办处站院镇乡中]|本机关|本单位|本部门|局机关|本级")
_ALL = re.compile(r"全[省市县区州旗镇乡]|全系统")
_PART = re.compile(
    r"其中|本级|各(?:中小学|学校|医院|企业|公司|村|社区|分局)|各部门|各县|各区|各乡|各镇|各街道|各单位|下属|所属|分别|网站|公报|微博|微信|平台|专栏|查阅点|通过|占"
)
"""Words before a total that make it the total of a part."""
_BY_EVERY_WAY = re.compile(
    r"(?:通过|利用|采取|采用|以)[^,;。\d]*?等(?:[^,;。\d、]{0,8}?)(?:形式|方式|渠道|途径|载体|平台|媒介|媒体|手段)+|(?:通过|利用)(?:各种|多种|各类|不同|多)(?:形式|方式|渠道|途径|载体|平台)+"
)
_AND_ALL = re.compile(
    r"\d+个[^,;。]{0,6}(?:部门|单位|乡镇|街道|镇|机关)|(?:及|和|、|与)(?:其|所属|下属|各|工作)*(?:工作)?(?:部门|单位|乡镇|街镇|镇街|街道|机构)|各级[^,;。\d]{0,16}(?:机关|部门|单位)"
)
_SUMMED_UP = re.compile(r"[,;](?:以上|上述|全[省市县区州旗镇乡])*(?:共计|合计|总计|共)(?=主动|公开|$)")
_OFFICE_ALONE = re.compile(r"(?:政府办公[室厅]|政府办|县政府办|市政府办|区政府办)(?:\([^()]*\))?(?!及|和|、|与)")
_ONE_ORGAN = (
    r"(?<![各级我本全])(?:{organs})(?:机关)?(?:全年|当年|共计|共|已|累计)*(?:受理|收到|接到|主动公开|公开|新增)*$"
)
_ORGANS, _TOWNS = "局|委|厅|院|队|中心|直(?:各)?(?:部门|单位|机关)", "街道|镇|乡|办事处"
_OF_OGI = re.compile(r"其中[,:]?(?:涉及|因|由|属于|有关|关于)*(?:依申请公开|政府信息公开|信息公开)")
_REVIEWED = re.compile(
    r"以(?![我本])[^,;。]{1,20}为被|不服(?![我本])[^,;。]{0,12}(?:部门|单位|街道|乡镇|街镇|下级|[县区]政府)"
)
_GOVERNMENT = re.compile(r"(?<!全)[省市县区州旗]政府(?!信息|办|各|及|和|、|与|部门|系统|网|门户|所属)")
_OTHERS = re.compile(r"各(?:部门|街道|乡镇|镇|县|区|单位|级)|全[省市县区州旗]")
_NEW_ONLY = re.compile(r"其中[^。;]{0,14}(?:新收|新受理|新增|本年收到)[^。;\d]{0,8}\d")
_PASSED_ON = re.compile(r"转(?:交|送|由|给|往)?(?:其他|其它|相关|有关|各)?[^,;。]{0,6}(?:部门|单位)")


class Scope:
    """What is a part, in the report of one issuer."""

    def __init__(self, issuer: str | None) -> None:
        name = issuer or ""
        self._is_office = bool(_OFFICE.search(name))
        self._is_region = bool(_REGION.search(name)) and not self._is_office
        self._is_bureau = bool(name) and not self._is_region and not self._is_office
        self._name = name
        small = re.search(r"[镇乡]|街道", name)
        self._one_organ = re.compile(_ONE_ORGAN.format(organs=_ORGANS if small else f"{_ORGANS}|{_TOWNS}"))

    def is_part(self, sentence: Sentence, said: Said) -> bool:
        """Is this total of a part of what the report is for, or of another agency?"""
        before = re.split(r"[;。]", sentence.text[: said.at])[-1]
        if said.key in {"reconsideration_cases", "litigation_cases"}:
            if _REVIEWED.search(before) or _REVIEWED.search(said.text):
                return True
            before = _OF_OGI.sub("", before)
        before = _BY_EVERY_WAY.sub("", before)
        if _SUMMED_UP.search(before + said.text[:2]) or _SUMMED_UP.search(before):
            before = before[before.rfind(",") + 1 :]
        subject = _AND_ALL.sub("", before)
        if _PART.search(subject):
            return not said.names_year_in_part
        clause = re.split(r"[,:]", before)[-1].replace(self._name[-3:] or " ", "")
        if self._is_region and _OFFICE_ALONE.search(clause):
            return True
        if self._is_region and not _AND_ALL.search(before) and self._one_organ.search(clause):
            return True
        return self._is_bureau and bool(_WHOLE_REGION.search(before))

    def is_unsure(self, sentence: Sentence, said: Said) -> bool:
        """Does the sentence count all and the agency alone, or what was passed on or carried in? Which is open."""
        text = sentence.text
        own = bool(_OWN.search(text)) or (self._is_bureau and bool(self._own_name().search(text)))
        own = own or (self._is_office and bool(_OFFICE_ALONE.search(text)))
        if self._is_region:
            subject = re.split(r"[,;:。]", text[: said.at])[-1]
            own = own or (bool(_GOVERNMENT.search(subject)) and not _AND_ALL.search(subject))
        whole = _ALL.search(text) or (self._is_region and _OTHERS.search(text))
        return bool(whole and own) or bool(_PASSED_ON.search(text)) or bool(_NEW_ONLY.search(sentence.quote))

    def _own_name(self) -> re.Pattern[str]:
        """The issuer without the region before it, as offices call themselves: ``市卫生局``."""
        return re.compile(re.escape(self._name[-4:]) if len(self._name) >= 4 else re.escape(self._name))
