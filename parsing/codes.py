"""Which codes of organisations does a document print, whose check characters hold?

Portals print a 索引号 that often begins with the publisher's code: its unified social credit code (GB 32100-2015, 18
characters) or its organisation code (GB 11714-1997, nine, the last a check character), as in ``000014349/2021-00012``.
A code counts only on a line or in a field of that label and only where every check character holds; whose it is, is
for ``dataset.identity``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.decode import clean
from parsing.model import Contents, Grid, Paragraph

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Of GB 32100: without I, O, S, V and Z, which are taken for figures too easily."""
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LABEL = r"(?:索\s*引\s*(?:号|码)|统\s*一\s*社会信用代码|组织机构代码|机构代码)"
_LABELLED = re.compile(rf"^[\[【(（]?{_LABEL}[\]】)）]?\s*[:：]?\s*(?P<value>.*)$")
_CODE = re.compile(r"^(?P<code>[0-9A-Z]{18}|[0-9A-Z]{8}-?[0-9X])(?=[^0-9A-Z]|$)")
_META = ("index", "indexno", "indexnumber")
"""Names under which pages declare their 索引号; no standard has one."""
LONGEST = 120
"""Characters of the longest line that is looked at."""
MOST = 400
"""Blocks from the top in which such a line is looked for."""


def credit_code(text: str) -> str | None:
    """The unified social credit code of an organ of the state, None where this is none or a check character fails.

    Codes of organs and of their institutions begin with 1; those of companies, who build portals, with 9. Characters 9
    to 17 are an organisation code with its own check character.
    """
    code = clean(text).strip().upper()
    if len(code) != 18 or code[0] != "1" or any(one not in _ALPHABET for one in code):
        return None
    total = sum(weight * _ALPHABET.index(one) for weight, one in zip(_WEIGHTS, code, strict=False))
    holds = _ALPHABET[-total % 31] == code[17] and code[2:8].isdigit()
    return code if holds and organisation_code(code[8:17]) else None


def organisation_code(text: str) -> str | None:
    """The organisation code without its hyphen, None where this is none or its check character fails."""
    code = clean(text).strip().upper().replace("-", "")
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return None
    total = sum(weight * int(one, 36) for weight, one in zip(_ORGANISATION_WEIGHTS, code, strict=False))
    return code if "0123456789X0"[11 - total % 11] == code[8] else None


def codes_of(contents: Contents) -> tuple[str, ...]:
    """The codes with valid check characters that a document prints under a label of theirs, each once."""
    found = (code for value in _labelled(contents) if (code := _leading(value)) is not None)
    return tuple(dict.fromkeys(found))


def _leading(value: str) -> str | None:
    match = _CODE.match(clean(value).strip().upper())
    return (credit_code(match["code"]) or organisation_code(match["code"])) if match else None


def _labelled(contents: Contents) -> Iterator[str]:
    """What stands behind a label: in the declared metadata, on a line of its own, or in the next cell of a row."""
    yield from (contents.meta[name] for name in _META if name in contents.meta)
    for block in contents.blocks[:MOST]:
        if isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                if len(line) <= LONGEST and (labelled := _LABELLED.match(line.strip())):
                    yield labelled["value"]
        else:
            yield from _in_cells(block)


def _in_cells(grid: Grid) -> Iterator[str]:
    cells = sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        text = cell.text.strip()
        if len(text) <= LONGEST and (labelled := _LABELLED.match(text)):
            if labelled["value"]:
                yield labelled["value"]
            elif following is not None and following.row == cell.row:
                yield following.text
