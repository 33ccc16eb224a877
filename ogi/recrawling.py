"""What is to be done today? The command ``recrawl``, for a timer to call as often as it likes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogi.crawling import all_option, fetch, registry_file, sites_option, wanted_sites
from ogi.keeping import imported
from ogi.publishing import make_database, make_release, warnings_of
from ogi.terminal import DONE, DOUBTFUL, FAILED, Command, Failure, data_folder, option, say, tell

if TYPE_CHECKING:
    from crawler.records import RunManifest
    from crawler.registry import Site


@dataclass(frozen=True)
class Turn:
    """What the calendar says of the portals."""

    last: datetime | None
    """When they were last asked, all of them, for everything."""
    broken_off: bool
    """That crawl did not come to its end."""
    again: datetime
    """When they are to be asked next."""

    def is_due(self, now: datetime) -> bool:
        """Are they to be asked now?"""
        return self.broken_off or now >= self.again


@dataclass(frozen=True)
class News:
    """Is a new edition to be released, and why, or why not?"""

    release: bool
    said: tuple[str, str]


@click.command(
    cls=Command,
    zh="""
    按日历做今天该做的事：采集、建库、核对，有变化就发布。随时可以运行，交给定时任务即可。

    采集间隔（北京时间）：1 月 1 日起每天一次，1 月 25 日起每天两次，2 月 1 日起每周一次，4 月 1 日起每月一次；法定期限
    刚过（2 月 1 日、4 月 1 日零时）必采一次，作为是否按期的证据。上次中断的采集接着做。年报、数字、机关有变化时
    每周至多发布一版，期限刚过和进入新的月份时也发布；发布的下限不成立时不发布，采到的都保留。

    站点与 ogi crawl 相同：--sites，或 data/sites.yml，或 --all；都没有时用样例门户。

    退出状态：0 做完了，或今天没有要做的；1 做完了，但有站点或数字需要人看；3 没能完成。

    例：

    \b
      ogi recrawl
      ogi recrawl --plan
      0 */6 * * *  cd /srv/ogi && ogi recrawl     （crontab：每 6 小时看一次）
    """,
    en="""
    What the calendar says is to be done today: crawl, build, checks, and a release where something changed. Safe to
    call at any time; a timer may do it.

    The portals are asked daily from 1 January, twice a day from 25 January, weekly from 1 February, monthly from 1
    April (Beijing time), and in any case right after a legal deadline (0:00 on 1 February and 1 April), as evidence of
    who kept it. A crawl that was broken off goes on. A new edition is released at most weekly where reports,
    figures or agencies changed, and after a deadline and in a new month; where a floor does not hold it is not, and all
    that was fetched is kept.

    Sites as for ogi crawl: --sites, or data/sites.yml, or --all; without any the sample portals.

    Exit status: 0 done, or nothing to do today; 1 done, but a site or a number needs a person; 3 could not do it.

    Examples:

    \b
      ogi recrawl
      ogi recrawl --plan
      0 */6 * * *  cd /srv/ogi && ogi recrawl     (crontab: look every six hours)
    """,
)
@sites_option
@all_option
@option("--plan", is_flag=True, zh="只说要做什么，不做", en="Say what is to be done and do nothing.")
def recrawl(sites_file: Path | None, shipped: bool, plan: bool) -> int:
    """Do what is due; the exit status is the worst of crawl and release."""
    data = data_folder()
    status = DONE
    with wanted_sites(registry_file(sites_file, data), (), None, shipped=shipped) as sites:
        turn = turn_of(data, sites)
        due = turn.is_due(_now())
        if plan:
            click.echo(_words(turn, due=due))
            return DONE
        tell(*_both(turn, due=due))
        if due:
            status = fetch(sites, data, resume=turn.broken_off)
            if status == FAILED:
                raise Failure(
                    "一份年报也没有采到，没有建库；已有的数据库和版本保持不变，下次运行会再试",
                    "no report was found and nothing was built; the database and the releases that were there stay, "
                    "and the next call tries again",
                )
            turn = turn_of(data, sites)
    if due or _is_stale(data):
        make_database(data)
    news = news_of(data)
    tell(*news.said)
    if news.release:
        folder = make_release(data, None)
        click.echo(folder)
        status = max(status, DOUBTFUL if warnings_of(folder) else DONE)
    tell(f"下次采集：{_moment(turn.again)}", f"next crawl: {_moment(turn.again)}")
    return status


def turn_of(data: Path, sites: Iterable[Site]) -> Turn:
    """When were these sites last asked for everything, and when are they to be asked again?"""
    from crawler.archive import Archive
    from dataset.calendar.season import due_at

    ids = {site.id for site in sites}
    runs = Archive(data / "archive").runs() if (data / "archive").is_dir() else []
    last = next((run for run in reversed(runs) if _is_whole(run, ids)), None)
    if last is None:
        return Turn(None, broken_off=False, again=_now())
    began = datetime.fromisoformat(last.started_at)
    return Turn(began, broken_off=str(last.state) != "finished", again=due_at(began))


def _is_whole(run: RunManifest, ids: set[str]) -> bool:
    return not imported(run) and not run.options.partial and ids <= {site.id for site in run.sites}


def _is_stale(data: Path) -> bool:
    """Is there an archive, and no database of just what it holds by just this code?"""
    from crawler.archive import Archive
    from dataset.errors import DatasetError
    from dataset.summary import code_version, read_summary

    if not (data / "archive").is_dir():
        return False
    try:
        made = read_summary(data / "build")
    except DatasetError:
        return True
    return (made.archive_digest, made.code_version) != (Archive(data / "archive").digest(), code_version())


def news_of(data: Path) -> News:
    """Is the working database worth a new edition?"""
    from dataset.calendar.season import WEEK, witnesses
    from dataset.files import LATEST, find_release, read_manifest
    from dataset.summary import read_summary

    if not (data / "releases" / LATEST).exists():
        return News(True, ("第一个版本", "the first edition"))
    before = datetime.fromisoformat(read_manifest(find_release(data, None))["newest_capture"])
    now = datetime.fromisoformat(read_summary(data / "build").newest_capture)
    if any(before < moment <= now for moment in witnesses(now.year)):
        return News(True, ("期限刚过，发布作为证据的版本", "a deadline has passed: an edition as evidence"))
    if (before.year, before.month) != (now.year, now.month):
        return News(True, (f"新的月份：{now:%Y-%m}", f"a new month: {now:%Y-%m}"))
    if not _differs(data):
        return News(False, ("数据没有变化，不发布新版本", "nothing changed; no new edition is released"))
    if now - before < WEEK:
        return News(
            False,
            (
                "有变化；最新版本还不到一周，先不发布（要立即发布：ogi release）",
                "changed, but the latest edition is less than a week old (ogi release would release it now)",
            ),
        )
    return News(True, ("与最新版本相比有变化（见 ogi diff latest build）", "changed (see ogi diff latest build)"))


def _differs(data: Path) -> bool:
    """Does anything in the working database differ from the latest release?"""
    from dataset.diff import changes
    from dataset.files import LATEST
    from dataset.history import BUILD, side_named

    with ExitStack() as stack:
        latest, build = (stack.enter_context(side_named(data, name)) for name in (LATEST, BUILD))
        return next(changes(latest, build), None) is not None


def _words(turn: Turn, *, due: bool) -> str:
    return say(*_both(turn, due=due))


def _both(turn: Turn, *, due: bool) -> tuple[str, str]:
    if turn.last is None:
        return "这些站点还没有完整采集过，现在采集", "these sites were never crawled as a whole: to be crawled now"
    last = _moment(turn.last)
    if turn.broken_off:
        return f"{last} 开始的采集没有做完，接着做", f"the crawl of {last} was broken off: it goes on"
    if due:
        return f"上次采集 {last}，现在该采集了", f"last crawled {last}: to be crawled now"
    again = _moment(turn.again)
    return f"上次采集 {last}，{again} 之前不必再采", f"last crawled {last}: not before {again}"


def _moment(instant: datetime) -> str:
    from dataset.calendar.season import BEIJING

    return f"{instant.astimezone(BEIJING):%Y-%m-%d %H:%M}" + say("（北京时间）", " (Beijing)")


def _now() -> datetime:
    return datetime.now(UTC)
