"""How do the last run and the archive stand, and how is it exchanged? The commands ``status`` and ``archive``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogi.crawling import registered, registry_file, result_words, selected, site_option, sites_option
from ogi.progress import Progress
from ogi.terminal import DONE, DOUBTFUL, Command, Failure, Group, WrongCall, data_folder, option, say, tell

if TYPE_CHECKING:
    from crawler.archive import Archive
    from crawler.records import RunManifest
    from crawler.warc import Brought

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
    最近一次采集的结果：每个站点一行，要人看的在前。已建库的，另与上年同日对照：各省同一批机关的年报，现在采集到的
    是否少了一成。

    退出状态：0 都正常；1 有站点需要人看，采集没有做完，最近一次发布没有完成，或有省份少于上年同日。

    例：

    \b
      ogi status
    """,
    en="""
    What the last crawl found: one line a site, those that need a person first. Where a database was built, also
    whether a tenth fewer reports of the same agencies are found in a province than by this day a year ago.

    Exit status: 0 all is well; 1 a site needs a person, the crawl did not end, the last release was not made, or a
    province has fallen behind the year before.

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
    last = next((run for run in reversed(runs) if not imported(run)), None)
    if last is None:
        click.echo(say("还没有采集过，只导入过 WARC", "nothing was crawled yet, only WARC files were imported"))
        return DONE
    click.echo(_run_words(last))
    results = sorted(last.results.values(), key=lambda result: (result.state is SiteState.OK, result.site_id))
    for result in results:
        click.echo(result_words(result))
    well = len(results) == len(last.sites) and all(result.state is SiteState.OK for result in results)
    trouble = _release_trouble(data_folder())
    if trouble is not None:
        click.echo(trouble)
    behind = _year_ago(data_folder())
    return DONE if well and trouble is None and not behind else DOUBTFUL


def _year_ago(data: Path) -> bool:
    """Say how the database that was built stands against the same day a year ago; True where a province fell behind."""
    database = data / "build" / "ogi.sqlite"
    if not database.is_file():
        return False
    from collections import Counter

    from dataset.assertions import fallen, load_demands
    from dataset.calendar.year_ago import Result, year_ago

    found, demands = year_ago(database), load_demands(data / "registry")
    if found is None:
        return False
    behind = fallen(found, demands)
    counts = Counter(one.result(demands.found_fall) for one in found.provinces)
    unknown = counts[Result.NOT_ASSESSABLE]
    click.echo(
        say(
            f"{found.year} 年度与上年同日对照（{found.on}，上年 {found.then_on}）：不低于 {counts[Result.KEPT]} 省，"
            f"低于 {len(behind)} 省，无法判断 {unknown} 省" + ("（一年前没有采集，或采集到的太少）" if unknown else ""),
            f"report year {found.year} against this day a year ago ({found.on}, {found.then_on}): "
            f"{counts[Result.KEPT]} provinces hold, {len(behind)} fell behind, {unknown} not assessable"
            + (" (nothing was crawled a year ago, or too little found)" if unknown else ""),
        )
    )
    for one in behind:
        least = one.least(demands.found_fall)
        name = one.name or say("省以外", "outside the provinces")
        click.echo(
            say(
                f"  {name}：同一批 {one.agencies} 个机关，上年同日 {one.before} 份，现在 {one.now} 份，"
                f"应不少于 {least} 份",
                f"  {name}: of the same {one.agencies} agencies {one.before} reports a year ago, {one.now} now; "
                f"expected at least {least}",
            )
        )
    return bool(behind)


def _release_trouble(data: Path) -> str | None:
    """Why was the last release not made? None where it was, or none was tried."""
    if not (data / "releases.jsonl").is_file():
        return None
    from dataset.attempts import Event, last_event

    last = last_event(data)
    if last is None or last["event"] == Event.RELEASED:
        return None
    if last["event"] == Event.FAILED:
        zh, en = last.get("zh", last["en"]), last["en"]
        return say(f"最近一次发布没有完成：{zh}", f"the last release was not made: {en}")
    return say("最近一次发布正在进行，或被中断", "the last release is under way, or was broken off")


def imported(run: RunManifest) -> bool:
    """Was this run made of a WARC file? It came to its end and says nothing of how the sites are."""
    return str(run.state) == "finished" and not run.results


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
    存档：检查，与他人交换（WARC）。

    例：

    \b
      ogi archive verify
      ogi archive export-warc archive.warc.gz
      ogi archive import-warc recorded.warc.gz
    """,
    en="""
    The archive: verify it, exchange it with others (WARC).

    Examples:

    \b
      ogi archive verify
      ogi archive export-warc archive.warc.gz
      ogi archive import-warc recorded.warc.gz
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


@archive.command(
    "export-warc",
    cls=Command,
    zh="""
    把存档写成 WARC 文件（ISO 28500），供交换或用其他工具打开。文件名以 .gz 结尾则压缩。

    每次采集写一条应答和一条请求；相同的字节只存一次，再次出现记为 revisit；另附一条说明，本程序导入时据此还原链接文字、
    栏目和日期。已有的文件不会改动。

    退出状态：0 全部写出；1 有的文件在存档里已丢失，每个一行；3 没能写。

    例：

    \b
      ogi archive export-warc archive.warc.gz
      ogi archive export-warc tongzhou.warc.gz --site bj-tongzhou
    """,
    en="""
    Write the archive as a WARC file (ISO 28500), for exchange or for other tools; gzip when its name ends in .gz.

    A fetch is a response and a request; the same bytes stand there once, later ones are revisits. A note beside each
    has what this program needs to restore link texts, listings and days. A file that is there is not touched.

    Exit status: 0 all was written; 1 the archive has lost some of its files, one line each; 3 could not write.

    Examples:

    \b
      ogi archive export-warc archive.warc.gz
      ogi archive export-warc tongzhou.warc.gz --site bj-tongzhou
    """,
)
@click.argument("file", type=click.Path(path_type=Path))
@site_option
def export_warc(file: Path, ids: tuple[str, ...]) -> int:
    """Write a WARC file."""
    from crawler.warc import export_warc as export

    kept = _archive(data_folder())
    if unknown := sorted(set(ids) - kept.sites().keys()):
        raise WrongCall(f"存档里没有站点：{'、'.join(unknown)}", f"not in the archive: {', '.join(unknown)}")
    done = export(kept, file, ids)
    for zh, en in done.problems:
        click.echo(say(zh, en))
    tell(
        f"{file}：{done.captures} 条采集记录，{done.documents} 个不同的文件",
        f"{file}: {done.captures} captures, {done.documents} different documents",
    )
    return DOUBTFUL if done.problems else DONE


@archive.command(
    "import-warc",
    cls=Command,
    zh="""
    把 WARC 文件导入存档：Common Crawl、浏览器录制、wget 或本程序导出的都可以，.gz 或不压缩。不联网。

    每份应答按采集时同样的规则判定、读取，写成一次新的运行。文档按主机归到登记的站点；不属于任何站点的不导入，按主机列出，
    --site 可以指定归入哪个站点。文件残缺时，读到的都保留，残缺处说明一行。

    退出状态：0 全部导入；1 有的没有导入（不属于任何站点、残缺），逐行列出；3 不是 WARC 文件。

    例：

    \b
      ogi archive import-warc recorded.warc.gz
      ogi archive import-warc recorded.warc --sites sites.yml --site bj-tongzhou
    """,
    en="""
    Take a WARC file into the archive: from Common Crawl, a browser's recorder, wget or this program, .gz or plain.
    No network is asked.

    Every answer is judged and read by the same rules as one just fetched, and written as a new run. A document belongs
    to the site whose hosts allow its address; what belongs to none is refused and told by host, unless --site says
    whose it is. Of a file that is cut or damaged, what could be read is kept, and one line says where it ends.

    Exit status: 0 all was taken; 1 some was not (of no site, damaged), line by line; 3 it is no WARC file.

    Examples:

    \b
      ogi archive import-warc recorded.warc.gz
      ogi archive import-warc recorded.warc --sites sites.yml --site bj-tongzhou
    """,
)
@click.argument("file", type=click.Path(path_type=Path))
@sites_option
@option(
    "--site", "under", metavar="ID", zh="不属于任何站点的归入这个站点", en="Whose documents are that belong to no site."
)
def import_warc(file: Path, sites_file: Path | None, under: str | None) -> int:
    """Take in a WARC file and say what came of it."""
    from crawler.archive import Archive
    from crawler.warc import import_warc as take

    if not file.is_file():
        raise WrongCall(f"没有这个文件：{file}", f"no such file: {file}")
    sites = registered(registry_file(sites_file, data_folder()))
    (site,) = selected(sites, (under,), None) if under is not None else (None,)
    with Progress("导入", "importing") as progress:
        brought = take(file, Archive(data_folder() / "archive"), sites, under=site, step=progress.step)
    for zh, en in brought.damage:
        click.echo(say(zh, en))
    for host, count in sorted(brought.elsewhere.items()):
        click.echo(
            say(f"{host}：{count} 份不属于登记的站点，没有导入", f"{host}: {count} of no registered site, refused")
        )
    _tell_brought(file, brought)
    return DOUBTFUL if brought.damage or brought.elsewhere else DONE


def _tell_brought(file: Path, brought: Brought) -> None:
    for name, count in sorted(brought.sites.items()):
        tell(f"{name}：年报 {count}", f"{name}: {count} reports")
    verdicts = ", ".join(f"{verdict} {count}" for verdict, count in sorted(brought.captures.items())) or "0"
    passed, known = brought.passed.total(), brought.known
    tell(
        f"{file}：{verdicts}；已在存档里 {known}；不是文档的记录 {passed}",
        f"{file}: {verdicts}; in the archive already: {known}; records that are no documents: {passed}",
    )


def _archive(data: Path) -> Archive:
    from crawler.archive import Archive

    root = data / "archive"
    if not root.is_dir():
        raise Failure(
            f"没有存档：{root}；请先运行 ogi crawl（或 ogi run）",
            f"there is no archive at {root}; run ogi crawl (or ogi run) first",
        )
    return Archive(root)
