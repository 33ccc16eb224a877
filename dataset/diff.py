"""What changed between two releases, cell by cell, and why?

Both are read once in the order of their report ids. Reports that are on one side only are settled at the end by their
document: where the same bytes now stand under another id, the report moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dataset.changes import REPORT, Cause, Change, from_to, shown
from dataset.sides import PLACED, SEEN, Side, Stated


class _Why(NamedTuple):
    cause: Cause
    evidence: str


def changes(before: Side, after: Side) -> Iterator[Change]:
    """Every change from ``before`` to ``after``: first those of reports that are in both, in the order of their ids,
    then reports that moved or went, then new ones.
    """
    gone: list[str] = []
    new: dict[str, str] = {}
    olds, nows = before.reports(), after.reports()
    old, now = next(olds, None), next(nows, None)
    while old is not None or now is not None:
        if now is None or (old is not None and old.report_id < now.report_id):
            assert old is not None
            gone.append(old.report_id)
            old = next(olds, None)
        elif old is None or now.report_id < old.report_id:
            new[now.report_id] = now.sha256
            now = next(nows, None)
        else:
            yield from _cells(old, now, before, after)
            old, now = next(olds, None), next(nows, None)
    for report_id in gone:
        yield from _left(report_id, before, after, new)
    for report_id, sha256 in new.items():
        yield Change(report_id, REPORT, None, report_id, Cause.NEW, sha256)


def _cells(old: Stated, now: Stated, before: Side, after: Side) -> Iterator[Change]:
    """The cells that differ between two states of a report."""
    if (old.sha256, old.about, old.tables) == (now.sha256, now.about, now.tables):
        return
    if old.sha256 != now.sha256:
        why = _other_document(old, now, after)
        yield Change(now.report_id, "document_sha256", old.sha256, now.sha256, why.cause, why.evidence)
    was, is_ = old.cells(), now.cells()
    figures = old.figures().keys()
    for cell in [*was, *(cell for cell in is_ if cell not in was)]:
        one, other = shown(was.get(cell)), shown(is_.get(cell))
        if one == other:
            continue
        why = _other_document(old, now, after) if old.sha256 != now.sha256 else _same(cell, old, now, before, after)
        counts = int(one is not None and cell in figures and not cell.endswith(".form"))
        yield Change(now.report_id, cell, one, other, why.cause, why.evidence, counts)


def _other_document(old: Stated, now: Stated, after: Side) -> _Why:
    if old.sha256 in after.taken_down:
        return _Why(Cause.RULING, f"takedown {old.sha256}")
    return _Why(Cause.SOURCE, from_to(old.sha256, now.sha256))


def _same(cell: str, old: Stated, now: Stated, before: Side, after: Side) -> _Why:
    """Why does this cell differ although the same document speaks?"""
    if cell in SEEN and before.code_version == after.code_version:
        return _Why(Cause.SOURCE, now.sha256)
    if cell in PLACED and (ruled := _ruled(old, now, before, after)):
        return _Why(Cause.RULING, ruled)
    return _read(now.sha256, before, after)


def _ruled(old: Stated, now: Stated, before: Side, after: Side) -> str | None:
    """The human decision that put this document elsewhere, or None."""
    if decided := before.ruled(old) ^ after.ruled(now):
        return "; ".join(sorted({f"{one.subject} ({one.division})" for one in decided}))
    return "agencies.csv" if before.code_version == after.code_version else None


def _read(sha256: str, before: Side, after: Side) -> _Why:
    return _Why(Cause.READING, f"{sha256} {from_to(before.code_version, after.code_version)}")


def _left(report_id: str, before: Side, after: Side, new: dict[str, str]) -> Iterator[Change]:
    """What became of a report that is not there under its id? What it moved to is no longer ``new``."""
    old = before.report(report_id)
    assert old is not None
    target = after.now_of(old.sha256)
    now = after.report(target) if target is not None else None
    why = _why_left(old, now, before, after)
    stays = now is not None and now.sha256 == old.sha256
    lost = 0 if stays else sum(value is not None for cell, value in old.figures().items() if not cell.endswith(".form"))
    yield Change(report_id, REPORT, report_id, target, why.cause, why.evidence, lost)
    if now is not None and stays and new.pop(now.report_id, None) is not None:
        yield from _cells(old, now, before, after)


def _why_left(old: Stated, now: Stated | None, before: Side, after: Side) -> _Why:
    if old.sha256 in after.taken_down:
        return _Why(Cause.RULING, f"takedown {old.sha256}")
    if not after.knows(old.sha256):
        return _Why(Cause.WITHDRAWN, old.sha256)
    if now is None:
        if after.ruled_out(old.sha256) and (ruled := _ruled(old, old, before, after)):
            return _Why(Cause.RULING, ruled)
        return _read(old.sha256, before, after)
    read_otherwise = now.sha256 == old.sha256 and (now.issuer, now.year) != (old.issuer, old.year)
    if not read_otherwise and (ruled := _ruled(old, now, before, after)):
        return _Why(Cause.RULING, ruled)
    return _read(old.sha256, before, after)
