"""Which portals are registered, are they sound, and what do they answer? The commands ``sites``."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogi.crawling import STATES, all_option, region_option, registry_file, site_option, sites_option, wanted_sites
from ogi.progress import Progress
from ogi.terminal import DONE, DOUBTFUL, Command, Group, WrongCall, data_folder, option, print_json, say, tell

if TYPE_CHECKING:
    from crawler.probe import Probe
    from crawler.registry import Site

SHIPPED = ("使用自带的站点登记（真实门户）", "using the registry that comes with the program (real portals)")


@click.group(
    cls=Group,
    zh="""
    站点登记：检查、列出、探测、导入。

    例：

    \b
      ogi sites check sites.yml
      ogi sites list
      ogi sites probe --site bj-tongzhou
      ogi sites import portals.csv
    """,
    en="""
    The registry of sites: check it, list it, probe the portals, import one.

    Examples:

    \b
      ogi sites check sites.yml
      ogi sites list
      ogi sites probe --site bj-tongzhou
      ogi sites import portals.csv
    """,
)
def sites() -> None:
    """The commands on the registry of sites."""


@sites.command(
    "check",
    cls=Command,
    zh="""
    检查登记文件，逐条说出问题。

    FILE 是登记文件，或一个放着登记文件（*.yml）的文件夹；不写时用 data/sites.yml，没有则用自带的登记。
    可能有意为之、但值得看一眼的，作为提醒列在标准错误上，不影响退出状态。

    退出状态：0 无问题；1 有问题。

    例：

    \b
      ogi sites check sites.yml
    """,
    en="""
    Check a registry and say everything that is wrong with it.

    FILE is a registry file, or a folder of such files (*.yml). Without it: data/sites.yml, or else the registry that
    comes with the program. What may be meant and is worth a look is told on the standard error and does not count.

    Exit status: 0 sound; 1 not sound.

    Example:

    \b
      ogi sites check sites.yml
    """,
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check_sites(file: Path | None) -> int:
    """Print the problems of a registry."""
    from crawler.registry import check_sites as problems_of
    from crawler.registry import remarks_on

    file = _own_or_shipped(file)
    problems = problems_of(file)
    for zh, en in problems:
        click.echo(say(zh, en))
    for zh, en in remarks_on(file):
        tell(f"提醒：{zh}", f"note: {en}")
    if problems:
        tell(f"{file}：{len(problems)} 处问题", f"{file}: {len(problems)} problems")
        return DOUBTFUL
    tell(f"{file}：没有问题", f"{file}: sound")
    return DONE


@sites.command(
    "list",
    cls=Command,
    zh="""
    列出登记的站点，每行一个：编号、行政区划代码、名称、首个入口、探测日期（never 为未探测）。

    FILE 不写时用 data/sites.yml，没有则用自带的登记。

    例：

    \b
      ogi sites list sites.yml
    """,
    en="""
    List the sites, one a line: id, division code, name, first address, day of the last probe or never.

    Without FILE: data/sites.yml, or else the registry that comes with the program.

    Example:

    \b
      ogi sites list sites.yml
    """,
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def list_sites(file: Path | None) -> int:
    """Print one line a site."""
    from crawler.registry import load_sites

    for site in load_sites(_own_or_shipped(file)):
        click.echo("\t".join((site.id, site.division, site.name, (site.listings + site.start)[0], site.checked)))
    return DONE


def _own_or_shipped(file: Path | None) -> Path:
    from crawler.registry import SHIPPED as FOLDER

    found = registry_file(file, data_folder())
    if found is None:
        tell(*SHIPPED)
    return found or FOLDER


@sites.command(
    "import",
    cls=Command,
    zh="""
    由 CSV 生成登记文件，每行对照行政区划核对。

    认得的列：行政区划代码（region_code 等，必须有）、区划名称、网站名称、网址或域名（必须有一样）、年报栏目、编号；
    标记、状态、备注等写入 notes。编码为 UTF-8 或 GB 18030，用逗号、分号或制表符分隔。

    每一行要么导入，要么在标准输出写明行号和原因：没有代码、没有这个代码、名称与代码不符、没有网址、网址不合法、主机不在
    gov.cn 之下、重复。

    退出状态：0 全部导入；1 有的行没有导入；3 没能读取或写入。

    例：

    \b
      ogi sites import portals.csv
      ogi sites import portals.csv --out sites.yml
    """,
    en="""
    Make a registry of a CSV file, every row held against the administrative divisions.

    Columns it knows: division code (region_code and the like; needed), name of the division, name of the site, address
    or host (one is needed), listing, id; flags and notes go into notes. UTF-8 or GB 18030, with commas, semicolons or
    tabs.

    Every row is imported, or named on the standard output with its line and the reason: no code, no such division, a
    name that is not that of the division, no address, a bad one, a host outside gov.cn, a duplicate.

    Exit status: 0 every row was imported; 1 some were not; 3 could not read or write.

    Examples:

    \b
      ogi sites import portals.csv
      ogi sites import portals.csv --out sites.yml
    """,
)
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    zh="写入这个文件（默认 data/sites.yml）；已有的文件不会改动",
    en="Write this file (default: data/sites.yml); a file that is there is not touched.",
)
def import_sites(file: Path, out: Path | None) -> int:
    """Write the registry and print what was refused."""
    from crawler.registry.importing import REASONS
    from crawler.registry.importing import import_sites as imported_from
    from crawler.registry.writing import registry_text, write_registry

    if not file.is_file():
        raise WrongCall(f"没有这个文件：{file}", f"no such file: {file}")
    imported = imported_from(file)
    for refusal in imported.refused:
        click.echo(say(*refusal.text()))
    sys.stdout.flush()
    for reason, count in sorted(Counter(refusal.reason for refusal in imported.refused).items()):
        zh, en = REASONS[reason]
        tell(f"未导入 {count} 行：{zh}", f"not imported, {en}: {count}")
    if imported.sites:
        target = out or data_folder() / "sites.yml"
        write_registry(target, registry_text(imported.sites))
        tell(f"{target}：导入 {len(imported.sites)} 个站点", f"{target}: {len(imported.sites)} sites imported")
    else:
        tell("没有可导入的行，没有写文件", "there was no row to import, nothing was written")
    return DOUBTFUL if imported.refused or not imported.sites else DONE


@sites.command(
    "probe",
    cls=Command,
    zh="""
    探测站点：是否应答、用什么平台、年报栏目在哪里、首页有几个年报链接、状态如何。每站至多请求十几页，不写存档。

    站点的选法与 ogi crawl 相同；FILE 与 --sites FILE 相同。--write 把结果写成新的登记文件：填入 checked（探测日期）、
    platform 和 listings，其余照旧。

    每行：编号、状态、平台、栏目、链接数、该怎么办。退出状态：0 都正常；1 有站点需要人看。

    例：

    \b
      ogi sites probe sites.yml
      ogi sites probe --region 1101 --write checked.yml
      ogi sites probe --site bj-tongzhou --json
    """,
    en="""
    Probe sites: do they answer, what are they made with, where is the column of annual reports, how many links are on
    its first page, how do they stand? A dozen pages a site at most; the archive is not written.

    Sites are chosen as by ogi crawl; FILE is the same as --sites FILE. --write makes a new registry of the results:
    checked (the day), platform and listings filled in, the rest as it was.

    One line a site: id, state, platform, column, links, what a person can do. Exit status: 0 all are well; 1 a site
    needs a person.

    Examples:

    \b
      ogi sites probe sites.yml
      ogi sites probe --region 1101 --write checked.yml
      ogi sites probe --site bj-tongzhou --json
    """,
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@sites_option
@site_option
@region_option
@all_option
@option("--json", "as_json", is_flag=True, zh="每站一行 JSON", en="One line of JSON a site.")
@option("--write", type=click.Path(path_type=Path), metavar="FILE", zh="写成新的登记文件", en="Write a new registry.")
def probe_sites(
    file: Path | None,
    sites_file: Path | None,
    ids: tuple[str, ...],
    region: str | None,
    shipped: bool,
    as_json: bool,
    write: Path | None,
) -> int:
    """Print what was found at each site."""
    from crawler.probe import probe
    from crawler.records import SiteState

    if file is not None and sites_file is not None:
        raise WrongCall("FILE 和 --sites 只能写一个", "give FILE or --sites, not both")
    if write is not None and write.exists():
        raise WrongCall(f"{write} 已存在，请换一个文件名", f"{write} exists; choose another name")
    with wanted_sites(registry_file(file or sites_file, data_folder()), ids, region, shipped=shipped) as chosen:
        with Progress("探测", "probing") as progress:
            found = probe(chosen, report=progress.step)
        for one in found:
            if as_json:
                print_json(one.as_dict())
            else:
                click.echo(_probe_words(one))
        if write is not None:
            _write_checked(write, chosen, found)
    return DONE if all(one.state is SiteState.OK for one in found) else DOUBTFUL


def _write_checked(target: Path, chosen: tuple[Site, ...], found: tuple[Probe, ...]) -> None:
    from crawler.probe import checked
    from crawler.registry.writing import registry_text, write_registry

    day = datetime.now(UTC).date().isoformat()
    write_registry(target, registry_text(checked(site, one, day) for site, one in zip(chosen, found, strict=True)))
    tell(f"{target}：写入 {len(found)} 个站点", f"{target}: {len(found)} sites written")


def _probe_words(one: Probe) -> str:
    words = [
        one.site_id,
        say(*STATES[str(one.state)]),
        one.platform or "—",
        one.column or "—",
        say(f"链接 {one.links}", f"{one.links} links"),
        say(one.note, one.note_en),
    ]
    return "  ".join(filter(None, words))
