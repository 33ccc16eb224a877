"""Which documents is a release not to show, and why?

``takedowns.yml`` in the registry's folder lists them by SHA-256. Their bytes stay in the archive; nothing that they say
reaches the databases or the files, and the list itself is published in table ``rulings``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from dataset.claims import Claim, Gathered, reports_of
from dataset.errors import DatasetError
from dataset.identity.registry import Count, Registry, Ruling

NAME = "takedowns.yml"
TAKEN_DOWN = "taken_down"
"""Verdict in table ``documents`` of a document that is not shown."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


def load_takedowns(folder: Path) -> Mapping[str, str]:
    """SHA-256 -> reason, in the order of the SHA-256; empty where there is no list.

    Raises :class:`DatasetError`, one line, where the list is not what it should be: a document that somebody asked to
    take down is not to be published because of a slip in a file.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8-sig")) or {}
        listed = {str(entry["sha256"]).lower(): str(entry["reason"]).strip() for entry in data["documents"] or ()}
        if wrong := [sha256 for sha256, reason in listed.items() if not _SHA256.fullmatch(sha256) or not reason]:
            raise ValueError(f"{wrong[0]}: sha256 with 64 digits and a reason")
    except (OSError, yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as error:
        what = str(error).replace("\n", " ")
        raise DatasetError(
            f"{path}：下架清单写法不对（{what}）；原有数据库未动。",
            f"{path}: the list of takedowns is not as it should be ({what}); the database was left as it was.",
        ) from None
    return dict(sorted(listed.items()))


def require_known(takedowns: Mapping[str, str], documents: Iterable[str]) -> None:
    """Raise :class:`DatasetError` for a takedown of a document that the archive does not have: it hides nothing, and
    what it was meant for may be on show.
    """
    if unknown := sorted(takedowns.keys() - set(documents)):
        raise DatasetError(
            f"{NAME}：存档里没有文件 {unknown[0]}；原有数据库未动。请核对 SHA-256。",
            f"{NAME}: the archive has no document {unknown[0]}; the database was left as it was. Check the SHA-256.",
        )


def hidden_years(claims: Iterable[Claim], gathered: Gathered) -> Mapping[str, set[int]]:
    """Agency -> the report years for which these documents, which are taken down, would speak. ``gathered`` is what the
    others come to: agencies that have no other report are in no table, and their years are not told.
    """
    known = {report.agency_id for report in gathered.reports}
    whole = [claim for claim in claims if claim.reason is None]
    asked = [(claim.issuer or "", claim.division, claim.year or 0) for claim in whole]
    rulings = tuple(ruling for ruling in gathered.registry.rulings if any(ruling.covers(*one) for one in asked))
    found: dict[str, set[int]] = {}
    for report in reports_of(whole, Registry(gathered.registry.names, rulings)).reports:
        if report.agency_id in known:
            found.setdefault(report.agency_id, set()).add(report.year)
    return found


def ruling_rows(
    rulings: Iterable[Ruling], takedowns: Mapping[str, str], counts: Iterable[Count] = ()
) -> Iterator[dict[str, Any]]:
    """The rows of table ``rulings``: whose reports are, what is taken down, then how many organs a place has."""
    rows: list[dict[str, Any]] = [
        {
            "kind": "issuer",
            "subject": ruling.issuer,
            "division": ruling.division,
            "first_year": ruling.first_year or None,
            "last_year": ruling.last_year if ruling.last_year < _FOR_EVER else None,
            "decision": ruling.agency_id,
            "reason": ruling.note,
        }
        for ruling in rulings
    ]
    rows += [{"kind": "takedown", "subject": sha256, "reason": reason} for sha256, reason in takedowns.items()]
    rows += [
        {
            "kind": "roster",
            "subject": str(count.organs),
            "division": count.division,
            "first_year": count.first_year,
            "last_year": count.last_year,
            "reason": count.source,
        }
        for count in counts
    ]
    yield from ({"number": number, **row} for number, row in enumerate(rows, start=1))


_FOR_EVER = 9999
"""Last year of a ruling without an end."""
