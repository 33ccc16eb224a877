"""Which sites does somebody else's list of portals name, and which of its rows cannot be trusted?

Every row becomes a site or is refused with a reason; none is dropped in silence. The code must be one of the divisions,
and the name must be that of the division: a list whose rows have slipped by one would otherwise put every report into
the neighbouring county. Hosts outside gov.cn are refused, because mirrors with altered text are common; a person may
write them into the registry by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from crawler.registry.divisions import NATION, Division, above, divisions, full_name
from crawler.registry.hosts import HostPattern, HostPatternError, allowed
from crawler.registry.lint import of_government
from crawler.registry.sheet import Row, read_rows
from crawler.registry.site import Site
from crawler.urls import MAX_LENGTH, split, url_key


class Reason(StrEnum):
    """Why a row was refused."""

    NO_CODE = "no_code"
    UNKNOWN_CODE = "unknown_code"
    NAME = "name_does_not_fit"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    NOT_GOVERNMENT = "not_gov_cn"
    DUPLICATE = "duplicate"
    BAD_ID = "bad_id"


REASONS: dict[Reason, tuple[str, str]] = {
    Reason.NO_CODE: ("没有行政区划代码", "no division code"),
    Reason.UNKNOWN_CODE: ("没有这个行政区划代码", "no such division"),
    Reason.NAME: ("名称与代码不符", "the name is not that of the division"),
    Reason.NO_ADDRESS: ("没有网址", "no address"),
    Reason.BAD_ADDRESS: ("网址不合法", "not an http(s) address"),
    Reason.NOT_GOVERNMENT: ("主机不在 gov.cn 之下", "host outside gov.cn"),
    Reason.DUPLICATE: ("与前面的行重复", "the same as an earlier row"),
    Reason.BAD_ID: ("编号不合法", "not an id"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not imported: the line of the file, why, and the words that were wrong."""

    line: int
    reason: Reason
    words: str

    def text(self) -> tuple[str, str]:
        """One line about it, in Chinese and in English."""
        zh, en = REASONS[self.reason]
        return f"第 {self.line} 行：{zh}：{self.words}", f"line {self.line}: {en}: {self.words}"


@dataclass
class Imported:
    """What came of a list: as many sites and refusals as it has rows."""

    sites: list[Site] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """Id of a site -> the line it came from."""


class _Refused(Exception):
    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason = reason
        self.words = words


_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_OTHER = re.compile(r"[^a-z0-9.]+")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_BETWEEN = re.compile(r"[\s/>·\-—]+")
_ANOTHER_KIND = re.compile("[市县区旗州盟](?:人民政府)?")
_CENTRAL = re.compile("^(?:国家税务总局|中华人民共和国)")
"""Offices of central bodies are named after those: 国家税务总局浙江省税务局."""
_SEVERAL = re.compile(r"[\s;,；，]+")


def import_sites(path: Path) -> Imported:
    """The sites that a CSV names, checked against the divisions. Raises SheetError when it is no table of portals."""
    found = Imported()
    begun: dict[str, tuple[int, str]] = {}
    for row in read_rows(path):
        try:
            site = _site(row)
            _not_twice(site, begun, found.lines)
        except _Refused as refused:
            found.refused.append(Refusal(row.line, refused.reason, refused.words))
            continue
        for url in (*site.start, *site.listings):
            begun.setdefault(url_key(url), (row.line, site.id))
        found.lines[site.id] = row.line
        found.sites.append(site)
    return found


def _site(row: Row) -> Site:
    place = _place(row)
    start = _addresses(row, "url")
    listings = _addresses(row, "listing")
    hosts = _hosts(row, (*start, *listings))
    if not start and not listings:
        start = (f"https://{hosts[0]}/",)  # where a host has no https, http is tried once
    return Site(
        id=_id(row, place, (start + listings)[0]),
        name=_name(row, place),
        division=place.code,
        start=start,
        listings=listings,
        hosts=hosts,
        notes="；".join(f"{heading}: {text}" for heading, text in row.noted),
    )


def _place(row: Row) -> Division:
    """The division of a row, when its code is one and its name belongs to the code."""
    code = row.cells["code"]
    called = row.cells.get("place") or row.cells.get("name", "")
    if not code:
        raise _Refused(Reason.NO_CODE, called or "—")
    if code not in divisions():
        raise _Refused(Reason.UNKNOWN_CODE, f"{code} {called}".strip())
    if code != NATION:
        lives = divisions()[code]
        fits = [life for life in reversed(lives) if not called or belongs(called, life)]
        if not fits:
            raise _Refused(Reason.NAME, f"{code} {called}（{lives[-1].name}）")
        return fits[0]
    return divisions()[code][-1]


def belongs(called: str, place: Division) -> bool:
    """Is this a name of the division, of its government or of an office of it?

    The name of the division stands in it, with nothing before it but those above it (湖南省长沙县 is not 沙县), and its
    kind is the same (朝阳县 is not 朝阳市, 沙县区 not 沙县); or it is that name without its kind (广西, 延边州).
    What stands in brackets is an addition.
    """
    name = _CENTRAL.sub("", _BETWEEN.sub("", _ASIDE.sub("", called)))
    higher = {life.name for code in above(place.code) for life in divisions()[code]}
    prefixes = sorted(higher | {each[:-1] for each in higher}, key=len, reverse=True)
    shortened = True
    while shortened and name != place.name:
        shortened = False
        for prefix in prefixes:
            if name.startswith(prefix) and len(name) > len(prefix):
                name, shortened = name.removeprefix(prefix), True
                break
    if name.startswith(place.name):
        return not _ANOTHER_KIND.fullmatch(name.removeprefix(place.name))
    stem = name.removesuffix("人民政府").removesuffix(place.name[-1])
    return len(stem) > 1 and place.name.startswith(stem)


def _addresses(row: Row, key: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in filter(None, _SEVERAL.split(row.cells.get(key, ""))):
        url = text if "://" in text else f"https://{text}"
        parts = split(url)
        if parts is None or len(url) > MAX_LENGTH:
            raise _Refused(Reason.BAD_ADDRESS, text[:200])
        found[url if parts[0].path else f"{url}/"] = None
    return tuple(found)


def _hosts(row: Row, urls: tuple[str, ...]) -> tuple[str, ...]:
    """The hosts of the addresses and those that the row names beside them, all under gov.cn."""
    found = dict.fromkeys(_netloc(url) for url in urls)
    for text in filter(None, _SEVERAL.split(row.cells.get("host", ""))):
        name = text.partition("://")[2].partition("/")[0] or text
        if not any(allowed((HostPattern(host),), f"http://{name}/") for host in map(_bare, found)):
            found[name.lower()] = None
    if not found:
        raise _Refused(Reason.NO_ADDRESS, " ".join(filter(None, (row.cells["code"], row.cells.get("place", "")))))
    for host in found:
        try:
            pattern = HostPattern.parse(host)
        except HostPatternError:
            raise _Refused(Reason.BAD_ADDRESS, host[:200]) from None
        if not of_government(pattern.host):
            raise _Refused(Reason.NOT_GOVERNMENT, host)
    return tuple(found)


def _netloc(url: str) -> str:
    """The host of an address as it is written in ``hosts``, with the port where it is not that of the scheme."""
    found = split(url)
    assert found is not None  # _addresses has looked
    _, host, port = found
    return host if port in (80, 443) else f"{host}:{port}"


def _bare(host: str) -> str:
    return host.partition(":")[0]


def _id(row: Row, place: Division, url: str) -> str:
    """The id that the row gives, or one of the code and the address, so that a second import gives the same."""
    given = row.cells.get("id", "")
    if given:
        if not _ID.fullmatch(given):
            raise _Refused(Reason.BAD_ID, given[:80])
        return given
    where = url_key(url).removeprefix("www.").replace(".gov.cn", "", 1).strip("/")
    return f"{place.code}-{_OTHER.sub('-', where.lower()).strip('-.')}"[:64].rstrip("-.")


def _name(row: Row, place: Division) -> str:
    """What the row calls the site; the government of the division where it only names the division."""
    called = row.cells.get("name") or row.cells.get("place", "")
    if place.code == NATION:
        return called or place.name
    if not called or "".join(called.split()) in (place.name, full_name(place)):
        return f"{full_name(place)}人民政府"
    return called


def _not_twice(site: Site, begun: dict[str, tuple[int, str]], lines: dict[str, int]) -> None:
    for url in (*site.start, *site.listings):
        if (other := begun.get(url_key(url))) is not None:
            line, name = other
            raise _Refused(Reason.DUPLICATE, f"{url}（{name}, {line}）")
    if site.id in lines:
        raise _Refused(Reason.DUPLICATE, f"{site.id}（{lines[site.id]}）")
