"""``/checks``: which rules are the reports held against, and how often does each hold?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Response

from dataset.checks.exceptions import REASONS
from dataset.schema.figures import rules
from dataset.site.queries import checks as asking
from dataset.site.queries.reports import Row
from dataset.site.visit import Visit
from parsing.forms import EDITIONS

_COUNTED = ("passed", "failed", "explained", "not_assessable")


async def checks(visit: Visit) -> Response:
    """The catalogue of rules."""
    counted = await visit.ask("ogi", asking.counts)
    totals: dict[str, Row] = {}
    for row in counted:
        total = totals.setdefault(row["rule"], dict.fromkeys(_COUNTED, 0))
        for key in _COUNTED:
            total[key] += row[key]
    return visit.page("ogi_checks.html", rules=list(rules().values()), totals=totals)


async def rule(visit: Visit) -> Response:
    """One rule: what it says, where it comes from, how often it held, and where it did not."""
    wanted = rules().get(visit.part("rule"))
    if wanted is None:
        return visit.missing()
    years, examples = await visit.ask(
        "ogi", lambda connection: (asking.of_rule(connection, wanted.id), asking.examples(connection, wanted.id))
    )
    places = await visit.ask("site", lambda connection: asking.places(connection, wanted.id))
    return visit.page(
        "ogi_rule.html",
        rule=wanted,
        years=years,
        examples=examples,
        places=places,
        annexed=[EDITIONS[form].basis for form in wanted.forms] if wanted.check else [],
        excused=[visit.language.pick(*one) for one in wanted.exceptions]
        + [visit.language.pick(one.zh, one.en) for one in REASONS.values() if wanted.id in one.rules],
    )


ROUTES: Mapping[str, Any] = {"/checks": checks, "/checks/(?P<rule>[a-z_]+[.][a-z_]+)": rule}
