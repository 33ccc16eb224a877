"""What do data package, Datasette and readers have to be told about the dataset?

``metadata.yml`` at the top of the repository is :func:`text`. After a change of forms or schema write it anew with
``python -c "from dataset.metadata import text; print(text(), end='')" > metadata.yml``.
"""

from __future__ import annotations

from typing import Any

import yaml

from dataset.schema import DATABASES, about

TITLE_ZH = "政府信息公开年报数据库"
TITLE_EN = "OGI Yearbook: China's annual open-government-information reports as data"
DESCRIPTION_ZH = (
    "各级行政机关政府信息公开工作年度报告中的法定表格，逐格录入，每个数字可回到原文位置。"
    "数字照报告所印，不推算、不补齐、不更正；请以各机关公布的原文为准。"
)
DESCRIPTION_EN = (
    "The statutory tables of the annual open-government-information reports of China's administrative organs, figure "
    "by figure, each traceable to its place in the source. Figures are as printed: nothing is computed, filled in or "
    "repaired. The published reports prevail."
)
LICENSE = "CC BY 4.0"
LICENSE_NAME = "CC-BY-4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
SOURCE = "各级行政机关公布的政府信息公开工作年度报告 · annual reports as published by the agencies"
NAME = "ogi-yearbook"
SAMPLE_NOTICE = "样例，非真实数据 · SAMPLE, NOT REAL DATA · "
_FILES = {
    "ogi": ("年报数据", "reports and their figures"),
    "provenance": ("数字出处", "where the figures stand"),
    "texts": ("年报正文", "the text of the reports"),
}


def datasette_metadata(notice: str = "") -> dict[str, Any]:
    """The metadata that Datasette shows: titles, descriptions with units, licence and source of every table.

    ``notice`` stands before the title of every database and table: the pages of a sample edition say that they are.
    """
    return {
        "title": f"{TITLE_ZH} · {TITLE_EN}",
        "description": f"{DESCRIPTION_ZH} {DESCRIPTION_EN}",
        "license": LICENSE,
        "license_url": LICENSE_URL,
        "source": SOURCE,
        "databases": {file: _database(file, notice) for file in DATABASES},
    }


def _database(file: str, notice: str) -> dict[str, Any]:
    zh, en = _FILES[file]
    return {
        "title": f"{notice}{zh} · {en}",
        "tables": {
            str(table.name): {
                "title": f"{notice}{about(table).zh} · {about(table).en}",
                "description": f"{about(table).note_zh} {about(table).note_en}".strip(),
                "columns": {str(column.name): _described(column) for column in table.c},
            }
            for table in DATABASES[file].tables.values()
        },
    }


def _described(column: Any) -> str:
    said = about(column)
    notes = " ".join(note for note in (said.note_zh, said.note_en) if note)
    return f"{said.zh_full} · {said.en}" + (f". {notes}" if notes else "")


def text() -> str:
    """The text of ``metadata.yml``."""
    head = (
        "# Generated from the forms and the schema by dataset/metadata.py, which says how. A test keeps it in step.\n"
    )
    return head + yaml.safe_dump(datasette_metadata(), allow_unicode=True, sort_keys=False, width=120)
