"""Where does a figure stand in its document, and under which name is that place found on the page of the source?

A place is stored with the report (``provenance.sqlite``), so a link to it can be made without opening the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dataset.site.language import Language

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Stand:
    """One entry of ``provenance``: the text as printed, and where. All counts start at 1."""

    raw: str = ""
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: Box | None = None
    """x0, top, x1, bottom in points of the page."""
    line: int | None = None
    quote: str | None = None

    @classmethod
    def of(cls, entry: Sequence[Any]) -> Stand:
        """The entry as it is stored: unknown ends are left out."""
        padded: list[Any] = [*entry, *[None] * (8 - len(entry))]
        raw, page, table, row, column, box, line, quote = padded
        return cls(raw or "", page, table, row, column, tuple(box) if box else None, line, quote)

    @property
    def cell(self) -> str | None:
        """The name of the table cell it stands in."""
        return cell_name(self.table, self.row, self.column)

    def anchor(self, key: str) -> str:
        """The fragment of the page of the source that shows this place of the figure ``key``."""
        if self.cell is not None:
            return self.cell
        if self.line is not None:
            return f"l{self.line}"
        return f"q-{key}" if self.quote else f"f-{key}"

    def words(self, language: Language) -> str:
        """The place in words; empty where nothing is known."""
        known = (
            ("page", self.page),
            ("table", self.table),
            ("row", self.row),
            ("column", self.column),
            ("line", self.line),
        )
        return language["place_joint"].join(
            language[f"place_{part}"].format(at) for part, at in known if at is not None
        )


NOWHERE = Stand()


def cell_name(table: int | None, row: int | None, column: int | None) -> str | None:
    """The name of a cell on the page of the source: ``t2-r5-c8``."""
    return None if table is None or row is None or column is None else f"t{table}-r{row}-c{column}"
