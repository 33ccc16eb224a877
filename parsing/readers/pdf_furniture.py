"""Which lines of a PDF page are not the document's text: page numbers, running headers and footers?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsing.model import Grid
from parsing.readers.pdf_lines import Line

MARGIN = 0.13
"""Part of the page's height at its top and bottom where furniture stands. GB/T 9704-2012 leaves 37 of 297 mm at the
top and sets the page number 7 mm below the text, 28 mm above the lower edge."""
_DEEPEST = 3  # lines of furniture at one end of a page

_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
_PAGE_NUMBER = re.compile(
    rf"""[-—–―－─·•~\s]*\d{{1,4}}[-—–―－─·•~\s]*
    | 第\s*{_NUMERAL}\s*页 (?:\s*[,，/、（(]?\s*共\s*{_NUMERAL}\s*页\s*[)）]?)?
    | (?:共\s*{_NUMERAL}\s*页\s*[,，/、]?\s*)第\s*{_NUMERAL}\s*页
    | \d{{1,4}}\s*/\s*\d{{1,4}}
    | (?:Page|P\.?)\s*\d{{1,4}}(?:\s*(?:of|/)\s*\d{{1,4}})?""",
    re.VERBOSE | re.IGNORECASE,
)
_BROWSER = re.compile(
    r"""(?:https?|file)://\S+(?:\s+\d{1,4}\s*/\s*\d{1,4})?      # the foot of a printed web page
    | \d{1,4}/\d{1,2}/\d{1,4}\s*[,，]?\s+\d{1,2}:\d{2}.*        # and its head: when it was printed, and its title""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Sheet:
    """What stands on one page: its lines of text outside tables, and its tables with their top."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[tuple[float, Grid], ...] = ()


def without_furniture(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The same pages without page numbers, and without lines that stand at one height on most pages.

    Furniture is taken away from the ends of a page inwards, so that a number between lines of text is kept.
    """
    seen = Counter(key for sheet in sheets for key in {_key(line) for line in sheet.lines if _at_end(line, sheet)})
    running = {key for key, count in seen.items() if count > 1 and 2 * count > len(sheets)}
    cleaned = []
    for sheet in sheets:
        dropped = {id(line) for line in _ends(sheet, running)}
        cleaned.append(replace(sheet, lines=tuple(line for line in sheet.lines if id(line) not in dropped)))
    return cleaned


def _ends(sheet: Sheet, running: set[tuple[str, int]]) -> Iterator[Line]:
    for lines in (sheet.lines[:_DEEPEST], sheet.lines[: -_DEEPEST - 1 : -1]):
        for line in lines:
            text = line.text
            known = _PAGE_NUMBER.fullmatch(text) or _BROWSER.fullmatch(text) or _key(line) in running
            if not (known and _at_end(line, sheet)):
                break
            yield line


def _key(line: Line) -> tuple[str, int]:
    """The same for the same line on another page, whatever its page number."""
    return re.sub(r"\d+", "0", line.text), round(line.middle)


def _at_end(line: Line, sheet: Sheet) -> bool:
    return not MARGIN * sheet.height < line.middle < (1 - MARGIN) * sheet.height
