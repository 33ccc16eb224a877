"""The whole way in one command: ``run`` crawls, builds, releases and serves."""

from __future__ import annotations

from pathlib import Path

import click

from ogi.crawling import chosen_sites, fetch, registry_file, sites_option, year_option
from ogi.publishing import make_database, make_release, port_option, serve_site
from ogi.terminal import FAILED, Command, Failure, data_folder, option


@click.command(
    cls=Command,
    zh="""
    走完全程：采集、建库、发布，然后打开网站（Ctrl-C 结束）。

    不写 --sites 时用自带的样例门户：虚构数据，在本机运行，不联网。采集一份年报也没有时不发布，原来的版本保持不变。

    退出状态：0 完成；1 完成，但有站点需要人看；3 没能完成。

    例：

    \b
      ogi run
      ogi run --sites sites.yml --year 2024 --no-serve
    """,
    en="""
    The whole way: crawl, build, release, then serve the site (Ctrl-C ends it).

    Without --sites it uses the bundled sample portals: invented data, on this machine, no network. Where the crawl
    finds no report at all nothing is released, and the release that was there stays.

    Exit status: 0 done; 1 done, but a site needs a person; 3 could not do it.

    Examples:

    \b
      ogi run
      ogi run --sites sites.yml --year 2024 --no-serve
    """,
)
@sites_option
@year_option
@option("--no-serve", is_flag=True, zh="发布之后不打开网站", en="Do not serve the site afterwards.")
@port_option
def run(sites_file: Path | None, years: tuple[int, ...], no_serve: bool, port: int) -> int:
    """Do it all; the exit status is that of the crawl."""
    data = data_folder()
    with chosen_sites(sites_file and registry_file(sites_file, data)) as sites:
        status = fetch(sites, data, years=years, results_on_stderr=True)
    if status == FAILED:
        raise Failure(
            "没有可发布的内容；原来的版本保持不变",
            "there is nothing to release; the releases there were stay as they are",
        )
    make_database(data)
    folder = make_release(data, None)
    if no_serve:
        click.echo(folder)
    else:
        serve_site(folder, port)
    return status
