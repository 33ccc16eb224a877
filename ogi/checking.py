"""Would these reports pass? The command ``check``, for an office before it publishes: no database, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ogi import wording
from ogi.reading import documents, print_lines, readings, states_words
from ogi.terminal import DONE, DOUBTFUL, FAILED, Command, Failure, WrongCall, option, print_json, say, tell
from ogi.wording import CELLS_SHOWN
from parsing.forms import NARRATIVE
from parsing.model import Finding, Reading, Severity
from parsing.reasons import in_chinese

if TYPE_CHECKING:
    from dataset.checks.model import Check
    from ogi.sheet import Document


@click.command(
    cls=Command,
    zh="""
    发布之前检查年报：逐条说出不符之处和它在文中的位置。

    能检查的是 2019、2021 两版格式的年报和 2014 年统计表。--prev 给出上一年的年报，另核对两年之间的衔接：“上年结转”、
    规范性文件存量、比上年的突变。

    退出状态：0 没有“必须改正”的问题；1 有；3 有文档无法检查（不是年报、读不了、没有表格），或无法与上年比较。
    多份文档取最重的一个。

    例：

    \b
      ogi check 年报.docx
      ogi check 2025年报.docx --prev 2024年报.pdf --html 校验单.html
      ogi check --json 年报目录/
    """,
    en="""
    Check reports before they are published: every finding in plain words, with its place in the document.

    Reports of the 2019 and the 2021 form and the statistics list of 2014 can be checked. With last year's report
    (--prev) also what has to follow from it: requests carried over, normative documents in force, sudden changes.

    Exit status: 0 nothing that must be corrected; 1 something must; 3 a document could not be checked (not a report,
    not readable, a narrative report without a table) or not be compared with last year's. Of several documents the
    worst counts.

    Examples:

    \b
      ogi check report.docx
      ogi check 2025.docx --prev 2024.pdf --html sheet.html
      ogi check --json folder/
    """,
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@option("--json", "as_json", is_flag=True, zh="每份文档输出一行 JSON", en="One line of JSON for each document.")
@option(
    "--prev",
    "before",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    zh="同一机关上一年的年报，一并核对衔接",
    en="The same office's report of the year before, to be held against it.",
)
@option(
    "--html",
    "sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    zh="另存一份可打印的校验单",
    en="Also write a sheet that can be printed.",
)
def check(paths: tuple[str, ...], as_json: bool, before: Path | None, sheet: Path | None) -> int:
    """Print the findings of each document; the exit status says whether all may be published."""
    files = documents(paths)
    found = readings(files if before is None else [*files, before])
    pairs: Iterator[tuple[Path, Reading, _Years | None]] = ((path, reading, None) for path, reading in found)
    if before is not None:
        one, *more, (_, last) = found
        if more:
            raise WrongCall("--prev 只用于一份年报", "--prev is for one report")
        pairs = iter([(*one, _Years.of(before, one[1], last))])
    worst = DONE
    kept: list[Document] = []
    for path, reading, years in pairs:
        worst = max(worst, _checked(path, reading, as_json=as_json, years=years))
        if sheet is not None:
            kept.append(_on_paper(path, reading, years))
    if sheet is not None:
        _write(sheet, kept)
    return worst


@dataclass(frozen=True)
class _Years:
    """A report beside the one of the year before."""

    path: Path
    before: Reading
    checks: Sequence[Check]
    trouble: tuple[str, str] | None
    """Why they cannot be compared."""
    renamed: bool
    """They are printed under different names."""

    @classmethod
    def of(cls, path: Path, now: Reading, before: Reading) -> _Years:
        from dataset.checks.pair import NotAPair, against_last_year

        renamed = bool(now.agency_name and before.agency_name and now.agency_name != before.agency_name)
        try:
            return cls(path, before, against_last_year(now, before), None, renamed)
        except NotAPair as why:
            return cls(path, before, (), (why.zh, why.en), renamed)

    def as_dict(self) -> dict[str, Any]:
        """What the JSON of the report says of them."""
        return {
            "path": str(self.path),
            "sha256": self.before.sha256,
            "agency_name": self.before.agency_name,
            "year": self.before.year,
            "not_compared": None if self.trouble is None else say(*self.trouble),
            "checks": [
                {
                    "rule": one.rule,
                    "status": str(one.status),
                    "cells": list(one.cells),
                    "left": one.left or None,
                    "right": one.right or None,
                    "against_cells": list(one.against_cells),
                    "message": say(one.message, one.message_en) or None,
                    "explained_by": one.explained_by,
                    "quote": one.quote,
                }
                for one in self.checks
            ],
        }


def _checked(path: Path, reading: Reading, *, as_json: bool, years: _Years | None = None) -> int:
    """Print one document; its exit status."""
    status = _status(reading)
    if as_json:
        passed = None if status == FAILED else status == DONE
        previous = {} if years is None else {"previous": years.as_dict()}
        print_json(reading.as_dict(str(path)) | {"passed": passed} | previous)
    else:
        print_lines(_judgement(path, reading, years))
    return FAILED if years is not None and years.trouble else status


def _on_paper(path: Path, reading: Reading, years: _Years | None) -> Document:
    from ogi.sheet import document

    status = _status(reading)
    notes = []
    if years is not None:
        name = years.path.name
        trouble = say("无法比较：", "not compared: ") + say(*years.trouble) if years.trouble else name
        notes.append(say("上一年的年报：", "Report of the year before: ") + trouble)
    passed = None if status == FAILED else status == DONE
    return document(path, reading, passed=passed, checks=years.checks if years else (), notes=notes)


def _write(sheet: Path, kept: Sequence[Document]) -> None:
    from ogi.sheet import page

    try:
        sheet.write_text(page(kept, datetime.now().astimezone()), encoding="utf-8")
    except OSError as error:
        raise Failure(
            f"校验单写不成：{sheet}（{error.strerror}）；检查结果已在上面",
            f"the sheet could not be written: {sheet} ({error.strerror}); the result stands above",
        ) from None
    tell(f"校验单：{sheet}", f"sheet: {sheet}")


def _status(reading: Reading) -> int:
    if not reading.figures or reading.form == NARRATIVE.id:  # not a report, or one without a table: no rule applies
        return FAILED
    return DOUBTFUL if any(finding.severity is Severity.MUST for finding in reading.findings) else DONE


def _judgement(path: Path, reading: Reading, years: _Years | None) -> Iterator[str]:
    yield wording.plain(str(path))
    if _status(reading) == FAILED:
        yield say("  无法检查：", "  could not be checked: ") + wording.verdict_words(reading.verdict)
        if reading.reason:
            yield f"  {wording.plain(say(in_chinese(reading.reason), reading.reason))}"
        return
    yield f"  {wording.plain(next(wording.headline(reading)))}"
    for severity in Severity:
        found = [finding for finding in reading.findings if finding.severity is severity]
        if found:
            asks = wording.severity_words(severity)
            yield say(f"  {asks}（{len(found)} 项）", f"  {asks} ({len(found)})")
            for finding in found:
                yield from _finding(reading, finding)
    if years is not None:
        yield from _year_by_year(reading, years)
    yield f"  {states_words(reading)}"
    if _status(reading) == DONE:
        yield say("  结论：通过", "  result: passed")
    else:
        yield say("  结论：不通过，请改正后再发布", "  result: not passed; correct it before publication")


def _year_by_year(reading: Reading, years: _Years) -> Iterator[str]:
    """What follows from last year's report, and what does not."""
    name = wording.plain(str(years.path))
    yield say(f"  与上一年的年报（{name}）", f"  beside the report of the year before ({name})")
    if years.trouble is not None:
        yield say("    无法比较：", "    could not be compared: ") + say(*years.trouble)
        return
    if years.renamed:
        one, other = (wording.plain(who.agency_name or "") for who in (years.before, reading))
        yield say(
            f"    请留意：落款名称不同，{one}、{other}", f"    note: printed under other names, {one} and {other}"
        )
    for found in years.checks:
        if found.stored:
            yield f"    · {wording.plain(say(found.message, found.message_en))} [{found.rule}]"
            for key in found.cells[:CELLS_SHOWN]:
                yield f"        {wording.plain(wording.figure_words(reading, key))}"
            if found.quote:
                yield "        " + say("原句：", "sentence: ") + wording.plain(found.quote)
    held = sum(str(found.status) == "PASS" for found in years.checks)
    yield say(f"    衔接得上的 {held} 处", f"    holds: {held}")


def _finding(reading: Reading, finding: Finding) -> Iterator[str]:
    yield f"    · {wording.plain(say(finding.message, finding.message_en))} [{finding.rule}]"
    zeros = [key for key in finding.cells if _is_zero(reading, key) and key not in finding.against]
    shown = [key for key in finding.cells if key not in zeros] or zeros
    for key in shown[:CELLS_SHOWN]:
        yield f"        {wording.plain(wording.figure_words(reading, key))}"
    if (more := len(shown) - CELLS_SHOWN) > 0:
        yield say(f"        ……以及另外 {more} 格", f"        … and {more} more cells")
    if zeros is not shown and zeros:
        yield say(f"        其余 {len(zeros)} 格为 0", f"        the other {len(zeros)} cells are 0")


def _is_zero(reading: Reading, key: str) -> bool:
    figure = reading.figures.get(key)
    return figure is not None and figure.value == 0 and figure.state is None
