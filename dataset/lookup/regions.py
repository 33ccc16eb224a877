"""What is to be counted for every region once, when a release is made?

``places`` is the tree of regions, ``kinds`` says which known functions there are on which level; ``coverage_rollup``
says for each region with all that is under it how many agencies have each status; ``region_totals`` sums the agencies'
own reports, those of all agencies and, so that changing coverage does not look like a trend, those of the agencies
alone that have a report in every year of a window.

A government's report sums up its organs: it never goes into the totals.
"""

from __future__ import annotations

import sqlite3

from parsing.forms.crosswalk import MEASURES

NATION = "000000"
COUNTED = (
    "requests_received",
    "outcomes_total",
    "granted_full",
    "granted_part",
    "denied_total",
    "not_held",
    "reconsideration_total",
    "litigation_total",
)
"""Columns of the panel that are summed; beside each stands how many agencies state it. The measures of the panel follow
with the sums of those agencies that state both sides, and how many those are."""
WINDOW_BEGINS = (2021, 2019)
"""First years of windows, the first that leaves two years or more is taken: the editions of the form of these years."""
_COUNTS = "".join(f", {column} NUMERIC, {column}_stated INTEGER NOT NULL" for column in COUNTED)
_RATES = "".join(f", {m.key}_num INTEGER, {m.key}_den INTEGER, {m.key}_both INTEGER NOT NULL" for m in MEASURES)
TABLES = f"""
CREATE TABLE places (code TEXT PRIMARY KEY, name TEXT, level TEXT, parent TEXT) WITHOUT ROWID;
CREATE INDEX places_parent ON places (parent, code);
CREATE TABLE coverage_rollup (
    code TEXT NOT NULL, year INTEGER NOT NULL, agency_type TEXT NOT NULL, status TEXT NOT NULL,
    agencies INTEGER NOT NULL, PRIMARY KEY (code, year, agency_type, status)
) WITHOUT ROWID;
CREATE TABLE kinds (
    function TEXT NOT NULL, level TEXT NOT NULL, agencies INTEGER NOT NULL, PRIMARY KEY (function, level)
) WITHOUT ROWID;
CREATE TABLE balanced_window (first_year INTEGER NOT NULL, last_year INTEGER NOT NULL);
CREATE TABLE region_totals (
    code TEXT NOT NULL, balanced INTEGER NOT NULL, year INTEGER NOT NULL, agencies INTEGER NOT NULL{_COUNTS}{_RATES},
    PRIMARY KEY (code, balanced, year)
) WITHOUT ROWID;
"""
_OWN_REPORTS = "r.agency_type IS NOT 'people_government' AND r.scope IS NOT 'jurisdiction'"


def fill(connection: sqlite3.Connection) -> None:
    """Count for every region of ``ogi``."""
    _places(connection)
    _coverage(connection)
    connection.execute(
        """
        INSERT INTO kinds SELECT function, level, count(*) FROM ogi.agencies
        WHERE function <> 'general' AND level IS NOT NULL GROUP BY function, level ORDER BY function, level
        """
    )
    window = _window(connection)
    _totals(connection, 0, "")
    if window:
        first, last = window
        connection.execute("INSERT INTO balanced_window VALUES (?, ?)", window)
        connection.execute(
            f"""
            CREATE TEMP TABLE steady AS
            SELECT r.agency_id FROM ogi.reports AS r WHERE {_OWN_REPORTS} AND r.year BETWEEN ? AND ?
            GROUP BY r.agency_id HAVING count(DISTINCT r.year) = ?
            """,
            (first, last, last - first + 1),
        )
        connection.execute("CREATE UNIQUE INDEX temp.steady_id ON steady (agency_id)")
        held = f"AND r.year BETWEEN {first} AND {last} AND r.agency_id IN (SELECT agency_id FROM steady)"
        _totals(connection, 1, held)
        connection.execute("DROP TABLE temp.steady")
    connection.execute("DROP TABLE temp.above")


def _places(connection: sqlite3.Connection) -> None:
    """The tree, and ``temp.above``: every division with each region that it lies in, itself among them."""
    connection.execute("INSERT INTO places VALUES (?, NULL, 'nation', NULL)", (NATION,))
    latest = "SELECT division_code, name, level FROM ogi.divisions ORDER BY coalesce(first_year, 0)"
    known = {row["division_code"]: row for row in connection.execute(latest)}
    for code, row in sorted(known.items()):
        connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?)", (code, row["name"], row["level"], _parent(code, known))
        )
    connection.execute("CREATE TEMP TABLE above (division_id TEXT, code TEXT)")
    for row in connection.execute("SELECT division_id, division_code FROM ogi.divisions").fetchall():
        above: str | None = row["division_code"]
        while above is not None:
            connection.execute("INSERT INTO temp.above VALUES (?, ?)", (row["division_id"], above))
            above = _parent(above, known) if above != NATION else None
    connection.execute("CREATE INDEX temp.above_division ON above (division_id)")


def _parent(code: str, known: dict[str, sqlite3.Row]) -> str:
    """The region that a code lies in: of those that have an agency, the nearest."""
    above = (f"{code[:4]}00", f"{code[:2]}0000")
    return next((one for one in above if one != code and one in known), NATION)


def _coverage(connection: sqlite3.Connection) -> None:
    connection.execute(
        """
        INSERT INTO coverage_rollup
        SELECT a.code, c.year, c.agency_type, c.status, sum(c.agencies)
        FROM ogi.coverage AS c JOIN temp.above AS a USING (division_id) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        """
    )


def _window(connection: sqlite3.Connection) -> tuple[int, int] | None:
    """First and last year of the window; a last year that is only being collected is not in it."""
    counts = dict(connection.execute("SELECT year, count(*) FROM ogi.reports GROUP BY year").fetchall())
    full = [year for year, count in counts.items() if 2 * count >= counts.get(year - 1, 0)]
    last = max(full, default=0)
    return next(((first, last) for first in WINDOW_BEGINS if last > first), None)


def _totals(connection: sqlite3.Connection, balanced: int, held: str) -> None:
    """Sums by division first, then by every region above it."""
    sums = [f"{function}(p.{column})" for column in COUNTED for function in ("sum", "count")]
    names = [name for column in COUNTED for name in (column, f"{column}_stated")]
    for measure in MEASURES:
        num, den = f"p.{measure.key}_num", f"p.{measure.key}_den"
        both = f"{num} IS NOT NULL AND {den} IS NOT NULL"
        sums.append(
            f"sum({num}) FILTER (WHERE {both}), sum({den}) FILTER (WHERE {both}), count(*) FILTER (WHERE {both})"
        )
        names += [f"{measure.key}_num", f"{measure.key}_den", f"{measure.key}_stated"]
    named = ", ".join(f"{one} AS {name}" for one, name in zip(", ".join(sums).split(", "), names, strict=True))
    connection.execute(
        f"""
        CREATE TEMP TABLE own AS
        SELECT r.division_id, r.year, count(*) AS agencies, {named}
        FROM ogi.reports AS r JOIN ogi.panel AS p USING (agency_id, year) WHERE {_OWN_REPORTS} {held}
        GROUP BY r.division_id, r.year
        """
    )
    rolled = ", ".join(f"sum(o.{name})" for name in ("agencies", *names))
    connection.execute(
        f"""
        INSERT INTO region_totals
        SELECT a.code, {balanced}, o.year, {rolled}
        FROM temp.own AS o JOIN temp.above AS a USING (division_id) GROUP BY a.code, o.year ORDER BY 1, 2, 3
        """
    )
    connection.execute("DROP TABLE temp.own")
