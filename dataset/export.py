"""How do the tables become files that Excel, R and Python all read the same way?

Every table as CSV for Excel by its keys (``csv/``), for people (``excel/``) and for programs (``machine/``) and as
Parquet (``parquet/``); the national panel by year and province (``slices/``) and as a workbook a year (``xlsx/``);
every agency as JSON (``json/``). Rows are streamed, so memory does not grow with the release.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from dataset.formats.agencies import export_agencies
from dataset.formats.imprint import Imprint
from dataset.formats.sheets import Rows, sheets
from dataset.formats.tables import export_table
from dataset.formats.xlsx import export_workbook

PARALLEL_FROM = 5_000
"""Reports from which on other processes are worth their start."""


def export_all(folder: Path, imprint: Imprint) -> Rows:
    """Write every table of the release in ``folder``, which holds its databases; returns the rows of every file.

    Raises :class:`DatasetError` where a year has more reports than a worksheet has rows.
    """
    tasks: list[Callable[[], Rows]] = [partial(export_table, folder, "national"), partial(export_agencies, folder)]
    by_size = sorted(imprint.years, key=lambda year: (-imprint.years[year], year))
    tasks += [partial(export_workbook, folder, year, imprint) for year in by_size]
    tasks += [partial(export_table, folder, name) for name in sheets() if name != "national"]
    made: Rows = {}
    if imprint.reports < PARALLEL_FROM:
        for task in tasks:
            made |= task()
        return made
    # Fresh processes: a copy of this one would hold its threads' locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as pool:
        for done in [pool.submit(task) for task in tasks]:
            made |= done.result()
    return made
