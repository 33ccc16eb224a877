"""What does the prose count, for which time and for whom?

Offices write of other years, of parts of the year, of one channel, of their departments and of other business in the
same breath as of the requests of the report year. A number is only of use where nothing before it in its paragraph
says that it is of something else. Everything here errs towards silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsing.model import Paragraph, Place
from parsing.numerals import ascii_digits

UNIT = r"(?:件|宗|份|起|例)"
"""Units of requests and cases. ``条`` counts items of information, ``次`` events."""
NUMBER = r"(?<![\d\-])(?<!\d[.,])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})"
COUNT = rf"{NUMBER}{UNIT}(?![次余多以])"
"""A plain count: ``30余件``, ``30件以上`` and ``3件次`` are none."""
LONGEST_QUOTE = 80

_DIGIT = {"零": 0, "〇": 0, **{c: n for n, c in enumerate("一二三四五六七八九", 1)}, "两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_CHINESE = re.compile(
    rf"(?<![每第任逐首头有一二两三四五六七八九十百千万\d])([零〇一二两三四五六七八九十百千]{{1,7}})(?={UNIT})"
)
_SAYING = re.compile(r"(?:一件[、,]?[^、,;。\d]{0,6}){2}|一件(?:一|不|件)|一件[^,;。]{0,4}事")
"""``收到一件、答复一件``: no number."""
_NUMBERED = re.compile(
    r"^(?:[(（]\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[)）]|(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*[、.．]\D)"
)
_LAW = re.compile(r"《[^》]{0,60}》(?:\([^)]{0,40}\))?|〔20\d\d〕\d+号")
_COMPARED = re.compile(
    r"(?:同比|环比|(?:比|较|同|与)(?:上一?年度?|去年|往年|20\d\d年)(?:度|同期|相比)?)[^,。;()]*(?:,(?:同比|环比)[^,。;()]*)?"
)
_CARRIED_IN = re.compile(r"(?:上一?年度?|去年)(?:度)?(?:的)?(?:结转|转结|转入|遗留)")
_ALL_YEAR = re.compile(
    r"(?<!\d)(?:20\d\d年)?0?1月(?:0?1日)?起?(?:至|到|[-—–~])+(?:20\d\d年)?12月(?:31日|底)?(?:止|期间)?"
    r"|截[至止](?:20\d\d年)?(?:12月(?:31日|底)|年底|年末)(?:止)?|(?:全年|本年度?|当年|年度|今年)累计"
)
_THIS_TIME = r"全年|本年度?|今年|当年|年内|本年内"
_OTHER_TIME = (
    r"上一?年度?|去年|往年|历年|近?[一二两三四五六七八九十几多\d]+年(?:来|间|内|里|共)|近[一二两三四五六七八九十几\d]年|任期|本届|换届|同期|累计|累积|以来|截[至止]|季度|上半年|下半年|"
    r"(?<!\d)\d{1,2}月|每月|月均|年均|明年|下一?年度?|预计|计划|目标|[十百]三五|十四五"
)
_YEAR = r"(?<!\d)(?:20\d\d)年(?!\d{1,2}月\d{1,2}日)"
_YEARS = r"20\d\d年?(?:度)?[-—–~至到和与、]+20\d\d年"
_TIMES = re.compile(rf"(?P<years>{_YEARS})|(?P<this>{_THIS_TIME})|(?P<year>{_YEAR})|(?P<other>{_OTHER_TIME})")


class Statement(NamedTuple):
    """A number that a sentence states for one thing."""

    number: int
    sentence: str
    at: int
    """Where in the sentence the statement begins, in characters."""
    place: Place

    @property
    def quote(self) -> str:
        """The sentence, cut to its neighbourhood where it is long."""
        if len(self.sentence) <= LONGEST_QUOTE:
            return self.sentence
        start = max(0, min(self.at - LONGEST_QUOTE // 3, len(self.sentence) - LONGEST_QUOTE))
        end = start + LONGEST_QUOTE
        return f"{'…' if start else ''}{self.sentence[start:end]}{'…' if end < len(self.sentence) else ''}"


LONGEST_SENTENCE, LONGEST_PASSAGE = 2_000, 20_000
"""Characters. What is longer is wreckage and no prose, and the time to look through it grows with its square."""


class Passage(NamedTuple):
    """Running text of one printed paragraph: no spaces, ASCII digits and punctuation, counts as digits."""

    text: str
    place: Place

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Each sentence with where it begins. A semicolon ends none: what it separates has one subject."""
        for found in re.finditer(r"[^。!?]+", self.text[:LONGEST_PASSAGE]):
            if len(found.group()) <= LONGEST_SENTENCE:
                yield found.start(), found.group()


def passages(paragraphs: Iterable[Paragraph]) -> list[Passage]:
    """The prose by paragraph. Lines that a format broke off in mid-sentence are joined again."""
    found: list[Passage] = []
    for paragraph in paragraphs:
        text = plain(paragraph.text)
        if not text:
            continue
        unfinished = bool(found) and not found[-1].text.endswith(("。", ";", "!", ":")) and not _NUMBERED.match(text)
        if unfinished and len(found[-1].text) < LONGEST_PASSAGE:
            found[-1] = Passage(found[-1].text + text, found[-1].place)
        else:
            found.append(Passage(text, paragraph.place))
    return found


def plain(text: str) -> str:
    """Text for matching: spaces out, ASCII digits and punctuation, ``两件`` as ``2件``."""
    flat = "".join(ascii_digits(text).split())
    return flat if _SAYING.search(flat) else _CHINESE.sub(lambda found: str(_number(found.group(1))), flat)


def _number(chinese: str) -> int | str:
    """``一百二十三`` -> 123; a run that is no number stays as it is."""
    if chinese in _DIGIT:
        return _DIGIT[chinese]
    total, digit = 0, None
    for sign in chinese.lstrip("零〇"):
        if sign in _DIGIT:
            if digit:
                return chinese  # digits in a row: a year or a code
            digit = _DIGIT[sign]
        else:
            if digit is None and (total or sign != "十"):
                return chinese
            total += (1 if digit is None else digit) * _PLACE[sign]
            digit = None
    return total + (digit or 0)


def count(text: str) -> int:
    """The number that :data:`NUMBER` matched."""
    return int(text.replace(",", ""))


def without_asides(text: str) -> str:
    """The text without comparisons, names of laws and ``上年结转``, which name other years and mean none of them."""
    for aside in (_LAW, _COMPARED, _CARRIED_IN):
        text = aside.sub("", text)
    return _ALL_YEAR.sub("全年", text)


def of_report_year(before: str, year: int | None) -> bool:
    """Is what follows ``before`` (the paragraph so far) said of the whole report year? The last time named decides."""
    return is_of_year(without_asides(before), year)


def is_of_year(said: str, year: int | None) -> bool:
    """The same of words from which asides are taken out already."""
    named = list(_TIMES.finditer(said))
    if not named or (last := named[-1])["this"]:
        return True
    return bool(last["year"]) and (year is None or last["year"] == f"{year}年")


def agreed(statements: Iterable[Statement]) -> Statement | None:
    """The one number that all statements give, with the first sentence; None where there is none or they differ."""
    found = list(statements)
    return found[0] if len({statement.number for statement in found}) == 1 else None
