"""Which agencies can be found, under which names, and which of them comes first?

Every agency has a number, and a lower one comes first where nothing else tells: the higher level, the shorter name,
the id. The index gives its hits by number, so that the best are there without sorting.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from dataset.identity.places import full_forms, stem
from dataset.identity.units import function_of
from dataset.lookup.words import folded, name_tokens, pinyin_tokens, squeezed

LEVELS = ("central", "province", "prefecture", "county", "township")
TABLES = """
CREATE TABLE agency_index (
    id INTEGER PRIMARY KEY,
    agency_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    former TEXT NOT NULL,
    division_id TEXT NOT NULL,
    province TEXT,
    prefecture TEXT,
    county TEXT,
    agency_type TEXT,
    level TEXT,
    years TEXT NOT NULL
);
CREATE INDEX agency_index_division ON agency_index (division_id);
CREATE TABLE agency_keys (
    key TEXT NOT NULL, former INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, former, id)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE agency_words USING fts5 (current, former, content = '', columnsize = 0, tokenize = 'ascii');
"""
"""``former`` of the first are the other names of the agency, a line each, latest first: those it had before and those
its reports print; ``years`` those with a report, oldest first. A key is a whole name, as it is printed, with all its
places, without the kinds of places, abbreviated, or its initials."""

_AGENCIES = """
SELECT a.agency_id, a.agency_name AS name, a.division_id, a.agency_type, a.level, d.province, d.prefecture, d.county
FROM ogi.agencies AS a LEFT JOIN ogi.divisions AS d USING (division_id)
"""
_KNOWN = "SELECT agency_id, name FROM ogi.agency_names ORDER BY agency_id, last_year DESC, first_year DESC, name"
_PRINTED = "SELECT agency_id, issuer_printed FROM ogi.reports ORDER BY agency_id, year DESC"
_AGENCY = """
INSERT INTO agency_index VALUES (:id, :agency_id, :name, :former, :division_id, :province, :prefecture, :county,
                                 :agency_type, :level, :years)
"""
_WORDS = "INSERT INTO agency_words (rowid, current, former) VALUES (?, ?, ?)"


def fill(connection: sqlite3.Connection) -> None:
    """Index every agency of ``ogi``."""
    years, names = _years(connection), _names(connection)
    agencies = sorted(connection.execute(_AGENCIES), key=_rank)
    for number, agency in enumerate(agencies, start=1):
        agency_id = agency["agency_id"]
        places = tuple(name for name in (agency["province"], agency["prefecture"], agency["county"]) if name)
        now = Written.of(agency["name"], places)
        then = [one for name in names[agency_id] if not (one := Written.of(name, places)).texts <= now.texts]
        former = "\n".join(one.printed for one in then)
        row = {**agency, "id": number, "former": former, "years": " ".join(years[agency_id])}
        connection.execute(_AGENCY, row)
        connection.execute(_WORDS, (number, _tokens([now]), _tokens(then)))
        keys = now.keys
        old = {key for name in then for key in name.keys} - keys
        found = [(key, 0, number) for key in sorted(keys)] + [(key, 1, number) for key in sorted(old)]
        connection.executemany("INSERT INTO agency_keys VALUES (?, ?, ?)", found)
    connection.execute("INSERT INTO agency_words (agency_words) VALUES ('optimize')")


def _years(connection: sqlite3.Connection) -> Mapping[str, list[str]]:
    """The years of every agency, oldest first."""
    years: dict[str, list[str]] = defaultdict(list)
    for agency_id, year in connection.execute("SELECT agency_id, year FROM ogi.reports ORDER BY agency_id, year"):
        years[agency_id].append(str(year))
    return years


def _names(connection: sqlite3.Connection) -> Mapping[str, list[str]]:
    """Every name of every agency, latest first, each once."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for asked in (_KNOWN, _PRINTED):
        for agency_id, name in connection.execute(asked):
            names[agency_id][name] = None
    return defaultdict(list, {agency_id: list(own) for agency_id, own in names.items()})


def _rank(agency: sqlite3.Row) -> tuple[int, int, str]:
    level = agency["level"]
    return LEVELS.index(level) if level in LEVELS else len(LEVELS), len(agency["name"]), agency["agency_id"]


@dataclass(frozen=True)
class Written:
    """One name of an agency in the ways in which people write it: with its places or some of them, without their kinds
    (通州 for 通州区), and abbreviated (发改委).
    """

    printed: str
    places: tuple[str, ...]
    """The highest first."""
    rests: tuple[str, ...]
    """The name without its places, then its abbreviations."""

    @classmethod
    def of(cls, name: str, places: tuple[str, ...]) -> Written:
        """The name of an agency that lies in these places."""
        rest = name
        for place in places:
            form = next((form for form in full_forms(place) if rest.startswith(form)), None)
            if form is not None and len(rest) > len(form):
                rest = rest.removeprefix(form)
        return cls(name, places, (rest, *_abbreviations(rest)))

    @property
    def _short(self) -> tuple[str, ...]:
        return tuple(stem(place) or place for place in self.places)

    @property
    def texts(self) -> set[str]:
        """As it is printed, with all its places, and without their kinds, folded: any part of it is in one of them."""
        texts = {folded(self.printed)}
        for rest in self.rests:
            texts |= {_joined(_plain, (*self.places, rest)), squeezed(_joined(_plain, (*self._short, rest)))}
        return texts - {""}

    @property
    def readings(self) -> list[tuple[str, ...]]:
        """The syllables of the whole name, with the kinds of its places and without."""
        read = {_syllables((*places, rest)) for places in (self.places, self._short) for rest in self.rests}
        return sorted(one for one in read if one)

    @property
    def keys(self) -> set[str]:
        """What may be typed for the whole name: from any of its places on, in characters or initials."""
        keys = {folded(self.printed), squeezed(folded(self.printed))}
        for places in (self.places, self._short):
            for pieces in ((*places[first:], rest) for first in range(max(1, len(places))) for rest in self.rests):
                text = _joined(_plain, pieces)
                keys |= {text, squeezed(text), _joined(_initials, pieces)}
        return keys - {""}


@cache
def _abbreviations(rest: str) -> tuple[str, ...]:
    """How the name of an organ is cut short: 政府办, 发展改革委, and 发改委 by the words of its function."""
    plain = rest.replace("人民政府", "政府")
    short = re.sub("办公[室厅]$", "办", re.sub("委员会$", "委", plain))
    found = {plain, short}
    ending = next((one for one in ("委", "局", "厅", "办") if short.endswith(one)), "")
    for word in _words().get(function_of(rest), ()):
        if len(word) == 2 and word not in rest and re.search(".*".join(word), rest):
            found.add(word + ending)
    return tuple(sorted(found - {rest}))


@cache
def _words() -> Mapping[str, list[str]]:
    """Function -> words of names, among them those that people say for short: 发改, 人社, 住建."""
    text = resources.files("dataset.identity").joinpath("functions.yml").read_text("utf-8")
    words: Mapping[str, list[str]] = yaml.safe_load(text)["functions"]
    return words


def _syllables(pieces: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(syllable for piece in pieces for syllable in _read(piece))


def _joined(how: Callable[[str], str], pieces: tuple[str, ...]) -> str:
    return "".join(map(how, pieces))


# A nation has some ten thousand pieces and a million names: what is done to a piece is done once.
@cache
def _plain(piece: str) -> str:
    return folded(piece)


@cache
def _initials(piece: str) -> str:
    return "".join(syllable[0] for syllable in _read(piece))


@cache
def _read(piece: str) -> tuple[str, ...]:
    """How a piece of a name is read; what is no Chinese stays as it is."""
    from pypinyin import lazy_pinyin  # its dictionaries take 60 MB, which the site has no use for

    return tuple(lazy_pinyin(folded(piece)))


def _tokens(names: list[Written]) -> str:
    texts = sorted({text for name in names for text in name.texts})
    readings = sorted({reading for name in names for reading in name.readings})
    return " ".join(name_tokens(texts) + pinyin_tokens(readings)) if texts else ""
