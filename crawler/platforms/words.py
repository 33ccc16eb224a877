"""What does a link promise, going by its words and its address?

Portals share the wording of the law more than any markup, so the words decide and the address only adds weight: eleven
in a hundred real report pages have an address like no other. The lists are from portals seen in 2026.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

COLUMN = 10
"""From this score on a link is taken for a 年报 column; below it is at best a hub on the way there."""

_STRONG = re.compile(
    r"公开.{0,16}?(?:年报|报告|总结)|(?:年报|年度报告).{0,10}公开|年度?.{0,20}信息公开.{0,8}(?:情况|公告|公示)"
)
_CUT = r"(?:…|\.{2,3}|·{3})$"
_WEAK = re.compile(
    rf"年报|年度报告|报告|信息公开|^(?:19|20)\d\d(?:年度?)?$|(?:19|20)\d\d年度?(?:政|信|工|年).{{0,8}}{_CUT}"
)
_YEARLY = re.compile(r"年报|年度(?:工作)?报告")
_OFFICE = re.compile(
    r"^[^，。！？、：；\d]{1,22}(?:局|委|办|厅|院|镇|乡|街道|政府|中心|处|所|站|队|社|馆|协会|总会|联合会|办公室|办事处|委员会|管委会)$"
)
_NEVER = re.compile(
    r"网站(?:(?!公开).){0,8}(?:报表|年报|年度报告)|年度报表|法治政府|依法行政|事业单位法人|统计年报|统计年鉴|[预决]算|"
    r"公积金(?:\d{4}年度?)?年度报告|政府工作报告|年报统计|申请公开.{0,4}统计|"
    r"^(?!.*关于(?:印发|公布|发布).{4,60}的通知$).*通知|"
    r"(?:报告|年报).{0,4}编[制写]|编[制写].{0,16}(?:要求|说明)|填报|培训|召开|举办|"
    r"^(?!.*政府信息).*(?:大学|学院|高校|中学|小学|幼儿园|医院).*信息公开|"
    r"(?:指南|制度|目录|规定|办法|条例|要点|方案|流程|规范|格式|模板|细则|意见箱)[)》”]?(?:\([^)]*\))?$"
)
_COLUMN_NAME = re.compile(
    r"(?:.{0,16}?(?:政府|政务)?信息公开|政务公开|公开)(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:年报|报告|年度报告)"
    r"(?:公开|栏目|专栏|专题|列表|汇总|公示|查询|\(?历年\)?)?"
)
_YEARS_COLUMN = re.compile(
    r"(?:19|20)\d\d年?度?(?:政府)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:年报|报告|年度报告)(?:汇总|专栏|列表|公开)?"
)
_BODY = (
    r"(?:(?:[省市区县州旗]|自治区)(?:[级直]|人民|直属)?(?:政府)?(?:政府|组成部门|工作部门|部门|单位|机关)(?:办公室|办)?|"
    r"[省市区县州旗]本级|各?(?:政府|市直|区直|县直)?(?:部门|单位|部门[及和、(]?单位[)]?)|(?:垂直|中省直|驻[市区县])(?:管理)?(?:部门|单位|机构)|"
    r"(?:直属|派出)(?:机构|单位)|委办局|开发区|功能区|各?(?:区县|县区|县市区|市县|区市县|县\(市、?区\)|县\(市\)区|县\(区\)|区\(县\))(?:政府)?|"
    r"各?(?:乡镇|街道|镇街|街镇|镇街道|街乡镇?|乡\(镇\)|镇\(街道?\)|乡镇\(街道\))(?:街道)?(?:办事处)?)"
)
_TAB = re.compile(_BODY + "|" + r"(?:19|20)\d\d年?度?|(?:历年|往年)|(?:19|20)\d\d年?(?:度)?及?(?:以前|之前)")
_TAB_SLUG = re.compile(r"nb|ndbg|gkbg|annual")
_COLUMN_WORD = re.compile(rf"(?:历年|{_BODY})?(?:年报|年度报告|公开年报|年度工作报告)(?:公开|栏目|专栏|汇总|列表)?")
_HUBS = (
    (re.compile(r"政府信息公开(?:专栏|平台|栏目|网)?"), 6),
    (re.compile(r"信息公开(?:专栏|平台|栏目)?"), 5),
    (re.compile(r"(?:政务|政府|阳光)?公开(?:专栏|平台)?|政务(?:信息)?公开|公开信息"), 4),
    (re.compile(r"(?:网站|站点|本站)(?:地图|导航)"), 1),
    (re.compile(r"法定主动公开内容|主动公开|公开内容"), 2),
    (re.compile(r"(?:各?(?:部门|单位|区县|县区|市县|乡镇|街道|镇街))(?:政府)?(?:政务|信息)?公开(?:专栏|平台|网)?"), 1),
)
_DECORATION = re.compile(r"^[·•●>»›◆■\-|]+|(?:[>»›+]|[a-z]{2,})+$", re.IGNORECASE)
"""Around the words of a menu: bullets, arrows, their translation (政务公开Government)."""
_MUTE = re.compile(r"|更多|全部|详细|查看(?:更多|全部|详情)?|进入(?:专栏|栏目|频道)?|点击.{0,4}|more", re.IGNORECASE)
_ARROWS = re.compile(r"[>»›<+\-\[\]【】.…]+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年(?!\d{1,2}月))")
_CHINESE_YEAR = re.compile(r"([二][〇○零0OoＯ一二][〇○零0Oo一二三四五六七八九]{2})(?=年(?!\d{1,2}月))")
_DIGITS = {**{c: str(i) for i, c in enumerate("〇一二三四五六七八九")}, "○": "0", "零": "0", "O": "0", "o": "0"}

_SLUG = re.compile(
    r"(?:zf)?xxgk(?:gz)?n(?:d?bg?|an)(?:[_\d]|$|[a-z]{0,4}$)|gkn(?:d?bg|b)|gkndbg|(?:^|[^a-z])ndbg|gznb|nbzl|gknbxq|"
    r"annual_?report|xxgkannualreport|opennessannualreport"
)
_OTHER_SLUG = re.compile(r"wzgz?nb|wznd?bb|sydwfrnb|zfgzbg|fzzf|tjnb|ysqgk|gkzn|gkzd|gkml(?!pt)")
_HUB_SLUG = re.compile(r"xxgk|zwgk|gkzl|govpublic|openness")
_LISTS = re.compile(r"(?:index|[a-z_]{0,16}list|default|column|node|channel|col)(?:[_\-\d]|$)")
_NUMBER = re.compile(r"\d{4,}|[0-9a-f]{16,}")
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?\d{2}")
_IDENTIFIER = re.compile(r"(?:^|&)\w{0,20}id=\w", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:article|info|content|news|doc)_?id=\w", re.IGNORECASE)
_FOLDER = re.compile(r"/\d{5,}/(?:index\.\w+)?$")
"""A folder with a number for a name: a column at some portals, an article at others (辽宁, 通州, 大兴; 2026)."""
_DOWNLOAD = re.compile(
    r"/(?:\w{0,20}down(?:load|file|attach)?\w{0,20}|\w{0,20}attach(?:ment)?\w{0,12})"
    r"(?:\.(?:jsp|do|aspx?|ashx|php|action|htm)\b|\?\w)|/attachment/\d",
    re.IGNORECASE,
)
_BARE = re.compile(r"/(?:article|content|detail|info|show|artview)/(?:[\w-]+/)*\d{3,}$", re.IGNORECASE)
_SHOWS = re.compile(r"(?:article|content|detail|info|show|view)s?", re.IGNORECASE)
"""The last part of an address without an ending that shows one page by its number: ``annual/detail?id=7``."""
_LONG_NUMBER = re.compile(r"\d{6,}|[0-9a-f]{16,}")
"""In the name of a page without an ending; four digits may be the year of a folder."""
_OF_YEAR = re.compile(r"(?:19|20)\d\d年度?$")
_ITEM = re.compile(r"^[(]?\d{1,3}[).、．:](?!\d)")
"""The number of a line in a collection: ``3. 县财政局``."""


def tidy(text: str | None) -> str:
    """Text of a link without white space, full-width letters and digits made plain."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def is_rejected(text: str) -> bool:
    """Do the words say that this is one of the siblings: website tables, law-abiding government, guides, budgets?"""
    return _NEVER.search(text) is not None


def says_report(text: str) -> bool:
    """Do the words alone say that this is a report, wherever the link stands? (年报 or 年度报告 with 公开)"""
    return _STRONG.search(text) is not None and not is_rejected(text)


def may_be_report(text: str) -> bool:
    """May this be a report, for a link in a 年报 column? There the name of an office or a year is enough."""
    told = _WEAK.search(text) or _OFFICE.match(_OF_YEAR.sub("", _ITEM.sub("", text)))
    return told is not None and not is_rejected(text) and not _hub_score(text)


def says_column(text: str) -> bool:
    """Is this the name of a 年报 column?"""
    return not is_rejected(text) and (_COLUMN_NAME.fullmatch(text) or _COLUMN_WORD.fullmatch(text)) is not None


def says_column_of_year(text: str) -> bool:
    """May this be the column of one year, 2021年政府信息公开年报? The government's own report is called the same."""
    return _YEARS_COLUMN.fullmatch(text) is not None


def says_part(text: str) -> bool:
    """May this be a list inside a column rather than a report: that of a year, of a kind of bodies, or of an office?"""
    return says_column_of_year(text) or says_tab(text) or says_office(_ITEM.sub("", text))


def says_yearly(text: str) -> bool:
    """Is this the report of a year, for a link in a 年报 column? (县财政局2021年年报, 2021年度报告, 县财政局2021年)"""
    if not report_years(text) or is_rejected(text):
        return False
    return _YEARLY.search(text) is not None or says_office(_OF_YEAR.sub("", text))


def says_nothing(text: str) -> bool:
    """Are these words that any link may have, or none (更多, >>, a picture)?"""
    return _MUTE.fullmatch(_ARROWS.sub("", text)) is not None


def column_score(text: str, url: str) -> int:
    """How surely does this link lead to a 年报 column? :data:`COLUMN` or more: surely enough to open it as one.

    Below, but above 0, it is a hub on the way (政务公开, 政府信息公开), the better the higher; 0 is neither. A link
    without words of its own is told by its address.
    """
    if is_rejected(text) or len(text) > 40:
        return 0
    slug = urlsplit(url).path.lower()
    known = 0 if _OTHER_SLUG.search(slug) else 4 if any(_SLUG.search(part) for part in slug.split("/")) else 0
    if says_nothing(text):
        return COLUMN if known else 0
    text = _DECORATION.sub("", text)
    if _COLUMN_NAME.fullmatch(text):
        return 20 + known + (4 if "信息公开" in text else 0)
    if _COLUMN_WORD.fullmatch(text):
        return 12 + known
    if known and _WEAK.search(text):
        return COLUMN + known
    hub = _hub_score(text)
    return hub + (1 if _HUB_SLUG.search(slug) else 0) if hub else 0


def _hub_score(text: str) -> int:
    return next((score for name, score in _HUBS if name.fullmatch(text)), 0)


def is_sibling(url: str) -> bool:
    """Does the address name a sibling of the column: website tables, guides, catalogues?"""
    return _OTHER_SLUG.search(urlsplit(url).path.lower()) is not None


def says_tab(text: str) -> bool:
    """Is this the name of a part of a column: a kind of body (市级部门, 乡镇街道) or a year?"""
    return _TAB.fullmatch(text) is not None


def says_office(text: str) -> bool:
    """Is this the name of an office, and nothing else (县财政局, 西河镇人民政府)?"""
    return _OFFICE.match(text) is not None


def tab_score(text: str, url: str) -> int:
    """On a page of a column: how surely is this link a tab of it that lies elsewhere, 部门 at ``/zwgk/bmnb/``?"""
    slug = urlsplit(url).path.lower()
    return COLUMN + 2 if says_tab(text) and _TAB_SLUG.search(slug) and not _OTHER_SLUG.search(slug) else 0


def report_years(text: str) -> frozenset[int]:
    """The years that the words name as report years; dates in the text are none (``2021年`` but not ``2021年1月``)."""
    years = {int(year) for year in _YEAR.findall(text)}
    for found in _CHINESE_YEAR.findall(text):
        years.add(int("".join(_DIGITS.get(c, c) for c in found)))
    return frozenset(years)


def is_article(url: str, name: str, *, in_column: bool) -> bool:
    """Does a link lead to one page or file, rather than to a folder or a list?

    A hint that only decides in which order things are looked at: what is opened as one and is the other is still found.
    """
    if is_document(url) or is_download(url):
        return True
    if not in_column and not report_years(name) and (says_column(name) or _hub_score(name)):
        return False
    parts = urlsplit(url)
    last = parts.path.rpartition("/")[2].lower()
    stem, dot, _ = last.rpartition(".")
    if _FOLDER.search(parts.path) and says_report(name) and report_years(name):
        return True
    if dot and not _LISTS.match(stem):
        told = _NUMBER.search(last) or _DATED.search(parts.path) or _IDENTIFIER.search(parts.query)
        return in_column or bool(told or report_years(name))
    if dot and _ARTICLE.search(parts.query):
        return True
    if dot:
        return _IDENTIFIER.search(parts.query) is not None and bool(report_years(name)) and says_report(name)
    if _BARE.search(parts.path) or (_SHOWS.fullmatch(last) and _IDENTIFIER.search(parts.query)):
        return True
    return says_report(name) and bool(report_years(name)) and _LONG_NUMBER.search(last) is not None


DOCUMENT_ENDINGS = frozenset(
    {"pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "rtf", "odt", "ods", "ofd", "zip", "rar", "7z"}
)


def is_document(url: str) -> bool:
    """Does the address end like a file that can be a report?"""
    return urlsplit(url).path.lower().rpartition(".")[2] in DOCUMENT_ENDINGS


def is_numbered(url: str) -> bool:
    """Does the query name one article (``Detail.aspx?InfoId=33``)?"""
    return _ARTICLE.search(urlsplit(url).query) is not None


def is_download(url: str) -> bool:
    """Does the address ask a script for a file (``download.jsp?id=5``), so that it has no ending of its own?"""
    return _DOWNLOAD.search(url) is not None
