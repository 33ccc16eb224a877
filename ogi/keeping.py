"""How do the archive and the last run stand? The commands ``status`` and ``archive``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogi.crawling import result_words
from ogi.terminal import DONE, DOUBTFUL, Command, Failure, Group, data_folder, say

if TYPE_CHECKING:
    from crawler.archive import Archive
    from crawler.records import RunManifest

_RUN_STATES = {
    "running": (
        "进行中，或被中断（可用 ogi crawl --resume 接着做）",
        "running, or broken off (ogi crawl --resume goes on)",
    ),
    "interrupted": ("被中断（可用 ogi crawl --resume 接着做）", "broken off (ogi crawl --resume goes on)"),
    "finished": ("已完成", "finished"),
}


@click.command(
    cls=Command,
    zh="""
    最近一次采集的结果：每个站点一行，要人看的在前。

    退出状态：0 都正常；1 有站点需要人看，或采集没有做完。

    例：

    \b
      ogi status
    """,
    en="""
    What the last crawl found: one line a site, those that need a person first.

    Exit status: 0 all is well; 1 a site needs a person, or the crawl did not end.

    Example:

    \b
      ogi status
    """,
)
def status() -> int:
    """Print the last run, site by site."""
    from crawler.records import SiteState

    runs = _archive(data_folder()).runs()
    if not runs:
        raise Failure(
            "还没有采集过；请先运行 ogi crawl（或 ogi run）",
            "nothing was crawled yet; run ogi crawl (or ogi run) first",
        )
    last = runs[-1]
    click.echo(_run_words(last))
    results = sorted(last.results.values(), key=lambda result: (result.state is SiteState.OK, result.site_id))
    for result in results:
        click.echo(result_words(result))
    well = len(results) == len(last.sites) and all(result.state is SiteState.OK for result in results)
    return DONE if well else DOUBTFUL


def _run_words(run: RunManifest) -> str:
    state = say(*_RUN_STATES.get(str(run.state), (str(run.state), str(run.state))))
    when = run.finished_at or run.started_at
    return say(
        f"{run.run_id}：{state}，{when}，站点 {len(run.sites)}",
        f"{run.run_id}: {state}, {when}, {len(run.sites)} sites",
    )


@click.group(
    cls=Group,
    zh="""
    存档：检查。

    例：

    \b
      ogi archive verify
    """,
    en="""
    The archive: verify it.

    Example:

    \b
      ogi archive verify
    """,
)
def archive() -> None:
    """The commands on the archive."""


@archive.command(
    "verify",
    cls=Command,
    zh="""
    检查存档：每个文件的字节与它的名字（SHA-256）是否一致，采集记录是否完整。逐字节读一遍。

    退出状态：0 完好；1 有问题，每个问题一行。

    例：

    \b
      ogi archive verify
    """,
    en="""
    Verify the archive: do the bytes of every file agree with its name (SHA-256), is the log of captures whole? Reads
    every byte.

    Exit status: 0 sound; 1 not sound, one line a problem.

    Example:

    \b
      ogi archive verify
    """,
)
def verify() -> int:
    """Print what is wrong with the archive."""
    problems = _archive(data_folder()).verify()
    for zh, en in problems:
        click.echo(say(zh, en))
    if not problems:
        click.echo(say("存档完好", "the archive is sound"))
    return DOUBTFUL if problems else DONE


def _archive(data: Path) -> Archive:
    from crawler.archive import Archive

    root = data / "archive"
    if not root.is_dir():
        raise Failure(
            f"没有存档：{root}；请先运行 ogi crawl（或 ogi run）",
            f"there is no archive at {root}; run ogi crawl (or ogi run) first",
        )
    return Archive(root)
