"""How is raised text written down once its raising is lost?

``22`` with a small raised ``1`` behind it is the number 22 with a footnote, never 221. Raised digits become the
characters that show them so (``22¹``), which no number takes for its own.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"[\[(（【〔]?\s*(?:注|备注)?\s*[\d*※,，、①-⑳]*\s*[\])）】〕]?")
_SIGNS = {
    **dict(zip(map(ord, "0123456789"), "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)),
    **dict.fromkeys(map(ord, "[](（)）【】〔〕注备,，、 ")),
}
_SUNKEN = dict(zip(map(ord, "0123456789"), "₀₁₂₃₄₅₆₇₈₉", strict=True))


def raised(text: str) -> str | None:
    """The footnote mark that this raised text is, without its brackets; None for anything else."""
    text = "".join(text.split())
    return text.translate(_SIGNS) if _MARK.fullmatch(text) else None


def sunken(text: str) -> str:
    """The same for text below the line."""
    return "".join(text.split()).translate(_SUNKEN)
