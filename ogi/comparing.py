"""What changed between two releases, and why? The command ``diff``."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ogi.terminal import DONE, Command, data_folder, option, print_json, say, tell

if TYPE_CHECKING:
    from dataset.changes import Change

_CAUSES = {
    "new": ("新收录", "new"),
    "source": ("采信了另一份文件", "another document speaks"),
    "reading": ("文件相同，读法不同", "same document, read otherwise"),
    "ruling": ("人工裁定或下架", "a human decision"),
    "withdrawn": ("文件已不在存档", "its document is there no more"),
}
_KEPT = ("report_id", "cell", "before", "after", "cause", "evidence")


@click.command(
    cls=Command,
    zh="""
    两个版本之间的每一处不同及其原因。

    版本可写版本名、latest（最新版本）或 build（尚未发布的工作数据库）。每处一行：年报、单元格（与全国宽表
    列名相同；report_id 指整份年报）、原值、新值、原因、依据。原因：new 新收录；source 采信了另一份文件；reading 文件
    相同、读法不同；ruling 人工裁定、机关登记或下架；withdrawn 文件已不在存档。

    例：

    \b
      ogi diff v2026.03.0 v2026.04.0
      ogi diff latest build --json
    """,
    en="""
    Everything that differs between two releases, each with its cause.

    A release is named by its version, latest, or build (the working database, not released yet). One line a change:
    report, cell (named as in the national panel; report_id is the whole report), before, after, cause, evidence.
    Causes: new; source (another document speaks); reading (the same document, read otherwise); ruling (a human
    decision, the registry of agencies or a takedown); withdrawn (its document is there no more).

    Examples:

    \b
      ogi diff v2026.03.0 v2026.04.0
      ogi diff latest build --json
    """,
)
@click.argument("before", metavar="V1")
@click.argument("after", metavar="V2")
@option("--json", "as_json", is_flag=True, zh="每处一行 JSON", en="JSON Lines, one object a change.")
def diff(before: str, after: str, as_json: bool) -> int:
    """Print the changes as they are found, then how many there are of each cause."""
    from dataset.diff import changes
    from dataset.history import side_named

    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        old, now = (stack.enter_context(side_named(data_folder(), name)) for name in (before, after))
        for change in changes(old, now):
            counts[str(change.cause)] += 1
            if as_json:
                kept = asdict(change)
                print_json({"version": now.name} | {name: kept[name] for name in _KEPT})
            else:
                click.echo(_line(change))
        names = old.name, now.name
    _tell_counts(*names, counts)
    return DONE


def _line(change: Change) -> str:
    before, after = ("∅" if value is None else value for value in (change.before, change.after))
    cause = say(*_CAUSES[change.cause])
    return f"{change.report_id}  {change.cell}  {before} → {after}  [{cause}]  {change.evidence}"


def _tell_counts(before: str, after: str, counts: Counter[str]) -> None:
    if not counts:
        tell(f"{before} → {after}：没有不同", f"{before} → {after}: nothing differs")
        return
    zh = "，".join(f"{_CAUSES[cause][0]} {counts[cause]}" for cause in _CAUSES if counts[cause])
    en = ", ".join(f"{_CAUSES[cause][1]} {counts[cause]}" for cause in _CAUSES if counts[cause])
    tell(f"{before} → {after}：{zh}", f"{before} → {after}: {en}")
