"""Which portals are asked, and what do they show? The command ``crawl``.

The crawler is imported by the command that needs it: it brings Scrapy with it, and ``ogi check`` should not wait for
that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogi.progress import Progress
from ogi.terminal import DONE, DOUBTFUL, FAILED, Command, Failure, WrongCall, data_folder, option, say, tell

if TYPE_CHECKING:
    from crawler.records import SiteResult
    from crawler.registry import Site

SAMPLES = ("使用自带的样例门户（虚构数据，不联网）", "using the bundled sample portals (invented, no network)")

STATES = {
    "ok": ("正常", "ok"),
    "suspect": ("可疑", "suspect"),
    "blocked": ("被拦截", "blocked"),
    "drifted": ("栏目已移动", "drifted"),
    "unreachable": ("连不上", "unreachable"),
    "robots_disallowed": ("robots.txt 不允许", "not allowed by robots.txt"),
}

sites_option = option(
    "--sites",
    "sites_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    zh="站点登记文件（YAML）",
    en="The registry of sites (YAML).",
)
site_option = option(
    "--site", "ids", multiple=True, metavar="ID", zh="只要这个站点，可重复", en="Only this site; repeatable."
)
region_option = option(
    "--region", metavar="CODE", zh="只要这个行政区划内的站点", en="Only sites in this division (GB/T 2260)."
)
all_option = option(
    "--all", "shipped", is_flag=True, zh="自带登记里的全部真实门户", en="Every portal of the registry that comes along."
)
year_option = option(
    "--year",
    "years",
    type=click.IntRange(2008, 2100),
    multiple=True,
    metavar="Y",
    zh="只要这一报告年度，可重复",
    en="Only this report year; repeatable.",
)


@click.command(
    cls=Command,
    zh="""
    采集年报，存入存档（data/archive）。只访问登记文件写明的主机，遵守 robots.txt，逐站限速。

    不写 --sites 时用 data/sites.yml；没有这个文件时，--site、--region 从自带的登记（真实门户）里选，--all 是其全部；
    什么都不写则用样例门户（本机运行，不联网）。

    退出状态：0 每个站点都正常；1 有站点需要人看（少于预期、被拦、栏目已移动、连不上）；3 一份年报也没有。

    例：

    \b
      ogi crawl --sites sites.yml --year 2024
      ogi crawl --region 110000 --sample 3
      ogi crawl --resume
    """,
    en="""
    Fetch reports into the archive (data/archive). Only hosts that the registry names are asked, robots.txt is kept,
    and every site is asked slowly.

    Without --sites: data/sites.yml. Where there is no such file, --site and --region choose from the registry that
    comes with the program (real portals) and --all takes all of it; without them the bundled sample portals are used
    (on this machine, no network).

    Exit status: 0 every site is well; 1 a site needs a person (fewer reports than expected, blocked, moved, not
    reached); 3 no report at all.

    Examples:

    \b
      ogi crawl --sites sites.yml --year 2024
      ogi crawl --region 110000 --sample 3
      ogi crawl --resume
    """,
)
@sites_option
@site_option
@region_option
@all_option
@year_option
@option("--sample", type=click.IntRange(1), metavar="N", zh="每个站点最多取 N 份", en="At most N reports a site.")
@option("--resume", is_flag=True, zh="接着上次中断的采集", en="Go on with the run that was broken off.")
def crawl(
    sites_file: Path | None,
    ids: tuple[str, ...],
    region: str | None,
    shipped: bool,
    years: tuple[int, ...],
    sample: int | None,
    resume: bool,
) -> int:
    """Crawl, print what was found at each site, and say with the exit status whether a person should look."""
    data = data_folder()
    with wanted_sites(registry_file(sites_file, data), ids, region, shipped=shipped) as chosen:
        return fetch(chosen, data, years=years, sample=sample, resume=resume)


def registry_file(named: Path | None, data: Path) -> Path | None:
    """The registry that a call means: the file or folder it names, that of the data directory, or None."""
    if named is not None:
        if not named.exists():
            raise WrongCall(f"没有这个文件：{named}", f"no such file: {named}")
        return named
    own = data / "sites.yml"
    return own if own.is_file() else None


@contextmanager
def chosen_sites(file: Path | None) -> Iterator[tuple[Site, ...]]:
    """The sites of a registry file; without one the sample portals, which are served while the block runs."""
    from crawler.registry import load_sites

    if file is None:
        tell(*SAMPLES)
        with sample_portals() as found:
            yield found
    else:
        yield load_sites(file)


@contextmanager
def wanted_sites(
    file: Path | None, ids: tuple[str, ...], region: str | None, *, shipped: bool
) -> Iterator[tuple[Site, ...]]:
    """The sites that a call asks for, of a registry file, or else of the shipped registry and the sample portals.

    Real portals are never asked because somebody left a word out: without a file they have to be named by ``ids`` or
    ``region``, or all of them by ``shipped``; a call that names nothing has the samples.
    """
    from crawler.registry import load_sites, shipped_sites
    from crawler.samples import sample_sites

    if file is not None:
        yield selected(load_sites(file), ids, region)
        return
    samples = {entry["id"]: entry["division"] for entry in sample_sites()["sites"]}
    inside = in_division(region) if region is not None else None
    if shipped and not (ids or region):
        yield shipped_sites()
    elif samples.keys() & set(ids) or (inside and any(map(inside, samples.values()))) or not (ids or region):
        tell(*SAMPLES)
        with sample_portals() as served:
            yield selected((*shipped_sites(), *served) if ids or region else served, ids, region)
    else:
        yield selected(shipped_sites(), ids, region)


@contextmanager
def sample_portals() -> Iterator[tuple[Site, ...]]:
    """The bundled sample portals, served on loopback while the block runs."""
    from crawler.registry import Site
    from crawler.samples import SampleError, serve_samples

    try:
        with serve_samples() as served:
            yield tuple(Site.from_entry(entry) for entry in served.sites["sites"])
    except SampleError as error:
        raise Failure(error.zh, error.en) from None


def registered(file: Path | None) -> tuple[Site, ...]:
    """Every site that is known without asking: those of a registry file, or else the shipped ones and the samples."""
    from crawler.registry import Site, load_sites, shipped_sites
    from crawler.samples import sample_sites

    if file is not None:
        return load_sites(file)
    return (*shipped_sites(), *(Site.from_entry(entry) for entry in sample_sites()["sites"]))


def selected(every: Iterable[Site], ids: tuple[str, ...], region: str | None) -> tuple[Site, ...]:
    """The sites that a call asks for. Raises :class:`WrongCall` where it asks for what is not there."""
    found = tuple(every)
    if unknown := sorted(set(ids) - {site.id for site in found}):
        raise WrongCall(f"登记文件里没有：{'、'.join(unknown)}", f"not in the registry: {', '.join(unknown)}")
    if ids:
        found = tuple(site for site in found if site.id in ids)
    if region is not None:
        inside = in_division(region)
        found = tuple(site for site in found if inside(site.division))
    if not found:
        raise WrongCall("没有符合条件的站点", "no site is left to crawl")
    return found


def in_division(code: str) -> Callable[[str], bool]:
    """Is a division ``code`` or a part of it? A province is 11 or 110000, a prefecture 1303 or 130300."""
    if not code.isdecimal() or len(code) not in (2, 4, 6):
        raise WrongCall(f"行政区划代码应为 2、4 或 6 位数字：{code}", f"a division code has 2, 4 or 6 digits: {code}")
    pairs = [code[i : i + 2] for i in range(0, len(code), 2)]
    while len(pairs) > 1 and pairs[-1] == "00":
        pairs.pop()
    prefix = "".join(pairs)
    return lambda division: division.startswith(prefix)


def fetch(
    sites: tuple[Site, ...],
    data: Path,
    *,
    years: tuple[int, ...] = (),
    sample: int | None = None,
    resume: bool = False,
    results_on_stderr: bool = False,
) -> int:
    """Crawl these sites into the archive of a data directory and print a line a site; the exit status of the run.

    One of the sample portals puts a page behind a challenge on purpose: that is told and not held against the run.
    """
    from crawler import crawl as run_crawl
    from crawler.records import SiteState

    with Progress("采集", "crawling") as progress:

        def tell_result(result: SiteResult) -> None:
            progress.hide()
            click.echo(result_words(result), err=results_on_stderr)

        run = run_crawl(
            sites,
            data / "archive",
            years=years,
            sample=sample,
            resume=resume,
            report=progress.step,
            on_result=tell_result,
        )
    if not any(result.reports_found for result in run.results.values()):
        tell(
            "没有找到任何年报；采到的页面都在存档里，请看各站点的状态",
            "no report was found; see the states of the sites",
        )
        return FAILED
    real = [run.results[site.id].state for site in sites if not site.sample]
    return DONE if all(state is SiteState.OK for state in real) else DOUBTFUL


def result_words(result: SiteResult) -> str:
    """What a run found at one site, in one line."""
    before = "—" if result.reports_before is None else str(result.reports_before)
    words = [
        result.site_id,
        say(*STATES[str(result.state)]),
        say(f"年报 {result.reports_found}（上次 {before}）", f"{result.reports_found} reports (before: {before})"),
        say(f"请求 {result.requests}", f"{result.requests} requests"),
        say(result.note, result.note_en),
    ]
    return "  ".join(filter(None, words))
