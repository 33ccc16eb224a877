"""What stands in the words of a report that is nobody's business, and how does it look without that?

Narrative texts name contact persons, telephones, mailboxes and now and then an applicant with the number of the
identity card. Before anything is published each is replaced by a mark that says what stood there; the archive keeps the
original. Figures, years, case and document numbers, agencies and public hotlines (12345) stay.

Telephones are told by how they are written, identity cards by birth date and check digit (GB 11643), names by what
stands before or after them and by the surname: a name that nothing announces stays, and a word that is none must not
go.
"""

from __future__ import annotations

import re
from datetime import date

PHONE, CARD, MAIL, NAME, ACCOUNT = "〔电话〕", "〔身份证号〕", "〔邮箱〕", "〔姓名〕", "〔账号〕"
"""What stands in the place of what was taken out."""

_NARROW = str.maketrans(
    "０１２３４５６７８９－—–‐―−（）＠．：　\xa0",
    "0123456789------()@.:  ",
)
"""Full-width forms, one character for one: places found in the narrow text are places of the original."""

_MAIL = re.compile(r"[A-Za-z0-9_][\w.+-]*\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:[1-9]\d{16}[\dXx]|[1-9]\d{14})(?![0-9A-Za-z])", re.ASCII)
_UNIT = r"(?!\s*(?:元|万|亿|件|条|次|人|个|份|项|年|平方|公里|吨|号(?!码)))"
_NUMBER = r"(?<![0-9A-Za-z.,第号字〕\]])(?<!编号:)(?<!编号)"
_MOBILE = re.compile(
    rf"{_NUMBER}(?:\+?86[- ]?)?1[3-9]\d(?:\d{{8}}|[- ]\d{{4}}[- ]\d{{4}}|[- ]\d{{8}})"
    rf"(?![0-9A-Za-z.,]\d|[0-9A-Za-z]){_UNIT}",
    re.ASCII,
)
_LANDLINE = re.compile(
    rf"{_NUMBER}(?:\(0[1-9]\d{{1,2}}\)[- ]?|(?:\+?86[- ]?)?0[1-9]\d{{1,2}}[- ]{{1,3}})[2-9]\d{{2,3}}-?\d{{4}}"
    r"(?:-\d{1,6}|转\d{1,6})?(?![0-9A-Za-z])",
    re.ASCII,
)
_JOINED = re.compile(rf"{_NUMBER}(?:010|02[0-9]|0[3-9]\d\d)[2-9]\d{{6,7}}(?![0-9A-Za-z]){_UNIT}", re.ASCII)
_SERVICE = re.compile(
    rf"{_NUMBER}[48]00[- ]\d{{3}}[- ]?\d{{4}}(?![0-9A-Za-z])|{_NUMBER}[48]00\d{{7}}(?!\d){_UNIT}", re.ASCII
)
_LABEL = r"(?:电\s*话|传\s*真|手\s*机|座\s*机|热\s*线|联系方式|值班室|Tel|TEL|tel|Fax|FAX|fax)(?:号码|号)?"
_ONE = r"(?:\+?86[- ]?)?(?:\(?0\d{2,3}\)?[- ]?|[1-9]\d{1,2}-)?\d{3,4}[- ]?\d{4}(?:[- ]?\d{4})?(?:[-转]\d{1,6})?"
_LABELLED = re.compile(
    rf"{_LABEL}(?:\([^()\d]{{0,8}}\))?\s*(?::|为|是|、|/)?\s*:?\s*({_ONE}(?:\s*[、,，;；/或和]\s*{_ONE})*)(?![0-9A-Za-z]){_UNIT}",
    re.ASCII,
)
_NUMBERS = re.compile(_ONE, re.ASCII)
_ACCOUNT = re.compile(r"(?:QQ|qq|微信)(?:群|号码|号)?\s*:?\s*([A-Za-z0-9][\w-]{4,19})", re.ASCII)

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马"
    "苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵湛汪祁毛狄"
    "米贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯卢莫房"
    "裘缪解应宗丁宣邓郁单杭洪包左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦巴牧谷车侯班秋仲伊宫宁仇栾甘厉祖武符"
    "刘景詹龙叶黎薄白蒲卓蔺屠蒙池乔胥党翟谭劳姬申扶冉桑桂牛寿边燕冀尚农温庄晏柴瞿阎连茹习艾容向古易廖庾终"
    "衡步都耿满匡文寇广欧利蔚越隆师巩聂晁勾敖冷辛那简饶曾关查游权涂佟肖覃闫仝原"
)
_PLAIN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟姜范谭"
    "廖邹熊陆郝孔崔邱秦侯邵孟雷尹黎龚覃闫肖贺倪"
)
"""Surnames that hardly begin another word, for places where nothing else says that a name follows."""
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|夏侯"
_HAN = r"[\u4e00-\u9fff]"
_WORDS = """
单位 法人 公民 个人 党委 党组 党政 办公 办公室 应当 应该 有关 相关 全体 农民 农户
农业 农村 广大 常务 常委 都是 都为 原告 原件 连续 那么 关于 关键 文件 文化 文书
文秘 文字 高度 高效 高级 高校 安全 安排 方面 方便 任何 任务 许可 何时 何种 解决
解释 解答 简要 简单 简化 金额 马上 项目 路径 房管 房屋 房产 车辆 车间 边界 温馨
利用 越来越 满意 原则 原因 易于 容易 向社会 温州 向上 广州 广东 广西 江苏 江西
云南 石家庄 杭州 宁夏 宁波 安徽 甘肃 吉林 康复 包括 包含 关注 古城 高新 高新区
都要 元旦 乐于 于是 国家 师生 章程 常规 应急 应诉 应答 应邀 卫生 卫健 卫计 水利
成立 严格 严肃 严谨 曾经 祖国 计划 平时 明确 支持 支付 左右 席位 权利 权限 宣传
封面 储备 班子 班长 封闭 包办 莫名 全员 申请 申诉 申报 申领 游客 温度 查询 查阅
查看 查处 施工 施行 路政 程序 程度 花费 成员 季度 卓有 经办 经济 边远 解读 宗教
农委 米 时间
"""
_NO_NAME = frozenset(_WORDS.split())
"""Words that begin like a name."""
_AFTER = r"(?=$|[\s,，、;；。.:：()（）〔〕\[\]/|<>\-]|同志|电话|联系|手机|传真|邮箱|职务|担任|任|负责)"
_FULL = rf"(?:(?:{_DOUBLE}){_HAN}{{1,2}}|[{_SURNAMES}](?:\s?{_HAN}){{1,2}})"
_ROLE = (
    r"(?:联\s*系\s*人|经\s*办\s*人|负\s*责\s*人|责\s*任\s*人|审\s*核\s*人?|审\s*批\s*人|签\s*发\s*人?|填\s*报\s*人|填\s*表\s*人|"
    r"制\s*表\s*人?|承\s*办\s*人|报\s*送\s*人|撰\s*稿\s*人?|校\s*对\s*人?|拟\s*稿\s*人?|复\s*核\s*人?|编\s*辑|发\s*言\s*人|联络员|信息员|"
    r"申\s*请\s*人|被申请人|原\s*告|上诉人|第三人|委托代理人|代理人|姓\s*名|主管领导|分管领导|副?组长|副?主任|副?局长|副?书记|副?[县区市镇乡]长|成员)"
)
_ANNOUNCED = re.compile(rf"{_ROLE}\s*(?:\([^()]{{1,12}}\))?\s*:\s*({_FULL}(?:\s*[、,，/]\s*{_FULL})*){_AFTER}")
_PARTY = re.compile(
    rf"(?:(?<!被)申请人|原告|上诉人|举报人|投诉人|信访人|当事人|市民|村民|居民)((?:{_DOUBLE}){_HAN}{{1,2}}|[{_PLAIN}]{_HAN}{{1,2}}?)"
    r"(?=申请|提出|提起|提交|通过|不服|诉|要求|于\d|于20|向|因|对|就|等\d|等[一二三四五六七八九十两]|的(?:申请|诉|信访|投诉|举报)|[,，、(（])"
)
_COMRADE = re.compile(
    rf"(?<={_HAN})((?:{_DOUBLE}){_HAN}{{1,2}}|[{_PLAIN}]{_HAN}{{1,2}})(?=同志)|(?:^|(?<=[^\u4e00-\u9fff]))([{_SURNAMES}]{_HAN}{{1,2}})(?=同志)"
)
_EACH = re.compile(_FULL)


def redact(text: str) -> str:
    """The text without personal names, telephones, identity numbers, mailboxes and accounts; ``text`` as it was where
    there is none.
    """
    narrow = text.translate(_NARROW)
    found: list[tuple[int, int, str]] = []
    for pattern, mark in ((_MAIL, MAIL), (_MOBILE, PHONE), (_LANDLINE, PHONE), (_JOINED, PHONE), (_SERVICE, PHONE)):
        found += [(*match.span(), mark) for match in pattern.finditer(narrow)]
    found += [(*match.span(), CARD) for match in _CARD.finditer(narrow) if _is_card(match[0])]
    for match in _LABELLED.finditer(narrow):
        found += [(*number.span(), PHONE) for number in _NUMBERS.finditer(narrow, *match.span(1))]
    found += [(*match.span(1), ACCOUNT) for match in _ACCOUNT.finditer(narrow)]
    for match in _ANNOUNCED.finditer(narrow):
        found += [(*name.span(), NAME) for name in _EACH.finditer(narrow, *match.span(1)) if _is_name(name[0])]
    for pattern in (_PARTY, _COMRADE):
        for match in pattern.finditer(narrow):
            group = 1 if match[1] else 2
            if _is_name(match[group]):
                found.append((*match.span(group), NAME))
    return _replaced(text, found)


def _replaced(text: str, found: list[tuple[int, int, str]]) -> str:
    parts, end = [], 0
    for start, stop, mark in sorted(found, key=lambda item: (item[0], -item[1])):
        if start >= end:
            parts += [text[end:start], mark]
        end = max(end, stop)
    return "".join([*parts, text[end:]])


def _is_name(word: str) -> bool:
    plain = "".join(word.split())
    return plain not in _NO_NAME and plain[:2] not in _NO_NAME and "某" not in plain


def _is_card(number: str) -> bool:
    """Is this an identity number? By its date of birth, and with eighteen digits by the check digit (GB 11643)."""
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    if not (11 <= int(number[:2]) <= 82 and 1900 <= int(born[:4]) <= 2100):
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()
