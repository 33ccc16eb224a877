"""Which portals are there to try the program on, and what must it find on them?

:func:`portals` are the pages, :func:`sample_sites` their entries for the registry of sites, :func:`expected` the
answer key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from crawler.samples import county, trs, vsb
from crawler.samples.content import notice, sites
from crawler.samples.pages import Portal
from crawler.samples.report import answers
from parsing.model import State

PORT = 8099
"""The usual port of the sample portals. It is part of their addresses, so a later crawl needs the same one."""

BUILDERS = {"trs": trs.build, "county": county.build, "vsb": vsb.build}


@dataclass(frozen=True)
class Expected:
    """One entry of the answer key: a report that a crawl must find, and what a reading of it must say.

    ``path`` is where on the site its document stands; ``figures`` has every cell of the report's forms, None where no
    number is printed, and ``states`` says why. ``breaks`` names the rules that do not hold.
    """

    site: str
    issuer: str
    year: int
    form: str
    table_forms: Mapping[str, str]
    media: str
    published: date
    path: str
    figures: Mapping[str, int | Decimal | None]
    states: Mapping[str, State]
    breaks: tuple[str, ...]


@cache
def portals() -> tuple[Portal, ...]:
    """The sample portals with all their pages."""
    return tuple(BUILDERS[site.platform](site) for site in sites())


def sample_sites(ports: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The sample portals as a registry file holds sites (``{"sites": [...]}``).

    ``ports``: port by site id, where it is not :data:`PORT`.
    """
    entries = []
    for portal in portals():
        site = portal.site
        host = f"{site.address}:{(ports or {}).get(site.id, PORT)}"
        least = sum(publication.media != "blocked" for publication in site.publications)
        entries.append(
            {
                "id": site.id,
                "name": site.name,
                "division": site.division,
                "start": [f"http://{host}/"],
                "listings": [],
                "hosts": [host],
                "platform": None,
                "expect": {"min": least},
                "notes": notice(),
            }
        )
    return {"sites": entries}


def expected() -> tuple[Expected, ...]:
    """The answer key: every report that can be had, in the order of the sites, newest first."""
    return tuple(
        _expected(portal, number)
        for portal in portals()
        for number, publication in enumerate(portal.site.publications)
        if publication.media != "blocked"
    )


def blocked() -> tuple[tuple[str, str], ...]:
    """The reports that are there but cannot be had: site id and path."""
    return tuple(
        (portal.site.id, portal.documents[publication.report.issuer, publication.report.year])
        for portal in portals()
        for publication in portal.site.publications
        if publication.media == "blocked"
    )


def _expected(portal: Portal, number: int) -> Expected:
    publication = portal.site.publications[number]
    report = publication.report
    cells = answers(report)
    return Expected(
        site=portal.site.id,
        issuer=report.issuer,
        year=report.year,
        form=report.form,
        table_forms=report.forms,
        media=publication.media,
        published=publication.published,
        path=portal.documents[report.issuer, report.year],
        figures={key: value for key, (value, _) in cells.items()},
        states={key: state for key, (_, state) in cells.items() if state},
        breaks=publication.breaks,
    )
