"""What paragraphs and tables stand in this Word file?

lxml parses the main text, and only that: styles and settings cost more than all the rest and say nothing of figures,
and so do the objects that python-docx makes of every element. Spans (``gridSpan``, ``vMerge``), nested tables, content
controls and tracked changes are resolved here, because figures depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from parsing.decode import clean
from parsing.model import Block, Cell, Contents, Grid, Paragraph, Place, Unreadable
from parsing.readers.docx_parts import Parts, main_part, parsed
from parsing.readers.docx_pictures import Picture, pictures_in, with_pictures
from parsing.readers.package import open_package
from parsing.readers.raised import raised

MAX_CELLS = 60_000
_TRANSPARENT = frozenset(
    qn(tag)
    for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:hyperlink", "w:fldSimple")
)
_P, _TBL, _TR, _TC, _R, _T = (qn(tag) for tag in ("w:p", "w:tbl", "w:tr", "w:tc", "w:r", "w:t"))
_BREAKS = frozenset((qn("w:br"), qn("w:cr")))
# Looked up once: a table has thousands of properties to compare.
_BODY = qn("w:body")
_GRID_BEFORE = qn("w:gridBefore")
_GRID_SPAN = qn("w:gridSpan")
_LAST_RENDERED_PAGE_BREAK = qn("w:lastRenderedPageBreak")
_NO_BREAK_HYPHEN = qn("w:noBreakHyphen")
_P_PR = qn("w:pPr")
_P_STYLE = qn("w:pStyle")
_R_PR = qn("w:rPr")
_TAB = qn("w:tab")
_TC_PR = qn("w:tcPr")
_TR_PR = qn("w:trPr")
_DEL = qn("w:del")
_TYPE = qn("w:type")
_V_MERGE = qn("w:vMerge")
_VAL = qn("w:val")
_VANISH = qn("w:vanish")
_VERT_ALIGN, _POSITION, _R_STYLE = qn("w:vertAlign"), qn("w:position"), qn("w:rStyle")
_STRUCK = frozenset((qn("w:strike"), qn("w:dstrike")))
_TELLING = (_VANISH, _VERT_ALIGN, _POSITION, _R_STYLE, *sorted(_STRUCK))
"""Properties that change what a run says."""
_RAISED = 6
"""Half-points. By less text is shifted for looks, and nobody knows whether a raised digit is a footnote's."""
_BOX, _FALLBACK = qn("w:txbxContent"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_docx(data: bytes) -> Contents:
    """Blocks of the main text in order. Pages are those that Word saved with the file, where it did.

    Raises Unreadable for a damaged package, one over the limits, or one that is not a Word document.
    """
    with open_package(data, "Word file") as package:
        try:
            main = main_part(package)
            body = parsed(package, main).find(_BODY)
        except Exception as error:  # zip and XML errors of many kinds
            raise Unreadable(f"damaged Word file: {type(error).__name__}") from None
        if body is None:
            raise Unreadable("Word file without a body")
        parts = Parts(package, main)
        walk = _Walk(body, parts)
        found = list(walk.blocks(body))
        blocks = tuple(block for _, block in with_pictures(found, parts))
    return Contents(blocks, pages=walk.page if walk.paged else None)


def _has(body: Any, *tags: str) -> bool:
    return next(body.iter(*tags), None) is not None


def _first(parent: Any, tag: str) -> Any:
    """The first child of a kind, or None; ``find`` takes three times as long."""
    return next(parent.iterchildren(tag), None)


class _Walk:
    """Turns body children into blocks, counting pages and tables on the way."""

    def __init__(self, body: Any, parts: Parts) -> None:
        self.paged = _has(body, _LAST_RENDERED_PAGE_BREAK)
        self._told = _has(body, *_TELLING)  # few files have such runs, and to look for it in every run takes long
        self._boxed = _has(body, _BOX)
        self._parts = parts
        self._struck: list[str] = []
        self.page = 1
        self._tables = 0
        self._cells = 0

    def blocks(self, parent: Any) -> Iterator[Block | Picture]:
        for child in parent:
            if child.tag == _P:
                start = self._page()
                if text := self._paragraph(child):
                    yield Paragraph(text, Place(page=start), heading=_is_heading(child))
                yield from pictures_in(child)
                for box in child.iter(_BOX) if self._boxed else ():
                    if next(box.iterancestors(_FALLBACK, _BOX), None) is None:  # a fallback says the same again
                        yield from self.blocks(box)
            elif child.tag == _TBL:
                yield from self._table(child)
            elif child.tag in _TRANSPARENT:
                yield from self.blocks(child)

    def _page(self) -> int | None:
        return self.page if self.paged else None

    def _paragraph(self, paragraph: Any) -> str:
        parts: list[str] = []
        self._runs(paragraph, parts)
        return clean("".join(parts).strip(" \t\n　\xa0")) if parts else ""

    def _runs(self, parent: Any, parts: list[str]) -> None:
        for child in parent[:]:
            tag = child.tag
            if tag == _R:
                self._run(child, parts)
            elif tag in _TRANSPARENT:
                self._runs(child, parts)

    def _run(self, run: Any, parts: list[str]) -> None:
        """Adds the text of a run as its properties, which come first, have it: hidden, struck out or raised."""
        shown, sure = parts, True
        for part in run[:]:
            tag = part.tag
            if tag == _T:
                parts.append(part.text or "")
            elif tag == _R_PR:
                if self._told:
                    if _hides(part):
                        return
                    if _is_on(part, _STRUCK):
                        parts = self._struck
                    elif height := self._raising(part):
                        parts, sure = [], height >= _RAISED
            elif tag in _BREAKS:
                if part.get(_TYPE) != "page":
                    parts.append("\n")
            elif tag == _TAB:
                parts.append("\t")
            elif tag == _NO_BREAK_HYPHEN:
                parts.append("-")
            elif tag == _LAST_RENDERED_PAGE_BREAK:
                self.page += 1
        if parts is not shown and parts is not self._struck:
            text = "".join(parts)
            mark = raised(text)
            shown += ("" if sure or not mark else "�", text if mark is None else mark)

    def _raising(self, properties: Any) -> int:
        """By how many half-points these properties raise a run."""
        height = 0
        for part in properties:
            value = part.get(_VAL) or ""
            if part.tag == _VERT_ALIGN:
                return _RAISED if value == "superscript" else 0
            if part.tag == _POSITION and value.isdigit():
                height = int(value)
            elif part.tag == _R_STYLE and value in self._parts.raised_styles:
                height = _RAISED
        return height

    def _cell(self, element: Any) -> str:
        """What is struck out is not said, unless nothing else is: then it stands in brackets, as in a page."""
        self._struck.clear()
        text = "\n".join([said for p in _children(element, _P) if (said := self._paragraph(p))])
        return text or (f"[{gone}]" if (gone := clean("".join(self._struck)).strip()) else "")

    def _table(self, table: Any) -> Iterator[Block | Picture]:
        """A data table as one Grid; a table that only frames other tables is opened."""
        if next(table.iterdescendants(_TBL), None) is not None:
            for cell in _cells_of(table):
                yield from self.blocks(cell)
            return
        self._tables += 1
        if cells := tuple(self._placed(table)):
            yield Grid(cells, page=cells[0].place.page)

    def _placed(self, table: Any) -> list[Cell]:
        """Cells with grid coordinates; a vertical merge is one cell whose rowspan grows row by row."""
        cells: list[Cell] = []
        open_above: dict[int, int] = {}  # grid column -> index in cells of the merge that may continue there
        for y, row in enumerate(row for row in _children(table, _TR) if not _is_deleted(row)):
            x = _grid_before(row)
            for element in _children(row, _TC):
                self._cells += 1
                if self._cells > MAX_CELLS:
                    raise Unreadable(f"more than {MAX_CELLS} table cells")
                page = self._page()
                text = self._cell(element)
                width, merge = _merge(element)
                above = open_above.get(x)
                if merge == "continue" and above is not None and cells[above].colspan == width:
                    upper = cells[above]
                    joined = "\n".join(filter(None, (upper.text, text)))
                    cells[above] = Cell(joined, upper.row, x, y - upper.row + 1, width, upper.place)
                else:
                    place = Place(page=page, table=self._tables, row=y + 1, column=x + 1)
                    cells.append(Cell(text, y, x, 1, width, place))
                    above = len(cells) - 1 if merge is not None else None
                for column in range(x, x + width):
                    open_above.pop(column, None)
                if above is not None and merge is not None:
                    open_above[x] = above
                x += width
        return cells


def _children(parent: Any, tag: str) -> list[Any]:
    """The children of one kind, also those inside content controls, insertions and the like."""
    found = []
    for child in parent[:]:
        if child.tag == tag:
            found.append(child)
        elif child.tag in _TRANSPARENT:
            found += _children(child, tag)
    return found


def _cells_of(table: Any) -> Iterator[Any]:
    for row in _children(table, _TR):
        yield from _children(row, _TC) if not _is_deleted(row) else ()


def _is_deleted(row: Any) -> bool:
    """Is this a row that a tracked change takes away?"""
    properties = _first(row, _TR_PR)
    return properties is not None and _first(properties, _DEL) is not None


def _grid_before(row: Any) -> int:
    properties = _first(row, _TR_PR)
    return _number(_first(properties, _GRID_BEFORE)) if properties is not None else 0


def _merge(cell: Any) -> tuple[int, str | None]:
    """Width in grid columns, and ``restart``, ``continue`` or None for the vertical merge.

    A walk over the few properties, which are the first child: looking each one up by name costs three times as much.
    """
    width, merge = 1, None
    for properties in cell[:1]:
        for part in properties[:] if properties.tag == _TC_PR else ():
            tag = part.tag
            if tag == _GRID_SPAN:
                width = max(1, _number(part))
            elif tag == _V_MERGE:
                merge = "restart" if part.get(_VAL) == "restart" else "continue"
    return width, merge


def _number(element: Any) -> int:
    value = element.get(_VAL) if element is not None else None
    return min(int(value), 200) if value and value.isdigit() else 0


def _hides(properties: Any) -> bool:
    return _is_on(properties, frozenset((_VANISH,)))


def _is_on(properties: Any, tags: frozenset[str]) -> bool:
    return any(part.tag in tags and part.get(_VAL) not in {"0", "false"} for part in properties)


def _is_heading(paragraph: Any) -> bool:
    properties = _first(paragraph, _P_PR)
    style = _first(properties, _P_STYLE) if properties is not None else None
    name = (style.get(_VAL) or "").lower() if style is not None else ""
    return name.startswith(("heading", "title"))
