"""``/api``: which addresses give data to programs? No key is needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from dataset.site.visit import Visit

HOST = "http://127.0.0.1:8001"
"""Where a site that was started without settings answers."""


@dataclass(frozen=True)
class Endpoint:
    """One kind of address with an example that works on this very release."""

    key: str
    pattern: str
    example: str


async def api(visit: Visit) -> Response:
    """What there is, with examples of this release."""
    report = await visit.ask("ogi", _newest)
    return visit.page("ogi_api.html", endpoints=endpoints(report), host=visit.operator.address or HOST)


def endpoints(report: Mapping[str, Any]) -> list[Endpoint]:
    """Every kind of address, with this report in the examples."""
    agency, year, code = report["agency_id"], report["year"], report["division_code"]
    name = report["agency_name"]
    return [
        Endpoint("suggest", "/api/suggest?q={q}", f"/api/suggest?q={name}"),
        Endpoint("agency", "/agency/{agency_id}.json", f"/agency/{agency}.json"),
        Endpoint("agency_csv", "/agency/{agency_id}.csv", f"/agency/{agency}.csv"),
        Endpoint("agency_xlsx", "/agency/{agency_id}.xlsx", f"/agency/{agency}.xlsx"),
        Endpoint("report", "/report/{report_id}.json", f"/report/{report['report_id']}.json"),
        Endpoint("coverage", "/coverage.csv?region={code}&year={year}", f"/coverage.csv?region={code}&year={year}"),
        Endpoint(
            "compare", "/compare.csv?region={code}&kind={kind}&metric={metric}", "/compare.csv?metric=refusal_rate"
        ),
        Endpoint("downloads", "/downloads/index.json", "/downloads/index.json"),
        Endpoint(
            "table",
            "/ogi/{table}.json?_shape=objects&{column}={value}",
            f"/ogi/reports.json?_shape=objects&agency_id={agency}",
        ),
        Endpoint(
            "row", "/ogi/{table}/{key}.json?_shape=objects", f"/ogi/reports/{report['report_id']}.json?_shape=objects"
        ),
        Endpoint("health", "/-/health", "/-/health"),
    ]


def _newest(connection: sqlite3.Connection) -> Mapping[str, Any]:
    sql = "SELECT * FROM reports ORDER BY year DESC, agency_id LIMIT 1"
    return dict(connection.execute(sql).fetchone())


ROUTES: Mapping[str, Any] = {"/api": api}
