"""What does the prose say became of the requests, and does the table allow it?

Rule ``narrative.outcomes``. Subtotals (不予公开, 无法提供, 不予处理, 其他处理) are not printed in table 3 but are
often in the prose. ``予以公开`` may include what was disclosed in part; a group may leave out rows named apart, or
take in groups that it does not name; ``答复`` may leave out what was closed without an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsing.forms import Rule
from parsing.model import Finding
from parsing.witness.finding import contradiction
from parsing.witness.prose import COUNT, UNIT, Passage, Statement, agreed, count, is_of_year, without_asides
from parsing.witness.table import Sheet, subsets

RULE = "narrative.outcomes"
NAMES = {
    "granted": ("予以公开", "disclosed"),
    "granted_part": ("部分公开", "disclosed in part"),
    "denied": ("不予公开", "refused"),
    "unable": ("无法提供", "unable to provide"),
    "not_processed": ("不予处理", "not processed"),
    "other": ("其他处理", "handled otherwise"),
    "total": ("办结、答复", "completed or answered"),
}
_LABELS = {
    "granted_part": r"(?:予以|同意|给予|作出)?部分(?:予以)?公开",
    "denied": r"不予(?:以)?公开|不同意公开",
    "granted": r"(?<!不)(?:予以|给予|同意|全部|完全)(?:全部|依法)?公开",
    "unable": r"无法提供",
    "not_processed": r"不予处理",
    "other": r"其[他它]处理",
}
_LABEL = "|".join(f"(?:{label})" for label in _LABELS.values())
_JOINT = r"(?:、|和|及|与|或者?|以及|/)"
_RUN = rf"(?P<run>(?:{_LABEL})(?:{_JOINT}(?:{_LABEL}))*)"
_IS = (
    r"(?:政府信息|信息|申请|答复|决定书?|告知书?|处理|办理|情况|情形|结果|方式|类|数量|件数|总数|数|的|有|共计|合计|总计|共|计|为|是|了|:"
    r"|\([^)\d]{0,24}\))*"
)
_LABEL_FIRST = re.compile(rf"{_RUN}{_IS}{COUNT}")
_NUMBER_FIRST = re.compile(
    rf"(?:^|(?<=[,;:、。(])|(?<=其中)|(?<=有)|(?<=对)){COUNT}(?:申请)?(?:已经|已|均|为|属于|属|系|依法|依规|是|作出|作|给予)*"
    rf"{_RUN}(?!{_IS}\d)(?!{_JOINT}|信息|范围|条件|过)"
)
_TOTAL = re.compile(
    rf"(?<![未待可])(?:办结|答复|办理完毕|办理完结)(?:完毕)?(?:了)?(?:政府信息公开|信息公开|依申请公开)?(?:的)?(?:申请|案件|事项|件)?"
    rf"(?:数量|总数|数)?(?:共计|合计|总计|共|计|为|是|:)*{COUNT}"
)
_ABOUT = re.compile(r"公开[^,。;]{0,8}申请|申请[^,。;]{0,8}公开|依申请")
_OTHER_MATTER = re.compile(
    r"政务服务|服务事项|12345|热线|留言|信箱|咨询|建议|提案|议案|来信|来访|信访件|工单|诉求|问政|网民|投诉件|举报件|许可|处罚|行政审批|规范性文件|公文|文件|"
    r"补正|公开属性|主动公开(?!范围)|目录|事项清单|标准目录|复议|诉讼"
)
_KIND = re.compile(
    r"信访、?(?:投诉|举报)、?(?:投诉|举报)?类?(?:的)?(?:申请|事项)?|投诉举报类|已(?:经)?主动公开|属于主动公开"
)
_PART = re.compile(
    r"(?:市|区|县|省|州|旗|镇|乡|厅|局|府)本级|各部门|各单位|各县|各区|各市|各乡|各镇|各街道|各派出|直属|下属|基层|市直|区直|县直|县区|镇街|乡镇|"
    r"(?:其中|\d(?:件|宗|份)).*(?<![我本])(?:局|委|办|厅|室|镇|乡|街道|部门|单位|县|区|市|院|中心|大队|站|所|机关)(?:机关)?(?:共|新)?(?:收到|受理|办理|答复|办结|\d+件)"
)
_SUBSET = re.compile(
    r"(?:自然人|公民|个人|法人|企业|组织|机构|网络|网上|网站|在线|线上|互联网|信函|邮寄|邮件|当面|现场|传真|平台|窗口|书面|结转|涉及|关于|有关|征地|拆迁|"
    rf"类(?:申请)?|按时|按期|延期|期限内)[^,。;\d]{{0,16}}\d+{UNIT}[^。;]*$"
)
_OF_A_KIND = re.compile(rf"(?P<of>[^,;:。]*)\d{UNIT}[^;\d]*其中[^;]*$")
"""What the count is of that 其中 takes apart: where it names no requests it is of one kind of them."""
_COUNTED = re.compile(r"申请|受理|收到|办结|答复|办理")
_STARTS_ANEW = re.compile(r"办结|答复|办理结果|办理情况|处理结果|结果看|结果为|上述|全部申请|作出")
_NARROWED = re.compile(
    r"按时|按期|如期|及时|延期|期限|实际|合并|当场|书面|电话|每|平均|提前|超期|逾期|其中|另|还|正在|尚|未|口头|即时|率"
)
_LEAVES = {
    "denied_state_secret": r"国家秘密", "denied_other_law": r"禁止公开", "denied_security_stability": r"稳定",
    "denied_third_party": r"第三方|商业秘密|个人隐私", "denied_internal_affairs": r"内部事务|内部信息|内部管理",
    "denied_process_info": r"过程性", "denied_enforcement_file": r"案卷", "denied_special_inquiry": r"查询",
    "not_processed_petition": r"信访|举报|投诉", "not_processed_repeat": r"重复申请",
    "not_processed_publication": r"出版物",
    "not_processed_excessive": r"大量|反复", "not_processed_reconfirm": r"确认|重新出具",
}  # fmt: skip
_TAKES_IN = {
    "granted": ("granted_part",),
    "denied": ("granted_part", "unable", "not_processed", "other"),
    "not_processed": ("other",),
    "other": ("not_processed", "unable"),
}
"""Groups that an office may count under the name of another where it does not name them apart."""
_ALREADY = re.compile(r"(?:已经?(?:主动)?公开|主动公开范围|告知[^,。;]{0,12}(?:途径|方式|获取|查询))")
_INEXACT = re.compile(r"(?:占|率|约|近$|逾|超过?$)(?=[^,;:]*$)")
_GROUND = re.compile(r"(?:因|由于)[^,;:。\d]{1,20}$")
"""What was refused or could not be given for one reason, beside others."""
_DISTRIBUTED = re.compile(r"分别|各[有为]?\d|均为[1-9]")


class Said(NamedTuple):
    """A number for one group of outcomes, or for several counted together."""

    groups: tuple[str, ...]
    statement: Statement


def outcomes_said(passages: Iterable[Passage], year: int | None) -> list[Said]:
    """Every number of outcomes that the prose states for all requests of the report year."""
    found: list[Said] = []
    for passage in passages:
        if not _ABOUT.search(passage.text):
            continue
        for start, sentence in passage.sentences():
            for at, groups, number in _in_sentence(sentence):
                if _of_all(passage.text[: start + at], sentence[:at], year):
                    found.append(Said(groups, Statement(number, sentence, at, passage.place)))
    return found


def _of_all(before: str, in_sentence: str, year: int | None) -> bool:
    """Do the words before a number leave it to be of all requests of the year?"""
    near = _KIND.sub("", without_asides(in_sentence))
    if _DISTRIBUTED.search(near) or _OTHER_MATTER.search(near) or _INEXACT.search(near):
        return False
    if (subset := _SUBSET.search(near)) and not _STARTS_ANEW.search(subset.group()):
        return False
    if (kind := _OF_A_KIND.search(near)) and not _COUNTED.search(kind["of"]):
        return False
    plainly = without_asides(before)
    said = _KIND.sub("", plainly)
    return bool(_ABOUT.search(said)) and not _PART.search(said) and is_of_year(plainly, year)


def _in_sentence(sentence: str) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Where a number stands for a group of outcomes, the groups, the number."""
    for found in _LABEL_FIRST.finditer(sentence):
        if not _joined_on(sentence[: found.start()]) and not _GROUND.search(sentence[: found.start()]):
            yield found.start(), _groups(found["run"]), count(found["number"])
    for found in _NUMBER_FIRST.finditer(sentence):
        yield found.start(), _groups(found["run"]), count(found["number"])
    for found in _TOTAL.finditer(sentence):
        clause = re.split(r"[,;:(]", sentence[: found.start()])[-1]
        if not _NARROWED.search(clause) and not _joined_on(clause):
            yield found.start(), ("total",), count(found["number"])


def _joined_on(before: str) -> bool:
    """Is the label counted together with words before it that are no label: ``主动公开、予以公开5件``?"""
    return bool(re.search(r"[^\d件宗份起例)%][、和及与或/]$", before))


def _groups(run: str) -> tuple[str, ...]:
    found = []
    for label in re.split(_JOINT, run):
        found.append(next(group for group, wording in _LABELS.items() if re.fullmatch(wording, label)))
    return tuple(sorted(set(found)))


def evaluate(rule: Rule, passages: Iterable[Passage], said: Iterable[Said], sheet: Sheet) -> Iterator[Finding]:
    """At most one finding a subject; silent on a subject of which the prose states several numbers."""
    said = list(said)
    text = "".join(passage.text for passage in passages)
    named = {group for item in said for group in item.groups}
    for groups in dict.fromkeys(item.groups for item in said):
        statement = agreed(item.statement for item in said if item.groups == groups)
        if statement is None or ("granted" in groups and _ALREADY.search(text)):
            continue
        legal = _legal_total(sheet) if groups == ("total",) else _legal(sheet, groups, named, text)
        if legal and not _allowed(statement.number, legal, sheet):
            yield _finding(rule, statement, groups, sheet)


def _legal(sheet: Sheet, groups: tuple[str, ...], named: set[str], text: str) -> set[int]:
    """What a number for these groups may add up to. Empty where a row that it needs is not stated."""
    rows = [row for group in groups for row in sheet.rows(group)]
    apart = [row for row in rows if row in _LEAVES and re.search(_LEAVES[row], text)]
    apart += [row for row in rows if row.startswith(("unable_", "other_"))]
    others = {other for group in groups for other in _TAKES_IN.get(group, ())} - set(groups)
    others -= named - {"granted_part"}
    legal: set[int] = set()
    if not sheet.sums([*rows, *(row for group in others for row in sheet.rows(group))]):
        return legal
    for left_out in subsets(apart):
        kept = [row for row in rows if row not in left_out]
        for added in subsets(sorted(others)) if kept else ():
            legal |= sheet.sums([*kept, *(row for group in added for row in sheet.rows(group))])
    return legal


def _legal_total(sheet: Sheet) -> set[int]:
    """What ``答复 N 件`` may mean: all outcomes, or those without what was closed unanswered; or what was received."""
    everything = sheet.sums(["outcomes_total"])
    if not everything or sheet.carried is None:
        return set()
    legal = everything | sheet.sums(["requests_new"]) | sheet.sums(["requests_new", "requests_carried_in"])
    unanswered: dict[str, tuple[str, ...]] = {row: (row,) for row in sheet.rows("other")}
    unanswered |= {group: sheet.rows(group) for group in ("not_processed", "unable")}
    for choice in subsets(tuple(unanswered), 1):
        closed = sheet.sums(row for name in choice for row in unanswered[name])
        legal |= {whole - part for whole in everything for part in closed}
    return legal


def _allowed(number: int, legal: set[int], sheet: Sheet) -> bool:
    """A count may leave out outcomes of carried-in requests, and take in those of carried-out ones answered since."""
    into, out = sheet.carried or (0, 0)
    return any(whole - into <= number <= whole + out for whole in legal)


def _finding(rule: Rule, statement: Statement, groups: tuple[str, ...], sheet: Sheet) -> Finding:
    rows = ["outcomes_total"] if groups == ("total",) else [row for group in groups for row in sheet.rows(group)]
    cells = sheet.cells(f"{row}.total" for row in rows)
    value = sum(int(cell.value or 0) for cell in cells)
    zh, en = ("、".join(NAMES[group][0] for group in groups), " and ".join(NAMES[group][1] for group in groups))
    return contradiction(rule, statement, zh, en, (f"表格为 {value} 件", f"the table {value}"), str(value), cells)
