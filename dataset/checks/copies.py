"""Does a report repeat that of the year before, or another agency's?

Rule ``years.copied_report``. What an office wrote itself is compared: without the headings and labels of the forms and
sentences that are written everywhere (``boilerplate.yml``), every number as one sign. Texts that MinHash holds for
alike (:mod:`dataset.checks.similar`) are compared character by character; a finding needs nine tenths. So does a text
that is of the year before by the year it names; figures count as copied where very different numbers are all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from rapidfuzz.distance import Indel

from dataset.checks.context import Context, Prose, quoted
from dataset.checks.model import Check, Status
from dataset.checks.similar import Signatures, nearest, own_year_before
from dataset.series import AgencyYear
from parsing.decode import words
from parsing.forms import EDITIONS, FORMS
from parsing.labels import bare
from parsing.model import json_number

COPIED = "years.copied_report"
SAME = 0.9
"""Share of the characters that two texts have in common, in order."""
LEAST = 300
"""Characters of its own that a text must have for likeness to mean anything."""
LONGEST = 40_000
"""Characters that are looked at; what is longer is compared by its beginning."""
LONGEST_LABEL = 60
"""Characters of the longest label of a form, with room for its number."""
DISTINCT = 6
"""Different numbers other than zero that two years must share, and not one that differs, to be called copied."""
NAMED = 12
"""Cells that a finding about all of them names."""
TWICE = 2
"""Times that a text names the year before until it is of that year."""
DISPUTES_AND_REQUESTS = ("requests", "disputes")
_THIS_YEAR = re.compile(r"(?:本|今|当|全|报告|一)年")
_DIGITS = ("〇一二三四五六七八九", "零一二三四五六七八九", "○一二三四五六七八九")
_SPLIT = re.compile(r"[^。；;！!？?\n]+")
_SPACE = re.compile(r"[^\S\n]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_SIGNS = re.compile(r"[\s,.:;、，。：；（）()“”\"'‘’《》〈〉\[\]【】!！?？—\-–/·…]+")


@cache
def _boilerplate() -> re.Pattern[str]:
    text = resources.files(__package__).joinpath("boilerplate.yml").read_text(encoding="utf-8")
    return re.compile("|".join(f"(?:{pattern})" for pattern in yaml.safe_load(text)["sentences"]))


@cache
def _printed() -> frozenset[str]:
    """Everything that a form prints as a heading or label."""
    labels = {spec.label for edition in EDITIONS.values() for spec in edition.figures.values()}
    for form in FORMS.values():
        labels |= {wording for section in form.sections for wording in section.wordings}
        labels |= {wording for row in (*form.request_rows, *form.request_columns) for wording in row.wordings}
    return frozenset(bare(part) for label in labels for part in label.split("·")) | frozenset(map(words, labels))


def own_text(sections: Mapping[str, str]) -> str:
    """What the office wrote itself, as it is compared."""
    kept = []
    for key in sorted(sections):
        plain = unicodedata.normalize("NFKC", _SPACE.sub("", sections[key]))
        for sentence in _SPLIT.findall(_NUMBER.sub("0", plain)):
            label = len(sentence) <= LONGEST_LABEL and bare(sentence) in _printed()
            if not label and not _boilerplate().search(sentence):
                kept.append(_SIGNS.sub("", sentence))
    return "".join(kept)[:LONGEST]


@dataclass(frozen=True)
class Alike:
    """What MinHash says: which reports are long enough, and which others each may repeat."""

    assessed: frozenset[str]
    others: Mapping[str, tuple[str, ...]]


def alike(signatures: Signatures, report_ids: Sequence[str], agencies: Sequence[str], years: Sequence[int]) -> Alike:
    """Reports that may repeat an earlier one. The sequences are by the number under which a text was kept."""
    ranks = {agency: rank for rank, agency in enumerate(sorted(set(agencies)))}
    who = [ranks[agency] for agency in agencies]
    others: dict[str, tuple[str, ...]] = {}
    for number, before in own_year_before(signatures, who, years):
        others[report_ids[number]] = (report_ids[before],)
    for number, (other, _) in nearest(signatures, who, years).items():
        others[report_ids[number]] = (*others.get(report_ids[number], ()), report_ids[other])
    return Alike(frozenset(report_ids[number] for number in signatures.numbers), others)


def evaluate(
    before: AgencyYear | None, now: AgencyYear, known: Mapping[str, str | None], found: Alike, context: Context
) -> Iterator[Check]:
    """The rule on one report: its words, the year that they are of, and its figures.

    ``known`` gives the date of publication of the reports it may repeat.
    """
    yield from _words(before, now, known, found, context)
    yield from _year_left(now, context)
    yield _figures(before, now, context)


def _words(
    before: AgencyYear | None, now: AgencyYear, known: Mapping[str, str | None], found: Alike, context: Context
) -> Iterator[Check]:
    if now.report_id not in found.assessed:
        yield Check(COPIED, Status.NOT_ASSESSABLE)
        return
    mine = None
    hits = 0
    for other in found.others.get(now.report_id, ()):
        if _surely_earlier(now, other, known):
            continue
        mine = own_text(context.prose.sections(now.report_id)) if mine is None else mine
        theirs = own_text(context.prose.sections(other))
        share = Indel.normalized_similarity(mine, theirs, score_cutoff=SAME)
        if share >= SAME:
            hits += 1
            yield _repeated(before, now, other, share, context)
    if not hits:
        yield Check(COPIED, Status.PASS)


def _surely_earlier(now: AgencyYear, other: str, known: Mapping[str, str | None]) -> bool:
    """Of two reports of one year, the one that is known to have come out first repeats nobody."""
    theirs = known.get(other)
    same_year = other.endswith(f"-{now.year}")
    return bool(same_year and now.published_on and theirs and now.published_on < theirs)


def _repeated(before: AgencyYear | None, now: AgencyYear, other: str, share: float, context: Context) -> Check:
    own = before is not None and other == before.report_id
    reason = None
    related = other.rpartition("-")[0] in context.kin.get(now.agency_id, frozenset())
    if related or (before is not None and own and context.event_between(before, now)):
        reason = "agency_event"
    elif _nothing_to_tell(now):
        reason = "all_zero"
    percent = f"{share * 100:.1f}%"
    zh = (
        f"正文与本机关上年年报相同 {percent}"
        if own
        else f"正文与另一机关的年报相同 {percent}（同年的，孰先孰后以公布日期为准）"
    )
    en = f"{percent} of the text is that of " + (
        "the agency's report of the year before" if own else "another agency's report"
    )
    mine, theirs = _common(context.prose, now.report_id, other)
    return Check(
        COPIED, Status.EXPLAINED if reason else Status.FAIL, (), percent, f"{SAME * 100:.0f}%", other,
        zh=zh, en=en, explained_by=reason, quote=mine, against_quote=theirs,
    )  # fmt: skip


def _nothing_to_tell(report: AgencyYear) -> bool:
    numbers = [n for table in DISPUTES_AND_REQUESTS for n in report.figures.get(table, {}).values()]
    return bool(numbers) and not any(numbers)


def _common(prose: Prose, one: str, other: str) -> tuple[str | None, str | None]:
    """The longest sentence that is the same in both, numbers aside, as each prints it."""
    theirs = {_NUMBER.sub("0", sentence): sentence for sentence in prose.sentences(other)}
    shared = [
        (sentence, theirs[plain])
        for sentence in prose.sentences(one)
        if (plain := _NUMBER.sub("0", sentence)) in theirs and not _boilerplate().search(plain)
    ]
    if not shared:
        return None, None
    mine, same = max(shared, key=lambda pair: len(pair[0]))
    return quoted(mine), quoted(same)


def _year_left(now: AgencyYear, context: Context) -> Iterator[Check]:
    """The text is of the year before: it names that year again and again and its own never, in no way."""
    told = unicodedata.normalize("NFKC", "".join(context.prose.sections(now.report_id).values()))
    if len(told) < LEAST or _THIS_YEAR.search(told) or any(year in told for year in _written(now.year)):
        return
    named = sum(told.count(year) for year in _written(now.year - 1))
    if named < TWICE:
        return
    sentence = next(
        (one for one in context.prose.sentences(now.report_id) if any(year in one for year in _written(now.year - 1))),
        None,
    )
    zh = f"正文 {named} 次写 {now.year - 1} 年，从未写 {now.year} 年"
    en = f"The text names {now.year - 1} {named} times and {now.year} never"
    quote = quoted(sentence) if sentence else None
    yield Check(COPIED, Status.FAIL, (), str(now.year - 1), str(now.year), zh=zh, en=en, quote=quote)


def _written(year: int) -> tuple[str, ...]:
    """A year as reports write it."""
    return (f"{year}年", *("".join(digits[int(digit)] for digit in str(year)) + "年" for digits in _DIGITS))


def _figures(before: AgencyYear | None, now: AgencyYear, context: Context) -> Check:
    """All figures of a year that are not zero are those of the year before."""
    if before is None or not now.forms or before.forms != now.forms:
        return Check(COPIED, Status.NOT_ASSESSABLE)
    ours, theirs = (
        {(table, key): n for table, numbers in report.figures.items() for key, n in numbers.items() if n}
        for report in (now, before)
    )
    if len(set(ours.values()) | set(theirs.values())) < DISTINCT:
        return Check(COPIED, Status.NOT_ASSESSABLE)
    if ours != theirs:
        return Check(COPIED, Status.PASS)
    reason = "agency_event" if context.event_between(before, now) else None
    cells = tuple(key for _, key in ours)[:NAMED]
    total = str(json_number(len(ours)))
    return Check(
        COPIED, Status.EXPLAINED if reason else Status.FAIL, cells, total, total, before.report_id, cells,
        f"非零的 {total} 格与上年年报完全相同",
        f"All {total} figures other than zero are those of the year before",
        reason,
    )  # fmt: skip
