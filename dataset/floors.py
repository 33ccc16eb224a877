"""How many reports must there be at least, so that nothing seems to have broken?"""

from __future__ import annotations

import math

FALL_LEAST = 5
"""Fewer reports than these missing are no fall: one merger, one ruling or a portal a few days behind moves as many."""


def floor(before: int, fall: float) -> int:
    """The least number that is no fall from ``before``, of which a share of ``fall`` may be missing."""
    return min(math.ceil(before * (1 - fall)), before - FALL_LEAST + 1)
