"""How does a check look on paper? One page for the file of an office: every rule, what does not hold, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from ogi import wording
from ogi.terminal import language, say
from ogi.wording import CELLS_SHOWN
from parsing.forms import EDITIONS
from parsing.model import Reading
from parsing.reasons import in_chinese

if TYPE_CHECKING:
    from dataset.checks.model import Check

_STATUSES = {
    "PASS": ("通过", "holds"),
    "FAIL": ("不成立", "does not hold"),
    "EXPLAINED": ("有正当理由", "explained"),
    "NOT_ASSESSABLE": ("无法判断", "not assessable"),
}
_SEVERITIES = {"must": ("必须", "must"), "should": ("应当", "should"), "info": ("提示", "note")}
Messages = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Line:
    """One rule on a report."""

    rule: str
    said: str
    severity: str
    status: str
    failed: bool
    messages: Messages
    """What does not hold, each with the cells it is about and where they stand."""


@dataclass(frozen=True)
class Document:
    """One report that was checked."""

    name: str
    facts: tuple[tuple[str, str], ...]
    passed: bool
    verdict: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


def document(
    path: Path, reading: Reading, *, passed: bool | None, checks: Sequence[Check] = (), notes: Sequence[str] = ()
) -> Document:
    """A report with every rule that it can be held against.

    ``passed`` is None for what could not be checked; ``checks`` come of last year's report.
    """
    form = EDITIONS.get(reading.form or "")
    facts = [
        (say("文件", "File"), path.name),
        ("SHA-256", reading.sha256),
        (say("机关", "Agency"), reading.agency_name or "—"),
        (say("年度", "Year"), str(reading.year or "—")),
        (say("格式", "Form"), say(form.label, form.en) if form else "—"),
    ]
    if passed is None:
        why = say(in_chinese(reading.reason), reading.reason) if reading.reason else ""
        verdict = say("无法检查：", "could not be checked: ") + wording.verdict_words(reading.verdict)
        return Document(path.name, tuple(facts), False, verdict, (*filter(None, [why]), *notes), ())
    stated = sum(figure.stated for figure in reading.figures.values())
    facts.append((say("读出的数字", "Figures read"), f"{stated} / {len(reading.figures)}"))
    verdict = (
        say("通过：没有必须改正的问题", "passed: nothing must be corrected")
        if passed
        else say("不通过，请改正后再发布", "not passed; correct it before publication")
    )
    lines = sorted(_lines(reading, checks), key=lambda line: not line.failed)
    return Document(path.name, tuple(facts), passed, verdict, tuple(notes), tuple(lines))


def page(documents: Sequence[Document], on: datetime) -> str:
    """The sheet as HTML that asks for nothing else."""
    source = resources.files("ogi").joinpath("templates", "check.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(
        lang="zh-CN" if language() == "zh" else "en",
        title=say("政府信息公开年报校验单", "Check of an annual report on open government information"),
        documents=documents,
        words={
            "rule": say("规则", "Rule"),
            "result": say("结果", "Result"),
            "found": say("不符之处及其位置", "What does not hold, and where"),
            "foot": say(
                f"{on:%Y-%m-%d %H:%M} 由 ogi check 在本机生成。规则核对数字之间的关系，不核对事实；请以正式文本为准。",
                f"Made on this machine by ogi check, {on:%Y-%m-%d %H:%M}. The rules compare numbers with each other, "
                "not with facts; the official text prevails.",
            ),
        },
    )


def _lines(reading: Reading, checks: Sequence[Check]) -> Iterator[Line]:
    from dataset.checks.draft import held

    for one in held(reading, checks):
        messages = tuple(
            (say(what.zh, what.en), tuple(wording.figure_words(reading, key) for key in what.cells[:CELLS_SHOWN]))
            for what in one.broken
        )
        said, severity = say(one.rule.zh, one.rule.en), say(*_SEVERITIES[one.rule.severity])
        failed = one.status == "FAIL"
        yield Line(one.rule.id, said, severity, say(*_STATUSES[one.status]), failed, messages)
