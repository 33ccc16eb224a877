"""Is what a registry says plausible, beyond the form of its entries?

A fault is a mistake for certain, or a site too many. A remark is something that may be meant and is worth a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.registry.divisions import divisions
from crawler.registry.fields import Problem
from crawler.registry.hosts import GOVERNMENT
from crawler.registry.site import Site
from crawler.urls import is_address, split, url_key


@dataclass(frozen=True, slots=True)
class Placed:
    """A site with the file and the line at which its entry begins."""

    site: Site
    file: Path
    line: int

    def where(self, file: Path) -> Problem:
        """The place, said to somebody who is reading ``file``."""
        zh, en = f"第 {self.line} 行", f"line {self.line}"
        return (zh, en) if file == self.file else (f"{self.file} {zh}", f"{self.file} {en}")

    def says(self, zh: str, en: str) -> Problem:
        """The problem with its place before it."""
        return (
            f"{self.file} 第 {self.line} 行，条目 {self.site.id}，{zh}",
            f"{self.file} line {self.line}, entry {self.site.id}, {en}",
        )


def faults(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Divisions that never were, and addresses at which two sites begin."""
    begun: dict[str, Placed] = {}
    for one in placed:
        site = one.site
        if not site.sample and site.division not in divisions():
            yield one.says(
                f"division：没有 “{site.division}” 这个行政区划代码",
                f"division: there is and was no division '{site.division}'",
            )
        for url in dict.fromkeys((*site.start, *site.listings)):
            other = begun.setdefault(url_key(url), one)
            if other is not one:
                zh, en = other.where(one.file)
                yield one.says(
                    f"start：{url} 与{zh}的条目 {other.site.id} 相同",
                    f"start: {url} is also that of entry {other.site.id} on {en}",
                )


def remarks(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Divisions that are no more, hosts outside gov.cn, one host by http and https, no reports expected."""
    for one in placed:
        site = one.site
        lives = divisions().get(site.division, ())
        if lives and lives[-1].last is not None:
            yield one.says(
                f"division：{site.division} {lives[-1].name} 已于 {lives[-1].last} 年后撤销或改码",
                f"division: {site.division} {lives[-1].name} was given up or recoded after {lives[-1].last}",
            )
        for pattern in site.patterns:
            if not is_address(pattern.host) and pattern.host != "localhost" and not of_government(pattern.host):
                yield one.says(
                    f"hosts：{pattern.host} 不在 gov.cn 之下，请确认属于该机关",
                    f"hosts: {pattern.host} is not under gov.cn; make sure it is the office's own",
                )
        for host in _both_schemes(site):
            yield one.says(
                f"start：{host} 既写了 http 又写了 https，留一种即可",
                f"start: {host} stands there with http and with https; one will do",
            )
        if site.expect_min == 0:
            yield one.says(
                "expect.min：为 0，一份报告也没有时不会提醒",
                "expect.min: is 0, so that nobody is told when there is no report at all",
            )


def of_government(host: str) -> bool:
    """Is this gov.cn or a name under it?"""
    return host == GOVERNMENT or host.endswith("." + GOVERNMENT)


def _both_schemes(site: Site) -> list[str]:
    schemes: dict[str, set[str]] = {}
    for url in (*site.start, *site.listings):
        if (found := split(url)) is not None:
            schemes.setdefault(found[1], set()).add(found[0].scheme)
    return sorted(host for host, seen in schemes.items() if len(seen) > 1)
