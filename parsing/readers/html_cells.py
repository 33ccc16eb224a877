"""Which cells does this table show, where do they stand, and what does each say?

Editors leave cells that nobody sees, tables inside cells, numbers torn over many elements and footnote marks that look
like digits once their raising is lost. A cell is read as a browser shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from lxml import etree

from parsing.decode import clean
from parsing.model import Cell, Place, Unreadable
from parsing.readers.raised import raised, sunken

MAX_SPAN = 200
MAX_SPANNED = 200_000
"""Grid places that spans may reserve in one table."""
SKIP = frozenset[object](
    [
        *(etree.Comment, etree.ProcessingInstruction, etree.Entity),
        *("script", "style", "noscript", "template", "select", "option", "head", "iframe", "object", "embed"),
        *("svg", "math", "button", "rp", "rt"),
    ]
)
"""Tags of what has no text of the page."""
BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol", "li", "dl", "dt"),
        *("dd", "h1", "h2", "h3", "h4", "h5", "h6", "form", "fieldset", "center", "blockquote", "pre", "figure"),
        *("address", "hr", "body", "table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "ucapcontent"),
        "ucaptitle",
    ]
)
"""Elements that end the line before and after them."""
_CELLS = frozenset({"td", "th"})
_STRUCK = frozenset({"del", "s", "strike"})
_ODD = SKIP | _STRUCK | {"input", "sup", "sub"}
"""Tags of elements in place of whose own text something else may be said."""
_NO_CONTAINER = _CELLS | {"tr", "p", "span", "font", "b", "i", "em", "strong", "a", "u", "li"}
"""Elements that a page hides for good. Larger parts are hidden only until a script shows them (tabs, twins)."""
_UNSHOWN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_RAISED = re.compile(
    r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise\s*:\s*\.?[1-9]|mso-footnote-id|mso-special-character\s*:\s*footnote",
    re.IGNORECASE,
)
"""What raises text, or says that it refers to a footnote, in the style of an element."""
_LIFTED = re.compile(
    r"vertical-align\s*:\s*\+?(?!0*\.?0*(?:%|p|e))[\d.]+(?:%|p[tx]|em)|(?<![\w-])top\s*:\s*-\s*[\d.]", re.IGNORECASE
)
"""What moves text up a little: a footnote mark where it also makes it smaller, else nobody knows."""
_SIZED = re.compile("font-size", re.IGNORECASE)
_LONGEST_STYLE = 400
"""Characters: of a longer style no more is looked at for what raises text, and nothing is kept."""
_MEDIA = re.compile(
    r"@[a-z-]{1,20}[^{};]{0,200}\{(?:[^{}]{0,400}\{[^{}]{0,4000}\})*[^{}]{0,400}\}|/\*.{0,400}?\*/", re.IGNORECASE
)
"""What a style sheet says for printers and for screens of some width only."""
_NONE = re.compile("none", re.IGNORECASE)
_DISPLAY = re.compile(r"(?<![\w-])display\s*:\s*([a-z-]{1,20})", re.IGNORECASE)
_ONE_NAME = re.compile(r"(?P<tag>[a-z]{0,12}\d?)(?P<sign>[.#])(?P<name>[\w-]{1,60})", re.IGNORECASE)
"""A selector of one class or one id and nothing else: what more it may ask for is not looked into."""
_LONGEST_SHEET = 200_000
"""Characters of a style sheet that are looked at for what it hides."""
_RAISED_CLASS = re.compile(
    r"\.([\w-]{1,60})\s{0,9}\{[^{}]{0,400}?vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE
)
_LINED = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}line-through", re.IGNORECASE)
_GONE = re.compile(
    r"(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?\s*(?:;|!|$)|visibility\s*:\s*hidden"
    r"|(?<![\w-])(?:left|text-indent)\s*:\s*-\d{3,}(?!\d*%)"
    r"|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\((?:50|100)%|transform\s*:\s*scale\(\s*0\s*\)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"^(?!.*background).*(?<![\w-])color\s*:\s*(?:#fff(?:fff)?(?![0-9a-f])|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(r"(?:foot|end)note-?ref", re.IGNORECASE)
"""Classes of references to footnotes, as Word and editors name them."""
_INLINE = frozenset({"span", "font", "a", "em", "i", "b", "strong", "small", "u", "label"})
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,5}|#x[0-9a-fA-F]{1,5});")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COUNT = re.compile(r"\s*(\d{1,6})")
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_LINE = "\x1e"
"""Stands for a line break until white space is collapsed; cannot occur in a parsed page."""
_SHORT = 40
"""Characters of the longest text of a table that only frames the content of one cell."""


class _Style(NamedTuple):
    """What a style says of the element's text."""

    unshown: bool
    invisible: bool
    raised: bool
    lifted: bool
    smaller: bool
    struck: bool
    gone: bool
    """Where the element has no others in it, which may show themselves again."""
    white: bool
    """On a ground that its own style does not colour."""


def _shown_by(style: str) -> _Style:
    """How does an element with this style show its text?"""
    return _kept(style) if len(style) <= _LONGEST_STYLE else _looked_up(style)


def _looked_up(style: str) -> _Style:
    whole = (pattern.search(style) is not None for pattern in (_UNSHOWN, _INVISIBLE))
    begun = (
        pattern.search(style[:_LONGEST_STYLE]) is not None
        for pattern in (_RAISED, _LIFTED, _SIZED, _LINED, _GONE, _WHITE)
    )
    return _Style(*whole, *begun)


_kept = lru_cache(maxsize=1024)(_looked_up)
"""A page repeats a few styles in every cell, and to look through one takes longer than all else that a cell needs."""
_PLAIN = _shown_by("")


def _style_of(node: etree._Element) -> _Style:
    said = node.get("style")
    return _shown_by(said) if said else _PLAIN


def _is_unshown(node: etree._Element, style: _Style) -> bool:
    return style.unshown or node.get("hidden") is not None


def unshown(node: etree._Element) -> bool:
    """Is this an element that the page keeps but never shows?"""
    return node.tag in _NO_CONTAINER and _is_unshown(node, _style_of(node))


def is_hidden(node: etree._Element) -> bool:
    """Is this, whatever it is, not shown as the page stands?"""
    style = _style_of(node)
    return style.invisible or _is_unshown(node, style)


def hide_by_sheet(root: etree._Element) -> None:
    """Give the elements that the page's own style sheet hides, by their class or id, a style that does."""
    hidden: set[tuple[str, str, str]] = set()
    shown: set[tuple[str, str, str]] = set()
    for sheet in root.iter("style"):
        text = (sheet.text or "")[:_LONGEST_SHEET]
        for rule in _MEDIA.sub(" ", text).split("}") if _NONE.search(text) else ():
            selectors, _, declared = rule.partition("{")
            if not (how := _DISPLAY.findall(declared)):
                continue
            named = hidden if how[-1].lower() == "none" else shown
            for selector in selectors.split(","):
                if one := _ONE_NAME.fullmatch(selector.strip()):
                    named.add((one["tag"].lower(), one["sign"], one["name"]))
    hidden -= shown
    if not hidden:
        return
    for node in root.iterfind(".//*[@class]"):
        names = (node.get("class") or "").split()
        if any((tag, ".", name) in hidden for name in names for tag in ("", node.tag)):
            node.set("style", f"display:none;{node.get('style') or ''}")
    for node in root.iterfind(".//*[@id]"):
        if any((tag, "#", node.get("id") or "") in hidden for tag in ("", node.tag)):
            node.set("style", f"display:none;{node.get('style') or ''}")


def said_in(node: etree._Element) -> str:
    """All text within an element, shown or not."""
    return "".join(node.itertext())


def one_line(text: str) -> str:
    """Text with white space collapsed, entities that were escaped twice resolved, and characters mended."""
    if "&" in text and _ENTITY.search(text):
        text = unescape(text)
    return clean(_SPACE.sub(" ", text).strip(" 　"))


def rows_of_table(table: etree._Element) -> list[list[etree._Element]] | None:
    """The shown rows of a table that holds data; None for a table that only lays out the page.

    A layout table holds other tables, or a single cell. A table inside a cell that itself has but one short cell is
    the frame of a number, not a table.
    """
    inner = list(table.iterdescendants("table"))
    if any(not _frames_one(other) for other in inner):
        return None
    rows = []
    for row in table.iter("tr"):
        if (inner and _table_of(row) is not table) or unshown(row):
            continue
        cells = [cell for cell in row if cell.tag in _CELLS]
        if len(cells) != len(row):  # a form or a font element between row and cell
            cells = [cell for cell in row.iterdescendants("td", "th") if not inner or _table_of(cell) is table]
        if cells := [cell for cell in cells if not unshown(cell)]:
            rows.append(cells)
    count = sum(map(len, rows))
    return None if count <= 1 or (inner and count < 4) else rows


def _frames_one(table: etree._Element) -> bool:
    cells = list(table.iterdescendants("td", "th"))
    return len(cells) <= 1 and len(said_in(table).strip()) <= _SHORT


def _table_of(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("table"), None)


def placed(rows: list[list[etree._Element]], table: int) -> Iterator[Cell]:
    """Cells with grid coordinates, as a browser would place them. Raises Unreadable where spans reserve too much."""
    taken: dict[tuple[int, int], bool] = {}
    for y, row in enumerate(rows):
        x = 0
        for element in row:
            while taken and taken.pop((y, x), False):
                x += 1
            colspan = _span(element.get("colspan"), MAX_SPAN)
            rowspan = min(_span(element.get("rowspan"), MAX_SPAN), len(rows) - y)
            if len(taken) + rowspan * colspan > MAX_SPANNED:
                raise Unreadable("the spans of a table are over the limit")
            for dy in range(1, rowspan):
                for dx in range(colspan):
                    taken[y + dy, x + dx] = True
            yield Cell(cell_text(element), y, x, rowspan, colspan, Place(table=table, row=y + 1, column=x + 1))
            x += colspan


def _span(value: str | None, most: int) -> int:
    if value is None:
        return 1
    found = _COUNT.match(value)
    return max(1, min(int(found.group(1)), most)) if found else 1


def cell_text(element: etree._Element) -> str:
    """A cell's text as a browser shows it: white space collapsed, ``<br>`` and paragraphs as line breaks.

    What is struck out is not said, unless nothing else is: then it stands in brackets, so that nobody takes it for an
    entry or for an empty cell. Raised digits behind a text are footnote marks.
    """
    if _style_of(element).invisible:
        return ""
    parts = [element.text or ""]
    struck: list[str] = []
    waiting: list[etree._Element | str] = element[::-1]  # elements, and the text behind one whose children come first
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag, tail = node.tag, node.tail or ""
        if (tag in _ODD or node.keys()) and (instead := _instead_of(node, struck)) is not None:
            parts += (instead, tail)
            continue
        ends = _LINE if tag in BLOCKS else ""
        parts += (_LINE if tag == "br" else ends, node.text or "")
        if len(node):
            waiting.append(ends + tail)
            waiting += node[::-1]
        else:
            parts.append(ends + tail)
    text = _lines("".join(parts))
    return text or (f"[{gone}]" if (gone := _lines("".join(struck))) else "")


def _entered(field: etree._Element) -> str:
    """What stands in a field of a form: some portals show their tables so."""
    shown = (field.get("type") or "text").lower() in {"text", "number", "tel"}
    return (field.get("value") or "") if shown else ""


def _instead_of(node: etree._Element, struck: list[str]) -> str | None:
    """What a cell says in place of an element's own text, if anything; what is struck out is added to ``struck``."""
    tag, style = node.tag, _style_of(node)
    if tag in SKIP or (tag in _NO_CONTAINER and _is_unshown(node, style)):
        return ""
    if tag in _STRUCK or style.struck:
        struck.append(said_in(node))
        return ""
    if style.gone and not len(node):
        return ""
    if style.white and not len(node) and (node.text or "").strip().isdigit() and _digits_beside(node):
        return "�"  # on white nobody sees it, on a dark ground everybody does
    return _entered(node) if tag == "input" else _mark(node, style)


def _digits_beside(node: etree._Element) -> bool:
    before, parent = node.getprevious(), node.getparent()
    left = (parent.text if before is None and parent is not None else before.tail if before is not None else "") or ""
    return any(sign.isdigit() for sign in left[-1:] + (node.tail or "")[:1])


def _lines(text: str) -> str:
    if "&" in text and _ENTITY.search(text):
        text = _BREAK.sub(_LINE, unescape(text))
    lines = [shown for line in _SPACE.sub(" ", text).split(_LINE) if (shown := line.strip(" 　"))]
    return clean("\n".join(lines))


def _mark(node: etree._Element, style: _Style) -> str | None:
    """Raised or sunken text as the characters that show it so; None for anything else."""
    tag = node.tag
    if tag == "sup":
        return raised(said_in(node))
    if tag == "sub":
        return sunken(said_in(node))
    if tag not in _INLINE:
        return None
    if style.lifted and not style.raised:
        mark = raised(said_in(node))
        return mark if not mark or style.smaller else f"�{mark}"
    return raised(said_in(node)) if style.raised or _REFERENCE.search(node.get("class") or "") else None


def show_raised(root: etree._Element) -> None:
    """Make the elements ``sup`` that the page's own style sheet raises by their class."""
    kinds = {kind for sheet in root.iter("style") for kind in _RAISED_CLASS.findall(sheet.text or "")}
    for node in root.iter(*_INLINE) if kinds else ():
        if not kinds.isdisjoint((node.get("class") or "").split()):
            node.tag = "sup"
