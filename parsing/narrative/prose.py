"""Which sentences has a report without a table, under which heading is each, and of which time does it speak?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsing.model import Paragraph
from parsing.narrative.times import Clock, Times
from parsing.witness.prose import LONGEST_SENTENCE, plain

UNIT = r"(?:人次|件次|件|条|宗|份|起|例|次|个|篇)"
NUMBER = r"(?<![\d.])(?<!\d,)(?:\d{1,3}(?:,\d{3})+|\d{1,8})"
_SENTENCE = re.compile(r"[^。!?！？\n]+")
_LONGEST_HEADING = 40
_COUNTED = re.compile(rf"\d{UNIT}|\d元")
_OPENS = re.compile(
    r"^(?P<number>[(]?[一二三四五六七八九十]{1,3}[)、.]|第[一二三四五六七八九十]部分|[(]?\d{1,2}[)、.](?!\d))"
)
_TOP = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十]部分)")
_TOPICS = (
    ("disputes", re.compile(r"复议|诉讼|申诉")),
    ("fees", re.compile(r"收费|费用|减免")),
    ("requests", re.compile(r"申请")),
    ("proactive", re.compile(r"主动公开|公开政府信息|公开信息|公开(?:的)?(?:主要)?(?:情况|数量|内容|形式|方式|渠道)")),
)
"""What a heading is about, by the first of these words in it."""
_MARKUP = re.compile(
    r"[\"“”'‘’「」『』*`]|\((?:件|条|宗|次|份|起|件次)\)|/(?:件|条|宗|次)|\((?:不同|不包括|不含)[^()]*\)|\((?:含|包括)[^()\d]*\)"
)
_TENS = re.compile(
    r"(?<![第一二两三四五六七八九十百千万\d])([二两三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)(?=条(?!例|款))"
)
_DEALT = re.compile(
    rf"(?:各|分别)(?:收到|受理|发生)?(?:申请)?(?:为|是|有)?(?P<counts>{NUMBER}{UNIT}?(?:[、,和及]{NUMBER}{UNIT}?)*)"
    rf"|(?:均|都|皆)(?:为|是)(?P<each>{NUMBER}{UNIT}?)(?=[,;)]|$)"
)
_AND = re.compile(r"、|以及|(?<!涉)及|和(?!其他|其它)|与")
_ONE_OF_LIST = re.compile(r"申请|当面|现场|传真|网络|网上|信函|邮|复议|诉讼|公开|存在")


class Sentence(NamedTuple):
    """One sentence: for matching without spaces, quotation marks and other years' numbers; ``quote`` as printed."""

    text: str
    quote: str
    paragraph: Paragraph
    around: str
    """The paragraph, as printed but without spaces."""
    topic: str | None
    times: Times

    def is_now(self, at: int) -> bool:
        """Is what stands at ``at`` said of the whole report year?"""
        return self.times.is_now(at)

    def names_year(self, at: int) -> bool:
        """Does the sentence itself name the report year before ``at``?"""
        return self.times.names_year(at)


def sentences(paragraphs: Iterable[Paragraph], clock: Clock) -> Iterator[Sentence]:
    """Every sentence in order. A heading is no sentence, unless it states a count."""
    topic: str | None = None
    for paragraph in paragraphs:
        flat = _flat(paragraph.text)
        for line in flat:
            topic, rest = _headed(line, topic, paragraph.heading)
            before = True
            for found in _SENTENCE.finditer(rest):
                if len(found.group()) > LONGEST_SENTENCE:
                    continue
                text = _dealt_out(clock.plain(_MARKUP.sub("", _counts(found.group()))))
                times = clock.times(text, before)
                before = times.after()
                yield Sentence(text, found.group(), paragraph, line, topic, times)


def _flat(text: str) -> list[str]:
    """The lines of a paragraph without spaces, in ASCII digits and punctuation, counts as digits."""
    return [line for each in text.split("\n") if (line := plain(each))]


def _counts(text: str) -> str:
    return _TENS.sub(lambda found: str(_of(found.group(1))), text)


def _of(chinese: str) -> int:
    """``十二`` -> 12, ``两`` -> 2."""
    tens, _, ones = chinese.rpartition("十")
    digit = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}
    return (10 * digit.get(tens, 1) if "十" in chinese else 0) + digit.get(ones, 0)


def _headed(line: str, topic: str | None, marked: bool) -> tuple[str | None, str]:
    """The topic after this line, and what of the line is text rather than a heading."""
    if _COUNTED.search(line) is None and (marked or len(line) <= _LONGEST_HEADING):
        head, rest = line, line
    else:
        numbered = _OPENS.match(line)
        end = re.search(r"[。:]", line)
        if numbered is None or end is None or end.start() > _LONGEST_HEADING:
            return topic, line
        head = line[: end.start()]
        if _COUNTED.search(head) or re.search(r"[,;]", head):
            return topic, line
        rest = line
    named = next((name for name, words in _TOPICS if words.search(head)), None)
    if named is None:
        named = None if marked or _TOP.match(head) else topic
    elif not (marked or _OPENS.match(head)) and re.search(r"[,;。]", head):
        named = topic  # a short sentence, not a heading
    return named, rest


def _dealt_out(sentence: str) -> str:
    """``当面、网上申请分别为3件、5件`` with each number behind its thing: ``当面3件,网上申请5件``."""
    found = _DEALT.search(sentence)
    if found is None:
        return sentence
    start = max(sentence.rfind(sign, 0, found.start()) for sign in ",;:。") + 1
    items = _AND.split(re.sub(r"(?:数量|件数|数|案件)$", "", sentence[start : found.start()]))
    counts = re.split(r"[、,和及](?!\d{3})|[、和及]", found["counts"]) if found["counts"] else [found["each"]]
    if found.group().startswith("分别") and len(counts) == 1:
        return sentence
    counts = counts * len(items) if len(counts) == 1 else counts
    if len(items) < 2 or len(items) != len(counts) or not all(map(_ONE_OF_LIST.search, items)):
        return sentence
    unit = re.sub(r"[\d,]", "", counts[-1])
    dealt = ",".join(
        f"{item}{count if re.search(UNIT, count) else count + unit}" for item, count in zip(items, counts, strict=True)
    )
    return sentence[:start] + dealt + sentence[found.end() :]
