"""What paragraphs and tables stand on this page?

Portals write tables inside tables, paragraphs as ``<br>`` runs and numbers as span soup. The reader walks the tree
once, opens layout tables, keeps data tables with their spans and leaves page furniture out where the statutory
headings show which part of the page is the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from parsing.decode import clean, decode, words
from parsing.model import Block, Cell, Contents, Grid, Paragraph, Place, Unreadable

MAX_BYTES = 24 * 1024 * 1024
MAX_CELLS = 60_000
MAX_SPAN = 200
MAX_SPANNED = 200_000
"""Grid places that spans may reserve in one table."""
_SKIP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "select",
        "option",
        "head",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "button",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "form",
        "fieldset",
        "center",
        "blockquote",
        "pre",
        "figure",
        "address",
        "hr",
        "body",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
        "caption",
        "ucapcontent",
        "ucaptitle",
    ]
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ucaptitle"})
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_LINE = "\x1e"
"""Stands for a line break until white space is collapsed; cannot occur in a parsed page."""
_ATTACHMENT = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|ofd|zip|rar|rtf)(?:$|[?#])", re.IGNORECASE)
_ANCHOR_WORDS = re.compile(
    r"第二十条第|本年新收政府信息公开申请|结转下年度继续办理|结果维持|"
    r"^[一二三四五六][、.．].{0,12}(?:总体情况|主动公开政府信息|处理政府信息公开申请|行政复议|主要问题|需要报告)"
)
_TITLE_META = ("articletitle", "title", "og:title")
_META_KEPT = frozenset(
    {
        "articletitle",
        "pubdate",
        "contentsource",
        "columnname",
        "columntype",
        "sitename",
        "siteidcode",
        "author",
        "source",
        "others",
        "url",
    }
)


def read_html(data: bytes, declared: str | None = None) -> Contents:
    """The page's blocks in reading order, its title candidates, declared metadata and links to documents.

    Raises Unreadable for a page without any element or over the size limit.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"HTML of {len(data)} bytes is over the limit of {MAX_BYTES}")
    return contents_of(decode(data, declared))


def contents_of(text: str) -> Contents:
    """The same for a page that is already text (for instance inside a JSON answer)."""
    try:
        # The tree is built from UTF-8 bytes with a fixed encoding: a wrong charset declaration must not win here.
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
        root = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(f"no HTML element found: {error}") from None
    walk = _Walk()
    walk.element(root)
    walk.flush()
    return Contents(
        blocks=_report_part(walk.blocks, walk.owners),
        titles=tuple(_titles(root)),
        meta=_meta(root),
        attachments=tuple(_attachments(root)),
    )


class _Walk:
    """One pass over the tree. ``owners`` holds for each block the element it came from."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.owners: list[html.HtmlElement] = []
        self._text: list[str] = []
        self._owner: html.HtmlElement | None = None
        self._heading = False
        self._tables = 0
        self._cells = 0

    def element(self, root: html.HtmlElement) -> None:
        """Walk without recursion: a page may nest deeper than Python's stack."""
        stack: list[tuple[html.HtmlElement, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
                continue
            tag = node.tag
            if not isinstance(tag, str) or tag in _SKIP:
                self._say(node.tail, node.getparent())
                continue
            if tag == "table" and (cells := _data_table(node)) is not None:
                self.flush()
                self._grid(node, cells)
                self._say(node.tail, node.getparent())
                continue
            if tag == "br":
                self.flush()
                self._say(node.tail, node.getparent())
                continue
            if tag in _BLOCKS:
                self.flush()
                self._heading = tag in _HEADINGS
            self._say(node.text, node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))

    def _leave(self, node: html.HtmlElement) -> None:
        if node.tag in _BLOCKS:
            self.flush()
            self._heading = False
        self._say(node.tail, node.getparent())

    def _say(self, text: str | None, owner: html.HtmlElement | None) -> None:
        if text and owner is not None:
            self._text.append(text)
            if self._owner is None and text.strip():
                self._owner = owner

    def flush(self) -> None:
        """End the running paragraph."""
        text = clean(_SPACE.sub(" ", "".join(self._text)).strip(" 　"))
        if text and self._owner is not None:
            self.blocks.append(Paragraph(text, heading=self._heading))
            self.owners.append(self._owner)
        self._text.clear()
        self._owner = None

    def _grid(self, table: html.HtmlElement, rows: list[list[html.HtmlElement]]) -> None:
        self._tables += 1
        cells = []
        for cell in _placed(rows, self._tables):
            cells.append(cell)
            self._cells += 1
            if self._cells > MAX_CELLS:
                raise Unreadable(f"more than {MAX_CELLS} table cells")
        if cells:
            self.blocks.append(Grid(tuple(cells)))
            self.owners.append(table)


def _data_table(table: html.HtmlElement) -> list[list[html.HtmlElement]] | None:
    """The rows of a table that holds data; None for a table that only lays out other tables."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = []
    for row in table.iter("tr"):
        if cells := [cell for cell in row if cell.tag in {"td", "th"}]:
            rows.append(cells)
    return rows


def _placed(rows: list[list[html.HtmlElement]], table: int) -> Iterator[Cell]:
    """Cells with grid coordinates, as a browser would place them."""
    taken: dict[tuple[int, int], bool] = {}
    for y, row in enumerate(rows):
        x = 0
        for element in row:
            while taken.pop((y, x), False):
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
    found = re.match(r"\s*(\d{1,6})", value or "")
    return max(1, min(int(found.group(1)), most)) if found else 1


def cell_text(element: html.HtmlElement) -> str:
    """A cell's text as a browser shows it: white space collapsed, ``<br>`` and paragraphs as line breaks."""
    parts: list[str] = []
    stack: list[tuple[html.HtmlElement, bool]] = [(element, False)]
    while stack:
        node, leaving = stack.pop()
        inner = node is not element
        breaks = inner and node.tag in _BLOCKS
        if leaving or not isinstance(node.tag, str) or node.tag in _SKIP:
            parts += (_LINE if breaks else "", (node.tail or "") if inner else "")
            continue
        parts += (_LINE if breaks or node.tag == "br" else "", node.text or "")
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    lines = (_SPACE.sub(" ", line).strip(" 　") for line in "".join(parts).split(_LINE))
    return clean("\n".join(line for line in lines if line))


def _report_part(blocks: list[Block], owners: list[html.HtmlElement]) -> tuple[Block, ...]:
    """Without navigation and footer, where the statutory headings and tables tell which element holds the report.

    Everything before the report stays out too, except what looks like a title; a page without anchors is kept whole.
    """
    anchors = [i for i, block in enumerate(blocks) if _is_anchor(block)]
    if len(anchors) < 2:
        return tuple(blocks)
    common = _common_ancestor([owners[i] for i in anchors])
    inside = [common is owner or common in owner.iterancestors() for owner in owners]
    first, last = min(anchors), max(anchors)
    kept = []
    for i, block in enumerate(blocks):
        near_title = i < first and isinstance(block, Paragraph) and "信息公开" in block.text and len(block.text) < 80
        if inside[i] or first <= i <= last or near_title:
            kept.append(block)
    return tuple(kept)


def anchors_in(contents: Contents) -> int:
    """How many blocks show a statutory heading or table?"""
    return sum(map(_is_anchor, contents.blocks))


def _is_anchor(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return len(block.text) < 60 and bool(_ANCHOR_WORDS.search(block.text))
    return any(_ANCHOR_WORDS.search(words(cell.text)) for cell in block.cells[:80] if cell.text)


def _common_ancestor(elements: list[html.HtmlElement]) -> html.HtmlElement:
    chains = [[*reversed(list(element.iterancestors())), element] for element in elements]
    common = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(node is not level[0] for node in level):
            break
        common = level[0]
    return common


def _titles(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    metas = _meta(root)
    for name in _TITLE_META:
        if metas.get(name):
            yield f"meta:{name}", metas[name]
    for tag in ("ucaptitle", "h1", "h2"):
        for element in list(root.iter(tag))[:4]:
            if text := _one_line(element.text_content()):
                yield tag, text
    title = root.find(".//title")
    if title is not None and (text := _one_line(title.text_content())):
        yield "title", text


def _meta(root: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = _one_line(element.get("content") or "")
        if name in _META_KEPT or name in _TITLE_META:
            found.setdefault(name, content[:500])
    return found


def _attachments(root: html.HtmlElement) -> Iterator[str]:
    seen = set()
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if href and href not in seen and (_ATTACHMENT.search(href) or link.get("appendix") == "true"):
            seen.add(href)
            yield href


def _one_line(text: str) -> str:
    return clean(_SPACE.sub(" ", text).strip(" 　"))
