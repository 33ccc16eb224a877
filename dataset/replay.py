"""What does a release need beside the archive to be made again?

Which agency has which id, and what people decided: a release carries both in ``registry/`` as `ogi build` reads them.
Archive, this folder as ``data/registry`` and the same code give the same tables. The decisions are written anew from
table ``rulings``: what the files say apart from them, in a comment perhaps, is nobody's business.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import yaml

from dataset.database import opened
from dataset.takedowns import NAME as TAKEDOWNS

FOLDER, AGENCIES, RULINGS, ROSTERS = "registry", "agencies.csv", "rulings.yml", "rosters.yml"


def write_registry(folder: Path, build: Path) -> None:
    """Write ``registry/`` of the release in ``folder``, which holds its database, from the build that it is made of."""
    made = folder / FOLDER
    made.mkdir()
    shutil.copyfile(build / FOLDER / AGENCIES, made / AGENCIES)
    with closing(opened(folder / "ogi.sqlite")) as connection:
        rulings = [dict(row) for row in connection.execute("SELECT * FROM rulings ORDER BY number")]
    issuers = [_issuer(row) for row in rulings if row["kind"] == "issuer"]
    hidden = [{"sha256": row["subject"], "reason": row["reason"]} for row in rulings if row["kind"] == "takedown"]
    counts = [_roster(row) for row in rulings if row["kind"] == "roster"]
    decided = ((RULINGS, {"issuers": issuers}), (TAKEDOWNS, {"documents": hidden}), (ROSTERS, {"rosters": counts}))
    for name, content in decided:
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
        (made / name).write_text(text, encoding="utf-8")


def _roster(row: dict[str, Any]) -> dict[str, Any]:
    years = [row["first_year"], row["last_year"]]
    return {"division": row["division"], "organs": int(row["subject"]), "years": years, "source": row["reason"]}


def _issuer(row: dict[str, Any]) -> dict[str, Any]:
    said = {"issuer": row["subject"], "division": row["division"], "agency_id": row["decision"], "note": row["reason"]}
    if row["first_year"] is None and row["last_year"] is None:
        return said
    return said | {"years": [row["first_year"] or 0, row["last_year"] or 9999]}
