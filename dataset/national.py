"""Which columns has the wide national panel, and which query fills it?

One row an agency and year: the columns of ``reports``, then every figure of the form under its own key (table 3 as
``<row>.<applicant>``), as readings and gold answers name them. Figures of before 2019 are ``statistics_2014.<key>``:
some of their keys name cells of table 4 too. The harmonised columns and measures come last, as ``panel.<column>``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.sql.selectable import FromClause

from dataset.schema import TABLES, About, about
from dataset.schema.columns import KINDS
from dataset.schema.figures import MONEY, figure_about, specs


class NationalColumn(NamedTuple):
    """One column of the wide table."""

    name: str
    about: About
    kind: str
    """``text``, ``integer`` or ``money``."""
    source: ColumnElement[Any]


def _kind(column: ColumnElement[Any]) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(column.type, kind))


def _query() -> tuple[list[NationalColumn], FromClause]:
    reports = TABLES["reports"]
    columns = [NationalColumn(str(c.name), about(c), _kind(c), c) for c in reports.c]
    joined: FromClause = reports
    for table, part, key in (
        ("proactive", "proactive", None),
        ("requests", "requests", "applicant"),
        ("disputes", "disputes", "route"),
        ("fees", "processing_fees", None),
        ("statistics_2014", "statistics_2014", None),
    ):
        aliases: dict[str | None, FromClause] = {}
        for name, editions in specs(part).items():
            spec = list(editions.values())[-1]
            row, column = (spec.column, spec.row) if table == "requests" else (spec.row, spec.column)
            if row not in aliases:
                alias = aliases[row] = TABLES[table].alias(f"{table}_{row}")
                same = alias.c.report_id == reports.c.report_id
                joined = joined.outerjoin(alias, and_(same, alias.c[key] == row) if key else same)
                if len(aliases) == 1:
                    columns.append(NationalColumn(f"{table}.form", about(TABLES[table].c.form), "text", alias.c.form))
            kind = "money" if spec.type in MONEY else "integer"
            shown = f"{table}.{name}" if table == "statistics_2014" else name
            columns.append(NationalColumn(shown, figure_about(editions), kind, aliases[row].c[column or name]))
    panel = TABLES["panel"]
    joined = joined.outerjoin(panel, panel.c.report_id == reports.c.report_id)
    own = ("agency_id", "year", "report_id", "form")
    columns += [NationalColumn(f"panel.{c.name}", about(c), _kind(c), c) for c in panel.c if c.name not in own]
    return columns, joined


def national_columns() -> list[NationalColumn]:
    """The columns of ``national.csv`` in their order."""
    return _query()[0]


def national_query() -> Select[Any]:
    """The rows of ``national.csv`` in their order."""
    columns, joined = _query()
    chosen = (column.source.label(column.name) for column in columns)
    return select(*chosen).select_from(joined).order_by(TABLES["reports"].c.report_id)
