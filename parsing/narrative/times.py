"""Is what a sentence states at a place of it said of the whole report year?

Reports of the first years set beside the year's number the sum since the Regulations came into force (1 May 2008), the
year before and parts of the year. The last time named before a number decides, as far as it reaches: a comparison to
the end of its clause, another year or a sum to the end of its sentence, ``以来`` to the end of the paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

_LAW = re.compile(r"《([^》]{0,60})》(?:\([^()]{0,40}\))?")
_COMPARED = re.compile(
    r"[,(]?(?:同比|环比|(?:比|较|同|与|和)(?:上一?年度?|前一?年|去年|往年|20\d\d年)(?:度|同期|相比)*)(?:[^,;。()]|(?<=\d),(?=\d{3}))*"
    r"(?:,(?:同比|环比|增长|增幅|上升|下降)[^,;。()]*)?\)?"
)
_BOUND, _PARTS = re.compile(r"[;()]|,(?!其中)"), re.compile(r";")
_TO = r"(?:至|到|[-—–~])+"
_END = r"(?:0?12月(?:31日|底|末)?|年底|年末|底|末)"
_REGULATIONS = "条例"
_FIRST_YEAR = 2008
"""The Regulations came into force on 1 May of this year, and the first reports are of the eight months since."""
_SINCE_THEN = (
    r"(?:自|从)?(?:2008年)?0?5月(?:0?1日)?(?:起|正式|条例|施行|实施|生效|以来|之日|后|,)*"
    + _TO
    + rf"(?:2008年)?{_END}(?:止)?"
    r"|(?:自|从)?(?:2008年5月(?:1日)?)?条例(?:于|自)?(?:2008年5月(?:1日)?)?(?:起|正式)*(?:施行|实施|颁布实施|生效)(?:之日)?(?:以来|起|后|至今)+"
    rf"(?:,?(?:截[至止]|至|到)(?:2008年)?{_END}(?:止)?)?"
)


class _Reach(Enum):
    """How far does a word of time reach?"""

    THIS = "this year"
    RELATIVE = "the year named last, else this year"
    ASIDE = "this year's part of a sum over years"
    YEAR = "another year, to the end of the sentence"
    CLAUSE = "another time, to the end of the clause"
    SENTENCE = "another time, to the end of the sentence"
    PARAGRAPH = "another time, to the end of the paragraph"


_OTHER = frozenset({_Reach.SENTENCE, _Reach.PARAGRAPH, _Reach.YEAR})


class Times(NamedTuple):
    """The words of time of one sentence."""

    marks: tuple[tuple[int, int, _Reach], ...]
    text: str
    before: bool
    """Was what stands before the sentence of the report year?"""

    def is_now(self, at: int) -> bool:
        """Is what stands at ``at`` said of the whole report year?"""
        decided = self._decides(at)
        return self.before if decided is None else decided is _Reach.THIS

    def names_year(self, at: int) -> bool:
        """Does the sentence itself name the report year before ``at``?"""
        return self._decides(at) is _Reach.THIS

    def has_other(self) -> bool:
        """Does the sentence speak of a sum over years or of another year as well?"""
        return any(reach in _OTHER for _, _, reach in self.marks)

    def after(self) -> bool:
        """Is what follows the sentence of the report year, unless it says otherwise?"""
        lasting = [reach for _, _, reach in self.marks if reach not in {_Reach.CLAUSE, _Reach.SENTENCE, _Reach.YEAR}]
        lasting = [reach for reach in lasting if reach is not _Reach.ASIDE or not self.has_other()]
        lasting = [_Reach.THIS if reach is _Reach.ASIDE else reach for reach in lasting]
        return lasting[-1] is _Reach.THIS if lasting else self.before

    def _decides(self, at: int) -> _Reach | None:
        others = [start for start, _, reach in self.marks if reach in _OTHER]
        for start, end, reach in reversed(self.marks):
            if start >= at:
                continue
            said = _Reach.THIS if reach is _Reach.ASIDE else reach
            if said is _Reach.THIS and others and others[0] < start:  # this year's part of a sum over years
                bound = _BOUND if reach is _Reach.ASIDE else _PARTS
                if bound.search(self.text, end, at):
                    continue
            if reach is not _Reach.CLAUSE or not _BOUND.search(self.text, end, at):
                return said
        return None


@dataclass(frozen=True)
class Clock:
    """The words of time as they are meant in a report for one year."""

    year: int
    whole: re.Pattern[str]
    """Ways to write the whole year."""
    aside: re.Pattern[str]
    """A bracket with another year's number."""
    marks: re.Pattern[str]

    @staticmethod
    @lru_cache(maxsize=64)
    def of(year: int) -> Clock:
        """The clock of the report year."""
        january = rf"(?:(?<!\d){year}年度?|(?<![年\d]))0?1月(?:0?1日)?(?:零时)?"
        whole = [
            rf"(?:自|从)?{january}起?{_TO}(?:{year}年)?0?12月(?:31日|底|末)?(?:止|期间)?",
            rf"(?:{year}年度?|本年度?|今年|当年|全年)(?:以来|里|内)",
            rf"(?<![\d年.])0?1{_TO}0?12月份?",
            rf"(?:全年|本年度?|当年|今年|年内|年度|(?<![\d至到])(?<!截止){year}年度?(?:,?[我本](?:[局委厅办处站院部镇乡]|街道|中心|机关|单位|部门))?)共?累计",
        ]
        if year == _FIRST_YEAR:
            whole.insert(0, _SINCE_THEN)
        other = rf"(?<!\d)20(?!{year % 100:02})\d\d年"
        marks = {
            _Reach.PARAGRAPH: (
                rf"(?:自|从)(?:条例|20\d\d年|规定|《?办法)[^,;。]{{0,40}}?(?:以来|至今|{_TO}(?:20\d\d年)?(?:{_END})?)"
                r"|历年|历次|以来|至今|任期|本届|[近三四五][一二两三四五六七八九十几\d]?年来|条例(?:正式)?(?:施行|实施)(?:[一二两三四五六七八九十几\d]+(?:周)?年)"
            ),
            _Reach.CLAUSE: (
                rf"上一?年|前一?年|去年|往年|同期|同比|环比|每年|每月|月均|年均|平均|{other}(?:度|同期)?(?:为|是|仅|只|有|的)*(?=\d)"
            ),
            _Reach.SENTENCE: (
                rf"20\d\d年?度?[-—–~至到、和及与]+20\d\d年|累计|累积|总计达|截[至止]|(?:至|到)(?:20\d\d年)?{_END}|季度|半年|(?<!\d)\d{{1,2}}月"
                r"|明年|下一?年|计划|预计|目标|力争|拟"
            ),
            _Reach.YEAR: other,
            _Reach.ASIDE: rf"(?<!\d){year}年度?(?:为|有|新增|新|共|收到|受理|发生|公开|主动|的)*(?=\d)",
            _Reach.THIS: rf"(?<!\d){year}年(?!{_END}|\d{{1,2}}月)|本年|今年|报告期",
            _Reach.RELATIVE: r"全年|当年|年内|一年来|一年中",
        }
        return Clock(
            year,
            re.compile("|".join(whole)),
            re.compile(rf"\([^()]*(?:{other}|上一?年|去年|同期|累计|以来)[^()]*\)"),
            re.compile("|".join(f"(?P<{reach.name}>{words})" for reach, words in marks.items())),
        )

    def plain(self, sentence: str) -> str:
        """The sentence without comparisons and asides on other years, the whole year written as ``全年``."""
        said = _LAW.sub(lambda law: _REGULATIONS if _REGULATIONS in law[1] else "", sentence)
        said = said.replace("政府信息公开条例", _REGULATIONS).replace("中华人民共和国条例", _REGULATIONS)
        said = self.whole.sub("全年", said)
        said = self.aside.sub("", said)
        return _COMPARED.sub("", said)

    def times(self, sentence: str, before: bool) -> Times:
        """The words of time of a sentence from :meth:`plain`; ``before`` is ``after()`` of the one before it."""
        marks: list[tuple[int, int, _Reach]] = []
        year = _Reach.THIS
        for found in self.marks.finditer(sentence):
            reach = _Reach[found.lastgroup or ""]
            if reach in {_Reach.THIS, _Reach.YEAR}:
                year = reach
            marks.append((found.start(), found.end(), year if reach is _Reach.RELATIVE else reach))
        return Times(tuple(marks), sentence, before)
