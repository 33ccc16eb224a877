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
    place: str = ""
    """The place that an organ is of, where it is none we know."""


_OFFICE = re.compile(r"(?:[局委办厅部署院处队会社所站馆台园场行校科股]|办公室|中心|公司|大学|学校)$")
_TOWN = re.compile(
    r"^(?:(?P<name>[^镇乡]{1,24}?(?:民族)?(?:镇|乡|苏木))(?:人民政府|政府)?(?:办公室)?"
    r"|(?P<odd>.{1,12}?(?:镇|乡))(?:人民政府|政府)(?:办公室)?|(?P<ends>.{1,16}[镇乡]))$"
)
"""The others are of towns that have 镇 or 乡 in their names: 肥乡镇, 东镇镇, 镇城底镇."""
_OF_AN_AREA = re.compile(r"^(?P<name>.{2,20}?)(?<!监督)(?:管理委员会|管委会)$")
"""What a committee administers that is for no other thing: 普陀山—朱家尖管理委员会."""
_STREET_ITSELF = re.compile(r"^.?(?:街道|街|镇|乡|地区)(?:办事处|办|人民政府)?$")
"""What is left of 新城街道办事处 and 公园路街道办事处 when 新城 and 公园 are taken for zones."""
_STREET = re.compile(
    r"^(?:(?P<name>.{1,12}?(?:街道|街|地区))(?:办事处|办事处办公室|街道办|办|党工委)?|(?P<area>.{1,6}区)办事处)$"
)
_ZONE = re.compile(
    r"(?:开发区|高新区|经开区|高新技术产业园区|产业园区?|工业园区?|工业区|园区|示范区|度假区|风景名胜区|风景区|景区|保护区|新区|新片区"
    r"|新城|试验区|合作区|保税区|综保区|保税港区|港务区|港区|集聚区|集中区|实验区|旅游区|农高区|试点区|管理区|科技城|空港|自贸区|片区|林区"
    r"|投资区|经济区|功能区|商务区|生态区|生态城|科学城|大学城|特区|先行区|先导区|创新区|加工区|基地(?!建设)|国家公园"
    r"|湿地公园|公园|湖区|地区(?=管理委员会|管委会))"
)
"""The kinds of zones, by which their names end."""
_LONGEST_ZONE = 28
_COMMITTEE = re.compile(
    r"^(?:党工委)?(?:管理委员会|管委会|执行委员会|执委会|管理局|管理办公室|管理处|管理中心|工委)?(?P<inner>.*)$"
)
_VERTICAL = (
    (re.compile(r"税务局|国税局|地税局|国税分局|地税分局|稽查局$"), "tax"),
    (re.compile(r"海关$|海关缉私局|出入境检验检疫局"), "customs"),
    (re.compile(r"调查总队|调查队"), "stat"),
    (re.compile(r"气象局|气象台"), "weather"),
    (re.compile(r"烟草专卖局"), "tobacco"),
    (re.compile(r"邮政管理局"), "post"),
    (re.compile(r"消防(?:救援)?(?:总队|支队|大队|局)"), "fire"),
    (re.compile(r"海事局$|铁路监督管理局|^民航.*(?:管理局|监管局)$|民用航空.*(?:管理局|监管局)$"), "transport"),
    (re.compile(r"通信管理局"), "industry"),
    (re.compile(r"(?:煤矿|矿山)安全监察局"), "energy"),
    (re.compile(r"能源监管(?:局|办公室)"), "energy"),
    (re.compile(r"(?:证监|银监|保监|银保监|金融监管)(?:分局|局)|金融监督管理局.*(?:监管)?分局|外汇管理局"), "fin_reg"),
    (re.compile(r"出入境边防检查"), "police"),
)
_PARTY = re.compile(
    r"^(?:中共|中国共产党)|(?:^|委)(?:统战部|宣传部|组织部|政法委|编办|网信办|社会工作部|党校|巡察办|直属机关工委|机构编制委员会)"
    r"|机构编制委员会办公室|网络安全和信息化委员会办公室|委台湾工作办公室|^(?:[省市县区州旗]|自治区)?委(?!员会).*(?:部|办|办公室|委员会)(?:[(（].*[)）])?$"
    r"|^(?:[省市县区州旗]|自治区)?委(?!员会).*(?:老干部局|党史研究室|政策研究室|党校|工委)$|^(?:[省市县区州旗])?直(?:属)?(?:机关)?(?:党)?工(?:委|作委员会)$"
    r"|总工会|团委|共青团|妇联|妇女联合会|残联|残疾人联合会|工商联|工商业联合会|科协|科学技术协会|文联|文学艺术界联合会|社科联|侨联|归国华侨联合会"
    r"|红十字会|人大常委会|政协|纪委|纪律检查委员会|监察委|法院|检察院"
)
_MERGED = re.compile(
    r"^(?:中共)?.{0,6}委(?:[^员]|员(?!会)).{0,16}?"
    r"(?P<body>(?:[^省市县区州旗委]{0,6}[省市县区州旗]|自治区)(?P<organ>[^省市县区州旗]{2,16}(?:局|(?<!工作)委员会)))$"
)
_INSTITUTION = re.compile(
    r"(?:中心|所|站|馆|学校|大学|学院|中学|小学|幼儿园|[一二三四五六七八九十职]中|医院|公司|联合社|供销社|供销合作社|研究院|园|场|总站|校"
    r"|[村居]民委员会|[村居]委会|社区)$"
)
_OTHER_WORDS = re.compile(r"人民政府|[村居]民委员会|工商业联合会")
"""They have 民政, 民委 and 商业 in them."""
_GOVERNMENT_OFFICE = re.compile(r"^(?:(?:人民)?政府|行政公署|行署)(?:办公厅|办公室|办)$|^(?:办公厅|政府办|行署办)$")
_GOVERNMENT = re.compile(
    r"^(?P<place>.{1,12}(?:省|自治区|[市县区旗州盟]))(?:(?:人民)?政府(?P<office>办公厅|办公室|办)?|(?<=[县旗市])(?<!.城市)|(?<=[^校社小库灌林牧景园湖港片厂院营矿山]区))$"
)
"""The government, or its office, of a place that is none we know."""
_OWN_LEVEL = re.compile(r"^(?:人民政府|政府)?[(（]?[省市县区州旗]?本级[)）]?$")
_NOBODY = re.compile(
    r"^(?:[本我](?:[局委办厅署站院所队]|中心|单位|机关|部门|镇|乡|街道)|(?P<town>镇|乡|街道)(?:人民政府|政府|办事处|办)?)$"
)
"""An organ that only its own people know by this name: 我局, 镇人民政府."""
_BEHIND = re.compile(r"[(（][^()（）]*[)）]$")
_OF_GOVERNMENT = re.compile(r"^人民政府(?=.{2})")
_BRANCH = re.compile(r"^[^区]{2,24}?局(?P<place>.{1,20})分局$")


@cache
def _words() -> tuple[tuple[tuple[str, str], ...], Mapping[str, str | Mapping[int, str]]]:
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
    found = pattern.search(_OTHER_WORDS.sub("", name))
    return keys[found.group()] if found else "general"


def begins_with_function(name: str) -> bool:
    """Does the name begin with a word for what an organ is for?"""
    return _pattern()[0].match(name) is not None


def state_council(name: str, year: int) -> str | None:
    """The short name of a body of the State Council, None for anything else."""
    table = _words()[1]
    bare = name.removeprefix("中华人民共和国").removesuffix("办公厅")
    found = table.get(name) or table.get(bare) or table.get(bare.removeprefix("国务院"))
    if isinstance(found, Mapping):
        return next((short for first, short in sorted(found.items(), reverse=True) if first <= year), None)
    return found


def vertical(name: str) -> str | None:
    """The function of an organ that a ministry runs itself; None for anything else."""
    for pattern, function in _VERTICAL:
        if pattern.search(name):
            return function
    return None


def nobody(name: str) -> Unit | None:
    """The kind of an organ of which the name does not say which one it is (我局, 镇人民政府); None for a name."""
    found = _NOBODY.match(name)
    if found is None:
        return None
    if found["town"]:
        return Unit("subdistrict_office" if found["town"] == "街道" else "township_government", "town")
    return Unit("department", "general")


@lru_cache(maxsize=65536)
def unit_of(name: str) -> Unit:
    """The kind of an organ whose name has been freed of its place. An empty name is the government itself."""
    name = _OF_GOVERNMENT.sub("", name) if not _GOVERNMENT_OFFICE.match(_BEHIND.sub("", name)) else name
    if name in ("", "人民政府", "政府", "行政公署", "行署") or _OWN_LEVEL.match(name):
        return Unit("people_government", "gov")
    if _GOVERNMENT_OFFICE.match(_BEHIND.sub("", name)):  # 办公室（外事办公室）
        return Unit("government_office", "gov_office")
    if found := _merged(name):
        return found
    if _PARTY.search(name):
        return Unit("party_organ", function_of(_in_brackets(name) or name), re.sub(r"^委(?!员会)", "", name))
    if branch := _BRANCH.match(name):
        return Unit("branch_office", function_of(name), branch["place"])
    if found := _local(name) or (_town(_BEHIND.sub("", name)) if name.endswith((")", "）")) else None):
        return found
    if government := _GOVERNMENT.match(name):
        kind = ("government_office", "gov_office") if government["office"] else ("people_government", "gov")
        return Unit(*kind, place=government["place"])
    if (function := vertical(name)) is not None:
        return Unit("vertical_agency", function)
    if name.endswith("分局"):
        return Unit("branch_office", function_of(name))
    if (committee := _OF_AN_AREA.match(name)) and function_of(name) == "general":
        return Unit("dev_zone", "zone", committee["name"])
    if _INSTITUTION.search(name) and not name.endswith("办公室"):
        return Unit("institution", function_of(name), name)
    return Unit("department", function_of(name), name)


def _local(name: str) -> Unit | None:
    """Townships, streets and zones, and the offices inside a zone."""
    return _zone(name) or _town(name)


def _zone(name: str) -> Unit | None:
    """A zone, or an office inside one: the first kind of zone in the name that leaves an office, or nothing, behind."""
    for kind in _ZONE.finditer(name[: _LONGEST_ZONE + 4]):
        zone, found = name[: kind.end()], _COMMITTEE.match(name[kind.end() :])
        if found is None or _STREET_ITSELF.match(found["inner"]):
            return None
        inner = found["inner"].strip("()（）")
        if inner != found["inner"] and not _OFFICE.search(inner):  # 武汉经济技术开发区（汉南区）
            inner = ""
        if inner.endswith(("管理委员会", "管委会", "执行委员会")):
            return Unit("dev_zone", "zone", re.sub(r"(?:管理委员会|管委会|执行委员会)$", "", name))
        if not inner or re.fullmatch(r"(?:办公室|办|党政办公室)", inner):
            return Unit("dev_zone", "zone", zone)
        if _town(inner) is not None:  # 科学城春雷街道办事处
            return None
        if _OFFICE.search(inner):
            return Unit("zone_department", function_of(inner), zone)
    return None


def _town(name: str) -> Unit | None:
    if found := _TOWN.match(name):
        return Unit("township_government", "town", found["name"] or found["odd"] or found["ends"])
    if (found := _STREET.match(name)) and not name.endswith("局"):
        return Unit("subdistrict_office", "town", found["name"] or found["area"])
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
