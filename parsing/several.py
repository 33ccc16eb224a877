"""Which of several years' reports in one document is the one that it is about?

Some pages print the report of the year before below this year's, some workbooks have a sheet for each year. The title
that the document declares decides; where it does not, the latest. Reports of several offices are left as they are:
nobody knows which is meant, and what they disagree on is read by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsing.caption import issuer_and_year
from parsing.forms import TABLES
from parsing.model import Block, Contents, Grid, Paragraph
from parsing.outline import heading_of

LONGEST_TITLE = 60
"""Characters of the longest line that is taken for the title of one of several reports."""
_PRINTED = frozenset({"h1", "h2", "ucaptitle"})
"""Titles that a page prints: each report has its own."""
_LEAST_HEADINGS = 3
"""Statutory headings, the first among them or each with a table, that make what follows a title a report of its own."""


def of_one_year(contents: Contents) -> Contents:
    """The contents less the reports that the same office made for other years."""
    starts = [at for at, block in enumerate(contents.blocks) if _may_be_title(block)]
    if len(starts) < 2:
        return contents
    blocks = contents.blocks
    parts = [(start, end) for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    reports = [(start, end) for start, end in parts if _is_report(blocks[start:end])]
    said = [issuer_and_year(_line(blocks[start])) for start, _ in reports]
    years = [year for _, year in said]
    if len(reports) < 2 or len({issuer for issuer, _ in said}) > 1 or None in years or len(set(years)) < len(years):
        return contents
    declared = (issuer_and_year(text)[1] for source, text in contents.titles if source not in _PRINTED)
    year = next((year for year in declared if year in years), max(year for year in years if year is not None))
    start, end = reports[years.index(year)]
    others = {at for part in reports if part != (start, end) for at in range(*part)}
    return replace(contents, blocks=tuple(block for at, block in enumerate(blocks) if at not in others))


def _line(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _may_be_title(block: Block) -> bool:
    text = _line(block)
    return (
        len(text) <= LONGEST_TITLE
        and "信息公开" in text
        and ("报告" in text or "年报" in text)
        and heading_of(text)[0] is None
        and issuer_and_year(text)[1] is not None
    )


def _is_report(blocks: Sequence[Block]) -> bool:
    keys = [key for block in blocks if isinstance(block, Paragraph) and (key := heading_of(block.text)[0])]
    tables = sum(isinstance(block, Grid) for block in blocks)
    return ("overall" in keys or tables >= len(TABLES)) and len(set(keys)) >= _LEAST_HEADINGS
