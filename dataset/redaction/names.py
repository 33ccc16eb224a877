"""Which personal names stand in a text?

Nothing but a surname and what stands around it tells a name: a role with or without a colon (联系人：李四), a party to
a case (申请人王建国提出), an office before or after it (局长李建国任组长), a form of address (同志, 先生), a law suit
(李明诉我局), a count of people (王建国等3人), or a list of names alone. The weaker the sign, the fewer surnames are
believed: 方 and 高 begin words, 李 and 王 hardly any. Divisions, ordinary words (``words.yml``) and what ends like a
place or an organ are never names, nor are names that a source has veiled itself (王某).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources

import yaml

from crawler.registry.divisions import divisions
from dataset.redaction.numbers import Found

NAME = "〔姓名〕"

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马"
    "苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵湛汪祁毛狄"
    "米贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯卢莫房"
    "裘缪解应宗丁宣邓郁单杭洪包左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦巴牧谷车侯班秋仲伊宫宁仇栾甘厉祖武符"
    "刘景詹龙叶黎薄白蒲卓蔺屠蒙池乔胥党翟谭劳姬申扶冉桑桂牛寿边燕冀尚农温庄晏柴瞿阎连茹习艾容向古易廖庾终"
    "衡步都耿满匡文寇广欧利蔚越隆师巩聂晁勾敖冷辛那简饶曾关查游权涂佟肖覃闫仝原赖麦芦冼岳谌揭苑尧"
)
_PLAIN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟姜范谭"
    "廖邹熊陆郝孔崔邱秦侯邵孟雷尹黎龚覃闫肖贺倪姚"
)
"""Surnames that hardly begin another word, for places where little else says that a name follows."""
_ALOUD = re.sub("[于向应单常连时都易许关那何能]", "", _SURNAMES)
"""Surnames that are no adverb or preposition: what follows a person or an office may begin with those."""
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|夏侯"
_HAN = r"[\u4e00-\u9fff]"
_GIVEN = (
    r"(?:(?![的了与及或是将把被由从对等不未无已也都就又并且各每该此我你他她它这那谁什么须需请要让使给第某们副些个件项])"
    r"[\u4e00-\u9fff])"
)
"""A character that a given name may have, where no boundary says where it ends."""
_LOOSE = rf"(?:(?:{_DOUBLE}){_GIVEN}{{1,2}}?|[{_PLAIN}]{_GIVEN}{{1,2}}?)"
_LONG = rf"(?:(?:{_DOUBLE}){_GIVEN}{{1,2}}|[{_ALOUD}]{_GIVEN}{{2}})"
_DOTTED = rf"{_HAN}{{2,6}}[·•・]{_HAN}{{2,8}}"
"""艾力·买买提: of peoples whose names are written with a dot."""
_FULL = rf"(?:{_DOTTED}|(?:{_DOUBLE}){_HAN}{{1,2}}|[{_SURNAMES}](?:\s?{_HAN}){{1,2}})"
_START = rf"(?<!{_HAN})"
"""Before it no character of a word: the text begins, or a punctuation mark stands there."""
_FREE = rf"(?:{_START}|(?<=[由经请和与及对因为被为]))"

_AFTER = (
    r"(?=$|[\s,，、;；。.:：()（）〔〕\[\]/|<>\-]|同志|先生|女士|电话|联系|手机|传真|邮箱|职务|担任|任|负责"
    r"|(?:经办|审核|填报)人)"
)
_SPACED_ROLES = (
    r"(?:联\s*系\s*人|经\s*办\s*人|审\s*核\s*人|审\s*批\s*人|签\s*发\s*人|填\s*报\s*人|填\s*表\s*人|制\s*表\s*人|"
    r"承\s*办\s*人|报\s*送\s*人|撰\s*稿\s*人|校\s*对\s*人|拟\s*稿\s*人|复\s*核\s*人|起\s*草\s*人|签\s*收\s*人|受\s*理\s*人|"
    r"责任编辑|法定代表人|委托代理人|信息员|联络员|单位负责人|统计负责人)"
)
_ROLE = (
    rf"(?:{_SPACED_ROLES}|负\s*责\s*人|责\s*任\s*人|审\s*核|签\s*发|制\s*表|填\s*报|填\s*表|经\s*办|核\s*稿|审\s*定|"
    r"撰\s*稿|校\s*对|拟\s*稿|复\s*核|编\s*辑|发\s*言\s*人|签\s*字|签\s*名|作\s*者|记\s*者|通\s*讯\s*员|"
    r"申\s*请\s*人|被申请人|原\s*告|上诉人|第三人|代理人|姓\s*名|户主|法人代表|主管领导|分管领导|组员|委员|成员|"
    r"副?组长|副?主任|副?局长|副?书记|副?[县区市镇乡科处股所站院校部厅会]长|副?主席|秘书长)"
)
_BEFORE_COLON = re.compile(rf"{_ROLE}\s*(?:\([^()]{{1,12}}\))?\s*$")
_REACH = 32
"""Characters before a colon in which a role is looked for."""
_SPACED = re.compile(
    rf"(?:{_SPACED_ROLES}(?:\([^()]{{1,12}}\))?\s{{0,4}}|(?:审核|签发|核稿|拟稿|校对|填报|制表|复核|经办|审定)\s{{1,4}})(?={_HAN})"
)
_NEXT = re.compile(rf"\s*({_FULL})(?:\([^()]{{1,20}}\))?{_AFTER}")
_BETWEEN = re.compile(rf"(?:\([^()]{{1,20}}\))?(?:\s*[、,，;；/]\s*|\s{{1,4}})(?={_HAN})")

_PARTY = (
    r"(?:(?<!被)申请人|原告|上诉人|第三人|举报人|投诉人|信访人|来访人|来信人|反映人|请求人|当事人|权利人|市民|村民|居民|公民|群众"
    r"|业主|职工|网友|网民|住户|农民|考生)"
)
_SUES = r"申请|提出|提起|提交|不服|诉(?!求|讼)|要求|请求|来电|来信|来访|反映|投诉|举报|出庭|到庭|均"
_PEOPLE = r"等\s*(?:\d+|[一二两三四五六七八九十百]+)\s*(?:余|多)?\s*(?:人|名|户|位)"
_PARTIES = re.compile(
    rf"{_PARTY}(?:(?P<short>{_LOOSE})(?={_SUES}|通过|于\d|向|因|对|就|邮寄|以|与|和|及|{_PEOPLE}|等人|一案"
    rf"|的(?:申请|诉|信访|投诉|举报|政府信息|信息公开|请求)|[,，、。;；(（])|(?P<long>{_LONG})(?={_SUES}|{_PEOPLE}|等人))"
)
_SUED = rf"诉(?!求|讼)(?:我|本|某|{_HAN}{{2,16}}?(?:局|政府|委|厅|办|大队|街道|镇|乡|法院|公司))"
_ASKS = (
    r"申请(?:公开|政府信息公开|信息公开|行政复议)|(?:提出|提交|递交)的?(?:政府)?信息公开申请"
    rf"|不服(?:我|本|市|区|县|该|一审|二审|{_HAN}{{2,16}}?(?:答复|告知|决定|判决|裁定))"
)
_TITLE = r"副?(?:局长|主任|书记|[县市区镇乡厅处科院校部]长|主席|秘书长|律师|教授|法官)|先生|女士|小姐"
_FREELY = re.compile(rf"{_FREE}(?:{_LOOSE}|{_LONG})(?={_SUED}|{_PEOPLE}|等人(?:{_SUES})|{_ASKS}|{_TITLE})")

_OFFICE = (
    r"(?:局长|主任|书记|县长|市长|区长|镇长|乡长|州长|省长|厅长|司长|处长|科长|股长|所长|站长|队长|院长|校长|部长|主席"
    r"|秘书长|组长|总工程师|党组成员|党委委员|常委|调研员|检察长|董事长|总经理|律师|记者|法官)"
)
_ACTS = (
    r"同志|任(?:组长|副组长|主任|副主任)|担任|兼任|为(?:组长|副组长|主任|副主任|成员)|主持|出席|亲自|带队|率队|带领|出庭"
    r"|主管|分管|牵头"
)
_OFFICERS = re.compile(
    rf"{_OFFICE}(?:(?P<short>{_LOOSE})(?={_ACTS}|任|负责|参加|介绍|强调|指出|要求|表示|多次|作|签发|批示|的(?:带领|主持)|等"
    rf"|[,，、。;；(（)）])|(?P<long>{_LONG})(?={_ACTS}))"
)
_COMRADES = re.compile(rf"(?<={_HAN})(?:{_LOOSE}(?=同志|先生|女士)|{_LONG}(?=同志))")
_COMRADES_FREE = re.compile(rf"{_START}[{_SURNAMES}]{_HAN}{{1,2}}(?=同志|先生|女士)")
_LISTED = re.compile(
    rf"{_FREE}({_LOOSE}(?:、{_LOOSE}){{2,}})(?=[,，。;；()（）\s]|等|同志|为|组成|任|担任|参加|负责|$)"
)
_ITEM = re.compile(rf"[{_PLAIN}]{_HAN}{{1,2}}|(?:{_DOUBLE}){_HAN}{{1,2}}")

_CALLED = re.compile(r"(?:长|主任|书记|主席|律师|老师|教授|先生|女士)$")
"""王局长: a person, and not to be told from another one."""
_BODY = frozenset("盟县市区镇乡村局厅委办处科部院所站府会")
"""Last characters of what is no person, whatever announces one: 成员：武昌区、洪山区."""
_KINDS = frozenset("省市县区旗州盟")
"""Last characters of divisions: 叶县, 杭锦旗."""
_ORGAN = frozenset("村镇乡县市区州旗街路局院所厂司会校社组科处办委部队店站馆园岭坪屯寨堡省府厅课")
"""Last characters of places and organs, and hardly of a name."""


@cache
def _no_names() -> frozenset[str]:
    """Words that begin like a name, and names that are everybody's."""
    words = yaml.safe_load(resources.files(__package__).joinpath("words.yml").read_text(encoding="utf-8"))
    return frozenset(" ".join(words.values()).split())


@cache
def _places() -> frozenset[str]:
    """The names of divisions, and those without their kind: 叶县, 徐州市, 徐州."""
    names = {life.name for lives in divisions().values() for life in lives}
    return frozenset(names | {name[:-1] for name in names if len(name) > 2})


def names_in(narrow: str) -> Iterator[Found]:
    """Every name in a text whose full-width forms are narrow."""
    for at in _announced(narrow):
        yield from _in_a_row(narrow, at)
    for pattern in (_COMRADES_FREE, _PARTIES):
        yield from _single(pattern, narrow, is_name)
    yield from _single(_OFFICERS, narrow, is_officer)
    for pattern in (_FREELY, _COMRADES):
        yield from _single(pattern, narrow, is_person)
    for match in _LISTED.finditer(narrow):
        items = [(item.span(), item[0]) for item in _ITEM.finditer(narrow, *match.span())]
        if all(is_person(word) for _, word in items) and any(len(word) > 2 for _, word in items):
            yield from ((*span, NAME) for span, _ in items)


def _announced(narrow: str) -> Iterator[int]:
    """Where something says that a name begins."""
    at = narrow.find(":")
    while at >= 0:
        if _BEFORE_COLON.search(narrow, max(0, at - _REACH), at):
            yield at + 1
        at = narrow.find(":", at + 1)
    yield from (match.end() for match in _SPACED.finditer(narrow))


def _in_a_row(narrow: str, at: int) -> Iterator[Found]:
    """The names that stand from here on, one after the other."""
    while (match := _NEXT.match(narrow, at)) and is_name(match[1]):
        yield *match.span(1), NAME
        between = _BETWEEN.match(narrow, match.end(1))
        if between is None:
            return
        at = between.end()


def _single(pattern: re.Pattern[str], narrow: str, believed: Callable[[str], bool]) -> Iterator[Found]:
    for match in pattern.finditer(narrow):
        group = match.lastgroup or 0
        if believed(match[group]):
            yield *match.span(group), NAME


def is_name(word: str) -> bool:
    """May this be a name, where something announces one?"""
    plain = "".join(word.split())
    if plain in _no_names() or plain[:2] in _no_names() or "某" in plain:
        return False
    if plain[-1] in _BODY and len(plain) > 2:
        return False
    return plain[-1] not in _KINDS or plain not in _places()


def is_officer(word: str) -> bool:
    """May this be a name, behind an office?"""
    return is_name(word) and word not in _places() and not _CALLED.search(word)


def is_person(word: str) -> bool:
    """May this be a name, where little announces one?"""
    return is_officer(word) and word[-1] not in _ORGAN
