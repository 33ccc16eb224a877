"""What did a build make of the archive, and which code was it? The record that stands beside the working database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from dataset.errors import DatasetError
from dataset.readings import source_digest

VERSION = "0.1.0"
"""Of the program, as in pyproject.toml; a test holds them together."""
SUMMARY = "build.json"


@dataclass(frozen=True)
class BuildSummary:
    """What a build made of the archive; also kept as ``build.json`` beside the databases."""

    sample: bool
    """Is everything in it from the bundled sample portals?"""
    samples_left_out: int
    """Sample sites in the archive that are not in the database, because there are real ones."""
    archive_digest: str
    code_version: str
    newest_capture: str
    sites: int
    documents: int
    documents_read: int
    """Of the documents, those that had to be read now; the others' readings were kept."""
    unreadable: int
    reports: int
    agencies: int
    unresolved: int


def code_version() -> str:
    """Which code is this? The program's version and a digest of everything that can change a release."""
    return f"{VERSION}+{source_digest('crawler', 'dataset', 'parsing')[:16]}"


def write_summary(database_dir: Path, summary: BuildSummary) -> None:
    """Put the record beside a database that is whole."""
    (database_dir / SUMMARY).write_text(json.dumps(asdict(summary), indent=1) + "\n", encoding="utf-8")


def read_summary(database_dir: Path) -> BuildSummary:
    """What the build that made this working database said of it; raises :class:`DatasetError` where there is none."""
    recover(database_dir)
    try:
        return BuildSummary(**json.loads((database_dir / SUMMARY).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise DatasetError(
            f"没有可发布的数据库：{database_dir}；请先运行 ogi build。",
            f"There is no database to release at {database_dir}; run ogi build first.",
        ) from None


def recover(database_dir: Path) -> None:
    """Put back the database that a build was about to replace when its process was killed."""
    before = database_dir.with_name(f"{database_dir.name}.before")
    if before.is_dir() and not database_dir.exists():
        before.rename(database_dir)
