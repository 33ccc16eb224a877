"""How many requests does the prose say were received, and does the table allow it?

Rule ``narrative.requests_new``. Offices count new requests, or new and carried-over ones, or what they answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsing.forms import Rule
from parsing.model import Finding
from parsing.witness.finding import contradiction
from parsing.witness.prose import NUMBER, Passage, Statement, agreed, count, of_report_year, without_asides
from parsing.witness.table import Sheet

RULE = "narrative.requests_new"
_VERB = r"(?:收到|受理|接到|接收|收办|新收)"
_REQUESTS = (
    r"(?P<what>政府信息公开(?:的)?申请|信息公开申请|"
    r"依申请公开(?:政府信息|信息)?(?:的)?(?:申请|案件|事项|件)?|公开申请|申请)"
)
_UNIT = r"(?:件|条|宗|份|起|例)(?![次余多以])"
_SAID = (
    re.compile(rf"{_VERB}(?P<between>[^,。;\d]{{0,24}}?){_REQUESTS}(?P<after>[^,。;\d]{{0,10}}){NUMBER}{_UNIT}"),
    re.compile(rf"{_VERB}(?P<between>[^,。;\d]{{0,8}}?){NUMBER}{_UNIT}(?P<after>[^,。;\d]{{0,16}}?){_REQUESTS}"),
    re.compile(
        rf"(?P<between>)(?P<what>(?:政府信息公开|依申请公开)(?:的)?申请)(?:总量|总数|数量|件数)(?P<after>[^,。;\d]{{0,4}}){NUMBER}{_UNIT}"
    ),
)
_NONE = re.compile(
    r"(?P<between>(?:未|没有|无|尚未)(?:曾)?(?:收到|接到|受理)(?:过)?(?:任何)?"
    r"(?:公民|自然人|社会公众)?(?:[、,和或及与]*(?:法人|其他组织|其它组织))*(?:提出|提交)?(?:的)?)"
    r"(?:政府信息公开|信息公开|依申请公开(?:政府)?(?:信息)?|政府信息)(?:的)?(?:申请)?(?:件|事项|案件|情况|的情况)?(?=[,。;!]|$)(?P<after>)"
)
_OTHER_COUNT = re.compile(
    r"网站|网络|网上|线上|在线|互联网|信函|来信|邮件|邮寄|邮箱|信箱|当面|现场|窗口|传真|平台|系统|电话|热线|12345|书面|"
    r"本级|(?<![本我])(?:部门|单位|乡镇|镇街|街道)|下属|直属|基层|派出|市直|区直|县直|其中|转办|转来|移交|交办|转送|"
    r"复议|诉讼|投诉|举报|信访|咨询|留言|建议|提案|补正|更正|撤回|撤销|重复|涉及|关于|有关|(?<!各)类|"
    r"答复|按时|每|约|近\d?$|逾|超过|不足|平均|不含|除"
)
"""One channel; a part, or passed on; of one kind, or another matter; not all of them, or not exactly."""
_ANYBODY = re.compile(
    r"(?:了|的|共|全年|过|各类|各种|有效|依法|提出|提交|递交|书面|公民|自然人|社会公众|社会|公众|群众|法人|其他组织|其它组织|组织|申请人|、|和|及|与|或|"
    r"共计|总计|合计|总数|数量|计|有|为|是|达|到|:|事项|案件|件)*"
)
"""What may stand around the bare word 申请; anything else names what was applied for."""
_PASSED_ON = re.compile(r"其中[,:]?[^,;:。]*$|并?转(?:交|办|送)")
_NOT_ALL = re.compile(
    r"有效申请|无效|剔除|扣除|除去|另有|不予受理|,(?:实际|正式|依法|共)?受理(?:了)?\d|不计入|不纳入统计|转为|转作|(?:按|作为)信访|(?:属于|其中)[,:]?(?:有效)?(?:的)?(?:政府)?信息公开申请(?:的)?(?:有|共|为)?\d"
)
"""Some of what was received is no request for information, or is told from the rest."""
_PEOPLE = re.compile(r"公民|自然人|个人|群众|市民|村民|居民")
_BODIES = re.compile(r"法人|组织|企业")
_COUNTED_BESIDE = (
    (_PEOPLE, re.compile(r"(?:法人|组织|企业)[^,;。\d]{0,14}\d")),
    (_BODIES, re.compile(r"(?:公民|自然人|个人)[^,;。\d]{0,14}\d")),
)
"""Requests of one kind of applicant, where those of the other are counted beside them."""


def requests_said(passages: Iterable[Passage], year: int | None) -> Iterator[tuple[Statement, str]]:
    """Every number of requests that the prose states for the whole report year, by whatever way they came.

    With each comes what stands between verb and number, for the words that say who applied.
    """
    for passage in passages:
        if "公开" not in passage.text:
            continue
        for start, sentence in passage.sentences():
            for at, number, around in _in_sentence(sentence):
                clause = re.split(r"[,;:]", sentence[:at])[-1]
                if _NOT_ALL.search(sentence) or _of_one_kind(around, sentence):
                    continue
                if "分别" in sentence or _PASSED_ON.search(sentence[:at]) or _PASSED_ON.search(around):
                    continue
                if _OTHER_COUNT.search(without_asides(clause + around)):
                    continue
                if of_report_year(passage.text[: start + at], year) and of_report_year(around, year):
                    yield Statement(number, sentence, at, passage.place), around


def _of_one_kind(around: str, sentence: str) -> bool:
    if _PEOPLE.search(around) and _BODIES.search(around):
        return False
    return any(one.search(around) and other.search(sentence) for one, other in _COUNTED_BESIDE)


def _in_sentence(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Where a number is said, the number, and the words around it."""
    for pattern in _SAID:
        for found in pattern.finditer(sentence):
            around = found["between"] + found["after"]
            if re.search(r"[未没无每]有?(?:曾)?$", sentence[: found.start()]):
                continue
            if found["what"] != "申请" or _ANYBODY.fullmatch(around):
                yield found.start(), count(found["number"]), around
    for found in _NONE.finditer(sentence):
        yield found.start(), 0, found["between"] + found["after"]


def of_an_office(said: Iterable[tuple[Statement, str]], sheet: Sheet) -> bool:
    """Are these the requests of the government's own office, fewer than the table counts for the whole region?"""
    new = sheet.value("requests_new.total")
    return any(
        new is not None and item.number < new and "政府办" in re.split(r"[,;:]", item.sentence[: item.at])[-1]
        for item, _ in said
    )


def evaluate(rule: Rule, said: Iterable[tuple[Statement, str]], sheet: Sheet) -> Iterator[Finding]:
    """At most one finding. Silent where the prose states no number or several."""
    said = list(said)
    statement = agreed(item for item, _ in said)
    if statement is None or of_an_office(said, sheet):
        return
    legal = legal_readings(sheet, statement.number == 0, " ".join(around for _, around in said))
    if legal and statement.number not in legal:
        keys = ("requests_new.total", "requests_carried_in.total")
        new, carried_in = (sheet.value(key) for key in keys)
        told = (
            f"表格新收 {new} 件、上年结转 {carried_in} 件",
            f"the table {new} new and {carried_in} carried in",
        )
        yield contradiction(rule, statement, "", "", told, str(new), sheet.cells(keys))


def legal_readings(sheet: Sheet, none: bool = False, around: str = "") -> set[int]:
    """What ``收到申请 N 件`` may mean. Empty where the table does not state what is needed to decide.

    ``none`` says that the text speaks of no request at all, which can only mean those received.
    """
    parts = ("requests_new", "requests_carried_in", "outcomes_total", "requests_carried_out")
    values = [sheet.value(f"{part}.total") for part in parts]
    new, carried_in, outcomes, carried_out = values
    if new is None or carried_in is None or outcomes is None or carried_out is None:
        return set()
    received = sheet.sums(["requests_new"])
    if none:
        return received
    legal = received | sheet.sums(["requests_new", "requests_carried_in"])
    legal |= {outcomes, outcomes + carried_out, outcomes + carried_out - carried_in}
    people = sheet.value("requests_new.natural_person")
    if people is not None and bool(_PEOPLE.search(around)) != bool(_BODIES.search(around)):
        legal |= {people} if _PEOPLE.search(around) else {new - people}
    return legal
