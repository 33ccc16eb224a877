"""Which agencies are known, under which names, and what has a person decided?

``agencies.csv`` in the registry's folder is the truth: an id that stands there never moves. What a build meets for the
first time is proposed by rule and added. ``rulings.yml`` holds decisions on what no rule can tell; a ruling that
decides nothing any more is an error, so that the file never grows stale. ``rosters.yml`` says how many organs an
official source counts for a place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dataset.errors import DatasetError
from dataset.identity.places import place

COLUMNS = ("agency_id", "region", "type", "function", "organ", "name", "first_year", "last_year")
MAX_BYTES = 256 * 1024 * 1024
"""140,000 agencies with two names each take 30 MB."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of an agency: ``organ`` is the name without its place, ``name`` as printed, the years with reports."""

    agency_id: str
    region: str
    type: str
    function: str
    organ: str
    name: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """A recorded human decision: reports of this issuer on this site's division are those of this agency.

    ``agency_id`` None: they are of no agency of this dataset.
    """

    issuer: str
    division: str
    agency_id: str | None
    note: str
    first_year: int = 0
    last_year: int = 9999

    def covers(self, issuer: str, division: str, year: int) -> bool:
        """Does it decide this report?"""
        return (self.issuer, self.division) == (issuer, division) and self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True)
class Count:
    """How many organs (departments, general office, townships, sub-districts) an official source counts for a place."""

    division: str
    organs: int
    source: str
    first_year: int
    last_year: int

    @property
    def years(self) -> range:
        """The report years that it is for."""
        return range(self.first_year, self.last_year + 1)


@dataclass
class Registry:
    """The registry of agencies in a folder; empty where there is none yet."""

    names: list[KnownName] = field(default_factory=list)
    rulings: tuple[Ruling, ...] = ()
    counts: tuple[Count, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Registry:
        """Read the folder. Raises DatasetError, one line, for files that are not what they should be."""
        rulings, counts = _rulings(folder / "rulings.yml"), _counts(folder / "rosters.yml")
        return cls(_names(folder / "agencies.csv"), tuple(rulings), tuple(counts))

    def save(self, folder: Path) -> None:
        """Write ``agencies.csv`` whole or not at all; rulings are a person's and never written."""
        folder.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        real = (known for known in self.names if place(known.region) is not None)  # samples lie in no place
        writer.writerows([getattr(known, column) for column in COLUMNS] for known in sorted(real, key=_order))
        target = folder / "agencies.csv"
        new = target.with_name("agencies.csv.new")
        new.write_text(text.getvalue(), "utf-8")
        new.replace(target)


def _order(known: KnownName) -> tuple[str, int, str]:
    return known.agency_id, known.first_year, known.organ


def _names(path: Path) -> list[KnownName]:
    if not path.is_file():
        return []
    if path.stat().st_size > MAX_BYTES:
        raise _broken(path, "文件过大", "too large")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return [
            KnownName(
                agency_id=row["agency_id"],
                region=row["region"],
                type=row["type"],
                function=row["function"],
                organ=row["organ"],
                name=row["name"],
                first_year=int(row["first_year"]),
                last_year=int(row["last_year"]),
            )
            for row in rows
        ]
    except (KeyError, ValueError, TypeError, csv.Error, UnicodeDecodeError) as error:
        raise _broken(path, f"不是机关登记表（{error}）", f"not a registry of agencies ({error})") from None


def _rulings(path: Path) -> Iterable[Ruling]:
    if not path.is_file():
        return
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8-sig")) or {}
        for entry in data.get("issuers", []):
            years = entry.get("years", [0, 9999])
            yield Ruling(
                str(entry["issuer"]),
                str(entry["division"]),
                None if entry["agency_id"] is None else str(entry["agency_id"]),
                str(entry["note"]),
                int(years[0]),
                int(years[1]),
            )
    except (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError, IndexError, UnicodeDecodeError) as error:
        what = str(error).replace("\n", " ")
        raise _broken(path, f"裁定写法不对（{what}）", f"rulings are not as they should be ({what})") from None


def _counts(path: Path) -> Iterable[Count]:
    if not path.is_file():
        return
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8-sig")) or {}
        for entry in data.get("rosters", []):
            first, last = (int(year) for year in entry["years"])
            count = Count(str(entry["division"]), int(entry["organs"]), str(entry["source"]), first, last)
            if place(count.division) is None or not 2003 <= first <= last <= 2049 or not count.source:
                raise ValueError(count.division)
            yield count
    except (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError, UnicodeDecodeError) as error:
        what = str(error).replace("\n", " ")
        raise _broken(path, f"名单写法不对（{what}）", f"rosters are not as they should be ({what})") from None


def _broken(path: Path, zh: str, en: str) -> DatasetError:
    return DatasetError(f"{path}：{zh}；原有数据库未动。", f"{path}: {en}; the database was left as it was.")
