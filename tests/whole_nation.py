"""The whole nation, invented: every division of every year, its organs with the reform of 2018/19, 18 years of reports.

What must come of it is said here as well, from the same few tables and from nothing of the code under test: which agency
each report is of, what became of the agencies, when each report was due. The numbers stand in ``tests.whole_numbers``.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from crawler.registry.divisions import divisions

FIRST, LAST = 2008, 2025
SECOND_LIVES = {"500110": 2011, "500111": 2011}
"""Codes that were given to another place."""
DECREES = Path(__file__).parents[1] / "dataset" / "identity" / "successors.csv"
"""The mergers and splits of divisions that are known one by one: facts, as the table of divisions."""
MUNICIPALITIES = ("11", "12", "31", "50")
KINDS = "省市县区旗州盟"
"""How divisions with a government of their own end."""

Period = tuple[int, int, str, str]
"""First and last report year of a name; what provinces and what prefectures and counties call the organ."""


@dataclass(frozen=True, slots=True)
class Organ:
    """One of the twenty organs that a division has at a time."""

    slot: str
    names: tuple[Period, ...]
    type: str = "department"

    def period(self, year: int) -> Period | None:
        """Its name in a year; None where there is no such organ then."""
        return next((one for one in self.names if one[0] <= year <= one[1]), None)


def _organ(slot: str, *names: Period, type: str = "department") -> Organ:
    return Organ(slot, names, type)


def _always(slot: str, province: str, below: str, type: str = "department") -> Organ:
    return Organ(slot, ((FIRST, LAST, province, below),), type)


ORGANS = (
    _always("gov", "人民政府", "人民政府", "people_government"),
    _always("gov-office", "人民政府办公厅", "人民政府办公室", "government_office"),
    _always("reform", "发展和改革委员会", "发展和改革局"),
    _always("edu", "教育厅", "教育局"),
    _always("civil", "民政厅", "民政局"),
    _always("finance", "财政厅", "财政局"),
    _organ("hr", (2008, 2009, "劳动和社会保障厅", "劳动和社会保障局"), (2010, LAST, "人力资源和社会保障厅", "人力资源和社会保障局")),
    _organ("land-resources", (2008, 2018, "国土资源厅", "国土资源局")),
    _organ("planning", (2008, 2018, "城乡规划局", "规划局")),
    _organ("land", (2019, LAST, "自然资源厅", "自然资源和规划局")),
    _organ("env", (2008, 2018, "环境保护厅", "环境保护局"), (2019, LAST, "生态环境厅", "生态环境局")),
    _organ(
        "health",
        (2008, 2013, "卫生厅", "卫生局"),
        (2014, 2018, "卫生和计划生育委员会", "卫生和计划生育局"),
        (2019, LAST, "卫生健康委员会", "卫生健康局"),
    ),
    _organ("agri", (2008, 2018, "农业厅", "农业局"), (2019, LAST, "农业农村厅", "农业农村局")),
    _always("water", "水利厅", "水利局"),
    _organ("saic", (2008, 2018, "工商行政管理局", "工商行政管理局")),
    _organ("quality", (2008, 2018, "质量技术监督局", "质量技术监督局")),
    _organ("food-drug", (2008, 2018, "食品药品监督管理局", "食品药品监督管理局")),
    _organ("market", (2019, LAST, "市场监督管理局", "市场监督管理局")),
    _organ("emergency", (2008, 2018, "安全生产监督管理局", "安全生产监督管理局"), (2019, LAST, "应急管理厅", "应急管理局")),
    _organ("culture", (2008, 2018, "文化厅", "文化局"), (2019, LAST, "文化和旅游厅", "文化和旅游局")),
    _organ("tourism", (2008, 2018, "旅游局", "旅游局")),
    _always("audit", "审计厅", "审计局"),
    _organ("veteran", (2019, LAST, "退役军人事务厅", "退役军人事务局")),
    _organ("medins", (2019, LAST, "医疗保障局", "医疗保障局")),
    _organ("permit", (2019, LAST, "政务服务管理局", "行政审批局")),
    _organ("petition", (2019, LAST, "信访局", "信访局")),
)  # fmt: skip
MERGED = {"land-resources": "land", "planning": "land", "saic": "market", "quality": "market", "food-drug": "market", "tourism": "culture"}  # fmt: skip
REFORM = 2019
"""The first report year of the organs that the reform made."""
BRANCH = Organ("b-env", ((2019, LAST, "", "生态环境局"),), "branch_office")
"""Since the reform a county's bureau of the environment is a branch of the prefecture's."""


@dataclass(frozen=True)
class Place:
    """A division as long as it was one; ``names`` by year from 2008 on."""

    id: str
    code: str
    names: Mapping[int, str] = field(compare=False, repr=False)

    @cached_property
    def rank(self) -> int:
        """1 a province, 2 a prefecture, 3 a county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3


@cache
def nation() -> Mapping[str, Place]:
    """Every division of the mainland with a government, by id."""
    names: dict[str, dict[int, str]] = {}
    for code, lives in divisions().items():
        if code[:2] > "65" or code == "100000":
            continue
        for year in range(FIRST, LAST + 1):
            for life in lives:
                if life.in_force(year) and life.name[-1] in KINDS:
                    second = SECOND_LIVES.get(code, 9999)
                    place = f"{code}.{second}" if year >= second else code
                    names.setdefault(place, {})[year] = life.name
    return {place: Place(place, place[:6], found) for place, found in sorted(names.items())}


@cache
def _in_year(year: int) -> Mapping[str, Place]:
    return {place.code: place for place in nation().values() if year in place.names}


def above(place: Place, year: int) -> Place | None:
    """The government directly above: the prefecture, or the province where there is none."""
    codes = [place.code[:4] + "00"] * (place.rank == 3) + [place.code[:2] + "0000"] * (place.rank > 1)
    return next((found for code in codes if (found := _in_year(year).get(code)) is not None), None)


def below(place: Place, year: int) -> list[Place]:
    """The divisions whose government is directly below this one."""
    return _below(year).get(place, [])


@cache
def _below(year: int) -> Mapping[Place, list[Place]]:
    found: dict[Place, list[Place]] = {}
    for place in _in_year(year).values():
        if (higher := above(place, year)) is not None:
            found.setdefault(higher, []).append(place)
    return found


@dataclass(frozen=True)
class Agency:
    """An organ of a place."""

    place: Place
    organ: Organ

    @cached_property
    def id(self) -> str:
        """As the registry should have it."""
        return f"{self.place.id}-{self.organ.slot}"

    @cached_property
    def years(self) -> list[int]:
        """The years of its reports."""
        return [year for year in self.place.names if self.organ.period(year) and self._here(year)]

    def _here(self, year: int) -> bool:
        branch = year >= REFORM and self.place.rank == 3 and _prefecture(self.place, year) is not None
        return {"env": not branch, "b-env": branch}.get(self.organ.slot, True)

    def name(self, year: int) -> str:
        """What the organ is called without its place."""
        period = self.organ.period(year)
        assert period is not None
        if self.place.names[year].endswith(("地区", "盟")):
            return period[3].replace("人民政府", "行政公署")
        of_province = self.place.rank == 1 and self.place.code[:2] not in MUNICIPALITIES
        return period[2] if of_province else period[3]


def _prefecture(place: Place, year: int) -> Place | None:
    return _in_year(year).get(place.code[:4] + "00") if place.rank == 3 else None


def agencies(places: Iterable[Place]) -> Iterator[Agency]:
    """Every agency of these places that ever reported."""
    for place in places:
        for organ in (*ORGANS, BRANCH):
            agency = Agency(place, organ)
            if agency.years:
                yield agency


def draw(*seed: object, size: int = 8) -> bytes:
    """Bytes that depend on the seed alone."""
    return hashlib.shake_128("|".join(map(str, seed)).encode()).digest(size)


def printed(agency: Agency, year: int) -> tuple[str, str]:
    """The division of the portal and the issuer as the report prints it: in full, short, or by a word of level."""
    place, name = agency.place, agency.name(year)
    own = place.names[year]
    province, prefecture = _in_year(year)[place.code[:2] + "0000"], _prefecture(place, year)
    whole = own if place.rank == 1 else province.names[year] + (prefecture.names[year] if prefecture else "") + own
    at, way = draw(agency.id, year, "printed", size=2)
    if agency.organ is BRANCH:
        assert prefecture is not None
        return place.code, f"{prefecture.names[year]}{name}{own}分局"
    if place.rank == 1:
        return place.code, own + name
    if way < 64:
        return (place.code, province.code, prefecture.code if prefecture else place.code)[at % 3], whole + name
    if way < 128 and prefecture is not None:
        return (place.code, prefecture.code)[at % 2], prefecture.names[year] + own + name
    if way < 192 and own[-1] in "县市区旗州" and not own.endswith("地区"):
        return place.code, own[-1] + name
    return place.code, own + name


def names(agency: Agency) -> set[tuple[str, int, int]]:
    """What the organ was called without its place, each name with its first and last year."""
    found: dict[str, list[int]] = {}
    for year in agency.years:
        name = agency.name(year).removeprefix("人民")
        own = {"people_government": "", "branch_office": f"{name.removesuffix('局')}分局"}
        found.setdefault(own.get(agency.organ.type, name), []).append(year)
    return {(name, min(years), max(years)) for name, years in found.items()}


def events(everybody: Iterable[Agency]) -> Iterator[tuple[str, int, str, str | None]]:
    """Renames, the mergers of the reform, bureaus that became branches: agency, year, kind, other agency."""
    known = {agency.id: agency for agency in everybody}
    for agency in known.values():
        for _, first, _ in sorted(names(agency), key=lambda one: one[1])[1:]:
            yield agency.id, first, "rename", None
        heir = f"{agency.place.id}-{MERGED.get(agency.organ.slot)}"
        if heir in known:
            yield agency.id, REFORM, "merge", heir
        branch = known.get(f"{agency.place.id}-b-{agency.organ.slot}")
        if branch is not None and agency.years[-1] < branch.years[0]:
            yield agency.id, branch.years[0], "absorb", branch.id
        over = max(agency.place.names) + 1
        heirs = heirs_of(agency.place.id) if agency.years[-1] == over - 1 < LAST else ()
        for place in heirs:
            after = known.get(f"{place}-{agency.organ.slot}")
            if after is not None and after.years[-1] >= over:
                new = over in after.place.names and over - 1 not in after.place.names
                yield agency.id, over, "split" if len(heirs) > 1 else "recode" if new else "merge", after.id


@cache
def _decreed() -> Mapping[str, tuple[str, ...]]:
    with DECREES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: tuple(row["successors"].split(";")) for row in csv.DictReader(file)}


@cache
def heirs_of(place_id: str) -> tuple[str, ...]:
    """What a division became: by decree, else the one of the same two first characters that began as it ended."""
    gone = nation()[place_id]
    over = max(gone.names) + 1
    if over > LAST or place_id in _decreed():
        return _decreed().get(place_id, ())
    near = (one for one in nation().values() if one.code[:2] == gone.code[:2] and over == min(one.names))
    alike = [one.id for one in near if one.names[over][:2] == gone.names[over - 1][:2]]
    return tuple(alike) if len(alike) == 1 else ()


def published(agency: Agency, year: int) -> str | None:
    """The day that the listing gives, None for one in eight."""
    by = draw(agency.id, year, "published", size=1)[0] % 8
    return None if by == 7 else f"{year + 1}-{('01', '01', '01', '01', '01', '04', '02')[by]}-20"


def due(agency: Agency, year: int) -> str | None:
    """The last day by law."""
    if year < 2019 or agency.organ.type == "people_government":
        return f"{year + 1}-03-31"
    return f"{year + 1}-01-31" if agency.organ.type == "department" else None


def status(agency: Agency, year: int) -> str:
    """What the calendar should say, when all were looked for in the summer of 2026."""
    if year not in agency.years:
        return "not_expected"
    until, day = due(agency, year), published(agency, year)
    if until is None:
        return "published_no_due_date"
    if day is None:
        return "published_date_unknown"
    return "published_on_time" if day <= until else "published_late"
