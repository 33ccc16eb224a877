"""What does a release say of itself: on the first sheet of a workbook, in a citation, in every description?

Made from the manifest's own facts and nothing else, so that all of them agree. The day of a release is the day of its
newest capture: a release knows no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dataset import metadata
from dataset.database import opened

PUBLISHER_ZH = "政府信息公开年报数据库项目"
PUBLISHER_EN = "OGI Yearbook project"


@dataclass(frozen=True)
class Imprint:
    """Title, edition and extent of a release."""

    version: str
    sample: bool
    newest_capture: str
    """UTC, as in ``captures``."""
    archive_digest: str
    code_version: str
    reports: int
    agencies: int
    years: Mapping[int, int]
    """Report year, oldest first -> reports."""

    @property
    def title_zh(self) -> str:
        """The title in Chinese; a sample edition says that it is one."""
        return f"{'样例，非真实数据 · ' if self.sample else ''}{metadata.TITLE_ZH}"

    @property
    def title_en(self) -> str:
        """The title in English."""
        return f"{'SAMPLE, NOT REAL DATA · ' if self.sample else ''}{metadata.TITLE_EN}"

    @property
    def released_on(self) -> str:
        """The day of the newest capture (UTC), which is what the release is as of."""
        return self.newest_capture[:10]

    @property
    def period(self) -> str:
        """First and last report year, as ISO 8601 writes an interval: 2008/2024."""
        return f"{min(self.years)}/{max(self.years)}"

    @property
    def identifier(self) -> str:
        """Which release it is, wherever it is kept."""
        return f"{metadata.NAME}/{self.version}"

    @property
    def citation_zh(self) -> str:
        """The elements of GB/T 35294-2017: author, name, version, distributor, time, identifier.

        The day of access is the reader's. A DOI or CSTR belongs in the place of the identifier once one is given.
        """
        return (
            f"{PUBLISHER_ZH}. {self.title_zh}[DB/OL]. {self.version}. {PUBLISHER_ZH}[传播机构], {self.released_on}"
            f"[引用日期]. {self.identifier}; 存档摘要 {self.archive_digest}."
        )

    @property
    def citation_en(self) -> str:
        """The same in English."""
        return (
            f"{PUBLISHER_EN} ({self.released_on[:4]}). {self.title_en} (Version {self.version}) [Data set]. "
            f"{self.identifier}; archive digest {self.archive_digest}."
        )


def imprint_of(database: Path, version: str) -> Imprint:
    """The imprint of this version, from its ``ogi.sqlite``."""
    with closing(opened(database)) as connection:
        years = connection.execute("SELECT year, count(*) FROM reports GROUP BY year ORDER BY year").fetchall()
        row = connection.execute("SELECT * FROM releases WHERE version = ?", (version,)).fetchone()
    return Imprint(
        version=version,
        sample=bool(row["sample"]),
        newest_capture=row["newest_capture"],
        archive_digest=row["archive_digest"],
        code_version=row["code_version"],
        reports=row["reports"],
        agencies=row["agencies"],
        years={int(year): int(count) for year, count in years},
    )
