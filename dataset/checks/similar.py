"""Which texts are nearly the same, among a million of them?

MinHash over the four-character pieces of each text, kept in a file, 504 bytes a text; texts whose signature agrees in
one of 42 bands of three are compared by signature, band after band, so that memory grows by a few numbers a text and
time with the number of texts and not of pairs. The hashes are fixed: the same texts give the same pairs everywhere.

numpy alone does this: the libraries for it at hand bring scipy along (over 100 MB) and hold every band in memory.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

PIECE = 4
"""Characters of a piece."""
BANDS, ROWS = 42, 3
HASHES = BANDS * ROWS
LIKELY = 0.38
"""Agreement of signatures from which two texts are worth comparing: of texts that are nine tenths the same, with single
characters changed all over, 0.49 of the pieces are the same, give or take 0.045. Such texts meet in some band 995 times
in 1,000; texts with a tenth of their pieces in common 41 times, and are dismissed by signature.
"""
NEIGHBOURS = 24
"""Texts of one band that a text is compared with, the nearest before it in time, where a band has very many."""

Words = NDArray[np.uint64]


def _constants(name: str) -> Words:
    digests = (hashlib.sha256(f"{name}{number}".encode()).digest() for number in range(HASHES))
    return np.array([int.from_bytes(digest[:8]) | 1 for digest in digests], dtype=np.uint64)


_TIMES, _PLUS = _constants("times"), _constants("plus")
_POWERS = np.array([pow(1_000_003, power, 2**64) for power in range(PIECE)], dtype=np.uint64)


def signature(text: str) -> NDArray[np.uint32]:
    """The MinHash of a text of at least :data:`PIECE` characters."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    pieces = np.unique(sum(points[i : len(points) - PIECE + 1 + i] * _POWERS[i] for i in range(PIECE)))
    least = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(pieces), 512):  # keeps the table of hashes in the cache
        part = pieces[start : start + 512]
        hashed = ((part[:, None] * _TIMES[None, :] + _PLUS[None, :]) >> np.uint64(32)).astype(np.uint32)
        np.minimum(least, hashed.min(axis=0), out=least)
    return least


class Signatures:
    """The signatures of texts, each under a number, in a file. Use it as a context manager; the file goes with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self.numbers = array("l")
        """The number of each text, in the order in which they came."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def add(self, number: int, text: str) -> None:
        """Keep the signature of a text."""
        self.numbers.append(number)
        self._file.write(signature(text).tobytes())

    def kept(self) -> NDArray[np.uint32]:
        """Every signature, a row a text, read from the file as they are asked for."""
        self._file.flush()
        if not self.numbers:
            return np.empty((0, HASHES), dtype=np.uint32)
        return np.memmap(self._path, dtype=np.uint32, mode="r", shape=(len(self.numbers), HASHES))


def agreement(one: NDArray[Any], other: NDArray[Any]) -> float:
    """How far two signatures agree: an estimate of the share of pieces that two texts have in common."""
    return float(np.mean(one == other))


def own_year_before(signatures: Signatures, who: Sequence[int], when: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each text with the same owner's of the year before, where their signatures agree at all likely."""
    rows = signatures.kept()
    numbers = np.array(signatures.numbers, dtype=np.int64)
    owners = np.array([who[number] for number in numbers], dtype=np.int64)
    times = np.array([when[number] for number in numbers], dtype=np.int64)
    order = np.lexsort((times, owners))
    early, late = order[:-1], order[1:]
    follows = (owners[early] == owners[late]) & (times[early] + 1 == times[late])
    for before, at in zip(early[follows], late[follows], strict=True):
        if agreement(np.asarray(rows[at]), np.asarray(rows[before])) >= LIKELY:
            yield int(numbers[at]), int(numbers[before])


def nearest(signatures: Signatures, who: Sequence[int], when: Sequence[int]) -> dict[int, tuple[int, float]]:
    """For each text the one by somebody else, not of a later time, that its signature agrees with best.

    ``who`` and ``when`` are asked by number. Number -> (number of the other, agreement), where that is at least
    :data:`LIKELY`.
    """
    rows = signatures.kept()
    numbers = np.array(signatures.numbers, dtype=np.int64)
    owners = np.array([who[number] for number in numbers], dtype=np.int64)
    times = np.array([when[number] for number in numbers], dtype=np.int64)
    best = np.zeros(len(numbers), dtype=np.float32)
    other = np.full(len(numbers), -1, dtype=np.int64)
    for band in range(BANDS):
        for group in _same_band(rows, band, times):
            _compare(rows, group, owners, times, best, other)
    return {int(numbers[at]): (int(numbers[other[at]]), float(best[at])) for at in np.flatnonzero(best >= LIKELY)}


def _same_band(rows: NDArray[np.uint32], band: int, times: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The texts that agree in one band, each group by time."""
    if not len(rows):
        return
    part = np.ascontiguousarray(rows[:, band * ROWS : (band + 1) * ROWS])
    keys = part.view(np.dtype((np.void, part.dtype.itemsize * ROWS))).ravel()
    columns: list[NDArray[Any]] = [np.arange(len(keys)), times, *(part[:, column] for column in range(ROWS))]
    order = np.lexsort(columns)
    starts = np.flatnonzero(np.concatenate(([True], keys[order][1:] != keys[order][:-1])))
    ends = np.append(starts[1:], len(order))
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        yield order[start:end]


def _compare(
    rows: NDArray[np.uint32],
    group: NDArray[np.int64],
    owners: NDArray[np.int64],
    times: NDArray[np.int64],
    best: NDArray[np.float32],
    other: NDArray[np.int64],
) -> None:
    """Let every text of a group know the best of those near it in time that are not its owner's and not later."""
    signatures = np.asarray(rows[group])
    for apart in range(1, min(NEIGHBOURS, len(group) - 1) + 1):
        early, late = group[:-apart], group[apart:]
        agree = np.mean(signatures[:-apart] == signatures[apart:], axis=1).astype(np.float32)
        agree[owners[early] == owners[late]] = 0
        _better(late, early, agree, best, other)
        _better(early, late, np.where(times[early] == times[late], agree, np.float32(0)), best, other)


def _better(
    of: NDArray[np.int64],
    found: NDArray[np.int64],
    agree: NDArray[np.float32],
    best: NDArray[np.float32],
    other: NDArray[np.int64],
) -> None:
    # Of equally good ones the first by number, whatever the order of the bands.
    wins = (agree > best[of]) | ((agree == best[of]) & (agree > 0) & (found < other[of]))
    best[of[wins]], other[of[wins]] = agree[wins], found[wins]
