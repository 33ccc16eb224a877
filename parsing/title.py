"""Whose report is this, and of which year?

The issuer is taken as printed and resolved to nothing: what agency a name means is for ``dataset.identity``. Each
answer comes with the evidence it was read from. The year comes from the title, then the first headings, then the
sentence that states the statistical period; never from an address or a publication date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsing.decode import chinese_year, clean
from parsing.model import Contents, Paragraph
from parsing.numerals import ascii_digits

FIRST_YEAR, LAST_YEAR = 2003, 2049
"""Report years that make sense: the first local rules date from 2003 (Guangzhou), the law from 2008."""
_REPORT = re.compile(
    r"(?P<head>(?:政府|政务)?信息公开(?:工作)?(?:情况)?的?)(?:[（(]?20\d\d年?度?[)）]?|[（(][^)）]{0,8}[)）]|关于)?(?P<tail>年度(?:工作)?报告|年度(?:工作)?情况报告|年报|工作报告|情况报告|报告|年度总结)"
)
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)(?:年度?)?")
_PERIOD = re.compile(r"(?<!\d)(20\d\d)年1月1日(?:起)?(?:至|到|—|-|－|~|～)+(?:(20\d\d)年)?12月31日")
LONGEST = 90
"""Characters of the longest title; a longer line is text."""
MOST_PREFACE = 60
"""Lines above the first section that are looked at."""
_FURNITURE = re.compile(r"[>»›。！；]|当前位置|您?(?:现)?在?的位置|首页|上一篇|下一篇|本(?:年度)?报告")
"""Signs of a breadcrumb, a link to the neighbours, or a sentence."""
_TITLE_WORD = re.compile(r"报告|年报|总结|报表|季度|半年")
_BRACKETS = re.compile(r"[《》〈〉「」『』【】\[\]\"“”]")
_EMPTY_BRACKETS = re.compile(r"[（(]\s*(?:年度?|图文|盖章|公开|更正|修订|修改|草案|全文|附件)*\s*[)）]")
_LEADING = re.compile(r"^(?:关于|附件\d*[:：]?|报送|印发|转发|公布|发布|标题[:：]|【.*?】|\d{1,2}[.、])+")
_TRAILING = re.compile(r"(?:关于|的|年度?|度|·|、|,|，|-|—|:|：|\||_)+$")
_FULL_WIDTH_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_EDGES = " \t　-—_|·.、，,。:：;；"
_SITE_PARTS = re.compile(r"\s*[_|｜»>]+\s*|\s+[-—–]+\s+|\s*--+\s*")
_ORGAN = re.compile(
    r"[一-鿿·（）()]{2,40}(?:人民政府|政府|办公厅|办公室|委员会|管委会|工委|街道|办事处|局|厅|部|署|院|会|委|中心|处|站|所|队|园区|开发区|乡|镇|分局|大队|支队|总队|公司|集团|馆|社|行|办)$"
)
_ENDING = r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|街道办事处|办事处|局|厅|署|委|中心|乡|镇|开发区)"
_COMPILED_BY = re.compile(
    rf"本(?:年度)?报告由(?P<organ>[一-鿿（）()]{{2,36}}?{_ENDING})(?:根据|按照|依据|负责|组织)?[一-鿿]{{0,14}}?(?:编制|编写|汇总)"
)
_SIGNED = re.compile(r"^20\d\d年\d{1,2}月\d{1,2}日$")
_NOT_ANNUAL = re.compile(
    r"网站(?:工作|监管)?年度(?:工作)?报表|法治政府|依法行政|指南|目录|制度|办法|季度|半年|一图读懂|图解|解读|要点|预决算|部门决算|部门预算"
)


class Title(NamedTuple):
    """What the title says. ``evidence`` tells where each answer was read."""

    text: str | None
    issuer: str | None
    year: int | None
    evidence: dict[str, str]
    other_kind: str | None
    """Words that show the document to be of another kind, if the title has them."""


def squeeze(text: str) -> str:
    """A title for reading: spaces out, digits ASCII, Chinese year digits as numbers."""
    return chinese_year("".join(clean(text).translate(_FULL_WIDTH_DIGITS).split()))


def find_title(contents: Contents, preface: Sequence[Paragraph], text: str, has_sections: bool = True) -> Title:
    """The title, issuer and report year of a document.

    ``preface`` are the paragraphs before the first section (all of them where ``has_sections`` is false), ``text`` the
    running text in which the statistical period, the compiling organ and the signature are looked for.
    """
    evidence: dict[str, str] = {}
    title = issuer = None
    year: int | None = None
    other: str | None = None
    for source, candidate in _candidates(contents, preface, has_sections):
        found = _REPORT.search(candidate)
        kind = _NOT_ANNUAL.search(candidate)
        if kind and not (found and found.start() < kind.start()):
            other = other or (kind.group() if source != "title" else None)
            continue
        if not found:
            continue
        says_more = title is None or (year is None and issuer is None)
        if year is None and (year := _year_in(candidate)) is not None:
            evidence["year"] = source
        if issuer is None and (issuer := _issuer_in(candidate)) is not None:
            evidence["agency_name"] = source
        if title is None or (says_more and (year is not None or issuer is not None)):
            title, evidence["title"] = candidate, source
        if year is not None and issuer is not None:
            break
    if year is None:
        year = _year_of_period(text)
        if year is not None:
            evidence["year"] = "period"
    if issuer is None:
        issuer, evidence_of = _issuer_elsewhere(preface, text)
        if issuer is not None:
            evidence["agency_name"] = evidence_of
    return Title(title, issuer, year, evidence, other if title is None else None)


def _candidates(contents: Contents, preface: Sequence[Paragraph], nearest_last: bool) -> Iterator[tuple[str, str]]:
    """Possible titles, best evidence first: lines of the document itself, then what the page declares.

    Of several lines above the first section the last is nearest to it; those before may be a menu of other years. A
    title set in two or three lines is tried as one.
    """
    lines = [squeeze(p.text.replace("\n", "")) for p in preface[-MOST_PREFACE:]]
    lines = [line for line in lines if line]
    for i, line in sorted(enumerate(lines), reverse=nearest_last):
        if len(line) > LONGEST or not _TITLE_WORD.search(line) or _FURNITURE.search(line):
            continue
        joined = line
        for back in (1, 2):
            above = lines[i - back] if i >= back else ""
            if (
                above
                and len(above) <= 40
                and _issuer_in(joined) is None
                and (_ORGAN.match(above) or _continues_above(above))
            ):
                joined = above + joined
        if joined != line:
            yield "heading", joined
        yield "heading", line
    for source, declared in contents.titles:
        for part in _parts(declared, split=source == "title"):
            yield source, squeeze(part)


def _continues_above(line: str) -> bool:
    """Is this the upper line of a title set in two lines: ends in an organ with or without the year, no sentence?"""
    stem = re.sub(r"(?:20\d\d年?度?|关于)$", "", line)
    return bool(_ORGAN.match(stem)) or bool(re.fullmatch(r"20\d\d年?度?", line))


def _parts(declared: str, split: bool) -> Iterable[str]:
    yield from (_SITE_PARTS.split(declared) if split else (declared,))


def _year_in(title: str) -> int | None:
    """The report year: the year that stands with 年 or nearest before the report words, not a date of issue."""
    found = [m for m in _YEAR.finditer(title) if FIRST_YEAR <= int(m["year"]) <= LAST_YEAR]
    dated = [m for m in found if m.group().endswith(("年", "年度")) and not re.match(r"\d{1,2}月", title[m.end() :])]
    best = dated or [m for m in found if not re.match(r"[-./]?\d", title[m.end() :])]
    return int(best[0]["year"]) if best else None


def _issuer_in(title: str) -> str | None:
    """What is left of the title when the year and the report words are taken out."""
    rest = re.sub(r"\.(?:docx?|pdf|wps|html?|txt|ofd)$", "", title, flags=re.IGNORECASE)
    rest = _BRACKETS.sub("", rest)
    report = _REPORT.search(rest)
    if not report:
        return None
    before = rest[: report.start()]
    before = re.sub(r"[（(]?20\d\d年?度?[)）]?", "", before)
    before = _EMPTY_BRACKETS.sub("", before)
    before = _LEADING.sub("", before.strip(_EDGES))
    before = _TRAILING.sub("", before).strip(_EDGES)
    return before if 2 <= len(before) <= 60 and re.search(r"[一-鿿]{2}", before) and not _is_word_only(before) else None


def _is_word_only(text: str) -> bool:
    """Words that name no issuer: ``本机关``, ``政府``, ``年度``, ``我局``."""
    return bool(re.fullmatch(r"(?:本|我)?(?:机关|单位|部门|年度|局|政府|政务|全市|全县|全区)?(?:主动|依申请)?", text))


def _year_of_period(text: str) -> int | None:
    found = _PERIOD.search("".join(ascii_digits(text[:6000]).split()))
    if not found:
        return None
    year = int(found.group(1))
    return year if FIRST_YEAR <= year <= LAST_YEAR and found.group(2) in (None, found.group(1)) else None


def _issuer_elsewhere(preface: Sequence[Paragraph], text: str) -> tuple[str | None, str]:
    """The organ that compiled the report by its own words, or that signed it above the date."""
    flat = "".join(clean(text).split())
    found = _COMPILED_BY.search(flat[:3000])
    if found:
        return found["organ"], "compiled_by"
    lines = [squeeze(line) for line in text.split("\n") if line.strip()][-12:]
    for above, below in pairwise(lines):
        if _SIGNED.match(below) and len(above) <= 40 and _ORGAN.match(above):
            return above, "signature"
    return None, ""
