"""What do these documents say, and would they pass? The commands ``read`` and ``check``: no database, no network."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ogi import wording
from ogi.progress import Progress
from ogi.terminal import (
    DONE,
    DOUBTFUL,
    FAILED,
    Command,
    Failure,
    WrongCall,
    option,
    print_json,
    say,
)
from parsing import MAX_BYTES
from parsing.bounded import Readers, Source
from parsing.forms import NARRATIVE
from parsing.media import media_of
from parsing.model import Finding, Reading, Severity, State, Unreadable, Verdict, json_number
from parsing.readers.bundle import members_of
from parsing.reasons import in_chinese

CELLS_SHOWN = 8
"""So many cells of one finding are listed; a missing table would otherwise fill screens."""
_ZIP = b"PK\x03\x04"


def documents(paths: Sequence[str]) -> list[Path]:
    """The files that the call means: each file named, and every file in the folders named, in a fixed order.

    Hidden files and the lock files of office programs (``~$…``) in folders are passed over. Raises
    :class:`WrongCall` for a path that is not there and :class:`Failure` where the folders hold no file.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                found += [Path(folder, name) for name in sorted(names) if not name.startswith((".", "~$"))]
        elif path.is_file():
            found.append(path)
        elif path.exists():
            raise WrongCall(f"不是文件也不是目录：{path}", f"neither a file nor a folder: {path}")
        else:
            raise WrongCall(f"没有这个文件或目录：{path}", f"no such file or folder: {path}")
    if not found:
        raise Failure(f"目录里没有文件：{paths[0]}", f"no file in the folder: {paths[0]}")
    return found


def readings(files: Sequence[Path]) -> Iterator[tuple[Path, Reading]]:
    """Every document with its reading, in order, each read within limits; progress is told on the way.

    A ZIP bundle of documents is a document a member, with the path ``bundle.zip!member``.
    """
    waiting: deque[Path] = deque()
    done, total = 0, len(files)

    def sources() -> Iterator[Source]:
        nonlocal total
        for file in files:
            parts = _parts(file)
            total += len(parts) - 1
            for path, source in parts:
                waiting.append(path)
                yield source

    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    with Readers(workers) as readers, Progress("读取", "reading", total=total) as progress:
        for reading in readers.map(sources()):
            path = waiting.popleft()
            progress.hide()
            yield path, reading
            done += 1
            progress.set(done, total, path.name)


def _parts(path: Path) -> list[tuple[Path, Source]]:
    """The file, or for a bundle that can be opened its members instead."""
    whole = [(path, Source(path, name=path.name))]
    if not path.is_file():  # a pipe in a folder would keep us waiting
        return whole
    try:
        with path.open("rb") as file:
            if file.read(len(_ZIP)) != _ZIP or path.stat().st_size > MAX_BYTES:
                return whole
            file.seek(0)
            data = file.read()
        if media_of(data) != "zip":
            return whole
        members = members_of(data)
    except (OSError, Unreadable):
        return whole  # the reading of the whole file says why
    return [(Path(f"{path}!{member.name}"), Source(member.data, name=member.file_name)) for member in members]


@click.command(
    cls=Command,
    zh="""
    读取年报文档，说出其中的数字（不用数据库，不联网）。

    PATH 可以是文件或目录（目录内的文件逐个读取，隐藏文件除外）。读不了的文件也有一条结论，不会中断。
    加 --json 时每份文档在标准输出上占一行 JSON（UTF-8）。

    例：

    \b
      ogi read 年报.pdf
      ogi read --json 年报目录/ > readings.jsonl
      ogi read --explain 年报.docx
    """,
    en="""
    Read reports and say what they state (no database, no network).

    PATH is a file or a folder (every file in it but hidden ones). A file that cannot be read gets its verdict and
    stops nothing. With --json each document is one line of JSON (UTF-8) on the standard output.

    Examples:

    \b
      ogi read report.pdf
      ogi read --json folder/ > readings.jsonl
      ogi read --explain report.docx
    """,
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@option("--json", "as_json", is_flag=True, zh="每份文档输出一行 JSON", en="One line of JSON for each document.")
@option(
    "--explain",
    is_flag=True,
    zh="逐格说明：数值、原文、出处，凭哪些行列标签认出",
    en="Every cell: its text, its place, and the labels that told what it is.",
)
def read(paths: tuple[str, ...], as_json: bool, explain: bool) -> int:
    """Print what each document states."""
    for path, reading in readings(documents(paths)):
        if as_json:
            row = reading.as_dict(str(path))
            print_json(row | {"explanation": _explanation(reading)} if explain else row)
        else:
            _print(_summary(path, reading, explain=explain))
    return DONE


@click.command(
    cls=Command,
    zh="""
    发布之前检查年报：逐条说出不符之处和它在文中的位置。

    能检查的是 2019、2021 两版格式的年报和 2014 年统计表。

    退出状态：0 没有“必须改正”的问题；1 有；3 有文档无法检查（不是年报、读不了、没有表格）。多份文档取最重的一个。

    例：

    \b
      ogi check 年报.docx
      ogi check --json 年报目录/
    """,
    en="""
    Check reports before they are published: every finding in plain words, with its place in the document.

    Reports of the 2019 and the 2021 form and the statistics list of 2014 can be checked.

    Exit status: 0 nothing that must be corrected; 1 something must; 3 a document could not be checked (not a report,
    not readable, a narrative report without a table). Of several documents the worst counts.

    Examples:

    \b
      ogi check report.docx
      ogi check --json folder/
    """,
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@option("--json", "as_json", is_flag=True, zh="每份文档输出一行 JSON", en="One line of JSON for each document.")
def check(paths: tuple[str, ...], as_json: bool) -> int:
    """Print the findings of each document; the exit status says whether all may be published."""
    worst = DONE
    for path, reading in readings(documents(paths)):
        status = _status(reading)
        worst = max(worst, status)
        if as_json:
            passed = None if status == FAILED else status == DONE
            print_json(reading.as_dict(str(path)) | {"passed": passed})
        else:
            _print(_judgement(path, reading))
    return worst


def _status(reading: Reading) -> int:
    if not reading.figures or reading.form == NARRATIVE.id:  # not a report, or one without a table: no rule applies
        return FAILED
    return DOUBTFUL if any(finding.severity is Severity.MUST for finding in reading.findings) else DONE


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _summary(path: Path, reading: Reading, *, explain: bool) -> Iterator[str]:
    yield f"{wording.plain(str(path))}{say('：', ': ')}{wording.verdict_words(reading.verdict)}"
    if reading.reason:
        yield f"  {wording.plain(say(in_chinese(reading.reason), reading.reason))}"
    if reading.verdict is not Verdict.REPORT:
        return
    yield from (f"  {wording.plain(line)}" for line in wording.headline(reading))
    yield f"  {_states(reading)}"
    if reading.findings:
        counts = Counter(finding.severity for finding in reading.findings)
        told = say("，", ", ").join(f"{wording.severity_words(s)} {counts[s]}" for s in Severity if counts[s])
        yield say(f"  检查：{told}（详见 ogi check）", f"  checks: {told} (see ogi check)")
    if explain:
        for what, evidence in reading.evidence.items():
            yield f"  {what}: {wording.plain(evidence)}"
        for key in reading.figures:
            yield f"  {wording.plain(wording.explained(reading, key))}"


def _states(reading: Reading) -> str:
    """How many cells are plain numbers, and what the others are."""
    counts = Counter(figure.state for figure in reading.figures.values())
    parts = [say(f"数字 {counts[None]}", f"numbers {counts[None]}")]
    parts += [f"{wording.state_words(state)} {counts[state]}" for state in State if counts[state]]
    return say("格数：", "cells: ") + say("，", ", ").join(parts)


def _explanation(reading: Reading) -> list[dict[str, Any]]:
    """Every cell with its words, for people who read the JSON without the codebook at hand."""
    rows = []
    for key, figure in reading.figures.items():
        spec = wording.spec_of(reading, key)
        rows.append(
            {
                "key": key,
                "table": spec.table if spec else None,
                "label": spec.label if spec else None,
                "label_en": spec.en if spec else None,
                "unit": spec.unit if spec else None,
                "value": json_number(figure.value),
                "state": str(figure.state) if figure.state else None,
                "raw": figure.raw,
                "place": figure.place.as_dict() if figure.place else None,
                "quote": figure.quote,
                "readings": list(figure.readings),
                "matched": [mark.as_dict() for mark in figure.marks],
            }
        )
    return rows


def _judgement(path: Path, reading: Reading) -> Iterator[str]:
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
    yield f"  {_states(reading)}"
    if _status(reading) == DONE:
        yield say("  结论：通过", "  result: passed")
    else:
        yield say("  结论：不通过，请改正后再发布", "  result: not passed; correct it before publication")


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
