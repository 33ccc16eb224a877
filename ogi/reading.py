"""What do these documents say? The command ``read``: no database, no network."""

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
    Command,
    Failure,
    WrongCall,
    option,
    print_json,
    say,
)
from parsing import MAX_BYTES
from parsing.bounded import Readers, Source
from parsing.media import media_of
from parsing.model import Reading, Severity, State, Unreadable, Verdict, json_number
from parsing.readers.bundle import members_of
from parsing.reasons import in_chinese

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
            print_lines(_summary(path, reading, explain=explain))
    return DONE


def print_lines(lines: Iterator[str]) -> None:
    """Print them one by one, as they are made."""
    for line in lines:
        click.echo(line)


def _summary(path: Path, reading: Reading, *, explain: bool) -> Iterator[str]:
    yield f"{wording.plain(str(path))}{say('：', ': ')}{wording.verdict_words(reading.verdict)}"
    if reading.reason:
        yield f"  {wording.plain(say(in_chinese(reading.reason), reading.reason))}"
    if reading.verdict is not Verdict.REPORT:
        return
    yield from (f"  {wording.plain(line)}" for line in wording.headline(reading))
    yield f"  {states_words(reading)}"
    if reading.findings:
        counts = Counter(finding.severity for finding in reading.findings)
        told = say("，", ", ").join(f"{wording.severity_words(s)} {counts[s]}" for s in Severity if counts[s])
        yield say(f"  检查：{told}（详见 ogi check）", f"  checks: {told} (see ogi check)")
    if explain:
        for what, evidence in reading.evidence.items():
            yield f"  {what}: {wording.plain(evidence)}"
        for key in reading.figures:
            yield f"  {wording.plain(wording.explained(reading, key))}"


def states_words(reading: Reading) -> str:
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
