"""What paragraphs and tables stand in this OFD document (GB/T 33190-2016)?

OFD is China's own page format: a ZIP of XML that places characters and paths on pages, in millimetres. The pages become
the same characters and ruling lines that the PDF reader finds, so that tables and paragraphs are made in one way.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from lxml import etree

from parsing.model import Contents, Unreadable
from parsing.readers.ofd_page import OfdPage, numbers
from parsing.readers.package import open_package
from parsing.readers.pdf import MAX_CHARACTERS, MAX_OBJECTS, MAX_PAGES
from parsing.readers.pdf_glyphs import TooMuch
from parsing.readers.pdf_grids import find_tables
from parsing.readers.pdf_paragraphs import blocks_of
from parsing.readers.pdf_sheets import DrawnPage, sheets_of

MAX_UNPACKED = 128 * 1024 * 1024
MAX_PART = 16 * 1024 * 1024
"""One part of XML; a dense page has 500 kB."""
_META = {"Title": "ofd:title", "CreationDate": "ofd:creationdate"}
_A4 = (0.0, 0.0, 210.0, 297.0)


def read_ofd(data: bytes) -> Contents:
    """Paragraphs and tables in reading order, each table piece of a page as a grid of its own.

    Raises Unreadable for a damaged, encrypted or far too large document.
    """
    try:
        with closing(open_package(data, "OFD file", MAX_UNPACKED)) as package:
            document = _Document(package)
            pages = list(document.pages())
        blocks = tuple(blocks_of(list(sheets_of(pages))))
    except TooMuch as error:
        raise Unreadable(f"the OFD file has {error}") from None
    except Unreadable:
        raise
    except Exception as error:  # missing parts, broken XML, numbers that are none
        raise Unreadable(f"damaged OFD file ({type(error).__name__})") from None
    title = document.meta.pop("ofd:title", "")
    return Contents(blocks, (("ofd:Title", title),) if title else (), document.meta, pages=len(pages))


class _Document:
    """The parts of one package, by their names."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = {name.lower().lstrip("/"): name for name in package.namelist()}
        self.meta: dict[str, str] = {}
        self._characters, self._objects = MAX_CHARACTERS, MAX_OBJECTS

    def pages(self) -> Iterator[DrawnPage]:
        """The pages of all bodies; most packages have one."""
        root = self._part("OFD.xml")
        count = 0
        for body in root.iter("{*}DocBody"):
            for name, key in _META.items():
                if text := (body.findtext(f".//{{*}}{name}") or "").strip():
                    self.meta.setdefault(key, text)
            path = body.findtext("{*}DocRoot", "")
            document = self._part(path)
            area = _box(document.find("{*}CommonData/{*}PageArea/{*}PhysicalBox"), _A4)
            templates = {
                template.get("ID"): _beside(path, template.get("BaseLoc", ""))
                for template in document.iterfind("{*}CommonData/{*}TemplatePage")
            }
            for page in document.iterfind("{*}Pages/{*}Page"):
                count += 1
                if count > MAX_PAGES:
                    raise TooMuch(f"more than {MAX_PAGES} pages")
                yield self._page(_beside(path, page.get("BaseLoc", "")), area, templates)

    def _page(self, path: str, area: tuple[float, ...], templates: dict[str | None, str]) -> DrawnPage:
        content = self._part(path)
        canvas = OfdPage(_box(content.find("{*}Area/{*}PhysicalBox"), area), self._characters, self._objects)
        used = content.findall("{*}Template")
        for order in ("Background", "Foreground"):
            for template in used:
                if (template.get("ZOrder") or "Background") == order and template.get("TemplateID") in templates:
                    canvas.draw(self._part(templates[template.get("TemplateID")]).find("{*}Content"))
            if order == "Background":
                canvas.draw(content.find("{*}Content"))
        self._characters -= len(canvas.glyphs)
        self._objects -= canvas.objects
        return DrawnPage(canvas.view, canvas.seen(), find_tables(canvas.marks.edges()))

    def _part(self, path: str) -> Any:
        name = self._names.get(posixpath.normpath(path).lstrip("/").lower())
        if name is None:
            raise Unreadable("damaged OFD file: a part is missing")
        if self._package.getinfo(name).file_size > MAX_PART:
            raise TooMuch(f"a part of more than {MAX_PART} bytes")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(self._package.read(name), parser)


def _beside(path: str, location: str) -> str:
    """A location as written in the part ``path``: absolute, or beside it."""
    location = location.strip()
    return location if location.startswith("/") else posixpath.join(posixpath.dirname(path), location)


def _box(element: Any, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    found = tuple(numbers(element.text)) if element is not None else ()
    return found if len(found) == 4 and found[2] > 0 and found[3] > 0 else otherwise
