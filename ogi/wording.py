"""How is a reading put into plain words, in Chinese and in English?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from ogi.terminal import say
from parsing.forms import EARLIER, EDITIONS, FigureSpec
from parsing.forms import spec_of as declared
from parsing.model import Along, Figure, How, Mark, Place, Reading, Severity, State, Verdict

CELLS_SHOWN = 8
"""So many cells of one finding are listed; a missing table would otherwise fill screens."""
_VERDICTS = {
    Verdict.REPORT: ("年报", "report"),
    Verdict.NOT_REPORT: ("不是年报", "not a report"),
    Verdict.UNREADABLE: ("无法读取", "unreadable"),
    Verdict.BLOCKED: ("拦截页或错误页", "a challenge or error page"),
}
_STATES = {
    State.BLANK: ("空白", "blank"),
    State.DASH: ("以“/”“—”“无”表示", "a dash"),
    State.ABSENT: ("文中没有这一格", "not in the document"),
    State.UNREADABLE: ("看不清是什么数", "not readable as a number"),
    State.UNIT_UNKNOWN: ("有数但没有单位", "stated without its unit"),
}
_SEVERITIES = {
    Severity.MUST: ("必须改正", "must be corrected"),
    Severity.SHOULD: ("建议核对", "should be looked at"),
    Severity.INFO: ("供参考", "for information"),
}
_AXES = {"row": ("行", "row"), "column": ("列", "column"), "route": ("途径", "route")}
_HOWS = {
    How.EXACT: ("一致", "the same words"),
    How.CUT: ("残缺，只有它这样开头", "cut short, only this label begins so"),
    How.NEAR: ("有错字，最接近，{:.0f}%", "damaged, nearest, {:.0f} %"),
    How.NEIGHBOURS: ("残损，按前后两行认定，{:.0f}%", "damaged, told by the rows around it, {:.0f} %"),
    How.LOST: ("标签缺失，其余标签顺序相符", "label lost, the others stand in the form's order"),
}
_ALONGS = {Along.PLACE: ("在其下方", "above the cell"), Along.COUNT: ("按格数", "by the count of cells")}
_UNITS = {**dict.fromkeys(("件", "项", "条", "次", "篇", "个", "人", "人次"), ""), "元": "CNY", "万元": "x 10,000 CNY"}


def verdict_words(verdict: Verdict) -> str:
    """The verdict as a person would say it."""
    return say(*_VERDICTS[verdict])


def state_words(state: State) -> str:
    """Why a figure is not a plain number."""
    return say(*_STATES[state])


def severity_words(severity: Severity) -> str:
    """What a finding of this severity asks for."""
    return say(*_SEVERITIES[severity])


def spec_of(reading: Reading, key: str) -> FigureSpec | None:
    """The declaration of a cell, from the form of its own table: offices mix the forms of their tables."""
    return declared(key, reading.table_forms, reading.form)


def label_words(reading: Reading, key: str) -> str:
    """The printed name of a cell; its key where the form does not know it."""
    spec = spec_of(reading, key)
    return say(spec.label, spec.en) if spec else key


def place_words(place: Place | None) -> str:
    """Where a person can look; empty where nothing is known."""
    if place is None:
        return ""
    parts = [
        (place.page, "第 {} 页", "page {}"),
        (place.table, "第 {} 个表", "table {}"),
        (place.row, "第 {} 行", "row {}"),
        (place.column, "第 {} 列", "column {}"),
        (place.line, "文本第 {} 行", "line {} of the text"),
    ]
    return say("，", ", ").join(say(zh, en).format(number) for number, zh, en in parts if number is not None)


def value_words(reading: Reading, figure: Figure) -> str:
    """The value with its unit, or why there is none, with the raw text where it says more."""
    spec = spec_of(reading, figure.key)
    words = ""
    if figure.value is not None:
        words = f"{figure.value:f}" if isinstance(figure.value, Decimal) else str(figure.value)
        if spec and figure.state is not State.UNIT_UNKNOWN:
            words += f" {say(spec.unit, _UNITS.get(spec.unit, spec.unit))}".rstrip()
    if figure.state is not None:
        words += (say("，", ", ") if words else "") + state_words(figure.state)
    if figure.raw.strip() and (figure.state or figure.raw.strip() != str(figure.value)):
        words += say(f"（原文“{figure.raw.strip()}”）", f' (printed "{figure.raw.strip()}")')
    return words


def figure_words(reading: Reading, key: str) -> str:
    """One cell: its name, its value, its place."""
    figure = reading.figures.get(key)
    if figure is None:
        return label_words(reading, key)
    where = place_words(figure.place)
    line = f"{label_words(reading, key)} = {value_words(reading, figure)}"
    return line + (say(f"（{where}）", f" ({where})") if where else "")


def mark_words(mark: Mark) -> str:
    """A printed label and how it was known."""
    axis, how = say(*_AXES[mark.axis]), say(*_HOWS[mark.how]).format(mark.likeness)
    if mark.along:
        how += say("，", ", ") + say(*_ALONGS[mark.along])
    return say(f"{axis}“{plain(mark.text)}”（{how}）", f'{axis} "{plain(mark.text)}" ({how})')


def explained(reading: Reading, key: str) -> str:
    """One cell: its name, its value, its place, and the labels or the sentence that told what it is."""
    figure = reading.figures[key]
    parts = [mark_words(mark) for mark in figure.marks]
    if figure.readings:
        parts.append(say("可读作：", "may be read as: ") + say("、", ", ").join(figure.readings))
    if figure.quote:
        parts.append(say(f"原句“{plain(figure.quote)}”", f'sentence "{plain(figure.quote)}"'))
    return " ← ".join((figure_words(reading, key), *parts))


def headline(reading: Reading) -> Iterator[str]:
    """The three lines everybody asks for first: who and when, requests, disputes."""
    form = EDITIONS.get(reading.form or "")
    yield say("，", ", ").join(
        (
            reading.agency_name or say("机关名称未读出", "agency name not found"),
            say(f"{reading.year} 年", str(reading.year)) if reading.year else say("年份未读出", "year not found"),
            say(form.label, form.en) if form else say("格式未定", "form not known"),
        )
    )
    if reading.form in EARLIER:
        yield from _earlier_totals(reading)
        return
    yield say("申请：", "requests: ") + _totals(
        reading,
        ("requests_new.total", "新收", "new"),
        ("requests_carried_in.total", "上年结转", "carried in"),
        ("outcomes_total.total", "办理", "answered"),
        ("requests_carried_out.total", "结转下年", "carried out"),
    )
    yield say("复议诉讼：", "disputes: ") + _totals(
        reading,
        ("reconsideration_total", "行政复议", "reconsideration"),
        ("litigation_direct_total", "直接起诉", "direct litigation"),
        ("litigation_after_reconsideration_total", "复议后起诉", "after reconsideration"),
    )


def _earlier_totals(reading: Reading) -> Iterator[str]:
    yield say("申请：", "requests: ") + _totals(
        reading,
        ("requests_received", "收到", "received"),
        ("reply_granted", "同意公开", "granted"),
        ("reply_granted_part", "部分公开", "granted in part"),
        ("reply_refused", "不同意公开", "refused"),
    )
    yield say("复议诉讼：", "disputes: ") + _totals(
        reading,
        ("reconsideration_cases", "行政复议", "reconsideration"),
        ("litigation_cases", "行政诉讼", "litigation"),
    )


def _totals(reading: Reading, *wanted: tuple[str, str, str]) -> str:
    shown = []
    for key, zh, en in wanted:
        figure = reading.figures.get(key)
        value = "—" if figure is None or figure.value is None else str(figure.value)
        shown.append(f"{say(zh, en)} {value}")
    return say("，", ", ").join(shown)


def plain(text: str) -> str:
    """Text of a document made harmless for a terminal: one line, no control characters."""
    return " ".join("".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text).split())
