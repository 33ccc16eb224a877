"""What paragraphs and tables stand on this page?

Portals write tables inside tables, paragraphs as ``<br>`` runs and numbers as span soup. The reader walks the tree
once, opens layout tables, keeps data tables with their spans and leaves page furniture out where the statutory
headings show which part of the page is the report.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from parsing.decode import decode, words
from parsing.model import Block, Contents, Grid, Paragraph, Unreadable
from parsing.readers.docx_pictures import Picture, with_pictures
from parsing.readers.html_cells import (
    BLOCKS,
    SKIP,
    hide_by_sheet,
    is_hidden,
    one_line,
    placed,
    rows_of_table,
    said_in,
    show_raised,
    unshown,
)
from parsing.readers.mixed import is_mixed, read_mixed
from parsing.readers.text import read_text
from parsing.traditional import in_simplified

MAX_BYTES = 24 * 1024 * 1024
MAX_CELLS = 60_000
TORN = "\ufffd"
"""Stands where a page ends before its time."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ucaptitle"})
_ATTACHMENT = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|od[ts]|ofd|zip|rar|rtf)(?:$|[?#])", re.IGNORECASE)
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
        "index",
        "indexno",
        "indexnumber",
        "url",
    }
)


def read_html(data: bytes, declared: str | None = None) -> Contents:
    """The page's blocks in reading order, its title candidates, declared metadata and links to documents.

    Raises Unreadable for a page without any element or over the size limit.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"HTML of {len(data)} bytes is over the limit of {MAX_BYTES}")
    text = decode(data, declared)
    return read_mixed(in_simplified(text), contents_of) if is_mixed(text) else contents_of(text)


def contents_of(text: str) -> Contents:
    """The same for a page that is already text (for instance inside a JSON answer)."""
    text = _marked_if_torn(in_simplified(text))
    try:
        # The tree is built from UTF-8 bytes with a fixed encoding: a wrong charset declaration must not win here.
        # Else the rest of a page is lost once 256 elements are open, which tags that nobody closes soon are.
        # The elements of lxml.html would be made by Python, which costs more than all that is done with them here.
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(f"no HTML element found: {error}") from None
    if root is None:
        raise Unreadable("no HTML element found: Document is empty")
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise Unreadable("the page can be read in part only: its elements are nested too deep")
    show_raised(root)
    hide_by_sheet(root)
    walk = _Walk()
    walk.element(root)
    walk.flush()
    if walk.held:
        walk.read_pictures()
    metas = _meta(root)
    anchors = [i for i, block in enumerate(walk.blocks) if _is_anchor(block)]
    return Contents(
        blocks=_report_part(walk.blocks, walk.owners, anchors),
        titles=tuple(_titles(root, metas)),
        meta=metas,
        attachments=tuple(_attachments(root)),
        pictures=_pictures_between(anchors, walk.pictures),
    )


def _marked_if_torn(text: str) -> str:
    """A page that ends within a cell or a number, with a mark there that keeps it from being read as a whole one."""
    opened = max(map(text.rfind, ("<td", "<TD", "<th", "<TH")))
    closed = max(map(text.rfind, ("</t", "</T", "</body", "</BODY", "</html", "</HTML")))
    if opened <= closed and not text.rstrip()[-1:].isdigit():
        return text
    tag = text.rfind("<")
    return (text[:tag] if tag > text.rfind(">") else text) + TORN


class _Walk:
    """One pass over the tree. ``owners`` holds for each block the element it came from."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.owners: list[etree._Element] = []
        self.pictures: list[int] = []
        """For each picture, how many blocks stand before it."""
        self.held: list[tuple[int, str]] = []
        """The same for those that the page itself holds, and what it says of them."""
        self._text: list[str] = []
        self._owner: etree._Element | None = None
        self._heading = False
        self._tables = 0
        self._cells = 0
        self._shown: dict[etree._Element, bool] = {}

    def element(self, root: etree._Element) -> None:
        """Walk without recursion: a page may nest deeper than Python's stack."""
        waiting: list[tuple[etree._Element, bool]] = [(root, False)]
        while waiting:
            node, leaving = waiting.pop()
            if leaving or self._is_all_of(node):
                if leaving and node.tag in BLOCKS:
                    self.flush()
                    self._heading = False
                if tail := node.tail:
                    self._say(tail, node.getparent())
                continue
            if node.tag in BLOCKS:
                self.flush()
                self._heading = node.tag in _HEADINGS
            if text := node.text:
                self._say(text, node)
            waiting.append((node, True))
            waiting += [(child, False) for child in node[::-1]]

    def _is_all_of(self, node: etree._Element) -> bool:
        """Was all that an element holds taken in, or passed over, without a look at its children?"""
        tag = node.tag
        if tag in SKIP or unshown(node):
            return True
        if tag == "table" and (cells := rows_of_table(node)) is not None:
            self.flush()
            self._grid(node, cells)
            return True
        if tag == "pre" and "\n" in (said := said_in(node)) and next(node.iter("table"), None) is None:
            self.flush()
            self._typed(said, node)
            return True
        if tag == "br":
            self.flush()
            return True
        if tag == "img":
            self.pictures.append(len(self.blocks))
            if (source := node.get("src", "")).startswith("data:image/"):
                self.flush()
                self.held.append((len(self.blocks), source))
        return False

    def read_pictures(self) -> None:
        """Put in their place the tables that the page shows as pictures of its own."""
        found: list[Block | Picture] = list(self.blocks)
        owners = list(self.owners)
        for number, (at, _) in reversed(list(enumerate(self.held))):
            found.insert(at, Picture(str(number)))
            owners.insert(at, owners[min(at, len(self.owners)) - 1])
        read = list(with_pictures(found, lambda name: _picture_in(self.held[int(name)][1]))) if owners else []
        self.blocks = [block for _, block in read]
        self.owners = [owners[at] for at, _ in read]

    def _say(self, text: str, owner: etree._Element | None) -> None:
        self._text.append(text)
        if self._owner is None and text.strip():
            self._owner = owner

    def flush(self) -> None:
        """End the running paragraph."""
        if self._owner is not None and (text := one_line("".join(self._text))):
            self.blocks.append(Paragraph(text, heading=self._heading))
            self.owners.append(self._owner)
        self._text.clear()
        self._owner = None

    def _typed(self, said: str, owner: etree._Element) -> None:
        """Text set line by line is plain text, tables of tabs and all."""
        for block in read_text(said.encode("utf-8", "replace")).blocks:
            self.blocks.append(block)
            self.owners.append(owner)

    def _grid(self, table: etree._Element, rows: list[list[etree._Element]]) -> None:
        self._tables += 1
        cells = []
        for cell in placed(rows, self._tables):
            cells.append(cell)
            self._cells += 1
            if self._cells > MAX_CELLS:
                raise Unreadable(f"more than {MAX_CELLS} table cells")
        if cells:
            self.pictures.extend(len(self.blocks) for _ in table.iter("img"))
            self.blocks.append(Grid(tuple(cells), shown=self._is_shown(table)))
            self.owners.append(table)

    def _is_shown(self, table: etree._Element) -> bool:
        """Is neither the table nor anything around it hidden? What was climbed once is known."""
        climbed = []
        at: etree._Element | None = table
        while at is not None and at not in self._shown and not is_hidden(at):
            climbed.append(at)
            at = at.getparent()
        answer = at is None or self._shown.get(at, False)
        self._shown.update(dict.fromkeys(climbed, answer))
        return answer


def _picture_in(address: str) -> bytes | None:
    """The bytes that an address of the kind ``data:image/png;base64,…`` holds."""
    kind, _, held = address.partition(",")
    try:
        return b64decode("".join(held.split())) if kind.endswith("base64") else None
    except ValueError:
        return None


def _pictures_between(anchors: Sequence[int], pictures: Iterable[int]) -> int:
    """How many pictures stand within the report: behind its first heading, before its last block of text."""
    return sum(anchors[0] < place <= anchors[-1] + 1 for place in pictures) if anchors else 0


def _report_part(blocks: list[Block], owners: list[etree._Element], anchors: Sequence[int]) -> tuple[Block, ...]:
    """Without navigation and footer, where the statutory headings and tables tell which element holds the report.

    ``anchors`` are the ordinals of the blocks that show one. Everything before the report stays out too, except what
    looks like a title; a page without anchors is kept whole.
    """
    if len(anchors) < 2:
        return tuple(blocks)
    common = _common_ancestor([owners[i] for i in anchors])
    inside = list(_inside(common, owners))
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


def _common_ancestor(elements: list[etree._Element]) -> etree._Element:
    first, *others = elements
    chain = [*reversed(list(first.iterancestors())), first]
    depths = {element: depth for depth, element in enumerate(chain)}
    deepest = len(chain) - 1
    for element in others:
        while element not in depths:
            element = element.getparent()
        deepest = min(deepest, depths[element])
    return chain[deepest]


def _inside(common: etree._Element, elements: list[etree._Element]) -> Iterator[bool]:
    """For each element: is it ``common`` or below it? What was climbed once is known: a page may be 2048 deep."""
    known = {common: True}
    for element in elements:
        climbed = []
        at = element
        while at is not None and at not in known:
            climbed.append(at)
            at = at.getparent()
        answer = at is not None and known[at]
        known.update(dict.fromkeys(climbed, answer))
        yield answer


def _titles(root: etree._Element, metas: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in _TITLE_META:
        if metas.get(name):
            yield f"meta:{name}", metas[name]
    for tag in ("ucaptitle", "h1", "h2"):
        for element in list(root.iter(tag))[:4]:
            if text := one_line(said_in(element)):
                yield tag, text
    title = root.find(".//title")
    if title is not None and (text := one_line(said_in(title))):
        yield "title", text


def _meta(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = one_line(element.get("content") or "")
        if name in _META_KEPT or name in _TITLE_META:
            found.setdefault(name, content[:500])
    return found


def _attachments(root: etree._Element) -> Iterator[str]:
    seen = set()
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if href and href not in seen and (_ATTACHMENT.search(href) or link.get("appendix") == "true"):
            seen.add(href)
            yield href
