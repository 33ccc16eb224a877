"""Which tables does the dataset have?

``tables.yml`` and ``panel.yml`` declare them with their words, the forms and the crosswalk add the columns of figures,
and here both become SQLAlchemy tables: those of ``ogi.sqlite`` (:data:`TABLES`), ``provenance.sqlite`` and
``texts.sqlite``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml
from sqlalchemy import Index, MetaData, Table

from dataset.schema.columns import About, about, column, words
from dataset.schema.figures import figure_columns

__all__ = ["DATABASES", "PROVENANCE", "SCHEMA_VERSION", "SECTIONS", "TABLES", "About", "about"]

SCHEMA_VERSION = 1
"""``PRAGMA user_version`` of every database file."""
_BROWSED = {
    "reports": (
        "agency_id",
        "division_id",
        "division_code",
        "agency_name",
        "must_failures",
        "site_id",
        "document_sha256",
    ),
    "captures": ("site_id", "document_sha256"),
    "findings": ("rule", "severity"),
    "doubts": ("state",),
    "documents": ("verdict",),
    "report_documents": ("document_sha256",),
    "agencies": ("division_id",),
    "unresolved": ("site_id",),
    "provenance": ("report_id",),
    "panel": ("report_id", "year"),
    "checks": ("rule", "status", "against_report_id"),
    "changes": ("report_id",),
    "timeliness": ("division_code",),
}
"""Columns that people filter and sort by; each gets an index."""


def _table(name: str, metadata: MetaData, declared: Mapping[str, Any]) -> Table:
    columns = [column(key, said) for key, said in declared["columns"].items()]
    figures = figure_columns(declared["figures"]) if "figures" in declared else ()
    made = Table(name, metadata, *columns, *figures, info={"about": words(declared)})
    for browsed in _BROWSED.get(name, ()):
        Index(f"{name}_{browsed}", made.c[browsed])
    return made


def _databases() -> dict[str, MetaData]:
    databases: dict[str, MetaData] = {}
    for declaration in ("tables.yml", "panel.yml"):
        declared = yaml.safe_load(resources.files(__package__).joinpath(declaration).read_text(encoding="utf-8"))
        for file, tables in declared.items():
            metadata = databases.setdefault(file, MetaData())
            for name, words_and_columns in tables.items():
                _table(name, metadata, words_and_columns)
    return databases


DATABASES: Mapping[str, MetaData] = MappingProxyType(_databases())
"""Name of the file without ``.sqlite`` -> its tables."""
TABLES: Mapping[str, Table] = DATABASES["ogi"].tables
"""The tables of ``ogi.sqlite`` by name."""
Index("reports_newest", TABLES["reports"].c.year.desc(), TABLES["reports"].c.agency_id)  # the order of the home page
PROVENANCE: Table = DATABASES["provenance"].tables["provenance"]
SECTIONS: Table = DATABASES["texts"].tables["sections"]
_REPORTS = TABLES["reports"].c
Index("reports_kind", _REPORTS.function, _REPORTS.level, _REPORTS.division_code)  # what is compared
Index("timeliness_year", TABLES["timeliness"].c.year, TABLES["timeliness"].c.status)
Index("coverage_year", TABLES["coverage"].c.year)
