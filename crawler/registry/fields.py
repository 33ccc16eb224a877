"""Does one entry of the registry hold to the contract, field by field?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from crawler.platforms import NAMES
from crawler.registry.document import NotText
from crawler.registry.hosts import HostPattern, HostPatternError, allowed
from crawler.urls import MAX_LENGTH, split

Problem = tuple[str, str]
"""What is wrong, in Chinese and in English."""

REQUIRED = ("id", "name", "division", "hosts")
OPTIONAL = ("start", "listings", "platform", "scheme", "tls", "expect", "checked", "notes")
NEVER = "never"
"""``checked`` of a site that no probe has looked at."""
SCHEMES = ("http",)
"""``scheme``: http for a site that has no https at all. Left out, an address is asked for as it is written."""
TLS = ("strict", "legacy", "unverified")
"""``tls``: the usual verification; old protocols and ciphers too, but verified; no verification at all."""

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DIVISION = re.compile(r"[0-9]{6}")


def check_entry(data: Any) -> Iterator[Problem]:
    """Everything wrong with one entry; each text begins with the name of the field."""
    if not isinstance(data, dict):
        yield "应当是“键: 值”的条目", "must be an entry of keys and values"
        return
    yield from _keys(data)
    yield from _texts(data)
    patterns: list[HostPattern] = []
    yield from _hosts(data, patterns)
    yield from _addresses(data, tuple(patterns))
    yield from _platform(data)
    yield from _security(data)
    yield from _expect(data)
    yield from _checked(data)


def _keys(data: dict[str, Any]) -> Iterator[Problem]:
    for key in data:
        if key not in REQUIRED and key not in OPTIONAL:
            yield f"{key}：不认识的键", f"{key}: unknown key"
    for key in REQUIRED:
        if data.get(key) in (None, "", []):
            yield f"{key}：必须填写", f"{key}: must be given"


def _texts(data: dict[str, Any]) -> Iterator[Problem]:
    for key in ("id", "name", "division", "notes"):
        value = data.get(key)
        if value is not None and (not isinstance(value, str) or isinstance(value, NotText)):
            yield (
                f'{key}：应当是文字，请加引号（如 "{value}"）',
                f'{key}: must be text, put it in quotes (as "{value}")',
            )
            continue
        if key == "id" and value and not _ID.fullmatch(value):
            yield (
                f"id：“{value}” 只能用小写字母、数字和 . _ -，以字母或数字开头，不超过 64 个字符",
                f"id: '{value}' may have lower case letters, digits and . _ - only, at most 64",
            )
        if key == "division" and value and not _DIVISION.fullmatch(value):
            yield (
                f"division：“{value}” 不是六位行政区划代码",
                f"division: '{value}' is not a division code of six digits",
            )


def _hosts(data: dict[str, Any], patterns: list[HostPattern]) -> Iterator[Problem]:
    for host in _listed(data, "hosts"):
        if not isinstance(host, str):
            yield f"hosts：“{host}” 应当是主机名", f"hosts: '{host}' must be a host name"
            continue
        try:
            patterns.append(HostPattern.parse(host))
        except HostPatternError as error:
            yield f"hosts：{error.zh}", f"hosts: {error.en}"
    yield from _not_a_list(data, "hosts")


def _addresses(data: dict[str, Any], patterns: tuple[HostPattern, ...]) -> Iterator[Problem]:
    if not data.get("start") and not data.get("listings"):
        yield "start：start 和 listings 至少填一个", "start: one of start and listings must be given"
    for key in ("start", "listings"):
        yield from _not_a_list(data, key)
        for url in _listed(data, key):
            if not isinstance(url, str) or split(url) is None or len(url) > MAX_LENGTH or re.search(r"\s", url):
                yield f"{key}：“{url}” 不是 http(s) 网址", f"{key}: '{url}' is not an http(s) address"
            elif not allowed(patterns, url):
                yield f"{key}：“{url}” 的主机不在 hosts 之列", f"{key}: the host of '{url}' is not among hosts"


def _platform(data: dict[str, Any]) -> Iterator[Problem]:
    platform = data.get("platform")
    if platform is not None and platform not in NAMES:
        known = ", ".join(NAMES)
        yield f"platform：没有 “{platform}”（有：{known}）", f"platform: no '{platform}' (there are: {known})"


def _security(data: dict[str, Any]) -> Iterator[Problem]:
    scheme, tls = data.get("scheme"), data.get("tls")
    if scheme is not None and scheme not in SCHEMES:
        yield (
            f"scheme：“{scheme}” 只能写 http（只有明文的门户）或不写",
            f"scheme: '{scheme}' may be http (for a site without https) or left out",
        )
    if tls is not None and tls not in TLS:
        known = ", ".join(TLS)
        yield f"tls：没有 “{tls}”（有：{known}）", f"tls: no '{tls}' (there are: {known})"
    if scheme != "http":
        return
    if tls is not None and tls != "strict":
        yield "tls：scheme 为 http 的门户用不到 TLS", "tls: a site whose scheme is http has no use for it"
    for key in ("start", "listings"):
        for url in _listed(data, key):
            if isinstance(url, str) and url.lower().startswith("https:"):
                yield (
                    f"{key}：scheme 为 http，“{url}” 应写作 http://",
                    f"{key}: scheme is http, so '{url}' must be written http://",
                )


def _expect(data: dict[str, Any]) -> Iterator[Problem]:
    expect = data.get("expect")
    if expect is None:
        return
    if not isinstance(expect, dict):
        yield "expect：应当写作 {min: 数}", "expect: must be written {min: number}"
        return
    for key in expect:
        if key != "min":
            yield f"expect.{key}：不认识的键", f"expect.{key}: unknown key"
    minimum = expect.get("min")
    if "min" in expect and not isinstance(minimum, int):
        yield f"expect.min：“{minimum}” 应当是不小于 0 的整数", f"expect.min: '{minimum}' must be a whole number from 0"


def _checked(data: dict[str, Any]) -> Iterator[Problem]:
    checked = data.get("checked")
    if checked is None or checked == NEVER:
        return
    try:
        date.fromisoformat(checked if isinstance(checked, str) and len(checked) == 10 else "")
    except ValueError:
        yield (
            f"checked：“{checked}” 应当是 never 或日期（如 2026-11-21）",
            f"checked: '{checked}' must be never or a date (as 2026-11-21)",
        )


def _listed(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def _not_a_list(data: dict[str, Any], key: str) -> Iterator[Problem]:
    if data.get(key) is not None and not isinstance(data[key], list):
        yield f"{key}：应当是列表（[…]）", f"{key}: must be a list ([…])"
