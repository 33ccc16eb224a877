"""``/coverage``: for which agencies was the report of a year found, and was it on time?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Response

from dataset.calendar.standing import MISSING, WORDS, Status
from dataset.lookup.regions import NATION
from dataset.site.agency_types import GROUP_OF, GROUPS
from dataset.site.queries import regions
from dataset.site.queries.regions import Counts, Region
from dataset.site.spreadsheet import spreadsheet
from dataset.site.visit import BadArgument, Visit

PAGE = 60
"""Agencies of a region that are listed on a page."""
_COLUMNS = ("all", *GROUPS)
_CSV = {
    "agency_id": "机关编号",
    "agency_name": "机关名称",
    "agency_type": "机关类型",
    "year": "年度",
    "status": "状态",
    "due_on": "法定期限",
    "published_on": "发布日期",
    "published_from": "证据种类",
    "no_later_than": "不晚于",
    "days_late": "逾期天数",
    "report_id": "年报编号",
    "source_url": "来源网址",
    "link_url": "未能读取的链接",
    "site_id": "站点编号",
    "site_state": "站点状态",
    "checked_on": "最近查看",
}
"""Column of the file -> its heading, as in the schema."""


async def coverage(visit: Visit) -> Response:
    """The matrix of a region's parts and kinds of agencies, and its own agencies one by one."""
    found = await asked_for(visit)
    if found is None:
        return visit.missing()
    region, year, years = found
    wanted = visit.choice("status", ("", *Status))
    below, counts = await visit.ask(
        "site",
        lambda connection: (regions.inside(connection, region.code), regions.coverage(connection, region.code, year)),
    )
    standings = await visit.ask("ogi", lambda connection: regions.standings(connection, region.code, year))
    standings = [row for row in standings if not wanted or row["status"] == wanted]
    page = visit.number("page") or 1
    pages = max(1, -(-len(standings) // PAGE))
    if page > pages:
        raise BadArgument("page")
    whole = _grouped(counts.get(region.code, {}))
    return visit.page(
        "ogi_coverage.html",
        region=region,
        year=year,
        years=years,
        columns=[column for column in _COLUMNS if whole[column].statuses],
        whole=whole,
        lines=[(row, _grouped(counts[row["code"]])) for row in below if row["code"] in counts],
        statuses=[(status, whole["all"].statuses[status]) for status in Status if whole["all"].statuses.get(status)],
        wanted=wanted,
        standings=standings[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=pages,
        lacking=sum(whole["all"].statuses.get(status, 0) for status in MISSING),
        words={status: visit.language.pick(*WORDS[status]) for status in Status},
    )


async def as_csv(visit: Visit) -> Response:
    """The agencies of one region and year with status and evidence, for a spreadsheet."""
    found = await asked_for(visit)
    if found is None:
        return visit.missing()
    region, year, _ = found
    rows = await visit.ask("ogi", lambda connection: regions.standings(connection, region.code, year))
    words = {status: WORDS[status][0] for status in Status}
    table = ([words[Status(row["status"])] if key == "status" else row[key] for key in _CSV] for row in rows)
    return spreadsheet(f"coverage-{region.code}-{year}.csv", list(_CSV.values()), table)


async def asked_for(visit: Visit) -> tuple[Region, int, list[int]] | None:
    """Region, year and the years there are; the newest year that most were due for is shown first."""
    code = visit.text("region") or NATION
    year = visit.number("year")
    region, years = await visit.ask(
        "site", lambda connection: (regions.region(connection, code), regions.coverage_years(connection, code))
    )
    if region is None:
        return None
    if year is None:
        year = max((one for one in visit.release.years if one in years), default=max(years, default=0))
    elif year not in years:
        raise BadArgument("year")
    return region, year, years


def _grouped(kinds: Mapping[str, Counts]) -> dict[str, Counts]:
    """Counts by group of types, and of all."""
    groups = {column: Counts() for column in _COLUMNS}
    for kind, counts in kinds.items():
        for status, agencies in counts.statuses.items():
            for group in ("all", GROUP_OF[kind]):
                groups[group].statuses[status] += agencies
    return groups


ROUTES: Mapping[str, Any] = {"/coverage": coverage, "/coverage[.]csv": as_csv}
