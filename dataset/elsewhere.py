"""How do the tables come into another database, such as the PostgreSQL of a warehouse?

The tables of all three files of the working database are written with SQLAlchemy in one transaction: either all of them
are there anew or those that were there stay. Numbers are wide (64 bits) and texts lose the character NUL, which
PostgreSQL does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import REAL, BigInteger, Double, Integer, MetaData, Table, create_engine, insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from dataset.database import opened
from dataset.errors import DatasetError
from dataset.schema import DATABASES

BATCH = 1000
"""Rows sent at a time."""


def copy_to(build: Path, url: str) -> dict[str, int]:
    """Write the tables of the working database in ``build`` to the database at ``url`` (as SQLAlchemy writes them),
    replacing those of the same names. Returns the rows of every table.

    Raises :class:`DatasetError`, one line without the password, where the address is none, its driver is not installed,
    or the database refuses; the tables there are then as they were.
    """
    target = _target(url)
    metadata = MetaData()
    sources = {
        str(_wide(table, metadata).name): build / f"{file}.sqlite"
        for file, tables in DATABASES.items()
        for table in tables.tables.values()
    }
    try:
        engine = create_engine(target)
        try:
            with engine.begin() as connection:
                metadata.drop_all(connection)
                metadata.create_all(connection)
                counts = {}
                for table in metadata.sorted_tables:
                    counts[str(table.name)] = 0
                    for batch in _batches(sources[str(table.name)], table):
                        connection.execute(insert(table), batch)
                        counts[str(table.name)] += len(batch)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise _refused(target, error) from None
    return counts


def _target(url: str) -> URL:
    try:
        target = make_url(url)
        target.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise DatasetError(
            "--to 的地址写法不对，未写入；例如 postgresql+psycopg://用户:口令@主机/库。",
            "The address given with --to is none; nothing was written. Such as "
            "postgresql+psycopg://user:password@host/database.",
        ) from None
    if target.drivername == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    return target


def _refused(target: URL, error: Exception) -> DatasetError:
    shown = target.render_as_string(hide_password=True)
    if isinstance(error, ModuleNotFoundError):
        return DatasetError(
            f"没有安装 {error.name}，不能连接 {shown}，未写入；请用 pip install {error.name} 安装。",
            f"{error.name} is not installed, {shown} cannot be reached and nothing was written: pip install "
            f"{error.name}.",
        )
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    if target.password:
        reason = reason.replace(str(target.password), "***")
    return DatasetError(
        f"写不进 {shown}（{reason}）；那里原有的表未动，data/build 也未动。",
        f"{shown} could not be written ({reason}); the tables there and data/build are as they were.",
    )


def _wide(table: Table, metadata: MetaData) -> Table:
    """The table as another database is to have it: REAL of SQLite has 64 bits, that of others 32."""
    made = table.to_metadata(metadata)
    for column in made.c:
        if isinstance(column.type, Integer):
            column.type = BigInteger()
        elif isinstance(column.type, REAL):
            column.type = Double()
    return made


def _batches(database: Path, table: Table) -> Iterator[list[dict[str, Any]]]:
    names = [str(column.name) for column in table.c]
    columns, order = (", ".join(f'"{name}"' for name in part) for part in (names, table.primary_key.c.keys()))
    with closing(opened(database)) as connection:
        rows = connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')
        while batch := [{name: _clean(row[name]) for name in names} for row in islice(rows, BATCH)]:
            yield batch


def _clean(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
