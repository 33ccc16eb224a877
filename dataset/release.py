"""How does the working database become an immutable edition that one can cite?

A release is made in a folder of its own, checked file by file from the disk, and only then given its name; ``latest``
moves after that. A release that exists is never touched again, and nothing in it depends on the clock: the version
carries the month of the newest capture.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dataset import codebook
from dataset.assertions import Demands, hold, load_demands
from dataset.attempts import Event, recorded
from dataset.database import opened
from dataset.errors import DatasetError
from dataset.files import LATEST, read_manifest
from dataset.formats.imprint import Imprint, imprint_of
from dataset.formats.lines import write_csv
from dataset.formats.sheets import Rows
from dataset.history import Told, sign
from dataset.lookup import make as make_lookup
from dataset.manifest import check, describe, settle
from dataset.replay import write_registry
from dataset.schema import DATABASES, TABLES
from dataset.summary import BuildSummary, code_version, read_summary

SAMPLE = "-sample"
"""Ends the name of an edition made of the bundled sample portals."""
_NEW = ".new-"
"""Begins the name of a folder in which a release is being made."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def release(data: Path, *, version: str | None = None, accept_readings: bool = False) -> Path:
    """Publish the working database in ``data/build`` as ``data/releases/<version>``; returns that folder.

    Without a ``version`` it is ``vYYYY.MM.N``: year and month of the newest capture and a number that counts up over
    the releases of that month; the name of a sample edition ends in ``-sample``. ``accept_readings`` is for a person
    who has seen what the same bytes are read as now.

    Raises :class:`DatasetError` where there is no database, it has no report, it was built by other code, the
    version exists or its name cannot be one, a floor of :mod:`dataset.assertions` does not hold, too many figures are
    read otherwise in the same bytes, another release is being made, or the disk fails. ``latest`` and every earlier
    release are then as they were, and the try stands in ``data/releases.jsonl``.
    """
    if not data.is_dir():
        read_summary(data / "build")  # raises: there is nothing, and no place to write that down
    releases = data / "releases"
    try:
        with recorded(data) as attempt:
            summary = _summary(data / "build")
            name = _chosen(version, releases) if version is not None else _next(summary, releases)
            releases.mkdir(parents=True, exist_ok=True)
            _clear(releases)
            before = _before(releases, summary)
            demands = load_demands(data / "registry")
            with _new_folder(releases, name) as folder:
                _fill(folder, data / "build", name, summary, before, demands, accept_readings)
            _point(releases, name)
            attempt.note(Event.RELEASED, version=name)
    except (OSError, sqlite3.Error) as error:
        raise DatasetError(
            f"写不成发布版本（{error}）；已有的版本未动。请检查磁盘空间和 {releases}。",
            f"The release could not be written ({error}); earlier releases are as they were. See to the disk and to "
            f"{releases}.",
        ) from error
    return releases / name


def _fill(
    folder: Path,
    build: Path,
    version: str,
    summary: BuildSummary,
    before: Path | None,
    demands: Demands,
    accept_readings: bool,
) -> None:
    """Make every file of a release, the manifest last, and hold them against it."""
    warnings = hold(build / "ogi.sqlite", before and before / "ogi.sqlite", demands)
    for database in DATABASES:
        shutil.copyfile(build / f"{database}.sqlite", folder / f"{database}.sqlite")
    told = sign(folder / "ogi.sqlite", build / "ogi.sqlite", version, summary, before)
    if told.share > demands.readings_share and not accept_readings:
        raise _to_review(told, demands.readings_share)
    make_lookup(folder)
    write_registry(folder, build)
    imprint = imprint_of(folder / "ogi.sqlite", version)
    rows = _export(folder, imprint)
    counts = _counts(folder)
    said = {
        "sample": summary.sample,
        "newest_capture": summary.newest_capture,
        "archive_digest": summary.archive_digest,
        "code_version": summary.code_version,
        "previous": before.name if before is not None else None,
        "counts": counts,
        "changes": dict(sorted(told.causes.items())),
        "warnings": warnings,
    }
    describe(folder, imprint, said)
    rows |= {f"csv/{table}.csv": counts[table] for table in TABLES}
    rows |= {"csv/national.csv": counts["reports"], "changes.csv": told.causes.total()}
    check(folder, rows)
    settle(folder)


def _before(releases: Path, summary: BuildSummary) -> Path | None:
    """The release to compare with: the latest one, unless one of them is of samples and the other is not."""
    latest = releases / LATEST
    if not latest.exists():
        return None
    folder = latest.resolve()
    return folder if read_manifest(folder).get("sample", False) == summary.sample else None


def _to_review(told: Told, share: float) -> DatasetError:
    return DatasetError(
        f"文件未变而读数变了 {told.altered} 个，占上一版 {told.stated} 个数字的 {told.share:.1%}"
        f"（上限 {share:.1%}），未发布，latest 未动。请用 ogi diff latest build 逐项查看；"
        "确认无误后运行 ogi release --accept-readings。",
        f"{told.altered} of the {told.stated} figures of the release before ({told.share:.1%}; at most {share:.1%}) "
        "are read otherwise in the same documents: nothing was released, latest is unchanged. Look at them with ogi "
        "diff latest build, and if they are right run ogi release --accept-readings.",
    )


def _summary(database_dir: Path) -> BuildSummary:
    summary = read_summary(database_dir)
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


def _clear(releases: Path) -> None:
    """Take away what a release left that was killed; the lock says that nobody else is at work here."""
    for left in releases.glob(f"{_NEW}*"):
        shutil.rmtree(left)
    for left in releases.glob(f".{LATEST}-*"):
        left.unlink()


@contextmanager
def _new_folder(releases: Path, name: str) -> Iterator[Path]:
    """A folder that gets its name when the block ends without an error, and is gone otherwise."""
    folder = Path(tempfile.mkdtemp(prefix=_NEW, dir=releases))
    try:
        yield folder
        folder.chmod(0o755)
        try:
            folder.rename(releases / name)
        except OSError:
            raise _exists(name) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _export(folder: Path, imprint: Imprint) -> Rows:
    """Write the tables as files; returns the rows that each file has to have."""
    from dataset.export import export_all  # brings Arrow with it, which the site has no use for

    rows = export_all(folder, imprint)
    rows["codebook.csv"] = write_csv(folder / "codebook.csv", codebook.COLUMNS, [e.row() for e in codebook.entries()])
    with closing(opened(folder / "ogi.sqlite")) as connection:
        asked = "SELECT * FROM changes WHERE version = ? ORDER BY report_id, cell"
        columns = list(TABLES["changes"].c.keys())
        write_csv(folder / "changes.csv", columns, connection.execute(asked, (imprint.version,)))
    return rows


def _counts(folder: Path) -> dict[str, int]:
    """The rows that each table has in its database."""
    counts = {}
    for database, metadata in DATABASES.items():
        with closing(opened(folder / f"{database}.sqlite")) as connection:
            for name in map(str, metadata.tables):
                counts[name] = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
    return counts


def _point(releases: Path, version: str) -> None:
    """Let ``latest`` lead to this version, at once."""
    new = releases / f".{LATEST}-{version}"
    new.unlink(missing_ok=True)
    new.symlink_to(version, target_is_directory=True)
    new.replace(releases / LATEST)
