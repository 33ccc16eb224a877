"""dataset.elsewhere: the same tables in another database, all of them or none."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from dataset.elsewhere import copy_to
from dataset.errors import DatasetError
from dataset.schema import DATABASES
from ogi import main
from tests.dataset_kit import FINDING, OTHER, Item, built, earlier_reading, reading_of

TABLES = {str(table.name): file for file, metadata in DATABASES.items() for table in metadata.tables.values()}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    strange = reading_of(year=2022, title="标题\x00带空字符")
    built(folder, Item(replace(reading_of(), findings=(FINDING,))), Item(strange, site=OTHER), Item(earlier_reading()))
    return folder


def run_as_postgres(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL, which refuses to run as root."""
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.run([*as_user, *words], capture_output=True, text=True, check=False, cwd="/", timeout=120)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A PostgreSQL of this test's own, on a socket in a folder of its own; its address."""
    import tempfile

    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [
        Path(found).parent for found in [shutil.which("initdb")] if found
    ]
    if not programs:
        pytest.skip("no PostgreSQL on this machine (apt-get install postgresql)")
    if find_spec("psycopg") is None:
        pytest.skip("the driver psycopg is not installed (pip install psycopg[binary])")
    if os.geteuid() == 0 and (shutil.which("setpriv") is None or run_as_postgres(["true"]).returncode):
        pytest.skip("running as root, and there is no user postgres to run PostgreSQL as")
    # Not under tmp_path: the name of a socket may have 107 characters, and another user has to reach it.
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "run").mkdir()
        if os.geteuid() == 0:
            shutil.chown(root / "run", "postgres")
        base = root / "run"
        control = str(programs[-1] / "pg_ctl")
        made = run_as_postgres(
            [
                str(programs[-1] / "initdb"),
                "-D",
                str(base / "db"),
                "-A",
                "trust",
                "-U",
                "ogi",
                "-E",
                "UTF8",
                "--no-sync",
            ]
        )
        assert made.returncode == 0, made.stderr
        options = f"-k {base} -c listen_addresses= -c fsync=off"
        started = run_as_postgres(
            [control, "-D", str(base / "db"), "-w", "-l", str(base / "log"), "-o", options, "start"]
        )
        assert started.returncode == 0, started.stderr
        try:
            yield f"postgresql://ogi:secret@/postgres?host={base}"
        finally:
            run_as_postgres([control, "-D", str(base / "db"), "-m", "immediate", "-w", "stop"])


def rows_at(url: str, table: str) -> list[tuple[object, ...]]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    names = ", ".join(f'"{column.name}"' for column in DATABASES[TABLES[table]].tables[table].c)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(f'SELECT {names} FROM "{table}"'))]
    engine.dispose()
    return found


def rows_here(data: Path, table: str) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{column.name}"' for column in DATABASES[TABLES[table]].tables[table].c)
    with closing(sqlite3.connect(data / "build" / f"{TABLES[table]}.sqlite")) as connection:
        rows = connection.execute(f'SELECT {names} FROM "{table}"').fetchall()
    return [tuple(value.replace("\0", "") if isinstance(value, str) else value for value in row) for row in rows]


def as_set(rows: list[tuple[object, ...]]) -> list[str]:
    return sorted(map(repr, rows))


def test_every_row_of_every_table_comes_to_postgresql(data: Path, postgresql: str) -> None:
    counts = copy_to(data / "build", postgresql)
    assert set(counts) == set(TABLES)
    for table in TABLES:
        here = rows_here(data, table)
        assert as_set(rows_at(postgresql, table)) == as_set(here), table
        assert counts[table] == len(here)
    engine = create_engine(postgresql.replace("postgresql:", "postgresql+psycopg:"))
    looked = inspect(engine)
    kinds = {column["name"]: str(column["type"]) for column in looked.get_columns("proactive")}
    assert (kinds["permit_decisions"], kinds["admin_fees_collected_10k_cny"]) == ("BIGINT", "DOUBLE PRECISION")
    assert looked.get_pk_constraint("requests")["constrained_columns"] == ["report_id", "applicant"]
    engine.dispose()


def test_writing_again_replaces_and_a_failure_leaves_what_was_there(
    data: Path, postgresql: str, tmp_path: Path
) -> None:
    first = copy_to(data / "build", postgresql)
    assert copy_to(data / "build", postgresql) == first
    shutil.copytree(data / "build", tmp_path / "build")
    with closing(sqlite3.connect(tmp_path / "build" / "ogi.sqlite")) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE requests SET report_id = 'nowhere-' || report_id")
    with pytest.raises(DatasetError, match="could not be written") as caught:
        copy_to(tmp_path / "build", postgresql)
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)
    assert len(rows_at(postgresql, "requests")) == first["requests"]


def test_the_command(data: Path, postgresql: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(data / "archive", tmp_path / "archive")
    assert main(["build", "--to", postgresql, "--data", str(tmp_path), "--lang", "en"]) == 0
    assert "secret" not in capsys.readouterr().err


def test_it_is_not_for_postgresql_alone(data: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    copy_to(data / "build", url)
    for table in TABLES:
        assert as_set(rows_at(url, table)) == as_set(rows_here(data, table)), table


@pytest.mark.parametrize("url", ["", "nonsense", "nonsense://x/y", "sqlite:////nowhere/at/all.sqlite"])
def test_an_address_that_leads_nowhere_is_one_line(data: Path, url: str) -> None:
    with pytest.raises(DatasetError) as caught:
        copy_to(data / "build", url)
    assert "\n" not in str(caught.value)
