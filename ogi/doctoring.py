"""Is everything installed, and can the data directory be written? The command ``doctor``: every part is tried once."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click

from ogi.terminal import DISTRIBUTION, DONE, DOUBTFUL, Command, data_folder, option, print_json, say

PYTHONS = ((3, 11), (3, 13))
"""The first and the last that the locked packages are made for."""
ROOM = 2_000_000_000
"""Free bytes under which a crawl of some hundred portals may fill the disk."""
_RTF = rb"{\rtf1\ansi ogi}"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Part:
    """One part of the program's surroundings, and whether it is as it should be."""

    name: tuple[str, str]
    well: bool
    said: tuple[str, str]
    """What was found; else what is missing, what works without it and how to get it."""


@click.command(
    cls=Command,
    zh="""
    检查运行环境：每个部件都实际试一次。缺少的，说明没有它时什么做不了、怎样安装。

    退出状态：0 都正常；1 有缺少或不合适的。

    例：

    \b
      ogi doctor
      ogi doctor --json
    """,
    en="""
    Is everything installed? Every part is really tried. Of what is missing it says what cannot be done without it and
    how to get it.

    Exit status: 0 all is well; 1 something is missing or does not fit.

    Examples:

    \b
      ogi doctor
      ogi doctor --json
    """,
)
@option("--json", "as_json", is_flag=True, zh="每个部件一行 JSON", en="One line of JSON for each part.")
def doctor(as_json: bool) -> int:
    """Print a line a part."""
    well = True
    for part in parts(data_folder()):
        well = well and part.well
        if as_json:
            print_json({"part": part.name[1], "ok": part.well, "zh": part.said[0], "en": part.said[1]})
        else:
            state = say("正常", "ok") if part.well else say("缺少", "MISSING")
            click.echo(f"{state}  {say(*part.name)}{say('：', ': ')}{say(*part.said)}")
    return DONE if well else DOUBTFUL


def parts(data: Path) -> Iterator[Part]:
    """Every part, tried one after the other."""
    yield _tried(("Python", "Python"), _python)
    yield _tried(("Python 包", "Python packages"), _packages)
    yield _tried(("SQLite 全文检索", "SQLite full-text search"), _sqlite)
    yield _tried(("扫描件识别", "recognition of scans"), _recogniser)
    yield _tried(("LibreOffice（doc、wps、rtf、xls、odt、ods）", "LibreOffice (doc, wps, rtf, xls, odt, ods)"), _office)
    yield _tried(("浏览器（脚本生成的页面）", "browser (pages made by scripts)"), _browser)
    yield _tried(("数据目录", "data directory"), lambda: _data(data))
    yield _tried(("站点登记", "registry of sites"), lambda: _registry(data))


class _Missing(Exception):
    """A part is not as it should be."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = zh, en


def _tried(name: tuple[str, str], look: Callable[[], tuple[str, str]]) -> Part:
    try:
        return Part(name, True, look())
    except _Missing as missing:
        return Part(name, False, missing.said)


def _python() -> tuple[str, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        raise _Missing(
            f"{version}，锁定的包适用于 3.11 至 3.13", f"{version}; the locked packages are for 3.11 to 3.13"
        )
    return version, version


def _packages() -> tuple[str, str]:
    try:
        wanted = [one for one in metadata.requires(DISTRIBUTION) or () if "extra ==" not in one]
    except metadata.PackageNotFoundError:
        raise _Missing(
            "程序没有作为包安装，不知道应有哪些；运行 make setup",
            "the program is not installed as a package, nobody knows what it needs; run make setup",
        ) from None
    names = [found[0] for one in wanted if (found := _NAME.match(one))]
    missing = [name for name in names if not _is_there(name)]
    if missing:
        told = ", ".join(missing)
        raise _Missing(f"没有安装 {told}；运行 make setup", f"not installed: {told}; run make setup")
    return f"{len(names)} 个都已安装", f"all {len(names)} are installed"


def _is_there(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _sqlite() -> tuple[str, str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
        except sqlite3.OperationalError:
            raise _Missing(
                f"SQLite {sqlite3.sqlite_version} 没有 FTS5，不能发布；换用带 FTS5 的 Python",
                f"SQLite {sqlite3.sqlite_version} has no FTS5, nothing can be released; use a Python that has it",
            ) from None
    return sqlite3.sqlite_version, sqlite3.sqlite_version


def _recogniser() -> tuple[str, str]:
    from parsing.model import Unreadable
    from parsing.reasons import in_chinese

    try:
        import cv2

        from parsing.readers.image_words import recogniser

        recogniser()
    except Unreadable as why:
        raise _Missing(f"{in_chinese(str(why))}；扫描件读不了", f"{why}; scans cannot be read") from None
    except ImportError as why:
        raise _Missing(
            f"{why}；扫描件读不了，运行 make setup", f"{why}; scans cannot be read, run make setup"
        ) from None
    return f"模型可用，OpenCV {cv2.__version__}", f"the model loads, OpenCV {cv2.__version__}"


def _office() -> tuple[str, str]:
    from parsing.model import Unreadable
    from parsing.readers.office import INSTALL, has_sheets, read_office
    from parsing.reasons import in_chinese

    try:
        read_office(_RTF, "rtf")
    except Unreadable as why:
        raise _Missing(f"{in_chinese(str(why))}；这些格式读不了", f"{why}; these formats cannot be read") from None
    if not has_sheets():
        raise _Missing(
            f"没有电子表格部件，xls 读不了：{INSTALL}", f"no part for spreadsheets, xls cannot be read: {INSTALL}"
        )
    return "能转换", "it converts"


def _browser() -> tuple[str, str]:
    import asyncio

    from crawler.browser import BrowserMissingError, tried

    try:
        version = asyncio.run(tried())
    except BrowserMissingError as why:
        raise _Missing(why.zh, why.en) from None
    return f"Chromium {version}", f"Chromium {version}"


def _data(data: Path) -> tuple[str, str]:
    folder = next(one for one in (data, *data.absolute().parents) if one.is_dir())
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as why:
        raise _Missing(f"{folder} 不能写入（{why.strerror}）", f"{folder} cannot be written ({why.strerror})") from None
    gigabytes = f"{free / 1e9:.1f} GB"
    if free < ROOM:
        raise _Missing(f"{folder} 只剩 {gigabytes}", f"only {gigabytes} are free at {folder}")
    if folder != data:
        return f"{data} 尚未建立，可用 {gigabytes}", f"{data} is not made yet, {gigabytes} free"
    return f"{data}，可用 {gigabytes}", f"{data}, {gigabytes} free"


def _registry(data: Path) -> tuple[str, str]:
    from crawler.errors import CrawlerError
    from crawler.registry import load_sites, shipped_sites

    own = data / "sites.yml"
    if not own.is_file():
        count = len(shipped_sites())
        return f"没有 {own}；自带登记 {count} 个门户", f"no {own}; the registry that comes along has {count} portals"
    try:
        count = len(load_sites(own))
    except CrawlerError as why:
        raise _Missing(why.zh, why.en) from None
    return f"{own}，{count} 个站点", f"{own}, {count} sites"
