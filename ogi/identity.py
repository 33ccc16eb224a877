"""Which agency does a title name, and what waits for a person? The commands ``resolve`` and ``agencies``."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ogi.terminal import DONE, DOUBTFUL, Command, Failure, Group, WrongCall, data_folder, option, print_json, say
from ogi.wording import plain

if TYPE_CHECKING:
    from dataset.identity import Resolved

_FLAGS = {
    "no_issuer": ("标题中没有机关名称", "the title prints no issuer"),
    "no_year": ("标题中没有年度", "the title prints no year"),
    "no_region": ("看不出所在地", "its place cannot be told"),
    "ambiguous_region": ("几地同名", "several places bear the name"),
    "region_from_portal": ("所在地取自网站", "its place is that of the portal"),
    "region_from_level_word": (
        "所在地由“县”“市”等字和网站推得",
        "its place is told by a word for a level and the portal",
    ),
    "region_by_code": (
        "同名地以索引号等所印的机关代码区分",
        "places of one name are told apart by a code of the organ",
    ),
    "region_by_context": ("同名地以网站所在地区分", "places of one name are told apart by the portal"),
    "outside_context": ("所在地不在网站辖区内", "its place lies outside that of the portal"),
    "misspelt_place": ("地名有同音错字，按所指认", "its place is written with another character of the same sound"),
    "unknown_place": ("没有这个名称的区划", "no division bears the name of its place"),
    "abolished_in_year": ("该区划当年撤销", "its place was given up in that year"),
    "anachronistic_name": ("用的是前后年份的区划名称", "it uses a name of its place of other years"),
}
_REASONS = {
    "no_issuer": ("未见机关名称", "no issuer"),
    "no_year": ("未见年度", "no year"),
    "neither": ("未见机关名称和年度", "neither issuer nor year"),
    "no_region": ("看不出所在地", "its place cannot be told"),
    "ambiguous_region": ("几地同名", "several places bear the name"),
    "ruled_out": ("已裁定不收", "ruled out"),
}


@click.command(
    cls=Command,
    zh="""
    年报标题说的是哪个机关：所在地、类型、职能、年度和编号；判定不了的留空，列出候选。不用数据库，不联网。

    TITLE 可以有多个；用 --csv 时从文件读取，须有 title 列，可有 site_region 列（发布网站的行政区划代码）。

    退出状态：0 都判定了；1 有判定不了的。

    例：

    \b
      ogi resolve 北京市通州区民政局2021年政府信息公开工作年度报告
      ogi resolve --division 320106 鼓楼区教育局2022年政府信息公开年度报告
      ogi resolve --json --csv titles.csv
    """,
    en="""
    Which agency a report's title names: its place, type, function, year and id. What cannot be told stays empty, with
    the candidates. No database, no network.

    Several TITLEs may be given; with --csv they are read from a file with a column title and, if it has one,
    site_region (the division code of the portal).

    Exit status: 0 all were resolved; 1 some were not.

    Examples:

    \b
      ogi resolve --division 320106 "TITLE OF A REPORT"
      ogi resolve --json --csv titles.csv
    """,
)
@click.argument("titles", metavar="[TITLE]...", nargs=-1)
@option("--division", metavar="CODE", zh="发布网站的行政区划代码", en="Division code of the portal.")
@option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    zh="从 CSV 文件读取标题",
    en="Read the titles from a CSV file.",
)
@option("--json", "as_json", is_flag=True, zh="每个标题输出一行 JSON", en="One line of JSON for each title.")
def resolve(titles: tuple[str, ...], division: str | None, table: Path | None, as_json: bool) -> int:
    """Print what each title means."""
    from dataset.identity import resolve as resolved
    from dataset.identity.places import place

    if bool(titles) == (table is not None):
        raise WrongCall("请给出标题，或用 --csv 指定文件（二者之一）", "give titles, or a file with --csv, not both")
    if division is not None and place(division) is None:
        raise WrongCall(f"没有这个行政区划代码：{division}", f"no such division: {division}")
    status = DONE
    for title, context in _rows(table, division) if table is not None else ((title, division) for title in titles):
        found = resolved(title, context)
        if found.agency_id is None or found.year is None:
            status = DOUBTFUL
        if as_json:
            print_json(found.as_dict())
        else:
            click.echo(_line(found))
    return status


def _rows(path: Path, division: str | None) -> Iterator[tuple[str, str | None]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "title" not in (reader.fieldnames or ()):
                raise Failure(f"{path} 没有 title 列", f"{path} has no column title")
            for row in reader:
                yield row["title"] or "", (row.get("site_region") or "").strip() or division
    except (UnicodeDecodeError, csv.Error) as error:
        raise Failure(f"{path} 不是 UTF-8 的 CSV（{error}）", f"{path} is no CSV in UTF-8 ({error})") from None


def _line(found: Resolved) -> str:
    parts = [
        found.agency_id or say("未判定", "not resolved"),
        str(found.year or say("年度不明", "year unknown")),
        found.agency_type or "",
        found.function or "",
        found.issuer or "",
    ]
    told = say("；", "; ").join(say(*_FLAGS[flag]) for flag in found.flags if flag in _FLAGS)
    notes = [told, say("候选：", "candidates: ") + " ".join(found.candidates) if found.candidates else ""]
    line = "\t".join((*parts, *(note for note in notes if note)))
    return plain(line.replace("\t", " · "))


@click.group(
    cls=Group,
    zh="""
    机关登记：列出判定不了、要人裁定的。

    例：

    \b
      ogi agencies review
    """,
    en="""
    The registry of agencies: what could not be told and waits for a ruling.

    Example:

    \b
      ogi agencies review
    """,
)
def agencies() -> None:
    """Commands on the registry of agencies."""


@agencies.command(
    cls=Command,
    zh="""
    列出最近一次 ogi build 判定不了机关或年度的年报，附候选区划，以及写进 registry/rulings.yml 的裁定样式。

    退出状态：0 没有；1 有待裁定的。

    例：

    \b
      ogi agencies review
    """,
    en="""
    The reports whose agency or year the last ogi build could not tell, with the candidate divisions and the ruling to
    be written into registry/rulings.yml.

    Exit status: 0 there are none; 1 some wait for a ruling.

    Example:

    \b
      ogi agencies review
    """,
)
@option("--json", "as_json", is_flag=True, zh="每份输出一行 JSON", en="One line of JSON for each report.")
def review(as_json: bool) -> int:
    """Print what waits for a person."""
    rows = _unresolved(data_folder() / "build" / "ogi.sqlite")
    for row in rows:
        if as_json:
            print_json(row)
            continue
        reason = say(*_REASONS[str(row["reason"])])
        click.echo(plain(f"{reason} · {row['issuer_printed'] or '—'} · {row['year'] or '—'} · {row['source_url']}"))
        if row["candidates"]:
            click.echo(say("    候选：", "    candidates: ") + str(row["candidates"]))
        if row["issuer_printed"] and row["year"] and row["reason"] != "ruled_out":
            click.echo(
                f'    - {{issuer: {row["issuer_printed"]}, division: "{row["division_code"]}", agency_id: ?, note: ?}}'
            )
    shared = _shared_codes(data_folder() / "build" / "ogi.sqlite")
    for code, agencies_ in shared:
        if as_json:
            print_json({"reason": "shared_code", "code": code, "agencies": agencies_.split()})
        else:
            click.echo(
                say(f"代码 {code} 印在几个机关的年报上：", f"code {code} is printed by several agencies: ") + agencies_
            )
    if not rows and not as_json:
        click.echo(say("没有待裁定的年报", "nothing waits for a ruling"))
    return DOUBTFUL if any(row["reason"] != "ruled_out" for row in rows) else DONE


def _shared_codes(path: Path) -> list[tuple[str, str]]:
    """Codes of organisations that agencies print which have nothing to do with each other, for a person to look at."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return [
            (row[0], row[1])
            for row in connection.execute(
                "SELECT code, group_concat(agency_id, ' ') FROM "
                "(SELECT code, agency_id FROM agency_identifiers WHERE status = 'shared' ORDER BY code, agency_id) "
                "GROUP BY code ORDER BY code"
            )
        ]


def _unresolved(path: Path) -> list[dict[str, str | int | None]]:
    if not path.is_file():
        raise Failure(
            "还没有数据库；请先运行 ogi build（或 ogi run）",
            "there is no database yet; run ogi build (or ogi run) first",
        )
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(
            "SELECT u.*, s.division_code FROM unresolved u JOIN sites s USING (site_id) "
            "ORDER BY reason, issuer_printed, year"
        )
        return [dict(row) for row in rows]
