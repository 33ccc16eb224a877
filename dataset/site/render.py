"""How does a page become HTML? In one environment, where everything is escaped and nothing may be undefined."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dataset.site.words import ZH

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
BEIJING = timezone(timedelta(hours=8))


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


def moment(instant: str | None) -> str:
    """An instant (ISO 8601, UTC) as Beijing time to the minute."""
    if not instant:
        return ZH["unknown"]
    try:
        read = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    read = read if read.tzinfo else read.replace(tzinfo=UTC)
    return f"{read.astimezone(BEIJING):%Y-%m-%d %H:%M}{ZH['beijing']}"


def size(count: int) -> str:
    """A number of bytes for people."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def prepare(environment: Environment) -> None:
    """Give an environment what our templates use; Datasette's own renders ``error.html``."""
    environment.globals["t"] = ZH
    environment.filters["web_address"] = web_address
    environment.filters["moment"] = moment
    environment.filters["size"] = size


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    prepare(environment)
    return environment


def rendered(template: str, **values: Any) -> str:
    """The HTML of a page."""
    return _environment().get_template(template).render(**values)
