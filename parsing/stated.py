"""Which figure do several sentences state that speak of the same thing?"""

from __future__ import annotations

from collections.abc import Sequence

from parsing.model import Figure, State


def one_of(key: str, figures: Sequence[Figure]) -> Figure:
    """The figure that all of them state; absent where there is none, unreadable with all quotes where they disagree."""
    if not figures:
        return Figure(key, None, State.ABSENT)
    if len({figure.value for figure in figures}) == 1:
        return figures[0]
    raw = "；".join(dict.fromkeys(figure.raw for figure in figures))
    quote = "；".join(dict.fromkeys(figure.quote or "" for figure in figures))
    return Figure(key, None, State.UNREADABLE, raw, figures[0].place, quote)
