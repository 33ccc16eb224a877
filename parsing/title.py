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

from parsing.caption import FIRST_YEAR, HAN, LAST_YEAR, REPORT, issuer_of, squeeze, year_of
from parsing.decode import clean
from parsing.model import Contents, Grid, Paragraph
from parsing.numerals import ascii_digits

_PERIOD = re.compile(r"(?<!\d)(20\d\d)年?0?1月?0?1日?起?(?:至|到|—|-|－|~|～)+(?:(20\d\d)年?)?12月?31日?(?!\d)")
"""The statistical period; extraction loses 年, 月 and 日 with their spans (``自202011日起至2020年1231日止``)."""
_BEGINS = re.compile(r"统计期限[^\d。]{0,8}(20\d\d)年?0?1月?0?1日?(?!\d)")
"""Its beginning, where the end is lost."""
LONGEST = 90
"""Characters of the longest title; a longer line is text."""
MOST_PREFACE = 60
"""Lines above the first section that are looked at."""
_FURNITURE = re.compile(r"[>»›。！；]|当前位置|您?(?:现)?在?的位置|首页|上一篇|下一篇|本(?:年度)?报告")
"""Signs of a breadcrumb, a link to the neighbours, or a sentence."""
_RUN_ON = re.compile(
    r"^(?P<title>[^。；，,《》]{4,50}(?:政府|政务)信息公开(?:工作)?年度(?:工作)?报告)(?=(?:根据|按照|依据|依照|为|现将|本(?:年度)?报告)).*$"
)
"""A title that runs on into the first sentence, their line break lost."""
_TITLE_WORD = re.compile(r"报告|年报|总结|报表|季度|半年")
_LIST = re.compile(r"(?:政府|政务)信息公开(?:工作)?(?:情况)?(?:年度)?统计报?表")
"""The statistics list of 2014 (国办发〔2014〕32号), which many offices published as a document of its own."""
_WHOLE_YEAR = re.compile(r"0?1月?(?:0?1日)?[-—–~至到]+(?:20\d\d年)?12月(?:31日)?")
_PART_OF_YEAR = re.compile(r"季度?|半年|上旬|中旬|下旬|\d月|[一二三四五六七八九十]月份?")
_FILED_BY = re.compile(
    r"(?:(?:填报|填表|报送|制表|编报|上报)(?:单位|机关|部门)(?:名称)?|单位名称|^单位)(?:[(（](?:盖章|公章|签章|章)[)）])?[:：]?"
    r"(?P<organ>[^:：;；,，]*)"
)
"""The line in which an office names itself above or below a table."""
_NEXT_FIELD = re.compile(
    r"(?:填报|填表|报送|制表|统计|报告|联系|单位)?(?:日期|时间|(?:负责|审核|填报|填表|联系|制表)?人|年度|时段|期间|电话|单位)$|"
    r"[(（](?:盖章|公章)[)）]|20\d\d年.*$"
)
_ONLY_YEAR = re.compile(
    r"[(（]?(?:统计(?:时段|期间|年度|时间)|报告期|填报年度|年度)?[:：]?(?P<year>20\d\d)年(?:度|全年|0?1月?(?:1日)?[-—–~至到]+12月(?:31日)?)?[)）]?"
)
COMPILING = re.compile(r"(?:做好|抓好|开展|编制|编写|编报|报送|填报|规范).{0,60}(?P<kind>通知|要求|制度|办法)$")
"""A notice about compiling reports; ``关于公布…年度报告的通知`` publishes one."""
NOT_GOVERNMENT = re.compile(
    r"学年|(?:大学|(?<!行政)学院|学校|中学|小学|幼儿园|医院|卫生院|公司|集团|供水|供电|燃气|公交)(?:20\d\d年?度?)?(?:信息公开|院务公开|校务公开|办事公开|企务公开)"
)
"""Bodies of art. 55 of the Regulations (schools, hospitals, utilities): their reports follow other rules."""
_COLUMN = re.compile(r"(?:政府|政务)?信息公开(?:指南|目录|制度|规定|办法|要点)?|指南|目录|制度|解读")
MOST_FRAME_ROWS = 6
"""Rows at the head and at the foot of a table in which its own title and signature are looked for."""
_SITE_PARTS = re.compile(r"\s*[_|｜»>]+\s*|\s+[-—–]+\s+|\s*--+\s*")
_ORGAN = re.compile(
    rf"[{HAN}·（）()]{{2,40}}(?:人民政府|政府|办公厅|办公室|委员会|管委会|工委|街道|办事处|局|厅|部|署|院|会|委|中心|处|站|所|队|园区|开发区|乡|镇|分局|大队|支队|总队|公司|集团|馆|社|行|办)$"
)
_ENDING = r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|街道办事处|办事处|局|厅|署|委|中心|乡|镇|开发区)"
_COMPILED_BY = re.compile(
    rf"本(?:年度)?报告由(?P<organ>[{HAN}（）()]{{2,36}}?{_ENDING})(?:根据|按照|依据|负责|组织)?[一-鿿]{{0,14}}?(?:编制|编写|汇总)"
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
    of_list: bool = False
    """Is it the title of a statistics list, not of a report?"""
    declared_kind: str | None = None
    """Words of another kind in the title that the page itself declares, whatever else stands on it."""


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
        found = REPORT.search(candidate)
        kind = _NOT_ANNUAL.search(candidate) or NOT_GOVERNMENT.search(candidate)
        if kind and not (found and found.start() < kind.start()):
            other = other or (kind.group() if source != "title" else None)
            continue
        if not found:
            continue
        says_more = title is None or (year is None and issuer is None)
        if year is None and (year := year_of(candidate)) is not None:
            evidence["year"] = source
        if issuer is None and (issuer := issuer_of(candidate)) is not None:
            evidence["agency_name"] = source
        if title is None or (says_more and (year is not None or issuer is not None)):
            title, evidence["title"] = candidate, source
        if year is not None and issuer is not None:
            break
    if year is None:
        year = _year_of_period(text)
        if year is not None:
            evidence["year"] = "period"
    lines = _frame(contents, preface) if title is None or issuer is None else []
    listed = _list_title(lines, contents) if title is None else None
    if listed is not None:
        title, evidence["title"] = listed
        issuer, year = issuer or issuer_of(title, _LIST), year or year_of(title)
        year = year or next((int(m["year"]) for line in lines if (m := _ONLY_YEAR.fullmatch(line))), None)
        evidence = {
            **({"agency_name": listed[1]} if issuer else {}),
            **({"year": listed[1]} if year else {}),
            **evidence,
        }
    if issuer is None and (filed := _filed_by(lines)):
        issuer, evidence["agency_name"] = filed, "filed_by"
    if issuer is None:
        issuer, evidence_of = _issuer_elsewhere(preface, text)
        if issuer is not None:
            evidence["agency_name"] = evidence_of
    if title is not None and listed is None:
        other = None
    return Title(title, issuer, year, evidence, other, listed is not None, _declared_kind(contents))


def _declared_kind(contents: Contents) -> str | None:
    """Of what other kind is the document by the page's own title? A column's bare name says nothing of the article."""
    for source, declared in contents.titles:
        if source == "name":
            continue
        own = squeeze(next(iter(_parts(declared, source == "title"))))
        report, kind = REPORT.search(own), _NOT_ANNUAL.search(own) or NOT_GOVERNMENT.search(own)
        if kind and not (report and report.start() < kind.start()) and not _COLUMN.fullmatch(own):
            return kind.group()
        if compiling := COMPILING.search(own):
            return compiling.group("kind")
        return None
    return None


def _frame(contents: Contents, preface: Sequence[Paragraph]) -> list[str]:
    """Lines around the tables: what stands above the text, and the first and last rows of each table, cell by cell."""
    lines = [squeeze(p.text.replace("\n", "")) for p in preface[:MOST_PREFACE]]
    for grid in contents.blocks:
        if isinstance(grid, Grid) and grid.cells:
            last = max(cell.row for cell in grid.cells) - MOST_FRAME_ROWS
            lines += [squeeze(c.text.replace("\n", "")) for c in grid.cells if c.row < MOST_FRAME_ROWS or c.row > last]
        elif isinstance(grid, Paragraph):
            lines.append(squeeze(grid.text.replace("\n", "")))
    return [line for line in lines if line]


def _list_title(lines: Sequence[str], contents: Contents) -> tuple[str, str] | None:
    """The title of a statistics list for a whole year, with its evidence; None where any title names a part of one."""
    declared = [(source, squeeze(part)) for source, text in contents.titles for part in _parts(text, source == "title")]
    found = [
        (line, source)
        for source, line in (*(("heading", line) for line in lines), *declared)
        if _LIST.search(line) and len(line) <= LONGEST and not _FURNITURE.search(line)
    ]
    if any(_PART_OF_YEAR.search(_WHOLE_YEAR.sub("", line)) for line, _ in found):
        return None
    return max(
        found, key=lambda item: (year_of(item[0]) is not None) + (issuer_of(item[0], _LIST) is not None), default=None
    )


def _filed_by(lines: Sequence[str]) -> str | None:
    """Who filled the table in by its own line ``填报单位（盖章）：…``; the name may stand in the next cell."""
    for line, below in pairwise((*lines, "")):
        for found in _FILED_BY.finditer(line):
            organ = _NEXT_FIELD.sub("", found["organ"]) or ("" if ":" in below or "：" in below else below)
            if _ORGAN.match(organ):
                return organ
    return None


def _candidates(contents: Contents, preface: Sequence[Paragraph], nearest_last: bool) -> Iterator[tuple[str, str]]:
    """Possible titles, best evidence first: lines of the document itself, then what the page declares.

    Of several lines above the first section the last is nearest to it; those before may be a menu of other years. A
    title set in two or three lines is tried as one.
    """
    lines = [squeeze(p.text.replace("\n", "")) for p in preface[-MOST_PREFACE:]]
    lines = [_RUN_ON.sub(r"\g<title>", line) for line in lines if line]
    for i, line in sorted(enumerate(lines), reverse=nearest_last):
        if len(line) > LONGEST or not _TITLE_WORD.search(line) or _FURNITURE.search(line):
            continue
        joined = line
        for back in (1, 2):
            above = lines[i - back] if i >= back else ""
            if (
                above
                and len(above) <= 40
                and issuer_of(joined) is None
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


def _year_of_period(text: str) -> int | None:
    flat = "".join(ascii_digits(text[:6000]).split())
    if found := _PERIOD.search(flat):
        year = int(found.group(1))
        return year if FIRST_YEAR <= year <= LAST_YEAR and found.group(2) in (None, found.group(1)) else None
    begins = _BEGINS.search(flat)
    return int(begins.group(1)) if begins and FIRST_YEAR <= int(begins.group(1)) <= LAST_YEAR else None


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
