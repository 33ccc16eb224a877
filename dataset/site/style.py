"""How do the pages look? One style sheet for all of them, put together once from ``styles/*.css``.

Its address carries its digest, so that a browser keeps it for good and never shows an old one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STYLES = Path(__file__).parent / "styles"


@dataclass(frozen=True)
class Stylesheet:
    """The style sheet and where it is."""

    text: str
    path: str


@cache
def stylesheet() -> Stylesheet:
    """The files of ``styles/`` one after the other, by name."""
    text = "\n".join(path.read_text(encoding="utf-8").strip() for path in sorted(STYLES.glob("*.css"))) + "\n"
    return Stylesheet(text, f"/style-{hashlib.sha256(text.encode()).hexdigest()[:16]}.css")
