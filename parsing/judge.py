"""Is this a report, something else, or a page that a guard put in its place?

A report shows at least two statutory headings or one statutory table (or the statistics list of 2014) that says
something, and enough text. The blank form, a notice that encloses it, sibling documents of the same column and
challenge pages are told apart here, because taking one of them for a report would put zeros or nonsense into the
dataset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsing.align import Alignment
from parsing.forms import FORMS, STATISTICS, TABLES
from parsing.forms.lists import TABLE as STATISTICS_TABLE
from parsing.model import Block, Contents, Paragraph, State, Verdict
from parsing.narrative import read_narrative
from parsing.outline import Outline
from parsing.title import COMPILING, NOT_GOVERNMENT, Title

LEAST_TEXT = 400
"""Characters of the shortest document that can be a report; the empty form alone has about 900."""
LEAST_EARLY_TEXT = 250
"""The same for an early report that shows four of its headings: townships and small bureaus wrote half a page."""
LEAST_LISTED = 4
"""Figures of a list of indicators that make an early document under the title of a report one, however short."""
LEAST_TOLD = 3
"""Core numbers in sentences, or words for none, that do the same: a township's whole report may be three lines."""
LEAST_PROSE = 80
"""Characters under the headings of the shortest report without tables."""
_GUARDED = 30_000
"""Bytes up to which a page may be a guard's: challenge pages are small, reports that quote such words are not."""


def _any_of(*phrases: str) -> re.Pattern[bytes]:
    return re.compile("|".join(map(re.escape, phrases)).encode())


_NOT_SHOWN = re.compile(rb"<script.*?(?:</script>|$)|<style.*?(?:</style>|$)|<[^>]*>|\s+", re.DOTALL | re.IGNORECASE)
_SAYS_LITTLE = 1800
"""Bytes of shown text (600 characters in UTF-8) up to which a page may be a guard's."""
_REFUSALS = (
    "被创宇盾拦截",
    "您的访问被阻断",
    "SafeLine",
    "请求被WEB防火墙拦截",
    "网站防火墙",
    "疑似黑客攻击",
    "疑似攻击行为",
    "访问行为存在异常",
    "网防G01",
    "云防护",
    "本站开启了验证码保护",
    "Web应用防火墙",
    "您的请求已被拦截",
)
_REFUSING_TITLES = ("403 Forbidden", "访问禁止", "访问被拒绝", "Access Denied", "安全验证", "系统提示", "验证码")
# Signatures of guards and error pages seen on government portals (2026); each names what stands in the page.
_GUARDS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("jsl", re.compile(rb"__jsl_clearance|__jsluid|document\.cookie\s*=.{0,4000}location", re.DOTALL)),
    ("ruishu", re.compile(rb"\$_ts\s*=\s*window\[|r='m'>|r=\"m\">")),
    ("c3vk", re.compile(rb"C3VK=")),
    ("wzws", re.compile(rb"wzwschallenge|WZWSRELw==|wzws_sessionid")),
    ("acw", re.compile(rb"acw_sc__v2|arg1='[0-9A-F]{40}'")),
    ("waf", _any_of(*_REFUSALS)),
    ("denied", _any_of(*(f"<title>{title}" for title in _REFUSING_TITLES))),
)
_PART_YEAR = frozenset({"季度", "半年"})
"""Statistics for a part of the year print the same tables."""
_NOTICE = re.compile(r"模板|模版|样式|格式|填报说明|编制说明|填写说明|培训|部署|征求意见")
_ANY_OFFICE = re.compile(r"[×＊*○〇]{2}|[xXＸ]{2,}|某某")
"""In place of a name, in a sample that shows zeros."""
_PLACEHOLDER = re.compile(r"[（(]文字描述")
_OLD_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十]部分\s*)?[（(]?[一二三四五六七八九十\d]{0,3}[)）]?[、.．]?\s*(?:概\s*述|(?:工作|总体|基本)?概况|基本情况|主动公开|公开政府信息|政府信息公开申请|依申请公开|(?:政府信息公开的?)?收费|"
    r"行政复议|(?:因政府信息公开)?.{0,8}(?:复议|诉讼)|存在的?(?:主要)?问题|主要问题|改进措施|附表|其他需要|需要说明)"
)


def guard_of(data: bytes) -> str | None:
    """The kind of guard whose challenge or refusal this page is, or None. Only small pages are looked at."""
    if len(data) > _GUARDED or not _says_little(data):
        return None
    return next((kind for kind, signature in _GUARDS if signature.search(data)), None)


def _says_little(data: bytes) -> bool:
    """Is little of this page shown? A page that says much has said enough soon."""
    shown = end = 0
    for hidden in _NOT_SHOWN.finditer(data):
        shown += hidden.start() - end
        end = hidden.end()
        if shown > _SAYS_LITTLE:
            return False
    return shown + len(data) - end <= _SAYS_LITTLE


def judge(contents: Contents, outline: Outline, title: Title, alignment: Alignment) -> tuple[Verdict, str]:
    """``report`` or ``not_report`` for a document that could be read, and one line that says why it is none."""
    stated = sum(figure.stated for figure in alignment.figures.values())
    said = any(figure.raw.strip() for figure in alignment.figures.values())
    text = text_of(contents.blocks)
    kind = title.declared_kind or (title.other_kind if title.text is None else None)
    if kind and (not alignment.tables_found or kind in _PART_YEAR or NOT_GOVERNMENT.search(kind)):
        return Verdict.NOT_REPORT, f"another kind of document ({kind})"
    if title.of_list and alignment.tables_found == {STATISTICS_TABLE}:
        return _judge_list(title, alignment, stated)
    if title.of_list:
        title = title._replace(text=None)
    if title.text and COMPILING.search(title.text):
        return Verdict.NOT_REPORT, "a notice or template about annual reports, not a report"
    numbers = any(figure.value for figure in alignment.figures.values())
    if not numbers and (reason := _is_blank_form(title, text, alignment, said)):
        return Verdict.NOT_REPORT, reason
    statutory = len(outline.headings) >= 2 or bool(alignment.tables_found)
    if statutory and (len(text) >= LEAST_TEXT or stated or _says_enough(outline)):
        if not alignment.tables_found and title.text is None:
            return Verdict.NOT_REPORT, "statutory headings, but no title of a report and no statutory table"
        if alignment.tables_found == {STATISTICS_TABLE} and title.text is None:
            return Verdict.NOT_REPORT, "a statistics list, but no title of a report: townships publish it every quarter"
        return Verdict.REPORT, _missing_tables(contents, outline, alignment)
    listed = sum(bool(figure.raw.strip()) for figure in alignment.local.values())
    early = title.text and title.year and title.year <= 2018
    if early and (listed >= LEAST_LISTED or _is_early_report(contents.blocks, text) or _tells(outline, title)):
        return Verdict.REPORT, ""
    if title.text:
        return Verdict.NOT_REPORT, "the title of a report, but not its text (the report may be an attachment)"
    return Verdict.NOT_REPORT, "no statutory heading or table of an annual report"


def _says_enough(outline: Outline) -> bool:
    """Is it a short report: three headings, and words of its own under two of them? A list of contents has none."""
    written = [len(text) for text in outline.sections.values()]
    return len(outline.headings) >= 3 and len(written) >= 2 and sum(written) >= LEAST_PROSE


def _missing_tables(contents: Contents, outline: Outline, alignment: Alignment) -> str:
    """What is worth knowing of a report whose text lacks tables of its form: they may be among its pictures."""
    missing = [table for table in TABLES if table not in alignment.tables_found]
    if alignment.form not in FORMS or not set(missing) & {*outline.headings, *(TABLES if contents.pictures else ())}:
        return ""
    lost, whole, pictures = len(missing), len(TABLES), contents.pictures
    if pictures:
        return f"{lost} of the {whole} statutory tables are missing from the text; {pictures} pictures may show them"
    return f"{lost} of the {whole} statutory tables are missing from the text"


def _judge_list(title: Title, alignment: Alignment, stated: int) -> tuple[Verdict, str]:
    """A statistics list on its own: the statutory table of its years, where it says whose and which year's it is."""
    if title.other_kind in _PART_YEAR or title.issuer is None or title.year is None:
        return Verdict.NOT_REPORT, "a statistics list, but no title of a report: townships publish it every quarter"
    if _is_notice(title):
        return Verdict.NOT_REPORT, "a notice or template about annual reports, not a report"
    if not stated:
        return Verdict.NOT_REPORT, "the blank form"
    if not STATISTICS.first_year <= title.year <= (STATISTICS.last_year or title.year):
        return Verdict.NOT_REPORT, "a statistics list of a year in which it was no annual report"
    return Verdict.REPORT, ""


def _is_notice(title: Title) -> bool:
    own = (title.text or "").replace(title.issuer or " ", "")  # a training centre makes reports too
    return bool(_NOTICE.search(own) or COMPILING.search(own) or _ANY_OFFICE.search(title.text or ""))


def _is_blank_form(title: Title, text: str, alignment: Alignment, said: bool) -> str | None:
    """The empty form or a notice about compiling reports: nothing is stated and no office signs for a year."""
    if _is_notice(title):
        return "a notice or template about annual reports, not a report"
    if len(_PLACEHOLDER.findall(text)) >= 2:
        return "the blank form"
    if alignment.tables_found and not said and (title.year is None or title.issuer is None):
        return "the blank form: statutory tables without a single entry, no issuer and year"
    return None


def text_of(blocks: Iterable[Block]) -> str:
    """All text of a document, paragraphs and cells a line each."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.extend(cell.text for cell in block.cells if cell.text)
    return "\n".join(lines)


def _is_early_report(blocks: Iterable[Block], text: str) -> bool:
    headings = _old_headings(blocks)
    return (len(text) >= LEAST_TEXT and headings >= 2) or (len(text) >= LEAST_EARLY_TEXT and headings >= 4)


def _tells(outline: Outline, title: Title) -> bool:
    told = read_narrative(outline.whole(), title.year, title.issuer).values()
    return title.issuer is not None and sum(one.stated or one.state is State.DASH for one in told) >= LEAST_TOLD


def _old_headings(blocks: Iterable[Block]) -> int:
    """Headings of the reports before 2019, which had no common form."""
    return len(
        {
            m.group()
            for b in blocks
            if isinstance(b, Paragraph) and len(b.text) < 40 and (m := _OLD_HEADING.match(b.text))
        }
    )
