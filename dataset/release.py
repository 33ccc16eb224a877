"""How does the working database become an immutable edition that one can cite?

A release is made in a folder of its own, checked file by file from the disk, and only then given its name; ``latest``
moves after that. A release that exists is never touched again, and nothing in it depends on the clock: the version
carries the month of the newest capture.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dataset import codebook
from dataset.build import SUMMARY, BuildSummary, code_version, recover
from dataset.database import finish, opened, problems
from dataset.errors import DatasetError
from dataset.export import export_national, export_table, write_csv
from dataset.files import LATEST, MANIFEST, SUMS, File, file_of, sha256_of
from dataset.package import data_package
from dataset.schema import DATABASES, TABLES

SAMPLE = "-sample"
"""Ends the name of an edition made of the bundled sample portals."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def release(data: Path, *, version: str | None = None) -> Path:
    """Publish the working database in ``data/build`` as ``data/releases/<version>``; returns that folder.

    Without a ``version`` it is ``vYYYY.MM.N``: year and month of the newest capture and a number that counts up over
    the releases of that month; the name of a sample edition ends in ``-sample``.

    Raises :class:`DatasetError` where there is no database, it has no report, it was built by other code, the
    version exists or its name cannot be one, or the disk fails. ``latest`` and every earlier release are then as
    they were.
    """
    summary = _summary(data / "build")
    releases = data / "releases"
    name = _chosen(version, releases) if version is not None else _next(summary, releases)
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with _new_folder(releases, name) as folder:
            for database in DATABASES:
                shutil.copyfile(data / "build" / f"{database}.sqlite", folder / f"{database}.sqlite")
            _sign(folder / "ogi.sqlite", name, summary)
            counts = _export(folder)
            _describe(folder, name, summary, counts)
            _check(folder, counts)
        _point(releases, name)
    except (OSError, sqlite3.Error) as error:
        raise DatasetError(
            f"写不成发布版本（{error}）；已有的版本未动。请检查磁盘空间和 {releases}。",
            f"The release could not be written ({error}); earlier releases are as they were. See to the disk and to "
            f"{releases}.",
        ) from error
    return releases / name


def _summary(database_dir: Path) -> BuildSummary:
    recover(database_dir)
    try:
        summary = BuildSummary(**json.loads((database_dir / SUMMARY).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise DatasetError(
            f"没有可发布的数据库：{database_dir}；请先运行 ogi build。",
            f"There is no database to release at {database_dir}; run ogi build first.",
        ) from None
    if summary.code_version != code_version():
        raise DatasetError(
            "数据库由另一版本的代码生成，未发布；请重新运行 ogi build。",
            "The database was built by another version of the code and was not released; run ogi build again.",
        )
    if summary.reports == 0:
        raise DatasetError(
            "数据库中没有任何年报，未发布，latest 未动；请用 ogi status 查看各站点的抓取情况。",
            "The database holds no report at all: nothing was released, latest is unchanged. See ogi status for what "
            "the sites answered.",
        )
    return summary


def _chosen(version: str, releases: Path) -> str:
    if not _NAME.fullmatch(version) or version == LATEST:
        raise DatasetError(
            f"版本名不可用：{version!r}；只能用字母、数字、点、横线和下划线，且不能是 latest。",
            f"{version!r} cannot name a version: letters, digits, dots, hyphens and underscores only, and not latest.",
        )
    if (releases / version).exists():
        raise _exists(version)
    return version


def _exists(version: str) -> DatasetError:
    return DatasetError(
        f"版本 {version} 已存在，未作改动；已发布的版本不会被覆盖，请换一个版本名。",
        f"Version {version} exists and was left as it is; a release is never overwritten. Choose another name.",
    )


def _next(summary: BuildSummary, releases: Path) -> str:
    year, month = summary.newest_capture[:4], summary.newest_capture[5:7]
    ending = SAMPLE if summary.sample else ""
    pattern = re.compile(rf"v{year}\.{month}\.(\d+){ending}")
    taken = [int(m[1]) for path in releases.glob("*") if (m := pattern.fullmatch(path.name))]
    return f"v{year}.{month}.{max(taken, default=-1) + 1}{ending}"


@contextmanager
def _new_folder(releases: Path, name: str) -> Iterator[Path]:
    """A folder that gets its name when the block ends without an error, and is gone otherwise."""
    folder = Path(tempfile.mkdtemp(prefix=".new-", dir=releases))
    try:
        yield folder
        folder.chmod(0o755)
        try:
            folder.rename(releases / name)
        except OSError:
            raise _exists(name) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sign(database: Path, version: str, summary: BuildSummary) -> None:
    """Write into the database which edition it is."""
    row = (
        version,
        int(summary.sample),
        summary.newest_capture,
        summary.archive_digest,
        summary.code_version,
        summary.reports,
        summary.agencies,
    )
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF").close()
        connection.execute("INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    finish(database)


def _export(folder: Path) -> dict[str, int]:
    """Write the tables as files; returns the rows that each table has in its database."""
    (folder / "csv").mkdir()
    for name, table in TABLES.items():
        export_table(folder / "ogi.sqlite", table, folder / "csv" / f"{name}.csv")
    export_national(folder / "ogi.sqlite", folder / "csv" / "national.csv")
    write_csv(folder / "codebook.csv", codebook.COLUMNS, (entry.row() for entry in codebook.entries()))
    counts = {}
    for database, metadata in DATABASES.items():
        with closing(opened(folder / f"{database}.sqlite")) as connection:
            for name in map(str, metadata.tables):
                counts[name] = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
    return counts


def _describe(folder: Path, version: str, summary: BuildSummary, counts: dict[str, int]) -> None:
    """Write data package, manifest and checksums of everything that is there."""
    files = _files(folder)
    _write_json(folder / "datapackage.json", data_package(version, files))
    files.append(file_of(folder, folder / "datapackage.json"))
    manifest = {
        "version": version,
        "sample": summary.sample,
        "newest_capture": summary.newest_capture,
        "archive_digest": summary.archive_digest,
        "code_version": summary.code_version,
        "counts": counts,
        "files": [asdict(file) for file in files],
    }
    _write_json(folder / MANIFEST, manifest)
    sums = [(file.sha256, file.path) for file in files] + [(sha256_of(folder / MANIFEST), MANIFEST)]
    text = "".join(f"{sha256}  {path}\n" for sha256, path in sorted(sums, key=lambda item: item[1]))
    (folder / SUMS).write_text(text, encoding="utf-8")


def _files(folder: Path) -> list[File]:
    return [file_of(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _check(folder: Path, counts: dict[str, int]) -> None:
    """Hold every file against the manifest, from the disk; an edition that does not agree is never published."""
    wrong = [f"{name}: {found}" for name in DATABASES if (found := problems(folder / f"{name}.sqlite"))]
    manifest = json.loads((folder / MANIFEST).read_bytes())
    stated = {entry["path"]: File(**entry) for entry in manifest["files"]}
    rows = counts | {"national": counts["reports"]}
    for file in _files(folder):
        if file.path in (MANIFEST, SUMS):
            continue
        table = Path(file.path).stem
        if stated.get(file.path) != file or (file.path.startswith("csv/") and file.rows != rows[table]):
            wrong.append(file.path)
    if wrong:
        raise DatasetError(
            f"发布前核对不符，未发布：{'；'.join(wrong)}。请检查磁盘后重试。",
            f"The release does not agree with its manifest and was not published: {'; '.join(wrong)}. Check the disk "
            "and try again.",
        )


def _point(releases: Path, version: str) -> None:
    """Let ``latest`` lead to this version, at once."""
    new = releases / f".{LATEST}-{version}"
    new.unlink(missing_ok=True)
    new.symlink_to(version, target_is_directory=True)
    new.replace(releases / LATEST)
