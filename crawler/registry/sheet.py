"""What do the rows of a CSV of portals say, whatever its columns are called?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import CrawlerError

MAX_BYTES = 64 * 1024 * 1024
"""A row has about 200 bytes; every portal there is takes 10 MB."""
MAX_CELL = 20_000
"""Characters of one cell. Longer ones come from a quote that was never closed."""

COLUMNS: dict[str, tuple[str, str]] = {
    "code": (
        "region_code division division_code area_code adcode code gb2260",
        "行政区划代码 区划代码 行政区划 行政代码 地区代码 代码",
    ),
    "place": ("region_name division_name area_name region place", "行政区划名称 区划名称 地区名称 行政区 地区 区划"),
    "name": ("name site_name agency organ title", "名称 网站名称 站点名称 单位 单位名称 机关 机关名称 门户 门户名称"),
    "url": ("url website homepage home start address link", "网址 首页 首页网址 网站地址 网站 链接 地址 官网"),
    "host": ("host hosts domain", "域名 主机 主机名"),
    "listing": ("listing listings column column_url", "年报栏目 年报网址 栏目 栏目网址 年报栏目网址"),
    "id": ("id site_id", "编号"),
    "level": ("level", "级别 层级"),
}
"""What we want to know -> headings that say it, in English and Chinese."""
NOTED = (
    "flag",
    "access_mode",
    "checked",
    "note",
    "notes",
    "remark",
    "status",
    "标记",
    "状态",
    "核对日期",
    "备注",
    "说明",
)
"""Headings whose cells go into the notes of the site."""


class SheetError(CrawlerError):
    """The file is no table of portals. Nothing was imported."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file at which it ends, and what it says under the keys of :data:`COLUMNS`."""

    line: int
    cells: Mapping[str, str]
    noted: tuple[tuple[str, str], ...]
    """Heading and text of what belongs into the notes, in the order of :data:`NOTED`."""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file with a heading; UTF-8 or GB 18030, with commas, semicolons or tabs. Empty rows are not.

    Raises SheetError when the file cannot be read, or has no column for the code, or none for the address.
    """
    text = _text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    before = csv.field_size_limit(MAX_CELL)
    try:
        heading = _headings(next(lines, []))
        wanted, noted = _wanted(path, heading)
        for cells in lines:
            texts = ["".join(cell.split("\0")).strip() for cell in cells]
            if any(texts):
                texts += [""] * (len(heading) - len(texts))
                yield Row(
                    lines.line_num,
                    {key: texts[at] for key, at in wanted.items()},
                    tuple((heading[at], texts[at]) for at in noted if texts[at]),
                )
    except csv.Error as error:
        raise SheetError(
            f"{path} 第 {lines.line_num} 行不是合法的 CSV（{error}）；没有导入",
            f"{path} line {lines.line_num} is not valid CSV ({error}); nothing was imported",
        ) from None
    finally:
        csv.field_size_limit(before)


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SheetError(
                f"{path} 有 {size} 字节，上限 {MAX_BYTES}；没有导入",
                f"{path} has {size} bytes, the limit is {MAX_BYTES}; nothing was imported",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SheetError(f"打不开 {path}：{error.strerror}", f"{path} cannot be opened: {error.strerror}") from None
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in Chinese saves CSV in the latter
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(
        f"{path} 既不是 UTF-8 也不是 GB 18030 编码；没有导入",
        f"{path} is neither UTF-8 nor GB 18030; nothing was imported",
    )


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _headings(cells: list[str]) -> list[str]:
    return [re.sub(r"[\s_\-]+", "_", cell.strip().lower()) for cell in cells]


def _wanted(path: Path, heading: list[str]) -> tuple[dict[str, int], list[int]]:
    """Where each thing stands, and where what is to be noted stands."""
    found: dict[str, int] = {}
    for key, names in COLUMNS.items():
        for name in " ".join(names).split():
            if name in heading:
                found[key] = heading.index(name)
                break
    missing = [
        key for key, there in (("code", "code" in found), ("url", bool({"url", "host"} & set(found)))) if not there
    ]
    if missing:
        say = "; ".join("/".join(" ".join(COLUMNS[key]).split()[:3]) for key in missing)
        raise SheetError(
            f"{path} 的表头缺少这些列：{say}；没有导入",
            f"{path} has no heading for: {say}; nothing was imported",
        )
    return found, [heading.index(name) for name in NOTED if name in heading]
