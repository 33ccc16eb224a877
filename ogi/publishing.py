"""From the archive to the site: the commands ``build``, ``release`` and ``serve``.

The room ``dataset`` is imported by the command that needs it: it brings Datasette with it, and ``ogi check`` should
not wait for that.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from ogi.progress import Progress
from ogi.terminal import DONE, Command, data_folder, option, tell

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

    例：

    \b
      ogi build
    """,
    en="""
    Make the working database (data/build) from the archive.

    The same archive and code give the same bytes; a document that was read is not read again. Whatever goes wrong,
    the database that was there stays as it was.

    Example:

    \b
      ogi build
    """,
)
def build() -> int:
    """Build, and say what is in the database."""
    make_database(data_folder())
    return DONE


@click.command(
    cls=Command,
    zh="""
    把工作数据库发布为不可更改的版本（data/releases/<版本>），并输出它的目录。

    例：

    \b
      ogi release
      ogi release --version v2026.04.0
    """,
    en="""
    Publish the working database as an immutable release (data/releases/<version>) and print its folder.

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
def release(version: str | None) -> int:
    """Release, and print the folder of the new edition."""
    click.echo(make_release(data_folder(), version))
    return DONE


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
def serve(version: str | None, port: int, host: str) -> int:
    """Serve until told to stop."""
    import dataset

    serve_site(dataset.find_release(data_folder(), version), port, host)
    return DONE


def make_database(data: Path) -> None:
    """Build the working database of a data directory and tell what came of it."""
    import dataset

    with Progress("读取文档", "reading documents") as progress:

        def track(done: int, total: int) -> None:
            progress.set(done, total)

        made = dataset.build(data / "archive", data / "build", track=track)
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


def make_release(data: Path, version: str | None) -> Path:
    """Release the working database of a data directory; the folder of the new edition."""
    import dataset

    folder = dataset.release(data, version=version)
    tell(f"已发布：{folder.name}", f"released: {folder.name}")
    return folder


def serve_site(folder: Path, port: int, host: str = "127.0.0.1") -> None:
    """Serve a release until Ctrl-C, which is the way it is meant to end."""
    from dataset.site import serve as serve_release

    def ready(address: str) -> None:
        tell(f"网站（{folder.name}）：{address}  Ctrl-C 结束", f"site ({folder.name}): {address}  Ctrl-C to stop")

    with contextlib.suppress(KeyboardInterrupt):
        serve_release(folder, port, host, ready=ready)
