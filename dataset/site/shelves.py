"""How do the files of a release stand on the downloads page? What most people want first, then a shelf a folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dataset.descriptions.readme import FOLDERS
from dataset.files import File
from dataset.site.language import Language

WANTED = (
    "excel/national_excel.csv",
    "machine/national.csv.gz",
    "parquet/national.parquet",
    "excel/panel_excel.csv",
    "codebook.csv",
    "changes.csv",
    "ogi.sqlite",
)
"""Files that most people want, best first; those that a release does not have are left out."""
_MADE_BESIDE = (".csv-metadata.json",)
"""Endings of files that only describe the one beside them."""


@dataclass(frozen=True)
class Shelf:
    """Some files under one heading."""

    key: str
    """Folder; empty for the top of the release."""
    note: str
    files: tuple[File, ...]

    @property
    def bytes(self) -> int:
        """What all of them weigh."""
        return sum(file.bytes for file in self.files)


def wanted(files: Iterable[File]) -> list[File]:
    """The files that most people want."""
    by_path = {file.path: file for file in files}
    return [by_path[path] for path in WANTED if path in by_path]


def shelves(files: Iterable[File], language: Language) -> list[Shelf]:
    """Every file, by folder: the top of the release, then the folders as its README has them."""
    by_folder: dict[str, list[File]] = {"": [], **{folder: [] for folder in FOLDERS}}
    for file in files:
        folder = file.path.partition("/")[0] if "/" in file.path else ""
        by_folder.setdefault(folder, []).append(file)
    notes = {folder: language.pick(said["zh"], said["en"]) for folder, said in FOLDERS.items()}
    return [
        Shelf(folder, notes.get(folder, ""), tuple(sorted(held, key=_order)))
        for folder, held in by_folder.items()
        if held
    ]


def _order(file: File) -> tuple[bool, str]:
    return file.path.endswith(_MADE_BESIDE), file.path
