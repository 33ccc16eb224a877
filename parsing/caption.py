"""Which issuer and which report year does one line, a title or the words of a link, print?

The issuer stands before the report words (某局2021年政府信息公开年度报告) or, where nothing stands there, behind them
(2021年政府信息公开年度报告（某局）). What portals put around a title is no part of a name: their own name, columns and
paths, dates and numbers of documents, and what is done to the report (公示, 关于印发…的通知).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.decode import chinese_year, clean
from parsing.numerals import ascii_digits
from parsing.traditional import title_in_simplified

FIRST_YEAR, LAST_YEAR = 2003, 2049
"""Report years that make sense: the first local rules date from 2003 (Guangzhou), the law from 2008."""
REPORT = re.compile(
    r"(?P<head>(?:政府|政务)?信息公开(?:工作)?(?:情况)?的?)(?:[（(]?20\d\d年?度?[)）]?|[（(][^)）]{0,8}[)）]|关于)?(?P<tail>年度(?:工作)?报告|年度(?:工作)?情况报告|年报|工作报告|情况报告|报告|年度总结)"
)
_LOOSE = re.compile(
    r"(?:贯彻|落实|实施|施行|执行|中华人民共和国)*(?:政府|政务)?(?:信息)?(?:主动|依申请)?公开(?:条例)?[^(（]{0,24}?"
    r"(?:报告|年报|总结|情况|报表|统计表)|(?:年度|年|工作)*(?:报告|年报|总结)"
)
"""Report words that are enough where a title is known to be of a report: 2010年政务公开工作总结, 2022年年报."""
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)(?:年度?)?")
_SHORT_YEAR = re.compile(r"(?:^|(?<!\d)(?=\d\d年(?![来内后前级期代])))(?P<year>0[3-9]|[1-4]\d)年度?")
_DATED = re.compile(r"(20\d\d[-./]\d{1,2}[-./]\d{1,2})\s+")
_YEAR_AROUND = re.compile(r"[（(]?20\d\d年?度?[)）]?")
_TO = r"[-—–~～至到、和与及]+"
_PERIOD = re.compile(
    rf"(?<!\d)(?P<first>20\d\d)(?:(?:年|[-./])?(?:\d{{1,2}}(?:月|[-./])?)?(?:\d{{1,2}}日?)?(?:起|度)?{_TO}"
    r"(?P<last>20\d\d)(?:年度?|[-./])?(?:\d{1,2}(?:月|[-./])?)?(?:\d{1,2}日?)?"
    rf"|年\d{{1,2}}月?(?:\d{{1,2}}日)?起?{_TO}\d{{1,2}}月(?:\d{{1,2}}日)?)止?(?!\d)"
)
"""A stretch of time: 2020年1月1日至2020年12月31日, 2008年5月-12月, 2008—2010年."""
_DAY = re.compile(
    r"[(（\[【]?(?:(?:发布|公布|公开|更新|发文|生成)?(?:日期|时间)[:：]?)?(?<!\d)20\d\d(?:年\d{1,2}月\d{1,2}|(?P<sign>[-./])\d{1,2}(?P=sign)\d{1,2})日?"
    r"(?:\d{1,2}:\d\d(?::\d\d)?)?(?:发布|公布|公开|印发)?[)）\]】]?"
    r"|[(（]?(?<!\d)20\d\d年\d{1,2}月(?:发布|公布|公开|印发)[)）]?|[(（\[]?(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)[)）\]]?"
)
_NUMBER = re.compile(r"(?:^[^〔\[【(（]{0,8})?[〔\[【(（]20\d\d[〕\]】)）]第?\d{1,4}号")
"""Of a document: 来政办〔2012〕8号."""
_BRACKETS = re.compile(r"[《》〈〉「」『』\"“”]")
_EMPTY_BRACKETS = re.compile(r"[（(]\s*(?:年度?|图文|盖章|公开|更正|修订|修改|草案|全文|附件)*\s*[)）]")
_SET_APART = re.compile(r"^(?:[\[【(（](?P<within>[^\]】)）]*)[\]】)）]|(?P<before>[^:：]{1,8})[:：])+")
"""What stands in brackets or before a colon at the head of a title: 【公示】, [年度报告], （一）, 图解：, 附件：."""
_WRAPPED = re.compile(r"^[\[【(（](?P<within>[^\[\]【】()（）]*)[\]】)）]$")
_LEADING = re.compile(
    r"^(?:附件\d*[:：]?|报送|印发|转发|公布|发布|标题[:：]|\d{1,2}[.、]|\d{1,3}[-—_](?=[^\d年])|(?=[A-Za-z/_-]{0,9}\d)[A-Za-z0-9/_-]{6,40}(?=[^\x00-\x7f]))+"
)
_ABOUT = re.compile(r"^(?P<by>.*?)关于(?:印发|转发|公布|公开|发布|报送|上报|编报|做好)?(?P<of>.*)$")
_SITE = re.compile(
    r"^.*?(?:门户网站|政府网站|政府网(?!站)|政务网|信息网|公开网|网站)(?!络|管理|建设|运行|编辑)[-—·_|]*(?=.)"
)
_COLUMN = re.compile(
    r"^(?P<by>.*?)(?:政府|政务)?信息公开(?!(?:工作)?(?:领导小组)?(?:办|处|科|中心|领导小组))(?:工作)?"
    r"(?:专栏|平台|指南|目录|年报)?[-—·_|]*(?P<of>.*)$"
)
_TRAILING = re.compile(
    r"(?:[（(]?\d{1,2}月[-—至到]+\d{1,2}月[)）]?|(?<!\d)\d\d年度?|关于(?:公布|发布|印发|公开|报送|编报|上报)?|的|年度?|度|·|、|,|，|-|—|:|：|\||_"
    r"|主动公开|依申请公开|政务公开[和与及暨]?|公开|发布|公布|编制)+$"
)
_EDGES = " \t　-—_|·.、，,。:：;；★☆●◆■▲※"
_ENDS_AN_ORGAN = re.compile(
    r"(?:[省市县区旗州盟厅局委办署院处站所队会部馆园社镇乡]|政府|街道|办公室|中心|公司|集团|大学|学院|中学|小学|学校|苏木|开发区|团委|总队|支行|分行|海关)(?:[（(][^()（）]*[)）])?$"
)
_NO_ORGAN = re.compile(
    r"网站?$|专栏|信息公开|年报|报告|公告|通知|公示|统计(?!局)|全[省市县区]|本级|表$|^(?:各|本(?:单位|机关|部门|级|[局委办])|所属|部门|乡镇|镇街|街道|[省市县区]直)|^(?:党政|综合|[省市县区])?办公室$"
)
_NO_NAME = re.compile(
    r"(?:本|我)?(?:机关|单位|部门|年度|局|政府|政务|全市|全县|全区|全省)?(?:主动|依申请)?|.*(?:网站|政府网|政务网|信息网|公开网|专栏)"
)
"""Words that name no issuer, and names of portals."""
HAN = r"㐀-鿿\U00020000-\U0003ffff"
"""Chinese characters with the rare ones that townships keep: 湖㳇镇, 沈𫭢镇."""
_TWO_SIGNS, _SIGNS = re.compile(rf"[{HAN}]{{2}}"), re.compile(rf"[{HAN}（）()、]+")
_EXTENSION = re.compile(r"\.(?:docx?|pdf|wps|html?|txt|ofd|xlsx?)$", re.IGNORECASE)
_FULL_WIDTH_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}


def squeeze(text: str) -> str:
    """A title for reading: spaces out, digits ASCII, Chinese year digits as numbers."""
    return chinese_year("".join(clean(text).translate(_FULL_WIDTH_DIGITS).split()))


def issuer_and_year(title: str) -> tuple[str | None, int | None]:
    """The issuer and the report year that a title alone prints; None for what it does not print."""
    said = _said(title)
    return issuer_of(said), year_of(said)


def said_of_report(title: str) -> tuple[str | None, int | None]:
    """The same for a line that is known to be the title of a report, whatever its words for one."""
    said = _said(title)
    return issuer_of(said) or issuer_of(said, _LOOSE), year_of(said)


def _said(title: str) -> str:
    said = ascii_digits(clean(title_in_simplified(title)))
    said = squeeze(chinese_year(_DATED.sub(r"\1日", said)))  # or the day runs into the year behind it
    if ">" in said or "»" in said or "›" in said:  # the path of a page; what it is about stands last
        said = re.split(r"[>»›]", said)[-1]
    return said


def year_of(title: str) -> int | None:
    """The report year: the year that stands with 年 or nearest before the report words, no date of issue.

    None for a stretch of several years, too.
    """
    said, several = _dateless(title)
    if several:
        return None
    found = [m for m in _YEAR.finditer(said) if FIRST_YEAR <= int(m["year"]) <= LAST_YEAR]
    dated = [m for m in found if m.group().endswith(("年", "年度")) and not re.match(r"\d{1,2}月", said[m.end() :])]
    best = dated or [m for m in found if not re.match(r"[-./]?\d", said[m.end() :])]
    if best:
        return int(best[0]["year"])
    short = None if found else _SHORT_YEAR.search(said)
    return 2000 + int(short["year"]) if short else None


def _dateless(title: str) -> tuple[str, bool]:
    """A title less its dates and its number, a stretch within one year as this year; is there one of several years?"""
    several = False
    if "号" in title:
        title = _NUMBER.sub("", title)

    def year(found: re.Match[str]) -> str:
        nonlocal several
        if found["last"] not in (None, found["first"]):
            several = True
            return ""
        return f"{found['first']}年度"

    if _PERIOD.search(title):
        title = _PERIOD.sub(year, title)
    return _DAY.sub("", title), several


def issuer_of(title: str, words: re.Pattern[str] = REPORT) -> str | None:
    """The organ that a title names; ``words`` are those that make it a title."""
    said = _EXTENSION.sub("", title)
    said, _ = _dateless(_BRACKETS.sub("", said))
    reports = list(words.finditer(said))
    if not reports:
        return None
    start = 0
    for report in reports:
        if (organ := _named(said[start : report.start()])) is not None:
            return organ
        start = report.end()
    return _behind(said[start:])


def _named(before: str) -> str | None:
    """The organ named by what stands before the report words."""
    said = _EMPTY_BRACKETS.sub("", _YEAR_AROUND.sub("", before))
    for candidate in _inner(said.strip(_EDGES)):
        organ = _TRAILING.sub("", _SHORT_YEAR.sub("", _LEADING.sub("", candidate.strip(_EDGES)))).strip(_EDGES)
        organ = _WRAPPED.sub(r"\g<within>", _EMPTY_BRACKETS.sub("", organ))
        if 2 <= len(organ) <= 60 and _TWO_SIGNS.search(organ) and not _NO_NAME.fullmatch(organ):
            return organ
    return None


def _inner(said: str) -> Iterator[str]:
    """A name without what portals and letters put before it; where nothing is left behind that, what stood there."""
    if (apart := _SET_APART.match(said)) and not _is_organ(apart["within"] or apart["before"] or ""):
        said = said[apart.end() :]
    if site := _SITE.match(said):
        said = said[site.end() :]
    if (column := _COLUMN.match(said)) is not None:
        yield column["of"]
        yield column["by"]
        return
    if (about := _ABOUT.match(said)) is not None:
        yield about["of"]
        yield about["by"]
        return
    yield said


def _behind(after: str) -> str | None:
    """The organ behind the report words, if what stands there is one and nothing else."""
    organ = _SHORT_YEAR.sub("", _YEAR_AROUND.sub("", after)).strip(_EDGES).strip("的")
    if organ[:1] in ("(", "（") and organ[-1:] in (")", "）"):
        organ = organ[1:-1]
    organ = organ.strip(_EDGES)
    return organ if 2 < len(organ) <= 40 and _is_organ(organ) and not _NO_NAME.fullmatch(organ) else None


def _is_organ(text: str) -> bool:
    """Is this the name of an organ or a place, and of nothing else?"""
    return (
        len(text) > 2
        and _ENDS_AN_ORGAN.search(text) is not None
        and _NO_ORGAN.search(text) is None
        and _SIGNS.fullmatch(text) is not None
    )
