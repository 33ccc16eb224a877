"""``/compare``: how do agencies of one kind compare, year by year?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from dataset.identity.units import function_of
from dataset.lookup.regions import NATION
from dataset.site.charts import MOST, Line, Mark, Point, line_chart
from dataset.site.comparison import METRICS, Compared, Metric, compared, shade, sorted_by
from dataset.site.heatmap import heatmap
from dataset.site.language import Language
from dataset.site.queries import compare as asking
from dataset.site.queries import regions
from dataset.site.queries.compare import PAGE, Kind
from dataset.site.queries.regions import Region
from dataset.site.queries.reports import Row
from dataset.site.spreadsheet import spreadsheet
from dataset.site.visit import BadArgument, Visit

_LEVELS = {"district": "county", "city": "prefecture"}
"""Levels in plain words -> as the tables have them."""
_SPAN = re.compile(r"(20[0-9]{2})-(20[0-9]{2})")
"""Years in one parameter, ``2019-2025``."""
YEARS = 8
"""Years that are shown unless others are asked for."""


@dataclass(frozen=True)
class View:
    """What is compared on a page."""

    region: Region
    places: list[tuple[str, str | None]]
    """Code and name of the regions that may be chosen: those above this one, itself, and those in it."""
    kind: Kind
    metric: Metric
    aside: bool
    intervals: bool
    """Are the intervals shown in the cells?"""
    years: tuple[int, ...]
    sort: int | None
    page: int
    pages: int
    total: int
    rows: list[Compared]

    def address(self, **changes: Any) -> str:
        """The query that shows the same, or the same with these changes."""
        said = {
            "region": self.kind.region,
            "level": self.kind.level,
            "kind": self.kind.function,
            "metric": self.metric.key,
            "from": self.years[0],
            "to": self.years[-1],
            "base": "resolvable" if self.aside else None,
            "interval": "shown" if self.intervals else None,
            "sort": self.sort,
            "page": self.page if self.page > 1 else None,
        } | changes
        return urlencode({key: value for key, value in said.items() if value is not None})

    @property
    def highest(self) -> float:
        """The highest value in view."""
        values = [cell.value for row in self.rows for year, cell in row.cells.items() if year in self.years]
        return max((value for value in values if value is not None), default=0.0)


async def compare(visit: Visit) -> Response:
    """The matrix, with a chart where there are few agencies."""
    view, kinds = await _view(visit)
    return visit.page(
        "ogi_compare.html",
        view=view,
        kinds=_menu(kinds, visit.language),
        levels=list(dict.fromkeys(row["level"] for row in kinds)),
        metrics=METRICS,
        places=view.places,
        years=sorted(visit.release.years),
        breaks={one.year: one for one in view.metric.breaks if one.year in view.years[1:]},
        said=_note(view.metric, visit.language),
        shade=shade,
        chart=_chart(view, visit.language),
    )


async def as_csv(visit: Visit) -> Response:
    """The same with both sides and the interval, every agency of the kind, a row an agency and year."""
    view, _ = await _view(visit, whole=True)
    head = ["机关编号", "机关名称", "年度", view.metric.zh, "分子", "分母", "95%区间下限", "95%区间上限", "年报编号"]
    table = (
        [
            row.agency_id,
            row.name,
            year,
            cell.value,
            cell.num,
            cell.den,
            *(cell.interval or (None, None)),
            cell.report_id,
        ]
        for row in view.rows
        for year, cell in row.cells.items()
        if year in view.years
    )
    return spreadsheet(f"compare-{view.kind.region}-{view.kind.function}-{view.metric.key}.csv", head, table)


async def as_svg(visit: Visit) -> Response:
    """The matrix as a picture."""
    view, _ = await _view(visit)
    language = visit.language
    title = f"{language.pick(view.metric.zh, view.metric.en)} · {view.region.name or language['nation']}"
    source = f"{language['site']} {visit.release.version}"
    picture = heatmap(title, source, view.rows, view.years, rate=view.metric.measure is not None, words=language)
    headers = {"content-disposition": 'attachment; filename="compare.svg"', "cache-control": "public, max-age=60"}
    return Response(picture, headers=headers, content_type="image/svg+xml; charset=utf-8")


async def _view(visit: Visit, whole: bool = False) -> tuple[View, list[Row]]:
    """What the address asks for; ``whole`` for every agency, not one page of them."""
    code = visit.text("region") or NATION
    region, below, kinds = await visit.ask(
        "site",
        lambda connection: (
            regions.region(connection, code),
            regions.inside(connection, code),
            asking.kinds(connection),
        ),
    )
    if region is None:
        raise BadArgument("region")
    levels = tuple(dict.fromkeys(row["level"] for row in kinds)) or ("county",)
    usual = next((row["level"] for row in reversed(below) if row["level"] in levels), region.level or levels[0])
    named = tuple(
        dict.fromkeys(row["function"] for row in kinds if f"function_{row['function']}" in visit.language.words)
    )
    asked = _level(visit, levels), _kind(visit, named)
    level, function = _usual([row for row in kinds if row["function"] in named], *asked, usual)
    metric = METRICS[visit.choice("metric", ("refusal_rate", *METRICS))]
    aside = visit.choice("base", ("all", "resolvable")) == "resolvable"
    intervals = visit.choice("interval", ("hidden", "shown")) == "shown"
    years = _years(visit)
    kind = Kind(code, function, level)
    agencies = await visit.ask("ogi", lambda connection: asking.agencies(connection, kind))
    sort, page = visit.number("sort"), visit.number("page") or 1
    pages = max(1, -(-len(agencies) // PAGE))
    if page > pages or (sort is not None and sort not in years):
        raise BadArgument("page")
    # Sorted by a value, every agency has to be looked at; otherwise those of the page alone.
    shown = agencies if whole or sort is not None else agencies[(page - 1) * PAGE : page * PAGE]
    series = await visit.ask("ogi", lambda connection: _series(connection, shown, metric))
    rows = compared(metric, shown, series, aside)
    if sort is not None:
        rows = sorted_by(rows, sort)
        rows = rows if whole else rows[(page - 1) * PAGE : page * PAGE]
    places = [*region.above, (code, region.name), *((row["code"], row["name"] or row["code"]) for row in below)]
    return View(region, places, kind, metric, aside, intervals, years, sort, page, pages, len(agencies), rows), kinds


def _series(connection: Any, agencies: list[Row], metric: Metric) -> list[Row]:
    ids = [row["agency_id"] for row in agencies]
    found: list[Row] = []
    for begin in range(0, len(ids), 500):
        found += asking.series(connection, ids[begin : begin + 500], metric.columns)
    return found


def _usual(kinds: list[Row], level: str | None, function: str | None, nearest: str) -> tuple[str, str]:
    """The level and the function that are asked for; what is not asked for is such that there is something to see: on
    the level nearest to the region, civil affairs, else the kind with most agencies.
    """
    fitting = [row for row in kinds if level in (None, row["level"]) and function in (None, row["function"])]
    best = max(
        fitting,
        key=lambda row: (row["level"] == nearest, row["function"] == "civil", row["agencies"]),
        default={"level": level or nearest, "function": function or ""},
    )
    return best["level"], best["function"]


def _level(visit: Visit, known: tuple[str, ...]) -> str | None:
    """The level that is asked for, if one is; ``district`` and ``city`` are said in plain words."""
    asked = visit.text("level")
    if not asked or asked in _LEVELS:
        return _LEVELS.get(asked)
    return visit.choice("level", known)


def _kind(visit: Visit, known: tuple[str, ...]) -> str | None:
    """The function that is asked for, if one is, by its key or by a name that agencies have (民政局)."""
    asked = visit.text("kind")
    function = asked if asked in known else function_of(asked)
    if asked and function not in known:
        raise BadArgument("kind")
    return function if asked else None


def _years(visit: Visit) -> tuple[int, ...]:
    known = sorted(visit.release.years)
    first, last = visit.number("from"), visit.number("to")
    if span := _SPAN.fullmatch(visit.text("years")):
        first, last = int(span[1]), int(span[2])
    last = min(last or known[-1], known[-1])
    first = max(first or last - YEARS + 1, known[0])
    if first > last:
        raise BadArgument("from")
    return tuple(range(first, last + 1))


def _menu(kinds: list[Row], language: Language) -> list[tuple[str, str]]:
    """The functions that can be chosen, with their names."""
    named = dict.fromkeys(row["function"] for row in kinds)
    return [(one, language[f"function_{one}"]) for one in named if f"function_{one}" in language.words]


def _note(metric: Metric, language: Language) -> str:
    return language.pick(metric.note_zh, metric.note_en)


def _chart(view: View, language: Language) -> Any:
    """A line an agency, where there are few enough to be told apart."""
    if not 1 <= len(view.rows) <= MOST:
        return None
    lines = []
    for row in view.rows:
        points = []
        for year in view.years:
            cell = row.cells.get(year)
            value = cell.value if cell else None
            points.append(Point(year, value, f"{year}: {said(view.metric, cell, language)}", bool(cell and cell.few)))
        lines.append(Line(row.name, tuple(points)))
    marks = [Mark(one.year, str(one.year), cuts=True) for one in view.metric.breaks if one.year in view.years[1:]]
    return line_chart(
        "compared",
        language.pick(view.metric.zh, view.metric.en),
        lines,
        marks=marks,
        percent=view.metric.measure is not None,
    )


def said(metric: Metric, cell: Any, language: Language) -> str:
    """A cell in words."""
    if cell is None:
        return language["compare_missing"]
    if cell.value is None:
        return language["no_number"]
    if metric.measure is None:
        return f"{cell.value:,.0f}"
    return f"{cell.value:.1%} ({cell.num:,.0f}/{cell.den:,.0f})"


ROUTES: Mapping[str, Any] = {"/compare": compare, "/compare[.]csv": as_csv, "/compare[.]svg": as_svg}
