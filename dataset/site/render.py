"""How does a page become HTML? In one environment, where everything is escaped and nothing may be undefined."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from dataset.calendar.season import BEIJING
from dataset.metadata import LICENSE_URL
from dataset.site.language import EN, ZH, Language
from dataset.site.style import stylesheet

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def web_address(address: object) -> str | None:
    """An address that may become a link: http or https with a host, else None (scraped text is hostile)."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return address if sound else None


def moment(instant: str | None, language: Language = ZH) -> str:
    """An instant (ISO 8601, UTC) as Beijing time to the minute."""
    if not instant:
        return language["unknown"]
    try:
        read = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    read = read if read.tzinfo else read.replace(tzinfo=UTC)
    return f"{read.astimezone(BEIJING):%Y-%m-%d %H:%M}{language['beijing']}"


def size(count: int) -> str:
    """A number of bytes for people."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def spans(years: Iterable[int]) -> str:
    """Years for people: 2019–2021, 2023."""
    return _spans(tuple(years))


@lru_cache(maxsize=1024)
def _spans(years: tuple[int, ...]) -> str:
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


@pass_context
def _moment(context: Context, instant: str | None) -> str:
    return moment(instant, context["language"])


def prepare(environment: Environment) -> None:
    """Give an environment what our templates use; Datasette's own renders its pages in it, in Chinese."""
    stylesheet()  # read once, before the first visitor
    environment.globals.update(t=ZH.words, language=ZH, base=ZH.prefix, languages=[(ZH, "/"), (EN, "/en/")])
    environment.globals.update(license_url=LICENSE_URL, style=stylesheet().path, large=False, here="/")
    environment.filters.update(web_address=web_address, moment=_moment, size=size, spans=spans)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    prepare(environment)
    return environment


def rendered(template: str, language: Language, **values: Any) -> str:
    """The HTML of a page in a language."""
    values = {"t": language.words, "language": language, "base": language.prefix} | values
    return _environment().get_template(template).render(**values)
