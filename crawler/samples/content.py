"""What do the agencies behind the sample portals report, and how do they publish it?

Reads ``portals.yml`` and fills the reports; the platform modules turn :func:`sites` into pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from crawler.samples.figures import Figures, draw, series
from crawler.samples.report import Printed, SampleReport
from parsing.forms import FORMS, TABLES, form_of_year

Agency = Mapping[str, Any]
"""An agency as written in ``portals.yml``."""


@dataclass(frozen=True)
class Publication:
    """One report as its agency publishes it.

    ``media`` is html, docx or pdf, or blocked where nobody gets at it. ``breaks`` names the rules of the form that
    the report breaks on purpose.
    """

    report: SampleReport
    slug: str
    media: str
    published: date
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Decoy:
    """A page that looks like a report from outside. ``column`` is annual, website, law or news."""

    column: str
    title: str
    published: date
    text: tuple[str, ...]


@dataclass(frozen=True)
class SampleSite:
    """One portal with everything that it publishes, reports newest first."""

    id: str
    name: str
    division: str
    address: str
    platform: str
    publications: tuple[Publication, ...]
    decoys: tuple[Decoy, ...]


@cache
def declared() -> Mapping[str, Any]:
    """``portals.yml`` as written."""
    text = resources.files(__package__).joinpath("portals.yml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def notice() -> str:
    """The mark that every page bears: what is here is invented."""
    return str(declared()["notice"])


def divisions() -> dict[str, str]:
    """The invented divisions: code -> name."""
    return dict(declared()["divisions"])


@cache
def sites() -> tuple[SampleSite, ...]:
    """The sample portals with their reports."""
    agencies = [agency for site in declared()["sites"] for agency in site["agencies"]]
    figures = _figures(agencies)
    found = []
    for site in declared()["sites"]:
        publications = [
            _publication(agency, year, figures[agency["name"]][year], agencies.index(agency))
            for agency in site["agencies"]
            for year in declared()["years"]
        ]
        publications.sort(key=lambda one: (one.published, one.slug), reverse=True)
        head = {key: site[key] for key in ("id", "name", "division", "address", "platform")}
        decoys = (Decoy(one["column"], one["title"], one["published"], tuple(one["text"])) for one in site["decoys"])
        found.append(SampleSite(**head, publications=tuple(publications), decoys=tuple(decoys)))
    return tuple(found)


def _editions(agency: Agency) -> dict[int, dict[str, str]]:
    """For every year, which edition each table follows."""
    exceptions = agency.get("table_forms", {})
    return {
        year: dict.fromkeys(TABLES, form_of_year(year) or "") | exceptions.get(year, {}) for year in declared()["years"]
    }


def _figures(agencies: list[Agency]) -> dict[str, dict[int, Figures]]:
    """The figures of every agency by name and year. A government's report covers the agencies that it includes."""
    own = {
        agency["name"]: series(agency["name"], agency["size"], _editions(agency), charges=agency.get("charges", False))
        for agency in agencies
    }
    found = dict(own)
    for agency in agencies:
        for included in agency.get("includes", ()):
            found[agency["name"]] = {
                year: {key: value + own[included][year][key] for key, value in figures.items()}
                for year, figures in found[agency["name"]].items()
            }
    return found


def _publication(agency: Agency, year: int, figures: Figures, number: int) -> Publication:
    editions = _editions(agency)[year]
    form = editions["proactive"]
    fee_keys = [spec.key for spec in FORMS[form].table("processing_fees")]
    fees = dict(zip(fee_keys, agency.get("fees", {}).get(year, (0, 0, 0)), strict=True)) if fee_keys else {}
    printed: dict[str, Printed] = {**figures, **fees, **agency.get("printed", {}).get(year, {})}
    published: date = agency["published"][year]
    report = SampleReport(
        issuer=agency["name"],
        year=year,
        form=form,
        figures=printed,
        prose=_prose(agency, year, figures, number),
        signature=agency["name"],
        published=published,
        table_forms={table: edition for table, edition in editions.items() if edition != form},
    )
    breaks = tuple(agency.get("breaks", {}).get(year, ()))
    return Publication(report, agency["slug"], agency["media"][year], published, breaks)


def _prose(agency: Agency, year: int, figures: Figures, number: int) -> dict[str, tuple[str, ...]]:
    """The paragraphs of a report; ``number`` is the agency's place in the file."""
    words: dict[str, object] = {
        "issuer": agency["name"],
        "year": year,
        "duty": agency["duty"],
        "items": 80 + draw(agency["name"], year, "items", below=agency["size"] * 40),
        "new": figures["requests_new.total"],
        "carried_in": figures["requests_carried_in.total"],
        "carried_out": figures["requests_carried_out.total"],
    }
    pools = declared()["prose"]
    chosen = {section: pool[(number + year) % len(pool)] for section, pool in pools.items()}
    words["requests"] = chosen.pop("requests").format(**words)
    return {
        section: tuple(text.format(**words) for text in ([texts] if isinstance(texts, str) else texts))
        for section, texts in chosen.items()
    }
