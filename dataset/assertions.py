"""Is there enough in this edition to publish it, by province and year?

``assertions.yml`` in the registry's folder states floors and ceilings: what is under ``min`` stops the release, what is
over ``max`` is a warning in the manifest. Without any statement two floors hold. A province and year has not a tenth
fewer reports than in the release before: an archive only grows, so such a fall means that something broke. And of the
reports that are awaited now not a tenth fewer have been found in a province than by the same moment a year ago
(:mod:`dataset.calendar.year_ago`); before the departments' date that is a warning.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dataset.calendar.year_ago import FALL as FOUND_FALL
from dataset.calendar.year_ago import Province, Result, YearAgo, year_ago
from dataset.database import opened
from dataset.errors import DatasetError
from dataset.floors import floor
from dataset.schema import TABLES

NAME = "assertions.yml"
READINGS_SHARE = 0.01
"""Of the figures of the release before, how many may be read otherwise in the same bytes before a person has a look. A
repair of one label or one kind of file touches fewer than one in a hundred; more means that whole series move."""
FALL = 0.1
"""Share of the reports of a province and year that may be missing against the release before."""
_KEYS = {"measure", "table", "province", "year", "min", "max"}


@dataclass(frozen=True, slots=True)
class Assertion:
    """A floor or a ceiling for one number."""

    measure: str
    """``rows`` of a table, or ``coverage``: the share of the agencies expected whose report was found."""
    table: str
    province: str | None
    year: int | None
    least: float | None
    most: float | None

    @property
    def what(self) -> str:
        """The number that is held against it, in words for both languages."""
        where = " ".join(str(part) for part in (self.province, self.year) if part is not None)
        name = self.table if self.measure == "rows" else self.measure
        return f"{name} {where}".strip()


@dataclass(frozen=True, slots=True)
class Demands:
    """What ``assertions.yml`` says."""

    assertions: tuple[Assertion, ...] = ()
    readings_share: float = READINGS_SHARE
    fall: float = FALL
    found_fall: float = FOUND_FALL


def load_demands(folder: Path) -> Demands:
    """Read the file in the registry's folder; raises :class:`DatasetError` where it is not as it should be."""
    path = folder / NAME
    if not path.is_file():
        return Demands()
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8-sig")) or {}
        if unknown := data.keys() - {"assertions", "readings_share", "fall", "found_fall"}:
            raise ValueError(f"unknown: {min(unknown)}")
        return Demands(
            tuple(_assertion(entry) for entry in data.get("assertions") or ()),
            float(data.get("readings_share", READINGS_SHARE)),
            float(data.get("fall", FALL)),
            float(data.get("found_fall", FOUND_FALL)),
        )
    except (OSError, yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as error:
        what = str(error).replace("\n", " ")
        raise DatasetError(
            f"{path}：写法不对（{what}），未发布。", f"{path} is not as it should be ({what}); nothing was released."
        ) from None


def _assertion(entry: Mapping[str, Any]) -> Assertion:
    measure, table = entry["measure"], entry.get("table", "reports")
    if unknown := entry.keys() - _KEYS:
        raise ValueError(f"unknown: {min(unknown)}")
    if measure not in ("rows", "coverage") or table not in TABLES:
        raise ValueError(f"measure {measure}, table {table}")
    if "min" not in entry and "max" not in entry:
        raise ValueError("min or max")
    province, year = entry.get("province"), entry.get("year")
    if measure == "rows" and (province or year) and not {"report_id", "province"} & set(TABLES[table].c.keys()):
        raise ValueError(f"{table} has neither province nor year")
    least, most = (float(entry[name]) if name in entry else None for name in ("min", "max"))
    return Assertion(measure, table, province, None if year is None else int(year), least, most)


def hold(database: Path, before: Path | None, demands: Demands) -> list[str]:
    """Hold an edition's database against the demands and against the release before. Returns the warnings.

    Raises :class:`DatasetError` where it has less than a floor demands.
    """
    under: list[str] = []
    over: list[str] = []
    with closing(opened(database)) as connection:
        for one in [*demands.assertions, *_floors(before, demands)]:
            found = _number(connection, one)
            if one.least is not None and found < one.least:
                under.append(f"{one.what}: {found:g} < {one.least:g}")
            if one.most is not None and found > one.most:
                over.append(f"{one.what}: {found:g} > {one.most:g}")
    if (found_by := year_ago(database)) is not None:
        for province in fallen(found_by, demands):
            least = province.least(demands.found_fall)
            what = " ".join(filter(None, ("year_ago", province.name, str(found_by.year))))
            said = f"{what}: {province.now} < {least} ({found_by.then_on}: {province.before})"
            (under if found_by.is_past_due else over).append(said)
    if under:
        shown = "; ".join(under[:10]) + (f" (+{len(under) - 10})" if len(under) > 10 else "")
        raise DatasetError(
            f"低于下限，未发布，latest 未动：{shown}。请查明原因；确属应有的变化，在 registry/{NAME} 写明下限。",
            f"Below the floor, nothing was released and latest is unchanged: {shown}. Find out why; where it is as it "
            f"should be, state the floor in registry/{NAME}.",
        )
    return over


def _stated(demands: Demands, measure: str) -> set[tuple[str, int | None]]:
    """Provinces and years for which a person stated a number of their own."""
    return {
        (one.province or "", one.year)
        for one in demands.assertions
        if one.measure == measure and one.table == "reports"
    }


def fallen(found: YearAgo, demands: Demands) -> list[Province]:
    """The provinces of which fewer reports are found than by now a year ago. A ``coverage`` that a person stated for a
    province and year takes the place of this.
    """
    stated = _stated(demands, "coverage")
    return [
        one
        for one in found.provinces
        if (one.name, found.year) not in stated and one.result(demands.found_fall) is Result.FELL
    ]


def _floors(before: Path | None, demands: Demands) -> Iterator[Assertion]:
    """What the release before had, less what may be missing; a floor that a person stated takes its place."""
    if before is None:
        return
    stated = _stated(demands, "rows")
    with closing(opened(before)) as connection:
        asked = "SELECT coalesce(province, ''), year, count(*) FROM reports GROUP BY 1, 2 ORDER BY 1, 2"
        for province, year, count in connection.execute(asked):
            if (province, year) not in stated:
                yield Assertion("rows", "reports", province, year, floor(count, demands.fall), None)


def _number(connection: sqlite3.Connection, one: Assertion) -> float:
    if one.measure == "coverage":
        asked = (
            "SELECT avg(t.status LIKE 'published%') FROM timeliness t JOIN divisions r USING (division_id)"
            " WHERE t.status NOT IN ('not_expected', 'not_due_yet', 'taken_down')"
        )
        year = "t.year"
    elif one.table == "reports" or (one.province is None and one.year is None):
        asked, year = f'SELECT count(*) FROM "{one.table}" r WHERE 1', "r.year"
    else:
        asked, year = f'SELECT count(*) FROM "{one.table}" JOIN reports r USING (report_id) WHERE 1', "r.year"
    values: list[Any] = []
    if one.province is not None:
        asked, values = f"{asked} AND coalesce(r.province, '') = ?", [one.province]
    if one.year is not None:
        asked, values = f"{asked} AND {year} = ?", [*values, one.year]
    return float(connection.execute(asked, values).fetchone()[0] or 0)
