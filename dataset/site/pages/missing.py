"""``/coverage/missing``: which reports are missing, why, and what is done about it? The operator's queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from crawler.verdicts import Verdict
from dataset.calendar.season import due_at
from dataset.calendar.standing import WORDS, Status
from dataset.lookup.regions import NATION
from dataset.site.language import ZH, Language
from dataset.site.pages.coverage import asked_for
from dataset.site.queries.missing import ORDER, PAGE, count, missing
from dataset.site.queries.reports import Row
from dataset.site.spreadsheet import spreadsheet
from dataset.site.visit import BadArgument, Visit

LONGEST_NOTE = 160
"""Characters of a site's note that are shown."""
_HEADINGS = (
    "区划代码", "区划", "机关编号", "机关名称", "年度", "状态", "原因", "法定期限", "见到的链接", "站点编号",
    "最近查看", "下次采集", "重新采集",
)  # fmt: skip


async def queue(visit: Visit) -> Response:
    """The agencies of a region, of all that lies in it too, whose report for a year is missing, page by page."""
    found = await asked_for(visit)
    if found is None:
        return visit.missing()
    region, year, years = found
    wanted = visit.choice("status", ("", *ORDER))
    statuses = (Status(wanted),) if wanted else ORDER
    page = visit.number("page") or 1
    total = await visit.ask("site", lambda connection: count(connection, region.code, year, statuses))
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise BadArgument("page")
    shown = await visit.ask(
        "ogi", lambda connection: missing(connection, region.code, year, statuses, (page - 1) * PAGE, PAGE)
    )

    def address(**changes: Any) -> str:
        said = {"region": region.code, "year": year, "status": wanted or None, "page": page} | changes
        return urlencode({key: value for key, value in said.items() if value not in (None, 1)})

    return visit.page(
        "ogi_missing.html",
        region=region,
        year=year,
        years=years,
        total=total,
        page=page,
        pages=pages,
        wanted=wanted,
        statuses=[(status, visit.language.pick(*WORDS[status])) for status in ORDER],
        shown=[(row, reason(row, visit.language), command(row)) for row in shown],
        again=again(visit.release.newest_capture),
        as_file=None if region.code == NATION else address(status=None, page=None),
        address=address,
    )


async def as_csv(visit: Visit) -> Response:
    """All of them in one region, for a spreadsheet. The whole nation's are in the table ``timeliness``."""
    found = await asked_for(visit)
    if found is None or found[0].code == NATION:
        return visit.missing()
    region, year, _ = found
    shown = await visit.ask("ogi", lambda connection: missing(connection, region.code, year, ORDER))
    next_crawl = again(visit.release.newest_capture).date().isoformat()
    table = (
        [
            row["division_code"],
            row["division_name"],
            row["agency_id"],
            row["agency_name"],
            row["year"],
            WORDS[Status(row["status"])][0],
            reason(row, ZH),
            row["due_on"],
            row["link_url"],
            row["site_id"],
            row["checked_on"],
            next_crawl,
            command(row),
        ]
        for row in shown
    )
    return spreadsheet(f"missing-{region.code}-{year}.csv", _HEADINGS, table)


def again(newest_capture: str) -> datetime:
    """When are the portals to be asked next, by the calendar of the crawls (Beijing time)?"""
    return due_at(datetime.fromisoformat(newest_capture))


def command(row: Row) -> str:
    """The line that asks the site once more for the reports of this year."""
    return f"ogi crawl --site {row['site_id']} --year {row['year']}"


def reason(row: Row, language: Language) -> str:
    """Why is the report not here, as far as that is known?"""
    status = Status(row["status"])
    if status is Status.UNPARSED:
        verdict = row["verdict"] if row["verdict"] in list(Verdict) else None
        said = language[f"fetch_{verdict}"] if verdict else language["missing_link"]
        code = row["fetch_status"]
        if verdict == Verdict.HTTP_ERROR and code:
            said += language["in_brackets"].format(f"HTTP {code}")
    elif status is Status.NOT_CHECKED:
        said = language["missing_not_checked"]
    else:
        said = language[f"missing_site_{row['site_state'] or 'ok'}"]
    note = language.pick(row["site_note"], row["site_note_en"]) or ""
    if not note or row["site_state"] == "ok":
        return said
    return said + language["colon"] + (note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…")


ROUTES: Mapping[str, Any] = {"/coverage/missing": queue, "/coverage/missing[.]csv": as_csv}
