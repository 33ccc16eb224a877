"""Does the prose say another number than the table?

Prose is a second witness, and an unreliable one: offices count new requests, or new and carried-over ones, or what
they answered, or one channel only. A finding is made only where a sentence states one number for the requests of this
year and no legal reading of it agrees with the table. Measured on the real reports at hand: see docs/method.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from parsing.forms import FORMS, Rule
from parsing.model import Figure, Finding, Paragraph, Place, Severity
from parsing.numerals import ascii_digits

_VERB = r"(?:收到|受理|接到|接收|收办|新收)"
_REQUESTS = (
    r"(?:政府信息公开(?:的)?申请|信息公开申请|依申请公开(?:政府信息|信息)?(?:的)?(?:申请|案件|事项|件)?|公开申请|申请)"
)
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})"
_UNIT = r"(?:件|条|宗|份|起|例)"
_SAID = (
    re.compile(
        rf"{_VERB}(?P<between>[^，,。；;\d]{{0,24}}?){_REQUESTS}(?P<after>[^，,。；;\d]{{0,10}}){_NUMBER}{_UNIT}"
    ),
    re.compile(
        rf"{_VERB}(?P<between>[^，,。；;\d]{{0,8}}?){_NUMBER}{_UNIT}(?P<after>[^，,。；;\d]{{0,16}}?){_REQUESTS}"
    ),
)
_OTHER_COUNT = re.compile(
    r"上一?年|去年|往年|同期|同比|历年|累计|以来|"  # another period
    r"网站|网络|网上|线上|在线|信函|邮件|邮寄|邮箱|当面|现场|窗口|传真|平台|系统|"  # one channel
    r"本级|各部门|其中|转办|交办|复议|诉讼|投诉|举报|补正|更正|涉及|答复|按时"  # a part, or another matter
)
_YEAR = re.compile(r"(20\d\d)年")
_SENTENCE = re.compile(r"[^。；;\n]+")
RULE = "narrative.requests_new"


class Said(NamedTuple):
    """A number of requests that a sentence states."""

    number: int
    sentence: str
    place: Place


def requests_said(paragraphs: Iterable[Paragraph], year: int | None) -> Iterator[Said]:
    """Every number of requests that the prose states for the whole report year, by whatever way they came."""
    for paragraph in paragraphs:
        flat = "".join(ascii_digits(paragraph.text).split())
        for sentence in _SENTENCE.findall(flat):
            for pattern in _SAID:
                for found in pattern.finditer(sentence):
                    before = sentence[: found.start()].rsplit("，", 1)[-1].rsplit(",", 1)[-1]
                    around = before + found["between"] + found["after"]
                    if _OTHER_COUNT.search(around) or _of_another_year(sentence[: found.start()], year):
                        continue
                    yield Said(int(found["number"].replace(",", "")), sentence, paragraph.place)


def _of_another_year(before: str, year: int | None) -> bool:
    named = _YEAR.findall(before)
    return bool(named) and year is not None and int(named[-1]) != year


def evaluate_witness(
    paragraphs: Iterable[Paragraph], figures: Mapping[str, Figure], form: str, year: int | None
) -> tuple[Finding, ...]:
    """Findings ``narrative.requests_new``: at most one. Silent where the prose states no number or several."""
    rule = next((rule for rule in FORMS[form].rules if rule.id == RULE), None)
    said = list(requests_said(paragraphs, year))
    if rule is None or len({item.number for item in said}) != 1:
        return ()
    legal = _legal_readings(figures)
    if not legal or said[0].number in legal:
        return ()
    return (_finding(rule, said[0], figures),)


def _legal_readings(figures: Mapping[str, Figure]) -> set[int]:
    """What ``收到申请 N 件`` may mean. Empty where the table does not state what is needed to decide."""
    parts = ("requests_new", "requests_carried_in", "outcomes_total", "requests_carried_out")
    cells = [figures.get(f"{part}.total") for part in parts]
    values = [int(cell.value) for cell in cells if cell is not None and cell.value is not None]
    if len(values) < len(parts):
        return set()
    new, carried_in, outcomes, carried_out = values
    return {new, new + carried_in, outcomes, outcomes + carried_out, outcomes + carried_out - carried_in}


def _finding(rule: Rule, said: Said, figures: Mapping[str, Figure]) -> Finding:
    new, carried_in = figures["requests_new.total"], figures["requests_carried_in.total"]
    quote = said.sentence if len(said.sentence) <= 80 else f"{said.sentence[:79]}…"
    zh = f"{rule.zh}：正文写 {said.number} 件（“{quote}”），表格新收 {new.value} 件、上年结转 {carried_in.value} 件"
    en = f"{rule.en}: the text says {said.number}, the table {new.value} new and {carried_in.value} carried in"
    places = tuple(place for place in (said.place, new.place, carried_in.place) if place is not None)
    cells = (new.key, carried_in.key)
    return Finding(rule.id, Severity(rule.severity), cells, zh, en, str(said.number), str(new.value), places, cells)
