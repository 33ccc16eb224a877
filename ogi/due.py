"""Who has published, who is late, who was not found, held against the legal calendar? The command ``due``."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from ogi.crawling import in_division
from ogi.terminal import DONE, DOUBTFUL, Command, data_folder, option, print_json, say, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dataset.calendar.answers import Answer, Answers
    from dataset.calendar.standing import Status

_LISTED = ("published_late", "link_found_unparsed", "not_found", "site_unreachable", "not_checked", "not_due_yet")
"""Statuses whose agencies come first; the others follow in their own order."""


@click.command(
    cls=Command,
    zh="""
    对照法定期限：谁已发布、谁逾期、谁的没有采集到。用 data/build 里的数据库，没有时用最新的发布版本。

    年度默认为到那一天已结束的最近一年；日期默认为最近一次抓取当日。期限当日发布为按期；没有法定期限的机关（乡镇、街道、
    垂直管理、派出机构等）不算逾期。“未采集到”只说明本程序没有找到，不代表未发布。

    退出状态：0 没有逾期也没有缺；1 有逾期，或到期后没有采集到。

    例：

    \b
      ogi due
      ogi due --year 2024 --region 110000
      ogi due --on 2026-02-01 --json
    """,
    en="""
    Hold the reports against the legal calendar: who has published, who is late, whose were not found. Asks the
    database in data/build, or else the latest release.

    The year is the last one that had ended by that day, the day that of the newest capture, unless told otherwise. A
    report that came out on the last day is on time; agencies to which the law gives no date (townships, sub-districts,
    vertical systems, branches ...) are never late. Not found means not found by this program, not that nothing was
    published.

    Exit status: 0 nobody is late and nothing is missing; 1 somebody is late, or a report that was due was not found.

    Examples:

    \b
      ogi due
      ogi due --year 2024 --region 110000
      ogi due --on 2026-02-01 --json
    """,
)
@option("--year", type=click.IntRange(2008, 2100), metavar="Y", zh="报告年度", en="Report year.")
@option("--region", metavar="CODE", zh="只要这个行政区划内的机关", en="Only agencies in this division (GB/T 2260).")
@option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    zh="截至哪一天，如 2026-02-01",
    en="As of this day, such as 2026-02-01.",
)
@option("--json", "as_json", is_flag=True, zh="输出一个 JSON 对象", en="Print one JSON object.")
def due(year: int | None, region: str | None, on: datetime | None, as_json: bool) -> int:
    """Print counts by division and status, then the agencies; the exit status says whether the calendar was kept."""
    inside = in_division(region) if region is not None else lambda division: True
    from dataset.calendar.answers import answers, database_of

    found = answers(database_of(data_folder()), year, on.date() if on else None, inside)
    if as_json:
        print_json(_as_data(found, region))
    else:
        _print(found)
    if found.on > found.newest_capture:
        tell(
            f"最近一次抓取是 {found.newest_capture}，此后的情况不得而知；运行 ogi crawl 和 ogi build 更新。",
            f"The newest capture is of {found.newest_capture}; nothing after it is known. ogi crawl and ogi build "
            "bring it up to date.",
        )
    return DONE if found.kept else DOUBTFUL


def _as_data(found: Answers, region: str | None) -> dict[str, object]:
    regions = [
        {"division_code": code, "division_name": name, "agencies": sum(counts.values()), "counts": _plain(counts)}
        for code, name, counts in found.regions()
    ]
    return {
        "year": found.year,
        "on": found.on.isoformat(),
        "newest_capture": found.newest_capture.isoformat(),
        "region": region,
        "expected": len(found.agencies),
        "counts": _plain(found.counts),
        "regions": regions,
        "agencies": [answer.as_dict() for answer in found.agencies],
    }


def _plain(counts: Mapping[Status, int]) -> dict[str, int]:
    return {str(status): count for status, count in counts.items()}


def _print(found: Answers) -> None:
    total = len(found.agencies)
    click.echo(
        say(
            f"{found.year}年度，截至 {found.on}：{total} 个机关",
            f"report year {found.year}, as of {found.on}: {total} agencies",
        )
    )
    if not total:
        click.echo(say("这一范围内没有应有年报的机关", "no agency is expected to have a report here"))
        return
    click.echo(_counted(found.counts))
    for code, name, counts in found.regions():
        click.echo("  ".join(filter(None, (code, name, str(sum(counts.values())), _counted(counts)))))
    for status in sorted(found.counts, key=lambda one: _LISTED.index(one) if one in _LISTED else len(_LISTED)):
        click.echo(_words(status) + say(f"：{found.counts[status]}", f": {found.counts[status]}"))
        for answer in found.agencies:
            if answer.status is status:
                click.echo("  " + _line(answer))


def _words(status: Status) -> str:
    from dataset.calendar.standing import WORDS

    return say(*WORDS[status])


def _counted(counts: Mapping[Status, int]) -> str:
    return say("，", ", ").join(f"{_words(status)} {count}" for status, count in counts.items())


def _line(answer: Answer) -> str:
    """One agency: id and name, the date due, what is known of its report."""
    known = answer.standing
    parts = [answer.agency_id, answer.agency_name, _due_words(answer)]
    if known.published_on is not None:
        parts.append(say(f"发布 {known.published_on}", f"published {known.published_on}") + _how(answer))
    elif known.no_later_than is not None:
        parts.append(say(f"不晚于 {known.no_later_than}", f"no later than {known.no_later_than}") + _how(answer))
    if answer.status == "published_late":
        parts.append(say(f"逾期 {known.days_late} 天", f"{known.days_late} days late"))
    if known.link_url is not None:
        parts.append(known.link_url)
    if known.no_later_than is None:
        parts.append(_searched(answer))
    return "  ".join(filter(None, parts))


def _due_words(answer: Answer) -> str:
    from dataset.calendar.law import bases

    if answer.standing.due_on is not None:
        return say(f"期限 {answer.standing.due_on}", f"due {answer.standing.due_on}")
    rule = bases().get(answer.basis)
    return say(rule.zh, rule.en) if rule else ""


def _how(answer: Answer) -> str:
    """Where the day comes from."""
    words = {
        "meta": ("页面", "page"),
        "list": ("列表", "listing"),
        "url": ("网址", "address"),
        "signature": ("署名", "signature"),
        "first_capture": ("首次采集", "first capture"),
    }
    kind = answer.published_from or ""
    return say(f"（{words[kind][0]}）", f" ({words[kind][1]})") if kind in words else ""


def _searched(answer: Answer) -> str:
    from ogi.crawling import STATES

    known = answer.standing
    state = say(*STATES[known.site_state]) if known.site_state in STATES else say("未采集过", "never crawled")
    checked: date | None = known.checked_on
    last = say(f"最近查看 {checked}", f"last looked for {checked}") if checked else ""
    return say(f"站点 {answer.site_id} {state}", f"site {answer.site_id} {state}") + (
        say("，", ", ") + last if last else ""
    )
