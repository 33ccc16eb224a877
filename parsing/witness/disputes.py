"""How many reconsiderations and lawsuits does the prose state, and does table 4 allow it?

Rule ``narrative.disputes``. ``行政诉讼`` may mean suits filed directly, those after reconsideration, or both. Cases
that an office decided, filed for the record or was in over other business are none of open government information.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsing.forms import Rule
from parsing.model import Finding
from parsing.witness.finding import contradiction
from parsing.witness.prose import COUNT, Passage, Statement, agreed, of_report_year, without_asides
from parsing.witness.prose import count as number_of
from parsing.witness.table import Sheet

RULE = "narrative.disputes"
NAMES = {"reconsideration": ("行政复议", "reconsiderations"), "litigation": ("行政诉讼", "lawsuits")}
_ROUTES = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
}
_RECONSIDERATION = r"(?:行政复议|(?<!经)(?<!后)复议(?!后|机关))"
_LITIGATION = r"(?:行政诉讼|(?<!后)诉讼)"
_NAMED = re.compile(r"复议|诉讼")
_CASE = r"(?:的)?(?:申请|案件|案|事项)?"
_ONE = rf"(?:{_RECONSIDERATION}|{_LITIGATION}){_CASE}"
_RUN = rf"(?P<run>{_ONE}(?:(?:、|和|及|与|或|以及|及其)(?:被?提起|引发|发生)?(?:的)?{_ONE})*)"
_IS = r"(?:数量|总数|总量|件数|数|的|有|共计|合计|总计|共|计|为|是|均为|均|都为|:)*"
_LABEL_FIRST = re.compile(rf"{_RUN}{_IS}{COUNT}")
_NUMBER_FIRST = re.compile(
    rf"(?:发生|引发|涉及|被申请|被提起|提起|申请|有|因[^,。;]{{0,14}}的){COUNT}(?:的)?(?:政府)?(?:信息公开(?:类)?)?(?:的)?(?P<run>{_ONE})(?=[,。;、)]|$)"
)
_NONE = re.compile(
    r"(?:未|没有|无|尚无|从未)(?:曾)?(?:发生|出现|引发|收到|产生|涉及|存在|有)?(?:任何)?(?:一[起件])?(?:因)?(?:依申请公开|(?:政府)?信息公开|公开政府信息)?"
    r"(?:工作|申请|答复|问题|类)*(?:被|而|引起|引发|导致|产生)*(?:被?(?:申请|提起))?(?:的)?"
    rf"{_RUN}(?:的)?(?:情况|情形|事项|案件|问题|发生)?(?=[,。;!)]|$)"
)
_ABOUT_OGI = re.compile(r"信息公开|依申请公开|公开政府信息|公开信息")
_OTHER_COUNT = re.compile(
    r"受理|收到|接到|审理|审结|办结|办理|备案|上报|代理|出庭|应诉|指导|监督|维持|纠正|撤销|驳回|败诉|胜诉|审查|分析|研究|研讨|汇编|梳理|统计|抽查|评查|案例|通报|新增|新收|二审|一审|再审|听证|调解|"
    r"其中|本级|各部门|部门|下属|乡镇|街道|类案件|化解|全市法院|约|近$|逾|超过|每"
)
_OUTCOME = re.compile(
    r"二审|一审|再审|败诉|胜诉|另有|备案|上报|结转|为被(?:申请人|告)|撤回|撤诉|终止|累计|上一?年|去年"
)


class Said(NamedTuple):
    """A number for one kind of dispute, or for both counted together."""

    kinds: tuple[str, ...]
    statement: Statement


def disputes_said(passages: Iterable[Passage], year: int | None) -> list[Said]:
    """Every number of disputes over open government information that the prose states for the report year."""
    found: list[Said] = []
    for passage in passages:
        for start, sentence in passage.sentences():
            if not _NAMED.search(sentence) or "结转" in sentence or re.search(r"分别|各\d", sentence):
                continue
            if _OUTCOME.search(without_asides(sentence)):
                continue
            for at, kinds, number, match in _in_sentence(sentence):
                before, clause = sentence[:at], re.split(r"[,;:]", sentence[:at])[-1]
                about = _ABOUT_OGI.search(re.sub(r"信息公开(?:工作)?(?:年度)?(?:报告|专栏|平台)", "", before + match))
                later = _ABOUT_OGI.search(re.split(r"[;]", sentence[at + len(match) :])[0])
                if not about or later or _OTHER_COUNT.search(without_asides(clause)):
                    continue
                if of_report_year(passage.text[: start + at], year):
                    found.append(Said(kinds, Statement(number, sentence, at, passage.place)))
    return found


def _in_sentence(sentence: str) -> Iterator[tuple[int, tuple[str, ...], int, str]]:
    for pattern in (_LABEL_FIRST, _NUMBER_FIRST):
        for found in pattern.finditer(sentence):
            if not re.search(r"[^\d件宗份起例)][、和及与或/]$", sentence[: found.start()]):
                yield found.start(), _kinds(found["run"]), number_of(found["number"]), found.group()
    for found in _NONE.finditer(sentence):
        yield found.start(), _kinds(found["run"]), 0, found.group()


def _kinds(run: str) -> tuple[str, ...]:
    return tuple(
        kind
        for kind, label in (("reconsideration", _RECONSIDERATION), ("litigation", _LITIGATION))
        if re.search(label, run)
    )


def evaluate(rule: Rule, said: Iterable[Said], sheet: Sheet) -> Iterator[Finding]:
    """At most one finding a subject; silent on a subject of which the prose states several numbers."""
    said = list(said)
    for kinds in dict.fromkeys(item.kinds for item in said):
        statement = agreed(item.statement for item in said if item.kinds == kinds)
        legal = _legal(sheet, kinds)
        if statement is not None and legal and statement.number not in legal:
            yield _finding(rule, statement, kinds, sheet)


def _legal(sheet: Sheet, kinds: tuple[str, ...]) -> set[int]:
    """What a number may mean: each route, by its printed total or its parts, with and without pending cases; sums."""
    legal = {0}
    for number, kind in enumerate(kinds):
        routes = [_route(sheet, route) for route in _ROUTES[kind]]
        if not all(routes):
            return set()
        together = routes[0] if len(routes) == 1 else {a + b for a in routes[0] for b in routes[1]}
        either = together.union(*routes) if len(kinds) == 1 else together
        legal = either if number == 0 else {a + b for a in legal for b in either}
    return legal


def _route(sheet: Sheet, route: str) -> set[int]:
    """Readings of one route's total. Empty where it is not stated."""
    total = sheet.value(f"{route}_total")
    parts = [sheet.value(f"{route}_{outcome}") for outcome in ("upheld", "corrected", "other", "pending")]
    if total is None or None in parts:
        return set()
    stated = [part for part in parts if part is not None]
    return {total, sum(stated), total - stated[-1], sum(stated[:-1])}


def _finding(rule: Rule, statement: Statement, kinds: tuple[str, ...], sheet: Sheet) -> Finding:
    cells = sheet.cells(f"{route}_total" for kind in kinds for route in _ROUTES[kind])
    values = [int(cell.value or 0) for cell in cells]
    zh, en = "、".join(NAMES[kind][0] for kind in kinds), " and ".join(NAMES[kind][1] for kind in kinds)
    told = " + ".join(map(str, values))
    return contradiction(rule, statement, zh, en, (f"表格总计 {told} 件", f"the table {told}"), str(sum(values)), cells)
