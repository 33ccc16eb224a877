"""What kind of organ is this, once its place is taken from its name: type, function and slot?

Types and functions are those of the registry (``functions.yml``). What no word tells is ``general``, never a guess at a
function.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Unit:
    """An organ without its place. ``proper`` is the part of its name that is its own, for organs told by name."""

    type: str
    function: str
    proper: str = ""
    party: str = ""
    """The party body whose name it shares."""
    name: str = ""
    """What it is called whichever way it is printed, for branches told by the place in their names."""


_OFFICE = re.compile(r"(?:[局委办厅部署院处队会社所站馆台园场行校科股]|办公室|中心|公司|大学|学校)$")
_TOWN = re.compile(
    r"^(?:(?P<name>[^镇乡]{1,24}?(?:民族)?(?:镇|乡|苏木))(?:人民政府|政府)?(?:办公室)?"
    r"|(?P<odd>.{1,12}?(?:镇|乡))(?:人民政府|政府)(?:办公室)?|(?P<twice>.{1,8}镇[镇乡]))$"
)
"""The others are of towns that have 镇 or 乡 in their names: 肥乡镇, 东镇镇, 镇城底镇."""
_STREET_ITSELF = re.compile(r"^.?(?:街道|街|镇|乡|地区)(?:办事处|办|人民政府)?$")
"""What is left of 新城街道办事处 and 公园路街道办事处 when 新城 and 公园 are taken for zones."""
_STREET = re.compile(r"^(?P<name>.{1,12}?(?:街道|街|地区))(?:办事处|办事处办公室|街道办|办|党工委)?$")
_ZONE = re.compile(
    r"^(?P<name>.{0,24}?(?:开发区|高新区|经开区|高新技术产业园区|产业园区?|工业园区?|工业区|园区|示范区|度假区|风景名胜区|风景区|景区|保护区|新区"
    r"|新城|试验区|合作区|保税区|综保区|保税港区|集聚区|实验区|旅游区|农高区|试点区|管理区|科技城|空港|自贸区|片区|林区|湿地公园|公园|湖区|地区(?=管理委员会|管委会)))"
    r"(?P<committee>(?:党工委)?(?:管理委员会|管委会|管理局|管理办公室|管理处|管理中心|工委)?)(?P<inner>.*)$"
)
_VERTICAL = (
    (re.compile(r"税务局|稽查局$"), "tax"),
    (re.compile(r"海关$|海关缉私局"), "customs"),
    (re.compile(r"调查总队|调查队"), "stat"),
    (re.compile(r"气象局|气象台"), "weather"),
    (re.compile(r"烟草专卖局"), "tobacco"),
    (re.compile(r"邮政管理局"), "post"),
    (re.compile(r"消防(?:救援)?(?:总队|支队|大队|局)"), "fire"),
    (re.compile(r"海事局$"), "transport"),
    (re.compile(r"通信管理局"), "industry"),
    (re.compile(r"(?:煤矿|矿山)安全监察局"), "energy"),
    (re.compile(r"能源监管(?:局|办公室)"), "energy"),
    (re.compile(r"(?:证监|银监|保监|银保监|金融监管)局|金融监督管理局.*(?:监管)?分局|外汇管理局"), "fin_reg"),
    (re.compile(r"出入境边防检查"), "police"),
)
_PARTY = re.compile(
    r"^(?:中共|中国共产党)|(?:^|委)(?:统战部|宣传部|组织部|政法委|编办|网信办|社会工作部|党校|巡察办|直属机关工委|机构编制委员会)"
    r"|机构编制委员会办公室|网络安全和信息化委员会办公室|委台湾工作办公室|^(?:[省市县区州旗]|自治区)?委(?!员会).*(?:部|办|办公室|委员会)(?:[(（].*[)）])?$"
    r"|总工会|团委|共青团|妇联|妇女联合会|残联|残疾人联合会|工商联|科协|文联|红十字会|人大常委会|政协|纪委|监察委|法院|检察院"
)
_MERGED = re.compile(
    r"^(?:中共)?.{0,6}委(?:[^员]|员(?!会)).{0,16}?(?P<body>(?:[省市县区州旗]|自治区)(?P<organ>[^省市县区州旗]{2,16}局))$"
)
_INSTITUTION = re.compile(r"(?:中心|所|站|馆|学校|大学|学院|医院|公司|联合社|供销社|供销合作社|研究院|园|场|总站|校)$")
_GOVERNMENT_OFFICE = re.compile(r"^(?:(?:人民)?政府|行政公署|行署)(?:办公厅|办公室|办)$|^(?:办公厅|政府办|行署办)$")
_GOVERNMENT = re.compile(r"^.{1,12}(?:省|自治区|[市县区旗州盟])(?:人民)?政府(?P<office>办公厅|办公室|办)?$")
"""The government, or its office, of a place that is none we know."""
_OF_GOVERNMENT = re.compile(r"^人民政府(?=.{2})")
_BRANCH = re.compile(r"^.{2,24}?局(?P<place>.{1,20})分局$")


@cache
def _words() -> tuple[tuple[tuple[str, str], ...], Mapping[str, str]]:
    text = resources.files("dataset.identity").joinpath("functions.yml").read_text("utf-8")
    data = yaml.safe_load(text)
    words = [(word, key) for key, found in data["functions"].items() for word in found]
    return tuple(sorted(words, key=lambda pair: -len(pair[0]))), data["state_council"]


@cache
def _pattern() -> tuple[re.Pattern[str], Mapping[str, str]]:
    words, _ = _words()
    return re.compile("|".join(re.escape(word) for word, _ in words)), dict(words)


def functions() -> tuple[str, ...]:
    """Every function that a word can tell, and those that only a type can."""
    return (*dict.fromkeys(key for _, key in _words()[0]), "gov", "gov_office", "town", "zone", "general")


@lru_cache(maxsize=65536)
def function_of(name: str) -> str:
    """What an organ of this name is for; ``general`` where no word says it."""
    pattern, keys = _pattern()
    found = pattern.search(name.replace("人民政府", ""))  # which has 民政 in it
    return keys[found.group()] if found else "general"


def state_council(name: str) -> str | None:
    """The short name of a body of the State Council, None for anything else."""
    table = _words()[1]
    bare = name.removeprefix("中华人民共和国").removesuffix("办公厅")
    return table.get(name) or table.get(bare) or table.get(bare.removeprefix("国务院"))


def vertical(name: str) -> str | None:
    """The function of an organ that a ministry runs itself; None for anything else."""
    for pattern, function in _VERTICAL:
        if pattern.search(name):
            return function
    return None


@lru_cache(maxsize=65536)
def unit_of(name: str) -> Unit:
    """The kind of an organ whose name has been freed of its place. An empty name is the government itself."""
    name = _OF_GOVERNMENT.sub("", name) if not _GOVERNMENT_OFFICE.match(name) else name
    if name in ("", "人民政府", "政府", "行政公署", "行署"):
        return Unit("people_government", "gov")
    if _GOVERNMENT_OFFICE.match(name):
        return Unit("government_office", "gov_office")
    if government := _GOVERNMENT.match(name):
        return Unit("government_office", "gov_office") if government["office"] else Unit("people_government", "gov")
    if found := _merged(name):
        return found
    if _PARTY.search(name):
        return Unit("party_organ", function_of(_in_brackets(name) or name), re.sub(r"^委(?!员会)", "", name))
    if found := _local(name):
        return found
    if (function := vertical(name)) is not None:
        return Unit("vertical_agency", function)
    if name.endswith("分局"):
        branch = _BRANCH.match(name)
        return Unit("branch_office", function_of(name), branch["place"] if branch else "")
    if _INSTITUTION.search(name) and not name.endswith("办公室"):
        return Unit("institution", function_of(name), name)
    return Unit("department", function_of(name), name)


def _local(name: str) -> Unit | None:
    """Townships, streets and zones, and the offices inside a zone."""
    if (found := _ZONE.match(name)) and not _STREET_ITSELF.match(found["inner"]):
        inner = found["inner"].strip("()（）")
        if inner.endswith(("管理委员会", "管委会")):
            return Unit("dev_zone", "zone", re.sub(r"(?:管理委员会|管委会)$", "", name))
        if inner and not re.fullmatch(r"(?:办公室|办|党政办公室)?", inner):
            if _OFFICE.search(inner):
                return Unit("zone_department", function_of(inner), found["name"])
        else:
            return Unit("dev_zone", "zone", found["name"])
    if found := _TOWN.match(name):
        return Unit("township_government", "town", found["name"] or found["odd"] or found["twice"])
    if (found := _STREET.match(name)) and not name.endswith("局"):
        return Unit("subdistrict_office", "town", found["name"])
    return None


def _merged(name: str) -> Unit | None:
    """``区委社会工委区民政局``: the government body counts, the party body is an attribute."""
    found = _MERGED.match(name)
    if found is None:
        return None
    return Unit("department", function_of(found["organ"]), found["organ"], name[: found.start("body")])


def _in_brackets(name: str) -> str:
    found = re.search(r"[(（]([^()（）]{2,20})[)）]", name)
    return found[1] if found else ""
