"""From the archive to the site: the commands ``build``, ``release`` and ``serve``.

The room ``dataset`` is imported by the command that needs it: it brings Datasette with it, and ``ogi check`` should
not wait for that.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import click

from ogi.progress import Progress
from ogi.terminal import DONE, DOUBTFUL, Command, data_folder, option, tell

PORT = 8001

port_option = option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    metavar="N",
    zh=f"端口（默认 {PORT}；0 表示任选一个空闲的）",
    en=f"Port (default {PORT}; 0 takes a free one).",
)


@click.command(
    cls=Command,
    zh="""
    由存档生成工作数据库（data/build）。

    同样的存档和代码得到逐字节相同的结果；读过的文档不再重读。出错时原来的数据库保持不变。

    --to 另把同样的表写入别的数据库（SQLAlchemy 地址，PostgreSQL 须装 psycopg），同名的表被替换；
    写不成时那里原有的表不变。

    例：

    \b
      ogi build
      ogi build --to postgresql://ogi@localhost/warehouse
    """,
    en="""
    Make the working database (data/build) from the archive.

    The same archive and code give the same bytes; a document that was read is not read again. Whatever goes wrong,
    the database that was there stays as it was.

    --to also writes the same tables to another database (an SQLAlchemy address; PostgreSQL needs psycopg), in place of
    tables of the same names; if that fails, those there stay as they were.

    Examples:

    \b
      ogi build
      ogi build --to postgresql://ogi@localhost/warehouse
    """,
)
@option("--to", "url", metavar="URL", zh="另写入这个数据库", en="Also write the tables to this database.")
def build(url: str | None) -> int:
    """Build, and say what is in the database."""
    make_database(data_folder())
    if url is not None:
        from dataset.elsewhere import copy_to

        counts = copy_to(data_folder() / "build", url)
        rows = sum(counts.values())
        tell(f"另写入：{len(counts)} 张表，{rows} 行", f"written there: {len(counts)} tables, {rows} rows")
    return DONE


@click.command(
    cls=Command,
    zh="""
    把工作数据库发布为不可更改的版本（data/releases/<版本>），并输出它的目录。

    与上一版的不同记在 changes.csv。文件未变而读数变了的超过上一版数字的 1%，某省某年的年报少了一成，或某省已采集的
    比上年同日少一成（部门期限之前只提醒），都不发布，原来的版本不动；下限、上限写在 data/registry/assertions.yml，
    每次的结果记在 data/releases.jsonl。

    退出状态：0 已发布；1 已发布，但有数超过所设上限或需要留意；3 没有发布。

    例：

    \b
      ogi release
      ogi release --version v2026.04.0
    """,
    en="""
    Publish the working database as an immutable release (data/releases/<version>) and print its folder.

    What differs from the release before stands in changes.csv. Nothing is released where more than 1% of the figures
    before are read otherwise in the same documents, a province and year lost a tenth of its reports, or a tenth fewer
    are found in a province than by this day a year ago (before the departments' date that is a warning). Floors and
    ceilings are stated in data/registry/assertions.yml; how every try ended stands in data/releases.jsonl.

    Exit status: 0 released; 1 released, but a number is over a ceiling or should be looked at; 3 not released.

    Examples:

    \b
      ogi release
      ogi release --version v2026.04.0
    """,
)
@option(
    "--version",
    metavar="V",
    zh="版本名（默认按最新采集的年月顺次编号）",
    en="Its name (default: the next one of the month).",
)
@option(
    "--accept-readings",
    is_flag=True,
    zh="已看过 ogi diff latest build：文件未变而读数变了的都对",
    en="Seen with ogi diff latest build: what the same documents are read as now is right.",
)
def release(version: str | None, accept_readings: bool) -> int:
    """Release, and print the folder of the new edition."""
    folder = make_release(data_folder(), version, accept_readings=accept_readings)
    click.echo(folder)
    return DOUBTFUL if warnings_of(folder) else DONE


@click.command(
    cls=Command,
    zh="""
    打开一个已发布版本的网站，Ctrl-C 结束。

    例：

    \b
      ogi serve
      ogi serve --release v2026.04.0 --port 8080
    """,
    en="""
    Serve the site on a release; Ctrl-C ends it.

    Examples:

    \b
      ogi serve
      ogi serve --release v2026.04.0 --port 8080
    """,
)
@option("--release", "version", metavar="V", zh="版本名（默认最新版本）", en="Which release (default: the latest).")
@port_option
@option(
    "--host",
    default="127.0.0.1",
    zh="监听地址（默认只限本机）",
    en="Address to listen on (default: this machine only).",
)
@option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    zh="网站设置（YAML，见 docs/site.md）",
    en="Settings of the site (YAML, see docs/site.md).",
)
def serve(version: str | None, port: int, host: str, settings_file: Path | None) -> int:
    """Serve until told to stop."""
    from dataset.files import find_release

    serve_site(find_release(data_folder(), version), port, host, settings_file)
    return DONE


def make_database(data: Path) -> None:
    """Build the working database of a data directory and tell what came of it."""
    from dataset.build import build

    with Progress("读取文档", "reading documents") as progress:

        def track(done: int, total: int) -> None:
            progress.set(done, total)

        made = build(data / "archive", data / "build", track=track)
    tell(
        f"数据库：{made.agencies} 个机关的 {made.reports} 份年报，来自 {made.sites} 个站点",
        f"database: {made.reports} reports of {made.agencies} agencies, from {made.sites} sites",
    )
    tell(
        f"文档：{made.documents} 份，本次读取 {made.documents_read} 份，无法读取 {made.unreadable} 份，"
        f"归属待人工确认 {made.unresolved} 份",
        f"documents: {made.documents}; {made.documents_read} read now, {made.unreadable} unreadable, {made.unresolved} "
        "whose agency or year a person has to settle",
    )
    if made.samples_left_out:
        tell(
            f"存档中另有 {made.samples_left_out} 个样例门户，与真实站点并存时不入库。",
            f"The archive also holds {made.samples_left_out} sample portals; beside real ones they are left out.",
        )


def make_release(data: Path, version: str | None, *, accept_readings: bool = False) -> Path:
    """Release the working database of a data directory; the folder of the new edition."""
    from dataset.release import release as publish

    folder = publish(data, version=version, accept_readings=accept_readings)
    tell(f"已发布：{folder.name}", f"released: {folder.name}")
    for warning in warnings_of(folder):
        tell(f"请留意：{warning}", f"to be looked at: {warning}")
    return folder


def warnings_of(folder: Path) -> list[str]:
    """What a person should look at in this release: ceilings that do not hold, provinces that fell behind."""
    from dataset.files import read_manifest

    return [str(warning) for warning in read_manifest(folder)["warnings"]]


def serve_site(folder: Path, port: int, host: str = "127.0.0.1", settings_file: Path | None = None) -> None:
    """Serve a release until Ctrl-C, which is the way it is meant to end."""
    from dataset.site import Operator
    from dataset.site import serve as serve_release
    from dataset.site.operator import load_operator

    def ready(address: str) -> None:
        tell(f"网站（{folder.name}）：{address}  Ctrl-C 结束", f"site ({folder.name}): {address}  Ctrl-C to stop")

    operator = load_operator(settings_file) if settings_file is not None else Operator()
    archive = data_folder() / "archive"
    if archive.is_dir():
        operator = replace(operator, archive=archive)
    with contextlib.suppress(KeyboardInterrupt):
        serve_release(folder, port, host, operator=operator, ready=ready)
