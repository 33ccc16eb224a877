"""What kind of file is this, as the descriptions name it?"""

from __future__ import annotations

MEDIA = {
    ".csv": "text/csv",
    ".csv.gz": "application/gzip",
    ".ndjson.gz": "application/gzip",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".sqlite": "application/vnd.sqlite3",
    ".json": "application/json",
    ".yml": "application/yaml",
}
"""Ending of the name -> media type (IANA)."""


def media_type(path: str) -> str:
    """The media type of a file of the release."""
    return next((media for ending, media in MEDIA.items() if path.endswith(ending)), "text/plain")
